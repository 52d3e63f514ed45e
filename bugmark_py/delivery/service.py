"""The service that a seller runs: ciphertexts for everybody, and the key for who may have it.

It holds no state but its folders: a kill loses the challenges that are open, and nothing else.
Answers are words as the contract holds them, each with a point of its own, so that a bidder opens
them in the same way, and nobody in between learns anything.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from time import monotonic
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bugmark_py.delivery.challenges import LIFETIME, Challenges
from bugmark_py.delivery.facts import PoolFacts
from bugmark_py.delivery.folders import CiphertextFolder, KeyFolder
from bugmark_py.delivery.limits import Rate, RateLimit, client_key
from bugmark_py.delivery.refusals import Reason, RefusalError, answer
from bugmark_py.delivery.requests import KeyRequest, PoolRequest, read_request
from bugmark_py.errors import BugmarkError
from bugmark_py.model.times import format_time
from bugmark_py.sealing.curve import ephemeral_key
from bugmark_py.sealing.messages import key_request, signed_by
from bugmark_py.sealing.words import Delivery, Recipient, deliver

_REQUEST_SECONDS: Final = 300
_FOREVER: Final = "public, max-age=31536000, immutable"
_REASONS: Final = {404: Reason.UNKNOWN, 405: Reason.METHOD}


@dataclass(frozen=True)
class Limits:
    """How often the service may be asked.

    Attributes:
        client: by one client's address, for anything.
        account: by one account, for keys.
    """

    client: Rate
    account: Rate


USUAL: Final = Limits(client=Rate(burst=60, per_minute=60), account=Rate(burst=5, per_minute=5))
"""What a bidder never meets."""


class DeliveryService:
    """An ASGI application."""

    def __init__(
        self,
        facts: PoolFacts,
        ciphertexts: CiphertextFolder,
        keys: KeyFolder,
        *,
        limits: Limits = USUAL,
        told: Callable[[str], None] = lambda _: None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Serve what two folders hold.

        Args:
            facts: what the chain says of the pools.
            ciphertexts: for everybody.
            keys: of the pools that are served.
            limits: how often it may be asked.
            told: told in one line of each key that was handed over, and of what is amiss. No line
                holds a secret.
            clock: seconds since any fixed instant, for limits and challenges.
        """
        self._facts = facts
        self._ciphertexts = ciphertexts
        self._keys = keys
        self._told = told
        self._challenges = Challenges(facts.pools, clock)
        self._clients = RateLimit(limits.client, clock)
        self._accounts = RateLimit(limits.account, clock)
        self._app = Starlette(
            routes=[
                Route("/", self._describe),
                Route("/ciphertexts/{content_hash}", self._ciphertext),
                Route("/challenges", self._challenge, methods=["POST"]),
                Route("/keys", self._key, methods=["POST"]),
            ],
            exception_handlers={
                RefusalError: _refused,
                HTTPException: _not_routed,
                Exception: _defect,
            },
        )
        self._app.router.redirect_slashes = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, however it ends."""
        client = scope.get("client")
        wait = self._clients.wait(client_key(client[0] if client else None))
        try:
            if wait:
                await _too_often(wait).response()(scope, receive, send)
                return
            async with asyncio.timeout(_REQUEST_SECONDS):
                await self._app(scope, receive, send)
        except TimeoutError:
            # Somebody reads as slowly as that to hold a connection.
            return
        except Exception as error:  # noqa: BLE001 - the client had its answer from _defect
            self._told(f"a defect of bugmark: {type(error).__name__}")

    # --- Answers -----------------------------------------------------------------------------

    async def _describe(self, _: Request) -> Response:
        """Which contract this service is about."""
        pools = self._facts.pools
        return answer({"chain_id": pools.chain_id, "pools": pools.address})

    async def _ciphertext(self, request: Request) -> Response:
        content_hash = request.path_params["content_hash"]
        path = await run_in_threadpool(self._ciphertexts.find, content_hash)
        if path is None:
            raise RefusalError(
                Reason.UNKNOWN, "there is no such ciphertext: ask for 0x and 64 lower-case digits"
            )
        headers = {
            "Cache-Control": _FOREVER,
            "ETag": f'"{content_hash}"',
            "X-Content-Type-Options": "nosniff",
        }
        return FileResponse(path, headers=headers, media_type="application/octet-stream")

    async def _challenge(self, request: Request) -> Response:
        asked = await read_request(request, PoolRequest)
        self._check_pools(asked)
        challenge = self._challenges.issue(asked.pool, asked.account)
        return answer({"challenge": "0x" + challenge.hex(), "seconds": LIFETIME})

    async def _key(self, request: Request) -> Response:
        asked = await read_request(request, KeyRequest)
        self._check_pools(asked)
        challenge = bytes.fromhex(asked.challenge[2:])
        if not self._challenges.is_open(challenge, asked.pool, asked.account):
            raise _challenge_refused()
        await run_in_threadpool(self._check_signature, asked, challenge)
        # Between the two others may have run: this is the one that counts.
        if not self._challenges.use(challenge):
            raise _challenge_refused()
        if wait := self._accounts.wait(asked.account):
            raise _too_often(wait)
        made = await run_in_threadpool(self._deliver, asked)
        self._told(f"pool {asked.pool}: the key was handed to {asked.account}")
        point = {"x": f"0x{made.point.x:064x}", "odd": made.point.odd}
        return answer({"point": point, "word": made.word})

    # --- Checks, and what takes time ---------------------------------------------------------

    def _check_pools(self, asked: PoolRequest) -> None:
        ours = self._facts.pools
        if (asked.chain_id, asked.pools.lower()) != (ours.chain_id, ours.address.lower()):
            raise RefusalError(
                Reason.UNKNOWN,
                f"this service is for the pools of {ours.address} on chain {ours.chain_id}",
            )

    def _check_signature(self, asked: KeyRequest, challenge: bytes) -> None:
        digest = key_request(self._facts.pools, asked.pool, asked.account, challenge).digest()
        signature = bytes.fromhex(asked.signature[2:])
        if signed_by(asked.account, digest, signature):
            return
        with self._troubles_told():
            accepted = self._facts.accepts(asked.account, digest, signature)
        if accepted:
            return
        raise RefusalError(
            Reason.UNAUTHORISED,
            f"the signature is not that of {asked.account} for this challenge",
        )

    def _deliver(self, asked: KeyRequest) -> Delivery:
        """Make the word, if it is time; the chain's time, and not a second before."""
        with self._troubles_told():
            key_hash = self._facts.key_hash(asked.pool)
            key = None if key_hash is None else self._keys.get(key_hash)
            bid = self._facts.bid(asked.pool, asked.account)
            now = self._facts.now()
        if key is None:
            raise RefusalError(Reason.UNKNOWN, f"this service does not sell pool {asked.pool}")
        if bid is None:
            raise RefusalError(
                Reason.UNKNOWN, f"{asked.account} has nothing to get from pool {asked.pool}"
            )
        if now < bid.opens_at:
            raise RefusalError(
                Reason.TOO_EARLY,
                f"the key is yours at {format_time(bid.opens_at)}, in {bid.opens_at - now} seconds",
                bid.opens_at - now,
            )
        recipient = Recipient(asked.pool, asked.account)
        with self._troubles_told():
            return deliver(key, ephemeral_key(), bid.public_key, recipient)

    @contextmanager
    def _troubles_told(self) -> Iterator[None]:
        """What the chain or a folder does not give is for the seller to know, not for a client."""
        try:
            yield
        except BugmarkError as error:
            self._told(f"a bidder waits: {error}")
            raise RefusalError(
                Reason.UNAVAILABLE, "the service cannot answer now: try again later"
            ) from None


def _challenge_refused() -> RefusalError:
    return RefusalError(
        Reason.UNAUTHORISED,
        "the challenge is not one for this account and pool, has expired, or was used: ask for"
        " another",
    )


def _too_often(wait: float) -> RefusalError:
    return RefusalError(Reason.TOO_OFTEN, f"too often: try again in {ceil(wait)} seconds", wait)


async def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RefusalError)  # noqa: S101 - it is registered for nothing else
    return error.response()


async def _not_routed(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for nothing else
    reason = _REASONS.get(error.status_code, Reason.MALFORMED)
    return RefusalError(reason, f"{error.detail}: see /").response()


async def _defect(_: Request, __: Exception) -> JSONResponse:
    return RefusalError(Reason.DEFECT, "a defect of bugmark: its seller was told").response()
