"""What each event of the cost-sharing pools changes in the tables that follow from the events."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection as Database

from bugmark_py.chain.binding import Event
from bugmark_py.indexer.numbers import Number
from bugmark_py.indexer.schema import bids, pools
from bugmark_py.model.pools import Gate
from bugmark_py.pools.reading import GATES, NOBODY

_CLAIMED: Final = Number(bids.c.claimed, bids.c.pool_id, bids.c.bidder)
_REVEALED: Final = Number(pools.c.revealed, pools.c.pool_id)


def _created(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    gated = what["terms"]["gateOracle"] != NOBODY
    database.execute(
        insert(pools),
        {
            "pool_id": what["poolId"],
            "seller": what["seller"],
            "terms": what["terms"],
            "commit_end": what["commitEnd"],
            "reveal_end": what["revealEnd"],
            "gate": GATES.index(Gate.PENDING if gated else Gate.NONE),
            "block": event.block,
            "position": event.index,
        },
    )


def _committed(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    database.execute(
        insert(bids),
        {
            "pool_id": what["poolId"],
            "bidder": what["bidder"],
            "commitment": what["commitment"],
            "key": what["key"],
            "deposit": what["deposit"],
            "transaction": event.transaction,
            "block": event.block,
            "position": event.index,
        },
    )


def _revealed(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    del event
    _change_bid(
        database,
        what,
        reveal_index=what["index"],
        valuation=what["valuation"],
        deposit=what["deposit"],
        public_key_x=what["publicKeyX"],
        public_key_y=what["publicKeyY"],
    )
    _REVEALED.add(database, 1, pool_id=what["poolId"])


def _drawn(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    del event
    _change_pool(database, what, seed=what["seed"])


def _settled(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    del event
    _change_pool(
        database,
        what,
        winner=what["winner"],
        payers=what["payers"],
        share=what["share"],
        left_deadline=what["leftDeadline"],
        right_deadline=what["rightDeadline"],
    )


def _pointed(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    del event
    _change_pool(database, what, point_x=what["x"], point_odd=what["odd"])


def _delivered(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    del event
    _change_bid(database, what, word=what["word"])


def _complained(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    del event
    _change_bid(database, what, wronged=True)


def _published(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    del event
    _change_pool(database, what, content_key=what["key"])


def _decided(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    del event
    passed = Gate.PASSED if what["passed"] else Gate.FAILED
    _change_pool(database, what, gate=GATES.index(passed))


def _claimed(database: Database, event: Event, what: Mapping[str, Any]) -> None:
    del event
    here = pools.c.pool_id == what["poolId"]
    if database.scalar(select(pools.c.seller).where(here)) == what["account"]:
        _change_pool(database, what, collected=True)
    else:
        row = {"pool_id": what["poolId"], "bidder": what["account"]}
        _CLAIMED.add(database, what["amount"], **row)


def _settled_at(database: Database, what: Mapping[str, Any], time: int) -> None:
    _change_pool(database, what, settled_at=time)


def _published_at(database: Database, what: Mapping[str, Any], time: int) -> None:
    _change_pool(database, what, published_at=time)


def _requested_at(database: Database, what: Mapping[str, Any], time: int) -> None:
    _change_bid(database, what, requested_at=time)


def _change_pool(database: Database, what: Mapping[str, Any], **values: object) -> None:
    here = pools.c.pool_id == what["poolId"]
    database.execute(update(pools).where(here).values(**values))


def _change_bid(database: Database, what: Mapping[str, Any], **values: object) -> None:
    here = (bids.c.pool_id == what["poolId"]) & (bids.c.bidder == what["bidder"])
    database.execute(update(bids).where(here).values(**values))


POOL_CHANGES: Final[Mapping[str, Callable[[Database, Event, Mapping[str, Any]], None]]] = {
    "PoolCreated": _created,
    "BidCommitted": _committed,
    "BidRevealed": _revealed,
    "PoolDrawn": _drawn,
    "PoolSettled": _settled,
    "PointPosted": _pointed,
    "WordDelivered": _delivered,
    "Complained": _complained,
    "KeyPublished": _published,
    "GateDecided": _decided,
    "Claimed": _claimed,
}
"""What follows from an event itself."""

TIMED: Final[Mapping[str, Callable[[Database, Mapping[str, Any], int], None]]] = {
    "PoolSettled": _settled_at,
    "KeyPublished": _published_at,
    "KeyRequested": _requested_at,
}
"""What follows from the time of an event's block, in unix seconds."""
