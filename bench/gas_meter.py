"""Who acts in a measurement of gas, and what it cost."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from bugmark_py.chain.permits import sign_permit
from bugmark_py.client import Bugmark
from bugmark_py.model.futures import Future, Outcome
from bugmark_py.model.offers import Offer, Side

MATURATION: Final = 4_000_000_000
"""Unix seconds of every maturation and deadline."""

UNLIMITED: Final = 2**256 - 1

_QUESTION: Final = "file:demo#1"

Struct = tuple[Any, ...]


class Meter:
    """Sends transactions and remembers what those with a name cost."""

    def __init__(self, bugmark: Bugmark) -> None:
        """Measure on a local deployment that nobody else uses.

        Args:
            bugmark: of any account.
        """
        self._bugmark = bugmark
        self._actors: dict[str, Bugmark] = {}
        self._salt = 2**64 - 1
        self.terms = bugmark.deployment
        self.gas: dict[str, int] = {}

    # --- Who and what ------------------------------------------------------------------------

    def actor(self, who: str) -> Bugmark:
        """The deployment as an account sees it."""
        if who not in self._actors:
            self._actors[who] = self._bugmark.named(who)
        return self._actors[who]

    def address(self, who: str) -> str:
        """The address of an account."""
        return self.actor(who).address()

    def tokens(self, amount: int) -> int:
        """Tokens as base units: a unit of both outcomes pays one token."""
        return amount * self.terms.unit

    def future(self, question: str = _QUESTION) -> Future:
        """The future of a question, whether it is created or not."""
        return Future(question, MATURATION, self.terms.oracle)

    def offer(
        self, who: str, side: Side, outcome: Outcome, units: int = 200, expiry: int = MATURATION
    ) -> Struct:
        """An offer at the demo's price, as the contract takes it."""
        self._salt -= 1
        return Offer(
            maker=self.address(who),
            future_id=self.future().future_id,
            outcome=outcome,
            side=side,
            price=8_000 if outcome is Outcome.UNFIXED else 2_000,
            units=units,
            all_or_none=False,
            expiry=expiry,
            salt=self._salt,
            epoch=0,
        ).struct()

    def permit(self, who: str, amount: int, spender: str | None = None) -> Struct:
        """An amount, with the signature by which the market or another spender may take it."""
        market = self.actor(who).market
        account, spender = market.sender.account, spender or self.terms.market
        signed = sign_permit(market.token, account, spender, amount, MATURATION)
        if signed is None:
            raise RuntimeError("the test token knows permits, and yet gave none")
        return amount, MATURATION, *signed

    # --- Doing -------------------------------------------------------------------------------

    def note(self, name: str | None, gas: int) -> None:
        """Remember what something cost, if it has a name."""
        if name is not None:
            self.gas[name] = gas

    def do(self, who: str, function: str, *arguments: object, name: str | None = None) -> None:
        """Call the market in a transaction."""
        market = self.actor(who).market
        self.note(name, market.binding.send(market.sender, function, *arguments).gas_used)

    def together(self, who: str, *calls: Struct, name: str) -> None:
        """Call the market several times in one transaction."""
        encode = self.actor(who).market.binding.encode
        self.do(who, "multicall", [encode(*call) for call in calls], name=name)

    def place(self, who: str, offer: Struct, name: str | None = None) -> Struct:
        """Place an offer, and hand it on."""
        self.do(who, "place", offer, name=name)
        return offer

    def allow(self, who: str, amount: int, spender: str | None = None) -> None:
        """Let the market or another spender take tokens."""
        market = self.actor(who).market
        market.token.send(market.sender, "approve", spender or self.terms.market, amount)

    def pool(self, who: str, function: str, *arguments: object, name: str | None = None) -> int:
        """Call the pools in a transaction; its gas."""
        pools = self.actor(who).pools
        gas = pools.binding.send(pools.sender, function, *arguments).gas_used
        self.note(name, gas)
        return gas

    def wait_until(self, when: int) -> None:
        """Let the chain's time come to an instant."""
        self._bugmark.connection.rpc("evm_setNextBlockTimestamp", when)
        self._bugmark.connection.rpc("evm_mine")

    def now(self) -> int:
        """The chain's time."""
        return self._bugmark.connection.latest_block().timestamp

    def mine(self) -> None:
        """Mine a block with nothing in it."""
        self._bugmark.connection.rpc("evm_mine")

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Do something, then put the chain back to where it was."""
        snapshot = self._bugmark.connection.rpc("evm_snapshot")
        yield
        self._bugmark.connection.rpc("evm_revert", snapshot)
