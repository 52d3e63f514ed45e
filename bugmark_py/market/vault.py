"""The market's vault, as one account sees it."""

from collections.abc import Sequence

from bugmark_py.chain.binding import Binding
from bugmark_py.chain.connection import Connection
from bugmark_py.chain.deployments import Deployment
from bugmark_py.chain.permits import sign_permit
from bugmark_py.chain.transactions import Receipt, Sender
from bugmark_py.errors import AccountError, RefusedError
from bugmark_py.model.amounts import format_tokens, parse_tokens

COLLATERAL = 0
"""The ledger's id of the claim on collateral."""

_PERMIT_SECONDS = 3600


class Vault:
    """Collateral in and out. Amounts are base units of the token unless they are text."""

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
        self.binding = Binding(connection, "IssueMarket", deployment.market)
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

    def wallet(self, holder: str) -> int:
        """Base units of the token that an address holds outside the vault."""
        return int(self.token.call("balanceOf", holder))

    def vault(self, holder: str) -> int:
        """Base units of an address's claim on collateral."""
        return int(self.binding.call("balanceOf", holder, COLLATERAL))

    def deposit(self, amount: str | int) -> Receipt:
        """Move tokens from the wallet into the vault, in one transaction where there are permits.

        Args:
            amount: tokens as decimal text, or whole tokens.

        Raises:
            InputError: the amount is none.
            RefusedError: the wallet holds less; nothing was sent.
        """
        base = parse_tokens(amount, self.deployment.decimals)
        with self.sender.turn():
            return self._send(self._deposit_calls(base))

    def withdraw(self, amount: str | int) -> Receipt:
        """Move tokens from the vault into the wallet.

        Args:
            amount: tokens as decimal text, or whole tokens.

        Raises:
            InputError: the amount is none.
            RefusedError: the vault holds less; nothing was sent.
        """
        base = parse_tokens(amount, self.deployment.decimals)
        me = self.sender.account
        held = self.vault(me.address)
        if held < base:
            raise RefusedError(
                f"the vault of {me.name} holds {self._shown(held)} and {self._shown(base)} are"
                " asked: withdraw at most what it holds"
            )
        return self._send([self.binding.encode("withdraw", base, me.address)])

    def _send_paid(self, needed: int, call: str, *, from_wallet: bool) -> Receipt:
        """Send a call that takes `needed` base units from the vault, after a deposit if need be.

        Raises:
            RefusedError: vault, or vault and wallet, hold too little.
        """
        if not needed or self.vault(self.sender.account.address) >= needed:
            return self._send([call])
        with self.sender.turn():
            return self._send([*self._lacking_calls(needed, from_wallet=from_wallet), call])

    def _lacking_calls(self, needed: int, *, from_wallet: bool) -> list[str]:
        """What must come before a call that takes `needed` base units from the vault.

        Raises:
            RefusedError: vault, or vault and wallet, hold too little.
        """
        held = self.vault(self.sender.account.address)
        if held >= needed:
            return []
        me = self.sender.account
        lacking = needed - held
        if not from_wallet:
            raise RefusedError(
                f"the vault of {me.name} holds {self._shown(held)} and {self._shown(needed)} are"
                f" needed: run `bugmark deposit {format_tokens(lacking, self.deployment.decimals)}"
                f" --account {me.name}`, or add --from-wallet"
            )
        return self._deposit_calls(lacking)

    def _deposit_calls(self, amount: int) -> list[str]:
        """Calls that move base units from the wallet into the vault.

        Raises:
            RefusedError: the wallet holds less.
        """
        me = self.sender.account
        held = self.wallet(me.address)
        if held < amount:
            raise RefusedError(
                f"the wallet of {me.name} holds {self._shown(held)} and {self._shown(amount)} are"
                f" needed: get {self._shown(amount - held)} more, or ask for less"
            )
        deadline = self.connection.latest_block().timestamp + _PERMIT_SECONDS
        permit = sign_permit(self.token, me, self.deployment.market, amount, deadline)
        if permit is not None:
            return [self.binding.encode("depositWithPermit", amount, deadline, *permit)]
        if self.token.call("allowance", me.address, self.deployment.market) < amount:
            self.token.send(self.sender, "approve", self.deployment.market, amount)
        return [self.binding.encode("deposit", amount)]

    def _send(self, calls: Sequence[str]) -> Receipt:
        """Send calls to the market as one transaction: all of them happen, or none."""
        if len(calls) == 1:
            return self.sender.send(self.binding.address, calls[0])
        return self.binding.send(self.sender, "multicall", list(calls))

    def _shown(self, amount: int) -> str:
        return f"{format_tokens(amount, self.deployment.decimals)} {self.deployment.symbol}"
