"""How often somebody may ask: a bucket of tokens each, and bounded memory for all of them."""

import ipaddress
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Final

_MOST: Final = 20_000
_IPV6_SITE: Final = 64


@dataclass(frozen=True)
class Rate:
    """How often.

    Attributes:
        burst: how many times at once.
        per_minute: how many times a minute in the long run.
    """

    burst: int
    per_minute: float


class RateLimit:
    """Counts by key, such as a client's address.

    When there are too many keys, the one that was quiet for longest is forgotten.

    Args:
        rate: how often each key may.
        clock: seconds since any fixed instant.
        most: how many keys are remembered.
    """

    def __init__(
        self, rate: Rate, clock: Callable[[], float] = monotonic, most: int = _MOST
    ) -> None:
        self._rate = rate
        self._clock = clock
        self._most = most
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str) -> float:
        """Count one time, if there may be one now.

        Returns:
            0 if so, else the seconds until there may be.
        """
        now = self._clock()
        tokens, last = self._buckets.pop(key, (float(self._rate.burst), now))
        per_second = self._rate.per_minute / 60
        tokens = min(self._rate.burst, tokens + (now - last) * per_second)
        admitted = tokens >= 1
        self._buckets[key] = (tokens - 1 if admitted else tokens, now)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return 0 if admitted else (1 - tokens) / per_second


def client_key(host: str | None) -> str:
    """Who a client is for a limit: an IPv4 address, or the site of an IPv6 address.

    Args:
        host: as the connection has it; None where there is none.
    """
    try:
        address = ipaddress.ip_address((host or "").partition("%")[0])
    except ValueError:
        return host or ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, _IPV6_SITE), strict=False))
    return str(address)
