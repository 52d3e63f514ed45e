"""What a daemon does about cost-sharing pools: reveal, draw, settle, hand over, collect.

As with futures it keeps no truth of its own. Coins and outcomes it sees to in every pool, as nobody
has to be trusted for them; the rest only where its own account sells or bids. It asks for nothing
that costs money.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from time import monotonic

from bugmark_py.chain.contract_errors import CostSharingPoolsOracleSilentError
from bugmark_py.client import Bugmark
from bugmark_py.daemon.attention import Attention, Trouble
from bugmark_py.errors import AccountError, BugmarkError, WrongKeyError
from bugmark_py.model.amounts import format_tokens
from bugmark_py.model.pools import Bid, Gate, Phase, Pool
from bugmark_py.sealing.content import ContentKey


def no_keys(pool: Pool) -> ContentKey:
    """The key of a pool, for an account that sells nothing.

    Raises:
        AccountError: always.
    """
    raise AccountError(f"the content key of pool {pool.pool_id} is not known here")


class PoolAct(StrEnum):
    """What the daemon does about a pool."""

    REVEALED = "revealed"
    DRAWN = "drew"
    SETTLED = "settled"
    DELIVERED = "delivered"
    COMPLAINED = "complained"
    GATE_DECIDED = "decided"
    PUBLISHED = "published"
    CLAIMED = "claimed"


@dataclass(frozen=True)
class PoolAction:
    """Something that the daemon did about a pool.

    Attributes:
        act: what.
        pool: about which, as it was before.
        account: name of who did it.
        told: what came of it, in a few words.
    """

    act: PoolAct
    pool: Pool
    account: str
    told: str


class PoolDaemon:
    """Sees to all pools, as one account."""

    def __init__(
        self,
        bugmark: Bugmark,
        *,
        key_of: Callable[[Pool], ContentKey] = no_keys,
        acted: Callable[[PoolAction], None] = lambda _: None,
        troubled: Callable[[Trouble], None] = lambda _: None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """See to pools as the account of a client.

        Args:
            bugmark: whose account's bids are revealed, and whose money is collected.
            key_of: finds the content key of a pool in which the account sells.
            acted: told of everything that was done.
            troubled: told of everything that stands in the way, once until it changes.
            clock: seconds since any fixed instant.
        """
        self._bugmark = bugmark
        self._pools = bugmark.pools
        self._me = bugmark.pools.sender.account
        self._key_of = key_of
        self._acted = acted
        self._attention = Attention(self._me.name, troubled, clock)
        self._good: set[str] = set()

    def tick(self) -> list[PoolAction]:
        """Do all that can be done now.

        Returns:
            What was done. What could not be done is told to `troubled`, and tried again next time.
        """
        done: list[PoolAction] = []
        try:
            found = self._concerns()
        except BugmarkError as error:
            self._attention.report(None, str(error))
            return done
        self._attention.clear(None)
        for pool in found:
            done += self._attention.attend(pool, partial(self._step, pool.pool_id), self._acted)
        return done

    def _concerns(self) -> list[Pool]:
        """Pools in which there may be something to do."""
        book, me = self._bugmark.book, self._me.address
        now = self._bugmark.now()
        own = {pool.pool_id for pool in book.pools(bidder=me)}
        return [
            pool
            for pool in book.pools()
            if pool.phase(now) is Phase.SETTLE
            or _gate_waits(pool, now)
            or pool.pool_id in own
            or (pool.seller == me and not pool.collected)
        ]

    # --- One pool ----------------------------------------------------------------------------

    def _step(self, pool_id: str) -> PoolAction | None:
        """The next thing to do about a pool, done; None if there is none now."""
        book, now = self._bugmark.book, self._bugmark.now()
        pool = book.pool(pool_id)
        phase, bid = pool.phase(now), book.bid(pool, self._me.address)
        if phase is Phase.SETTLE:
            return self._draw(pool) or self._settle(pool)
        if phase is Phase.REVEAL and bid is not None and not bid.revealed:
            self._pools.reveal(pool, bid)
            return self._action(PoolAct.REVEALED, pool, "its bid")
        return (
            (self._decide_gate(pool) if _gate_waits(pool, now) else None)
            or (self._complain(pool, bid, now) if bid is not None else None)
            or (self._sell(pool, now) if pool.seller == self._me.address else None)
            or self._claim(pool)
        )

    def _draw(self, pool: Pool) -> PoolAction | None:
        if pool.drawn:
            return None
        self._pools.draw(pool)
        return self._action(PoolAct.DRAWN, pool, "the coins")

    def _settle(self, pool: Pool) -> PoolAction:
        sold = self._pools.settle(pool, self._bugmark.book.bids(pool)).pool.sold
        told = "nothing is sold"
        if sold is not None:
            told = f"{sold.payers} of the bidders pay {self._shown(sold.share)} each"
        return self._action(PoolAct.SETTLED, pool, told)

    def _decide_gate(self, pool: Pool) -> PoolAction | None:
        try:
            gate = self._pools.decide_gate(pool)
        except CostSharingPoolsOracleSilentError:
            return None
        return self._action(PoolAct.GATE_DECIDED, pool, f"the gate: {gate}")

    def _complain(self, pool: Pool, bid: Bid, now: int) -> PoolAction | None:
        """Complain of rubbish, or of a request that was not answered, while that is heard."""
        if pool.sold is None or bid.wronged or not self._heard(pool, bid, now):
            return None
        if bid.word is not None and self._opens(pool, bid):
            return None
        self._pools.complain(pool, bid)
        return self._action(PoolAct.COMPLAINED, pool, "of what was delivered, or was not")

    def _heard(self, pool: Pool, bid: Bid, now: int) -> bool:
        """Whether there may be a reason to complain, and time."""
        if pool.pays(bid):
            return (
                bid.word is not None
                and bid.claimed < bid.deposit
                and now < (pool.complaint_end or 0)
            )
        answer_end = pool.answer_end(bid)
        if answer_end is None or now >= answer_end + pool.terms.complaint_period:
            return False
        out = pool.published_at is not None and pool.published_at < answer_end
        return bid.word is not None or (now >= answer_end and not out)

    def _opens(self, pool: Pool, bid: Bid) -> bool:
        """Whether a word gives the key; found out once."""
        if pool.pool_id not in self._good:
            try:
                self._pools.delivered_key(pool, bid)
            except WrongKeyError:
                return False
            self._good.add(pool.pool_id)
        return True

    def _sell(self, pool: Pool, now: int) -> PoolAction | None:
        """Deliver to whom it is due, and publish when it is everybody's."""
        bids = self._bugmark.book.bids(pool)
        if self._pools.waiting(pool, bids, now):
            delivered = self._pools.deliver(pool, self._key_of(pool), bids)
            count = len(delivered.bidders)
            return self._action(PoolAct.DELIVERED, pool, f"to {count} of the bidders")
        if pool.phase(now) is Phase.PUBLICATION:
            self._pools.publish(pool, self._key_of(pool))
            return self._action(PoolAct.PUBLISHED, pool, "the key")
        return None

    def _claim(self, pool: Pool) -> PoolAction | None:
        paid = self._pools.claim([pool]).amount
        return self._action(PoolAct.CLAIMED, pool, self._shown(paid)) if paid else None

    # --- Inside ------------------------------------------------------------------------------

    def _action(self, act: PoolAct, pool: Pool, told: str) -> PoolAction:
        return PoolAction(act, pool, self._me.name, told)

    def _shown(self, amount: int) -> str:
        deployment = self._bugmark.deployment
        return f"{format_tokens(amount, deployment.decimals)} {deployment.symbol}"


def _gate_waits(pool: Pool, now: int) -> bool:
    """Whether a gate's oracle may have answered, and nobody has said so."""
    gate = pool.terms.gate
    return gate is not None and pool.gate is Gate.PENDING and gate.maturation <= now < gate.end
