"""Many independent jobs: done here, by processes of this machine, or by a Dask cluster.

What a job gives must depend on its task alone; results come in the order of the tasks. So it makes
no difference to them who does the work, nor how often a part of it was lost and done again.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Final, Protocol, TypeVar

from bugmark_py.errors import BugmarkError, InputError

Task = TypeVar("Task")
Result = TypeVar("Result")

_RETRIES: Final = 5
"""How often a job may lose the worker that does it before it is given up."""

_TURNS: Final = 8
"""How often each process is handed tasks, so that none is left without while others have many."""

_CONNECT_SECONDS: Final = 10


class Spread(Protocol):
    """Applies a function to tasks, somewhere, and yields the results in their order."""

    def __call__(
        self, function: Callable[[Task], Result], tasks: Iterable[Task], /
    ) -> Iterator[Result]:
        """Do all tasks. Function, tasks and results can be pickled."""
        ...


class JobsError(BugmarkError):
    """Whoever was to do the jobs cannot."""


def here(function: Callable[[Task], Result], tasks: Iterable[Task], /) -> Iterator[Result]:
    """Do the tasks one after another in this process."""
    return map(function, tasks)


def cores() -> int:
    """How many processes this one may keep busy."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def spread_over(*, processes: int = 1, cluster: str | None = None) -> Iterator[Spread]:
    """Open what does the jobs, and close it in the end.

    Args:
        processes: how many of this machine; with one, this process does them.
        cluster: address of the scheduler of a Dask cluster, such as `tcp://10.0.0.5:8786`, whose
            workers have this package with the extra `lab`.

    Raises:
        InputError: no number of processes.
        JobsError: the cluster does not answer, or the processes keep dying.
    """
    if processes < 1:
        raise InputError(f"{processes} processes do no work: give 1 or more")
    if cluster is not None:
        with _cluster(cluster) as spread:
            yield spread
    elif processes == 1:
        yield here
    else:
        # Not forked: a copy of a process with threads may hang on their locks.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(processes, mp_context=context) as pool:

            def spread(
                function: Callable[[Task], Result], tasks: Iterable[Task], /
            ) -> Iterator[Result]:
                every = list(tasks)
                # A few at a time, as small ones take less than to hand them over.
                few = max(1, len(every) // (_TURNS * processes))
                return pool.map(function, every, chunksize=few)

            try:
                yield spread
            except BrokenProcessPool:
                raise JobsError(
                    "a process died at its work, perhaps for want of memory: give fewer"
                ) from None
            finally:
                pool.shutdown(cancel_futures=True)


@contextmanager
def _cluster(address: str) -> Iterator[Spread]:
    from distributed import Client  # noqa: PLC0415

    try:
        client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise JobsError(f"no Dask scheduler answers at {address}: {error}") from None

    def spread(function: Callable[[Task], Result], tasks: Iterable[Task], /) -> Iterator[Result]:
        futures = client.map(function, list(tasks), pure=False, retries=_RETRIES)
        for future in futures:
            yield future.result()

    try:
        yield spread
    except ModuleNotFoundError as error:
        raise JobsError(
            f"a worker of {address} has no {error.name}: install this version of bugmark[lab] there"
        ) from None
    finally:
        client.close()
