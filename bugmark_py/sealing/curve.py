"""Keys and points of secp256k1, as the contract sees them.

The contract cannot multiply points. It can recover the signer of a signature, and a signature that
is made up for the purpose has a multiple of a point as its signer: `ecrecover(0, 27 + odd, x,
k * x mod n)` is the address of `k * E`, where E is the point of this x whose y is odd or even. So a
point that two parties share is known here by its Ethereum address.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Final

import coincurve
from eth_hash.auto import keccak
from eth_utils.address import to_checksum_address

from bugmark_py.errors import InputError, PointError
from bugmark_py.model.hashing import ADDRESS, WORD

ORDER: Final = 0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141
"""n: how many points there are; keys are 1 to n - 1."""
FIELD: Final = 2**256 - 2**32 - 977
"""p: coordinates are 0 to p - 1."""
NOBODY: Final = "0x" + "00" * ADDRESS
"""The address that `ecrecover` gives where there is no signer."""

SCALAR_SEED: Final = 48
"""Bytes from which a key is made: with 16 more than it has, no key is likelier than another by more
than 2^-128 (RFC 9380, section 5.1)."""

Entropy = Callable[[int], bytes]
"""Gives so many random bytes."""


@dataclass(frozen=True)
class PublicKey:
    """A point as a bidder reveals it; whether it is on the curve is not known yet.

    Attributes:
        x: first coordinate, 0 to 2^256 - 1.
        y: second coordinate, 0 to 2^256 - 1.
    """

    x: int
    y: int

    def __post_init__(self) -> None:
        _check_word(self.x, "x of a point")
        _check_word(self.y, "y of a point")

    @property
    def address(self) -> str:
        """The checksummed address that the bid committed to."""
        return _address(self.x.to_bytes(WORD, "big") + self.y.to_bytes(WORD, "big"))

    def check(self) -> None:
        """Check that somebody can have the key to it.

        Raises:
            PointError: it is not on the curve.
        """
        self._lifted()

    def _lifted(self) -> coincurve.PublicKey:
        try:
            return coincurve.PublicKey.from_point(self.x, self.y)
        except ValueError:
            raise PointError(
                f"({self.x:#x}, {self.y:#x}) is not on secp256k1: nobody has a key to it"
            ) from None


@dataclass(frozen=True)
class EphemeralPoint:
    """The seller's point E as the contract holds it; what a hostile seller posted is any numbers.

    Attributes:
        x: first coordinate, 0 to 2^256 - 1.
        odd: whether the second coordinate is odd.
    """

    x: int
    odd: bool

    def __post_init__(self) -> None:
        _check_word(self.x, "x of a point")

    def check(self) -> None:
        """Check that words can be made with it.

        Raises:
            PointError: x is 0, or at or above the order of the group, or there is no such point.
        """
        if not 0 < self.x < ORDER:
            raise PointError(
                f"x = {self.x:#x} cannot be that of a delivery: it is 1 to n - 1, n the order of"
                " secp256k1"
            )
        self._lifted()

    def _lifted(self) -> coincurve.PublicKey:
        try:
            return coincurve.PublicKey(bytes([2 + self.odd]) + self.x.to_bytes(WORD, "big"))
        except ValueError:
            raise PointError(f"no point of secp256k1 has x = {self.x:#x}") from None


@dataclass(frozen=True, repr=False)
class OneTimeKey:
    """A private key that serves in one pool: a bidder's k, or the seller's ephemeral e.

    Attributes:
        number: 1 to n - 1. It appears in no message.
    """

    number: int = field(repr=False)

    def __post_init__(self) -> None:
        if not 0 < self.number < ORDER:
            raise InputError("that is no private key: its number is not 1 to n - 1")

    def __repr__(self) -> str:
        return f"OneTimeKey({self.address})"

    @property
    def public_key(self) -> PublicKey:
        """The key times the generator."""
        return PublicKey(*self._pair().point())

    @property
    def ephemeral_point(self) -> EphemeralPoint:
        """The same as the contract keeps the seller's."""
        public = self.public_key
        return EphemeralPoint(public.x, odd=public.y % 2 == 1)

    @property
    def address(self) -> str:
        """The checksummed address of the public key."""
        return self.public_key.address

    def shared_address(self, point: PublicKey | EphemeralPoint) -> str:
        """The checksummed address of this key times a point.

        Who has the other key, and this one's point, gets the same.

        Raises:
            PointError: the point is unusable.
        """
        point.check()
        product = point._lifted().multiply(self.number.to_bytes(WORD, "big"))  # noqa: SLF001
        return _address(product.format(compressed=False)[1:])

    def _pair(self) -> coincurve.PublicKey:
        return coincurve.PublicKey.from_secret(self.number.to_bytes(WORD, "big"))


def key_from_seed(seed: bytes) -> OneTimeKey:
    """The key that `SCALAR_SEED` uniform bytes stand for."""
    return OneTimeKey(int.from_bytes(seed, "big") % (ORDER - 1) + 1)


def ephemeral_key(entropy: Entropy = token_bytes) -> OneTimeKey:
    """A key whose point the contract can work with.

    One in 2^128 has an x at or above the order of the group, and is passed over.

    Args:
        entropy: gives uniform bytes.
    """
    while True:
        key = key_from_seed(entropy(SCALAR_SEED))
        if key.public_key.x < ORDER:
            return key


def recovered_address(key: OneTimeKey, point: EphemeralPoint) -> str:
    """The address of a key times a point, by the contract's own way there.

    Returns:
        What `ecrecover(0, 27 + odd, x, k * x mod n)` gives, checksummed; `NOBODY` if the point
        is unusable, whatever makes it so.
    """
    if not 0 < point.x < ORDER:
        return NOBODY
    scaled = key.number * point.x % ORDER
    signature = point.x.to_bytes(WORD, "big") + scaled.to_bytes(WORD, "big")
    return recover(bytes(WORD), signature, odd=point.odd) or NOBODY


def recover(digest: bytes, signature: bytes, *, odd: bool) -> str | None:
    """The checksummed address that signed, None if nobody can have.

    Args:
        digest: the 32 bytes that were signed.
        signature: r and s, 32 bytes each.
        odd: whether the y of the signature's point is odd.
    """
    try:
        public = coincurve.PublicKey.from_signature_and_message(
            signature + bytes([odd]), digest, hasher=None
        )
    # A plain Exception is how coincurve says that there is no such point.
    except Exception:  # noqa: BLE001
        return None
    return _address(public.format(compressed=False)[1:])


def _address(coordinates: bytes) -> str:
    return to_checksum_address(keccak(coordinates)[-ADDRESS:])


def _check_word(number: int, what: str) -> None:
    if not 0 <= number < 2 ** (8 * WORD):
        raise InputError(f"{what} does not fit: it is 0 to 2^256 - 1")
