"""Where state lives on disk. One writer per file; every chain has a folder of its own."""

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from threading import get_ident
from typing import TYPE_CHECKING, Any, TypeVar

from bugmark_py.errors import BugmarkError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record", bound="DataclassInstance")


@dataclass(frozen=True)
class NodeRecord:
    """A local node that runs, or ran.

    Attributes:
        url: its JSON-RPC endpoint.
        chain_id: the chain's id.
        genesis: 0x-hex hash of block 0.
        pid: its process.
    """

    url: str
    chain_id: int
    genesis: str
    pid: int


@dataclass(frozen=True)
class Home:
    """The state folder.

    Attributes:
        path: its place; need not exist yet.
    """

    path: Path

    @property
    def issues(self) -> Path:
        """Issues of the file tracker."""
        return self.path / "issues"

    @property
    def evidence(self) -> Path:
        """Documents that show why an oracle voted as it did."""
        return self.path / "evidence"

    @property
    def keystore(self) -> Path:
        """Encrypted accounts."""
        return self.path / "keystore"

    @property
    def node(self) -> Path:
        """What the local node keeps."""
        return self.path / "node"

    @property
    def settings_file(self) -> Path:
        """Settings as TOML."""
        return self.path / "bugmark.toml"

    @property
    def node_file(self) -> Path:
        """The local node, written by whoever starts it."""
        return self.path / "node.json"

    def chain(self, chain_id: int, genesis: str) -> "ChainFolder":
        """The folder of one chain: a restarted ephemeral chain never meets a stale one."""
        return ChainFolder(self.path / "chains" / f"{chain_id}-{genesis[2:10]}")

    def read_node(self) -> NodeRecord | None:
        """The local node, if one is recorded.

        Raises:
            BugmarkError: the record is damaged.
        """
        document = read_json(self.node_file)
        try:
            return None if document is None else as_record(NodeRecord, document)
        except TypeError:
            raise BugmarkError(f"{self.node_file} is no record of a node: delete it") from None

    def write_node(self, node: NodeRecord) -> None:
        """Record the local node."""
        write_json(self.node_file, asdict(node))

    def forget_node(self) -> None:
        """Record that there is no local node."""
        self.node_file.unlink(missing_ok=True)


@dataclass(frozen=True)
class ChainFolder:
    """State that belongs to one chain.

    Attributes:
        path: its place; need not exist yet.
    """

    path: Path

    @property
    def deployment(self) -> Path:
        """Addresses of the contracts."""
        return self.path / "deployment.json"

    @property
    def index(self) -> Path:
        """The event store."""
        return self.path / "index.sqlite"

    @property
    def journal(self) -> Path:
        """Transactions on their way."""
        return self.path / "journal.sqlite"

    @property
    def bids(self) -> Path:
        """Secrets of bids by accounts that cannot make them again, encrypted."""
        return self.path / "bids"

    @property
    def keys(self) -> Path:
        """Keys of what is sold, encrypted, in a folder for each seller."""
        return self.path / "keys"

    @property
    def ciphertexts(self) -> Path:
        """What is sold, for everybody, by the hash of it."""
        return self.path / "ciphertexts"

    @property
    def locks(self) -> Path:
        """Lock files, one for each sending account."""
        return self.path / "locks"


def read_json(path: Path) -> Any:  # noqa: ANN401
    """The document in a file, None without the file.

    Raises:
        BugmarkError: it is not JSON.
    """
    try:
        return json.loads(path.read_text())
    except FileNotFoundError:
        return None
    except ValueError:
        raise BugmarkError(f"{path} is damaged: it holds no JSON; delete it") from None


def write_json(path: Path, document: object) -> None:
    """Write a document so that a reader, or a kill, never meets half of it."""
    write_whole(path, (json.dumps(document, indent=2, sort_keys=True) + "\n").encode())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader, a kill, or another writer never meets half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{get_ident()}")
    temporary.write_bytes(content)
    temporary.replace(path)


def as_record(kind: type[Record], document: object) -> Record:
    """The record that a document holds.

    Args:
        kind: a dataclass of plain fields.
        document: as `read_json` returned it.

    Raises:
        TypeError: it is nothing of the kind.
    """
    if not isinstance(document, dict):
        raise TypeError
    for each in fields(kind):
        if type(document.get(each.name)) is not each.type:
            raise TypeError(each.name)
    return kind(**document)
