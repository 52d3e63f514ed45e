"""Where an issue lives: the trackers that are known, their hosts, and the shapes of their paths.

Everything here returns the one canonical spelling of what it is given, or refuses it. A path is
held decoded (`npm/@angular/core`); only `encode` and `decode` know of percent signs.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from bugmark_py.errors import InputError

_HOST_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST: Final = re.compile(rf"(?=.{{1,253}}\Z){_HOST_LABEL}(?:\.{_HOST_LABEL})*")
_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

_GITHUB_OWNER: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,38}")
_FORGEJO_OWNER: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_REPOSITORY: Final = re.compile(r"[a-z0-9._-]{1,100}")
_GITLAB_NAME: Final = re.compile(r"[a-z0-9_][a-z0-9_.-]{0,254}")
_NAME: Final = re.compile(r"[A-Za-z0-9._-]{1,100}")
_ECOSYSTEM: Final = re.compile(r"[A-Za-z][A-Za-z0-9 ._:-]*[A-Za-z0-9._-]")
_DOTS: Final = frozenset({".", ".."})
_GITLAB_DEPTH: Final = 21


def encode(text: str) -> str:
    """Percent-encode everything but letters, digits, `-`, `.`, `_`, `~` and `/`."""
    return quote(text, safe="/")


def encode_all(text: str) -> str:
    """Percent-encode everything but letters, digits, `-`, `.`, `_` and `~`."""
    return quote(text, safe="")


def decode(text: str) -> str:
    """Undo percent-encoding.

    Raises:
        InputError: a percent sign without two hex digits, bytes that are not UTF-8, or a control
            character.
    """
    if _ESCAPE.search(text):
        raise InputError(f"{shown(text)} has a bare percent sign: write %25")
    try:
        decoded = unquote_to_bytes(text).decode()
    except UnicodeError as error:
        raise InputError(
            f"{shown(text)} is not UTF-8 once its percent signs are decoded"
        ) from error
    return check_text(decoded)


def check_text(text: str) -> str:
    """Return a text that can be written down in a question, or refuse it.

    Raises:
        InputError: it holds a control character, or half a surrogate pair.
    """
    if _CONTROL.search(text):
        raise InputError(f"{shown(text)} holds a control character: leave it out")
    return text


def lower_ascii(text: str) -> str:
    """Put into lower case what is ASCII, and leave every other text as it is.

    Some letters outside ASCII (the Kelvin sign, for one) have an ASCII letter as their lower case:
    a lookalike would become the real name.
    """
    return text.lower() if text.isascii() else text


def shown(text: str) -> str:
    """Quote what a user wrote for a message: its length and its bytes harm no terminal."""
    limit = 80
    return repr(text if len(text) <= limit else text[:limit] + "…")


def canonical_host(tracker: str, host: str | None) -> str | None:
    """Return the host as it is printed: lower case, and None where it is the tracker's own.

    Raises:
        InputError: the tracker is unknown, needs a host or takes none, or the host is malformed.
    """
    shape = _shape(tracker)
    if host is None:
        if shape.host_required:
            raise InputError(
                f"{tracker} has no default host: write {tracker}@{shape.example_host}:"
                f"{shape.example}",
            )
        return None
    if shape.example_host is None:
        raise InputError(f"{tracker} takes no host: write {tracker}:{shape.example}")
    lower = lower_ascii(host)
    if not _HOST.fullmatch(lower):
        raise InputError(
            f"{shown(host)} is not a host: write a name such as {shape.example_host}, without a"
            " port (which address serves it is a setting)",
        )
    return None if lower == shape.default_host else lower


def default_host(tracker: str) -> str | None:
    """Return the host that is meant where none is written; None for trackers without one.

    Raises:
        InputError: the tracker is unknown.
    """
    return _shape(tracker).default_host


def canonical_path(tracker: str, path: str) -> str:
    """Return the path as it is printed, decoded.

    Paths that the tracker itself compares without case (github, gitlab, forgejo) become lower
    case, and PyPI names take the form that PyPI compares them in.

    Raises:
        InputError: the tracker is unknown, or it has no such paths.
    """
    shape = _shape(tracker)
    canonical = shape.canonical(check_text(path))
    if canonical is None:
        raise InputError(
            f"{shown(path)} is no path at {tracker}: write {shape.form}, such as {shape.example}",
        )
    return canonical


@dataclass(frozen=True)
class _Shape:
    form: str
    example: str
    canonical: Callable[[str], str | None]
    default_host: str | None = None
    example_host: str | None = None
    host_required: bool = False


def _shape(tracker: str) -> _Shape:
    try:
        return _SHAPES[tracker]
    except KeyError:
        known = ", ".join(sorted(_SHAPES))
        raise InputError(f"{shown(tracker)} is no tracker: write one of {known}") from None


def _is_repository(name: str) -> bool:
    return bool(_REPOSITORY.fullmatch(name)) and name not in _DOTS and not name.endswith(".git")


def _owner_and_repository(path: str, owners: re.Pattern[str]) -> str | None:
    lower = lower_ascii(path)
    owner, _, repository = lower.partition("/")
    return lower if owners.fullmatch(owner) and _is_repository(repository) else None


def _github(path: str) -> str | None:
    return _owner_and_repository(path, _GITHUB_OWNER)


def _forgejo(path: str) -> str | None:
    return _owner_and_repository(path, _FORGEJO_OWNER)


def _gitlab(path: str) -> str | None:
    lower = lower_ascii(path)
    names = lower.split("/")
    fits = 1 < len(names) <= _GITLAB_DEPTH and all(
        _GITLAB_NAME.fullmatch(name) and not name.endswith((".", ".git", ".atom")) for name in names
    )
    return lower if fits else None


def _one_name(path: str) -> str | None:
    return path if _NAME.fullmatch(path) and path not in _DOTS else None


def _osv(path: str) -> str | None:
    ecosystem, _, package = path.partition("/")
    if not _ECOSYSTEM.fullmatch(ecosystem) or package != package.strip():
        return None
    if not all(package.split("/")):
        return None
    if ecosystem == "PyPI":
        package = re.sub(r"[-_.]+", "-", package).lower()
    return f"{ecosystem}/{package}"


_SHAPES: Final = {
    "file": _Shape("one name of letters, digits, dots, dashes, underscores", "demo", _one_name),
    "forgejo": _Shape(
        "owner/repository",
        "owner/repository",
        _forgejo,
        example_host="forgejo.example.org",
        host_required=True,
    ),
    "github": _Shape(
        "owner/repository",
        "octocat/hello-world",
        _github,
        default_host="github.com",
        example_host="github.example.org",
    ),
    "gitlab": _Shape(
        "group/project or group/subgroup/project",
        "group/project",
        _gitlab,
        default_host="gitlab.com",
        example_host="gitlab.example.org",
    ),
    "osv": _Shape(
        "ecosystem/package",
        "PyPI/jinja2",
        _osv,
        default_host="osv.dev",
        example_host="osv.example.org",
    ),
    "roundup": _Shape(
        "the tracker's one name",
        "tracker",
        _one_name,
        example_host="bugs.example.org",
        host_required=True,
    ),
}
TRACKERS: Final = frozenset(_SHAPES)
"""The trackers whose questions can be written down; not all of them can be read yet."""
