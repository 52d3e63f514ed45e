from pathlib import Path

import pytest

from bugmark_py.errors import InputError
from bugmark_py.simulation.engine import simulate
from bugmark_py.simulation.policies import OpenOffer, funder_policy, worker_policy
from bugmark_py.simulation.scenario import Scenario, deal

pytestmark = pytest.mark.unit

PRICES = (7_000, 8_000, 9_000)

STEEP = """
class Steep:
    name = "steep"

    def price(self, difficulty, prices, draw):
        return 2_000 if difficulty == 1 else prices[-1]


class Loyal:
    name = "loyal"

    def rank(self, offer, day):
        if offer.funder != "steep" or offer.maturation < day + 1:
            return None
        return (offer.price, offer.maturation)
"""


@pytest.fixture
def steep(tmp_path: Path) -> Path:
    path = tmp_path / "steep.py"
    path.write_text(STEEP)
    return path


def nothing_drawn(below: int) -> int:
    pytest.fail(f"drew below {below}")


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("correlatedPay", [7_000, 8_000, 9_000]),
        ("inversePay", [9_000, 8_000, 7_000]),
        ("fixedPay", [8_000, 8_000, 8_000]),
    ],
)
def test_funders_price_by_difficulty(name: str, offered: list[int]) -> None:
    policy = funder_policy(name)

    assert [policy.price(difficulty, PRICES, nothing_drawn) for difficulty in (1, 2, 3)] == offered


def test_fixed_pay_takes_the_lower_of_two_middle_prices() -> None:
    assert funder_policy("fixedPay").price(1, (1_000, 2_000, 3_000, 4_000), nothing_drawn) == 2_000


def test_random_pay_takes_what_is_drawn() -> None:
    drawn: list[int] = []

    def draw(below: int) -> int:
        drawn.append(below)
        return 2

    assert funder_policy("randomPay").price(1, PRICES, draw) == 9_000
    assert drawn == [3]


@pytest.mark.parametrize(
    ("name", "best"),
    [
        ("price-first", [("dear", 9)]),
        ("reward-seeking", [("dear", 8), ("dear", 9)]),
        ("risk-averse", [("cheap", 10)]),
        ("random", [("cheap", 9), ("cheap", 10), ("dear", 8), ("dear", 9)]),
    ],
)
def test_workers_like_what_they_are_named_for(name: str, best: list[tuple[str, int]]) -> None:
    price = {"cheap": 7_000, "dear": 9_000}
    offers = [("cheap", 9), ("cheap", 10), ("dear", 8), ("dear", 9)]
    policy = worker_policy(name)

    ranks = {
        each: policy.rank(OpenOffer("somebody", price[each[0]], 100, each[1]), 8) for each in offers
    }
    highest = max(rank for rank in ranks.values() if rank is not None)

    assert [each for each in offers if ranks[each] == highest] == best


def test_an_offer_says_what_each_side_pays() -> None:
    offer = OpenOffer("adam", 8_000, 200, 14)

    assert offer.deposit == 160 * 10_000
    assert offer.stake == 40 * 10_000


def test_policies_of_a_file_fund_and_work(steep: Path) -> None:
    scenario = Scenario(
        funders=(f"{steep}:Steep", "inversePay"), workers=10 * (f"{steep}:Loyal",), days=60
    )

    run = simulate(scenario, 1)

    assert tuple(scenario.funder_policies()) == ("steep", "inversePay")
    steep_counts, other = run.end.funders
    assert steep_counts.contracts > 100
    assert other.contracts == 0


def test_policies_of_an_importable_module_are_found() -> None:
    policy = worker_policy("bugmark_py.simulation.policies:RiskAverse")

    assert policy.name == "risk-averse"


def test_a_file_that_changes_is_read_again(steep: Path) -> None:
    first = worker_policy(f"{steep}:Loyal")
    steep.write_text(STEEP.replace('"loyal"', '"devoted"'))

    assert (first.name, worker_policy(f"{steep}:Loyal").name) == ("loyal", "devoted")


def test_a_policy_that_two_funders_follow_is_numbered() -> None:
    scenario = Scenario(funders=("fixedPay", "inversePay", "fixedPay"), days=5)

    assert tuple(scenario.funder_policies()) == ("fixedPay", "inversePay", "fixedPay 2")
    first, _, second = simulate(scenario, 1).end.funders
    assert first != second


