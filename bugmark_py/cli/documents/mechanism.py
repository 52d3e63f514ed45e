"""What mechanisms come to."""

from typing import Annotated

from typing_extensions import TypedDict

from bugmark_py.cli.documents.values import Document, Exact, one_of


class GroupDeadlines(TypedDict):
    """The optimal deadline of each group that coins made."""

    left: Exact
    right: Exact


class CommonDeadline(TypedDict):
    """The optimal deadline of everybody together."""

    all: Exact


class MechanismOutcomeDocument(Document):
    """What comes of one profile; with ticks, amounts and times are whole.

    Payers are indices of bidders from 0; payments and times are those of each bidder.
    """

    sold: bool
    deadlines: GroupDeadlines | CommonDeadline
    winner: Annotated[str, one_of("left", "right")] | None
    payers: list[int]
    payments: list[Exact]
    times: list[Exact]
    max_delay: Exact
    sum_delay: Exact


class MechanismRatioDocument(Document):
    """The bound on GCSOD's longest wait over CSOD's, by how many pay under CSOD."""

    agents: int
    alpha: Exact
