"""What accounts sign about pools, against eth_account's EIP-712."""

from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import _hash_eip191_message, encode_typed_data
from hypothesis import given
from hypothesis import strategies as st

from bugmark_py.errors import InputError
from bugmark_py.sealing.messages import (
    Message,
    Pools,
    key_request,
    secret_message,
    signature_numbers,
    signed_by,
)
from tests.unit.sealing.reference import N

pytestmark = pytest.mark.unit

POOLS = Pools(chain_id=31_337, address="0x5FbDB2315678afecb367f032d93F642f64180aa3")
BETH = Account.from_key("0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d")
ADAM = Account.from_key("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")
POOL = f"0x{3:064x}"
MESSAGE = secret_message(POOLS, POOL, "bid")
SIGNATURE = bytes(BETH.sign_typed_data(*MESSAGE.parts()).signature)
UINTS = st.integers(min_value=0, max_value=2**256 - 1)
POOL_IDS = st.binary(min_size=32, max_size=32).map(lambda value: "0x" + value.hex())
ADDRESSES = st.binary(min_size=20, max_size=20).map(lambda value: "0x" + value.hex())


def expected_digest(message: Message) -> bytes:
    parts: tuple[dict[str, Any], ...] = message.parts()
    return bytes(_hash_eip191_message(encode_typed_data(*parts)))


@given(chain_id=UINTS, pools=ADDRESSES, pool_id=POOL_IDS, purpose=st.text(max_size=40))
def test_secret_messages_have_the_digest_of_eip_712(
    chain_id: int, pools: str, pool_id: str, purpose: str
) -> None:
    message = secret_message(Pools(chain_id, pools), pool_id, purpose)

    assert message.digest() == expected_digest(message)


@given(pool_id=POOL_IDS, account=ADDRESSES, challenge=st.binary(max_size=80))
def test_key_requests_have_the_digest_of_eip_712(
    pool_id: str, account: str, challenge: bytes
) -> None:
    message = key_request(POOLS, pool_id, account, challenge)

    assert message.digest() == expected_digest(message)


def test_a_signature_is_of_the_account_that_made_it_and_of_no_other() -> None:
    assert signed_by(BETH.address, MESSAGE.digest(), SIGNATURE)
    assert signed_by(BETH.address.lower(), MESSAGE.digest(), SIGNATURE)
    assert not signed_by(ADAM.address, MESSAGE.digest(), SIGNATURE)


def test_hardware_wallets_may_count_parities_from_zero() -> None:
    assert signed_by(BETH.address, MESSAGE.digest(), SIGNATURE[:-1] + bytes([SIGNATURE[-1] - 27]))


@pytest.mark.parametrize(
    "other",
    [
        secret_message(POOLS, f"0x{4:064x}", "bid"),
        secret_message(POOLS, POOL, "keys"),
        secret_message(Pools(1, POOLS.address), POOL, "bid"),
        secret_message(Pools(31_337, ADAM.address), POOL, "bid"),
        key_request(POOLS, POOL, BETH.address, b"bid"),
    ],
)
def test_a_signature_is_good_for_nothing_else(other: Message) -> None:
    assert not signed_by(BETH.address, other.digest(), SIGNATURE)


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        SIGNATURE[:-1],
        SIGNATURE + b"\0",
        SIGNATURE[:-1] + b"\x02",
        SIGNATURE[:-1] + b"\x1d",
        bytes(65),
        b"\xff" * 64 + b"\x1b",
        SIGNATURE[:32] + bytes(32) + SIGNATURE[64:],
        (5).to_bytes(32, "big") + SIGNATURE[32:],
    ],
)
def test_rubbish_is_nobodys_signature(signature: bytes) -> None:
    assert not signed_by(BETH.address, MESSAGE.digest(), signature)


def test_a_signature_and_its_mirror_image_have_the_same_numbers() -> None:
    s = N - int.from_bytes(SIGNATURE[32:64], "big")
    mirrored = SIGNATURE[:32] + s.to_bytes(32, "big") + bytes([55 - SIGNATURE[64]])

    assert signed_by(BETH.address, MESSAGE.digest(), mirrored)
    assert signature_numbers(mirrored) == signature_numbers(SIGNATURE) == SIGNATURE[:64]


@pytest.mark.parametrize(("chain_id", "address"), [(-1, POOLS.address), (1, "pools"), (1, "0x12")])
def test_what_is_no_pools_contract_is_refused(chain_id: int, address: str) -> None:
    with pytest.raises(InputError, match=r"chain id|pools contract"):
        Pools(chain_id, address)


def test_a_member_holds_what_its_type_says() -> None:
    with pytest.raises(InputError, match="type bytes cannot hold a str"):
        Message(POOLS, "KeyRequest", (("bytes", "challenge", "0x12"),)).digest()
