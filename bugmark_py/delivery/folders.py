"""What a seller keeps: ciphertexts for everybody, and their keys, locked."""

import re
from pathlib import Path
from typing import Final

from bugmark_py.chain.home import write_whole
from bugmark_py.chain.secret_files import LockedFolder
from bugmark_py.errors import CiphertextError
from bugmark_py.model.hashing import WORD, check_hex, keccak_hex
from bugmark_py.sealing.content import ContentKey
from bugmark_py.sealing.locks import Lock

_HASH: Final = re.compile(r"0x[0-9a-f]{64}")


class CiphertextFolder:
    """Ciphertexts by the hash of their content.

    Args:
        folder: where they lie; made when the first is written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, ciphertext: bytes) -> str:
        """Keep a ciphertext.

        Returns:
            Its content hash, 0x-hex.
        """
        content_hash = keccak_hex(ciphertext)
        write_whole(self._path(content_hash), ciphertext)
        return content_hash

    def find(self, content_hash: str) -> Path | None:
        """The file of a hash, None if there is none, or that is no hash as `put` returns them."""
        if _HASH.fullmatch(content_hash) is None:
            return None
        path = self._path(content_hash)
        return path if path.is_file() else None

    def get(self, content_hash: str) -> bytes | None:
        """The ciphertext of a hash, None if it is not here.

        Raises:
            CiphertextError: the file is not what its name says.
        """
        path = self.find(content_hash.lower())
        if path is None:
            return None
        ciphertext = path.read_bytes()
        if keccak_hex(ciphertext) != content_hash.lower():
            raise CiphertextError(f"{path} was changed: its content has another hash; delete it")
        return ciphertext

    def _path(self, content_hash: str) -> Path:
        return self._folder / content_hash


class KeyFolder:
    """Content keys by their hash, each in a locked file, and in memory once it was used.

    Args:
        folder: where they lie; made when the first is written.
        opener: what they are locked with.
    """

    def __init__(self, folder: Path, opener: Lock) -> None:
        self._locked = LockedFolder(folder, opener)
        self._open: dict[str, ContentKey] = {}

    def put(self, key: ContentKey) -> None:
        """Keep a key; to be called before anything says that it exists.

        Raises:
            RefusedError: it is there already.
        """
        self._locked.put(key.hash, key.value)

    def get(self, key_hash: str) -> ContentKey | None:
        """The key of a hash, None if it is not here.

        Raises:
            AccountError: it was locked with something else.
            SealingError: its file is damaged.
            WrongKeyError: it is not what its name says.
        """
        name = check_hex(key_hash, WORD, "key hash").lower()
        if name not in self._open:
            value = self._locked.get(name)
            if value is None:
                return None
            key = ContentKey(value)
            key.check(name)
            self._open[name] = key
        return self._open[name]
