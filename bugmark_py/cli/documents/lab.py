"""The lab: the paper's table, best deadlines, dominance, the report."""

from typing import Annotated

from typing_extensions import TypedDict

from bugmark_py.cli.documents.values import Document, Exact, one_of


class LabCell(TypedDict):
    """A cell of the table: printed in the paper, ours, and what is to be said of the printed one.

    Ours is exact; of bounds it is the optimum of the paper's program, and `valid` the bound that
    holds for every mechanism. Monte Carlo and its standard error are null for bounds.
    """

    paper: float
    ours: float
    sampled: float | None
    sampled_se: float | None
    valid: float | None
    verdict: Annotated[str, one_of("agrees", "sampling", "impossible", "differs")]
    why: str


class LabCells(TypedDict):
    """The columns of the table."""

    max_gcsod: LabCell
    max_cs: LabCell
    max_bound: LabCell
    sum_gcsod: LabCell
    sum_cs: LabCell
    sum_bound: LabCell


class LabRow(TypedDict):
    """A row: `worst_z` is by how many standard errors sampled and exact differ at most."""

    distribution: str
    agents: int
    cells: LabCells
    worst_z: float
    bounds_below: bool


class LabTableDocument(Document):
    """The paper's table, computed again."""

    rows: list[LabRow]
    samples: int
    seed: int
    segments: int


class LabBest(TypedDict):
    """Expected delays, SD at its best deadline; the winner is null where nothing tells.

    The standard error is that of GCSOD, 0 where it is exact.
    """

    deadline: Exact
    cs: float
    gcsod: float
    gcsod_se: float
    sd: float
    winner: Annotated[str, one_of("cs", "gcsod", "sd")] | None


class LabBestAgents(TypedDict):
    """Best deadlines for a number of bidders."""

    agents: int
    max_delay: LabBest
    sum_delay: LabBest


class LabBestDeadlineDocument(Document):
    """Best deadlines of SD, and which mechanism wins."""

    distribution: str
    best: list[LabBestAgents]
    samples: int
    seed: int


class LabMultiplier(TypedDict):
    """How often a constraint is counted in the proof."""

    constraint: str
    multiplier: Exact


class LabDominanceDocument(Document):
    """What has delays of at most CSOD's on a grid: nothing, only equals, or better.

    The certificate adds constraints up to a contradiction, or to the bound; it was checked in exact
    fractions.
    """

    verdict: Annotated[str, one_of("infeasible", "equal", "dominated")]
    delay: Annotated[str, one_of("max", "sum")]
    agents: int
    grid: list[Exact]
    profiles: int
    csod: Exact
    least: Exact | None
    certificate_checked: bool
    certificate_value: Exact
    certificate: list[LabMultiplier]


class LabReportDocument(Document):
    """Where the report is, and whether what it must show holds."""

    report: str
    claims: dict[str, bool]
