"""What the demo's story of a pool is played on: one pool, the seller's service, and daemons."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from bugmark_py.chain.binding import Binding
from bugmark_py.cli.cast import Cast
from bugmark_py.cli.stage import Step
from bugmark_py.client import Bugmark
from bugmark_py.daemon.pools import PoolAct, PoolAction, PoolDaemon
from bugmark_py.delivery.client import ciphertext_uri, fetch_ciphertext
from bugmark_py.delivery.opening import KeySource, open_pool
from bugmark_py.delivery.stock import Stock
from bugmark_py.errors import ChainError, DeliveryRefusedError
from bugmark_py.mechanisms.outcome import Group
from bugmark_py.model.amounts import format_tokens
from bugmark_py.model.hashing import hash_words
from bugmark_py.model.pools import GROUPS, Bid, Pool, coin
from bugmark_py.model.times import format_duration, format_time
from bugmark_py.pools.drafting import Draft

T = TypeVar("T")

# With four bidders one block in sixteen has the coins that are wanted.
_MOST_BLOCKS: Final = 2_000


class PoolStage:
    """One pool, from the advisory that it sells to everybody's money."""

    def __init__(self, cast: Cast, stock: Stock, service: str, folder: Path) -> None:
        """Set it.

        Args:
            cast: who plays.
            stock: what the seller keeps.
            service: address of the seller's delivery service.
            folder: where what was bought is written.
        """
        self.steps: list[Step] = []
        self._cast = cast
        self._bugmark = cast.bugmark
        self._stock = stock
        self._service = service
        self._folder = folder
        self._daemons: dict[str, PoolDaemon] = {}
        self._troubles: list[str] = []
        self._content = b""
        self._pool_id = ""
        self._held_before = self._held()

    # --- What people do ----------------------------------------------------------------------

    def sell(self, who: str, content: bytes, draft: Draft) -> None:
        """Somebody encrypts an advisory, and creates the pool that sells it."""
        self._content, decimals = content, self._decimals
        sealed = self._do(
            who,
            f"seals an advisory in OSV format: {len(content)} bytes, AES-256-GCM",
            lambda: self._stock.seal(content),
        )
        terms = draft.terms(sealed, decimals, ciphertext_uri(self._service, sealed.content_hash))
        cost, bond = (format_tokens(each, decimals) for each in (terms.cost, terms.bond))
        self._pool_id = self._do(
            who,
            f"asks {cost} for it, premium period {format_duration(terms.premium_period)}, and puts"
            f" up a bond of {bond}",
            lambda: self._actor(who).pools.create(terms).pool.pool_id,
        )

    def bid(self, who: str, valuation: str) -> None:
        """Somebody looks whether the ciphertext is the pool's, and commits to a bid."""

        def bid() -> None:
            terms = self.pool.terms
            fetch_ciphertext(terms.uri, terms.content_hash, terms.key_hash)
            self._actor(who).pools.bid(self.pool, valuation)

        self._do(who, "checks the ciphertext, and bids: nobody sees how much", bid)

    def see_to(self, who: str) -> None:
        """Somebody's daemon looks, and does all that can be done.

        Raises:
            ChainError: something stood in its way.
        """
        if who not in self._daemons:
            self._daemons[who] = PoolDaemon(
                self._actor(who),
                key_of=self._stock.key,
                acted=lambda action: self._note(action.account, self._told(action)),
                troubled=lambda trouble: self._troubles.append(trouble.reason),
            )
        self._daemons[who].tick()
        if self._troubles:
            raise ChainError(f"the daemon of {who} is stopped: {self._troubles[0]}")

    def open(self, who: str, source: KeySource, how: str) -> None:
        """Somebody opens what was sold, and writes it into a file.

        Args:
            who: their name.
            source: where they should have the key from.
            how: it goes, in words.

        Raises:
            ChainError: the key came from elsewhere, or another content out.
        """

        def save() -> str:
            opened = open_pool(self._actor(who), self.pool)
            if (opened.source, opened.content) != (source, self._content):
                raise ChainError(f"{who} has another content, or a key that was {opened.source}")
            (self._folder / f"{who}.json").write_bytes(opened.content)
            return str(json.loads(opened.content)["id"])

        name = save()
        self._note(who, f"{how}: {name}")

    def ask_too_early(self, who: str, how: str) -> None:
        """Somebody asks the seller's service for the key before it is theirs.

        Raises:
            ChainError: it was handed over, or refused for another reason.
        """

        def ask() -> None:
            try:
                open_pool(self._actor(who), self.pool)
            except DeliveryRefusedError as error:
                if format_time(self.opens_at(who)) in str(error):
                    return
                raise ChainError(
                    f"the service refuses {who} without saying when: {error}"
                ) from None
            raise ChainError(f"the service has served {who} before the deadline")

        self._do(who, how, ask)

    # --- Time and chance ---------------------------------------------------------------------

    def wait_until(self, time: int, what: str) -> None:
        """Days pass, up to an instant in unix seconds."""
        self._do("", what, lambda: self._cast.wait_until(time))

    def mine_coins(self, groups: Mapping[str, Group], what: str) -> None:
        """Mine empty blocks until the next draw puts everybody into the group of the story.

        The coins are made of the hash of the latest block: who makes blocks can choose.

        Args:
            groups: the group of each bidder, by name.
            what: is told.

        Raises:
            ChainError: they never did.
        """
        wanted = {self._actor(who).address(): group for who, group in groups.items()}

        def mine() -> None:
            for _ in range(_MOST_BLOCKS):
                seed = hash_words(self._bugmark.connection.latest_block().hash, self._pool_id)
                if all(coin(seed, bidder) is group for bidder, group in wanted.items()):
                    return
                self._cast.wait(1)
            raise ChainError(f"{_MOST_BLOCKS} blocks did not have the coins of the story")

        self._do("", what, mine)

    # --- What came of it ---------------------------------------------------------------------

    @property
    def pool(self) -> Pool:
        """The pool as it is."""
        return self._bugmark.book.pool(self._pool_id)

    def bids(self) -> Mapping[str, Bid]:
        """The bids by the names of the bidders, in the order in which they were made."""
        known = {actor.address(): name for name, actor in self._cast.actors.items()}
        return {known[bid.bidder]: bid for bid in self._bugmark.book.bids(self.pool)}

    def opens_at(self, who: str) -> int:
        """From when the information is a bidder's, in unix seconds.

        Raises:
            ChainError: it never is.
        """
        at = self.pool.available_at(self.bids()[who])
        if at is None:
            raise ChainError(f"nothing is sold to {who}")
        return at

    def waits(self) -> Mapping[str, int]:
        """How long each bidder waits after the start, in seconds: nobody who pays does."""
        start = self.pool.start or 0
        return {who: self.opens_at(who) - start for who in self.bids()}

    def payers(self) -> Sequence[str]:
        """Who pays."""
        pool = self.pool
        return [who for who, bid in self.bids().items() if pool.pays(bid)]

    # --- Inside ------------------------------------------------------------------------------

    @property
    def _decimals(self) -> int:
        return self._bugmark.deployment.decimals

    def _actor(self, who: str) -> Bugmark:
        return self._cast.actor(who)

    def _do(self, who: str, what: str, act: Callable[[], T]) -> T:
        result = act()
        self._note(who, what)
        return result

    def _note(self, who: str, what: str) -> None:
        held = self._held()
        self.steps.append(Step(who, what, "", self._held_before, held))
        self._held_before = held

    def _held(self) -> int:
        """Base units that the pools hold; on this chain there is no other pool."""
        token = Binding(self._bugmark.connection, "TestToken", self._bugmark.deployment.token)
        return int(token.call("balanceOf", self._bugmark.deployment.pools))

    def _told(self, action: PoolAction) -> str:
        match action.act:
            case PoolAct.REVEALED:
                valuation = self.bids()[action.account].valuation or 0
                return f"reveals what it is worth: {format_tokens(valuation, self._decimals)}"
            case PoolAct.DRAWN:
                return f"draws the coins: {self._groups()}"
            case PoolAct.SETTLED:
                return f"settles: {self._outcome()}"
            case PoolAct.DELIVERED:
                return f"delivers the key, sealed to each: {_listed(self.payers())}"
            case PoolAct.PUBLISHED:
                return "publishes the key, for everybody"
            case PoolAct.CLAIMED:
                return f"collects {action.told.partition(' ')[0]}"
            case PoolAct.COMPLAINED | PoolAct.GATE_DECIDED:
                raise ChainError(f"{action.account} {action.act} {action.told}: not in this story")

    def _groups(self) -> str:
        pool, bids = self.pool, self.bids()
        left, right = (
            [who for who, bid in bids.items() if pool.group_of(bid.bidder) is group]
            for group in GROUPS
        )
        return f"left {_listed(left)}, right {_listed(right)}"

    def _outcome(self) -> str:
        payers, sold = self.payers(), self.pool.sold
        if sold is None:
            raise ChainError("nothing is sold in the story")
        free = [who for who in self.bids() if who not in payers]
        lengths = {format_duration(wait) for who, wait in self.waits().items() if who in free}
        share = format_tokens(sold.share, self._decimals)
        return f"{_listed(payers)} pay {share} each, {_listed(free)} wait {_listed(lengths)}"


def _listed(names: Iterable[str]) -> str:
    return " and ".join(name.capitalize() for name in names)
