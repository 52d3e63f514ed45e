"""Options of commands that compute for long: who does the work, and how far it is."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

if TYPE_CHECKING:
    from bugmark_py.cli.run import Run
    from bugmark_py.jobs import Result, Spread, Task

_Command = TypeVar("_Command", bound=Callable[..., Any])

# What one process does in less than further ones take to start.
_QUICK: Final = 2 * 10**8
_DONE_AT_A_GLANCE: Final = 10**8


def work_options(command: _Command) -> _Command:
    """Add the options that say who does the work."""
    cluster = click.option(
        "--cluster", metavar="ADDRESS", help="Work on the Dask cluster of this scheduler."
    )
    processes = click.option(
        "--processes",
        type=int,
        metavar="N",
        help="How many share the work.  [default: one, and for much work one a core]",
    )
    return processes(cluster(command))


@contextmanager
def working(
    run: "Run", what: str, *, numbers: int, processes: int | None, cluster: str | None
) -> Iterator["Spread"]:
    """Open what does the jobs, and show on stderr how far they are.

    Args:
        run: says whether anybody looks.
        what: is being done.
        numbers: about how many random numbers it takes, or as much work as so many.
        processes: how many share the work; None for as many as it is worth.
        cluster: the scheduler of a Dask cluster; None for this machine.

    Raises:
        BugmarkError: whoever was to do the jobs cannot.
    """
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress  # noqa: PLC0415

    from bugmark_py.jobs import cores, spread_over  # noqa: PLC0415

    count = processes if processes is not None else (cores() if numbers > _QUICK else 1)
    console = Console(stderr=True)
    quiet = run.json or numbers < _DONE_AT_A_GLANCE or not console.is_terminal
    with (
        spread_over(processes=count, cluster=cluster) as spread,
        Progress(console=console, transient=True, disable=quiet) as progress,
    ):

        def shown(
            function: "Callable[[Task], Result]", tasks: "Iterable[Task]", /
        ) -> "Iterator[Result]":
            every = list(tasks)
            bar = progress.add_task(what, total=len(every))
            for result in spread(function, every):
                progress.advance(bar)
                yield result
            progress.remove_task(bar)

        yield shown
