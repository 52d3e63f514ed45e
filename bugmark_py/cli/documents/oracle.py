"""Answers, evidence, and what the daemon tells."""

from typing import Annotated, Literal, NotRequired

from typing_extensions import TypedDict

from bugmark_py.cli.documents.values import (
    Address,
    Document,
    Hash,
    QuestionText,
    Reference,
    Settlement,
    Status,
    Time,
    Url,
    Who,
    one_of,
)


class VoteEntry(TypedDict):
    """A vote."""

    reporter: Who
    answer: Settlement
    evidence: Hash


class AnswerDocument(Document):
    """How a future's question stands with the oracle."""

    future: Hash
    question: QuestionText
    status: Status
    settlement: Settlement | None
    finalizable_at: Time | None
    votes: list[VoteEntry]


class AnswerChangedDocument(AnswerDocument):
    """How it stands after a transaction."""

    tx: Hash


class WaitingEntry(TypedDict):
    """What an open future waits for."""

    future: Hash
    question: QuestionText
    waits_for: str


class WaitingDocument(Document):
    """What each open future waits for."""

    futures: list[WaitingEntry]


class Verdict(TypedDict):
    """What an issue comes to, and why."""

    issue: Reference
    answer: Settlement
    reason: str


class HistoryEvent(TypedDict):
    """Something that happened to an issue; what a kind of event does not have is left out."""

    at: int
    kind: Annotated[
        str,
        one_of(
            "closed",
            "reopened",
            "labeled",
            "unlabeled",
            "merged",
            "marked_duplicate",
            "unmarked_duplicate",
        ),
    ]
    actor: NotRequired[str]
    maintainer: NotRequired[bool]
    reason: NotRequired[str]
    label: NotRequired[str]
    target: NotRequired[Reference]
    change: NotRequired[str]


class History(TypedDict):
    """All that a tracker told of an issue. Times are unix seconds."""

    reference: Reference
    title: str
    url: Url
    created_at: int
    events: list[HistoryEvent]
    read_at: int
    gone: bool
    uncertain_labels: list[str]


class EvidenceContent(TypedDict):
    """How a question was answered. The maturation is in unix seconds, the price in basis points."""

    question: QuestionText
    maturation: int
    answer: Settlement
    price: Literal[0, 5_000, 10_000]
    verdicts: list[Verdict]
    histories: dict[str, History | None]


class EvidenceEntry(TypedDict):
    """A vote's evidence, null if it is not on this machine."""

    reporter: Who
    evidence: Hash
    document: EvidenceContent | None


class EvidenceDocument(Document):
    """Why reporters voted as they did."""

    future: Hash
    votes: list[EvidenceEntry]


class OracleReadyDocument(Document):
    """The first line of `oracle run`."""

    ready: Literal[True]
    account: Who
    address: Address
    reporter: bool


class ActionDocument(Document):
    """A line for each thing that the daemon does."""

    action: Annotated[str, one_of("voted", "finalized", "settled", "voided")]
    future: Hash
    question: QuestionText
    account: Who
    settlement: Settlement
    reason: str
    tx: Hash


class PoolActionDocument(Document):
    """A line for each thing that the daemon does about a pool."""

    action: Annotated[
        str,
        one_of(
            "revealed",
            "drew",
            "settled",
            "delivered",
            "complained",
            "decided",
            "published",
            "claimed",
        ),
    ]
    pool: Hash
    account: Who
    told: str


class TroubleDocument(Document):
    """A line for each thing that stands in the daemon's way."""

    trouble: str
    account: Who
    future: Hash | None
    pool: Hash | None
