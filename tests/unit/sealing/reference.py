"""The same mathematics by OpenSSL, eth_abi and eth_keys, none of which the package uses for it."""

from cryptography.hazmat.primitives.asymmetric import ec
from eth_abi.abi import encode
from eth_keys.backends.native.main import NativeECCBackend
from eth_keys.datatypes import Signature
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

N = 115792089237316195423570985008687907852837564279074904382605163141518161494337
P = 115792089237316195423570985008687907853269984665640564039457584007908834671663

Point = tuple[int, int]


def keys(count: int, whose: str = "bidder") -> list[int]:
    """Keys from all over the range, the same each time."""
    return [
        int.from_bytes(keccak(f"{whose} {number}".encode()), "big") % N for number in range(count)
    ]


def openssl_multiple(number: int) -> Point:
    """A multiple of the generator, by OpenSSL."""
    numbers = ec.derive_private_key(number, ec.SECP256K1()).public_key().public_numbers()
    return numbers.x, numbers.y


def address(point: Point) -> str:
    x, y = point
    return to_checksum_address(keccak(x.to_bytes(32, "big") + y.to_bytes(32, "big"))[12:])


def ecrecover(digest: bytes, v: int, r: int, s: int) -> str | None:
    """Ethereum's precompile, in plain Python."""
    try:
        signature = Signature(vrs=(v - 27, r, s))
        public = NativeECCBackend().ecdsa_recover(digest, signature)
    except Exception:  # noqa: BLE001 - it says in many ways that there is no signer
        return None
    return public.to_checksum_address()


def masked(value: bytes, shared: str, pool_id: str, bidder: str) -> bytes:
    """What turns a key into a word, and a word into a key."""
    mask = keccak(
        encode(["address", "bytes32", "address"], [shared, bytes.fromhex(pool_id[2:]), bidder])
    )
    return bytes(a ^ b for a, b in zip(value, mask, strict=True))
