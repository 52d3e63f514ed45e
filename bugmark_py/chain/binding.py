"""One contract at one address: its calls and events by the names of its ABI.

Values are what the rest of the package uses: numbers are `int`, fixed bytes 0x-hex strings,
addresses checksummed strings, structs tuples in and dictionaries out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from eth_abi.abi import decode, encode, is_encodable
from eth_abi.exceptions import DecodingError
from eth_utils.abi import (
    collapse_if_tuple,
    event_abi_to_log_topic,
    function_abi_to_4byte_selector,
)
from eth_utils.address import to_checksum_address

from bugmark_py.chain.artifacts import load
from bugmark_py.chain.connection import Connection, quantity
from bugmark_py.chain.transactions import Receipt, Sender
from bugmark_py.errors import InputError, NotDeployedError

Entry = dict[str, Any]

_HEX = re.compile(r"0x(?:[0-9a-fA-F]{2})*")

# A checksum is a hash, and the same addresses come again and again.
_checksummed = lru_cache(maxsize=4096)(to_checksum_address)


@dataclass(frozen=True)
class Event:
    """Something a contract said.

    Attributes:
        name: the event's name.
        arguments: its arguments by name. Bytes of a string that are no UTF-8 are escaped, as by
            `surrogateescape`.
        address: the contract that said it.
        transaction: 0x-hex hash of the transaction.
        block: height of the block.
        block_hash: 0x-hex hash of the block.
        index: place among the events of the block.
    """

    name: str
    arguments: Mapping[str, Any]
    address: str
    transaction: str
    block: int
    block_hash: str
    index: int


class Binding:
    """A contract of an artifact at an address."""

    def __init__(self, connection: Connection, artifact: str, address: str) -> None:
        """Bind; nothing is sent.

        Args:
            connection: where the contract is.
            artifact: its name.
            address: its address.
        """
        self.connection = connection
        self.address = address
        self._artifact = artifact
        self._abi = load(artifact).abi

    def encode(self, function: str, *arguments: object) -> str:
        """0x-hex calldata for a function.

        Raises:
            InputError: an argument does not fit.
        """
        return self._functions[function].encode(arguments)

    def read(self, function: str, *arguments: object) -> tuple[str, dict[str, str], str]:
        """The request that asks the contract, for `Connection.batch`; see `returned`.

        Raises:
            InputError: an argument does not fit.
        """
        return "eth_call", {"to": self.address, "data": self.encode(function, *arguments)}, "latest"

    def call(self, function: str, *arguments: object, sender: str | None = None) -> Any:  # noqa: ANN401
        """Ask the contract.

        Returns:
            The value it returns, or a tuple of them if there are several.

        Raises:
            InputError: an argument does not fit.
            ContractError: it would revert.
            NotDeployedError: what is there does not answer as the contract would.
        """
        data = self.encode(function, *arguments)
        return self.returned(function, self.connection.call(self.address, data, sender=sender))

    def returned(self, function: str, data: bytes) -> Any:  # noqa: ANN401
        """What a function returned, from its encoding.

        Raises:
            NotDeployedError: what is there does not answer as the contract would.
        """
        try:
            return self._functions[function].decode(data)
        except (DecodingError, UnicodeDecodeError, OverflowError):
            raise NotDeployedError(
                f"what is at {self.address} is no {self._artifact}: it does not answer {function}"
                " as one does"
            ) from None

    def send(self, sender: Sender, function: str, *arguments: object) -> Receipt:
        """Send a transaction to the contract and wait for its receipt.

        Raises:
            InputError: an argument does not fit; nothing was sent.
            ContractError: it would revert; nothing was sent.
        """
        return sender.send(self.address, self._functions[function].encode(arguments))

    def events(self, logs: Iterable[Mapping[str, Any]]) -> list[Event]:
        """The events of this contract among logs, in their order."""
        return [
            event
            for log in logs
            if _checksummed(log["address"]) == self.address
            and (event := self._decode(log)) is not None
        ]

    @cached_property
    def _functions(self) -> dict[str, "_Function"]:
        return {e["name"]: _Function(e) for e in self._abi if e["type"] == "function"}

    @cached_property
    def _events(self) -> dict[str, "_Event"]:
        found = (_Event(e) for e in self._abi if e["type"] == "event")
        return {event.topic: event for event in found}

    def _decode(self, log: Mapping[str, Any]) -> Event | None:
        topics = log["topics"]
        event = self._events.get(topics[0]) if topics else None
        if event is None:
            return None
        return Event(
            name=event.name,
            arguments=event.decode(topics[1:], log["data"]),
            address=self.address,
            transaction=log["transactionHash"],
            block=quantity(log["blockNumber"]),
            block_hash=log["blockHash"],
            index=quantity(log["logIndex"]),
        )


def creation_code(artifact: str, *arguments: object) -> str:
    """0x-hex of what creates a contract: its creation code and its constructor's arguments."""
    loaded = load(artifact)
    inputs: list[Entry] = next((e["inputs"] for e in loaded.abi if e["type"] == "constructor"), [])
    return "0x" + (loaded.bytecode + _Values(inputs).encode(arguments)).hex()


