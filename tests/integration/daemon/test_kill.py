"""A daemon that is killed at any instant and started again omits nothing, and repeats nothing."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from bugmark_py.chain.connection import Connection, quantity
from bugmark_py.chain.transactions import Sender
from bugmark_py.client import Bugmark
from bugmark_py.daemon.oracle import Action
from bugmark_py.model.futures import Future
from tests.integration.daemon.conftest import REPORTERS, Oracle

pytestmark = pytest.mark.integration

Mature = Callable[[Future], None]
Warp = Callable[[int], None]

FIXED = 10_000

# A child runs the daemons of all reporters; its parent kills it at random moments, and starts it
# again. Time passes in between. The last child is left to finish.
RESTARTED = """
import os, random, signal, sys, time
from bugmark_py.client import connect
from bugmark_py.daemon.oracle import OracleDaemon

home, seed = sys.argv[1], int(sys.argv[2])

def warp(bugmark):
    bugmark.connection.rpc("evm_increaseTime", 3600)
    bugmark.connection.rpc("evm_mine")

def daemons(last):
    with connect("local", home=home) as bugmark:
        reporters = ("reporter", "reporter2", "reporter3")
        running = [OracleDaemon(bugmark.named(name)) for name in reporters]
        while not all(record.settled for record in bugmark.book.futures()):
            for daemon in running:
                daemon.tick()
            if last:
                warp(bugmark)

random.seed(seed)
for attempt in range(9):
    child = os.fork()
    if child == 0:
        daemons(attempt == 8)
        os._exit(0)
    if attempt < 8:
        time.sleep(random.uniform(0.05, 0.5))
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    print(os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, flush=True)
    if attempt == 4:
        with connect("local", home=home) as bugmark:
            warp(bugmark)
"""


class Killed(BaseException):
    """What no daemon catches."""


@pytest.fixture
def futures(bugmark: Bugmark) -> list[Future]:
    """On issues that are fixed, and mature together."""
    maturation = bugmark.now() + 3_600
    found = []
    for _ in range(4):
        issue = bugmark.trackers.file.create("demo", "It crashes").reference
        bugmark.trackers.file.close(issue)
        found.append(bugmark.named("adam").market.create_future(str(issue), maturation))
    return found


def sent(bugmark: Bugmark) -> int:
    """Transactions that the reporters have sent."""
    return sum(
        quantity(
            bugmark.connection.rpc("eth_getTransactionCount", bugmark.address(name), "pending")
        )
        for name in REPORTERS
    )


def said(bugmark: Bugmark) -> Counter[tuple[str, str, str]]:
    """What oracle and market have said of each question and future, and how often."""
    logs: list[dict[str, Any]] = bugmark.connection.rpc(
        "eth_getLogs",
        {"fromBlock": hex(0), "address": [bugmark.deployment.oracle, bugmark.deployment.market]},
    )
    found: Counter[tuple[str, str, str]] = Counter()
    for event in (*bugmark.oracle.binding.events(logs), *bugmark.market.binding.events(logs)):
        if event.name in {"Voted", "Proposed", "Finalized", "FutureSettled"}:
            about = event.arguments.get("questionId") or event.arguments["futureId"]
            found[event.name, about, event.arguments.get("reporter", "")] += 1
    return found


def check_done_once(bugmark: Bugmark, futures: list[Future]) -> None:
    found = said(bugmark)
    assert set(found.values()) == {1}, "nothing was done twice"
    kinds = Counter(name for name, _, _ in found)
    assert kinds == {
        "Voted": 2 * len(futures),
        "Proposed": len(futures),
        "Finalized": len(futures),
        "FutureSettled": len(futures),
    }
    assert [bugmark.market.state(future).price for future in futures] == [FIXED] * len(futures)


@pytest.mark.parametrize("when", ["before it is sent", "before its receipt", "once it is done"])
def test_a_daemon_killed_at_every_other_act_does_each_once(
    bugmark: Bugmark,
    oracle: Oracle,
    futures: list[Future],
    mature: Mature,
    warp: Warp,
    monkeypatch: pytest.MonkeyPatch,
    when: str,
) -> None:
    mature(futures[0])
    before, kills, acts = sent(bugmark), 0, 0
    batch = Connection.batch

    def dying(connection: Connection, *requests: tuple[Any, ...]) -> Any:
        nonlocal acts
        sends = any(method == "eth_sendRawTransaction" for method, *_ in requests)
        acts += sends
        if sends and acts % 2 and when == "before it is sent":
            raise Killed
        answers = batch(connection, *requests)
        if sends and acts % 2 and when == "before its receipt":
            raise Killed
        return answers

    def told(_: Action) -> None:
        if acts % 2 and when == "once it is done":
            raise Killed

    monkeypatch.setattr(Connection, "batch", dying)
    for pause in (0, 3_600):
        warp(pause)
        for name in REPORTERS:
            killed = True
            while killed:
                killed = False
                try:
                    oracle.daemon(name, acted=told).tick()
                except Killed:
                    killed = True
                kills += killed

    assert oracle.troubles == []
    check_done_once(bugmark, futures)
    assert kills >= 8
    assert sent(bugmark) - before == 16, "two votes, a finalisation and a settlement of each"


def test_a_daemon_killed_with_its_vote_on_the_way_votes_once(
    bugmark: Bugmark,
    oracle: Oracle,
    futures: list[Future],
    mature: Mature,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    future = futures[0]
    mature(future)
    rpc = bugmark.connection.rpc
    rpc("evm_setAutomine", False)  # noqa: FBT003

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Sender, "_wait", killed)
        with pytest.raises(Killed):
            oracle.daemon("reporter").tick()
    rpc("evm_mine")
    rpc("evm_setAutomine", True)  # noqa: FBT003
    oracle.tick("reporter")

    votes = [key for key in said(bugmark) if key[0] == "Voted"]
    assert len(votes) == len(futures)


def test_daemons_killed_at_random_moments_settle_everything_once(
    bugmark: Bugmark, futures: list[Future], mature: Mature
) -> None:
    mature(futures[0])

    done = subprocess.run(
        [sys.executable, "-c", RESTARTED, str(bugmark.home.path), "1"],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )

    assert (done.returncode, done.stderr) == (0, "")
    signals = done.stdout.split()
    assert signals.count("9") >= 2, "how many kills hit depends on the machine"
    assert signals[-1] == "0"
    check_done_once(bugmark, futures)
