"""Bugmark: a market in software issues and a pool that shares the cost of security information.

with bugmark_py.connect("local", account="adam") as bm:
    future = bm.market.create_future("file:demo#1", maturation="+14d")
    offer = bm.market.buy(future, "unfixed", units=200, price="0.80")
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bugmark_py.client import Balance, Bugmark, connect

__version__ = "0.1.0"

__all__ = ["Balance", "Bugmark", "__version__", "connect"]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Load the client when it is first asked for: what needs no chain starts without it."""
    if name in {"Balance", "Bugmark", "connect"}:
        from bugmark_py import client  # noqa: PLC0415

        return getattr(client, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
