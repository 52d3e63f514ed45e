"""Plain HTTP to GitHub's REST API: one answer at a time, and nothing that is not one.

Whatever is no usable answer is a TrackerUnavailableError that says what to do: it says nothing
about an issue. The token goes to the configured origin and nowhere else, and into no message.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urljoin, urlsplit

import requests
from pydantic import SecretStr
from requests.auth import AuthBase
from requests.structures import CaseInsensitiveDict

from bugmark_py.chain.whole import is_late, whole_answers
from bugmark_py.errors import InputError, TrackerUnavailableError
from bugmark_py.model.paths import shown
from bugmark_py.model.times import MAX_TIME, format_time

API_VERSION: Final = "2022-11-28"
TIMEOUTS: Final = (10, 30)
"""Seconds to connect, and seconds for a whole answer, after which it is given up."""

_MAX_BYTES: Final = 32 * 2**20
_MAX_REDIRECTS: Final = 5
_MAX_PAGES: Final = 1_000
_PIECE: Final = 2**16
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS: Final = {"http": 80, "https": 443}

# The statuses that say something about what was asked for; every other one is a failure.
_ANSWERS: Final = frozenset({200, 404, 410})
_MADE: Final = frozenset({201})
_MOVED: Final = frozenset({301, 302, 307, 308})


@dataclass(frozen=True)
class Answer:
    """What GitHub answered.

    Attributes:
        status: 200, 404 (not there, or not to be seen) or 410 (was there).
        body: parsed JSON; None unless the status is 200.
        date: GitHub's own clock, in unix seconds.
        url: where it answered, after redirects.
        following: the address of the next page, if there is one.
    """

    status: int
    body: object
    date: int
    url: str
    following: str | None


class GitHubApi:
    """Reads from one GitHub, with one set of credentials.

    Args:
        base_url: such as `https://api.github.com`; another address is another deployment, or a
            mirror, of the same host.
        token: sent with every request if there is one.
        session: sends the requests; a new one if None.

    Raises:
        InputError: the address is malformed or holds credentials, the token is malformed, or it
            would cross a network in clear.
    """

    def __init__(
        self,
        base_url: str,
        token: SecretStr | str | None = None,
        session: requests.Session | None = None,
    ) -> None:
        self._base = base_url.rstrip("/")
        self._origin = _origin(self._base)
        self._auth = _Bearer(_plain(token))
        self._session = whole_answers() if session is None else session
        parts = urlsplit(self._base)
        if self._origin is None or parts.username or parts.password or parts.query:
            raise InputError(
                "the address of a GitHub must be like https://api.github.com, without credentials",
            )
        if token is not None and parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise InputError(
                f"{self._base} is not encrypted: a token is sent over https only",
            )

    def __repr__(self) -> str:
        return f"GitHubApi({self._base!r})"

    def get(self, address: str) -> Answer:
        """Ask for one document.

        Args:
            address: a path below the base URL, such as `/repos/o/r`, or an address in an answer.

        Raises:
            TrackerUnavailableError: there was no usable answer.
        """
        url = self._base + address if address.startswith("/") else address
        for _ in range(_MAX_REDIRECTS + 1):
            self._require_origin(url)
            status, headers, content = self._fetch("GET", url)
            if status in _MOVED:
                url = urljoin(url, headers.get("Location", ""))
                continue
            date = _date(headers, url)
            if status not in _ANSWERS:
                raise TrackerUnavailableError(_refusal(status, headers, date, f"GET {url}"))
            return Answer(
                status=status,
                body=_parsed(content, url) if status == requests.codes.ok else None,
                date=date,
                url=url,
                following=_following(headers, url),
            )
        raise TrackerUnavailableError(f"GET {url}: too many redirects")

    def pages(self, address: str) -> Iterator[Answer]:
        """Ask for a list, page by page, following GitHub's own links.

        Args:
            address: as for `get`.

        Raises:
            TrackerUnavailableError: there was no usable answer, or the pages go in circles.
        """
        seen: set[str] = set()
        following: str | None = address
        while following is not None:
            if following in seen or len(seen) == _MAX_PAGES:
                raise TrackerUnavailableError(f"GET {following}: the pages of this list never end")
            seen.add(following)
            answer = self.get(following)
            yield answer
            following = answer.following

    def post(self, address: str, body: Mapping[str, object]) -> Answer:
        """Make something, once: no redirect is followed, and nothing is sent again.

        Args:
            address: a path below the base URL, such as `/repos/o/r/issues`.
            body: what it is.

        Raises:
            TrackerUnavailableError: it was not made, or there was no usable answer.
        """
        url = self._base + address
        status, headers, content = self._fetch("POST", url, body)
        date = _date(headers, url)
        if status not in _MADE:
            raise TrackerUnavailableError(_refusal(status, headers, date, f"POST {url}"))
        return Answer(status, _parsed(content, url), date, url, None)

    def now(self) -> int:
        """Read GitHub's clock, in unix seconds; it does not count against the rate limit.

        Raises:
            TrackerUnavailableError: there was no usable answer.
        """
        return self.get("/rate_limit").date

    def _require_origin(self, url: str) -> None:
        if _origin(url) != self._origin or not (url.isascii() and url.isprintable()):
            raise TrackerUnavailableError(
                f"{self._base} points to another server, {shown(url)}: nothing was sent there",
            )

    def _fetch(
        self, method: str, url: str, body: Mapping[str, object] | None = None
    ) -> tuple[int, CaseInsensitiveDict[str], bytes]:
        try:
            with self._session.request(
                method,
                url,
                json=body,
                headers={
                    "Accept": "application/vnd.github+json",
                    "X-GitHub-Api-Version": API_VERSION,
                    "User-Agent": "bugmark",
                },
                auth=self._auth,
                timeout=TIMEOUTS,
                allow_redirects=False,
                stream=True,
            ) as response:
                content = bytearray()
                for piece in response.iter_content(_PIECE):
                    content += piece
                    if len(content) > _MAX_BYTES:
                        raise TrackerUnavailableError(f"{method} {url}: the answer is too long")
                return response.status_code, response.headers, bytes(content)
        # A ValueError is from a redirect that cannot even be parsed, which requests tries first.
        except (requests.RequestException, ValueError) as error:
            again = (
                "try again" if method == "GET" else "look whether it is there before you try again"
            )
            raise TrackerUnavailableError(f"{method} {url}: {_cause(error)}: {again}") from error


class _Bearer(AuthBase):
    """Adds the token, or nothing; without it requests would look for one in ~/.netrc."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token is not None:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def __repr__(self) -> str:
        return "_Bearer()"


