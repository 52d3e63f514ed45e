"""Write tests/golden/pools.json: profiles of bids with the outcome that the mechanisms give them.

The contracts' tests run each through a pool, and compare to the base unit and the second. Nothing
is drawn at random: the file is the same wherever it is made.
"""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

from bugmark_py.mechanisms import ticks
from bugmark_py.mechanisms.outcome import Group, Lane, parse_groups
from bugmark_py.mechanisms.ranks import largest

PATH: Final = Path(__file__).parent.parent / "tests" / "golden" / "pools.json"

MOST: Final = 2**112 - 1
"""The largest valuation and cost that a pool holds, in base units."""

LONGEST: Final = 2**32 - 2
"""The longest premium period, in seconds."""

TOKEN: Final = 10**18
TEN_DAYS: Final = 864_000

Profile = tuple[int, int, tuple[int, ...], str | None]
"""Cost, premium period, valuations, and a coin each: L or R; None is CS."""

BY_HAND: Final[tuple[Profile, ...]] = (
    # Nobody bids.
    (100, 10, (), ""),
    (100, 10, (), None),
    # One bidder just below, at and just above the cost, on each coin.
    *((100, 10, (100 + more,), coin) for more in (-1, 0, 1) for coin in ("L", "R", None)),
    # All zero.
    (100, 10, (0, 0, 0, 0), "LLRR"),
    (100, 10, (0, 0, 0, 0), None),
    # All in one group, which can pay, and cannot.
    *((100, 10, (60, 50, 45, 10), coins) for coins in ("LLLL", "RRRR", None)),
    *((100, 10, (49, 49), coins) for coins in ("LL", "RR", None)),
    # Equal bids at the cut.
    *((90, 9, (30, 40, 30, 30, 30), coins) for coins in ("LLLLL", "RRRRR", "LLLRR", None)),
    *((100, 7, (50, 50, 25, 25, 25), coins) for coins in ("LLLLL", "RRRRR", "RRLLL", None)),
    # Both groups could pay by the same second, with equal and with other bids.
    *((12, period, (9, 9, 9, 9), "LLRR") for period in (1, 2, 7, TEN_DAYS)),
    *((12, period, (6, 6, 12), coins) for period in (1, 10) for coins in ("LLR", "RRL")),
    # Both just pay the cost, by the very last second.
    *((100, 10, (50, 50, 50, 50), coins) for coins in ("LLRR", "RLRL")),
    # A cost that does not divide.
    *((cost, 10, (40, 40, 40), coins) for cost in (100, 101) for coins in ("LLL", "RRR", None)),
    *((7, 10, (2, 2, 2, 2, 2), coins) for coins in ("LLLLL", "RRRRR", "LLLLR", None)),
    # More bidders than base units, and one base unit.
    *((3, 4, (1, 1, 1, 1, 1), coins) for coins in ("LLLLL", "RRRRR", "LLRRR", None)),
    *((1, 5, (1, 1, 0), coins) for coins in ("LLL", "LRR", "RLR", "RRR", None)),
    # Valuations above the cost.
    *((10, 10, (1000, 11, 3), coins) for coins in ("LLR", "RRL", "LRL", "RLR", None)),
    # The largest of everything.
    *((MOST, LONGEST, (MOST, MOST), coins) for coins in ("LL", "RR", "LR", "RL", None)),
    *((MOST, LONGEST, (MOST - 1, MOST), coins) for coins in ("LR", "RL")),
    *((1, LONGEST, (MOST, MOST - 1), coins) for coins in ("LR", "RL", None)),
    *((MOST, 1, (MOST, 2**111), coins) for coins in ("LR", "RL", "LL", None)),
    # A premium period of a second: left could by second 1, so that right faces second 0.
    *((10, 1, (10, 10), coins) for coins in ("LR", "RL", "LL", "RR", None)),
    *((10, 100, (10_000, 20_000), coins) for coins in ("LR", "RL")),
    # Where ties by weak comparisons would pay whoever bids 10 instead of 9.
    *((12, 10, (9, 9, 12, second, 6), "LLRRR") for second in (9, 10)),
    # The paper's example 1.
    *((100, 8, (90, 80, 26, 26), coins) for coins in ("LLLL", "LRLR", "LLRR", "RRRR", None)),
)


