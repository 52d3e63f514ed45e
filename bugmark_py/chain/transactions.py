"""Sending: try it first, sign, send, and believe nothing but a receipt.

A transaction without a receipt may still succeed, whatever else has happened: it is looked for
again, and replaced by one that pays more under the same nonce, so that at most one of them counts.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from filelock import FileLock

from bugmark_py.chain.accounts import Account
from bugmark_py.chain.connection import Block, Connection, quantity, read_block
from bugmark_py.chain.home import ChainFolder
from bugmark_py.chain.journal import Journal, Pending
from bugmark_py.errors import (
    AccountError,
    ChainError,
    ContractError,
    NodeUnreachableError,
    TransactionError,
    TransactionPendingError,
)

_TIP = 10**9
# State may move between the estimate and the block.
_GAS_MARGIN = (5, 4)
# Nodes want a tenth more for a replacement.
_BUMP = (5, 4)
# 0x and four bytes, which name the function.
_SELECTOR = 10
_FIRST_PAUSE = 0.002
_LONGEST_PAUSE = 0.25
# How long a node may not know what another one of the same service took.
_LAG_SECONDS = 30.0
_NONCE_TRIES = 3


_Found = dict[str, Any] | None


@dataclass(frozen=True)
class Receipt:
    """A transaction that succeeded.

    Attributes:
        transaction: 0x-hex hash.
        block: height of its block.
        gas_used: gas of the whole transaction.
        logs: its events, as JSON-RPC has them.
        created: address of the contract it created, if it did.
    """

    transaction: str
    block: int
    gas_used: int
    logs: tuple[dict[str, Any], ...]
    created: str | None


@dataclass(frozen=True)
class Patience:
    """How long to wait for what.

    Attributes:
        receipt: seconds for a receipt with all confirmations.
        bump: seconds after which a transaction without a receipt is replaced by a dearer one.
        confirmations: blocks that a receipt must have, its own included.
    """

    receipt: float = 120.0
    bump: float = 30.0
    confirmations: int = 1


PATIENCE = Patience()
"""What suits most chains."""


@dataclass(frozen=True)
class _Call:
    """What a transaction does, whatever it pays."""

    to: str | None
    data: str
    gas: int
    nonce: int


class Sender:
    """Sends the transactions of one account, one nonce after the other."""

    def __init__(
        self,
        connection: Connection,
        account: Account,
        folder: ChainFolder,
        *,
        patience: Patience = PATIENCE,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Bind an account to a chain.

        Args:
            connection: where to send.
            account: who sends.
            folder: of the chain: the journal, and the lock that keeps two processes from using one
                nonce, lie in it.
            patience: how long to wait.
            sleep: waits that many seconds.
            clock: unix seconds by the wall.
        """
        self.connection = connection
        self.account = account
        folder.locks.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(folder.locks / f"{account.address}.lock")
        self._journal = Journal(folder.journal)
        self._patience = patience
        self._gas: dict[tuple[str | None, str], int] = {}
        self._sleep = sleep
        self._clock = clock

    def send(self, to: str | None, data: str) -> Receipt:
        """Send one transaction and wait for its receipt.

        Args:
            to: address of the contract, None to create one.
            data: 0x-hex calldata or creation code.

        Raises:
            ContractError: it would revert; nothing was sent.
            AccountError: the account cannot pay for the gas; nothing was sent.
            TransactionError: it was sent and reverted.
            TransactionPendingError: it was sent and there is no receipt yet.
        """
        with self._lock:
            call, fee, sent, found = self._send_next(to, data)
        if found is None or self._patience.confirmations > 1:
            found = self._wait(call, fee, sent)
        self._journal.forget_up_to(self.account.address, call.nonce)
        if quantity(found["status"]) != 1:
            raise self._failure(call, found)
        return Receipt(
            transaction=found["transactionHash"],
            block=quantity(found["blockNumber"]),
            gas_used=quantity(found["gasUsed"]),
            logs=tuple(found["logs"]),
            created=found.get("contractAddress"),
        )

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Keep the account's other programs on this machine from sending in the meantime.

        For what must be read, signed and mined before anything else: two permits that are signed at
        once have one nonce, and the token takes one of them.
        """
        with self._lock:
            yield

    # --- Before and at sending ---------------------------------------------------------------

    def _explained(self, error: ChainError) -> ChainError | AccountError:
        """The node's complaint, in our words where it is about coin."""
        if "nsufficient" not in str(error):
            return error
        me = self.account
        return AccountError(
            f"account {me.name} ({me.address}) has too little of the chain's own coin to pay for"
            " gas: send it some"
        )

    def _send_next(self, to: str | None, data: str) -> tuple[_Call, int, list[str], _Found]:
        """Send under the next nonce; another program may take it first, so try again.

        Returns:
            What was sent, wei that it pays per gas, its hash, and its receipt if it has one.
        """
        for _ in range(_NONCE_TRIES):
            call, fee = self._prepare(to, data)
            sent: list[str] = []
            try:
                return call, fee, sent, self._send_signed(call, fee, sent)
            except (NodeUnreachableError, TransactionPendingError):
                raise
            except ChainError as error:
                self._journal.forget(self.account.address, [call.nonce])
                if "nonce too low" not in str(error).lower():
                    raise self._explained(error) from None
        raise ChainError(
            f"another program keeps sending as {self.account.name}: stop it, then try again"
        )

    def _prepare(self, to: str | None, data: str) -> tuple[_Call, int]:
        """What is needed to sign, in one round trip.

        The transaction is run first, so that what would revert is never sent: with the gas of the
        last one of its kind, as running it once costs less than an estimate, and where that is not
        enough with an estimate.
        """
        me = self.account.address
        kind = (to, data[:_SELECTOR])
        known_gas = self._gas.pop(kind, None)
        what = {"from": me, "data": data} | ({"to": to} if to else {})
        entries = self._journal.pending(me)
        run, taken, block, *known = self.connection.batch(
            ("eth_estimateGas", what)
            if known_gas is None
            else ("eth_call", what | {"gas": hex(known_gas)}, "latest"),
            ("eth_getTransactionCount", me, "pending"),
            ("eth_getBlockByNumber", "latest", False),
            *(("eth_getTransactionByHash", entry.hash) for entry in entries),
        )
        try:
            answer = run()
        except NodeUnreachableError:
            raise
        except ChainError as error:
            if known_gas is not None:
                return self._prepare(to, data)
            if isinstance(error, ContractError):
                raise
            raise self._explained(error) from None
        self._gas[kind] = gas = quantity(answer) if known_gas is None else known_gas
        alive = {
            entry.nonce
            for entry, found in zip(entries, known, strict=True)
            if _pending(found()) or (found() is None and self._young(entry))
        }
        if gone := {entry.nonce for entry in entries} - alive:
            self._journal.forget(me, sorted(gone))
        nonce = quantity(taken())
        while nonce in alive:
            nonce += 1
        limit = gas * _GAS_MARGIN[0] // _GAS_MARGIN[1]
        return _Call(to, data, limit, nonce), _fee(read_block(block()))

    def _young(self, entry: Pending) -> bool:
        """Whether a transaction that this node does not know may have reached another one.

        One that was written down and not taken by a node was not: its sender was stopped before.
        """
        return entry.sent is not None and self._clock() < entry.sent + _LAG_SECONDS

    def _send_signed(self, call: _Call, fee: int, sent: list[str]) -> _Found:
        """Sign, write down, send, and add the hash to those of the nonce.

        Returns:
            The receipt, from a node that mines at once.

        Raises:
            TransactionPendingError: the node did not say whether it took it.
            ChainError: it did not.
        """
        fields: dict[str, Any] = {
            "type": 2,
            "chainId": self.connection.chain_id,
            "nonce": call.nonce,
            "gas": call.gas,
            "maxFeePerGas": fee,
            "maxPriorityFeePerGas": _TIP,
            "value": 0,
            "data": call.data,
        } | ({"to": call.to} if call.to else {})
        signed = self.account.signer.sign_transaction(fields)
        transaction = "0x" + signed.hash.hex()
        self._journal.add(self.account.address, call.nonce, transaction)
        sent.append(transaction)
        try:
            taken, receipt = self.connection.batch(
                ("eth_sendRawTransaction", "0x" + signed.raw_transaction.hex()),
                ("eth_getTransactionReceipt", transaction),
            )
            taken()
        except NodeUnreachableError as error:
            self._journal.mark_sent(transaction, self._clock())
            raise TransactionPendingError(
                f"transaction {transaction} may have been sent: look before sending again"
                f" ({error})",
                transaction,
            ) from None
        with suppress(ChainError):
            found: _Found = receipt()
            return found
        return None

    # --- After sending -----------------------------------------------------------------------

    def _wait(self, call: _Call, fee: int, sent: list[str]) -> dict[str, Any]:
        """Wait for a receipt with the wanted confirmations, and pay more if it takes long."""
        start = last = self._clock()
        pause = _FIRST_PAUSE
        marked = False
        while True:
            # A node that is away for a moment says nothing about the transaction.
            with suppress(NodeUnreachableError):
                found = self._confirmed(sent)
                if found is not None:
                    return found
                if not marked:
                    self._journal.mark_sent(sent[-1], start)
                    marked = True
                if self._clock() >= last + self._patience.bump:
                    last = self._clock()
                    fee = self._replace(call, fee, sent)
            if self._clock() >= start + self._patience.receipt:
                raise TransactionPendingError(
                    f"transaction {sent[-1]} was sent and has no receipt after"
                    f" {self._patience.receipt:.0f} s: it may still succeed, so look before"
                    " sending again",
                    sent[-1],
                )
            self._sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _confirmed(self, sent: list[str]) -> _Found:
        """The receipt of one of the transactions of a nonce, once it has its confirmations."""
        for transaction in reversed(sent):
            found: _Found = self.connection.rpc("eth_getTransactionReceipt", transaction)
            if found is None:
                continue
            if self._patience.confirmations == 1:
                return found
            height = self.connection.latest_block().number - quantity(found["blockNumber"]) + 1
            return found if height >= self._patience.confirmations else None
        return None

    def _replace(self, call: _Call, fee: int, sent: list[str]) -> int:
        """Send the same again for more, under the same nonce.

        Returns:
            Wei per gas that it now pays.
        """
        dearer = max(fee * _BUMP[0] // _BUMP[1] + 1, _fee(self.connection.latest_block()))
        # It was mined in the meantime, or the node wants more or is away: the next look tells.
        with suppress(ChainError), self._lock:
            self._send_signed(call, dearer, sent)
        return dearer

    def _failure(self, call: _Call, found: dict[str, Any]) -> TransactionError:
        """Run what failed again where it failed, for the reason that a receipt does not carry."""
        reason = "it cannot be said why"
        if call.to is not None:
            try:
                block, me = found["blockNumber"], self.account.address
                self.connection.call(call.to, call.data, sender=me, block=block)
            except ChainError as error:
                reason = str(error)
        return TransactionError(
            f"transaction {found['transactionHash']} was sent and failed: {reason}"
        )


def _pending(found: object) -> bool:
    """Whether a transaction, as the node has it, is known and in no block yet."""
    return isinstance(found, dict) and found.get("blockNumber") is None


def _fee(block: Block) -> int:
    """Wei per gas that leaves room for some full blocks after this one."""
    return 2 * block.base_fee + _TIP
