"""What the event store answers with."""

from dataclasses import dataclass
from enum import StrEnum

from bugmark_py.model.amounts import PRICE_ONE, cost
from bugmark_py.model.futures import Future, Outcome
from bugmark_py.model.offers import Offer, Side


class OfferStatus(StrEnum):
    """Whether an offer can be met, or why it cannot.

    EXPIRED, STALE and MATURED offers still hold escrow, which anybody can release to the maker.
    """

    OPEN = "open"
    FILLED = "filled"
    CLOSED = "closed"
    EXPIRED = "expired"
    STALE = "stale"
    MATURED = "matured"


@dataclass(frozen=True)
class FutureRecord:
    """A future as the chain has it.

    Attributes:
        future: its value.
        creator: address of who created it.
        open_interest: units of each outcome in existence, escrow included.
        settled: whether it has its price.
        price: what FIXED pays, in basis points; None before settlement.
        voided: whether it was settled without its oracle's answer; None before settlement.
    """

    future: Future
    creator: str
    open_interest: int
    settled: bool
    price: int | None
    voided: bool | None


@dataclass(frozen=True)
class OfferRecord:
    """An offer as the chain has it.

    Attributes:
        offer: its value.
        offer_id: its hash.
        filled: units filled.
        status: whether it can be met.
    """

    offer: Offer
    offer_id: str
    filled: int
    status: OfferStatus

    @property
    def left(self) -> int:
        """Units that are not filled."""
        return self.offer.units - self.filled

    @property
    def holds_escrow(self) -> bool:
        """Whether something of its maker's is still escrowed."""
        return self.status not in (OfferStatus.FILLED, OfferStatus.CLOSED)

    @property
    def releasable(self) -> bool:
        """Whether anybody can give its escrow back to its maker."""
        return self.holds_escrow and self.status is not OfferStatus.OPEN

    def escrow(self, unit: int) -> int:
        """Base units of collateral in escrow; a SELL holds units instead, and none of these."""
        if not self.holds_escrow or self.offer.side is Side.SELL:
            return 0
        return self.offer.maker_cost(self.left, unit)


@dataclass(frozen=True)
class PositionRecord:
    """Units of an outcome that somebody holds outside offers.

    Attributes:
        record: the future.
        outcome: which answer.
        units: whole units.
    """

    record: FutureRecord
    outcome: Outcome
    units: int

    def payout(self, unit: int) -> int:
        """Base units that it redeems for; zero before settlement."""
        price = self.record.price
        if price is None:
            return 0
        return cost(self.units, price if self.outcome is Outcome.FIXED else PRICE_ONE - price, unit)
