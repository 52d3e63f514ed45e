"""Questions: what a future asks of a tracker, in one canonical text per meaning.

`<tracker>[@host]:<path>[#n[,n]...][?rule[&key=value]...]`, reserved characters percent-encoded:
`github:owner/repo#1337`, `gitlab@gitlab.example.org:group/project#4,7?merged&grace=48h`,
`osv:PyPI/jinja2?published&since=2026-11-22T00:00:00Z`.

The hash of the text names the question on chain, so two spellings of one meaning would be two
markets. Whatever is parsed or built here therefore takes one form: tracker, host and paths that
are compared without case in lower case; the tracker's own host left out; numbers sorted; the rule
left out where it is `fixed` without options; options in the order by, grace, since; a grace in the
largest of hours, minutes and seconds that measures it whole; escapes only where they are needed.
What could be a slip of the pen (a number or an option twice, leading zeros, an option that its
rule ignores) is refused rather than mended.
"""

import re
from dataclasses import dataclass, field
from typing import Final, Self

from bugmark_py.errors import InputError
from bugmark_py.model.paths import (
    canonical_host,
    canonical_path,
    decode,
    default_host,
    encode,
    lower_ascii,
    shown,
)
from bugmark_py.model.rules import DEFAULT_RULE, Rule, parse_rule

__all__ = [
    "DEFAULT_RULE",
    "MAX_BYTES",
    "MAX_NUMBER",
    "MAX_NUMBERS",
    "IssueReference",
    "Question",
    "Rule",
    "parse_path",
]

MAX_BYTES: Final = 512
"""The longest question, in bytes of its canonical text."""
MAX_NUMBERS: Final = 32
"""The most issues that one question may join."""
MAX_NUMBER: Final = 9_999_999_999
"""The highest issue number that is accepted."""

