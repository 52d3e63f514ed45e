"""The paper's examples through the Python client, in exact money."""

from collections.abc import Callable

import pytest

from bugmark_py.client import Bugmark
from bugmark_py.model.futures import Future

pytestmark = pytest.mark.integration

TOKEN = 10**18
FIXED, UNFIXED = 10_000, 0


def settle(bugmark: Bugmark, future: Future, price: int, warp: Callable[[int], None]) -> None:
    warp(future.maturation - bugmark.now())
    for name in ("reporter", "reporter2"):
        bugmark.named(name).oracle.vote(future, price, "0x" + 64 * "0")
    warp(3600)
    bugmark.named("reporter").oracle.finalize(future)
    bugmark.named("dana").market.settle(future)


def wealth(bugmark: Bugmark, *names: str) -> list[int]:
    balances = [bugmark.balance(name) for name in names]
    return [(b.wallet + b.vault) // TOKEN - 10_000 for b in balances]


@pytest.mark.parametrize(("price", "adam", "beth"), [(FIXED, -160, 160), (UNFIXED, 40, -40)])
def test_the_deposits_of_both_sides_go_to_whoever_is_right(
    bugmark: Bugmark, warp: Callable[[int], None], price: int, adam: int, beth: int
) -> None:
    future = bugmark.named("adam").market.create_future("file:demo#1", "+14d")

    placed = bugmark.named("adam").market.buy(future, "unfixed", units=200, price="0.80")
    assert bugmark.market.wallet(bugmark.deployment.market) == 160 * TOKEN
    bugmark.named("beth").market.take(placed)
    assert bugmark.market.wallet(bugmark.deployment.market) == 200 * TOKEN
    settle(bugmark, future, price, warp)
    bugmark.named("adam").claim()
    bugmark.named("dana").claim("beth")

    assert wealth(bugmark, "adam", "beth") == [adam, beth]
    bugmark.check_solvent()


def test_partial_work_is_paid_by_reselling_the_position(
    bugmark: Bugmark, warp: Callable[[int], None]
) -> None:
    future = bugmark.named("adam").market.create_future("file:demo#1", "+14d")
    first = bugmark.named("adam").market.buy(future, "unfixed", units=200, price="0.80")
    bugmark.named("beth").market.take(first)

    second = bugmark.named("beth").market.sell(future, "fixed", units=200, price="0.40")
    bugmark.named("charles").market.take(second)
    settle(bugmark, future, FIXED, warp)
    bugmark.named("charles").claim()

    assert wealth(bugmark, "adam", "beth", "charles") == [-160, 40, 120]


def test_a_resold_hedge_costs_the_difference(bugmark: Bugmark) -> None:
    future = bugmark.named("adam").market.create_future("file:demo#1", "+14d")
    first = bugmark.named("adam").market.buy(future, "unfixed", units=200, price="0.80")
    bugmark.named("beth").market.take(first)

    second = bugmark.named("adam").market.sell(future, "unfixed", units=200, price="0.70")
    taken = bugmark.named("bob").market.take(second)

    assert taken.cost == 140 * TOKEN
    assert wealth(bugmark, "adam") == [-20]
