// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISettlementOracle} from "../interfaces/ISettlementOracle.sol";

/// @title OracleCall
/// @notice Asks an oracle that nobody vouches for, so that it can neither burn the caller's gas nor flood its memory.
library OracleCall {
    /// @notice Not enough gas is left for a fair question: a starved oracle would look silent.
    error OracleCall_GasTooLow(uint256 available, uint256 required);

    /// @notice Gas that an oracle may use for its answer.
    uint256 internal constant GAS_CAP = 200_000;

    /// @notice Gas kept for the call itself and for what its caller does with the answer.
    uint256 internal constant GAS_RESERVE = 50_000;

    uint256 private constant HIGHEST_PRICE = 10_000;

    /// @notice The oracle's answer, or silence.
    ///
    /// @dev Requirements:
    /// - Gas for the cap (64/63 of it, as a call keeps 1/64 back) and the reserve must be left.
    ///
    /// A revert, less than 64 bytes, a flag that is no boolean and a price above 10,000 are silence.
    ///
    /// @param oracle Who is asked.
    /// @param questionId The question.
    /// @return settled Whether there is a final answer.
    /// @return price The settlement price in basis points; zero when there is none.
    function ask(address oracle, bytes32 questionId)
        internal
        view
        returns (bool settled, uint16 price)
    {
        uint256 required = GAS_CAP * 64 / 63 + GAS_RESERVE;
        // Check: the oracle gets its full allowance of gas, whoever calls.
        if (gasleft() < required) {
            revert OracleCall_GasTooLow(gasleft(), required);
        }

        (bool success, uint256 flag, uint256 value) =
            _staticcall64(oracle, abi.encodeCall(ISettlementOracle.settlement, (questionId)));

        if (success && flag == 1 && value <= HIGHEST_PRICE) {
            // Safe: value <= 10,000.
            // forge-lint: disable-next-line(unsafe-typecast)
            return (true, uint16(value));
        }
        return (false, 0);
    }

    /// @dev Static call with `GAS_CAP` gas that copies at most 64 bytes back. Solidity copies all returned data, however
    /// long, and would let the answer choose the caller's memory cost. Writes only to scratch space (0x00-0x3f).
    function _staticcall64(address target, bytes memory data)
        private
        view
        returns (bool success, uint256 first, uint256 second)
    {
        uint256 gasCap = GAS_CAP;
        // Nothing else bounds what is copied back.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            success := staticcall(gasCap, target, add(data, 0x20), mload(data), 0x00, 0x40)
            success := and(success, gt(returndatasize(), 0x3f))
            first := mload(0x00)
            second := mload(0x20)
        }
    }
}