def _plain(token: SecretStr | str | None) -> str | None:
    plain = token.get_secret_value() if isinstance(token, SecretStr) else token
    # Else the HTTP library refuses it later, and repeats it in its message.
    if plain is not None and not (plain.isascii() and plain.isprintable() and " " not in plain):
        raise InputError("the token has a space or another character that no token has")
    return plain or None


def _origin(url: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None


def _cause(error: Exception) -> str:
    if isinstance(error, requests.RequestException) and is_late(error):
        return "no answer in time"
    match error:
        case requests.exceptions.SSLError():
            return "its certificate is not trusted"
        case (
            requests.exceptions.ChunkedEncodingError() | requests.exceptions.ContentDecodingError()
        ):
            return "the answer broke off"
        case requests.exceptions.ConnectionError():
            return "no connection"
        case _:
            return "no sensible answer"


def _refusal(status: int, headers: CaseInsensitiveDict[str], date: int, request: str) -> str:
    limited = (
        status == requests.codes.too_many_requests
        or "Retry-After" in headers
        or headers.get("X-RateLimit-Remaining") == "0"
    )
    if status in {requests.codes.forbidden, requests.codes.too_many_requests} and limited:
        return f"{request}: the rate limit is reached: try again {_retry(headers, date)}"
    if status == requests.codes.unauthorized:
        return f"{request}: the token is refused: set one that is valid, or none"
    if status == requests.codes.forbidden:
        return f"{request}: this token may not do that"
    if status == requests.codes.not_found:
        return f"{request}: it is private, misspelt or gone, or needs another token"
    return f"{request}: status {status}: try again later"


def _retry(headers: CaseInsensitiveDict[str], date: int) -> str:
    after = headers.get("Retry-After", "")
    reset = headers.get("X-RateLimit-Reset", "")
    if after.isascii() and after.isdigit():
        time = date + int(after)
    elif reset.isascii() and reset.isdigit():
        time = int(reset)
    else:
        return "later"
    return f"after {format_time(time)}" if time <= MAX_TIME else "later"


def _date(headers: CaseInsensitiveDict[str], url: str) -> int:
    try:
        return int(parsedate_to_datetime(headers["Date"]).timestamp())
    except (KeyError, ValueError, TypeError, OverflowError):
        raise TrackerUnavailableError(f"GET {url}: the answer has no date to go by") from None


def _parsed(content: bytes, url: str) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise TrackerUnavailableError(f"GET {url}: the answer is not JSON: try again") from error


def _following(headers: CaseInsensitiveDict[str], url: str) -> str | None:
    links = requests.utils.parse_header_links(headers.get("Link", ""))
    found = [link["url"] for link in links if link.get("rel") == "next"]
    return urljoin(url, found[0]) if found else None
