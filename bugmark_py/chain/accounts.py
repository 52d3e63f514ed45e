"""Accounts by name. Keys stay in memory, are made out when they are needed, and appear nowhere."""

from collections.abc import Callable, Iterator
from functools import cache, cached_property
from typing import Any, Protocol

from eth_account import Account as EthAccount
from eth_account.datastructures import SignedMessage, SignedTransaction
from eth_utils.address import is_address, to_checksum_address

from bugmark_py.chain.connection import Connection
from bugmark_py.chain.keystores import Keystores, Passphrase
from bugmark_py.chain.signing import KeySigner
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

Consent = Callable[[str], None]
"""Raises unless the account that is named may sign."""


class Signer(Protocol):
    """Signs for one address: eth_account's `LocalAccount`, or whatever else can."""

    def sign_transaction(self, transaction_dict: dict[str, Any], /) -> SignedTransaction:
        """Sign a transaction of type 2.

        Args:
            transaction_dict: its fields, named as JSON-RPC names them.
        """
        ...

    def sign_typed_data(
        self,
        domain_data: dict[str, Any],
        message_types: dict[str, Any],
        message_data: dict[str, Any],
    ) -> SignedMessage:
        """Sign a message of EIP-712.

        Args:
            domain_data: whom the message is for.
            message_types: fields of each type.
            message_data: what it says.
        """
        ...


class Account:
    """Who sends."""

    def __init__(self, name: str, address: str, unlock: Callable[[], Signer]) -> None:
        """Name an account; its key is not touched yet.

        Args:
            name: as the user calls it.
            address: checksummed address.
            unlock: makes out who signs.
        """
        self.name = name
        self.address = address
        self._unlock = unlock

    @cached_property
    def signer(self) -> Signer:
        """Signs for the address.

        Raises:
            AccountError: the passphrase is wrong, or there is nobody to ask for it.
        """
        return self._unlock()

    def __repr__(self) -> str:
        return f"Account({self.name}, {self.address})"


class Accounts:
    """The accounts that can be used on one chain."""

    def __init__(
        self,
        connection: Connection,
        keystores: Keystores,
        passphrase: Passphrase,
        consent: Consent | None = None,
    ) -> None:
        """Look them up; nothing is decrypted yet.

        Args:
            connection: the chain. On a local node, and nowhere else, `NAMES` exist.
            keystores: encrypted accounts.
            passphrase: gives the passphrase of one of them when it is needed.
            consent: asked before one of them first signs where that is no game; None does not ask.
        """
        self._connection = connection
        self._keystores = keystores
        self._passphrase = passphrase
        self._consent = consent

    def get(self, name: str) -> Account:
        """The account of a name.

        Raises:
            AccountError: there is no such account here.
        """
        if name in NAMES:
            self._check_local(name)
            return local_account(name)
        if not self._keystores.exists(name):
            known = [*(known for _, known in self.names())]
            choose = f"choose one of {', '.join(known)}, or " if known else ""
            raise AccountError(
                f"account {name!r} is unknown: {choose}make one with `bugmark account new {name}`"
            )
        address = self._keystores.address(name)
        return Account(name, address, lambda: self._unlocked(name))

    def address_of(self, name: str) -> str:
        """The checksummed address of a name, or of an address given as such.

        Raises:
            AccountError: it is neither, or an address that was mistyped.
        """
        if not is_address(name):
            return self.get(name).address
        address = as_address(name)
        if address is None:
            raise AccountError(
                f"address {name} was mistyped: the case of its letters is a checksum, and does not"
                " fit"
            )
        return address

    def passphrase(self, name: str) -> str:
        """What the secrets of an account are locked with, where its own signatures cannot be."""
        return self._passphrase(name)

    def names(self) -> Iterator[tuple[str, str]]:
        """Pairs of checksummed address and name, to show people names."""
        if self._connection.is_anvil:
            for name in NAMES:
                yield local_account(name).address, name
        for name, address in self._keystores.names():
            yield address, name

    def _unlocked(self, name: str) -> Signer:
        if self._consent is not None and not self._connection.is_anvil:
            self._consent(name)
        return KeySigner(self._keystores.unlock(name, self._passphrase))

    def _check_local(self, name: str) -> None:
        if not self._connection.is_anvil:
            raise AccountError(
                f"account {name!r} cannot be used: its key is published, so that it exists on a"
                f" local node only, which {self._connection.url} is not"
            )


def as_address(text: object) -> str | None:
    """The checksummed form of an address; None of what is none, or was mistyped.

    The case of its letters is a checksum, unless all are alike.
    """
    if not isinstance(text, str) or not text.startswith("0x") or not is_address(text):
        return None
    address, digits = to_checksum_address(text), text[2:]
    return address if text == address or digits in {digits.lower(), digits.upper()} else None


def local_account(name: str) -> Account:
    """One of the accounts that exist on every local node."""
    signer = _derived(name)
    return Account(name, signer.address, lambda: signer)


@cache
def _derived(name: str) -> KeySigner:
    EthAccount.enable_unaudited_hdwallet_features()
    path = f"m/44'/60'/0'/0/{NAMES.index(name)}"
    return KeySigner(EthAccount.from_mnemonic(_MNEMONIC, account_path=path))
