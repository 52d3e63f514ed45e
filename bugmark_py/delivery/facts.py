"""What the delivery service knows of pools; the chain is who knows it."""

from dataclasses import dataclass
from typing import Protocol

from bugmark_py.sealing.curve import PublicKey
from bugmark_py.sealing.messages import Pools


@dataclass(frozen=True)
class ServedBid:
    """A bid whose owner is to have the key.

    Attributes:
        public_key: the one-time key, as revealed.
        opens_at: unix seconds of chain time from which the key is the bidder's: the start of the
            pool for a payer, the group's deadline for everybody else.
    """

    public_key: PublicKey
    opens_at: int


class PoolFacts(Protocol):
    """What is asked about pools. Each raises ChainError if the chain cannot be asked.

    A seller who fears reorganisations answers as of a block that is old enough: what was handed
    over cannot be taken back.
    """

    @property
    def pools(self) -> Pools:
        """The contract whose pools these are."""
        ...

    def now(self) -> int:
        """Chain time: unix seconds of the block as of which all this is answered."""
        ...

    def key_hash(self, pool_id: str) -> str | None:
        """0x-hex hash of the content key that a pool names; None if there is no such pool."""
        ...

    def bid(self, pool_id: str, account: str) -> ServedBid | None:
        """What an account is to have from a pool.

        Args:
            pool_id: 0x-hex, in lower case.
            account: checksummed address.

        Returns:
            None if it is nothing: there is no revealed bid, or nothing was sold, or that is not
            known yet.
        """
        ...

    def accepts(self, account: str, digest: bytes, signature: bytes) -> bool:
        """Whether the contract at an account takes a signature for its own (ERC-1271).

        Args:
            account: checksummed address.
            digest: the 32 bytes that were signed.
            signature: whatever the contract understands.
        """
        ...
