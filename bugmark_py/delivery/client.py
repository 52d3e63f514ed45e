"""How a bidder gets the ciphertext of a pool, and its key from the seller's service."""

import stat
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from bugmark_py.chain.accounts import Account
from bugmark_py.chain.secret_files import signs_as
from bugmark_py.delivery.fetching import Fetched, Fetcher
from bugmark_py.errors import (
    DeliveryRefusedError,
    DeliveryUnavailableError,
    InputError,
)
from bugmark_py.model.paths import shown
from bugmark_py.sealing.content import MAX_CIPHERTEXT, ContentKey, check_ciphertext
from bugmark_py.sealing.curve import EphemeralPoint, OneTimeKey
from bugmark_py.sealing.messages import Pools, key_request
from bugmark_py.sealing.words import Delivery, Recipient, open_delivery

_PLACE: Final = "/ciphertexts/"
_MAX_ANSWER: Final = 2**16
_OK: Final = 200


def ciphertext_uri(service: str, content_hash: str) -> str:
    """Where a service has a ciphertext: what a pool names as its URI.

    Args:
        service: the service's public address.
        content_hash: 0x-hex.
    """
    return f"{service.rstrip('/')}{_PLACE}{content_hash.lower()}"


def service_of(uri: str) -> str | None:
    """The delivery service behind a pool's URI, None if it is of another kind."""
    base, found, content_hash = uri.rpartition(_PLACE)
    is_service = found and base.startswith(("http://", "https://")) and "/" not in content_hash
    return base if is_service else None


def fetch_ciphertext(
    uri: str, content_hash: str, key_hash: str, fetcher: Fetcher | None = None
) -> bytes:
    """Get the ciphertext that a pool names, and nothing else.

    Args:
        uri: of http, https or file, or a path.
        content_hash: 0x-hex, as the pool holds it.
        key_hash: 0x-hex, as the pool holds it.
        fetcher: asks servers; a new one if None.

    Raises:
        DeliveryError: it could not be had.
        CiphertextError: what is there is not the ciphertext that the pool names.
        InputError: the URI is of no kind that can be fetched.
    """
    scheme, found, _ = uri.partition("://")
    scheme = scheme.lower() if found else ""
    if scheme in {"http", "https"}:
        ciphertext = _downloaded(uri, fetcher or Fetcher())
    elif scheme in {"file", ""}:
        ciphertext = _read(_path(uri) if found else Path(uri).expanduser())
    else:
        raise InputError(f"{shown(uri)} cannot be fetched: it is no http, https or file address")
    check_ciphertext(ciphertext, content_hash, key_hash)
    return ciphertext


def request_key(
    service: str,
    account: Account,
    key: OneTimeKey,
    *,
    pools: Pools,
    pool_id: str,
    key_hash: str,
    fetcher: Fetcher | None = None,
) -> ContentKey:
    """Ask the seller's service for the key of a pool.

    Args:
        service: the service's address.
        account: that bid; it signs a challenge.
        key: the one-time key that it bid with.
        pools: the contract.
        pool_id: 0x-hex.
        key_hash: 0x-hex, as the pool holds it.
        fetcher: asks servers; a new one if None.

    Raises:
        DeliveryRefusedError: the service says no, such as before the bidder's deadline.
        DeliveryUnavailableError: there was no usable answer.
        WrongKeyError: what it gave is not the key: ask on chain.
        AccountError: the account cannot be unlocked.
    """
    fetcher = fetcher or Fetcher()
    who: dict[str, object] = {
        "chain_id": pools.chain_id,
        "pools": pools.address,
        "pool": pool_id.lower(),
        "account": account.address,
    }
    given = _document(service, fetcher.post(f"{service}/challenges", who, _MAX_ANSWER))
    try:
        challenge = bytes.fromhex(given["challenge"].removeprefix("0x"))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _senseless(service) from None
    signature = signs_as(account)(key_request(pools, pool_id, account.address, challenge))
    answer = {
        **who,
        "challenge": "0x" + challenge.hex(),
        "signature": "0x" + signature.hex(),
    }
    delivery = _delivery(service, fetcher.post(f"{service}/keys", answer, _MAX_ANSWER))
    return open_delivery(delivery, key, Recipient(pool_id, account.address), key_hash)


def _delivery(service: str, fetched: Fetched) -> Delivery:
    document = _document(service, fetched)
    try:
        point = document["point"]
        x, odd = int(point["x"], 16), point["odd"]
        if isinstance(odd, bool):
            return Delivery(EphemeralPoint(x, odd), document["word"])
    except (KeyError, TypeError, ValueError):
        pass
    raise _senseless(service)


def _document(service: str, fetched: Fetched) -> dict[str, Any]:
    document = fetched.document()
    if not isinstance(document, dict):
        raise _senseless(service)
    if fetched.status == _OK:
        return document
    error = document.get("error")
    message = error.get("message") if isinstance(error, dict) else None
    if not isinstance(message, str):
        raise _senseless(service)
    raise DeliveryRefusedError(f"{shown(service)} refuses: {shown(message)}")


def _senseless(service: str) -> DeliveryUnavailableError:
    return DeliveryUnavailableError(
        f"{shown(service)} gives no sensible answer: ask for the key on chain"
    )


def _downloaded(uri: str, fetcher: Fetcher) -> bytes:
    fetched = fetcher.get(uri, MAX_CIPHERTEXT)
    if fetched.status != _OK:
        raise DeliveryUnavailableError(f"{shown(uri)} answers with status {fetched.status}")
    return fetched.content


def _path(uri: str) -> Path:
    """The path of a file URI (RFC 8089)."""
    host, slash, path = uri.partition("://")[2].partition("/")
    if host not in {"", "localhost"}:
        raise InputError(f"{shown(uri)} is on another machine: fetch it there")
    return Path(slash + unquote(path))


def _read(path: Path) -> bytes:
    """Read a file; the name may be anybody's, so that it has to be a plain one of sane size."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise DeliveryUnavailableError(f"{shown(str(path))} is no plain file")
        if about.st_size > MAX_CIPHERTEXT:
            raise DeliveryUnavailableError(
                f"{shown(str(path))} has more than {MAX_CIPHERTEXT} bytes"
            )
        with path.open("rb") as file:
            return file.read(MAX_CIPHERTEXT + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no path"
        raise DeliveryUnavailableError(f"{shown(str(path))} cannot be read ({reason})") from None
