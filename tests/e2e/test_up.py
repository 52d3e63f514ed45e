"""`bugmark up`: starts, keeps the chain, and leaves nothing running however it ends."""

import json
import os
import signal
from pathlib import Path

import pytest

from tests.e2e.shell import Running, Shell, is_running, until

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e-up")]


def node_file(shell: Shell) -> Path:
    return shell.home / "node.json"


def gone(running: Running) -> bool:
    return not is_running(running.document["pid"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_when_it_is_told_to_and_leaves_no_node(shell: Shell, number: int) -> None:
    running = shell.up()
    assert is_running(running.document["pid"])
    assert json.loads(node_file(shell).read_text())["pid"] == running.document["pid"]

    code = running.stop(number)

    assert code == 0
    assert running.err.read_text() == ""
    assert gone(running)
    assert not node_file(shell).exists()


def test_a_ctrl_c_of_the_whole_terminal_stops_it_too(shell: Shell) -> None:
    running = shell.up()

    os.killpg(running.process.pid, signal.SIGINT)

    assert running.process.wait(20) == 0
    assert running.err.read_text() == ""
    assert gone(running)


def test_when_it_is_killed_its_node_goes_too_and_the_next_starts(shell: Shell) -> None:
    running = shell.up()
    future = _future(shell)
    until((shell.home / "node" / "state.json").exists)

    running.stop(signal.SIGKILL)
    until(lambda: gone(running), 10)
    assert node_file(shell).exists(), "nobody was left to remove it"
    down = shell.run("future", "list")
    again = shell.up()

    assert (down.code, down.err.count("\n")) == (1, 1)
    assert "no node answers at" in down.err
    assert again.document["market"] == running.document["market"]
    assert future in [each["future"] for each in shell.json("future", "list")["futures"]]
    again.stop()


def test_the_chain_is_kept_until_a_fresh_one_is_asked_for(shell: Shell) -> None:
    running = shell.up("--fresh")
    future = _future(shell)
    running.stop()

    again = shell.up()
    kept = [each["future"] for each in shell.json("future", "list")["futures"]]
    again.stop()
    fresh = shell.up("--fresh")
    new = shell.json("future", "list")["futures"]

    assert kept == [future]
    assert new == []
    fresh.stop()


def test_two_in_one_folder_are_one_too_many(shell: Shell) -> None:
    running = shell.up()
    before = node_file(shell).read_text()

    for arguments in ((), ("--json",)):
        second = shell.run("up", "--port", "0", *arguments)
        assert second.code == 1
        assert second.err.count("\n") == 1
        assert running.document["url"] in second.err
        assert "stop it first" in second.err
        if arguments:
            assert json.loads(second.out)["error"]["type"] == "RefusedError"

    assert node_file(shell).read_text() == before
    assert shell.run("future", "list").code == 0, "the first one is unharmed"
    running.stop()


def test_one_whose_node_dies_says_so(shell: Shell) -> None:
    running = shell.up()

    os.kill(running.document["pid"], signal.SIGKILL)

    assert running.process.wait(20) == 1
    last = running.err.read_text().splitlines()[-1]
    assert last.startswith("bugmark: the node has stopped")
    assert not node_file(shell).exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--port", "99999"), 2, "--port"),
        (("--port", "-1"), 2, "--port"),
        (("--port", "abc"), 2, "--port"),
        (("--block-time", "0"), 2, "--block-time"),
        (("--block-time", "-1"), 2, "--block-time"),
        (("--interval", "0"), 2, "--interval"),
        (("--interval", "-1"), 2, "--interval"),
        (("--dispute-period", "soon"), 2, "is not a duration"),
        (("--dispute-period", "9w"), 2, "dispute period"),
    ],
)
def test_what_cannot_be_meant_starts_nothing(
    shell: Shell, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = shell.run("up", "--port", "0", *arguments)

    assert (done.code, done.err.count("\n")) == (code, 1)
    assert said in done.err
    assert not node_file(shell).exists()


def test_a_port_that_is_taken_is_told(shell: Shell, tmp_path: Path) -> None:
    running = shell.up()
    port = running.document["url"].rpartition(":")[2]

    second = shell.elsewhere(tmp_path / "other").run("up", "--port", port)

    assert (second.code, second.err.count("\n")) == (1, 1)
    assert f"port {port} is in use" in second.err
    assert "--port" in second.err
    running.stop()


@pytest.mark.parametrize("place", ["file", "below a file", "unwritable"])
def test_a_state_folder_that_cannot_be_is_told(shell: Shell, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("")
    homes = {
        "file": tmp_path / "file",
        "below a file": tmp_path / "file" / "state",
        "unwritable": Path("/proc/state"),
    }
    other = shell.elsewhere(homes[place])

    for arguments in (("up", "--port", "0"), ("future", "list"), ("issue", "list")):
        done = other.run(*arguments)
        if done.code == 0:
            assert arguments == ("issue", "list")
            continue
        assert (done.code, done.err.count("\n")) == (1, 1), done
        assert done.err.startswith("bugmark: ")


def _future(shell: Shell) -> str:
    shell.json("issue", "create", "file:demo", "It crashes", "--account", "adam")
    terms = ("--maturation", "+9d", "--account", "adam")
    created = shell.json("future", "create", "file:demo#1", *terms)
    return str(created["future"])
