"""A web server between a command and its node, which can do to answers what networks do."""

import json
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Self

import requests

DROP_SECONDS: Final = 0.05


class Between:
    """Passes requests on, unless told otherwise.

    Attributes:
        url: where it listens.
        asked: the methods that it was asked for.
        trouble: answers in the node's place; given how, what was asked, and the node's answer.
    """

    def __init__(self, node: str) -> None:
        self.node = node
        self.asked: list[str] = []
        self.trouble: Trouble = passed_on
        self.over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        # One that is kept waiting is waited for by nobody.
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def ask(self, body: object) -> Any:
        """What the node itself answers."""
        return requests.post(self.node, json=body, timeout=10).json()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        between = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                several = asked if isinstance(asked, list) else [asked]
                methods = [each["method"] for each in several]
                between.asked += methods
                # Whoever asked may have lost patience.
                with suppress(OSError):
                    between.trouble(self, methods, lambda: between.ask(asked))

            def log_message(self, *_: object) -> None:
                pass

        return Handler


Answer = Callable[[], Any]
Trouble = Callable[[BaseHTTPRequestHandler, Sequence[str], Answer], None]


def send(to: BaseHTTPRequestHandler, body: bytes, status: int = 200) -> None:
    to.send_response(status)
    to.send_header("Content-Length", str(len(body)))
    to.end_headers()
    to.wfile.write(body)


def passed_on(to: BaseHTTPRequestHandler, _: Sequence[str], answer: Answer) -> None:
    send(to, json.dumps(answer()).encode())


def slow(to: BaseHTTPRequestHandler, _: Sequence[str], answer: Answer) -> None:
    time.sleep(0.1)
    send(to, json.dumps(answer()).encode())


def silent(to: BaseHTTPRequestHandler, _: Sequence[str], answer: Answer) -> None:
    del answer
    time.sleep(1)
    to.close_connection = True


def dripping(to: BaseHTTPRequestHandler, _: Sequence[str], answer: Answer) -> None:
    body = json.dumps(answer()).encode()
    to.send_response(200)
    to.send_header("Content-Length", str(len(body) + 1000))
    to.end_headers()
    for each in body.ljust(len(body) + 1000):
        to.wfile.write(bytes([each]))
        time.sleep(DROP_SECONDS)


def hanging_up(to: BaseHTTPRequestHandler, _: Sequence[str], answer: Answer) -> None:
    del answer
    to.close_connection = True


def failing(to: BaseHTTPRequestHandler, _: Sequence[str], answer: Answer) -> None:
    del answer
    send(to, b"<html>\n<h1>Internal server error</h1>\n</html>", 500)


def refusing(to: BaseHTTPRequestHandler, methods: Sequence[str], answer: Answer) -> None:
    del answer
    error = {"code": -32005, "message": "daily request count exceeded,\nrequest rate limited"}
    each = [{"jsonrpc": "2.0", "id": number, "error": error} for number, _ in enumerate(methods)]
    send(to, json.dumps(each if len(each) > 1 else each[0]).encode())


def only_when(method: str, trouble: Trouble) -> Trouble:
    """Trouble with a method; everything else is passed on."""

    def choose(to: BaseHTTPRequestHandler, methods: Sequence[str], answer: Answer) -> None:
        (trouble if method in methods else passed_on)(to, methods, answer)

    return choose


def once_taken(trouble: Trouble) -> Trouble:
    """Trouble with the answer, after the node has been asked."""

    def choose(to: BaseHTTPRequestHandler, methods: Sequence[str], answer: Answer) -> None:
        taken = answer()
        trouble(to, methods, lambda: taken)

    return choose


def changed(method: str, change: Callable[[Any], Any]) -> Trouble:
    """Another result for a method, as another chain's node has it."""

    def choose(to: BaseHTTPRequestHandler, methods: Sequence[str], answer: Answer) -> None:
        found = answer()
        for each, asked in zip(found if isinstance(found, list) else [found], methods, strict=True):
            if asked == method:
                each["result"] = change(each["result"])
        send(to, json.dumps(found).encode())

    return choose
