"""POOL-4 through the client: what comes out on the chain is what the mechanisms say, exactly."""

from dataclasses import dataclass
from random import Random

import pytest

from bugmark_py.mechanisms import ticks
from bugmark_py.mechanisms.outcome import Group, Mechanism, Outcome
from bugmark_py.model.amounts import format_tokens
from bugmark_py.model.pools import Pool
from tests.integration.pools.conftest import Fair

pytestmark = pytest.mark.integration

NAMES = ("adam", "beth", "bob", "charles", "dana", "erin", "frank")


@dataclass(frozen=True)
class Profile:
    """What is bid, in base units; None is never revealed."""

    mechanism: Mechanism
    cost: int
    period: int
    valuations: tuple[int | None, ...]


def profiles(seed: int, many: int) -> list[Profile]:
    """Generated ones: ties, zeros, nobody, deadlines of a second, amounts beyond 2^64."""
    random = Random(seed)  # noqa: S311
    return [_profile(random) for _ in range(many)]


def _profile(random: Random) -> Profile:
    cost = random.choice((1, 2, 12, 13, 10**19 + 1, random.randint(1, 10**20)))
    span = random.choice((2, 3, 8))
    values = [
        random.choice((0, 1, cost, cost + 1, -(-cost // span), random.randint(0, 2 * cost // span)))
        for _ in range(random.randint(0, len(NAMES)))
    ]
    if random.random() < 0.3:
        values = [random.choice(values[:1] or [0]) for _ in values]
    return Profile(
        random.choice((Mechanism.CS, Mechanism.GCSOD, Mechanism.GCSOD)),
        cost,
        random.choice((1, 2, 1000, 30 * 24 * 3600, 2**32 - 2)),
        tuple(value if random.random() < 0.9 else None for value in values),
    )


def run(fair: Fair, wanted: list[Profile]) -> list[Pool]:
    """All pools side by side, so that time passes once for all."""
    pools = [
        fair.create(
            mechanism=each.mechanism,
            cost=each.cost,
            premium_period=each.period,
            bond=each.cost,
            reveal_bond=0,
            request_fee=0,
            summary=str(number),
        )
        for number, each in enumerate(wanted)
    ]
    for pool, each in zip(pools, wanted, strict=True):
        for name, value in zip(NAMES, each.valuations, strict=False):
            fair.pools(name).bid(pool, format_tokens(value or 0, 18))
    fair.until(max(pool.commit_end for pool in pools))
    for pool, each in zip(pools, wanted, strict=True):
        for name, value in zip(NAMES, each.valuations, strict=False):
            if value is not None:
                fair.pools(name).reveal(pool, fair.bid_of(pool, name))
    return [fair.settle(pool, chunk=3) for pool in pools]


def check(fair: Fair, pool: Pool, profile: Profile) -> Outcome[int]:
    """Compare a settled pool with the mechanism's own outcome."""
    bids = [bid for bid in fair.bids(pool) if bid.revealed]
    values = [bid.valuation or 0 for bid in bids]
    groups = [pool.group_of(bid.bidder) for bid in bids]
    if profile.mechanism is Mechanism.CS:
        expected = ticks.cs(values, profile.cost, profile.period)
    else:
        expected = ticks.gcsod(values, profile.cost, profile.period, groups)

    settled = pool.settlement
    assert settled is not None
    assert values == [value for value in profile.valuations if value is not None]
    assert (pool.sold is not None) == expected.sold
    payments = [settled.share if pool.pays(bid) else 0 for bid in bids]
    assert payments == list(expected.payments)
    if expected.sold:
        waits = [(pool.available_at(bid) or 0) - (pool.start or 0) for bid in bids]
        assert waits == list(expected.times)
        assert settled.payers == len(expected.payers)
    for lane in expected.lanes:
        faced = settled.deadline(Group.RIGHT if lane.group is Group.RIGHT else Group.LEFT)
        assert faced == lane.faces
    return expected


def test_profiles_through_the_client_come_out_as_the_mechanisms_say(fair: Fair) -> None:
    wanted = profiles(seed=7, many=5)

    outcomes = [check(fair, *pair) for pair in zip(run(fair, wanted), wanted, strict=True)]

    assert len(outcomes) == 5


@pytest.mark.exhaustive
@pytest.mark.timeout(600)
def test_fifty_profiles_come_out_as_the_mechanisms_say(fair: Fair) -> None:
    wanted = profiles(seed=2026, many=50)

    outcomes = [check(fair, *pair) for pair in zip(run(fair, wanted), wanted, strict=True)]

    # What was generated shows something: all kinds of outcomes.
    assert {outcome.sold for outcome in outcomes} == {True, False}
    winners = {outcome.winner for outcome in outcomes}
    assert winners == {None, Group.LEFT, Group.RIGHT}
    assert {len(outcome.times) for outcome in outcomes} >= {0, 1, 6}
    assert {len(outcome.payers) for outcome in outcomes} >= {0, 1, 2, 3}
