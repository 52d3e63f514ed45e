"""Rules: what a question comes to, at the instant of maturation and not a second later."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bugmark_py.errors import (
    InputError,
    RefusedError,
    RuleUnsupportedError,
    TrackerUnavailableError,
)
from bugmark_py.model.questions import IssueReference, Question
from bugmark_py.trackers.history import CloseReason, EventKind, IssueEvent, IssueHistory
from bugmark_py.trackers.rules import Answer, Resolution, evaluate, evaluates_at, marked_target

pytestmark = pytest.mark.unit

T = 1_796_601_600  # maturation: 2026-12-07T00:00:00Z
HOUR = 3_600
LATE = T + 10_000 * HOUR


def ref(number: int = 1) -> IssueReference:
    return IssueReference("github", None, "o/r", number)


def history(
    *events: IssueEvent,
    number: int = 1,
    created_at: int = T - 100 * HOUR,
    read_at: int = LATE,
    gone: bool = False,
    uncertain_labels: tuple[str, ...] = (),
) -> IssueHistory:
    return IssueHistory(
        ref(number),
        "A bug",
        f"https://github.com/o/r/issues/{number}",
        created_at,
        events,
        read_at,
        gone,
        uncertain_labels,
    )


def closed(
    at: int,
    reason: CloseReason = CloseReason.COMPLETED,
    *,
    maintainer: bool | None = True,
) -> IssueEvent:
    return IssueEvent(at, EventKind.CLOSED, actor="beth", maintainer=maintainer, reason=reason)


def reopened(at: int) -> IssueEvent:
    return IssueEvent(at, EventKind.REOPENED, actor="adam")


def merged(at: int, *, maintainer: bool | None = True) -> IssueEvent:
    return IssueEvent(at, EventKind.MERGED, actor="beth", maintainer=maintainer, change="c0ffee")


def labeled(at: int, label: str = "shipped") -> IssueEvent:
    return IssueEvent(at, EventKind.LABELED, label=label)


def unlabeled(at: int, label: str = "shipped") -> IssueEvent:
    return IssueEvent(at, EventKind.UNLABELED, label=label)


def marked(at: int, target: int | None, *, maintainer: bool | None = True) -> IssueEvent:
    return IssueEvent(
        at,
        EventKind.MARKED_DUPLICATE,
        maintainer=maintainer,
        target=None if target is None else ref(target),
    )


def ask(rule: str, *events: IssueEvent, **also: IssueHistory) -> Resolution:
    question = Question.parse(f"github:o/r#1{rule}")
    histories: dict[IssueReference, IssueHistory | None] = {ref(): history(*events)}
    histories |= {each.reference: each for each in also.values()}
    return evaluate(question, T, histories)


NOT_COMPLETED = [reason for reason in CloseReason if reason is not CloseReason.COMPLETED]


@pytest.mark.parametrize(
    ("events", "answer"),
    [
        ((), "UNFIXED"),
        ((closed(T - 1),), "FIXED"),
        ((closed(T),), "FIXED"),
        ((closed(T + 1),), "UNFIXED"),
        ((closed(T - 1), reopened(T)), "UNFIXED"),
        ((closed(T), reopened(T)), "UNFIXED"),
        ((closed(T), reopened(T + 1)), "FIXED"),
        ((closed(T - 9), reopened(T - 5), closed(T - 1)), "FIXED"),
        ((closed(T - 9), reopened(T - 5), closed(T + 1)), "UNFIXED"),
        ((reopened(T), closed(T)), "FIXED"),
        ((closed(T - 1), closed(T, CloseReason.NOT_PLANNED)), "UNFIXED"),
        ((closed(T - 1), closed(T + 1, CloseReason.NOT_PLANNED)), "FIXED"),
        ((closed(T - 1, CloseReason.NOT_PLANNED), closed(T)), "FIXED"),
        ((closed(T, maintainer=None),), "FIXED"),
        ((closed(T, maintainer=False),), "FIXED"),
    ],
)
def test_fixed_is_closed_as_completed_at_the_instant_of_maturation(
    events: tuple[IssueEvent, ...],
    answer: str,
) -> None:
    assert ask("", *events).answer == answer


@pytest.mark.parametrize("reason", NOT_COMPLETED)
def test_fixed_is_not_closed_for_any_other_reason(reason: CloseReason) -> None:
    assert ask("", closed(T, reason)).answer is Answer.UNFIXED


@pytest.mark.parametrize("reason", CloseReason)
def test_closed_is_closed_for_whatever_reason(reason: CloseReason) -> None:
    assert ask("?closed", closed(T, reason)).answer is Answer.FIXED
    assert ask("?closed", closed(T + 1, reason)).answer is Answer.UNFIXED
    assert ask("?closed", closed(T - 1, reason), reopened(T)).answer is Answer.UNFIXED


@pytest.mark.parametrize(
    ("events", "answer"),
    [
        ((), "UNFIXED"),
        ((closed(T - 1),), "UNFIXED"),
        ((merged(T - 1),), "FIXED"),
        ((merged(T),), "FIXED"),
        ((merged(T + 1),), "UNFIXED"),
        ((merged(T - 2), closed(T - 2), reopened(T - 1)), "FIXED"),
    ],
)
def test_merged_is_a_linked_change_that_reached_the_default_branch(
    events: tuple[IssueEvent, ...],
    answer: str,
) -> None:
    assert ask("?merged", *events).answer == answer


@pytest.mark.parametrize(
    ("events", "answer"),
    [
        ((), "UNFIXED"),
        ((labeled(T),), "FIXED"),
        ((labeled(T + 1),), "UNFIXED"),
        ((labeled(T - 1), unlabeled(T)), "UNFIXED"),
        ((labeled(T - 1), unlabeled(T + 1)), "FIXED"),
        ((labeled(T - 1, "Shipped"),), "UNFIXED"),
        ((closed(T - 1),), "UNFIXED"),
    ],
)
def test_label_is_the_label_on_the_issue_at_maturation(
    events: tuple[IssueEvent, ...],
    answer: str,
) -> None:
    assert ask("?label=shipped", *events).answer == answer


def test_a_label_that_the_events_do_not_explain_settles_nothing() -> None:
    question = Question.parse("github:o/r#1?label=shipped")
    unclear = history(labeled(T), uncertain_labels=("shipped",))

    with pytest.raises(TrackerUnavailableError, match="whether label 'shipped' was there"):
        evaluate(question, T, {ref(): unclear})
    other = Question.parse("github:o/r#1?label=other")
    assert evaluate(other, T, {ref(): unclear}).answer is Answer.UNFIXED


@pytest.mark.parametrize("rule", ["fixed", "closed"])
@pytest.mark.parametrize(
    ("events", "answer"),
    [
        ((closed(T, maintainer=True),), "FIXED"),
        ((closed(T, maintainer=False),), "UNFIXED"),
        ((closed(T, maintainer=None),), "UNFIXED"),
        ((closed(T - 2, maintainer=False), closed(T, maintainer=True)), "FIXED"),
        ((closed(T - 2, maintainer=True), closed(T, maintainer=False)), "UNFIXED"),
        ((closed(T - 9), reopened(T - 2), closed(T, maintainer=False)), "UNFIXED"),
    ],
)
def test_by_maintainer_counts_only_the_closure_of_a_known_maintainer(
    rule: str,
    events: tuple[IssueEvent, ...],
    answer: str,
) -> None:
    assert ask(f"?{rule}&by=maintainer", *events).answer == answer


def test_by_maintainer_asks_who_merged() -> None:
    rule = "?merged&by=maintainer"

    assert ask(rule, merged(T)).answer is Answer.FIXED
    assert ask(rule, merged(T, maintainer=False)).answer is Answer.UNFIXED
    assert ask(rule, merged(T, maintainer=None)).answer is Answer.UNFIXED
    assert ask(rule, merged(T - 1, maintainer=None), merged(T)).answer is Answer.FIXED


@pytest.mark.parametrize(
    ("events", "answer"),
    [
        ((closed(T),), "FIXED"),
        ((closed(T + 1),), "UNFIXED"),
        ((closed(T), reopened(T + 48 * HOUR)), "UNFIXED"),
        ((closed(T), reopened(T + 48 * HOUR + 1)), "FIXED"),
        ((closed(T), reopened(T + HOUR), closed(T + 2 * HOUR)), "FIXED"),
        ((closed(T), reopened(T + HOUR), closed(T + 48 * HOUR)), "FIXED"),
        ((closed(T), reopened(T + HOUR), closed(T + 48 * HOUR + 1)), "UNFIXED"),
        ((closed(T - 9), reopened(T - 5), closed(T + 5)), "UNFIXED"),
        ((closed(T), closed(T + 1, CloseReason.NOT_PLANNED)), "UNFIXED"),
        ((closed(T, CloseReason.NOT_PLANNED), closed(T + 1)), "UNFIXED"),
        ((closed(T), reopened(T + 1), closed(T + 2, CloseReason.WONTFIX)), "UNFIXED"),
    ],
)
def test_grace_asks_at_maturation_and_again_at_the_end_of_the_grace(
    events: tuple[IssueEvent, ...],
    answer: str,
) -> None:
    assert ask("?fixed&grace=48h", *events).answer == answer


def test_grace_asks_both_times_for_a_maintainer() -> None:
    sneaky = (closed(T), reopened(T + HOUR), closed(T + 47 * HOUR, maintainer=False))

    assert ask("?fixed&grace=48h", *sneaky).answer is Answer.FIXED
    assert ask("?fixed&by=maintainer&grace=48h", *sneaky).answer is Answer.UNFIXED


def test_grace_with_closed_asks_for_closed_both_times() -> None:
    declined = (closed(T, CloseReason.NOT_PLANNED),)

    assert ask("?closed&grace=48h", *declined).answer is Answer.FIXED
    assert ask("?closed&grace=48h", *declined, reopened(T + 1)).answer is Answer.UNFIXED


def test_grace_with_merged_asks_for_closed_as_completed_at_its_end() -> None:
    rule = "?merged&grace=48h"

    assert ask(rule, merged(T)).answer is Answer.UNFIXED
    assert ask(rule, merged(T), closed(T + HOUR)).answer is Answer.FIXED
    assert ask(rule, merged(T), closed(T), reopened(T + HOUR)).answer is Answer.UNFIXED
    assert ask(rule, merged(T + 1), closed(T + 1)).answer is Answer.UNFIXED


def test_a_question_is_evaluated_after_its_grace() -> None:
    assert evaluates_at(Question.parse("github:o/r#1"), T) == T
    assert evaluates_at(Question.parse("github:o/r#1?fixed&grace=48h"), T) == T + 48 * HOUR


@pytest.mark.parametrize(
    ("rule", "read_at"),
    [("", T - 1), ("", T), ("?fixed&grace=48h", T + 48 * HOUR)],
)
def test_a_history_read_too_early_settles_nothing(rule: str, read_at: int) -> None:
    question = Question.parse(f"github:o/r#1{rule}")

    with pytest.raises(RefusedError, match=r"github:o/r#1 was read on .*: read it after"):
        evaluate(question, T, {ref(): history(closed(T - 1), read_at=read_at)})
    evaluate(question, T, {ref(): history(closed(T - 1), read_at=read_at + 2)})


def test_an_issue_that_is_gone_settles_by_its_last_record() -> None:
    question = Question.parse("github:o/r#1")

    fixed = evaluate(question, T, {ref(): history(closed(T - 9), read_at=T - 5, gone=True)})
    unfixed = evaluate(question, T, {ref(): history(read_at=T - 5, gone=True)})

    assert (fixed.price, unfixed.price) == (10_000, 0)


@pytest.mark.parametrize("rule", ["", "?closed", "?merged", "?label=shipped", "?fixed&grace=48h"])
def test_an_issue_that_never_existed_is_invalid(rule: str) -> None:
    resolution = evaluate(Question.parse(f"github:o/r#1{rule}"), T, {ref(): None})

    assert resolution.answer is Answer.INVALID
    assert resolution.price == 5_000
    assert resolution.verdicts[0].reason == "github:o/r#1 never existed."


def test_an_issue_made_after_maturation_is_as_invalid_as_when_nobody_had_made_it() -> None:
    question = Question.parse("github:o/r#1?fixed&grace=48h")
    late = history(closed(T + 2), created_at=T + 1)
    in_time = history(closed(T), created_at=T)

    assert evaluate(question, T, {ref(): late}).answer is Answer.INVALID
    assert evaluate(question, T, {ref(): in_time}).answer is Answer.FIXED


@pytest.mark.parametrize(
    ("answers", "joint"),
    [
        ("F", "FIXED"),
        ("U", "UNFIXED"),
        ("I", "INVALID"),
        ("FF", "FIXED"),
        ("FU", "UNFIXED"),
        ("FI", "INVALID"),
        ("UI", "UNFIXED"),
        ("FUI", "UNFIXED"),
        ("III", "INVALID"),
    ],
)
def test_joint_any_unfixed_else_any_invalid_else_fixed(answers: str, joint: str) -> None:
    numbers = range(1, len(answers) + 1)
    question = Question("github", None, "o/r", tuple(numbers))
    events = {"F": (closed(T),), "U": ()}
    histories = {
        ref(number): None if answer == "I" else history(*events[answer], number=number)
        for number, answer in zip(numbers, answers, strict=True)
    }

    resolution = evaluate(question, T, histories)

    assert resolution.answer == joint
    assert [verdict.answer[0] for verdict in resolution.verdicts] == list(answers)


def test_a_duplicate_that_a_maintainer_marked_follows_its_target() -> None:
    duplicate = (marked(T - 5, 2), closed(T - 5, CloseReason.DUPLICATE))

    assert ask("", *duplicate, two=history(closed(T), number=2)).answer is Answer.FIXED
    assert ask("", *duplicate, two=history(closed(T + 1), number=2)).answer is Answer.UNFIXED
    assert ask("", *duplicate, two=history(number=2)).answer is Answer.UNFIXED


def test_a_duplicate_closed_as_completed_follows_its_target_all_the_same() -> None:
    duplicate = (marked(T - 5, 2), closed(T - 5))

    assert ask("", *duplicate, two=history(number=2)).answer is Answer.UNFIXED


@pytest.mark.parametrize(
    "events",
    [
        (closed(T, CloseReason.DUPLICATE),),
        (marked(T, None), closed(T, CloseReason.DUPLICATE)),
        (marked(T, None), closed(T)),
        (marked(T, 2, maintainer=False), closed(T, CloseReason.DUPLICATE)),
        (marked(T, 2, maintainer=None), closed(T, CloseReason.DUPLICATE)),
        (marked(T, 3), closed(T, CloseReason.DUPLICATE)),
        (marked(T, 2),),
        (closed(T, CloseReason.DUPLICATE), marked(T + 1, 2)),
        (marked(T - 2, 2), closed(T - 2, CloseReason.DUPLICATE), reopened(T)),
    ],
)
def test_a_duplicate_that_cannot_be_followed_is_unfixed(events: tuple[IssueEvent, ...]) -> None:
    assert ask("", *events, two=history(closed(T), number=2)).answer is Answer.UNFIXED


def test_a_mark_by_somebody_else_does_not_undo_a_completed_closure() -> None:
    events = (closed(T - 2), marked(T - 1, 2, maintainer=False))

    assert ask("", *events, two=history(number=2)).answer is Answer.FIXED


def test_by_maintainer_is_asked_of_the_target_and_not_of_the_duplicate() -> None:
    duplicate = (marked(T, 2), closed(T, CloseReason.DUPLICATE, maintainer=False))
    ours = history(closed(T, maintainer=True), number=2)
    theirs = history(closed(T, maintainer=False), number=2)

    assert ask("?fixed&by=maintainer", *duplicate, two=ours).answer is Answer.FIXED
    assert ask("?fixed&by=maintainer", *duplicate, two=theirs).answer is Answer.UNFIXED


def _chain(length: int) -> dict[IssueReference, IssueHistory | None]:
    """Issue 1 duplicates 2, and so on; only the last is closed as completed."""
    links: dict[IssueReference, IssueHistory | None] = {
        ref(number): history(marked(T, number + 1), closed(T), number=number)
        for number in range(1, length + 1)
    }
    return links | {ref(length + 1): history(closed(T), number=length + 1)}


@pytest.mark.parametrize(("length", "answer"), [(1, "FIXED"), (5, "FIXED"), (6, "UNFIXED")])
def test_duplicates_are_followed_five_deep(length: int, answer: str) -> None:
    assert evaluate(Question.parse("github:o/r#1"), T, _chain(length)).answer == answer


def test_duplicates_of_each_other_are_unfixed() -> None:
    two = history(marked(T, 1), closed(T), number=2)

    assert ask("", marked(T, 2), closed(T), two=two).answer is Answer.UNFIXED


def test_a_target_read_too_early_settles_nothing() -> None:
    with pytest.raises(RefusedError, match="github:o/r#2 was read"):
        ask("", marked(T, 2), closed(T), two=history(number=2, read_at=T))


def test_what_an_open_or_unmarked_issue_is_followed_to_is_nothing() -> None:
    assert marked_target(history(marked(T, 2), closed(T)), T) == ref(2)
    assert marked_target(history(marked(T, 2), closed(T)), T - 1) is None
    assert marked_target(history(marked(T, 2)), T) is None
    assert marked_target(history(marked(T, 2, maintainer=None), closed(T)), T) is None


def test_an_issue_that_was_not_read_is_a_mistake() -> None:
    with pytest.raises(InputError, match=r"github:o/r#1 has not been read"):
        evaluate(Question.parse("github:o/r#1"), T, {})


def test_a_question_about_advisories_has_no_history_of_issues() -> None:
    question = Question.parse("osv:PyPI/jinja2?published&since=2026-11-22T00:00:00Z")

    with pytest.raises(RuleUnsupportedError, match="about advisories"):
        evaluate(question, T, {})


@pytest.mark.parametrize(
    ("rule", "events", "reason"),
    [
        ("", (), "github:o/r#1 was open on 2026-12-07T00:00:00Z."),
        ("", (closed(T - 1),), "was closed as completed by beth on 2026-12-06T23:59:59Z."),
        ("", (closed(T, CloseReason.NOT_PLANNED),), "was closed as not planned by beth on"),
        ("", (closed(T, CloseReason.WONTFIX),), "was closed as won't fix by beth on"),
        ("?closed", (closed(T),), "github:o/r#1 was closed by beth on 2026-12-07T00:00:00Z."),
        ("?merged", (), "had no linked change on the default branch on 2026-12-07"),
        ("?merged", (merged(T),), "had a linked change (c0ffee) merged by beth on 2026-12-07"),
        ("?label=a", (), "did not have the label 'a' on"),
        ("?label=a", (labeled(T, "a"),), "had the label 'a' on 2026-12-07T00:00:00Z."),
        ("?fixed&by=maintainer", (closed(T, maintainer=False),), ", not by a maintainer."),
        ("?fixed&by=maintainer", (closed(T, maintainer=None),), ", by nobody known to maintain"),
        (
            "?fixed&grace=1h",
            (closed(T), reopened(T + 1)),
            "00Z, and at the end of the grace was open on 2026-12-07T01:00:00Z.",
        ),
        ("", (marked(T, 3), closed(T)), "is a duplicate of github:o/r#3, which cannot be read."),
        ("", (marked(T, None), closed(T)), "of an issue that the tracker does not name."),
        ("", (marked(T, 1), closed(T)), "more than 5 deep."),
    ],
)
def test_a_verdict_says_why(rule: str, events: tuple[IssueEvent, ...], reason: str) -> None:
    (verdict,) = ask(rule, *events).verdicts

    assert reason in verdict.reason
    assert re.fullmatch(r"github:o/r#1 [^\n]+\.", verdict.reason)


_AT = st.integers(T - 4, T + 4)
_EVENTS = st.one_of(
    st.builds(
        closed,
        _AT,
        st.sampled_from(CloseReason),
        maintainer=st.sampled_from([True, False, None]),
    ),
    st.builds(reopened, _AT),
    st.builds(merged, _AT),
    st.builds(labeled, _AT),
    st.builds(unlabeled, _AT),
    st.builds(marked, _AT, st.sampled_from([None, 1, 2])),
)
_LISTS = st.lists(_EVENTS, max_size=8).map(
    lambda events: tuple(sorted(events, key=lambda event: event.at)),
)
_RULES = st.sampled_from(
    [
        "",
        "?closed",
        "?merged",
        "?label=shipped",
        "?fixed&by=maintainer",
        "?fixed&grace=2s",
        "?fixed&by=maintainer&grace=2s",
        "?merged&grace=2s",
    ],
)


@given(_RULES, _LISTS, _LISTS, _LISTS)
def test_reading_later_never_changes_the_answer(
    rule: str,
    one: tuple[IssueEvent, ...],
    two: tuple[IssueEvent, ...],
    later: tuple[IssueEvent, ...],
) -> None:
    question = Question.parse(f"github:o/r#1{rule}")
    last = evaluates_at(question, T)

    def read_at(time: int) -> Resolution:
        def known(events: tuple[IssueEvent, ...]) -> tuple[IssueEvent, ...]:
            early = [event for event in events if event.at <= last]
            late = [event for event in later if last < event.at < time]
            return (*early, *late)

        return evaluate(
            question,
            T,
            {
                ref(1): history(*known(one), read_at=time),
                ref(2): history(*known(two), number=2, read_at=time),
            },
        )

    assert read_at(last + 1) == read_at(LATE)


@given(_RULES, _LISTS, _LISTS)
def test_options_only_ever_make_fixed_harder(
    rule: str,
    one: tuple[IssueEvent, ...],
    two: tuple[IssueEvent, ...],
) -> None:
    bare = rule.partition("&")[0]
    histories: dict[IssueReference, IssueHistory | None] = {
        ref(1): history(*one),
        ref(2): history(*two, number=2),
    }

    with_options = evaluate(Question.parse(f"github:o/r#1{rule}"), T, histories)
    without = evaluate(Question.parse(f"github:o/r#1{bare}"), T, histories)

    assert with_options.price <= without.price


@given(st.lists(st.none() | _LISTS, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_joint_is_the_worst_of_its_issues_in_any_order(
    lists: list[tuple[IssueEvent, ...] | None],
    random: object,
) -> None:
    numbers = list(range(1, len(lists) + 1))
    random.shuffle(numbers)  # type: ignore[attr-defined]
    histories = {
        ref(number): None if events is None else history(*events, number=number)
        for number, events in zip(numbers, lists, strict=True)
    }

    joint = evaluate(Question("github", None, "o/r", tuple(numbers)), T, histories)
    each = {
        evaluate(Question("github", None, "o/r", (number,)), T, histories).answer
        for number in numbers
    }

    assert joint.answer == (
        "UNFIXED" if "UNFIXED" in each else "INVALID" if "INVALID" in each else "FIXED"
    )
