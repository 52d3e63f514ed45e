"""Challenges: what a bidder signs, so that an old signature is good for nothing."""

import hmac
from collections.abc import Callable
from secrets import token_bytes
from time import monotonic
from typing import Final

from bugmark_py.model.hashing import word
from bugmark_py.sealing.curve import Entropy
from bugmark_py.sealing.messages import Pools

LIFETIME: Final = 120
"""Seconds for which a challenge is good."""

_NONCE: Final = 16
_EXPIRY: Final = 8
_MAC: Final = 32
SIZE: Final = _NONCE + _EXPIRY + _MAC
"""Bytes of a challenge."""

_MILLISECONDS: Final = 1_000
_MOST_USED: Final = 50_000


class Challenges:
    """Issues challenges, and takes each back once.

    One that was issued costs no memory: it carries its expiry, and a MAC over that, contract, pool
    and account under a key of this process. Only those that were used are remembered, until they
    expire, and using one takes a bidder's signature. After a restart all are void.

    Args:
        pools: the contract that they are for.
        clock: seconds since any fixed instant.
        entropy: gives uniform bytes.
    """

    def __init__(
        self,
        pools: Pools,
        clock: Callable[[], float] = monotonic,
        entropy: Entropy = token_bytes,
    ) -> None:
        self._pools = pools
        self._clock = clock
        self._entropy = entropy
        self._key = entropy(_MAC)
        self._used: dict[bytes, int] = {}

    def issue(self, pool_id: str, account: str) -> bytes:
        """A challenge for one account in one pool."""
        expiry = self._now() + LIFETIME * _MILLISECONDS
        start = self._entropy(_NONCE) + expiry.to_bytes(_EXPIRY, "big")
        return start + self._mac(start, pool_id, account)

    def is_open(self, challenge: bytes, pool_id: str, account: str) -> bool:
        """Whether it was issued for this account and pool, has not expired and was not used."""
        start, mac = challenge[:-_MAC], challenge[-_MAC:]
        if len(challenge) != SIZE or not hmac.compare_digest(
            mac, self._mac(start, pool_id, account)
        ):
            return False
        return self._now() < _expiry(challenge) and challenge not in self._used

    def use(self, challenge: bytes) -> bool:
        """Take back an open challenge.

        Returns:
            Whether it was the first time, and there is room to remember it.
        """
        self._forget()
        if challenge in self._used or len(self._used) >= _MOST_USED:
            return False
        self._used[challenge] = _expiry(challenge)
        return True

    def _forget(self) -> None:
        """Forget what has expired; they are in the order of their use, which is nearly that."""
        now = self._now()
        while self._used and next(iter(self._used.values())) <= now:
            del self._used[next(iter(self._used))]

    def _mac(self, start: bytes, pool_id: str, account: str) -> bytes:
        place = word(self._pools.chain_id) + word(self._pools.address)
        message = start + place + word(pool_id) + word(account)
        return hmac.digest(self._key, message, "sha256")

    def _now(self) -> int:
        return int(self._clock() * _MILLISECONDS)


def _expiry(challenge: bytes) -> int:
    return int.from_bytes(challenge[_NONCE : _NONCE + _EXPIRY], "big")
