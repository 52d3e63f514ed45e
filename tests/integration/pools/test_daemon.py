"""Daemons of sellers, bidders and strangers over pools on a real chain."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest

from bugmark_py.chain.binding import Event
from bugmark_py.chain.connection import Connection
from bugmark_py.daemon.attention import Trouble
from bugmark_py.daemon.pools import PoolAct, PoolAction, PoolDaemon
from bugmark_py.mechanisms.outcome import Mechanism
from bugmark_py.model.pool_terms import GateTerms
from bugmark_py.model.pools import Gate, Phase, Pool
from bugmark_py.sealing.content import ContentKey, seal_content
from tests.integration.pools.conftest import HOUR, Fair

pytestmark = pytest.mark.integration

BIDDERS = ("erin", "frank", "dana", "adam")
EVERYBODY = ("seller", *BIDDERS, "reporter")


@dataclass
class Crew:
    """Daemons that look when they are told to.

    Attributes:
        fair: over whose pools.
        clock: what they take for the passing of time, in seconds.
        done: what they did.
        troubles: what stood in their way.
    """

    fair: Fair
    clock: float = 0
    done: list[PoolAction] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    _known: dict[str, PoolDaemon] = field(default_factory=dict)

    def daemon(self, name: str, **changes: Any) -> PoolDaemon:
        """One that has just been started."""
        options: dict[str, Any] = {
            "acted": self.done.append,
            "troubled": self.troubles.append,
            "clock": lambda: self.clock,
        }
        if name == "seller":
            options["key_of"] = lambda _: self.fair.sealed.key
        return PoolDaemon(self.fair.bugmark.named(name), **(options | changes))

    def tick(self, *names: str) -> list[tuple[str, PoolAct]]:
        """Let each look once; say who did what."""
        seen = len(self.done)
        for name in names or EVERYBODY:
            if name not in self._known:
                self._known[name] = self.daemon(name)
            self._known[name].tick()
        return [(action.account, action.act) for action in self.done[seen:]]

    def live(self, pool: Pool, *names: str) -> list[tuple[str, PoolAct]]:
        """Let a pool come to its end, with looks in every phase."""
        seen = len(self.done)
        self.tick(*names)
        for _ in range(12):
            pool = self.fair.now(pool)
            now = self.fair.bugmark.now()
            later = [time for time in instants(pool) if time > now]
            if not later:
                break
            self.fair.until(min(later))
            self.clock += 1_000
            self.tick(*names)
        return [(action.account, action.act) for action in self.done[seen:]]


def instants(pool: Pool) -> list[int]:
    """Unix seconds at which something ends in a pool."""
    if pool.settlement is None:
        return [pool.commit_end, pool.reveal_end, pool.settle_end]
    known = [pool.start, pool.complaint_end]
    if pool.published_at is None:
        known += [pool.publish_from, pool.publish_end]
    return [time for time in known if time is not None]


@pytest.fixture
def crew(fair: Fair) -> Crew:
    return Crew(fair)


def given_bids(fair: Fair, mechanism: Mechanism = Mechanism.CS) -> Pool:
    """Under CS erin, frank and dana pay 4 each: 3 x 4 = 12 > 2 x 5; adam, at 1, waits."""
    pool = fair.create(mechanism=mechanism)
    fair.bid(pool, erin="5", frank="5", dana="4", adam="1")
    return pool


def test_a_pool_comes_to_its_end_by_daemons_alone(fair: Fair, crew: Crew) -> None:
    pool = given_bids(fair)

    done = crew.live(pool)

    assert crew.troubles == []
    assert sorted(done) == sorted(
        [
            *((name, PoolAct.REVEALED) for name in BIDDERS),
            ("seller", PoolAct.SETTLED),
            ("seller", PoolAct.DELIVERED),
            ("seller", PoolAct.PUBLISHED),
            # What a bid is above the share goes back at once: erin's and frank's 1, adam's 1.
            *((name, PoolAct.CLAIMED) for name in ("erin", "frank", "adam", "seller")),
        ]
    )
    assert fair.now(pool).phase(fair.bugmark.now()) is Phase.PUBLISHED
    wallets = [fair.wallet(name) for name in ("seller", *BIDDERS)]
    assert wallets == ["10012", "9996", "9996", "9996", "10000"]
    assert crew.tick() == [], "nothing is left to do"


def test_coins_are_drawn_and_outcomes_settled_by_whoever_looks(fair: Fair, crew: Crew) -> None:
    pool = given_bids(fair, Mechanism.GCSOD)
    fair.reveal(pool, *BIDDERS)
    fair.until(pool.reveal_end)

    assert crew.tick("reporter") == [("reporter", PoolAct.DRAWN), ("reporter", PoolAct.SETTLED)]
    assert fair.now(pool).settlement is not None
    assert crew.tick("reporter2") == []


def test_a_bidder_who_was_sold_rubbish_is_repaid_without_lifting_a_finger(
    fair: Fair, crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = given_bids(fair)
    fair.reveal(pool, *BIDDERS)
    pool = fair.settle(pool)
    monkeypatch.setattr(ContentKey, "check", lambda *_: None)
    fair.pools("seller").deliver(pool, seal_content(b"rubbish").key, fair.bids(pool))
    monkeypatch.undo()

    done = crew.tick("erin")

    assert done == [("erin", PoolAct.COMPLAINED), ("erin", PoolAct.CLAIMED)]
    # Her 5 came back, and a third of the seller's bond.
    assert fair.wallet("erin") == "10004"
    crew.live(pool, *BIDDERS)
    assert [fair.wallet(name) for name in BIDDERS] == ["10004", "10004", "10004", "10000"]
    assert crew.troubles == []


def test_a_request_is_answered_before_the_key_is_out(fair: Fair, crew: Crew) -> None:
    pool = given_bids(fair)
    fair.reveal(pool, *BIDDERS)
    fair.settle(pool)
    crew.tick("seller")
    fair.until(fair.now(pool).publish_from or 0)
    fair.pools("adam").request(pool)

    done = crew.tick("seller")

    assert done == [("seller", PoolAct.DELIVERED), ("seller", PoolAct.PUBLISHED)]
    key = fair.pools("adam").delivered_key(fair.now(pool), fair.bid_of(pool, "adam"))
    assert key == fair.sealed.key


def test_a_request_that_nobody_answers_is_complained_of(fair: Fair, crew: Crew) -> None:
    pool = given_bids(fair)
    fair.reveal(pool, *BIDDERS)
    pool = fair.settle(pool)
    fair.pools("seller").deliver(pool, fair.sealed.key, fair.bids(pool))
    fair.until(pool.publish_from or 0)
    fair.pools("adam").request(pool)
    fair.warp(pool.terms.delivery_period)

    assert crew.tick("adam") == [("adam", PoolAct.COMPLAINED), ("adam", PoolAct.CLAIMED)]
    # His deposit is back; the fee comes with his part of the bond once it is over.
    assert fair.bid_of(pool, "adam").wronged


def test_a_gate_is_decided_when_its_oracle_has_answered(fair: Fair, crew: Crew) -> None:
    bugmark = fair.bugmark
    issue = bugmark.trackers.file.create("demo", "It crashes").reference
    bugmark.trackers.file.close(issue)
    future = fair.actor("adam").market.create_future(str(issue), bugmark.now() + 2 * HOUR)
    gate = GateTerms(
        oracle=bugmark.deployment.oracle,
        question_hash=future.question_hash,
        maturation=future.maturation,
        end=future.maturation + 10**7,
    )
    pool = fair.create(gate=gate)
    fair.until(future.maturation + 1)

    assert crew.tick("reporter") == [], "its oracle is silent"
    for name in ("reporter", "reporter2"):
        fair.actor(name).oracle.vote(future, 10_000, "0x" + 64 * "0")
    fair.warp(10_000)

    assert crew.tick("reporter") == [("reporter", PoolAct.GATE_DECIDED)]
    assert fair.now(pool).gate is Gate.PASSED
    assert crew.troubles == []


def test_a_seller_without_the_key_is_told_where_it_is_and_nothing_else_stops(
    fair: Fair, crew: Crew
) -> None:
    pool = given_bids(fair)
    fair.reveal(pool, *BIDDERS)
    fair.settle(pool)
    keyless = PoolDaemon(
        fair.bugmark.named("seller"), troubled=crew.troubles.append, clock=lambda: crew.clock
    )

    keyless.tick()
    keyless.tick()

    (trouble,) = crew.troubles
    assert trouble.subject is not None
    assert f"the content key of pool {pool.pool_id} is not known here" in trouble.reason


class Killed(BaseException):
    """What no daemon catches."""


@pytest.mark.parametrize("mechanism", [Mechanism.CS, Mechanism.GCSOD])
@pytest.mark.parametrize("when", ["before it is sent", "before its receipt"])
def test_daemons_killed_at_every_other_step_come_to_the_same_end(
    fair: Fair, crew: Crew, monkeypatch: pytest.MonkeyPatch, when: str, mechanism: Mechanism
) -> None:
    pool = given_bids(fair, mechanism)
    batch, steps, kills = Connection.batch, 0, 0

    def dying(connection: Connection, *requests: tuple[Any, ...]) -> Any:
        nonlocal steps
        sends = any(method == "eth_sendRawTransaction" for method, *_ in requests)
        steps += sends
        if sends and steps % 2 and when == "before it is sent":
            raise Killed
        answers = batch(connection, *requests)
        if sends and steps % 2 and when == "before its receipt":
            raise Killed
        return answers

    def restarted(*_: str) -> list[tuple[str, PoolAct]]:
        """Everybody's daemon is started anew until it was not killed."""
        nonlocal kills
        for name in EVERYBODY:
            while True:
                try:
                    crew.daemon(name).tick()
                    break
                except Killed:
                    kills += 1
        return []

    monkeypatch.setattr(Connection, "batch", dying)
    monkeypatch.setattr(crew, "tick", restarted)
    crew.live(pool)
    monkeypatch.undo()

    assert kills > 5
    assert crew.troubles == []
    assert fair.bugmark.market.wallet(fair.bugmark.deployment.pools) == 0, "all have what is theirs"
    said = Counter(event.name for event in events(fair))
    sold = fair.now(pool).sold
    expected = {"PoolCreated": 1, "BidCommitted": 4, "BidRevealed": 4, "PoolSettled": 1}
    assert {name: said[name] for name in expected} == expected, "nothing was done twice"
    assert said["PoolDrawn"] == (mechanism is Mechanism.GCSOD)
    assert said["WordDelivered"] == (sold.payers if sold is not None else 0)
    assert said["KeyPublished"] == (sold is not None)
    if mechanism is Mechanism.CS:
        wallets = [fair.wallet(name) for name in ("seller", *BIDDERS)]
        assert wallets == ["10012", "9996", "9996", "9996", "10000"]


def events(fair: Fair) -> list[Event]:
    """All that the pools have said."""
    where = {"fromBlock": "0x0", "address": fair.bugmark.deployment.pools}
    return fair.bugmark.pools.binding.events(fair.bugmark.connection.rpc("eth_getLogs", where))
