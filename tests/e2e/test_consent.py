"""Off local networks nothing is sent unless somebody says so."""

import os
import pty
import subprocess
from collections.abc import Iterator

import pytest

from bugmark_py.chain.connection import Connection, quantity
from tests.e2e.between import Between, changed
from tests.e2e.shell import BUGMARK, Running, Shell

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e-consent")]

DEPOSIT = ("deposit", "5", "--account", "zoe")


@pytest.fixture(scope="module")
def far(shell: Shell, market: Running) -> Iterator[str]:
    """The node as one that is not local, where zoe has money."""
    (shell.home / "bugmark.toml").write_text('passphrase = "correct horse"\n')
    assert shell.run("account", "new", "zoe").code == 0
    assert shell.run("account", "fund", "zoe").code == 0
    with Between(market.document["url"]) as between:
        between.trouble = changed("anvil_nodeInfo", lambda _: None)
        yield between.url


def sent(shell: Shell, far: str) -> int:
    (zoe,) = (e for e in shell.json("account", "list")["accounts"] if e["name"] == "zoe")
    return quantity(Connection(far).rpc("eth_getTransactionCount", zoe["address"], "pending"))


def at_a_terminal(shell: Shell, *arguments: str, answer: str) -> tuple[int, str]:
    """Run a command where somebody answers its question."""
    terminal, theirs = pty.openpty()
    os.write(terminal, answer.encode())
    done = subprocess.run(
        [BUGMARK, *arguments],
        cwd=shell.folder,
        env=shell.environment,
        stdin=theirs,
        capture_output=True,
        text=True,
        check=False,
    )
    os.close(terminal)
    os.close(theirs)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("json", [(), ("--json",)], ids=["", "--json"])
def test_where_nobody_can_be_asked_nothing_is_sent(
    shell: Shell, far: str, json: tuple[str, ...]
) -> None:
    before = sent(shell, far)

    done = shell.run(*DEPOSIT, "--network", far, *json)

    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "nothing was sent as zoe: off local networks add --yes" in done.err
    assert sent(shell, far) == before


def test_with_yes_it_is_sent(shell: Shell, far: str) -> None:
    before = sent(shell, far)

    assert shell.json(*DEPOSIT, "--network", far, "--yes")["deposited"] == "5"

    assert sent(shell, far) == before + 1


@pytest.mark.parametrize(("answer", "code"), [("n\n", 1), ("\n", 1), ("y\n", 0)])
def test_at_a_terminal_it_is_asked(shell: Shell, far: str, answer: str, code: int) -> None:
    before = sent(shell, far)

    done, said = at_a_terminal(shell, *DEPOSIT, "--network", far, answer=answer)

    assert "send as zoe? [y/N]" in said
    assert done == code, said
    assert sent(shell, far) == before + (code == 0)


def test_looking_asks_nothing(shell: Shell, far: str) -> None:
    assert shell.run("balance", "--account", "zoe", "--network", far).code == 0


def test_on_a_local_network_nothing_is_asked(shell: Shell, far: str) -> None:
    assert far
    assert shell.run(*DEPOSIT).code == 0
