"""Random life on a market: the same for the same seed, each action a real transaction."""

from collections import Counter
from collections.abc import Callable
from random import Random

from bugmark_py.client import Bugmark
from bugmark_py.errors import ContractError, RefusedError
from bugmark_py.market.client import Pay
from bugmark_py.market.results import Placed
from bugmark_py.model.futures import Future, Outcome

PEOPLE = ("adam", "beth", "charles", "dana")
EVIDENCE = "0x" + 64 * "e"
HOUR = 3600


class Traffic:
    """What people do on a market, one transaction after the other.

    Args:
        bugmark: of anybody.
        warp: lets a number of seconds pass.
        seed: of all choices.
    """

    def __init__(self, bugmark: Bugmark, warp: Callable[[int], None], seed: int) -> None:
        self.bugmark = bugmark
        self.random = Random(seed)  # noqa: S311
        self.people = [bugmark.named(name) for name in PEOPLE]
        self.reporters = [bugmark.named(name) for name in ("reporter", "reporter2")]
        self.futures: list[Future] = []
        self.placed: list[Placed] = []
        self.done: Counter[str] = Counter()
        self._warp = warp

    def run(self, steps: int) -> None:
        """Do so many things that the market accepts."""
        while steps:
            steps -= self.step()

    def step(self) -> bool:
        """Try one thing; say whether the market accepted it."""
        name = self.random.choices(list(ACTIONS), list(ACTIONS.values()))[0]
        try:
            getattr(self, name)()
        except (ContractError, RefusedError):
            return False
        self.done[name] += 1
        return True

    # --- What can be done --------------------------------------------------------------------

    def create(self) -> None:
        maturation = self.random.choice(("+2h", "+1d", "+9d"))
        question = f"file:demo#{self.random.randint(1, 99)}"
        self.futures.append(self._somebody().market.create_future(question, maturation))

    def deposit(self) -> None:
        self._somebody().market.deposit(self.random.randint(1, 300))

    def withdraw(self) -> None:
        self._somebody().market.withdraw(self.random.randint(1, 50))

    def buy(self) -> None:
        outcome, units, price = self._terms()
        self._note(
            self._somebody().market.buy(
                self._future(),
                outcome,
                units=units,
                price=price,
                expiry=self.random.choice((None, None, "+1h", "+3d")),
                all_or_none=self.random.random() < 0.2,
            )
        )

    def sell(self) -> None:
        held = [
            (person, position)
            for person in self.people
            for position in self.bugmark.book.positions(person.address())
            if position.record.future.maturation > self.bugmark.now()
        ]
        if not held:
            raise RefusedError("nobody has anything to sell")
        person, position = self.random.choice(held)
        units = self.random.randint(1, position.units)
        _, _, price = self._terms()
        future = position.record.future
        self._note(person.market.sell(future, position.outcome, units=units, price=price))

    def take(self) -> None:
        placed, pay = self._offer(), self.random.choice(list(Pay))
        units = self.random.choice((None, 1, self.random.randint(1, placed.offer.units)))
        self._somebody().market.take(placed, units, pay=pay)

    def cancel(self) -> None:
        placed = self._offer()
        maker = next(p for p in self.people if p.address() == placed.offer.maker)
        maker.market.cancel(placed)

    def cancel_all(self) -> None:
        self._somebody().market.cancel_all()

    def split(self) -> None:
        self._somebody().market.split(self._future(), self.random.randint(1, 40))

    def merge(self) -> None:
        holders = [
            (person, record.future)
            for person in self.people
            for record in self.bugmark.book.futures()
            if not record.settled and self._pairs(person, record.future)
        ]
        if not holders:
            raise RefusedError("nobody holds both outcomes")
        person, future = self.random.choice(holders)
        person.market.merge(future, self.random.randint(1, self._pairs(person, future)))

    def transfer(self) -> None:
        sender, receiver = self.random.sample(self.people, 2)
        future, market = self._future(), sender.market
        for ledger_id in (future.position_id(self.random.choice(list(Outcome))), 0):
            held = market.binding.call("balanceOf", sender.address(), ledger_id)
            if held:
                amount = self.random.randint(1, held)
                arguments = (receiver.address(), ledger_id, amount)
                market.binding.send(market.sender, "transfer", *arguments)
                return
        raise RefusedError("there is nothing to transfer")

    def claim(self) -> None:
        """Of another as often as of one's own: anybody may."""
        if not self._somebody().claim(self.random.choice(PEOPLE)).receipts:
            raise RefusedError("there is nothing to claim")

    def mature(self) -> None:
        self._warp(self.random.choice((HOUR, 6 * HOUR)))

    def settle(self) -> None:
        future = self._matured()
        price = self.random.choice((0, 5_000, 10_000))
        for reporter in self.reporters:
            reporter.oracle.vote(future, price, EVIDENCE)
        self._warp(HOUR)
        self.reporters[0].oracle.finalize(future)
        self._somebody().market.settle(future)

    def void(self) -> None:
        future = self._matured()
        self._warp(self.bugmark.deployment.void_delay)
        self._somebody().market.void(future)

    # --- Choices -----------------------------------------------------------------------------

    def _somebody(self) -> Bugmark:
        return self.random.choice(self.people)

    def _future(self) -> Future:
        """Mostly one that still trades."""
        now = self.bugmark.now()
        live = [future for future in self.futures if future.maturation > now]
        if not live:
            self.create()
        return self.random.choice([*live, *live, *self.futures])

    def _matured(self) -> Future:
        """One that waits for its price; time passes if there is none."""
        waiting = [f for f in self.futures if not self.bugmark.market.state(f).settled]
        if not waiting:
            raise RefusedError("all are settled")
        first = min(waiting, key=lambda future: future.maturation)
        self._warp(max(0, first.maturation - self.bugmark.now()))
        return first

    def _pairs(self, person: Bugmark, future: Future) -> int:
        held = [
            p.units
            for p in self.bugmark.book.positions(person.address())
            if p.record.future == future
        ]
        return min(held) if len(held) == len(Outcome) else 0

    def _offer(self) -> Placed:
        if not self.placed:
            raise RefusedError("there is no offer yet")
        return self.random.choice(self.placed[-8:])

    def _terms(self) -> tuple[Outcome, int, str]:
        return (
            self.random.choice(list(Outcome)),
            self.random.choice((1, 7, 40, 100)),
            f"0.{self.random.randint(1, 9999):04}",
        )

    def _note(self, placed: Placed) -> None:
        self.placed.append(placed)


