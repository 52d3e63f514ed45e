import itertools
import math
from fractions import Fraction

import numpy as np
import pytest

from bugmark_py.errors import InputError
from bugmark_py.mechanisms.bounds import Method, lower_bounds
from bugmark_py.mechanisms.distributions import Values, parse_distribution
from bugmark_py.mechanisms.expected import exact_cs, exact_gcsod, exact_sd
from bugmark_py.mechanisms.valid_bounds import (
    Relaxation,
    Weight,
    first_weights,
    segment_probabilities,
    sums_below,
)
from tests.unit.mechanisms.definitions import cs, gcsod

pytestmark = pytest.mark.unit

UNIFORM = parse_distribution("uniform(0,1)")

# The paper's table: bounds on max and sum delay.
PRINTED = {
    ("uniform(0,1)", 1): (0.89, 0.89),
    ("uniform(0,1)", 2): (0.67, 0.96),
    ("uniform(0,1)", 5): (0.46, 0.94),
    ("uniform(0,1)", 10): (0.29, 0.89),
    ("normal(0.5,0.2)", 1): (0.97, 0.97),
    ("normal(0.5,0.2)", 2): (0.63, 0.89),
    ("normal(0.5,0.2)", 5): (0.20, 0.27),
    ("normal(0.5,0.2)", 10): (0.11, 0.14),
    ("normal(0.5,0.4)", 1): (0.92, 0.92),
    ("normal(0.5,0.4)", 2): (0.66, 0.94),
    ("normal(0.5,0.4)", 5): (0.40, 0.71),
    ("normal(0.5,0.4)", 10): (0.26, 0.59),
}
QUICK = [("uniform(0,1)", 2), ("normal(0.5,0.2)", 1), ("normal(0.5,0.4)", 5)]


def assert_as_printed(text: str, agents: int) -> None:
    found = lower_bounds(parse_distribution(text), agents, segments=100, method=Method.PAPER)

    longest, total = PRINTED[text, agents]
    assert abs(found.max_delay - longest) <= 0.005 + 1e-9
    assert abs(found.sum_delay - total) <= 0.005 + 1e-9


def assert_below_every_mechanism(text: str, agents: int, segments: int) -> None:
    distribution = parse_distribution(text)
    found = lower_bounds(distribution, agents, segments=segments)

    mechanisms = [
        exact_cs(distribution, agents),
        exact_gcsod(distribution, agents),
        *(exact_sd(distribution, agents, Fraction(each, 20)) for each in range(1, 21)),
    ]
    assert 0 < found.max_delay <= min(each.max_delay for each in mechanisms)
    assert 0 < found.sum_delay <= min(each.sum_delay for each in mechanisms)


@pytest.mark.parametrize(("text", "agents"), QUICK)
def test_bounds_are_those_of_the_paper_to_two_digits_at_100_segments(
    text: str, agents: int
) -> None:
    assert_as_printed(text, agents)


@pytest.mark.exhaustive
@pytest.mark.parametrize(("text", "agents"), PRINTED)
def test_all_bounds_are_those_of_the_paper_to_two_digits_at_100_segments(
    text: str, agents: int
) -> None:
    assert_as_printed(text, agents)


@pytest.mark.parametrize(
    ("text", "agents"), [("uniform(0,1)", 3), ("normal(0.5,0.2)", 5), ("beta(2,2)", 4)]
)
def test_the_valid_bound_is_below_every_mechanism(text: str, agents: int) -> None:
    assert_below_every_mechanism(text, agents, segments=30)


@pytest.mark.exhaustive
@pytest.mark.parametrize(("text", "agents"), PRINTED)
def test_the_valid_bound_is_below_every_mechanism_in_every_row(text: str, agents: int) -> None:
    assert_below_every_mechanism(text, agents, segments=100)


def test_with_one_bidder_nothing_is_ever_sold_and_the_valid_bound_knows() -> None:
    found = lower_bounds(UNIFORM, 1, segments=10)

    assert found.max_delay == pytest.approx(1.0, abs=1e-9)
    assert found.sum_delay == pytest.approx(1.0, abs=1e-9)


def test_the_papers_step_does_not_hold_for_cs_with_two_uniform_bidders() -> None:
    # t(v) is 1 below 1/2 and 1/2 above; both are at least 1/2, and pay, with probability 1/4.
    true_max_delay = Fraction(3, 4)
    up_to_three_quarters = (Fraction(1, 2) * 1 + Fraction(1, 4) / 2) / Fraction(3, 4)
    somebody_is_below = 1 - Fraction(1, 4) ** 2

    printed = up_to_three_quarters * somebody_is_below

    assert printed == Fraction(25, 32) > true_max_delay


