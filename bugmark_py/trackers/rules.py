"""What the answer to a question is, from the histories of its issues. Pure.

The state that counts is that at the instant of maturation, rebuilt from history: an event in that
very second counts, and nothing that happens later changes the answer, however late one looks.

- `fixed`: closed as completed. A duplicate that a maintainer marked follows its target where the
  tracker names it, up to `MAX_FOLLOWED` times; every other closure is UNFIXED.
- `closed`: closed, for whatever reason.
- `merged`: a linked change had reached the default branch, whether the issue is open or closed.
- `label`: the label was on the issue.
- `by=maintainer`: the closure counts only if a maintainer closed (for merged: merged). Where the
  tracker does not say who did, it does not count: whoever profits from a closure must not be able
  to make it count by being unknown.
- `grace`: the rule must hold twice, at maturation and again at maturation + grace; for merged, the
  issue must then be closed as completed. What happens in between does not count: a closure that is
  undone and done again within the grace stands, one that first comes after maturation does not.

An issue that did not exist at maturation is INVALID. Joint questions: any UNFIXED makes UNFIXED,
else any INVALID makes INVALID, else FIXED.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from bugmark_py.errors import (
    InputError,
    RefusedError,
    RuleUnsupportedError,
    TrackerUnavailableError,
)
from bugmark_py.model.questions import IssueReference, Question
from bugmark_py.model.rules import Rule
from bugmark_py.model.times import format_time
from bugmark_py.trackers.history import CloseReason, IssueEvent, IssueHistory

MAX_FOLLOWED: Final = 5
"""How many times a duplicate is followed to what it is a duplicate of."""

Histories = Mapping[IssueReference, IssueHistory | None]
"""The histories of a question's issues and of what they are duplicates of; None: never existed."""


class Answer(StrEnum):
    """What a question comes to."""

    FIXED = "FIXED"
    UNFIXED = "UNFIXED"
    INVALID = "INVALID"

    @property
    def price(self) -> int:
        """The settlement price: what FIXED pays, in basis points of a unit."""
        return {"FIXED": 10_000, "UNFIXED": 0, "INVALID": 5_000}[self.value]


@dataclass(frozen=True)
class Verdict:
    """What the rule says of one issue.

    Attributes:
        reference: the issue.
        answer: what it comes to.
        reason: why, in one sentence.
    """

    reference: IssueReference
    answer: Answer
    reason: str


@dataclass(frozen=True)
class Resolution:
    """What a question comes to, and why.

    Attributes:
        answer: the joint answer.
        verdicts: one for each issue of the question, in its order.
    """

    answer: Answer
    verdicts: tuple[Verdict, ...]

    @property
    def price(self) -> int:
        """The settlement price: what FIXED pays, in basis points of a unit: 0, 5000 or 10000."""
        return self.answer.price


def evaluates_at(question: Question, maturation: int) -> int:
    """Return the last instant that matters to a question, in unix seconds.

    Both the chain's clock and the tracker's must be past it before the question is evaluated.

    Args:
        question: what is asked.
        maturation: unix seconds.
    """
    return maturation + question.rule.grace


def evaluate(question: Question, maturation: int, histories: Histories) -> Resolution:
    """Answer a question.

    Args:
        question: what is asked.
        maturation: unix seconds.
        histories: of each issue of the question, and of the targets that duplicates are followed
            to, read after `evaluates_at`; None for an issue that never existed.

    Raises:
        RefusedError: a history was read too early to tell.
        TrackerUnavailableError: the tracker's events do not tell whether the label was there.
        RuleUnsupportedError: the rule is not about issues.
        InputError: an issue of the question is not among the histories.
    """
    if not question.references:
        raise RuleUnsupportedError(
            f"{question} is about advisories: there is no history of issues to answer it from",
        )
    verdicts = tuple(
        _verdict(question, reference, maturation, histories) for reference in question.references
    )
    answers = {verdict.answer for verdict in verdicts}
    answer = next(
        answer for answer in (Answer.UNFIXED, Answer.INVALID, Answer.FIXED) if answer in answers
    )
    return Resolution(answer, verdicts)


def marked_target(history: IssueHistory, time: int) -> IssueReference | None:
    """Return what an issue is followed to under `fixed`, at an instant; None if to nothing.

    Args:
        history: of the issue.
        time: unix seconds.
    """
    state = history.state_at(time)
    mark = state.duplicate
    if state.closure is None or mark is None or mark.maintainer is not True:
        return None
    return mark.target


