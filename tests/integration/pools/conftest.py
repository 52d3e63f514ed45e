"""Sellers and bidders on one deployment, and what must hold whatever they do."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bugmark_py.client import Bugmark
from bugmark_py.mechanisms.outcome import Mechanism
from bugmark_py.model.amounts import format_tokens
from bugmark_py.model.pool_terms import PoolTerms
from bugmark_py.model.pools import Bid, Pool
from bugmark_py.pools.client import Pools
from bugmark_py.pools.results import Committed
from bugmark_py.sealing.content import SealedContent, seal_content

TOKEN = 10**18
HOUR = 3600
DAY = 24 * HOUR


@dataclass
class Fair:
    """Pools as accounts see them, with the time that passes between their phases.

    Attributes:
        bugmark: of nobody in particular.
        warp: lets a number of seconds pass.
        sealed: what is sold.
    """

    bugmark: Bugmark
    warp: Callable[[int], None]
    sealed: SealedContent = field(default_factory=lambda: seal_content(b"a way around the login"))
    _known: dict[str, Bugmark] = field(default_factory=dict)

    def actor(self, name: str) -> Bugmark:
        if name not in self._known:
            self._known[name] = self.bugmark.named(name)
        return self._known[name]

    def pools(self, name: str) -> Pools:
        return self.actor(name).pools

    def terms(self, **changes: Any) -> PoolTerms:
        terms = PoolTerms(
            mechanism=Mechanism.CS,
            cost=12 * TOKEN,
            premium_period=30 * DAY,
            commit_period=1 * DAY,
            reveal_period=2 * HOUR,
            settle_period=3 * HOUR,
            delivery_period=4 * HOUR,
            complaint_period=5 * HOUR,
            publish_period=6 * HOUR,
            bond=12 * TOKEN,
            reveal_bond=1 * TOKEN,
            request_fee=TOKEN // 2,
            key_hash=self.sealed.key.hash,
            content_hash=self.sealed.content_hash,
            uri="https://seller.example/ciphertexts/1",
            summary="a way around the login",
        )
        return replace(terms, **changes)

    def create(self, **changes: Any) -> Pool:
        return self.pools("seller").create(self.terms(**changes)).pool

    def bid(self, pool: Pool, **valuations: str) -> list[Committed]:
        return [self.pools(name).bid(pool, value) for name, value in valuations.items()]

    def reveal(self, pool: Pool, *names: str) -> None:
        """Let the bids be closed, and some of the bidders reveal."""
        self.until(pool.commit_end)
        for name in names:
            self.pools(name).reveal(pool, self.bid_of(pool, name))

    def settle(self, pool: Pool, who: str = "dana", **options: Any) -> Pool:
        """Let the reveals be closed, and somebody settle."""
        self.until(pool.reveal_end)
        pools = self.pools(who)
        if pool.draws_coins and self.now(pool).seed is None:
            pools.draw(pool)
        return pools.settle(pool, self.bids(pool), **options).pool

    def sold(self, **valuations: str) -> Pool:
        """A pool under CS that was sold to some of its bidders."""
        pool = self.create()
        self.bid(pool, **valuations)
        self.reveal(pool, *valuations)
        return self.settle(pool)

    def until(self, time: int) -> None:
        """Let it be that instant, if it is not later."""
        wait = time - self.bugmark.connection.latest_block().timestamp
        if wait > 0:
            self.warp(wait)

    def now(self, pool: Pool) -> Pool:
        return self.bugmark.book.pool(pool.pool_id)

    def bids(self, pool: Pool) -> Sequence[Bid]:
        return self.bugmark.book.bids(pool)

    def bid_of(self, pool: Pool, name: str) -> Bid:
        found = self.bugmark.book.bid(pool, self.bugmark.address(name))
        assert found is not None
        return found

    def wallet(self, name: str) -> str:
        """In tokens."""
        return format_tokens(self.bugmark.market.wallet(self.bugmark.address(name)), 18)


@pytest.fixture
def fair(bugmark: Bugmark, warp: Callable[[int], None]) -> Fair:
    return Fair(bugmark, warp)


@pytest.fixture(autouse=True)
def book_and_chain_agree(bugmark: Bugmark) -> Iterator[None]:
    """What the event store derives is what the contract says, after every test."""
    yield
    for pool in bugmark.book.pools():
        assert bugmark.pools.look(pool)[1] == pool
        assert pool.terms.pool_id(31337, bugmark.deployment.pools, pool.seller) == pool.pool_id
        for bid in bugmark.book.bids(pool):
            state = bugmark.pools.bid_state(pool, bid.bidder)
            assert state is not None
            assert (bid.commitment, bid.key) == (state.commitment, state.key)
            assert (bid.index or 0, bid.valuation or 0) == (state.index, state.valuation)
            assert (bid.word or "0x" + 64 * "0") == state.word
            assert (bid.requested_at or 0, bid.wronged) == (state.requested_at, state.wronged)
            assert pool.pays(bid) == bugmark.pools.binding.call("pays", pool.pool_id, bid.bidder)
            if pool.drawn:
                group = bugmark.pools.binding.call("groupOf", pool.pool_id, bid.bidder)
                assert group == ("left", "right").index(pool.group_of(bid.bidder))
