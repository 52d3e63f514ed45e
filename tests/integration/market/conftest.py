"""Traders on one future, and what must hold whatever they do."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from bugmark_py.chain.connection import quantity
from bugmark_py.client import Bugmark
from bugmark_py.market.client import Market
from bugmark_py.model.futures import Future

Traders = Callable[[str], Market]
NothingSent = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def as_(bugmark: Bugmark) -> Traders:
    """The market as an account sees it: `as_("adam").deposit("5")`."""
    known: dict[str, Market] = {}

    def market(name: str) -> Market:
        if name not in known:
            known[name] = bugmark.named(name).market
        return known[name]

    return market


@pytest.fixture
def future(as_: Traders) -> Future:
    """One that matures in 14 days."""
    return as_("dana").create_future("file:demo#1", "+14d")


@pytest.fixture
def nothing_sent(bugmark: Bugmark) -> NothingSent:
    """Fails if, within it, the account sent a transaction, or anybody else did."""

    def stand(name: str) -> tuple[int, int]:
        count = bugmark.connection.rpc("eth_getTransactionCount", bugmark.address(name), "pending")
        return quantity(count), bugmark.connection.latest_block().number

    @contextmanager
    def unchanged(name: str) -> Iterator[None]:
        before = stand(name)
        yield
        assert stand(name) == before

    return unchanged


@pytest.fixture
def settle(bugmark: Bugmark, as_: Traders, warp: Callable[[int], None]) -> Callable[..., None]:
    """Lets a future mature, and the reporters settle it at a price."""

    def to_price(future: Future, price: int) -> None:
        warp(future.maturation - bugmark.now())
        for name in ("reporter", "reporter2"):
            bugmark.named(name).oracle.vote(future, price, "0x" + 64 * "0")
        warp(3600)
        bugmark.named("reporter").oracle.finalize(future)
        as_("dana").settle(future)

    return to_price


@pytest.fixture(autouse=True)
def always_solvent(bugmark: Bugmark) -> Iterator[None]:
    """MKT-1 holds after every test."""
    yield
    bugmark.check_solvent()
