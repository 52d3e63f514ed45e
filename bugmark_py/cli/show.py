"""Values as documents for programs and as text for people."""

from typing import TYPE_CHECKING

from bugmark_py.model.amounts import format_price, format_tokens
from bugmark_py.model.offers import Side
from bugmark_py.model.times import format_time

if TYPE_CHECKING:
    from bugmark_py.cli.documents.oracle import (
        ActionDocument,
        PoolActionDocument,
        TroubleDocument,
    )
    from bugmark_py.cli.documents.trading import FutureDocument, IssueDocument, OfferDocument
    from bugmark_py.client import Bugmark
    from bugmark_py.daemon.attention import Trouble
    from bugmark_py.daemon.oracle import Action
    from bugmark_py.daemon.pools import PoolAction
    from bugmark_py.indexer.records import FutureRecord, OfferRecord
    from bugmark_py.trackers.history import IssueHistory

_SHORT = 10


def short(identifier: str) -> str:
    """The beginning of an identifier, enough to name it by."""
    return identifier[:_SHORT]


def tokens(bugmark: "Bugmark", amount: int) -> str:
    """Base units as tokens, exact."""
    return format_tokens(amount, bugmark.deployment.decimals)


def money(bugmark: "Bugmark", amount: int) -> str:
    """Base units as tokens with their symbol, for people."""
    return f"{tokens(bugmark, amount)} {bugmark.deployment.symbol}"


def names(bugmark: "Bugmark") -> dict[str, str]:
    """Names of addresses, where they have one."""
    return dict(bugmark.accounts.names())


def settlement(price: int | None) -> str:
    """What a settlement price means."""
    meanings = {None: "open", 10_000: "FIXED", 0: "UNFIXED", 5_000: "INVALID"}
    return meanings[price] if price in meanings else format_price(price or 0)


def future_document(record: "FutureRecord") -> "FutureDocument":
    """A future, for programs."""
    future = record.future
    return {
        "future": future.future_id,
        "question": future.question,
        "question_id": future.question_id,
        "maturation": format_time(future.maturation),
        "oracle": future.oracle,
        "open_interest": str(record.open_interest),
        "settled": record.settled,
        "settlement": settlement(record.price) if record.settled else None,
        "price": format_price(record.price) if record.price is not None else None,
        "voided": record.voided,
    }


def offer_document(bugmark: "Bugmark", record: "OfferRecord") -> "OfferDocument":
    """An offer, for programs."""
    offer = record.offer
    return {
        "offer": record.offer_id,
        "future": offer.future_id,
        "maker": names(bugmark).get(offer.maker, offer.maker),
        "side": offer.side.name.lower(),
        "outcome": offer.outcome.name.lower(),
        "price": format_price(offer.price),
        "units": str(offer.units),
        "filled": str(record.filled),
        "left": str(record.left),
        "all_or_none": offer.all_or_none,
        "expiry": format_time(offer.expiry),
        "status": record.status.value,
        "escrow": {
            "tokens": tokens(bugmark, record.escrow(bugmark.deployment.unit)),
            "units": str(record.left if offer.side is Side.SELL and record.holds_escrow else 0),
        },
    }


def issue_document(history: "IssueHistory") -> "IssueDocument":
    """An issue, for programs."""
    state = history.latest
    closure = state.closure
    reason = closure.reason if closure is not None else None
    return {
        "issue": str(history.reference),
        "title": history.title,
        "url": history.url,
        "state": "open" if closure is None else "closed",
        "reason": reason.value if reason is not None else None,
        "closed_at": format_time(closure.at) if closure is not None else None,
        "labels": sorted(state.labels),
        "created_at": format_time(history.created_at),
    }


def action_document(action: "Action") -> "ActionDocument":
    """Something that the daemon did, for programs."""
    return {
        "action": action.act.value,
        "future": action.future.future_id,
        "question": action.future.question,
        "account": action.account,
        "settlement": settlement(action.price),
        "reason": action.reason,
        "tx": action.transaction,
    }


def action_line(action: "Action") -> str:
    """Something that the daemon did, for people."""
    why = f" ({action.reason})" if action.reason else ""
    where = f"{action.future.question}, future {short(action.future.future_id)}"
    return f"{action.account} {action.act.value} {settlement(action.price)} on {where}{why}"


def pool_action_document(action: "PoolAction") -> "PoolActionDocument":
    """Something that the daemon did about a pool, for programs."""
    return {
        "action": action.act.value,
        "pool": action.pool.pool_id,
        "account": action.account,
        "told": action.told,
    }


def pool_action_line(action: "PoolAction") -> str:
    """Something that the daemon did about a pool, for people."""
    return f"{action.account} {action.act.value} {action.told}, pool {short(action.pool.pool_id)}"


def trouble_document(trouble: "Trouble") -> "TroubleDocument":
    """What stands in the daemon's way, for programs."""
    subject = trouble.subject
    return {
        "trouble": trouble.reason,
        "account": trouble.account,
        "future": getattr(subject, "future_id", None),
        "pool": getattr(subject, "pool_id", None),
    }


def trouble_line(trouble: "Trouble") -> str:
    """What stands in the daemon's way, for people."""
    pool, question = (getattr(trouble.subject, each, None) for each in ("pool_id", "question"))
    about = f" on {question}" if question else f" with pool {short(pool)}" if pool else ""
    return f"{trouble.account} could not go on{about}: {trouble.reason}"
