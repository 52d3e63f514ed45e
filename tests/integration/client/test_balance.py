"""All that somebody has, of every kind, and collecting what can be collected."""

from collections.abc import Callable

import pytest

from bugmark_py.client import Balance, Bugmark
from bugmark_py.errors import ChainError
from bugmark_py.model.futures import Future, Outcome

pytestmark = pytest.mark.integration

Warp = Callable[[int], None]

TOKEN = 10**18
DAY = 86_400


@pytest.fixture
def future(bugmark: Bugmark) -> Future:
    return bugmark.named("dana").market.create_future("file:demo#1", "+14d")


@pytest.fixture
def settle(bugmark: Bugmark, future: Future, warp: Warp) -> Callable[[int], None]:
    def to_price(price: int) -> None:
        warp(max(0, future.maturation - bugmark.now()))
        for name in ("reporter", "reporter2"):
            bugmark.named(name).oracle.vote(future, price, "0x" + 64 * "0")
        warp(3600)
        bugmark.named("reporter").oracle.finalize(future)
        bugmark.named("dana").market.settle(future)

    return to_price


def tokens(balance: Balance) -> dict[str, float]:
    """What is not nothing, in tokens, as all amounts here are tenths of them."""
    kinds = ("wallet", "vault", "escrowed", "redeemable", "refundable", "pools", "bonds")
    found = {kind: getattr(balance, kind) for kind in kinds}
    assert all(amount % (TOKEN // 10) == 0 for amount in found.values())
    return {kind: amount / TOKEN for kind, amount in found.items() if amount}


def test_who_has_done_nothing_has_a_wallet(bugmark: Bugmark) -> None:
    assert tokens(bugmark.balance("adam")) == {"wallet": 10_000}


def test_a_deposit_moves_from_wallet_to_vault_and_back(bugmark: Bugmark) -> None:
    adam = bugmark.named("adam")

    adam.market.deposit("160.5")
    assert tokens(adam.balance()) == {"wallet": 9_839.5, "vault": 160.5}
    adam.market.withdraw("60.5")

    assert tokens(adam.balance()) == {"wallet": 9_900, "vault": 100}


def test_an_open_offer_holds_what_is_left_of_it(bugmark: Bugmark, future: Future) -> None:
    adam, beth = bugmark.named("adam"), bugmark.named("beth")

    placed = adam.market.buy(future, "unfixed", units=200, price="0.80")
    assert tokens(adam.balance()) == {"wallet": 9_840, "escrowed": 160}
    beth.market.take(placed, 50)

    assert tokens(adam.balance()) == {"wallet": 9_840, "escrowed": 120}
    assert tokens(beth.balance()) == {"wallet": 9_990}


def test_units_on_offer_are_no_collateral(bugmark: Bugmark, future: Future) -> None:
    beth = bugmark.named("beth")
    beth.market.split(future, 100)

    beth.market.sell(future, "fixed", units=100, price="0.40")

    assert tokens(beth.balance()) == {"wallet": 9_900}


@pytest.mark.parametrize("end", ["expiry", "epoch", "maturation"])
def test_an_offer_that_nobody_can_meet_is_refundable(
    bugmark: Bugmark, future: Future, warp: Warp, end: str
) -> None:
    adam = bugmark.named("adam")
    adam.market.buy(future, "unfixed", units=200, price="0.80", expiry="+1d")
    adam.market.buy(future, "fixed", units=10, price="0.10")
    assert tokens(adam.balance()) == {"wallet": 9_839, "escrowed": 161}

    if end == "epoch":
        adam.market.cancel_all()
    else:
        warp(DAY if end == "expiry" else 14 * DAY)

    kinds = {"refundable": 160, "escrowed": 1} if end == "expiry" else {"refundable": 161}
    assert tokens(adam.balance()) == {"wallet": 9_839} | kinds
    adam.claim()
    vault = kinds.pop("refundable")
    assert tokens(adam.balance()) == {"wallet": 9_839, "vault": vault} | kinds


@pytest.mark.parametrize(
    ("price", "adam", "beth"), [(10_000, 0, 200), (0, 200, 0), (5_000, 100, 100)]
)
def test_positions_in_a_settled_future_are_redeemable(
    bugmark: Bugmark,
    future: Future,
    settle: Callable[[int], None],
    price: int,
    adam: float,
    beth: float,
) -> None:
    placed = bugmark.named("adam").market.buy(future, "unfixed", units=200, price="0.80")
    bugmark.named("beth").market.take(placed)
    assert bugmark.balance("adam").redeemable == bugmark.balance("beth").redeemable == 0

    settle(price)

    assert bugmark.balance("adam").redeemable == adam * TOKEN
    assert bugmark.balance("beth").redeemable == beth * TOKEN
    assert bugmark.named("adam").claim().redeemed == adam * TOKEN
    assert bugmark.named("beth").claim().redeemed == beth * TOKEN
    assert tokens(bugmark.balance("adam")) == {"wallet": 9_840} | ({"vault": adam} if adam else {})
    assert bugmark.check_solvent() == 0


@pytest.mark.parametrize(
    ("outcome", "price", "pays"),
    [("fixed", 10_000, 60), ("unfixed", 10_000, 0), ("unfixed", 5_000, 30)],
)
def test_units_still_on_offer_when_a_future_settles_are_paid_too(
    bugmark: Bugmark,
    future: Future,
    settle: Callable[[int], None],
    outcome: str,
    price: int,
    pays: int,
) -> None:
    beth = bugmark.named("beth")
    beth.market.split(future, 100)
    sold = beth.market.sell(future, outcome, units=100, price="0.40")
    bugmark.named("charles").market.take(sold, 40)
    other = 10_000 - price if outcome == "fixed" else price

    settle(price)

    balance = beth.balance()
    assert balance.refundable == pays * TOKEN, "60 units that nobody took"
    assert balance.redeemable == 100 * other // 10_000 * TOKEN
    vault = balance.vault
    done = beth.claim()
    assert done.redeemed == balance.refundable + balance.redeemable
    assert beth.balance().vault == vault + done.redeemed
    assert beth.balance().refundable == beth.balance().redeemable == 0


def test_units_on_offer_in_a_matured_future_come_back_before_it_settles(
    bugmark: Bugmark, future: Future, warp: Warp
) -> None:
    beth = bugmark.named("beth")
    beth.market.split(future, 100)
    beth.market.sell(future, "fixed", units=100, price="0.40")
    warp(14 * DAY)

    done = beth.claim()

    assert (done.redeemed, done.released, len(done.receipts)) == (0, 0, 1)
    assert {p.outcome: p.units for p in bugmark.book.positions(beth.address())} == {
        Outcome.FIXED: 100,
        Outcome.UNFIXED: 100,
    }
    beth.market.merge(future, 100)
    assert tokens(beth.balance()) == {"wallet": 9_900, "vault": 100}


def test_claiming_for_another_pays_the_other(
    bugmark: Bugmark, future: Future, settle: Callable[[int], None]
) -> None:
    placed = bugmark.named("adam").market.buy(future, "unfixed", units=200, price="0.80")
    bugmark.named("beth").market.take(placed, 150)
    settle(10_000)
    dana = bugmark.named("dana")
    before = dana.balance()

    done = dana.claim("beth")
    dana.claim(bugmark.address("adam"))

    assert (done.redeemed, done.released) == (150 * TOKEN, 0)
    assert tokens(bugmark.balance("beth")) == {"wallet": 9_970, "vault": 150}
    assert tokens(bugmark.balance("adam")) == {"wallet": 9_840, "vault": 40}
    assert dana.balance() == before


def test_claiming_twice_sends_nothing_the_second_time(
    bugmark: Bugmark, future: Future, settle: Callable[[int], None]
) -> None:
    placed = bugmark.named("adam").market.buy(future, "unfixed", units=200, price="0.80")
    bugmark.named("beth").market.take(placed, 150)
    settle(0)
    adam = bugmark.named("adam")

    first = adam.claim()
    block = bugmark.connection.latest_block()
    second = adam.claim()

    assert (first.redeemed, first.released) == (150 * TOKEN, 40 * TOKEN)
    assert (second.redeemed, second.released, second.receipts) == (0, 0, ())
    assert bugmark.connection.latest_block() == block


def test_more_than_fits_into_one_transaction_is_collected_in_several(
    bugmark: Bugmark, future: Future, warp: Warp
) -> None:
    adam = bugmark.named("adam")
    adam.market.deposit(60)
    market = adam.market
    offers = [market.buy(future, "fixed", units=1, price="0.10") for _ in range(53)]
    warp(14 * DAY)

    done = adam.claim()

    assert len(done.receipts) == 2
    assert done.released == len(offers) * TOKEN // 10
    assert tokens(adam.balance()) == {"wallet": 9_940, "vault": 60}


def test_a_donation_is_told_and_is_nobodys(bugmark: Bugmark, future: Future) -> None:
    adam = bugmark.named("adam")
    adam.market.buy(future, "unfixed", units=200, price="0.80")
    assert bugmark.check_solvent() == 0

    token = adam.market.token
    token.send(adam.market.sender, "transfer", bugmark.deployment.market, 5)

    assert bugmark.check_solvent() == 5
    assert tokens(bugmark.named("beth").balance()) == {"wallet": 10_000}


def test_a_market_that_holds_too_little_is_found_out(bugmark: Bugmark, future: Future) -> None:
    bugmark.named("adam").market.buy(future, "unfixed", units=200, price="0.80")
    market, rpc = bugmark.deployment.market, bugmark.connection.rpc
    rpc("anvil_setBalance", market, hex(10**18))
    rpc("anvil_impersonateAccount", market)
    data = bugmark.market.token.encode("transfer", bugmark.address("beth"), 1)

    rpc("eth_sendTransaction", {"from": market, "to": bugmark.deployment.token, "data": data})

    owed, holds = 160 * TOKEN, 160 * TOKEN - 1
    with pytest.raises(ChainError, match=rf"MKT-1 is broken: .* {holds} .* owes {owed}"):
        bugmark.check_solvent()
