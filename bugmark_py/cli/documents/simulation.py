"""Simulations."""

from typing import NotRequired

from typing_extensions import TypedDict

from bugmark_py.cli.documents.values import Document, Tokens


class FunderFigures(TypedDict):
    """A funder's figures: means over runs and, under `_sd`, their standard deviations.

    Days, rates from 0 to 1, tokens, numbers. Null where no run has the figure, or but one run a
    deviation.
    """

    resolution_days: float | None
    resolution_days_sd: float | None
    difficulty_4_closed_rate: float | None
    difficulty_4_closed_rate_sd: float | None
    contract_fix_rate: float | None
    contract_fix_rate_sd: float | None
    workdays: float | None
    workdays_sd: float | None
    earnings: float | None
    earnings_sd: float | None
    net_spend: float | None
    net_spend_sd: float | None
    closed: float | None
    closed_sd: float | None
    contracts: float | None
    contracts_sd: float | None


class BalanceFigures(TypedDict):
    """Tokens of a worker in the end, in the mean."""

    mean_balance: float
    mean_balance_sd: float | None


class WorkerFigures(BalanceFigures):
    """All workers and, where they follow several policies, those of each."""

    policies: NotRequired[dict[str, BalanceFigures]]


class ChainBalance(TypedDict):
    """What an account ended with, by the simulation and by the contracts."""

    simulated: Tokens
    chain: Tokens


class SimulationFields(TypedDict):
    """A simulation."""

    funders: dict[str, FunderFigures]
    workers: WorkerFigures
    runs: int
    days: int
    seed: int


class SimulationDocument(Document, SimulationFields):
    """A simulation; with `--on-chain` also the balances of each run, by account."""

    on_chain: NotRequired[list[dict[str, ChainBalance]]]


class SweptEntry(SimulationFields):
    """A simulation, and the settings that are its own."""

    settings: dict[str, int]


class SweepDocument(Document):
    """Simulations for several values of some settings."""

    sweep: list[SweptEntry]
