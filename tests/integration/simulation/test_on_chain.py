import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bugmark_py.cli.main import main
from bugmark_py.client import Bugmark
from bugmark_py.errors import BugmarkError, ChainError
from bugmark_py.simulation.engine import simulate
from bugmark_py.simulation.ledger import Ledger
from bugmark_py.simulation.onchain import ChainMarket, simulate_on_chain
from bugmark_py.simulation.scenario import Scenario

pytestmark = pytest.mark.integration

# Odd prices and numbers of units, workers who run out of tokens, work past maturation.
SCENARIO = Scenario(
    funders=("correlatedPay", "randomPay"),
    workers=("price-first", "random", "risk-averse", "random", "reward-seeking"),
    days=6,
    issues=3,
    prices=(1_234, 7_777, 9_999),
    surprise=60,
    units=33,
    maturation=1,
    tokens=40,
)
SCHEMA = Path(__file__).resolve().parents[3] / "docs" / "schema" / "simulate-weis.json"


def in_memory(scenario: Scenario) -> tuple[Ledger, Any]:
    ledgers: list[Ledger] = []

    def market(of: Scenario) -> Ledger:
        ledgers.append(Ledger(of))
        return ledgers[-1]

    run = simulate(scenario, 3, market=market)
    return ledgers[0], run


def on_chain(bugmark: Bugmark, scenario: Scenario) -> ChainMarket:
    return ChainMarket(scenario, bugmark.home, bugmark.connection, bugmark.deployment)


def test_agents_do_the_same_on_the_contracts_and_end_with_the_same(bugmark: Bugmark) -> None:
    ledger, expected = in_memory(SCENARIO)
    market = on_chain(bugmark, SCENARIO)

    found = simulate(SCENARIO, 3, market=lambda _: market)
    balances = market.compare(ledger)

    assert found == expected
    assert 0 < sum(f.fixed for f in found.end.funders) < sum(f.matured for f in found.end.funders)
    assert list(balances)[:3] == ["correlatedPay", "randomPay", "worker 1"]
    assert {name: each.chain for name, each in balances.items()} == {
        name: 10**14 * amount
        for name, amount in zip(balances, [*ledger.funders, *ledger.workers], strict=True)
    }
    # By the events: what the market owes is what it holds, and nothing is there twice.
    assert bugmark.check_solvent() == 0
    records = bugmark.book.futures()
    assert len(records) == sum(funder.filed for funder in found.end.funders)
    assert sum(record.settled for record in records) == sum(f.matured for f in found.end.funders)


def test_what_differs_by_one_base_unit_is_noticed(bugmark: Bugmark) -> None:
    scenario = Scenario(workers=2 * ("price-first",), days=1, issues=1)
    ledger, _ = in_memory(scenario)
    market = on_chain(bugmark, scenario)
    simulate(scenario, 3, market=lambda _: market)
    market.compare(ledger)

    ledger.workers[1] += 1

    with pytest.raises(BugmarkError, match=r"worker 2 should have \d+1\d* base units and has"):
        market.compare(ledger)


def test_tokens_that_the_market_holds_and_nobody_owns_are_noticed(bugmark: Bugmark) -> None:
    scenario = Scenario(workers=("price-first",), days=1, issues=1)
    ledger, _ = in_memory(scenario)
    market = on_chain(bugmark, scenario)
    simulate(scenario, 3, market=lambda _: market)
    donor = bugmark.named("adam").market

    donor.token.send(donor.sender, "transfer", bugmark.deployment.market, 1)

    with pytest.raises(BugmarkError, match="the market should have"):
        market.compare(ledger)


def test_what_does_not_fit_into_a_day_is_said(bugmark: Bugmark) -> None:
    market = on_chain(bugmark, Scenario(workers=("price-first",), days=1, issues=1))
    bugmark.connection.rpc("evm_increaseTime", 2 * 86_400)
    bugmark.connection.rpc("evm_mine")

    with pytest.raises(ChainError, match="simulate fewer issues a day"):
        market.end_day([], [])


@pytest.mark.exhaustive
@pytest.mark.timeout(600)
def test_the_papers_scenario_goes_through_the_contracts_for_thirty_days() -> None:
    scenario = Scenario(days=30)

    found = simulate_on_chain(scenario, 0)

    assert found.run == simulate(scenario, 0)
    assert len(found.balances) == 12
    assert all(each.simulated == each.chain for each in found.balances.values())


def test_the_command_shows_both_balances(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BUGMARK_HOME", str(tmp_path))
    arguments = ["--days", "3", "--runs", "1", "--workers", "2", "--issues", "2", "--seed", "5"]

    documents = []
    for more in ([], ["--on-chain"]):
        with pytest.raises(SystemExit) as stopped:
            main(["simulate", "weis", "--json", *arguments, *more])
        assert not stopped.value.code
        documents.append(json.loads(capsys.readouterr().out))

    simulated, chained = documents
    Draft202012Validator(json.loads(SCHEMA.read_text())).validate(chained)
    (balances,) = chained.pop("on_chain")
    assert chained == simulated
    assert list(balances) == ["correlatedPay", "inversePay", "worker 1", "worker 2"]
    assert all(each["simulated"] == each["chain"] for each in balances.values())
    # It needs no state folder, and leaves none.
    assert not list(tmp_path.iterdir())
