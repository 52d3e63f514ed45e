"""What accounts sign about pools: typed data of EIP-712, for the pools contract of one chain."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from eth_hash.auto import keccak

from bugmark_py.errors import InputError
from bugmark_py.model.hashing import ADDRESS, WORD, check_hex, hash_words, keccak_hex, word
from bugmark_py.sealing.curve import ORDER, recover

_DOMAIN_TYPE: Final = (
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
)
_NAME: Final = "Bugmark CostSharingPools"
_VERSION: Final = "1"
_SIGNATURE: Final = 2 * WORD + 1
_ODD: Final = {0: False, 1: True, 27: False, 28: True}

Value = str | bytes


@dataclass(frozen=True)
class Pools:
    """The pools contract of one chain.

    Attributes:
        chain_id: the chain's id.
        address: the contract's checksummed address.
    """

    chain_id: int
    address: str

    def __post_init__(self) -> None:
        check_hex(self.address, ADDRESS, "pools contract")
        if not 0 <= self.chain_id < 2 ** (8 * WORD):
            raise InputError(f"chain id {self.chain_id} cannot be: it is 0 to 2^256 - 1")


@dataclass(frozen=True)
class Message:
    """Typed data for the pools contract.

    Attributes:
        pools: whom it is for.
        name: of its type.
        fields: type, name and value of each member, in order. The types are `bytes32` and `address`
            (0x-hex), `string` and `bytes`.
    """

    pools: Pools
    name: str
    fields: tuple[tuple[str, str, Value], ...]

    def parts(self) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        """Domain, types and values, as `sign_typed_data` of a signer takes them."""
        domain = {
            "name": _NAME,
            "version": _VERSION,
            "chainId": self.pools.chain_id,
            "verifyingContract": self.pools.address,
        }
        types = {self.name: [{"name": name, "type": kind} for kind, name, _ in self.fields]}
        return domain, types, {name: value for _, name, value in self.fields}

    def digest(self) -> bytes:
        """The 32 bytes that are signed."""
        separator = hash_words(
            keccak_hex(_DOMAIN_TYPE.encode()),
            keccak_hex(_NAME.encode()),
            keccak_hex(_VERSION.encode()),
            self.pools.chain_id,
            self.pools.address,
        )
        members = ",".join(f"{kind} {name}" for kind, name, _ in self.fields)
        words = [word(keccak_hex(f"{self.name}({members})".encode()))]
        words += [_encoded(kind, value) for kind, _, value in self.fields]
        return keccak(b"\x19\x01" + bytes.fromhex(separator[2:]) + keccak(b"".join(words)))


Sign = Callable[[Message], bytes]
"""Signs a message as one account: 65 bytes, r, s and v, unless a contract gives it its meaning."""


def secret_message(pools: Pools, pool_id: str, purpose: str) -> Message:
    """What an account signs for itself alone, to make secrets of the signature.

    Args:
        pools: the contract.
        pool_id: 0x-hex, the pool that the secrets are for.
        purpose: what they are for, such as `bid`.
    """
    return Message(
        pools, "Secret", (("bytes32", "poolId", pool_id), ("string", "purpose", purpose))
    )


def key_request(pools: Pools, pool_id: str, account: str, challenge: bytes) -> Message:
    """What a bidder signs to be given the key by the seller's delivery service.

    Args:
        pools: the contract.
        pool_id: 0x-hex.
        account: checksummed address of the bidder.
        challenge: as the service gave it.
    """
    return Message(
        pools,
        "KeyRequest",
        (
            ("bytes32", "poolId", pool_id),
            ("address", "account", account),
            ("bytes", "challenge", challenge),
        ),
    )


def signed_by(account: str, digest: bytes, signature: bytes) -> bool:
    """Whether an account's own key signed; a contract's signature is for the contract to judge."""
    if len(signature) != _SIGNATURE or signature[-1] not in _ODD:
        return False
    signer = recover(digest, signature[:-1], odd=_ODD[signature[-1]])
    return signer is not None and signer.lower() == account.lower()


def signature_numbers(signature: bytes) -> bytes:
    """What is the same in every form in which wallets give one signature: r, and the lower s."""
    s = int.from_bytes(signature[WORD : 2 * WORD], "big")
    return signature[:WORD] + min(s, ORDER - s).to_bytes(WORD, "big")


def _encoded(kind: str, value: Value) -> bytes:
    match kind, value:
        case "bytes32", str(identifier):
            return word(check_hex(identifier, WORD, "pool"))
        case "address", str(address):
            return word(check_hex(address, ADDRESS, "account"))
        case "string", str(text):
            return keccak(text.encode())
        case "bytes", bytes(data):
            return keccak(data)
        case _:
            raise InputError(f"a member of type {kind} cannot hold a {type(value).__name__}")
