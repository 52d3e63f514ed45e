from typing import Any

import pytest

from bugmark_py.simulation.conclusions import Verdict, conclude, kept, shown
from bugmark_py.simulation.engine import DayCounts, FunderCounts, Run
from bugmark_py.simulation.intervals import Estimate, estimate, t_probability, t_quantile
from bugmark_py.simulation.plots import over_time
from bugmark_py.simulation.results import Result, simulate_runs
from bugmark_py.simulation.scenario import Scenario

pytestmark = pytest.mark.unit

# Two-sided 95% quantiles as any printed table of Student's t has them.
TABLE = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 9: 2.262, 10: 2.228, 29: 2.045}


@pytest.mark.parametrize(("degrees", "quantile"), TABLE.items())
def test_quantiles_of_student_are_those_of_the_table(degrees: int, quantile: float) -> None:
    assert t_quantile(degrees) == pytest.approx(quantile, abs=5e-4)


def test_probabilities_of_student_are_known_where_they_have_a_simple_form() -> None:
    # One degree is Cauchy's: half of it within 1. Two degrees: t / sqrt(2 + t^2).
    assert t_probability(1.0, 1) == pytest.approx(0.5)
    assert t_probability(1.0, 2) == pytest.approx(1 / 3**0.5)
    assert t_probability(0.0, 7) == 0.0


def test_an_estimate_by_hand() -> None:
    found = Estimate((1.0, 2.0, 3.0, 4.0, 5.0))

    # The variance is 10 / 4; the half width 2.776 * sqrt(2.5 / 5).
    assert found.mean == 3.0
    assert found.sd == pytest.approx(2.5**0.5)
    assert found.interval is not None
    assert found.interval.low == pytest.approx(3 - 1.963, abs=1e-3)
    assert found.interval.high == pytest.approx(3 + 1.963, abs=1e-3)


def test_runs_without_a_figure_are_left_out_and_one_has_no_deviation() -> None:
    assert estimate([None, 2.0, None, 4.0]).mean == 3.0
    assert estimate([None, 2.0]).sd is None
    assert estimate([None, 2.0]).interval is None
    assert estimate([None]).mean is None


def told(*pairs: tuple[dict[str, int], dict[str, int]], wealth: int = 1_000) -> Result:
    """A result of which each run ends as said of the first and the second funder."""
    runs = tuple(
        Run((DayCounts((FunderCounts(**one), FunderCounts(**other)), (wealth * 10_000,), 0),))
        for one, other in pairs
    )
    return Result(Scenario(workers=("price-first",), days=1), 0, runs)


def about(result: Result, figure: str) -> Any:
    (found,) = (each for each in conclude(result) if each.figure == figure)
    return found


def test_a_difference_that_is_the_same_in_all_runs_is_seen() -> None:
    result = told(*(({"workdays": days + 10}, {"workdays": days}) for days in (3, 50, 800)))

    found = about(result, "workdays")

    # Run by run the difference is 10, however different the runs are.
    assert found.verdict is Verdict.MORE
    assert found.text == "correlatedPay gets more days of work than inversePay"
    assert found.difference.values == (10.0, 10.0, 10.0)


def test_a_difference_that_changes_sides_is_not_seen() -> None:
    result = told(
        ({"workdays": 5}, {"workdays": 3}),
        ({"workdays": 3}, {"workdays": 5}),
        ({"workdays": 4}, {"workdays": 4}),
    )

    found = about(result, "workdays")

    assert found.verdict is Verdict.OPEN
    assert found.text == "correlatedPay and inversePay do not visibly differ in days of work"


def test_one_run_shows_no_difference() -> None:
    found = about(told(({"workdays": 100}, {"workdays": 1})), "workdays")

    assert found.verdict is Verdict.OPEN
    assert shown(found.difference) == ("+99.00", "")


def test_what_a_day_of_work_costs_is_net_spend_by_days() -> None:
    one = {"paid": 90 * 10_000, "earned": 10 * 10_000, "workdays": 4}
    other = {"paid": 90 * 10_000, "workdays": 3}

    found = about(told((one, other), (one, other)), "workday_price")

    # 80 tokens for 4 days beside 90 for 3.
    assert found.difference.values == (-10.0, -10.0)
    assert found.verdict is Verdict.LESS


def test_a_figure_that_no_run_has_is_told_so() -> None:
    found = about(told(({}, {}), ({}, {})), "contract_fix_rate")

    assert found.verdict is Verdict.OPEN
    assert shown(found.difference) == ("", "")


@pytest.mark.parametrize(
    ("wealth", "verdict"),
    [(1_200, Verdict.MORE), (900, Verdict.LESS), (1_000, Verdict.OPEN)],
)
def test_workers_gain_or_lose(wealth: int, verdict: Verdict) -> None:
    assert about(told(({}, {}), ({}, {}), wealth=wealth), "gain").verdict is verdict


def test_prices_steer_work_in_the_papers_scenario() -> None:
    result = simulate_runs(Scenario(), 2, 10)

    verdicts = {each.figure: each.verdict for each in conclude(result)}

    # Workers follow the price: to hard issues of correlatedPay, and to easy ones of inversePay.
    assert verdicts == {
        "difficulty_4_closed_rate": Verdict.MORE,
        "resolution_days": Verdict.MORE,
        "contract_fix_rate": Verdict.LESS,
        "workdays": Verdict.MORE,
        "earnings": Verdict.MORE,
        "net_spend": Verdict.LESS,
        "workday_price": Verdict.LESS,
        "gain": Verdict.MORE,
    }
    assert kept(result)[0] == "Tokens were conserved after each of 1,800 days"


def test_funders_who_pay_alike_do_not_differ() -> None:
    scenario = Scenario(funders=("fixedPay", "fixedPay"), workers=40 * ("price-first",))
    result = simulate_runs(scenario, 3, 10)

    verdicts = [each.verdict for each in conclude(result) if each.figure != "gain"]

    # Of 95% intervals, one in twenty misses.
    assert verdicts.count(Verdict.OPEN) >= len(verdicts) - 1


def test_three_funders_are_compared_two_by_two() -> None:
    scenario = Scenario(funders=("correlatedPay", "inversePay", "fixedPay"), days=30)
    texts = [each.text for each in conclude(simulate_runs(scenario, 0, 3))]

    assert len(texts) == 3 * 7 + 1
    assert any("correlatedPay" in text and "fixedPay" in text for text in texts)


def test_differences_are_shown_with_their_sign_and_tokens_whole() -> None:
    assert shown(Estimate((0.5, 0.5))) == ("+0.50", "+0.50 to +0.50")
    # 12.706 times a deviation of sqrt(2) over sqrt(2).
    assert shown(Estimate((-1_234.0, -1_236.0))) == ("-1,235", "-1,248 to -1,222")


def test_a_simulation_without_its_days_comes_to_the_same_and_has_no_figure_over_time() -> None:
    scenario = Scenario(days=20)
    summed, whole = (simulate_runs(scenario, 0, 2, every_day=each) for each in (False, True))

    assert [run.end for run in summed.runs] == [run.end for run in whole.runs]
    assert [len(run.days) for run in summed.runs] == [1, 1]
    with pytest.raises(ValueError, match="every_day=True"):
        over_time(summed)
