"""What is sold, as one ciphertext under one random key.

A ciphertext is, in this order:

| bytes | |
|---|---|
| 8 | `BUGMARK` and the version of this format, 1 |
| 32 | keccak-256 of the key |
| 8 | length of the content, big-endian |
| 12 | nonce |
| length | the content under AES-256-GCM |
| 16 | its tag |

The first 60 bytes are also the associated data. When it is encrypted there is no pool yet that it
could be tied to, so it is tied to its key: a pool names the hash of both, a ciphertext that is put
in the place of another one names another key, and AES-GCM's tag alone does not say which key it is
of. The length is there so that a truncated file is told from an altered one.
"""

from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from eth_hash.auto import keccak

from bugmark_py.errors import CiphertextError, InputError, WrongKeyError
from bugmark_py.model.hashing import WORD, check_hex, keccak_hex
from bugmark_py.sealing.curve import Entropy

MAX_CONTENT: Final = 32 * 2**20
"""The most that is sold in one pool, in bytes."""

_MAGIC: Final = b"BUGMARK\x01"
_LENGTH: Final = 8
_NONCE: Final = 12
_TAG: Final = 16
_HEADER: Final = len(_MAGIC) + WORD + _LENGTH + _NONCE
_KEY_HASH: Final = slice(len(_MAGIC), len(_MAGIC) + WORD)
_CONTENT_LENGTH: Final = slice(_KEY_HASH.stop, _KEY_HASH.stop + _LENGTH)

OVERHEAD: Final = _HEADER + _TAG
"""How many bytes longer a ciphertext is than its content."""
MAX_CIPHERTEXT: Final = MAX_CONTENT + OVERHEAD
"""The most that is stored or fetched, in bytes."""


@dataclass(frozen=True, repr=False)
class ContentKey:
    """K: what opens a ciphertext.

    Attributes:
        value: 32 bytes. They appear in no message.
    """

    value: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.value) != WORD:
            raise InputError(f"a content key has {WORD} bytes, not {len(self.value)}")

    def __repr__(self) -> str:
        return f"ContentKey(of hash {self.hash})"

    @property
    def hash(self) -> str:
        """Its keccak-256, by which a pool names it: 0x-hex."""
        return keccak_hex(self.value)

    def check(self, key_hash: str) -> None:
        """Check that it is the one that a pool names.

        Args:
            key_hash: 0x-hex, as the pool holds it.

        Raises:
            WrongKeyError: it is another one.
        """
        if self.hash != key_hash.lower():
            raise WrongKeyError(f"the key hashes to {self.hash}: the pool names {key_hash}")


@dataclass(frozen=True)
class SealedContent:
    """Content, encrypted.

    Attributes:
        ciphertext: for everybody.
        key: for who pays, or waits.
    """

    ciphertext: bytes = field(repr=False)
    key: ContentKey

    @property
    def content_hash(self) -> str:
        """The keccak-256 of the ciphertext, by which a pool names it: 0x-hex."""
        return keccak_hex(self.ciphertext)


def seal_content(content: bytes, entropy: Entropy = token_bytes) -> SealedContent:
    """Encrypt what is to be sold under a new key.

    Args:
        content: 1 to `MAX_CONTENT` bytes.
        entropy: gives uniform bytes.

    Raises:
        InputError: it is empty or too long.
    """
    if not 0 < len(content) <= MAX_CONTENT:
        raise InputError(
            f"{len(content)} bytes cannot be sold: what is sold has 1 to {MAX_CONTENT} bytes"
        )
    key = ContentKey(entropy(WORD))
    header = _MAGIC + keccak(key.value) + len(content).to_bytes(_LENGTH, "big") + entropy(_NONCE)
    sealed = AESGCM(key.value).encrypt(header[-_NONCE:], content, header)
    return SealedContent(header + sealed, key)


def check_ciphertext(ciphertext: bytes, content_hash: str, key_hash: str) -> None:
    """Check, before anybody pays, that a ciphertext is the one that a pool names.

    Args:
        ciphertext: as it was fetched.
        content_hash: keccak-256 of the ciphertext, 0x-hex, as the pool holds it.
        key_hash: keccak-256 of the key, 0x-hex, as the pool holds it.

    Raises:
        CiphertextError: it is another one, truncated, altered, or nothing that could be opened.
    """
    check_hex(content_hash, WORD, "content hash")
    check_hex(key_hash, WORD, "key hash")
    fault = _fault(ciphertext, key_hash)
    if keccak_hex(ciphertext) == content_hash.lower():
        if fault is not None:
            raise CiphertextError(f"the pool names what nobody can open: {fault}")
        return
    reason = fault or "it was altered"
    raise CiphertextError(f"this is not the ciphertext that the pool names: {reason}")


def open_content(ciphertext: bytes, key: ContentKey, content_hash: str, key_hash: str) -> bytes:
    """Decrypt what was bought.

    Args:
        ciphertext: as it was fetched.
        key: as it was delivered or published.
        content_hash: keccak-256 of the ciphertext, 0x-hex, as the pool holds it.
        key_hash: keccak-256 of the key, 0x-hex, as the pool holds it.

    Raises:
        CiphertextError: the ciphertext is not that of the pool; or it is, and the seller
            registered one that its key does not open.
        WrongKeyError: the key is not that of the pool.
    """
    check_ciphertext(ciphertext, content_hash, key_hash)
    key.check(key_hash)
    header, sealed = ciphertext[:_HEADER], ciphertext[_HEADER:]
    try:
        return AESGCM(key.value).decrypt(header[-_NONCE:], sealed, header)
    except InvalidTag:
        raise CiphertextError(
            "key and ciphertext are those of the pool and do not fit each other: the seller"
            " registered what nobody can open"
        ) from None


def _fault(ciphertext: bytes, key_hash: str) -> str | None:
    """What is wrong with a ciphertext by its own account, None if nothing is."""
    size, version = len(ciphertext), ciphertext[len(_MAGIC) - 1 : len(_MAGIC)]
    if not ciphertext.startswith(_MAGIC[:-1]):
        return "it does not begin as one"
    if size >= OVERHEAD and version != _MAGIC[-1:]:
        return f"it is of version {version[0]}, known is {_MAGIC[-1]}"
    length = int.from_bytes(ciphertext[_CONTENT_LENGTH], "big") + OVERHEAD
    if size < max(OVERHEAD, length):
        return f"it is truncated to {size} bytes"
    if size > length:
        return f"it has {size} bytes, and {length} by its own account"
    if ciphertext[_KEY_HASH].hex() != key_hash.lower()[2:]:
        return f"it is under another key, of hash 0x{ciphertext[_KEY_HASH].hex()}"
    return None
