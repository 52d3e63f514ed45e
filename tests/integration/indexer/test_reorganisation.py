"""What the chain takes back is taken back: no ghost offer, none lost, no balance wrong."""

from collections.abc import Callable

import pytest

from bugmark_py.client import Bugmark
from tests.integration.indexer.traffic import ACTIONS, Traffic, assert_as_on_chain

pytestmark = pytest.mark.integration


def test_random_traffic_is_followed_exactly(traffic: Callable[[int], Traffic]) -> None:
    life = traffic(1)

    for _ in range(4):
        life.run(25)
        assert_as_on_chain(life)

    assert life.done.keys() == ACTIONS.keys(), "every action was accepted at least once"


def test_blocks_that_are_taken_back_leave_no_trace(
    traffic: Callable[[int], Traffic], bugmark: Bugmark
) -> None:
    life = traffic(2)
    life.run(10)

    for depth in (1, 2, 5, 11, 20):
        before = bugmark.connection.latest_block().number
        while bugmark.connection.latest_block().number < before + depth:
            life.run(1)
        bugmark.book.store.sync()
        bugmark.connection.rpc("anvil_reorg", depth, [])
        assert_as_on_chain(life)
        life.run(2)
    assert_as_on_chain(life)


def test_a_chain_that_is_put_back_and_goes_on_otherwise_is_followed(
    traffic: Callable[[int], Traffic], bugmark: Bugmark
) -> None:
    life = traffic(3)
    life.run(3)
    snapshot = bugmark.connection.rpc("evm_snapshot")
    life.run(4)
    assert_as_on_chain(life)

    assert bugmark.connection.rpc("evm_revert", snapshot)
    assert_as_on_chain(life)
    life.run(6)
    assert_as_on_chain(life)


def test_an_offer_that_comes_back_in_another_block_is_there_once(bugmark: Bugmark) -> None:
    adam = bugmark.named("adam").market
    future = adam.create_future("file:demo#1", "+14d")
    first = adam.buy(future, "unfixed", units=200, price="0.80")
    second = adam.buy(future, "fixed", units=10, price="0.10")
    assert [o.offer_id for o in bugmark.book.offers()] == [first.offer_id, second.offer_id]

    raw = [
        bugmark.connection.rpc("eth_getRawTransactionByHash", placed.receipt.transaction)
        for placed in (first, second)
    ]
    bugmark.connection.rpc("anvil_reorg", 2, [[raw[0], 1], [raw[1], 1]])

    assert [o.offer_id for o in bugmark.book.offers()] == [first.offer_id, second.offer_id]
    assert bugmark.check_solvent() == 0


def test_more_blocks_than_hashes_are_kept_of_can_be_taken_back(bugmark: Bugmark) -> None:
    adam = bugmark.named("adam").market
    future = adam.create_future("file:demo#1", "+14d")
    kept = adam.buy(future, "unfixed", units=200, price="0.80")
    start = bugmark.connection.latest_block().number
    for _ in range(2):
        bugmark.connection.rpc("anvil_mine", hex(64))
        bugmark.book.store.sync()
    ghost = adam.buy(future, "fixed", units=10, price="0.10")
    assert len(bugmark.book.offers()) == 2

    depth = bugmark.connection.latest_block().number - start
    bugmark.connection.rpc("anvil_reorg", depth, [])

    assert [offer.offer_id for offer in bugmark.book.offers()] == [kept.offer_id]
    assert not bugmark.market.offer_state(ghost.offer_id).placed
    assert bugmark.check_solvent() == 0


def test_a_vote_that_is_taken_back_can_be_cast_again(
    bugmark: Bugmark, warp: Callable[[int], None]
) -> None:
    future = bugmark.named("adam").market.create_future("file:demo#1", "+1h")
    warp(3600)
    reporter = bugmark.named("reporter")
    reporter.oracle.vote(future, 10_000, "0x" + 64 * "1")
    assert len(bugmark.book.votes(future.question_id)) == 1

    bugmark.connection.rpc("anvil_reorg", 1, [])
    assert bugmark.book.votes(future.question_id) == []
    reporter.oracle.vote(future, 0, "0x" + 64 * "2")

    assert bugmark.book.votes(future.question_id) == [
        (reporter.address(), 0, "0x" + 64 * "2"),
    ]
