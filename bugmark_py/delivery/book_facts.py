"""What the delivery service knows of pools, from the event store."""

from typing import Final

from bugmark_py.client import Bugmark
from bugmark_py.delivery.facts import ServedBid
from bugmark_py.errors import ContractError, RefusedError
from bugmark_py.model.pools import Pool
from bugmark_py.sealing.curve import PublicKey
from bugmark_py.sealing.messages import Pools

# isValidSignature(bytes32,bytes), which is also what it answers if it takes a signature.
_MAGIC: Final = bytes.fromhex("1626ba7e")
_WORD: Final = 32


class BookFacts:
    """A `PoolFacts` of one deployment, as of the latest block."""

    def __init__(self, bugmark: Bugmark) -> None:
        """Read from an event store.

        Args:
            bugmark: of anybody.
        """
        self._bugmark = bugmark

    @property
    def pools(self) -> Pools:
        """The contract whose pools these are."""
        return self._bugmark.pools.contract

    def now(self) -> int:
        """Chain time: unix seconds of the latest block."""
        return self._bugmark.connection.latest_block().timestamp

    def key_hash(self, pool_id: str) -> str | None:
        """0x-hex hash of the content key that a pool names; None if there is no such pool."""
        pool = self._pool(pool_id)
        return None if pool is None else pool.terms.key_hash

    def bid(self, pool_id: str, account: str) -> ServedBid | None:
        """What an account is to have from a pool; None if it is nothing, or not known yet.

        Args:
            pool_id: 0x-hex, in lower case.
            account: checksummed address.
        """
        pool = self._pool(pool_id)
        found = None if pool is None else self._bugmark.book.bid(pool, account)
        if pool is None or found is None or found.public_key is None:
            return None
        opens_at = pool.available_at(found)
        return None if opens_at is None else ServedBid(PublicKey(*found.public_key), opens_at)

    def accepts(self, account: str, digest: bytes, signature: bytes) -> bool:
        """Whether the contract at an account takes a signature for its own (ERC-1271).

        Args:
            account: checksummed address.
            digest: the 32 bytes that were signed.
            signature: whatever the contract understands.
        """
        padded = signature + bytes(-len(signature) % _WORD)
        offset, length = (number.to_bytes(_WORD, "big") for number in (2 * _WORD, len(signature)))
        data = _MAGIC + digest + offset + length + padded
        try:
            answer = self._bugmark.connection.call(account, "0x" + data.hex())
        except ContractError:
            return False
        return answer == _MAGIC.ljust(_WORD, b"\0")

    def _pool(self, pool_id: str) -> Pool | None:
        try:
            return self._bugmark.book.pool(pool_id)
        except RefusedError:
            return None
