"""Getting ciphertexts and keys, from services and files that nobody vouches for."""

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from bugmark_py.delivery import client as module
from bugmark_py.delivery.client import (
    ciphertext_uri,
    fetch_ciphertext,
    request_key,
    service_of,
)
from bugmark_py.delivery.fetching import Fetcher
from bugmark_py.delivery.folders import CiphertextFolder
from bugmark_py.errors import (
    BugmarkError,
    CiphertextError,
    DeliveryError,
    DeliveryRefusedError,
    DeliveryUnavailableError,
    InputError,
    WrongKeyError,
)
from bugmark_py.sealing.content import ContentKey, SealedContent, seal_content
from bugmark_py.sealing.curve import OneTimeKey
from bugmark_py.sealing.words import Recipient, deliver
from tests.integration.delivery.conftest import (
    ADAM,
    ADVISORY,
    BETH,
    BOB,
    POOL,
    POOLS,
    Seller,
    one_time_key,
)

pytestmark = pytest.mark.integration

# The same on every worker, whose tests are named by them.
SEALED = seal_content(ADVISORY, lambda size: bytes([1]) * size)
OTHER = seal_content(ADVISORY, lambda size: bytes([2]) * size)
Answers = Callable[..., str]


def fetched(uri: str | Path, sealed: SealedContent = SEALED) -> bytes:
    return fetch_ciphertext(str(uri), sealed.content_hash, sealed.key.hash)


def key_for(service: str, key_hash: str = SEALED.key.hash) -> ContentKey:
    return request_key(
        service, ADAM, one_time_key(ADAM), pools=POOLS, pool_id=POOL, key_hash=key_hash
    )


