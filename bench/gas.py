"""Gas of each user action as whole transactions on a real node, beside our limits and the peers.

Prints tables, or JSON. `--write` makes docs/gas.md; `--check` compares it, and the limits.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from bench.gas_actions import measure

ROOT: Final = Path(__file__).resolve().parent.parent
DOCUMENT: Final = ROOT / "docs" / "gas.md"
PEERS: Final = ROOT / "bench" / "peers.json"

BASE: Final = 21_000
"""Gas that a transaction costs before it does anything."""

_WIDTH: Final = 140

INTRODUCTION: Final = """\
# Gas

Made by `make bench BENCH_ARGS=--write`; a test notices when it is out of date. Every figure is the
`gasUsed` of the receipt of one whole transaction on Anvil, with the test token as collateral and
everything that could vary fixed, so that it is the same wherever it is measured.

A slot of storage that was empty costs 17,100 more than one that was not, and emptying one gives
4,800 back; so what was there before is part of each action. A *limit* is what the project promises:
`make test` fails beyond it.
"""

BESIDE: Final = """\
## Beside others

As published in their own repositories. Figures marked * are of Foundry's snapshots or of
measurements inside a transaction: they leave out the 21,000 of the transaction, which are added
here, and its calldata, which is not. No two systems do quite the same, so that a ratio says whether
the cost is of the same order, and no more.
"""


@dataclass(frozen=True)
class Peer:
    """What another system's action costs, by its own account.

    Attributes:
        system: which.
        action: what it calls the action.
        gas: as published.
        whole: whether that is a whole transaction, or leaves out the 21,000 of one.
        source: repository and path.
    """

    system: str
    action: str
    gas: int
    whole: bool
    source: str

    @property
    def transaction(self) -> int:
        """Gas of the whole transaction, as far as it is known."""
        return self.gas if self.whole else self.gas + BASE


@dataclass(frozen=True)
class Action:
    """Something that a user does with one transaction.

    Attributes:
        name: what.
        state: what was there before, as far as it matters.
        limit: gas that it may cost at most; None if it is only stated.
        peers: keys of similar actions of other systems.
    """

    name: str
    state: str
    limit: int | None = None
    peers: Sequence[str] = ()


_CREATES = ("augur-create-order", "sablier-create")
_TRANSFERS = ("polymarket-complementary", "seaport-basic", "seaport-fulfill", "augur-fill")
_REDEEMS = ("polymarket-router-redeem", "augur-claim")

ACTIONS: Final = (
    Action(
        "create a future",
        "with the demo's question, of 11 bytes",
        peers=("gnosis-prepare", "polymarket-request", "reality-ask"),
    ),
    Action(
        "deposit", "a later one; the allowance is of just that much, as the client gives it", 50_000
    ),
    Action("deposit, unlimited allowance", "a later one"),
    Action("deposit by permit", "a later one; the allowance comes with it, by signature"),
    Action("withdraw", "a part of the vault; the wallet holds some", peers=("sablier-withdraw",)),
    Action("place a BUY", "from a vault in which something is left", 68_000, _CREATES),
    Action("place a SELL", "a part of the position", 68_000, _CREATES),
    Action(
        "permit, deposit and place", "one multicall; nothing was ever in the vault", peers=_CREATES
    ),
    Action(
        "permit, deposit and take", "one multicall, a first mint; nothing was ever in the vault"
    ),
    Action(
        "take: first mint",
        "a BUY met with collateral; neither side held what it gets, both leave some in the vault",
        102_000,
        ("polymarket-mint", "augur-fill"),
    ),
    Action("take: later mint", "the same again", peers=("polymarket-mint", "augur-fill")),
    Action(
        "take: transfer for collateral",
        "a SELL met with collateral; the taker held none of the outcome",
        78_000,
        _TRANSFERS,
    ),
    Action(
        "take: transfer for a position",
        "a BUY met with a part of a position; the maker held none of the outcome",
        78_000,
        _TRANSFERS,
    ),
    Action(
        "take: merge",
        "a SELL met with all that the taker holds of the other outcome; both vaults hold some",
        62_000,
        ("polymarket-merge", "augur-fill"),
    ),
    Action("take: merge of a part", "the same; the taker keeps some", peers=("polymarket-merge",)),
    Action("cancel", "a BUY, nothing of it filled", peers=("seaport-cancel", "sablier-cancel")),
    Action("cancel all", "for the first time", peers=("seaport-cancel",)),
    Action("release", "a BUY that expired, by somebody else"),
    Action("split", "neither outcome held", peers=("gnosis-split", "polymarket-router-split")),
    Action("merge own", "all of both outcomes", peers=("gnosis-merge", "polymarket-router-merge")),
    Action("transfer a position", "a part, to an account that held none"),
    Action(
        "vote", "the first on the question", peers=("reality-first-answer", "polymarket-report")
    ),
    Action("vote that proposes", "the second", peers=("reality-later-answer", "polymarket-report")),
    Action("finalize", "a proposal whose period is over", peers=("polymarket-finalize",)),
    Action("settle", "at the oracle's price", peers=("gnosis-report",)),
    Action("void", "the oracle is silent"),
    Action("redeem", "a position in one outcome; something is in the vault", 45_000, _REDEEMS),
    Action("redeem and withdraw", "one multicall of the same, all it pays", 66_000, _REDEEMS),
    Action("create a pool", "GCSOD, a bond of exactly the allowance", peers=("sablier-create",)),
    Action("commit", "a deposit of exactly the allowance"),
    Action("permit and commit", "one multicall"),
    Action("reveal", "a later one; a part of the deposit goes back"),
    Action("draw", "the coins of six bidders, as of any number"),
    Action("settle a pool", "six bidders, in one transaction"),
    # By the thousand it is less: a forge test holds that to 3,500, the 21,000 included.
    Action("settle: each bidder", "one more in a chunk, who changes what it comes to so far"),
    Action("deliver", "to the three payers, with the point"),
    Action("deliver: each payer", "one more"),
    Action("deliver on request", "to one bidder"),
    Action("complain", "a payer's, who was delivered rubbish"),
    Action("request", "the first one; the fee is of exactly the allowance"),
    Action("publish", "the key"),
    Action("claim: a payer", "what the deposit is above the share"),
    Action("claim: who waits", "the deposit"),
    Action("claim: a payer who was wronged", "share and part of the bond"),
    Action("claim: the seller", "shares and bond"),
)


@dataclass(frozen=True)
class Comparison:
    """One of our actions beside another system's."""

    action: str
    gas: int
    peer: Peer

    @property
    def ratio(self) -> float:
        """What ours costs for each gas of theirs."""
        return self.gas / self.peer.transaction


