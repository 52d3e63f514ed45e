"""What each event changes in the tables that follow from the events."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import Table, insert, select, update
from sqlalchemy.engine import Connection as Database

from bugmark_py.chain.binding import Event
from bugmark_py.indexer.schema import claims, epochs, futures, offers, positions, votes
from bugmark_py.model.futures import Outcome, position_id
from bugmark_py.model.offers import Side

_NOBODY: Final = "0x" + 40 * "0"


def apply(database: Database, event: Event) -> None:
    """Bring the derived tables up to date with the next event.

    Args:
        database: in a transaction.
        event: of the market or the oracle, in the order of the chain.
    """
    change = _CHANGES.get(event.name)
    if change is not None:
        change(database, event, event.arguments)


def _future_created(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    database.execute(
        insert(futures).values(
            future_id=what["futureId"],
            question=what["question"],
            maturation=what["maturation"],
            oracle=what["oracle"],
            question_id=what["questionId"],
            creator=what["creator"],
            block=event.block,
        )
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
        insert(offers).values(
            offer_id=what["offerId"],
            future_id=offer["futureId"],
            maker=offer["maker"],
            outcome=offer["outcome"],
            side=offer["side"],
            price=offer["price"],
            units=offer["units"],
            all_or_none=offer["allOrNone"],
            expiry=offer["expiry"],
            salt=offer["salt"],
            epoch=offer["epoch"],
            block=event.block,
            position=event.index,
        )
    )


def _offer_taken(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    del event
    _add(database, offers, {"offer_id": what["offerId"]}, "filled", what["units"])
    side = database.scalar(select(offers.c.side).where(offers.c.offer_id == what["offerId"]))
    # A mint adds to both outcomes, a merge takes from both, a transfer does neither.
    minted = what["units"] if side == Side.BUY else 0
    change = minted - what["fromPosition"]
    _add(database, futures, {"future_id": what["futureId"]}, "open_interest", change)


def _offer_closed(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    del event
    database.execute(update(offers).where(offers.c.offer_id == what["offerId"]).values(closed=True))


def _epoch_advanced(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    del event
    key = {"maker": what["maker"]}
    _insert_missing(database, epochs, key | {"epoch": 0}, key)
    database.execute(
        update(epochs).where(epochs.c.maker == what["maker"]).values(epoch=what["epoch"])
    )


def _position_split(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    del event
    _add(database, futures, {"future_id": what["futureId"]}, "open_interest", what["units"])


def _position_merged(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    del event
    _add(database, futures, {"future_id": what["futureId"]}, "open_interest", -what["units"])


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
            key = {"holder": holder, "ledger_id": what["id"]}
            _insert_missing(database, claims, key | {"amount": 0}, key)
            _add(database, claims, key, "amount", change)


def _voted(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    database.execute(
        insert(votes).values(
            question_id=what["questionId"],
            reporter=what["reporter"],
            price=what["price"],
            evidence=what["evidence"],
            block=event.block,
        )
    )


def _add(
    database: Database, table: Table, key: Mapping[str, Any], column: str, change: int
) -> None:
    """Add to a number of a row. SQL cannot: the numbers are wider than its integers."""
    here = [table.c[name] == value for name, value in key.items()]
    number: int = database.execute(select(table.c[column]).where(*here)).scalar_one()
    database.execute(update(table).where(*here).values({column: number + change}))


def _insert_missing(
    database: Database, table: Table, row: Mapping[str, Any], key: Mapping[str, Any]
) -> None:
    here = [table.c[name] == value for name, value in key.items()]
    if database.execute(select(table).where(*here)).first() is None:
        database.execute(insert(table).values(row))


_CHANGES: Final[Mapping[str, Callable[[Database, Event, Mapping[str, Any]], None]]] = {
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
