"""A bid's valuation, encrypted, so that it can lie in the open with the bid.

The contract keeps a hash of it only, and a bidder who comes back with the account's key and nothing
else has to know what to reveal. So the bid's transaction carries it at the end of its calldata,
where the contract does not look: 12 bytes of a random nonce, then 14 of the valuation under
AES-256-GCM, then the tag. The key comes from the seed of the bid's other secrets; pool and bidder
are associated data.
"""

from secrets import token_bytes
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bugmark_py.errors import SealingError
from bugmark_py.model.hashing import WORD, word
from bugmark_py.model.pools import check_valuation
from bugmark_py.sealing.curve import Entropy
from bugmark_py.sealing.derivation import hkdf
from bugmark_py.sealing.words import Recipient

_INFO: Final = b"bugmark/1/bid/valuation"
_NONCE: Final = 12
_VALUE: Final = 14
_TAG: Final = 16

SIZE: Final = _NONCE + _VALUE + _TAG
"""Bytes of a sealed valuation, whatever it is."""


def seal_valuation(
    valuation: int, seed: bytes, bid: Recipient, entropy: Entropy = token_bytes
) -> bytes:
    """Encrypt a valuation.

    Args:
        valuation: base units.
        seed: of the bid's secrets.
        bid: of which pool and bidder.
        entropy: gives uniform bytes.

    Raises:
        InputError: the valuation is none that a bid can hold.
    """
    plain = check_valuation(valuation).to_bytes(_VALUE, "big")
    nonce = entropy(_NONCE)
    return nonce + _cipher(seed).encrypt(nonce, plain, _bound(bid))


def open_valuation(sealed: bytes, seed: bytes, bid: Recipient) -> int:
    """Decrypt a valuation.

    Args:
        sealed: as `seal_valuation` returned it.
        seed: of the bid's secrets.
        bid: of which pool and bidder.

    Raises:
        SealingError: it is none, or one of another bid.
    """
    try:
        plain = _cipher(seed).decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(bid))
    except (InvalidTag, ValueError):
        raise SealingError("that is no valuation which this account sealed with its bid") from None
    return int.from_bytes(plain, "big")


def _cipher(seed: bytes) -> AESGCM:
    return AESGCM(hkdf(seed, _INFO, WORD))


def _bound(bid: Recipient) -> bytes:
    return word(bid.pool_id) + word(bid.bidder)
