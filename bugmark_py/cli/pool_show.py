"""Pools as documents for programs and as words for people."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from bugmark_py.cli.show import money, names, tokens
from bugmark_py.mechanisms.outcome import Group
from bugmark_py.model.pool_terms import PERIODS
from bugmark_py.model.pools import Phase
from bugmark_py.model.times import format_duration, format_time

if TYPE_CHECKING:
    from bugmark_py.cli.documents.pools import (
        BidEntry,
        GateEntry,
        PoolDocument,
        SettlementEntry,
    )
    from bugmark_py.client import Bugmark
    from bugmark_py.model.pools import Bid, Pool


def pool_document(bugmark: "Bugmark", pool: "Pool", bids: int, now: int) -> "PoolDocument":
    """A pool, for programs.

    Args:
        bugmark: for names and decimals.
        pool: as it is.
        bids: how many it has.
        now: unix seconds.
    """
    terms = pool.terms
    periods: Any = {name.removesuffix("_period"): getattr(terms, name) for name in PERIODS}
    return {
        "pool": pool.pool_id,
        "seller": names(bugmark).get(pool.seller, pool.seller),
        "summary": readable(terms.summary),
        "mechanism": terms.mechanism.value,
        "cost": tokens(bugmark, terms.cost),
        "premium_period": terms.premium_period,
        "phase": pool.phase(now).value,
        "commit_end": format_time(pool.commit_end),
        "reveal_end": format_time(pool.reveal_end),
        "settle_end": format_time(pool.settle_end),
        "periods": periods,
        "bond": tokens(bugmark, terms.bond),
        "reveal_bond": tokens(bugmark, terms.reveal_bond),
        "request_fee": tokens(bugmark, terms.request_fee),
        "eligible_root": None if terms.open_to_all else terms.eligible_root,
        "gate": _gate(pool),
        "uri": readable(terms.uri),
        "content_hash": terms.content_hash,
        "key_hash": terms.key_hash,
        "bids": bids,
        "revealed": pool.revealed,
        "drawn": pool.seed is not None,
        "settlement": _settlement(bugmark, pool),
        "published_at": _time(pool.published_at),
    }


def bid_entry(bugmark: "Bugmark", pool: "Pool", bid: "Bid") -> "BidEntry":
    """A bid, for programs."""
    known = pool.drawn and bid.revealed
    settlement = pool.settlement
    pays = pool.pays(bid)
    share = settlement.share if settlement is not None and pays else 0
    available_at = pool.available_at(bid)
    waits = None
    if available_at is not None and pool.start is not None:
        waits = available_at - pool.start
    return {
        "bidder": names(bugmark).get(bid.bidder, bid.bidder),
        "revealed": bid.revealed,
        "valuation": None if bid.valuation is None else tokens(bugmark, bid.valuation),
        "deposit": tokens(bugmark, bid.deposit),
        "group": pool.group_of(bid.bidder).value if known and pool.draws_coins else None,
        "pays": tokens(bugmark, share) if settlement is not None and bid.revealed else None,
        "waits": waits,
        "available_at": _time(available_at),
        "delivered": bid.word is not None,
        "requested_at": _time(bid.requested_at),
        "wronged": bid.wronged,
        "claimed": tokens(bugmark, bid.claimed),
        "why": _why(bugmark, pool, bid),
    }


def explanation(bugmark: "Bugmark", pool: "Pool", bids: Sequence["Bid"], now: int) -> list[str]:
    """How a pool stands, or came out and why, in sentences.

    Args:
        bugmark: for names and decimals.
        pool: as it is.
        bids: all of its bids.
        now: unix seconds.
    """
    return [*_explained(bugmark, pool, len(bids), now)]


def readable(text: str) -> str:
    """What somebody wrote on chain, without bytes that are no text."""
    return text.encode(errors="surrogateescape").decode(errors="replace")


def _explained(bugmark: "Bugmark", pool: "Pool", bids: int, now: int) -> Iterator[str]:
    phase, sealed = pool.phase(now), bids - pool.revealed
    if phase is Phase.COMMIT:
        yield f"Bids are taken until {format_time(pool.commit_end)}; there are {bids}."
    elif phase is Phase.REVEAL:
        yield (
            f"Bids are revealed until {format_time(pool.reveal_end)}: {pool.revealed} of {bids}"
            " are. Who does not reveal is in no group and loses the reveal bond."
        )
    elif phase is Phase.SETTLE:
        next_ = "settled" if pool.drawn else "drawn, then settled"
        yield f"The outcome is to be {next_} by {format_time(pool.settle_end)}; anybody may do it."
    elif phase is Phase.CANCELLED:
        yield "Cancelled: it was not settled in time, and everything goes back."
    elif phase is Phase.NOT_SOLD:
        yield from _not_sold(bugmark, pool)
    else:
        yield from _sold(bugmark, pool)
        yield _key(pool, phase)
    if sealed and phase not in {Phase.COMMIT, Phase.REVEAL}:
        yield f"{sealed} of {bids} bids were not revealed: they are in no group."


def _not_sold(bugmark: "Bugmark", pool: "Pool") -> Iterator[str]:
    groups = "of either group " if pool.draws_coins else ""
    yield (
        f"Not sold: no number of bidders {groups}bid that part each of"
        f" {money(bugmark, pool.terms.cost)}. Everything goes back."
    )


def _sold(bugmark: "Bugmark", pool: "Pool") -> Iterator[str]:
    sold = pool.sold
    if sold is None:
        return
    total = sold.share * sold.payers
    yield (
        f"Sold: {sold.payers} of {pool.revealed} bidders pay {money(bugmark, sold.share)} each,"
        f" {money(bugmark, total)} together, and have it at once."
    )
    period = pool.terms.premium_period
    if not pool.draws_coins:
        yield (f"The others wait {format_duration(period)}, the whole premium period.")
        return
    loser = Group.RIGHT if sold.winner is Group.LEFT else Group.LEFT
    waits = format_duration(sold.deadline(sold.winner))
    yield (
        f"Coins made two groups. Each has to be able to pay on a deadline that the other one sets:"
        f" the {sold.winner} group is, on {waits}."
    )
    yield (
        f"Who does not pay waits {waits} in the {sold.winner} group and"
        f" {format_duration(sold.deadline(loser))} in the {loser} group."
    )


def _key(pool: "Pool", phase: Phase) -> str:
    published = _time(pool.published_at)
    if published is not None:
        return f"The key was published on {published}: anybody can open it."
    if phase is Phase.UNPUBLISHED:
        return "The key was not published in time: payers have their shares back, and of the bond."
    start, end = _time(pool.start), _time(pool.publish_end)
    if phase is Phase.DELIVERY:
        return f"Payers are delivered the key by {start}, from which deadlines count."
    return f"The key is published by {end}, or payers have their shares back, and of the bond."


def _why(bugmark: "Bugmark", pool: "Pool", bid: "Bid") -> str:
    """What the outcome is for a bidder, and why."""
    sold = pool.sold
    if not bid.revealed:
        return "not revealed" if pool.settlement is not None else "sealed"
    if pool.settlement is None:
        return "revealed"
    if sold is None:
        return "nothing is sold"
    group = pool.group_of(bid.bidder)
    waits = format_duration(sold.deadline(group))
    worth, share = money(bugmark, pool.worth(bid)), money(bugmark, sold.share)
    if pool.pays(bid):
        return f"pays {share}: to have it {waits} sooner is worth {worth}"
    if group is not sold.winner:
        return f"waits {waits}: the {sold.winner} group pays"
    return f"waits {waits}: to have it that much sooner is worth {worth}, less than {share}"


def _settlement(bugmark: "Bugmark", pool: "Pool") -> "SettlementEntry | None":
    settlement = pool.settlement
    if settlement is None:
        return None
    sold = pool.sold is not None
    return {
        "settled_at": format_time(settlement.at),
        "sold": sold,
        "winner": settlement.winner.value if sold and pool.draws_coins else None,
        "payers": settlement.payers,
        "share": tokens(bugmark, settlement.share),
        "deadlines": {
            "left": settlement.left_deadline,
            "right": settlement.right_deadline,
        },
        "start": _time(pool.start),
        "complaint_end": _time(pool.complaint_end),
        "publish_from": _time(pool.publish_from),
        "publish_end": _time(pool.publish_end),
    }


def _gate(pool: "Pool") -> "GateEntry | None":
    gate = pool.terms.gate
    if gate is None:
        return None
    return {
        "oracle": gate.oracle,
        "question_hash": gate.question_hash,
        "maturation": format_time(gate.maturation),
        "end": format_time(gate.end),
        "status": pool.gate.value,
    }


def _time(at: int | None) -> str | None:
    return None if at is None else format_time(at)
