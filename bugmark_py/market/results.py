"""What came of a transaction on the market."""

from dataclasses import dataclass

from bugmark_py.chain.transactions import Receipt
from bugmark_py.model.futures import Future
from bugmark_py.model.offers import Offer


@dataclass(frozen=True)
class Placed:
    """An offer that can be met.

    Attributes:
        offer: its content.
        offer_id: its hash, by which the market knows it.
        receipt: of the transaction that placed it.
    """

    offer: Offer
    offer_id: str
    receipt: Receipt


@dataclass(frozen=True)
class Taken:
    """An offer that was met.

    Attributes:
        offer: its content.
        offer_id: its hash.
        units: whole units met.
        from_position: how many of them with a position.
        cost: base units of collateral that the taker paid.
        proceeds: base units of collateral that the taker was paid.
        receipt: of the transaction.
    """

    offer: Offer
    offer_id: str
    units: int
    from_position: int
    cost: int
    proceeds: int
    receipt: Receipt


@dataclass(frozen=True)
class Settled:
    """A future that has its price.

    Attributes:
        future: which.
        price: what FIXED pays, in basis points.
        voided: whether its oracle stayed silent.
        receipt: of the transaction.
    """

    future: Future
    price: int
    voided: bool
    receipt: Receipt


@dataclass(frozen=True)
class Collected:
    """Positions that were redeemed and escrow that was released.

    Attributes:
        redeemed: base units paid for positions in settled futures.
        released: base units of collateral out of offers that can no longer fill.
        receipts: of the transactions; none if there was nothing to collect.
        pools: base units paid out of cost-sharing pools, into the wallet.
    """

    redeemed: int
    released: int
    receipts: tuple[Receipt, ...]
    pools: int = 0


@dataclass(frozen=True)
class FutureState:
    """How a future stands on chain.

    Attributes:
        exists: whether it was created.
        open_interest: units of each outcome in existence, escrow included.
        settled: whether it has its price.
        price: what FIXED pays, in basis points, once settled.
    """

    exists: bool
    open_interest: int
    settled: bool
    price: int


@dataclass(frozen=True)
class OfferState:
    """How an offer stands on chain.

    Attributes:
        filled: units filled.
        placed: whether its escrow was taken.
        closed: whether it was cancelled or released.
    """

    filled: int
    placed: bool
    closed: bool
