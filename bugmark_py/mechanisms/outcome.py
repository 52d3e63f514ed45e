"""What a mechanism decides: who pays what, and who waits how long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from bugmark_py.errors import InputError

Number = TypeVar("Number", int, Fraction)
"""What amounts and times are counted in: whole base units and ticks, or exact fractions."""

DEADLINE_RANGE: Final = "from 0 to 1, or in ticks up to their number"
"""What a deadline may be, as error messages say it."""


class Mechanism(StrEnum):
    """The mechanisms, by the names that the paper and the command line have for them."""

    CS = "cs"
    CSD = "csd"
    CSOD = "csod"
    GCSOD = "gcsod"
    SD = "sd"

    @property
    def draws_coins(self) -> bool:
        """Whether it parts the bidders into a left and a right group."""
        return self is Mechanism.GCSOD

    @property
    def takes_deadline(self) -> bool:
        """Whether the deadline is given rather than found."""
        return self in {Mechanism.CSD, Mechanism.SD}


class Group(StrEnum):
    """The bidders who share the cost among themselves: those of one coin, or everybody."""

    LEFT = "left"
    RIGHT = "right"
    ALL = "all"


@dataclass(frozen=True)
class Lane(Generic[Number]):
    """How one group fares.

    Attributes:
        group: which.
        order: its bidders by valuation from high to low, equal ones by index: the ranks.
        deadline: its own optimal deadline, the earliest by which it could pay; the whole period
            if it never could.
        faces: the deadline that it runs cost sharing on, and that its free riders wait for.
        k: how many pay; 0 if too few would.
        share: what each payer pays; 0 if nobody does.
    """

    group: Group
    order: tuple[int, ...]
    deadline: Number
    faces: Number
    k: int
    share: Number


@dataclass(frozen=True)
class Outcome(Generic[Number]):
    """What comes of one profile of valuations.

    Attributes:
        period: the premium period: 1, or the number of ticks.
        lanes: one for everybody, or left and right.
        payments: what each bidder pays, in the unit of the valuations.
        times: when each bidder has the information, from 0 to `period`.
    """

    period: Number
    lanes: tuple[Lane[Number], ...]
    payments: tuple[Number, ...]
    times: tuple[Number, ...]

    @property
    def seller(self) -> Lane[Number] | None:
        """The lane that pays, if there is one."""
        return next((lane for lane in self.lanes if lane.k), None)

    @property
    def sold(self) -> bool:
        """Whether the cost is collected."""
        return self.seller is not None

    @property
    def winner(self) -> Group | None:
        """The group that pays, of those that coins made; None if none does or there are none."""
        lane = self.seller
        return None if lane is None or lane.group is Group.ALL else lane.group

    @property
    def payers(self) -> tuple[int, ...]:
        """Who pays, by index."""
        return tuple(index for index, payment in enumerate(self.payments) if payment)

    @property
    def deadlines(self) -> dict[Group, Number]:
        """Each group's own optimal deadline."""
        return {lane.group: lane.deadline for lane in self.lanes}

    @property
    def collected(self) -> Number:
        """What all payments come to."""
        zero = self.period - self.period
        return sum(self.payments, start=zero)

    @property
    def max_delay(self) -> Number:
        """The longest wait (section 2): 0 if all pay at once, the period if there is nobody."""
        return max(self.times, default=self.period)

    @property
    def sum_delay(self) -> Number:
        """All waits together (section 2)."""
        zero = self.period - self.period
        return sum(self.times, start=zero)


def settled(
    lanes: Sequence[Lane[Number]],
    *,
    period: Number,
    unsold: Number,
    late: Mapping[int, Number] = MappingProxyType({}),
) -> Outcome[Number]:
    """Say who pays and waits how long: the ranks up to k of a lane pay, others wait what it faces.

    Args:
        lanes: of all bidders.
        period: the premium period.
        unsold: when everybody has it if nobody pays.
        late: when payers have it who do not at 0, by index.
    """
    zero = period - period
    bidders = sum(len(lane.order) for lane in lanes)
    payments, times = [zero] * bidders, [unsold] * bidders
    if any(lane.k for lane in lanes):
        for lane in lanes:
            for rank, index in enumerate(lane.order):
                pays = rank < lane.k
                payments[index] = lane.share if pays else zero
                times[index] = late.get(index, zero) if pays else lane.faces
    return Outcome(period, tuple(lanes), tuple(payments), tuple(times))


def parse_groups(text: str) -> tuple[Group, ...]:
    """Read one letter a bidder.

    Args:
        text: letters L and R, such as `"LRLR"`.

    Raises:
        InputError: it has another letter.
    """
    names = {"L": Group.LEFT, "R": Group.RIGHT}
    try:
        return tuple(names[letter] for letter in text.upper())
    except KeyError as error:
        raise InputError(
            f"groups has {error.args[0]!r}: write one letter a bidder, L or R, such as LRLR"
        ) from None


def check_profile(
    valuations: Sequence[int | Fraction],
    cost: int | Fraction,
    groups: Sequence[Group] | None = None,
) -> None:
    """Refuse what is no profile.

    Raises:
        InputError: a cost that is not above 0, a valuation below 0, or not one coin a bidder.
    """
    if cost <= 0:
        raise InputError("the cost must be above 0: nothing need be shared otherwise")
    for index, valuation in enumerate(valuations):
        if valuation < 0:
            raise InputError(f"the valuation of bidder {index} is negative: write 0 or more")
    if groups is None:
        return
    if len(groups) != len(valuations):
        raise InputError(
            f"there are {len(groups)} groups for {len(valuations)} valuations: write one letter"
            " a bidder"
        )
    if Group.ALL in groups:
        raise InputError("a coin is left or right")


def check_deadline(deadline: Number, period: Number) -> None:
    """Refuse a deadline outside the premium period.

    Raises:
        InputError: it is below 0 or after the period's end.
    """
    if not 0 <= deadline <= period:
        raise InputError(f"the deadline is not within the period: write one {DEADLINE_RANGE}")
