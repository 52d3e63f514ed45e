"""Deployments: once on a chain, checked before use, and nowhere that real money is."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bugmark_py.chain.accounts import NAMES, REPORTERS, local_account
from bugmark_py.chain.binding import Binding
from bugmark_py.chain.connection import Connection, quantity
from bugmark_py.chain.deployments import Deployment, Terms, deploy, read
from bugmark_py.chain.home import read_json, write_json
from bugmark_py.chain.transactions import Sender
from bugmark_py.client import Bugmark, connect
from bugmark_py.errors import BugmarkError, InputError, NotDeployedError, RefusedError

pytestmark = pytest.mark.integration

TOKEN = 10**18
HOUR = 3_600
NOBODY = "0x" + 40 * "9"

Damage = Callable[..., Deployment]


@pytest.fixture
def deployer(bugmark: Bugmark) -> Sender:
    return bugmark.named("deployer").market.sender


@pytest.fixture
def damaged(bugmark: Bugmark) -> Damage:
    """Reads the recorded deployment after something in it was changed."""
    path = bugmark.folder.deployment

    def read_damaged(**changes: Any) -> Deployment:
        write_json(path, read_json(path) | changes)
        return read(path, bugmark.connection)

    return read_damaged


@contextmanager
def nothing_sent(bugmark: Bugmark) -> Iterator[None]:
    before = bugmark.connection.latest_block().number
    yield
    assert bugmark.connection.latest_block().number == before


# --- Deploying ------------------------------------------------------------------------------------


def test_a_deployment_has_what_its_terms_say(bugmark: Bugmark) -> None:
    deployment, oracle = bugmark.deployment, bugmark.oracle.binding

    assert (deployment.symbol, deployment.decimals, deployment.unit) == ("BUGT", 18, TOKEN)
    assert bugmark.market.binding.call("token") == deployment.token
    assert bugmark.market.binding.call("unit") == TOKEN
    assert bugmark.market.binding.call("voidDelay") == deployment.void_delay == 7 * 24 * HOUR
    assert oracle.call("threshold") == 2
    assert oracle.call("getReporters") == [local_account(name).address for name in REPORTERS]
    periods = [oracle.call(f"{name}Period") for name in ("report", "propose", "dispute")]
    assert periods == [24 * HOUR, 24 * HOUR, HOUR]
    assert deployment.report_period == 24 * HOUR


def test_every_named_account_has_tokens_and_coin_for_gas(bugmark: Bugmark) -> None:
    for name in NAMES:
        address = local_account(name).address
        assert bugmark.market.wallet(address) == 10_000 * TOKEN
        assert bugmark.market.vault(address) == 0
        assert quantity(bugmark.connection.rpc("eth_getBalance", address, "latest")) > 900 * TOKEN


def test_deploying_again_finds_what_is_there_and_sends_nothing(
    bugmark: Bugmark, deployer: Sender
) -> None:
    with nothing_sent(bugmark):
        again = deploy(deployer, bugmark.folder.deployment, Terms(threshold=1))

    assert again == bugmark.deployment


def test_a_second_deployment_elsewhere_is_another_market(
    bugmark: Bugmark, deployer: Sender, tmp_path: Path
) -> None:
    said: list[str] = []
    terms = Terms(("reporter", "erin"), 1, 5 * HOUR, 4 * HOUR, 3 * HOUR, 12 * HOUR + 1)

    other = deploy(deployer, tmp_path / "other.json", terms, said.append)

    ours = bugmark.deployment
    assert {other.market, other.oracle, other.pools, other.token}.isdisjoint(
        {ours.market, ours.oracle, ours.pools, ours.token}
    )
    assert (other.void_delay, other.report_period) == (12 * HOUR + 1, 5 * HOUR)
    assert Binding(bugmark.connection, "TrackerOracle", other.oracle).call("threshold") == 1
    assert read(tmp_path / "other.json", bugmark.connection) == other
    assert len(said) == 5


@pytest.mark.parametrize(
    ("change", "message"),
    [
        # Report, propose and dispute take 24 + 24 + 1 hours.
        ({"void_delay": 49 * HOUR}, "void delay 176400 s is too short: the oracle may take 176400"),
        ({"void_delay": 0}, "void delay 0 s is too short"),
        ({"dispute_period": 200 * HOUR}, "is too short"),
        ({"threshold": 0}, "threshold 0 is impossible with 3 reporters: make it 1 to 3"),
        ({"threshold": 4}, "threshold 4 is impossible with 3 reporters"),
        ({"threshold": -1}, "threshold -1 is impossible"),
        ({"reporters": ()}, "threshold 2 is impossible with 0 reporters"),
        ({"reporters": ("reporter", "reporter")}, "reporter reporter is named twice"),
        ({"reporters": ("reporter", "zoe")}, "reporter 'zoe' is unknown: choose from adam, beth"),
        ({"reporters": ("reporter", NOBODY)}, "is unknown: choose from"),
        ({"report_period": -1}, "report period -1 is out of range"),
        ({"propose_period": 2**40}, "propose period 1099511627776 is out of range"),
        ({"dispute_period": 1.5}, "dispute period 1.5 is no number of seconds"),
        ({"void_delay": 2**41}, "void delay 2199023255552 is out of range"),
        ({"void_delay": "7d"}, "void delay '7d' is no number of seconds"),
    ],
)
def test_terms_that_make_no_sense_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        replace(Terms(), **change).check()


def test_refused_terms_deploy_nothing(bugmark: Bugmark, deployer: Sender, tmp_path: Path) -> None:
    path = tmp_path / "other.json"

    with nothing_sent(bugmark), pytest.raises(InputError):
        deploy(deployer, path, Terms(reporters=("adam", "adam"), threshold=1))

    assert not path.exists()


def test_terms_that_just_fit_are_good() -> None:
    Terms(void_delay=49 * HOUR + 1).check()
    Terms(threshold=3).check()
    Terms(reporters=("adam",), threshold=1).check()


class _Elsewhere(Connection):
    """The same node, as if it were none of this machine's own."""

    is_anvil = False


