"""The word by which a key changes hands, and what the contract thinks of a complaint about it.

A word is `K xor keccak256(abi.encode(address(k * E), poolId, bidder))`: E = e * G is the seller's
ephemeral point, P = k * G the bidder's one-time public key, and k * E = e * P. The seller makes it
from e and P, the bidder opens it with k and E, and to everybody else it is 32 random bytes. If it
is rubbish, the bidder gives k away, and then the contract can see that it is.
"""

from dataclasses import dataclass

from bugmark_py.errors import PointError, RefusedError, WrongKeyError
from bugmark_py.model.hashing import ADDRESS, WORD, check_hex, hash_words
from bugmark_py.sealing.content import ContentKey
from bugmark_py.sealing.curve import (
    NOBODY,
    EphemeralPoint,
    OneTimeKey,
    PublicKey,
    recovered_address,
)


@dataclass(frozen=True)
class Recipient:
    """Whom a word is for.

    Attributes:
        pool_id: 0x-hex.
        bidder: checksummed address of the account that bid.
    """

    pool_id: str
    bidder: str

    def __post_init__(self) -> None:
        check_hex(self.pool_id, WORD, "pool")
        check_hex(self.bidder, ADDRESS, "bidder")


@dataclass(frozen=True)
class Delivery:
    """A word and the point that opens it. Both may be seen by everybody.

    Attributes:
        point: the seller's E.
        word: 0x-hex of 32 bytes.
    """

    point: EphemeralPoint
    word: str

    def __post_init__(self) -> None:
        check_hex(self.word, WORD, "word")


def deliver(
    key: ContentKey, ephemeral: OneTimeKey, public_key: PublicKey, recipient: Recipient
) -> Delivery:
    """Make the word for one bidder.

    Args:
        key: K.
        ephemeral: the seller's e.
        public_key: the bidder's, as revealed.
        recipient: whom it is for.

    Raises:
        PointError: the bidder's key is not on the curve: nobody can open a word for it, nor
            complain of one. Or the ephemeral point is one that the contract cannot work with.
    """
    point = ephemeral.ephemeral_point
    point.check()
    word = _masked(key.value, ephemeral.shared_address(public_key), recipient)
    return Delivery(point, "0x" + word.hex())


def open_delivery(
    delivery: Delivery, key: OneTimeKey, recipient: Recipient, key_hash: str
) -> ContentKey:
    """Get the content key out of a word.

    Args:
        delivery: as the contract holds it, or the delivery service gave it.
        key: the bidder's k.
        recipient: whom it is for.
        key_hash: keccak-256 of the content key, 0x-hex, as the pool holds it.

    Raises:
        WrongKeyError: it is not in there, or the seller's point is none: a reason to complain.
    """
    check_hex(key_hash, WORD, "key hash")
    try:
        shared = key.shared_address(delivery.point)
    except PointError as error:
        raise WrongKeyError(f"the seller's delivery opens nothing: {error}") from None
    opened = ContentKey(_masked(bytes.fromhex(delivery.word[2:]), shared, recipient))
    opened.check(key_hash)
    return opened


def check_complaint(
    delivery: Delivery,
    key: OneTimeKey,
    recipient: Recipient,
    *,
    key_address: str,
    key_hash: str,
) -> None:
    """Check by the contract's own arithmetic that it would uphold a complaint.

    To be called before one is sent: a complaint gives k away, and with it K if the word is good.

    Args:
        delivery: as the contract holds it.
        key: the bidder's k.
        recipient: whom the word is for.
        key_address: address that the bid committed to.
        key_hash: keccak-256 of the content key, 0x-hex, as the pool holds it.

    Raises:
        RefusedError: the contract would refuse it, as the word is good or the key another one.
    """
    check_hex(key_hash, WORD, "key hash")
    if key.address.lower() != key_address.lower():
        raise RefusedError(
            f"the key of {key.address} is not the one that was bid with, {key_address}: complain"
            " with that one"
        )
    shared = recovered_address(key, delivery.point)
    if shared == NOBODY:
        return
    opened = ContentKey(_masked(bytes.fromhex(delivery.word[2:]), shared, recipient))
    if opened.hash == key_hash.lower():
        raise RefusedError(
            "the word is good: a complaint would be refused, and would publish the key; open the"
            " content with it instead"
        )


def _masked(value: bytes, shared: str, recipient: Recipient) -> bytes:
    mask = int(hash_words(shared, recipient.pool_id, recipient.bidder), 16)
    return (int.from_bytes(value, "big") ^ mask).to_bytes(WORD, "big")
