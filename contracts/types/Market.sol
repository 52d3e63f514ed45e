// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The two answers to the one question of a future. A unit of both pays exactly one unit of collateral.
enum Outcome {
    FIXED,
    UNFIXED
}

/// @notice What a maker wants to do with the named outcome.
enum Side {
    BUY,
    SELL
}

/// @notice A maker's offer. It is known by its EIP-712 hash; its content travels in events and calldata.
/// @param maker Who offers, and whose escrow pays.
/// @param futureId The future it trades.
/// @param outcome The outcome that is bought or sold.
/// @param side BUY escrows `units * price` of collateral, SELL escrows the units themselves.
/// @param price Price of one unit of the named outcome, in basis points of a unit: 1..9999.
/// @param units Whole units offered.
/// @param allOrNone Whether it only fills whole.
/// @param expiry Unix seconds from which it no longer fills.
/// @param salt Tells apart offers that are otherwise the same.
/// @param epoch The maker's epoch for which it is valid; any other epoch makes it stale.
struct Offer {
    address maker;
    bytes32 futureId;
    Outcome outcome;
    Side side;
    uint16 price;
    uint128 units;
    bool allOrNone;
    uint40 expiry;
    uint64 salt;
    uint32 epoch;
}

/// @notice What the chain remembers of an offer: one slot.
/// @param filled Units filled so far.
/// @param placed Whether its escrow was taken.
/// @param closed Whether it was cancelled or released: it never fills again.
struct OfferState {
    // slot 0
    uint128 filled;
    bool placed;
    bool closed;
}

/// @notice A question with its maturation and its oracle, and how it stands.
/// @param maturation Unix seconds at which trading stops and the question is asked. Zero: no such future.
/// @param openInterest Units of FIXED, and equally of UNFIXED, in existence, escrow included; at settlement it freezes.
/// @param price Settlement price of FIXED in basis points, meaningful once settled.
/// @param settled Whether the settlement price is set.
/// @param oracle Who answers the question.
struct Future {
    // slot 0
    uint40 maturation;
    uint128 openInterest;
    uint16 price;
    bool settled;
    // slot 1
    address oracle;
}
