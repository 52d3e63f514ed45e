"""Terms of pools: what a pool can have, and ids as the contract computes them, by another codec."""

from dataclasses import replace
from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak
from hypothesis import given, settings
from hypothesis import strategies as st

from bugmark_py.errors import InputError
from bugmark_py.mechanisms.outcome import Mechanism
from bugmark_py.model.pool_terms import (
    LONGEST_PREMIUM_PERIOD,
    MAX_AMOUNT,
    PERIODS,
    GateTerms,
    PoolTerms,
    pool_mechanism,
)

pytestmark = pytest.mark.unit

SELLER = "0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f"
POOLS = "0xDc64a140Aa3E981100a9becA4E685f962f0cF6C9"
ORACLE = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
HOUR = 3600

GOOD = PoolTerms(
    mechanism=Mechanism.GCSOD,
    cost=100,
    premium_period=30 * 24 * HOUR,
    commit_period=HOUR,
    reveal_period=HOUR,
    settle_period=HOUR,
    delivery_period=HOUR,
    complaint_period=HOUR,
    publish_period=HOUR,
    bond=100,
    reveal_bond=5,
    request_fee=1,
    key_hash="0x" + 64 * "a",
    content_hash="0x" + 64 * "b",
    uri="https://seller.example/ciphertexts/1",
    summary="a way around the login",
)
GATE = GateTerms(ORACLE, "0x" + 64 * "c", 1_800_000_000, 1_800_086_400)

STRUCT = (
    "(uint8,uint112,uint32,uint32,uint32,uint32,uint32,uint32,uint32,uint112,uint112,uint112,"
    "bytes32,bytes32,bytes32,address,bytes32,uint40,uint40,string,string)"
)

amounts = st.integers(0, MAX_AMOUNT)
periods = st.integers(0, 2**32 - 1)
words = st.binary(min_size=32, max_size=32).map(lambda raw: "0x" + raw.hex())
gates = st.none() | st.builds(
    GateTerms,
    st.binary(min_size=20, max_size=20).map(lambda raw: "0x" + raw.hex()),
    words,
    st.integers(0, 2**40 - 1),
    st.integers(0, 2**40 - 1),
)
terms = st.builds(
    PoolTerms,
    mechanism=st.sampled_from((Mechanism.CS, Mechanism.GCSOD)),
    premium_period=periods,
    **dict.fromkeys(PERIODS, periods),
    **dict.fromkeys(("cost", "bond", "reveal_bond", "request_fee"), amounts),
    **dict.fromkeys(("key_hash", "content_hash", "eligible_root"), words),
    gate=gates,
    uri=st.text(max_size=100),
    summary=st.text(max_size=100),
)


def by_the_codec(given_terms: PoolTerms) -> tuple[Any, ...]:
    def value(member: object) -> object:
        is_word = isinstance(member, str) and member.startswith("0x") and len(member) == 66
        return bytes.fromhex(member[2:]) if is_word and isinstance(member, str) else member

    *members, uri, summary = given_terms.struct()
    return (*(value(member) for member in members), uri, summary)


# --- Ids ------------------------------------------------------------------------------------------


@settings(max_examples=50)
@given(terms, st.integers(0, 2**256 - 1))
def test_the_id_is_the_hash_of_chain_contract_seller_and_all_terms(
    given_terms: PoolTerms, chain_id: int
) -> None:
    kinds = ["uint256", "address", "address", STRUCT]
    encoded = encode(kinds, [chain_id, POOLS, SELLER, by_the_codec(given_terms)])

    assert given_terms.pool_id(chain_id, POOLS, SELLER) == "0x" + keccak(encoded).hex()


def test_every_member_chain_contract_and_seller_change_the_id() -> None:
    changes: list[dict[str, Any]] = [
        {"mechanism": Mechanism.CS},
        *({name: 2**31} for name in ("cost", "bond", "reveal_bond", "request_fee")),
        *({name: 2**31} for name in ("premium_period", *PERIODS)),
        *({name: "0x" + 64 * "d"} for name in ("key_hash", "content_hash", "eligible_root")),
        {"gate": GATE},
        {"gate": replace(GATE, end=GATE.end + 1)},
        {"uri": ""},
        {"summary": GOOD.summary + " "},
        {"uri": GOOD.uri + "\0"},
    ]
    ids = {replace(GOOD, **change).pool_id(1, POOLS, SELLER) for change in changes}
    ids |= {
        GOOD.pool_id(1, POOLS, SELLER),
        GOOD.pool_id(2, POOLS, SELLER),
        GOOD.pool_id(1, SELLER, SELLER),
        GOOD.pool_id(1, POOLS, POOLS),
    }

    assert len(ids) == len(changes) + 4


