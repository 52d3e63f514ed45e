"""Reading what an answer depends on: the issues, their last records, what they duplicate."""

import pytest

from bugmark_py.errors import IssueDeletedError, IssueNotFoundError, TrackerUnavailableError
from bugmark_py.model.questions import IssueReference, Question
from bugmark_py.trackers.history import CloseReason, EventKind, IssueEvent, IssueHistory
from bugmark_py.trackers.reading import read_histories
from bugmark_py.trackers.rules import Answer, evaluate

pytestmark = pytest.mark.unit

T = 1_000_000
LATE = T + 1_000_000


def ref(number: int) -> IssueReference:
    return IssueReference("file", None, "demo", number)


def history(number: int, *events: IssueEvent, read_at: int = LATE) -> IssueHistory:
    return IssueHistory(ref(number), "A bug", "u", 1, events, read_at)


def closed(at: int = T) -> IssueEvent:
    return IssueEvent(at, EventKind.CLOSED, maintainer=True, reason=CloseReason.COMPLETED)


def marked(target: int, at: int = T) -> IssueEvent:
    return IssueEvent(at, EventKind.MARKED_DUPLICATE, maintainer=True, target=ref(target))


class Shelf:
    """Issues by number: a history, or the error that reading it raises."""

    def __init__(self, *entries: IssueHistory, **errors: Exception) -> None:
        self.entries = {entry.reference.number: entry for entry in entries}
        self.errors = {int(number.strip("_")): error for number, error in errors.items()}
        self.asked: list[int] = []

    def read(self, reference: IssueReference) -> IssueHistory:
        self.asked.append(reference.number)
        if reference.number in self.errors:
            raise self.errors[reference.number]
        if reference.number not in self.entries:
            raise IssueNotFoundError(str(reference))
        return self.entries[reference.number]


def test_each_issue_of_the_question_is_read_once() -> None:
    shelf = Shelf(history(1), history(2))

    histories = read_histories(Question.parse("file:demo#1,2,3"), T, shelf.read)

    assert histories == {ref(1): history(1), ref(2): history(2), ref(3): None}
    assert shelf.asked == [1, 2, 3]


def test_duplicates_are_read_as_far_as_they_are_followed() -> None:
    links = [history(number, marked(number + 1), closed()) for number in range(1, 8)]
    shelf = Shelf(*links, history(8, closed()))
    question = Question.parse("file:demo#1")

    histories = read_histories(question, T, shelf.read)

    assert shelf.asked == [1, 2, 3, 4, 5, 6]
    assert evaluate(question, T, histories).answer is Answer.UNFIXED


def test_duplicates_of_each_other_are_read_once() -> None:
    shelf = Shelf(history(1, marked(2), closed()), history(2, marked(1), closed()))

    read_histories(Question.parse("file:demo#1"), T, shelf.read)

    assert shelf.asked == [1, 2]


@pytest.mark.parametrize(
    ("rule", "asked"),
    [("", [1, 2]), ("?closed", [1]), ("?label=x", [1]), ("?merged&grace=1h", [1, 2])],
)
def test_duplicates_are_read_only_for_rules_that_follow_them(rule: str, asked: list[int]) -> None:
    shelf = Shelf(history(1, marked(2), closed()), history(2))

    read_histories(Question.parse(f"file:demo#1{rule}"), T, shelf.read)

    assert shelf.asked == asked


def test_a_mark_after_the_last_instant_that_matters_is_not_followed() -> None:
    shelf = Shelf(history(1, closed(), marked(2, T + 3_600)), history(2))

    read_histories(Question.parse("file:demo#1"), T, shelf.read)
    assert shelf.asked == [1]

    read_histories(Question.parse("file:demo#1?fixed&grace=1h"), T, shelf.read)
    assert shelf.asked == [1, 1, 2]


@pytest.mark.parametrize("error", [IssueNotFoundError("404"), IssueDeletedError("410")])
def test_an_issue_that_is_gone_is_read_from_its_last_record(error: Exception) -> None:
    shelf = Shelf(_1=error)
    record = history(1, closed(T - 9), read_at=T - 5)
    question = Question.parse("file:demo#1")

    histories = read_histories(question, T, shelf.read, {ref(1): record})

    assert histories == {ref(1): record.as_gone()}
    assert evaluate(question, T, histories).answer is Answer.FIXED


def test_an_issue_that_was_deleted_without_a_record_settles_nothing() -> None:
    with pytest.raises(IssueDeletedError):
        read_histories(Question.parse("file:demo#1"), T, Shelf(_1=IssueDeletedError("410")).read)


def test_a_record_is_not_used_while_the_issue_can_be_read() -> None:
    shelf = Shelf(history(1, closed()))

    histories = read_histories(
        Question.parse("file:demo#1"),
        T,
        shelf.read,
        {ref(1): history(1, read_at=T - 5)},
    )

    assert histories == {ref(1): history(1, closed())}


@pytest.mark.parametrize("error", [IssueNotFoundError("404"), IssueDeletedError("410")])
def test_the_target_of_a_duplicate_that_cannot_be_read_makes_it_unfixed(error: Exception) -> None:
    shelf = Shelf(history(1, marked(2), closed()), _2=error)
    question = Question.parse("file:demo#1")

    histories = read_histories(question, T, shelf.read)

    assert histories[ref(2)] is None
    assert evaluate(question, T, histories).answer is Answer.UNFIXED


@pytest.mark.parametrize("number", ["_1", "_2"])
def test_a_tracker_that_cannot_be_reached_settles_nothing(number: str) -> None:
    shelf = Shelf(
        history(1, marked(2), closed()),
        history(2),
        **{number: TrackerUnavailableError("down")},
    )

    with pytest.raises(TrackerUnavailableError):
        read_histories(Question.parse("file:demo#1"), T, shelf.read)
