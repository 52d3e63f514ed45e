"""What stands in the daemon's way: told once, tried again, and a hindrance to nothing else."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bugmark_py.client import Bugmark
from bugmark_py.daemon.evidence import EvidenceFolder
from bugmark_py.daemon.oracle import Act
from bugmark_py.errors import BugmarkError
from bugmark_py.model.futures import Future
from bugmark_py.model.hashing import keccak_hex
from tests.integration.daemon.conftest import Oracle

pytestmark = pytest.mark.integration

Mature = Callable[[Future], None]
Warp = Callable[[int], None]

FIXED, UNFIXED, INVALID = 10_000, 0, 5_000


@pytest.fixture
def future(bugmark: Bugmark) -> Future:
    """On an issue that is fixed."""
    issue = bugmark.trackers.file.create("demo", "It crashes").reference
    bugmark.trackers.file.close(issue)
    return bugmark.named("adam").market.create_future(str(issue), "+1d")


# --- Trackers --------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["no folder", "damaged"])
def test_a_tracker_that_cannot_be_read_settles_nothing_until_it_can(
    bugmark: Bugmark, oracle: Oracle, future: Future, mature: Mature, how: str
) -> None:
    mature(future)
    issues, hidden = bugmark.home.issues, bugmark.home.path / "hidden"
    issue = issues / "demo" / "1.json"
    kept = issue.read_text()
    if how == "no folder":
        issues.rename(hidden)
    else:
        issue.write_text(kept[: len(kept) // 2])

    for _ in range(3):
        assert oracle.tick() == []
        oracle.now += 1_000
    assert len(oracle.troubles) == 3, "each daemon tells it once"
    assert {trouble.subject for trouble in oracle.troubles} == {future}
    hidden.rename(issues) if how == "no folder" else issue.write_text(kept)

    assert oracle.settle(future) == [FIXED]


def test_a_tracker_that_is_down_is_asked_ever_later(
    github_oracle: Oracle, github: Any, payloads: Any, warp: Warp
) -> None:
    bugmark = github_oracle.bugmark
    future = bugmark.named("adam").market.create_future("github:o/r#1", "+1d")
    github.now = future.maturation + 61
    github.add("/rate_limit", {})
    path = "/repos/o/r/issues/1"
    github.add(path, {"message": "oops"}, status=503)
    warp(future.maturation + 61 - bugmark.now())

    looks = []
    for second in range(64):
        github_oracle.now = second
        before = github.paths().count(path)
        github_oracle.tick("reporter")
        if github.paths().count(path) > before:
            looks.append(second)
    assert looks == [0, 1, 3, 7, 15, 31, 63]
    (trouble,) = github_oracle.troubles
    assert "503" in trouble.reason

    github.exchanges.pop(path)
    created = {"created_at": "2026-01-01T00:00:00Z"}
    at = future.maturation
    github.add_issue(payloads.closed_issue(at) | created, [payloads.closed(at)])
    github_oracle.now += 1_000
    assert github_oracle.settle(future) == [FIXED]


def test_github_is_not_polled_at_every_look(
    github_oracle: Oracle, github: Any, payloads: Any
) -> None:
    bugmark = github_oracle.bugmark
    bugmark.named("adam").market.create_future("github:o/r#1", "+30d")
    github.now = bugmark.now()
    github.add("/rate_limit", {})
    created = {"created_at": "2026-01-01T00:00:00Z"}
    github.add_issue(payloads.issue() | created)

    for second in range(0, 700, 50):
        github_oracle.now = second
        github_oracle.tick("reporter")

    assert github.paths().count("/repos/o/r/issues/1") == 3, "at 0, 300 and 600 seconds"
    assert github_oracle.troubles == []


@pytest.mark.parametrize(
    "question", ["gitlab:o/r#1", "osv:PyPI/jinja2?published&since=2026-01-01T00:00:00Z"]
)
def test_a_tracker_that_this_version_cannot_read_is_told(
    bugmark: Bugmark, oracle: Oracle, future: Future, mature: Mature, question: str
) -> None:
    other = bugmark.named("adam").market.create_future(question, future.maturation)
    mature(future)

    assert oracle.settle(future) == [FIXED]
    assert {trouble.subject for trouble in oracle.troubles} == {other}
    assert not bugmark.market.state(other).settled


# --- Questions that are none -----------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        "nonsense",
        "file:demo",
        "file:demo#0",
        "file:demo#1?unheard",
        "file:demo#1?merged",
        "file:../etc#1",
        "file:demo#1?fixed&grace=9999d",
        "\x1b[2J",
        "[/bold]",
        "x" * 5_000,
        "\udcff\udcfe",
    ],
)
def test_a_malformed_question_stops_no_other_future(
    bugmark: Bugmark, oracle: Oracle, future: Future, mature: Mature, question: str
) -> None:
    market = bugmark.named("dana").market
    raw = question.encode(errors="surrogateescape")
    stand_in = len(raw) * b"y"
    for maturation in (future.maturation - 60, future.maturation + 60):
        arguments = (stand_in.decode(), maturation, bugmark.deployment.oracle)
        before, _, after = market.binding.encode("createFuture", *arguments).rpartition(
            stand_in.hex()
        )
        market.sender.send(market.binding.address, before + raw.hex() + after)
    assert len(bugmark.book.futures()) == 3
    mature(future)

    assert oracle.settle(future) == [FIXED]
    troubled = {
        trouble.subject.question
        for trouble in oracle.troubles
        if isinstance(trouble.subject, Future)
    }
    assert troubled == {question}


# --- Who is no reporter, and an oracle that is silent ----------------------------------------


def test_who_is_no_reporter_finalises_and_settles_only(
    bugmark: Bugmark, oracle: Oracle, future: Future, mature: Mature, warp: Warp
) -> None:
    mature(future)

    assert oracle.tick("dana") == []
    oracle.tick("reporter", "reporter2")
    assert oracle.tick("dana") == []
    warp(3600)
    assert oracle.tick("dana") == [("dana", Act.FINALIZED), ("dana", Act.SETTLED)]

    assert bugmark.market.state(future).price == FIXED
    assert oracle.troubles == []


def test_a_future_whose_oracle_stays_silent_is_voided_when_it_may_be(
    bugmark: Bugmark, oracle: Oracle, future: Future, mine_at: Callable[[int], None]
) -> None:
    end = future.maturation + bugmark.deployment.void_delay

    mine_at(end - 1)
    assert oracle.tick("dana", "reporter") == [], "it is too late to vote and too early to void"
    mine_at(end)
    assert oracle.tick("dana") == [("dana", Act.VOIDED)]

    assert bugmark.market.state(future).price == INVALID
    assert oracle.troubles == []


def test_one_vote_is_no_answer(
    bugmark: Bugmark, oracle: Oracle, future: Future, mature: Mature, warp: Warp
) -> None:
    mature(future)
    oracle.tick("reporter")

    warp(bugmark.deployment.void_delay)

    assert oracle.tick("reporter") == [("reporter", Act.VOIDED)]
    assert bugmark.market.state(future).price == INVALID


def test_a_proposal_that_nobody_finalised_is_finalised_late_rather_than_voided(
    bugmark: Bugmark, oracle: Oracle, future: Future, mature: Mature, warp: Warp
) -> None:
    mature(future)
    oracle.tick("reporter", "reporter2")

    warp(2 * bugmark.deployment.void_delay)

    assert oracle.tick("dana") == [("dana", Act.FINALIZED), ("dana", Act.SETTLED)]
    assert bugmark.market.state(future).price == FIXED


def test_reporters_who_disagree_are_voided(
    bugmark: Bugmark, oracle: Oracle, future: Future, mature: Mature, warp: Warp
) -> None:
    mature(future)
    for name, price in zip(("reporter", "reporter2"), (UNFIXED, INVALID), strict=True):
        bugmark.named(name).oracle.vote(future, price, "0x" + 64 * "0")
    assert oracle.tick() == [("reporter3", Act.VOTED)], "no two agree"
    warp(bugmark.deployment.void_delay)

    assert oracle.tick() == [("reporter", Act.VOIDED)]


def test_a_future_of_another_oracle_is_left_alone(
    bugmark: Bugmark, oracle: Oracle, future: Future, mature: Mature, warp: Warp
) -> None:
    market = bugmark.named("adam").market
    other = Future(future.question, future.maturation, bugmark.deployment.token)
    arguments = (other.question, other.maturation, other.oracle)
    market.binding.send(market.sender, "createFuture", *arguments)
    mature(future)

    oracle.settle(future)
    warp(2 * bugmark.deployment.void_delay)

    assert oracle.tick() == []
    assert not bugmark.market.state(other).settled


def test_a_node_that_is_away_is_told_and_waited_for(
    bugmark: Bugmark,
    oracle: Oracle,
    future: Future,
    mature: Mature,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mature(future)

    def away(*_: object) -> None:
        raise BugmarkError("no node answers")

    with monkeypatch.context() as patch:
        for name in ("rpc", "batch"):
            patch.setattr(bugmark.connection, name, away)
        for daemon in ("reporter", "reporter2"):
            with pytest.raises(BugmarkError):
                # It cannot even start without a node.
                oracle.tick(daemon)
    oracle.tick()
    oracle.done.clear()
    with monkeypatch.context() as patch:
        for name in ("rpc", "batch"):
            patch.setattr(bugmark.connection, name, away)
        assert oracle.tick() == []
        assert oracle.tick() == []
    assert [(t.subject, t.reason) for t in oracle.troubles] == [(None, "no node answers")] * 3

    assert oracle.settle(future) == [FIXED]


# --- Evidence --------------------------------------------------------------------------------


def test_the_evidence_is_what_the_chain_names(
    bugmark: Bugmark, oracle: Oracle, future: Future, mature: Mature
) -> None:
    mature(future)
    oracle.tick()

    votes = bugmark.book.votes(future.question_id)
    assert len(votes) == 2
    folder = EvidenceFolder(bugmark.home.evidence)
    for (who, price, key), name in zip(votes, ("reporter", "reporter2"), strict=True):
        text = (bugmark.home.evidence / f"{key}.json").read_bytes()
        document = json.loads(text)
        assert (who, price) == (bugmark.address(name), FIXED)
        assert keccak_hex(text) == key
        assert document == folder.get(key)
        assert (document["question"], document["maturation"]) == (
            future.question,
            future.maturation,
        )
        assert (document["answer"], document["price"]) == ("FIXED", FIXED)
        (history,) = document["histories"].values()
        assert [event["kind"] for event in history["events"]] == ["closed"]
        assert text == json.dumps(
            document, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        ).encode("utf-8")


def test_evidence_that_was_changed_is_not_believed(
    bugmark: Bugmark, oracle: Oracle, future: Future, mature: Mature
) -> None:
    mature(future)
    oracle.tick("reporter")
    ((_, _, key),) = bugmark.book.votes(future.question_id)
    file = bugmark.home.evidence / f"{key}.json"
    file.write_text(file.read_text().replace("FIXED", "UNFIXED"))

    with pytest.raises(BugmarkError, match="was changed"):
        EvidenceFolder(bugmark.home.evidence).get(key)
