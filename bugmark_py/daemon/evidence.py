"""Why an oracle voted as it did, and what issues looked like while they were there."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bugmark_py.chain.home import read_json, write_json, write_whole
from bugmark_py.errors import BugmarkError
from bugmark_py.model.futures import Future
from bugmark_py.model.hashing import keccak_hex
from bugmark_py.model.questions import IssueReference
from bugmark_py.model.times import format_time
from bugmark_py.trackers.history import IssueHistory
from bugmark_py.trackers.rules import Histories, Resolution


def evidence(future: Future, resolution: Resolution, histories: Histories) -> dict[str, Any]:
    """The document that shows how a question was answered, for everybody to check.

    Args:
        future: whose question.
        resolution: the answer.
        histories: what it was read from.
    """
    return {
        "question": future.question,
        "maturation": future.maturation,
        "answer": resolution.answer.value,
        "price": resolution.price,
        "verdicts": [
            {"issue": str(v.reference), "answer": v.answer.value, "reason": v.reason}
            for v in resolution.verdicts
        ],
        "histories": {
            str(reference): history.to_json() if history is not None else None
            for reference, history in histories.items()
        },
    }


def canonical(document: Mapping[str, Any]) -> bytes:
    """The one text of a document: sorted keys, no blanks, UTF-8."""
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


class EvidenceFolder:
    """Documents by the hash of their content.

    Args:
        folder: where they lie; made when the first is written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, document: Mapping[str, Any]) -> str:
        """Keep a document.

        Returns:
            The keccak-256 of its canonical text, by which the chain names it.
        """
        text = canonical(document)
        key = keccak_hex(text)
        write_whole(self._path(key), text)
        return key

    def get(self, key: str) -> dict[str, Any] | None:
        """The document of a hash, None if it is not here.

        Raises:
            BugmarkError: the file is not what its name says.
        """
        try:
            text = self._path(key).read_bytes()
        except FileNotFoundError:
            return None
        if keccak_hex(text) != key:
            raise BugmarkError(f"{self._path(key)} was changed: its content has another hash")
        document: dict[str, Any] = json.loads(text)
        return document

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"


class Observations:
    """The last history of each issue: one that is gone settles by it.

    Args:
        folder: where they lie; made when the first is written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, history: IssueHistory) -> None:
        """Keep a history that was read."""
        write_json(self._path(history.reference), history.to_json())

    def get(self, reference: IssueReference) -> IssueHistory | None:
        """The last history of an issue, None if it was never read.

        Raises:
            BugmarkError: the file is damaged, or of another issue.
        """
        path = self._path(reference)
        document = read_json(path)
        if document is None:
            return None
        history = IssueHistory.from_json(document)
        if history.reference != reference:
            raise BugmarkError(f"{path} is of another issue, {history.reference}: delete it")
        return history

    def _path(self, reference: IssueReference) -> Path:
        return self._folder / f"{keccak_hex(str(reference).encode())}.json"


def summary(document: Mapping[str, Any]) -> str:
    """One line that says what a document of evidence shows."""
    reasons = " ".join(str(verdict["reason"]) for verdict in document["verdicts"])
    when = format_time(int(document["maturation"]))
    return f"{document['question']} at {when}: {document['answer']}. {reasons}"
