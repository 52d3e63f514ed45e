"""What all commands share: the global options, the connection, and how results are shown."""

import json
import sys
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

import click

from bugmark_py.errors import RefusedError

if TYPE_CHECKING:
    from rich.console import Console

    from bugmark_py.chain.connection import Connection
    from bugmark_py.chain.home import Home
    from bugmark_py.cli.documents.values import Document
    from bugmark_py.client import Bugmark
    from bugmark_py.settings import Settings
    from bugmark_py.trackers.registry import Trackers

_LONGEST_CELL: Final = 1_000

# What the extra `lab` brings, and nothing else does.
_LAB: Final = frozenset({"distributed", "matplotlib", "numba", "numpy", "scipy"})


class Run:
    """One run of the command line.

    Attributes:
        network: `local`, a name from the settings, or a URL; None for what the settings say.
        account: who acts; None for what the settings say.
        json: whether results go out as JSON.
        yes: whether questions are answered with yes.
    """

    def __init__(self) -> None:
        self.network: str | None = None
        self.account: str | None = None
        self.json = False
        self.yes = False
        self._bugmark: Bugmark | None = None

    @property
    def home(self) -> "Home":
        """The state folder."""
        from bugmark_py.chain.home import Home  # noqa: PLC0415
        from bugmark_py.settings import find_home  # noqa: PLC0415

        return Home(find_home())

    @property
    def settings(self) -> "Settings":
        """The user's settings.

        Raises:
            InputError: one of them does not fit.
        """
        from bugmark_py.client import settings_of  # noqa: PLC0415

        return settings_of(self.home)

    @property
    def bugmark(self) -> "Bugmark":
        """The deployment, as the named account sees it.

        Raises:
            BugmarkError: it cannot be reached.
        """
        if self._bugmark is None:
            from bugmark_py.client import connect  # noqa: PLC0415

            ask = self.ask_passphrase if self.interactive else None
            self._bugmark = connect(
                self.network, account=self.account, passphrase=ask, consent=self._ask_to_send
            )
        return self._bugmark

    @cached_property
    def trackers(self) -> "Trackers":
        """The trackers, which need no deployment: on a local chain its time is the clock."""
        from bugmark_py.client import now_of  # noqa: PLC0415
        from bugmark_py.trackers.registry import Trackers  # noqa: PLC0415

        settings = self.settings
        return Trackers(
            issues=self.home.issues,
            clock=lambda: now_of(self.connection),
            urls=settings.urls,
            tokens=settings.tokens,
        )

    @property
    def console(self) -> "Console":
        """Where people read."""
        from rich.console import Console  # noqa: PLC0415

        return Console(highlight=False)

    @cached_property
    def connection(self) -> "Connection":
        """The chain, whether or not anything is deployed on it.

        Raises:
            BugmarkError: it cannot be reached.
        """
        from bugmark_py.client import open_connection  # noqa: PLC0415

        return open_connection(self.network or self.settings.network, self.home, self.settings)

    def say(self, line: str) -> None:
        """Tell people what is going on; with --json nobody is told."""
        if not self.json:
            click.echo(printable(line))

    @property
    def interactive(self) -> bool:
        """Whether somebody sits there who can be asked."""
        return sys.stdin.isatty() and not self.json

    def ask_passphrase(self, name: str) -> str:
        """Ask for the passphrase of an account."""
        return str(click.prompt(f"passphrase of {name}", hide_input=True, err=True))

    def _ask_to_send(self, name: str) -> None:
        """Ask whether an account may sign, unless --yes has said so.

        Raises:
            RefusedError: it may not, or nobody can be asked.
        """
        from bugmark_py.errors import RefusedError  # noqa: PLC0415

        if self.yes:
            return
        if not self.interactive:
            raise RefusedError(
                f"nothing was sent as {name}: off local networks add --yes where nobody is asked"
            )
        if not click.confirm(f"send as {name}?", err=True):
            raise RefusedError(f"nothing was sent as {name}")

    def close(self) -> None:
        """Close what was opened."""
        if self._bugmark is not None:
            self._bugmark.close()

    def emit(self, document: "Document", *lines: str) -> None:
        """Show a result: the document with --json, else the lines."""
        if self.json:
            click.echo(json.dumps(document))
        for line in () if self.json else lines:
            click.echo(printable(line))

    def emit_table(
        self,
        document: "Document",
        columns: Sequence[str],
        rows: Sequence[Sequence[str]],
        empty: str,
    ) -> None:
        """Show a list: the document with --json, else a table, or a line if there is nothing."""
        if self.json or not rows:
            self.emit(document, empty)
            return
        from rich.box import SIMPLE_HEAD  # noqa: PLC0415
        from rich.table import Table  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        table = Table(*columns, box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
        for row in rows:
            # As text: what others wrote is no markup.
            table.add_row(*(Text(printable(cell[:_LONGEST_CELL])) for cell in row))
        self.console.print(table)


def printable(line: str) -> str:
    """A line in which nothing that others wrote, such as a question on chain, moves a terminal."""
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in line
    )


def _remember(name: str, ctx: click.Context, _: click.Parameter, value: Any) -> None:  # noqa: ANN401
    if value:
        setattr(ctx.ensure_object(Run), name, value)


GLOBAL_OPTIONS: Final[Sequence[Callable[[], click.Option]]] = (
    lambda: click.Option(
        ["--network"],
        metavar="NAME|URL",
        help="Which chain: local (the default), a name from the settings, or a URL.",
        expose_value=False,
        callback=partial(_remember, "network"),
    ),
    lambda: click.Option(
        ["--account"],
        metavar="NAME",
        help="Who acts.",
        expose_value=False,
        callback=partial(_remember, "account"),
    ),
    lambda: click.Option(
        ["--json"],
        is_flag=True,
        help="Print JSON.",
        expose_value=False,
        callback=partial(_remember, "json"),
    ),
    lambda: click.Option(
        ["--yes"],
        is_flag=True,
        help="Send without asking, off local networks.",
        expose_value=False,
        callback=partial(_remember, "yes"),
    ),
)
"""Work before and after every command."""


class Command(click.Command):
    """A command that takes the global options too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.params += [option() for option in GLOBAL_OPTIONS]

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401
        """Run it.

        Raises:
            RefusedError: what it computes with is not installed.
        """
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as error:
            missing = (error.name or "").partition(".")[0]
            if missing not in _LAB:
                raise
            raise RefusedError(
                f'this needs {missing}, of the extra lab: pip install "bugmark[lab]"'
            ) from None


class Group(click.Group):
    """A group that takes the global options too, as its commands do."""

    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.params += [option() for option in GLOBAL_OPTIONS]


Group.group_class = Group

pass_run = click.make_pass_decorator(Run)
"""Hands the run to a command."""
