"""What came of a transaction on the pools, and how bids stand there."""

from dataclasses import dataclass

from bugmark_py.chain.transactions import Receipt
from bugmark_py.model.pools import Pool


@dataclass(frozen=True)
class Created:
    """A pool that bidders can commit to.

    Attributes:
        pool: as it is.
        receipt: of the transaction.
    """

    pool: Pool
    receipt: Receipt


@dataclass(frozen=True)
class Committed:
    """A bid that was committed to.

    Attributes:
        pool: of which pool.
        bidder: checksummed address.
        commitment: 0x-hex hash of the opening.
        deposit: base units that the pool took.
        receipt: of the transaction.
    """

    pool: Pool
    bidder: str
    commitment: str
    deposit: int
    receipt: Receipt


@dataclass(frozen=True)
class Settled:
    """A pool that has its outcome.

    Attributes:
        pool: as it is now.
        receipts: of the transactions; none if somebody else did it all.
    """

    pool: Pool
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True)
class Delivered:
    """Words that were delivered.

    Attributes:
        bidders: checksummed addresses.
        receipts: of the transactions; none if nobody was waiting for one.
    """

    bidders: tuple[str, ...]
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True)
class Claimed:
    """What was paid out of pools.

    Attributes:
        amount: base units.
        receipts: of the transactions; none if nothing was due.
    """

    amount: int
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True)
class BidState:
    """How a bid stands on chain. Amounts are base units, times unix seconds, zero where unset.

    Attributes:
        commitment: 0x-hex hash of the opening.
        key: checksummed address of the one-time key.
        valuation: known once revealed.
        deposit: what the pool holds of it.
        index: its place among those revealed, from 1.
        requested_at: when the key was asked for.
        wronged: whether a complaint was right.
        fee_returned: whether the request's fee went back.
        word: 0x-hex of what was delivered.
    """

    commitment: str
    key: str
    valuation: int
    deposit: int
    index: int
    requested_at: int
    wronged: bool
    fee_returned: bool
    word: str
