"""Advice goes by the delays of the paper's table, and says nothing where they do not tell."""

import pytest

from bugmark_py.errors import InputError
from bugmark_py.mechanisms.advice import Advice, advise
from bugmark_py.mechanisms.distributions import parse_distribution
from bugmark_py.mechanisms.outcome import Mechanism

pytestmark = pytest.mark.unit


def advice(law: str, agents: int, samples: int = 20_000) -> Advice:
    return advise(parse_distribution(law), agents, samples=samples, seed=1)


@pytest.mark.parametrize(
    ("law", "agents", "gcsod", "cs"),
    [
        # The paper's table, section 5: max delays of GCSOD and CS.
        ("uniform(0,1)", 2, 0.87, 0.75),
        ("uniform(0,1)", 5, 0.85, 0.67),
        ("normal(0.5,0.2)", 5, 0.79, 0.27),
        ("normal(0.5,0.2)", 10, 0.54, 0.15),
    ],
)
def test_few_bidders_are_better_off_with_cs(law: str, agents: int, gcsod: float, cs: float) -> None:
    found = advice(law, agents)

    assert found.expected.gcsod.max_delay.mean == pytest.approx(gcsod, abs=0.02)
    assert found.expected.cs.max_delay.mean == pytest.approx(cs, abs=0.02)
    assert (found.max_delay, found.sum_delay) == (Mechanism.CS, Mechanism.CS)


def test_many_dispersed_bidders_wait_less_long_with_gcsod_and_more_in_all() -> None:
    found = advice("uniform(0,1)", 30)

    assert (found.max_delay, found.sum_delay) == (Mechanism.GCSOD, Mechanism.CS)


def test_one_bidder_alone_has_no_better_mechanism() -> None:
    # Alone both are CS at the end of the period.
    found = advice("uniform(0,1)", 1)

    assert (found.max_delay, found.sum_delay) == (None, None)


def test_too_few_samples_tell_nothing() -> None:
    assert advice("uniform(0,1)", 10, samples=50).max_delay is None


def test_nobody_cannot_be_advised() -> None:
    with pytest.raises(InputError, match="0 agents cannot share a cost"):
        advice("uniform(0,1)", 0)
