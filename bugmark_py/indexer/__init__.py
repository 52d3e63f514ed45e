"""The event store: what the contracts said, in SQL, and what follows from it."""
