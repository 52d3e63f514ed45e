"""How a daemon goes about many things at once: trouble with one holds up no other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from bugmark_py.errors import BugmarkError
from bugmark_py.model.futures import Future
from bugmark_py.model.pools import Pool

FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 300.0

Subject = Future | Pool | None
Did = TypeVar("Did")


@dataclass(frozen=True)
class Trouble:
    """Something that stopped a daemon for now.

    Attributes:
        subject: about which future or pool; None for all of them.
        account: name of whose daemon.
        reason: one line.
    """

    subject: Subject
    account: str
    reason: str


class Attention:
    """What gave trouble is left alone for a while, for longer each time, and told once."""

    def __init__(
        self, account: str, troubled: Callable[[Trouble], None], clock: Callable[[], float]
    ) -> None:
        """Attend to things for an account.

        Args:
            account: its name.
            troubled: told of everything that stands in the way, once until it changes.
            clock: seconds since any fixed instant.
        """
        self._account = account
        self._troubled = troubled
        self._clock = clock
        self._troubles: dict[str, str] = {}
        self._pauses: dict[str, float] = {}
        self._not_before: dict[str, float] = {}

    def attend(
        self,
        subject: Future | Pool,
        step: Callable[[], Did | None],
        did: Callable[[Did], None],
    ) -> list[Did]:
        """Take a thing as far as it goes, unless it gave trouble a short while ago.

        Args:
            subject: what.
            step: does the next thing about it; None if there is none now.
            did: told of each.

        Returns:
            All that was done.
        """
        key = _key(subject)
        done: list[Did] = []
        if self._clock() < self._not_before.get(key, 0):
            return done
        try:
            while (action := step()) is not None:
                done.append(action)
                did(action)
        except BugmarkError as error:
            # Somebody else may have been quicker, or a tracker is away: the next look tells.
            self._pause(subject, str(error))
        except Exception as error:  # noqa: BLE001 - a defect met on one thing stops no other
            self._pause(subject, f"a defect of bugmark: {type(error).__name__}")
        else:
            self.clear(subject)
            self._pauses.pop(key, None)
        return done

    def report(self, subject: Subject, reason: str) -> None:
        """Tell of trouble, unless it was told."""
        key = _key(subject)
        if self._troubles.get(key) != reason:
            self._troubles[key] = reason
            self._troubled(Trouble(subject, self._account, reason))

    def clear(self, subject: Subject) -> None:
        """There is no trouble any more."""
        self._troubles.pop(_key(subject), None)

    def _pause(self, subject: Future | Pool, reason: str) -> None:
        self.report(subject, reason)
        key = _key(subject)
        pause = self._pauses.get(key, FIRST_PAUSE)
        self._not_before[key] = self._clock() + pause
        self._pauses[key] = min(2 * pause, LONGEST_PAUSE)


def _key(subject: Subject) -> str:
    if subject is None:
        return ""
    return subject.pool_id if isinstance(subject, Pool) else subject.future_id
