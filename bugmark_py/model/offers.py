"""Offers and their EIP-712 hash, by which the market knows them."""

from dataclasses import dataclass
from enum import IntEnum

from bugmark_py.errors import InputError
from bugmark_py.model.amounts import PRICE_ONE, cost
from bugmark_py.model.futures import Outcome
from bugmark_py.model.hashing import ADDRESS, WORD, check_hex, hash_words, keccak_hex

_OFFER_TYPE = (
    "Offer(address maker,bytes32 futureId,uint8 outcome,uint8 side,uint16 price,uint128 units,"
    "bool allOrNone,uint40 expiry,uint64 salt,uint32 epoch)"
)
_DOMAIN_TYPE = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
_NAME = "Bugmark IssueMarket"
_VERSION = "1"
_BITS = {"price": 16, "units": 128, "expiry": 40, "salt": 64, "epoch": 32}


class Side(IntEnum):
    """What a maker wants to do with the named outcome, numbered as in the contracts."""

    BUY = 0
    SELL = 1


@dataclass(frozen=True)
class Offer:
    """A maker's offer. Its content travels in events and calldata; the chain keeps only its hash.

    Attributes:
        maker: checksummed address of who offers.
        future_id: the future it trades.
        outcome: what is bought or sold.
        side: BUY escrows collateral, SELL the units themselves.
        price: of one unit of the named outcome, in basis points, 1..9999.
        units: whole units, 1..2^128 - 1.
        all_or_none: whether it only fills whole.
        expiry: unix seconds from which it no longer fills.
        salt: tells apart offers that are otherwise the same, 0..2^64 - 1.
        epoch: the maker's epoch for which it is valid.

    Raises:
        InputError: the contract's struct cannot hold it. Whether it can be placed is the market's
            to say.
    """

    maker: str
    future_id: str
    outcome: Outcome
    side: Side
    price: int
    units: int
    all_or_none: bool
    expiry: int
    salt: int
    epoch: int

    def __post_init__(self) -> None:
        check_hex(self.maker, ADDRESS, "maker")
        check_hex(self.future_id, WORD, "future")
        for name, bits in _BITS.items():
            if not 0 <= getattr(self, name) < 2**bits:
                raise InputError(f"{name} of an offer does not fit: it is 0 to 2^{bits} - 1")

    def struct(self) -> tuple[str, str, int, int, int, int, bool, int, int, int]:
        """The members in the order of the contract's struct."""
        return (
            self.maker,
            self.future_id,
            int(self.outcome),
            int(self.side),
            self.price,
            self.units,
            self.all_or_none,
            self.expiry,
            self.salt,
            self.epoch,
        )

    def offer_id(self, chain_id: int, market: str) -> str:
        """Hash of EIP-712 typed data for the market at an address of a chain."""
        members = hash_words(keccak_hex(_OFFER_TYPE.encode()), *self.struct())
        separator = domain_separator(chain_id, market)
        return keccak_hex(b"\x19\x01" + bytes.fromhex(separator[2:]) + bytes.fromhex(members[2:]))

    def maker_cost(self, units: int, unit: int) -> int:
        """What the maker of a BUY pays for `units`, and that of a SELL is paid, in base units."""
        return cost(units, self.price, unit)

    def other_cost(self, units: int, unit: int) -> int:
        """What `units` of the other outcome cost at one minus the price, in base units."""
        return cost(units, PRICE_ONE - self.price, unit)


def domain_separator(chain_id: int, market: str) -> str:
    """EIP-712 domain separator of the market at an address of a chain."""
    return hash_words(
        keccak_hex(_DOMAIN_TYPE.encode()),
        keccak_hex(_NAME.encode()),
        keccak_hex(_VERSION.encode()),
        chain_id,
        market,
    )
