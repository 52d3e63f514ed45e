"""The stories from file to payout, on a chain of their own."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bugmark_py.cli.run import Command, Run, pass_run

if TYPE_CHECKING:
    from rich.table import Table

    from bugmark_py.cli.documents.local import DemoDocument
    from bugmark_py.cli.stories import Played
    from bugmark_py.client import Bugmark

_ALL = "futures"
_STORIES = ("fixed", "unfixed", "partial-work", "resale")
_OPTIONS = click.Choice((_ALL, *_STORIES))


@click.command(cls=Command)
@click.option("--scenario", type=_OPTIONS, default=_ALL, show_default=True, help="What to play.")
@pass_run
def demo(run: Run, scenario: str) -> None:
    """Play the stories of a future, from a bug report to everybody's money.

    A node, the contracts, the file tracker and the oracle are real, and gone afterwards.
    """
    from bugmark_py.chain.deployments import Terms  # noqa: PLC0415
    from bugmark_py.chain.home import Home  # noqa: PLC0415
    from bugmark_py.chain.local import local_market  # noqa: PLC0415
    from bugmark_py.cli.stage import Stage  # noqa: PLC0415
    from bugmark_py.cli.stories import STORIES, play  # noqa: PLC0415
    from bugmark_py.client import connect  # noqa: PLC0415

    names = _STORIES if scenario == _ALL else (scenario,)
    people = sorted({who for name in names for who in STORIES[name].names})
    anvil = run.settings.anvil
    with tempfile.TemporaryDirectory(prefix="bugmark-demo-") as folder:
        home = Home(Path(folder))
        with (
            local_market(home, Terms(), anvil=anvil),
            connect("local", account="deployer", home=folder) as bugmark,
        ):
            stage = Stage(bugmark)
            start = {who: stage.wealth(who) for who in people}
            played = []
            for name in names:
                story = play(stage, name)
                played.append(story)
                if not run.json:
                    _tell(run, bugmark, story)
            end = {who: stage.wealth(who) for who in people}
            if run.json:
                run.emit(_document(bugmark, played, start, end))
            else:
                run.console.print(_balances(bugmark, start, end))


def _document(
    bugmark: "Bugmark", played: "list[Played]", start: Mapping[str, int], end: Mapping[str, int]
) -> "DemoDocument":
    from bugmark_py.cli.show import tokens  # noqa: PLC0415

    return {
        "futures": [
            {
                "story": story.name,
                "question": story.question,
                "settlement": story.outcome.name,
                "deltas": {who: tokens(bugmark, delta) for who, delta in story.deltas.items()},
                "steps": [
                    {
                        "who": step.who,
                        "what": step.what,
                        "price": step.price or None,
                        "escrow": {
                            "before": tokens(bugmark, step.before),
                            "after": tokens(bugmark, step.after),
                        },
                    }
                    for step in story.steps
                ],
            }
            for story in played
        ],
        "pools": [],
        "balances": {
            who: {"start": tokens(bugmark, start[who]), "end": tokens(bugmark, end[who])}
            for who in start
        },
    }


def _tell(run: Run, bugmark: "Bugmark", story: "Played") -> None:
    """Print a story as a table, and what came of it."""
    from bugmark_py.cli.show import tokens  # noqa: PLC0415

    table = _table(f"{story.title}  [dim]{story.question}[/dim]")
    table.add_column("who", style="bold", no_wrap=True)
    table.add_column("what", ratio=1)
    table.add_column("price", justify="right", no_wrap=True)
    table.add_column("escrow", justify="right", no_wrap=True)
    for step in story.steps:
        before, after = tokens(bugmark, step.before), tokens(bugmark, step.after)
        moved = f"{before} → [bold]{after}[/bold]" if before != after else f"[dim]{after}[/dim]"
        table.add_row(step.who.capitalize(), step.what, step.price, moved)
    run.console.print(table)
    results = [
        f"{who.capitalize()} {_signed(tokens(bugmark, delta))}"
        for who, delta in story.deltas.items()
    ]
    answer = f"[bold]{story.outcome.name}[/bold]"
    run.console.print(f"  {answer}: {', '.join(results)} {bugmark.deployment.symbol}\n")


def _balances(bugmark: "Bugmark", start: Mapping[str, int], end: Mapping[str, int]) -> "Table":
    from bugmark_py.cli.show import tokens  # noqa: PLC0415

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
