"""What futures wait for."""

from bugmark_py.client import Bugmark
from bugmark_py.errors import BugmarkError
from bugmark_py.model.futures import Future
from bugmark_py.model.questions import Question
from bugmark_py.model.times import format_time
from bugmark_py.oracle.client import Status
from bugmark_py.trackers.rules import evaluates_at


def waiting(bugmark: Bugmark, future: Future) -> str:
    """What an unsettled future waits for, in a few words."""
    if future.oracle != bugmark.deployment.oracle:
        return f"another oracle, {future.oracle}"
    now = bugmark.connection.latest_block().timestamp
    answer = bugmark.oracle.answer(future)
    if answer.status is Status.OPEN:
        return _waiting_for_votes(bugmark, future, now)
    if answer.is_settled(now):
        return "being settled"
    return f"the end of the dispute period, {format_time(answer.finalizable_at)}"


def _waiting_for_votes(bugmark: Bugmark, future: Future, now: int) -> str:
    void_at = future.maturation + bugmark.deployment.void_delay
    if now >= void_at:
        return "being voided"
    if now >= bugmark.oracle.voting_ends(future):
        return f"being voided from {format_time(void_at)}: nobody proposed in time"
    try:
        question = Question.parse(future.question)
        instant = evaluates_at(question, future.maturation)
        bugmark.trackers.tracker_for(question)
        for reference in question.references:
            bugmark.trackers.read(reference)
    except BugmarkError as error:
        return f"a way to answer: {error}"
    if now <= instant:
        return f"maturation, {format_time(instant)}"
    answer = bugmark.oracle.answer(future)
    votes = answer.votes_fixed + answer.votes_unfixed + answer.votes_invalid
    return f"votes: {votes} so far"
