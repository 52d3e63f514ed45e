"""The way to a node: whatever is at the other end, a sensible error and never a guess."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bugmark_py.chain.connection import Connection, quantity
from bugmark_py.chain.contract_errors import IssueMarketFutureUnknownError
from bugmark_py.chain.node import Node
from bugmark_py.client import Bugmark
from bugmark_py.errors import ChainError, ContractError, NodeUnreachableError

pytestmark = pytest.mark.integration

NOBODY = "0x" + 40 * "9"
HASH = "0x" + 64 * "a"

Answering = Callable[[Any], Connection]


@contextmanager
def web_server(status: int, kind: str, content: Callable[[bytes], bytes]) -> Iterator[str]:
    """A web server that answers every POST with something made from it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = content(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
def answering() -> Iterator[Answering]:
    """A connection to what answers every request with the same document, and its id."""
    document: list[Any] = []

    def answer(request: bytes) -> bytes:
        asked = json.loads(request)
        if isinstance(document[0], dict) and isinstance(asked, dict):
            return json.dumps({"jsonrpc": "2.0", "id": asked["id"]} | document[0]).encode()
        return json.dumps(document[0]).encode()

    with web_server(200, "application/json", answer) as url:

        def connection(wanted: Any) -> Connection:
            document[:] = [wanted]
            return Connection(url, timeout=2)

        yield connection


# --- No node --------------------------------------------------------------------------------------


def test_where_nothing_listens_there_is_no_node() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"

    with pytest.raises(NodeUnreachableError) as caught:
        _ = Connection(url).chain_id

    assert str(caught.value) == (
        f"no node answers at {url}: start one with `bugmark up`, or name another with --network"
    )


def test_a_node_that_accepts_and_never_answers_is_not_waited_for_for_ever() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"

        start = time.monotonic()
        with pytest.raises(NodeUnreachableError, match="does not answer in time"):
            _ = Connection(url, timeout=0.2).chain_id

    assert time.monotonic() - start < 2


_BODY = json.dumps({"jsonrpc": "2.0", "id": 0, "result": "0x7a69"}).encode()
_HEAD = f"HTTP/1.1 200 OK\r\nContent-Length: {len(_BODY)}\r\n\r\n".encode()
_CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("at_once", "drops"),
    [
        (b"", [bytes([each]) for each in _HEAD + _BODY]),
        (_HEAD, [bytes([each]) for each in _BODY]),
        (_CHUNKED, [b"1\r\n%c\r\n" % each for each in _BODY]),
    ],
    ids=["headers", "body", "chunks"],
)
def test_a_node_that_drips_is_not_waited_for_for_ever(at_once: bytes, drops: list[bytes]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as slow:

        def drip() -> None:
            caller, _ = slow.accept()
            with caller, suppress(OSError):
                caller.recv(65_536)
                caller.sendall(at_once)
                for drop in drops:
                    caller.sendall(drop)
                    time.sleep(0.05)

        thread = threading.Thread(target=drip)
        thread.start()
        start = time.monotonic()
        with pytest.raises(NodeUnreachableError, match="does not answer in time"):
            _ = Connection(f"http://127.0.0.1:{slow.getsockname()[1]}", timeout=0.3).chain_id

        assert time.monotonic() - start < 1
        thread.join()


def test_a_node_that_hangs_up_without_an_answer_is_no_node() -> None:
    with socket.socket() as rude:
        rude.bind(("127.0.0.1", 0))
        rude.listen()
        url = f"http://127.0.0.1:{rude.getsockname()[1]}"

        def hang_up() -> None:
            caller, _ = rude.accept()
            caller.recv(1)
            caller.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        with pytest.raises(NodeUnreachableError, match="no node answers"):
            _ = Connection(url, timeout=2).chain_id
        thread.join()


@pytest.mark.parametrize(
    "url", ["http://", "http://[", "http://127.0.0.1:99999", "nonsense", "", "ftp://127.0.0.1"]
)
def test_an_address_that_is_none_is_an_error_of_the_package(url: str) -> None:
    with pytest.raises(NodeUnreachableError):
        _ = Connection(url, timeout=0.5).chain_id


def test_nothing_is_asked_before_it_is_needed() -> None:
    assert Connection("http://127.0.0.1:1").url == "http://127.0.0.1:1"


# --- Web servers that are no node -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "kind", "content"),
    [
        (200, "text/html", b"<!doctype html><title>Welcome</title>"),
        (404, "text/html", b"<h1>Not found</h1>"),
        (500, "text/plain", b"Internal server error"),
        (502, "text/html", b""),
        (200, "application/json", b""),
        (200, "application/json", b"{"),
        (200, "application/json", b"\xff\xfe"),
        (204, "application/json", b""),
        (401, "application/json", b'{"error": "no key"}'),
    ],
)
def test_a_web_server_is_not_taken_for_a_node(status: int, kind: str, content: bytes) -> None:
    with web_server(status, kind, lambda _: content) as url:
        with pytest.raises(NodeUnreachableError, match="is not a node of an EVM chain") as caught:
            _ = Connection(url, timeout=2).chain_id

        assert url in str(caught.value)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "document", [{}, [], None, 5, "0x1", True, [1], [{}], {"error": "no"}, {"error": []}]
)
def test_json_that_is_no_answer_is_none(answering: Answering, document: Any) -> None:
    connection = answering(document)

    with pytest.raises(NodeUnreachableError, match="is not a node of an EVM chain"):
        _ = connection.chain_id
    assert not answering(document).is_anvil


