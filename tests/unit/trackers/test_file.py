"""The file tracker: issues on disk, append-only, and nothing outside their folder."""

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from filelock import FileLock

from bugmark_py.errors import (
    InputError,
    IssueNotFoundError,
    RefusedError,
    RuleUnsupportedError,
    TrackerUnavailableError,
)
from bugmark_py.model.questions import IssueReference, Question
from bugmark_py.model.rules import Rule
from bugmark_py.trackers import file as file_module
from bugmark_py.trackers.file import FileTracker
from bugmark_py.trackers.history import CloseReason, IssueHistory
from bugmark_py.trackers.protocol import Tracker, require_rule
from bugmark_py.trackers.reading import read_histories
from bugmark_py.trackers.rules import evaluate

pytestmark = pytest.mark.unit

T = 1_796_601_600  # 2026-12-07T00:00:00Z


class Clock:
    def __init__(self, time: int) -> None:
        self.time = time

    def __call__(self) -> int:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock(T - 1_000)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "home" / "issues"


@pytest.fixture
def tracker(root: Path, clock: Clock) -> FileTracker:
    return FileTracker(root, clock)


@pytest.fixture
def issue(tracker: FileTracker) -> IssueReference:
    return tracker.create("demo", "It crashes").reference


def test_it_is_a_tracker(tracker: FileTracker, clock: Clock) -> None:
    assert isinstance(tracker.now(), int)
    typed: Tracker = tracker
    clock.time = 7
    assert typed.now() == 7
    assert typed.name == "file"


def test_a_new_issue_is_open_and_stamped_by_the_clock(tracker: FileTracker, root: Path) -> None:
    created = tracker.create("demo", "  It crashes ")

    assert created.reference == IssueReference("file", None, "demo", 1)
    assert created.title == "It crashes"
    assert created.created_at == T - 1_000
    assert created.events == ()
    assert created.url == (root / "demo" / "1.json").as_uri()
    assert tracker.read(created.reference) == created


def test_issues_are_numbered_by_project(tracker: FileTracker) -> None:
    references = [
        tracker.create(project, "x", number=number).reference
        for project, number in [("b", None), ("b", None), ("a", None), ("b", 9), ("b", None)]
    ]

    assert [str(reference) for reference in references] == [
        "file:b#1",
        "file:b#2",
        "file:a#1",
        "file:b#9",
        "file:b#10",
    ]
    assert [str(each.reference) for each in tracker.issues()] == [
        "file:a#1",
        "file:b#1",
        "file:b#2",
        "file:b#9",
        "file:b#10",
    ]
    assert [str(each.reference) for each in tracker.issues("a")] == ["file:a#1"]
    assert tracker.issues("c") == ()


def test_a_number_that_is_taken_is_refused(tracker: FileTracker, issue: IssueReference) -> None:
    with pytest.raises(RefusedError, match="file:demo#1 exists"):
        tracker.create("demo", "Another", number=issue.number)


@pytest.mark.parametrize(
    "project",
    ["", ".", "..", "../x", "/etc", "a/b", "a\\b", "a b", "a\x00b", "+lock", "ü", "x" * 101],
)
def test_a_project_is_one_plain_name(tracker: FileTracker, root: Path, project: str) -> None:
    with pytest.raises(InputError):
        tracker.create(project, "x")
    with pytest.raises(InputError):
        tracker.issues(project)
    assert not root.exists()


@pytest.mark.parametrize("title", ["", "  ", "two\nlines", "\x1b[31mred", "x" * 257])
def test_a_title_is_one_plain_line(tracker: FileTracker, title: str) -> None:
    with pytest.raises(InputError):
        tracker.create("demo", title)


@pytest.mark.parametrize("number", [0, -1])
def test_a_number_is_positive(tracker: FileTracker, number: int) -> None:
    with pytest.raises(InputError, match="is no issue number"):
        tracker.create("demo", "x", number=number)


