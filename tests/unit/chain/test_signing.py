"""Signing by the key, beside eth_account: to the last byte the same."""

from typing import Any

import pytest
from eth_account import Account as EthAccount
from hypothesis import given
from hypothesis import strategies as st

from bugmark_py.chain.signing import KeySigner

pytestmark = pytest.mark.unit

KEY = "0x4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d"

numbers = st.integers(0, 2**64 - 1) | st.sampled_from([0, 1, 127, 128, 255, 256])
transactions = st.fixed_dictionaries(
    {
        "type": st.just(2),
        "chainId": st.integers(1, 2**32),
        "nonce": numbers,
        "gas": numbers,
        "maxFeePerGas": st.integers(2**64, 2**80),
        "maxPriorityFeePerGas": numbers,
        "value": numbers,
        "data": st.binary(max_size=300).map(lambda data: "0x" + data.hex()),
    },
    optional={"to": st.just("0xF1478f211F027EBA42ca369ea976F1eB43C6bB53")},
)


@given(fields=transactions, key=st.integers(1, 2**255))
def test_a_transaction_is_signed_as_eth_account_signs_it(fields: dict[str, Any], key: int) -> None:
    account = EthAccount.from_key(f"0x{key:064x}")

    assert KeySigner(account).sign_transaction(fields) == account.sign_transaction(fields)


def test_the_key_appears_in_no_text() -> None:
    signer = KeySigner(EthAccount.from_key(KEY))

    for each in (signer, vars(signer), signer.__dict__.values()):
        assert KEY[2:] not in repr(each)
        assert KEY[2:] not in str(each)
    assert repr(signer) == f"KeySigner({signer.address})"
