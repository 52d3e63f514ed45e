"""An account whose key is elsewhere: in another program's keystore, in hardware."""

from typing import Any

import pytest
from eth_account.datastructures import SignedMessage, SignedTransaction

from bugmark_py.chain.accounts import Account, Signer, local_account
from bugmark_py.client import Bugmark, connect
from bugmark_py.errors import AccountError

pytestmark = pytest.mark.integration

TOKEN = 10**18


class Elsewhere:
    """Signs with a key that nobody else gets to see."""

    def __init__(self, key: Signer) -> None:
        self._key = key
        self.signed: list[dict[str, Any]] = []

    def sign_transaction(self, transaction_dict: dict[str, Any], /) -> SignedTransaction:
        self.signed.append(transaction_dict)
        return self._key.sign_transaction(transaction_dict)

    def sign_typed_data(
        self,
        domain_data: dict[str, Any],
        message_types: dict[str, Any],
        message_data: dict[str, Any],
    ) -> SignedMessage:
        self.signed.append(message_data)
        return self._key.sign_typed_data(domain_data, message_types, message_data)


def test_an_account_that_signs_by_its_own_means_trades(bugmark: Bugmark) -> None:
    adam = local_account("adam")
    signer = Elsewhere(adam.signer)
    mine = Account("mine", adam.address, lambda: signer)

    with connect("local", account=mine, home=bugmark.home.path) as opened:
        opened.market.deposit("160")

        assert opened.account is mine
        assert opened.market.vault(adam.address) == 160 * TOKEN
    permit, transaction = signer.signed
    assert (permit["owner"], permit["value"]) == (adam.address, 160 * TOKEN)
    assert transaction["to"] == bugmark.deployment.market


def test_looking_needs_no_signature(bugmark: Bugmark) -> None:
    def locked() -> Signer:
        raise AccountError("nobody is there to sign")

    locked_away = Account("mine", local_account("adam").address, locked)

    with connect("local", account=locked_away, home=bugmark.home.path) as opened:
        assert opened.balance().wallet == 10_000 * TOKEN
        with pytest.raises(AccountError, match="nobody is there to sign"):
            opened.market.deposit("160")
        assert opened.balance().wallet == 10_000 * TOKEN
