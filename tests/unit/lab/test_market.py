import re

import pytest

from bugmark_py.errors import InputError
from bugmark_py.lab.market import market

pytestmark = pytest.mark.unit


def test_the_part_on_the_market_shows_conclusions_with_intervals_and_claims_that_hold() -> None:
    html, claims = market(4, 3)

    assert len(claims) == 6
    assert all(claims.values())
    assert "correlatedPay gets more of its four-day issues closed than inversePay" in html
    assert re.search(r"<td>\+0\.\d\d</td><td>\+0\.\d\d to \+0\.\d\d</td>", html)
    assert "Tokens were conserved after each of 540 days" in html
    assert html.count("<img ") == 2
    for workers in ("price-first", "reward-seeking", "risk-averse", "random"):
        assert html.count(f"<td>{workers}</td>") == 3


def test_two_runs_tell_too_little_and_are_refused() -> None:
    with pytest.raises(InputError, match="runs 2 are too few to tell: write 3 or more"):
        market(4, 2)