def test_off_local_nodes_nothing_is_deployed(
    bugmark: Bugmark, deployer: Sender, tmp_path: Path
) -> None:
    elsewhere = Sender(_Elsewhere(bugmark.connection.url), deployer.account, bugmark.folder)

    with nothing_sent(bugmark), pytest.raises(RefusedError, match="is no local node"):
        deploy(elsewhere, tmp_path / "other.json", Terms())

    assert not (tmp_path / "other.json").exists()


# --- Reading --------------------------------------------------------------------------------------


def test_without_a_record_the_contracts_are_not_deployed(bugmark: Bugmark, tmp_path: Path) -> None:
    with pytest.raises(NotDeployedError) as caught:
        read(tmp_path / "none.json", bugmark.connection)

    assert "are not deployed on chain 31337" in str(caught.value)
    assert bugmark.connection.url in str(caught.value)


@pytest.mark.parametrize("name", ["market", "oracle", "pools"])
def test_other_code_at_an_address_is_noticed(bugmark: Bugmark, name: str) -> None:
    address = getattr(bugmark.deployment, name)
    code = bugmark.connection.code(address)
    path = bugmark.folder.deployment

    for other in (b"", b"\x00", code[:-1], code[:-1] + bytes([code[-1] ^ 1])):
        bugmark.connection.rpc("anvil_setCode", address, "0x" + other.hex())
        with pytest.raises(NotDeployedError, match=f"at {address} is not ours"):
            read(path, bugmark.connection)
    bugmark.connection.rpc("anvil_setCode", address, "0x" + code.hex())

    assert read(path, bugmark.connection) == bugmark.deployment


def test_a_market_is_not_taken_for_an_oracle(bugmark: Bugmark, damaged: Damage) -> None:
    with pytest.raises(NotDeployedError, match=r"the TrackerOracle at .* is not ours"):
        damaged(oracle=bugmark.deployment.market)


