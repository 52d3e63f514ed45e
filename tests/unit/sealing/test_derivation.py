"""Secrets from signatures: the same again, and different where anything differs."""

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account

from bugmark_py.errors import AccountError
from bugmark_py.sealing.content import ContentKey
from bugmark_py.sealing.curve import OneTimeKey
from bugmark_py.sealing.derivation import (
    bid_secrets,
    bid_seed,
    new_seed,
    seller_key,
    signature_seed,
)
from bugmark_py.sealing.messages import Message, Pools, secret_message
from tests.unit.sealing.reference import N

pytestmark = pytest.mark.unit

POOLS = Pools(chain_id=31_337, address="0x5FbDB2315678afecb367f032d93F642f64180aa3")
OTHER_POOLS = Pools(31_337, "0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512")
BETH = Account.from_key("0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d")
ADAM = Account.from_key("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")
POOL, OTHER_POOL = f"0x{3:064x}", f"0x{4:064x}"
GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "bid-secrets.json").read_text())
K = ContentKey(bytes(range(32)))


def sign_as_beth(message: Message) -> bytes:
    return bytes(BETH.sign_typed_data(*message.parts()).signature)


def plain_hkdf(secret: bytes, info: bytes, size: int) -> bytes:
    """RFC 5869 as it is written there."""
    pseudorandom = hmac.digest(bytes(32), secret, hashlib.sha256)
    output, block = b"", b""
    for count in range(1, size // 32 + 2):
        block = hmac.digest(pseudorandom, block + info + bytes([count]), hashlib.sha256)
        output += block
    return output[:size]


@pytest.mark.parametrize("golden", GOLDEN)
def test_the_secrets_of_golden_bids_never_change(golden: dict[str, Any]) -> None:
    account = Account.from_key(golden["accountKey"])
    signatures: list[bytes] = []

    def sign(message: Message) -> bytes:
        signatures.append(bytes(account.sign_typed_data(*message.parts()).signature))
        return signatures[-1]

    pools = Pools(golden["chainId"], golden["verifyingContract"])
    secrets = bid_secrets(bid_seed(sign, account.address, pools, golden["poolId"]))

    # Whoever has a bid open under an older version has to find the same again, in a browser too.
    assert "0x" + signatures[0].hex() == golden["signature"]
    assert secrets.salt == golden["salt"]
    assert f"0x{secrets.key.number:064x}" == golden["key"]


def test_an_account_has_the_same_secrets_each_time() -> None:
    first = bid_secrets(bid_seed(sign_as_beth, BETH.address, POOLS, POOL))
    second = bid_secrets(bid_seed(sign_as_beth, BETH.address, POOLS, POOL))

    assert first == second


def test_the_secrets_are_those_of_the_documented_derivation() -> None:
    signature = sign_as_beth(secret_message(POOLS, POOL, "bid"))

    secrets = bid_secrets(bid_seed(sign_as_beth, BETH.address, POOLS, POOL))

    salt = plain_hkdf(signature[:64], b"bugmark/1/bid/salt", 32)
    number = int.from_bytes(plain_hkdf(signature[:64], b"bugmark/1/bid/key", 48), "big")
    assert secrets.salt == "0x" + salt.hex()
    assert secrets.key.number == number % (N - 1) + 1


def test_no_two_accounts_pools_contracts_or_chains_share_a_secret() -> None:
    def adam(message: Message) -> bytes:
        return bytes(ADAM.sign_typed_data(*message.parts()).signature)

    seeds = [
        bid_seed(sign_as_beth, BETH.address, POOLS, POOL),
        bid_seed(sign_as_beth, BETH.address, POOLS, OTHER_POOL),
        bid_seed(sign_as_beth, BETH.address, OTHER_POOLS, POOL),
        bid_seed(sign_as_beth, BETH.address, Pools(1, POOLS.address), POOL),
        bid_seed(adam, ADAM.address, POOLS, POOL),
        signature_seed(sign_as_beth, BETH.address, secret_message(POOLS, POOL, "keys")),
        new_seed(),
        new_seed(),
    ]

    secrets = [bid_secrets(seed) for seed in seeds]
    assert len({each.salt for each in secrets}) == len(seeds)
    assert len({each.key for each in secrets}) == len(seeds)


def test_a_wallet_that_counts_parities_from_zero_has_the_same_secrets() -> None:
    def from_zero(message: Message) -> bytes:
        signature = sign_as_beth(message)
        return signature[:64] + bytes([signature[64] - 27])

    assert bid_seed(from_zero, BETH.address, POOLS, POOL) == bid_seed(
        sign_as_beth, BETH.address, POOLS, POOL
    )


def test_signatures_that_do_not_repeat_are_refused_before_anything_depends_on_them() -> None:
    nonces = iter([7, 8])

    def randomised(message: Message) -> bytes:
        return ecdsa(int(BETH.key.hex(), 16), message.digest(), next(nonces))

    with pytest.raises(AccountError, match=r"differently each time.*encrypted file"):
        bid_seed(randomised, BETH.address, POOLS, POOL)


@pytest.mark.parametrize("signature", [b"", bytes(65), b"\x01" * 130])
def test_the_signature_of_a_contract_is_no_seed(signature: bytes) -> None:
    with pytest.raises(AccountError, match=r"none of a key of its own.*encrypted file"):
        bid_seed(lambda _: signature, BETH.address, POOLS, POOL)


def test_another_accounts_signature_is_no_seed() -> None:
    with pytest.raises(AccountError, match="none of a key of its own"):
        bid_seed(sign_as_beth, ADAM.address, POOLS, POOL)


def test_the_seller_makes_the_same_ephemeral_key_again_and_another_in_each_pool() -> None:
    keys = [
        seller_key(K, POOLS, POOL),
        seller_key(K, POOLS, OTHER_POOL),
        seller_key(K, OTHER_POOLS, POOL),
        seller_key(K, Pools(1, POOLS.address), POOL),
        seller_key(ContentKey(bytes(32)), POOLS, POOL),
    ]

    assert seller_key(K, POOLS, POOL) == keys[0]
    assert len(set(keys)) == len(keys)
    for key in keys:
        key.ephemeral_point.check()


def test_the_sellers_key_is_that_of_the_documented_derivation() -> None:
    words = [31_337, int(POOLS.address, 16), 3, 1]
    info = b"bugmark/1/ephemeral" + b"".join(number.to_bytes(32, "big") for number in words)

    number = int.from_bytes(plain_hkdf(K.value, info, 48), "big") % (N - 1) + 1

    assert seller_key(K, POOLS, POOL) == OneTimeKey(number)


def test_seeds_of_files_are_as_long_as_keys_and_never_the_same() -> None:
    seeds = {new_seed() for _ in range(20)}

    assert len(seeds) == 20
    assert {len(seed) for seed in seeds} == {32}


def ecdsa(key: int, digest: bytes, nonce: int) -> bytes:
    """ECDSA by hand, with a nonce of one's own choice."""
    point = OneTimeKey(nonce).public_key
    s = pow(nonce, -1, N) * (int.from_bytes(digest, "big") + point.x * key) % N
    parity = point.y & 1
    if s > N // 2:
        s, parity = N - s, 1 - parity
    return point.x.to_bytes(32, "big") + s.to_bytes(32, "big") + bytes([27 + parity])
