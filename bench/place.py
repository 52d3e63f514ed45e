"""Placing offers through the client, beside the same signed transactions sent raw.

Raw is `eth_sendRawTransaction` and the receipt awaited, one after the other over one HTTP
connection:
what no client can be faster than. Prints the ratio of the medians of rounds; the limit is 1.5.
"""

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import requests

from bugmark_py.chain.deployments import Terms
from bugmark_py.chain.home import Home
from bugmark_py.chain.local import local_market
from bugmark_py.client import Bugmark, connect
from bugmark_py.model.futures import Future, Outcome
from bugmark_py.model.offers import Offer, Side

LIMIT = 1.5
PAUSE = 0.002
GAS = 200_000
FEE = 10**10
TIP = 10**9


def client_seconds(bugmark: Bugmark, future: Future, count: int) -> float:
    """Return the seconds that placing offers through the client takes."""
    start = time.perf_counter()
    for _ in range(count):
        bugmark.market.buy(future, "unfixed", units=1, price="0.80")
    return time.perf_counter() - start


def signed(bugmark: Bugmark, future: Future, count: int, salt: int) -> list[str]:
    """Return as many transactions that place offers, signed and not sent."""
    me = bugmark.market.sender.account
    nonce = int(bugmark.connection.rpc("eth_getTransactionCount", me.address, "latest"), 16)
    raw = []
    for index in range(count):
        offer = Offer(
            maker=me.address,
            future_id=future.future_id,
            outcome=Outcome.UNFIXED,
            side=Side.BUY,
            price=8000,
            units=1,
            all_or_none=False,
            expiry=future.maturation,
            salt=salt + index,
            epoch=0,
        )
        transaction = me.signer.sign_transaction(
            {
                "type": 2,
                "chainId": bugmark.connection.chain_id,
                "nonce": nonce + index,
                "gas": GAS,
                "maxFeePerGas": FEE,
                "maxPriorityFeePerGas": TIP,
                "value": 0,
                "to": bugmark.deployment.market,
                "data": bugmark.market.binding.encode("place", offer.struct()),
            }
        )
        raw.append("0x" + transaction.raw_transaction.hex())
    return raw


def raw_seconds(url: str, transactions: list[str]) -> float:
    """Return the seconds that sending them and awaiting each receipt takes."""
    session = requests.Session()
    session.trust_env = False

    def ask(method: str, parameter: str) -> Any:  # noqa: ANN401
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": [parameter]}
        return session.post(url, json=body, timeout=10).json()["result"]

    start = time.perf_counter()
    for transaction in transactions:
        sent = ask("eth_sendRawTransaction", transaction)
        while (receipt := ask("eth_getTransactionReceipt", sent)) is None:
            time.sleep(PAUSE)
        if receipt["status"] != "0x1":
            raise SystemExit("place: a raw transaction failed")
    return time.perf_counter() - start


def main() -> None:
    """Print seconds and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offers", type=int, default=200, help="in all, each way")
    parser.add_argument("--rounds", type=int, default=5, help="in turn, client and raw")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    each = arguments.offers // arguments.rounds

    client, raw = [], []
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        with (
            local_market(home, Terms()),
            connect("local", account="adam", home=folder) as bugmark,
        ):
            future = bugmark.market.create_future("file:demo#1", "+14d")
            bugmark.market.deposit(str(2 * arguments.offers))
            client_seconds(bugmark, future, 3)
            for turn in range(arguments.rounds):
                client.append(client_seconds(bugmark, future, each))
                transactions = signed(bugmark, future, each, turn * each)
                raw.append(raw_seconds(bugmark.connection.endpoint, transactions))

    ratio = statistics.median(a / b for a, b in zip(client, raw, strict=True))
    result = {
        "offers": each * arguments.rounds,
        "client_ms": round(1000 * statistics.median(client) / each, 2),
        "raw_ms": round(1000 * statistics.median(raw) / each, 2),
        "ratio": round(ratio, 2),
        "limit": LIMIT,
    }
    if arguments.json:
        print(json.dumps(result))
    else:
        print(
            f"placing an offer: client {result['client_ms']} ms, raw {result['raw_ms']} ms,"
            f" ratio {result['ratio']} (limit {LIMIT})"
        )


if __name__ == "__main__":
    main()
