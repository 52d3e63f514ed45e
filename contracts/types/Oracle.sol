// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice How far a question has come. It only moves forward (ORC-1).
enum Status {
    OPEN,
    PROPOSED,
    FINAL
}

/// @notice How a question stands: one slot.
/// @param status How far it has come.
/// @param price The proposed or final price in basis points.
/// @param finalizableAt Unix seconds from which a proposal can be made final.
/// @param votesFixed Votes for 10,000.
/// @param votesUnfixed Votes for 0.
/// @param votesInvalid Votes for 5,000.
struct Answer {
    // slot 0
    Status status;
    uint16 price;
    uint40 finalizableAt;
    uint8 votesFixed;
    uint8 votesUnfixed;
    uint8 votesInvalid;
}
