"""A user at a terminal: an environment, a folder, and the installed command."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

import pytest

from bugmark_py.chain.node import find_anvil

BUGMARK = Path(sys.executable).parent / "bugmark"
WARM = Path(__file__).with_name("warm.py")
PATIENCE = 60.0

needs_ape = pytest.mark.skipif(
    find_spec("ape") is None, reason="ape is not installed: it runs on Python 3.11 and 3.12 only"
)


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    arguments: tuple[str, ...]
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one document on stdout of a command that did what it was asked."""
        assert self.code == 0, self
        document: dict[str, Any] = json.loads(self.out)
        return document


@dataclass
class Shell:
    """Where commands run. Each is a process of its own, in an otherwise empty environment."""

    folder: Path
    home: Path
    columns: int = 80
    started: list["Running"] = field(default_factory=list)
    _warm: "subprocess.Popen[str] | None" = None

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.defpath,
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder),
            "BUGMARK_HOME": str(self.home),
            "BUGMARK_ANVIL": find_anvil(os.environ.get("BUGMARK_ANVIL")),
            "COLUMNS": str(self.columns),
        }

    def elsewhere(self, home: Path) -> "Shell":
        """The same terminal with another state folder."""
        return Shell(self.folder, home, self.columns, self.started, self._warm)

    def installed(self, *arguments: str) -> Done:
        """Run the installed command."""
        done = subprocess.run(
            [BUGMARK, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        return Done(arguments, done.returncode, done.stdout, done.stderr)

    def run(self, *arguments: str) -> Done:
        """Run a command in a process that has loaded everything already."""
        warm = self._warm
        if warm is None:
            warm = self._warm = subprocess.Popen(
                [sys.executable, WARM],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert warm.stdin is not None
        assert warm.stdout is not None
        out, err = self.folder / "stdout", self.folder / "stderr"
        request = {
            "arguments": arguments,
            "environment": self.environment,
            "folder": str(self.folder),
            "stdout": str(out),
            "stderr": str(err),
        }
        warm.stdin.write(json.dumps(request) + "\n")
        warm.stdin.flush()
        code = int(warm.stdout.readline())
        return Done(arguments, code, out.read_text(), err.read_text())

    def json(self, *arguments: str) -> dict[str, Any]:
        """Run a command that must do what it is asked, and return its document."""
        return self.run(*arguments, "--json").json

    def up(self, *arguments: str) -> "Running":
        """Start `bugmark up` on a free port, and wait until it is ready."""
        return self.start("up", "--json", "--port", "0", *arguments)

    def start(self, *arguments: str) -> "Running":
        """Start a command that goes on until it is stopped, and wait until it is ready."""
        running = Running(self, arguments)
        self.started.append(running)
        running.ready()
        return running

    def close(self) -> None:
        """Stop what was started."""
        for running in self.started:
            running.stop()
        if self._warm is not None and self._warm.poll() is None:
            assert self._warm.stdin is not None
            self._warm.stdin.close()
            self._warm.wait(PATIENCE)
            if self._warm.stdout is not None:
                self._warm.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Running:
    """A command that goes on until it is stopped."""

    def __init__(self, shell: Shell, arguments: tuple[str, ...]) -> None:
        self.out = shell.folder / f"out-{len(shell.started)}"
        self.err = shell.folder / f"err-{len(shell.started)}"
        with self.out.open("w") as out, self.err.open("w") as err:
            self.process = subprocess.Popen(
                [BUGMARK, *arguments],
                cwd=shell.folder,
                env=shell.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                # So that a Ctrl-C can be sent to it alone, as a terminal would to its group.
                start_new_session=True,
            )
        self.document: dict[str, Any] = {}

    def lines(self) -> list[dict[str, Any]]:
        """What it has said as JSON, but for a line that is not whole yet."""
        text = self.out.read_text()
        return [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]

    def ready(self) -> None:
        """Wait until it says that it is ready."""
        until(lambda: self.process.poll() is not None or self.lines())
        found = [line for line in self.lines() if line.get("ready")]
        assert found, self.err.read_text()
        self.document = found[0]

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Stop it, if it has not ended, and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never was"
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has asked after does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
