"""The contracts as they are shipped, deployed by ape's accounts on a chain that ape starts."""

from typing import Any, Final

import pytest
from ape.api import AccountAPI
from ape.contracts import ContractContainer, ContractInstance
from ape.managers.accounts import TestAccountManager
from ape.managers.chain import ChainManager
from ethpm_types import ContractType

from bugmark_py.chain.artifacts import load
from bugmark_py.model.futures import Future

DAY: Final = 24 * 3600
UNIT: Final = 10**18
PERIOD: Final = 3600
VOID_DELAY: Final = 30 * DAY


@pytest.fixture(scope="session")
def adam(accounts: TestAccountManager) -> AccountAPI:
    return accounts[0]


@pytest.fixture(scope="session")
def beth(accounts: TestAccountManager) -> AccountAPI:
    return accounts[1]


@pytest.fixture(scope="session")
def charles(accounts: TestAccountManager) -> AccountAPI:
    return accounts[2]


@pytest.fixture(scope="session")
def reporters(accounts: TestAccountManager) -> list[AccountAPI]:
    return [accounts[3], accounts[4], accounts[5]]


@pytest.fixture(scope="session")
def token(adam: AccountAPI) -> ContractInstance:
    return deployed(adam, "TestToken")


@pytest.fixture(scope="session")
def oracle(adam: AccountAPI, reporters: list[AccountAPI]) -> ContractInstance:
    return deployed(adam, "TrackerOracle", reporters, 2, PERIOD, PERIOD, PERIOD)


@pytest.fixture(scope="session")
def market(
    adam: AccountAPI, beth: AccountAPI, charles: AccountAPI, token: ContractInstance
) -> ContractInstance:
    """The market; each of the three has 1,000 tokens in its vault."""
    market = deployed(adam, "IssueMarket", token, UNIT, VOID_DELAY)
    for trader in (adam, beth, charles):
        token.faucet(trader, 1_000 * UNIT, sender=trader)
        token.approve(market, 1_000 * UNIT, sender=trader)
        market.deposit(1_000 * UNIT, sender=trader)
    return market


@pytest.fixture
def future(
    market: ContractInstance, oracle: ContractInstance, chain: ChainManager, adam: AccountAPI
) -> Future:
    """A question two weeks away."""
    asked = Future("file:demo#1", chain.pending_timestamp + 14 * DAY, oracle.address)
    market.createFuture(asked.question, asked.maturation, asked.oracle, sender=adam)
    return asked


def deployed(deployer: AccountAPI, name: str, *arguments: Any) -> ContractInstance:
    """Deploy the bytecode that is shipped, whatever ape's compiler would make of the sources."""
    artifact = load(name)
    kind = ContractType.model_validate(
        {
            "contractName": name,
            "abi": artifact.abi,
            "deploymentBytecode": {"bytecode": "0x" + artifact.bytecode.hex()},
        }
    )
    return deployer.deploy(ContractContainer(kind), *arguments)
