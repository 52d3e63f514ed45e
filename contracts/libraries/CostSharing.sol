// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Bid, Lane} from "../types/Pools.sol";

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
    /// @dev The caller checks that bids come in order. No product overflows: valuations are below 2^112, times below 2^32.
    ///
    /// @param lane How far the group has been gone through; changed in place.
    /// @param bid The next bid.
    /// @param csd What the group faces.
    function advance(Lane memory lane, Bid memory bid, Csd memory csd) internal pure {
        uint256 valuation = bid.valuation;
        uint32 count = lane.count + 1;
        uint256 share = shareOf(csd.cost, count);

        // The smallest deadline at which `count` bids are worth a share: floor(v * d / T) >= share.
        if (valuation != 0) {
            uint256 own = Math.ceilDiv(csd.premiumPeriod * share, valuation);
            if (own <= csd.premiumPeriod && (lane.deadline == 0 || own < lane.deadline)) {
                // Safe: at most `premiumPeriod`, which is a uint32.
                // forge-lint: disable-next-line(unsafe-typecast)
                lane.deadline = uint32(own);
            }
        }

        if (worth(valuation, csd.deadline, csd.premiumPeriod) >= share) {
            lane.payers = count;
        }

        lane.count = count;
        lane.valuation = bid.valuation;
        lane.index = bid.index;
    }

    /// @notice Whether a bid comes after the last one of a lane: a lower valuation, or the same and revealed later.
    /// @param lane How far the group has been gone through.
    /// @param bid The bid.
    function isNext(Lane memory lane, Bid memory bid) internal pure returns (bool) {
        return lane.count == 0 || bid.valuation < lane.valuation
            || (bid.valuation == lane.valuation && bid.index > lane.index);
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
