"""Connecting: each way in which it cannot be done says what would be right."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from bugmark_py.chain.home import Home, NodeRecord
from bugmark_py.client import Bugmark, connect
from bugmark_py.errors import (
    AccountError,
    BugmarkError,
    InputError,
    NodeUnreachableError,
    NotDeployedError,
    WrongChainError,
)

pytestmark = pytest.mark.integration

Edit = Callable[..., None]


@pytest.fixture
def home(bugmark: Bugmark) -> Home:
    return bugmark.home


@pytest.fixture
def record(home: Home) -> NodeRecord:
    found = home.read_node()
    assert found is not None
    return found


@pytest.fixture
def edit_deployment(bugmark: Bugmark) -> Edit:
    def edit(**changes: object) -> None:
        document = json.loads(bugmark.folder.deployment.read_text())
        bugmark.folder.deployment.write_text(json.dumps(document | changes))

    return edit


@pytest.fixture
def answering() -> Iterator[Callable[[bytes | None], str]]:
    """Something at an address that answers every request alike, or never."""
    release, servers = Event(), []

    def serve(body: bytes | None) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                if body is None:
                    release.wait(10)
                self.send_response(200)
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    release.set()
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


def refuses(error: type[BugmarkError], match: str, *arguments: Any, **named: Any) -> None:
    with pytest.raises(error, match=match) as raised:
        connect(*arguments, **named)
    assert "\n" not in str(raised.value)


# --- The node --------------------------------------------------------------------------------


def test_a_folder_without_a_node_says_how_to_start_one(tmp_path: Path) -> None:
    refuses(
        NodeUnreachableError,
        "no local node runs in .*: start one with `bugmark up`",
        "local",
        home=tmp_path,
    )
    assert list(tmp_path.iterdir()) == [], "and nothing was made there"


def test_a_node_that_is_gone_says_so(home: Home, record: NodeRecord) -> None:
    home.write_node(replace(record, url="http://127.0.0.1:1"))

    refuses(NodeUnreachableError, "no node answers at http://127.0.0.1:1", home=home.path)


@pytest.mark.parametrize(
    "body", [b"<html>", b"", b"[]", b"null", b'{"jsonrpc": "2.0"}', b'{"result": "31337"}']
)
def test_what_is_no_node_is_told_from_one(
    home: Home, record: NodeRecord, answering: Callable[[bytes | None], str], body: bytes
) -> None:
    home.write_node(replace(record, url=answering(body)))

    with pytest.raises(NodeUnreachableError) as raised:
        connect(home=home.path)
    assert "\n" not in str(raised.value)


def test_a_node_that_is_silent_is_given_up(
    home: Home, record: NodeRecord, answering: Callable[[bytes | None], str]
) -> None:
    home.write_node(replace(record, url=answering(None)))
    home.settings_file.write_text("request_seconds = 0.2\n")

    refuses(NodeUnreachableError, "does not answer in time", home=home.path)


@pytest.mark.parametrize(
    "other", [{"genesis": "0x" + 64 * "1"}, {"chain_id": 1}], ids=["genesis", "chain id"]
)
def test_another_chain_where_the_node_was_is_refused(
    home: Home, record: NodeRecord, other: dict[str, Any]
) -> None:
    home.write_node(replace(record, **other))

    refuses(
        WrongChainError, f"another chain than the recorded one runs at {record.url}", home=home.path
    )


@pytest.mark.parametrize("text", ["", "{", "[]", '{"url": 1}', "nonsense"])
def test_a_damaged_record_of_the_node_is_told(home: Home, text: str) -> None:
    home.node_file.write_text(text)

    refuses(BugmarkError, "delete it", home=home.path)


# --- The contracts ---------------------------------------------------------------------------


def test_a_chain_without_the_contracts_says_how_to_deploy_them(bugmark: Bugmark) -> None:
    bugmark.folder.deployment.unlink()

    refuses(
        NotDeployedError,
        "are not deployed on chain 31337 .*: run `bugmark deploy`",
        home=bugmark.home.path,
    )


@pytest.mark.parametrize("name", ["market", "oracle"])
@pytest.mark.parametrize("at", ["token", "nobody", "the other"])
def test_other_code_at_an_address_is_refused(
    bugmark: Bugmark, edit_deployment: Edit, name: str, at: str
) -> None:
    known = asdict(bugmark.deployment)
    addresses = {
        "token": known["token"],
        "nobody": "0x" + 40 * "7",
        "the other": known["oracle" if name == "market" else "market"],
    }
    edit_deployment(**{name: addresses[at]})

    refuses(
        NotDeployedError, f"{addresses[at]} is not ours: .*bugmark deploy", home=bugmark.home.path
    )


@pytest.mark.parametrize(
    "changes",
    [{"token": "0x" + 40 * "7"}, {"unit": 1}, {"market": "adam"}, {"market": None}, {"block": "1"}],
)
def test_a_record_that_the_chain_contradicts_is_refused(
    bugmark: Bugmark, edit_deployment: Edit, changes: dict[str, object]
) -> None:
    edit_deployment(**changes)

    refuses(NotDeployedError, "bugmark deploy", home=bugmark.home.path)


# --- Networks and accounts -------------------------------------------------------------------


def test_a_network_is_a_url_or_a_name_from_the_settings(
    bugmark: Bugmark, record: NodeRecord
) -> None:
    home = bugmark.home
    home.forget_node()
    home.settings_file.write_text(f'[networks]\nstaging = "{record.url}"\n')

    for network in ("staging", record.url):
        with connect(network, home=home.path) as opened:
            assert opened.deployment == bugmark.deployment


def test_the_settings_choose_network_and_account(bugmark: Bugmark, record: NodeRecord) -> None:
    home = bugmark.home
    home.settings_file.write_text(f'network = "{record.url}"\naccount = "beth"\n')

    with connect(home=home.path) as opened:
        assert opened.address() == bugmark.address("beth")
    with connect(home=home.path, account="adam") as opened:
        assert opened.address() == bugmark.address("adam")


@pytest.mark.parametrize("network", ["mainnet", "ftp://x", "localhost:8545"])
def test_an_unknown_network_is_refused(
    home: Home, network: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUGMARK_NETWORK", network)

    refuses(InputError, "is unknown: choose one of local", home=home.path)


@pytest.mark.parametrize("name", ["zoe", "Adam", "0x123", "reporter4"])
def test_an_unknown_account_is_refused(home: Home, name: str) -> None:
    refuses(AccountError, f"{name}.*is unknown", account=name, home=home.path)


def test_who_looks_only_can_look_at_everything_and_do_nothing(bugmark: Bugmark) -> None:
    assert bugmark.account is None
    assert bugmark.book.futures() == []
    assert bugmark.balance("adam").wallet == 10_000 * 10**18

    for act in (
        lambda: bugmark.market.create_future("file:demo#1", "+14d"),
        lambda: bugmark.market.deposit(1),
        bugmark.market.cancel_all,
        bugmark.balance,
    ):
        with pytest.raises(AccountError, match=r"no account is named.*--account"):
            act()


def test_an_address_has_a_balance_too(bugmark: Bugmark) -> None:
    adam = bugmark.address("adam")

    assert bugmark.balance(adam) == bugmark.balance(adam.lower()) == bugmark.balance("adam")
    assert bugmark.balance("0x" + 40 * "7").wallet == 0


def test_a_setting_that_does_not_fit_is_told_without_its_value(home: Home) -> None:
    home.settings_file.write_text('receipt_seconds = "sesame"\n')

    with pytest.raises(InputError, match="setting receipt_seconds does not fit") as raised:
        connect(home=home.path)
    assert "sesame" not in str(raised.value)


def test_connecting_sends_nothing(bugmark: Bugmark) -> None:
    before = bugmark.connection.latest_block()

    with connect("local", account="adam", home=bugmark.home.path) as opened:
        opened.book.futures()

    assert bugmark.connection.latest_block() == before


def test_a_copied_folder_serves_the_same_chain(bugmark: Bugmark, tmp_path: Path) -> None:
    future = bugmark.named("adam").market.create_future("file:demo#1", "+14d")
    shutil.copytree(bugmark.home.path, tmp_path / "copy")

    with connect("local", home=tmp_path / "copy") as opened:
        assert [record.future for record in opened.book.futures()] == [future]
