"""Futures: identifiers as the contracts compute them, by an independent ABI encoder."""

from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from bugmark_py.errors import InputError
from bugmark_py.model.futures import Future, Outcome, position_id
from bugmark_py.model.hashing import hash_words, keccak_hex, word
from bugmark_py.model.questions import Question
from bugmark_py.model.times import MAX_TIME

pytestmark = pytest.mark.unit

ORACLE = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"

addresses = st.binary(min_size=20, max_size=20).map(lambda raw: "0x" + raw.hex())
times = st.integers(0, MAX_TIME)


def test_the_hash_is_keccak_and_not_the_later_sha3() -> None:
    # The Keccak team's own digest of the empty text.
    assert keccak_hex(b"") == ("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")


def test_identifiers_are_lower_case_and_whole() -> None:
    future = Future("file:demo#1", 1_800_000_000, ORACLE)

    for identifier in (future.question_hash, future.question_id, future.future_id):
        assert len(identifier) == 66
        assert identifier == identifier.lower()


@given(st.text(max_size=80).filter(lambda t: t.isprintable()), times, addresses)
def test_identifiers_are_those_of_the_abi(question: str, maturation: int, oracle: str) -> None:
    future = Future(question, maturation, oracle)

    question_hash = keccak(question.encode())
    asked = encode(["bytes32", "uint40"], [question_hash, maturation])
    traded = encode(["bytes32", "uint40", "address"], [question_hash, maturation, oracle])
    future_id = keccak(traded)
    assert future.question_hash == "0x" + question_hash.hex()
    assert future.question_id == "0x" + keccak(asked).hex()
    assert future.future_id == "0x" + future_id.hex()
    for outcome, number in ((Outcome.FIXED, 0), (Outcome.UNFIXED, 1)):
        expected = int.from_bytes(keccak(encode(["bytes32", "uint8"], [future_id, number])))
        assert future.position_id(outcome) == expected
        assert position_id(future.future_id, outcome) == expected


def test_the_case_of_an_address_does_not_change_a_future() -> None:
    lower = Future("file:demo#1", 1_800_000_000, ORACLE.lower())

    assert lower.future_id == Future("file:demo#1", 1_800_000_000, ORACLE).future_id


def test_every_part_of_a_future_tells_it_apart() -> None:
    futures = [
        Future("file:demo#1", 1_800_000_000, ORACLE),
        Future("file:demo#2", 1_800_000_000, ORACLE),
        Future("file:demo#1", 1_800_000_001, ORACLE),
        Future("file:demo#1", 1_800_000_000, "0x" + 40 * "1"),
    ]

    ids = {f.future_id for f in futures}
    positions = {f.position_id(outcome) for f in futures for outcome in Outcome}
    assert len(ids) == 4
    assert len(positions) == 8
    assert 0 not in positions


def test_futures_of_one_question_at_one_instant_ask_the_same_of_two_oracles() -> None:
    one = Future("file:demo#1", 1_800_000_000, ORACLE)
    other = Future("file:demo#1", 1_800_000_000, "0x" + 40 * "1")

    assert one.question_id == other.question_id


def test_the_question_model_and_the_future_agree_on_the_hash_of_a_question() -> None:
    question = Question.parse("github:Owner/Repo#7,3?merged")

    future = Future(str(question), 1_800_000_000, ORACLE)

    assert future.question_hash == "0x" + question.hash.hex()


@pytest.mark.parametrize("maturation", [-1, MAX_TIME + 1, 2**256])
def test_a_maturation_that_the_contracts_cannot_hold_is_refused(maturation: int) -> None:
    with pytest.raises(InputError, match="out of range"):
        Future("file:demo#1", maturation, ORACLE)


@pytest.mark.parametrize("oracle", ["", "adam", "0x", ORACLE[:-1], ORACLE + "0", ORACLE[2:], None])
def test_an_oracle_that_is_no_address_is_refused(oracle: Any) -> None:
    with pytest.raises(InputError, match="write 0x and 40 hex digits"):
        Future("file:demo#1", 1_800_000_000, oracle)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("fixed", Outcome.FIXED),
        ("FIXED", Outcome.FIXED),
        ("Unfixed", Outcome.UNFIXED),
        (Outcome.UNFIXED, Outcome.UNFIXED),
    ],
)
def test_an_outcome_is_read_in_any_case(text: str | Outcome, outcome: Outcome) -> None:
    assert Outcome.parse(text) is outcome


@pytest.mark.parametrize("text", ["", "fix", "invalid", " fixed", "0", 0, 1, True, None, b"fixed"])
def test_what_is_no_outcome_is_refused(text: Any) -> None:
    with pytest.raises(InputError, match="write fixed or unfixed"):
        Outcome.parse(text)


def test_each_outcome_is_the_other_of_the_other() -> None:
    assert Outcome.FIXED.other is Outcome.UNFIXED
    assert Outcome.UNFIXED.other is Outcome.FIXED


@given(st.integers(0, 2**256 - 1))
def test_a_number_fills_one_word(value: int) -> None:
    assert word(value) == encode(["uint256"], [value])


def test_words_are_hashed_in_their_order() -> None:
    assert hash_words(1, 2) != hash_words(2, 1)
