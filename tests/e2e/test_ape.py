"""The scripts for ape, each run a process of its own, on a node that `bugmark node` runs."""

import json
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from eth_account import Account as EthAccount

from bugmark_py.chain.accounts import NAMES, local_account
from bugmark_py.chain.connection import Connection
from tests.e2e.between import Between, changed
from tests.e2e.shell import BUGMARK, PATIENCE, Done, Running, Shell, needs_ape

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.ape,
    pytest.mark.timeout(600),
    pytest.mark.xdist_group("e2e-ape"),
    needs_ape,
]

ROOT = Path(__file__).resolve().parents[2]
APE = BUGMARK.with_name("ape")
# Of an account that Anvil does not have.
KEY = "4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d"
PASSPHRASE = "planted-passphrase-7391"
ASK = ("place_offer", "--question", "file:demo#1", "--maturation", "+14d")
TERMS = ("--outcome", "unfixed", "--units", "200", "--price", "0.80")

Ape = Callable[..., Done]


def run(shell: Shell, *arguments: str, **variables: str) -> Done:
    """Run a script where nobody can be asked anything."""
    done = subprocess.run(
        [APE, "run", *arguments],
        cwd=ROOT,
        env=shell.environment | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    return Done(arguments, done.returncode, done.stdout, done.stderr)


def named(kind: str, done: Done) -> str:
    """The identifier of a future or an offer that a script named."""
    assert (done.code, done.err) == (0, ""), done
    found = re.search(rf"^{kind} (0x[0-9a-f]{{8}})\b", done.out, re.MULTILINE)
    assert found, done
    return found[1]


@pytest.fixture(scope="module")
def node(shell: Shell) -> Running:
    """A node with an issue and no contracts yet, on whatever port is free."""
    running = shell.start("node", "--json", "--port", "0")
    shell.json("issue", "create", "file:demo", "It crashes", "--account", "adam")
    return running


@pytest.fixture(scope="module")
def ape(shell: Shell, node: Running) -> Ape:
    """Runs a script, once the contracts are there."""
    assert node.document["url"]
    early = run(shell, "claim", "--account", "adam")
    assert (early.code, early.out, early.err.count("\n")) == (1, "", 1)
    assert "`bugmark deploy`" in early.err

    for _ in range(2):
        # The second finds what the first has deployed.
        done = run(shell, "deploy", "--account", "deployer")
        assert (done.code, done.err) == (0, "")
        assert shell.json("deploy")["market"] in done.out
    return partial(run, shell)


@pytest.fixture
def sends_nothing(node: Running) -> Iterator[None]:
    """Sees that no transaction is sent."""
    connection = Connection(node.document["url"])
    who = [local_account(name).address for name in NAMES] + [EthAccount.from_key(KEY).address]
    before = [connection.rpc("eth_getTransactionCount", each, "pending") for each in who]
    yield
    assert [connection.rpc("eth_getTransactionCount", each, "pending") for each in who] == before


def test_half_the_work_is_paid_by_one_process_after_the_other(shell: Shell, ape: Ape) -> None:
    placed = ape(*ASK, *TERMS, "--account", "adam")
    future = named("future", placed)
    assert ape("take_offer", named("offer", placed), "--account", "beth").code == 0
    terms = ("--outcome", "fixed", "--units", "200", "--price", "0.40")
    resold = named("offer", ape("resell", future, *terms, "--account", "beth"))
    # The same as charles.
    assert ape("take_offer", resold, "--account", "TEST::3").code == 0
    shell.json("issue", "close", "file:demo#1", "--account", "charles")
    shell.json("chain", "warp", "+14d")
    for reporter in ("reporter", "reporter2"):
        done = ape("run_oracle", "--once", "--account", reporter)
        assert f"{reporter} voted FIXED on file:demo#1, future {future}" in done.out
    early = ape("settle", future, "--account", "dana")
    assert (early.code, early.out, early.err.count("\n")) == (1, "", 1)
    assert "can still be overturned" in early.err
    shell.json("chain", "warp", "+30s")
    assert ape("settle", future, "--account", "dana").out == f"future {future} settled: FIXED\n"
    done = ape("claim", "--account", "charles")

    assert done.out == "redeemed 200 BUGT, released 0 BUGT; the vault holds 200 BUGT\n"
    found = {name: shell.json("balance", "--for", name) for name in ("adam", "beth", "charles")}
    assert {name: (each["wallet"], each["vault"]) for name, each in found.items()} == {
        "adam": ("9840", "0"),
        "beth": ("9960", "80"),
        "charles": ("9920", "200"),
    }


def test_a_pool_is_bid_in_settled_and_collected_by_one_process_after_the_other(
    shell: Shell, ape: Ape, tmp_path: Path
) -> None:
    advisory = tmp_path / "advisory"
    advisory.write_text("a way around the login")
    created = shell.json(
        *("pool", "create", "--file", str(advisory), "--mechanism", "cs", "--cost", "12"),
        *("--premium-period", "30d", "--account", "seller"),
    )
    pool = created["pool"]
    # 2 x 6 >= 12, and 3 x 1 < 12.
    for name, valuation in (("erin", "6"), ("frank", "7"), ("dana", "1")):
        done = ape("bid", pool, "--valuation", valuation, "--account", name)
        assert f"bid in pool {pool[:10]}: 12 BUGT deposited" in done.out, done
    shell.json("chain", "warp", "+3d")
    for name in ("erin", "frank", "dana"):
        done = ape("run_oracle", "--once", "--account", name)
        assert f"{name} revealed its bid, pool {pool[:10]}" in done.out, done
    shell.json("chain", "warp", "+1d")
    done = ape("run_oracle", "--once", "--account", "reporter")
    assert f"reporter settled 2 of the bidders pay 6 BUGT each, pool {pool[:10]}" in done.out

    done = ape("claim", "--account", "frank")

    # What he bid above his share.
    assert ", 1 BUGT out of pools; the vault holds 0 BUGT\n" in done.out
    assert shell.json("balance", "--for", "frank")["wallet"] == "9994"


@pytest.mark.usefixtures("ape")
def test_the_oracle_runs_until_it_is_interrupted(shell: Shell) -> None:
    with subprocess.Popen(
        [APE, "run", "run_oracle", "--account", "reporter"],
        cwd=ROOT,
        env=shell.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "reporter looks at every future and pool\n"
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)

    assert (process.returncode, said) == (0, "")


@pytest.mark.usefixtures("sends_nothing")
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((*ASK, *TERMS[:-1], "1.5", "--account", "adam"), 2, "price 1.5 is not between"),
        ((*ASK, *TERMS[:3], "0", *TERMS[4:], "--account", "adam"), 2, "units must be above 0"),
        ((*ASK, *TERMS[:-2], "--account", "adam"), 2, "Missing option '--price'"),
        ((*ASK[:3], *TERMS, "--account", "adam"), 2, "no future is named"),
        ((*ASK[:2], "file:demo#9", *ASK[3:], *TERMS, "--account", "adam"), 1, "no file:demo#9"),
        (("take_offer", "0xabcdef", "--account", "beth"), 1, "no offer begins with 0xabcdef"),
        (("bid", "0xabcdef", "--valuation", "5", "--account", "erin"), 1, "no pool begins with"),
        (("claim", "--account", "TEST::99"), 2, "account 'TEST::99' is unknown"),
        (("claim", "--account", "99"), 2, "account '99' is unknown"),
        (("claim",), 2, "Missing option '--account'"),
        (("claim", "--account", "beth", "--network", "ethereum:nowhere"), 2, "'nowhere'"),
        (("claim", "--account", "beth", "--network", "http://127.0.0.1:9"), 1, "127.0.0.1:9"),
        (("claim", "--account", "beth", "--network", "ethereum:local:test"), 2, "--network"),
    ],
)
def test_what_cannot_be_meant_is_one_line(
    ape: Ape, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = ape(*arguments)

    assert (done.code, done.out, done.err.count("\n")) == (code, "", 1), done
    assert done.err.startswith("bugmark: ")
    assert said in done.err


def test_where_no_node_runs_it_says_how_to_start_one(shell: Shell, tmp_path: Path) -> None:
    done = run(shell.elsewhere(tmp_path), "deploy", "--account", "deployer")

    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert "start one with `bugmark up`" in done.err


def test_a_named_url_is_a_network_too(ape: Ape, node: Running) -> None:
    done = ape("claim", "--account", "erin", "--network", node.document["url"])

    assert done.code == 0, done
    # ape says how it connects, too.
    said = done.out.splitlines()[-1]
    assert said == "redeemed 0 BUGT, released 0 BUGT; the vault holds 0 BUGT"


@pytest.mark.usefixtures("sends_nothing")
def test_what_has_published_keys_acts_on_local_nodes_only(ape: Ape, node: Running) -> None:
    with Between(node.document["url"]) as between:
        between.trouble = changed("anvil_nodeInfo", lambda _: None)
        done = ape("claim", "--account", "TEST::1", "--network", between.url)

    assert (done.code, done.err.count("\n")) == (1, 1), done
    assert "account 'beth' cannot be used: its key is published" in done.err


@pytest.fixture
def zoe(shell: Shell, node: Running) -> Iterator[dict[str, str]]:
    """An account of ape's with a keyfile; gives what its owner sets to be asked nothing."""
    keyfile = shell.folder / ".ape" / "accounts" / "zoe.json"
    keyfile.parent.mkdir(parents=True, exist_ok=True)
    # Quicker to open than ape's own are, else the same.
    encrypted = EthAccount.encrypt(bytes.fromhex(KEY), PASSPHRASE, kdf="pbkdf2", iterations=1_000)
    keyfile.write_text(json.dumps(encrypted))
    assert node.document["ready"]
    shell.json("account", "fund", EthAccount.from_key(KEY).address)
    yield {"APE_ACCOUNTS_zoe_PASSPHRASE": PASSPHRASE}
    keyfile.unlink()


def test_a_keyfile_account_signs_when_its_passphrase_is_given(
    ape: Ape, zoe: dict[str, str]
) -> None:
    done = ape(*ASK, *TERMS[:3], "20", *TERMS[4:], "--account", "zoe", **zoe)

    assert done.code == 0, done
    assert "BUY 20 UNFIXED at 0.80; 16 BUGT escrowed" in done.out
    assert not leaks(done)


@pytest.mark.usefixtures("ape", "zoe", "sends_nothing")
@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"APE_ACCOUNTS_zoe_PASSPHRASE": PASSPHRASE + "x"}, "zoe cannot sign"),
        ({}, "set APE_ACCOUNTS_zoe_PASSPHRASE"),
    ],
)
def test_a_keyfile_account_signs_nothing_without_its_passphrase(
    ape: Ape, variables: dict[str, str], said: str
) -> None:
    done = ape(*ASK, *TERMS, "--account", "zoe", **variables)

    assert done.code == 1
    assert said in done.err.splitlines()[-1]
    assert "Traceback" not in done.err
    assert not leaks(done)


def leaks(done: Done) -> list[str]:
    return [each for each in (KEY, PASSPHRASE) if each in (done.out + done.err).lower()]
