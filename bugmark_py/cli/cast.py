"""Who plays in the demo, and the days that pass for all of them."""

from bugmark_py.client import Bugmark


class Cast:
    """The accounts of a local chain whose node mines for each transaction, and its clock.

    Attributes:
        bugmark: the chain as nobody in particular sees it.
        actors: who was called, by name.
    """

    def __init__(self, bugmark: Bugmark) -> None:
        """Gather them, as they are called.

        Args:
            bugmark: of any account.
        """
        self.bugmark = bugmark
        self.actors: dict[str, Bugmark] = {}

    def actor(self, name: str) -> Bugmark:
        """The chain as an account sees it."""
        if name not in self.actors:
            self.actors[name] = self.bugmark.named(name)
        return self.actors[name]

    def wealth(self, name: str) -> int:
        """Base units that an account has in wallet and vault."""
        balance = self.actor(name).balance()
        return balance.wallet + balance.vault

    def wait(self, seconds: int) -> None:
        """Let time pass, and mine a block in which it has."""
        self.bugmark.connection.rpc("evm_increaseTime", seconds)
        self.bugmark.connection.rpc("evm_mine")

    def wait_until(self, time: int) -> None:
        """Mine a block of just that time, in unix seconds."""
        self.bugmark.connection.rpc("evm_setNextBlockTimestamp", time)
        self.bugmark.connection.rpc("evm_mine")