@contextmanager
def answering(*answers: bytes, hold: bool = False) -> Iterator[str]:
    """A server that gives these answers, one a connection, whatever it is asked."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def run() -> None:
            for answer in answers:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65_536)
                    try:
                        connection.sendall(answer)
                    except OSError:
                        continue
                    if hold:
                        stop.wait(10)

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            stop.set()
            listener.shutdown(socket.SHUT_RDWR)
    thread.join()


def http(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


# --- Ciphertexts ---------------------------------------------------------------------------------


def test_the_uri_of_a_service_leads_to_the_ciphertext_and_back_to_the_service(
    seller: Seller,
) -> None:
    uri = ciphertext_uri(seller.url + "/", seller.sealed.content_hash)

    assert fetched(uri, seller.sealed) == seller.sealed.ciphertext
    assert service_of(uri) == seller.url


@pytest.mark.parametrize(
    "uri",
    [
        "https://example.org/advisory.bin",
        "file:///tmp/ciphertexts/0x12",
        "/ciphertexts/0x12",
        "https://example.org/ciphertexts/0x12/more",
        "",
    ],
)
def test_what_is_no_service_is_not_taken_for_one(uri: str) -> None:
    assert service_of(uri) is None


def test_a_service_may_live_below_a_path() -> None:
    uri = ciphertext_uri("https://example.org/bugmark", SEALED.content_hash)

    assert service_of(uri) == "https://example.org/bugmark"


@pytest.mark.parametrize("form", ["{}", "file://{}", "file://localhost{}"])
def test_files_are_read_by_path_and_by_uri(tmp_path: Path, form: str) -> None:
    path = tmp_path / "with a space"
    path.write_bytes(SEALED.ciphertext)

    uri = form.format(path if form == "{}" else str(path).replace(" ", "%20"))

    assert fetched(uri) == SEALED.ciphertext


@pytest.mark.parametrize(
    ("uri", "error"),
    [
        ("ftp://example.org/x", InputError),
        ("ipfs://bafy", InputError),
        ("javascript://alert(1)", InputError),
        ("http://", InputError),
        ("http://x y/", InputError),
        ("http://[::1/", InputError),
        ("http://example.org:99999/", InputError),
        ("http://user:planted@example.org/", InputError),
        ("http://example.org/\x1b[2J", InputError),
        ("file://elsewhere/x", InputError),
        ("", DeliveryUnavailableError),
        ("/", DeliveryUnavailableError),
        ("/dev/zero", DeliveryUnavailableError),
        ("file:///dev/zero", DeliveryUnavailableError),
        ("/nowhere/at/all", DeliveryUnavailableError),
        ("file:///nowhere%00", DeliveryUnavailableError),
        ("/" + "x" * 5_000, DeliveryUnavailableError),
        ("http://127.0.0.1:9/x", DeliveryUnavailableError),
        ("http://127.0.0.1:9/" + "x" * 5_000, DeliveryUnavailableError),
    ],
)
def test_what_cannot_be_fetched_is_one_clear_line(uri: str, error: type[BugmarkError]) -> None:
    with pytest.raises(error) as refused:
        fetched(uri)

    message = str(refused.value)
    assert message.isprintable()
    assert len(message) < 300
    assert "planted" not in message


def test_a_pipe_is_no_file_and_nobody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(DeliveryUnavailableError, match="no plain file"):
        fetched(tmp_path / "pipe")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "large").open("wb") as file:
        file.truncate(2**40)

    with pytest.raises(DeliveryUnavailableError, match="has more than"):
        fetched(tmp_path / "large")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (SEALED.ciphertext[:-1] + b"\0", "it was altered"),
        (SEALED.ciphertext[:-1], "it is truncated"),
        (OTHER.ciphertext, "it is under another key"),
        (b"<html>", "does not begin as one"),
    ],
)
def test_what_a_server_gives_is_checked(content: bytes, reason: str) -> None:
    with answering(http(content)) as url, pytest.raises(CiphertextError, match=reason):
        fetched(url)


def test_an_answer_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CIPHERTEXT", 2**20)
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + bytes(2**22)

    with answering(endless) as url, pytest.raises(DeliveryUnavailableError, match="more than"):
        fetched(url)


def test_an_answer_that_drips_is_given_up() -> None:
    times = iter(range(0, 10_000, 400))
    fetcher = Fetcher(clock=lambda: next(times))
    start = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx"

    with (
        answering(start, hold=True) as url,
        pytest.raises(DeliveryUnavailableError, match="more than 300 seconds"),
    ):
        fetcher.get(url, 1_000)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"rubbish",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        http(b"", "302 Found", "Location: http://[/"),
        http(b"", "404 Not Found"),
        http(b"", "500 Oops"),
    ],
)
def test_an_answer_that_is_none_is_unavailable(answer: bytes) -> None:
    with answering(answer) as url, pytest.raises(DeliveryUnavailableError):
        fetched(url)


def test_redirects_are_followed_and_not_for_ever(seller: Seller) -> None:
    target = ciphertext_uri(seller.url, seller.sealed.content_hash)
    with answering(http(b"", "302 Found", f"Location: {target}")) as url:
        assert fetched(url, seller.sealed) == seller.sealed.ciphertext

    circle = http(b"", "302 Found", "Location: /again")
    with answering(*[circle] * 10) as url, pytest.raises(DeliveryUnavailableError, match="end"):
        fetched(url)


@pytest.mark.parametrize(
    "target", ["file:///etc/hostname", "ftp://example.org/", "http://a:planted@127.0.0.1/"]
)
def test_a_server_cannot_send_a_client_to_files_or_with_passwords(target: str) -> None:
    with (
        answering(http(b"", "302 Found", f"Location: {target}")) as url,
        pytest.raises(InputError) as refused,
    ):
        fetched(url)

    assert "planted" not in str(refused.value)


def test_no_password_of_the_user_goes_to_a_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login adam password planted")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HOME", str(tmp_path))
    sent: list[object] = []
    session = requests.Session()
    session.hooks["response"].append(lambda answer, **_: sent.append(answer.request.headers))

    with answering(http(SEALED.ciphertext)) as url:
        Fetcher(session).get(url, 10_000)

    assert len(sent) == 1
    assert "Authorization" not in str(sent)


# --- Keys ----------------------------------------------------------------------------------------


def test_a_bidder_who_is_early_is_told_when(seller: Seller) -> None:
    with pytest.raises(DeliveryRefusedError, match="yours at 2027-01-15T09:00:00Z"):
        request_key(
            seller.url,
            BETH,
            one_time_key(BETH),
            pools=POOLS,
            pool_id=POOL,
            key_hash=seller.sealed.key.hash,
        )


def test_whoever_did_not_bid_is_refused(seller: Seller) -> None:
    with pytest.raises(DeliveryRefusedError, match="has nothing to get"):
        request_key(
            seller.url,
            BOB,
            OneTimeKey(1),
            pools=POOLS,
            pool_id=POOL,
            key_hash=seller.sealed.key.hash,
        )


def test_another_one_time_key_than_was_bid_with_opens_nothing(seller: Seller) -> None:
    with pytest.raises(WrongKeyError, match="hashes to"):
        request_key(
            seller.url,
            ADAM,
            OneTimeKey(1),
            pools=POOLS,
            pool_id=POOL,
            key_hash=seller.sealed.key.hash,
        )


CHALLENGE = http(b'{"challenge": "0x1234", "seconds": 60}')
GOOD = deliver(
    SEALED.key, OneTimeKey(5), one_time_key(ADAM).public_key, Recipient(POOL, ADAM.address)
)


def key_answer(
    x: object = hex(GOOD.point.x), odd: object = GOOD.point.odd, word: object = GOOD.word
) -> bytes:
    return http(json.dumps({"point": {"x": x, "odd": odd}, "word": word}).encode())


def test_what_an_honest_service_would_answer_opens() -> None:
    with answering(CHALLENGE, key_answer()) as url:
        assert key_for(url) == SEALED.key


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (key_answer(word="0x" + "00" * 32), WrongKeyError),
        (key_answer(x="0x5"), WrongKeyError),
        (key_answer(x="0x0"), WrongKeyError),
        (key_answer(x="0x" + "ff" * 32), WrongKeyError),
        (key_answer(x="0x" + "ff" * 33), DeliveryUnavailableError),
        (key_answer(x="-0x1"), DeliveryUnavailableError),
        (key_answer(x=7), DeliveryUnavailableError),
        (key_answer(odd=1), DeliveryUnavailableError),
        (key_answer(odd=None), DeliveryUnavailableError),
        (key_answer(word="0x12"), DeliveryUnavailableError),
        (key_answer(word=7), DeliveryUnavailableError),
        (http(b"{}"), DeliveryUnavailableError),
        (http(b"[]"), DeliveryUnavailableError),
        (http(b"[" * 50_000), DeliveryUnavailableError),
        (http(b'{"point": 7}'), DeliveryUnavailableError),
        (http(bytes(2**17)), DeliveryUnavailableError),
        (http(b"{}", "500 Oops"), DeliveryUnavailableError),
        (http(b'{"error": 7}', "400 No"), DeliveryUnavailableError),
        (http(b"", "302 Found", "Location: http://127.0.0.1:9/"), DeliveryUnavailableError),
        (http(b'{"error": {"message": "no"}}', "403 No"), DeliveryRefusedError),
    ],
)
def test_rubbish_from_a_service_is_one_clear_error(
    answer: bytes, error: type[BugmarkError]
) -> None:
    with answering(CHALLENGE, answer) as url, pytest.raises(error) as refused:
        key_for(url)

    assert str(refused.value).isprintable()
    assert SEALED.key.value.hex() not in str(refused.value)


@pytest.mark.parametrize("challenge", ['"0x1"', "7", "null", '"zz"', "[]"])
def test_a_challenge_that_is_none_is_not_signed(challenge: str) -> None:
    answer = http(f'{{"challenge": {challenge}}}'.encode())

    with answering(answer) as url, pytest.raises(DeliveryUnavailableError, match="sensible"):
        key_for(url)


def test_what_a_service_says_moves_no_terminal() -> None:
    said = http(b'{"error": {"message": "\\u001b[2J' + b"x" * 500 + b'"}}', "403 No")

    with answering(said) as url, pytest.raises(DeliveryRefusedError) as refused:
        key_for(url)

    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 200


def test_a_service_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(DeliveryError, match="no usable answer"):
        key_for("http://127.0.0.1:9")


# --- What is kept --------------------------------------------------------------------------------


def test_a_ciphertext_that_was_changed_on_disk_is_noticed(tmp_path: Path) -> None:
    folder = CiphertextFolder(tmp_path)
    content_hash = folder.put(SEALED.ciphertext)
    assert folder.get(content_hash.upper().replace("X", "x")) == SEALED.ciphertext
    assert folder.get("0x" + "00" * 32) is None

    (tmp_path / content_hash).write_bytes(b"changed")

    with pytest.raises(CiphertextError, match="was changed"):
        folder.get(content_hash)
