"""What each event changes in the tables that follow from the events."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection as Database

from bugmark_py.chain.binding import Event
from bugmark_py.indexer.apply_pools import POOL_CHANGES, TIMED
from bugmark_py.indexer.numbers import Number
from bugmark_py.indexer.schema import claims, epochs, futures, offers, positions, votes
from bugmark_py.model.futures import Outcome, position_id
from bugmark_py.model.offers import Side

_NOBODY: Final = "0x" + 40 * "0"


_FILLED: Final = Number(offers.c.filled, offers.c.offer_id)
_OPEN_INTEREST: Final = Number(futures.c.open_interest, futures.c.future_id)
_CLAIM: Final = Number(claims.c.amount, claims.c.holder, claims.c.ledger_id)


def apply(database: Database, event: Event, time: int | None) -> None:
    """Bring the derived tables up to date with the next event.

    Args:
        database: in a transaction.
        event: of one of our contracts, in the order of the chain.
        time: unix seconds of its block, where it is of `TIMED`.
    """
    change = _CHANGES.get(event.name)
    if change is not None:
        change(database, event, event.arguments)
    timed = TIMED.get(event.name)
    if timed is not None and time is not None:
        timed(database, event.arguments, time)


def _future_created(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    database.execute(
        insert(futures),
        {
            "future_id": what["futureId"],
            "question": what["question"],
            "maturation": what["maturation"],
            "oracle": what["oracle"],
            "question_id": what["questionId"],
            "creator": what["creator"],
            "block": event.block,
        },
    )
    rows = [
        {
            "position_id": position_id(what["futureId"], outcome),
            "future_id": what["futureId"],
            "outcome": int(outcome),
        }
        for outcome in Outcome
    ]
    database.execute(insert(positions), rows)


def _offer_placed(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    offer = what["offer"]
    database.execute(
        insert(offers),
        {
            "offer_id": what["offerId"],
            "future_id": offer["futureId"],
            "maker": offer["maker"],
            "outcome": offer["outcome"],
            "side": offer["side"],
            "price": offer["price"],
            "units": offer["units"],
            "all_or_none": offer["allOrNone"],
            "expiry": offer["expiry"],
            "salt": offer["salt"],
            "epoch": offer["epoch"],
            "block": event.block,
            "position": event.index,
        },
    )


def _offer_taken(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    del event
    _FILLED.add(database, what["units"], offer_id=what["offerId"])
    side = database.scalar(select(offers.c.side).where(offers.c.offer_id == what["offerId"]))
    # A mint adds to both outcomes, a merge takes from both, a transfer does neither.
    minted = what["units"] if side == Side.BUY else 0
    change = minted - what["fromPosition"]
    _OPEN_INTEREST.add(database, change, future_id=what["futureId"])


def _offer_closed(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    del event
    database.execute(update(offers).where(offers.c.offer_id == what["offerId"]).values(closed=True))


def _epoch_advanced(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    del event
    database.execute(delete(epochs).where(epochs.c.maker == what["maker"]))
    database.execute(insert(epochs), {"maker": what["maker"], "epoch": what["epoch"]})


def _position_split(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    del event
    _OPEN_INTEREST.add(database, what["units"], future_id=what["futureId"])


def _position_merged(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    del event
    _OPEN_INTEREST.add(database, -what["units"], future_id=what["futureId"])


def _future_settled(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    del event
    database.execute(
        update(futures)
        .where(futures.c.future_id == what["futureId"])
        .values(settled=True, price=what["price"], voided=what["voided"])
    )


def _transfer(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    del event
    for holder, change in ((what["sender"], -what["amount"]), (what["receiver"], what["amount"])):
        if holder != _NOBODY:
            _CLAIM.add(database, change, holder=holder, ledger_id=what["id"])


def _voted(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    database.execute(
        insert(votes),
        {
            "question_id": what["questionId"],
            "reporter": what["reporter"],
            "price": what["price"],
            "evidence": what["evidence"],
            "block": event.block,
        },
    )


_CHANGES: Final[Mapping[str, Callable[[Database, Event, Mapping[str, Any]], None]]] = {
    **POOL_CHANGES,
    "FutureCreated": _future_created,
    "OfferPlaced": _offer_placed,
    "OfferTaken": _offer_taken,
    "OfferCancelled": _offer_closed,
    "OfferReleased": _offer_closed,
    "EpochAdvanced": _epoch_advanced,
    "PositionSplit": _position_split,
    "PositionMerged": _position_merged,
    "FutureSettled": _future_settled,
    "Transfer": _transfer,
    "Voted": _voted,
}
