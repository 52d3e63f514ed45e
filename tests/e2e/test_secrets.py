"""Secrets that lie in the environment and in keystores, and where they must not turn up."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bugmark_py.chain.node import find_anvil

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("secrets")]

BUGMARK = Path(sys.executable).parent / "bugmark"
PASSPHRASE = "planted-passphrase-7391"
TOKEN = "ghp_planted0token0for0github0000000000"
# Of an account that Anvil does not have.
KEY = "4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d"
ENDPOINT_KEY = "planted-endpoint-key"
SECRETS = (PASSPHRASE, TOKEN, KEY, KEY.upper(), ENDPOINT_KEY)

Bugmark = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("secrets")
    return {
        "PATH": os.defpath,
        "HOME": str(folder),
        "BUGMARK_HOME": str(folder / "state"),
        "BUGMARK_ANVIL": find_anvil(os.environ.get("BUGMARK_ANVIL")),
        "BUGMARK_PASSPHRASE": PASSPHRASE,
        "BUGMARK_TOKENS": json.dumps({"github.com": TOKEN}),
        # Nobody listens there: reading from GitHub fails, with the token in hand.
        "BUGMARK_URLS": json.dumps({"github.com": "http://127.0.0.1:9"}),
        "BUGMARK_NETWORKS": json.dumps({"far": f"http://127.0.0.1:9/v3/{ENDPOINT_KEY}"}),
    }


@pytest.fixture(scope="module")
def output() -> list[str]:
    """All that any command of this module said."""
    return []


@pytest.fixture(scope="module")
def up(environment: dict[str, str], output: list[str]) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [BUGMARK, "up", "--json", "--port", "0", "--interval", "0.2"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        output.append(process.stdout.readline())
        yield process
        process.terminate()
        output.append(process.stdout.read())
    assert not leaks("".join(output))


@pytest.fixture(scope="module")
def bugmark(environment: dict[str, str], output: list[str], up: "subprocess.Popen[str]") -> Bugmark:
    assert up.poll() is None

    def run(*arguments: str, given: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [BUGMARK, *arguments],
            env=environment | variables,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        output.append(done.stdout + done.stderr)
        return done

    return run


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


def test_an_account_is_imported_funded_and_used_without_its_secrets_turning_up(
    bugmark: Bugmark, output: list[str]
) -> None:
    assert bugmark("account", "import", "zoe", given=KEY + "\n").returncode == 0
    assert bugmark("account", "fund", "zoe").returncode == 0

    done = bugmark("deposit", "5", "--account", "zoe", "--json")

    assert json.loads(done.stdout)["vault"] == "5"
    assert len(output) >= 3
    assert not leaks("".join(output))


@pytest.mark.parametrize(
    ("arguments", "given", "variables"),
    [
        (("deposit", "5", "--account", "zoe"), "", {"BUGMARK_PASSPHRASE": PASSPHRASE + "x"}),
        (("account", "import", "eve"), KEY[:-1] + "\n", {}),
        (("account", "import", "eve"), KEY + KEY + "\n", {}),
        (("account", "import", "zoe"), KEY + "\n", {}),
        (("issue", "show", "github:octocat/hello#1"), "", {}),
        (("future", "create", "github:octocat/hello#1", "--maturation", "+1d"), "", {}),
        (("balance", "--network", "far"), "", {}),
        (("doctor", "--network", "far"), "", {}),
        (("balance",), "", {"BUGMARK_TOKENS": f'{{"github.com": "{TOKEN}"'}),
        (("balance",), "", {"BUGMARK_TOKENS": f'{{"github.com": ["{TOKEN}"]}}'}),
    ],
)
def test_what_fails_does_not_say_the_secret_it_failed_with(
    bugmark: Bugmark, arguments: tuple[str, ...], given: str, variables: dict[str, str]
) -> None:
    done = bugmark(*arguments, "--json", given=given, **variables)

    assert done.returncode in {1, 2}, done
    assert not leaks(done.stdout + done.stderr)
    assert "Traceback" not in done.stderr


def test_no_process_carries_a_secret_among_its_arguments(up: "subprocess.Popen[str]") -> None:
    listing = [
        path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        for process in Path("/proc").glob("[0-9]*")
        if (path := process / "cmdline").exists()
    ]

    assert any("bugmark up" in line for line in listing), up.pid
    assert not leaks("\n".join(line for line in listing if "bugmark" in line or "anvil" in line))


def test_no_file_of_the_state_folder_holds_a_secret_in_clear(
    bugmark: Bugmark, environment: dict[str, str]
) -> None:
    bugmark("balance", "--account", "zoe")

    files = [path for path in Path(environment["BUGMARK_HOME"]).rglob("*") if path.is_file()]

    assert any(path.name == "zoe.json" for path in files)
    for path in files:
        assert not leaks(path.read_bytes().decode(errors="replace")), path
