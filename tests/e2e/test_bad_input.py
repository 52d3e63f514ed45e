"""Bad input at the command line: one line, exit 1 or 2, and nothing is sent."""

import json
import shlex
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TypeVar

import pytest

from bugmark_py.chain.home import Home
from bugmark_py.chain.node import Node
from bugmark_py.client import Bugmark, connect
from bugmark_py.model.futures import Future
from bugmark_py.model.times import MAX_TIME
from tests.e2e.shell import Done, Running, Shell

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e-bad-input")]

BUY = "offer buy --future FUTURE --outcome unfixed --account adam"
SELL = "offer sell --future FUTURE --outcome fixed --account adam"
TAKE = "offer take OFFER --account adam"
CREATE = "future create --maturation +14d --account adam"

T = TypeVar("T")
Refuses = Callable[[str, int, str], None]


@pytest.fixture(scope="module")
def bugmark(shell: Shell, market: Running) -> Iterator[Bugmark]:
    """The market as adam sees it, by other means than the command line."""
    assert market.document["ready"]
    with connect("local", account="adam", home=shell.home) as opened:
        yield opened


@pytest.fixture(scope="module")
def future(shell: Shell, bugmark: Bugmark) -> Future:
    shell.json("issue", "create", "file:demo", "It crashes", "--account", "adam")
    shell.json("deposit", "100", "--account", "adam")
    return bugmark.market.create_future("file:demo#1", "+14d")


@pytest.fixture(scope="module")
def names(bugmark: Bugmark, future: Future) -> dict[str, str]:
    """What the capitals in commands stand for."""
    beth = bugmark.named("beth").market
    beth.deposit(3 * 8)
    offer = beth.buy(future, "unfixed", units=10, price="0.80")

    later = (replace(future, maturation=future.maturation + each) for each in count())
    futures = alike(later, lambda each: each.future_id)
    for each in futures:
        bugmark.market.create_future(each.question, each.maturation)

    salted = (replace(offer.offer, salt=each) for each in count())
    offers = alike(salted, beth.offer_id)
    for other in offers:
        beth.binding.send(beth.sender, "place", other.struct())
    return {
        "FUTURE": future.future_id,
        "OFFER": offer.offer_id,
        "FUTURES": futures[0].future_id[:8],
        "OFFERS": beth.offer_id(offers[0])[:8],
    }


@pytest.fixture
def refuses(shell: Shell, bugmark: Bugmark, names: dict[str, str]) -> Refuses:
    """Checks that a command is refused in one line, and that nobody has sent anything."""

    def sent() -> list[object]:
        count = "eth_getTransactionCount"
        return [bugmark.connection.rpc(count, address, "pending") for address in addresses]

    def check(command: str, code: int, said: str) -> None:
        before = sent()
        words = [names.get(word, word) for word in shlex.split(command)]
        is_told(shell.run(*words, "--json"), code, said)
        assert sent() == before

    addresses = [bugmark.address(name) for name in ("adam", "beth", "reporter", "deployer")]
    return check


def alike(values: Iterator[T], identifier: Callable[[T], str]) -> tuple[T, T]:
    """Two values whose identifiers begin with the same 6 digits."""
    seen: dict[str, T] = {}
    while (start := identifier(value := next(values))[:8]) not in seen:
        seen[start] = value
    return seen[start], value


def is_told(done: Done, code: int, said: str) -> None:
    assert (done.code, done.err.count("\n")) == (code, 1), done
    assert said in done.err
    error = json.loads(done.out)["error"]
    assert error["type"].endswith("Error")
    assert done.err == f"bugmark: {error['message']}\n"


@pytest.mark.parametrize(
    ("price", "said"),
    [
        ("0", "price 0 is not between 0 and 1"),
        ("1", "price 1 is not between 0 and 1"),
        ("1.5", "price 1.5 is not between 0 and 1"),
        ("-0.2", "price -0.2 is not between 0 and 1"),
        ("abc", "price 'abc' is not a number"),
        ("0.12345", "price 0.12345 has more than 4 decimal places"),
    ],
)
def test_a_price(refuses: Refuses, price: str, said: str) -> None:
    refuses(f"{BUY} --units 10 --price {price}", 2, said)


