"""The market simulation in plain objects: slow, short, and written from docs/simulation.md alone.

It is the independent reference: `bench/weis.py` measures against it, and a test wants the same
counts and balances from it for the same seed. Nothing here is shared with the package.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any, Final

PRICES: Final = (Fraction(7, 10), Fraction(8, 10), Fraction(9, 10))


class Chance:
    """A stream of chance."""

    def __init__(self, seed: int, run: int, what: str) -> None:
        self._random = Random(f"{seed}/{run}/{what}")  # noqa: S311

    def below(self, count: int) -> int:
        """Draw a whole number below another."""
        return int(self._random.random() * count)

    def shuffled(self, things: list[Any]) -> list[Any]:
        """Return things in random order."""
        mixed = list(things)
        for last in reversed(range(1, len(mixed))):
            other = self.below(last + 1)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed


@dataclass
class Offer:
    """An issue, its offer and, once somebody has taken it, its contract."""

    number: int
    funder: "Funder"
    day: int
    needs: int
    price: Fraction
    units: int
    matures: int
    taker: "Worker | None" = None
    progress: int = 0
    days_worked: int = 0
    closed_on: int | None = None


@dataclass
class Funder:
    """Files issues, and pays."""

    name: str
    issues: Chance
    prices: Chance
    balance: Fraction = Fraction(0)
    filed: list[Offer] = field(default_factory=list)

    def price(self, difficulty: int, prices: list[Fraction]) -> Fraction:
        """Return what is offered for an issue."""
        if self.name == "correlatedPay":
            return prices[difficulty - 1]
        if self.name == "inversePay":
            return prices[len(prices) - difficulty]
        if self.name == "fixedPay":
            return prices[(len(prices) - 1) // 2]
        return prices[self.prices.below(len(prices))]


@dataclass
class Worker:
    """Takes offers, and works."""

    policy: str
    balance: Fraction
    offer: Offer | None = None

    def likes(self, offer: Offer) -> tuple[Any, ...]:
        """Return a key by which the best offers sort last."""
        keys: dict[str, tuple[Any, ...]] = {
            "price-first": (offer.price, offer.matures),
            "reward-seeking": (offer.price,),
            "risk-averse": (offer.matures, offer.price),
            "random": (),
        }
        return keys[self.policy]

    def choose(self, offers: list[Offer], chance: Chance) -> Offer | None:
        """Return the best offer that can be afforded, at random where several are."""
        affordable = [o for o in offers if o.units * (1 - o.price) <= self.balance]
        if not affordable:
            return None
        best = max(self.likes(offer) for offer in affordable)
        liked = [offer for offer in affordable if self.likes(offer) == best]
        return liked[chance.below(len(liked))] if len(liked) > 1 else liked[0]


@dataclass
class Plain:
    """One run."""

    seed: int = 0
    run: int = 0
    funders: tuple[str, ...] = ("correlatedPay", "inversePay")
    workers: tuple[str, ...] = 10 * ("price-first",)
    days: int = 180
    issues: int = 10
    prices: tuple[Fraction, ...] = PRICES
    surprise: int = 40
    units: int = 100
    maturation: int = 2
    tokens: int = 1000

    def play(self) -> dict[str, Any]:
        """Simulate, and return what every funder and worker came to."""
        order, choices = (
            Chance(self.seed, self.run, "order"),
            Chance(self.seed, self.run, "choices"),
        )
        people = [
            Funder(
                name,
                Chance(self.seed, self.run, f"issues/{name}"),
                Chance(self.seed, self.run, f"prices/{name}"),
            )
            for name in self.funders
        ]
        workers = [Worker(policy, Fraction(self.tokens)) for policy in self.workers]
        everything: list[Offer] = []
        for day in range(1, self.days + 1):
            for funder in order.shuffled(people):
                self.file(funder, day, everything)
            for worker in order.shuffled(workers):
                self.work(worker, day, everything, choices)
            for offer in everything:
                if offer.matures == day:
                    self.settle(offer)
        return self.told(people, workers, everything)

    def file(self, funder: Funder, day: int, everything: list[Offer]) -> None:
        """File a day's issues, and deposit for each offer."""
        for _ in range(self.issues):
            difficulty = 1 + funder.issues.below(len(self.prices))
            late = 1 if funder.issues.below(100) < self.surprise else 0
            price = funder.price(difficulty, list(self.prices))
            offer = Offer(
                number=len(everything),
                funder=funder,
                day=day,
                needs=difficulty + late,
                price=price,
                units=self.units,
                matures=day + self.maturation,
            )
            funder.balance -= offer.units * price
            funder.filed.append(offer)
            everything.append(offer)

    def work(self, worker: Worker, day: int, everything: list[Offer], choices: Chance) -> None:
        """Let a worker find an issue if need be, and work for a day."""
        if worker.offer is None:
            there = [o for o in everything if o.taker is None and o.matures >= day]
            worker.offer = worker.choose(there, choices)
            if worker.offer is None:
                return
            worker.offer.taker = worker
            worker.balance -= worker.offer.units * (1 - worker.offer.price)
        offer = worker.offer
        offer.progress += (100 + offer.needs - 1) // offer.needs
        offer.days_worked += 1
        if offer.progress >= 100:  # noqa: PLR2004 - percent
            offer.closed_on = day
            worker.offer = None

    def settle(self, offer: Offer) -> None:
        """Pay who was right, or give the deposit back."""
        if offer.taker is None:
            offer.funder.balance += offer.units * offer.price
        elif offer.closed_on is not None:
            offer.taker.balance += offer.units
        else:
            offer.funder.balance += offer.units

    def told(
        self, funders: list[Funder], workers: list[Worker], everything: list[Offer]
    ) -> dict[str, Any]:
        """Return counts by funder, and free balances of all."""
        found: dict[str, Any] = {}
        for funder in funders:
            closed = [offer for offer in funder.filed if offer.closed_on is not None]
            matured = [o for o in funder.filed if o.taker is not None and o.matures <= self.days]
            fixed = [o for o in matured if o.closed_on is not None and o.closed_on <= o.matures]
            unfixed = [offer for offer in matured if offer not in fixed]
            found[funder.name] = {
                "filed": len(funder.filed),
                "closed": len(closed),
                "hard_filed": len([o for o in funder.filed if o.needs == 4]),  # noqa: PLR2004
                "hard_closed": len([o for o in closed if o.needs == 4]),  # noqa: PLR2004
                "resolution_days": sum(o.closed_on - o.day for o in closed if o.closed_on),
                "workdays": sum(offer.days_worked for offer in closed),
                "contracts": len([o for o in funder.filed if o.taker is not None]),
                "matured": len(matured),
                "fixed": len(fixed),
                "earned": sum((o.units * (1 - o.price) for o in unfixed), Fraction(0)),
                "paid": sum((o.units * o.price for o in fixed), Fraction(0)),
            }
        open_stakes = {
            index: sum(
                (
                    o.units * (1 - o.price)
                    for o in everything
                    if o.taker is worker and o.matures > self.days
                ),
                Fraction(0),
            )
            for index, worker in enumerate(workers)
        }
        found["balances"] = [
            worker.balance + open_stakes[index] for index, worker in enumerate(workers)
        ]
        return found
