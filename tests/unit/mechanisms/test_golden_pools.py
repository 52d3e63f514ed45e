"""The profiles that the contracts' tests run through pools: made by the mechanisms as they are."""

import json
from collections import Counter
from typing import Any

import pytest

from tools.golden_pools import PATH, text

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def golden() -> list[dict[str, Any]]:
    profiles: list[dict[str, Any]] = json.loads(PATH.read_text())
    return profiles


def test_the_golden_profiles_are_what_the_mechanisms_make_of_them_today() -> None:
    assert PATH.read_text() == text(), "run tools/golden_pools.py"


def test_the_golden_profiles_come_to_every_end_many_times(golden: list[dict[str, Any]]) -> None:
    ends = Counter(
        (profile["gcsod"], profile["share"] != "0", profile["rightWins"]) for profile in golden
    )

    assert len(golden) >= 1000
    assert set(ends) == {
        (True, True, False),
        (True, True, True),
        (True, False, False),
        (False, True, False),
        (False, False, False),
    }
    assert min(ends.values()) > 50


def test_the_golden_example_of_the_paper_is_as_the_paper_has_it(
    golden: list[dict[str, Any]],
) -> None:
    alone = next(each for each in golden if each["coins"] == "LLLL" and "80" in each["valuations"])

    # Example 1: its optimal deadline is 5/8, here of 8 ticks. On the whole period all four pay.
    assert alone["claims"] == [5, 9]
    assert alone["deadlines"] == [8, 4]
    assert (alone["payers"], alone["share"]) == ("1111", "25")


def test_of_equal_deadlines_the_left_pays(golden: list[dict[str, Any]]) -> None:
    tie = [each for each in golden if each["valuations"] == ["9"] * 4 and each["coins"] == "LLRR"]

    assert {each["period"] for each in tie} == {1, 2, 7, 864_000}
    for each in tie:
        assert each["claims"][0] == each["claims"][1] == each["deadlines"][0]
        assert each["deadlines"][1] == each["deadlines"][0] - 1
        assert (each["payers"], each["share"], each["rightWins"]) == ("1100", "6", False)