def test_a_text_on_chain_that_is_no_text_has_the_id_of_its_bytes() -> None:
    raw = b"\xff\xfe \x00"
    odd = replace(GOOD, summary=raw.decode(errors="surrogateescape"))
    kinds = ["uint256", "address", "address", STRUCT.replace("string)", "bytes)")]

    encoded = encode(kinds, [1, POOLS, SELLER, (*by_the_codec(odd)[:-1], raw)])
    assert odd.pool_id(1, POOLS, SELLER) == "0x" + keccak(encoded).hex()


def test_a_gate_asks_about_its_question_at_its_maturation() -> None:
    encoded = encode(["bytes32", "uint40"], [bytes.fromhex(64 * "c"), 1_800_000_000])

    assert GATE.question_id == "0x" + keccak(encoded).hex()


# --- What does not fit ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cost": 2**112}, "cost does not fit: it is 0 to 2\\^112 - 1"),
        ({"bond": -1}, "bond does not fit"),
        ({"reveal_bond": 2**112}, "reveal bond does not fit"),
        ({"premium_period": 2**32}, "premium period does not fit: it is below 2\\^32 seconds"),
        ({"publish_period": -1}, "publish period does not fit"),
        ({"key_hash": "0x12"}, "key hash '0x12' does not fit"),
        ({"eligible_root": None}, "eligible root None does not fit"),
        ({"mechanism": Mechanism.CSD}, "csd cannot be the mechanism of a pool"),
    ],
)
def test_what_the_struct_cannot_hold_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        replace(GOOD, **change)


@pytest.mark.parametrize("change", [{"oracle": "adam"}, {"maturation": 2**40}, {"end": -1}])
def test_a_gate_that_does_not_fit_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        replace(GATE, **change)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("csd", "it is not budget balanced"),
        ("csod", "it is not strategy-proof"),
        ("sd", "to compare others with"),
        ("vcg", "is unknown: write gcsod or cs"),
        ("", "is unknown"),
    ],
)
def test_other_mechanisms_are_refused_with_the_reason(name: str, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        pool_mechanism(name)

    assert reason in str(caught.value)
    assert str(caught.value).endswith("write gcsod or cs")


# --- What the contract would refuse ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cost": 0}, "cost must be above 0"),
        ({"premium_period": 0}, "premium period is 1 second to .*, not 0"),
        ({"premium_period": 2**32 - 1}, "premium period is 1 second to"),
        *(
            ({name: HOUR - 1}, f"a {name.replace('_', ' ')} of 59m59s is too short")
            for name in PERIODS
        ),
        ({"bond": 99}, "bond must be at least the cost"),
        ({"reveal_bond": 101}, "reveal bond must be at most the cost"),
        ({"request_fee": 101}, "request fee must be at most the cost"),
        ({"key_hash": "0x" + 64 * "0"}, "hash is zero"),
        ({"gate": replace(GATE, maturation=0)}, "must end after"),
        ({"gate": replace(GATE, end=GATE.maturation)}, "must end after"),
    ],
)
def test_terms_that_the_contract_would_refuse_are_refused(
    change: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        replace(GOOD, **change).check()


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"mechanism": Mechanism.CS},
        {"premium_period": 1},
        {"premium_period": LONGEST_PREMIUM_PERIOD},
        {"reveal_bond": 100, "request_fee": 100},
        {"reveal_bond": 0, "request_fee": 0},
        {"cost": 1, "bond": MAX_AMOUNT, "reveal_bond": 0, "request_fee": 0},
        {"gate": GATE},
    ],
)
def test_terms_that_just_fit_are_good(change: dict[str, Any]) -> None:
    replace(GOOD, **change).check()
