"""Calls and events by the names of an ABI: values in and out, and what does not fit."""

from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from bugmark_py.chain.binding import Binding, creation_code
from bugmark_py.chain.connection import Connection
from bugmark_py.errors import InputError, NotDeployedError
from bugmark_py.model.futures import Outcome
from bugmark_py.model.offers import Offer, Side

pytestmark = pytest.mark.unit

MARKET = "0xCf7Ed3AccA5a467e9e704C703E8D87F634fB0Fc9"
HOLDER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
WORD = "0x" + 32 * "ab"


class _Answering(Connection):
    """A node that answers every call with the same bytes."""

    def __init__(self, returned: bytes = b"") -> None:
        super().__init__("http://127.0.0.1:1")
        self.returned = returned

    def call(
        self, to: str, data: str, *, sender: str | None = None, block: str = "latest"
    ) -> bytes:
        del to, data, sender, block
        return self.returned


def bound(artifact: str = "IssueMarket", returned: bytes = b"") -> Binding:
    return Binding(_Answering(returned), artifact, MARKET)


def selector(signature: str) -> str:
    return keccak(signature.encode())[:4].hex()


# --- In -------------------------------------------------------------------------------------------


def test_a_call_is_selector_and_arguments() -> None:
    data = bound().encode("withdraw", 5, HOLDER)

    assert data == (
        "0x" + selector("withdraw(uint256,address)") + f"{5:064x}" + "0" * 24 + HOLDER[2:].lower()
    )


def test_an_offer_travels_as_a_struct() -> None:
    offer = Offer(HOLDER, WORD, Outcome.UNFIXED, Side.SELL, 1, 2, True, 3, 4, 5)  # noqa: FBT003

    data = bound().encode("cancel", offer.struct())

    expected = encode(
        ["(address,bytes32,uint8,uint8,uint16,uint128,bool,uint40,uint64,uint32)"],
        [(HOLDER, bytes.fromhex(WORD[2:]), 1, 1, 1, 2, True, 3, 4, 5)],
    )
    assert data.endswith(expected.hex())