@pytest.mark.parametrize(
    ("units", "said"),
    [
        ("0", "units must be above 0"),
        ("-1", "units '-1' is not a whole number above 0"),
        ("1.5", "units '1.5' is not a whole number above 0"),
        (str(2**128), "units must be below 2^128"),
    ],
)
def test_a_number_of_units(refuses: Refuses, units: str, said: str) -> None:
    refuses(f"{BUY} --price 0.80 --units {units}", 2, said)


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("deposit 5 --account zoe", 1, "account 'zoe' is unknown: choose one of adam, beth"),
        ("deposit 5", 1, "no account is named, and this needs one: name it with --account"),
        ("balance --for zoe", 1, "account 'zoe' is unknown"),
        ("position transfer FUTURE fixed 1 zoe --account adam", 1, "account 'zoe' is unknown"),
        ("future show 0x000000", 1, "no future begins with 0x000000: `bugmark future list`"),
        ("future show 0x00", 2, "is no identifier: write 6 or more"),
        ("future show FUTURES", 2, "is the beginning of 0x"),
        ("future settle FUTURES --account adam", 2, "write more digits"),
        (f"{BUY} --units 1 --price 0.5 --future FUTURES", 2, "write more digits"),
        ("offer show 0x000000", 1, "no offer begins with 0x000000: `bugmark offer list`"),
        ("offer take 0x000000 --account adam", 1, "no offer begins with 0x000000"),
        ("offer take OFFERS --account adam", 2, "write more digits"),
        ("offer cancel OFFERS --account beth", 2, "write more digits"),
    ],
)
def test_who_or_what_is_unknown_or_ambiguous(
    refuses: Refuses, command: str, code: int, said: str
) -> None:
    refuses(command, code, said)


