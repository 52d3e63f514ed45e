"""What becomes of a transaction between signing and its receipt."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bugmark_py.chain.accounts import local_account
from bugmark_py.chain.connection import Connection, quantity
from bugmark_py.chain.journal import Journal
from bugmark_py.chain.transactions import Patience, Sender
from bugmark_py.client import Bugmark
from bugmark_py.errors import NodeUnreachableError, TransactionPendingError

pytestmark = pytest.mark.integration

GWEI = 10**9


def nonce(bugmark: Bugmark, name: str, which: str = "latest") -> int:
    address = local_account(name).address
    return quantity(bugmark.connection.rpc("eth_getTransactionCount", address, which))


def sender(bugmark: Bugmark, name: str, patience: Patience) -> Sender:
    return Sender(bugmark.connection, local_account(name), bugmark.folder, patience=patience)


@pytest.fixture
def held(bugmark: Bugmark) -> Iterator[Bugmark]:
    """A node that mines only when it is told to."""
    bugmark.connection.rpc("evm_setAutomine", *[False])
    yield bugmark
    bugmark.connection.rpc("evm_setAutomine", *[True])


def in_a_moment(act: Callable[[], object], seconds: float = 0.4) -> threading.Timer:
    timer = threading.Timer(seconds, act)
    timer.start()
    return timer


def test_a_transaction_that_is_too_cheap_is_replaced_and_counts_once(held: Bugmark) -> None:
    epoch = held.market.epoch(held.address("adam"))
    cheap = sender(held, "adam", Patience(receipt=30, bump=1))

    def raise_the_fee_then_mine() -> None:
        held.connection.rpc("anvil_setNextBlockBaseFeePerGas", hex(20 * GWEI))
        held.connection.rpc("evm_mine")
        for _ in range(20):
            time.sleep(0.3)
            held.connection.rpc("evm_mine")

    miner = in_a_moment(raise_the_fee_then_mine)
    receipt = held.market.binding.send(cheap, "cancelAll")
    miner.join()

    assert receipt.transaction.startswith("0x")
    assert held.market.epoch(held.address("adam")) == epoch + 1
    assert nonce(held, "adam", "pending") == nonce(held, "adam")
    assert Journal(held.folder.journal).pending(held.address("adam")) == []


def test_no_receipt_in_time_is_no_failure_and_is_written_down(held: Bugmark) -> None:
    impatient = sender(held, "adam", Patience(receipt=0.3))

    with pytest.raises(TransactionPendingError, match="may still succeed") as pending:
        held.market.binding.send(impatient, "cancelAll")

    written = Journal(held.folder.journal).pending(held.address("adam"))
    assert [entry.hash for entry in written] == [pending.value.transaction_hash]


def test_the_next_transaction_goes_after_one_that_is_still_on_its_way(held: Bugmark) -> None:
    before = held.market.epoch(held.address("adam"))
    with pytest.raises(TransactionPendingError):
        held.market.binding.send(sender(held, "adam", Patience(receipt=0.2)), "cancelAll")

    miner = in_a_moment(lambda: held.connection.rpc("evm_mine"))
    held.market.binding.send(sender(held, "adam", Patience(receipt=20)), "cancelAll")
    miner.join()

    assert held.market.epoch(held.address("adam")) == before + 2
    assert Journal(held.folder.journal).pending(held.address("adam")) == []


def test_a_transaction_that_the_node_lost_leaves_no_gap(held: Bugmark) -> None:
    before = nonce(held, "adam")
    with pytest.raises(TransactionPendingError) as lost:
        held.market.binding.send(sender(held, "adam", Patience(receipt=0.2)), "cancelAll")
    held.connection.rpc("anvil_dropTransaction", lost.value.transaction_hash)
    a_minute_later = Sender(
        held.connection,
        local_account("adam"),
        held.folder,
        patience=Patience(receipt=20),
        clock=lambda: time.time() + 60,
    )

    miner = in_a_moment(lambda: held.connection.rpc("evm_mine"))
    held.market.binding.send(a_minute_later, "cancelAll")
    miner.join()

    assert nonce(held, "adam") == before + 1


def test_one_that_was_written_down_and_never_sent_does_not_hold_up_the_next(
    bugmark: Bugmark,
) -> None:
    before = nonce(bugmark, "adam")
    Journal(bugmark.folder.journal).add(bugmark.address("adam"), before, "0x" + 64 * "a")

    bugmark.named("adam").market.cancel_all()

    assert nonce(bugmark, "adam") == before + 1
    assert Journal(bugmark.folder.journal).pending(bugmark.address("adam")) == []


def test_a_receipt_counts_once_it_has_its_confirmations(bugmark: Bugmark) -> None:
    careful = sender(bugmark, "adam", Patience(receipt=20, confirmations=3))
    miner = in_a_moment(lambda: bugmark.connection.rpc("anvil_mine", "0x2"))

    receipt = bugmark.market.binding.send(careful, "cancelAll")
    miner.join()

    assert bugmark.connection.latest_block().number >= receipt.block + 2


def test_a_node_that_goes_silent_while_sending_leaves_the_transaction_to_be_looked_for(
    bugmark: Bugmark, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The node takes it, and its answer is lost on the way."""
    post = Connection._post
    epoch = bugmark.market.epoch(bugmark.address("adam"))

    def losing(self: Connection, body: object) -> object:
        answer = post(self, body)
        if "eth_sendRawTransaction" in str(body):
            raise NodeUnreachableError("the answer was lost")
        return answer

    monkeypatch.setattr(Connection, "_post", losing)
    with pytest.raises(TransactionPendingError, match="may have been sent"):
        bugmark.named("adam").market.cancel_all()
    monkeypatch.undo()

    bugmark.named("adam").market.cancel_all()
    assert bugmark.market.epoch(bugmark.address("adam")) == epoch + 2


SENDS_A_HUNDRED = """
import sys
from bugmark_py.client import connect
with connect("local", account="adam", home=sys.argv[1]) as bugmark:
    for _ in range(100):
        bugmark.market.cancel_all()
"""


def test_two_processes_sending_200_transactions_as_one_account_leave_no_gap(
    bugmark: Bugmark,
) -> None:
    first, home = nonce(bugmark, "adam"), bugmark.home.path
    epoch = bugmark.market.epoch(bugmark.address("adam"))

    processes = [
        subprocess.Popen([sys.executable, "-c", SENDS_A_HUNDRED, str(home)]) for _ in range(2)
    ]

    assert [process.wait(100) for process in processes] == [0, 0]
    assert nonce(bugmark, "adam") == nonce(bugmark, "adam", "pending") == first + 200
    assert bugmark.market.epoch(bugmark.address("adam")) == epoch + 200
    assert Journal(Path(bugmark.folder.journal)).pending(bugmark.address("adam")) == []
