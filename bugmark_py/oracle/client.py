"""Reporting: vote on a question, make a proposal final, see how a question stands."""

from dataclasses import dataclass
from enum import IntEnum

from bugmark_py.chain.binding import Binding
from bugmark_py.chain.connection import Connection
from bugmark_py.chain.deployments import Deployment
from bugmark_py.chain.transactions import Receipt, Sender
from bugmark_py.errors import AccountError
from bugmark_py.model.futures import Future


class Status(IntEnum):
    """How far a question has come, numbered as in the contract."""

    OPEN = 0
    PROPOSED = 1
    FINAL = 2


@dataclass(frozen=True)
class Answer:
    """How a question stands with the oracle.

    Attributes:
        status: how far it has come.
        price: proposed or final price of FIXED, in basis points.
        finalizable_at: unix seconds from which a proposal can be made final.
        votes_fixed: votes for 10,000.
        votes_unfixed: votes for 0.
        votes_invalid: votes for 5,000.
    """

    status: Status
    price: int
    finalizable_at: int
    votes_fixed: int
    votes_unfixed: int
    votes_invalid: int

    def is_settled(self, now: int) -> bool:
        """Whether futures can be settled by it, made final or not.

        Args:
            now: unix seconds of the newest block.
        """
        over = self.status is Status.PROPOSED and now >= self.finalizable_at
        return over or self.status is Status.FINAL


class Oracle:
    """The tracker oracle, as one account sees it."""

    def __init__(
        self, connection: Connection, deployment: Deployment, sender: Sender | None = None
    ) -> None:
        """Bind; nothing is sent.

        Args:
            connection: the chain.
            deployment: where the contracts are.
            sender: who reports; None to look only.
        """
        self.deployment = deployment
        self.binding = Binding(connection, "TrackerOracle", deployment.oracle)
        self._sender = sender

    @property
    def sender(self) -> Sender:
        """Who reports.

        Raises:
            AccountError: nobody does.
        """
        if self._sender is None:
            raise AccountError("no account is named, and this needs one: name it with --account")
        return self._sender

    def answer(self, future: Future) -> Answer:
        """How a future's question stands."""
        found = self.binding.call("getAnswer", future.question_id)
        return Answer(
            status=Status(found["status"]),
            price=found["price"],
            finalizable_at=found["finalizableAt"],
            votes_fixed=found["votesFixed"],
            votes_unfixed=found["votesUnfixed"],
            votes_invalid=found["votesInvalid"],
        )

    def is_reporter(self, address: str) -> bool:
        """Whether an address may vote."""
        return bool(self.binding.call("isReporter", address))

    def has_voted(self, future: Future, address: str) -> bool:
        """Whether a reporter has voted on a future's question."""
        return bool(self.binding.call("hasVoted", future.question_id, address))

    def voting_ends(self, future: Future) -> int:
        """Unix seconds from which votes on a future's question are refused."""
        return future.maturation + self._period("reportPeriod") + self._period("proposePeriod")

    def vote(self, future: Future, price: int, evidence: str) -> Receipt:
        """Vote for a price.

        Args:
            future: whose question.
            price: what FIXED should pay: 0, 5,000 or 10,000 basis points.
            evidence: 0x-hex hash of the document that shows why.

        Raises:
            InputError: price or evidence does not fit; nothing was sent.
            ContractError: it is too early or too late, there is a proposal, or the account may not
                vote, or has; nothing was sent.
        """
        arguments = (future.question_hash, future.maturation, price, evidence)
        return self.binding.send(self.sender, "vote", *arguments)

    def finalize(self, future: Future) -> Receipt:
        """Make a proposal final whose period has passed.

        Raises:
            ContractError: there is none, or it is too early; nothing was sent.
        """
        return self.binding.send(self.sender, "finalize", future.question_hash, future.maturation)

    def _period(self, name: str) -> int:
        return int(self.binding.call(name))
