"""What everybody does in a cost-sharing pool, from its creation to their money.

Adam, Beth and Charles share a cost of 100 on the left, where Dana waits; Erin and Frank wait on the
right.
"""

from collections.abc import Sequence
from typing import Final

from bench.gas_meter import Meter
from bugmark_py.mechanisms.outcome import Mechanism
from bugmark_py.model.hashing import hash_words
from bugmark_py.model.pool_terms import PoolTerms
from bugmark_py.model.pools import commitment
from bugmark_py.model.times import DAY, HOUR
from bugmark_py.sealing.content import ContentKey
from bugmark_py.sealing.curve import OneTimeKey
from bugmark_py.sealing.words import Recipient, deliver

_VALUATIONS: Final = {"adam": 60, "beth": 50, "charles": 45, "dana": 10, "erin": 1, "frank": 0}
_LEFT: Final = ("adam", "beth", "charles", "dana")
_RIGHT: Final = ("erin", "frank")
_PAYERS: Final = ("adam", "beth", "charles")
_COST: Final = 100
_BOND: Final = 120
_FEE: Final = 2
_PREMIUM_PERIOD: Final = 10 * DAY
_NEVER: Final = _PREMIUM_PERIOD + 1
# 3 * floor(45e18 * d / T) >= 100e18, for the first time.
_SOONEST: Final = 640_001
_SALT: Final = "0x" + "5a" * 32
_KEY: Final = ContentKey(bytes.fromhex("c0" * 32))
_SELLER_KEY: Final = OneTimeKey(0x5E11)


def _bidding(meter: Meter) -> None:
    pool_id = _create(meter, name="create a pool")
    with meter.aside():
        permit = meter.permit("adam", meter.tokens(_COST), meter.terms.pools)
        encode = meter.actor("adam").pools.binding.encode
        calls = [encode("permit", *permit), encode("commit", *_bid(meter, pool_id, "adam"))]
        meter.pool("adam", "multicall", calls, name="permit and commit")
    _commit(meter, pool_id, "adam", name="commit")
    for who in ("beth", "charles", "dana", "erin", "frank"):
        _commit(meter, pool_id, who)
    meter.wait_until(_pool(meter, pool_id, "commitEnd"))
    _reveal(meter, pool_id, "beth")
    _reveal(meter, pool_id, "adam", name="reveal")


