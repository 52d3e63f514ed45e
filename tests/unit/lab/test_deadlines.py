from fractions import Fraction

import pytest

from bugmark_py.errors import InputError
from bugmark_py.lab.deadlines import DEADLINES, best_deadlines
from bugmark_py.mechanisms.delays import sd_delays
from bugmark_py.mechanisms.distributions import Values, parse_distribution

pytestmark = pytest.mark.unit

UNIFORM = parse_distribution("uniform(0,1)")


def test_for_two_bidders_sd_can_do_no_better_than_cs() -> None:
    # Below a deadline of 1 less is sold, and both pay or none.
    (two,) = best_deadlines(UNIFORM, [2], samples=1_000, seed=0)

    for winner in (two.max_delay, two.sum_delay):
        assert winner.deadline == 1
        assert winner.sd == pytest.approx(winner.cs)
        assert winner.name == "cs"


def test_the_best_deadline_of_many_is_that_of_samples() -> None:
    (ten,) = best_deadlines(UNIFORM, [10], samples=1_000, seed=0)

    sampled = sd_delays(UNIFORM, 10, DEADLINES, samples=20_000, seed=5)
    best = min(range(100), key=lambda place: sampled[place].max_delay.mean)

    assert abs(DEADLINES[best] - ten.max_delay.deadline) <= Fraction(2, 100)
    near = sampled[best].max_delay
    assert ten.max_delay.sd == pytest.approx(near.mean, abs=4 * near.error + 1e-3)
    assert ten.max_delay.name == "sd"
    assert ten.sum_delay.name == "cs"


def test_with_one_bidder_none_wins_alone() -> None:
    (one,) = best_deadlines(UNIFORM, [1], samples=1_000, seed=0)

    assert one.max_delay.name is None
    assert one.max_delay.sd == one.max_delay.cs == one.max_delay.gcsod.mean == 1.0


def test_past_bids_with_ties_are_sampled() -> None:
    bids = Values((Fraction(1, 4), Fraction(1, 2), Fraction(1, 2)))

    (found,) = best_deadlines(bids, [5], samples=5_000, seed=0)

    assert found.max_delay.gcsod.error > 0
    # All five reach a fifth of the cost, always.
    assert found.max_delay.cs == found.sum_delay.cs == 0.0
    assert found.max_delay.name == "cs"


@pytest.mark.parametrize("agents", [0, 201])
def test_too_few_and_too_many_bidders_are_refused(agents: int) -> None:
    with pytest.raises(InputError, match="have no best deadline here"):
        best_deadlines(UNIFORM, [2, agents], samples=100, seed=0)
