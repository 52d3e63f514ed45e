"""Looks things up in the event store, and resolves identifiers to the values they stand for."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row, Select, func, select
from sqlalchemy.engine import Connection as Database

from bugmark_py.chain.connection import Block
from bugmark_py.errors import InputError, RefusedError
from bugmark_py.indexer.records import FutureRecord, OfferRecord, OfferStatus, PositionRecord
from bugmark_py.indexer.schema import (
    bids,
    claims,
    epochs,
    futures,
    offers,
    pools,
    positions,
    votes,
)
from bugmark_py.indexer.store import EventStore
from bugmark_py.model.futures import Future, Outcome
from bugmark_py.model.offers import Offer, Side
from bugmark_py.model.pools import GROUPS, Bid, Point, Pool, Settlement
from bugmark_py.pools.reading import GATES, terms_of

_PREFIX: Final = re.compile(r"(?:0x)?([0-9a-f]{6,64})")
_SHOWN: Final = 12


class Book:
    """Futures, offers, positions and pools of one deployment, as of the newest block."""

    def __init__(self, store: EventStore) -> None:
        """Read from a store.

        Args:
            store: kept up to date by every look-up.
        """
        self.store = store

    def future(self, prefix: str) -> FutureRecord:
        """The future whose id begins with a prefix of 6 hex digits or more.

        Raises:
            InputError: the prefix is none, or several futures begin with it.
            RefusedError: no future does.
        """
        self.store.sync()
        with self.store.reading() as rows:
            query = _by_prefix(select(futures), futures.c.future_id, prefix)
            return _future(_only(rows, query, "future", prefix, "future_id"))

    def futures(self, question: str | None = None) -> Sequence[FutureRecord]:
        """Futures by maturation, those of a question's text only if one is named."""
        self.store.sync()
        query = select(futures).order_by(futures.c.maturation, futures.c.future_id)
        if question is not None:
            query = query.where(futures.c.question == question)
        with self.store.reading() as rows:
            return [_future(row) for row in rows.execute(query)]

    def offer(self, prefix: str) -> OfferRecord:
        """The offer whose id begins with a prefix of 6 hex digits or more.

        Raises:
            InputError: the prefix is none, or several offers begin with it.
            RefusedError: no offer does.
        """
        head = self.store.sync()
        with self.store.reading() as rows:
            query = _by_prefix(_offer_query(), offers.c.offer_id, prefix)
            return _offer(_only(rows, query, "offer", prefix, "offer_id"), head)

    def offers(
        self,
        *,
        future_id: str | None = None,
        question: str | None = None,
        outcome: Outcome | None = None,
        side: Side | None = None,
        maker: str | None = None,
        open_only: bool = True,
    ) -> Sequence[OfferRecord]:
        """Offers, oldest first.

        Args:
            future_id: of this future only.
            question: on this question only, by its text.
            outcome: in this outcome only.
            side: BUY or SELL only.
            maker: of this address only.
            open_only: leave out those that cannot be met.
        """
        head = self.store.sync()
        query = _offer_query().order_by(offers.c.block, offers.c.position)
        wanted = {
            offers.c.future_id: future_id,
            futures.c.question: question,
            offers.c.outcome: outcome,
            offers.c.side: side,
            offers.c.maker: maker,
        }
        for column, value in wanted.items():
            if value is not None:
                query = query.where(column == value)
        with self.store.reading() as rows:
            found = [_offer(row, head) for row in rows.execute(query)]
        return [o for o in found if not open_only or o.status is OfferStatus.OPEN]

    def positions(self, holder: str) -> Sequence[PositionRecord]:
        """What an address holds outside offers, by maturation."""
        self.store.sync()
        query = (
            select(futures, positions.c.outcome, claims.c.amount)
            .join(positions, positions.c.future_id == futures.c.future_id)
            .join(claims, claims.c.ledger_id == positions.c.position_id)
            .where(claims.c.holder == holder, claims.c.amount != 0)
            .order_by(futures.c.maturation, futures.c.future_id, positions.c.outcome)
        )
        with self.store.reading() as rows:
            return [
                PositionRecord(_future(row), Outcome(row.outcome), row.amount)
                for row in rows.execute(query)
            ]

    def claims(self) -> int:
        """Base units of all claims on collateral together."""
        self.store.sync()
        with self.store.reading() as rows:
            return _claims(rows)

    def held_for(self, future_id: str | None = None) -> int:
        """Base units that the market must hold for futures, beside claims on collateral.

        Args:
            future_id: for this one only; for all together if not named.

        Returns:
            The collateral in offers, a unit for each unit of open interest of unsettled futures,
            and what positions in settled ones, sold or not, are still owed.
        """
        head = self.store.sync()
        with self.store.reading() as rows:
            return self._held_for(rows, head, future_id)

    def owed(self) -> tuple[int, int]:
        """All that the market owes, and as of when.

        Returns:
            The height of the block, and base units: claims on collateral and what is held for
            futures.
        """
        head = self.store.sync()
        with self.store.reading() as rows:
            # Another process may have read further by now.
            height, _ = self.store.cursor(rows)
            return height, _claims(rows) + self._held_for(rows, head, None)

    def _held_for(self, rows: Database, head: Block, future_id: str | None) -> int:
        unit = self.store.deployment.unit
        found, records = _offer_query(), select(futures)
        if future_id is not None:
            found = found.where(offers.c.future_id == future_id)
            records = records.where(futures.c.future_id == future_id)
        placed = [_offer(row, head) for row in rows.execute(found)]
        known = {row.future_id: _future(row) for row in rows.execute(records)}
        held = [
            PositionRecord(known[row.future_id], Outcome(row.outcome), row.amount)
            for row in rows.execute(
                select(positions.c.future_id, positions.c.outcome, claims.c.amount).join(
                    claims, claims.c.ledger_id == positions.c.position_id
                )
            )
            if row.future_id in known
        ]
        held += [
            PositionRecord(known[o.offer.future_id], o.offer.outcome, o.left)
            for o in placed
            if o.holds_escrow and o.offer.side is Side.SELL
        ]
        return (
            sum(record.escrow(unit) for record in placed)
            + sum(position.payout(unit) for position in held)
            + sum(r.open_interest * unit for r in known.values() if not r.settled)
        )

    def pool(self, prefix: str) -> Pool:
        """The pool whose id begins with a prefix of 6 hex digits or more.

        Raises:
            InputError: the prefix is none, or several pools begin with it.
            RefusedError: no pool does.
        """
        self.store.sync()
        with self.store.reading() as rows:
            query = _by_prefix(select(pools), pools.c.pool_id, prefix)
            return _pool(_only(rows, query, "pool", prefix, "pool_id"))

    def pools(self, *, seller: str | None = None, bidder: str | None = None) -> Sequence[Pool]:
        """Pools, oldest first.

        Args:
            seller: of this address only.
            bidder: in which this address has a bid only.
        """
        self.store.sync()
        query = select(pools).order_by(pools.c.block, pools.c.position)
        if seller is not None:
            query = query.where(pools.c.seller == seller)
        if bidder is not None:
            query = query.join(bids, bids.c.pool_id == pools.c.pool_id)
            query = query.where(bids.c.bidder == bidder)
        with self.store.reading() as rows:
            return [_pool(row) for row in rows.execute(query)]

    def bids(self, pool: Pool) -> Sequence[Bid]:
        """Bids in a pool, oldest first."""
        self.store.sync()
        query = select(bids).where(bids.c.pool_id == pool.pool_id)
        with self.store.reading() as rows:
            ordered = query.order_by(bids.c.block, bids.c.position)
            return [_bid(row) for row in rows.execute(ordered)]

    def bid(self, pool: Pool, bidder: str) -> Bid | None:
        """An address's bid in a pool; None if it has none."""
        self.store.sync()
        here = (bids.c.pool_id == pool.pool_id) & (bids.c.bidder == bidder)
        with self.store.reading() as rows:
            row = rows.execute(select(bids).where(here)).first()
            return None if row is None else _bid(row)

    def bid_counts(self) -> Mapping[str, int]:
        """How many bids each pool has, by its id; 0 for any other."""
        self.store.sync()
        query = select(bids.c.pool_id, func.count().label("many")).group_by(bids.c.pool_id)
        with self.store.reading() as rows:
            return Counter({row.pool_id: row.many for row in rows.execute(query)})

    def votes(self, question_id: str) -> Sequence[tuple[str, int, str]]:
        """Votes on a question as (reporter, price in basis points, hash of the evidence)."""
        self.store.sync()
        query = select(votes).where(votes.c.question_id == question_id).order_by(votes.c.block)
        with self.store.reading() as rows:
            return [(row.reporter, row.price, row.evidence) for row in rows.execute(query)]


