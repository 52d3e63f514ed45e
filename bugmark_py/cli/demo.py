"""The stories from file to payout, on a chain of their own."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bugmark_py.cli.run import Command, Run, pass_run
from bugmark_py.cli.show import tokens

if TYPE_CHECKING:
    from rich.table import Table

    from bugmark_py.cli.cast import Cast
    from bugmark_py.cli.documents.local import (
        DemoDocument,
        EscrowStep,
        PoolStoryEntry,
        StoryEntry,
    )
    from bugmark_py.cli.pool_story import PlayedPool
    from bugmark_py.cli.stage import Step
    from bugmark_py.cli.stories import Played
    from bugmark_py.client import Bugmark

_ALL = "all"
_FUTURES = "futures"
_POOL = "pool"
_STORIES = ("fixed", "unfixed", "partial-work", "resale")
_OPTIONS = click.Choice((_ALL, _FUTURES, *_STORIES, _POOL))


@click.command(cls=Command)
@click.option("--scenario", type=_OPTIONS, default=_ALL, show_default=True, help="What to play.")
@pass_run
def demo(run: Run, scenario: str) -> None:
    """Play the stories of futures and of a pool, from a file to everybody's money.

    A node, the contracts, the file tracker, the oracle, encryption and the seller's delivery
    service are real, and gone afterwards. Only the pool's coins are not left to chance: blocks are
    mined until one has those of the story.
    """
    from bugmark_py.chain.deployments import Terms  # noqa: PLC0415
    from bugmark_py.chain.home import Home  # noqa: PLC0415
    from bugmark_py.chain.local import local_market  # noqa: PLC0415
    from bugmark_py.cli.cast import Cast  # noqa: PLC0415
    from bugmark_py.client import connect  # noqa: PLC0415

    anvil = run.settings.anvil
    with (
        tempfile.TemporaryDirectory(prefix="bugmark-demo-") as folder,
        local_market(Home(Path(folder)), Terms(), anvil=anvil),
        connect("local", account="deployer", home=folder) as bugmark,
    ):
        _play(run, Cast(bugmark), scenario, Path(folder))


def _play(run: Run, cast: "Cast", scenario: str, folder: Path) -> None:
    """Play what was asked for, telling of each story once it is over."""
    from bugmark_py.cli.pool_story import NAMES, play_pool  # noqa: PLC0415
    from bugmark_py.cli.stage import Stage  # noqa: PLC0415
    from bugmark_py.cli.stories import STORIES, play  # noqa: PLC0415

    bugmark = cast.bugmark
    names = _STORIES if scenario in {_ALL, _FUTURES} else tuple({scenario} - {_POOL})
    with_pool = scenario in {_ALL, _POOL}
    people = {who for name in names for who in STORIES[name].names}
    people |= set(NAMES if with_pool else ())
    start = {who: cast.wealth(who) for who in sorted(people)}
    stage, futures, pools = Stage(cast), [], []
    for name in names:
        futures.append(play(stage, name))
        _tell(run, bugmark, futures[-1])
    if with_pool:
        pools.append(play_pool(cast, folder))
        _tell(run, bugmark, pools[-1])
    end = {who: cast.wealth(who) for who in start}
    document: DemoDocument = {
        "futures": [_future_entry(bugmark, story) for story in futures],
        "pools": [_pool_entry(bugmark, story) for story in pools],
        "balances": {
            who: {"start": tokens(bugmark, start[who]), "end": tokens(bugmark, end[who])}
            for who in start
        },
    }
    run.emit(document)
    if not run.json:
        run.console.print(_balances(bugmark, start, end))


def _future_entry(bugmark: "Bugmark", story: "Played") -> "StoryEntry":
    return {
        "story": story.name,
        "question": story.question,
        "settlement": story.outcome.name,
        "deltas": _tokens_of(bugmark, story.deltas),
        "steps": [
            {
                "who": step.who,
                "what": step.what,
                "price": step.price or None,
                "escrow": _escrow(bugmark, step),
            }
            for step in story.steps
        ],
    }


def _pool_entry(bugmark: "Bugmark", story: "PlayedPool") -> "PoolStoryEntry":
    return {
        "story": _POOL,
        "sold": story.sold,
        "share": tokens(bugmark, story.share),
        "payers": list(story.payers),
        "deadlines": dict(story.deadlines),
        "deltas": _tokens_of(bugmark, story.deltas),
        "steps": [
            {"who": step.who, "what": step.what, "escrow": _escrow(bugmark, step)}
            for step in story.steps
        ],
    }


def _escrow(bugmark: "Bugmark", step: "Step") -> "EscrowStep":
    return {"before": tokens(bugmark, step.before), "after": tokens(bugmark, step.after)}


def _tokens_of(bugmark: "Bugmark", amounts: Mapping[str, int]) -> dict[str, str]:
    return {who: tokens(bugmark, amount) for who, amount in amounts.items()}


def _tell(run: Run, bugmark: "Bugmark", story: "Played | PlayedPool") -> None:
    """Print a story as a table, and what came of it."""
    if run.json:
        return
    priced = any(step.price for step in story.steps)
    table = _table(f"{story.title}  [dim]{story.about}[/dim]")
    table.add_column("who", style="bold", no_wrap=True)
    table.add_column("what", ratio=1)
    if priced:
        table.add_column("price", justify="right", no_wrap=True)
    table.add_column("escrow", justify="right", no_wrap=True)
    for step in story.steps:
        before, after = tokens(bugmark, step.before), tokens(bugmark, step.after)
        moved = f"{before} → [bold]{after}[/bold]" if before != after else f"[dim]{after}[/dim]"
        price = (step.price,) if priced else ()
        table.add_row(step.who.capitalize(), step.what, *price, moved)
    run.console.print(table)
    results = ", ".join(
        f"{who.capitalize()} {_signed(tokens(bugmark, delta))}"
        for who, delta in story.deltas.items()
    )
    run.console.print(f"  [bold]{story.answer}[/bold]: {results} {bugmark.deployment.symbol}\n")


def _balances(bugmark: "Bugmark", start: Mapping[str, int], end: Mapping[str, int]) -> "Table":
    table = _table("Everybody's tokens, all of them at home again")
    table.add_column("who", style="bold")
    for column in ("at the start", "at the end", "difference"):
        table.add_column(column, justify="right")
    for who in start:
        difference = _signed(tokens(bugmark, end[who] - start[who]))
        table.add_row(
            who.capitalize(), tokens(bugmark, start[who]), tokens(bugmark, end[who]), difference
        )
    return table


def _table(title: str) -> "Table":
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    return Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)


def _signed(amount: str) -> str:
    """An amount with its sign: green is more, red is less."""
    if amount.startswith("-"):
        return f"[red]{amount}[/red]"
    return amount if amount == "0" else f"[green]+{amount}[/green]"
