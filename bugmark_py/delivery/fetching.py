"""HTTP with a server that nobody vouches for: limits on size and time, and no credentials."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from bugmark_py.errors import DeliveryUnavailableError, InputError
from bugmark_py.model.paths import shown

TIMEOUTS: Final = (10, 30)
"""Seconds to connect, and seconds of silence, after which an answer is given up."""
TOTAL_SECONDS: Final = 300
"""Seconds after which an answer is given up, however fast it drips."""

_PIECE: Final = 2**16
_MAX_REDIRECTS: Final = 5
_MOVED: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Fetched:
    """What a server answered.

    Attributes:
        status: of HTTP.
        content: its body, whatever it is.
        location: where it redirects to, empty if it does not.
    """

    status: int
    content: bytes
    location: str

    def document(self) -> Any:  # noqa: ANN401
        """The body as JSON; None if it is none."""
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError):
            return None


def check_url(url: str) -> str:
    """Return an address that can be asked, or refuse it.

    Raises:
        InputError: it is not of http or https, malformed, or holds credentials.
    """
    try:
        parts = urlsplit(url)
        fine = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine, parts = False, urlsplit("")
    if not fine or not (url.isascii() and url.isprintable()) or " " in url:
        raise InputError(
            f"{shown(url)} cannot be asked: write an address such as https://host/path"
        )
    if parts.username is not None or parts.password is not None:
        raise InputError("an address with a name or password in it is not asked: leave them out")
    return url


class Fetcher:
    """Asks servers.

    Args:
        session: sends the requests; a new one if None. Nothing but what is asked is sent.
        clock: seconds since any fixed instant.
    """

    def __init__(
        self,
        session: requests.Session | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._session = session or requests.Session()
        self._clock = clock

    def get(self, url: str, most: int) -> Fetched:
        """Fetch a document, following redirects.

        Args:
            url: its address.
            most: bytes, above which it is given up.

        Raises:
            DeliveryUnavailableError: there was no whole answer.
            InputError: the address cannot be asked.
        """
        deadline = self._clock() + TOTAL_SECONDS
        following = url
        for _ in range(_MAX_REDIRECTS + 1):
            fetched = self._exchange("GET", check_url(following), most, deadline)
            if fetched.status not in _MOVED:
                return fetched
            following = _joined(following, fetched.location)
        raise DeliveryUnavailableError(f"{shown(url)} redirects without end")

    def post(self, url: str, document: Mapping[str, object], most: int) -> Fetched:
        """Send JSON, following nothing.

        Args:
            url: where to.
            document: what.
            most: bytes of the answer, above which it is given up.

        Raises:
            DeliveryUnavailableError: there was no whole answer.
            InputError: the address cannot be asked.
        """
        deadline = self._clock() + TOTAL_SECONDS
        return self._exchange("POST", check_url(url), most, deadline, document)

    def _exchange(
        self,
        method: str,
        url: str,
        most: int,
        deadline: float,
        document: Mapping[str, object] | None = None,
    ) -> Fetched:
        try:
            with self._session.request(
                method,
                url,
                json=document,
                headers={"Accept-Encoding": "identity", "User-Agent": "bugmark"},
                # Else requests would look for a password in ~/.netrc.
                auth=lambda request: request,
                timeout=TIMEOUTS,
                allow_redirects=False,
                stream=True,
            ) as response:
                content = self._read(response, url, most, deadline)
                location = response.headers.get("Location", "")
                return Fetched(response.status_code, content, location)
        # A ValueError is from a redirect that cannot even be parsed, which requests tries first.
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise DeliveryUnavailableError(
                f"{shown(url)} gave no usable answer ({type(error).__name__}): try again later"
            ) from None

    def _read(self, response: requests.Response, url: str, most: int, deadline: float) -> bytes:
        # It returns what there is, where `read` waits for a whole piece; urllib3 1 has none.
        read = getattr(response.raw, "read1", response.raw.read)
        content = bytearray()
        while piece := read(_PIECE):
            content += piece
            if len(content) > most:
                raise DeliveryUnavailableError(f"{shown(url)} gave more than {most} bytes")
            if self._clock() > deadline:
                raise DeliveryUnavailableError(
                    f"{shown(url)} took more than {TOTAL_SECONDS} seconds"
                )
        return bytes(content)


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise DeliveryUnavailableError(f"{shown(url)} redirects to no address") from None
