import json
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import bench.gas
from bench.gas import ACTIONS, DOCUMENT, as_json, compare, document, exceeded, read_peers
from bench.gas_actions import measure

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def gas() -> Mapping[str, int]:
    """Measure every action, once."""
    return measure()


@pytest.fixture
def cheap() -> dict[str, int]:
    """Return what every action could cost at the least."""
    return {action.name: 21_000 for action in ACTIONS}


def test_no_action_costs_more_than_its_limit(gas: Mapping[str, int]) -> None:
    assert exceeded(gas) == []


def test_the_gas_table_in_the_docs_is_what_is_measured(gas: Mapping[str, int]) -> None:
    assert DOCUMENT.read_text() == document(gas), "run `make bench BENCH_ARGS=--write` and commit"


def test_every_action_is_measured_and_every_measurement_shown(gas: Mapping[str, int]) -> None:
    assert sorted(gas) == sorted(action.name for action in ACTIONS)


def test_an_action_beyond_its_limit_is_named_with_what_it_is_over(cheap: dict[str, int]) -> None:
    assert exceeded(cheap | {"redeem": 45_001}) == [
        "redeem: 45,001 gas, 1 over its limit of 45,000"
    ]


def test_an_action_at_its_limit_is_within_it(cheap: dict[str, int]) -> None:
    assert exceeded(cheap | {"redeem": 45_000}) == []


def test_snapshots_of_peers_get_the_gas_of_a_transaction_added() -> None:
    peers = read_peers()

    assert peers["polymarket-mint"].transaction == 294_612
    assert peers["seaport-basic"].transaction == 98_688


def test_a_ratio_is_ours_by_theirs(cheap: dict[str, int]) -> None:
    found = [c for c in compare(cheap | {"settle": 35_353}) if c.action == "settle"]

    assert [round(c.ratio, 3) for c in found] == [0.5]


def test_json_carries_every_figure_of_the_tables(cheap: dict[str, int]) -> None:
    written = json.loads(json.dumps(as_json(cheap)))["actions"]

    assert [action["gas"] for action in written] == len(ACTIONS) * [21_000]
    assert {action["action"]: action["limit"] for action in written}["take: merge"] == 62_000


def test_check_fails_until_the_table_is_written(
    cheap: dict[str, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(bench.gas, "measure", lambda: cheap)
    monkeypatch.setattr(bench.gas, "ROOT", tmp_path)
    monkeypatch.setattr(bench.gas, "DOCUMENT", tmp_path / "gas.md")

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["gas.py", *arguments])
        return bench.gas.main()

    assert run("--check") == 1
    assert "gas.md is out of date" in capsys.readouterr().err
    assert run("--write") == 0
    assert run("--check") == 0


def test_check_fails_beyond_a_limit(
    cheap: dict[str, int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench.gas, "measure", lambda: cheap | {"redeem": 45_001})
    monkeypatch.setattr(sys, "argv", ["gas.py", "--check"])

    assert bench.gas.main() == 1
    assert "redeem: 45,001 gas" in capsys.readouterr().err