ACTIONS = {
    "create": 4,
    "deposit": 3,
    "withdraw": 3,
    "buy": 10,
    "sell": 10,
    "take": 18,
    "cancel": 4,
    "cancel_all": 2,
    "split": 6,
    "merge": 5,
    "transfer": 5,
    "claim": 6,
    "mature": 2,
    "settle": 3,
    "void": 2,
}
"""Each action, and how often it is tried beside the others."""


def assert_as_on_chain(traffic: Traffic) -> None:
    """Check all that the event store derives against what the contracts themselves say."""
    bugmark = traffic.bugmark
    market, book = bugmark.market, bugmark.book
    unit = bugmark.deployment.unit
    records = {record.future.future_id: record for record in book.futures()}
    offers = {record.offer_id: record for record in book.offers(open_only=False)}

    for future in traffic.futures:
        state = market.state(future)
        assert (future.future_id in records) == state.exists
        if state.exists:
            record = records[future.future_id]
            assert record.future == future
            assert record.open_interest == state.open_interest
            assert (record.settled, record.price or 0) == (state.settled, state.price)
    assert records.keys() <= {future.future_id for future in traffic.futures}

    held = dict.fromkeys(PEOPLE, 0)
    for placed in traffic.placed:
        on_chain = market.offer_state(placed.offer_id)
        assert (placed.offer_id in offers) == on_chain.placed
        if on_chain.placed:
            found = offers[placed.offer_id]
            assert found.offer == placed.offer
            assert found.filled == on_chain.filled
            assert (found.status.value == "closed") == on_chain.closed
            if placed.offer.side.name == "BUY" and not on_chain.closed:
                maker = next(p for p in PEOPLE if bugmark.address(p) == placed.offer.maker)
                left = placed.offer.units - on_chain.filled
                held[maker] += left * placed.offer.price * unit // 10_000
    assert offers.keys() <= {placed.offer_id for placed in traffic.placed}

    for name in PEOPLE:
        address = bugmark.address(name)
        positions = {
            (p.record.future.future_id, p.outcome): p.units for p in book.positions(address)
        }
        redeemable = 0
        for record in records.values():
            for outcome in Outcome:
                units = market.position(address, record.future.future_id, outcome)
                assert positions.get((record.future.future_id, outcome), 0) == units
                if record.settled:
                    fixed = market.state(record.future).price
                    pays = fixed if outcome is Outcome.FIXED else 10_000 - fixed
                    redeemable += units * pays * unit // 10_000
        balance = bugmark.balance(name)
        assert balance.vault == market.vault(address)
        assert balance.redeemable == redeemable
        sold = bugmark.balance(name).escrowed + balance.refundable - held[name]
        assert sold >= 0, "what BUY offers hold is escrowed or refundable"
    assert bugmark.check_solvent() == 0
    claims = sum(market.vault(bugmark.address(name)) for name in PEOPLE)
    assert book.claims() == claims
