"""Jobs of several processes, some of which die."""

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

import pytest
from distributed import LocalCluster

from bugmark_py.jobs import JobsError, Result, Spread, Task, here, spread_over
from bugmark_py.mechanisms.delays import ExpectedDelays, expected_delays
from bugmark_py.mechanisms.distributions import Uniform

pytestmark = pytest.mark.integration


def sampled(spread: Spread = here) -> ExpectedDelays:
    return expected_delays(
        Uniform(0, 1),
        10,
        samples=200_000,
        seed=1,
        deadline=Fraction(1, 2),
        spread=spread,
    )


def dies(task: int) -> int:
    if task == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return task


@pytest.mark.exhaustive
def test_a_cluster_that_loses_a_worker_comes_to_the_same_numbers() -> None:
    with (
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            silence_logs=50,
        ) as cluster,
        spread_over(cluster=cluster.scheduler_address) as spread,
    ):
        killed: list[int] = []

        def losing_one(
            function: Callable[[Task], Result], tasks: Iterable[Task], /
        ) -> Iterator[Result]:
            for result in spread(function, tasks):
                if not killed:
                    nanny = cluster.workers[0]
                    os.kill(nanny.pid, signal.SIGKILL)
                    killed.append(nanny.pid)
                yield result

        found = sampled(losing_one)

    assert killed
    assert found == sampled()


def test_processes_come_to_the_same_numbers() -> None:
    with spread_over(processes=2) as spread:
        assert sampled(spread) == sampled()


def test_a_process_that_dies_of_its_task_is_one_clear_line() -> None:
    with (
        pytest.raises(JobsError, match="a process died at its work"),
        spread_over(processes=2) as spread,
    ):
        list(spread(dies, range(4)))


def test_a_cluster_that_does_not_answer_is_one_clear_line() -> None:
    with (
        pytest.raises(JobsError, match="no Dask scheduler answers at no-such-scheme://there"),
        spread_over(cluster="no-such-scheme://there"),
    ):
        pytest.fail("opened what is not there")
