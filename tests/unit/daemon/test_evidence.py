"""Evidence: one text per document, known by its hash, and tampering is noticed."""

import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from bugmark_py.daemon.evidence import (
    EvidenceFolder,
    Observations,
    canonical,
    evidence,
    summary,
)
from bugmark_py.errors import BugmarkError
from bugmark_py.model.futures import Future
from bugmark_py.model.questions import IssueReference, Question
from bugmark_py.trackers.history import CloseReason, EventKind, IssueEvent, IssueHistory
from bugmark_py.trackers.rules import Answer, Resolution, Verdict, evaluate

pytestmark = pytest.mark.unit

REFERENCE = IssueReference.parse("file:demo#1")
MATURATION = 1_796_601_600  # 2026-12-07T00:00:00Z
FUTURE = Future("file:demo#1", MATURATION, "0x" + 40 * "1")
HISTORY = IssueHistory(
    reference=REFERENCE,
    title="Übergröße „💥“",
    url="file:demo#1",
    created_at=MATURATION - 1_000,
    events=(
        IssueEvent(
            at=MATURATION - 10,
            kind=EventKind.CLOSED,
            actor="beth",
            maintainer=True,
            reason=CloseReason.COMPLETED,
        ),
    ),
    read_at=MATURATION + 5,
)

documents = st.dictionaries(
    st.text(),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    ),
    max_size=5,
)


def is_text(document: object) -> bool:
    """Whether all of it can be written in UTF-8: lone surrogates cannot."""
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "evidence"


# --- One text -------------------------------------------------------------------------------------


def test_the_text_is_sorted_without_blanks_and_in_utf8() -> None:
    text = canonical({"b": [1, {"z": None, "a": True}], "a": "ü"})

    assert text == '{"a":"ü","b":[1,{"a":true,"z":null}]}'.encode()


@given(documents.filter(is_text))
def test_the_order_of_keys_changes_nothing_and_nothing_is_lost(document: dict[str, Any]) -> None:
    turned = dict(reversed(document.items()))

    assert canonical(turned) == canonical(document)
    assert json.loads(canonical(document)) == document


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_json_does_not_have_is_not_written(value: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"a": value})


def test_the_document_says_what_was_asked_answered_and_read() -> None:
    resolution = evaluate(Question.parse("file:demo#1"), MATURATION, {REFERENCE: HISTORY})

    document = evidence(FUTURE, resolution, {REFERENCE: HISTORY})

    assert document["question"] == "file:demo#1"
    assert document["maturation"] == MATURATION
    assert (document["answer"], document["price"]) == ("FIXED", 10_000)
    (verdict,) = document["verdicts"]
    assert (verdict["issue"], verdict["answer"]) == ("file:demo#1", "FIXED")
    assert verdict["reason"]
    assert IssueHistory.from_json(document["histories"]["file:demo#1"]) == HISTORY


def test_an_issue_that_never_existed_has_no_history() -> None:
    resolution = evaluate(Question.parse("file:demo#1"), MATURATION, {REFERENCE: None})

    document = evidence(FUTURE, resolution, {REFERENCE: None})

    assert (document["answer"], document["price"]) == ("INVALID", 5_000)
    assert document["histories"] == {"file:demo#1": None}


def test_what_was_read_can_be_judged_again_from_the_document(folder: Path) -> None:
    question = Question.parse("file:demo#1")
    resolution = evaluate(question, MATURATION, {REFERENCE: HISTORY})
    key = EvidenceFolder(folder).put(evidence(FUTURE, resolution, {REFERENCE: HISTORY}))

    document = EvidenceFolder(folder).get(key)
    assert document is not None
    histories = {
        IssueReference.parse(name): IssueHistory.from_json(history)
        for name, history in document["histories"].items()
    }

    assert evaluate(question, document["maturation"], histories) == resolution


def test_reporters_who_read_the_same_write_the_same() -> None:
    resolution = evaluate(Question.parse("file:demo#1"), MATURATION, {REFERENCE: HISTORY})
    read_again = IssueHistory.from_json(json.loads(json.dumps(HISTORY.to_json())))

    first = canonical(evidence(FUTURE, resolution, {REFERENCE: HISTORY}))
    second = canonical(evidence(FUTURE, resolution, {REFERENCE: read_again}))

    assert first == second


def test_a_history_is_read_back_as_it_was_written_also_without_a_file() -> None:
    assert IssueHistory.from_json(HISTORY.to_json()) == HISTORY


