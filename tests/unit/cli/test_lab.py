"""`bugmark lab`."""

import json
from collections.abc import Callable
from html.parser import HTMLParser
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
            main(("lab", *arguments))
        shown = capsys.readouterr()
        return SimpleNamespace(code=stopped.value.code or 0, out=shown.out, err=shown.err)

    return call


def document(shown: SimpleNamespace, command: str) -> Any:
    found = json.loads(shown.out)
    schema = json.loads((SCHEMAS / f"lab-{command}.json").read_text())
    Draft202012Validator(schema).validate(found)
    return found


def test_dominance_is_proven_in_fractions_that_anybody_can_add_up(run: Run) -> None:
    found = document(
        run("dominance", "--agents", "3", "--values", "0.9,3/4", "--json"), "dominance"
    )

    assert found["verdict"] == "infeasible"
    assert found["grid"] == ["0", "1/3", "1/2", "3/4", "9/10", "1"]
    assert found["profiles"] == 56
    assert found["certificate_checked"]
    assert found["least"] is None


def test_dominance_shows_its_proof(run: Run, tmp_path: Path) -> None:
    shown = run("dominance", "--agents", "2", "--proof", "--plot", str(tmp_path / "proof.svg"))

    assert "what is strategy-proof has CSOD's delays at least: 3" in shown.out
    assert "x delay (1/2, 1/2)" in shown.out or "x sold" in shown.out
    assert "<svg" in (tmp_path / "proof.svg").read_text()


def test_best_deadlines_come_from_past_bids(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bids").write_text("30 60\n60\n")

    shown = run(
        "best-deadline",
        *("--bids", str(tmp_path / "bids"), "--cost", "120", "--agents", "2,4"),
        *("--samples", "2000", "--plot", str(tmp_path / "best.svg"), "--json"),
    )

    found = document(shown, "best-deadline")
    assert [each["agents"] for each in found["best"]] == [2, 4]
    # Of two, both must bid 60 of 120: 4 of 9 times.
    assert found["best"][0]["max_delay"]["cs"] == pytest.approx(5 / 9)
    # Four reach a quarter each, always.
    assert found["best"][1]["max_delay"]["cs"] == 0.0
    assert (tmp_path / "best.svg").stat().st_size > 1_000


def test_people_see_who_wins(run: Run) -> None:
    shown = run("best-deadline", "--distribution", "uniform(0,1)", "--agents", "10")

    assert "SD" in shown.out
    assert "0.50" in shown.out


@pytest.mark.exhaustive
@pytest.mark.timeout(600)
def test_the_table_shows_what_cannot_be_right(run: Run, tmp_path: Path) -> None:
    shown = run("table", "--samples", "100000", "--plot", str(tmp_path / "t.png"), "--json")

    found = document(shown, "table")
    assert len(found["rows"]) == 12
    assert all(row["worst_z"] <= 3 and row["bounds_below"] for row in found["rows"])
    verdicts = {
        (row["distribution"], row["agents"], column): cell["verdict"]
        for row in found["rows"]
        for column, cell in row["cells"].items()
    }
    bounds = {verdict for key, verdict in verdicts.items() if key[2].endswith("bound")}
    impossible = {key[:2] for key, verdict in verdicts.items() if verdict == "impossible"}
    assert bounds == {"agrees"}
    assert impossible == {("normal(0.5,0.4)", 1), ("normal(0.5,0.4)", 2)}
    assert "differs" not in verdicts.values()


class Outside(HTMLParser):
    """Collects what a page takes from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        addresses = [value for name, value in attrs if name in {"src", "href"} and value]
        self.found += [each for each in addresses if not each.startswith("data:")]
        self.found += [tag] if tag in {"script", "link", "iframe"} else []

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.exhaustive
@pytest.mark.timeout(600)
def test_the_report_is_one_page_whose_claims_hold(run: Run, tmp_path: Path) -> None:
    pages = [tmp_path / "one.html", tmp_path / "two.html"]
    small = ("--samples", "20000", "--segments", "16", "--runs", "3", "--seed", "4")

    shown = [run("report", "--out", str(each), *small, "--json") for each in pages]

    assert all(document(shown[0], "report")["claims"].values())
    assert shown[0].code == 0
    page = Outside()
    page.feed(pages[0].read_text())
    assert page.found == []
    assert "seed 4, 20,000 samples" in page.text
    assert "her delay is 1 in every sample" in page.text
    assert "95%" in page.text
    assert pages[0].read_text() == pages[1].read_text()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("best-deadline",), "write --distribution or --bids"),
        (
            ("best-deadline", "--distribution", "uniform(0,1)", "--bids", "x"),
            "write --distribution or --bids, and one of them only",
        ),
        (("best-deadline", "--bids", "none"), "the values in none cannot be read"),
        (("best-deadline", "--bids", "none", "--cost", "0"), "cost 0 is not above 0"),
        (("best-deadline", "--distribution", "uniform(0,1)", "--agents", "few"), "'few' are no"),
        (("best-deadline", "--distribution", "uniform(0,1)", "--agents", "0"), "0 agents"),
        (("dominance", "--agents", "0"), "0 agents share nothing"),
        (("dominance", "--values", "2"), "value 2 is not in [0, 1]"),
        (("dominance", "--agents", "12"), "give a coarser grid"),
        (("table", "--samples", "1"), "1 samples have no standard error"),
        (("table", "--plot", "x.gif"), "of no known kind"),
        (("dominance", "--plot", "x.gif"), "of no known kind"),
        (("table", "--processes", "0"), "0 processes do no work"),
        (("report", "--out", "no/such/folder/x.html"), "there is no folder"),
        (("report", "--runs", "1"), "runs 1 are too few to tell"),
    ],
)
def test_bad_input_is_one_clear_line(run: Run, arguments: tuple[str, ...], says: str) -> None:
    shown = run(*arguments)

    assert shown.code == 2
    assert says in shown.err
    assert len(shown.err.splitlines()) == 1
