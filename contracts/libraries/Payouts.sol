// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Payouts
/// @notice How a seller's bond and the fees of requests are divided, in whole base units: nothing is paid twice, and nothing is
/// lost (POOL-1, POOL-2). Payers come first, then requests, then the seller.
library Payouts {
    /// @notice What a payer whom the seller failed gets of the bond, on top of the deposit.
    /// @param bond The seller's.
    /// @param payers How many pay, at least one.
    function compensation(uint256 bond, uint256 payers) internal pure returns (uint256) {
        return bond / payers;
    }

    /// @notice What the failed payers leave of the bond.
    /// @param bond The seller's.
    /// @param payers How many pay, at least one.
    /// @param failed How many of them the seller failed.
    function bondLeft(uint256 bond, uint256 payers, uint256 failed)
        internal
        pure
        returns (uint256)
    {
        // Each gets whole base units, and what does not divide is left.
        // slither-disable-next-line divide-before-multiply
        return bond - failed * compensation(bond, payers);
    }

    /// @notice What a wronged request gets of the bond, on top of its fee.
    /// @param left What the failed payers leave of the bond.
    /// @param others How many revealed and do not pay: as many may request.
    function requestPart(uint256 left, uint256 others) internal pure returns (uint256) {
        return others == 0 ? 0 : left / others;
    }

    /// @notice What the seller gets of bond and fees.
    /// @param left What the failed payers leave of the bond.
    /// @param part What each wronged request gets of it.
    /// @param wronged How many requests were wronged.
    /// @param answered How many were answered, and not wrongly.
    /// @param fee Of a request.
    function sellerRest(uint256 left, uint256 part, uint256 wronged, uint256 answered, uint256 fee)
        internal
        pure
        returns (uint256)
    {
        return left - wronged * part + answered * fee;
    }
}
