"""Pools at the command line: a sale from file to file, and what goes wrong on the way."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.e2e.shell import Done, Running, Shell

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e-pools")]

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schema"
ADVISORY = b'{"id": "OSV-2026-1", "summary": "a way around the login"}\n'
# 12 by three is 4 each, and by four 3, which it is not worth to dana.
BIDS = {"adam": "5", "beth": "4", "charles": "9", "dana": "2.999"}
DAY = 24 * 3600

Says = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    folder = tmp_path_factory.mktemp("user")
    with Shell(folder, folder / "state") as opened:
        opened.start("node", "--json", "--port", "0")
        opened.json("deploy")
        (folder / "advisory.json").write_bytes(ADVISORY)
        yield opened


@pytest.fixture(scope="module")
def says(shell: Shell) -> Says:
    """The document of a `bugmark pool` command, which fits its schema."""

    def run(command: str, *arguments: str, account: str = "dana") -> dict[str, Any]:
        document = shell.json("pool", command, *arguments, "--account", account)
        schema = json.loads((SCHEMAS / f"pool-{command}.json").read_text())
        Draft202012Validator(schema).validate(document)
        return document

    return run


@pytest.fixture(scope="module")
def service(shell: Shell) -> Running:
    return shell.start("pool", "serve", "--port", "0", "--account", "seller", "--json")


def create(says: Says, *options: str) -> dict[str, Any]:
    terms = ("--file", "advisory.json", "--cost", "12", "--premium-period", "30d")
    return says("create", *terms, *options, account="seller")


@pytest.fixture(scope="module")
def sale(shell: Shell, says: Says, service: Running) -> str:
    """A pool under CS that is settled, by its id."""
    url = service.document["url"]
    summary = "a way around the login"
    pool = create(says, "--mechanism", "cs", "--service", url, "--summary", summary)["pool"]
    for name, valuation in BIDS.items():
        says("bid", pool, "--valuation", valuation, account=name)
    shell.json("chain", "warp", "+3d")
    for name in BIDS:
        says("reveal", pool, account=name)
    shell.json("chain", "warp", "+1d")
    says("settle", pool[:12])
    return str(pool)


def refused(done: Done, code: int = 1) -> str:
    assert done.code == code, done
    assert done.out == ""
    assert done.err.count("\n") == 1
    return done.err


# --- A sale ---------------------------------------------------------------------------------------


def test_the_outcome_says_who_pays_who_waits_and_why(shell: Shell, says: Says, sale: str) -> None:
    shown = says("show", sale)

    assert shown["phase"] == "delivery"
    assert (shown["bids"], shown["revealed"]) == (4, 4)
    outcome = shown["settlement"]
    assert (outcome["sold"], outcome["payers"], outcome["share"]) == (True, 3, "4")
    who = {each["bidder"]: each for each in shown["bidders"]}
    assert {name: who[name]["pays"] for name in BIDS} == {
        "adam": "4",
        "beth": "4",
        "charles": "4",
        "dana": "0",
    }
    assert [who[name]["waits"] for name in BIDS] == [0, 0, 0, 30 * DAY]
    assert who["beth"]["why"] == "pays 4 BUGT: to have it 30d sooner is worth 4 BUGT"
    told = "waits 30d: to have it that much sooner is worth 2.999 BUGT, less than 4 BUGT"
    assert who["dana"]["why"] == told
    text = shell.run("pool", "show", sale[:10]).out
    assert "Sold: 3 of 4 bidders pay 4 BUGT each, 12 BUGT together" in text
    assert "The others wait 30d, the whole premium period." in text


def test_a_payer_opens_at_once_and_others_when_it_is_theirs(
    shell: Shell, says: Says, service: Running, sale: str
) -> None:
    says("deliver", sale, account="seller")
    bought = says("open", sale, "--out", "adam.json", account="adam")
    early = shell.run("pool", "open", sale, "--out", "dana.json", "--account", "dana")
    shell.json("chain", "warp", "+31d")
    waited = says("open", sale, "--out", "dana.json", account="dana")

    assert (shell.folder / "adam.json").read_bytes() == ADVISORY
    assert (shell.folder / "dana.json").read_bytes() == ADVISORY
    assert (bought["key"], waited["key"]) == ("delivered", "service")
    assert re.search(r"refuses: '?the key is yours at .* in \d+ seconds", refused(early))
    handed = [line["served"] for line in service.lines() if "served" in line]
    assert any("the key was handed to" in line for line in handed)


def test_at_the_end_the_key_is_out_and_everybody_has_their_money(
    shell: Shell, says: Says, sale: str
) -> None:
    says("publish", sale, account="seller")
    stranger = says("open", sale, "--out", "erin.json", account="erin")
    paid = {name: says("claim", "--for", name)["claimed"] for name in BIDS}
    seller = shell.json("claim", "--for", "seller", "--account", "dana")
    balances = [shell.json("balance", "--for", name) for name in (*BIDS, "seller")]

    assert stranger["key"] == "published"
    assert paid == {"adam": "1", "beth": "0", "charles": "5", "dana": "2.999"}
    assert seller["pools"] == "24"
    wallets = ["9996", "9996", "9996", "10000", "10012"]
    assert [each["wallet"] for each in balances] == wallets
    assert [each["pools"] for each in balances] == 5 * ["0"]
    assert says("claim", account="adam")["tx"] == []


# --- Two groups -----------------------------------------------------------------------------------


def test_coins_are_drawn_and_the_outcome_is_explained(shell: Shell, says: Says) -> None:
    created = create(says, "--mechanism", "gcsod", "--commit-period", "1h")
    pool = created["pool"]
    # Any group with somebody in it can pay.
    for name in BIDS:
        says("bid", pool, "--valuation", "40", account=name)
    shell.json("chain", "warp", "+1h")
    for name in BIDS:
        says("reveal", pool, account=name)
    shell.json("chain", "warp", "+1d")

    drawn = says("draw", pool)
    settled = says("settle", pool, "--chunk", "1")
    shown = says("show", pool)

    assert drawn["details"]["drawn"]
    assert len(settled["tx"]) == 4
    outcome = shown["settlement"]
    groups = {each["group"] for each in shown["bidders"] if each["pays"] != "0"}
    assert groups == {outcome["winner"]}
    waits = {each["group"]: each["waits"] for each in shown["bidders"] if each["pays"] == "0"}
    assert all(outcome["deadlines"][group] == wait for group, wait in waits.items())
    assert shown["explanation"][0].startswith("Sold: ")
    assert [each["pool"] for each in says("list", "--phase", "delivery")["pools"]] == [pool]


# --- What goes wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "no mechanism is named, and there is no default"),
        (("--mechanism", "csod"), "it is not strategy-proof"),
        (("--mechanism", "csd"), "it is not budget balanced"),
        (("--mechanism", "cs", "--cost", "0"), "cost must be above 0"),
        (("--mechanism", "cs", "--bond", "11.9"), "bond must be at least the cost"),
        (("--mechanism", "cs", "--settle-period", "59m"), "settle period of 59m is too short"),
        (("--mechanism", "cs", "--premium-period", "soon"), "'soon' is not a duration"),
        (("--mechanism", "cs", "--file", "nowhere"), "nowhere cannot be read"),
        (("--mechanism", "cs", "--file", "/dev/null"), "has 0 bytes"),
        (("--mechanism", "cs", "--eligible", "advisory.json"), "which is no address"),
        (("--mechanism", "cs", "--gate", "0x123456"), "write --gate and --gate-end"),
        (("--mechanism", "cs", "--uri", "a", "--service", "b"), "use one of them"),
    ],
)
def test_a_pool_that_cannot_be_is_refused_before_anything_is_sealed(
    shell: Shell, options: tuple[str, ...], message: str
) -> None:
    keys = sorted(shell.home.rglob("keys/*/*"))
    terms = ("--file", "advisory.json", "--cost", "12", "--premium-period", "30d")

    done = shell.run("pool", "create", *terms, *options, "--account", "seller")

    assert message in refused(done, 2)
    assert sorted(shell.home.rglob("keys/*/*")) == keys


def test_what_cannot_be_done_now_says_what_could(shell: Shell, says: Says) -> None:
    pool = create(says, "--mechanism", "cs")["pool"]

    def run(*arguments: str, account: str = "frank") -> str:
        return refused(shell.run("pool", *arguments, "--account", account))

    assert "bids are revealed from" in _with_bid(shell, says, pool)
    assert "frank has a bid in pool" in run("bid", pool, "--valuation", "1")
    assert "sellers do not bid" in run("bid", pool, "--valuation", "1", account="seller")
    assert "adam has no bid in pool" in run("reveal", pool, account="adam")
    assert "has no coins to draw" in run("draw", pool)
    assert "a pool is settled from" in run("settle", pool)
    assert "nothing is sold in pool" in run("complain", pool)
    assert "for nobody to have" in run("open", pool, "--out", "frank.json")
    assert "no pool begins with" in run("show", "0xffffff")


def _with_bid(shell: Shell, says: Says, pool: str) -> str:
    says("bid", pool, "--valuation", "1", "--deposit", "1", account="frank")
    return refused(shell.run("pool", "reveal", pool, "--account", "frank"))


def test_a_deposit_that_is_too_small_is_a_mistake(shell: Shell, says: Says) -> None:
    pool = create(says, "--mechanism", "cs", "--summary", "another")["pool"]

    small = ("bid", pool, "--valuation", "5", "--deposit", "4.9", "--account", "erin")
    done = shell.run("pool", *small)

    assert "a deposit of 4.9 BUGT is too small for this bid: deposit 5 BUGT" in refused(done, 2)


def test_nobody_bids_for_what_is_not_there(shell: Shell, says: Says) -> None:
    created = create(says, "--mechanism", "cs")
    Path(created["ciphertext"]).write_bytes(b"something else")

    command = ("bid", created["pool"], "--valuation", "5", "--account", "erin")
    done = shell.run("pool", *command)

    assert "this is not the ciphertext that the pool names" in refused(done)


def test_only_those_who_are_named_may_bid(shell: Shell, says: Says) -> None:
    addresses = {
        each["name"]: each["address"] for each in shell.json("account", "list")["accounts"]
    }
    named = shell.folder / "eligible"
    named.write_text("\n".join(addresses[name] for name in ("adam", "erin", "bob")))
    pool = create(says, "--mechanism", "cs", "--eligible", "eligible")["pool"]
    bid = ("bid", pool, "--valuation", "1")

    missing = shell.run("pool", *bid, "--account", "erin")
    stranger = shell.run("pool", *bid, "--eligible", "eligible", "--account", "frank")
    says(*bid, "--eligible", "eligible", account="erin")

    assert "is for others than erin, or this is no proof" in refused(missing)
    assert "is not among those who may bid" in refused(stranger, 2)


def test_a_request_that_nobody_answers_is_paid_out_of_the_bond(shell: Shell, says: Says) -> None:
    pool = create(says, "--mechanism", "cs", "--summary", "another way")["pool"]
    for name, valuation in {"adam": "6", "beth": "6", "reporter3": "1"}.items():
        says("bid", pool, "--valuation", valuation, account=name)
    shell.json("chain", "warp", "+3d")
    for name in ("adam", "beth", "reporter3"):
        says("reveal", pool, account=name)
    shell.json("chain", "warp", "+1d")
    says("settle", pool)
    says("deliver", pool, account="seller")
    fine = shell.run("pool", "complain", pool, "--account", "adam")
    shell.json("chain", "warp", "+31d")
    says("request", pool, account="reporter3")
    early = shell.run("pool", "complain", pool, "--account", "reporter3")
    shell.json("chain", "warp", "+1d")
    says("complain", pool, account="reporter3")
    says("publish", pool, account="seller")

    assert "the word is good" in refused(fine)
    assert "the seller has until" in refused(early)
    # A deposit of 1, the fee of a hundredth of 12, and all of the bond: nobody else waited.
    assert says("claim", "--for", "reporter3")["claimed"] == "13.12"
