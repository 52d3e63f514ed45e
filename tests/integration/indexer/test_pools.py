"""Pools in the event store: followed exactly, and taken back with their blocks."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bugmark_py.client import Bugmark
from bugmark_py.errors import InputError, RefusedError
from bugmark_py.model.pools import Pool
from tests.integration.indexer.dump import dump, read_anew
from tests.integration.pools.conftest import DAY, Fair

pytestmark = pytest.mark.integration

RAW = b"\xff\xfe \x00 \xed\xa0\x80".decode(errors="surrogateescape")


@pytest.fixture
def fair(bugmark: Bugmark, warp: Callable[[int], None]) -> Fair:
    return Fair(bugmark, warp)


def life(fair: Fair) -> Pool:
    """A pool in which everything happens that can."""
    pool = fair.sold(adam="7", beth="6", dana="2")
    seller = fair.pools("seller")
    bids = fair.bids(pool)
    seller.deliver(pool, fair.sealed.key, bids[:1])
    seller.binding.send(seller.sender, "deliver", *_rubbish(fair, pool))
    fair.pools("beth").complain(pool, fair.bid_of(pool, "beth"))
    fair.until((pool.start or 0) + 30 * DAY)
    fair.pools("dana").request(pool)
    seller.publish(pool, fair.sealed.key)
    for name in ("adam", "beth", "dana", "seller"):
        fair.pools(name).claim([pool])
    return pool


def _rubbish(fair: Fair, pool: Pool) -> tuple[object, ...]:
    point = fair.now(pool).point
    assert point is not None
    return pool.pool_id, point.x, point.odd, [fair.bugmark.address("beth")], ["0x" + 64 * "7"]


def as_on_chain(fair: Fair) -> None:
    pools = fair.bugmark.pools
    for pool in fair.bugmark.book.pools():
        assert pools.look(pool)[1] == pool
        for bid in fair.bids(pool):
            state = pools.bid_state(pool, bid.bidder)
            assert state is not None
            assert (bid.index or 0, bid.valuation or 0) == (state.index, state.valuation)
            assert (bid.word or "0x" + 64 * "0", bid.wronged) == (state.word, state.wronged)
            assert (bid.requested_at or 0) == state.requested_at


def test_a_pool_is_followed_and_taken_back_block_by_block(fair: Fair, tmp_path: Path) -> None:
    pool, book = life(fair), fair.bugmark.book
    assert fair.now(pool).published_at is not None

    for number, depth in enumerate((1, 4, 9, 12, 16)):
        book.store.sync()
        fair.bugmark.connection.rpc("anvil_reorg", depth, [])
        book.store.sync()
        as_on_chain(fair)
        fresh = tmp_path / f"{number}.sqlite"
        assert dump(book.store) == read_anew(book.store, fresh)
    assert fair.now(pool).settlement is None


def test_what_is_paid_out_is_known(fair: Fair) -> None:
    pool = life(fair)

    # adam's share stays; beth has hers back with half the bond, and dana the fee with her deposit.
    paid = [fair.bid_of(pool, name).claimed / 10**18 for name in ("adam", "beth", "dana")]
    assert paid == [1, 6 + 6, 2.5]
    assert fair.now(pool).content_key == "0x" + fair.sealed.key.value.hex()


def test_pools_are_found_by_their_beginnings_sellers_and_bidders(fair: Fair) -> None:
    one, other = fair.create(), fair.create(summary="another")
    fair.bid(one, adam="5")
    book, adam = fair.bugmark.book, fair.bugmark.address("adam")

    assert book.pool(one.pool_id[:10]) == one
    assert list(book.pools()) == [one, other]
    assert list(book.pools(seller=one.seller)) == [one, other]
    assert list(book.pools(bidder=adam)) == [one]
    assert list(book.pools(seller=adam)) == []
    assert book.bid(other, adam) is None
    assert book.bid_counts()[one.pool_id] == 1
    assert book.bid_counts()[other.pool_id] == 0
    with pytest.raises(RefusedError, match="no pool begins with"):
        book.pool("0xffffff")
    with pytest.raises(InputError, match="is no identifier"):
        book.pool("12")


def test_a_seller_who_writes_what_is_no_text_stops_nobody(fair: Fair, tmp_path: Path) -> None:
    stand_in = "x" * len(RAW.encode(errors="surrogateescape"))
    seller = fair.pools("seller")
    call = seller.binding.encode("create", fair.terms(summary=stand_in).struct())
    hostile = call.replace(stand_in.encode().hex(), RAW.encode(errors="surrogateescape").hex())
    seller._pay(fair.terms().bond, hostile, hint="")

    (pool,) = fair.bugmark.book.pools()
    again = read_anew(fair.bugmark.book.store, tmp_path / "fresh.sqlite")

    assert pool.terms.summary == RAW
    assert pool.terms.pool_id(31337, fair.bugmark.deployment.pools, pool.seller) == pool.pool_id
    assert dump(fair.bugmark.book.store) == again
    fair.bid(pool, adam="5")
    assert fair.bid_of(pool, "adam").deposit == 12 * 10**18
