"""Rules: when a question's answer is FIXED, as the part of its text after the question mark."""

import re
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

from bugmark_py.errors import InputError
from bugmark_py.model.paths import check_text, decode, encode_all, shown
from bugmark_py.model.times import (
    DAY,
    HOUR,
    MINUTE,
    format_duration,
    format_time,
    parse_duration,
    parse_iso,
)

RuleName = Literal["fixed", "closed", "merged", "label", "published"]

MAX_GRACE: Final = 90 * DAY
"""The longest grace, in seconds, whatever the oracle's report period."""

_RULES: Final[tuple[str, ...]] = get_args(RuleName)
_ABOUT_CLOSURES: Final = frozenset({"fixed", "closed", "merged"})
_MAX_LABEL: Final = 255


@dataclass(frozen=True)
class Rule:
    """When the answer is FIXED.

    Attributes:
        name: fixed (closed as completed), closed (for whatever reason), merged (a linked change
            reached the default branch), label (the label is there), published (an advisory is).
        label: the label's name, compared exactly; only with `label`.
        by: "maintainer" if only a maintainer's closure counts; only with fixed, closed, merged.
        grace: seconds for which the answer must hold on after maturation, 0 for none; only with
            fixed, closed, merged.
        since: unix seconds from which an advisory counts; only and always with `published`.

    Raises:
        InputError: the rule is unknown, lacks what it needs, or has an option that means nothing
            for it.
    """

    name: RuleName = "fixed"
    label: str | None = None
    by: Literal["maintainer"] | None = None
    grace: int = 0
    since: int | None = None

    def __post_init__(self) -> None:
        if self.name not in _RULES:
            raise InputError(
                f"{self.name!r} is no rule: write fixed, closed, merged, label=<name> or published",
            )
        self._check_label()
        if self.name not in _ABOUT_CLOSURES and (self.by is not None or self.grace):
            option = "grace" if self.by is None else "by"
            raise InputError(
                f"{option} is about closures and means nothing with {self.name}: use it with"
                " fixed, closed or merged",
            )
        if self.by not in {None, "maintainer"}:
            raise InputError(f"by={self.by} is unknown: write by=maintainer")
        if not 0 <= self.grace <= MAX_GRACE:
            raise InputError(
                f"a grace of {self.grace} seconds is too long: at most {format_duration(MAX_GRACE)}"
                if self.grace > 0
                else "a grace cannot be negative: write one such as grace=48h",
            )
        if (self.since is not None) != (self.name == "published"):
            raise InputError(
                "published needs an instant to count from: write"
                " published&since=2026-11-22T00:00:00Z"
                if self.since is None
                else f"since means nothing with {self.name}: use it with published",
            )
        if self.since is not None:
            # Refuses what cannot be written down, too: ISO 8601 ends with the year 9999.
            parse_iso(format_time(self.since))

    def check_grace(self, report_period: int) -> None:
        """Refuse a grace that leaves reporters too little time.

        Args:
            report_period: the oracle's, in seconds; reporters vote after the grace, and it may
                take at most half of this.

        Raises:
            InputError: the grace is longer than that.
        """
        if 2 * self.grace > report_period:
            raise InputError(
                f"a grace of {format_duration(self.grace)} is more than half the oracle's report"
                f" period: write at most {_grace_text(report_period // 2)}",
            )

    def __str__(self) -> str:
        parts: list[str] = [self.name]
        if self.label is not None:
            parts[0] += f"={encode_all(self.label)}"
        if self.by is not None:
            parts.append(f"by={self.by}")
        if self.grace:
            parts.append(f"grace={_grace_text(self.grace)}")
        if self.since is not None:
            parts.append(f"since={format_time(self.since)}")
        return "&".join(parts)

    def _check_label(self) -> None:
        if (self.label is not None) != (self.name == "label"):
            raise InputError(
                "label needs a name: write label=<name>"
                if self.label is None
                else f"{self.name} takes no value: write {self.name}, or label=<name>",
            )
        if self.label is None:
            return
        if not 0 < len(self.label) <= _MAX_LABEL:
            raise InputError(f"a label has 1 to {_MAX_LABEL} characters, not {len(self.label)}")
        if self.label != self.label.strip():
            raise InputError(f"label {self.label!r} begins or ends with a space: leave it out")
        check_text(self.label)


DEFAULT_RULE: Final = Rule()


def parse_rule(text: str) -> Rule:
    """Read the part of a question after its question mark.

    Args:
        text: for example `fixed&by=maintainer&grace=48h`.

    Raises:
        InputError: it is malformed.
    """
    first, *options = text.split("&")
    name, has_value, value = first.partition("=")
    if name in {"by", "grace", "since"}:
        raise InputError(f"{shown(text)} begins with an option: write a rule first, fixed&{first}")
    found: dict[str, str] = {}
    for option in options:
        key, equals, option_value = option.partition("=")
        if key not in {"by", "grace", "since"} or not equals:
            raise InputError(
                f"{shown(option)} is no option: write by=maintainer, grace=48h or"
                " since=2026-11-22T00:00:00Z",
            )
        if key in found:
            raise InputError(f"{key} is given twice: give it once")
        found[key] = decode(option_value)
    if has_value and re.search(r"[=?]", value):
        raise InputError(f"{shown(value)} holds a = or a ?: write %3D, %3F")
    return Rule(
        # The rule itself refuses names and values that it does not know.
        name=cast("RuleName", name),
        label=decode(value) if has_value else None,
        by=cast('Literal["maintainer"] | None', found.get("by")),
        grace=_parse_grace(found["grace"]) if "grace" in found else 0,
        since=parse_iso(found["since"]) if "since" in found else None,
    )


def _parse_grace(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]*[dhms]", text):
        raise InputError(
            f"grace={shown(text)} is no grace: write one whole number and one of d, h, m, s,"
            " such as grace=48h",
        )
    return parse_duration(text) if len(text) <= len(str(MAX_GRACE)) + 1 else MAX_GRACE + 1


def _grace_text(seconds: int) -> str:
    for unit, size in (("h", HOUR), ("m", MINUTE)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
