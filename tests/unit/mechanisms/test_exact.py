"""The paper's examples, and what happens at the edges, in exact fractions."""

from collections.abc import Sequence
from fractions import Fraction

import pytest

from bugmark_py.errors import InputError
from bugmark_py.mechanisms import exact
from bugmark_py.mechanisms.outcome import Group, Outcome, parse_groups

pytestmark = pytest.mark.unit

EXAMPLE = tuple(Fraction(text) for text in ("0.9", "0.8", "0.26", "0.26"))
HALF = Fraction(1, 2)


def grouped(left: Sequence[int], right: Sequence[int], cost: int) -> Outcome[Fraction]:
    groups = [Group.LEFT] * len(left) + [Group.RIGHT] * len(right)
    return exact.gcsod([*left, *right], cost, groups)


def shown(*numbers: Fraction) -> str:
    return " ".join(map(str, numbers))


# --- The paper's examples -------------------------------------------------------------------------


@pytest.mark.parametrize("deadline", ["0.9", "0.7"])
def test_example_1_at_a_late_deadline_two_pay_half_each(deadline: str) -> None:
    at = Fraction(deadline)

    outcome = exact.csd(EXAMPLE, 1, at)

    assert shown(*outcome.payments) == "1/2 1/2 0 0"
    assert shown(*outcome.times) == f"0 0 {at} {at}"
    assert outcome.payers == (0, 1)
    assert shown(outcome.max_delay, outcome.sum_delay) == f"{at} {2 * at}"


def test_example_1_at_an_early_deadline_nobody_pays_and_all_have_it_then() -> None:
    outcome = exact.csd(EXAMPLE, 1, HALF)

    assert not outcome.sold
    assert shown(*outcome.payments) == "0 0 0 0"
    assert shown(*outcome.times) == "1/2 1/2 1/2 1/2"


def test_example_1_the_optimal_deadline_is_five_eighths() -> None:
    outcome = exact.csod(EXAMPLE, 1)

    assert exact.optimal_deadline(EXAMPLE, 1) == Fraction(5, 8)
    assert shown(*outcome.times) == "0 0 5/8 5/8"
    assert outcome.deadlines == {Group.ALL: Fraction(5, 8)}


def test_example_2_under_the_optimal_deadline_a_false_report_pays() -> None:
    false = (EXAMPLE[0], Fraction("0.26"), *EXAMPLE[2:])

    honest, lying = exact.csod(EXAMPLE, 1), exact.csod(false, 1)

    assert shown(honest.payments[1], honest.times[1]) == "1/2 0"
    assert shown(lying.payments[1], lying.times[1]) == "1/4 0"


# --- Ties -----------------------------------------------------------------------------------------


def test_by_the_papers_tie_rule_a_false_report_pays() -> None:
    groups = parse_groups("LLRRR")

    honest = exact.gcsod_with_paper_ties((9, 9, 12, 9, 6), 12, groups)
    lying = exact.gcsod_with_paper_ties((9, 9, 12, 10, 6), 12, groups)

    assert honest.winner is Group.LEFT
    assert 9 * (1 - honest.times[3]) - honest.payments[3] == 3
    assert lying.winner is Group.RIGHT
    assert 9 * (1 - lying.times[3]) - lying.payments[3] == 5


def test_with_ties_to_the_left_alone_the_same_report_gains_nothing() -> None:
    honest, lying = grouped((9, 9), (12, 9, 6), 12), grouped((9, 9), (12, 10, 6), 12)

    assert 9 * (1 - honest.times[3]) - honest.payments[3] == 3
    assert lying.winner is Group.RIGHT
    assert 9 * (1 - lying.times[3]) - lying.payments[3] == 3


def test_equal_groups_are_a_tie_which_is_the_lefts() -> None:
    outcome = grouped((6, 6), (6, 6), 12)

    assert outcome.winner is Group.LEFT
    assert shown(*outcome.times) == "0 0 1 1"


def test_bids_equal_at_the_cut_are_all_in_or_all_out() -> None:
    assert exact.cs((6, 6, 6, 3), 18).payers == (0, 1, 2)
    assert exact.cs((7, 6, 6), 13).payers == (0, 1, 2)
    assert exact.cs((12, 3, 3), 12).payers == (0,)


# --- Edges ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "outcome",
    [exact.cs((), 1), exact.csd((), 1, HALF), exact.csod((), 1), exact.gcsod((), 1, ())],
)
def test_without_bidders_nothing_is_sold(outcome: Outcome[Fraction]) -> None:
    assert not outcome.sold
    assert outcome.winner is None
    assert shown(outcome.max_delay, outcome.sum_delay) == "1 0"


