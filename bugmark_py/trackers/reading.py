"""Reading all the histories that a question's answer depends on."""

from collections.abc import Callable, Mapping

from bugmark_py.errors import IssueDeletedError, IssueNotFoundError
from bugmark_py.model.questions import IssueReference, Question
from bugmark_py.trackers.history import IssueHistory
from bugmark_py.trackers.rules import MAX_FOLLOWED, evaluates_at, marked_target

Read = Callable[[IssueReference], IssueHistory]


def read_histories(
    question: Question,
    maturation: int,
    read: Read,
    recorded: Mapping[IssueReference, IssueHistory] | None = None,
) -> dict[IssueReference, IssueHistory | None]:
    """Read a question's issues, and what they are duplicates of.

    Args:
        question: what is asked.
        maturation: unix seconds.
        read: reads one issue; usually a tracker's `read`.
        recorded: the last record of each issue from before: one that is gone settles by it.

    Returns:
        What `evaluate` takes. None stands for an issue that never existed, or for the target of a
        duplicate that can no longer be read.

    Raises:
        IssueDeletedError: an issue of the question is gone, and there is no record of it.
        TrackerUnavailableError: the tracker gave no usable answer.
    """
    known: Mapping[IssueReference, IssueHistory] = recorded or {}
    histories: dict[IssueReference, IssueHistory | None] = {
        reference: _read(reference, read, known) for reference in question.references
    }
    if question.rule.name not in {"fixed", "merged"}:
        return histories
    instants = {maturation, evaluates_at(question, maturation)}
    found = [history for history in histories.values() if history is not None]
    for _ in range(MAX_FOLLOWED):
        targets = {
            target
            for history in found
            for time in instants
            if (target := marked_target(history, time)) is not None
        }
        found = []
        for target in sorted(targets - histories.keys(), key=str):
            histories[target] = history = _read_target(target, read, known)
            if history is not None:
                found.append(history)
    return histories


def _read(
    reference: IssueReference,
    read: Read,
    recorded: Mapping[IssueReference, IssueHistory],
) -> IssueHistory | None:
    try:
        return read(reference)
    except IssueDeletedError:
        if reference in recorded:
            return recorded[reference].as_gone()
        raise
    except IssueNotFoundError:
        return recorded[reference].as_gone() if reference in recorded else None


def _read_target(
    reference: IssueReference,
    read: Read,
    recorded: Mapping[IssueReference, IssueHistory],
) -> IssueHistory | None:
    try:
        return _read(reference, read, recorded)
    except IssueDeletedError:
        return None