def test_the_whole_story_of_an_issue_is_kept(
    tracker: FileTracker,
    clock: Clock,
    issue: IssueReference,
) -> None:
    clock.time = T
    tracker.label(issue, "shipped", actor="beth")
    tracker.close(issue, CloseReason.NOT_PLANNED, actor="adam", maintainer=False)
    clock.time = T + 5
    tracker.reopen(issue, actor="beth")
    tracker.unlabel(issue, "shipped")
    tracker.close(issue)
    clock.time = T + 9

    history = tracker.read(issue)

    assert [event.to_json() for event in history.events] == [
        {"at": T, "kind": "labeled", "actor": "beth", "label": "shipped"},
        {
            "at": T,
            "kind": "closed",
            "actor": "adam",
            "maintainer": False,
            "reason": "not_planned",
        },
        {"at": T + 5, "kind": "reopened", "actor": "beth", "maintainer": True},
        {"at": T + 5, "kind": "unlabeled", "label": "shipped"},
        {"at": T + 5, "kind": "closed", "maintainer": True, "reason": "completed"},
    ]
    assert history.read_at == T + 9


def test_the_file_is_plain_json_for_people(
    tracker: FileTracker,
    root: Path,
    issue: IssueReference,
) -> None:
    tracker.close(issue, at=T)

    assert json.loads((root / "demo" / "1.json").read_text()) == {
        "version": 1,
        "reference": "file:demo#1",
        "title": "It crashes",
        "created_at": T - 1_000,
        "events": [{"at": T, "kind": "closed", "maintainer": True, "reason": "completed"}],
    }
    assert sorted(path.name for path in (root / "demo").iterdir()) == ["1.json"]


Act = Callable[[FileTracker, IssueReference], IssueHistory]


@pytest.mark.parametrize(
    ("before", "act", "message"),
    [
        ([], lambda t, i: t.reopen(i), "is open already"),
        ([lambda t, i: t.close(i)], lambda t, i: t.close(i), "is closed as completed already"),
        ([], lambda t, i: t.unlabel(i, "x"), "does not have the label 'x'"),
        ([lambda t, i: t.label(i, "x")], lambda t, i: t.label(i, "x"), "has the label 'x' already"),
    ],
)
def test_what_would_change_nothing_is_refused(
    tracker: FileTracker,
    issue: IssueReference,
    before: list[Act],
    act: Act,
    message: str,
) -> None:
    for each in before:
        each(tracker, issue)
    known = tracker.read(issue)

    with pytest.raises(RefusedError, match=message):
        act(tracker, issue)
    assert tracker.read(issue) == known


def test_the_reason_of_a_closure_can_change(tracker: FileTracker, issue: IssueReference) -> None:
    tracker.close(issue, at=T)
    tracker.close(issue, CloseReason.WONTFIX, at=T + 1)

    history = tracker.read(issue)

    closures = [history.state_at(time).closure for time in (T, T + 1)]
    assert [closure and closure.reason for closure in closures] == ["completed", "wontfix"]


ACTS: list[Act] = [
    lambda t, i: t.close(i, at=T - 1),
    lambda t, i: t.reopen(i, at=T - 1),
    lambda t, i: t.label(i, "x", at=T - 1),
    lambda t, i: t.unlabel(i, "y", at=T - 1),
]


@pytest.mark.parametrize("act", ACTS)
def test_history_only_goes_forward(
    tracker: FileTracker,
    issue: IssueReference,
    act: Act,
) -> None:
    tracker.label(issue, "y", at=T)

    with pytest.raises(RefusedError, match=r"2026-12-06T23:59:59Z is before the last event of "):
        act(tracker, issue)


def test_an_event_before_the_issue_is_refused(tracker: FileTracker, issue: IssueReference) -> None:
    with pytest.raises(RefusedError, match="history only goes forward"):
        tracker.close(issue, at=T - 1_001)


def test_an_event_may_be_written_down_ahead_of_the_clock(
    tracker: FileTracker,
    clock: Clock,
    issue: IssueReference,
) -> None:
    tracker.close(issue, at=T)

    with pytest.raises(RefusedError, match="history only goes forward"):
        tracker.reopen(issue)
    clock.time = T
    tracker.reopen(issue)


@pytest.mark.parametrize("at", [-1, 2**40])
def test_a_time_that_no_chain_can_hold_is_refused(
    tracker: FileTracker,
    issue: IssueReference,
    at: int,
) -> None:
    with pytest.raises(InputError, match="out of range"):
        tracker.close(issue, at=at)
    with pytest.raises(InputError, match="out of range"):
        tracker.create("demo", "x", at=at)


