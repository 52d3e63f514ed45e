"""What the demo's stories of futures are played on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bugmark_py.chain.accounts import REPORTERS
from bugmark_py.cli.cast import Cast
from bugmark_py.daemon.oracle import Act, Action, OracleDaemon
from bugmark_py.errors import ChainError
from bugmark_py.market.results import Placed, Taken
from bugmark_py.model.amounts import format_tokens
from bugmark_py.model.futures import Future
from bugmark_py.model.questions import IssueReference, Question
from bugmark_py.model.times import DAY

T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """Something that happened in a story.

    Attributes:
        who: name of who did it.
        what: in words.
        price: of one unit, as text; empty where there is none.
        before: base units that were held for the future, or in the pool.
        after: what was held then.
    """

    who: str
    what: str
    price: str
    before: int
    after: int


class Stage:
    """One story at a time: its issue, its future, its steps."""

    def __init__(self, cast: Cast) -> None:
        """Set it.

        Args:
            cast: who plays.
        """
        self.cast = cast
        self.steps: list[Step] = []
        self._bugmark = cast.bugmark
        self._future: Future | None = None
        self._issue: IssueReference | None = None

    # --- What people do ----------------------------------------------------------------------

    def file(self, who: str, title: str) -> None:
        """Somebody finds a bug, and files it."""
        self.steps, self._future = [], None
        tracker = self._bugmark.trackers.file
        self._issue = self._do(
            who, f"files a bug: {title}", lambda: tracker.create("demo", title)
        ).reference

    def open(self, who: str, maturation: str) -> Future:
        """Somebody asks whether it is fixed by then."""
        market, question = self.cast.actor(who).market, Question.parse(str(self._issue))
        # Before it exists there is nothing to hold for it.
        self._future = self._do(
            who,
            f"asks: is {question} fixed in {maturation.removeprefix('+')}?",
            lambda: market.create_future(question, maturation),
        )
        return self._future

    def buy(self, who: str, outcome: str, units: int, price: str) -> Placed:
        """Somebody offers to buy."""
        return self._do(
            who,
            f"offers to buy {units} {outcome.upper()}",
            lambda: self.cast.actor(who).market.buy(self.future, outcome, units=units, price=price),
            price,
        )

    def sell(self, who: str, outcome: str, units: int, price: str) -> Placed:
        """Somebody offers to sell what they hold."""
        return self._do(
            who,
            f"offers to sell {units} {outcome.upper()}",
            lambda: self.cast.actor(who).market.sell(
                self.future, outcome, units=units, price=price
            ),
            price,
        )

    def take(self, who: str, placed: Placed, what: str, price: str) -> Taken:
        """Somebody meets an offer."""
        return self._do(who, what, lambda: self.cast.actor(who).market.take(placed), price)

    def work(self, who: str, days: int, what: str) -> None:
        """Days pass in which somebody works."""
        self._do(who, what, lambda: self.cast.wait(days * DAY))

    def close(self, who: str) -> None:
        """Somebody closes the issue as completed."""
        tracker, issue = self._bugmark.trackers.file, self._issue
        if issue is None:
            raise ChainError("no issue is on the stage")
        self._do(who, f"fixes it and closes {issue}", lambda: tracker.close(issue, actor=who))

    def settle(self) -> int:
        """Maturation comes: the oracle reads the tracker, votes, finalises and settles.

        Returns:
            The settlement price, in basis points.
        """
        wait = self.future.maturation + 1 - self._bugmark.now()
        self._do("", "maturation comes", lambda: self.cast.wait(wait))
        done: list[Action] = []
        daemons = [OracleDaemon(self.cast.actor(name), acted=done.append) for name in REPORTERS]
        for pause in (0, int(self._bugmark.oracle.binding.call("disputePeriod"))):
            self.cast.wait(pause)
            for daemon in daemons:
                before = self._held()
                seen = len(done)
                daemon.tick()
                for action in done[seen:]:
                    self._note(action.account, _told(action), "", before)
        if not self._bugmark.market.state(self.future).settled:
            raise ChainError("the oracle did not settle the future of the story")
        return self._bugmark.market.state(self.future).price

    def claim(self, names: Sequence[str]) -> None:
        """Everybody collects what they are owed, and takes it home."""
        for name in names:
            bugmark = self.cast.actor(name)
            before = self._held()
            collected = bugmark.claim()
            vault = bugmark.market.vault(bugmark.address())
            if vault:
                bugmark.market.withdraw(format_tokens(vault, bugmark.deployment.decimals))
            gets = format_tokens(collected.redeemed, bugmark.deployment.decimals)
            self._note(
                name,
                f"redeems {gets}" if collected.redeemed else "has nothing to redeem",
                "",
                before,
            )

    @property
    def future(self) -> Future:
        """The story's future.

        Raises:
            ChainError: it has none yet.
        """
        if self._future is None:
            raise ChainError("no future is on the stage")
        return self._future

    # --- Inside ------------------------------------------------------------------------------

    def _do(self, who: str, what: str, act: Callable[[], T], price: str = "") -> T:
        before = self._held()
        result = act()
        self._note(who, what, price, before)
        return result

    def _note(self, who: str, what: str, price: str, before: int) -> None:
        if surplus := self._bugmark.check_solvent():
            raise ChainError(f"the market holds {surplus} base units that are nobody's")
        self.steps.append(Step(who, what, price, before, self._held()))

    def _held(self) -> int:
        if self._future is None:
            return 0
        return self._bugmark.book.held_for(self._future.future_id)


def _told(action: Action) -> str:
    answer = {10_000: "FIXED", 0: "UNFIXED"}.get(action.price, "INVALID")
    match action.act:
        case Act.VOTED:
            return f"votes {answer}: {action.reason}"
        case Act.FINALIZED:
            return f"makes {answer} final"
        case _:
            return f"settles: {answer}"
