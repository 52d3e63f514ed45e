"""Cost-sharing pools and the bids in them. Amounts are tokens, durations seconds."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from bugmark_py.cli.documents.values import (
    Address,
    Document,
    Hash,
    Time,
    Tokens,
    Url,
    Who,
    one_of,
)

Seconds = Annotated[int, Field(ge=0)]
GroupName = Annotated[str, one_of("left", "right")]
MechanismName = Annotated[str, one_of("cs", "gcsod")]
PhaseName = Annotated[
    str,
    one_of(
        "commit",
        "reveal",
        "settle",
        "delivery",
        "premium",
        "publication",
        "not-sold",
        "cancelled",
        "published",
        "unpublished",
    ),
]


class PeriodsEntry(TypedDict):
    """How long people have to act."""

    commit: Seconds
    reveal: Seconds
    settle: Seconds
    delivery: Seconds
    complaint: Seconds
    publish: Seconds


class GateEntry(TypedDict):
    """An oracle that has a say in the seller's pay."""

    oracle: Address
    question_hash: Hash
    maturation: Time
    end: Time
    status: Annotated[str, one_of("pending", "passed", "failed")]


class DeadlinesEntry(TypedDict):
    """How long after the start those of a group wait who do not pay."""

    left: Seconds
    right: Seconds


class SettlementEntry(TypedDict):
    """The outcome of a pool. Without payers nothing is sold, and there are no times of a sale."""

    settled_at: Time
    sold: bool
    winner: GroupName | None
    payers: int
    share: Tokens
    deadlines: DeadlinesEntry
    start: Time | None
    complaint_end: Time | None
    publish_from: Time | None
    publish_end: Time | None


class PoolDocument(Document):
    """A pool."""

    pool: Hash
    seller: Who
    summary: str
    mechanism: MechanismName
    cost: Tokens
    premium_period: Seconds
    phase: PhaseName
    commit_end: Time
    reveal_end: Time
    settle_end: Time
    periods: PeriodsEntry
    bond: Tokens
    reveal_bond: Tokens
    request_fee: Tokens
    eligible_root: Hash | None
    gate: GateEntry | None
    uri: str
    content_hash: Hash
    key_hash: Hash
    bids: int
    revealed: int
    drawn: bool
    settlement: SettlementEntry | None
    published_at: Time | None


class PoolsDocument(Document):
    """Pools, oldest first."""

    pools: list[PoolDocument]


class BidEntry(TypedDict):
    """A bid, and what the outcome is for its bidder."""

    bidder: Who
    revealed: bool
    valuation: Tokens | None
    deposit: Tokens
    group: GroupName | None
    pays: Tokens | None
    waits: Seconds | None
    available_at: Time | None
    delivered: bool
    requested_at: Time | None
    wronged: bool
    claimed: Tokens
    why: str


class PoolShownDocument(PoolDocument):
    """A pool, its bids, and its outcome in words."""

    bidders: list[BidEntry]
    explanation: list[str]


class PoolCreatedDocument(Document):
    """A pool that was created, and where its ciphertext lies."""

    pool: Hash
    tx: Hash
    ciphertext: str
    details: PoolDocument


class BidDocument(Document):
    """A bid that was committed to."""

    pool: Hash
    bidder: Who
    commitment: Hash
    deposit: Tokens
    reveal_from: Time
    reveal_until: Time
    tx: Hash


class RevealedDocument(Document):
    """A bid that was revealed."""

    pool: Hash
    bidder: Who
    valuation: Tokens
    deposit: Tokens
    tx: Hash


class PoolChangedDocument(Document):
    """A pool, and the transactions that changed it; none if others have done it."""

    pool: Hash
    tx: list[Hash]
    details: PoolDocument


class PoolActDocument(Document):
    """A transaction about a pool."""

    pool: Hash
    tx: Hash


class DeliveredDocument(Document):
    """Who was delivered the key, hidden; nobody if nobody waits for it."""

    pool: Hash
    bidders: list[Who]
    tx: list[Hash]


class OpenedDocument(Document):
    """What a pool sold, opened, and where its key came from."""

    pool: Hash
    file: str
    bytes: int
    key: Annotated[str, one_of("published", "delivered", "service")]


class PoolClaimedDocument(Document):
    """What was paid out of pools."""

    claimed: Tokens
    pools: list[Hash]
    tx: list[Hash]


class PoolServeReadyDocument(Document):
    """The line that the delivery service prints when it is ready."""

    ready: Literal[True]
    url: Url
    seller: Who
    pools: list[Hash]


class ServedDocument(Document):
    """Something that the delivery service did, or could not do."""

    served: str
