"""How long the client takes to settle a pool, beside the bare transactions that do it.

Bids are written into the contract's storage, as a thousand bidders would need two thousand
transactions. Raw is the client's own calldata, sent in the same chunks by the node's own account:
what no client can be faster than. The client works the outcome out, tries each transaction first,
signs it, and waits for its receipt. Prints seconds for each thousand bidders, gas for each bidder,
and the ratio of the times.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bugmark_py.chain.deployments import Terms
from bugmark_py.chain.home import Home
from bugmark_py.chain.local import local_market
from bugmark_py.client import Bugmark, connect
from bugmark_py.model.hashing import hash_words
from bugmark_py.model.pools import Bid, Pool
from bugmark_py.pools.drafting import Draft
from bugmark_py.pools.settling import CHUNK, OutcomeClaim, outcome_claim
from bugmark_py.sealing.content import seal_content

LIMIT: Final = 10.0
_TOKEN: Final = 10**18
_WORD: Final = "0x" + 64 * "5"
_MAPPINGS: Final = range(8)
_REVEALED_BIT: Final = 96
_SETTLED_PLACE: Final = 3


def slot_of(pool: Pool, mapping: int, *keys: str) -> int:
    """Where a value of a mapping, or of a mapping in it, lies."""
    place = hash_words(pool.pool_id, mapping)
    for key in keys:
        place = hash_words(key, place)
    return int(place, 16)


def storage(bugmark: Bugmark, place: int, value: int | None = None) -> int:
    """Read a word of the contract's storage, or write it."""
    rpc, address = bugmark.connection.rpc, bugmark.deployment.pools
    if value is None:
        return int(rpc("eth_getStorageAt", address, f"0x{place:064x}", "latest"), 16)
    rpc("anvil_setStorageAt", address, f"0x{place:064x}", f"0x{value:064x}")
    return value


def filled(bugmark: Bugmark, bidders: int) -> tuple[Pool, list[Bid]]:
    """A pool under GCSOD with that many revealed bids, its coins drawn."""
    seller = bugmark.named("seller")
    draft = Draft(mechanism="gcsod", cost="100", premium_period="30d", commit_period="1h")
    made = seller.pools.create(draft.terms(seal_content(b"x"), 18, "")).pool
    mapping = next(
        each
        for each in _MAPPINGS
        if storage(bugmark, slot_of(made, each)) & (2**160 - 1) == int(made.seller, 16)
    )
    numbers = random.Random(1)  # noqa: S311
    bids = []
    for number in range(1, bidders + 1):
        bidder = f"0x{numbers.getrandbits(160):040x}"
        value = numbers.randrange(_TOKEN)
        packed = value | value << 112 | number << 224
        storage(bugmark, slot_of(made, mapping + 1, bidder), packed)
        bids.append(Bid(made.pool_id, bidder, _WORD, bidder, value, _WORD, number, value))
    place = slot_of(made, mapping) + _SETTLED_PLACE
    storage(bugmark, place, storage(bugmark, place) | bidders << _REVEALED_BIT)
    bugmark.connection.rpc("evm_increaseTime", made.reveal_end - bugmark.now())
    bugmark.connection.rpc("evm_mine")
    seller.pools.draw(made)
    return seller.pools.look(made)[1], bids


def calls(bugmark: Bugmark, pool: Pool, claim: OutcomeClaim) -> Iterator[str]:
    """The calldata of each chunk."""
    left = right = 0
    while left + right < claim.count:
        lefts, rights = claim.chunk(left, right, CHUNK)
        arguments = (pool.pool_id, claim.left, claim.right, left + right, lefts, rights)
        yield bugmark.pools.binding.encode("settle", *arguments)
        left, right = left + len(lefts), right + len(rights)


def raw(bugmark: Bugmark, prepared: list[str]) -> float:
    """Seconds that the bare transactions take."""
    rpc = bugmark.connection.rpc
    sender = rpc("eth_accounts")[0]
    start = time.perf_counter()
    for data in prepared:
        transaction = {"from": sender, "to": bugmark.deployment.pools, "data": data}
        sent = rpc("eth_sendTransaction", transaction | {"gas": hex(10**7)})
        while (receipt := rpc("eth_getTransactionReceipt", sent)) is None:
            time.sleep(0.001)
        if receipt["status"] != "0x1":
            raise SystemExit("pools: a bare transaction failed")
    return time.perf_counter() - start


def client(bugmark: Bugmark, pool: Pool, bids: list[Bid]) -> tuple[float, int]:
    """Seconds that the client takes, and gas in all."""
    pools = bugmark.named("dana").pools
    start = time.perf_counter()
    done = pools.settle(pool, bids)
    seconds = time.perf_counter() - start
    if done.pool.settlement is None:
        raise SystemExit("pools: the client did not settle")
    return seconds, sum(receipt.gas_used for receipt in done.receipts)


def main() -> int:
    """Measure and show; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bidders", type=int, default=5_000, help="how many (default: 5000)")
    parser.add_argument("--rounds", type=int, default=5, help="how many (default: 5)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--check", action="store_true", help=f"exit 1 if the ratio is over {LIMIT}")
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        with local_market(home, Terms()), connect("local", home=home.path) as bugmark:
            pool, bids = filled(bugmark, arguments.bidders)
            prepared = [*calls(bugmark, pool, outcome_claim(pool, bids))]
            bare, ours, gas = [], [], 0
            for _ in range(arguments.rounds):
                snapshot = bugmark.connection.rpc("evm_snapshot")
                bare.append(raw(bugmark, prepared))
                bugmark.connection.rpc("evm_revert", snapshot)
                snapshot = bugmark.connection.rpc("evm_snapshot")
                seconds, gas = client(bugmark, pool, bids)
                ours.append(seconds)
                bugmark.connection.rpc("evm_revert", snapshot)

    thousands = arguments.bidders / 1000
    found = {
        "bidders": arguments.bidders,
        "client_seconds_per_1000": statistics.median(ours) / thousands,
        "raw_seconds_per_1000": statistics.median(bare) / thousands,
        "gas_per_bidder": gas / arguments.bidders,
        "ratio": statistics.median(ours) / statistics.median(bare),
        "limit": LIMIT,
    }
    if arguments.json:
        print(json.dumps(found))
    else:
        print(
            f"settle {arguments.bidders} bidders: client {found['client_seconds_per_1000']:.3f} s"
            f" and bare transactions {found['raw_seconds_per_1000']:.3f} s for each thousand:"
            f" {found['ratio']:.2f} times as long (limit {LIMIT:.0f}; medians of"
            f" {arguments.rounds}); {found['gas_per_bidder']:.0f} gas a bidder"
        )
    return 1 if arguments.check and found["ratio"] > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
