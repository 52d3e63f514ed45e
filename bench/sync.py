"""How fast the event store reads a chain, beside the bare `eth_getLogs` of the same blocks.

Raw is one request for each stretch of blocks that the store asks for, parsed as JSON and thrown
away: what no store can be faster than. Prints events per second and the ratio of the times.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bugmark_py.chain.deployments import Terms
from bugmark_py.chain.home import Home
from bugmark_py.chain.local import local_market
from bugmark_py.client import Bugmark, connect
from bugmark_py.indexer.store import EventStore
from bugmark_py.model.futures import Outcome
from bugmark_py.model.offers import Offer, Side

_EVENTS_AN_OFFER: Final = 2
_BATCH: Final = 40
_RANGE: Final = 2000
_ROUNDS: Final = 3
# So many newest blocks are asked for one by one.
_TIP: Final = 64


def fill(bugmark: Bugmark, events: int) -> None:
    """Let a chain say something: offers, each with the transfer into its escrow."""
    market = bugmark.market
    me = market.sender.account.address
    offers = events // _EVENTS_AN_OFFER
    market.deposit(offers)
    future = market.create_future("file:demo#1", "+14d")
    for start in range(0, offers, _BATCH):
        calls = [
            Offer(
                maker=me,
                future_id=future.future_id,
                outcome=Outcome.FIXED,
                side=Side.BUY,
                price=1000,
                units=1,
                all_or_none=False,
                expiry=future.maturation,
                salt=salt,
                epoch=0,
            ).struct()
            for salt in range(start, min(start + _BATCH, offers))
        ]
        encoded = [market.binding.encode("place", call) for call in calls]
        market.binding.send(market.sender, "multicall", encoded)
    bugmark.connection.rpc("anvil_mine", hex(_TIP))


def read_raw(bugmark: Bugmark) -> int:
    """Ask for the logs that the store reads; return how many there are."""
    connection, deployment = bugmark.connection, bugmark.deployment
    head = connection.latest_block().number
    addresses = [deployment.market, deployment.oracle, deployment.pools]
    count = 0
    for first in range(deployment.block + 1, head + 1, _RANGE):
        stretch = {"fromBlock": hex(first), "toBlock": hex(min(first + _RANGE - 1, head))}
        count += len(connection.rpc("eth_getLogs", {"address": addresses} | stretch))
    return count


def read_store(bugmark: Bugmark) -> None:
    """Read the chain into a new store."""
    with tempfile.TemporaryDirectory(prefix="bugmark-bench-") as folder:
        database = Path(folder) / "index.sqlite"
        store = EventStore(bugmark.connection, bugmark.deployment, database)
        try:
            store.sync()
        finally:
            store.close()


def median_seconds(work: Callable[[Bugmark], object], bugmark: Bugmark) -> float:
    """Return the median time of some rounds."""
    times = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        work(bugmark)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> int:
    """Measure and show; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=4000, help="how many (default: 4000)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    arguments = parser.parse_args()

    with (
        tempfile.TemporaryDirectory(prefix="bugmark-bench-") as folder,
        local_market(Home(Path(folder)), Terms()),
        connect("local", account="adam", home=folder) as bugmark,
    ):
        fill(bugmark, arguments.events)
        count = read_raw(bugmark)
        raw, store = median_seconds(read_raw, bugmark), median_seconds(read_store, bugmark)
    if arguments.json:
        document = {"events": count, "raw": raw, "store": store, "ratio": store / raw}
        print(json.dumps(document))
    else:
        print(
            f"{count:,} events: eth_getLogs {count / raw:,.0f} a second, the event store"
            f" {count / store:,.0f} a second, {store / raw:.1f} times as long"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