@pytest.mark.parametrize(
    "result", [None, 1, "1", "0x", "0xzz", "0x-1", "0x1_0", "", [], {}, True, "0x" + 65 * "f"]
)
def test_a_result_that_is_no_number_is_none(answering: Answering, result: Any) -> None:
    connection = answering({"result": result})

    with pytest.raises(NodeUnreachableError, match="where a 0x-hex number belongs"):
        _ = connection.chain_id


@pytest.mark.parametrize("result", [None, 1, "zz", "0x1", "0xzz", "", [], {}])
def test_a_result_that_is_no_data_is_none(answering: Answering, result: Any) -> None:
    connection = answering({"result": result})

    with pytest.raises(NodeUnreachableError, match="where 0x-hex data belongs"):
        connection.code(NOBODY)
    with pytest.raises(NodeUnreachableError, match="where 0x-hex data belongs"):
        connection.call(NOBODY, "0x")


BLOCK = {"number": "0x1", "hash": HASH, "parentHash": HASH, "timestamp": "0x1"}


@pytest.mark.parametrize(
    "result",
    [
        *("0x1", 1, [], {}, True),
        *({name: value for name, value in BLOCK.items() if name != left} for left in BLOCK),
        BLOCK | {"number": None},
        BLOCK | {"timestamp": "soon"},
        BLOCK | {"hash": None},
        BLOCK | {"baseFeePerGas": None},
        # A block's hash names a folder.
        BLOCK | {"hash": "0x../../../.."},
        BLOCK | {"hash": HASH + "/.."},
        BLOCK | {"hash": HASH.upper()},
    ],
)
def test_a_result_that_is_no_block_is_none(answering: Answering, result: Any) -> None:
    with pytest.raises(NodeUnreachableError, match="belongs"):
        answering({"result": result}).latest_block()


def test_a_chain_without_a_base_fee_has_one_of_zero(answering: Answering) -> None:
    assert answering({"result": BLOCK}).latest_block().base_fee == 0


def test_a_block_that_is_not_there_is_said_to_be_missing(answering: Answering) -> None:
    with pytest.raises(NodeUnreachableError, match="does not have block 7"):
        answering({"result": None}).block(7)


# --- Errors of nodes ------------------------------------------------------------------------------


def test_what_a_node_refuses_is_told_in_one_line(answering: Answering) -> None:
    connection = answering({"error": {"code": -32601, "message": "no such\nmethod \x1b[31m"}})

    with pytest.raises(ChainError) as caught:
        connection.rpc("eth_magic")

    assert str(caught.value) == "the node refused eth_magic: no such method ?[31m"
    assert not isinstance(caught.value, NodeUnreachableError | ContractError)


@pytest.mark.parametrize(
    "error",
    [{}, {"code": -1}, {"message": None}, {"code": "3"}, {"data": "0xz"}, {"data": {"data": "0x"}}],
)
def test_an_error_of_any_shape_is_a_refusal(answering: Answering, error: Any) -> None:
    connection = answering({"error": error})

    with pytest.raises(ChainError, match="the node refused eth_call"):
        connection.call(NOBODY, "0x")


@pytest.mark.parametrize("error", [{"code": 3}, {"code": 3, "data": None}, {"data": "0x"}])
def test_a_revert_without_data_is_a_contracts_refusal(answering: Answering, error: Any) -> None:
    with pytest.raises(ContractError, match="no reason given"):
        answering({"error": error}).call(NOBODY, "0x")


def test_an_error_counts_whatever_else_is_in_the_answer(answering: Answering) -> None:
    connection = answering({"result": "0x1", "error": {"code": -1, "message": "busy"}})

    with pytest.raises(ChainError, match="busy"):
        _ = connection.chain_id


