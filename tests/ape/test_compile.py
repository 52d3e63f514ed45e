"""ape compiles the sources, with what is installed, to the interface that is shipped."""

import json
from typing import Any

import pytest
from ape.managers.project import ProjectManager
from ethpm_types import ContractType

from bugmark_py.chain.artifacts import load


@pytest.mark.parametrize("name", ["IssueMarket", "TestToken", "TrackerOracle"])
def test_what_ape_compiles_has_the_interface_that_is_shipped(
    project: ProjectManager, name: str
) -> None:
    compiled = entries(project.get_contract(name).contract_type)

    assert compiled == entries(ContractType.model_validate({"abi": load(name).abi}))
    assert len(compiled) > 10


def entries(contract: Any) -> set[str]:
    return {json.dumps(each.model_dump(mode="json"), sort_keys=True) for each in contract.abi}
