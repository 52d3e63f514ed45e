"""Pure values: questions, rules, futures, offers, amounts, times."""
