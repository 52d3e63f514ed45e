"""Bids: sealed, and revealed by whoever has the account, wherever and whenever they come back."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from secrets import randbelow
from typing import Any

import pytest
from eth_account import Account as EthAccount
from eth_account.datastructures import SignedMessage, SignedTransaction
from eth_account.messages import _hash_eip191_message, encode_typed_data
from eth_account.signers.local import LocalAccount
from hexbytes import HexBytes

from bugmark_py.chain.accounts import Account
from bugmark_py.chain.deployments import fund
from bugmark_py.chain.home import Home
from bugmark_py.chain.keystores import Keystores
from bugmark_py.client import Bugmark, connect
from bugmark_py.errors import AccountError, InputError, RefusedError
from bugmark_py.model.eligibility import eligibility_proof, eligible_root
from bugmark_py.model.pools import Pool
from bugmark_py.pools import till
from bugmark_py.sealing.curve import ORDER, OneTimeKey
from tests.integration.pools.conftest import TOKEN, Fair

pytestmark = pytest.mark.integration

NothingSent = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def nothing_sent(bugmark: Bugmark) -> NothingSent:
    """Fails if anybody sent a transaction within it."""

    @contextmanager
    def unchanged() -> Iterator[None]:
        before = bugmark.connection.latest_block().number
        yield
        assert bugmark.connection.latest_block().number == before

    return unchanged


def call_of(bugmark: Bugmark, transaction: str) -> str:
    return str(bugmark.connection.rpc("eth_getTransactionByHash", transaction)["input"])


# --- Coming back ----------------------------------------------------------------------------------


def test_a_bidder_on_another_machine_with_the_same_keystore_still_reveals(
    fair: Fair, bugmark: Bugmark, tmp_path: Path
) -> None:
    here, there = bugmark.home, Home(tmp_path / "elsewhere")
    Keystores(here.keystore).add("zoe", EthAccount.create().key.hex(), "open sesame")
    deployer = bugmark.named("deployer").market.sender
    with connect("local", account="zoe", home=here.path, passphrase=_sesame) as zoe:
        fund(deployer, bugmark.deployment.token, zoe.address(), 20 * TOKEN)
        pool = fair.create()
        zoe.pools.bid(pool, "7.25")
    # Nothing comes along but the keystore, and where node and contracts are.
    shutil.copytree(here.keystore, there.keystore)
    there.path.joinpath("node.json").write_bytes(here.node_file.read_bytes())
    folder = there.path / bugmark.folder.path.relative_to(here.path)
    folder.mkdir(parents=True)
    shutil.copy(bugmark.folder.deployment, folder)
    fair.until(pool.commit_end)

    with connect("local", account="zoe", home=there.path, passphrase=_sesame) as zoe:
        found = zoe.book.pool(pool.pool_id)
        zoe.pools.reveal(found, zoe.own_bid(found))

    assert fair.bids(pool)[0].valuation == 725 * TOKEN // 100
    assert not list(bugmark.folder.bids.glob("*")), "nothing was kept"


def _sesame(_: str) -> str:
    return "open sesame"


def test_a_bidder_who_restarts_between_commit_and_reveal_still_reveals(fair: Fair) -> None:
    pool = fair.create()
    fair.bid(pool, adam="5")
    fair.until(pool.commit_end)
    again = fair.bugmark.named("adam")

    again.pools.reveal(pool, fair.bid_of(pool, "adam"))

    assert fair.bid_of(pool, "adam").valuation == 5 * TOKEN


class Unrepeating:
    """Signs with a nonce of its own each time, as some hardware does."""

    def __init__(self, signer: LocalAccount) -> None:
        self._signer = signer

    def sign_transaction(self, transaction_dict: dict[str, Any], /) -> SignedTransaction:
        return self._signer.sign_transaction(transaction_dict)

    def sign_typed_data(
        self,
        domain_data: dict[str, Any],
        message_types: dict[str, Any],
        message_data: dict[str, Any],
    ) -> SignedMessage:
        digest = _hash_eip191_message(encode_typed_data(domain_data, message_types, message_data))
        nonce, key = randbelow(ORDER - 1) + 1, int(self._signer.key.hex(), 16)
        point = OneTimeKey(nonce).public_key
        s = pow(nonce, -1, ORDER) * (int.from_bytes(digest, "big") + point.x * key) % ORDER
        odd = point.y % 2
        if s > ORDER // 2:
            s, odd = ORDER - s, 1 - odd
        raw = point.x.to_bytes(32, "big") + s.to_bytes(32, "big") + bytes([27 + odd])
        return SignedMessage(
            message_hash=HexBytes(digest), r=point.x, s=s, v=27 + odd, signature=HexBytes(raw)
        )


@pytest.fixture
def unrepeating(bugmark: Bugmark) -> Callable[[], Bugmark]:
    """A process of an account whose signatures do not repeat."""
    signer = EthAccount.create()
    account = Account("hardware", signer.address, lambda: Unrepeating(signer))
    deployer = bugmark.named("deployer").market.sender
    fund(deployer, bugmark.deployment.token, account.address, 20 * TOKEN)

    def process() -> Bugmark:
        return connect("local", account=account, home=bugmark.home.path, passphrase=_sesame)

    return process


def test_where_signatures_do_not_repeat_a_file_is_kept_and_opens_for_its_passphrase(
    fair: Fair, unrepeating: Callable[[], Bugmark]
) -> None:
    pool = fair.create()
    with unrepeating() as bidder:
        bidder.pools.bid(pool, "7")
        (file,) = bidder.folder.bids.iterdir()
    fair.until(pool.commit_end)

    with unrepeating() as bidder:
        bidder.pools.reveal(pool, bidder.own_bid(pool))

    assert fair.bids(pool)[0].valuation == 7 * TOKEN
    assert json.loads(file.read_text())["kdf"] == "scrypt"


def test_without_that_file_it_is_said_what_is_missing(
    fair: Fair, unrepeating: Callable[[], Bugmark]
) -> None:
    pool = fair.create()
    with unrepeating() as bidder:
        bidder.pools.bid(pool, "7")
        (file,) = bidder.folder.bids.iterdir()
        file.unlink()
    fair.until(pool.commit_end)

    with unrepeating() as bidder, pytest.raises(AccountError) as caught:
        bidder.pools.reveal(pool, bidder.own_bid(pool))

    assert str(file) in str(caught.value)
    assert "cannot be made again" in str(caught.value)


def test_where_the_transaction_is_gone_the_valuation_can_be_named(
    fair: Fair, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool, adam = fair.create(), fair.pools("adam")
    fair.bid(pool, adam="5")
    fair.until(pool.commit_end)
    bid = fair.bid_of(pool, "adam")
    rpc = adam.connection.rpc

    def forgetful(method: str, *parameters: object) -> Any:
        return None if method == "eth_getTransactionByHash" else rpc(method, *parameters)

    monkeypatch.setattr(adam.connection, "rpc", forgetful)
    with pytest.raises(RefusedError, match="name the valuation that was bid"):
        adam.reveal(pool, bid)
    with pytest.raises(RefusedError, match="committed to another valuation"):
        adam.reveal(pool, bid, valuation="6")
    adam.reveal(pool, bid, valuation="5")

    assert fair.bid_of(pool, "adam").revealed


def test_a_transaction_that_carries_something_else_is_not_believed(fair: Fair) -> None:
    pool, adam = fair.create(), fair.pools("adam")
    fair.bid(pool, adam="5", beth="6")
    fair.until(pool.commit_end)
    bid = fair.bid_of(pool, "adam")

    of_another = replace(bid, transaction=fair.bid_of(pool, "beth").transaction)
    with pytest.raises(RefusedError, match="does not carry the valuation"):
        adam.reveal(pool, of_another)


def test_anybody_who_holds_the_opening_reveals(fair: Fair) -> None:
    pool = fair.create()
    fair.bid(pool, adam="5")
    bid = fair.bid_of(pool, "adam")
    opening = fair.pools("adam").opening(pool, bid)
    fair.until(pool.commit_end)

    fair.pools("frank").reveal(pool, bid, opening)

    assert fair.bid_of(pool, "adam").valuation == 5 * TOKEN
    assert "5000000" not in repr(opening)


# --- Sealed ---------------------------------------------------------------------------------------


def test_nothing_of_the_valuation_is_in_the_open(fair: Fair) -> None:
    pool = fair.create()
    done = fair.bid(pool, adam="5.123456789", beth="5.123456789", charles="11")

    calls = [call_of(fair.bugmark, each.receipt.transaction) for each in done]
    value = f"{5_123_456_789 * 10**9:x}"
    assert all(value not in call for call in calls)
    assert len({len(call) for call in calls}) == 1
    assert len({each.deposit for each in done}) == 1
    assert len({call[-84:] for call in calls}) == 3


def test_what_is_deposited_beyond_the_bid_or_the_cost_comes_back_at_the_reveal(fair: Fair) -> None:
    pool = fair.create()
    fair.bid(pool, adam="5", beth="400")
    assert [fair.wallet(name) for name in ("adam", "beth")] == ["9988", "9988"]

    fair.reveal(pool, "adam", "beth")

    assert [fair.wallet(name) for name in ("adam", "beth")] == ["9995", "9988"]


def test_a_bid_of_nothing_is_a_bid(fair: Fair) -> None:
    pool = fair.create()
    fair.bid(pool, adam="0")
    fair.reveal(pool, "adam")

    assert (fair.bid_of(pool, "adam").valuation, fair.wallet("adam")) == (0, "10000")


def test_money_is_allowed_in_the_same_transaction(fair: Fair) -> None:
    pool = fair.create()
    before = fair.bugmark.connection.latest_block().number
    fair.bid(pool, adam="5")

    assert fair.bugmark.connection.latest_block().number == before + 1


def test_a_token_without_permits_is_approved_first(
    fair: Fair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(till, "sign_permit", lambda *_: None)
    pool = fair.create()
    fair.bid(pool, adam="5")
    fair.reveal(pool, "adam")

    assert fair.bid_of(pool, "adam").valuation == 5 * TOKEN


# --- Refused before anything is sent --------------------------------------------------------------


@pytest.mark.parametrize(
    ("valuation", "deposit", "message"),
    [
        ("five", None, "amount 'five' is not a number"),
        ("-1", None, "amount -1 is not above 0"),
        ("5", "4.999", "a deposit of 4.999 BUGT is too small"),
        ("400", "11", "deposit 12 BUGT or more"),
        ("0.5", "0.9", "deposit 1 BUGT or more"),
        ("0.0000000000000000001", None, "more than 18 decimal places"),
        (str(2**112), None, "more than a pool can hold"),
    ],
)
def test_an_amount_that_cannot_be_is_a_mistake(
    fair: Fair, nothing_sent: NothingSent, valuation: str, deposit: str | None, message: str
) -> None:
    pool = fair.create()

    with nothing_sent(), pytest.raises(InputError, match=message):
        fair.pools("adam").bid(pool, valuation, deposit=deposit)


def test_bids_and_reveals_have_their_time(fair: Fair, nothing_sent: NothingSent) -> None:
    pool, adam = fair.create(), fair.pools("adam")
    fair.bid(pool, adam="5", beth="5")
    bid = fair.bid_of(pool, "adam")

    with nothing_sent(), pytest.raises(RefusedError, match=r"revealed from .* in phase commit"):
        adam.reveal(pool, bid)
    fair.until(pool.commit_end)
    with nothing_sent(), pytest.raises(RefusedError, match=r"bids are taken from .* phase reveal"):
        fair.pools("dana").bid(pool, "5")
    adam.reveal(pool, bid)
    with nothing_sent(), pytest.raises(RefusedError, match="is revealed"):
        adam.reveal(pool, bid)
    fair.until(pool.reveal_end)
    with nothing_sent(), pytest.raises(RefusedError, match=r"revealed from .* in phase settle"):
        fair.pools("beth").reveal(pool, fair.bid_of(pool, "beth"))


def test_a_wallet_that_holds_too_little_is_told_what_would_do(
    fair: Fair, nothing_sent: NothingSent
) -> None:
    pool = _costly(fair)

    with nothing_sent(), pytest.raises(RefusedError) as caught:
        fair.pools("adam").bid(pool, "5")

    assert "holds 10000 BUGT and 10001 BUGT are needed" in str(caught.value)
    assert "deposit less, 5 BUGT or more" in str(caught.value)
    fair.pools("adam").bid(pool, "5", deposit="5")


def _costly(fair: Fair) -> Pool:
    bugmark = fair.bugmark
    deployer, seller = bugmark.named("deployer").market.sender, bugmark.address("seller")
    fund(deployer, bugmark.deployment.token, seller, 10_000 * TOKEN)
    return fair.create(cost=10_001 * TOKEN, bond=10_001 * TOKEN)


def test_nobody_bids_twice_nor_sells_to_themselves(fair: Fair, nothing_sent: NothingSent) -> None:
    pool = fair.create()
    fair.bid(pool, adam="5")

    with nothing_sent(), pytest.raises(RefusedError, match="adam has a bid in pool"):
        fair.pools("adam").bid(pool, "6")
    with nothing_sent(), pytest.raises(RefusedError, match="sellers do not bid"):
        fair.pools("seller").bid(pool, "6")


def test_who_is_not_eligible_is_refused(fair: Fair, nothing_sent: NothingSent) -> None:
    bugmark = fair.bugmark
    invited = [bugmark.address(name) for name in ("adam", "beth", "charles")]
    pool = fair.create(eligible_root=eligible_root(invited))
    proof = eligibility_proof(invited, invited[0])

    with nothing_sent(), pytest.raises(RefusedError, match="is for others than dana"):
        fair.pools("dana").bid(pool, "5", proof=proof)
    with nothing_sent(), pytest.raises(RefusedError, match="this is no proof"):
        fair.pools("adam").bid(pool, "5")
    fair.pools("adam").bid(pool, "5", proof=proof)


def test_a_seller_creates_the_same_pool_once(fair: Fair, nothing_sent: NothingSent) -> None:
    fair.create()

    with nothing_sent(), pytest.raises(RefusedError, match="seal the content anew"):
        fair.create()
    with nothing_sent(), pytest.raises(InputError, match="bond must be at least the cost"):
        fair.create(bond=TOKEN)


def test_who_only_looks_is_told_to_name_an_account(fair: Fair) -> None:
    pool = fair.create()

    with pytest.raises(AccountError, match="name it with --account"):
        fair.bugmark.pools.bid(pool, "5")
