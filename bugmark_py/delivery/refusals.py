"""How the service says no: a status, and one line of JSON as the command line writes it."""

from collections.abc import Mapping
from enum import Enum
from math import ceil

from starlette.responses import JSONResponse

_NEVER_KEPT = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Reason(Enum):
    """Why not, and the HTTP status that says so."""

    MALFORMED = 400
    UNAUTHORISED = 401
    TOO_EARLY = 403
    UNKNOWN = 404
    METHOD = 405
    TOO_SLOW = 408
    TOO_LARGE = 413
    TOO_OFTEN = 429
    DEFECT = 500
    UNAVAILABLE = 503


# Of these the rest of the request is not waited for.
_UNREAD = frozenset({Reason.TOO_SLOW, Reason.TOO_LARGE, Reason.TOO_OFTEN})


class RefusalError(Exception):
    """A request that is refused.

    Attributes:
        reason: why.
        message: one line for the client; it holds nothing secret.
        wait: seconds until it may be tried again, if that is known.
    """

    def __init__(self, reason: Reason, message: str, wait: float = 0) -> None:
        """Say why not.

        Args:
            reason: why.
            message: one line for the client.
            wait: seconds until it may be tried again, 0 if that is not known.
        """
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.wait = wait

    def response(self) -> JSONResponse:
        """The answer."""
        headers = {"Retry-After": str(ceil(self.wait))} if self.wait else {}
        if self.reason in _UNREAD:
            headers["Connection"] = "close"
        error = {"type": self.reason.name.lower(), "message": self.message}
        return answer({"error": error}, self.reason.value, headers)


def answer(
    document: Mapping[str, object], status: int = 200, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """A JSON document that nobody between here and the client is to keep."""
    return JSONResponse(document, status, {**_NEVER_KEPT, **(headers or {})})