@pytest.mark.parametrize(
    ("maturation", "said"),
    [
        ("2020-01-01T00:00:00Z", "maturation 2020-01-01T00:00:00Z has passed"),
        ("+0d", "has passed: the latest block is of"),
        ("0", "maturation 1970-01-01T00:00:00Z has passed"),
        (str(MAX_TIME), "is too late: name"),
        ("+99999999999d", "99999999999d is too long"),
        ("2026-13-45T00:00:00Z", "is no time of the calendar"),
        ("2030-01-01", "names no time zone"),
        ("soon", "'soon' is not a time"),
        ("14d", "14d is not a time: write +14d for that long from now"),
        ("-3d", "'-3d' is not a time"),
    ],
)
def test_a_maturation(refuses: Refuses, maturation: str, said: str) -> None:
    refuses(f"future create file:demo#1 --account adam --maturation {maturation}", 2, said)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (
            f"{BUY} --units 200 --price 0.80",
            "100 BUGT and 160 BUGT are needed: run `bugmark deposit 60 --account adam`, or add",
        ),
        (
            "offer take OFFER --account charles",
            "the vault of charles holds 0 BUGT and 2 BUGT are needed: run `bugmark deposit 2",
        ),
        ("position split FUTURE 101 --account adam", "holds 100 BUGT and 101 BUGT are needed"),
        ("withdraw 100.5 --account adam", "holds 100 BUGT and 100.5 BUGT are asked"),
        ("deposit 10001 --account adam", "holds 9900 BUGT and 10001 BUGT are needed"),
        (f"{SELL} --units 5 --price 0.5", "adam holds 0 units of FIXED outside offers and 5 are"),
        ("offer take OFFER --units 11 --account adam", "has 10 units left: take 10"),
        ("offer take OFFER --account beth", "is your own: `bugmark offer cancel 0x"),
        ("offer cancel OFFER --account adam", "is beth's: only its maker can cancel it"),
        ("future settle FUTURE --account adam", "cannot be settled yet: it waits for maturation"),
    ],
)
def test_too_little_or_too_early(refuses: Refuses, command: str, said: str) -> None:
    refuses(command, 1, said)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("demo", "names no tracker"),
        ("jira:demo#1", "'jira' is no tracker"),
        ("https://github.com/Octocat/Hello/issues/5", "write github:Octocat/Hello#5"),
        ("file:../demo#1", "is no path at file"),
        ("github:repo#1", "is no path at github: write owner/repository"),
        ("github@a..b:o/r#1", "is not a host"),
        ("file:demo", "names no issue: write file:demo#1"),
        ("file:demo#0", "is no issue number"),
        ("file:demo#1,2,1", "issue 1 is named twice"),
        ("file:demo#1?solved", "'solved' is no rule"),
        ("file:demo#1?label", "label needs a name"),
        ("file:demo#1?fixed&by=owner", "by=owner is unknown"),
        ("file:demo#1?fixed&grace=91d", "too long: at most 90d"),
        ("file:demo#1?fixed&grace=48h", "grace"),
        ("file:demo#1?label=a%0Ab", "control character"),
        ("x" * 1000, "too long: at most 512"),
    ],
)
def test_a_question(refuses: Refuses, question: str, said: str) -> None:
    refuses(f"{CREATE} '{question}'", 2, said)


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (f"{CREATE} file:demo#99", 1, "there is no file:demo#99"),
        (f"{CREATE} file:none#1", 1, "nothing was created (--unchecked creates the future"),
        (f"{CREATE} gitlab:group/project#1", 1, "this version cannot read gitlab"),
        ("issue show file:demo#99", 1, "there is no file:demo#99"),
        ("issue close file:demo#99 --account adam", 1, "there is no file:demo#99"),
        ("deposit 1e3 --account adam", 2, "amount '1e3' is not a number"),
        (f"{SELL} --units 1 --price 1", 2, "price 1 is not between 0 and 1"),
        (f"{TAKE} --units 0", 2, "units must be above 0"),
        ("position split FUTURE 1.5 --account adam", 2, "is not a whole number above 0"),
        ("deposit -1 --account adam", 2, "No such option"),
        ("deposit 0 --account adam", 2, "amount 0 is not above 0"),
        (f"{BUY} --units 1 --price 0.5 --expiry 2020-01-01T00:00:00Z", 2, "has passed"),
        (f"{BUY} --units 1 --price 0.5 --outcome maybe", 2, "outcome 'maybe' is unknown"),
        (f"{TAKE} --with magic", 2, "position-first"),
        ("chain warp soon", 2, "is not a duration"),
        ("offer buy --account adam", 2, "Missing option"),
        ("offers list", 2, "No such command"),
        ("future list --network mainnet", 2, "network 'mainnet' is unknown: choose one of local"),
    ],
)
def test_what_is_not_there_or_makes_no_sense(
    refuses: Refuses, command: str, code: int, said: str
) -> None:
    refuses(command, code, said)


def test_a_node_that_is_down_or_has_no_market(shell: Shell, refuses: Refuses) -> None:
    with Node.start(shell.folder / "other") as other:
        refuses(f"deposit 5 --account adam --network {other.url}", 1, "run `bugmark deploy")
    refuses(f"deposit 5 --account adam --network {other.url}", 1, f"no node answers at {other.url}")


def test_a_node_that_was_replaced_by_another_chain(
    shell: Shell, bugmark: Bugmark, refuses: Refuses
) -> None:
    home = Home(shell.home)
    record = home.read_node()
    assert record is not None
    with Node.start(shell.folder / "replacing") as other:
        home.write_node(replace(record, url=other.url))
        refuses("deposit 5 --account adam", 1, "another chain than the recorded one runs at")
        number = other.connection.latest_block().number
    home.write_node(record)

    assert number == 0
    assert bugmark.market.deployment.chain_id == record.chain_id


def test_a_folder_where_nothing_was_ever_started(shell: Shell, tmp_path: Path) -> None:
    done = shell.elsewhere(tmp_path).run("deposit", "5", "--account", "adam", "--json")

    is_told(done, 1, "start one with `bugmark up`")


def test_who_holds_what_is_not_settled_has_nothing_to_claim_yet(
    shell: Shell, bugmark: Bugmark, future: Future
) -> None:
    bugmark.named("dana").market.split(future, 1)

    waits = shell.run("claim", "--account", "dana")
    has_none = shell.run("claim", "--account", "erin")

    assert waits.out.startswith("nothing to claim yet (`bugmark oracle check` says what")
    assert has_none.out == "nothing to claim; the vault holds 0 BUGT\n"
