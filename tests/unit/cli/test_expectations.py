"""`bugmark mechanism delays` and `bounds`."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bugmark_py.cli.main import main

pytestmark = pytest.mark.unit

SCHEMAS = Path(__file__).resolve().parents[3] / "docs/schema"
Run = Callable[..., SimpleNamespace]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str) -> SimpleNamespace:
        with pytest.raises(SystemExit) as stopped:
            main(("mechanism", *arguments))
        shown = capsys.readouterr()
        return SimpleNamespace(code=stopped.value.code or 0, out=shown.out, err=shown.err)

    return call


def document(shown: SimpleNamespace, command: str) -> Any:
    found = json.loads(shown.out)
    schema = json.loads((SCHEMAS / f"mechanism-{command}.json").read_text())
    Draft202012Validator(schema).validate(found)
    return found


UNIFORM = ("--distribution", "uniform(0,1)")


def test_delays_come_with_standard_errors_and_what_they_are_of(run: Run) -> None:
    shown = run("delays", *UNIFORM, "--agents", "2", "--samples", "50000", "--seed", "3", "--json")

    found = document(shown, "delays")
    cs = found["cs"]
    assert cs["max_delay"] == pytest.approx(3 / 4, abs=3 * cs["max_delay_se"])
    assert cs["sum_delay"] == pytest.approx(3 / 2, abs=3 * cs["sum_delay_se"])
    assert found["exact"]["gcsod"] == pytest.approx({"max_delay": 7 / 8, "sum_delay": 7 / 4})
    assert (found["agents"], found["samples"], found["seed"]) == (2, 50_000, 3)


def test_the_same_seed_prints_the_same_document(run: Run) -> None:
    same = ("delays", *UNIFORM, "--agents", "4", "--samples", "40000", "--json")

    assert run(*same).out == run(*same).out
    assert run(*same).out != run(*same, "--seed", "1").out


def test_past_bids_come_from_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bids.txt").write_text("0.5, 0.5\n1/3 # low\n")
    law = f"values({tmp_path / 'bids.txt'})"

    shown = run("delays", "--distribution", law, "--agents", "3", "--samples", "9000", "--json")

    found = document(shown, "delays")
    # Three at a third each: always enough for all.
    assert found["exact"]["cs"] == {"max_delay": 0.0, "sum_delay": 0.0}
    assert found["cs"]["max_delay"] == 0.0
    assert found["exact"]["gcsod"] is None


def test_people_see_a_table(run: Run) -> None:
    shown = run("delays", *UNIFORM, "--agents", "2", "--samples", "2000", "--deadline", "1/2")

    assert "2 bidders, uniform(0,1): 2,000 samples, seed 0" in shown.out
    assert "SD at 1/2" in shown.out
    assert "0.7500" in shown.out


def test_bounds_are_two_numbers(run: Run) -> None:
    shown = run("bounds", *UNIFORM, "--agents", "2", "--segments", "20", "--json")

    found = document(shown, "bounds")
    assert 0 < found["max_delay"] < 3 / 4
    assert 0 < found["sum_delay"] < 3 / 2


def test_the_papers_bounds_can_be_asked_for(run: Run) -> None:
    shown = run("bounds", *UNIFORM, "--agents", "1", "--method", "paper", "--json")

    assert document(shown, "bounds") == pytest.approx({"max_delay": 0.895, "sum_delay": 0.895})


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_figures_are_written(run: Run, tmp_path: Path, kind: str) -> None:
    one, two = tmp_path / f"delays.{kind}", tmp_path / f"bounds.{kind}"

    run("delays", *UNIFORM, "--agents", "2", "--samples", "2000", "--plot", str(one))
    run("bounds", *UNIFORM, "--agents", "2", "--segments", "8", "--plot", str(two))

    assert one.stat().st_size > 1_000
    assert two.stat().st_size > 1_000


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--distribution", "pareto(1,2)", "--agents", "2"), "there is no distribution 'pareto'"),
        (("--distribution", "normal(0.5,-0.2)", "--agents", "2"), "standard deviation above 0"),
        (("--distribution", "uniform(0,2)", "--agents", "2"), "is not within [0, 1]"),
        (("--distribution", "values(none.txt)", "--agents", "2"), "cannot be read"),
        ((*UNIFORM, "--agents", "0"), "0 agents"),
        ((*UNIFORM, "--agents", "two"), "'two' is not a valid integer"),
        ((*UNIFORM, "--agents", "2", "--plot", "x.gif"), "of no known kind"),
    ],
)
@pytest.mark.parametrize("command", ["delays", "bounds"])
def test_bad_input_is_one_clear_line(
    run: Run, command: str, arguments: tuple[str, ...], says: str
) -> None:
    shown = run(command, *arguments)

    assert shown.code == 2
    assert says in shown.err
    assert len(shown.err.splitlines()) == 1
    assert not shown.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--samples", "0"), "0 samples have no standard error"),
        (("--seed", "-1"), "seed -1 is negative"),
        (("--deadline", "2"), "deadline 2 is not in (0, 1]"),
        (("--deadline", "soon"), "soon"),
        (("--processes", "0"), "0 processes do no work"),
    ],
)
def test_bad_settings_of_delays_are_one_clear_line(
    run: Run, arguments: tuple[str, ...], says: str
) -> None:
    shown = run("delays", *UNIFORM, "--agents", "2", *arguments)

    assert shown.code == 2
    assert says in shown.err
    assert len(shown.err.splitlines()) == 1


def test_a_file_with_nan_is_one_clear_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bids.txt").write_text("0.5 NaN")

    shown = run("delays", "--distribution", f"values({tmp_path / 'bids.txt'})", "--agents", "2")

    assert shown.code == 2
    assert "holds 'NaN': give numbers, such as 0.25 or 1/4" in shown.err
    assert len(shown.err.splitlines()) == 1


def test_without_the_extra_one_line_says_what_to_install(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [each for each in sys.modules if each.startswith("bugmark_py.mechanisms.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "numpy", None)

    shown = run("bounds", *UNIFORM, "--agents", "2")

    assert shown.code == 1
    assert 'this needs numpy, of the extra lab: pip install "bugmark[lab]"' in shown.err
    assert len(shown.err.splitlines()) == 1
