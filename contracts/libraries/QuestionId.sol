// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title QuestionId
/// @notice What an oracle is asked about: a text at an instant.
library QuestionId {
    /// @notice The id of the question with this hash at this maturation.
    /// @param questionHash `keccak256` of the question's text.
    /// @param maturation Unix seconds of the instant that is asked about.
    function derive(bytes32 questionHash, uint40 maturation) internal pure returns (bytes32) {
        return keccak256(abi.encode(questionHash, maturation));
    }
}
