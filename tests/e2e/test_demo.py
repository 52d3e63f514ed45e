"""`bugmark demo`: the stories, with the money that each comes to.

The pool's outcome by hand. Bob and Dana, 240 and 150 for 30 days, are the right group; Erin and
Frank, 35 and 20, the left one. The cost is 120. Left can never pay it: 35 < 120, 2 * 20 < 120.
Right could within 12 days: 2 * 150 * 12 / 30 = 120, and 240 * 12 / 30 < 120. So left faces 12 days,
in which nobody of them pays, and waits for them; right faces 30, in which both pay half.
"""

import re
from itertools import pairwise
from typing import Any

import pytest

from tests.e2e.shell import Done, Shell

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e-demo")]

STORIES: dict[str, tuple[str, dict[str, str]]] = {
    "fixed": ("FIXED", {"adam": "-160", "beth": "160"}),
    "unfixed": ("UNFIXED", {"adam": "40", "beth": "-40"}),
    "partial-work": ("FIXED", {"adam": "-160", "beth": "40", "charles": "120"}),
    "resale": ("FIXED", {"adam": "-20", "beth": "160", "bob": "-140"}),
}

POOL: dict[str, Any] = {
    "story": "pool",
    "sold": True,
    "share": "60",
    "payers": ["bob", "dana"],
    "deadlines": {"bob": 0, "dana": 0, "erin": 12 * 86_400, "frank": 12 * 86_400},
    "deltas": {"bob": "-60", "dana": "-60", "erin": "0", "frank": "0", "seller": "120"},
}


@pytest.fixture(scope="module")
def told(shell: Shell) -> Done:
    """The demo as a person sees it."""
    return shell.installed("demo")


@pytest.fixture(scope="module")
def document(shell: Shell) -> dict[str, Any]:
    """The demo as a program reads it."""
    return shell.installed("demo", "--json").json


def test_the_demo_is_readable_on_a_terminal_of_80_columns(told: Done) -> None:
    assert (told.code, told.err) == (0, "")
    lines = told.out.splitlines()
    assert max(map(len, lines)) <= 80
    assert "…" not in told.out, "nothing is cut"
    assert "\x1b" not in told.out, "no colours where there is no terminal"
    for line in (
        "FIXED: Adam -160, Beth +160 BUGT",
        "UNFIXED: Adam +40, Beth -40 BUGT",
        "FIXED: Adam -160, Beth +40, Charles +120 BUGT",
        "FIXED: Adam -20, Beth +160, Bob -140 BUGT",
        "SOLD: Bob -60, Dana -60, Erin 0, Frank 0, Seller +120 BUGT",
    ):
        assert f"  {line}" in lines
    assert re.search(r"Adam +offers to buy 200 UNFIXED +0\.80 +0 → 160", told.out)
    assert re.search(r"Beth +takes the other side: buys 200 FIXED +0\.20 +160 → 200", told.out)
    assert re.search(r"Bob +opens it at once: DEMO-2026-0001 +415", told.out)


def test_each_story_comes_to_exactly_its_money(document: dict[str, Any]) -> None:
    found = {
        story["story"]: (story["settlement"], story["deltas"]) for story in document["futures"]
    }

    assert found == STORIES


def test_the_document_has_what_programs_count_on(document: dict[str, Any]) -> None:
    assert document.keys() == {"futures", "pools", "balances"}
    assert [story["story"] for story in document["futures"]] == list(STORIES)
    for number, story in enumerate(document["futures"], 1):
        assert {"story", "question", "settlement", "deltas"} <= story.keys()
        assert story["question"] == f"file:demo#{number}"
    for balance in document["balances"].values():
        assert balance.keys() == {"start", "end"}


def test_the_pool_comes_to_exactly_its_outcome_and_money(document: dict[str, Any]) -> None:
    (pool,) = document["pools"]

    assert {name: pool[name] for name in POOL} == POOL
    assert pool.keys() == {*POOL, "steps"}


