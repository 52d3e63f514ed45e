"""A question about an issue at a GitHub of its own, from settings to its answer."""

from pathlib import Path
from typing import Any

import pytest

from bugmark_py.model.questions import IssueReference, Question
from bugmark_py.trackers.reading import read_histories
from bugmark_py.trackers.registry import Trackers
from bugmark_py.trackers.rules import evaluate

pytestmark = pytest.mark.integration

T = 1_796_601_600  # 2026-12-07T00:00:00Z


def test_a_host_is_read_at_the_address_in_the_settings(
    github: Any,
    payloads: Any,
    tmp_path: Path,
) -> None:
    events = [
        payloads.comment(T - 9, "Duplicate of #2"),
        payloads.event("marked_as_duplicate", T - 9),
        payloads.closed(T - 9, "duplicate"),
    ]
    github.add_issue(payloads.closed_issue(T - 9, "duplicate"), events)
    github.add_issue(payloads.closed_issue(T, number=2), [payloads.closed(T)])
    trackers = Trackers(
        issues=tmp_path,
        clock=lambda: T,
        urls={"git.example.org": github.url},
        tokens={"git.example.org": "token"},
    )
    question = Question.parse("github@git.example.org:O/R#1")

    histories = read_histories(question, T, trackers.tracker_for(question).read)

    assert evaluate(question, T, histories).price == 10_000
    assert list(histories) == [
        IssueReference("github", "git.example.org", "o/r", number) for number in (1, 2)
    ]
    assert {request.headers["Authorization"] for request in github.requests} == {"Bearer token"}
