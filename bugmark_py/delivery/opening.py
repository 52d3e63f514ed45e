"""How a bidder comes to what a pool sold: the ciphertext, its key from wherever it is, and both."""

from dataclasses import dataclass, field
from enum import StrEnum

from bugmark_py.client import Bugmark
from bugmark_py.delivery.client import fetch_ciphertext, request_key, service_of
from bugmark_py.errors import RefusedError
from bugmark_py.model.pools import Bid, Pool
from bugmark_py.sealing.content import ContentKey, open_content


class KeySource(StrEnum):
    """Where a key came from."""

    PUBLISHED = "published"
    DELIVERED = "delivered"
    SERVICE = "service"


@dataclass(frozen=True)
class Opened:
    """What a pool sold.

    Attributes:
        content: in clear.
        source: where its key came from.
    """

    content: bytes = field(repr=False)
    source: KeySource


def find_key(bugmark: Bugmark, pool: Pool) -> tuple[ContentKey, KeySource]:
    """The key of a pool: published, delivered to the account on chain, or from the service.

    Args:
        bugmark: of who wants it; nobody needs a name once it is published.
        pool: which.

    Raises:
        RefusedError: it is not the account's yet, or nobody's.
        WrongKeyError: what was delivered is not the key: a reason to complain.
        DeliveryError: the seller's service does not give it: ask on chain.
    """
    if pool.content_key is not None:
        return bugmark.pools.content_key(pool), KeySource.PUBLISHED
    bid = bugmark.book.bid(pool, bugmark.address())
    if bid is not None and bid.word is not None:
        return bugmark.pools.content_key(pool, bid), KeySource.DELIVERED
    service = service_of(pool.terms.uri)
    if bid is None or service is None or pool.available_at(bid) is None:
        raise RefusedError(_not_yet(bugmark, pool, bid))
    key = request_key(
        service,
        bugmark.pools.sender.account,
        bugmark.pools.one_time_key(pool),
        pools=bugmark.pools.contract,
        pool_id=pool.pool_id,
        key_hash=pool.terms.key_hash,
    )
    return key, KeySource.SERVICE


def open_pool(bugmark: Bugmark, pool: Pool, *, uri: str | None = None) -> Opened:
    """Get what a pool sold.

    Args:
        bugmark: of who wants it.
        pool: which.
        uri: where the ciphertext is; as the pool says if not given.

    Raises:
        RefusedError: it is not the account's yet, or nobody's.
        DeliveryError: ciphertext or key could not be had.
        CiphertextError: what is there is not the ciphertext that the pool names.
        WrongKeyError: what was delivered is not the key: a reason to complain.
    """
    terms = pool.terms
    key, source = find_key(bugmark, pool)
    ciphertext = fetch_ciphertext(uri or terms.uri, terms.content_hash, terms.key_hash)
    return Opened(open_content(ciphertext, key, terms.content_hash, terms.key_hash), source)


def _not_yet(bugmark: Bugmark, pool: Pool, bid: Bid | None) -> str:
    try:
        bugmark.pools.content_key(pool, bid)
    except RefusedError as error:
        return str(error)
    return f"the key of pool {pool.pool_id} is not to be had"
