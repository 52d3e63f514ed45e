"""What a bidder keeps secret until the reveal, from where it need not be kept.

The seed of salt and one-time key comes from a signature of the account; where signatures do not
repeat, from an encrypted file that is written before the bid is sent. The valuation lies, encrypted
under the same seed, at the end of the calldata of the transaction that made the bid. So a bidder
who has the account has it all, on any machine.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bugmark_py.chain.accounts import Account
from bugmark_py.chain.connection import Connection, hex_data
from bugmark_py.chain.keystores import Passphrase
from bugmark_py.chain.secret_files import LockedFolder, signs_as
from bugmark_py.errors import AccountError, RefusedError, SealingError
from bugmark_py.model.pools import Bid, Pool, commitment
from bugmark_py.sealing.derivation import BidSecrets, bid_secrets, bid_seed, new_seed
from bugmark_py.sealing.locks import PassphraseLock
from bugmark_py.sealing.messages import Pools as PoolsContract
from bugmark_py.sealing.valuations import SIZE, open_valuation, seal_valuation
from bugmark_py.sealing.words import Recipient


@dataclass(frozen=True)
class Opening:
    """All that a bid hides; whoever holds it can reveal the bid.

    Attributes:
        valuation: base units.
        secrets: salt and one-time key.
    """

    valuation: int = field(repr=False)
    secrets: BidSecrets

    def commitment(self, pool: Pool, bidder: str) -> str:
        """What is committed to with it, 0x-hex."""
        return commitment(pool.pool_id, bidder, self.valuation, self.secrets.salt)


class BidSeeds:
    """Where the seeds of an account's bids come from.

    Args:
        account: who bids.
        contract: in whose pools.
        folder: where seeds lie that cannot be made again.
        passphrase: gives the passphrase that these are locked with.
    """

    def __init__(
        self, account: Account, contract: PoolsContract, folder: Path, passphrase: Passphrase
    ) -> None:
        self._account = account
        self._contract = contract
        self._folder = folder
        self._passphrase = passphrase
        self._known: dict[str, bytes] = {}

    def find(self, pool: Pool) -> bytes:
        """The seed of the bid in a pool.

        Raises:
            AccountError: the account's signatures do not repeat and no file is here, or the file
                does not open.
        """
        return self._seed(pool, self._missing)

    def make(self, pool: Pool) -> bytes:
        """The same; if it cannot be made again, a new one that is on disk when this returns.

        Raises:
            AccountError: the file of an earlier one does not open.
        """
        return self._seed(pool, self._new)

    def _seed(self, pool: Pool, otherwise: Callable[[str, AccountError], bytes]) -> bytes:
        name = f"{pool.pool_id}-{self._account.address}"
        if name not in self._known:
            self._known[name] = self._kept(name) or self._signed(pool, name, otherwise)
        return self._known[name]

    def _signed(
        self, pool: Pool, name: str, otherwise: Callable[[str, AccountError], bytes]
    ) -> bytes:
        sign, address = signs_as(self._account), self._account.address
        try:
            return bid_seed(sign, address, self._contract, pool.pool_id)
        except AccountError as error:
            return otherwise(name, error)

    def _kept(self, name: str) -> bytes | None:
        # Unlocking takes a third of a second, and most have none.
        if not (self._folder / f"{name}.json").exists():
            return None
        return self._locked().get(name)

    def _new(self, name: str, _: AccountError) -> bytes:
        seed = new_seed()
        self._locked().put(name, seed)
        return seed

    def _missing(self, name: str, error: AccountError) -> bytes:
        raise AccountError(
            f"the secrets of the bid are not in {self._folder / name}.json, and cannot be made"
            f" again: {error}"
        )

    def _locked(self) -> LockedFolder:
        return LockedFolder(self._folder, PassphraseLock(self._passphrase(self._account.name)))


def new_opening(pool: Pool, bidder: str, valuation: int, seeds: BidSeeds) -> tuple[Opening, bytes]:
    """What is committed to, and the sealed valuation that goes with it.

    Args:
        pool: which.
        bidder: checksummed address.
        valuation: base units.
        seeds: of the bidder.
    """
    seed = seeds.make(pool)
    recipient = Recipient(pool.pool_id, bidder)
    return Opening(valuation, bid_secrets(seed)), seal_valuation(valuation, seed, recipient)


def find_opening(
    pool: Pool,
    bid: Bid,
    seeds: BidSeeds,
    connection: Connection,
    valuation: int | None = None,
) -> Opening:
    """What a bid hides, from the account and the chain alone.

    Args:
        pool: which.
        bid: of the account whose seeds are given.
        seeds: of the bidder.
        connection: the chain.
        valuation: base units; read from the bid's transaction if not given.

    Raises:
        RefusedError: it cannot be read from there, or is not what was committed to.
        AccountError: the seed cannot be had.
    """
    seed = seeds.find(pool)
    if valuation is None:
        valuation = _sealed_in(bid, seed, connection)
    opening = Opening(valuation, bid_secrets(seed))
    if opening.commitment(pool, bid.bidder) != bid.commitment:
        raise RefusedError(
            f"{bid.bidder} committed to another valuation than the one that is given, or with"
            " secrets of another program: name the valuation that was bid"
        )
    return opening


def _sealed_in(bid: Bid, seed: bytes, connection: Connection) -> int:
    """The valuation that the transaction of a bid carries."""
    found = connection.rpc("eth_getTransactionByHash", bid.transaction)
    data = hex_data(found["input"]) if isinstance(found, dict) else b""
    try:
        return open_valuation(data[-SIZE:], seed, Recipient(bid.pool_id, bid.bidder))
    except SealingError:
        raise RefusedError(
            f"transaction {bid.transaction} does not carry the valuation of the bid, or the node"
            " no longer has it: name the valuation that was bid"
        ) from None
