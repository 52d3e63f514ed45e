"""Keccak-256 over ABI words, as the contracts compute identifiers: 0x-hex strings."""

import re

from eth_hash.auto import keccak

from bugmark_py.errors import InputError

WORD = 32
ADDRESS = 20


def keccak_hex(data: bytes) -> str:
    """Hash bytes to a 0x-prefixed, lower-case, 64-digit identifier."""
    return "0x" + keccak(data).hex()


def word(value: int | str) -> bytes:
    """Encode a non-negative number, a flag, or a hex string (address, identifier) as one ABI word.

    An address is padded on the left, and an identifier fills the word: both are numbers to the ABI.
    """
    number = int(value, 16) if isinstance(value, str) else int(value)
    return number.to_bytes(WORD, "big")


def hash_words(*values: int | str) -> str:
    """`keccak256(abi.encode(...))` of static values."""
    return keccak_hex(b"".join(word(value) for value in values))


def check_hex(text: object, size: int, what: str) -> str:
    """Return a 0x-hex string of `size` bytes, or refuse it.

    Args:
        text: an identifier or an address.
        size: in bytes.
        what: it is, for the message.

    Raises:
        InputError: it is none: a word would take it for a number and pad it.
    """
    if not isinstance(text, str) or not re.fullmatch(rf"0x[0-9a-fA-F]{{{2 * size}}}", text):
        raise InputError(f"{what} {text!r:.80} does not fit: write 0x and {2 * size} hex digits")
    return text
