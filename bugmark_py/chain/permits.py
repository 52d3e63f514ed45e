"""ERC-2612 permits, so that a deposit needs no transaction of its own to allow it."""

from typing import Any

from bugmark_py.chain.accounts import Account
from bugmark_py.chain.binding import Binding
from bugmark_py.errors import ChainError, NodeUnreachableError

_FIELDS = [
    {"name": "owner", "type": "address"},
    {"name": "spender", "type": "address"},
    {"name": "value", "type": "uint256"},
    {"name": "nonce", "type": "uint256"},
    {"name": "deadline", "type": "uint256"},
]


def sign_permit(
    token: Binding, owner: Account, spender: str, amount: int, deadline: int
) -> tuple[int, str, str] | None:
    """Allow a spender to take an amount, by signature.

    Args:
        token: the ERC-20.
        owner: whose tokens; signs.
        spender: address of who may take them.
        amount: base units.
        deadline: unix seconds until which the signature is good.

    Returns:
        The signature as (v, r, s), or None if the token knows no permits.
    """
    try:
        nonce = token.call("nonces", owner.address)
        _, name, version, chain_id, verifier, _, _ = token.call("eip712Domain")
    except NodeUnreachableError:
        raise
    except ChainError:
        # It refuses, burns all gas, or takes every call and answers none.
        return None
    message: dict[str, Any] = {
        "owner": owner.address,
        "spender": spender,
        "value": amount,
        "nonce": nonce,
        "deadline": deadline,
    }
    signed = owner.signer.sign_typed_data(
        domain_data={
            "name": name,
            "version": version,
            "chainId": chain_id,
            "verifyingContract": verifier,
        },
        message_types={"Permit": _FIELDS},
        message_data=message,
    )
    return signed.v, f"0x{signed.r:064x}", f"0x{signed.s:064x}"