class Numbers:
    """Numbers that look random, and are the same everywhere."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._count = 0

    def below(self, bound: int) -> int:
        """Return the next one, from 0 to below `bound`."""
        self._count += 1
        digest = sha256(f"{self._name} {self._count}".encode()).digest()
        return int.from_bytes(digest, "big") % bound

    def one_of(self, numbers: tuple[int, ...]) -> int:
        """Return one of these."""
        return numbers[self.below(len(numbers))]

    def coins(self, count: int) -> str | None:
        """Return so many coins, or one time in six none: CS."""
        return None if self.below(6) == 0 else "".join("LR"[self.below(2)] for _ in range(count))


def few(numbers: Numbers) -> Profile:
    """Return small numbers, among which everything meets."""
    cost, count = 1 + numbers.below(24), numbers.below(9)
    period = numbers.one_of((1, 2, 3, 5, 8, 13))
    valuations = tuple(numbers.below(cost + 3) for _ in range(count))
    return cost, period, valuations, numbers.coins(count)


def tokens(numbers: Numbers) -> Profile:
    """Return amounts as people bid them: hundredths of tokens."""
    cost, count = (1 + numbers.below(100)) * TOKEN, 2 + numbers.below(7)
    most = 2 * cost // count // (TOKEN // 100)
    valuations = tuple(numbers.below(most) * (TOKEN // 100) for _ in range(count))
    return cost, numbers.one_of((3600, TEN_DAYS, 31_536_000)), valuations, numbers.coins(count)


def cut(numbers: Numbers) -> Profile:
    """Return valuations beside the shares of so many payers."""
    cost, count = 1 + numbers.below(10**6), 1 + numbers.below(8)
    valuations = tuple(
        max(-(-cost // (1 + numbers.below(count))) + numbers.below(3) - 1, 0) for _ in range(count)
    )
    return cost, numbers.one_of((1, 10, TEN_DAYS)), valuations, numbers.coins(count)


def mirrored(numbers: Numbers) -> Profile:
    """Return two groups of the same valuations, or that differ by one in one place."""
    cost, count = 2 + numbers.below(60), 1 + numbers.below(4)
    left = [numbers.below(2 * cost) for _ in range(count)]
    right = list(left)
    right[numbers.below(count)] += numbers.below(2)
    coins = "LR" * count
    valuations = tuple(each for pair in zip(left, right, strict=True) for each in pair)
    return cost, numbers.one_of((1, 4, 10, 1000)), valuations, coins


def largest_numbers(numbers: Numbers) -> Profile:
    """Return numbers near the largest that fit."""
    count = 1 + numbers.below(4)
    cost = MOST - numbers.below(2**100)
    valuations = tuple(
        MOST // (1 + numbers.below(count)) - numbers.below(2**104) for _ in range(count)
    )
    return cost, LONGEST - numbers.below(2), valuations, numbers.coins(count)


KINDS: Final[tuple[tuple[Callable[[Numbers], Profile], int], ...]] = (
    (few, 500),
    (tokens, 200),
    (cut, 150),
    (mirrored, 150),
    (largest_numbers, 60),
)
"""How many of each kind."""


def profiles() -> Iterator[Profile]:
    """Yield all profiles."""
    yield from BY_HAND
    for kind, count in KINDS:
        numbers = Numbers(kind.__name__)
        for _ in range(count):
            yield kind(numbers)


def claim(lane: Lane[int], valuations: tuple[int, ...], cost: int, period: int) -> int:
    """Return the deadline that is claimed of a group: one past the period if it cannot pay."""
    can = largest([valuations[index] for index in lane.order], cost) > 0
    return lane.deadline if can else period + 1


def vector(profile: Profile) -> dict[str, object]:
    """Put a profile and its outcome as JSON; amounts as decimal strings, which no reader rounds."""
    cost, period, valuations, coins = profile
    if coins is None:
        outcome = ticks.cs(valuations, cost, period)
        lanes = {Group.LEFT: outcome.lanes[0]}
    else:
        outcome = ticks.gcsod(valuations, cost, period, parse_groups(coins))
        lanes = {lane.group: lane for lane in outcome.lanes}
    claims = {
        group: claim(lanes[group], valuations, cost, period) if group in lanes else period + 1
        for group in (Group.LEFT, Group.RIGHT)
    }
    seller = outcome.seller
    return {
        "gcsod": coins is not None,
        "cost": str(cost),
        "period": period,
        "valuations": [str(each) for each in valuations],
        "coins": coins or "",
        "claims": list(claims.values()),
        "rightWins": outcome.winner is Group.RIGHT,
        "payers": "".join("1" if payment else "0" for payment in outcome.payments),
        "share": str(seller.share) if seller else "0",
        "deadlines": [lane.faces for lane in lanes.values()],
    }


def text() -> str:
    """Return the file: a profile a line."""
    lines = [json.dumps(vector(each), separators=(",", ":")) for each in profiles()]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def main() -> None:
    """Write the file."""
    PATH.parent.mkdir(parents=True, exist_ok=True)
    written = text()
    PATH.write_text(written)
    print(f"{PATH.name}: {written.count('gcsod')} profiles, {len(written)} bytes")


if __name__ == "__main__":
    main()
