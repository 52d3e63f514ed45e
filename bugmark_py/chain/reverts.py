"""Turns what a contract reverted with into the typed exception of its custom error.

web3.py hands over the raw bytes of a custom error and no more.
"""

from collections.abc import Mapping

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_utils.address import to_checksum_address

from bugmark_py.chain.contract_errors import ERRORS
from bugmark_py.chain.custom_error import one_line
from bugmark_py.errors import ContractError

_SELECTOR = 4
_ERROR_STRING = bytes.fromhex("08c379a0")
_PANIC = bytes.fromhex("4e487b71")
_PANICS: Mapping[int, str] = {
    0x01: "an assertion failed",
    0x11: "an arithmetic operation over- or underflowed",
    0x12: "a division by zero",
    0x21: "a value is no member of its enum",
    0x32: "an array index is out of bounds",
    0x41: "too much memory was asked for",
}


def explain(data: bytes) -> ContractError:
    """Decode revert data against the errors of all our contracts.

    Args:
        data: what the call reverted with: a selector and ABI-encoded arguments, or nothing.

    Returns:
        The exception to raise: of the error's own class if it is one of ours.
    """
    selector, encoded = data[:_SELECTOR], data[_SELECTOR:]
    try:
        if selector in ERRORS:
            error = ERRORS[selector]
            values = zip(error.TYPES, decode(error.TYPES, encoded), strict=True)
            return error(*(_plain(kind, value) for kind, value in values))
        if selector == _ERROR_STRING:
            (reason,) = decode(["string"], encoded)
            return ContractError(_refused(reason), "Error", {"reason": reason})
        if selector == _PANIC:
            (code,) = decode(["uint256"], encoded)
            reason = _PANICS.get(code, f"panic code {code:#x}")
            return ContractError(_refused(reason), "Panic", {"code": code})
    except (DecodingError, UnicodeDecodeError, OverflowError):
        # Whoever was called chose these bytes: a bad offset, text that is none.
        pass
    shown = "0x" + data.hex() if data else "no reason given"
    return ContractError(_refused(shown), "Unknown", {"data": "0x" + data.hex()})


def _refused(reason: str) -> str:
    return f"the contract refused: {one_line(reason)}"


def _plain(kind: str, value: object) -> object:
    """Bytes as 0x-hex and addresses with their checksum, as everywhere in the package."""
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if kind == "address" and isinstance(value, str):
        return to_checksum_address(value)
    return value
