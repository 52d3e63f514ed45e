"""A connection to one node of one chain, whose failures are this package's errors."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import requests
from web3 import HTTPProvider, Web3
from web3.exceptions import Web3Exception
from web3.types import RPCEndpoint, RPCResponse

from bugmark_py.chain.custom_error import one_line
from bugmark_py.chain.reverts import explain
from bugmark_py.errors import ChainError, NodeUnreachableError

_EXECUTION_REVERTED = 3
_QUANTITY = re.compile(r"0x[0-9a-fA-F]{1,64}")
_DATA = re.compile(r"0x(?:[0-9a-fA-F]{2})*")
_HASH = re.compile(r"0x[0-9a-f]{64}")
_START_ONE = "start one with `bugmark up`, or name another with --network"


@dataclass(frozen=True)
class Block:
    """Of a block, what clients go by.

    Attributes:
        number: its height.
        hash: 0x-hex hash.
        parent: 0x-hex hash of the block before.
        timestamp: unix seconds.
        base_fee: wei per gas that every transaction in it burns.
    """

    number: int
    hash: str
    parent: str
    timestamp: int
    base_fee: int


class Connection:
    """One node of one chain.

    Requests go through web3.py's provider as plain JSON-RPC: its formatters lose the data of a
    revert, and would follow a contract's word to a server of the contract's choice.
    """

    def __init__(self, url: str, *, timeout: float = 10.0) -> None:
        """Connect lazily: nothing is sent yet.

        Args:
            url: the node's JSON-RPC endpoint over HTTP.
            timeout: seconds to wait for each answer.
        """
        self.url = url
        self._provider = HTTPProvider(
            url, request_kwargs={"timeout": timeout}, exception_retry_configuration=None
        )

    @cached_property
    def web3(self) -> Web3:
        """The library's own client of the same node, for what this package does not do."""
        return Web3(self._provider)

    @cached_property
    def chain_id(self) -> int:
        """The chain's id."""
        return quantity(self.rpc("eth_chainId"))

    @cached_property
    def genesis(self) -> str:
        """0x-hex hash of block 0, which tells restarted ephemeral chains apart."""
        return self.block(0).hash

    @cached_property
    def is_anvil(self) -> bool:
        """Whether the node is Anvil: only there do accounts have published keys."""
        return isinstance(self._post("anvil_nodeInfo", ()).get("result"), dict)

    def rpc(self, method: str, *parameters: object) -> Any:  # noqa: ANN401
        """Send one JSON-RPC request.

        Args:
            method: such as `eth_call`, or one that only Anvil has, such as `evm_mine`.
            parameters: as JSON-RPC has them, numbers as 0x-hex.

        Returns:
            The `result` of the answer, as it came.

        Raises:
            ContractError: a contract reverted.
            NodeUnreachableError: there is no answer, or not one of a node.
            ChainError: the node refuses.
        """
        response = self._post(method, parameters)
        error = response.get("error")
        if error is None and "result" in response:
            return response["result"]
        if not isinstance(error, dict):
            raise NodeUnreachableError(
                f"what answers at {self.url} is not a node of an EVM chain: {_START_ONE}"
            )
        data = error.get("data")
        if isinstance(data, str) and _DATA.fullmatch(data):
            raise explain(bytes.fromhex(data[2:]))
        if error.get("code") == _EXECUTION_REVERTED:
            raise explain(b"")
        reason = one_line(str(error.get("message", error)))
        raise ChainError(f"the node refused {method}: {reason}")

    def block(self, which: int | str) -> Block:
        """The block of a height, of a hash, or `latest`.

        Raises:
            NodeUnreachableError: the node does not have it, or sends something else.
        """
        if isinstance(which, int):
            data = self.rpc("eth_getBlockByNumber", hex(which), False)  # noqa: FBT003
        elif which.startswith("0x"):
            data = self.rpc("eth_getBlockByHash", which, False)  # noqa: FBT003
        else:
            data = self.rpc("eth_getBlockByNumber", which, False)  # noqa: FBT003
        if data is None:
            raise NodeUnreachableError(f"the node at {self.url} does not have block {which}")
        if not isinstance(data, dict):
            raise NodeUnreachableError(f"the node sent {data!r:.80} where a block belongs")
        return Block(
            number=quantity(data.get("number")),
            hash=_block_hash(data.get("hash")),
            parent=_block_hash(data.get("parentHash")),
            timestamp=quantity(data.get("timestamp")),
            base_fee=quantity(data.get("baseFeePerGas", "0x0")),
        )

    def latest_block(self) -> Block:
        """The newest block."""
        return self.block("latest")

    def code(self, address: str) -> bytes:
        """The code at an address, empty if there is none."""
        return hex_data(self.rpc("eth_getCode", address, "latest"))

    def call(
        self, to: str, data: str, *, sender: str | None = None, block: str = "latest"
    ) -> bytes:
        """Run a call without sending it.

        Args:
            to: address of the contract.
            data: 0x-hex calldata.
            sender: on whose behalf.
            block: `latest` or a 0x-hex block number.

        Returns:
            What it returned.

        Raises:
            ContractError: it would revert.
        """
        transaction = {"to": to, "data": data} | ({"from": sender} if sender else {})
        return hex_data(self.rpc("eth_call", transaction, block))

    def _post(self, method: str, parameters: tuple[object, ...]) -> RPCResponse:
        """One request and its answer, whatever it says.

        Raises:
            NodeUnreachableError: there is no answer, or not one of a node.
        """
        try:
            response = self._provider.make_request(RPCEndpoint(method), list(parameters))
        except requests.Timeout:
            raise NodeUnreachableError(
                f"the node at {self.url} does not answer in time: try again,"
                " or name another with --network"
            ) from None
        except requests.ConnectionError:
            raise NodeUnreachableError(f"no node answers at {self.url}: {_START_ONE}") from None
        except (requests.RequestException, Web3Exception, ValueError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise NodeUnreachableError(
                f"what answers at {self.url} is not a node of an EVM chain ({reason}): {_START_ONE}"
            ) from None
        # What came over the wire is whatever it is, whatever the type says.
        answer: object = response
        if not isinstance(answer, dict):
            raise NodeUnreachableError(
                f"what answers at {self.url} is not a node of an EVM chain: {_START_ONE}"
            )
        return response


def quantity(text: object) -> int:
    """Read a JSON-RPC quantity.

    Raises:
        NodeUnreachableError: it is none, so that no node can have sent it.
    """
    if not isinstance(text, str) or not _QUANTITY.fullmatch(text):
        raise NodeUnreachableError(f"the node sent {text!r:.80} where a 0x-hex number belongs")
    return int(text, 16)


def hex_data(text: object) -> bytes:
    """Read JSON-RPC data.

    Raises:
        NodeUnreachableError: it is none, so that no node can have sent it.
    """
    if not isinstance(text, str) or not _DATA.fullmatch(text):
        raise NodeUnreachableError(f"the node sent {text!r:.80} where 0x-hex data belongs")
    return bytes.fromhex(text[2:])


def _block_hash(text: object) -> str:
    """Read a hash that goes by its text: it names a folder, and is compared.

    Raises:
        NodeUnreachableError: it is none, so that no node can have sent it.
    """
    if not isinstance(text, str) or not _HASH.fullmatch(text):
        raise NodeUnreachableError(f"the node sent {text!r:.80} where a block's hash belongs")
    return text