def _verdict(
    question: Question,
    reference: IssueReference,
    maturation: int,
    histories: Histories,
) -> Verdict:
    if reference not in histories:
        raise InputError(f"{reference} has not been read: read every issue of {question}")
    history = histories[reference]
    if history is None:
        return Verdict(reference, Answer.INVALID, f"{reference} never existed.")
    _check_complete(history, evaluates_at(question, maturation))
    if not history.state_at(maturation).exists:
        created = format_time(history.created_at)
        return Verdict(
            reference,
            Answer.INVALID,
            f"{reference} did not exist at maturation: it was created on {created}.",
        )
    holds, reason = _holds(question.rule, history, maturation, histories)
    rule = question.rule
    if holds and rule.grace:
        later = replace(rule, name="fixed") if rule.name == "merged" else rule
        time = evaluates_at(question, maturation)
        holds, reason_later = _holds(later, history, time, histories)
        reason += f", and at the end of the grace {reason_later}"
    return Verdict(
        reference,
        Answer.FIXED if holds else Answer.UNFIXED,
        f"{reference} {reason}.",
    )


def _holds(
    rule: Rule,
    history: IssueHistory,
    time: int,
    histories: Histories,
) -> tuple[bool, str]:
    match rule.name:
        case "fixed":
            return _fixed(rule, history, time, histories, MAX_FOLLOWED)
        case "closed":
            return _closed(rule, history, time)
        case "merged":
            return _merged(rule, history, time)
        case "label":
            return _labeled(str(rule.label), history, time)
        case "published":  # pragma: no cover - evaluate refuses it first
            raise RuleUnsupportedError("published is about advisories, not about issues")


def _fixed(
    rule: Rule,
    history: IssueHistory,
    time: int,
    histories: Histories,
    left: int,
) -> tuple[bool, str]:
    state = history.state_at(time)
    if state.closure is None:
        return False, f"was open on {format_time(time)}"
    mark = state.duplicate
    if mark is not None and mark.maintainer is True:
        return _followed(rule, mark, time, histories, left)
    if state.closure.reason is not CloseReason.COMPLETED:
        reason = state.closure.reason
        return False, f"was closed as {'' if reason is None else reason.text}{_when(state.closure)}"
    return _counts(rule, state.closure, f"was closed as completed{_when(state.closure)}")


def _followed(
    rule: Rule,
    mark: IssueEvent,
    time: int,
    histories: Histories,
    left: int,
) -> tuple[bool, str]:
    if mark.target is None:
        return False, "is a duplicate of an issue that the tracker does not name"
    if left == 0:
        return False, f"is a duplicate of a duplicate, more than {MAX_FOLLOWED} deep"
    target = histories.get(mark.target)
    if target is None:
        return False, f"is a duplicate of {mark.target}, which cannot be read"
    _check_complete(target, time)
    holds, reason = _fixed(rule, target, time, histories, left - 1)
    return holds, f"is a duplicate of {mark.target}, which {reason}"


def _closed(rule: Rule, history: IssueHistory, time: int) -> tuple[bool, str]:
    closure = history.state_at(time).closure
    if closure is None:
        return False, f"was open on {format_time(time)}"
    return _counts(rule, closure, f"was closed{_when(closure)}")


def _merged(rule: Rule, history: IssueHistory, time: int) -> tuple[bool, str]:
    merges = history.state_at(time).merges
    if not merges:
        return False, f"had no linked change on the default branch on {format_time(time)}"
    best = next((each for each in merges if each.maintainer is True), merges[0])
    change = "" if best.change is None else f" ({best.change})"
    return _counts(rule, best, f"had a linked change{change} merged{_when(best)}")


def _labeled(label: str, history: IssueHistory, time: int) -> tuple[bool, str]:
    if label in history.uncertain_labels:
        raise TrackerUnavailableError(
            f"{history.reference}: its events do not tell whether label {label!r} was there (the"
            " label itself was renamed or deleted): somebody has to look",
        )
    there = label in history.state_at(time).labels
    verb = "had" if there else "did not have"
    return there, f"{verb} the label {label!r} on {format_time(time)}"


def _counts(rule: Rule, event: IssueEvent, reason: str) -> tuple[bool, str]:
    if rule.by is None or event.maintainer is True:
        return True, reason
    known = "not by a maintainer" if event.maintainer is False else "by nobody known to maintain it"
    return False, f"{reason}, {known}"


def _when(event: IssueEvent) -> str:
    by = "" if event.actor is None else f" by {event.actor}"
    return f"{by} on {format_time(event.at)}"


def _check_complete(history: IssueHistory, time: int) -> None:
    """A record of an issue that is gone is all that there will ever be: it counts as it is."""
    if history.read_at <= time and not history.gone:
        raise RefusedError(
            f"{history.reference} was read on {format_time(history.read_at)}: read it after"
            f" {format_time(time)}",
        )
