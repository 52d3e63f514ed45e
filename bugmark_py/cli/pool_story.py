"""The demo's story of a pool: four might share the cost of an advisory, and two do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bugmark_py.cli.cast import Cast
from bugmark_py.cli.pool_stage import PoolStage
from bugmark_py.cli.stage import Step
from bugmark_py.delivery.book_facts import BookFacts
from bugmark_py.delivery.opening import KeySource
from bugmark_py.delivery.server import serving
from bugmark_py.delivery.service import DeliveryService
from bugmark_py.delivery.stock import Stock
from bugmark_py.errors import ChainError
from bugmark_py.mechanisms.outcome import Group, Mechanism
from bugmark_py.pools.drafting import Draft

_SELLER: Final = "seller"
_VALUATIONS: Final = {"bob": "240", "dana": "150", "erin": "35", "frank": "20"}
_GROUPS: Final = {
    "bob": Group.RIGHT,
    "dana": Group.RIGHT,
    "erin": Group.LEFT,
    "frank": Group.LEFT,
}
# By CS the same two would pay, and the others wait for all of the premium period.
_DRAFT: Final = Draft(
    mechanism=Mechanism.GCSOD,
    cost="120",
    premium_period="30d",
    summary="An advisory about demo, in OSV format",
)

TITLE: Final = "Two pay for an advisory, two have it later for nothing"
NAMES: Final = (*_VALUATIONS, _SELLER)
"""Who is in it."""


@dataclass(frozen=True)
class PlayedPool:
    """The story, after it was played.

    Attributes:
        title: one line.
        about: how it was decided who pays.
        share: base units that each payer paid; 0 if nothing was sold.
        payers: their names.
        deadlines: seconds after the start at which each bidder has it, by name; 0 for payers.
        steps: what happened.
        deltas: base units that each came out with more, or fewer, than they went in with.
    """

    title: str
    about: str
    share: int
    payers: Sequence[str]
    deadlines: Mapping[str, int]
    steps: Sequence[Step]
    deltas: Mapping[str, int]

    @property
    def sold(self) -> bool:
        """Whether the information was sold."""
        return bool(self.payers)

    @property
    def answer(self) -> str:
        """What came of it, in a word or two."""
        return "SOLD" if self.sold else "NOT SOLD"


def play_pool(cast: Cast, folder: Path) -> PlayedPool:
    """Play it to the end, where everybody has their money at home.

    Args:
        cast: who plays.
        folder: where files are written.

    Raises:
        BugmarkError: something went wrong, such as tokens being left in the pool.
    """
    start = {who: cast.wealth(who) for who in NAMES}
    seller = cast.actor(_SELLER)
    stock = Stock(seller)
    service = DeliveryService(BookFacts(seller), stock.ciphertexts, stock.keys)
    with serving(service) as url:
        stage = PoolStage(cast, stock, url, folder)
        _sell(stage)
        _settle(stage)
        _open(stage)
        _publish(stage)
    if stage.steps[-1].after:
        raise ChainError(f"{stage.steps[-1].after} base units are left in the pool")
    sold = stage.pool.sold
    return PlayedPool(
        title=TITLE,
        about=_DRAFT.mechanism,
        share=0 if sold is None else sold.share,
        payers=stage.payers(),
        deadlines=stage.waits(),
        steps=tuple(stage.steps),
        deltas={who: cast.wealth(who) - start[who] for who in NAMES},
    )


def _sell(stage: PoolStage) -> None:
    """The seller asks, and four bid."""
    stage.sell(_SELLER, Path(__file__).with_name("advisory.json").read_bytes(), _DRAFT)
    for who, valuation in _VALUATIONS.items():
        stage.bid(who, valuation)


def _settle(stage: PoolStage) -> None:
    """It comes out who pays, and who waits how long."""
    stage.wait_until(stage.pool.commit_end, "three days pass: nobody bids any more")
    for who in _VALUATIONS:
        stage.see_to(who)
    stage.wait_until(stage.pool.reveal_end, "a day passes: nobody reveals any more")
    stage.mine_coins(_GROUPS, "blocks are mined until one has this story's coins: who mines can")
    stage.see_to(_SELLER)


def _open(stage: PoolStage) -> None:
    """Who pays opens it at once; who does not, at the deadline and not a second before."""
    for who in stage.payers():
        stage.open(who, KeySource.DELIVERED, "opens it at once")
    for who in _VALUATIONS:
        stage.see_to(who)
    stage.wait_until(stage.opens_at("erin") - 1, "all but a second of the 12 days passes")
    stage.ask_too_early("erin", "asks the seller's service for the key: refused, too early")
    stage.wait_until(stage.opens_at("erin"), "the second passes")
    stage.open("erin", KeySource.SERVICE, "asks again, is served, and opens it")


def _publish(stage: PoolStage) -> None:
    """The key comes out for everybody, and the seller is paid."""
    stage.wait_until(stage.pool.publish_from or 0, "the premium period of 30 days is over")
    stage.see_to(_SELLER)
    stage.open("frank", KeySource.PUBLISHED, "opens it with the key that is out")
