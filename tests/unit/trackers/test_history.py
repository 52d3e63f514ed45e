"""Histories: the state at an instant, and the record that is kept as evidence."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bugmark_py.errors import InputError
from bugmark_py.model.questions import IssueReference
from bugmark_py.trackers.history import CloseReason, EventKind, IssueEvent, IssueHistory

pytestmark = pytest.mark.unit

REFERENCE = IssueReference("file", None, "demo", 1)
CREATED = 1_000


def history(*events: IssueEvent, read_at: int = 10_000) -> IssueHistory:
    return IssueHistory(REFERENCE, "A bug", "file:///1.json", CREATED, events, read_at)


def closed(at: int, reason: CloseReason = CloseReason.COMPLETED) -> IssueEvent:
    return IssueEvent(at, EventKind.CLOSED, actor="beth", maintainer=True, reason=reason)


def reopened(at: int) -> IssueEvent:
    return IssueEvent(at, EventKind.REOPENED)


def labeled(at: int, label: str) -> IssueEvent:
    return IssueEvent(at, EventKind.LABELED, label=label)


def unlabeled(at: int, label: str) -> IssueEvent:
    return IssueEvent(at, EventKind.UNLABELED, label=label)


def marked(at: int, target: IssueReference | None = None) -> IssueEvent:
    return IssueEvent(at, EventKind.MARKED_DUPLICATE, maintainer=True, target=target)


def test_an_issue_without_events_is_open_from_its_creation() -> None:
    issue = history()

    assert not issue.state_at(CREATED - 1).exists
    assert issue.state_at(CREATED).exists
    assert issue.state_at(CREATED).closure is None


def test_an_event_counts_from_its_very_second() -> None:
    issue = history(closed(2_000))

    assert issue.state_at(1_999).closure is None
    assert issue.state_at(2_000).closure == closed(2_000)
    assert issue.state_at(2_001).closure == closed(2_000)


def test_reopening_ends_a_closure() -> None:
    issue = history(closed(2_000), reopened(3_000), closed(4_000))

    assert issue.state_at(2_999).closure == closed(2_000)
    assert issue.state_at(3_000).closure is None
    assert issue.latest.closure == closed(4_000)


def test_within_one_second_the_order_of_events_decides() -> None:
    assert history(closed(2_000), reopened(2_000)).state_at(2_000).closure is None
    assert history(reopened(2_000), closed(2_000)).state_at(2_000).closure is not None


def test_a_later_closure_replaces_the_reason_of_an_earlier_one() -> None:
    issue = history(closed(2_000), closed(3_000, CloseReason.NOT_PLANNED))

    assert issue.state_at(2_999).closure == closed(2_000)
    assert issue.state_at(3_000).closure == closed(3_000, CloseReason.NOT_PLANNED)


def test_labels_come_and_go() -> None:
    issue = history(labeled(2_000, "a"), labeled(3_000, "b"), unlabeled(4_000, "a"))

    assert issue.state_at(1_999).labels == frozenset()
    assert issue.state_at(3_999).labels == {"a", "b"}
    assert issue.state_at(4_000).labels == {"b"}


def test_linked_changes_add_up() -> None:
    first = IssueEvent(2_000, EventKind.MERGED, change="one")
    second = IssueEvent(3_000, EventKind.MERGED, change="two")
    issue = history(first, second)

    assert issue.state_at(1_999).merges == ()
    assert issue.state_at(2_000).merges == (first,)
    assert issue.latest.merges == (first, second)


def test_a_mark_as_a_duplicate_ends_when_unmarked_or_reopened() -> None:
    unmarked = IssueEvent(3_000, EventKind.UNMARKED_DUPLICATE)

    assert history(marked(2_000)).latest.duplicate == marked(2_000)
    assert history(marked(2_000), unmarked).latest.duplicate is None
    assert history(marked(2_000), reopened(3_000)).latest.duplicate is None
    assert history(marked(2_000), closed(3_000)).latest.duplicate == marked(2_000)


def test_events_out_of_order_are_refused() -> None:
    with pytest.raises(InputError, match=r"file:demo#1: its events are out of order at 1999"):
        history(closed(2_000), reopened(1_999))


@pytest.mark.parametrize(
    "values",
    [
        {"kind": EventKind.CLOSED},
        {"kind": EventKind.REOPENED, "reason": CloseReason.COMPLETED},
        {"kind": EventKind.LABELED},
        {"kind": EventKind.CLOSED, "reason": CloseReason.COMPLETED, "label": "x"},
        {"kind": EventKind.CLOSED, "reason": CloseReason.COMPLETED, "target": REFERENCE},
        {"kind": EventKind.REOPENED, "change": "x"},
    ],
)
def test_an_event_whose_parts_do_not_fit_its_kind_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(InputError, match="event cannot be"):
        IssueEvent(at=1, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("time", [-1, 2**40])
def test_an_event_at_an_impossible_time_is_refused(time: int) -> None:
    with pytest.raises(InputError, match="out of range"):
        reopened(time)


def test_a_record_is_json_and_leaves_out_what_is_not_known() -> None:
    issue = history(closed(2_000), marked(3_000, IssueReference("file", None, "other", 2)))

    assert issue.to_json() == {
        "reference": "file:demo#1",
        "title": "A bug",
        "url": "file:///1.json",
        "created_at": 1_000,
        "events": [
            {
                "at": 2_000,
                "kind": "closed",
                "actor": "beth",
                "maintainer": True,
                "reason": "completed",
            },
            {
                "at": 3_000,
                "kind": "marked_duplicate",
                "maintainer": True,
                "target": "file:other#2",
            },
        ],
        "read_at": 10_000,
        "gone": False,
        "uncertain_labels": [],
    }


EVENT = {"at": 2_000, "kind": "closed", "reason": "completed"}
RECORD = {
    "reference": "file:demo#1",
    "title": "A bug",
    "url": "u",
    "created_at": 1,
    "events": [EVENT],
    "read_at": 1,
    "gone": False,
    "uncertain_labels": [],
}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"extra": 1}, "a record has no 'extra'"),
        ({"reference": 7}, "reference must be str, not int"),
        ({"reference": "file:demo"}, "must name one issue"),
        ({"created_at": True}, "created_at must be int, not bool"),
        ({"created_at": 1.0}, "created_at must be int, not float"),
        ({"read_at": -1}, "out of range"),
        ({"gone": 1}, "gone must be bool"),
        ({"events": {}}, "events must be list"),
        ({"events": ["x"]}, "an event must be dict"),
        ({"events": [{**EVENT, "kind": "opened"}]}, "kind cannot be 'opened'"),
        ({"events": [{**EVENT, "reason": "done"}]}, "reason cannot be 'done'"),
        ({"events": [{**EVENT, "maintainer": "yes"}]}, "maintainer must be bool"),
        ({"events": [{**EVENT, "who": "x"}]}, "a record has no 'who'"),
        ({"events": [{"at": 1}]}, "a record lacks 'kind'"),
        ({"uncertain_labels": [1]}, "an uncertain label must be str"),
    ],
)
def test_a_damaged_record_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        IssueHistory.from_json({**RECORD, **changes})


def test_a_record_that_lacks_something_is_refused() -> None:
    with pytest.raises(InputError, match="a record lacks 'title'"):
        IssueHistory.from_json({name: RECORD[name] for name in RECORD if name != "title"})


_TIMES = st.integers(0, 50)
_EVENTS = st.one_of(
    st.builds(closed, _TIMES, st.sampled_from(CloseReason)),
    st.builds(reopened, _TIMES),
    st.builds(labeled, _TIMES, st.sampled_from("abc")),
    st.builds(unlabeled, _TIMES, st.sampled_from("abc")),
    st.builds(marked, _TIMES, st.sampled_from([None, REFERENCE])),
    st.builds(lambda at: IssueEvent(at, EventKind.MERGED, change="c"), _TIMES),
)
HISTORIES = st.lists(_EVENTS, max_size=12).map(
    lambda events: history(*sorted(events, key=lambda event: event.at)),
)


@given(HISTORIES)
def test_every_record_comes_back_from_its_json(issue: IssueHistory) -> None:
    assert IssueHistory.from_json(json.loads(json.dumps(issue.to_json()))) == issue


@given(HISTORIES, _TIMES, st.lists(_EVENTS, max_size=5))
def test_what_happens_later_never_changes_the_state_before(
    issue: IssueHistory,
    time: int,
    later: list[IssueEvent],
) -> None:
    known = [event for event in issue.events if event.at <= time]
    after = sorted((event for event in later if event.at > time), key=lambda event: event.at)

    assert history(*known, *after).state_at(time) == issue.state_at(time)


@given(HISTORIES, _TIMES)
def test_an_issue_is_closed_if_its_last_closing_or_reopening_closed_it(
    issue: IssueHistory,
    time: int,
) -> None:
    turns = [
        event.kind
        for event in issue.events
        if event.at <= time and event.kind in {EventKind.CLOSED, EventKind.REOPENED}
    ]

    expected = turns[-1:] == [EventKind.CLOSED]
    assert (issue.state_at(time).closure is not None) == expected
