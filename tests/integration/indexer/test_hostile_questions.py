"""Anybody may write anything where a question belongs: it stops nobody's reading or trading."""

from collections.abc import Callable

import pytest

from bugmark_py.client import Bugmark
from bugmark_py.errors import InputError
from bugmark_py.model.futures import Future, Outcome
from bugmark_py.model.questions import Question

pytestmark = pytest.mark.integration

TOKEN = 10**18

HOSTILE = {
    "no UTF-8": b"\xff\xfe\x80 file:demo#1",
    "half a character": "file:demo#1 é".encode()[:-1],
    "an encoded surrogate": b"\xed\xa0\x80",
    "NUL": b"file:demo\x00#1",
    "control characters": b"\x1b[2J\x07\r\nfile:demo#1",
    "markup": b"[/bold] [red]file:demo#1",
    "very long": 20_000 * b"x",
    "SQL": b"'; DROP TABLE futures; --",
}


def create(bugmark: Bugmark, question: bytes, maturation: int) -> str:
    """Create a future on any bytes, and return its identifier as the contract gave it."""
    market = bugmark.named("dana").market
    stand_in = len(question) * "x"
    call = market.binding.encode("createFuture", stand_in, maturation, bugmark.deployment.oracle)
    before, _, after = call.rpartition(stand_in.encode().hex())
    call = before + question.hex() + after
    receipt = market.sender.send(market.binding.address, call)
    (event,) = market.binding.events(receipt.logs)
    return str(event.arguments["futureId"])


@pytest.mark.parametrize("question", HOSTILE.values(), ids=HOSTILE)
def test_a_question_that_is_none_is_kept_as_it_is(bugmark: Bugmark, question: bytes) -> None:
    maturation = bugmark.now() + 3600
    good = bugmark.named("adam").market.create_future("file:demo#1", maturation)

    future_id = create(bugmark, question, maturation)

    record = bugmark.book.future(future_id)
    assert record.future.question.encode(errors="surrogateescape") == question
    assert record.future.future_id == future_id
    assert {r.future.future_id for r in bugmark.book.futures()} == {good.future_id, future_id}
    assert [r.future for r in bugmark.book.futures(record.future.question)] == [record.future]
    with pytest.raises(InputError):
        Question.parse(record.future.question)


def test_what_is_put_into_it_comes_back(bugmark: Bugmark, warp: Callable[[int], None]) -> None:
    maturation = bugmark.now() + 3600
    future: Future = bugmark.book.future(create(bugmark, b"\xff", maturation)).future
    bugmark.named("beth").market.take(
        bugmark.named("adam").market.buy(future, Outcome.UNFIXED, units=10, price="0.80"), 4
    )
    bugmark.named("beth").market.sell(future, "fixed", units=3, price="0.50")

    # Nobody can vote on it.
    warp(3600 + bugmark.deployment.void_delay)
    bugmark.named("dana").market.void(future)
    for name in ("adam", "beth"):
        bugmark.named("dana").claim(name)

    assert bugmark.balance("adam").vault == 4_800 * TOKEN // 1000 + 2 * TOKEN
    assert bugmark.balance("beth").vault == 2 * TOKEN
    assert bugmark.check_solvent() == 0
