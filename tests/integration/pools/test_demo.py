"""What the demo's story of a pool is played on: a story that does not come true is stopped."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bugmark_py.cli import pool_stage
from bugmark_py.cli.cast import Cast
from bugmark_py.cli.pool_stage import PoolStage
from bugmark_py.client import Bugmark
from bugmark_py.delivery.book_facts import BookFacts
from bugmark_py.delivery.opening import KeySource
from bugmark_py.delivery.server import serving
from bugmark_py.delivery.service import DeliveryService
from bugmark_py.delivery.stock import Stock
from bugmark_py.errors import ChainError
from bugmark_py.mechanisms.outcome import Group
from bugmark_py.pools.drafting import Draft

ADVISORY = b'{"id": "TEST-2026-0001"}'


@pytest.fixture
def cast(bugmark: Bugmark) -> Cast:
    return Cast(bugmark)


@pytest.fixture
def stage(cast: Cast, tmp_path: Path) -> Iterator[PoolStage]:
    seller = cast.actor("seller")
    stock = Stock(seller)
    with serving(DeliveryService(BookFacts(seller), stock.ciphertexts, stock.keys)) as url:
        yield PoolStage(cast, stock, url, tmp_path)


def revealed(stage: PoolStage, mechanism: str) -> None:
    """Bob's 12 would pay the cost of 10, Erin's 1 would not."""
    stage.sell("seller", ADVISORY, Draft(mechanism=mechanism, cost="10", premium_period="30d"))
    stage.bid("bob", "12")
    stage.bid("erin", "1")
    stage.wait_until(stage.pool.commit_end, "time passes")
    for who in ("bob", "erin"):
        stage.see_to(who)
    stage.wait_until(stage.pool.reveal_end, "time passes")


@pytest.fixture
def sold(stage: PoolStage) -> PoolStage:
    """By CS: Bob pays, Erin waits 30 days."""
    revealed(stage, "cs")
    stage.see_to("seller")
    return stage


def test_a_service_that_serves_before_its_time_stops_the_story(sold: PoolStage) -> None:
    sold.wait_until(sold.opens_at("erin"), "it is time")

    with pytest.raises(ChainError, match="has served erin before the deadline"):
        sold.ask_too_early("erin", "is refused")


def test_a_key_from_elsewhere_than_the_story_has_it_stops_it(sold: PoolStage) -> None:
    with pytest.raises(ChainError, match="a key that was delivered"):
        sold.open("bob", KeySource.SERVICE, "opens it")


def test_a_daemon_in_trouble_stops_the_story(cast: Cast, stage: PoolStage) -> None:
    revealed(stage, "cs")
    shutil.rmtree(cast.bugmark.folder.keys)

    with pytest.raises(ChainError, match="the daemon of seller is stopped: the key of pool"):
        stage.see_to("seller")


def test_coins_that_cannot_come_stop_the_story(
    stage: PoolStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_stage, "_MOST_BLOCKS", 3)
    revealed(stage, "gcsod")

    with pytest.raises(ChainError, match="3 blocks did not have the coins"):
        stage.mine_coins({"bob": Group.ALL}, "blocks are mined")


@pytest.mark.parametrize(
    ("bob", "erin"), [(Group.LEFT, Group.RIGHT), (Group.RIGHT, Group.LEFT)], ids=["left", "right"]
)
def test_the_coins_that_are_drawn_are_those_that_were_waited_for(
    stage: PoolStage, bob: Group, erin: Group
) -> None:
    revealed(stage, "gcsod")
    stage.mine_coins({"bob": bob, "erin": erin}, "blocks are mined")

    stage.see_to("seller")

    drawn = {who: stage.pool.group_of(bid.bidder) for who, bid in stage.bids().items()}
    assert drawn == {"bob": bob, "erin": erin}
    assert stage.payers() == ["bob"]


def test_what_is_bought_is_written_as_it_was_sold(sold: PoolStage, tmp_path: Path) -> None:
    sold.open("bob", KeySource.DELIVERED, "opens it")

    assert (tmp_path / "bob.json").read_bytes() == ADVISORY
    assert sold.steps[-1].what == f"opens it: {json.loads(ADVISORY)['id']}"


def test_a_second_before_the_deadline_the_service_refuses_and_at_it_serves(
    sold: PoolStage,
) -> None:
    sold.wait_until(sold.opens_at("erin") - 1, "time passes")
    sold.ask_too_early("erin", "is refused")
    sold.wait_until(sold.opens_at("erin"), "a second passes")

    sold.open("erin", KeySource.SERVICE, "is served")

    assert sold.waits() == {"bob": 0, "erin": 30 * 86_400}
