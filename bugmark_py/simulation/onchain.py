"""The same agents on the real contracts, on a node of their own.

Funders and workers have accounts and sign; issues lie in the file tracker; reporters vote on what
it says; days pass on the node's clock. What everybody ends with is compared with the ledger in
memory, to the base unit.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from eth_account import Account as EthAccount
from eth_utils.crypto import keccak

from bugmark_py.chain.accounts import REPORTERS, Account, local_account
from bugmark_py.chain.connection import Connection
from bugmark_py.chain.deployments import Deployment, Terms, fund
from bugmark_py.chain.home import Home
from bugmark_py.chain.local import local_market
from bugmark_py.chain.transactions import Receipt, Sender
from bugmark_py.daemon.evidence import canonical, evidence
from bugmark_py.errors import BugmarkError, ChainError, InputError
from bugmark_py.market.client import Market, Pay
from bugmark_py.model.amounts import PRICE_FIXED, PRICE_ONE
from bugmark_py.model.futures import Future, Outcome
from bugmark_py.model.hashing import keccak_hex
from bugmark_py.model.offers import Offer, Side
from bugmark_py.model.questions import IssueReference, Question
from bugmark_py.model.times import DAY
from bugmark_py.oracle.client import Oracle
from bugmark_py.simulation.engine import Run, simulate
from bugmark_py.simulation.ledger import Issue, Ledger
from bugmark_py.simulation.scenario import Scenario
from bugmark_py.trackers.file import FileTracker
from bugmark_py.trackers.rules import evaluate

_DEPLOYER: Final = "deployer"
# The test token gives no more at once.
_FAUCET_TOKENS: Final = 1_000_000
_MOST_TOKENS: Final = 100 * _FAUCET_TOKENS
# Issues whose calls fit into one block.
_BATCH: Final = 40
# Nobody asks how things stood some blocks ago, and with all of it the node gets ever slower.
_STATES: Final = 16
_VOTES: Final = Terms().threshold


@dataclass(frozen=True)
class Compared:
    """What somebody ended with outside contracts and offers, in base units of the token.

    Attributes:
        simulated: by the ledger in memory.
        chain: by the contracts.
    """

    simulated: int
    chain: int


@dataclass(frozen=True)
class ChainRun:
    """A run that went through the contracts.

    Attributes:
        run: what came of it.
        balances: of each funder and worker, by name.
        decimals: of the token.
    """

    run: Run
    balances: dict[str, Compared]
    decimals: int


@dataclass(frozen=True)
class _Asked:
    """An issue on chain.

    Attributes:
        reference: names it in the tracker.
        future: asks whether it is fixed.
        offer: to buy UNFIXED.
    """

    reference: IssueReference
    future: Future
    offer: Offer


def simulate_on_chain(
    scenario: Scenario,
    seed: int,
    run: int = 0,
    *,
    anvil: str | None = None,
    passed: Callable[[int], None] = lambda _: None,
) -> ChainRun:
    """Simulate one run on the contracts, and compare it with the one in memory.

    Args:
        scenario: what.
        seed: of the simulation.
        run: which of its runs, from 0.
        anvil: path of the node's binary; found if not named.
        passed: told of each day that has passed.

    Raises:
        InputError: a policy fails, or somebody needs more tokens than can be given.
        BugmarkError: the node does not start, or the contracts come to something else.
    """
    needed = max(scenario.funder_tokens, scenario.tokens)
    if needed > _MOST_TOKENS:
        raise InputError(
            f"on the contracts nobody is given more than {_MOST_TOKENS:,} tokens, and {needed:,}"
            " are needed: simulate fewer days, issues, units or tokens"
        )
    ledgers: list[Ledger] = []

    def in_memory(of: Scenario) -> Ledger:
        ledgers.append(Ledger(of))
        return ledgers[-1]

    expected = simulate(scenario, seed, run, market=in_memory)
    with tempfile.TemporaryDirectory(prefix="bugmark-simulation-") as folder:
        home = Home(Path(folder))
        with local_market(home, Terms(), states=_STATES, anvil=anvil) as (node, deployment):
            market = ChainMarket(scenario, home, node.connection, deployment)
            found = simulate(scenario, seed, run, market=lambda _: market, passed=passed)
            balances = market.compare(ledgers[0])
    if found != expected:
        raise BugmarkError("agents on the contracts did something else than in memory")
    return ChainRun(found, balances, deployment.decimals)


class ChainMarket:
    """The market of the contracts, as the simulation trades on it."""

    def __init__(
        self, scenario: Scenario, home: Home, connection: Connection, deployment: Deployment
    ) -> None:
        """Give everybody an account, and their tokens in the vault.

        Args:
            scenario: who there is.
            home: the state folder.
            connection: to a local node which mines for each transaction.
            deployment: where the contracts are.
        """
        self._names = [*scenario.funder_policies()]
        self._connection = connection
        self._deployment = deployment
        self._scale = deployment.unit // PRICE_ONE
        self._folder = home.chain(connection.chain_id, connection.genesis)
        self._anybody = Market(connection, deployment, self._sender(local_account(_DEPLOYER)))
        self._reporters = [
            Oracle(connection, deployment, self._sender(local_account(name)))
            for name in REPORTERS[:_VOTES]
        ]
        self._funders = [self._join(name, scenario.funder_tokens) for name in self._names]
        self._workers = [
            self._join(_worker(index), scenario.tokens) for index in range(len(scenario.workers))
        ]
        self._start = self._time = self._now()
        self._day = 1
        self._tracker = FileTracker(home.issues, clock=lambda: self._time)
        self._asked: dict[int, _Asked] = {}

    # --- What agents do ----------------------------------------------------------------------

    def place(self, funder: int, issues: Sequence[Issue]) -> None:
        """File the issues, create their futures, and place the offers."""
        market = self._funders[funder]
        for start in range(0, len(issues), _BATCH):
            calls = []
            for issue in issues[start : start + _BATCH]:
                asked = self._asked[issue.number] = self._ask(market, issue)
                future = asked.future
                terms = (future.question, future.maturation, future.oracle)
                calls.append(market.binding.encode("createFuture", *terms))
                calls.append(market.binding.encode("place", asked.offer.struct()))
            self._send(market, calls)

    def balance(self, worker: int) -> int:
        """What is free in the vault.

        Raises:
            BugmarkError: it is no whole number of 1/10,000 tokens.
        """
        market = self._workers[worker]
        amount, rest = divmod(market.vault(market.sender.account.address), self._scale)
        if rest:
            raise BugmarkError(f"{_worker(worker)} has a part of 1/10,000 tokens")
        return amount

    def take(self, worker: int, issue: Issue) -> None:
        """Take the whole offer, with collateral."""
        offer = self._asked[issue.number].offer
        self._workers[worker].take(offer, pay=Pay.COLLATERAL, from_wallet=False)

    def close(self, issue: Issue) -> None:
        """Close the issue in the tracker."""
        actor = None if issue.worker is None else _worker(issue.worker)
        self._tracker.close(self._asked[issue.number].reference, actor=actor)

    def end_day(self, contracts: Sequence[Issue], lapsed: Sequence[Issue]) -> Sequence[bool]:
        """Let maturation come, have reporters answer, settle, pay and refund."""
        # What is read at maturation itself says nothing yet of that very second.
        self._wait_until(self._ends(self._day) + 1)
        self._day += 1
        asked = [self._asked[issue.number] for issue in contracts]
        for each in asked:
            self._vote(each)
        if asked:
            period = int(self._reporters[0].binding.call("disputePeriod"))
            self._wait_until(self._now() + period)
            for each in asked:
                self._reporters[0].finalize(each.future)
        self._anybody.collect([], [self._asked[issue.number].offer for issue in lapsed])
        return self._settle(contracts)

    # --- Comparing ---------------------------------------------------------------------------

    def compare(self, ledger: Ledger) -> dict[str, Compared]:
        """What everybody ends with, beside the ledger.

        Args:
            ledger: of the same run in memory.

        Raises:
            BugmarkError: somebody has another amount, or the market holds another.
        """
        everybody = [
            *zip(self._names, self._funders, ledger.funders, strict=True),
            *(
                (_worker(index), market, amount)
                for index, (market, amount) in enumerate(
                    zip(self._workers, ledger.workers, strict=True)
                )
            ),
        ]
        found = {}
        for name, market, amount in everybody:
            address = market.sender.account.address
            chain = market.vault(address) + market.wallet(address)
            found[name] = Compared(amount * self._scale, chain)
            self._check(name, found[name])
        held = self._anybody.wallet(self._deployment.market)
        owed = sum(ledger.funders) + sum(ledger.workers) + ledger.escrow
        self._check("the market", Compared(owed * self._scale, held))
        return found

    def _check(self, name: str, compared: Compared) -> None:
        if compared.simulated != compared.chain:
            raise BugmarkError(
                f"{name} should have {compared.simulated} base units and has {compared.chain} on"
                " chain"
            )

    # --- Inside ------------------------------------------------------------------------------

    def _ask(self, market: Market, issue: Issue) -> _Asked:
        """File an issue, and make out its future and its offer."""
        # The tracker looks through a project for the next number: small ones are quicker.
        project = f"funder{issue.funder + 1}-day{issue.filed}"
        reference = self._tracker.create(project, f"Issue {issue.number}").reference
        maturation = self._ends(issue.offer.maturation)
        future = Future(str(reference), maturation, self._deployment.oracle)
        offer = Offer(
            maker=market.sender.account.address,
            future_id=future.future_id,
            outcome=Outcome.UNFIXED,
            side=Side.BUY,
            price=issue.offer.price,
            units=issue.offer.units,
            all_or_none=True,
            expiry=maturation,
            salt=issue.number,
            epoch=0,
        )
        return _Asked(reference, future, offer)

    def _vote(self, asked: _Asked) -> None:
        """Have reporters read the issue, and vote."""
        histories = {asked.reference: self._tracker.read(asked.reference)}
        question = Question.parse(asked.future.question)
        resolution = evaluate(question, asked.future.maturation, histories)
        key = keccak_hex(canonical(evidence(asked.future, resolution, histories)))
        for reporter in self._reporters:
            reporter.vote(asked.future, resolution.price, key)

    def _settle(self, contracts: Sequence[Issue]) -> list[bool]:
        """Settle contracts at what the oracle says, pay who was right, and say whether FIXED."""
        results = []
        for start in range(0, len(contracts), _BATCH):
            batch = contracts[start : start + _BATCH]
            futures = [self._asked[issue.number].future for issue in batch]
            encode = self._anybody.binding.encode
            receipt = self._send(
                self._anybody, [encode("settle", f.future_id, f.question_hash) for f in futures]
            )
            events = self._anybody.binding.events(receipt.logs)
            prices = [e.arguments["price"] for e in events if e.name == "FutureSettled"]
            fixed = [price == PRICE_FIXED for price in prices]
            self._send(
                self._anybody,
                [
                    encode("redeem", future.future_id, self._right(issue, fixed=won))
                    for future, issue, won in zip(futures, batch, fixed, strict=True)
                ],
            )
            results += fixed
        return results

    def _right(self, issue: Issue, *, fixed: bool) -> str:
        """The address of who was right about an issue."""
        market = self._funders[issue.funder]
        if fixed and issue.worker is not None:
            market = self._workers[issue.worker]
        return market.sender.account.address

    def _join(self, name: str, tokens: int) -> Market:
        """An account with tokens in the vault."""
        sender = self._sender(_account(name))
        address, unit = sender.account.address, self._deployment.unit
        for given in range(0, tokens, _FAUCET_TOKENS):
            amount = min(_FAUCET_TOKENS, tokens - given)
            fund(self._anybody.sender, self._deployment.token, address, amount * unit)
        market = Market(self._connection, self._deployment, sender)
        if tokens:
            market.deposit(tokens)
        return market

    def _sender(self, account: Account) -> Sender:
        return Sender(self._connection, account, self._folder)

    def _send(self, market: Market, calls: Sequence[str]) -> Receipt:
        return market.binding.send(market.sender, "multicall", list(calls))

    def _ends(self, day: int) -> int:
        """Unix seconds at which a day ends."""
        return self._start + day * DAY

    def _now(self) -> int:
        return self._connection.latest_block().timestamp

    def _wait_until(self, time: int) -> None:
        if self._now() >= time:
            raise ChainError("more happens than fits into a day: simulate fewer issues a day")
        self._connection.rpc("evm_setNextBlockTimestamp", time)
        self._connection.rpc("evm_mine")
        self._time = time


def _worker(index: int) -> str:
    """What a worker is called."""
    return f"worker {index + 1}"


def _account(name: str) -> Account:
    """An account that everybody can make out: it lives on a local node, for a moment."""
    signer = EthAccount.from_key(keccak(text=f"bugmark simulation: {name}"))
    return Account(name, signer.address, lambda: signer)