def test_bounds_grow_with_the_grid() -> None:
    for method in Method:
        found = [
            lower_bounds(UNIFORM, 3, segments=segments, method=method) for segments in (10, 20, 40)
        ]

        assert found[0].max_delay < found[1].max_delay < found[2].max_delay
        assert found[0].sum_delay < found[1].sum_delay < found[2].sum_delay


@pytest.mark.parametrize("agents", [2, 3])
def test_each_weight_bounds_the_max_delay_of_mechanisms_from_below(agents: int) -> None:
    # E[M] >= n E[w(v) t(v)] - E[(W - 1)^+], all profiles of a grid, all coins, exact.
    values = [Fraction(each, 6) for each in range(1, 7)]
    profiles = list(itertools.product(values, repeat=agents))
    coins = list(itertools.product((0, 1), repeat=agents))
    generator = np.random.default_rng(5)
    outcomes = [(sorted(profile, reverse=True), cs(list(profile))) for profile in profiles]
    for profile in profiles:
        for coin in coins:
            left = sorted((v for v, c in zip(profile, coin, strict=True) if not c), reverse=True)
            right = sorted((v for v, c in zip(profile, coin, strict=True) if c), reverse=True)
            # `gcsod` gives the payers' times first: those of the highest of their group.
            times = gcsod(left, right)
            payers = sum(each == 0 for each in times)
            ml = max((k * v for k, v in enumerate(left, start=1)), default=Fraction(0))
            mr = max((k * v for k, v in enumerate(right, start=1)), default=Fraction(0))
            won_left = payers and ml >= max(mr, Fraction(1))
            rest = (left[payers:], right) if won_left else (left, right[payers:])
            paying = left[:payers] if won_left else right[:payers]
            outcomes.append(([*paying, *rest[0], *rest[1]], times))
    half = len(profiles)

    for part in (outcomes[:half], outcomes[half:]):
        longest = sum((max(times) for _, times in part), Fraction(0)) / len(part)
        for _ in range(200):
            steps = tuple(int(each) for each in generator.integers(0, 7, size=3))
            weight = Weight(steps, int(generator.integers(1, 7)))
            level = dict(zip(values, weight.levels(6) / weight.capacity, strict=True))
            waited = sum(
                sum(level[v] * float(t) for v, t in zip(who, times, strict=True))
                for who, times in part
            ) / len(part)
            excess = weight.excess(np.arange(7) / 6, agents)
            assert float(longest) >= waited - excess - 1e-12


def test_the_excess_of_a_weight_is_the_mean_over_all_profiles() -> None:
    weight = Weight((1, 3, 4), 2)
    chances = np.array([0.1, 0.2, 0.3, 0.4])
    level = weight.levels(4) / 2

    expected = sum(
        math.prod(chances[list(profile)]) * max(0.0, level[list(profile)].sum() - 1)
        for profile in itertools.product(range(4), repeat=3)
    )

    found = weight.excess(np.concatenate([[0.0], np.cumsum(chances)]), 3)
    assert found == pytest.approx(float(expected))


def test_what_cs_does_satisfies_every_constraint() -> None:
    segments = 20
    relaxation = Relaxation(UNIFORM, 2, segments)
    for weight in first_weights(2, segments):
        relaxation.cut(weight)
    types = np.arange(segments + 1) / segments

    times = np.where(types < 1 / 2, 1.0, 1 / 2)
    gains = np.maximum(0.0, types - 1 / 2) / 2
    point = np.concatenate([times, gains, [3 / 4, 3 / 4]])

    assert relaxation.program.violation(point) <= 1e-9


def test_sums_of_uniform_valuations_are_below_one_as_often_as_known() -> None:
    for agents in (1, 2, 3, 6):
        (found,) = sums_below(UNIFORM, agents, np.ones(1))

        assert found <= 1 / math.factorial(agents)
        assert found == pytest.approx(1 / math.factorial(agents), rel=0.02)


def test_sums_that_reach_the_cost_exactly_are_not_below_it() -> None:
    halves = Values((Fraction(1, 2),))

    assert sums_below(halves, 2, np.ones(1))[0] == 0
    assert sums_below(halves, 1, np.ones(1))[0] == pytest.approx(1.0)


def test_values_at_the_borders_are_in_one_segment_each() -> None:
    values = Values((Fraction(0), Fraction(1, 2), Fraction(1)))

    assert segment_probabilities(values, 4) == pytest.approx([1 / 3, 1 / 3, 0, 1 / 3])


@pytest.mark.parametrize(
    ("agents", "segments", "says"),
    [
        (0, 10, "0 agents have no bounds"),
        (1001, 10, "1001 agents have no bounds"),
        (2, 1, "1 segments are no grid"),
        (2, 5001, "5001 segments are no grid"),
    ],
)
def test_what_has_no_bounds_is_refused(agents: int, segments: int, says: str) -> None:
    with pytest.raises(InputError, match=says):
        lower_bounds(UNIFORM, agents, segments=segments)
