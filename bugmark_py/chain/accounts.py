"""Accounts by name. Keys stay in memory and appear in no message."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from eth_account import Account as EthAccount
from eth_account.signers.local import LocalAccount
from eth_utils.address import is_address, to_checksum_address

from bugmark_py.chain.connection import Connection
from bugmark_py.errors import AccountError

NAMES = (
    "adam",
    "beth",
    "bob",
    "charles",
    "dana",
    "erin",
    "frank",
    "seller",
    "reporter",
    "reporter2",
    "reporter3",
    "deployer",
)
"""Accounts that exist on every local node, in the order of their derivation."""

REPORTERS = ("reporter", "reporter2", "reporter3")
"""Which of them report on a local deployment."""

# Published by Anvil, and worth nothing anywhere else.
_MNEMONIC = "test test test test test test test test test test test junk"


@dataclass(frozen=True)
class Account:
    """Who sends.

    Attributes:
        name: as the user calls it.
        address: checksummed address.
        signer: holds the key; left out of every representation.
    """

    name: str
    address: str
    signer: LocalAccount = field(repr=False)


def account(connection: Connection, name: str) -> Account:
    """The account of a name.

    Raises:
        AccountError: there is no such account here.
    """
    if not connection.is_anvil:
        raise AccountError(
            f"account {name!r} cannot be used: the named accounts have published keys and exist"
            f" on a local node only, which {connection.url} is not"
        )
    if name not in NAMES:
        raise AccountError(f"account {name!r} is unknown: choose one of {', '.join(NAMES)}")
    return _derived(name)


def address_of(connection: Connection, name: str) -> str:
    """The checksummed address of a name, or of an address given as such.

    Raises:
        AccountError: it is neither.
    """
    if is_address(name):
        return to_checksum_address(name)
    return account(connection, name).address


def local_names(connection: Connection) -> Iterator[tuple[str, str]]:
    """Pairs of address and name, to show people names; none off local nodes."""
    if connection.is_anvil:
        for name in NAMES:
            yield _derived(name).address, name


@cache
def _derived(name: str) -> Account:
    EthAccount.enable_unaudited_hdwallet_features()
    path = f"m/44'/60'/0'/0/{NAMES.index(name)}"
    signer: LocalAccount = EthAccount.from_mnemonic(_MNEMONIC, account_path=path)
    return Account(name=name, address=signer.address, signer=signer)
