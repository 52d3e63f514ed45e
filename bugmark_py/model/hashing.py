"""Keccak-256 over ABI words, as the contracts compute identifiers: 0x-hex strings."""

from eth_hash.auto import keccak

WORD = 32


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
