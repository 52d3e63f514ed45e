// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title ISettlementOracle
/// @notice All that a market or a pool knows of an oracle.
interface ISettlementOracle {
    /// @notice The final answer to a question, if there is one.
    ///
    /// @dev Once `settled` is true neither value may change. Callers cap the gas, copy 64 bytes, and take a revert,
    /// short data, or a price above 10,000 for silence.
    ///
    /// @param questionId `keccak256(abi.encode(questionHash, maturation))`.
    /// @return settled Whether the answer is final.
    /// @return price What FIXED pays, in basis points: 10,000 fixed, 0 unfixed, 5,000 invalid.
    function settlement(bytes32 questionId) external view returns (bool settled, uint16 price);
}
