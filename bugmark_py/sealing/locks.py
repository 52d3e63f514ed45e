"""Small secrets, encrypted so that they can lie on disk.

A document is JSON of five members: `version` 1; `kdf`, how the AES-256 key is made, `scrypt` of a
passphrase or `hkdf-sha256` of a signature's numbers; `salt`, `nonce` and `sealed` (the secret under
AES-256-GCM, and its tag) as 0x-hex. Version, kdf and the secret's name are associated data, so that
a document opens under its own name only.
"""

from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Final, Protocol, TypedDict

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from bugmark_py.errors import AccountError, InputError, SealingError
from bugmark_py.model.hashing import WORD
from bugmark_py.sealing.curve import Entropy
from bugmark_py.sealing.derivation import hkdf

_VERSION: Final = 1
_NONCE: Final = 12
_LOCK_INFO: Final = b"bugmark/1/lock"
# OWASP's first choice: 128 MiB and about a third of a second for each guess.
_SCRYPT: Final = {"n": 2**17, "r": 8, "p": 1}


class LockedDocument(TypedDict):
    """A secret, encrypted: see the module.

    Attributes:
        version: 1.
        kdf: how its key is made.
        salt: for that, 0x-hex.
        nonce: of AES-GCM, 0x-hex.
        sealed: the secret and its tag, 0x-hex.
    """

    version: int
    kdf: str
    salt: str
    nonce: str
    sealed: str


class Lock(Protocol):
    """What a secret is encrypted with."""

    @property
    def kdf(self) -> str:
        """How the key is made, as documents name it."""
        ...

    def key(self, salt: bytes) -> bytes:
        """The AES-256 key for a salt."""
        ...


@dataclass(frozen=True)
class SignatureLock:
    """Opens for who can sign as the account: no passphrase more than the account's own.

    Attributes:
        seed: from `derivation.signature_seed`.
    """

    seed: bytes = field(repr=False)
    kdf: str = field(default="hkdf-sha256", init=False)

    def key(self, salt: bytes) -> bytes:
        """HKDF-SHA256 of the seed."""
        return hkdf(self.seed, _LOCK_INFO + salt, WORD)


@dataclass(frozen=True)
class PassphraseLock:
    """Opens for who knows a passphrase.

    Attributes:
        passphrase: not empty.
    """

    passphrase: str = field(repr=False)
    kdf: str = field(default="scrypt", init=False)

    def __post_init__(self) -> None:
        if not self.passphrase:
            raise InputError("an empty passphrase protects nothing: choose one")

    def key(self, salt: bytes) -> bytes:
        """Scrypt of the passphrase."""
        return Scrypt(salt, WORD, **_SCRYPT).derive(self.passphrase.encode())


def lock(secret: bytes, name: str, opener: Lock, entropy: Entropy = token_bytes) -> LockedDocument:
    """Encrypt a secret.

    Args:
        secret: any bytes.
        name: what it is called; needed again to open it.
        opener: what it is encrypted with.
        entropy: gives uniform bytes.
    """
    salt, nonce = entropy(WORD), entropy(_NONCE)
    sealed = AESGCM(opener.key(salt)).encrypt(nonce, secret, _bound(name, opener.kdf))
    return LockedDocument(
        version=_VERSION,
        kdf=opener.kdf,
        salt="0x" + salt.hex(),
        nonce="0x" + nonce.hex(),
        sealed="0x" + sealed.hex(),
    )


def unlock(document: object, name: str, opener: Lock) -> bytes:
    """Decrypt a secret.

    Args:
        document: as `lock` returned it.
        name: what it is called.
        opener: what it was encrypted with.

    Raises:
        SealingError: the document is damaged, or was locked in another way.
        AccountError: it was encrypted with something else, under another name, or was altered.
    """
    salt, nonce, sealed = _read(document, name, opener.kdf)
    try:
        return AESGCM(opener.key(salt)).decrypt(nonce, sealed, _bound(name, opener.kdf))
    except InvalidTag:
        raise AccountError(
            f"{name} does not open: the passphrase or the account is another one than it was"
            " locked with, or its file was altered"
        ) from None


def _read(document: object, name: str, kdf: str) -> tuple[bytes, bytes, bytes]:
    damaged = SealingError(f"{name} is damaged: it is no locked secret of version {_VERSION}")
    if not isinstance(document, dict) or document.get("version") != _VERSION:
        raise damaged
    try:
        if document["kdf"] != kdf:
            raise SealingError(f"{name} is locked by {document['kdf']!r:.40}, and not by {kdf}")
        salt, nonce, sealed = (
            bytes.fromhex(document[member].removeprefix("0x"))
            for member in ("salt", "nonce", "sealed")
        )
    except (KeyError, ValueError, AttributeError, TypeError):
        raise damaged from None
    if len(salt) != WORD or len(nonce) != _NONCE:
        raise damaged
    return salt, nonce, sealed


def _bound(name: str, kdf: str) -> bytes:
    return f"bugmark/{_VERSION}/{kdf}/{name}".encode()
