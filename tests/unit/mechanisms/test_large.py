"""The form for very many bidders decides as the one in whole ticks does."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bugmark_py.errors import InputError
from bugmark_py.mechanisms import large, ticks
from bugmark_py.mechanisms.large import LargeOutcome
from bugmark_py.mechanisms.outcome import Group, Outcome

pytestmark = pytest.mark.unit

LARGEST = 2**63 - 1
LONGEST = 2**31 - 1

valuations = st.sampled_from([1, 3, 20, 10**6, 2**53 + 1, LARGEST]).flatmap(
    lambda top: st.lists(st.integers(0, top), max_size=12)
)
costs = st.one_of(st.integers(1, 60), st.integers(1, LARGEST))
periods = st.one_of(st.integers(1, 30), st.integers(1, LONGEST))


def same(found: LargeOutcome, expected: Outcome[int]) -> None:
    assert tuple(found.payments.tolist()) == expected.payments
    assert tuple(found.times.tolist()) == expected.times
    assert (found.max_delay, found.sum_delay) == (expected.max_delay, expected.sum_delay)
    assert [
        (lane.group, lane.deadline, lane.faces, lane.k, lane.share) for lane in found.lanes
    ] == [(lane.group, lane.deadline, lane.faces, lane.k, lane.share) for lane in expected.lanes]


@given(valuations, costs, periods, st.data())
def test_a_single_deadline_is_as_in_whole_ticks(
    values: list[int], cost: int, period: int, data: st.DataObject
) -> None:
    deadline = data.draw(st.integers(0, period))
    array = np.array(values, np.int64)

    same(large.sd(array, cost, period, deadline), ticks.sd(values, cost, period, deadline))
    same(large.cs(array, cost, period), ticks.cs(values, cost, period))


@given(valuations, costs, periods, st.data())
def test_groups_are_as_in_whole_ticks(
    values: list[int], cost: int, period: int, data: st.DataObject
) -> None:
    size = len(values)
    left = data.draw(st.lists(st.booleans(), min_size=size, max_size=size))
    groups = [Group.LEFT if each else Group.RIGHT for each in left]

    found = large.gcsod(np.array(values, np.int64), cost, period, np.array(left, np.bool_))

    same(found, ticks.gcsod(values, cost, period, groups))


@pytest.mark.parametrize("seed", range(10))
def test_thousands_of_bidders_are_as_in_whole_ticks(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = (rng.lognormal(0, 2, 2_000) * 10**6).astype(np.int64)
    left = rng.random(values.size) < 0.5
    cost = int(rng.integers(1, 2 * values.sum()))
    groups = [Group.LEFT if each else Group.RIGHT for each in left]

    found = large.gcsod(values, cost, 86_400, left)

    same(found, ticks.gcsod(values.tolist(), cost, 86_400, groups))


@pytest.mark.parametrize(
    ("array", "cost", "period", "message"),
    [
        (np.array([0.5]), 1, 1, "no array of one dimension of int64"),
        (np.zeros((2, 2), np.int64), 1, 1, "no array of one dimension of int64"),
        (np.array([1, -1]), 1, 1, "the valuation of bidder 1 is negative"),
        (np.array([1]), 0, 1, "the cost must be above 0 and below 2"),
        (np.array([1]), 2**63, 1, "the cost must be above 0 and below 2"),
        (np.array([1]), 1, 0, "the period must have from 1"),
        (np.array([1]), 1, 2**31, "the period must have from 1"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused(array: Any, cost: int, period: int, message: str) -> None:
    with pytest.raises(InputError, match=message):
        large.cs(array, cost, period)


def test_coins_that_are_not_one_a_bidder_are_refused() -> None:
    with pytest.raises(InputError, match="no array of as many flags"):
        large.gcsod(np.array([1, 2]), 1, 1, np.array([True]))
