"""Terms of pools, as sellers write them."""

from dataclasses import replace
from typing import Any

import pytest

from bugmark_py.errors import InputError
from bugmark_py.mechanisms.outcome import Mechanism
from bugmark_py.model.eligibility import eligible_root
from bugmark_py.pools.drafting import Draft
from bugmark_py.sealing.content import seal_content

pytestmark = pytest.mark.unit

DRAFT = Draft(mechanism="gcsod", cost="100", premium_period="30d")
SEALED = seal_content(b"a way around the login", lambda size: bytes([1]) * size)
ADAM = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
DAY = 24 * 3600


def test_what_a_seller_leaves_out_follows_from_the_cost() -> None:
    terms = DRAFT.terms(SEALED, 6, "file:///there")

    assert terms.mechanism is Mechanism.GCSOD
    assert (terms.cost, terms.bond) == (100_000_000, 100_000_000)
    assert (terms.reveal_bond, terms.request_fee) == (5_000_000, 1_000_000)
    assert (terms.premium_period, terms.commit_period) == (30 * DAY, 3 * DAY)
    assert (terms.key_hash, terms.content_hash) == (SEALED.key.hash, SEALED.content_hash)
    assert (terms.uri, terms.open_to_all, terms.gate) == ("file:///there", True, None)
    terms.check()


def test_what_a_seller_says_counts() -> None:
    draft = replace(DRAFT, bond="150.5", reveal_bond="0", request_fee=0, publish_period="1h")

    terms = draft.terms(SEALED, 6, "")

    assert (terms.bond, terms.reveal_bond, terms.request_fee) == (150_500_000, 0, 0)
    assert terms.publish_period == 3600


def test_those_who_may_bid_become_a_root() -> None:
    terms = replace(DRAFT, eligible=(ADAM,)).terms(SEALED, 6, "")

    assert terms.eligible_root == eligible_root([ADAM])
    assert not terms.open_to_all


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"mechanism": "csod"}, "not strategy-proof"),
        ({"cost": "0"}, "cost must be above 0"),
        ({"cost": "free"}, "is not a number"),
        ({"cost": str(2**112)}, "more than a pool can hold"),
        ({"bond": "99"}, "bond must be at least the cost"),
        ({"reveal_bond": "101"}, "reveal bond must be at most the cost"),
        ({"premium_period": "0s"}, "premium period is 1 second to"),
        ({"premium_period": "137y"}, "is not a duration"),
        ({"commit_period": "30m"}, "commit period of 30m is too short"),
        ({"eligible": ("adam",)}, "bidder 'adam' does not fit"),
    ],
)
def test_what_no_pool_can_have_is_refused_before_anything_is_sealed(
    change: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        replace(DRAFT, **change).check(18)
