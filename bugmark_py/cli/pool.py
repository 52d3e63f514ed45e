"""Cost-sharing pools: sell, bid, reveal, settle, look."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bugmark_py.cli.pool_create import addresses_in, create
from bugmark_py.cli.pool_exchange import EXCHANGE
from bugmark_py.cli.pool_show import bid_entry, explanation, pool_document
from bugmark_py.cli.run import Group, Run, pass_run
from bugmark_py.cli.show import money, names, short, tokens
from bugmark_py.errors import InputError
from bugmark_py.model.times import format_duration, format_time

if TYPE_CHECKING:
    from bugmark_py.cli.documents.pools import (
        BidDocument,
        PoolChangedDocument,
        PoolClaimedDocument,
        PoolDocument,
        PoolsDocument,
        PoolShownDocument,
        RevealedDocument,
    )
    from bugmark_py.client import Bugmark
    from bugmark_py.model.pools import Pool

_ROWS = 40


@click.group(cls=Group)
def pool() -> None:
    """Share the cost of security information: sell it, bid for it, open it.

    Those to whom it is worth a share of the cost pay it, all the same, and have the information at
    once; everybody else has it for nothing after a deadline.
    """


for command in (create, *EXCHANGE):
    pool.add_command(command)


@pool.command()
@click.argument("identifier", metavar="POOL")
@click.option(
    "--valuation",
    metavar="AMOUNT",
    required=True,
    help="What having it for the whole premium period is worth to you.",
)
@click.option(
    "--deposit",
    metavar="AMOUNT",
    help="As much as the valuation, or the cost; more hides it.  [default: the cost]",
)
@click.option(
    "--eligible",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Addresses of who may bid, where not everybody may.",
)
@click.option("--unchecked", is_flag=True, help="Bid without having seen the ciphertext.")
@pass_run
def bid(
    run: Run,
    identifier: str,
    *,
    valuation: str,
    deposit: str | None,
    eligible: Path | None,
    unchecked: bool,
) -> None:
    """Bid in a pool, sealed: nobody sees the valuation before bids are revealed.

    The ciphertext is fetched first, and compared with what the pool names. Naming another valuation
    than the true one gains nothing. Reveal in time, by `bugmark pool reveal`, from any machine that
    has the account.
    """
    from bugmark_py.delivery.client import fetch_ciphertext  # noqa: PLC0415
    from bugmark_py.model.eligibility import eligibility_proof  # noqa: PLC0415
    from bugmark_py.model.pool_terms import parse_amount  # noqa: PLC0415

    bugmark = run.bugmark
    for amount in (valuation, deposit):
        if amount is not None:
            parse_amount(amount, bugmark.deployment.decimals)
    found = bugmark.book.pool(identifier)
    proof: tuple[str, ...] = ()
    if eligible is not None:
        proof = eligibility_proof(addresses_in(eligible), bugmark.address())
    terms = found.terms
    if not unchecked:
        fetch_ciphertext(terms.uri, terms.content_hash, terms.key_hash)
    done = bugmark.pools.bid(found, valuation, deposit=deposit, proof=proof)
    document: BidDocument = {
        "pool": found.pool_id,
        "bidder": names(bugmark).get(done.bidder, done.bidder),
        "commitment": done.commitment,
        "deposit": tokens(bugmark, done.deposit),
        "reveal_from": format_time(found.commit_end),
        "reveal_until": format_time(found.reveal_end),
        "tx": done.receipt.transaction,
    }
    run.emit(
        document,
        f"bid in pool {short(found.pool_id)}; {money(bugmark, done.deposit)} deposited",
        f"reveal from {document['reveal_from']} until {document['reveal_until']}:"
        f" `bugmark pool reveal {short(found.pool_id)}`",
    )


@pool.command()
@click.argument("identifier", metavar="POOL")
@click.option(
    "--valuation",
    metavar="AMOUNT",
    help="That was bid; only where the bid's transaction is not known any more.",
)
@pass_run
def reveal(run: Run, identifier: str, *, valuation: str | None) -> None:
    """Reveal the account's bid: what was deposited beyond it, or the cost, goes back."""
    bugmark = run.bugmark
    found = bugmark.book.pool(identifier)
    mine = bugmark.own_bid(found)
    receipt = bugmark.pools.reveal(found, mine, valuation=valuation)
    after = bugmark.book.bid(found, mine.bidder) or mine
    document: RevealedDocument = {
        "pool": found.pool_id,
        "bidder": names(bugmark).get(after.bidder, after.bidder),
        "valuation": tokens(bugmark, after.valuation or 0),
        "deposit": tokens(bugmark, after.deposit),
        "tx": receipt.transaction,
    }
    run.emit(
        document,
        f"revealed {money(bugmark, after.valuation or 0)} in pool {short(found.pool_id)};"
        f" {money(bugmark, after.deposit)} stay in it",
    )


@pool.command()
@click.argument("identifier", metavar="POOL")
@pass_run
def draw(run: Run, identifier: str) -> None:
    """Draw the coins that make two groups of the bidders. Anybody may; the first one decides."""
    bugmark = run.bugmark
    found = bugmark.book.pool(identifier)
    receipt = bugmark.pools.draw(found)
    drawn = bugmark.book.pool(found.pool_id)
    bids = [each for each in bugmark.book.bids(drawn) if each.revealed]
    left = sum(drawn.group_of(each.bidder) == "left" for each in bids)
    _changed(
        run,
        bugmark,
        drawn,
        [receipt.transaction],
        f"drawn: {left} bidders are in the left group, {len(bids) - left} in the right one;"
        f" settle it by {format_time(drawn.settle_end)}",
    )