def test_policies_are_dealt_in_turn() -> None:
    assert deal(("random", "risk-averse"), 3) == ("random", "risk-averse", "random")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("generousPay", "choose one of correlatedPay, inversePay, fixedPay, randomPay, or name"),
        ("nowhere.py:Steep", "there is no file nowhere.py"),
        ("bugmark_py.nowhere:Steep", "bugmark_py.nowhere cannot be loaded"),
        ("FILE:Missing", "there is no class 'Missing'"),
        ("FILE:Loyal", "needs a text `name` and a method `price`"),
        ("FILE:CONSTANT", "there is no class 'CONSTANT'"),
        ("FILE:Unmade", "cannot be made: ZeroDivisionError"),
        ("BROKEN:Steep", "cannot be loaded: SyntaxError"),
    ],
)
def test_what_is_no_policy_is_refused(name: str, message: str, steep: Path, tmp_path: Path) -> None:
    unmade = "\n\nclass Unmade(Steep):\n    def __init__(self):\n        1 / 0\n\n\nCONSTANT = 3\n"
    steep.write_text(STEEP + unmade)
    broken = tmp_path / "broken.py"
    broken.write_text("class Steep(\n")

    with pytest.raises(InputError, match=message.replace("(", r"\(")):
        funder_policy(name.replace("FILE", str(steep)).replace("BROKEN", str(broken)))


@pytest.mark.parametrize("price", ["0", "10_000", "0.8", "True", "None", "'0.8'"])
def test_a_price_that_is_none_is_refused(price: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.py"
    path.write_text(
        f"class Odd:\n    name = 'odd'\n    def price(self, *_):\n        return {price}"
    )

    with pytest.raises(
        InputError, match=r"policy odd gave .* as a price: it must give basis points"
    ):
        simulate(Scenario(funders=(f"{path}:Odd",)), 1)


def test_a_funder_who_fails_is_named(tmp_path: Path) -> None:
    path = tmp_path / "odd.py"
    path.write_text("class Odd:\n    name = 'odd'\n    def price(self, *_):\n        return 1 // 0")

    with pytest.raises(InputError, match="policy odd fails: ZeroDivisionError"):
        simulate(Scenario(funders=(f"{path}:Odd",)), 1)


@pytest.mark.parametrize(
    ("rank", "error"),
    [("1 // 0", "ZeroDivisionError"), ("1 if offer.price > 8_000 else (1,)", "TypeError")],
)
def test_a_worker_who_fails_is_named(rank: str, error: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.py"
    path.write_text(
        f"class Odd:\n    name = 'odd'\n    def rank(self, offer, day):\n        return {rank}"
    )

    with pytest.raises(InputError, match=f"policy odd fails: {error}"):
        simulate(Scenario(workers=(f"{path}:Odd",), days=9), 1)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"days": 0}, "days 0 cannot be: write a whole number from 1 to 100,000"),
        ({"days": 1.5}, "days 1.5 cannot be"),
        ({"days": True}, "days True cannot be"),
        ({"issues": 0}, "issues 0"),
        ({"units": 0}, "units 0"),
        ({"maturation": -1}, "maturation -1 cannot be: write a whole number from 0 to 1,000"),
        ({"tokens": -1}, "tokens -1"),
        ({"surprise": 101}, "surprise 101 cannot be: write a whole number from 0 to 100"),
        ({"surprise": -1}, "surprise -1"),
        ({"funders": ()}, "there is no funder"),
        ({"workers": ()}, "workers 0 cannot be"),
        ({"prices": ()}, "there is no price"),
        ({"prices": (0, 8_000)}, "price 0"),
        (
            {"prices": (8_000, 10_000)},
            "price 10000 cannot be: write a whole number from 1 to 9,999",
        ),
        ({"prices": (8_000, 7_000)}, "prices 0.80,0.70 do not rise"),
        ({"prices": (8_000, 8_000)}, "do not rise"),
        ({"funders": ("nobody",)}, "policy 'nobody' is unknown"),
        ({"workers": ("correlatedPay",)}, "policy 'correlatedPay' is unknown"),
    ],
    ids=str,
)
def test_a_scenario_that_cannot_be_meant_is_refused(
    settings: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        Scenario(**settings)  # type: ignore[arg-type]