def test_who_pays_opens_it_at_once_and_a_free_rider_at_the_deadline_and_not_before(
    document: dict[str, Any],
) -> None:
    (pool,) = document["pools"]
    steps = [f"{step['who']}: {step['what']}" for step in pool["steps"]]

    told = (
        "seller: seals an advisory",
        "seller: settles: Bob and Dana pay 60 each, Erin and Frank wait 12d",
        "seller: delivers the key, sealed to each: Bob and Dana",
        "bob: opens it at once: DEMO-2026-0001",
        "dana: opens it at once: DEMO-2026-0001",
        "erin: asks the seller's service for the key: refused",
        "erin: asks again, is served, and opens it: DEMO-2026-0001",
        "seller: publishes the key",
        "frank: opens it with the key that is out: DEMO-2026-0001",
    )
    places = [next(i for i, step in enumerate(steps) if step.startswith(each)) for each in told]
    assert places == sorted(places)


def test_the_pool_holds_what_was_put_in_until_it_is_collected(document: dict[str, Any]) -> None:
    (pool,) = document["pools"]

    held = ["0", *(step["escrow"]["after"] for step in pool["steps"])]
    assert [step["escrow"]["before"] for step in pool["steps"]] == held[:-1]
    changes = [now for before, now in pairwise(held) if before != now]
    # The bond and four deposits of the cost; what is above a bid; then what is everybody's.
    assert changes == [
        str(after) for after in (*range(120, 601, 120), 515, 415, 355, 295, 260, 240, 0)
    ]


def test_everybodys_balance_is_the_sum_of_the_stories(document: dict[str, Any]) -> None:
    balances = document["balances"]

    assert {name: balance["start"] for name, balance in balances.items()} == dict.fromkeys(
        ("adam", "beth", "bob", "charles", "dana", "erin", "frank", "seller"), "10000"
    )
    assert {name: balance["end"] for name, balance in balances.items()} == {
        "adam": "9700",
        "beth": "10320",
        "bob": "9800",
        "charles": "10120",
        "dana": "9940",
        "erin": "10000",
        "frank": "10000",
        "seller": "10120",
    }


def test_the_escrow_of_each_step_follows_from_the_one_before(document: dict[str, Any]) -> None:
    for story in document["futures"]:
        steps = story["steps"]
        after = ["0", *(step["escrow"]["after"] for step in steps)]
        assert [step["escrow"]["before"] for step in steps] == after[:-1]
        assert after[-1] == "0", "nothing is left"
        assert max(map(int, after)) == 200


def test_adam_is_paid_140_for_his_hedge(document: dict[str, Any]) -> None:
    (resale,) = (story for story in document["futures"] if story["story"] == "resale")

    (bought,) = (step for step in resale["steps"] if step["who"] == "bob" and step["price"])
    assert (bought["price"], "200 UNFIXED" in bought["what"]) == ("0.70", True)
    assert int(resale["deltas"]["bob"]) == -140
    assert int(resale["deltas"]["adam"]) == 140 - 160


@pytest.mark.parametrize("name", STORIES)
def test_one_story_can_be_played_alone(shell: Shell, name: str) -> None:
    document = shell.json("demo", "--scenario", name)

    (story,) = document["futures"]
    assert (story["story"], story["question"]) == (name, "file:demo#1")
    assert (story["settlement"], story["deltas"]) == STORIES[name]
    assert document["balances"].keys() == story["deltas"].keys()


def test_the_pool_can_be_played_alone(shell: Shell) -> None:
    document = shell.json("demo", "--scenario", "pool")

    (pool,) = document["pools"]
    assert {name: pool[name] for name in POOL} == POOL
    assert document["futures"] == []
    assert document["balances"] == {
        "bob": {"start": "10000", "end": "9940"},
        "dana": {"start": "10000", "end": "9940"},
        "erin": {"start": "10000", "end": "10000"},
        "frank": {"start": "10000", "end": "10000"},
        "seller": {"start": "10000", "end": "10120"},
    }


def test_the_futures_can_be_played_without_the_pool(shell: Shell) -> None:
    document = shell.json("demo", "--scenario", "futures")

    assert [story["story"] for story in document["futures"]] == list(STORIES)
    assert document["pools"] == []


def test_an_unknown_story_is_refused_with_those_that_there_are(shell: Shell) -> None:
    done = shell.run("demo", "--scenario", "happy")

    assert done.code == 2
    assert all(name in done.err for name in STORIES)


def test_the_demo_leaves_nothing_behind(shell: Shell, told: Done, document: dict[str, Any]) -> None:
    assert told.code == 0
    assert document["futures"]
    assert not shell.home.exists()
    assert list(shell.folder.glob("bugmark-demo-*")) == []
