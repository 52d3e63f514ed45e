"""Every error the package raises: one root, a few meaningful branches.

A message is one line: what was wrong, then what would be right.
"""


class BugmarkError(Exception):
    """Root of all errors of this package."""


class InputError(BugmarkError, ValueError):
    """What was asked for cannot be meant: a malformed price, question, time, name."""


class RefusedError(BugmarkError):
    """What was asked for is well formed but cannot be done now; nothing was sent."""


class ChainError(BugmarkError):
    """The chain, or the way to it, did not do its part."""


class NodeUnreachableError(ChainError):
    """No answer, or no sensible one, from the node."""


class WrongChainError(ChainError):
    """The node answers for another chain than the one this state belongs to."""


class NotDeployedError(ChainError):
    """The contracts are not on this chain, or other code is at their addresses."""


class TransactionError(ChainError):
    """A transaction was sent and did not succeed."""


class TransactionPendingError(ChainError):
    """A transaction was sent and no receipt has been seen yet: it may still succeed."""

    def __init__(self, message: str, transaction_hash: str) -> None:
        """Keep the hash, by which the caller can look again.

        Args:
            message: one line for the user.
            transaction_hash: 0x-prefixed hash of the transaction under way.
        """
        super().__init__(message)
        self.transaction_hash = transaction_hash


class TrackerError(BugmarkError):
    """A tracker could not be read."""


class TrackerUnavailableError(TrackerError):
    """The tracker gave no usable answer; it says nothing about the issue. Try again later."""


class IssueNotFoundError(TrackerError):
    """The tracker answered, with these credentials, that there is no such issue."""


class IssueDeletedError(IssueNotFoundError):
    """The tracker answered that there was such an issue and that it is gone."""


class RuleUnsupportedError(TrackerError):
    """This tracker cannot answer this rule."""


class AccountError(BugmarkError):
    """An account is unknown, locked, or its passphrase is wrong."""


class SealingError(BugmarkError):
    """Something sealed does not open, or something cannot be sealed."""


class CiphertextError(SealingError):
    """These bytes are not the ciphertext that a pool names, or one that nobody can open."""


class PointError(SealingError):
    """A point that is not on the curve, or one that the contract cannot work with."""


class WrongKeyError(SealingError):
    """What was delivered does not give the key that the pool names: a reason to complain."""


class DeliveryError(BugmarkError):
    """What is delivered off chain, a ciphertext or a key, could not be had."""


class DeliveryUnavailableError(DeliveryError):
    """There was no usable answer: try again later, elsewhere, or ask on chain."""


class DeliveryRefusedError(DeliveryError):
    """The seller's service answered, and gave nothing."""


class ContractError(ChainError):
    """A contract refused. Each custom error has a subclass in `chain.contract_errors`.

    Attributes:
        name: the error's name in the contract.
        arguments: its arguments by name, numbers as `int`, bytes as 0x-hex.
    """

    def __init__(self, message: str, name: str, arguments: dict[str, object]) -> None:
        """Keep what a client needs to explain it.

        Args:
            message: one line for the user.
            name: the error's name in the contract.
            arguments: its arguments by name.
        """
        super().__init__(message)
        self.name = name
        self.arguments = arguments
