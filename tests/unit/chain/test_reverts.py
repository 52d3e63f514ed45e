"""What contracts revert with, as typed exceptions; and what anybody else reverts with."""

from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.abi import function_abi_to_4byte_selector
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from bugmark_py.chain import contract_errors
from bugmark_py.chain.artifacts import load
from bugmark_py.chain.contract_errors import (
    ERRORS,
    ERC20InsufficientBalanceError,
    IssueMarketOfferExpiredError,
    IssueMarketOfferStaleError,
    StringTooLongError,
    TrackerOracleAlreadyVotedError,
)
from bugmark_py.chain.custom_error import CustomError, snake_case
from bugmark_py.chain.reverts import explain
from bugmark_py.errors import BugmarkError, ChainError, ContractError

pytestmark = pytest.mark.unit

HOLDER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
OFFER_ID = "0x" + 32 * "ab"
REASON = keccak(b"Error(string)")[:4]
PANIC = keccak(b"Panic(uint256)")[:4]

# For each type: what travels, and what Python sees.
SAMPLES: dict[str, tuple[Any, Any]] = {
    "address": (HOLDER, HOLDER),
    "bool": (True, True),
    "bytes32": (bytes.fromhex(OFFER_ID[2:]), OFFER_ID),
    "string": ("0xno address", "0xno address"),
    "uint8": (255, 255),
    "uint16": (65_535, 65_535),
    "uint32": (2**32 - 1, 2**32 - 1),
    "uint40": (2**40 - 1, 2**40 - 1),
    "uint112": (2**112 - 1, 2**112 - 1),
    "uint128": (2**128 - 1, 2**128 - 1),
    "uint256": (2**256 - 1, 2**256 - 1),
}


def by_name(error: type[CustomError]) -> str:
    return error.NAME


@pytest.mark.parametrize("error", ERRORS.values(), ids=by_name)
def test_every_error_decodes_to_its_class_with_its_arguments(error: type[CustomError]) -> None:
    selector = keccak(f"{error.NAME}({','.join(error.TYPES)})".encode())[:4]
    sent = [SAMPLES[kind][0] for kind in error.TYPES]
    seen = [SAMPLES[kind][1] for kind in error.TYPES]

    raised = explain(selector + encode(error.TYPES, sent))

    assert type(raised) is error
    assert raised.name == error.NAME
    assert raised.arguments == dict(zip(error.ARGUMENTS, seen, strict=True))
    for name, value in zip(error.ARGUMENTS, seen, strict=True):
        assert getattr(raised, snake_case(name)) == value
        assert str(value) in str(raised)


@pytest.mark.parametrize("contract", ["IssueMarket", "TrackerOracle", "TestToken"])
def test_every_error_in_an_abi_has_its_class(contract: str) -> None:
    entries = [entry for entry in load(contract).abi if entry["type"] == "error"]

    for entry in entries:
        error = ERRORS[function_abi_to_4byte_selector(entry)]  # type: ignore[arg-type]
        assert entry["name"] == error.NAME
        assert [each["type"] for each in entry["inputs"]] == list(error.TYPES)
        assert [each["name"] for each in entry["inputs"]] == list(error.ARGUMENTS)
    assert entries


def test_no_class_is_without_a_selector() -> None:
    classes = {
        value
        for value in vars(contract_errors).values()
        if isinstance(value, type) and issubclass(value, CustomError) and value is not CustomError
    }

    assert classes == set(ERRORS.values())


@pytest.mark.parametrize("error", ERRORS.values(), ids=by_name)
def test_every_message_is_one_line_for_a_person(error: type[CustomError]) -> None:
    message = str(error(*(SAMPLES[kind][1] for kind in error.TYPES)))

    assert "\n" not in message
    assert "  " not in message
    assert message[0].isupper()


def test_a_typed_error_is_a_contract_error_and_an_error_of_the_package() -> None:
    raised = IssueMarketOfferExpiredError(OFFER_ID, 7)

    assert isinstance(raised, ContractError)
    assert isinstance(raised, ChainError)
    assert isinstance(raised, BugmarkError)


def test_a_message_says_what_and_names_the_arguments() -> None:
    raised = IssueMarketOfferStaleError(OFFER_ID, 0, 1)

    assert str(raised) == (
        "The offer is of another epoch than its maker's current one"
        f" (offer id {OFFER_ID}, epoch 0, current 1)"
    )


def test_addresses_come_with_their_checksum() -> None:
    data = encode(["address", "uint256", "uint256"], [HOLDER.lower(), 1, 2])

    raised = explain(keccak(b"ERC20InsufficientBalance(address,uint256,uint256)")[:4] + data)

    assert isinstance(raised, ERC20InsufficientBalanceError)
    assert raised.sender == HOLDER


