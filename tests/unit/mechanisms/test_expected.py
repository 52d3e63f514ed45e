import itertools
import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from scipy import integrate, stats

from bugmark_py.errors import InputError
from bugmark_py.mechanisms.counting import at_most, payers
from bugmark_py.mechanisms.delays import Delays, expected_delays
from bugmark_py.mechanisms.distributions import Values, parse_distribution
from bugmark_py.mechanisms.expected import Exact, exact_cs, exact_gcsod, exact_sd
from tests.unit.mechanisms.definitions import ONE, cs, sd

pytestmark = pytest.mark.unit

UNIFORM = parse_distribution("uniform(0,1)")
PAPER = [
    (text, agents)
    for text in ("uniform(0,1)", "normal(0.5,0.2)", "normal(0.5,0.4)")
    for agents in (1, 2, 5, 10)
]
OTHERS = [
    ("beta(2,5)", 7),
    ("beta(0.5,0.5)", 4),
    ("uniform(0.3,0.8)", 6),
    ("uniform(0,0.3)", 5),
    ("normal(0.9,0.1)", 3),
    ("normal(-0.2,0.3)", 12),
]


def given(*values: str) -> Values:
    return Values(tuple(Fraction(each) for each in values))


def means(
    values: Values, agents: int, mechanism: Callable[[list[Fraction]], list[Fraction]]
) -> tuple[float, float]:
    """Max and sum delay over all profiles."""
    every = [mechanism(list(each)) for each in itertools.product(values.values, repeat=agents)]
    return (
        float(sum(max(times) for times in every)) / len(every),
        float(sum(sum(times) for times in every)) / len(every),
    )


@pytest.mark.parametrize("agents", [1, 2, 3, 4, 5])
@pytest.mark.parametrize(
    "values", [given("1/5", "1/2", "1"), given("1/3", "1/4", "1/4", "3/5"), given("0", "1/2")]
)
def test_cs_is_the_mean_over_all_profiles(values: Values, agents: int) -> None:
    found = exact_cs(values, agents)

    longest, total = means(values, agents, cs)
    assert found.max_delay == pytest.approx(longest, abs=1e-12)
    assert found.sum_delay == pytest.approx(total, abs=1e-12)


@pytest.mark.parametrize("deadline", [ONE, Fraction(4, 5), Fraction(1, 2), Fraction(1, 3)])
@pytest.mark.parametrize("agents", [1, 2, 3, 4, 5])
def test_sd_is_the_mean_over_all_profiles(agents: int, deadline: Fraction) -> None:
    values = given("1/3", "5/8", "5/6", "1")

    found = exact_sd(values, agents, deadline)

    longest, total = means(values, agents, lambda profile: sd(profile, deadline))
    assert found.max_delay == pytest.approx(longest, abs=1e-12)
    assert found.sum_delay == pytest.approx(total, abs=1e-12)


def test_gcsod_of_two_and_three_uniform_bidders_is_as_by_hand() -> None:
    # Two of three in one group (3 of 4 draws) pay if both have 1/2; the third then waits
    # 1 / (2 min), on average ln 2 - 1/2 counting the sales only. All three in one group is CS:
    # all pay with probability 8/27, the highest two alone with 1/4.
    two, three = exact_gcsod(UNIFORM, 2), exact_gcsod(UNIFORM, 3)

    assert (two.max_delay, two.sum_delay) == pytest.approx((7 / 8, 7 / 4))
    waits = math.log(2) - 1 / 2
    assert three.max_delay == pytest.approx(3 / 4 * (3 / 4 + waits) + 1 / 4 * (19 / 27), abs=1e-8)
    assert three.sum_delay == pytest.approx(
        3 / 4 * (9 / 4 + waits) + 1 / 4 * (1 / 4 + 3 * 49 / 108), abs=1e-8
    )


