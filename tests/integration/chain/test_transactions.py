"""Sending transactions: tried first, so that what would fail is never sent, and told apart."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from eth_abi.abi import encode

from bugmark_py.chain import contract_errors
from bugmark_py.chain.accounts import local_account
from bugmark_py.chain.artifacts import load
from bugmark_py.chain.binding import creation_code
from bugmark_py.chain.connection import quantity
from bugmark_py.chain.contract_errors import (
    ERC6909InsufficientBalanceError,
    IssueMarketUnitNotDivisibleError,
    TokenHolderTokenWithoutCodeError,
)
from bugmark_py.chain.transactions import Patience, Sender
from bugmark_py.client import Bugmark
from bugmark_py.errors import (
    AccountError,
    ChainError,
    ContractError,
    InputError,
    TransactionError,
    TransactionPendingError,
)

pytestmark = pytest.mark.integration

TOKEN = 10**18
NOBODY = "0x" + 40 * "9"


@pytest.fixture
def sender(bugmark: Bugmark) -> Sender:
    """Adam's."""
    return bugmark.named("adam").market.sender


@pytest.fixture
def held(bugmark: Bugmark) -> Iterator[Bugmark]:
    """A node that mines only when it is told to."""
    bugmark.connection.rpc("evm_setAutomine", *[False])
    yield bugmark
    bugmark.connection.rpc("evm_setAutomine", *[True])


def nonce(bugmark: Bugmark, which: str = "pending") -> int:
    address = local_account("adam").address
    return quantity(bugmark.connection.rpc("eth_getTransactionCount", address, which))


@contextmanager
def nothing_sent(bugmark: Bugmark) -> Iterator[None]:
    before = nonce(bugmark), bugmark.connection.latest_block().number
    yield
    assert (nonce(bugmark), bugmark.connection.latest_block().number) == before


# --- What succeeds --------------------------------------------------------------------------------


def test_a_receipt_says_where_the_transaction_is_and_what_came_of_it(
    bugmark: Bugmark, sender: Sender
) -> None:
    receipt = bugmark.market.token.send(sender, "faucet", NOBODY, 5)

    chain = bugmark.connection.rpc("eth_getTransactionReceipt", receipt.transaction)
    assert receipt.block == bugmark.connection.latest_block().number
    assert receipt.gas_used == quantity(chain["gasUsed"])
    assert receipt.created is None
    (event,) = bugmark.market.token.events(receipt.logs)
    assert (event.name, event.arguments["to"], event.arguments["value"]) == ("Transfer", NOBODY, 5)
    assert (event.transaction, event.block) == (receipt.transaction, receipt.block)
    assert bugmark.market.wallet(NOBODY) == 5


def test_a_created_contract_has_its_address_in_the_receipt(
    bugmark: Bugmark, sender: Sender
) -> None:
    receipt = sender.send(None, creation_code("TestToken"))

    assert receipt.created is not None
    assert load("TestToken").matches(bugmark.connection.code(receipt.created))


def test_no_more_than_needed_is_paid_for_gas(bugmark: Bugmark, sender: Sender) -> None:
    me = sender.account.address
    before = quantity(bugmark.connection.rpc("eth_getBalance", me, "latest"))

    receipt = bugmark.market.token.send(sender, "faucet", NOBODY, 5)

    sent = bugmark.connection.rpc("eth_getTransactionByHash", receipt.transaction)
    paid = before - quantity(bugmark.connection.rpc("eth_getBalance", me, "latest"))
    chain = bugmark.connection.rpc("eth_getTransactionReceipt", receipt.transaction)
    assert paid == receipt.gas_used * quantity(chain["effectiveGasPrice"])
    assert receipt.gas_used <= quantity(sent["gas"]) < 2 * receipt.gas_used
    assert quantity(sent["type"]) == 2
    assert quantity(sent["value"]) == 0


# --- What is refused before it is sent ------------------------------------------------------------


def test_what_would_revert_is_refused_with_its_arguments(bugmark: Bugmark, sender: Sender) -> None:
    limit = 1_000_000 * TOKEN

    with nothing_sent(bugmark), pytest.raises(contract_errors.TestTokenFaucetLimitError) as asked:
        bugmark.market.token.send(sender, "faucet", NOBODY, limit + 1)
    with nothing_sent(bugmark), pytest.raises(ERC6909InsufficientBalanceError) as missing:
        bugmark.market.binding.send(sender, "withdraw", 7, NOBODY)

    assert (asked.value.asked, asked.value.limit) == (limit + 1, limit)
    assert (missing.value.sender, missing.value.balance) == (sender.account.address, 0)
    assert (missing.value.needed, missing.value.id) == (7, 0)


def test_a_constructor_that_would_revert_is_refused(bugmark: Bugmark, sender: Sender) -> None:
    token = bugmark.deployment.token

    with nothing_sent(bugmark), pytest.raises(IssueMarketUnitNotDivisibleError) as unit:
        sender.send(None, creation_code("IssueMarket", token, 10_000, 7))
    with nothing_sent(bugmark), pytest.raises(TokenHolderTokenWithoutCodeError) as missing:
        sender.send(None, creation_code("IssueMarket", NOBODY, 20_000, 7))

    assert unit.value.unit == 10_000
    assert missing.value.token == NOBODY


def test_one_call_of_several_that_would_revert_keeps_all_from_being_sent(
    bugmark: Bugmark, sender: Sender
) -> None:
    market = bugmark.market.binding
    calls = [market.encode("cancelAll"), market.encode("withdraw", 7, NOBODY)]

    with nothing_sent(bugmark), pytest.raises(ERC6909InsufficientBalanceError):
        market.send(sender, "multicall", calls)

    assert bugmark.market.epoch(sender.account.address) == 0


