"""Pools and bids as the contract tells them, as values."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from bugmark_py.model.pool_terms import MECHANISMS, GateTerms, PoolTerms
from bugmark_py.model.pools import GROUPS, Gate, Point, Pool, Settlement
from bugmark_py.pools.results import BidState

NONE: Final = "0x" + 64 * "0"
"""A word that is not set."""

NOBODY: Final = "0x" + 40 * "0"
"""An address that is not set."""

GATES: Final = (Gate.NONE, Gate.PENDING, Gate.PASSED, Gate.FAILED)
"""As the contract numbers them."""


def terms_of(struct: Mapping[str, Any]) -> PoolTerms:
    """The terms that a `PoolTerms` of the contract holds."""
    gate = None
    if struct["gateOracle"] != NOBODY:
        gate = GateTerms(
            oracle=struct["gateOracle"],
            question_hash=struct["gateQuestionHash"],
            maturation=struct["gateMaturation"],
            end=struct["gateEnd"],
        )
    return PoolTerms(
        mechanism=MECHANISMS[struct["mechanism"]],
        cost=struct["cost"],
        premium_period=struct["premiumPeriod"],
        commit_period=struct["commitPeriod"],
        reveal_period=struct["revealPeriod"],
        settle_period=struct["settlePeriod"],
        delivery_period=struct["deliveryPeriod"],
        complaint_period=struct["complaintPeriod"],
        publish_period=struct["publishPeriod"],
        bond=struct["bond"],
        reveal_bond=struct["revealBond"],
        request_fee=struct["requestFee"],
        key_hash=struct["keyHash"],
        content_hash=struct["contentHash"],
        eligible_root=struct["eligibleRoot"],
        gate=gate,
        uri=struct["uri"],
        summary=struct["summary"],
    )


def pool_now(pool: Pool, struct: Mapping[str, Any]) -> Pool:
    """A pool as a `Pool` of the contract has it now. A published key is known from its event only.

    Args:
        pool: as it was.
        struct: what the contract says of it.
    """
    settlement = None
    if struct["settledAt"]:
        settlement = Settlement(
            at=struct["settledAt"],
            winner=GROUPS[struct["winner"]],
            payers=struct["payers"],
            share=struct["share"],
            left_deadline=struct["leftDeadline"],
            right_deadline=struct["rightDeadline"],
        )
    return replace(
        pool,
        revealed=struct["revealed"],
        seed=None if struct["seed"] == NONE else struct["seed"],
        settlement=settlement,
        gate=GATES[struct["gate"]],
        point=Point(struct["pointX"], struct["pointOdd"]) if struct["pointX"] else None,
        published_at=struct["publishedAt"] or None,
        collected=struct["collected"],
    )


def bid_state(bid: Mapping[str, Any], exchange: Mapping[str, Any]) -> BidState | None:
    """A bid as a `Bid` and an `Exchange` of the contract have it; None if there is none."""
    if exchange["commitment"] == NONE:
        return None
    return BidState(
        commitment=exchange["commitment"],
        key=exchange["key"],
        valuation=bid["valuation"],
        deposit=bid["deposit"],
        index=bid["index"],
        requested_at=exchange["requestedAt"],
        wronged=exchange["wronged"],
        fee_returned=exchange["feeReturned"],
        word=exchange["word"],
    )
