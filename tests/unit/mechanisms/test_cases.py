"""Cases as they are written: numbers read exactly, everything else refused in one line."""

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bugmark_py.errors import InputError
from bugmark_py.mechanisms.cases import Case, format_number, parse_number
from bugmark_py.mechanisms.outcome import Group, Mechanism

pytestmark = pytest.mark.unit

CASE = {"mechanism": "cs", "cost": 1, "valuations": [1, 2]}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", Fraction(0)),
        ("007", Fraction(7)),
        ("-3", Fraction(-3)),
        ("0.26", Fraction(13, 50)),
        (".5", Fraction(1, 2)),
        ("5.", Fraction(5)),
        ("-0.125", Fraction(-1, 8)),
        ("1/3", Fraction(1, 3)),
        ("-6/4", Fraction(-3, 2)),
        ("1e3", Fraction(1000)),
        ("25E-2", Fraction(1, 4)),
        ("1.5e+1", Fraction(15)),
        (
            "0.1000000000000000055511151231257827",
            Fraction(1000000000000000055511151231257827, 10**34),
        ),
    ],
)
def test_a_number_is_read_exactly(text: str, number: Fraction) -> None:
    assert Fraction(parse_number(text)) == number


@pytest.mark.parametrize(
    "text",
    [
        *("", ".", "-", "1/0", "1/", "/2", "1/2/3", "1/-2", "1.5/2", "0x1", "1_000", "1,5"),
        *("nan", "inf", "NaN", "Infinity", "-Infinity", "1e", "e5", "1e1000", "1e99999999999"),
        *("٣", "²", " 1", "1 ", "1\n", "+1", "--1", "½"),
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(
        InputError, match=r"write an integer, a decimal such as 0\.25, or a fraction"
    ):
        parse_number(text)


@pytest.mark.parametrize("digits", [4_000, 4_001, 20_000])
def test_an_integer_of_any_size_is_read_and_written(digits: int) -> None:
    number = parse_number("9" * digits)

    assert number == 10**digits - 1
    assert format_number(number) == "9" * digits
    assert format_number(Fraction(1, 10**digits)) == "1/1" + "0" * digits


@given(st.fractions())
def test_a_number_is_read_back_as_it_was_written(number: Fraction) -> None:
    assert parse_number(format_number(number)) == number


def test_a_case_is_read_from_json() -> None:
    case = Case.from_json(
        '{"mechanism": "gcsod", "cost": 0.1, "valuations": [1e-1, "1/3", 123456789012345678901],'
        ' "groups": "LrL", "deadline": null, "ticks": null}'
    )

    assert case == Case(
        mechanism=Mechanism.GCSOD,
        cost=Fraction(1, 10),
        valuations=(Fraction(1, 10), Fraction(1, 3), 123456789012345678901),
        groups=(Group.LEFT, Group.RIGHT, Group.LEFT),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it is no JSON: expecting value at character 1"),
        ('{"mechanism": "cs", "cost": 1', "it is no JSON: expecting ',' delimiter at character 30"),
        ("[1]", "it is no JSON object: write one with mechanism, cost, valuations"),
        ("{}", "it lacks mechanism, cost, valuations"),
        ("[" * 100_000, "it is nested too deep"),
    ],
)
def test_what_is_no_object_with_all_there_must_be_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Case.from_json(text)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"mechanism": "vcg"}, "'vcg' is no mechanism: write one of cs, csd, csod, gcsod, sd"),
        ({"mechanism": 1}, "'1' is no mechanism"),
        ({"cost": None}, "it lacks cost"),
        ({"cost": True}, "cost is not a number: write an integer"),
        ({"cost": "a lot"}, "'a lot' is not a number"),
        ({"cost": float("nan")}, "'NaN' is not a number"),
        ({"cost": float("-inf")}, "'-Infinity' is not a number"),
        ({"valuations": 3}, "valuations is not a list: write one number a bidder"),
        ({"valuations": "1,2"}, "valuations is not a list"),
        ({"valuations": [1, None]}, "a valuation is not a number"),
        ({"valuations": [[1]]}, "a valuation is not a number"),
        ({"groups": ["L"]}, "groups is not a text: write one letter a bidder"),
        ({"groups": "LX"}, "groups has 'X'"),
        ({"deadline": []}, "deadline is not a number"),
        ({"ticks": "1h"}, "'1h' is not a number"),
        ({"deadine": 1}, "'deadine' is unknown: what may be there besides"),
    ],
    ids=str,
)
def test_a_case_that_is_not_as_it_should_be_is_refused(
    change: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        Case.from_json(json.dumps(CASE | change))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"mechanism": "gcsod"}, "gcsod needs groups: write one letter a bidder, L or R"),
        ({"mechanism": "gcsod", "groups": "L"}, "1 groups for 2 valuations"),
        ({"mechanism": "csd"}, "csd needs a deadline: write one from 0 to 1"),
        (
            {"mechanism": "sd", "ticks": 60},
            "sd needs a deadline: write one from 0 to 1, or in ticks",
        ),
        ({"mechanism": "sd", "deadline": 2}, "the deadline is not within the period"),
        ({"mechanism": "sd", "deadline": 61, "ticks": 60}, "the deadline is not within"),
        ({"mechanism": "sd", "deadline": 0.5, "ticks": 60}, "the deadline 1/2 is not whole"),
        ({"valuations": [0.5], "ticks": 60}, "a valuation 1/2 is not whole"),
        ({"cost": "1/3", "ticks": 60}, "the cost 1/3 is not whole"),
        ({"cost": f"1/{10**3000}", "ticks": 60}, "the cost 1/10{57}… is not whole"),
        ({"ticks": 0.5}, "the period 1/2 is not whole"),
        ({"ticks": 0}, "the period has no ticks"),
        ({"cost": 0}, "the cost must be above 0"),
        ({"valuations": [1, -1]}, "the valuation of bidder 1 is negative"),
    ],
    ids=str,
)
def test_a_case_that_cannot_be_run_is_refused(change: dict[str, Any], message: str) -> None:
    case = Case.from_json(json.dumps(CASE | change))

    with pytest.raises(InputError, match=message):
        case.run()


@pytest.mark.parametrize("ticks", [None, 7])
@pytest.mark.parametrize("mechanism", Mechanism)
def test_every_mechanism_runs_in_both_forms(mechanism: Mechanism, ticks: int | None) -> None:
    case = Case(mechanism, 12, (9, 9, 1), (Group.LEFT, Group.LEFT, Group.RIGHT), 1, ticks)

    outcome = case.run()

    assert outcome.period == (ticks or 1)
    assert outcome.sold == (mechanism in {"cs", "csod", "gcsod"} or ticks is None)