@pool.command()
@click.argument("identifier", metavar="POOL")
@click.option(
    "--chunk", type=click.IntRange(1), default=1_000, show_default=True, help="Bidders at a time."
)
@pass_run
def settle(run: Run, identifier: str, *, chunk: int) -> None:
    """Work the outcome out and post it. Anybody may; only the right one is accepted."""
    bugmark = run.bugmark
    found = bugmark.book.pool(identifier)
    bids = bugmark.book.bids(found)
    done = bugmark.pools.settle(found, bids, chunk=chunk)
    now = bugmark.connection.latest_block().timestamp
    transactions = [receipt.transaction for receipt in done.receipts]
    _changed(run, bugmark, done.pool, transactions, *explanation(bugmark, done.pool, bids, now))


@pool.command()
@click.argument("identifiers", metavar="[POOL]...", nargs=-1)
@click.option("--for", "holder", metavar="ACCOUNT", help="Whose; the acting account's if left out.")
@pass_run
def claim(run: Run, identifiers: tuple[str, ...], holder: str | None) -> None:
    """Pay out what is an account's by now, into its wallet. Anybody may.

    In all pools in which it sells or bids, unless some are named.
    """
    bugmark = run.bugmark
    whose = bugmark.address(holder)
    chosen = [bugmark.book.pool(each) for each in identifiers] or bugmark.pools_of(whose)
    due = [
        each
        for each, amount in zip(chosen, bugmark.pools.dues(chosen, whose), strict=True)
        if amount
    ]
    done = bugmark.pools.claim(due, whose)
    document: PoolClaimedDocument = {
        "claimed": tokens(bugmark, done.amount),
        "pools": [each.pool_id for each in due],
        "tx": [receipt.transaction for receipt in done.receipts],
    }
    paid = f"claimed {money(bugmark, done.amount)} out of {len(due)} pools"
    run.emit(document, paid if due else "nothing is due yet")


@pool.command("list")
@click.option("--seller", metavar="ACCOUNT", help="Of this account only.")
@click.option("--mine", is_flag=True, help="Those in which the acting account sells or bids only.")
@click.option("--phase", metavar="PHASE", help="Of this phase only, such as commit.")
@pass_run
def list_(run: Run, *, seller: str | None, mine: bool, phase: str | None) -> None:
    """List pools, oldest first."""
    from bugmark_py.model.pools import Phase  # noqa: PLC0415

    if phase is not None and phase not in {each.value for each in Phase}:
        raise InputError(f"phase {phase!r:.40} is unknown: write one of {', '.join(Phase)}")
    bugmark = run.bugmark
    whose = None if seller is None else bugmark.address(seller)
    found = bugmark.pools_of(bugmark.address()) if mine else bugmark.book.pools(seller=whose)
    counts, now = bugmark.book.bid_counts(), bugmark.connection.latest_block().timestamp
    shown = [
        pool_document(bugmark, each, counts[each.pool_id], now)
        for each in found
        if whose in {None, each.seller} and phase in {None, each.phase(now)}
    ]
    document: PoolsDocument = {"pools": shown}
    columns = ("pool", "seller", "asks", "by", "phase", "bids", "about")
    rows = [
        (
            short(each["pool"]),
            each["seller"],
            each["cost"],
            each["mechanism"],
            each["phase"],
            str(each["bids"]),
            each["summary"],
        )
        for each in shown
    ]
    run.emit_table(document, columns, rows, "no pools")


@pool.command()
@click.argument("identifier", metavar="POOL")
@pass_run
def show(run: Run, identifier: str) -> None:
    """Show a pool: who pays, who waits how long, and why."""
    bugmark = run.bugmark
    found = bugmark.book.pool(identifier)
    bids = bugmark.book.bids(found)
    now = bugmark.connection.latest_block().timestamp
    entries = [bid_entry(bugmark, found, each) for each in bids]
    document: PoolShownDocument = {
        **pool_document(bugmark, found, len(bids), now),
        "bidders": entries,
        "explanation": explanation(bugmark, found, bids, now),
    }
    run.emit(
        document,
        f"pool {found.pool_id}",
        f"  about     {document['summary'] or '(nothing is said)'}",
        f"  seller    {document['seller']}, bond {money(bugmark, found.terms.bond)}",
        f"  asks      {money(bugmark, found.terms.cost)} by {document['mechanism']}, premium period"
        f" {format_duration(found.terms.premium_period)}",
        f"  phase     {document['phase']}",
        f"  at        {document['uri'] or '(nothing is said)'}",
        *document["explanation"],
    )
    if run.json or not entries:
        return
    rows = [(each["bidder"], each["group"] or "", each["why"]) for each in entries[:_ROWS]]
    run.emit_table(document, ("bidder", "group", "outcome"), rows, "")
    if len(entries) > _ROWS:
        run.say(f"and {len(entries) - _ROWS} more, which --json shows")


# --- What commands share -------------------------------------------------------------------------


def _document(bugmark: "Bugmark", found: "Pool") -> "PoolDocument":
    now = bugmark.connection.latest_block().timestamp
    return pool_document(bugmark, found, bugmark.book.bid_counts()[found.pool_id], now)


def _changed(
    run: Run, bugmark: "Bugmark", found: "Pool", transactions: list[str], *lines: str
) -> None:
    document: PoolChangedDocument = {
        "pool": found.pool_id,
        "tx": transactions,
        "details": _document(bugmark, found),
    }
    run.emit(document, *lines)