@pytest.mark.parametrize("text", ["0xhello", "0x" + 40 * "a", "", "two\nlines", "\x1b[31m"])
def test_a_text_that_looks_like_hex_stays_a_text(text: str) -> None:
    raised = explain(keccak(b"StringTooLong(string)")[:4] + encode(["string"], [text]))

    assert isinstance(raised, StringTooLongError)
    assert raised.str == text
    assert str(raised).isprintable()


# --- Of other contracts ---------------------------------------------------------------------------


def test_a_reason_in_words_is_told() -> None:
    raised = explain(REASON + encode(["string"], ["not today"]))

    assert type(raised) is ContractError
    assert str(raised) == "the contract refused: not today"
    assert raised.arguments == {"reason": "not today"}


@pytest.mark.parametrize("reason", ["two\nlines", "\x1b[2Jgone", "right\u202eleft", "x" * 100_000])
def test_a_hostile_reason_harms_no_terminal(reason: str) -> None:
    raised = explain(REASON + encode(["string"], [reason]))

    assert str(raised).isprintable()
    assert len(str(raised)) < 250
    assert raised.arguments == {"reason": reason}


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (0x01, "an assertion failed"),
        (0x11, "an arithmetic operation over- or underflowed"),
        (0x12, "a division by zero"),
        (0x21, "a value is no member of its enum"),
        (0x32, "an array index is out of bounds"),
        (0x41, "too much memory was asked for"),
        (0x99, "panic code 0x99"),
    ],
)
def test_a_panic_is_put_into_words(code: int, message: str) -> None:
    raised = explain(PANIC + encode(["uint256"], [code]))

    assert str(raised) == f"the contract refused: {message}"
    assert (raised.name, raised.arguments) == ("Panic", {"code": code})


def test_a_revert_without_data_says_that_there_is_no_reason() -> None:
    raised = explain(b"")

    assert str(raised) == "the contract refused: no reason given"
    assert (raised.name, raised.arguments) == ("Unknown", {"data": "0x"})


VOTED = keccak(b"TrackerOracle_AlreadyVoted(bytes32,address)")[:4]


@pytest.mark.parametrize(
    "data",
    [
        b"\x01",
        b"\x01\x02\x03",
        bytes.fromhex("deadbeef"),
        bytes.fromhex("deadbeef") + bytes(320),
        VOTED,
        VOTED + bytes(10),
        VOTED + bytes(63),
        # An address of more than 20 bytes.
        VOTED + b"\xff" * 64,
        REASON,
        REASON + b"\xff" * 64,
        # A text that is none.
        REASON + encode(["bytes"], [b"\xff\xfe"]),
        # Lengths and offsets past the end, and past what a machine can index.
        REASON + encode(["uint256", "uint256"], [32, 1_000]),
        REASON + encode(["uint256", "uint256"], [32, 2**200]),
        REASON + encode(["uint256", "uint256"], [2**255, 1]),
        PANIC,
        PANIC + bytes(31),
    ],
    ids=lambda data: data.hex()[:24] + f"-{len(data)}",
)
def test_data_that_means_nothing_is_shown_as_it_came(data: bytes) -> None:
    raised = explain(data)

    assert type(raised) is ContractError
    assert raised.name == "Unknown"
    assert raised.arguments == {"data": "0x" + data.hex()}
    assert str(raised).startswith("the contract refused: 0x")


def test_bytes_after_the_arguments_change_nothing() -> None:
    data = VOTED + encode(["bytes32", "address"], [bytes(32), HOLDER]) + b"more"

    raised = explain(data)

    assert isinstance(raised, TrackerOracleAlreadyVotedError)
    assert raised.reporter == HOLDER


def test_data_of_a_megabyte_makes_no_long_message() -> None:
    assert len(str(explain(b"\xde\xad\xbe\xef" * 250_000))) < 250


@given(st.one_of(st.sampled_from([*ERRORS, REASON, PANIC]), st.binary()), st.binary(max_size=200))
def test_whatever_comes_is_a_contract_error_of_one_line(selector: bytes, data: bytes) -> None:
    raised = explain(selector + data)

    assert isinstance(raised, ContractError)
    assert str(raised).isprintable()


# --- Names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "attribute"),
    [
        ("offerId", "offer_id"),
        ("id", "id"),
        ("currentNonce", "current_nonce"),
        ("voidableAt", "voidable_at"),
        ("fromPosition", "from_position"),
    ],
)
def test_an_argument_becomes_an_attribute_in_snake_case(name: str, attribute: str) -> None:
    assert snake_case(name) == attribute


def test_a_custom_error_wants_exactly_its_arguments() -> None:
    with pytest.raises(ValueError, match="zip"):
        IssueMarketOfferExpiredError(OFFER_ID)
