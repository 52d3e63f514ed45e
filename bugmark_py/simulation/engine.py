"""One run, day by day: funders file and offer, workers take and work, contracts mature.

Chance comes in streams of their own, each `random.Random` of a text, of which only `random()` is
used: so the same seed gives the same numbers anywhere, and the issues of a run are the same
whatever workers choose. `docs/simulation.md` says which draw is made when.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from bugmark_py.errors import BugmarkError, InputError
from bugmark_py.model.amounts import PRICE_ONE
from bugmark_py.simulation.ledger import Issue, Ledger, Market
from bugmark_py.simulation.policies import Draw, FunderPolicy, OpenOffer, Rank
from bugmark_py.simulation.scenario import PERCENT, Scenario

HARD = 4
"""Days of work of the issues that `difficulty_4_closed_rate` is about."""


class FunderCounts(NamedTuple):
    """How a funder stands after a day.

    Attributes:
        filed: issues.
        closed: issues that are closed.
        hard_filed: issues that take `HARD` days of work.
        hard_closed: those that are closed.
        resolution_days: days from filing to closing, of closed issues together.
        workdays: days of work in closed issues.
        contracts: offers that were taken.
        matured: contracts that were settled.
        fixed: contracts that settled FIXED.
        earned: gained by contracts that settled UNFIXED, in 1/10,000 tokens.
        paid: lost by contracts that settled FIXED, in 1/10,000 tokens.
    """

    filed: int = 0
    closed: int = 0
    hard_filed: int = 0
    hard_closed: int = 0
    resolution_days: int = 0
    workdays: int = 0
    contracts: int = 0
    matured: int = 0
    fixed: int = 0
    earned: int = 0
    paid: int = 0

    @property
    def net_spend(self) -> int:
        """What the funder is poorer by, in 1/10,000 tokens."""
        return self.paid - self.earned


class DayCounts(NamedTuple):
    """How everybody stands after a day.

    Attributes:
        funders: each, in the scenario's order.
        wealth: of each worker, in 1/10,000 tokens: what is spendable, and stakes in open contracts.
        busy: workers who have an issue that is not done.
    """

    funders: tuple[FunderCounts, ...]
    wealth: tuple[int, ...]
    busy: int


@dataclass(frozen=True)
class Run:
    """One run, told.

    Attributes:
        days: how everybody stood after each; of a run that is only summed up, after the last.
    """

    days: tuple[DayCounts, ...]

    @property
    def end(self) -> DayCounts:
        """How everybody stood in the end."""
        return self.days[-1]


def simulate(
    scenario: Scenario,
    seed: int,
    run: int = 0,
    *,
    market: Callable[[Scenario], Market] = Ledger,
    passed: Callable[[int], None] = lambda _: None,
) -> Run:
    """Simulate one run.

    Args:
        scenario: what.
        seed: of the simulation.
        run: which of its runs, from 0.
        market: makes the market that is traded on.
        passed: told of each day that has passed.

    Raises:
        InputError: a policy fails, or gives what is no price or no rank.
        BugmarkError: tokens were lost or made.
    """
    world = _World(scenario, seed, run, market(scenario))
    days = []
    for day in range(1, scenario.days + 1):
        days.append(world.pass_day(day))
        passed(day)
    return Run(tuple(days))


@dataclass(slots=True)
class _Tally:
    """What `FunderCounts` says, while it grows."""

    filed: int = 0
    closed: int = 0
    hard_filed: int = 0
    hard_closed: int = 0
    resolution_days: int = 0
    workdays: int = 0
    contracts: int = 0
    matured: int = 0
    fixed: int = 0
    earned: int = 0
    paid: int = 0

    def counts(self) -> FunderCounts:
        return FunderCounts(
            self.filed,
            self.closed,
            self.hard_filed,
            self.hard_closed,
            self.resolution_days,
            self.workdays,
            self.contracts,
            self.matured,
            self.fixed,
            self.earned,
            self.paid,
        )


@dataclass(eq=False, slots=True)
class _Funder:
    """A funder at work."""

    index: int
    name: str
    policy: FunderPolicy
    issues: Random
    draw: Draw
    tally: _Tally


class _Lot(NamedTuple):
    """Issues whose offers are alike, in the order of filing."""

    offer: OpenOffer
    issues: list[Issue]


class _World:
    """A run as it goes."""

    def __init__(self, scenario: Scenario, seed: int, run: int, market: Market) -> None:
        def stream(what: str) -> Random:
            # Chance is to be repeated, not to be kept secret.
            return Random(f"{seed}/{run}/{what}")  # noqa: S311

        self._scenario = scenario
        self._market = market
        self._funders = [
            _Funder(
                index,
                name,
                policy,
                stream(f"issues/{name}"),
                _draw(stream(f"prices/{name}")),
                _Tally(),
            )
            for index, (name, policy) in enumerate(scenario.funder_policies().items())
        ]
        self._policies = scenario.worker_policies()
        self._working: list[Issue | None] = [None] * len(self._policies)
        self._stakes = [0] * len(self._policies)
        self._order = _draw(stream("order"))
        self._choice = _draw(stream("choices"))
        self._filed = 0
        # By maturation, funder and price: few of them, however many offers there are.
        self._lots: dict[tuple[int, int, int], _Lot] = {}
        self._contracts: dict[int, list[Issue]] = {}

    def pass_day(self, day: int) -> DayCounts:
        """Let a day pass."""
        for index in self._shuffled(len(self._funders)):
            self._file(self._funders[index], day)
        for worker in self._shuffled(len(self._policies)):
            issue = self._working[worker]
            if issue is None:
                issue = self._take(worker, day)
            if issue is not None:
                self._work(worker, issue, day)
        self._mature(day)
        return self._counts()

    def _shuffled(self, count: int) -> list[int]:
        """The numbers below `count` in random order (Fisher and Yates, from the end)."""
        order = list(range(count))
        for last in range(count - 1, 0, -1):
            other = self._order(last + 1)
            order[last], order[other] = order[other], order[last]
        return order

    # --- Funders -----------------------------------------------------------------------------

    def _file(self, funder: _Funder, day: int) -> None:
        """File the day's issues, with an offer for each."""
        scenario, tally, random = self._scenario, funder.tally, funder.issues.random
        maturation = day + scenario.maturation
        issues = []
        for _ in range(scenario.issues):
            difficulty = 1 + int(random() * len(scenario.prices))
            surprised = int(random() * PERCENT) < scenario.surprise
            lot = self._lot(funder, maturation, self._price(funder, difficulty))
            issue = Issue(self._filed, funder.index, day, difficulty + surprised, lot.offer)
            self._filed += 1
            lot.issues.append(issue)
            issues.append(issue)
            tally.hard_filed += issue.workdays == HARD
        tally.filed += len(issues)
        self._market.place(funder.index, issues)

    def _price(self, funder: _Funder, difficulty: int) -> int:
        try:
            price = funder.policy.price(difficulty, self._scenario.prices, funder.draw)
        except Exception as error:  # noqa: BLE001 - whatever a user's policy raises
            raise InputError(
                f"policy {funder.policy.name} fails: {type(error).__name__}: {error}"
            ) from None
        if type(price) is not int or not 0 < price < PRICE_ONE:
            raise InputError(
                f"policy {funder.policy.name} gave {price!r:.80} as a price: it must give basis"
                " points, an int from 1 to 9999"
            )
        return price

    def _lot(self, funder: _Funder, maturation: int, price: int) -> _Lot:
        """Where offers on these terms are."""
        key = (maturation, funder.index, price)
        lot = self._lots.get(key)
        if lot is None:
            offer = OpenOffer(funder.name, price, self._scenario.units, maturation)
            lot = self._lots[key] = _Lot(offer, [])
        return lot

    # --- Workers -----------------------------------------------------------------------------

    def _take(self, worker: int, day: int) -> Issue | None:
        """Take an offer, if there is one that the worker can afford and likes."""
        lots = self._best(worker, day)
        if not lots:
            return None
        issue = self._pick(lots)
        self._market.take(worker, issue)
        issue.worker = worker
        self._funders[issue.funder].tally.contracts += 1
        self._working[worker] = issue
        self._stakes[worker] += issue.offer.stake
        self._contracts.setdefault(issue.offer.maturation, []).append(issue)
        return issue

    def _best(self, worker: int, day: int) -> list[_Lot]:
        """The offers that the worker likes best, all of one rank."""
        policy, purse = self._policies[worker], self._market.balance(worker)
        best: Rank | None = None
        found: list[_Lot] = []
        try:
            for lot in self._lots.values():
                if not lot.issues or lot.offer.stake > purse:
                    continue
                rank = policy.rank(lot.offer, day)
                if rank is None:
                    continue
                if best is None or rank > best:
                    best, found = rank, [lot]
                elif rank == best:
                    found.append(lot)
        except Exception as error:  # noqa: BLE001 - whatever a user's policy raises
            raise InputError(
                f"policy {policy.name} fails: {type(error).__name__}: {error}"
            ) from None
        return found

    def _pick(self, lots: Sequence[_Lot]) -> Issue:
        """Take one of the offers out of their lots, each as likely."""
        if len(lots) == 1:
            issues = lots[0].issues
            return issues.pop(self._choice(len(issues)) if len(issues) > 1 else 0)
        tied = [(issue.number, lot) for lot in lots for issue in lot.issues]
        tied.sort(key=_number)
        number, lot = tied[self._choice(len(tied))]
        index = next(i for i, issue in enumerate(lot.issues) if issue.number == number)
        return lot.issues.pop(index)

    def _work(self, worker: int, issue: Issue, day: int) -> None:
        """Work for a day; close the issue if that was the last."""
        issue.progress += -(-PERCENT // issue.workdays)
        issue.worked += 1
        if issue.progress < PERCENT:
            return
        issue.closed = day
        self._working[worker] = None
        self._market.close(issue)
        tally = self._funders[issue.funder].tally
        tally.closed += 1
        tally.hard_closed += issue.workdays == HARD
        tally.resolution_days += day - issue.filed
        tally.workdays += issue.worked

    # --- The end of the day ------------------------------------------------------------------

    def _mature(self, day: int) -> None:
        """Settle what matures."""
        contracts = self._contracts.pop(day, [])
        due = [key for key in self._lots if key[0] == day]
        lapsed = [issue for key in due for issue in self._lots.pop(key).issues]
        results = self._market.end_day(contracts, lapsed)
        for issue, fixed in zip(contracts, results, strict=True):
            tally, offer = self._funders[issue.funder].tally, issue.offer
            tally.matured += 1
            if issue.worker is not None:
                self._stakes[issue.worker] -= offer.stake
            if fixed:
                tally.fixed += 1
                tally.paid += offer.deposit
            else:
                tally.earned += offer.stake

    def _counts(self) -> DayCounts:
        """How everybody stands.

        Raises:
            BugmarkError: workers did not gain what funders spent.
        """
        balance = self._market.balance
        funders = tuple(funder.tally.counts() for funder in self._funders)
        wealth = tuple(balance(worker) + stake for worker, stake in enumerate(self._stakes))
        gained = sum(wealth) - len(wealth) * self._scenario.tokens * PRICE_ONE
        if gained != sum(funder.net_spend for funder in funders):
            raise BugmarkError("workers did not gain what funders spent: tokens are not conserved")
        return DayCounts(funders, wealth, sum(issue is not None for issue in self._working))


def _draw(random: Random) -> Draw:
    """Draws whole numbers from a stream."""
    value = random.random
    return lambda below: int(value() * below)


def _number(tied: tuple[int, _Lot]) -> int:
    return tied[0]
