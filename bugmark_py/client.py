"""Everything that one account can do on one chain, behind one door."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import time
from types import TracebackType
from typing import Self

from bugmark_py.chain import deployments
from bugmark_py.chain.accounts import Account, Accounts, Consent
from bugmark_py.chain.connection import Connection
from bugmark_py.chain.home import ChainFolder, Home
from bugmark_py.chain.keystores import Keystores, Passphrase
from bugmark_py.chain.transactions import Patience, Sender
from bugmark_py.errors import (
    AccountError,
    ChainError,
    InputError,
    NodeUnreachableError,
    RefusedError,
    WrongChainError,
)
from bugmark_py.indexer.book import Book
from bugmark_py.indexer.records import OfferRecord
from bugmark_py.indexer.store import EventStore
from bugmark_py.market.client import Market
from bugmark_py.market.results import Collected
from bugmark_py.model.amounts import PRICE_ONE, cost
from bugmark_py.model.futures import Future, Outcome
from bugmark_py.model.offers import Side
from bugmark_py.model.pools import Bid, Pool
from bugmark_py.oracle.client import Oracle
from bugmark_py.pools.client import Pools
from bugmark_py.pools.secrets import BidSeeds
from bugmark_py.sealing.messages import Pools as PoolsContract
from bugmark_py.settings import Settings, find_home, load_settings
from bugmark_py.trackers.registry import Trackers

LOCAL = "local"
"""The network of the node that runs in the state folder."""


@dataclass(frozen=True)
class Balance:
    """All that an address has, in base units of the token.

    Attributes:
        wallet: outside the vault.
        vault: free collateral in it.
        escrowed: collateral in own offers that can be met.
        redeemable: what positions in settled futures redeem for.
        refundable: what offers that can no longer be met give back, sold units at their
            settlement price.
        pools: in cost-sharing pools: deposits, bonds and fees that are held, and what is due by
            now; shares that were paid are not counted.
        bonds: put up with the oracle.
    """

    wallet: int
    vault: int
    escrowed: int
    redeemable: int
    refundable: int
    pools: int
    bonds: int


class Bugmark:
    """One account on one deployment. A context manager, which closes what it opened."""

    def __init__(
        self,
        store: EventStore,
        home: Home,
        settings: Settings,
        accounts: Accounts,
        account: str | Account | None,
    ) -> None:
        """Use `connect`.

        Args:
            store: events of the deployment.
            home: the state folder.
            settings: of the user.
            accounts: who can act here.
            account: who does, None to look only.
        """
        connection, deployment = store.connection, store.deployment
        self.connection = connection
        self.deployment = deployment
        self.home = home
        self.settings = settings
        self.accounts = accounts
        self.account = accounts.get(account) if isinstance(account, str) else account
        sender = self._sender()
        self.market = Market(connection, deployment, sender)
        self.oracle = Oracle(connection, deployment, sender)
        self.pools = Pools(connection, deployment, sender, self._seeds())
        self.book = Book(store)
        self.trackers = Trackers(
            issues=home.issues, clock=self.now, urls=settings.urls, tokens=settings.tokens
        )

    def named(self, name: str) -> "Bugmark":
        """The same chain as another account sees it."""
        return Bugmark(self.book.store, self.home, self.settings, self.accounts, name)

    def address(self, name: str | None = None) -> str:
        """The address of a name, or of the account itself.

        Raises:
            AccountError: there is no such account.
        """
        if name is not None:
            return self.accounts.address_of(name)
        return self.market.sender.account.address

    def now(self) -> int:
        """Unix seconds by which issues are stamped."""
        return now_of(self.connection)

    @property
    def folder(self) -> ChainFolder:
        """State of this chain."""
        return chain_folder(self.home, self.connection)

    def balance(self, holder: str | None = None) -> Balance:
        """All that an address has.

        Args:
            holder: name or address; the account itself if not named.

        Raises:
            AccountError: there is no such account.
        """
        address = self.address(holder)
        unit = self.deployment.unit
        offers = self.book.offers(maker=address, open_only=False)
        return Balance(
            wallet=self.market.wallet(address),
            vault=self.market.vault(address),
            escrowed=sum(o.escrow(unit) for o in offers if not o.releasable),
            redeemable=sum(p.payout(unit) for p in self.book.positions(address)),
            refundable=sum(o.escrow(unit) for o in offers if o.releasable)
            + self._sold_payout(offers),
            pools=self._in_pools(address),
            bonds=0,
        )

    def claim(self, holder: str | None = None) -> Collected:
        """Redeem and release all that can be, into the holder's vault.

        What is the holder's in cost-sharing pools goes into their wallet.

        Args:
            holder: name or address; the account itself if not named.

        Raises:
            AccountError: there is no such account.
        """
        address = self.address(holder)
        mine = self.book.offers(maker=address, open_only=False)
        offers = [record.offer for record in mine if record.releasable]
        settled = {r.future.future_id: r.future for r in self.book.futures() if r.settled}
        held = {position.record.future.future_id for position in self.book.positions(address)}
        sold = {offer.future_id for offer in offers if offer.side is Side.SELL}
        futures: list[Future] = [f for key, f in settled.items() if key in held | sold]
        collected = self.market.collect(futures, offers, address)
        paid = self.pools.claim(self.pools_of(address), address)
        receipts = (*collected.receipts, *paid.receipts)
        return replace(collected, pools=paid.amount, receipts=receipts)

    def pools_of(self, address: str) -> Sequence[Pool]:
        """Pools in which an address sells or bids."""
        return [*self.book.pools(seller=address), *self.book.pools(bidder=address)]

    def own_bid(self, pool: Pool) -> Bid:
        """The account's own bid in a pool.

        Raises:
            RefusedError: it has none.
        """
        bid = self.book.bid(pool, self.address())
        if bid is None:
            raise RefusedError(
                f"{self.pools.sender.account.name} has no bid in pool {pool.pool_id}"
            )
        return bid

    def check_solvent(self) -> int:
        """Check that the market holds at least what it owes (MKT-1), at one block.

        Returns:
            Base units that it holds beyond that: somebody has sent them without depositing.

        Raises:
            ChainError: it holds less.
        """
        height, owed = self.book.owed()
        token = self.market.token
        asked = token.encode("balanceOf", self.deployment.market)
        holds = int.from_bytes(self.connection.call(token.address, asked, block=hex(height)))
        if holds < owed:
            raise ChainError(
                f"MKT-1 is broken: the market holds {holds} base units at block {height} and owes"
                f" {owed}"
            )
        return holds - owed

    def close(self) -> None:
        """Close the event store."""
        self.book.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _sender(self) -> Sender | None:
        if self.account is None:
            return None
        patience = Patience(
            receipt=self.settings.receipt_seconds,
            bump=self.settings.bump_seconds,
            confirmations=self.settings.confirmations,
        )
        return Sender(self.connection, self.account, self.folder, patience=patience)

    def _seeds(self) -> BidSeeds | None:
        if self.account is None:
            return None
        contract = PoolsContract(self.connection.chain_id, self.deployment.pools)
        return BidSeeds(self.account, contract, self.folder.bids, self.accounts.passphrase)

    def _in_pools(self, address: str) -> int:
        """Base units that an address has in pools."""
        mine = self.pools_of(address)
        now = self.connection.latest_block().timestamp if mine else 0
        dues = self.pools.dues(mine, address)
        return sum(
            due or self._held_by(pool, address, now) for pool, due in zip(mine, dues, strict=True)
        )

    def _held_by(self, pool: Pool, address: str, now: int) -> int:
        """Base units of an address that a pool holds while nothing is due."""
        if address == pool.seller:
            return 0 if pool.collected else pool.terms.bond
        bid = self.book.bid(pool, address)
        if bid is None:
            return 0
        if pool.settlement is None and now < pool.settle_end:
            return 0 if bid.claimed else bid.deposit
        fee_is_held = bid.awaits_answer and bid.claimed <= bid.deposit
        return pool.terms.request_fee if fee_is_held else 0

    def _sold_payout(self, offers: Sequence[OfferRecord]) -> int:
        """What units in own SELL offers on settled futures redeem for once released."""
        prices = {r.future.future_id: r.price for r in self.book.futures() if r.price is not None}
        total = 0
        for record in offers:
            price = prices.get(record.offer.future_id)
            if price is not None and record.holds_escrow and record.offer.side is Side.SELL:
                fixed = record.offer.outcome is Outcome.FIXED
                pays = price if fixed else PRICE_ONE - price
                total += cost(record.left, pays, self.deployment.unit)
        return total


def connect(
    network: str | None = None,
    *,
    account: str | Account | None = None,
    home: str | Path | None = None,
    passphrase: Passphrase | None = None,
    consent: Consent | None = None,
) -> Bugmark:
    """Connect to a deployment.

    Args:
        network: `local` for the node of the state folder, a name from the settings, or a URL;
            the settings decide if not named.
        account: who acts: a name, such as `adam` on a local node, or an account that signs by its
            own means; the settings decide if not named.
        home: the state folder; see `find_home` if not named.
        passphrase: gives the passphrase of an account where the settings do not.
        consent: called with an account's name before it first signs on a chain that is not local;
            what it raises keeps it from doing so.

    Raises:
        InputError: there is no such network, or a setting does not fit.
        AccountError: there is no such account.
        NodeUnreachableError: no node answers.
        WrongChainError: the node runs another chain than the one recorded.
        NotDeployedError: the contracts are not there.
    """
    state = Home(Path(home) if home is not None else find_home())
    settings = settings_of(state)
    connection = open_connection(network or settings.network, state, settings)
    folder = chain_folder(state, connection)
    deployment = deployments.read(folder.deployment, connection)
    store = EventStore(connection, deployment, folder.index)
    passphrases = passphrase_source(settings, passphrase)
    accounts = Accounts(connection, Keystores(state.keystore), passphrases, consent)
    return Bugmark(store, state, settings, accounts, account or settings.account or None)


def passphrase_source(settings: Settings, ask: Passphrase | None = None) -> Passphrase:
    """Where passphrases come from: the settings, then whoever can be asked.

    Args:
        settings: may hold one, or name a file with one.
        ask: asks somebody.
    """

    def passphrase(name: str) -> str:
        if settings.passphrase is not None:
            return settings.passphrase.get_secret_value()
        if settings.passphrase_file is not None:
            try:
                return settings.passphrase_file.read_text().partition("\n")[0]
            except (OSError, UnicodeDecodeError):
                raise AccountError(
                    f"the passphrase file {settings.passphrase_file} cannot be read: mend"
                    " BUGMARK_PASSPHRASE_FILE"
                ) from None
        if ask is not None:
            return ask(name)
        raise AccountError(
            f"account {name!r} is locked and nobody can be asked for its passphrase: set"
            " BUGMARK_PASSPHRASE_FILE or BUGMARK_PASSPHRASE"
        )

    return passphrase


def settings_of(home: Home) -> Settings:
    """The user's settings for a state folder.

    Raises:
        InputError: one of them does not fit.
    """
    try:
        return load_settings(home.settings_file)
    except ValueError as error:
        raise InputError(str(error)) from None


def open_connection(network: str, home: Home, settings: Settings) -> Connection:
    """A connection to a network.

    Args:
        network: `local`, a name from the settings, or a URL.
        home: whose node `local` is.
        settings: the names.

    Raises:
        InputError: there is no such network.
        NodeUnreachableError: no node answers.
        WrongChainError: another chain than recorded runs where the local node was.
    """
    if network.startswith(("http://", "https://")):
        return _reached(Connection(network, timeout=settings.request_seconds))
    if network in settings.networks:
        url = settings.networks[network]
        return _reached(Connection(url, timeout=settings.request_seconds))
    if network != LOCAL:
        known = ", ".join([LOCAL, *settings.networks])
        raise InputError(f"network {network!r} is unknown: choose one of {known}, or name a URL")
    node = home.read_node()
    if node is None:
        raise NodeUnreachableError(
            f"no local node runs in {home.path}: start one with `bugmark up`"
        )
    connection = _reached(Connection(node.url, timeout=settings.request_seconds))
    if (connection.chain_id, connection.genesis) != (node.chain_id, node.genesis):
        raise WrongChainError(
            f"another chain than the recorded one runs at {node.url}: stop it, and start the local"
            " node anew with `bugmark up`"
        )
    return connection


def chain_folder(home: Home, connection: Connection) -> ChainFolder:
    """The folder of the chain at the other end of a connection."""
    return home.chain(connection.chain_id, connection.genesis)


def now_of(connection: Connection) -> int:
    """Unix seconds by which issues are stamped: chain time on a local chain, else wall time."""
    return connection.latest_block().timestamp if connection.is_anvil else int(time())


def _reached(connection: Connection) -> Connection:
    """The connection, once its node has answered."""
    _ = connection.chain_id
    return connection
