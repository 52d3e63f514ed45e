"""The compiled contracts that ship with the package: the only bytecode that is ever deployed."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Artifact:
    """A compiled contract.

    Attributes:
        name: the contract's name.
        abi: its ABI entries.
        bytecode: creation code.
        deployed_bytecode: code on chain, immutables zero.
        immutables: (start, length) in bytes of each immutable in the deployed bytecode.
    """

    name: str
    abi: list[dict[str, Any]]
    bytecode: bytes
    deployed_bytecode: bytes
    immutables: tuple[tuple[int, int], ...]

    def matches(self, code: bytes) -> bool:
        """Whether `code` is this contract's, whatever its immutables are."""
        return len(code) == len(self.deployed_bytecode) and self._masked(code) == self._masked(
            self.deployed_bytecode
        )

    def _masked(self, code: bytes) -> bytes:
        masked = bytearray(code)
        for start, length in self.immutables:
            masked[start : start + length] = bytes(length)
        return bytes(masked)


@cache
def load(name: str) -> Artifact:
    """Load the artifact of the contract `name`."""
    document = json.loads(files("bugmark_py.artifacts").joinpath(f"{name}.json").read_text())
    references = document["immutableReferences"].values()
    return Artifact(
        name=name,
        abi=document["abi"],
        bytecode=bytes.fromhex(document["bytecode"].removeprefix("0x")),
        deployed_bytecode=bytes.fromhex(document["deployedBytecode"].removeprefix("0x")),
        immutables=tuple(
            (place["start"], place["length"]) for places in references for place in places
        ),
    )
