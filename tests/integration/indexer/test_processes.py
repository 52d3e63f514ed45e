"""Several processes on one file, and one that is killed while it reads."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bugmark_py.client import Bugmark
from bugmark_py.indexer.store import EventStore
from tests.integration.indexer.dump import dump, read_anew
from tests.integration.indexer.traffic import Traffic, assert_as_on_chain

pytestmark = pytest.mark.integration

FOLLOW = """
import sys
from time import sleep
from bugmark_py.client import connect

with connect("local", home=sys.argv[1]) as bugmark:
    print("ready", flush=True)
    while bugmark.connection.latest_block().number < int(sys.argv[2]):
        bugmark.book.offers(open_only=False)
        assert bugmark.check_solvent() == 0
        sleep(0.02)
    bugmark.book.store.sync()
print("done", flush=True)
"""

# Each child of this process kills itself at another point of its reading: before the events of a
# block are stored, in their midst, after the cursor has moved, and before the last is committed.
KILLED = """
import os, signal, sys
from pathlib import Path
from bugmark_py.client import connect
from bugmark_py.indexer import store as module
from bugmark_py.indexer.store import EventStore

module._RANGE = 10

def dying(function, left):
    def counted(*arguments):
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments)
    return counted

for point in [1, 2, 3, 64]:
    for place, name in [(EventStore, "_store"), (module, "apply"), (EventStore, "_move")]:
        child = os.fork()
        if child == 0:
            left = min(point, 9) if name == "apply" else point
            setattr(place, name, dying(getattr(place, name), left))
            bugmark = connect("local", home=sys.argv[1])
            EventStore(bugmark.connection, bugmark.deployment, Path(sys.argv[2])).sync()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, flush=True)
"""


def start(script: str, bugmark: Bugmark, *arguments: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", script, str(bugmark.home.path), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_processes_follow_one_chain_in_one_file(
    traffic: Callable[[int], Traffic], bugmark: Bugmark, tmp_path: Path
) -> None:
    life = traffic(7)
    life.run(3)
    end = bugmark.connection.latest_block().number + 24
    followers = [start(FOLLOW, bugmark, end) for _ in range(2)]
    for follower in followers:
        assert follower.stdout is not None
        assert follower.stdout.readline() == "ready\n"

    while bugmark.connection.latest_block().number < end - 4:
        life.run(1)
        bugmark.book.store.sync()
    bugmark.connection.rpc("anvil_reorg", 3, [])
    while bugmark.connection.latest_block().number < end:
        life.run(1)
    outputs = [follower.communicate(timeout=60) for follower in followers]

    assert outputs == [("done\n", ""), ("done\n", "")]
    assert_as_on_chain(life)
    assert dump(bugmark.book.store) == read_anew(bugmark.book.store, tmp_path / "fresh.sqlite")


def test_a_process_killed_while_it_reads_leaves_a_whole_store(
    traffic: Callable[[int], Traffic], bugmark: Bugmark, tmp_path: Path
) -> None:
    life = traffic(8)
    life.run(4)
    bugmark.connection.rpc("anvil_mine", hex(50))
    life.run(6)

    path = tmp_path / "killed.sqlite"
    killer = start(KILLED, bugmark, path)
    output, errors = killer.communicate(timeout=60)

    assert errors == ""
    assert output.split() == ["9"] * 12, "each was killed in the midst of it"
    store = EventStore(bugmark.connection, bugmark.deployment, path)
    store.sync()
    assert dump(store) == read_anew(store, tmp_path / "fresh.sqlite")
    store.close()