@pytest.mark.parametrize("coin", ["L", "R"])
@pytest.mark.parametrize(("valuation", "paid"), [(9, 0), (10, 10), (11, 10)])
def test_a_bidder_alone_pays_if_it_is_worth_the_cost(coin: str, valuation: int, paid: int) -> None:
    outcome = exact.gcsod((valuation,), 10, parse_groups(coin))

    assert outcome.sold is bool(paid)
    assert outcome.payments == (Fraction(paid),)
    assert outcome.times == (Fraction(not paid),)
    assert outcome.max_delay == (not paid)
    own = Fraction(10, 11) if valuation == 11 else 1
    assert outcome.deadlines[parse_groups(coin)[0]] == own


@pytest.mark.parametrize(("valuation", "paid"), [(9, 0), (10, 10), (11, 10)])
def test_without_groups_too(valuation: int, paid: int) -> None:
    for outcome in (exact.cs((valuation,), 10), exact.csod((valuation,), 10)):
        assert outcome.sold is bool(paid)
        assert outcome.winner is None


def test_where_all_are_worth_nothing_nothing_is_sold() -> None:
    outcome = grouped((0, 0), (0,), 1)

    assert not outcome.sold
    assert shown(*outcome.times) == "1 1 1"
    assert outcome.deadlines == {Group.LEFT: 1, Group.RIGHT: 1}


def test_a_group_without_bidders_leaves_the_others_the_whole_period() -> None:
    outcome = grouped((), (9, 9, 1), 12)

    assert outcome.winner is Group.RIGHT
    assert shown(*outcome.payments) == "6 6 0"
    assert shown(*outcome.times) == "0 0 1"
    assert outcome.deadlines == {Group.LEFT: 1, Group.RIGHT: Fraction(2, 3)}


def test_free_riders_of_either_group_wait_what_their_group_faces() -> None:
    # Left would pay 20 together (D 1/2), right 16 (D 5/8).
    outcome = grouped((10, 10, 1), (8, 8), 10)

    assert outcome.winner is Group.LEFT
    assert shown(*outcome.payments) == "5 5 0 0 0"
    assert shown(*outcome.times) == "0 0 5/8 1/2 1/2"
    assert shown(outcome.max_delay, outcome.sum_delay) == "5/8 13/8"


# --- One deadline ---------------------------------------------------------------------------------


def test_those_without_whom_a_single_deadline_would_not_sell_pay_and_wait() -> None:
    # At 4/5 worth (8, 8, 0.8): two pay 6, and neither can be missed.
    outcome = exact.sd((10, 10, 1), 12, Fraction(4, 5))

    assert shown(*outcome.payments) == "6 6 0"
    assert outcome.times == (Fraction(1, 5), Fraction(1, 5), Fraction(4, 5))


def test_where_nobody_is_needed_payers_of_a_single_deadline_have_it_at_once() -> None:
    # At 1/2 worth (10, 10, 10, 2): three pay 4, and any two would do.
    outcome = exact.sd((20, 20, 20, 4), 12, HALF)

    assert shown(*outcome.payments) == "4 4 4 0"
    assert shown(*outcome.times) == "0 0 0 1/2"


def test_one_rank_can_be_pivotal_where_those_above_it_are_not() -> None:
    # At 1/2 worth (9, 5, 1), cost 5: one is enough, and without the first the second is.
    # With worth (9, 1, 1) the first alone is needed.
    assert shown(*exact.sd((18, 10, 2), 5, HALF).times) == "0 0 1/2"
    assert shown(*exact.sd((18, 2, 2), 5, HALF).times) == "1/2 1/2 1/2"
    assert shown(*exact.sd((18, 2, 2), 5, HALF).payments) == "5 0 0"


def test_a_single_deadline_that_does_not_sell_leaves_all_without() -> None:
    outcome = exact.sd((10, 10, 1), 12, HALF)

    assert not outcome.sold
    assert shown(*outcome.times) == "1 1 1"


# --- Bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize("cost", [0, -1, Fraction(-1, 3)])
def test_a_cost_that_is_nothing_is_refused(cost: Fraction) -> None:
    with pytest.raises(InputError, match="cost must be above 0"):
        exact.cs((1, 2), cost)


def test_a_negative_valuation_is_refused_by_its_bidder() -> None:
    with pytest.raises(InputError, match="bidder 1 is negative"):
        exact.cs((1, -2), 1)


def test_too_few_coins_are_refused() -> None:
    with pytest.raises(InputError, match="1 groups for 2 valuations"):
        exact.gcsod((1, 2), 1, parse_groups("L"))


def test_a_letter_that_is_no_group_is_refused() -> None:
    with pytest.raises(InputError, match="'X': write one letter a bidder, L or R"):
        parse_groups("LXR")


@pytest.mark.parametrize("deadline", [Fraction(-1, 100), Fraction(101, 100)])
def test_a_deadline_outside_the_period_is_refused(deadline: Fraction) -> None:
    with pytest.raises(InputError, match="write one from 0 to 1"):
        exact.csd((1,), 1, deadline)
    with pytest.raises(InputError, match="write one from 0 to 1"):
        exact.sd((1,), 1, deadline)
