"""Accounts by name: the published ones on a local node, and nowhere else."""

from typing import Any

import pytest

from bugmark_py.chain.accounts import NAMES, Accounts, local_account
from bugmark_py.chain.connection import Connection
from bugmark_py.chain.keystores import Keystores
from bugmark_py.client import Bugmark, connect
from bugmark_py.errors import AccountError

pytestmark = pytest.mark.integration

# The first of Anvil's published keys, and the address that Anvil prints for it.
ADAM = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
ADAMS_KEY = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"


class _Elsewhere(Connection):
    """The same node, as if it were none of this machine's own."""

    is_anvil = False


@pytest.fixture
def accounts(bugmark: Bugmark) -> Accounts:
    return Accounts(bugmark.connection, Keystores(bugmark.home.keystore), lambda _: "secret")


@pytest.fixture
def elsewhere(bugmark: Bugmark) -> Accounts:
    connection = _Elsewhere(bugmark.connection.url)
    return Accounts(connection, Keystores(bugmark.home.keystore), lambda _: "secret")


def test_names_are_anvils_accounts_in_their_order(bugmark: Bugmark, accounts: Accounts) -> None:
    known = [address.lower() for address in bugmark.connection.rpc("eth_accounts")]

    assert [accounts.get(name).address.lower() for name in NAMES] == known
    assert accounts.get("adam").address == ADAM
    assert list(accounts.names())[: len(NAMES)] == [
        (local_account(name).address, name) for name in NAMES
    ]


def test_an_address_stands_for_itself_with_its_checksum(accounts: Accounts) -> None:
    assert accounts.address_of("adam") == ADAM
    assert accounts.address_of(ADAM) == ADAM
    assert accounts.address_of(ADAM.lower()) == ADAM


def test_a_mistyped_address_is_noticed_by_its_checksum(accounts: Accounts) -> None:
    for mistyped in (ADAM.replace("F", "f", 1), ADAM.replace("92266", "92267")):
        with pytest.raises(AccountError, match="was mistyped"):
            accounts.address_of(mistyped)

    assert accounts.address_of("0x" + ADAM[2:].upper()) == ADAM


@pytest.mark.parametrize(
    "name",
    ["zoe", "", "Adam", " adam", "adam ", "0x12", "../adam", ADAM[:-1], ADAM + "0", "a" * 999],
)
def test_who_is_not_known_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(AccountError):
        accounts.address_of(name)
    with pytest.raises(AccountError):
        accounts.get(name)


def test_off_local_nodes_the_published_accounts_do_not_exist(elsewhere: Accounts) -> None:
    for name in NAMES:
        with pytest.raises(AccountError, match="exists on a local node only"):
            elsewhere.get(name)
        with pytest.raises(AccountError, match="exists on a local node only"):
            elsewhere.address_of(name)

    assert list(elsewhere.names()) == []
    assert elsewhere.address_of(ADAM) == ADAM


def test_a_key_appears_in_no_text(bugmark: Bugmark) -> None:
    adam = local_account("adam")
    _ = adam.signer

    shown: list[Any] = [adam, adam.signer, bugmark.named("adam").account, vars(adam)]
    for each in shown:
        assert ADAMS_KEY not in repr(each).lower()
        assert ADAMS_KEY not in str(each).lower()


def test_whoever_is_not_known_connects_to_nothing(bugmark: Bugmark) -> None:
    with pytest.raises(AccountError, match="'zoe' is unknown"):
        connect("local", account="zoe", home=bugmark.home.path)
