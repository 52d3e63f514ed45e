import json
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bugmark_py.cli.main import main

pytestmark = pytest.mark.unit

SCHEMA = json.loads(
    (Path(__file__).resolve().parents[3] / "docs" / "schema" / "simulate-weis.json").read_text()
)
FIGURES = [
    "resolution_days",
    "difficulty_4_closed_rate",
    "contract_fix_rate",
    "workdays",
    "earnings",
    "net_spend",
    "closed",
    "contracts",
]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUGMARK_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "80")


def weis(*arguments: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["simulate", "weis", *arguments])
    assert not stopped.value.code


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    weis("--json", *arguments)
    seen = capsys.readouterr()
    assert not seen.err
    found: dict[str, Any] = json.loads(seen.out)
    Draft202012Validator(SCHEMA).validate(found)
    return found


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as stopped:
        main(["simulate", "weis", *arguments])
    assert stopped.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    return line


def test_the_document_is_the_papers_simulation(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys)

    assert list(found) == ["funders", "workers", "runs", "days", "seed"]
    assert list(found["funders"]) == ["correlatedPay", "inversePay"]
    for funder in found["funders"].values():
        assert list(funder) == [name for figure in FIGURES for name in (figure, f"{figure}_sd")]
    assert list(found["workers"]) == ["mean_balance", "mean_balance_sd"]
    assert (found["runs"], found["days"], found["seed"]) == (5, 180, 0)


def test_means_and_deviations_are_over_runs(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys)["funders"]["correlatedPay"]

    # Closed issues of the five runs, by the plain objects of bench/plain_weis.py.
    closed = [383, 368, 366, 386, 363]
    mean = sum(closed) / 5
    assert found["closed"] == pytest.approx(mean)
    variance = sum((each - mean) ** 2 for each in closed) / 4
    assert found["closed_sd"] == pytest.approx(variance**0.5)


def test_what_workers_gain_is_what_funders_spend(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "--days", "33", "--seed", "9")

    spent = sum(funder["net_spend"] for funder in found["funders"].values())
    assert 10 * (found["workers"]["mean_balance"] - 1_000) == pytest.approx(spent)


def test_figures_that_do_not_exist_are_null(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "--days", "1", "--runs", "1", "--tokens", "0")

    funder = found["funders"]["correlatedPay"]
    assert funder["resolution_days"] is funder["contract_fix_rate"] is funder["closed_sd"] is None
    assert funder["closed"] == 0
    assert found["workers"] == {"mean_balance": 0.0, "mean_balance_sd": None}


def test_workers_of_several_policies_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "--worker", "price-first", "--worker", "random", "--days", "60")

    policies = found["workers"]["policies"]
    assert list(policies) == ["price-first", "random"]
    both = [each["mean_balance"] for each in policies.values()]
    assert sum(both) / 2 == pytest.approx(found["workers"]["mean_balance"])


def test_a_sweep_simulates_every_combination(capsys: pytest.CaptureFixture[str]) -> None:
    swept = document(
        capsys, "--days", "20", "--sweep", "workers=2,5", "--sweep", "surprise=0,100", "--runs", "2"
    )["sweep"]

    assert [each["settings"] for each in swept] == [
        {"workers": 2, "surprise": 0},
        {"workers": 2, "surprise": 100},
        {"workers": 5, "surprise": 0},
        {"workers": 5, "surprise": 100},
    ]
    alone = document(capsys, "--days", "20", "--workers", "5", "--surprise", "100", "--runs", "2")
    assert {key: swept[3][key] for key in alone} == alone


def test_a_sweep_over_days_says_how_many(capsys: pytest.CaptureFixture[str]) -> None:
    swept = document(capsys, "--sweep", "days=3,9", "--runs", "1")["sweep"]

    assert [each["days"] for each in swept] == [3, 9]


