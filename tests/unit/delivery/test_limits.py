"""How often somebody may ask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bugmark_py.delivery.limits import Rate, RateLimit, client_key

pytestmark = pytest.mark.unit


class Clock:
    def __init__(self) -> None:
        self.time = 50.0

    def __call__(self) -> float:
        return self.time


def test_a_burst_passes_and_then_one_each_interval() -> None:
    clock = Clock()
    limit = RateLimit(Rate(burst=3, per_minute=6), clock)

    assert [limit.wait("a") for _ in range(4)] == [0, 0, 0, 10]
    clock.time += 4
    assert limit.wait("a") == pytest.approx(6)
    clock.time += 6
    assert limit.wait("a") == 0
    assert limit.wait("a") == pytest.approx(10)


def test_a_refusal_costs_nothing_more() -> None:
    clock = Clock()
    limit = RateLimit(Rate(burst=1, per_minute=60), clock)
    limit.wait("a")

    assert {limit.wait("a") for _ in range(100)} == {1}
    clock.time += 1
    assert limit.wait("a") == 0


def test_what_is_saved_up_is_no_more_than_a_burst() -> None:
    clock = Clock()
    limit = RateLimit(Rate(burst=2, per_minute=60), clock)
    limit.wait("a")
    clock.time += 3_600

    assert [limit.wait("a") for _ in range(3)] == [0, 0, 1]


def test_nobody_pays_for_another() -> None:
    limit = RateLimit(Rate(burst=1, per_minute=1), Clock())

    assert limit.wait("a") == 0
    assert limit.wait("b") == 0
    assert limit.wait("a") > 0


@given(
    steps=st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 30)), max_size=60),
    burst=st.integers(1, 5),
)
def test_in_any_stretch_of_time_no_more_pass_than_burst_and_rate_allow(
    steps: list[tuple[str, float]], burst: int
) -> None:
    clock = Clock()
    limit = RateLimit(Rate(burst=burst, per_minute=12), clock)
    passed: list[float] = []

    for key, pause in steps:
        clock.time += pause
        if limit.wait(key) == 0 and key == "a":
            passed.append(clock.time)

    for first in range(len(passed)):
        for last in range(first, len(passed)):
            stretch = passed[last] - passed[first]
            assert last - first + 1 <= burst + stretch * 12 / 60 + 1e-6


def test_memory_is_bounded_and_the_quietest_is_forgotten_first() -> None:
    limit = RateLimit(Rate(burst=1, per_minute=1), Clock(), most=100)
    limit.wait("first")
    for number in range(98):
        limit.wait(str(number))

    # Still known, and by this no longer the quietest.
    assert limit.wait("first") > 0
    for number in range(98, 150):
        limit.wait(str(number))

    assert len(limit._buckets) == 100
    assert limit.wait("first") > 0
    assert limit.wait("0") == 0


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("somewhere", "somewhere"),
        (None, ""),
    ],
)
def test_a_client_is_an_address_or_a_site(host: str | None, key: str) -> None:
    assert client_key(host) == key