@pytest.mark.parametrize("label", ["", "  ", "a\nb"])
def test_a_label_has_a_plain_name(
    tracker: FileTracker,
    issue: IssueReference,
    label: str,
) -> None:
    with pytest.raises(InputError):
        tracker.label(issue, label)


def test_a_missing_issue_in_a_readable_folder_does_not_exist(
    tracker: FileTracker,
    issue: IssueReference,
) -> None:
    missing = IssueReference("file", None, "demo", issue.number + 1)

    with pytest.raises(IssueNotFoundError, match="there is no file:demo#2: `bugmark issue create`"):
        tracker.read(missing)
    with pytest.raises(IssueNotFoundError):
        tracker.close(missing)
    with pytest.raises(IssueNotFoundError):
        tracker.read(IssueReference("file", None, "elsewhere", 1))


def test_without_its_folder_the_tracker_knows_nothing(tracker: FileTracker, root: Path) -> None:
    with pytest.raises(TrackerUnavailableError, match="issue create file:demo TITLE`"):
        tracker.read(IssueReference("file", None, "demo", 1))
    with pytest.raises(IssueNotFoundError):
        tracker.close(IssueReference("file", None, "demo", 1))
    assert tracker.issues() == ()
    assert not root.exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is damaged"),
        (b"{", "is damaged"),
        (b"[]", "a record must be dict"),
        (b"\xff\xfe", "it is not UTF-8 text"),
        (b"[" * 100_000, "is damaged"),
        (b'{"version": 2}', "written by a later version"),
        (b'{"version": 1, "reference": "file:demo#2"}', "it holds 'file:demo#2'"),
        (b'{"version": 1, "reference": "file:demo#1", "title": "x"}', "lacks 'created_at'"),
        (
            (
                b'{"version": 1, "reference": "file:demo#1", "title": "x", "created_at": 1,'
                b' "events": [{"at": 9, "kind": "reopened"}, {"at": 8, "kind": "reopened"}]}'
            ),
            "out of order",
        ),
    ],
)
def test_a_damaged_file_says_nothing_about_the_issue(
    tracker: FileTracker,
    root: Path,
    issue: IssueReference,
    content: bytes,
    message: str,
) -> None:
    (root / "demo" / "1.json").write_bytes(content)

    with pytest.raises(TrackerUnavailableError, match=message):
        tracker.read(issue)
    with pytest.raises(TrackerUnavailableError, match=message):
        tracker.close(issue)
    assert (root / "demo" / "1.json").read_bytes() == content


def test_a_file_that_is_a_folder_says_nothing_about_the_issue(
    tracker: FileTracker,
    root: Path,
    issue: IssueReference,
) -> None:
    (root / "demo" / "1.json").unlink()
    (root / "demo" / "1.json").mkdir()

    with pytest.raises(TrackerUnavailableError, match="cannot be used"):
        tracker.read(issue)


def test_a_link_out_of_the_folder_is_not_followed(
    tracker: FileTracker,
    root: Path,
    tmp_path: Path,
    issue: IssueReference,
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / "linked").symlink_to(outside)
    reference = IssueReference("file", None, "linked", 1)

    with pytest.raises(InputError, match="is a link"):
        tracker.create("linked", "x")
    with pytest.raises(InputError, match="is a link"):
        tracker.read(reference)
    assert list(outside.iterdir()) == []
    assert [each.reference for each in tracker.issues()] == [issue]


def test_files_that_are_no_issues_are_left_alone(
    tracker: FileTracker,
    root: Path,
    issue: IssueReference,
) -> None:
    for name in ["notes.txt", "01.json", "x.json", "1.json.bak"]:
        (root / "demo" / name).write_text("x")
    (root / "README").write_text("x")

    assert [each.reference for each in tracker.issues()] == [issue]
    assert tracker.create("demo", "x").reference.number == 2


def test_another_trackers_issue_is_refused(tracker: FileTracker) -> None:
    with pytest.raises(InputError, match="is not in the file tracker"):
        tracker.read(IssueReference("github", None, "o/r", 1))