def test_what_does_not_fit_is_refused(bugmark: Bugmark, sender: Sender) -> None:
    with nothing_sent(bugmark), pytest.raises(InputError, match="amount"):
        bugmark.market.token.send(sender, "faucet", NOBODY, -1)


REASON = bytes.fromhex("08c379a0") + encode(["string"], ["not today"])
# Copies the 100 bytes that follow it to memory, and reverts with them.
SAYS_WHY = bytes.fromhex("6064600a5f3960645ffd") + REASON


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (SAYS_WHY, "the contract refused: not today"),
        (bytes.fromhex("5f5ffd"), "the contract refused: no reason given"),
        # Burns all gas.
        (bytes.fromhex("fe"), "the node refused"),
    ],
)
def test_another_contracts_refusal_is_an_error_of_the_package(
    bugmark: Bugmark, sender: Sender, code: bytes, message: str
) -> None:
    bugmark.connection.rpc("anvil_setCode", NOBODY, "0x" + code.hex())

    with nothing_sent(bugmark), pytest.raises(ChainError, match=message):
        sender.send(NOBODY, "0x")


@pytest.mark.parametrize("coin", [0, 10**12])
def test_who_cannot_pay_for_gas_is_told_so_and_nothing_is_sent(
    bugmark: Bugmark, sender: Sender, coin: int
) -> None:
    me = sender.account.address
    bugmark.connection.rpc("anvil_setBalance", me, hex(coin))

    with nothing_sent(bugmark), pytest.raises(AccountError) as caught:
        bugmark.market.token.send(sender, "faucet", NOBODY, 5)

    assert str(caught.value) == (
        f"account adam ({me}) has too little of the chain's own coin to pay for gas: send it some"
    )
    bugmark.connection.rpc("anvil_setBalance", me, hex(TOKEN))
    bugmark.market.token.send(sender, "faucet", NOBODY, 5)
    assert bugmark.market.wallet(NOBODY) == 5


# --- What fails after it was sent -----------------------------------------------------------------


def test_what_is_overtaken_on_its_way_was_sent_and_failed(held: Bugmark) -> None:
    """Adam's offer matures while Beth's take is on its way."""
    connection = held.connection
    connection.rpc("evm_setAutomine", *[True])
    future = held.named("adam").market.create_future("file:demo#1", "+1d")
    placed = held.named("adam").market.buy(future, "unfixed", units=200, price="0.80")
    beth = held.named("beth")
    beth.market.deposit("40")
    connection.rpc("evm_setAutomine", *[False])

    def mature() -> None:
        while connection.rpc("txpool_status")["pending"] == "0x0":
            pass
        connection.rpc("evm_increaseTime", 86_400)
        connection.rpc("evm_mine")

    miner = threading.Thread(target=mature)
    miner.start()
    with pytest.raises(TransactionError, match="was sent and failed: The future has matured"):
        beth.market.take(placed)
    miner.join()

    assert beth.market.vault(beth.address()) == 40 * TOKEN
    assert beth.market.position(beth.address(), future.future_id, placed.offer.outcome) == 0


def test_a_failure_after_sending_is_no_refusal() -> None:
    # Whoever catches a refusal relies on nothing having been sent.
    assert not issubclass(TransactionError, ContractError)
    assert not issubclass(TransactionPendingError, ContractError | TransactionError)


def test_a_transaction_without_a_receipt_has_its_hash_and_may_still_succeed(held: Bugmark) -> None:
    impatient = Sender(
        held.connection, local_account("adam"), held.folder, patience=Patience(receipt=0.1)
    )

    with pytest.raises(TransactionPendingError, match="may still succeed") as caught:
        held.market.token.send(impatient, "faucet", NOBODY, 5)
    assert caught.value.transaction_hash in str(caught.value)
    held.connection.rpc("evm_mine")

    found = held.connection.rpc("eth_getTransactionReceipt", caught.value.transaction_hash)
    assert quantity(found["status"]) == 1
    assert held.market.wallet(NOBODY) == 5


# --- Several at once ------------------------------------------------------------------------------


def in_threads(count: int, act: Callable[[], object]) -> list[Exception]:
    problems: list[Exception] = []

    def run() -> None:
        try:
            for _ in range(5):
                act()
        except Exception as error:  # noqa: BLE001
            problems.append(error)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


def test_threads_that_share_a_sender_use_each_nonce_once(bugmark: Bugmark, sender: Sender) -> None:
    before = nonce(bugmark, "latest")

    problems = in_threads(4, lambda: bugmark.market.token.send(sender, "faucet", NOBODY, 5))

    assert problems == []
    assert nonce(bugmark, "latest") == nonce(bugmark, "pending") == before + 20
    assert bugmark.market.wallet(NOBODY) == 100


def test_senders_of_one_account_in_several_threads_use_each_nonce_once(bugmark: Bugmark) -> None:
    before = nonce(bugmark, "latest")

    def send() -> None:
        adam = bugmark.named("adam")
        adam.market.token.send(adam.market.sender, "faucet", NOBODY, 5)

    assert in_threads(4, send) == []
    assert nonce(bugmark, "latest") == nonce(bugmark, "pending") == before + 20
    assert bugmark.market.wallet(NOBODY) == 100


def test_a_refusal_in_the_middle_leaves_no_gap(bugmark: Bugmark, sender: Sender) -> None:
    before = nonce(bugmark, "latest")

    bugmark.market.token.send(sender, "faucet", NOBODY, 5)
    with pytest.raises(ContractError):
        bugmark.market.binding.send(sender, "withdraw", 7, NOBODY)
    bugmark.market.token.send(sender, "faucet", NOBODY, 5)

    assert nonce(bugmark, "latest") == before + 2