class _Function:
    """A function of an ABI."""

    def __init__(self, entry: Entry) -> None:
        self._selector = function_abi_to_4byte_selector(entry)  # type: ignore[arg-type]
        self._inputs = _Values(entry["inputs"])
        self._outputs = _Values(entry["outputs"])

    def encode(self, arguments: Sequence[object]) -> str:
        return "0x" + (self._selector + self._inputs.encode(arguments)).hex()

    def decode(self, data: bytes) -> Any:  # noqa: ANN401
        values = [value for _, value in self._outputs.decode(data)]
        return values[0] if len(values) == 1 else tuple(values)


class _Event:
    """An event of an ABI."""

    def __init__(self, entry: Entry) -> None:
        self.name: str = entry["name"]
        self.topic = "0x" + event_abi_to_log_topic(entry).hex()  # type: ignore[arg-type]
        inputs = entry["inputs"]
        self._names = [e["name"] for e in inputs]
        self._indexed = _Values([e for e in inputs if e["indexed"]])
        # Whoever calls a contract may write anything for a string: it must not stop who reads it.
        self._plain = _Values([e for e in inputs if not e["indexed"]], errors="surrogateescape")

    def decode(self, topics: Iterable[str], data: str) -> dict[str, Any]:
        words = b"".join(bytes.fromhex(topic[2:]) for topic in topics)
        values = dict(self._indexed.decode(words) + self._plain.decode(bytes.fromhex(data[2:])))
        return {name: values[name] for name in self._names}


class _Values:
    """Values that an ABI names, side by side."""

    def __init__(self, entries: Sequence[Entry], errors: str = "strict") -> None:
        """Lay out the values; `errors` is what becomes of strings that are no UTF-8."""
        self._entries = entries
        self._errors = errors
        self._kinds = [collapse_if_tuple(e) for e in entries]
        # Strings are read as bytes: the codec would decide by itself what becomes of them.
        self._read = [re.sub(r"\bstring\b", "bytes", kind) for kind in self._kinds]

    def encode(self, arguments: Sequence[object]) -> bytes:
        pairs = zip(self._entries, arguments, strict=True)
        values = [_prepared(entry, value) for entry, value in pairs]
        for entry, kind, value in zip(self._entries, self._kinds, values, strict=True):
            if not is_encodable(kind, value):
                raise InputError(
                    f"{entry['name']} {value!r:.80} does not fit: it is of type {kind}"
                )
        return encode(self._kinds, values)

    def decode(self, data: bytes) -> list[tuple[str, Any]]:
        pairs = zip(self._entries, decode(self._read, data), strict=True)
        return [(entry["name"], _plain(entry, value, self._errors)) for entry, value in pairs]


def _prepared(entry: Entry, value: Any) -> Any:  # noqa: ANN401
    """A value of ours as the codec takes it."""
    kind: str = entry["type"]
    if kind.endswith("[]"):
        return [_prepared(entry | {"type": kind[:-2]}, item) for item in value]
    if kind == "tuple":
        return tuple(_prepared(e, item) for e, item in zip(entry["components"], value, strict=True))
    if kind.startswith("bytes") and isinstance(value, str) and _HEX.fullmatch(value):
        raw = bytes.fromhex(value[2:])
        # The codec would pad what is short.
        return raw if kind in {"bytes", f"bytes{len(raw)}"} else value
    return value


def _plain(entry: Entry, value: Any, errors: str) -> Any:  # noqa: ANN401
    """A value of the codec as we have it; `errors` is what becomes of strings that are no UTF-8."""
    kind: str = entry["type"]
    if kind.endswith("[]"):
        return [_plain(entry | {"type": kind[:-2]}, item, errors) for item in value]
    if kind == "tuple":
        return {
            e["name"]: _plain(e, item, errors)
            for e, item in zip(entry["components"], value, strict=True)
        }
    if kind == "string":
        return value.decode(errors=errors)
    if kind.startswith("bytes"):
        return "0x" + value.hex()
    if kind == "address":
        return _checksummed(value)
    return value
