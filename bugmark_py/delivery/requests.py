"""What the service is asked, as JSON. Whatever else is in there is refused."""

import asyncio
from typing import Annotated, Final, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import PydanticCustomError
from starlette.requests import ClientDisconnect, Request

from bugmark_py.chain.accounts import as_address
from bugmark_py.delivery.refusals import Reason, RefusalError

MAX_BODY: Final = 16 * 2**10
"""The longest request, in bytes: the signature of a contract may take thousands."""
BODY_SECONDS: Final = 10
"""How long a request may take to arrive."""

Body = TypeVar("Body", bound="PoolRequest")


def _address(text: str) -> str:
    address = as_address(text)
    if address is None:
        raise PydanticCustomError("address", "it is no address, or was mistyped")
    return address


_Uint256 = Annotated[int, Field(ge=0, lt=2**256)]
_Address = Annotated[str, AfterValidator(_address)]
_Pool = Annotated[str, StringConstraints(pattern=r"^0x[0-9a-f]{64}$")]
_Hex = Annotated[str, StringConstraints(pattern=r"^0x([0-9a-fA-F]{2})*$")]


class PoolRequest(BaseModel):
    """Who asks about which pool; with nothing more it asks for a challenge.

    Attributes:
        chain_id: the chain's id.
        pools: address of the contract.
        pool: the pool's id.
        account: address of the bidder.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)

    chain_id: _Uint256
    pools: _Address
    pool: _Pool
    account: _Address


class KeyRequest(PoolRequest):
    """Asks for the key.

    Attributes:
        challenge: as it was given, 0x-hex.
        signature: the account's for `sealing.messages.key_request`, 0x-hex.
    """

    challenge: _Hex
    signature: _Hex


async def read_request(request: Request, kind: type[Body]) -> Body:
    """Read what is asked, within limits of size and time.

    Raises:
        RefusalError: it is too long, too slow, or not of this kind.
    """
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await _read(request)
    except TimeoutError:
        raise RefusalError(
            Reason.TOO_SLOW, f"the request took more than {BODY_SECONDS} seconds to arrive"
        ) from None
    except ClientDisconnect:
        raise RefusalError(Reason.MALFORMED, "the request broke off") from None
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        raise RefusalError(Reason.MALFORMED, _explained(error)) from None


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY:
            raise RefusalError(Reason.TOO_LARGE, f"a request has at most {MAX_BODY} bytes")
    return bytes(body)


def _explained(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])[:40]
    return f"{place or 'the request'} does not fit: {first['msg']}"[:200]
