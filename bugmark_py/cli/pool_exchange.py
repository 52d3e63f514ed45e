"""Cost-sharing pools once the outcome stands: deliver, open, ask, complain, publish, serve."""

import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bugmark_py.cli.run import Command, Run, pass_run
from bugmark_py.cli.show import money, names, short
from bugmark_py.errors import InputError, RefusedError
from bugmark_py.model.times import format_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bugmark_py.chain.transactions import Receipt
    from bugmark_py.cli.documents.pools import (
        DeliveredDocument,
        OpenedDocument,
        PoolActDocument,
        PoolServeReadyDocument,
        ServedDocument,
    )
    from bugmark_py.client import Bugmark
    from bugmark_py.model.pools import Pool
    from bugmark_py.sealing.content import ContentKey

_LAST_PORT: Final = 65_535


@click.command(cls=Command)
@click.argument("identifier", metavar="POOL")
@pass_run
def deliver(run: Run, identifier: str) -> None:
    """As the seller, deliver the key to all who pay, and to who has asked for it on chain.

    Each gets a word that only they can open. Whoever has one already is left alone.
    """
    from bugmark_py.delivery.stock import Stock  # noqa: PLC0415

    bugmark = run.bugmark
    pool = bugmark.book.pool(identifier)
    done = bugmark.pools.deliver(pool, Stock(bugmark).key(pool), bugmark.book.bids(pool))
    known = names(bugmark)
    document: DeliveredDocument = {
        "pool": pool.pool_id,
        "bidders": [known.get(each, each) for each in done.bidders],
        "tx": [receipt.transaction for receipt in done.receipts],
    }
    told = f"delivered to {len(done.bidders)} bidders" if done.bidders else "nobody waits for it"
    run.emit(document, told)


@click.command("open", cls=Command)
@click.argument("identifier", metavar="POOL")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    required=True,
    help="Where to write it; never over a file that is there.",
)
@click.option("--uri", metavar="URI", help="Where the ciphertext is, if not where the pool says.")
@pass_run
def open_(run: Run, identifier: str, *, out: Path, uri: str | None) -> None:
    """Get what a pool sold: fetch, check, decrypt, and write it.

    The key is the one that was published, or delivered to the account on chain, or that the
    seller's service hands out from the account's own deadline on.
    """
    from bugmark_py.delivery.opening import open_pool  # noqa: PLC0415

    bugmark = run.bugmark
    if out.exists():
        raise InputError(f"{out} is there: name another file")
    pool = bugmark.book.pool(identifier)
    opened = open_pool(bugmark, pool, uri=uri)
    with out.open("xb") as file:
        file.write(opened.content)
    document: OpenedDocument = {
        "pool": pool.pool_id,
        "file": str(out),
        "bytes": len(opened.content),
        "key": opened.source.value,
    }
    run.emit(
        document,
        f"{len(opened.content)} bytes of pool {short(pool.pool_id)} are in {out}; the key was"
        f" {_FROM[opened.source.value]}",
    )


@click.command(cls=Command)
@click.argument("identifier", metavar="POOL")
@pass_run
def request(run: Run, identifier: str) -> None:
    """Ask for the key on chain, as a bidder who pays nothing and was not served in time.

    The fee is the seller's for answering; unanswered, `bugmark pool complain` gets it back and a
    part of the seller's bond.
    """
    bugmark = run.bugmark
    pool = bugmark.book.pool(identifier)
    receipt = bugmark.pools.request(pool)
    asked = bugmark.book.bid(pool, bugmark.address())
    until = pool.answer_end(asked) if asked is not None else None
    told = f"asked for the key, with {money(bugmark, pool.terms.request_fee)}"
    _acted(run, pool, receipt, f"{told}; the seller answers by {format_time(until or 0)}")


@click.command(cls=Command)
@click.argument("identifier", metavar="POOL")
@pass_run
def complain(run: Run, identifier: str) -> None:
    """Prove that the account was delivered rubbish, or that its request was not answered.

    Judged here first, as the contract would: a complaint that it would refuse is never sent, as it
    would publish the key.
    """
    bugmark = run.bugmark
    pool = bugmark.book.pool(identifier)
    receipt = bugmark.pools.complain(pool, bugmark.own_bid(pool))
    _acted(run, pool, receipt, "the complaint is upheld; `bugmark pool claim` gets the money")


@click.command(cls=Command)
@click.argument("identifier", metavar="POOL")
@pass_run
def publish(run: Run, identifier: str) -> None:
    """Publish the key for everybody, from the last deadline on. Whoever has it may."""
    bugmark = run.bugmark
    pool = bugmark.book.pool(identifier)
    receipt = bugmark.pools.publish(pool, _key(bugmark, pool))
    _acted(run, pool, receipt, f"the key of pool {short(pool.pool_id)} is out")


@click.command(cls=Command)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, _LAST_PORT),
    default=8547,
    show_default=True,
    metavar="PORT",
    help="Port to listen on; 0: any.",
)
@click.option(
    "--trusted-proxy",
    metavar="ADDRESS",
    help="Reverse proxy whose word on who the client is counts.",
)
@pass_run
def serve(run: Run, *, host: str, port: int, trusted_proxy: str | None) -> None:
    """Serve what the account sells until stopped (Ctrl-C).

    Ciphertexts for everybody; the key of a pool for each bidder from their own deadline on, against
    a signature of theirs.
    """
    from bugmark_py.delivery.book_facts import BookFacts  # noqa: PLC0415
    from bugmark_py.delivery.server import Connections, serving  # noqa: PLC0415
    from bugmark_py.delivery.service import DeliveryService  # noqa: PLC0415
    from bugmark_py.delivery.stock import Stock  # noqa: PLC0415

    bugmark = run.bugmark
    stock = Stock(bugmark)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())

    def told(line: str) -> None:
        document: ServedDocument = {"served": line}
        run.emit(document, line)

    facts = BookFacts(bugmark)
    service = DeliveryService(facts, stock.ciphertexts, stock.keys, told=told)
    mine = bugmark.book.pools(seller=bugmark.address())
    connections = Connections(trusted_proxy=trusted_proxy)
    with serving(service, host=host, port=port, connections=connections) as url:
        name = bugmark.pools.sender.account.name
        document: PoolServeReadyDocument = {
            "ready": True,
            "url": url,
            "seller": name,
            "pools": [pool.pool_id for pool in mine],
        }
        run.emit(document, f"ready: {url} serves what {name} sells, {len(mine)} pools so far")
        while not stop.wait(1):
            pass
    run.say("stopped")


EXCHANGE: "Final[Sequence[click.Command]]" = (deliver, open_, request, complain, publish, serve)
"""The commands of this module."""

_FROM: Final = {
    "published": "published",
    "delivered": "delivered on chain",
    "service": "given by the seller's service",
}


def _acted(run: Run, pool: "Pool", receipt: "Receipt", line: str) -> None:
    document: PoolActDocument = {"pool": pool.pool_id, "tx": receipt.transaction}
    run.emit(document, line)


def _key(bugmark: "Bugmark", pool: "Pool") -> "ContentKey":
    """The key of a pool, from who sells it or was delivered it.

    Raises:
        RefusedError: the account has it not.
    """
    from bugmark_py.delivery.stock import Stock  # noqa: PLC0415

    if bugmark.address() == pool.seller:
        return Stock(bugmark).key(pool)
    bid = bugmark.book.bid(pool, bugmark.address())
    if bid is None or bid.word is None:
        raise RefusedError(f"the account has not the key of pool {pool.pool_id}: its seller has it")
    return bugmark.pools.content_key(pool, bid)