_NUMBER: Final = re.compile(r"[1-9][0-9]*")
_URL: Final = re.compile(
    r"https?://(?:www\.)?([^/]+)/([^/?#]+/[^/?#]+)/(?:-/)?issues/([0-9]+)\S*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class IssueReference:
    """One issue of one tracker: `github:owner/repo#1337`.

    Attributes:
        tracker: github, gitlab, forgejo, roundup or file.
        host: None where the tracker's own host is meant.
        path: decoded and canonical.
        number: the issue's number there, from 1.

    Raises:
        InputError: the tracker is unknown, or has no such host, path or number.
    """

    tracker: str
    host: str | None
    path: str
    number: int

    def __post_init__(self) -> None:
        _canonicalise_place(self)
        if self.tracker == "osv":
            raise InputError("osv has advisories, not numbered issues: leave the number out")
        if not 0 < self.number <= MAX_NUMBER:
            raise InputError(f"{self.number} is no issue number: write 1 to {MAX_NUMBER}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a reference to exactly one issue, without a rule.

        Raises:
            InputError: it is not one.
        """
        tracker, host, path, numbers, rule = _split(text)
        if rule is not None:
            raise InputError(f"{shown(text)} has a rule: an issue reference ends with its number")
        if len(numbers) != 1:
            raise InputError(
                f"{shown(text)} must name one issue: write {_place(tracker, host, path)}#1",
            )
        return cls(tracker, host, path, numbers[0])

    @property
    def effective_host(self) -> str | None:
        """The host that is meant, spelt out; None for the file tracker."""
        return self.host or default_host(self.tracker)

    def __str__(self) -> str:
        return f"{_place(self.tracker, self.host, self.path)}#{self.number}"


@dataclass(frozen=True)
class Question:
    """What a future asks: of these issues, does this rule hold at maturation?

    Attributes:
        tracker: github, gitlab, forgejo, roundup, file or osv.
        host: None where the tracker's own host is meant.
        path: decoded and canonical.
        numbers: ascending, none twice; empty only for osv, whose paths name a package.
        rule: what must hold, of each of the issues.

    Raises:
        InputError: its parts do not fit together, or its text is above `MAX_BYTES`.
    """

    tracker: str
    host: str | None
    path: str
    numbers: tuple[int, ...] = ()
    rule: Rule = field(default=DEFAULT_RULE)

    def __post_init__(self) -> None:
        _canonicalise_place(self)
        object.__setattr__(self, "numbers", tuple(sorted(self.numbers)))
        place = _place(self.tracker, self.host, self.path)
        if (self.tracker == "osv") != (self.rule.name == "published"):
            raise InputError(
                f"osv knows of advisories only: write {place}?published&since=2026-11-22T00:00:00Z"
                if self.tracker == "osv"
                else f"{self.tracker} does not publish advisories: ask osv, such as"
                " osv:PyPI/jinja2?published&since=2026-11-22T00:00:00Z",
            )
        if self.tracker != "osv" and not self.numbers:
            raise InputError(f"{place} names no issue: write {place}#1")
        if len(self.numbers) > MAX_NUMBERS:
            raise InputError(
                f"{len(self.numbers)} issues are too many: a question joins at most {MAX_NUMBERS}",
            )
        for number, following in zip(self.numbers, self.numbers[1:], strict=False):
            if number == following:
                raise InputError(f"issue {number} is named twice: name each issue once")
        # Refuses an osv question with numbers, and numbers that are out of range.
        _ = self.references
        _check_size(str(self))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a question, canonical or not; `str` of the result is canonical.

        Raises:
            InputError: it is malformed; the message says what would be right.
        """
        tracker, host, path, numbers, rule = _split(text)
        return cls(tracker, host, path, numbers, DEFAULT_RULE if rule is None else parse_rule(rule))

    @property
    def effective_host(self) -> str | None:
        """The host that is meant, spelt out; None for the file tracker."""
        return self.host or default_host(self.tracker)

    @property
    def references(self) -> tuple[IssueReference, ...]:
        """The issues it is about, in the order of their numbers."""
        return tuple(
            IssueReference(self.tracker, self.host, self.path, number) for number in self.numbers
        )

    @property
    def hash(self) -> bytes:
        """keccak256 of the canonical text, by which contracts know the question: 32 bytes."""
        # Not at import: the command line starts without it.
        from eth_hash.auto import keccak  # noqa: PLC0415

        return keccak(str(self).encode())

    def __str__(self) -> str:
        text = _place(self.tracker, self.host, self.path)
        if self.numbers:
            text += "#" + ",".join(map(str, self.numbers))
        if self.rule != DEFAULT_RULE:
            text += f"?{self.rule}"
        return text


def parse_path(text: str) -> tuple[str, str | None, str]:
    """Read where issues live, without a number or a rule: `file:demo`.

    Returns:
        Tracker, host (None for the tracker's own) and path, each canonical.

    Raises:
        InputError: it is malformed, or names an issue or a rule.
    """
    tracker, host, path, numbers, rule = _split(text)
    if numbers or rule is not None:
        raise InputError(
            f"{shown(text)} names an issue or a rule: write {_place(tracker, host, path)}",
        )
    return tracker, host, path


def _split(text: str) -> tuple[str, str | None, str, tuple[int, ...], str | None]:
    text = text.strip()
    _check_size(text)
    url = _URL.fullmatch(text)
    if url:
        raise InputError(f"{shown(text)} is a web address: write {_suggestion(*url.groups())}")
    head, has_rule, rule = text.partition("?")
    place, has_numbers, numbers = head.partition("#")
    source, colon, raw_path = place.partition(":")
    if not colon:
        raise InputError(
            f"{shown(text)} names no tracker: write tracker:path#number, such as file:demo#1",
        )
    raw_tracker, at, raw_host = source.partition("@")
    tracker = lower_ascii(raw_tracker)
    host = canonical_host(tracker, raw_host if at else None)
    if "%2f" in raw_path.lower():
        raise InputError(f"{shown(raw_path)} encodes a slash: write it as /")
    path = canonical_path(tracker, decode(raw_path))
    if "#" in rule:
        raise InputError(
            f"{shown(text)} has a # after its rule: numbers come before the ?, and a # in a name"
            " is written %23",
        )
    if has_rule and not rule:
        raise InputError(f"{shown(text)} ends before its rule: leave the ? out, or write ?fixed")
    return (
        tracker,
        host,
        path,
        _parse_numbers(numbers, text) if has_numbers else (),
        rule if has_rule else None,
    )


def _parse_numbers(text: str, question: str) -> tuple[int, ...]:
    items = text.split(",")
    for item in items:
        if len(item) > len(str(MAX_NUMBER)):
            raise InputError(f"{shown(item)} is no issue number: write 1 to {MAX_NUMBER}")
        if not _NUMBER.fullmatch(item):
            raise InputError(
                f"{shown(item)} in {shown(question)} is no issue number: write whole numbers"
                " from 1, without leading zeros, separated by commas",
            )
    return tuple(map(int, items))


def _canonicalise_place(value: IssueReference | Question) -> None:
    object.__setattr__(value, "tracker", lower_ascii(value.tracker))
    object.__setattr__(value, "host", canonical_host(value.tracker, value.host))
    object.__setattr__(value, "path", canonical_path(value.tracker, value.path))


def _place(tracker: str, host: str | None, path: str) -> str:
    return f"{tracker}{'' if host is None else '@' + host}:{encode(path)}"


def _suggestion(host: str, path: str, number: str) -> str:
    trackers = {"github.com": "github", "gitlab.com": "gitlab"}
    tracker = trackers.get(host.lower())
    return f"{tracker}:{path}#{number}" if tracker else f"tracker@{host}:{path}#{number}"


def _check_size(text: str) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise InputError("a question holds characters that are not Unicode text") from error
    if size > MAX_BYTES:
        raise InputError(f"a question of {size} bytes is too long: at most {MAX_BYTES}")
