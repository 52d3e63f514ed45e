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


class MechanismDelayFigures(TypedDict):
    """Estimated expectations of a mechanism, in premium periods, and their standard errors."""

    max_delay: float
    sum_delay: float
    max_delay_se: float
    sum_delay_se: float


class ExactDelayFigures(TypedDict):
    """Expectations of a mechanism without sampling error, in premium periods."""

    max_delay: float
    sum_delay: float


class MechanismDelaysDocument(Document):
    """What delays to expect. Under `exact` null where it is not known how, or takes too long."""

    gcsod: MechanismDelayFigures
    cs: MechanismDelayFigures
    sd: MechanismDelayFigures
    sd_deadline: Exact
    exact: dict[str, ExactDelayFigures | None]
    distribution: str
    agents: int
    samples: int
    seed: int


class ExpectedDelays(TypedDict):
    """Estimated expectations of all that are compared."""

    gcsod: MechanismDelayFigures
    cs: MechanismDelayFigures
    sd: MechanismDelayFigures


class MechanismAdviceDocument(Document):
    """Which mechanism is better for a pool by either measure; null if samples do not tell."""

    max_delay: Annotated[str, one_of("cs", "gcsod")] | None
    sum_delay: Annotated[str, one_of("cs", "gcsod")] | None
    expected: ExpectedDelays
    sd_deadline: Exact
    distribution: str
    agents: int
    samples: int
    seed: int


class MechanismBoundsDocument(Document):
    """What no mechanism's expected delays are below, in premium periods."""

    max_delay: float
    sum_delay: float
