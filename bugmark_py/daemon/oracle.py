"""The loop: find futures, wait, read, evaluate, write evidence, vote, finalise, settle.

The daemon keeps no truth of its own. Before each act it asks the chain what has been done, and the
chain refuses what was; so a kill at any instant neither does a thing twice nor leaves it out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from time import monotonic

from bugmark_py.client import Bugmark
from bugmark_py.daemon.attention import Attention, Trouble
from bugmark_py.daemon.evidence import EvidenceFolder, Observations, evidence
from bugmark_py.errors import BugmarkError, IssueNotFoundError
from bugmark_py.model.futures import Future
from bugmark_py.model.questions import IssueReference, Question
from bugmark_py.oracle.client import Status
from bugmark_py.trackers.history import IssueHistory
from bugmark_py.trackers.reading import read_histories
from bugmark_py.trackers.rules import evaluate, evaluates_at

_POLL_SECONDS = 300.0
# A tracker of many machines may answer from one that has not heard the latest.
_LAG_SECONDS = 60


class Act(StrEnum):
    """What the daemon does about a future."""

    VOTED = "voted"
    FINALIZED = "finalized"
    SETTLED = "settled"
    VOIDED = "voided"


@dataclass(frozen=True)
class Action:
    """Something that the daemon did.

    Attributes:
        act: what.
        future: about which.
        account: name of who did it.
        price: what FIXED pays by it, in basis points.
        reason: why, for a vote.
        transaction: 0x-hex hash.
    """

    act: Act
    future: Future
    account: str
    price: int
    reason: str
    transaction: str


class OracleDaemon:
    """Reports, as one account, on every future of one oracle."""

    def __init__(
        self,
        bugmark: Bugmark,
        *,
        acted: Callable[[Action], None] = lambda _: None,
        troubled: Callable[[Trouble], None] = lambda _: None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Report as the account of a client.

        Args:
            bugmark: whose account is one of the oracle's reporters, or any other: then it
                finalises and settles only.
            acted: told of everything that was done.
            troubled: told of everything that stands in the way, once until it changes.
            clock: seconds since any fixed instant, by which trackers are not asked too often.
        """
        self._bugmark = bugmark
        self._me = bugmark.market.sender.account
        self._votes = bugmark.oracle.is_reporter(self._me.address)
        self._evidence = EvidenceFolder(bugmark.home.evidence)
        self._observations = Observations(bugmark.folder.path / "observed")
        self._acted = acted
        self._clock = clock
        self._attention = Attention(self._me.name, troubled, clock)
        self._observed: dict[str, float] = {}

    def tick(self) -> list[Action]:
        """Do all that can be done now.

        Returns:
            What was done. What could not be done is told to `troubled`, and tried again next time.
        """
        done: list[Action] = []
        try:
            records = self._bugmark.book.futures()
        except BugmarkError as error:
            self._attention.report(None, str(error))
            return done
        self._attention.clear(None)
        for record in records:
            future = record.future
            if future.oracle == self._bugmark.deployment.oracle and not record.settled:
                step = partial(self._step, future)
                done += self._attention.attend(future, step, self._acted)
        return done

    # --- One future --------------------------------------------------------------------------

    def _step(self, future: Future) -> Action | None:
        """The next thing to do about a future, done; None if there is none now."""
        market, oracle = self._bugmark.market, self._bugmark.oracle
        if market.state(future).settled:
            return None
        now = self._bugmark.connection.latest_block().timestamp
        answer = oracle.answer(future)
        if answer.status is Status.FINAL:
            settled = market.settle(future)
            return self._action(Act.SETTLED, future, settled.price, settled.receipt.transaction)
        if answer.status is Status.PROPOSED:
            if now < answer.finalizable_at:
                return None
            receipt = oracle.finalize(future)
            return self._action(Act.FINALIZED, future, answer.price, receipt.transaction)
        if now >= future.maturation + self._bugmark.deployment.void_delay:
            settled = market.void(future)
            act = Act.VOIDED if settled.voided else Act.SETTLED
            return self._action(act, future, settled.price, settled.receipt.transaction)
        return self._vote(future, now) if self._votes else None

    def _vote(self, future: Future, now: int) -> Action | None:
        """Vote once both clocks are past the last instant that matters; keep records until then."""
        oracle = self._bugmark.oracle
        if oracle.has_voted(future, self._me.address) or now >= oracle.voting_ends(future):
            return None
        question = Question.parse(future.question)
        tracker = self._bugmark.trackers.tracker_for(question)
        instant = evaluates_at(question, future.maturation)
        lag = 0 if question.tracker == "file" else _LAG_SECONDS
        if now <= instant or tracker.now() <= instant + lag:
            self._observe(future, question)
            return None
        histories = read_histories(
            question, future.maturation, self._read, self._recorded(question)
        )
        resolution = evaluate(question, future.maturation, histories)
        key = self._evidence.put(evidence(future, resolution, histories))
        receipt = oracle.vote(future, resolution.price, key)
        reason = " ".join(verdict.reason for verdict in resolution.verdicts)
        return self._action(Act.VOTED, future, resolution.price, receipt.transaction, reason)

    def _observe(self, future: Future, question: Question) -> None:
        """Record what the issues look like, in case they are gone when it matters."""
        now, last = self._clock(), self._observed.get(future.future_id)
        if last is not None and question.tracker != "file" and now < last + _POLL_SECONDS:
            return
        for reference in question.references:
            try:
                self._read(reference)
            except IssueNotFoundError:
                continue
        self._observed[future.future_id] = now

    def _read(self, reference: IssueReference) -> IssueHistory:
        history = self._bugmark.trackers.read(reference)
        self._observations.put(history)
        return history

    def _recorded(self, question: Question) -> Mapping[IssueReference, IssueHistory]:
        found = {reference: self._observations.get(reference) for reference in question.references}
        return {reference: history for reference, history in found.items() if history is not None}

    # --- Telling -----------------------------------------------------------------------------

    def _action(
        self, act: Act, future: Future, price: int, transaction: str, reason: str = ""
    ) -> Action:
        return Action(act, future, self._me.name, price, reason, transaction)
