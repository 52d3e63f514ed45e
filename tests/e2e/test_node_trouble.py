"""A node in trouble, as somebody at a terminal meets it: one line, soon, and nothing sent twice."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bugmark_py.chain.accounts import local_account
from bugmark_py.chain.connection import Connection, quantity
from bugmark_py.chain.home import Home
from bugmark_py.chain.node import Node
from tests.e2e.between import (
    Between,
    Trouble,
    changed,
    dripping,
    failing,
    hanging_up,
    once_taken,
    only_when,
    passed_on,
    refusing,
    silent,
    slow,
)
from tests.e2e.shell import Done, Running, Shell

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e-node")]

DEPOSIT = ("deposit", "5", "--account", "adam")
TROUBLES = {
    "silent": (silent, "does not answer in time"),
    "dripping": (dripping, "does not answer in time"),
    "hanging up": (hanging_up, "no node answers"),
    "failing": (failing, "is not a node"),
    "refusing": (refusing, "daily request count exceeded, request rate limited"),
}


@pytest.fixture(scope="module")
def node(shell: Shell, market: Running) -> Connection:
    """The node itself. Whoever asks it by way of `between` is impatient."""
    (shell.home / "bugmark.toml").write_text("request_seconds = 0.4\nreceipt_seconds = 1\n")
    assert shell.run("offer", "list").code == 0
    return Connection(market.document["url"])


@pytest.fixture
def between(node: Connection) -> Iterator[Between]:
    with Between(node.endpoint) as between:
        yield between


def nonce(node: Connection) -> int:
    return quantity(node.rpc("eth_getTransactionCount", local_account("adam").address, "pending"))


def says_one_line(done: Done, kind: str, said: str) -> None:
    assert (done.code, done.err.count("\n")) == (1, 1), done
    assert said in done.err
    error = json.loads(done.out)["error"]
    assert error["type"] == kind
    assert f"bugmark: {error['message']}\n" == done.err


@pytest.mark.parametrize("arguments", [DEPOSIT, ("offer", "list")], ids=" ".join)
@pytest.mark.parametrize("name", TROUBLES)
def test_a_node_in_trouble_is_told_and_nothing_is_sent(
    shell: Shell, node: Connection, between: Between, name: str, arguments: tuple[str, ...]
) -> None:
    between.trouble, said = TROUBLES[name]
    before, start = nonce(node), time.monotonic()

    done = shell.run(*arguments, "--network", between.url, "--json")

    says_one_line(done, "ChainError" if name == "refusing" else "NodeUnreachableError", said)
    # All that drips would have come in a minute.
    assert time.monotonic() - start < 10
    assert nonce(node) == before


def test_a_slow_node_is_waited_for(shell: Shell, node: Connection, between: Between) -> None:
    between.trouble, before = slow, nonce(node)

    assert shell.json(*DEPOSIT, "--network", between.url)["deposited"] == "5"

    assert nonce(node) == before + 1


@pytest.mark.parametrize("name", ["silent", "dripping", "hanging up", "failing"])
def test_a_node_that_takes_a_transaction_and_says_nothing_is_not_sent_it_twice(
    shell: Shell, node: Connection, between: Between, name: str
) -> None:
    trouble, _ = TROUBLES[name]
    between.trouble = only_when("eth_sendRawTransaction", once_taken(trouble))
    before = nonce(node)

    done = shell.run(*DEPOSIT, "--network", between.url, "--json")

    says_one_line(done, "TransactionPendingError", "may have been sent: look before sending again")
    assert between.asked.count("eth_sendRawTransaction") == 1
    assert nonce(node) == before + 1


def test_the_next_command_goes_on_after_what_was_taken(
    shell: Shell, node: Connection, between: Between
) -> None:
    between.trouble = only_when("eth_sendRawTransaction", once_taken(silent))
    vault = int(shell.json("balance", "--account", "adam")["vault"])
    shell.run(*DEPOSIT, "--network", between.url)
    between.trouble, before = passed_on, nonce(node)

    assert shell.json(*DEPOSIT, "--network", between.url)["vault"] == str(vault + 10)

    assert nonce(node) == before + 1


def test_a_node_that_is_gone_before_the_receipt_leaves_the_hash_to_look_for(
    shell: Shell, node: Connection, between: Between
) -> None:
    def gone_after_sending(*asked: object) -> None:
        sent = "eth_sendRawTransaction" in between.asked[:-2]
        trouble: Trouble = silent if sent else changed("eth_getTransactionReceipt", lambda _: None)
        trouble(*asked)  # type: ignore[arg-type]

    between.trouble, before = gone_after_sending, nonce(node)

    done = shell.run(*DEPOSIT, "--network", between.url, "--json")

    says_one_line(done, "TransactionPendingError", "it may still succeed")
    (transaction,) = (word for word in done.err.split() if word.startswith("0x"))
    assert quantity(node.rpc("eth_getTransactionReceipt", transaction)["status"]) == 1
    assert nonce(node) == before + 1


@pytest.mark.parametrize(
    "trouble",
    [
        changed("eth_chainId", lambda _: "0x63"),
        changed("eth_getBlockByNumber", lambda block: block | {"hash": "0x" + 64 * "1"}),
    ],
    ids=["another chain id", "another genesis"],
)
def test_a_node_that_turns_out_to_be_of_another_chain_is_refused(
    shell: Shell, node: Connection, between: Between, trouble: Trouble
) -> None:
    home, before = Home(shell.home), nonce(node)
    record = home.read_node()
    assert record is not None
    between.trouble = trouble
    home.write_node(replace(record, url=between.url))

    done = shell.run(*DEPOSIT, "--json")

    home.write_node(record)
    says_one_line(done, "WrongChainError", "another chain than the recorded one runs at")
    assert nonce(node) == before


def test_another_chain_at_a_nodes_address_has_no_market(
    shell: Shell, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with Node.start(tmp_path_factory.mktemp("another")) as another:
        done = shell.run(*DEPOSIT, "--network", another.url, "--json")

        says_one_line(done, "NotDeployedError", "run `bugmark deploy")
        assert nonce(another.connection) == 0
