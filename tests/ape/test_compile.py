"""ape compiles the sources, with what is installed, to the interface that is shipped."""

import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from ape.managers.project import ProjectManager
from ethpm_types import ContractType

from bugmark_py.chain.artifacts import load


@pytest.fixture(scope="module")
def compiled(project: ProjectManager) -> Iterator[dict[str, Any]]:
    # ape may leave its dependencies there, which it and forge would then take for ours.
    dependencies = project.contracts_folder / ".cache"
    shutil.rmtree(dependencies, ignore_errors=True)
    # What it has compiled before it keeps, even if what that imports has changed.
    yield dict(project.load_contracts(use_cache=False))
    shutil.rmtree(dependencies, ignore_errors=True)


@pytest.mark.parametrize("name", ["CostSharingPools", "IssueMarket", "TestToken", "TrackerOracle"])
def test_what_ape_compiles_has_the_interface_that_is_shipped(
    compiled: dict[str, Any], name: str
) -> None:
    interface = entries(compiled[name].contract_type)

    assert interface == entries(ContractType.model_validate({"abi": load(name).abi}))
    assert len(interface) > 10


def entries(contract: Any) -> set[str]:
    return {json.dumps(each.model_dump(mode="json"), sort_keys=True) for each in contract.abi}
