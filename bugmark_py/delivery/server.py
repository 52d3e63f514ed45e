"""Runs the delivery service so that slow and greedy clients lock nobody out."""

import asyncio
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any, ClassVar, Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from bugmark_py.delivery.limits import client_key
from bugmark_py.errors import RefusedError

_STOP_SECONDS: Final = 5


@dataclass(frozen=True)
class Connections:
    """How many connections there may be, and how idle.

    Attributes:
        most: in all.
        per_client: from one address, or one site of IPv6.
        idle_seconds: without a whole request, after which one is closed, or at most twice that.
        trusted_proxy: address of a reverse proxy that says who the client is by X-Forwarded-For,
            and whose connections are not counted; None if clients connect themselves.
    """

    most: int = 256
    per_client: int = 16
    idle_seconds: float = 10
    trusted_proxy: str | None = None


@contextmanager
def serving(
    application: ASGIApp,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    connections: Connections | None = None,
) -> Iterator[str]:
    """Serve in a thread while the context lasts. Signals are for the caller to heed.

    Args:
        application: what is served.
        host: address to listen on.
        port: port to listen on; 0 for any that is free.
        connections: how many there may be; the usual if None.

    Yields:
        The URL.

    Raises:
        RefusedError: nobody can listen there.
    """
    with _listening(host, port) as (listener, url):
        server = _server(application, connections or Connections())
        thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield url
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def _listening(host: str, port: int) -> Iterator[tuple[socket.socket, str]]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        raise RefusedError(
            f"nobody can listen on {host} port {port} ({error}): choose another address or port"
        ) from None
    # Inherited by connections: asyncio does so for its own listeners, and an answer in two pieces
    # takes 40 ms longer without.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with listener:
        shown = f"[{host}]" if family is socket.AF_INET6 else host
        yield listener, f"http://{shown}:{listener.getsockname()[1]}"


def _server(application: ASGIApp, connections: Connections) -> uvicorn.Server:
    class Limited(_LimitedProtocol):
        limits: ClassVar[Connections] = connections
        clients: ClassVar[Counter[str]] = Counter()

    return uvicorn.Server(
        uvicorn.Config(
            application,
            http=Limited,
            ws="none",
            lifespan="off",
            # Nothing of what clients send goes into a log.
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            proxy_headers=connections.trusted_proxy is not None,
            forwarded_allow_ips=connections.trusted_proxy,
            timeout_graceful_shutdown=_STOP_SECONDS,
        )
    )


class _LimitedProtocol(H11Protocol):
    """HTTP that closes connections beyond the limits, and those that say nothing whole for long.

    uvicorn's own limit counts all connections and answers on each; a client that opens many, or
    sends a header a byte at a time, would lock all others out.
    """

    limits: ClassVar[Connections]
    clients: ClassVar[Counter[str]]

    _key: str | None = None
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        host = self.client[0] if self.client else ""
        if host != self.limits.trusted_proxy:
            self._key = client_key(host)
            self.clients[self._key] += 1
        if (
            len(self.connections) > self.limits.most
            or self.clients[self._key or ""] > self.limits.per_client
        ):
            transport.close()
            return
        self._watch(self)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._key is not None:
            self.clients[self._key] -= 1
            if not self.clients[self._key]:
                del self.clients[self._key]
        super().connection_lost(exc)

    def _watch(self, last: object) -> None:
        """Look again in a while, and close what has begun no other request since the last look."""
        request: Any = self.cycle
        done = request is None or request.response_complete
        if done and request is last:
            self.transport.close()
            return
        self._timer = self.loop.call_later(self.limits.idle_seconds, self._watch, request)
