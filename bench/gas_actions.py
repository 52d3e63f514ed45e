"""Every user action, done once on a real node with the receipt's gas noted.

Salts, maturations, deadlines and keys are fixed, so that the same contracts cost the same gas, to
the unit, wherever this runs.
"""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bench.gas_meter import MATURATION, UNLIMITED, Meter
from bench.gas_pools import POOL_SCENES
from bugmark_py.chain.deployments import Terms
from bugmark_py.chain.home import Home
from bugmark_py.chain.local import local_market
from bugmark_py.client import connect
from bugmark_py.model.futures import Outcome, position_id
from bugmark_py.model.offers import Side

_EVIDENCE: Final = "0x" + "e5" * 32
_FIXED_PRICE: Final = 10_000
_TRADERS: Final = ("adam", "beth", "bob", "charles", "dana")


def measure() -> Mapping[str, int]:
    """Gas of every action by its name, on a node started for it."""
    with (
        tempfile.TemporaryDirectory(prefix="bugmark-bench-") as folder,
        local_market(Home(Path(folder)), Terms()),
        connect("local", account="deployer", home=folder) as bugmark,
    ):
        meter = Meter(bugmark)
        for scene in (_vault, _newcomers, _positions, _trading, _closing, _settling, _voiding):
            with meter.aside():
                _set_up(meter)
                scene(meter)
        for scene in POOL_SCENES:
            with meter.aside():
                scene(meter)
    return meter.gas


def _set_up(meter: Meter) -> None:
    """A future, and traders with 5,000 tokens in the vault and as many outside, all allowed."""
    future = meter.future()
    create = ("createFuture", future.question, future.maturation, future.oracle)
    meter.do("adam", *create, name="create a future")
    for who in _TRADERS:
        meter.allow(who, UNLIMITED)
        meter.do(who, "deposit", meter.tokens(5_000))


def _vault(meter: Meter) -> None:
    amount = meter.tokens(100)
    meter.do("beth", "deposit", amount, name="deposit, unlimited allowance")
    meter.do("beth", "withdraw", amount, meter.address("beth"), name="withdraw")
    meter.allow("beth", amount)
    meter.do("beth", "deposit", amount, name="deposit")
    meter.do("beth", "depositWithPermit", *meter.permit("beth", amount), name="deposit by permit")


def _newcomers(meter: Meter) -> None:
    """Accounts that never deposited, and that deposit what they need and no more."""
    offer = meter.offer("erin", Side.BUY, Outcome.UNFIXED)
    permit = ("depositWithPermit", *meter.permit("erin", meter.tokens(160)))
    meter.together("erin", permit, ("place", offer), name="permit, deposit and place")
    permit = ("depositWithPermit", *meter.permit("frank", meter.tokens(40)))
    meter.together("frank", permit, ("take", offer, 200, 0), name="permit, deposit and take")


def _positions(meter: Meter) -> None:
    future_id = meter.future().future_id
    meter.do("adam", "split", future_id, 200, name="split")
    fixed = position_id(future_id, Outcome.FIXED)
    with meter.aside():
        meter.do("adam", "transfer", meter.address("bob"), fixed, 50, name="transfer a position")
    meter.do("adam", "merge", future_id, 200, name="merge own")


def _trading(meter: Meter) -> None:
    """The paper's story: Adam buys UNFIXED, Beth takes the other side, and both resell."""
    bought = meter.place("adam", meter.offer("adam", Side.BUY, Outcome.UNFIXED), "place a BUY")
    meter.do("beth", "take", bought, 100, 0, name="take: first mint")
    meter.do("beth", "take", bought, 100, 0, name="take: later mint")

    sold = meter.offer("beth", Side.SELL, Outcome.FIXED, 100)
    meter.place("beth", sold, "place a SELL")
    meter.do("charles", "take", sold, 100, 0, name="take: transfer for collateral")

    wanted = meter.place("dana", meter.offer("dana", Side.BUY, Outcome.FIXED, 50))
    meter.do("beth", "take", wanted, 50, 50, name="take: transfer for a position")

    sold = meter.place("charles", meter.offer("charles", Side.SELL, Outcome.FIXED, 100))
    with meter.aside():
        meter.do("adam", "take", sold, 100, 100, name="take: merge of a part")
    meter.do("adam", "transfer", meter.address("bob"), position_id(*_unfixed(meter)), 100)
    meter.do("adam", "take", sold, 100, 100, name="take: merge")


def _closing(meter: Meter) -> None:
    offer = meter.place("adam", meter.offer("adam", Side.BUY, Outcome.UNFIXED))
    meter.do("adam", "cancel", offer, name="cancel")
    expiry = meter.now() + 3600
    offer = meter.place("adam", meter.offer("adam", Side.BUY, Outcome.UNFIXED, expiry=expiry))
    meter.wait_until(expiry)
    meter.do("bob", "release", offer, name="release")
    meter.do("adam", "cancelAll", name="cancel all")


def _settling(meter: Meter) -> None:
    future = meter.future()
    for who in ("beth", "charles"):
        bought = meter.place("adam", meter.offer("adam", Side.BUY, Outcome.UNFIXED))
        meter.do(who, "take", bought, 200, 0)
    meter.wait_until(MATURATION)
    for who, name in (("reporter", "vote"), ("reporter2", "vote that proposes")):
        receipt = meter.actor(who).oracle.vote(future, _FIXED_PRICE, _EVIDENCE)
        meter.note(name, receipt.gas_used)
    reporter = meter.actor("reporter").oracle
    meter.wait_until(reporter.answer(future).finalizable_at)
    meter.note("finalize", reporter.finalize(future).gas_used)
    meter.do("bob", "settle", future.future_id, future.question_hash, name="settle")

    beth, charles = meter.address("beth"), meter.address("charles")
    meter.do("beth", "redeem", future.future_id, beth, name="redeem")
    redeem = ("redeem", future.future_id, charles)
    withdraw = ("withdraw", meter.tokens(200), charles)
    meter.together("charles", redeem, withdraw, name="redeem and withdraw")


def _voiding(meter: Meter) -> None:
    future = meter.future()
    meter.wait_until(MATURATION + meter.terms.void_delay)
    meter.do("bob", "void", future.future_id, future.question_hash, name="void")


def _unfixed(meter: Meter) -> tuple[str, Outcome]:
    return meter.future().future_id, Outcome.UNFIXED
