"""Accounts, the chain, what is missing, the demo, errors."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from bugmark_py.cli.documents.pools import Seconds
from bugmark_py.cli.documents.values import (
    Address,
    BaseUnits,
    Document,
    Price,
    QuestionText,
    Settlement,
    SignedTokens,
    Time,
    Tokens,
    Url,
    Who,
    one_of,
)


class Failure(TypedDict):
    """What went wrong."""

    type: Annotated[str, Field(pattern="^[A-Z][A-Za-z]*$")]
    message: Annotated[str, Field(pattern="^[^\\n]+$")]


class ErrorDocument(Document):
    """What is printed instead, by every command, where it is not done."""

    error: Failure


class AccountMadeDocument(Document):
    """An account that was made or imported."""

    name: str
    address: Address
    keystore: str


class AccountEntry(TypedDict):
    """An account that can be used."""

    name: str
    address: Address
    kind: Annotated[str, one_of("keystore", "local node")]


class AccountsDocument(Document):
    """The accounts that can be used."""

    accounts: list[AccountEntry]


class FundedDocument(Document):
    """An account that was given tokens."""

    account: Who
    address: Address
    wallet: Tokens


class DeploymentDocument(Document):
    """Where the contracts are."""

    chain_id: int
    token: Address
    market: Address
    oracle: Address
    pools: Address
    unit: BaseUnits
    symbol: str
    decimals: int


class NodeReadyDocument(Document):
    """The line that a node prints when it is ready."""

    ready: Literal[True]
    url: Url
    chain_id: int
    home: str
    pid: int


class UpReadyDocument(NodeReadyDocument, DeploymentDocument):
    """The first line of `up`."""


class TimeDocument(Document):
    """What time it is on chain."""

    now: Time
    block: int


class FindingEntry(TypedDict):
    """Something that was looked at."""

    what: str
    ok: bool
    detail: str


class DoctorDocument(Document):
    """What is there and what is missing."""

    ok: bool
    findings: list[FindingEntry]


class EscrowStep(TypedDict):
    """What was held for the story's future or pool, before and after a step."""

    before: Tokens
    after: Tokens


class StepEntry(TypedDict):
    """Something that happened in a story."""

    who: str
    what: str
    price: Price | None
    escrow: EscrowStep


class StoryEntry(TypedDict):
    """A story that was played, and what each came out with."""

    story: str
    question: QuestionText
    settlement: Settlement
    deltas: dict[str, SignedTokens]
    steps: list[StepEntry]


class PoolStepEntry(TypedDict):
    """Something that happened in the story of a pool."""

    who: str
    what: str
    escrow: EscrowStep


class PoolStoryEntry(TypedDict):
    """A pool's story that was played: who paid, who waited, and what each came out with."""

    story: str
    sold: bool
    share: Tokens
    payers: list[str]
    deadlines: Annotated[
        dict[str, Seconds],
        Field(description="After the start at which each bidder has it; 0 for who pays."),
    ]
    deltas: dict[str, SignedTokens]
    steps: list[PoolStepEntry]


class StartEnd(TypedDict):
    """Tokens before and after all stories."""

    start: Tokens
    end: Tokens


class DemoDocument(Document):
    """The stories of the demo."""

    futures: list[StoryEntry]
    pools: list[PoolStoryEntry]
    balances: dict[str, StartEnd]