def test_several_calls_travel_as_bytes() -> None:
    data = bound().encode("multicall", ["0x01", "0x"])

    assert data.endswith(encode(["bytes[]"], [[b"\x01", b""]]).hex())


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        ("withdraw", (-1, HOLDER), "amount -1 does not fit: it is of type uint256"),
        ("withdraw", (2**256, HOLDER), "amount .* does not fit"),
        ("withdraw", (1.5, HOLDER), "amount 1.5 does not fit"),
        ("withdraw", ("5", HOLDER), "amount '5' does not fit"),
        ("withdraw", (True, HOLDER), "amount True does not fit"),
        ("withdraw", (1, "beth"), "receiver 'beth' does not fit: it is of type address"),
        ("withdraw", (1, None), "receiver None does not fit"),
        ("withdraw", (1, HOLDER[:-1]), "receiver .* does not fit"),
        ("split", (WORD, 2**128), "units .* does not fit: it is of type uint128"),
        # A short identifier would be padded to another one.
        ("split", ("0xab", 1), "futureId '0xab' does not fit: it is of type bytes32"),
        ("split", (WORD + "00", 1), "futureId .* does not fit"),
        ("split", (WORD[2:], 1), "futureId .* does not fit"),
        ("split", ("0x" + 64 * "g", 1), "futureId .* does not fit"),
        ("split", (5, 1), "futureId 5 does not fit"),
        ("multicall", (["hello"],), "data .* does not fit"),
    ],
)
def test_an_argument_that_does_not_fit_is_named(
    function: str, arguments: tuple[Any, ...], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        bound().encode(function, *arguments)


def test_a_constructor_follows_its_code() -> None:
    data = creation_code("IssueMarket", HOLDER, 10**18, 7)

    assert data.endswith(encode(["address", "uint256", "uint40"], [HOLDER, 10**18, 7]).hex())
    with pytest.raises(InputError, match=r"voidDelay_ .* does not fit: it is of type uint40"):
        creation_code("IssueMarket", HOLDER, 10**18, 2**40)


# --- Out ------------------------------------------------------------------------------------------


def test_one_value_comes_alone_and_several_as_a_tuple() -> None:
    one = bound(returned=encode(["uint256"], [7])).call("balanceOf", HOLDER, 0)
    two = bound("TrackerOracle", encode(["bool", "uint16"], [True, 5_000])).call("settlement", WORD)

    assert one == 7
    assert two == (True, 5_000)


def test_a_struct_comes_with_its_names_and_an_address_with_its_checksum() -> None:
    kinds = ["(uint40,uint128,uint16,bool,address)"]
    returned = encode(kinds, [(9, 200, 10_000, True, HOLDER.lower())])

    assert bound(returned=returned).call("getFuture", WORD) == {
        "maturation": 9,
        "openInterest": 200,
        "price": 10_000,
        "settled": True,
        "oracle": HOLDER,
    }


def test_bytes_come_as_hex() -> None:
    returned = bytes.fromhex(WORD[2:])

    assert bound(returned=returned).call("domainSeparator") == WORD


@pytest.mark.parametrize(
    ("artifact", "function", "returned"),
    [
        # An address without code, and a contract whose fallback takes every call.
        ("TestToken", "decimals", b""),
        ("TestToken", "decimals", bytes(31)),
        # Eight bits that are more, a text that is none, a length past the end.
        ("TestToken", "decimals", b"\xff" * 32),
        ("TestToken", "symbol", encode(["bytes"], [b"\xff\xfe"])),
        ("TestToken", "symbol", encode(["uint256", "uint256"], [32, 2**200])),
        ("TestToken", "symbol", b"MKR".ljust(32, b"\0")),
    ],
)
def test_an_answer_that_cannot_be_the_contracts_says_that_it_is_another(
    artifact: str, function: str, returned: bytes
) -> None:
    with pytest.raises(NotDeployedError, match=f"is no {artifact}: it does not answer {function}"):
        bound(artifact, returned).call(function)


# --- Events ---------------------------------------------------------------------------------------


def log(**changes: Any) -> dict[str, Any]:
    def padded(address: str) -> str:
        return "0x" + 24 * "0" + address[2:].lower()

    return {
        "address": MARKET.lower(),
        "topics": [
            "0x" + keccak(b"Withdrawn(address,address,uint256)").hex(),
            padded(HOLDER),
            padded(MARKET),
        ],
        "data": f"0x{7:064x}",
        "transactionHash": WORD,
        "blockNumber": "0x10",
        "blockHash": WORD,
        "logIndex": "0x2",
    } | changes


def test_an_event_has_its_arguments_by_name_and_its_place() -> None:
    (event,) = bound().events([log()])

    assert event.name == "Withdrawn"
    assert list(event.arguments.values()) == [HOLDER, MARKET, 7]
    assert (event.block, event.index, event.transaction) == (16, 2, WORD)
    assert event.address == MARKET


def test_events_of_other_contracts_and_of_no_known_kind_are_left_out() -> None:
    logs = [
        log(address=HOLDER.lower()),
        log(topics=[WORD]),
        log(topics=[]),
    ]

    assert bound().events(logs) == []


def test_text_within_a_struct_that_is_no_utf8_stops_nobodys_reading() -> None:
    terms = (
        "(uint8,uint112,uint32,uint32,uint32,uint32,uint32,uint32,uint32,uint112,uint112,uint112,"
        "bytes32,bytes32,bytes32,address,bytes32,uint40,uint40,string,string)"
    )
    values = (1, *range(1, 12), b"\1" * 32, b"\2" * 32, b"", HOLDER, b"", 0, 0, b"\xff", b"ok")
    created = log(
        topics=[
            "0x" + keccak(f"PoolCreated(bytes32,address,{terms},uint40,uint40)".encode()).hex(),
            WORD,
            "0x" + 24 * "0" + HOLDER[2:].lower(),
        ],
        data="0x"
        + encode([terms.replace("string", "bytes"), "uint40", "uint40"], [values, 3, 4]).hex(),
    )

    (event,) = bound("CostSharingPools").events([created])

    assert event.arguments["terms"]["uri"].encode(errors="surrogateescape") == b"\xff"
    assert event.arguments["terms"]["summary"] == "ok"
    assert event.arguments["revealEnd"] == 4
