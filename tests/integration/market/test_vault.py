"""Collateral in and out of the vault: exact, or refused before anything is sent."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any

import pytest

from bugmark_py.chain.binding import Binding
from bugmark_py.chain.permits import sign_permit
from bugmark_py.client import Bugmark, connect
from bugmark_py.errors import AccountError, InputError, RefusedError
from bugmark_py.market import vault
from bugmark_py.market.client import Market

pytestmark = pytest.mark.integration

TOKEN = 10**18
GIFT = 10_000 * TOKEN
NOBODY = "0x" + 40 * "9"

Traders = Callable[[str], Market]
NothingSent = Callable[[str], AbstractContextManager[None]]


def holds(market: Market) -> tuple[int, int]:
    """Base units in the account's wallet and vault."""
    me = market.sender.account.address
    return market.wallet(me), market.vault(me)


def sent(market: Market) -> int:
    me = market.sender.account.address
    return int(market.connection.rpc("eth_getTransactionCount", me, "latest"), 16)


@pytest.mark.parametrize(
    ("amount", "base"),
    [
        ("160", 160 * TOKEN),
        ("0.5", 5 * 10**17),
        ("0.000000000000000001", 1),
        (3, 3 * TOKEN),
        ("10000", GIFT),
    ],
)
def test_a_deposit_moves_exactly_its_amount_from_the_wallet(
    as_: Traders, amount: str | int, base: int
) -> None:
    as_("adam").deposit(amount)

    assert holds(as_("adam")) == (GIFT - base, base)
    assert holds(as_("beth")) == (GIFT, 0)


def test_a_permit_makes_a_deposit_one_transaction_and_leaves_no_allowance(
    bugmark: Bugmark, as_: Traders
) -> None:
    adam = as_("adam")
    before = sent(adam)

    adam.deposit("5")
    adam.deposit("6")

    assert sent(adam) == before + 2
    assert adam.vault(bugmark.address("adam")) == 11 * TOKEN
    allowance = adam.token.call("allowance", bugmark.address("adam"), bugmark.deployment.market)
    assert allowance == 0


def test_a_token_without_permits_is_approved_first_and_for_no_more(
    bugmark: Bugmark, as_: Traders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault, "sign_permit", lambda *_: None)
    adam = as_("adam")
    before = sent(adam)

    adam.deposit("5")

    assert sent(adam) == before + 2
    assert holds(adam) == (GIFT - 5 * TOKEN, 5 * TOKEN)
    allowance = adam.token.call("allowance", bugmark.address("adam"), bugmark.deployment.market)
    assert allowance == 0


def test_an_allowance_that_is_there_is_used(
    bugmark: Bugmark, as_: Traders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault, "sign_permit", lambda *_: None)
    adam = as_("adam")
    adam.token.send(adam.sender, "approve", bugmark.deployment.market, 9 * TOKEN)
    before = sent(adam)

    adam.deposit("5")

    assert sent(adam) == before + 1
    assert holds(adam) == (GIFT - 5 * TOKEN, 5 * TOKEN)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("0x00", id="takes every call and answers none"),
        pytest.param("0x5f5ffd", id="refuses every call"),
        pytest.param("0xfe", id="burns every call"),
        # Answers one zero word: it has a `nonces`, and no domain that can be read.
        pytest.param("0x60205ff3", id="answers one word to all"),
    ],
)
def test_a_token_that_knows_no_permits_is_found_out(
    bugmark: Bugmark, as_: Traders, code: str
) -> None:
    bugmark.connection.rpc("anvil_setCode", NOBODY, code)
    token = Binding(bugmark.connection, "TestToken", NOBODY)

    permit = sign_permit(token, as_("adam").sender.account, bugmark.deployment.market, 1, 2**40)

    assert permit is None


def test_a_permit_that_somebody_else_used_first_does_no_harm(
    bugmark: Bugmark, as_: Traders
) -> None:
    adam, eve = as_("adam"), as_("erin")
    market, deadline = bugmark.deployment.market, bugmark.now() + 3600
    permit = sign_permit(adam.token, adam.sender.account, market, 5 * TOKEN, deadline)
    assert permit is not None
    me = bugmark.address("adam")

    eve.token.send(eve.sender, "permit", me, market, 5 * TOKEN, deadline, *permit)
    adam.binding.send(adam.sender, "depositWithPermit", 5 * TOKEN, deadline, *permit)

    assert holds(adam) == (GIFT - 5 * TOKEN, 5 * TOKEN)


