"""Code blocks of a document, and what runs them as their reader would.

A `console` block holds commands after `$ ` and, below each, what it prints; `...` stands for lines
that are left out. A `text` block after a `python` block is what that prints. A comment before a
block says where or how it runs:

    <!-- terminal 1 -->      in the first terminal, where `bugmark up` keeps running: a block there
                             without commands is what it prints by and by
    <!-- until -->           again and again until it prints this
    <!-- before: COMMAND --> after a command that the reader has no need of
"""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from bugmark_py.chain.node import find_anvil

PATIENCE: Final = 30.0
FIRST: Final = "terminal 1"
UNTIL: Final = "until"

_STAYS: Final = re.compile(r"bugmark (?:up|node)\b")

_FENCE: Final = re.compile(
    r"(?:^<!-- (?P<how>[^\n]*) -->\n)?^```(?P<language>\w+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_MARK: Final = "<<<that was it>>>"
# What is another on every run: identifiers, whose first digits are kept apart; times; ports;
# folders; and which of the reporters is the quickest.
_IDENTIFIER: Final = re.compile(r"0x([0-9a-f]{8})((?:[0-9a-f]{56})?)\b")
_VARYING: Final = (
    (re.compile(r"\b0x[0-9a-fA-F]{40}\b"), "<address>"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "<time>"),
    (re.compile(r"127\.0\.0\.1:\d+"), "<port>"),
    (re.compile(r"/\S*/(?:\.bugmark|\.local/share/bugmark)\b"), "<home>"),
    (re.compile(r"\bchains/31337-[0-9a-f]{8}\b"), "<chain>"),
    (re.compile(r"\breporter[23]?\b"), "<reporter>"),
)
_DRIVER: Final = f"""\
import json, sys, traceback
names = {{"__name__": "__main__"}}
for line in sys.stdin:
    try:
        exec(json.loads(line), names)
    except Exception:
        traceback.print_exc()
    print({_MARK!r}, flush=True)
"""


@dataclass(frozen=True)
class Block:
    """A block of code.

    Attributes:
        line: of the document, for whoever looks for it.
        language: as its fence says.
        how: what the comment before it says, empty without one.
        text: its lines.
    """

    line: int
    language: str
    how: str
    text: str

    def commands(self) -> Iterator[tuple[str, str]]:
        """Each command with what it prints; what is printed without a command comes first."""
        first, *rest = re.split(r"^\$ ", self.text, flags=re.MULTILINE)
        if first:
            yield "", first
        for part in rest:
            command, _, output = part.partition("\n")
            yield command, output


def blocks(document: Path) -> Sequence[Block]:
    """The blocks of a document, in order."""
    text = document.read_text()
    return [
        Block(
            text.count("\n", 0, found.start("language")) + 1,
            found["language"],
            found["how"] or "",
            found["text"],
        )
        for found in _FENCE.finditer(text)
    ]


class Reader:
    """Somebody who does what a document says, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if "BUGMARK" not in name}
        environment = kept | {
            "BUGMARK_ANVIL": find_anvil(os.environ.get("BUGMARK_ANVIL")),
            "COLUMNS": "80",
            "HOME": str(folder),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONUNBUFFERED": "1",
        }
        self._first = Session(["bash", "--norc"], folder, environment)
        self._second = Session(["bash", "--norc"], folder, environment)
        self._python = Session([sys.executable, "-c", _DRIVER], folder, environment)
        self._real: dict[str, str] = {}

    def follow(self, document: Sequence[Block]) -> None:
        """Do what each block says.

        Raises:
            AssertionError: something else came of it.
        """
        unread = list(document)
        while unread:
            block = unread.pop(0)
            if block.how.startswith("before: "):
                self._second.run(_in_bash(block.how.removeprefix("before: ")))
            if block.language == "python":
                printed = unread and unread[0].language == "text"
                expected = unread.pop(0).text if printed else ""
                self._compare(block, self._python.run(json.dumps(block.text)), expected)
                continue
            assert block.language == "console", f"line {block.line}: nothing runs {block.language}"
            for command, expected in block.commands():
                self._do(block, command, expected)

    def up(self) -> None:
        """Have a market in the first terminal, as the reader of some documents has."""
        self._first.send("bugmark up --port 0")
        while not self._first.read(1).startswith("ready"):
            pass
        self._first.read(1)

    def _do(self, block: Block, command: str, expected: str) -> None:
        known = _IDENTIFIER.sub(lambda each: "0x" + self._real[each[1]], command)
        session = self._first if block.how == FIRST else self._second
        if _STAYS.match(command) or not command:
            if command:
                self._first.send(_STAYS.sub(r"\g<0> --port 0", known))
            wanted = expected.splitlines()
            self._compare(block, self._first.read(len(wanted)), expected)
        elif block.how == UNTIL:
            said = _until(lambda: session.run(_in_bash(known)), lambda said: _same(said, expected))
            self._compare(block, said, expected)
        else:
            self._compare(block, session.run(_in_bash(known)), expected)

    def _compare(self, block: Block, actual: str, expected: str) -> None:
        assert _same(actual, expected), (
            f"line {block.line}: it says\n{_plain(expected)}\nand what came is\n{_plain(actual)}"
        )
        if "..." not in expected.splitlines():
            for said, real in zip(_found(expected), _found(actual), strict=True):
                assert self._real.setdefault(said, real) == real, f"line {block.line}: 0x{said}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for session in (self._python, self._second, self._first):
            session.stop()


class Session:
    """A program that is given text to do, and says when it has."""

    def __init__(self, command: Sequence[str], folder: Path, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._lines: list[str] = []
        self._read = 0
        self._more = threading.Condition()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def send(self, text: str) -> None:
        """Give it something to do."""
        assert self._process.stdin is not None
        self._process.stdin.write(text + "\n")
        self._process.stdin.flush()

    def run(self, text: str) -> str:
        """Give it something to do, and return what it printed."""
        self.send(text)
        said = []
        while (line := self._next()) != _MARK:
            said.append(line + "\n")
        return "".join(said)

    def read(self, count: int) -> str:
        """Return the next lines that it prints."""
        return "".join(f"{self._next()}\n" for _ in range(count))

    def stop(self) -> None:
        """Interrupt what runs, as Ctrl-C does, and end."""
        assert self._process.stdin is not None
        os.killpg(self._process.pid, signal.SIGINT)
        self._process.stdin.close()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            raise
        finally:
            self._listener.join(PATIENCE)

    def _next(self) -> str:
        with self._more:
            there = self._more.wait_for(lambda: len(self._lines) > self._read, PATIENCE)
            assert there, f"nothing more came after {self._lines[-5:]}"
            self._read += 1
            return self._lines[self._read - 1]

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                with self._more:
                    self._lines.append(line.rstrip())
                    self._more.notify_all()


def _in_bash(command: str) -> str:
    """A command that reads nothing of what is meant for the shell."""
    return f"{{ {command}\n}} </dev/null; echo '{_MARK}'"


def _until(run: Callable[[], str], fits: Callable[[str], bool]) -> str:
    end = time.monotonic() + PATIENCE
    while not fits(said := run()) and time.monotonic() < end:
        time.sleep(0.3)
    return said


def _plain(text: str) -> str:
    """A text without what is another on every run."""
    text = "".join(f"{line.rstrip()}\n" for line in text.splitlines())
    for pattern, name in _VARYING:
        text = pattern.sub(name, text)
    return _IDENTIFIER.sub(lambda each: "<id>" if each[2] else "<short id>", text)


def _found(text: str) -> Sequence[str]:
    return [each[1] for each in _IDENTIFIER.finditer(text)]


def _same(actual: str, expected: str) -> bool:
    parts = re.split(r"^\.\.\.\n", _plain(expected), flags=re.MULTILINE)
    pattern = r"(?:.*\n)*?".join(re.escape(part) for part in parts)
    return re.fullmatch(pattern, _plain(actual)) is not None
