"""What a tracker says happened to an issue, and the state that follows at any instant.

A history is what reporters keep as evidence: `to_json` and `from_json` are each other's inverse.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from itertools import pairwise
from typing import Any, Self

from bugmark_py.errors import InputError
from bugmark_py.model.questions import IssueReference
from bugmark_py.model.times import MAX_TIME, check_time
from bugmark_py.trackers.records import Record, check_type


class EventKind(StrEnum):
    """What an event did."""

    CLOSED = "closed"
    REOPENED = "reopened"
    LABELED = "labeled"
    UNLABELED = "unlabeled"
    MERGED = "merged"
    """A change linked to the issue reached the default branch."""
    MARKED_DUPLICATE = "marked_duplicate"
    UNMARKED_DUPLICATE = "unmarked_duplicate"


class CloseReason(StrEnum):
    """Why an issue was closed. Only one of them says that it is fixed."""

    COMPLETED = "completed"
    NOT_PLANNED = "not_planned"
    INVALID = "invalid"
    WONTFIX = "wontfix"
    DUPLICATE = "duplicate"
    OTHER = "other"
    """A reason that this program does not know; not completed, whatever it is."""

    @property
    def text(self) -> str:
        """The reason as it stands in a sentence."""
        return {"not_planned": "not planned", "wontfix": "won't fix"}.get(self, self.value)


@dataclass(frozen=True)
class IssueEvent:
    """One thing that happened to an issue.

    Attributes:
        at: unix seconds, by the tracker's clock.
        kind: what happened.
        actor: who did it, by their name at the tracker; None if it does not say.
        maintainer: whether the actor is owner, member or collaborator; None if that is unknown,
            which counts as no wherever a rule asks for a maintainer.
        reason: why; only and always for CLOSED.
        label: the label's name; only and always for LABELED and UNLABELED.
        target: the issue that this one is a duplicate of, where the tracker names it; only for
            MARKED_DUPLICATE.
        change: where the linked change can be seen; only for MERGED.

    Raises:
        InputError: the parts do not fit the kind.
    """

    at: int
    kind: EventKind
    actor: str | None = None
    maintainer: bool | None = None
    reason: CloseReason | None = None
    label: str | None = None
    target: IssueReference | None = None
    change: str | None = None

    def __post_init__(self) -> None:
        check_time(self.at, what=f"an event at {self.at}")
        about_label = self.kind in {EventKind.LABELED, EventKind.UNLABELED}
        fits = (
            (self.reason is not None) == (self.kind is EventKind.CLOSED)
            and (self.label is not None) == about_label
            and (self.target is None or self.kind is EventKind.MARKED_DUPLICATE)
            and (self.change is None or self.kind is EventKind.MERGED)
        )
        if not fits:
            raise InputError(f"a {self.kind} event cannot be {self}")

    def to_json(self) -> dict[str, Any]:
        """Return what JSON can hold; what is None is left out."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        if self.target is not None:
            values["target"] = str(self.target)
        return {
            name: value.value if isinstance(value, StrEnum) else value
            for name, value in values.items()
            if value is not None
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Read what `to_json` returned.

        Raises:
            InputError: it is nothing of the kind.
        """
        record = Record(values, {each.name for each in fields(cls)})
        target = record.optional("target", str)
        return cls(
            at=record.required("at", int),
            kind=record.member("kind", EventKind),
            actor=record.optional("actor", str),
            maintainer=record.optional("maintainer", bool),
            reason=record.member("reason", CloseReason) if "reason" in values else None,
            label=record.optional("label", str),
            target=None if target is None else IssueReference.parse(target),
            change=record.optional("change", str),
        )


@dataclass(frozen=True)
class IssueState:
    """An issue at one instant.

    Attributes:
        exists: whether it had been created.
        closure: the event by which it is closed; None if it is open.
        labels: the labels on it.
        merges: the linked changes that have reached the default branch, in order.
        duplicate: the event that marks it as a duplicate, until it is unmarked or reopened.
    """

    exists: bool
    closure: IssueEvent | None
    labels: frozenset[str]
    merges: tuple[IssueEvent, ...]
    duplicate: IssueEvent | None


@dataclass(frozen=True)
class IssueHistory:
    """All that a tracker tells of one issue.

    Attributes:
        reference: the issue that was asked for.
        title: its title when it was read.
        url: where a person can look at it; another address than the reference's if it has moved.
        created_at: unix seconds.
        events: in the order in which they happened.
        read_at: unix seconds by the tracker's own clock, from before the answer was made. The
            history is whole up to this instant and without it: more may happen in that second.
        gone: this is the last record of an issue that the tracker no longer has.
        uncertain_labels: labels of which the events do not explain whether they are there now.

    Raises:
        InputError: the events are out of order, or a time is out of range.
    """

    reference: IssueReference
    title: str
    url: str
    created_at: int
    events: tuple[IssueEvent, ...]
    read_at: int
    gone: bool = False
    uncertain_labels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_time(self.created_at, what=f"created at {self.created_at}")
        check_time(self.read_at, what=f"read at {self.read_at}")
        for earlier, later in pairwise(self.events):
            if later.at < earlier.at:
                raise InputError(f"{self.reference}: its events are out of order at {later.at}")

    def state_at(self, time: int) -> IssueState:
        """Rebuild the issue as it was at an instant; events at that very second count.

        Args:
            time: unix seconds.
        """
        closure: IssueEvent | None = None
        duplicate: IssueEvent | None = None
        labels: set[str] = set()
        merges: list[IssueEvent] = []
        for event in self.events:
            if event.at > time:
                break
            match event.kind:
                case EventKind.CLOSED:
                    closure = event
                case EventKind.REOPENED:
                    closure = duplicate = None
                case EventKind.LABELED:
                    labels.add(str(event.label))
                case EventKind.UNLABELED:
                    labels.discard(str(event.label))
                case EventKind.MERGED:
                    merges.append(event)
                case EventKind.MARKED_DUPLICATE:
                    duplicate = event
                case EventKind.UNMARKED_DUPLICATE:
                    duplicate = None
        return IssueState(
            exists=self.created_at <= time,
            closure=closure,
            labels=frozenset(labels),
            merges=tuple(merges),
            duplicate=duplicate,
        )

    @property
    def latest(self) -> IssueState:
        """The issue as all of its events leave it."""
        return self.state_at(MAX_TIME)

    def as_gone(self) -> "IssueHistory":
        """Return this record as the last one of an issue that the tracker no longer has."""
        return replace(self, gone=True)

    def to_json(self) -> dict[str, Any]:
        """Return what JSON can hold."""
        return {
            "reference": str(self.reference),
            "title": self.title,
            "url": self.url,
            "created_at": self.created_at,
            "events": [event.to_json() for event in self.events],
            "read_at": self.read_at,
            "gone": self.gone,
            "uncertain_labels": list(self.uncertain_labels),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Read what `to_json` returned.

        Raises:
            InputError: it is nothing of the kind.
        """
        record = Record(values, {each.name for each in fields(cls)})
        return cls(
            reference=IssueReference.parse(record.required("reference", str)),
            title=record.required("title", str),
            url=record.required("url", str),
            created_at=record.required("created_at", int),
            events=tuple(
                IssueEvent.from_json(check_type(event, dict, "an event"))
                for event in record.required("events", list)
            ),
            read_at=record.required("read_at", int),
            gone=record.required("gone", bool),
            uncertain_labels=tuple(
                check_type(label, str, "an uncertain label")
                for label in record.required("uncertain_labels", list)
            ),
        )
