"""Encrypted keys on disk, in the form that other wallets read (Web3 Secret Storage, version 3)."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from eth_account import Account as EthAccount
from eth_account.signers.local import LocalAccount
from eth_utils.address import is_address, to_checksum_address

from bugmark_py.errors import AccountError, InputError

_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_KEY: Final = re.compile(r"(?:0x)?[0-9a-fA-F]{64}")
_READABLE_BY_OWNER: Final = 0o600

Passphrase = Callable[[str], str]
"""Gives the passphrase of the account that is named."""


class Keystores:
    """Encrypted accounts by name, one file each.

    Args:
        folder: where they lie; made when the first is written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[tuple[str, str]]:
        """Pairs of name and checksummed address, by name.

        Raises:
            AccountError: a file is damaged.
        """
        found = sorted(self._folder.glob("*.json")) if self._folder.is_dir() else []
        return [(path.stem, self.address(path.stem)) for path in found]

    def exists(self, name: str) -> bool:
        """Whether there is an account of that name."""
        return _NAME.fullmatch(name) is not None and self._path(name).is_file()

    def address(self, name: str) -> str:
        """The checksummed address of an account. No passphrase is needed for it.

        Raises:
            AccountError: there is none of that name, or its file is damaged.
        """
        return to_checksum_address(self._read(name)["address"])

    def unlock(self, name: str, passphrase: Passphrase) -> LocalAccount:
        """Decrypt an account.

        Raises:
            AccountError: there is none of that name, or the passphrase is wrong.
        """
        document = self._read(name)
        try:
            key = EthAccount.decrypt(document, passphrase(name))
        except ValueError:
            raise AccountError(f"the passphrase of account {name!r} is wrong: try again") from None
        signer: LocalAccount = EthAccount.from_key(key)
        return signer

    def create(self, name: str, passphrase: str) -> str:
        """Make a new account.

        Returns:
            Its checksummed address.

        Raises:
            InputError: the name or the passphrase cannot be.
            AccountError: there is one of that name.
        """
        signer: LocalAccount = EthAccount.create()
        return self._write(name, signer, passphrase)

    def add(self, name: str, key: str, passphrase: str) -> str:
        """Keep an account whose private key is known.

        Args:
            name: what it will be called.
            key: 64 hex digits. It appears in no message.
            passphrase: what it is encrypted with.

        Returns:
            Its checksummed address.

        Raises:
            InputError: the name, the key or the passphrase cannot be.
            AccountError: there is one of that name.
        """
        if _KEY.fullmatch(key.strip()) is None:
            raise InputError("that is no private key: it has 64 hex digits")
        try:
            signer: LocalAccount = EthAccount.from_key(key.strip())
        except ValueError:
            raise InputError("that is no private key: its number is out of range") from None
        return self._write(name, signer, passphrase)

    def check_free(self, name: str) -> None:
        """Check, before anybody is asked for a passphrase, that an account can be made.

        Raises:
            InputError: the name cannot be.
            AccountError: there is one of that name.
        """
        if _NAME.fullmatch(name) is None:
            raise InputError(
                f"account name {name!r} cannot be: write 1 to 32 of a-z, 0-9, - and _, a letter"
                " first"
            )
        if self.exists(name):
            raise AccountError(f"account {name!r} exists: choose another name")

    def _write(self, name: str, signer: LocalAccount, passphrase: str) -> str:
        self.check_free(name)
        if not passphrase:
            raise InputError("an empty passphrase protects nothing: choose one")
        document = signer.encrypt(passphrase)
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            # A key that exists is never written over, not even by two commands at once.
            number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _READABLE_BY_OWNER)
        except FileExistsError:
            raise AccountError(f"account {name!r} exists: choose another name") from None
        with os.fdopen(number, "w") as file:
            json.dump(document, file)
            file.flush()
            os.fsync(file.fileno())
        return str(signer.address)

    def _read(self, name: str) -> dict[str, str]:
        if not self.exists(name):
            raise AccountError(f"there is no account {name!r}: `bugmark account list` shows them")
        try:
            document: dict[str, str] = json.loads(self._path(name).read_text())
            if is_address(document["address"]):
                return document
        except (ValueError, KeyError, TypeError):
            pass
        raise AccountError(f"{self._path(name)} is damaged: it is no encrypted account")

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"
