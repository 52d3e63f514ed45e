"""`bugmark mechanism`: what it prints, and how it refuses."""

import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bugmark_py.cli.main import main

pytestmark = pytest.mark.unit

SCHEMAS = Path(__file__).resolve().parents[3] / "docs/schema"
SCHEMA = json.loads((SCHEMAS / "mechanism-run.json").read_text())
EXAMPLE = ("--cost", "1", "--valuations", "0.9,0.8,0.26,0.26")
LINES = [
    {"mechanism": "csd", "cost": 1, "valuations": [0.9, 0.8, "0.26", "13/50"], "deadline": 0.7},
    {
        "mechanism": "gcsod",
        "cost": 12,
        "valuations": [9, 9, 12, 9, 6],
        "groups": "LLRRR",
        "ticks": 9,
    },
]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    def call(*arguments: str, given: bytes = b"", command: str = "run") -> Any:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(given)))
        with pytest.raises(SystemExit) as stopped:
            main(("mechanism", command, *arguments))
        shown = capsys.readouterr()
        return SimpleNamespace(code=stopped.value.code or 0, out=shown.out, err=shown.err)

    return call


def test_one_case_is_one_document_of_exact_fractions(run: Any) -> None:
    done = run("--mechanism", "csd", *EXAMPLE, "--deadline", "0.7", "--json")

    document = json.loads(done.out)
    Draft202012Validator(SCHEMA).validate(document)
    assert document == {
        "sold": True,
        "deadlines": {"all": "5/8"},
        "winner": None,
        "payers": [0, 1],
        "payments": ["1/2", "1/2", "0", "0"],
        "times": ["0", "0", "7/10", "7/10"],
        "max_delay": "7/10",
        "sum_delay": "7/5",
    }


def test_with_ticks_it_is_as_on_chain(run: Any) -> None:
    done = run(
        *("--mechanism", "gcsod", "--cost", "12", "--valuations", "9,9,12,9,6"),
        *("--groups", "LLRRR", "--ticks", "100", "--json"),
    )

    document = json.loads(done.out)
    Draft202012Validator(SCHEMA).validate(document)
    assert document == {
        "sold": True,
        "deadlines": {"left": "67", "right": "67"},
        "winner": "left",
        "payers": [0, 1],
        "payments": ["6", "6", "0", "0", "0"],
        "times": ["0", "0", "66", "66", "66"],
        "max_delay": "66",
        "sum_delay": "198",
    }


def test_people_read_who_pays_and_who_waits(run: Any) -> None:
    done = run("--mechanism", "csod", *EXAMPLE)

    assert "sold: 2 of 4 pay 1/2 each" in done.out
    assert "optimal deadline: all 5/8" in done.out
    assert done.out.count("5/8") == 4


def test_people_read_that_nothing_is_sold(run: Any) -> None:
    assert "not sold" in run("--mechanism", "cs", "--cost", "9", "--valuations", "1").out
    assert "no bidders" in run("--mechanism", "cs", "--cost", "9", "--valuations", "").out


def test_without_bidders_the_longest_wait_is_the_period(run: Any) -> None:
    done = run("--mechanism", "gcsod", "--cost", "9", "--valuations", "", "--json")

    document = json.loads(done.out)
    Draft202012Validator(SCHEMA).validate(document)
    assert (document["max_delay"], document["sum_delay"]) == ("1", "0")


def test_coins_that_are_not_given_are_those_of_the_seed(run: Any) -> None:
    case = ("--mechanism", "gcsod", "--cost", "2", "--valuations", ",".join(40 * ["1"]), "--json")

    outcomes = [run(*case, "--seed", seed).out for seed in ("1", "1", "2")]

    assert outcomes[0] == outcomes[1] != outcomes[2]
    assert run(*case).out == run(*case, "--seed", "0").out


# --- Many cases -----------------------------------------------------------------------------------


def test_each_line_of_a_batch_is_a_line_of_outcome(run: Any, tmp_path: Path) -> None:
    text = "\n\n".join(map(json.dumps, LINES)).encode()
    (tmp_path / "cases.jsonl").write_bytes(text + b"\n")

    from_input = run("--batch", given=text)
    from_file = run("--batch", str(tmp_path / "cases.jsonl"), "--json")

    assert from_input.out == from_file.out
    first, second = map(json.loads, from_input.out.splitlines())
    assert first["times"] == ["0", "0", "7/10", "7/10"]
    assert second["deadlines"] == {"left": "6", "right": "6"}