@pytest.mark.parametrize(
    "document",
    [
        *({}, [], None, 5, [{}, {}], [1, 2], [None, None]),
        [{"id": []}, {"id": {}}],
        [{"id": 0, "result": "0x1"}, {"id": 7, "result": "0x2"}],
        [{"id": 0, "result": "0x1"}],
    ],
)
def test_several_answers_that_are_none_are_no_answers(answering: Answering, document: Any) -> None:
    connection = answering(document)

    results = connection.batch(("eth_chainId",), ("eth_blockNumber",))

    with pytest.raises(NodeUnreachableError, match="is not a node of an EVM chain"):
        results[1]()


def test_several_answers_may_come_in_any_order(answering: Answering) -> None:
    connection = answering([{"id": 1, "result": "second"}, {"id": 0, "result": "first"}])

    results = connection.batch(("eth_a",), ("eth_b", 1))

    assert [result() for result in results] == ["first", "second"]


def test_one_refusal_among_several_answers_is_that_ones_alone(bugmark: Bugmark) -> None:
    merge = bugmark.market.binding.encode("merge", "0x" + 64 * "7", 1)

    refused, answered = bugmark.connection.batch(
        ("eth_call", {"to": bugmark.deployment.market, "data": merge}, "latest"), ("eth_chainId",)
    )

    with pytest.raises(IssueMarketFutureUnknownError):
        refused()
    assert answered() == hex(31337)


def test_a_node_that_knows_no_batches_is_asked_one_by_one() -> None:
    def answer(request: bytes) -> bytes:
        asked = json.loads(request)
        if isinstance(asked, list):
            return b'{"error": {"code": -32600, "message": "no batches"}}'
        return json.dumps({"id": asked["id"], "result": asked["method"]}).encode()

    with web_server(200, "application/json", answer) as url:
        results = Connection(url).batch(("eth_a",), ("eth_b", 1))

        assert [result() for result in results] == ["eth_a", "eth_b"]


# --- A real node ----------------------------------------------------------------------------------


def test_anvil_is_known_by_what_only_it_answers(bugmark: Bugmark, answering: Answering) -> None:
    assert bugmark.connection.is_anvil
    assert bugmark.connection.chain_id == 31337
    for document in ({"error": {"code": -32601, "message": "unknown"}}, {"result": None}):
        assert not answering(document).is_anvil


def test_a_real_revert_is_typed_with_its_arguments(bugmark: Bugmark) -> None:
    unknown = "0x" + 64 * "7"

    with pytest.raises(IssueMarketFutureUnknownError) as caught:
        bugmark.market.binding.call("merge", unknown, 1, sender=NOBODY)

    assert caught.value.future_id == unknown


def test_blocks_are_found_by_height_and_by_hash(bugmark: Bugmark) -> None:
    connection = bugmark.connection
    latest = connection.latest_block()

    assert connection.block(latest.number) == latest
    assert connection.block(latest.hash) == latest
    assert connection.block(latest.number - 1).hash == latest.parent
    assert connection.genesis == connection.block(0).hash
    for missing in (latest.number + 100, HASH):
        with pytest.raises(NodeUnreachableError, match="does not have block"):
            connection.block(missing)


def test_an_address_without_code_has_none(bugmark: Bugmark) -> None:
    assert bugmark.connection.code(NOBODY) == b""
    assert bugmark.connection.code(bugmark.deployment.market) != b""


def test_a_method_that_no_node_has_is_refused(bugmark: Bugmark) -> None:
    with pytest.raises(ChainError, match="the node refused eth_magic"):
        bugmark.connection.rpc("eth_magic")


def test_one_connection_serves_several_threads(bugmark: Bugmark) -> None:
    found: list[int] = []

    def ask() -> None:
        found.extend(quantity(bugmark.connection.rpc("eth_chainId")) for _ in range(10))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [31337] * 40


def test_a_node_that_stops_is_missed_at_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    with Node.start(tmp_path_factory.mktemp("node")) as node:
        connection = Connection(node.url)
        assert connection.chain_id == 31337

    with pytest.raises(NodeUnreachableError, match="no node answers"):
        connection.latest_block()


@pytest.mark.parametrize(
    ("endpoint", "shown"),
    [
        ("http://127.0.0.1:9", "http://127.0.0.1:9"),
        ("https://user:hunter2@127.0.0.1:9", "https://127.0.0.1:9"),
        ("http://127.0.0.1:9/v3/hunter2", "http://127.0.0.1:9/..."),
        ("http://127.0.0.1:9/?key=hunter2", "http://127.0.0.1:9/..."),
    ],
)
def test_a_key_in_an_endpoint_appears_in_no_message(endpoint: str, shown: str) -> None:
    connection = Connection(endpoint, timeout=1)

    with pytest.raises(NodeUnreachableError) as refused:
        connection.latest_block()

    assert shown in str(refused.value)
    assert "hunter2" not in f"{refused.value} {connection.url}"