def _claims(rows: Database) -> int:
    return sum(rows.scalars(select(claims.c.amount).where(claims.c.ledger_id == 0)))


def _offer_query() -> "Select[Any]":
    return (
        select(offers, futures.c.maturation, epochs.c.epoch.label("current"))
        .join(futures, futures.c.future_id == offers.c.future_id)
        .outerjoin(epochs, epochs.c.maker == offers.c.maker)
    )


def _by_prefix(query: "Select[Any]", column: Any, prefix: str) -> "Select[Any]":  # noqa: ANN401
    found = _PREFIX.fullmatch(prefix.lower())
    if found is None:
        raise InputError(f"{prefix!r} is no identifier: write 6 or more of its hex digits")
    return query.where(column.startswith("0x" + found[1])).limit(2)


def _only(rows: Database, query: "Select[Any]", what: str, prefix: str, key: str) -> "Row[Any]":
    found = rows.execute(query).all()
    if not found:
        raise RefusedError(f"no {what} begins with {prefix}: `bugmark {what} list` shows them")
    if len(found) > 1:
        shown = " and ".join(getattr(row, key)[:_SHOWN] for row in found)
        raise InputError(f"{prefix} is the beginning of {shown}: write more digits")
    return found[0]


def _future(row: "Row[Any]") -> FutureRecord:
    return FutureRecord(
        future=Future(row.question, row.maturation, row.oracle),
        creator=row.creator,
        open_interest=row.open_interest,
        settled=row.settled,
        price=row.price,
        voided=row.voided,
    )


