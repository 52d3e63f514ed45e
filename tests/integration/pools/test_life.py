"""A pool's life, from what is asked to everybody's money."""

import pytest

from bugmark_py.model.pools import Phase, Pool
from tests.integration.pools.conftest import TOKEN, Fair

pytestmark = pytest.mark.integration

BIDS = {"adam": "5", "beth": "4", "charles": "9", "dana": "2.999"}
# 12 by three is 4 each, and by four 3, which it is not worth to dana.
PAYERS = ("adam", "beth", "charles")


def payers(fair: Fair, pool: Pool) -> set[str]:
    return {name for name in BIDS if pool.pays(fair.bid_of(pool, name))}


def test_those_to_whom_it_is_worth_a_share_pay_it_and_have_it_at_once(fair: Fair) -> None:
    pool = fair.sold(**BIDS)

    assert pool.sold is not None
    assert (pool.sold.payers, pool.sold.share) == (3, 4 * TOKEN)
    assert payers(fair, pool) == set(PAYERS)
    assert pool.phase(pool.sold.at) is Phase.DELIVERY


def test_payers_open_what_was_delivered_and_everybody_has_their_money(fair: Fair) -> None:
    pool, seller = fair.sold(**BIDS), fair.pools("seller")

    done = seller.deliver(pool, fair.sealed.key, fair.bids(pool))
    again = seller.deliver(pool, fair.sealed.key, fair.bids(pool))
    opened = [
        fair.pools(name).content_key(fair.now(pool), fair.bid_of(pool, name)) for name in PAYERS
    ]
    fair.until(pool.publish_from or 0)
    seller.publish(pool, fair.sealed.key)
    fair.until(pool.complaint_end or 0)
    paid = [fair.pools(name).claim([pool]).amount for name in (*BIDS, "seller")]

    assert set(done.bidders) == {fair.bugmark.address(name) for name in PAYERS}
    assert again.receipts == ()
    assert opened == 3 * [fair.sealed.key]
    assert fair.pools("dana").content_key(fair.now(pool)) == fair.sealed.key
    assert paid == [1 * TOKEN, 0, 5 * TOKEN, 2_999 * TOKEN // 1_000, 24 * TOKEN]
    assert [fair.wallet(name) for name in (*BIDS, "seller")] == [
        *3 * ["9996"],
        "10000",
        "10012",
    ]
    assert [fair.pools(name).claim([pool]).receipts for name in BIDS] == 4 * [()]