def test_a_batch_of_nothing_prints_nothing(run: Any) -> None:
    assert run("--batch", given=b"\n").out == ""


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "line 3: it is no JSON"),
        (b'{"mechanism": "cs", "cost": 0, "valuations": []}', "line 3: the cost must be above 0"),
        (b'{"mechanism": "sd", "cost": 1, "valuations": []}', "line 3: sd needs a deadline"),
        (b'{"mechanism": "c\xff"}', "line 3: it is no UTF-8"),
    ],
    ids=str,
)
def test_a_malformed_line_is_named_and_nothing_else_is_printed(
    run: Any, line: bytes, message: str
) -> None:
    good = json.dumps(LINES[0]).encode()

    done = run("--batch", given=b"\n".join([good, good, line, good]))

    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith(f"bugmark: {message}")
    assert done.err.count("\n") == 1


# --- Bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "write --mechanism, --cost and --valuations, or --batch"),
        (("--mechanism", "cs", "--cost", "1"), "write --mechanism, --cost and --valuations"),
        (("--mechanism", "vcg", *EXAMPLE), "'vcg' is not one of 'cs', 'csd'"),
        (("--mechanism", "cs", "--cost", "much", "--valuations", "1"), "'much' is not a number"),
        (("--mechanism", "cs", "--cost", "1", "--valuations", "1,,2"), "'' is not a number"),
        (("--mechanism", "gcsod", *EXAMPLE, "--groups", "LR"), "2 groups for 4 valuations"),
        (("--mechanism", "csd", *EXAMPLE), "csd needs a deadline"),
        (("--mechanism", "cs", *EXAMPLE, "--ticks", "60"), "a valuation 9/10 is not whole"),
        (("--batch", "-", "--cost", "1"), "--batch takes each case from its line"),
        (("--batch", "/nowhere/cases"), "'/nowhere/cases'"),
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_one_line(
    run: Any, arguments: tuple[str, ...], message: str
) -> None:
    done = run(*arguments)

    assert done.code == 2
    assert done.out == ""
    assert message in done.err
    assert done.err.count("\n") == 1


# --- Theorem 4.2 ----------------------------------------------------------------------------------


def test_the_ratio_is_exact(run: Any) -> None:
    done = run("--agents", "5", "--json", command="ratio")

    assert json.loads(done.out) == {"agents": 5, "alpha": "55/16"}
    assert run("--agents", "5", command="ratio").out == "alpha(5) = 55/16, about 3.438\n"
    assert run("--agents", "3", command="ratio").out == "alpha(3) = 3\n"


def test_the_ratio_of_nobody_is_refused(run: Any) -> None:
    done = run("--agents", "0", command="ratio")

    assert (done.code, done.out) == (2, "")
    assert "from 1 to 10,000" in done.err


# --- Advice ---------------------------------------------------------------------------------------

ADVICE = ("--distribution", "uniform(0,1)", "--samples", "4000")


def test_advice_names_what_is_better_and_what_it_goes_by(run: Any) -> None:
    done = run(*ADVICE, "--agents", "30", "--json", command="advise")

    document = json.loads(done.out)
    schema = json.loads((SCHEMAS / "mechanism-advise.json").read_text())
    Draft202012Validator(schema).validate(document)
    expected = document["expected"]
    assert (document["max_delay"], document["sum_delay"]) == ("gcsod", "cs")
    assert expected["gcsod"]["max_delay"] < expected["cs"]["max_delay"]
    assert expected["gcsod"]["sum_delay"] > expected["cs"]["sum_delay"]


def test_people_read_the_advice(run: Any) -> None:
    done = run(*ADVICE, "--agents", "2", command="advise")

    assert "shorter longest wait: CS" in done.out
    assert "less waiting in all: CS" in done.out


def test_advice_is_kept_back_where_samples_do_not_tell(run: Any) -> None:
    done = run(*ADVICE, "--agents", "1", command="advise")

    assert "shorter longest wait: the samples do not tell" in done.out
    document = json.loads(run(*ADVICE, "--agents", "1", "--json", command="advise").out)
    assert (document["max_delay"], document["sum_delay"]) == (None, None)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--distribution", "zipf(2)", "--agents", "2"), "there is no distribution 'zipf'"),
        (("--distribution", "uniform(0,1)", "--agents", "0"), "0 agents cannot share a cost"),
        (("--distribution", "uniform(0,1)"), "Missing option '--agents'"),
    ],
    ids=str,
)
def test_advice_on_nothing_is_refused(run: Any, arguments: tuple[str, ...], message: str) -> None:
    done = run(*arguments, command="advise")

    assert (done.code, done.out) == (2, "")
    assert message in done.err
