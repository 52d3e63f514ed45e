import itertools
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

import numpy as np
import pytest

from bugmark_py.errors import InputError
from bugmark_py.jobs import Result, Task
from bugmark_py.mechanisms.delays import Delays, expected_delays, sd_delays
from bugmark_py.mechanisms.distributions import parse_distribution
from bugmark_py.mechanisms.kernels import CS, GCSOD, SD, delay_sums
from tests.unit.mechanisms.definitions import ONE, cs, gcsod, sd

pytestmark = pytest.mark.unit

UNIFORM = parse_distribution("uniform(0,1)")


@pytest.mark.parametrize("deadline", [Fraction(1), Fraction(3, 4), Fraction(1, 2), Fraction(2, 5)])
def test_each_profile_on_a_grid_and_each_coin_has_the_delays_of_the_definitions(
    deadline: Fraction,
) -> None:
    grid = [Fraction(each, 12) for each in (0, 3, 4, 5, 6, 8, 12)]
    pair = (float(deadline.numerator), float(deadline.denominator))

    for profile in itertools.product(grid, repeat=3):
        for coins in itertools.product((0, 1), repeat=3):
            left = [v for v, coin in zip(profile, coins, strict=True) if not coin]
            right = [v for v, coin in zip(profile, coins, strict=True) if coin]
            expected = [cs(list(profile)), gcsod(left, right), sd(list(profile), deadline)]

            row = np.array([[float(12 * v) for v in profile]])
            sums = delay_sums(row, np.array([coins], dtype=np.uint8), 12.0, pair)

            for mechanism, times in zip((CS, GCSOD, SD), expected, strict=True):
                assert sums[mechanism, 0] == pytest.approx(float(max(times)), abs=1e-12)
                assert sums[mechanism, 2] == pytest.approx(float(sum(times)), abs=1e-12)


def test_random_profiles_of_many_bidders_have_the_delays_of_the_definitions() -> None:
    generator = np.random.default_rng(3)
    for agents in (7, 40, 41, 60, 130):
        whole = generator.integers(0, 1001, size=agents)
        coins = generator.integers(2, size=agents, dtype=np.uint8)
        profile = [Fraction(int(each), 1000) for each in whole]
        left = [v for v, coin in zip(profile, coins, strict=True) if not coin]
        right = [v for v, coin in zip(profile, coins, strict=True) if coin]
        deadline = Fraction(1, 10)

        sums = delay_sums(whole[None].astype(float), coins[None], 1000.0, (1.0, 10.0))

        for mechanism, times in enumerate((cs(profile), gcsod(left, right), sd(profile, deadline))):
            assert sums[mechanism] == pytest.approx(
                [
                    float(max(times)),
                    float(max(times)) ** 2,
                    float(sum(times)),
                    float(sum(times)) ** 2,
                ],
                rel=1e-12,
            )


def test_two_uniform_bidders_are_as_by_hand() -> None:
    # Sold if both are at least 1/2: by CS always, by GCSOD if both coins are alike.
    found = expected_delays(UNIFORM, 2, samples=200_000, seed=1, deadline=ONE)

    assert found.cs.max_delay.mean == pytest.approx(3 / 4, abs=4 * found.cs.max_delay.error)
    assert found.cs.sum_delay.mean == pytest.approx(3 / 2, abs=4 * found.cs.sum_delay.error)
    assert found.gcsod.max_delay.mean == pytest.approx(7 / 8, abs=4 * found.gcsod.max_delay.error)
    assert found.gcsod.sum_delay.mean == pytest.approx(7 / 4, abs=4 * found.gcsod.sum_delay.error)
    # A coin that shows 3/4 has standard deviation sqrt(3) / 4.
    assert found.cs.max_delay.error == pytest.approx(3**0.5 / 4 / 200_000**0.5, rel=0.01)


def test_sd_with_the_whole_period_as_deadline_is_cs() -> None:
    found = expected_delays(UNIFORM, 6, samples=20_000, seed=4, deadline=ONE)

    assert found.sd == found.cs


def test_past_bids_with_ties_have_the_delays_of_all_profiles() -> None:
    # Each of 1/2, 1/2, 1/3 and three bidders: 27 profiles and 8 coins, all equally likely.
    values = [Fraction(1, 2), Fraction(1, 2), Fraction(1, 3)]
    distribution = parse_distribution("values(x)", read=lambda _: "1/2 0.5 1/3")
    every = [
        gcsod(
            [v for v, coin in zip(profile, coins, strict=True) if not coin],
            [v for v, coin in zip(profile, coins, strict=True) if coin],
        )
        for profile in itertools.product(values, repeat=3)
        for coins in itertools.product((0, 1), repeat=3)
    ]

    found = expected_delays(distribution, 3, samples=100_000, seed=2, deadline=ONE).gcsod

    longest = float(sum(map(max, every))) / len(every)
    total = float(sum(map(sum, every))) / len(every)
    assert found.max_delay.mean == pytest.approx(longest, abs=4 * found.max_delay.error)
    assert found.sum_delay.mean == pytest.approx(total, abs=4 * found.sum_delay.error)


def test_the_same_seed_gives_the_same_numbers_in_whatever_order_the_work_is_done() -> None:
    def backwards(function: Callable[[Task], Result], parts: Iterable[Task]) -> Iterator[Result]:
        every = list(parts)
        done = {place: function(every[place]) for place in reversed(range(len(every)))}
        return iter([done[place] for place in range(len(every))])

    one = expected_delays(UNIFORM, 5, samples=70_000, seed=11)
    again = expected_delays(UNIFORM, 5, samples=70_000, seed=11, spread=backwards)
    other = expected_delays(UNIFORM, 5, samples=70_000, seed=12)

    assert one == again
    assert one != other


def test_more_samples_continue_the_stream() -> None:
    less = expected_delays(UNIFORM, 2, samples=2**14, seed=5, deadline=ONE)
    more = expected_delays(UNIFORM, 2, samples=2**15, seed=5, deadline=ONE)

    assert less.cs.max_delay.mean != more.cs.max_delay.mean
    assert less.cs.max_delay.mean == pytest.approx(more.cs.max_delay.mean, abs=0.02)


def test_deadlines_are_judged_by_the_same_samples() -> None:
    grid = (Fraction(1, 2), Fraction(3, 4), ONE)

    together = sd_delays(UNIFORM, 8, grid, samples=20_000, seed=1)
    alone = [sd_delays(UNIFORM, 8, (each,), samples=20_000, seed=1)[0] for each in grid]

    assert together == alone
    assert all(isinstance(each, Delays) for each in together)


@pytest.mark.parametrize(
    ("agents", "samples", "seed", "deadline", "says"),
    [
        (0, 100, 0, ONE, "0 agents cannot share a cost"),
        (-1, 100, 0, ONE, "-1 agents cannot share a cost"),
        (2**21, 100, 0, ONE, "agents cannot share a cost"),
        (3, 1, 0, ONE, "1 samples have no standard error"),
        (3, 0, 0, ONE, "0 samples have no standard error"),
        (3, 100, -1, ONE, "seed -1 is negative"),
        (3, 100, 0, Fraction(0), "deadline 0 is not in"),
        (3, 100, 0, Fraction(3, 2), "deadline 3/2 is not in"),
    ],
)
def test_what_cannot_be_computed_is_refused(
    agents: int, samples: int, seed: int, deadline: Fraction, says: str
) -> None:
    with pytest.raises(InputError, match=says):
        expected_delays(UNIFORM, agents, samples=samples, seed=seed, deadline=deadline)