def _settling(meter: Meter) -> None:
    pool_id = _revealed(meter)
    _draw(meter, pool_id)
    with meter.aside():
        _settle(meter, pool_id, _LEFT, _RIGHT, name="settle a pool")
    # What one bidder more adds to a chunk that is not the last.
    chunks = []
    for left in (_LEFT[:1], _LEFT):
        with meter.aside():
            chunks.append(_settle(meter, pool_id, left, _RIGHT[:1]))
    meter.note("settle: each bidder", (chunks[1] - chunks[0]) // (len(_LEFT) - 1))


def _delivering(meter: Meter) -> None:
    pool_id = _sold(meter)
    with meter.aside():
        one = _deliver(meter, pool_id, _PAYERS[:1])
    three = _deliver(meter, pool_id, _PAYERS, name="deliver")
    meter.note("deliver: each payer", (three - one) // (len(_PAYERS) - 1))


def _complaining(meter: Meter) -> None:
    pool_id = _sold(meter)
    _deliver(meter, pool_id, _PAYERS, key=ContentKey(bytes(32)))
    call = (pool_id, meter.address("adam"), _one_time_key("adam").number)
    meter.pool("bob", "complain", *call, name="complain")
    _claim(meter, pool_id, "adam", name="claim: a payer who was wronged")


def _requesting(meter: Meter) -> None:
    pool_id = _sold(meter)
    _deliver(meter, pool_id, _PAYERS)
    start = _pool(meter, pool_id, "settledAt") + _pool(meter, pool_id, "deliveryPeriod")
    meter.wait_until(start + _SOONEST)
    meter.allow("erin", meter.tokens(_FEE), meter.terms.pools)
    meter.pool("erin", "request", pool_id, name="request")
    meter.allow("frank", meter.tokens(_FEE), meter.terms.pools)
    meter.pool("frank", "request", pool_id)
    _deliver(meter, pool_id, ("erin",), name="deliver on request")


def _publishing(meter: Meter) -> None:
    pool_id = _sold(meter)
    _deliver(meter, pool_id, _PAYERS)
    _claim(meter, pool_id, "adam", name="claim: a payer")
    _claim(meter, pool_id, "dana", name="claim: who waits")
    start = _pool(meter, pool_id, "settledAt") + _pool(meter, pool_id, "deliveryPeriod")
    meter.wait_until(start + _PREMIUM_PERIOD)
    meter.pool("bob", "publish", pool_id, "0x" + _KEY.value.hex(), name="publish")
    _claim(meter, pool_id, "seller", name="claim: the seller")


POOL_SCENES: Final = (_bidding, _settling, _delivering, _complaining, _requesting, _publishing)
"""Each leaves the chain where it pleases."""

# --- Given -----------------------------------------------------------------------------------


def _terms(meter: Meter) -> PoolTerms:
    return PoolTerms(
        mechanism=Mechanism.GCSOD,
        cost=meter.tokens(_COST),
        premium_period=_PREMIUM_PERIOD,
        commit_period=3 * DAY,
        reveal_period=2 * DAY,
        settle_period=DAY,
        delivery_period=8 * HOUR,
        complaint_period=18 * HOUR,
        publish_period=4 * DAY,
        bond=meter.tokens(_BOND),
        reveal_bond=meter.tokens(5),
        request_fee=meter.tokens(_FEE),
        key_hash=_KEY.hash,
        content_hash=hash_words(1),
        uri="https://seller.example/advisory",
        summary="A bug in the parser",
    )


def _create(meter: Meter, name: str | None = None) -> str:
    terms = _terms(meter)
    meter.allow("seller", terms.bond, meter.terms.pools)
    meter.pool("seller", "create", terms.struct(), name=name)
    seller = meter.actor("seller")
    return terms.pool_id(
        seller.connection.chain_id, seller.deployment.pools, meter.address("seller")
    )


def _bid(meter: Meter, pool_id: str, who: str) -> tuple[object, ...]:
    sealed = commitment(pool_id, meter.address(who), _valuation(meter, who), _SALT)
    return pool_id, sealed, _one_time_key(who).address, meter.tokens(_COST), []


def _commit(meter: Meter, pool_id: str, who: str, name: str | None = None) -> None:
    meter.allow(who, meter.tokens(_COST), meter.terms.pools)
    meter.pool(who, "commit", *_bid(meter, pool_id, who), name=name)


def _reveal(meter: Meter, pool_id: str, who: str, name: str | None = None) -> None:
    public = _one_time_key(who).public_key
    opening = (_valuation(meter, who), _SALT, public.x, public.y)
    meter.pool(who, "reveal", pool_id, meter.address(who), *opening, name=name)


def _revealed(meter: Meter) -> str:
    pool_id = _create(meter)
    for who in _VALUATIONS:
        _commit(meter, pool_id, who)
    meter.wait_until(_pool(meter, pool_id, "commitEnd"))
    for who in _VALUATIONS:
        _reveal(meter, pool_id, who)
    meter.wait_until(_pool(meter, pool_id, "revealEnd"))
    return pool_id


def _draw(meter: Meter, pool_id: str) -> None:
    """Draw until the coins are as wanted; a block's hash is never the same."""
    wanted = [0] * len(_LEFT) + [1] * len(_RIGHT)
    look = meter.actor("seller").pools.binding
    while True:
        with meter.aside():
            meter.pool("bob", "draw", pool_id)
            coins = [look.call("groupOf", pool_id, meter.address(who)) for who in _VALUATIONS]
        if coins == wanted:
            break
        meter.mine()
    meter.pool("bob", "draw", pool_id, name="draw")


def _settle(
    meter: Meter,
    pool_id: str,
    left: Sequence[str],
    right: Sequence[str],
    name: str | None = None,
) -> int:
    named = [[meter.address(who) for who in group] for group in (left, right)]
    return meter.pool("bob", "settle", pool_id, _SOONEST, _NEVER, 0, *named, name=name)


def _sold(meter: Meter) -> str:
    pool_id = _revealed(meter)
    _draw(meter, pool_id)
    _settle(meter, pool_id, _LEFT, _RIGHT)
    return pool_id


def _deliver(
    meter: Meter,
    pool_id: str,
    to: Sequence[str],
    *,
    key: ContentKey = _KEY,
    name: str | None = None,
) -> int:
    point = _SELLER_KEY.ephemeral_point
    bidders = [meter.address(who) for who in to]
    words = [
        deliver(key, _SELLER_KEY, _one_time_key(who).public_key, Recipient(pool_id, bidder)).word
        for who, bidder in zip(to, bidders, strict=True)
    ]
    return meter.pool("seller", "deliver", pool_id, point.x, point.odd, bidders, words, name=name)


def _claim(meter: Meter, pool_id: str, who: str, name: str) -> None:
    meter.pool("bob", "claim", pool_id, meter.address(who), name=name)


def _valuation(meter: Meter, who: str) -> int:
    return meter.tokens(_VALUATIONS[who])


def _one_time_key(who: str) -> OneTimeKey:
    return OneTimeKey(int(hash_words(list(_VALUATIONS).index(who)), 16))


def _pool(meter: Meter, pool_id: str, what: str) -> int:
    return int(meter.actor("seller").pools.binding.call("getPool", pool_id)[what])