def test_deposits_of_one_account_at_the_same_instant_all_arrive(bugmark: Bugmark) -> None:
    def deposit(_: int) -> None:
        with connect("local", account="adam", home=bugmark.home.path) as adam:
            for _ in range(3):
                adam.market.deposit(5)

    with ThreadPoolExecutor(4) as several:
        list(several.map(deposit, range(4)))

    assert holds(bugmark.named("adam").market) == (GIFT - 60 * TOKEN, 60 * TOKEN)


def test_deposits_of_one_account_arrive_where_blocks_take_their_time(bugmark: Bugmark) -> None:
    rpc = bugmark.connection.rpc
    rpc("evm_setAutomine", *[False])
    rpc("evm_setIntervalMining", 1)

    with ThreadPoolExecutor(2) as both:
        done = [both.submit(bugmark.named("adam").market.deposit, 5) for _ in range(2)]
        blocks = {each.result().block for each in done}
    rpc("evm_setIntervalMining", 0)
    rpc("evm_setAutomine", *[True])

    assert holds(bugmark.named("adam").market) == (GIFT - 10 * TOKEN, 10 * TOKEN)
    assert len(blocks) == 2


def test_what_was_deposited_can_be_withdrawn_to_the_last_base_unit(as_: Traders) -> None:
    adam = as_("adam")
    adam.deposit("160")

    adam.withdraw("0.000000000000000001")
    assert holds(adam) == (GIFT - 160 * TOKEN + 1, 160 * TOKEN - 1)
    adam.withdraw("159.999999999999999999")

    assert holds(adam) == (GIFT, 0)


def test_more_than_the_wallet_holds_cannot_be_deposited(
    as_: Traders, nothing_sent: NothingSent
) -> None:
    with nothing_sent("adam"), pytest.raises(RefusedError) as caught:
        as_("adam").deposit("10000.000000000000000001")

    assert str(caught.value) == (
        "the wallet of adam holds 10000 BUGT and 10000.000000000000000001 BUGT are needed:"
        " get 0.000000000000000001 BUGT more, or ask for less"
    )


def test_more_than_the_vault_holds_cannot_be_withdrawn(
    as_: Traders, nothing_sent: NothingSent
) -> None:
    as_("adam").deposit("5")

    with nothing_sent("adam"), pytest.raises(RefusedError) as caught:
        as_("adam").withdraw("5.5")

    assert str(caught.value) == (
        "the vault of adam holds 5 BUGT and 5.5 BUGT are asked: withdraw at most what it holds"
    )


def test_one_account_cannot_withdraw_what_another_deposited(
    as_: Traders, nothing_sent: NothingSent
) -> None:
    as_("adam").deposit("100")

    with nothing_sent("erin"), pytest.raises(RefusedError, match="the vault of erin holds 0 BUGT"):
        as_("erin").withdraw("1")


@pytest.mark.parametrize("move", ["deposit", "withdraw"])
def test_an_amount_that_is_none_is_refused(
    as_: Traders, nothing_sent: NothingSent, move: str
) -> None:
    amounts: list[Any] = ["0", "-1", "ten", "", "1e3", "0." + 18 * "0" + "1", 0, 0.5]
    for amount in amounts:
        with nothing_sent("adam"), pytest.raises(InputError, match="amount"):
            getattr(as_("adam"), move)(amount)


def test_without_an_account_one_can_look_and_not_touch(bugmark: Bugmark) -> None:
    me = bugmark.address("adam")

    assert bugmark.market.wallet(me) == GIFT
    assert bugmark.market.vault(me) == 0
    for act in (bugmark.market.deposit, bugmark.market.withdraw):
        with pytest.raises(AccountError, match="no account is named"):
            act("1")


def test_only_an_address_has_a_wallet(bugmark: Bugmark) -> None:
    holders: list[Any] = ["beth", "", "0x", "0x1234", None, 5]
    for holder in holders:
        for look in (bugmark.market.wallet, bugmark.market.vault):
            with pytest.raises(InputError, match="does not fit: it is of type address"):
                look(holder)
