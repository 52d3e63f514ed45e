"""A local Anvil, started from its platform's binary and never outliving whoever started it."""

import ctypes
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from types import TracebackType
from typing import Self

from bugmark_py.chain.accounts import NAMES
from bugmark_py.chain.connection import Connection
from bugmark_py.errors import BugmarkError, InputError, NodeUnreachableError, RefusedError

_LISTENING = re.compile(r"Listening on (\S+)")
_LAST_PORT = 65_535
_PORT = "--port"
_START_SECONDS = 30.0
_STOP_SECONDS = 10.0
_PR_SET_PDEATHSIG = 1
# Looked up here, as little is safe between fork and exec.
_LIBC = ctypes.CDLL(None)
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
_SCRIPT = b"#!"
_STATE = "state.json"
_STARTED = "started"


@dataclass(frozen=True)
class _Kept:
    """What is kept of a chain between two runs of its node, beside the node's own state.

    Attributes:
        started: unix seconds of block 0. Anvil makes a block 0 at each start, and would come to
            have several if they differed.
        written: unix seconds, by the wall, at which the state was last written; None at first.
    """

    started: int
    written: float | None

    @classmethod
    def read(cls, folder: Path) -> Self:
        """What is in a folder, which is filled if it is empty."""
        path, state = folder / _STARTED, folder / _STATE
        if not path.exists():
            path.write_text(f"{int(time.time())}\n")
        try:
            started = int(path.read_text())
        except ValueError:
            raise BugmarkError(
                f"{path} is damaged: start a fresh chain, or delete {folder}"
            ) from None
        return cls(started, state.stat().st_mtime if state.exists() else None)

    def restore_time(self, connection: Connection) -> None:
        """Let the clock go on as if the node had run all the time: Anvil falls back.

        Must come before the first new block, for which there is a whole block time.
        """
        if self.written is not None:
            away = ceil(time.time() - self.written)
            connection.rpc("evm_setTime", connection.latest_block().timestamp + away)


class Node:
    """A running Anvil. A context manager, which stops it."""

    def __init__(self, process: "subprocess.Popen[str]", url: str) -> None:
        """Hold a process that listens; use `start`.

        Args:
            process: Anvil.
            url: where it listens.
        """
        self._process = process
        self.url = url
        self.connection = Connection(url)

    @classmethod
    def start(
        cls,
        folder: Path,
        *,
        port: int = 0,
        block_time: int | None = None,
        keep: bool = False,
        states: int | None = None,
        anvil: str | None = None,
    ) -> Self:
        """Start an Anvil and wait until it answers.

        Args:
            folder: where it keeps what it keeps; made if it is not there.
            port: where to listen on this machine, 0 for any free port.
            block_time: seconds between blocks, also without transactions; None mines for each
                transaction only.
            keep: keep the chain in the folder, and go on with the one that is kept there.
            states: how many past states can be asked for; None for all, which slows a long chain.
            anvil: path of the binary; found if not named.

        Raises:
            InputError: there is no such port.
            BugmarkError: there is no Anvil, or it does not start.
        """
        if not 0 <= port <= _LAST_PORT:
            raise InputError(f"port {port} does not exist: name one from 1 to {_LAST_PORT}")
        folder.mkdir(parents=True, exist_ok=True)
        command = [find_anvil(anvil), _PORT, str(port), "--accounts", str(len(NAMES))]
        command += ["--cache-path", str(folder / "anvil")]
        if block_time is not None:
            command += ["--block-time", str(block_time), "--mixed-mining"]
        if states is not None:
            command += ["--prune-history", str(states)]
        if not keep:
            return cls(*_spawn(command))
        kept = _Kept.read(folder)
        command += ["--state", str(folder / _STATE), "--state-interval", "1"]
        node = cls(*_spawn([*command, "--timestamp", str(kept.started)]))
        kept.restore_time(node.connection)
        return node

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Stop it, and wait until it is gone."""
        if self.running:
            self._process.terminate()
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()


def find_anvil(named: str | None = None) -> str:
    """The path of Anvil's own binary.

    Args:
        named: by the settings; otherwise the nearest `node_modules` upwards, then the PATH.

    Raises:
        BugmarkError: there is none.
    """
    places = [Path(named)] if named else [*_installed(Path.cwd()), *_on_path()]
    for place in places:
        if place.is_file() and os.access(place, os.X_OK):
            return str(place)
    where = f"not at {named}" if named else "neither in a node_modules folder upwards nor on PATH"
    raise BugmarkError(
        f"Anvil is {where}: install it with `npm install @foundry-rs/anvil`,"
        " or set BUGMARK_ANVIL to its path"
    )


def _installed(start: Path) -> Sequence[Path]:
    """Where npm puts the binary. Its wrapper is no use: killing it leaves the node running."""
    machine = platform.machine()
    package = f"anvil-{platform.system().lower()}-{_ARCHITECTURES.get(machine, machine)}"
    inside = Path("node_modules", "@foundry-rs", package, "bin", "anvil")
    return [folder / inside for folder in (start, *start.parents)]


def _on_path() -> Sequence[Path]:
    found = shutil.which("anvil")
    if found is None:
        return []
    path = Path(found).resolve()
    with path.open("rb") as file:
        wrapper = file.read(len(_SCRIPT)) == _SCRIPT
    return _installed(path.parent) if wrapper else [path]


def _spawn(command: list[str]) -> "tuple[subprocess.Popen[str], str]":
    """Start Anvil and read from its output where it listens.

    Raises:
        BugmarkError: it cannot be run, or ends at once.
    """
    started: Future[tuple[subprocess.Popen[str], str]] = Future()
    threading.Thread(target=_run, args=(command, started), daemon=True).start()
    return started.result()


def _run(command: list[str], started: "Future[tuple[subprocess.Popen[str], str]]") -> None:
    """Start Anvil, and read what it says until it ends: it stops when nobody does.

    It has a thread of its own, as the kernel takes the end of a thread for that of a parent.
    """
    try:
        process = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # A Ctrl-C at the terminal is for the parent, which stops the node in its own time.
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
        )
    except OSError as error:
        started.set_exception(BugmarkError(f"{command[0]} cannot be run ({error.strerror})"))
        return
    assert process.stdout is not None  # noqa: S101
    killer = threading.Timer(_START_SECONDS, process.kill)
    killer.start()
    lines: list[str] = []
    with process.stdout:
        for line in process.stdout:
            if started.done():
                continue
            lines.append(line.strip())
            if found := _LISTENING.search(line):
                killer.cancel()
                started.set_result((process, f"http://{found[1]}"))
    killer.cancel()
    if not started.done():
        process.wait()
        started.set_exception(_not_started(lines, command[command.index(_PORT) + 1]))


def _not_started(lines: Sequence[str], port: str) -> BugmarkError:
    """Why Anvil ended, out of what it said."""
    said = [line for line in lines if line]
    reason = next((line for line in said if line.lower().startswith("error")), None)
    if reason is not None and "in use" in reason:
        return RefusedError(
            f"port {port} is in use: stop what listens there, or choose another with --port"
        )
    return NodeUnreachableError(
        f"Anvil did not start: {reason or (said[-1] if said else 'it said nothing')}"
    )


def _die_with_parent() -> None:
    """Ask the kernel to end this process when its parent ends, however that ends."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
