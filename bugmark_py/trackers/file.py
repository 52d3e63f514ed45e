"""The file tracker: issues as JSON files in a folder, for local networks, demos and tests.

One file holds one issue, `<root>/<project>/<number>.json`; its events are only ever appended, and
their times never go backwards. Files are replaced atomically under one lock, so a reader sees an
issue whole. The clock is passed in: on a local network it is the chain's.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from bugmark_py.errors import (
    InputError,
    IssueNotFoundError,
    RefusedError,
    TrackerUnavailableError,
)
from bugmark_py.model.paths import check_text, shown
from bugmark_py.model.questions import IssueReference
from bugmark_py.model.times import check_time, format_time
from bugmark_py.trackers.history import CloseReason, EventKind, IssueEvent, IssueHistory
from bugmark_py.trackers.records import Record, check_type

_VERSION: Final = 1
_LOCK_SECONDS: Final = 10
_MAX_TITLE: Final = 256
# A project's name cannot hold a plus sign, so nothing else has this name.
_LOCK_NAME: Final = "+lock"


class FileTracker:
    """Issues in a folder.

    Args:
        root: the folder; made when the first issue is.
        clock: gives the time that events are stamped with, in unix seconds.
    """

    name: Final = "file"
    rules: Final = frozenset({"fixed", "closed", "label"})

    def __init__(self, root: Path, clock: Callable[[], int]) -> None:
        self._root = root
        self._clock = clock

    def now(self) -> int:
        """Return the time of the clock that was passed in, in unix seconds."""
        return self._clock()

    def read(self, reference: IssueReference) -> IssueHistory:
        """Read an issue.

        Raises:
            IssueNotFoundError: the folder is there and has no such issue.
            TrackerUnavailableError: the folder is not there, or the file cannot be read.
            InputError: the reference is to another tracker.
        """
        path = self._path(reference)
        if not self._root.is_dir():
            raise TrackerUnavailableError(
                f"there are no issues in {self._root}: `bugmark issue create file:{reference.path}"
                " TITLE` makes the first one",
            )
        with self._locked():
            # Under the lock, so that nothing can be stamped earlier and written later.
            return _load(path, reference, self._clock())

    def issues(self, project: str | None = None) -> tuple[IssueHistory, ...]:
        """Read all issues, or those of one project, by project and number.

        Raises:
            TrackerUnavailableError: a file cannot be read.
            InputError: no project can have that name.
        """
        if project is not None:
            IssueReference("file", None, project, 1)
        if not self._root.is_dir():
            return ()
        with self._locked():
            now = self._clock()
            return tuple(
                _load(self._path(reference), reference, now) for reference in self._found(project)
            )

    def create(
        self,
        project: str,
        title: str,
        *,
        number: int | None = None,
        at: int | None = None,
    ) -> IssueHistory:
        """Open an issue.

        Args:
            project: its name; one that is new needs nothing else.
            title: one line.
            number: the next that is free if None.
            at: unix seconds; the clock's if None.

        Raises:
            RefusedError: there is such an issue.
            InputError: the name, title, number or time cannot be.
            TrackerUnavailableError: the folder cannot be written.
        """
        IssueReference("file", None, project, 1 if number is None else number)
        line = check_text(title.strip())
        if not 0 < len(line) <= _MAX_TITLE:
            raise InputError(f"a title has 1 to {_MAX_TITLE} characters, not {len(line)}")
        with self._locked(make=True):
            taken = [reference.number for reference in self._found(project)]
            reference = IssueReference(
                "file",
                None,
                project,
                max(taken, default=0) + 1 if number is None else number,
            )
            if reference.number in taken:
                raise RefusedError(f"{reference} exists: leave the number out for the next one")
            now = self._clock()
            history = IssueHistory(
                reference=reference,
                title=line,
                url=self._path(reference).absolute().as_uri(),
                created_at=now if at is None else check_time(at, what=f"--at {at}"),
                events=(),
                read_at=now,
            )
            _store(self._path(reference), history)
            return history

    def close(
        self,
        reference: IssueReference,
        reason: CloseReason = CloseReason.COMPLETED,
        *,
        duplicate_of: IssueReference | None = None,
        at: int | None = None,
        actor: str | None = None,
        maintainer: bool = True,
    ) -> IssueHistory:
        """Close an issue, or change why it is closed.

        Args:
            reference: the issue.
            reason: why.
            duplicate_of: the issue that it is a duplicate of; only with that reason.
            at: unix seconds; the clock's if None.
            actor: who closes it.
            maintainer: whether they count as a maintainer.

        Raises:
            RefusedError: it is closed for that reason already, or the time is before its last
                event.
            InputError: a target without being a duplicate, or the reference is to another tracker.
            IssueNotFoundError: there is no such issue.
            TrackerUnavailableError: its file cannot be read or written.
        """
        if duplicate_of is not None and reason is not CloseReason.DUPLICATE:
            raise InputError(f"an issue closed as {reason.text} is no duplicate of {duplicate_of}")
        if duplicate_of == reference:
            raise InputError(f"{reference} cannot be a duplicate of itself")

        def closing(history: IssueHistory, time: int) -> list[IssueEvent]:
            closure = history.latest.closure
            if closure is not None and closure.reason is reason and duplicate_of is None:
                raise RefusedError(f"{reference} is closed as {reason.text} already")
            mark = IssueEvent(
                time,
                EventKind.MARKED_DUPLICATE,
                actor=actor,
                maintainer=maintainer,
                target=duplicate_of,
            )
            closed = IssueEvent(
                time,
                EventKind.CLOSED,
                actor=actor,
                maintainer=maintainer,
                reason=reason,
            )
            return [mark, closed] if reason is CloseReason.DUPLICATE else [closed]

        return self._append(reference, at, closing)

    def reopen(
        self,
        reference: IssueReference,
        *,
        at: int | None = None,
        actor: str | None = None,
        maintainer: bool = True,
    ) -> IssueHistory:
        """Open a closed issue again; arguments and errors as for `close`."""

        def reopening(history: IssueHistory, time: int) -> list[IssueEvent]:
            if history.latest.closure is None:
                raise RefusedError(f"{reference} is open already")
            return [IssueEvent(time, EventKind.REOPENED, actor=actor, maintainer=maintainer)]

        return self._append(reference, at, reopening)

    def label(
        self,
        reference: IssueReference,
        label: str,
        *,
        at: int | None = None,
        actor: str | None = None,
    ) -> IssueHistory:
        """Put a label on an issue; arguments and errors as for `close`."""
        name = _label(label)

        def labeling(history: IssueHistory, time: int) -> list[IssueEvent]:
            if name in history.latest.labels:
                raise RefusedError(f"{reference} has the label {name!r} already")
            return [IssueEvent(time, EventKind.LABELED, actor=actor, label=name)]

        return self._append(reference, at, labeling)

    def unlabel(
        self,
        reference: IssueReference,
        label: str,
        *,
        at: int | None = None,
        actor: str | None = None,
    ) -> IssueHistory:
        """Take a label off an issue; arguments and errors as for `close`."""
        name = _label(label)

        def unlabeling(history: IssueHistory, time: int) -> list[IssueEvent]:
            if name not in history.latest.labels:
                raise RefusedError(f"{reference} does not have the label {name!r}")
            return [IssueEvent(time, EventKind.UNLABELED, actor=actor, label=name)]

        return self._append(reference, at, unlabeling)

    def _append(
        self,
        reference: IssueReference,
        at: int | None,
        change: Callable[[IssueHistory, int], list[IssueEvent]],
    ) -> IssueHistory:
        path = self._path(reference)
        if not self._root.is_dir():
            raise IssueNotFoundError(f"there is no {reference}: `bugmark issue create` makes one")
        with self._locked():
            now = self._clock()
            history = _load(path, reference, now)
            time = now if at is None else check_time(at, what=f"--at {at}")
            last = history.events[-1].at if history.events else history.created_at
            if time < last:
                raise RefusedError(
                    f"{format_time(time)} is before the last event of {reference}, on"
                    f" {format_time(last)}: history only goes forward",
                )
            events = (*history.events, *change(history, time))
            changed = IssueHistory(
                reference=reference,
                title=history.title,
                url=history.url,
                created_at=history.created_at,
                events=events,
                read_at=now,
            )
            _store(path, changed)
            return changed

    def _path(self, reference: IssueReference) -> Path:
        if reference.tracker != "file":
            raise InputError(f"{reference} is not in the file tracker: write file:demo#1")
        folder = self._root / reference.path
        # A name cannot climb out of the root, but a link under it can lead out.
        if folder.is_symlink():
            raise InputError(f"{folder} is a link: a project is a folder of its own")
        return folder / f"{reference.number}.json"

    def _found(self, project: str | None) -> Iterator[IssueReference]:
        folders = sorted(self._root.iterdir()) if project is None else [self._root / project]
        for folder in folders:
            if folder.is_symlink() or not folder.is_dir():
                continue
            numbers = sorted(
                int(path.stem)
                for path in folder.glob("*.json")
                if path.stem.isascii() and path.stem.isdigit() and not path.stem.startswith("0")
            )
            for number in numbers:
                yield IssueReference("file", None, folder.name, number)

    @contextmanager
    def _locked(self, *, make: bool = False) -> Iterator[None]:
        try:
            if make:
                self._root.mkdir(parents=True, exist_ok=True)
            with FileLock(self._root / _LOCK_NAME, timeout=_LOCK_SECONDS):
                yield
        except Timeout:
            raise TrackerUnavailableError(
                f"{self._root} is in use by another process: try again",
            ) from None
        except OSError as error:
            # What the clock that was passed in raises is not about files, and has no such number.
            if error.errno is None:
                raise
            raise TrackerUnavailableError(
                f"{error.filename or self._root} cannot be used: {error.strerror or error}",
            ) from error


def _label(text: str) -> str:
    label = check_text(text.strip())
    if not label:
        raise InputError("a label needs a name")
    return label


def _load(path: Path, reference: IssueReference, now: int) -> IssueHistory:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise IssueNotFoundError(
            f"there is no {reference}: `bugmark issue create` makes one",
        ) from None
    except UnicodeDecodeError as error:
        raise TrackerUnavailableError(f"{path} is damaged: it is not UTF-8 text") from error
    try:
        record = Record(
            json.loads(text),
            {"version", "reference", "title", "created_at", "events"},
        )
        if record.required("version", int) != _VERSION:
            raise InputError("it was written by a later version of this program")
        if record.required("reference", str) != str(reference):
            raise InputError(f"it holds {shown(record.required('reference', str))}")
        return IssueHistory(
            reference=reference,
            title=record.required("title", str),
            url=path.absolute().as_uri(),
            created_at=record.required("created_at", int),
            events=tuple(
                IssueEvent.from_json(check_type(event, dict, "an event"))
                for event in record.required("events", list)
            ),
            read_at=now,
        )
    except (ValueError, RecursionError) as error:
        raise TrackerUnavailableError(f"{path} is damaged: {error}") from error


def _store(path: Path, history: IssueHistory) -> None:
    values = {
        "version": _VERSION,
        "reference": str(history.reference),
        "title": history.title,
        "created_at": history.created_at,
        "events": [event.to_json() for event in history.events],
    }
    path.parent.mkdir(exist_ok=True)
    draft = path.with_suffix(".tmp")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(values, file, indent=2, ensure_ascii=False)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
