"""Small markets, checked by hand. With one price every issue has difficulty 1: no chance left."""

from collections.abc import Sequence

import pytest

from bugmark_py.errors import BugmarkError
from bugmark_py.simulation.engine import FunderCounts, Run, simulate
from bugmark_py.simulation.ledger import Issue, Ledger
from bugmark_py.simulation.policies import OpenOffer
from bugmark_py.simulation.scenario import Scenario

pytestmark = pytest.mark.unit

TOKEN = 10_000


def play(**settings: object) -> Run:
    defaults: dict[str, object] = {
        "funders": ("fixedPay",),
        "workers": ("price-first",),
        "issues": 1,
        "prices": (9_000,),
        "surprise": 0,
    }
    return simulate(Scenario(**(defaults | settings)), seed=1)  # type: ignore[arg-type]


def only(run: Run) -> FunderCounts:
    (funder,) = run.end.funders
    return funder


class Witness(Ledger):
    """Tells what was done on it."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(scenario)
        self.day = 1
        self.taken: list[tuple[int, int, Issue]] = []
        self.closed: list[tuple[int, Issue]] = []
        self.settled: list[tuple[int, Issue, bool]] = []
        self.lapsed: list[tuple[int, Issue]] = []

    def take(self, worker: int, issue: Issue) -> None:
        super().take(worker, issue)
        self.taken.append((self.day, worker, issue))

    def close(self, issue: Issue) -> None:
        super().close(issue)
        self.closed.append((self.day, issue))

    def end_day(self, contracts: Sequence[Issue], lapsed: Sequence[Issue]) -> Sequence[bool]:
        results = super().end_day(contracts, lapsed)
        self.settled += [(self.day, c, r) for c, r in zip(contracts, results, strict=True)]
        self.lapsed += [(self.day, issue) for issue in lapsed]
        self.day += 1
        return results


def witnessed(scenario: Scenario, seed: int = 0) -> Witness:
    witnesses = []

    def market(of: Scenario) -> Witness:
        witnesses.append(Witness(of))
        return witnesses[-1]

    simulate(scenario, seed, market=market)
    return witnesses[0]


def test_an_issue_of_one_day_is_closed_on_the_day_it_is_filed_and_paid_two_days_later() -> None:
    run = play(days=4)

    # Days 1 to 4: taken and closed at once; those of days 1 and 2 mature on days 3 and 4.
    assert only(run)[:5] == (4, 4, 0, 0, 0)
    assert only(run).workdays == 4
    assert (only(run).contracts, only(run).matured, only(run).fixed) == (4, 2, 2)
    assert (only(run).paid, only(run).earned) == (2 * 90 * TOKEN, 0)
    # What is open is worth the stake.
    assert [day.wealth for day in run.days] == [
        (1_000 * TOKEN,),
        (1_000 * TOKEN,),
        (1_090 * TOKEN,),
        (1_180 * TOKEN,),
    ]


def test_one_day_more_than_expected_is_worked_and_not_paid_more() -> None:
    run = play(days=4, surprise=100, issues=2)

    # Two days each: filed on days 1 and 3 and closed on days 2 and 4, and on days 2 and 4 he is not
    # free; what is taken on day 3 is of day 3, as it matures last.
    assert only(run).closed == 2
    assert only(run).resolution_days == 2
    assert only(run).workdays == 4


def test_taken_at_once_three_days_of_work_are_fixed_in_time_and_four_are_not() -> None:
    witness = witnessed(Scenario(days=60, workers=60 * ("price-first",)))
    taken = {issue.number: day for day, _, issue in witness.taken}

    at_once = {
        (issue.workdays, fixed)
        for _, issue, fixed in witness.settled
        if taken[issue.number] == issue.filed
    }

    assert at_once == {(1, True), (2, True), (3, True), (4, False)}


def test_a_contract_matures_at_the_end_of_the_second_day_after_its_offer() -> None:
    witness = witnessed(Scenario(days=30))

    assert witness.settled
    assert witness.lapsed
    assert all(day == issue.filed + 2 for day, issue, _ in witness.settled)
    assert all(day == issue.filed + 2 for day, issue in witness.lapsed)


def test_a_contract_is_fixed_exactly_if_its_issue_was_closed_by_the_end_of_that_day() -> None:
    witness = witnessed(Scenario(days=60, workers=10 * ("random",)))

    for day, issue, fixed in witness.settled:
        assert fixed == (issue.closed is not None and issue.closed <= day)
    assert {fixed for _, _, fixed in witness.settled} == {True, False}


def test_workers_go_on_past_maturation_until_the_issue_is_closed() -> None:
    witness = witnessed(Scenario(days=60))

    late = [issue for _, issue, fixed in witness.settled if not fixed]
    closed = [issue for _, issue in witness.closed]
    assert late
    # All but those whom the last day stopped.
    assert sum(issue not in closed for issue in late) <= 10


@pytest.mark.parametrize("workers", ["price-first", "reward-seeking", "risk-averse", "random"])
def test_no_worker_holds_two_issues(workers: str) -> None:
    scenario = Scenario(days=90, workers=10 * (workers,))
    witness = witnessed(scenario)

    for worker in range(10):
        mine = [(day, issue) for day, who, issue in witness.taken if who == worker]
        assert mine
        ends = [issue.closed for _, issue in mine]
        # Each is taken after the one before was closed.
        for (day, _), before in zip(mine[1:], ends, strict=False):
            assert before is not None
            assert day > before


def test_an_issue_takes_as_many_days_of_work_in_a_row_as_it_needs() -> None:
    witness = witnessed(Scenario(days=60))
    began = {issue.number: day for day, _, issue in witness.taken}

    for day, issue in witness.closed:
        assert day - began[issue.number] + 1 == issue.workdays == issue.worked


def test_progress_is_rounded_up_so_that_an_issue_of_forty_days_takes_thirty_four() -> None:
    # ceil(100 / 40) is 3 percent a day, and 34 times 3 is the first to reach 100.
    prices = tuple(range(1_000, 1_040))
    scenario = Scenario(funders=("correlatedPay",), prices=prices, days=400, surprise=0, issues=40)
    witness = witnessed(scenario)

    took = {issue.workdays: issue.worked for _, issue in witness.closed}

    assert took[40] == 34
    assert all(worked == -(-100 // -(-100 // days)) for days, worked in took.items())


def test_a_worker_takes_nothing_that_he_cannot_afford() -> None:
    # At 0.70 the stake on 100 units is 30 tokens.
    assert only(play(prices=(7_000,), tokens=29)).contracts == 0
    assert only(play(prices=(7_000,), tokens=30, days=1)).contracts == 1


def test_a_worker_who_lost_all_his_tokens_idles() -> None:
    # Two days of work on what matures on the first day: UNFIXED, and 10 tokens are gone each time.
    run = play(surprise=100, maturation=0, tokens=25, days=20)

    assert only(run).contracts == 2
    assert only(run).earned == 2 * 10 * TOKEN
    assert run.end.wealth == (5 * TOKEN,)
    assert run.end.busy == 0


def test_price_first_takes_the_dearest_then_the_latest() -> None:
    witness = witnessed(Scenario(days=40))

    gone: set[int] = set()
    for day, _, issue in witness.taken:
        gone.add(issue.number)
        better = [
            other
            for _, other in witness.lapsed
            if other.filed <= day <= other.offer.maturation
            and (other.offer.price, other.offer.maturation)
            > (issue.offer.price, issue.offer.maturation)
        ]
        assert not better


def test_workers_begin_working_on_the_day_they_take_an_offer_and_are_free_the_day_after() -> None:
    run = play(days=3, issues=5)

    assert only(run).closed == 3
    assert [day.busy for day in run.days] == [0, 0, 0]


def test_an_issue_whose_offer_lapses_stays_open_and_the_funder_has_the_deposit_back() -> None:
    witness = witnessed(Scenario(funders=("fixedPay",), days=10, tokens=0))

    assert not witness.taken
    assert len(witness.lapsed) == 80
    # Offers of the last two days are still there.
    assert witness.funders == [(10 * 10 * 100 - 20 * 80) * TOKEN]
    assert witness.escrow == 20 * 80 * TOKEN


def test_each_funder_files_as_many_issues_each_day_and_nothing_is_lost() -> None:
    run = simulate(Scenario(days=30), seed=3)

    for number, day in enumerate(run.days, start=1):
        assert [funder.filed for funder in day.funders] == [10 * number, 10 * number]
        gained = sum(day.wealth) - 10 * 1_000 * TOKEN
        assert gained == sum(funder.net_spend for funder in day.funders)


def test_a_ledger_notices_lost_tokens() -> None:
    ledger = Ledger(Scenario())
    ledger.workers[0] -= 1

    with pytest.raises(BugmarkError, match="not conserved"):
        ledger.end_day([], [])


def test_a_ledger_notices_a_debt() -> None:
    ledger = Ledger(Scenario(tokens=0))
    ledger.workers[0] -= 1
    ledger.workers[1] += 1

    with pytest.raises(BugmarkError, match="below zero"):
        ledger.end_day([], [])


def test_a_ledger_notices_a_second_issue() -> None:
    ledger = Ledger(Scenario())
    offer = OpenOffer("correlatedPay", 9_000, 100, 3)
    first, second = (Issue(n, 0, 1, 1, offer) for n in range(2))
    ledger.place(0, [first, second])
    ledger.take(4, first)

    with pytest.raises(BugmarkError, match="two issues"):
        ledger.take(4, second)


def test_with_workers_enough_every_issue_is_worked_on_and_the_arithmetic_is_simple() -> None:
    # Everything is taken when it is filed. Days of work are 1 to 3, one more with 40%: 2.4 in the
    # mean, so that closing is 1.4 days after filing; 4 days of work come in 2 of 15, and only these
    # are UNFIXED.
    run = simulate(Scenario(workers=200 * ("price-first",), days=400), seed=5)

    for funder in run.end.funders:
        assert funder.contracts == funder.filed == 4_000
        assert funder.fixed / funder.matured == pytest.approx(13 / 15, abs=0.022)
        assert funder.resolution_days / funder.closed == pytest.approx(1.4, abs=0.06)
        assert funder.hard_filed / funder.filed == pytest.approx(2 / 15, abs=0.022)
        assert funder.hard_closed / funder.hard_filed > 0.98
