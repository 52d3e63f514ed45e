"""The pools' contract, as one account pays into it."""

from collections.abc import Sequence

from bugmark_py.chain.binding import Binding
from bugmark_py.chain.connection import Connection, hex_data, read_block
from bugmark_py.chain.deployments import Deployment
from bugmark_py.chain.permits import sign_permit
from bugmark_py.chain.transactions import Receipt, Sender
from bugmark_py.errors import AccountError, RefusedError
from bugmark_py.model.amounts import format_tokens
from bugmark_py.model.pools import Pool
from bugmark_py.pools.reading import bid_state, pool_now
from bugmark_py.pools.results import BidState
from bugmark_py.sealing.messages import Pools as PoolsContract

_PERMIT_SECONDS = 3600


class Till:
    """Looks at pools, and pays into them from the account's wallet."""

    def __init__(
        self, connection: Connection, deployment: Deployment, sender: Sender | None = None
    ) -> None:
        """Bind; nothing is sent.

        Args:
            connection: the chain.
            deployment: where the contracts are.
            sender: who acts; None to look only.
        """
        self.connection = connection
        self.deployment = deployment
        self.binding = Binding(connection, "CostSharingPools", deployment.pools)
        self.token = Binding(connection, "TestToken", deployment.token)
        self._sender = sender

    @property
    def sender(self) -> Sender:
        """Who acts.

        Raises:
            AccountError: nobody does.
        """
        if self._sender is None:
            raise AccountError("no account is named, and this needs one: name it with --account")
        return self._sender

    @property
    def me(self) -> str:
        """The checksummed address of who acts."""
        return self.sender.account.address

    @property
    def contract(self) -> PoolsContract:
        """The contract, as messages about it name it."""
        return PoolsContract(self.connection.chain_id, self.deployment.pools)

    def look(self, pool: Pool) -> tuple[int, Pool]:
        """The time of the latest block, in unix seconds, and a pool as it is in it."""
        block, found = self.connection.batch(
            ("eth_getBlockByNumber", "latest", False), self.binding.read("getPool", pool.pool_id)
        )
        struct = self.binding.returned("getPool", hex_data(found()))
        return read_block(block()).timestamp, pool_now(pool, struct)

    def bid_state(self, pool: Pool, bidder: str) -> BidState | None:
        """How a bidder's bid stands on chain; None if there is none.

        Args:
            pool: which.
            bidder: address.
        """
        bid, exchange = self.connection.batch(
            self.binding.read("getBid", pool.pool_id, bidder),
            self.binding.read("getExchange", pool.pool_id, bidder),
        )
        return bid_state(
            self.binding.returned("getBid", hex_data(bid())),
            self.binding.returned("getExchange", hex_data(exchange())),
        )

    def _pay(self, amount: int, call: str, *, hint: str, trailer: bytes = b"") -> Receipt:
        """Send a call that takes base units from the wallet, allowed in the same transaction.

        Args:
            amount: base units.
            call: 0x-hex calldata.
            hint: what to do if the wallet holds less.
            trailer: bytes after the calldata, where the contract does not look.

        Raises:
            RefusedError: the wallet holds less; nothing was sent.
        """
        account, pools = self.sender.account, self.deployment.pools
        held, allowed, block = self.connection.batch(
            self.token.read("balanceOf", account.address),
            self.token.read("allowance", account.address, pools),
            ("eth_getBlockByNumber", "latest", False),
        )
        wallet = self.token.returned("balanceOf", hex_data(held()))
        if wallet < amount:
            raise RefusedError(
                f"the wallet of {account.name} holds {self._shown(wallet)} and"
                f" {self._shown(amount)} are needed: {hint}"
            )
        calls = [call]
        if self.token.returned("allowance", hex_data(allowed())) < amount:
            deadline = read_block(block()).timestamp + _PERMIT_SECONDS
            signed = sign_permit(self.token, account, pools, amount, deadline)
            if signed is None:
                self.token.send(self.sender, "approve", pools, amount)
            else:
                calls = [self.binding.encode("permit", amount, deadline, *signed), call]
        return self._send(calls, trailer)

    def _send(self, calls: Sequence[str], trailer: bytes = b"") -> Receipt:
        """Send calls as one transaction: all of them happen, or none."""
        data = calls[0] if len(calls) == 1 else self.binding.encode("multicall", list(calls))
        return self.sender.send(self.binding.address, data + trailer.hex())

    def _shown(self, amount: int) -> str:
        return f"{format_tokens(amount, self.deployment.decimals)} {self.deployment.symbol}"
