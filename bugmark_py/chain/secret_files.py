"""Secrets of an account on disk, locked by what the account can sign, or by a passphrase."""

import json
import os
import re
from pathlib import Path
from threading import get_ident
from typing import Final

from bugmark_py.chain.accounts import Account
from bugmark_py.errors import InputError, RefusedError
from bugmark_py.model.hashing import WORD
from bugmark_py.sealing.derivation import signature_seed
from bugmark_py.sealing.locks import Lock, SignatureLock, lock, unlock
from bugmark_py.sealing.messages import Message, Pools, Sign, secret_message

_NAME: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,127}")
_READABLE_BY_OWNER: Final = 0o600
_PURPOSE: Final = "files"
_NO_POOL: Final = "0x" + "00" * WORD


def signs_as(account: Account) -> Sign:
    """Sign messages about pools as an account."""

    def sign(message: Message) -> bytes:
        domain, types, values = message.parts()
        return bytes(account.signer.sign_typed_data(domain, types, values).signature)

    return sign


def account_lock(account: Account, pools: Pools) -> SignatureLock:
    """What an account's secret files are locked with: there is no second passphrase.

    Args:
        account: signs for it, each time the same.
        pools: the contract that the files are about.

    Raises:
        AccountError: the account's signatures do not repeat, so that a passphrase is needed, or it
            cannot be unlocked.
    """
    message = secret_message(pools, _NO_POOL, _PURPOSE)
    return SignatureLock(signature_seed(signs_as(account), account.address, message))


class LockedFolder:
    """Secrets by name, one locked file each, never written over.

    Args:
        folder: where they lie; made when the first is written.
        opener: what they are locked with.
    """

    def __init__(self, folder: Path, opener: Lock) -> None:
        self._folder = folder
        self._opener = opener

    def names(self) -> list[str]:
        """All names, sorted."""
        found = self._folder.glob("*.json") if self._folder.is_dir() else []
        return sorted(path.stem for path in found if _NAME.fullmatch(path.stem))

    def put(self, name: str, secret: bytes) -> None:
        """Keep a secret; when this returns, it is on disk.

        Args:
            name: letters, digits, - and _.
            secret: any bytes.

        Raises:
            InputError: the name cannot be.
            RefusedError: there is one of that name.
        """
        path = self._path(name)
        text = json.dumps(lock(secret, name, self._opener)) + "\n"
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_name(f".{name}.{os.getpid()}-{get_ident()}")
        try:
            _write_through(temporary, text.encode())
            # Unlike a renaming, this fails if there is one.
            path.hardlink_to(temporary)
        except FileExistsError:
            raise RefusedError(f"there is a secret {name}: it is never written over") from None
        finally:
            temporary.unlink(missing_ok=True)

    def get(self, name: str) -> bytes | None:
        """A secret, None if there is none of that name.

        Raises:
            InputError: the name cannot be.
            SealingError: its file is damaged.
            AccountError: it was locked with something else.
        """
        path = self._path(name)
        try:
            document = json.loads(path.read_bytes())
        except FileNotFoundError:
            return None
        except ValueError:
            document = None
        return unlock(document, name, self._opener)

    def _path(self, name: str) -> Path:
        if _NAME.fullmatch(name) is None:
            raise InputError(
                f"secret {name!r:.40} cannot be: write 1 to 128 letters, digits, - and _"
            )
        return self._folder / f"{name}.json"


def _write_through(path: Path, content: bytes) -> None:
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _READABLE_BY_OWNER)
    with os.fdopen(number, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
