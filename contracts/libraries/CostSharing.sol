// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Lane} from "../types/Pools.sol";

/// @title CostSharing
/// @notice The mechanism CSD (cost sharing with deadline) in whole base units and seconds, one bid at a time from the highest
/// valuation down, after Guo, Yang, Babar, "Cost Sharing Security Information with Minimal Release Delay", sections 3 and 4.
/// @dev Having the information `d` seconds sooner is worth `floor(v * d / T)` to a bidder of valuation `v`. With deadline
/// `d` the payers are the largest `k` with `k` bids worth at least `C / k`; each pays `ceil(C / k)`. Rounding worth down and
/// shares up, and never after the decision, is what keeps the mechanism strategy-proof to the base unit (POOL-3, POOL-5).
library CostSharing {
    /// @notice What a group faces.
    /// @param cost C, in base units.
    /// @param premiumPeriod T, in seconds.
    /// @param deadline How long who does not pay waits, in seconds.
    struct Csd {
        uint256 cost;
        uint256 premiumPeriod;
        uint256 deadline;
    }

    /// @notice Takes the next bid of a group into account.
    ///
    /// @dev The caller checks that bids come in order. `floor(v * d / T) >= share` is `v * d >= share * T`, so that hardly
    /// anything is divided.
    ///
    /// @param lane How far the group has been gone through; changed in place.
    /// @param valuation Of the next bid.
    /// @param index Of the next bid.
    /// @param csd What the group faces.
    function advance(Lane memory lane, uint112 valuation, uint32 index, Csd memory csd)
        internal
        pure
    {
        // Safe: valuations and shares are below 2^112, times below 2^32, and there are less than 2^32 bids.
        unchecked {
            uint32 count = lane.count + 1;
            // Rounded up as by `shareOf`, at half the gas.
            // The share is whole base units, rounded up before anything follows from it.
            // slither-disable-next-line divide-before-multiply
            uint256 asked = (csd.cost + count - 1) / count * csd.premiumPeriod;

            if (valuation * csd.deadline >= asked) {
                lane.payers = count;
            }

            // The smallest deadline at which that many bids are worth a share, if it is smaller than the smallest so far.
            uint256 longest = lane.deadline == 0 ? csd.premiumPeriod : lane.deadline - 1;
            if (valuation * longest >= asked) {
                // At most `longest`, which is a uint32.
                // forge-lint: disable-next-line(unsafe-typecast)
                lane.deadline = uint32(Math.ceilDiv(asked, valuation));
            }

            lane.count = count;
        }
        lane.valuation = valuation;
        lane.index = index;
    }

    /// @notice Whether a bid comes after the last one of a lane: a lower valuation, or the same and revealed later.
    /// @param lane How far the group has been gone through.
    /// @param valuation Of the bid.
    /// @param index Of the bid.
    function isNext(Lane memory lane, uint112 valuation, uint32 index)
        internal
        pure
        returns (bool)
    {
        if (valuation == lane.valuation) {
            return index > lane.index;
        }
        return valuation < lane.valuation || lane.count == 0;
    }

    /// @notice What having the information `deadline` seconds sooner is worth, rounded down.
    /// @param valuation What it is worth for the whole premium period.
    /// @param deadline Seconds.
    /// @param premiumPeriod T.
    function worth(uint256 valuation, uint256 deadline, uint256 premiumPeriod)
        internal
        pure
        returns (uint256)
    {
        return valuation * deadline / premiumPeriod;
    }

    /// @notice What each of `payers` pays, rounded up.
    /// @param cost C.
    /// @param payers How many, at least one.
    function shareOf(uint256 cost, uint256 payers) internal pure returns (uint256) {
        return Math.ceilDiv(cost, payers);
    }
}