def test_a_summary_is_one_line() -> None:
    resolution = Resolution(
        answer=Answer.UNFIXED,
        verdicts=(Verdict(REFERENCE, Answer.UNFIXED, "It was open."),),
    )

    line = summary(evidence(FUTURE, resolution, {}))

    assert line == "file:demo#1 at 2026-12-07T00:00:00Z: UNFIXED. It was open."


# --- Kept by its hash -----------------------------------------------------------------------------


def test_a_document_is_kept_under_the_hash_of_its_text(folder: Path) -> None:
    key = EvidenceFolder(folder).put({"b": 2, "a": 1})

    assert key == "0x" + keccak(b'{"a":1,"b":2}').hex()
    assert [path.name for path in folder.iterdir()] == [f"{key}.json"]
    assert (folder / f"{key}.json").read_bytes() == b'{"a":1,"b":2}'
    assert EvidenceFolder(folder).get(key) == {"a": 1, "b": 2}


def test_the_same_document_is_kept_once_and_another_beside_it(folder: Path) -> None:
    kept = EvidenceFolder(folder)

    keys = {kept.put({"a": 1}), kept.put({"a": 1}), kept.put({"a": 2})}

    assert len(keys) == 2
    assert len(list(folder.iterdir())) == 2


def test_looking_for_what_is_not_there_finds_nothing_and_makes_nothing(folder: Path) -> None:
    assert EvidenceFolder(folder).get("0x" + 64 * "0") is None
    assert not folder.exists()


@pytest.mark.parametrize(
    "content", [b"", b'{"a":2}', b'{"a":1} ', b'{"a": 1}', b'{"a":1}\n', b"\xff"]
)
def test_a_document_that_was_changed_is_not_returned(folder: Path, content: bytes) -> None:
    key = EvidenceFolder(folder).put({"a": 1})
    (folder / f"{key}.json").write_bytes(content)

    with pytest.raises(BugmarkError, match="was changed: its content has another hash"):
        EvidenceFolder(folder).get(key)


def test_a_document_under_another_ones_name_is_not_returned(folder: Path) -> None:
    kept = EvidenceFolder(folder)
    first, second = kept.put({"a": 1}), kept.put({"a": 2})
    (folder / f"{first}.json").replace(folder / f"{second}.json")

    with pytest.raises(BugmarkError, match="was changed"):
        kept.get(second)


def test_a_changed_document_is_mended_by_writing_it_again(folder: Path) -> None:
    kept = EvidenceFolder(folder)
    key = kept.put({"a": 1})
    (folder / f"{key}.json").write_bytes(b"half of")

    assert kept.put({"a": 1}) == key
    assert kept.get(key) == {"a": 1}


def test_several_reporters_of_one_folder_do_not_disturb_each_other(folder: Path) -> None:
    problems: list[BaseException] = []
    text = "x" * 50_000

    def report() -> None:
        try:
            for number in range(25):
                EvidenceFolder(folder).put({"number": number, "text": text})
        except OSError as error:
            problems.append(error)

    reporters = [threading.Thread(target=report) for _ in range(4)]
    for reporter in reporters:
        reporter.start()
    for reporter in reporters:
        reporter.join()

    assert problems == []
    assert len(list(folder.iterdir())) == 25
    for path in folder.iterdir():
        assert EvidenceFolder(folder).get(path.stem) is not None


# --- Observations ---------------------------------------------------------------------------------


def test_the_last_history_of_an_issue_is_kept(folder: Path) -> None:
    kept = Observations(folder)
    other = IssueReference.parse("file:demo#2")
    kept.put(HISTORY)

    later = replace(HISTORY, title="later")
    kept.put(later)

    assert kept.get(REFERENCE) == later
    assert kept.get(other) is None


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b'"text"', b"5", b"\xff\xfe", b'{"reference": "file:x#1"}']
)
def test_a_damaged_observation_is_not_guessed_at(folder: Path, content: bytes) -> None:
    kept = Observations(folder)
    kept.put(HISTORY)
    (path,) = folder.iterdir()
    path.write_bytes(content)

    with pytest.raises(BugmarkError):
        kept.get(REFERENCE)


def test_an_observation_of_another_issue_is_not_taken_for_this_ones(folder: Path) -> None:
    kept = Observations(folder)
    kept.put(HISTORY)
    (mine,) = folder.iterdir()
    other = IssueReference.parse("file:demo#2")
    kept.put(replace(HISTORY, reference=other))
    (theirs,) = set(folder.iterdir()) - {mine}
    theirs.replace(mine)

    with pytest.raises(BugmarkError, match="another issue"):
        kept.get(REFERENCE)
