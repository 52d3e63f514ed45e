"""What the rest of the package knows of a tracker."""

from typing import Protocol

from bugmark_py.errors import RuleUnsupportedError
from bugmark_py.model.questions import IssueReference
from bugmark_py.model.rules import Rule
from bugmark_py.trackers.history import IssueHistory


class Tracker(Protocol):
    """A place where issues live, and can be read."""

    @property
    def name(self) -> str:
        """How users know it, such as `file` or `github (github.com)`."""

    @property
    def rules(self) -> frozenset[str]:
        """The names of the rules that its histories can answer."""

    def read(self, reference: IssueReference) -> IssueHistory:
        """Read all that the tracker tells of an issue.

        Raises:
            IssueNotFoundError: there is no such issue, and the tracker showed, with the same
                credentials, that it can be read there.
            IssueDeletedError: there was one and the tracker no longer has it.
            TrackerUnavailableError: there was no usable answer; nothing is known.
        """

    def now(self) -> int:
        """Read the tracker's own clock, in unix seconds.

        Raises:
            TrackerUnavailableError: there was no usable answer.
        """


def require_rule(tracker: Tracker, rule: Rule) -> None:
    """Refuse a rule that the tracker cannot answer.

    Raises:
        RuleUnsupportedError: it cannot.
    """
    if rule.name not in tracker.rules:
        known = ", ".join(sorted(tracker.rules))
        raise RuleUnsupportedError(
            f"{tracker.name} cannot answer the rule {rule.name}: ask for one of {known}",
        )
