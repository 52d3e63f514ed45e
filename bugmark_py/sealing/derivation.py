"""Secrets that need not be kept, as they can be made again from what is kept anyway.

A bidder's come from a signature of the bidder's account, which signs the same message with the same
64 bytes each time (RFC 6979), here and in a browser. The seller's ephemeral key comes from the
content key, which opens no more than everybody who can compute it already has. HKDF is that of
RFC 5869 with SHA-256 and no salt; each secret has an info of its own.
"""

from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bugmark_py.errors import AccountError
from bugmark_py.model.hashing import WORD, word
from bugmark_py.sealing.content import ContentKey
from bugmark_py.sealing.curve import (
    SCALAR_SEED,
    Entropy,
    OneTimeKey,
    ephemeral_key,
    key_from_seed,
)
from bugmark_py.sealing.messages import (
    Message,
    Pools,
    Sign,
    secret_message,
    signature_numbers,
    signed_by,
)

BID: Final = "bid"
"""Purpose of the signature that a bidder's secrets come from."""

_SALT_INFO: Final = b"bugmark/1/bid/salt"
_KEY_INFO: Final = b"bugmark/1/bid/key"
_EPHEMERAL_INFO: Final = b"bugmark/1/ephemeral"


@dataclass(frozen=True)
class BidSecrets:
    """What a bidder keeps secret about a bid.

    Attributes:
        salt: 0x-hex of 32 bytes, which hides the valuation until the reveal.
        key: to which the content key is delivered.
    """

    salt: str = field(repr=False)
    key: OneTimeKey


def bid_secrets(seed: bytes) -> BidSecrets:
    """The secrets that a seed stands for.

    Args:
        seed: from `signature_seed`, or 32 random bytes that are kept in an encrypted file.
    """
    return BidSecrets(
        salt="0x" + hkdf(seed, _SALT_INFO, WORD).hex(),
        key=key_from_seed(hkdf(seed, _KEY_INFO, SCALAR_SEED)),
    )


def new_seed(entropy: Entropy = token_bytes) -> bytes:
    """A seed for an account whose signatures do not repeat.

    Args:
        entropy: gives uniform bytes.
    """
    return entropy(WORD)


def bid_seed(sign: Sign, account: str, pools: Pools, pool_id: str) -> bytes:
    """The seed of an account's secrets in one pool.

    Args:
        sign: signs as the account.
        account: its checksummed address.
        pools: the contract.
        pool_id: 0x-hex.

    Raises:
        AccountError: the account's signatures do not repeat.
    """
    return signature_seed(sign, account, secret_message(pools, pool_id, BID))


def signature_seed(sign: Sign, account: str, message: Message) -> bytes:
    """Make a seed of a signature.

    It is asked for twice: secrets that cannot be made again are lost with the process.

    Args:
        sign: signs as the account.
        account: its checksummed address.
        message: what it signs for nothing else.

    Returns:
        r and the lower s: 64 bytes, which are as secret as the account's key is for this message.

    Raises:
        AccountError: the account's signatures do not repeat, or are none of its own key.
    """
    first, second = sign(message), sign(message)
    if not signed_by(account, message.digest(), first):
        raise AccountError(
            f"the signature of {account} is none of a key of its own: keep the secrets of the bid"
            " in an encrypted file"
        )
    if signature_numbers(first) != signature_numbers(second):
        raise AccountError(
            f"{account} signs the same differently each time, so that nothing can be made of its"
            " signatures: keep the secrets of the bid in an encrypted file"
        )
    return signature_numbers(first)


def seller_key(key: ContentKey, pools: Pools, pool_id: str) -> OneTimeKey:
    """The seller's ephemeral key e in one pool: the same each time, so that it need not be kept.

    Args:
        key: K, from which it is made.
        pools: the contract.
        pool_id: 0x-hex.
    """
    context = _EPHEMERAL_INFO + word(pools.chain_id) + word(pools.address) + word(pool_id)
    attempt = 0

    def expanded(size: int) -> bytes:
        nonlocal attempt
        attempt += 1
        return hkdf(key.value, context + word(attempt), size)

    return ephemeral_key(expanded)


def hkdf(secret: bytes, info: bytes, size: int) -> bytes:
    """HKDF-SHA256 without a salt (RFC 5869).

    Args:
        secret: what is expanded.
        info: what the bytes are for.
        size: how many.
    """
    return HKDF(SHA256(), size, salt=None, info=info).derive(secret)
