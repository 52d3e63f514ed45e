"""Offers: the EIP-712 hash against golden vectors and against an independent implementation.

The contract's own tests hash the same golden vectors.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from bugmark_py.errors import InputError
from bugmark_py.model.futures import Outcome
from bugmark_py.model.offers import Offer, Side, domain_separator

pytestmark = pytest.mark.unit

TOKEN = 10**18
MARKET = "0xCf7Ed3AccA5a467e9e704C703E8D87F634fB0Fc9"
GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "offers.json").read_text())
TYPES = {
    "Offer": [
        {"name": "maker", "type": "address"},
        {"name": "futureId", "type": "bytes32"},
        {"name": "outcome", "type": "uint8"},
        {"name": "side", "type": "uint8"},
        {"name": "price", "type": "uint16"},
        {"name": "units", "type": "uint128"},
        {"name": "allOrNone", "type": "bool"},
        {"name": "expiry", "type": "uint40"},
        {"name": "salt", "type": "uint64"},
        {"name": "epoch", "type": "uint32"},
    ]
}
OFFER = Offer(
    maker="0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
    future_id="0x5e945fba3b5c8bd9a986d3df8ad71c03c07c28a4eb829125e38398dbb8c875af",
    outcome=Outcome.UNFIXED,
    side=Side.BUY,
    price=8_000,
    units=200,
    all_or_none=False,
    expiry=1_800_000_000,
    salt=1,
    epoch=0,
)

addresses = st.binary(min_size=20, max_size=20).map(lambda raw: "0x" + raw.hex())
offers = st.builds(
    Offer,
    maker=addresses,
    future_id=st.binary(min_size=32, max_size=32).map(lambda raw: "0x" + raw.hex()),
    outcome=st.sampled_from(Outcome),
    side=st.sampled_from(Side),
    price=st.integers(0, 2**16 - 1),
    units=st.integers(0, 2**128 - 1),
    all_or_none=st.booleans(),
    expiry=st.integers(0, 2**40 - 1),
    salt=st.integers(0, 2**64 - 1),
    epoch=st.integers(0, 2**32 - 1),
)


def typed_data_hash(offer: Offer, chain_id: int, market: str) -> str:
    """The hash by eth_account, which knows nothing of our encoder."""
    names = [member["name"] for member in TYPES["Offer"]]
    message: dict[str, Any] = dict(zip(names, offer.struct(), strict=True))
    message["futureId"] = bytes.fromhex(offer.future_id[2:])
    signable = encode_typed_data(
        domain_data={
            "name": "Bugmark IssueMarket",
            "version": "1",
            "chainId": chain_id,
            "verifyingContract": market,
        },
        message_types=TYPES,
        message_data=message,
    )
    return "0x" + keccak(b"\x19" + signable.version + signable.header + signable.body).hex()


def golden_offer(vector: dict[str, Any]) -> Offer:
    members = vector["offer"]
    return Offer(
        maker=members["maker"],
        future_id=members["futureId"],
        outcome=Outcome(int(members["outcome"])),
        side=Side(int(members["side"])),
        price=int(members["price"]),
        units=int(members["units"]),
        all_or_none=members["allOrNone"],
        expiry=int(members["expiry"]),
        salt=int(members["salt"]),
        epoch=int(members["epoch"]),
    )


@pytest.mark.parametrize("vector", GOLDEN, ids=lambda vector: vector["hash"][:10])
def test_an_offer_hashes_to_its_golden_vector(vector: dict[str, Any]) -> None:
    offer = golden_offer(vector)

    hashed = offer.offer_id(int(vector["chainId"]), vector["verifyingContract"])

    assert hashed == vector["hash"]


@pytest.mark.parametrize("vector", GOLDEN, ids=lambda vector: vector["hash"][:10])
def test_the_golden_vectors_are_typed_data_to_others_too(vector: dict[str, Any]) -> None:
    offer = golden_offer(vector)

    hashed = typed_data_hash(offer, int(vector["chainId"]), vector["verifyingContract"])

    assert hashed == vector["hash"]


def test_the_golden_vectors_cover_both_outcomes_both_sides_and_the_largest_of_everything() -> None:
    found = [golden_offer(vector) for vector in GOLDEN]

    assert {(offer.outcome, offer.side) for offer in found} == {
        (outcome, side) for outcome in Outcome for side in Side
    }
    assert {offer.all_or_none for offer in found} == {True, False}
    assert max(offer.units for offer in found) == 2**128 - 1
    assert max(offer.expiry for offer in found) == 2**40 - 1
    assert max(offer.salt for offer in found) == 2**64 - 1
    assert max(offer.epoch for offer in found) == 2**32 - 1


@given(offers, st.integers(1, 2**63 - 1), addresses)
def test_every_offer_hashes_as_typed_data_does(offer: Offer, chain_id: int, market: str) -> None:
    assert offer.offer_id(chain_id, market) == typed_data_hash(offer, chain_id, market)


@pytest.mark.parametrize(
    "change",
    [
        {"maker": "0x" + 40 * "1"},
        {"future_id": "0x" + 64 * "1"},
        {"outcome": Outcome.FIXED},
        {"side": Side.SELL},
        {"price": 8_001},
        {"units": 201},
        {"all_or_none": True},
        {"expiry": 1_800_000_001},
        {"salt": 2},
        {"epoch": 1},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_member_of_an_offer_changes_its_hash(change: dict[str, Any]) -> None:
    assert replace(OFFER, **change).offer_id(1, MARKET) != OFFER.offer_id(1, MARKET)


def test_an_offer_is_another_one_on_another_chain_or_market() -> None:
    ids = {OFFER.offer_id(1, MARKET), OFFER.offer_id(2, MARKET), OFFER.offer_id(1, OFFER.maker)}

    assert len(ids) == 3
    assert domain_separator(1, MARKET) != domain_separator(2, MARKET)


def test_the_case_of_an_address_does_not_change_the_hash() -> None:
    lower = replace(OFFER, maker=OFFER.maker.lower())

    assert lower.offer_id(1, MARKET.lower()) == OFFER.offer_id(1, MARKET)


@pytest.mark.parametrize(
    ("name", "bits"), [("price", 16), ("units", 128), ("expiry", 40), ("salt", 64), ("epoch", 32)]
)
def test_what_the_struct_cannot_hold_is_refused_before_it_is_hashed(name: str, bits: int) -> None:
    largest: dict[str, Any] = {name: 2**bits - 1}

    for value in (-1, 2**bits, 2**256):
        with pytest.raises(InputError, match=f"{name} of an offer does not fit"):
            replace(OFFER, **(largest | {name: value}))

    assert getattr(replace(OFFER, **largest), name) == 2**bits - 1


@pytest.mark.parametrize("maker", ["", "adam", "0x1", OFFER.maker[:-1], OFFER.maker[2:], None])
def test_a_maker_that_is_no_address_is_refused(maker: Any) -> None:
    with pytest.raises(InputError, match=r"maker .* does not fit: write 0x and 40 hex digits"):
        replace(OFFER, maker=maker)


@pytest.mark.parametrize("future_id", ["", "0x5e945f", OFFER.future_id + "0", "0x" + 64 * "g"])
def test_a_future_that_is_no_whole_identifier_is_refused(future_id: str) -> None:
    with pytest.raises(InputError, match=r"future .* does not fit: write 0x and 64 hex digits"):
        replace(OFFER, future_id=future_id)


def test_the_maker_pays_the_price_and_the_other_side_the_rest() -> None:
    assert OFFER.maker_cost(200, TOKEN) == 160 * TOKEN
    assert OFFER.other_cost(200, TOKEN) == 40 * TOKEN
    assert OFFER.maker_cost(1, 20_000) == 16_000
    assert OFFER.other_cost(1, 20_000) == 4_000


@given(offers.filter(lambda offer: 0 < offer.price < 10_000), st.integers(1, 10**20))
def test_the_costs_of_both_sides_make_whole_units(offer: Offer, size: int) -> None:
    unit = 20_000 * size

    both = offer.maker_cost(offer.units, unit) + offer.other_cost(offer.units, unit)

    assert both == offer.units * unit
