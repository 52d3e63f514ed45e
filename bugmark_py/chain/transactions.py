"""Sending: try it first, sign, send, and believe nothing but a receipt."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from bugmark_py.chain.accounts import Account
from bugmark_py.chain.connection import Connection, quantity
from bugmark_py.errors import (
    AccountError,
    ChainError,
    ContractError,
    TransactionError,
    TransactionPendingError,
)

_GWEI = 10**9
_TIP = _GWEI
# State may move between the estimate and the block.
_GAS_MARGIN = (5, 4)
_FIRST_PAUSE = 0.005
_LONGEST_PAUSE = 0.25


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


class Sender:
    """Sends the transactions of one account, one nonce after the other."""

    def __init__(
        self,
        connection: Connection,
        account: Account,
        locks: Path,
        *,
        timeout: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Bind an account to a chain.

        Args:
            connection: where to send.
            account: who sends.
            locks: folder of the lock files that keep two processes from using one nonce.
            timeout: seconds to wait for a receipt.
            sleep: waits that many seconds.
            clock: seconds since any fixed instant.
        """
        self.connection = connection
        self.account = account
        self._lock = FileLock(locks / f"{account.address}.lock")
        self._timeout = timeout
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
        gas = self._estimate(to, data)
        with self._lock:
            transaction = self._sign_and_send(to, data, gas)
        return self._wait(transaction, to, data)

    def _estimate(self, to: str | None, data: str) -> int:
        """Gas to allow. It runs the transaction, so that what would revert is never sent."""
        call = {"from": self.account.address, "data": data} | ({"to": to} if to else {})
        try:
            estimate = quantity(self.connection.rpc("eth_estimateGas", call))
        except ContractError:
            raise
        except ChainError as error:
            if "nsufficient" in str(error):
                raise AccountError(
                    f"account {self.account.name} ({self.account.address}) has too little of the"
                    " chain's own coin to pay for gas: send it some"
                ) from None
            raise
        return estimate * _GAS_MARGIN[0] // _GAS_MARGIN[1]

    def _sign_and_send(self, to: str | None, data: str, gas: int) -> str:
        rpc = self.connection.rpc
        nonce = quantity(rpc("eth_getTransactionCount", self.account.address, "pending"))
        fee = 2 * self.connection.latest_block().base_fee + _TIP
        fields: dict[str, Any] = {
            "type": 2,
            "chainId": self.connection.chain_id,
            "nonce": nonce,
            "gas": gas,
            "maxFeePerGas": fee,
            "maxPriorityFeePerGas": _TIP,
            "value": 0,
            "data": data,
        } | ({"to": to} if to else {})
        signed = self.account.signer.sign_transaction(fields)
        rpc("eth_sendRawTransaction", "0x" + signed.raw_transaction.hex())
        return "0x" + signed.hash.hex()

    def _wait(self, transaction: str, to: str | None, data: str) -> Receipt:
        deadline = self._clock() + self._timeout
        pause = _FIRST_PAUSE
        while True:
            found = self.connection.rpc("eth_getTransactionReceipt", transaction)
            if found is not None:
                break
            if self._clock() >= deadline:
                raise TransactionPendingError(
                    f"transaction {transaction} was sent and has no receipt after"
                    f" {self._timeout:.0f} s: it may still succeed, so look before sending again",
                    transaction,
                )
            self._sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        if quantity(found["status"]) != 1:
            self._raise_reason(transaction, to, data, found["blockNumber"])
        return Receipt(
            transaction=transaction,
            block=quantity(found["blockNumber"]),
            gas_used=quantity(found["gasUsed"]),
            logs=tuple(found["logs"]),
            created=found.get("contractAddress"),
        )

    def _raise_reason(self, transaction: str, to: str | None, data: str, block: str) -> None:
        """Run what failed again where it failed, for the reason that a receipt does not carry.

        Raises:
            ContractError: the reason.
            TransactionError: there is none to be had.
        """
        if to is not None:
            self.connection.call(to, data, sender=self.account.address, block=block)
        raise TransactionError(f"transaction {transaction} was sent and failed")
