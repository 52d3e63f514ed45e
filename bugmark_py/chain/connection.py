"""A connection to one node of one chain, whose failures are this package's errors."""

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests

from bugmark_py.chain.custom_error import one_line
from bugmark_py.chain.reverts import explain
from bugmark_py.chain.whole import is_late, whole_answers
from bugmark_py.errors import ChainError, NodeUnreachableError

if TYPE_CHECKING:
    from web3 import Web3

_EXECUTION_REVERTED = 3
_QUANTITY = re.compile(r"0x[0-9a-fA-F]{1,64}")
_DATA = re.compile(r"0x(?:[0-9a-fA-F]{2})*")
_HASH = re.compile(r"0x[0-9a-f]{64}")
_LOOPBACK = re.compile(r"https?://(?:127\.|localhost\b|\[::1\])")
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

    Requests are plain JSON-RPC: web3.py's formatters lose the data of a revert, and would follow a
    contract's word to a server of the contract's choice.

    Attributes:
        endpoint: the node's JSON-RPC endpoint, which may hold a key to it.
        url: the same for people to read, without anything secret.
    """

    def __init__(self, url: str, *, timeout: float = 10.0) -> None:
        """Connect lazily: nothing is sent yet.

        Args:
            url: the node's JSON-RPC endpoint over requests.
            timeout: seconds to wait for each answer, from its first byte to its last.
        """
        self.endpoint = url
        self.url = _shown(url)
        self._timeout = timeout
        # A session of requests is not made for two threads.
        self._sessions = threading.local()

    @cached_property
    def web3(self) -> "Web3":
        """The library's own client of the same node, for what this package does not do."""
        # Importing it takes longer than most commands do.
        from web3 import HTTPProvider, Web3  # noqa: PLC0415

        return Web3(HTTPProvider(self.endpoint, request_kwargs={"timeout": self._timeout}))

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
        answer = self._post(_request(0, "anvil_nodeInfo"))
        return isinstance(answer, dict) and isinstance(answer.get("result"), dict)

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
        return self._result(method, self._post(_request(0, method, *parameters)))

    def batch(self, *wanted: Sequence[Any]) -> list[Callable[[], Any]]:
        """Send several JSON-RPC requests as one, which costs one round trip.

        Args:
            wanted: each a method and its parameters.

        Returns:
            For each of them, in their order, what gives its result or raises as `rpc` does.

        Raises:
            NodeUnreachableError: there is no answer, or not one of a node.
        """
        answers = self._post([_request(number, *each) for number, each in enumerate(wanted)])
        if not isinstance(answers, list):
            # A node that knows no batches answers with one error.
            return [partial(self.rpc, *each) for each in wanted]
        by_number = {
            answer["id"]: answer
            for answer in answers
            if isinstance(answer, dict) and isinstance(answer.get("id"), int)
        }
        return [
            partial(self._result, method, by_number.get(number))
            for number, (method, *_) in enumerate(wanted)
        ]

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
        return read_block(data)

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

    def _post(self, body: object) -> object:
        """What comes back over the wire, whatever it is.

        Raises:
            NodeUnreachableError: nothing does, or nothing that is JSON.
        """
        try:
            return self._session.post(self.endpoint, json=body, timeout=self._timeout).json()
        except requests.JSONDecodeError:
            raise NodeUnreachableError(
                f"what answers at {self.url} is not a node of an EVM chain: {_START_ONE}"
            ) from None
        except (requests.Timeout, requests.ConnectionError) as error:
            if is_late(error):
                raise NodeUnreachableError(
                    f"the node at {self.url} does not answer in time: try again,"
                    " or name another with --network"
                ) from None
            raise NodeUnreachableError(f"no node answers at {self.url}: {_START_ONE}") from None
        except (requests.RequestException, ValueError) as error:
            raise NodeUnreachableError(
                f"{self.url} cannot be asked ({type(error).__name__}): {_START_ONE}"
            ) from None

    @property
    def _session(self) -> requests.Session:
        """This thread's connection to the node."""
        session: requests.Session | None = getattr(self._sessions, "session", None)
        if session is None:
            session = self._sessions.session = whole_answers()
            # What is on this machine is not reached through a proxy, and looking for one is slow.
            session.trust_env = not _LOOPBACK.match(self.endpoint)
        return session

    def _result(self, method: str, response: object) -> Any:  # noqa: ANN401
        """The result of an answer.

        Raises:
            ContractError: a contract reverted.
            NodeUnreachableError: it is none of a node.
            ChainError: the node refuses.
        """
        answer = response if isinstance(response, dict) else {}
        error = answer.get("error")
        if error is None and "result" in answer:
            return answer["result"]
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


def _shown(url: str) -> str:
    """An endpoint without user, password, path and query: keys to nodes are in these."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", f":{parts.port}" if parts.port else ""
    except ValueError:
        return "the endpoint"
    hidden = "/..." if parts.path.strip("/") or parts.query else ""
    return f"{parts.scheme}://{host}{port}{hidden}"


def _request(number: int, method: str, *parameters: object) -> dict[str, object]:
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": parameters}


def read_block(data: object) -> Block:
    """Read a block as JSON-RPC has it.

    Raises:
        NodeUnreachableError: it is none, so that no node can have sent it.
    """
    if not isinstance(data, dict):
        raise NodeUnreachableError(f"the node sent {data!r:.80} where a block belongs")
    return Block(
        number=quantity(data.get("number")),
        hash=_block_hash(data.get("hash")),
        parent=_block_hash(data.get("parentHash")),
        timestamp=quantity(data.get("timestamp")),
        base_fee=quantity(data.get("baseFeePerGas", "0x0")),
    )


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