def test_a_record_that_names_another_token_or_unit_is_noticed(
    bugmark: Bugmark, damaged: Damage
) -> None:
    with pytest.raises(NotDeployedError, match="has another token or unit than is recorded"):
        damaged(token=NOBODY)
    with pytest.raises(NotDeployedError, match="has another token or unit than is recorded"):
        damaged(token=bugmark.deployment.token, unit=2 * TOKEN)

    assert damaged(unit=TOKEN) == bugmark.deployment


def test_pools_of_another_token_are_noticed(
    deployer: Sender, damaged: Damage, tmp_path: Path
) -> None:
    other = deploy(deployer, tmp_path / "other.json", Terms())

    with pytest.raises(NotDeployedError, match="have another token than is recorded"):
        damaged(pools=other.pools)


def test_a_record_of_a_version_without_pools_says_how_to_go_on(bugmark: Bugmark) -> None:
    path = bugmark.folder.deployment
    document = read_json(path)
    del document["pools"]
    write_json(path, document)

    with pytest.raises(NotDeployedError, match="without cost-sharing pools: delete it") as caught:
        read(path, bugmark.connection)

    assert "bugmark deploy" in str(caught.value)
    assert "bugmark up --fresh" in str(caught.value)


def test_the_record_of_another_chain_is_noticed(bugmark: Bugmark, damaged: Damage) -> None:
    with pytest.raises(NotDeployedError, match="of another chain"):
        damaged(chain_id=1)
    with pytest.raises(NotDeployedError, match="of another chain"):
        damaged(chain_id=31337, genesis="0x" + 64 * "0")

    assert damaged(genesis=bugmark.connection.genesis) == bugmark.deployment


@pytest.mark.parametrize(
    "change",
    [
        {"market": None},
        {"market": 5},
        {"market": ""},
        {"market": "0x12"},
        {"oracle": "adam"},
        {"pools": "0x"},
        {"unit": "1000000000000000000"},
        {"unit": 1e18},
        {"decimals": True},
        {"block": None},
        {"colour": "red"},
    ],
)
def test_a_record_that_was_damaged_is_named(
    bugmark: Bugmark, damaged: Damage, change: dict[str, Any]
) -> None:
    with pytest.raises(NotDeployedError, match="is damaged or of another version") as caught:
        damaged(**change)

    assert str(bugmark.folder.deployment) in str(caught.value)


@pytest.mark.parametrize("left", ["market", "token", "unit", "report_period"])
def test_a_record_that_lacks_something_is_named(bugmark: Bugmark, left: str) -> None:
    path = bugmark.folder.deployment
    document = read_json(path)
    del document[left]
    write_json(path, document)

    with pytest.raises(NotDeployedError, match="is damaged or of another version"):
        read(path, bugmark.connection)


@pytest.mark.parametrize("text", ["", "{", "[]", "5", "null-ish", '"0x"'])
def test_a_file_that_is_no_record_is_named(bugmark: Bugmark, text: str) -> None:
    path = bugmark.folder.deployment
    path.write_text(text)

    with pytest.raises(BugmarkError, match=r"deployment\.json is damaged"):
        read(path, bugmark.connection)


def test_nothing_is_deployed_over_a_damaged_record(bugmark: Bugmark, deployer: Sender) -> None:
    path = bugmark.folder.deployment
    path.write_text("{")

    with nothing_sent(bugmark), pytest.raises(BugmarkError, match="is damaged"):
        deploy(deployer, path, Terms())

    assert path.read_text() == "{"


def test_nobody_connects_to_what_is_not_ours(bugmark: Bugmark) -> None:
    bugmark.connection.rpc("anvil_setCode", bugmark.deployment.market, "0x00")

    with pytest.raises(NotDeployedError, match="is not ours"):
        connect("local", account="adam", home=bugmark.home.path)


def test_the_record_is_plain_json_of_what_cannot_change(bugmark: Bugmark) -> None:
    document = json.loads(bugmark.folder.deployment.read_text())

    assert Deployment(**document) == bugmark.deployment