def test_a_write_that_fails_leaves_the_issue_as_it_was(
    tracker: FileTracker,
    root: Path,
    issue: IssueReference,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = (root / "demo" / "1.json").read_bytes()

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(TrackerUnavailableError, match="No space left on device"):
        tracker.close(issue)
    assert (root / "demo" / "1.json").read_bytes() == before


def test_a_lock_that_is_never_given_back_is_reported(
    tracker: FileTracker,
    root: Path,
    issue: IssueReference,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(file_module, "_LOCK_SECONDS", 0)

    with (
        FileLock(root / "+lock"),
        pytest.raises(TrackerUnavailableError, match="in use by another process: try again"),
    ):
        tracker.close(issue)


def test_a_clock_that_fails_is_not_taken_for_a_file_that_does(
    root: Path,
    issue: IssueReference,
) -> None:
    def fail() -> int:
        raise OSError("no connection to the chain")

    with pytest.raises(OSError, match="no connection to the chain"):
        FileTracker(root, fail).read(issue)


def test_many_writers_lose_nothing(root: Path, issue: IssueReference, clock: Clock) -> None:
    def write(index: int) -> None:
        own = FileTracker(root, clock)
        own.label(issue, f"label {index}")
        own.create("demo", f"issue {index}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(24)))

    tracker = FileTracker(root, clock)
    assert tracker.read(issue).latest.labels == {f"label {index}" for index in range(24)}
    assert [each.reference.number for each in tracker.issues("demo")] == list(range(1, 26))


def test_a_duplicate_names_its_target(tracker: FileTracker, issue: IssueReference) -> None:
    target = tracker.create("other", "The same").reference

    history = tracker.close(issue, CloseReason.DUPLICATE, duplicate_of=target)

    mark = history.latest.duplicate
    assert mark is not None
    assert mark.target == target


def test_a_target_belongs_to_a_duplicate_only(
    tracker: FileTracker,
    issue: IssueReference,
) -> None:
    other = IssueReference("file", None, "demo", 2)

    with pytest.raises(InputError, match="closed as completed is no duplicate"):
        tracker.close(issue, duplicate_of=other)
    with pytest.raises(InputError, match="a duplicate of itself"):
        tracker.close(issue, CloseReason.DUPLICATE, duplicate_of=issue)


@pytest.mark.parametrize("name", ["fixed", "closed", "merged", "label"])
def test_it_says_which_rules_it_cannot_answer(tracker: FileTracker, name: str) -> None:
    rule = Rule(name="label", label="x") if name == "label" else Rule(name=name)  # type: ignore[arg-type]

    if name == "merged":
        with pytest.raises(RuleUnsupportedError, match="ask for one of closed, fixed, label"):
            require_rule(tracker, rule)
    else:
        require_rule(tracker, rule)


@pytest.mark.parametrize(
    ("acts", "price"),
    [
        ([], 0),
        ([("close", T - 1)], 10_000),
        ([("close", T)], 10_000),
        ([("close", T + 1)], 0),
        ([("close", T - 2), ("reopen", T - 1)], 0),
        ([("close", T - 1), ("reopen", T)], 0),
        ([("close", T), ("reopen", T + 1)], 10_000),
        ([("close", T - 2), ("reopen", T - 1), ("close", T)], 10_000),
        ([("close", T - 2), ("reopen", T - 1), ("close", T + 1)], 0),
        ([("decline", T - 1)], 0),
        ([("decline", T - 2), ("close", T - 1)], 10_000),
        ([("close", T - 1), ("decline", T)], 0),
    ],
)
def test_an_issue_settles_by_its_state_at_maturation(
    tracker: FileTracker,
    clock: Clock,
    issue: IssueReference,
    acts: list[tuple[str, int]],
    price: int,
) -> None:
    for act, time in acts:
        clock.time = time
        if act == "reopen":
            tracker.reopen(issue)
        else:
            reasons = {"close": CloseReason.COMPLETED, "decline": CloseReason.NOT_PLANNED}
            tracker.close(issue, reasons[act])
    question = Question.parse("file:demo#1")

    prices = []
    for clock.time in (T + 2, T + 1_000_000):
        histories = read_histories(question, T, tracker.read)
        prices.append(evaluate(question, T, histories).price)

    assert prices == [price, price]


def test_an_issue_that_is_missing_settles_in_the_middle(
    tracker: FileTracker,
    clock: Clock,
    issue: IssueReference,
) -> None:
    clock.time = T + 1
    question = Question.parse(f"file:demo#{issue.number + 1}")

    histories = read_histories(question, T, tracker.read)

    assert evaluate(question, T, histories).price == 5_000
