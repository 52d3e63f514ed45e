"""The stories of the demo. Adam finds a bug; 200 units pay 200 tokens, whoever is right."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bugmark_py.cli.stage import Stage, Step
from bugmark_py.model.amounts import PRICE_FIXED
from bugmark_py.model.futures import Outcome

_MATURATION: Final = "+14d"
_UNITS: Final = 200


@dataclass(frozen=True)
class Story:
    """A story, before it is played.

    Attributes:
        title: one line.
        names: who is in it.
        play: plays it up to maturation.
    """

    title: str
    names: Sequence[str]
    play: Callable[[Stage], None]


@dataclass(frozen=True)
class Played:
    """A story, after it was played.

    Attributes:
        name: of the story.
        title: one line.
        question: what its future asked.
        outcome: what it settled as.
        steps: what happened.
        deltas: base units that each came out with more, or fewer, than they went in with.
    """

    name: str
    title: str
    question: str
    outcome: Outcome
    steps: Sequence[Step]
    deltas: Mapping[str, int]

    @property
    def about(self) -> str:
        """What the story is about."""
        return self.question

    @property
    def answer(self) -> str:
        """What came of it, in a word."""
        return self.outcome.name


def _open(stage: Stage, title: str) -> None:
    """Adam wants it fixed and puts money on its staying broken; Beth takes the other side."""
    stage.file("adam", title)
    stage.open("adam", _MATURATION)
    placed = stage.buy("adam", "unfixed", _UNITS, "0.80")
    stage.take("beth", placed, f"takes the other side: buys {_UNITS} FIXED", "0.20")


def _fixed(stage: Stage) -> None:
    _open(stage, "Saving crashes on long names")
    stage.work("beth", 9, "works for nine days")
    stage.close("beth")


def _unfixed(stage: Stage) -> None:
    _open(stage, "The parser accepts broken dates")
    stage.work("beth", 13, "works for thirteen days and does not get there")


def _partial_work(stage: Stage) -> None:
    _open(stage, "Memory grows with every request")
    stage.work("beth", 5, "does half the work in five days")
    placed = stage.sell("beth", "fixed", _UNITS, "0.40")
    stage.take("charles", placed, f"buys Beth's {_UNITS} FIXED, and her half of the work", "0.40")
    stage.work("charles", 6, "does the other half in six days")
    stage.close("charles")


def _resale(stage: Stage) -> None:
    _open(stage, "Exports lose the last line")
    stage.work("adam", 3, "moves to other software and no longer needs the fix")
    placed = stage.sell("adam", "unfixed", _UNITS, "0.70")
    stage.take("bob", placed, f"needs it now: buys Adam's {_UNITS} UNFIXED", "0.70")
    stage.work("beth", 8, "works for eight days")
    stage.close("beth")


STORIES: Final[Mapping[str, Story]] = {
    "fixed": Story("Adam pays for a fix, and gets it", ("adam", "beth"), _fixed),
    "unfixed": Story("No fix: Adam is compensated", ("adam", "beth"), _unfixed),
    "partial-work": Story(
        "Half the work is paid: Beth resells to Charles", ("adam", "beth", "charles"), _partial_work
    ),
    "resale": Story("Adam resells his hedge to Bob", ("adam", "beth", "bob"), _resale),
}


def play(stage: Stage, name: str) -> Played:
    """Play a story to the end, where everybody has their money at home.

    Args:
        stage: where.
        name: which.

    Raises:
        BugmarkError: something went wrong, such as MKT-1 being broken at a step.
    """
    story = STORIES[name]
    start = {who: stage.cast.wealth(who) for who in story.names}
    story.play(stage)
    price = stage.settle()
    stage.claim(story.names)
    return Played(
        name=name,
        title=story.title,
        question=stage.future.question,
        outcome=Outcome.FIXED if price == PRICE_FIXED else Outcome.UNFIXED,
        steps=tuple(stage.steps),
        deltas={who: stage.cast.wealth(who) - start[who] for who in story.names},
    )
