"""Write tests/golden/offers.json: offers with the EIP-712 hashes that eth_account gives them.

The contracts' tests and the package's compare their own hashes with these, which neither computed.
"""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak

PATH = Path(__file__).parent.parent / "tests" / "golden" / "offers.json"

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

ADAM = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
BETH = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
MARKET = "0xCf7Ed3AccA5a467e9e704C703E8D87F634fB0Fc9"
OTHER_MARKET = "0x5FbDB2315678afecb367f032d93F642f64180aa3"
FUTURE = "0x" + keccak(text="a future").hex()


@dataclass(frozen=True)
class Offer:
    """An offer under the names of its EIP-712 type."""

    maker: str
    futureId: str  # noqa: N815 - the name in the type
    outcome: int
    side: int
    price: int
    units: int
    allOrNone: bool  # noqa: N815 - the name in the type
    expiry: int
    salt: int
    epoch: int


BASE = Offer(
    maker=ADAM,
    futureId=FUTURE,
    outcome=1,
    side=0,
    price=8000,
    units=200,
    allOrNone=False,
    expiry=1_800_000_000,
    salt=1,
    epoch=0,
)
# The most that every member holds.
MOST = Offer(
    maker="0xFFfFfFffFFfffFFfFFfFFFFFffFFFffffFfFFFfF",
    futureId="0x" + "ff" * 32,
    outcome=1,
    side=1,
    price=2**16 - 1,
    units=2**128 - 1,
    allOrNone=True,
    expiry=2**40 - 1,
    salt=2**64 - 1,
    epoch=2**32 - 1,
)
# The least, which no market would place.
LEAST = Offer(
    maker="0x" + "00" * 20,
    futureId="0x" + "00" * 32,
    outcome=0,
    side=0,
    price=0,
    units=0,
    allOrNone=False,
    expiry=0,
    salt=0,
    epoch=0,
)

OFFERS = [
    (31337, MARKET, BASE),
    (31337, OTHER_MARKET, BASE),
    (1, MARKET, BASE),
    (31337, MARKET, replace(BASE, maker=BETH, outcome=0, side=1, price=4000)),
    (31337, MARKET, replace(BASE, outcome=0, price=1, units=1, allOrNone=True, expiry=1, epoch=7)),
    # Beyond what a double holds exactly.
    (31337, MARKET, replace(BASE, side=1, price=9999, units=2**53 + 1, salt=2**53 + 1)),
    (1, MARKET, LEAST),
    (2**63 - 1, OTHER_MARKET, MOST),
]


def typed_hash(chain_id: int, market: str, offer: Offer) -> str:
    """Hash an offer as EIP-712 typed data for the market at an address of a chain."""
    domain = {
        "name": "Bugmark IssueMarket",
        "version": "1",
        "chainId": chain_id,
        "verifyingContract": market,
    }
    signable = encode_typed_data(domain, TYPES, asdict(offer))
    return "0x" + keccak(b"\x19" + signable.version + signable.header + signable.body).hex()


def vector(chain_id: int, market: str, offer: Offer) -> dict[str, object]:
    """Put an offer and its hash as JSON; numbers as decimal strings, which no reader rounds."""
    return {
        "chainId": str(chain_id),
        "verifyingContract": market,
        "offer": {
            name: value if isinstance(value, bool | str) else str(value)
            for name, value in asdict(offer).items()
        },
        "hash": typed_hash(chain_id, market, offer),
    }


def main() -> None:
    """Write the file."""
    PATH.parent.mkdir(parents=True, exist_ok=True)
    PATH.write_text(json.dumps([vector(*offer) for offer in OFFERS], indent=2) + "\n")
    print(f"{PATH.name}: {len(OFFERS)} offers")


if __name__ == "__main__":
    main()