def test_gcsod_of_three_is_that_of_an_independent_quadrature() -> None:
    # As above for any distribution: groups of two and one, or all in one.
    law = stats.beta(3, 2)
    found = exact_gcsod(parse_distribution("beta(3,2)"), 3)

    half = law.sf(1 / 2)
    waits, _ = integrate.quad(lambda s: 2 * law.pdf(s) * law.sf(s) / (2 * s), 1 / 2, 1)
    all_pay = law.sf(1 / 3) ** 3
    two_pay = 3 * half**2 * law.cdf(1 / 3)
    unsold = 1 - half**2
    assert found.max_delay == pytest.approx(
        3 / 4 * (unsold + waits) + 1 / 4 * (1 - all_pay), abs=1e-7
    )
    assert found.sum_delay == pytest.approx(
        3 / 4 * (3 * unsold + waits) + 1 / 4 * (two_pay + 3 * (1 - all_pay - two_pay)), abs=1e-7
    )


@pytest.mark.parametrize(("text", "agents"), PAPER + OTHERS)
def test_exact_and_sampled_are_within_three_standard_errors(text: str, agents: int) -> None:
    distribution, deadline = parse_distribution(text), Fraction(2, 5)
    sampled = expected_delays(distribution, agents, samples=100_000, seed=1, deadline=deadline)

    assert_near(sampled.cs, exact_cs(distribution, agents))
    assert_near(sampled.gcsod, exact_gcsod(distribution, agents))
    assert_near(sampled.sd, exact_sd(distribution, agents, deadline))


def assert_near(sampled: Delays, exact: Exact) -> None:
    # Where the sample holds no rare event its error is 0: less than 10 of 100,000 are rare.
    for estimate, truth in (
        (sampled.max_delay, exact.max_delay),
        (sampled.sum_delay, exact.sum_delay),
    ):
        assert abs(estimate.mean - truth) <= max(3 * estimate.error, 1e-4)


@pytest.mark.parametrize(("text", "agents"), [("uniform(0,1)", 10), ("beta(0.5,0.5)", 6)])
def test_quadrature_has_converged(text: str, agents: int) -> None:
    distribution = parse_distribution(text)

    coarse, fine = (exact_gcsod(distribution, agents, nodes=nodes) for nodes in (16, 32))

    assert coarse.max_delay == pytest.approx(fine.max_delay, abs=1e-7)
    assert coarse.sum_delay == pytest.approx(fine.sum_delay, abs=1e-7)


def test_many_bidders_neither_overflow_nor_underflow() -> None:
    found = exact_cs(UNIFORM, 400)

    # As n grows, each of the lowest alone decides: max delay tends to 1 - 1/e.
    assert found.max_delay == pytest.approx(1 - (1 - 1 / 400) ** 400, abs=1e-9)
    assert found.sum_delay == pytest.approx(1.0, abs=0.01)


def test_counts_of_a_fair_coin_are_binomial() -> None:
    half = np.array([[0.5]])

    assert at_most(half, [3], 10)[0] == pytest.approx(176 / 1024)
    assert payers(np.array([[0.25, 0.5]]))[0] == pytest.approx(
        # Both reach 1/2; or one reaches 1 and the other not even 1/2; or neither.
        [1 - 0.25 - 2 * 0.25 * 0.5, 2 * 0.25 * 0.5, 0.25]
    )


@pytest.mark.parametrize("agents", [0, -1, 1001])
def test_too_few_and_too_many_agents_are_refused(agents: int) -> None:
    with pytest.raises(InputError, match="for whom delays are exact"):
        exact_cs(UNIFORM, agents)
    with pytest.raises(InputError, match="for whom delays are exact"):
        exact_gcsod(UNIFORM, agents)


def test_what_cannot_be_exact_is_refused() -> None:
    with pytest.raises(InputError, match="which has ties: sample it"):
        exact_gcsod(given("1/2"), 2)
    with pytest.raises(InputError, match="is not in"):
        exact_sd(UNIFORM, 2, Fraction(0))