def test_people_see_a_table_and_what_it_shows(capsys: pytest.CaptureFixture[str]) -> None:
    weis()

    lines = capsys.readouterr().out.splitlines()
    assert "correlatedPay" in lines[0]
    assert "inversePay" in lines[0]
    assert any(line.startswith("contract fix rate  ") for line in lines)
    assert any("gets more of its four-day issues" in line for line in lines)
    assert "Tokens were conserved after each of 900 days." in lines


@pytest.mark.parametrize("kind", ["svg", "pdf"])
def test_a_figure_over_time_is_written(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"weis.{kind}"

    weis("--days", "20", "--runs", "2", "--plot", str(path))

    assert path.read_bytes()[:5] in {b"<?xml", b"%PDF-"}
    assert "issues" in path.read_text() if kind == "svg" else True
    assert "correlatedPay" in capsys.readouterr().out


def test_the_same_figure_is_the_same_file(tmp_path: Path) -> None:
    for name in ("one.png", "two.png"):
        weis("--days", "9", "--runs", "2", "--plot", str(tmp_path / name))

    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


def test_without_the_extra_lab_all_but_figures_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module in ("matplotlib", "matplotlib.figure", "numba", "numpy", "scipy"):
        monkeypatch.setitem(sys.modules, module, None)

    weis("--days", "9")
    capsys.readouterr()
    with pytest.raises(SystemExit) as stopped:
        main(["simulate", "weis", "--days", "9", "--plot", str(tmp_path / "weis.png")])

    assert stopped.value.code == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("bugmark: this needs matplotlib, of the extra lab")


def test_a_figure_over_a_sweep_is_written(tmp_path: Path) -> None:
    path = tmp_path / "sweep.png"

    weis("--days", "9", "--runs", "2", "--sweep", "workers=1,4", "--plot", str(path))

    assert path.stat().st_size > 10_000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--days", "0"], "days 0 cannot be: write a whole number from 1 to 100,000"),
        (["--runs", "0"], "runs 0 cannot be"),
        (["--workers", "0"], "workers 0 cannot be"),
        (["--workers", "-3"], "workers -3 cannot be"),
        (["--days", "1" + 30 * "0"], "cannot be: write a whole number from 1 to 100,000"),
        (["--workers", "99999999999"], "workers 99999999999 cannot be"),
        (["--sweep", "tokens=1" + 30 * "0"], "cannot be: write a whole number from 0"),
        (["--days", "ten"], "'ten' is not a valid integer"),
        (["--funder", "generousPay"], "policy 'generousPay' is unknown"),
        (["--worker", "lazy"], "policy 'lazy' is unknown"),
        (["--prices", "0.7,1.5"], "price 1.5 is not between 0 and 1"),
        (["--prices", "0.7,nan"], "price 'nan' is not a number"),
        (["--prices", ""], "price '' is not a number"),
        (["--prices", "0.9,0.8"], "prices 0.90,0.80 do not rise"),
        (["--surprise", "101"], "surprise 101 cannot be"),
        (["--sweep", "seed=1,2"], "write one of days, issues"),
        (["--sweep", "workers"], "write one of days, issues"),
        (["--sweep", "workers=1,x"], "'x' is no whole number"),
        (["--sweep", "workers=" + 5_000 * "1"], "is no whole number"),
        (["--on-chain", "--units", "1000000"], "nobody is given more than 100,000,000 tokens"),
        (["--sweep", "workers=1,1"], "names a value twice"),
        (["--sweep", "workers=0,1"], "workers 0 cannot be"),
        (["--sweep", "days=1", "--sweep", "days=2"], "days is swept twice"),
        (["--sweep", "days=1,2", "--on-chain"], "a sweep is simulated in memory"),
        (["--plot", "weis.gif"], "figure weis.gif is of no known kind: let it end in .pdf"),
        (["--plot", "missing/weis.png"], "there is no folder"),
        (
            ["--sweep", "days=1,2", "--sweep", "issues=1,2", "--plot", "weis.png"],
            "a figure of a sweep has one setting",
        ),
    ],
    ids=str,
)
def test_bad_input_is_one_clear_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert message in refusal(capsys, *arguments)
