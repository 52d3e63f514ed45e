"""Futures and the positions in them."""

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from bugmark_py.errors import InputError
from bugmark_py.model.hashing import ADDRESS, check_hex, hash_words, keccak_hex
from bugmark_py.model.times import check_time


class Outcome(IntEnum):
    """The two answers to a future's question, numbered as in the contracts."""

    FIXED = 0
    UNFIXED = 1

    @property
    def other(self) -> "Outcome":
        """The answer that this one excludes."""
        return Outcome(1 - self)

    @classmethod
    def parse(cls, text: "str | Outcome") -> "Outcome":
        """Read `fixed` or `unfixed`, in any case.

        Raises:
            InputError: it is neither.
        """
        if isinstance(text, Outcome):
            return text
        try:
            return cls[text.upper()]
        except (KeyError, AttributeError):
            raise InputError(f"outcome {text!r} is unknown: write fixed or unfixed") from None


@dataclass(frozen=True)
class Future:
    """A question with its maturation and its oracle.

    Attributes:
        question: canonical text of the question, or whatever else the chain has; what is no UTF-8
            there is escaped, as by `surrogateescape`.
        maturation: unix seconds at which trading stops and the question is asked.
        oracle: checksummed address of who answers.

    Raises:
        InputError: the contracts could not hold it.
    """

    question: str
    maturation: int
    oracle: str

    def __post_init__(self) -> None:
        check_time(self.maturation, what=f"maturation {self.maturation}")
        check_hex(self.oracle, ADDRESS, "oracle")

    @cached_property
    def question_hash(self) -> str:
        """Keccak-256 of the question's text."""
        return keccak_hex(self.question.encode(errors="surrogateescape"))

    @cached_property
    def question_id(self) -> str:
        """What the oracle is asked about: this text at this instant."""
        return hash_words(self.question_hash, self.maturation)

    @cached_property
    def future_id(self) -> str:
        """By which the market knows it."""
        return hash_words(self.question_hash, self.maturation, self.oracle)

    def position_id(self, outcome: Outcome) -> int:
        """The market's ledger id for positions in an outcome of this future."""
        return position_id(self.future_id, outcome)


def position_id(future_id: str, outcome: Outcome) -> int:
    """The market's ledger id for positions in an outcome of a future."""
    return int(hash_words(future_id, outcome), 16)
