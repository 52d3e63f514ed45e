"""Simulations whose runs are spread over processes and a cluster."""

from pathlib import Path

import pytest
from distributed import LocalCluster

from bugmark_py.jobs import spread_over
from bugmark_py.simulation.results import simulate_runs
from bugmark_py.simulation.scenario import Scenario
from bugmark_py.simulation.sweeps import points, sweep

pytestmark = pytest.mark.integration


def test_processes_come_to_the_same_numbers_with_a_policy_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "last.py"
    path.write_text(
        "class Last:\n    name = 'last'\n    def rank(self, offer, day):\n"
        "        return (-offer.price,)\n"
    )
    scenario = Scenario(days=20, workers=(f"{path}:Last", "price-first", "random"))

    with spread_over(processes=2) as spread:
        found = simulate_runs(scenario, 1, 4, spread=spread)

    assert found == simulate_runs(scenario, 1, 4)


@pytest.mark.exhaustive
def test_a_cluster_comes_to_the_same_numbers() -> None:
    scenarios = points(Scenario(days=20), {"workers": (2, 5)})

    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        spread_over(cluster=cluster.scheduler_address) as spread,
    ):
        found = sweep(scenarios, 1, 3, spread=spread)

    assert found == sweep(scenarios, 1, 3)