def _offer(row: "Row[Any]", head: Block) -> OfferRecord:
    offer = Offer(
        maker=row.maker,
        future_id=row.future_id,
        outcome=Outcome(row.outcome),
        side=Side(row.side),
        price=row.price,
        units=row.units,
        all_or_none=row.all_or_none,
        expiry=row.expiry,
        salt=row.salt,
        epoch=row.epoch,
    )
    return OfferRecord(offer, row.offer_id, row.filled, _status(row, head.timestamp))


def _pool(row: "Row[Any]") -> Pool:
    settlement = None
    if row.settled_at is not None:
        settlement = Settlement(
            at=row.settled_at,
            winner=GROUPS[row.winner],
            payers=row.payers,
            share=row.share,
            left_deadline=row.left_deadline,
            right_deadline=row.right_deadline,
        )
    return Pool(
        pool_id=row.pool_id,
        seller=row.seller,
        terms=terms_of(row.terms),
        commit_end=row.commit_end,
        reveal_end=row.reveal_end,
        revealed=row.revealed,
        seed=row.seed,
        settlement=settlement,
        gate=GATES[row.gate],
        point=None if row.point_x is None else Point(row.point_x, row.point_odd),
        published_at=row.published_at,
        content_key=row.content_key,
        collected=row.collected,
    )


def _bid(row: "Row[Any]") -> Bid:
    revealed = row.reveal_index is not None
    return Bid(
        pool_id=row.pool_id,
        bidder=row.bidder,
        commitment=row.commitment,
        key=row.key,
        deposit=row.deposit,
        transaction=row.transaction,
        index=row.reveal_index,
        valuation=row.valuation,
        public_key=(row.public_key_x, row.public_key_y) if revealed else None,
        requested_at=row.requested_at,
        word=row.word,
        wronged=row.wronged,
        claimed=row.claimed,
    )


def _status(row: "Row[Any]", now: int) -> OfferStatus:
    if row.closed:
        return OfferStatus.CLOSED
    if row.filled == row.units:
        return OfferStatus.FILLED
    if row.epoch != (row.current or 0):
        return OfferStatus.STALE
    if now >= row.maturation:
        return OfferStatus.MATURED
    if now >= row.expiry:
        return OfferStatus.EXPIRED
    return OfferStatus.OPEN
