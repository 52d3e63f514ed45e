"""A node of one's own: it starts, says why if it does not, and never outlives its parent."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bugmark_py.chain import node as node_module
from bugmark_py.chain.accounts import local_account
from bugmark_py.chain.connection import Connection, quantity
from bugmark_py.chain.deployments import Terms
from bugmark_py.chain.home import Home, NodeRecord
from bugmark_py.chain.local import local_market, local_node
from bugmark_py.chain.node import Node, find_anvil
from bugmark_py.errors import (
    BugmarkError,
    ChainError,
    InputError,
    NodeUnreachableError,
    RefusedError,
)

pytestmark = pytest.mark.integration

DAY = 86_400
COIN = 10**18


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be buried does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or ") Z " not in status.read_text()


def comes_true(condition: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


# --- Starting and stopping ------------------------------------------------------------------------


def test_a_node_answers_once_it_has_started_and_is_gone_once_it_was_stopped(
    tmp_path: Path,
) -> None:
    node = Node.start(tmp_path / "node")

    assert alive(node.pid)
    assert node.connection.is_anvil
    for name in ("adam", "deployer"):
        balance = node.connection.rpc("eth_getBalance", local_account(name).address, "latest")
        assert quantity(balance) == 10_000 * COIN
    node.stop()
    node.stop()

    assert not node.running
    assert not alive(node.pid)
    with pytest.raises(NodeUnreachableError):
        node.connection.latest_block()


def test_a_node_that_keeps_few_states_knows_how_things_stand_now_only(tmp_path: Path) -> None:
    adam = local_account("adam").address
    with Node.start(tmp_path / "node", states=4) as node:
        node.connection.rpc("anvil_mine", hex(20))

        assert quantity(node.connection.rpc("eth_getBalance", adam, "latest")) > COIN
        with pytest.raises(ChainError, match="eth_getBalance"):
            node.connection.rpc("eth_getBalance", adam, "0x1")


def test_a_node_is_stopped_whatever_happens_meanwhile(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), Node.start(tmp_path) as node:
        _ = 1 / 0

    assert not alive(node.pid)


def test_two_nodes_do_not_disturb_each_other(tmp_path: Path) -> None:
    with Node.start(tmp_path / "a") as one, Node.start(tmp_path / "b") as other:
        one.connection.rpc("anvil_mine", "0x5")

        assert one.url != other.url
        assert one.connection.latest_block().number == 5
        assert other.connection.latest_block().number == 0


def test_a_node_that_says_much_does_not_stop_for_want_of_a_listener(tmp_path: Path) -> None:
    with Node.start(tmp_path) as node:
        # Anvil says a line for each of them, and a pipe holds some 64 KiB.
        for _ in range(8):
            node.connection.batch(*[("eth_chainId",)] * 1_000)

        assert node.connection.latest_block().number == 0


def test_a_node_outlives_the_thread_that_started_it(tmp_path: Path) -> None:
    started: list[Node] = []
    thread = threading.Thread(target=lambda: started.append(Node.start(tmp_path)))
    thread.start()
    thread.join()

    with started[0] as node:
        assert not comes_true(lambda: not node.running, seconds=0.3)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is Linux's own")
def test_a_node_does_not_outlive_a_parent_that_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from bugmark_py.chain.node import Node\n"
        "node = Node.start(Path(sys.argv[1])); print(node.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    with parent.stdout:
        pid = int(parent.stdout.readline())
        assert alive(pid)

        parent.send_signal(signal.SIGKILL)
        parent.wait()

    assert comes_true(lambda: not alive(pid))


# --- What stands in the way -----------------------------------------------------------------------


def test_a_port_that_is_taken_is_said_to_be(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(BugmarkError, match=f"port {port} is in use: .*--port"):
            Node.start(tmp_path, port=port)


@pytest.mark.parametrize("port", [-1, 65_536, 70_000])
def test_a_port_that_does_not_exist_is_refused(tmp_path: Path, port: int) -> None:
    with pytest.raises(InputError, match="name one from 1 to 65535"):
        Node.start(tmp_path / "node", port=port)

    assert not (tmp_path / "node").exists()


def test_a_binary_that_is_not_where_it_should_be_is_asked_for(tmp_path: Path) -> None:
    missing = tmp_path / "anvil"

    with pytest.raises(BugmarkError) as caught:
        Node.start(tmp_path / "node", anvil=str(missing))

    assert str(caught.value) == (
        f"Anvil is not at {missing}: install it with `npm install @foundry-rs/anvil`, or set"
        " BUGMARK_ANVIL to its path"
    )


def test_without_any_binary_it_is_said_where_it_was_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(BugmarkError, match="neither in a node_modules folder upwards nor on PATH"):
        find_anvil()


def test_what_is_no_file_to_run_is_no_binary(tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_text("")

    for place in (text, tmp_path):
        with pytest.raises(BugmarkError, match="Anvil is not at"):
            find_anvil(str(place))


def test_a_file_that_cannot_be_run_is_an_error_of_the_package(tmp_path: Path) -> None:
    junk = tmp_path / "anvil"
    junk.write_bytes(b"\0junk")
    junk.chmod(0o755)

    with pytest.raises(BugmarkError, match="anvil cannot be run"):
        Node.start(tmp_path / "node", anvil=str(junk))


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("exit 0", "it said nothing"),
        ("echo hello; echo; exit 1", "hello"),
        ("echo Error: no disk; echo; echo 'For more, try --help'; exit 1", "Error: no disk"),
    ],
)
def test_a_binary_that_ends_at_once_is_quoted(tmp_path: Path, script: str, reason: str) -> None:
    anvil = tmp_path / "anvil"
    anvil.write_text(f"#!/bin/sh\n{script}\n")
    anvil.chmod(0o755)

    with pytest.raises(NodeUnreachableError) as caught:
        Node.start(tmp_path / "node", anvil=str(anvil))

    assert str(caught.value) == f"Anvil did not start: {reason}"


def test_a_binary_that_never_listens_is_not_waited_for_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node_module, "_START_SECONDS", 0.2)
    anvil = tmp_path / "anvil"
    anvil.write_text("#!/bin/sh\nexec sleep 60\n")
    anvil.chmod(0o755)

    with pytest.raises(NodeUnreachableError, match="did not start"):
        Node.start(tmp_path / "node", anvil=str(anvil))


def test_the_nearest_installed_binary_is_found_and_npms_wrapper_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = find_anvil()
    package = Path(real).parents[1].name
    inside = tmp_path / "node_modules" / "@foundry-rs" / package / "bin" / "anvil"
    inside.parent.mkdir(parents=True)
    inside.symlink_to(real)
    wrapper = tmp_path / "node_modules" / "@foundry-rs" / "anvil" / "bin.mjs"
    wrapper.parent.mkdir()
    wrapper.write_text("#!/usr/bin/env node\n")
    wrapper.chmod(0o755)
    path = tmp_path / "elsewhere"
    path.mkdir()
    (path / "anvil").symlink_to(wrapper)
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)

    monkeypatch.chdir(deep)
    assert find_anvil() == str(inside)
    monkeypatch.chdir("/")
    monkeypatch.setenv("PATH", str(path))
    assert find_anvil() == str(inside)


# --- Kept chains ----------------------------------------------------------------------------------


def test_a_kept_chain_goes_on_where_it_was_and_its_time_too(tmp_path: Path) -> None:
    with Node.start(tmp_path, keep=True) as node:
        genesis = node.connection.genesis
        node.connection.rpc("evm_increaseTime", 30 * DAY)
        node.connection.rpc("anvil_mine", "0x5")
        left = node.connection.latest_block()

    with Node.start(tmp_path, keep=True) as node:
        assert node.connection.genesis == genesis
        assert node.connection.latest_block() == left
        node.connection.rpc("evm_mine")
        later = node.connection.latest_block()

    assert later.number == left.number + 1
    assert 0 < later.timestamp - left.timestamp < DAY


def test_a_chain_that_is_not_kept_is_gone(tmp_path: Path) -> None:
    with Node.start(tmp_path) as node:
        node.connection.rpc("anvil_mine", "0x5")

    with Node.start(tmp_path) as node:
        assert node.connection.latest_block().number == 0


def test_a_kept_chain_that_is_damaged_is_said_to_be(tmp_path: Path) -> None:
    with Node.start(tmp_path, keep=True):
        pass
    state, started = tmp_path / "state.json", tmp_path / "started"

    good = started.read_text()
    started.write_text("yesterday")
    with pytest.raises(BugmarkError, match="started is damaged"):
        Node.start(tmp_path, keep=True)
    started.write_text(good)
    state.write_text("{")
    with pytest.raises(BugmarkError, match="Anvil did not start"):
        Node.start(tmp_path, keep=True)


# --- In a state folder ----------------------------------------------------------------------------


def test_a_node_is_recorded_while_it_runs_and_no_longer(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")

    with local_node(home) as node:
        connection = node.connection
        assert home.read_node() == NodeRecord(
            node.url, connection.chain_id, connection.genesis, node.pid
        )

    assert home.read_node() is None


def test_a_second_node_in_the_same_folder_is_refused_and_the_first_goes_on(
    tmp_path: Path,
) -> None:
    home = Home(tmp_path)

    with local_node(home) as node:
        record = home.read_node()
        with pytest.raises(RefusedError) as caught, local_node(home):
            pass

        assert f"a local node runs at {node.url} (process {node.pid})" in str(caught.value)
        assert home.read_node() == record
        assert node.running


def test_two_nodes_that_are_started_at_once_are_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path)
    refused: list[RefusedError] = []
    start = Node.start

    def start_while_another_tries(*arguments: object, **named: object) -> Node:
        def try_too() -> None:
            try:
                with local_node(home):
                    pass
            except RefusedError as error:
                refused.append(error)

        if not refused:
            other = threading.Thread(target=try_too)
            other.start()
            other.join()
        return start(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Node, "start", start_while_another_tries)
    with local_node(home) as node:
        record = home.read_node()
        assert record is not None
        assert record.pid == node.pid

    assert len(refused) == 1


def test_the_record_of_a_node_that_was_killed_stands_in_nobodys_way(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with local_node(home):
        stale = home.read_node()
    assert stale is not None
    home.write_node(stale)

    with local_node(home) as node:
        record = home.read_node()
        assert record is not None
        assert record.pid == node.pid != stale.pid


def test_another_node_where_one_was_stands_in_nobodys_way(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with Node.start(tmp_path / "other") as other:
        home.write_node(NodeRecord(other.url, 31337, "0x" + 64 * "0", 1))

        with local_node(home) as node:
            assert node.url != other.url


def test_a_fresh_chain_replaces_the_one_that_is_kept(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with local_node(home, keep=True) as node:
        node.connection.rpc("anvil_mine", "0x5")

    with local_node(home, keep=True, fresh=True) as node:
        assert node.connection.latest_block().number == 0


def test_terms_that_make_no_sense_start_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")

    with pytest.raises(InputError), local_market(home, Terms(threshold=4)):
        pass

    assert not home.path.exists()


def test_a_deployment_that_fails_stops_the_node(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path)
    seen: list[str] = []

    def failing(_: Home, connection: Connection, __: Terms) -> None:
        seen.append(connection.url)
        raise BugmarkError("no")

    monkeypatch.setattr("bugmark_py.chain.local.deploy_local", failing)
    with pytest.raises(BugmarkError, match="no"), local_market(home, Terms()):
        pass

    assert home.read_node() is None
    with pytest.raises(NodeUnreachableError):
        _ = Connection(seen[0]).chain_id
