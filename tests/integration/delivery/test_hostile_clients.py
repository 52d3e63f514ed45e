"""Clients that want what is not theirs, or want nobody to have anything."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from bugmark_py.delivery import requests as bodies
from bugmark_py.delivery.limits import Rate
from bugmark_py.delivery.requests import MAX_BODY
from bugmark_py.delivery.server import Connections, serving
from bugmark_py.delivery.service import USUAL
from bugmark_py.errors import RefusedError
from tests.integration.delivery.conftest import (
    ADAM,
    POOL,
    POOLS,
    Seller,
    Sells,
    refusal,
)

pytestmark = pytest.mark.integration

SECRET_FILE = "outside.txt"


def connected(seller: Seller) -> socket.socket:
    host, _, port = seller.url.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=10)


def is_closed(connection: socket.socket) -> bool:
    """Whether the other side has hung up; waits for it."""
    try:
        return connection.recv(65_536) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize(
    "path",
    [
        "/ciphertexts/../keys",
        "/ciphertexts/../outside.txt",
        "/ciphertexts/%2e%2e/outside.txt",
        "/ciphertexts/..%2foutside.txt",
        "/ciphertexts/..%5coutside.txt",
        "/ciphertexts/%252e%252e%252foutside.txt",
        "/ciphertexts//outside.txt",
        "/ciphertexts/%00",
        "/ciphertexts/{hash}%00",
        "/ciphertexts/{hash}%0a",
        "/ciphertexts/{hash}/",
        "/ciphertexts/{hash}/../../outside.txt",
        "/ciphertexts/./{hash}x",
        "/ciphertexts/{HASH}",
        "/ciphertexts/{hash}.json",
        "/ciphertexts/0x" + "0" * 64,
        "/ciphertexts/0x" + "\N{ARABIC-INDIC DIGIT ONE}" * 64,
        "/ciphertexts/",
        "/ciphertexts",
        "/keys/{key_hash}.json",
        "/outside.txt",
        "//outside.txt",
        "/" + "a" * 5_000,
    ],
)
def test_no_path_leads_to_anything_but_a_ciphertext(seller: Seller, path: str) -> None:
    (seller.folder / SECRET_FILE).write_text("not for you")
    (seller.folder / "ciphertexts" / SECRET_FILE).write_text("not for you")
    names = {
        "{hash}": seller.sealed.content_hash,
        "{HASH}": "0x" + seller.sealed.content_hash[2:].upper(),
        "{key_hash}": seller.sealed.key.hash,
    }
    for name, value in names.items():
        path = path.replace(name, value)

    answer = seller.raw(
        f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode("latin-1", "replace")
    )

    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.split(b" ")[1] in {b"404", b"405", b"400"}, head
    assert json.loads(body)["error"]["message"]
    assert b"not for you" not in answer
    assert seller.sealed.ciphertext[:20] not in answer


def test_a_link_among_the_ciphertexts_is_reached_by_no_name_but_a_hash(seller: Seller) -> None:
    (seller.folder / SECRET_FILE).write_text("not for you")
    (seller.folder / "ciphertexts" / "link").symlink_to(seller.folder / SECRET_FILE)

    assert refusal(requests.get(seller.url + "/ciphertexts/link", timeout=10))[0] == 404


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"\xff\xfe",
        b"[" * 10_000,
        b'{"a":' * 2_000,
        b'{"chain_id": 1e400}',
        b'{"chain_id": NaN}',
        b"9" * 10_000,
    ],
)
def test_what_is_no_request_is_refused(seller: Seller, body: bytes) -> None:
    for path in ("/challenges", "/keys"):
        response = requests.post(seller.url + path, data=body, timeout=10)
        assert refusal(response)[0] == 400
        assert len(response.text) < 400


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"pool": 7}, "pool does not fit"),
        ({"pool": "7"}, "pool does not fit"),
        ({"pool": POOL.upper()}, "pool does not fit"),
        ({"pool": POOL + "00"}, "pool does not fit"),
        ({"pool": POOL + "\n"}, "pool does not fit"),
        ({"pool": None}, "pool does not fit"),
        ({"account": "adam"}, "account does not fit: it is no address, or was mistyped"),
        ({"account": ADAM.address[:-1] + "3"}, "or was mistyped"),
        ({"account": [ADAM.address]}, "account does not fit"),
        ({"pools": "0x"}, "pools does not fit"),
        ({"chain_id": "31337"}, "chain_id does not fit"),
        ({"chain_id": -1}, "chain_id does not fit"),
        ({"chain_id": 2**256}, "chain_id does not fit"),
        ({"chain_id": True}, "chain_id does not fit"),
        ({"chain_id": 31337.0}, "chain_id does not fit"),
        ({"extra": 1}, "extra does not fit"),
        ({"x" * 5_000: 1}, "does not fit"),
        ({"challenge": "0x123"}, "challenge does not fit"),
        ({"challenge": "12" * 56}, "challenge does not fit"),
        ({"challenge": "0x12\n"}, "challenge does not fit"),
        ({"signature": 7}, "signature does not fit"),
        ({"signature": "0xzz"}, "signature does not fit"),
    ],
)
def test_a_member_that_does_not_fit_is_named(
    seller: Seller, changes: dict[str, object], message: str
) -> None:
    response = seller.post("/keys", seller.signed(ADAM) | changes)

    status, said = refusal(response)
    assert status == 400
    assert message in said
    assert len(said) <= 200


def test_an_address_in_lower_case_is_the_same_account(seller: Seller) -> None:
    asked = seller.signed(ADAM)

    changed = asked | {"account": ADAM.address.lower(), "pools": POOLS.address.lower()}

    assert seller.post("/keys", changed).status_code == 200


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_that_is_too_long_is_refused_before_it_is_read(
    seller: Seller, *, announced: bool
) -> None:
    piece = b" " * 1_024
    count = 4_096

    with connected(seller) as connection:
        length = (
            f"Content-Length: {len(piece) * count}" if announced else "Transfer-Encoding: chunked"
        )
        connection.sendall(f"POST /keys HTTP/1.1\r\nHost: x\r\n{length}\r\n\r\n".encode())
        sent = 0
        try:
            for _ in range(count):
                connection.sendall(piece if announced else b"400\r\n" + piece + b"\r\n")
                sent += len(piece)
        except (BrokenPipeError, ConnectionResetError, TimeoutError):
            pass
        answer = b""
        try:
            while more := connection.recv(65_536):
                answer += more
        except (ConnectionResetError, TimeoutError):
            pass

    # What the kernel held by then may be lost with the connection, the answer too.
    assert sent < len(piece) * count
    assert not answer or f"a request has at most {MAX_BODY} bytes" in answer.decode()


def test_a_body_of_the_longest_kind_is_read(seller: Seller) -> None:
    body = json.dumps(seller.ask(ADAM.address)).encode()

    fits = requests.post(seller.url + "/challenges", data=body.ljust(MAX_BODY), timeout=10)
    longer = requests.post(seller.url + "/challenges", data=body.ljust(MAX_BODY + 1), timeout=10)

    assert fits.status_code == 200
    assert refusal(longer) == (413, f"a request has at most {MAX_BODY} bytes")


def test_a_body_that_drips_is_given_up(seller: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.2)

    answer = seller.raw(b"POST /keys HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")

    assert b" 408 " in answer.splitlines()[0]
    assert b"seconds to arrive" in answer


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/keys"), ("PUT", "/keys"), ("DELETE", "/ciphertexts/x"), ("POST", "/")],
)
def test_another_method_is_refused(seller: Seller, method: str, path: str) -> None:
    assert refusal(requests.request(method, seller.url + path, timeout=10))[0] == 405


def test_a_flood_from_one_address_is_refused_and_costs_no_memory(sells: Sells) -> None:
    seller = sells(replace(USUAL, client=Rate(burst=5, per_minute=60)))
    ok = seller.url + "/"

    with requests.Session() as session:
        statuses = [session.get(ok, timeout=10).status_code for _ in range(30)]
        last = session.get(ok, timeout=10)
        assert statuses == [200] * 5 + [429] * 25
        assert refusal(last) == (429, "too often: try again in 1 seconds")
        seller.now[0] += 2
        assert [session.get(ok, timeout=10).status_code for _ in range(3)] == [200, 200, 429]
    # Nobody writes a flood into a log.
    assert not seller.said


def test_a_client_does_not_choose_who_it_is_for_the_limit(sells: Sells) -> None:
    seller = sells(replace(USUAL, client=Rate(burst=2, per_minute=1)))

    statuses = [
        requests.get(
            seller.url,
            headers={"X-Forwarded-For": f"192.0.2.{number}", "Forwarded": f"for=192.0.2.{number}"},
            timeout=10,
        ).status_code
        for number in range(4)
    ]

    assert statuses == [200, 200, 429, 429]


def test_behind_a_proxy_that_is_trusted_clients_are_told_apart(sells: Sells) -> None:
    seller = sells(
        replace(USUAL, client=Rate(burst=1, per_minute=1)),
        connections=Connections(per_client=1, trusted_proxy="127.0.0.1"),
    )

    def status(client: str, session: requests.Session) -> int:
        headers = {"X-Forwarded-For": client}
        return session.get(seller.url, headers=headers, timeout=10).status_code

    with requests.Session() as first, requests.Session() as second:
        assert status("192.0.2.1", first) == 200
        assert status("192.0.2.2", second) == 200
        assert status("192.0.2.1", second) == 429


def test_one_client_cannot_take_all_connections(sells: Sells) -> None:
    seller = sells(connections=Connections(per_client=3))

    with ExitStack() as stack:
        held = [stack.enter_context(connected(seller)) for _ in range(3)]
        assert is_closed(stack.enter_context(connected(seller)))
        held[0].close()
        held[1].sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert held[1].recv(20).startswith(b"HTTP/1.1 200")

    assert wait_for_answer(seller) == 200


def test_no_more_connections_than_the_most_are_held(sells: Sells) -> None:
    seller = sells(connections=Connections(most=2, per_client=10))

    with connected(seller), connected(seller), connected(seller) as third:
        assert is_closed(third)

    assert wait_for_answer(seller) == 200


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"GET / HTTP/1.1\r\nHo",
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTT",
    ],
)
def test_a_connection_that_says_nothing_whole_is_closed(sells: Sells, start: bytes) -> None:
    seller = sells(connections=Connections(idle_seconds=0.1))

    with connected(seller) as connection:
        connection.sendall(start)
        began = time.monotonic()
        while not is_closed(connection):
            pass

    assert time.monotonic() - began < 5


def test_what_is_no_http_is_hung_up_on(seller: Seller, capfd: pytest.CaptureFixture[str]) -> None:
    answer = seller.raw(b"\x16\x03\x01 secret-looking rubbish\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 400")
    assert b"rubbish" not in answer
    assert capfd.readouterr() == ("", "")


def test_a_client_that_hangs_up_in_the_middle_harms_nobody(seller: Seller) -> None:
    for _ in range(5):
        with connected(seller) as connection:
            connection.sendall(b"POST /keys HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")

    assert seller.key(ADAM).status_code == 200
    assert seller.said == [f"pool {POOL}: the key was handed to {ADAM.address}"]


def test_nobody_listens_on_a_port_that_is_taken(seller: Seller) -> None:
    port = int(seller.url.rpartition(":")[2])

    with (
        pytest.raises(RefusedError, match=f"port {port} .*choose another"),
        serving(unreachable, port=port),
    ):
        pass


async def unreachable(*_: object) -> None:
    raise NotImplementedError


def wait_for_answer(seller: Seller) -> int:
    """The status once the connections that were closed are counted no more."""
    for _ in attempts():
        try:
            return requests.get(seller.url, timeout=10).status_code
        except requests.ConnectionError:
            continue
    return 0


def attempts() -> Iterator[int]:
    for number in range(50):
        yield number
        time.sleep(0.05)


def test_no_key_lies_where_ciphertexts_are_served(seller: Seller) -> None:
    served = {path.name for path in Path(seller.folder / "ciphertexts").iterdir()}

    assert served == {seller.sealed.content_hash}
