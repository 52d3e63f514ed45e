"""Oracle daemons over a real chain, with trackers that can be changed beneath them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from bugmark_py.client import Bugmark, connect
from bugmark_py.daemon.attention import Trouble
from bugmark_py.daemon.oracle import Act, Action, OracleDaemon
from bugmark_py.model.futures import Future
from tests.integration.trackers.conftest import github, payloads

__all__ = ["github", "payloads"]

REPORTERS = ("reporter", "reporter2", "reporter3")


@dataclass
class Oracle:
    """Daemons of several accounts, which look when they are told to.

    Attributes:
        bugmark: of nobody in particular.
        now: what the daemons take for the passing of time, in seconds.
        done: what they did.
        troubles: what stood in their way.
    """

    bugmark: Bugmark
    now: float = 0
    done: list[Action] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    daemons: dict[str, OracleDaemon] = field(default_factory=dict)

    def daemon(self, name: str, **changes: Any) -> OracleDaemon:
        """A daemon that has just been started."""
        named: dict[str, Any] = {"acted": self.done.append, "troubled": self.troubles.append}
        return OracleDaemon(self.bugmark.named(name), **(named | changes), clock=lambda: self.now)

    def tick(self, *names: str) -> list[tuple[str, Act]]:
        """Let daemons look once, in this order; say who did what."""
        seen = len(self.done)
        for name in names or REPORTERS:
            if name not in self.daemons:
                self.daemons[name] = self.daemon(name)
            self.daemons[name].tick()
        return [(action.account, action.act) for action in self.done[seen:]]

    def settle(self, *futures: Future) -> list[int]:
        """Let matured futures be voted on, made final and settled; return their prices."""
        rpc = self.bugmark.connection.rpc
        self.tick()
        rpc("evm_increaseTime", 3600)
        rpc("evm_mine")
        self.tick("reporter")
        states = [self.bugmark.market.state(future) for future in futures]
        assert all(state.settled for state in states), self.troubles
        return [state.price for state in states]


@pytest.fixture
def oracle(bugmark: Bugmark) -> Oracle:
    """Daemons that read the file tracker."""
    return Oracle(bugmark)


@pytest.fixture
def github_oracle(bugmark: Bugmark, github: Any) -> Iterator[Oracle]:
    """Daemons that read GitHub from a server on this machine."""
    bugmark.home.settings_file.write_text(f'[urls]\n"github.com" = "{github.url}"\n')
    with connect("local", home=bugmark.home.path) as opened:
        yield Oracle(opened)


@pytest.fixture
def mature(bugmark: Bugmark, warp: Callable[[int], None]) -> Callable[[Future], None]:
    """Lets time pass until one second after a future's maturation."""
    return lambda future: warp(future.maturation + 1 - bugmark.now())


@pytest.fixture
def mine_at(bugmark: Bugmark) -> Callable[[int], None]:
    """Mines a block of exactly that time, in unix seconds."""

    def mine(time: int) -> None:
        bugmark.connection.rpc("evm_setNextBlockTimestamp", time)
        bugmark.connection.rpc("evm_mine")

    return mine