def read_peers() -> Mapping[str, Peer]:
    """What the peers published, by key."""
    return {key: Peer(**fields) for key, fields in json.loads(PEERS.read_text()).items()}


def compare(gas: Mapping[str, int]) -> Iterator[Comparison]:
    """Every action beside those of others that are like it."""
    peers = read_peers()
    for action in ACTIONS:
        for key in action.peers:
            yield Comparison(action.name, gas[action.name], peers[key])


def exceeded(gas: Mapping[str, int]) -> list[str]:
    """A line for each action that costs more than its limit."""
    return [
        f"{action.name}: {gas[action.name]:,} gas, {gas[action.name] - action.limit:,} over its"
        f" limit of {action.limit:,}"
        for action in ACTIONS
        if action.limit is not None and gas[action.name] > action.limit
    ]


def document(gas: Mapping[str, int]) -> str:
    """The text of docs/gas.md."""
    lines = [INTRODUCTION, "| action | what was there before | gas | limit |", "|---|---|--:|--:|"]
    lines += [
        f"| {action.name} | {action.state} | {gas[action.name]:,} | {_limit(action)} |"
        for action in ACTIONS
    ]
    lines += [
        "",
        BESIDE,
        "| action | gas | of | theirs | gas | ratio |",
        "|---|--:|---|---|--:|--:|",
    ]
    lines += [
        f"| {c.action} | {c.gas:,} | {c.peer.system} | {c.peer.action} | {_theirs(c.peer)}"
        f" | {c.ratio:.2f} |"
        for c in compare(gas)
    ]
    lines += ["", "Where their figures are from:", ""]
    lines += sorted({f"- {peer.system}: {peer.source}" for peer in read_peers().values()})
    return "\n".join(lines) + "\n"


def tables(gas: Mapping[str, int]) -> Iterator[Table]:
    """The same for a terminal."""
    table = Table("action", "what was there before", box=SIMPLE_HEAD, title="Whole transactions")
    for column in ("gas", "limit"):
        table.add_column(column, justify="right", no_wrap=True)
    for action in ACTIONS:
        used = gas[action.name]
        over = action.limit is not None and used > action.limit
        shown = f"[red]{used:,}[/red]" if over else f"{used:,}"
        table.add_row(action.name, f"[dim]{action.state}[/dim]", shown, _limit(action))
    yield table
    title = "Beside others (* plus the 21,000 of a transaction)"
    table = Table("action", "of", "theirs", box=SIMPLE_HEAD, title=title)
    for column in ("ours", "gas", "ratio"):
        table.add_column(column, justify="right", no_wrap=True)
    for c in compare(gas):
        row = (c.action, c.peer.system, c.peer.action, f"{c.gas:,}", _theirs(c.peer))
        table.add_row(*row, f"{c.ratio:.2f}")
    yield table


def as_json(gas: Mapping[str, int]) -> dict[str, Any]:
    """The same for programs."""
    peers = read_peers()
    return {
        "actions": [
            {
                "action": action.name,
                "state": action.state,
                "gas": gas[action.name],
                "limit": action.limit,
                "peers": [
                    asdict(peers[key])
                    | {
                        "transaction": peers[key].transaction,
                        "ratio": round(gas[action.name] / peers[key].transaction, 4),
                    }
                    for key in action.peers
                ],
            }
            for action in ACTIONS
        ]
    }


def check(gas: Mapping[str, int]) -> list[str]:
    """A line for everything that is not as it should be."""
    written = DOCUMENT.read_text() if DOCUMENT.exists() else ""
    drift = f"{DOCUMENT.relative_to(ROOT)} is out of date: run `make bench BENCH_ARGS=--write`"
    return exceeded(gas) + ([drift] if written != document(gas) else [])


def main() -> int:
    """Measure and show; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--write", action="store_true", help="write docs/gas.md")
    parser.add_argument(
        "--check",
        action="store_true",
        help="exit 1 beyond a limit, or if docs/gas.md is out of date",
    )
    arguments = parser.parse_args()

    gas = measure()
    if arguments.write:
        DOCUMENT.write_text(document(gas))
    if arguments.json:
        print(json.dumps(as_json(gas), indent=1))
    elif not (arguments.check or arguments.write):
        # A log is as wide as it need be.
        console = Console(highlight=False, width=None if sys.stdout.isatty() else _WIDTH)
        for table in tables(gas):
            console.print(table)
    problems = check(gas) if arguments.check else []
    for line in problems:
        print(f"gas: {line}", file=sys.stderr)
    return 1 if problems else 0


def _limit(action: Action) -> str:
    return "" if action.limit is None else f"{action.limit:,}"


def _theirs(peer: Peer) -> str:
    return f"{peer.transaction:,}" + ("" if peer.whole else "*")


if __name__ == "__main__":
    sys.exit(main())
