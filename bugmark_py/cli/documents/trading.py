"""Money, futures, offers and positions."""

from typing import Annotated

from typing_extensions import TypedDict

from bugmark_py.cli.documents.oracle import VoteEntry
from bugmark_py.cli.documents.values import (
    Address,
    Document,
    Hash,
    OfferStatusName,
    OutcomeName,
    Price,
    QuestionText,
    Reference,
    Settlement,
    Status,
    Time,
    Tokens,
    Units,
    Url,
    Who,
    one_of,
)


class HeldEntry(TypedDict):
    """A position."""

    future: Hash
    question: QuestionText
    outcome: OutcomeName
    units: Units


class BalanceDocument(Document):
    """All that an account has."""

    wallet: Tokens
    vault: Tokens
    escrowed: Tokens
    redeemable: Tokens
    refundable: Tokens
    pools: Tokens
    bonds: Tokens
    positions: list[HeldEntry]


class DepositedDocument(Document):
    """A deposit."""

    deposited: Tokens
    vault: Tokens
    tx: Hash


class WithdrawnDocument(Document):
    """A withdrawal."""

    withdrawn: Tokens
    vault: Tokens
    tx: Hash


class ClaimedDocument(Document):
    """What was redeemed, released, and paid out of pools, and the transactions that did so."""

    redeemed: Tokens
    released: Tokens
    pools: Tokens
    vault: Tokens
    tx: list[Hash]


class IssueDocument(Document):
    """An issue."""

    issue: Reference
    title: str
    url: Url
    state: Annotated[str, one_of("open", "closed")]
    reason: (
        Annotated[
            str, one_of("completed", "not_planned", "invalid", "wontfix", "duplicate", "other")
        ]
        | None
    )
    closed_at: Time | None
    labels: list[str]
    created_at: Time


class IssueToFileDocument(Document):
    """Where an issue can be filed by hand."""

    url: Url


class IssuesDocument(Document):
    """Issues of the file tracker."""

    issues: list[IssueDocument]


class FutureDocument(Document):
    """A future."""

    future: Hash
    question: QuestionText
    question_id: Hash
    maturation: Time
    oracle: Address
    open_interest: Units
    settled: bool
    settlement: Settlement | None
    price: Price | None
    voided: bool | None


class FutureCreatedDocument(FutureDocument):
    """A future, and the issues that its question names."""

    issues: list[IssueDocument]


class FutureSettledDocument(FutureDocument):
    """A future, and the transaction that settled it."""

    tx: Hash


class FuturesDocument(Document):
    """Futures by maturation."""

    futures: list[FutureDocument]


class AnswerSummary(TypedDict):
    """How a question stands with the oracle."""

    status: Status
    settlement: Settlement | None
    votes: list[VoteEntry]


class FutureShownDocument(FutureDocument):
    """A future, its oracle's answer, and the number of its open offers."""

    answer: AnswerSummary
    offers: int


class Escrow(TypedDict):
    """What an offer still holds."""

    tokens: Tokens
    units: Units


class OfferDocument(Document):
    """An offer."""

    offer: Hash
    future: Hash
    maker: Who
    side: Annotated[str, one_of("buy", "sell")]
    outcome: OutcomeName
    price: Price
    units: Units
    filled: Units
    left: Units
    all_or_none: bool
    expiry: Time
    status: OfferStatusName
    escrow: Escrow


class OffersDocument(Document):
    """Offers, oldest first."""

    offers: list[OfferDocument]


class OfferChangedDocument(Document):
    """An offer that was placed, cancelled or released."""

    offer: Hash
    tx: Hash
    details: OfferDocument


class OffersStaleDocument(Document):
    """Offers that can no longer be met."""

    offers: list[Hash]
    tx: Hash


class OfferTakenDocument(Document):
    """What taking an offer came to."""

    offer: Hash
    tx: Hash
    units: Units
    from_position: Units
    paid: Tokens
    received: Tokens
    left: Units


class PositionEntry(HeldEntry):
    """A position, and what it pays."""

    settlement: Settlement | None
    redeems_for: Tokens


class PositionsDocument(Document):
    """Positions outside offers."""

    positions: list[PositionEntry]


class SplitDocument(Document):
    """Collateral that became units of both outcomes."""

    future: Hash
    units: Units
    paid: Tokens
    tx: Hash


class MergedDocument(Document):
    """Units of both outcomes that became collateral."""

    future: Hash
    units: Units
    received: Tokens
    tx: Hash


class RedeemedDocument(Document):
    """What positions in a future paid."""

    future: Hash
    redeemed: Tokens
    tx: Hash


class TransferredDocument(Document):
    """Units that were given to somebody."""

    future: Hash
    outcome: OutcomeName
    units: Units
    receiver: Address
    tx: Hash
