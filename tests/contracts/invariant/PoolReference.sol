// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The mechanisms as the paper words them, by trying: no order of bids, no division but for what a valuation is worth.
/// @dev For pools small enough that it does not matter how long it takes.
library PoolReference {
    /// @notice How long every deadline is tried; above it halving finds the first one that will do.
    uint256 internal constant FEW = 64;

    struct Terms {
        uint256 cost;
        uint256 premiumPeriod;
    }

    /// @param soonest Of each group: the fewest seconds at which it could pay by itself, T + 1 if it could not.
    /// @param deadlines How long each group's bidders wait who do not pay.
    /// @param payers How many pay.
    /// @param share What each pays.
    /// @param winner The group of the payers, the left one if there are none.
    struct Result {
        uint256[2] soonest;
        uint256[2] deadlines;
        uint256 payers;
        uint256 share;
        uint256 winner;
    }

    /// @notice GCSOD; with nobody on the right, CS.
    function run(uint256[] memory left, uint256[] memory right, Terms memory terms)
        internal
        pure
        returns (Result memory result)
    {
        uint256 period = terms.premiumPeriod;
        result.soonest = [soonest(left, terms), soonest(right, terms)];
        result.deadlines[0] = result.soonest[1] > period ? period : result.soonest[1];
        result.deadlines[1] = result.soonest[0] > period ? period : result.soonest[0] - 1;

        uint256 leftPayers = payersAt(left, terms, result.deadlines[0]);
        uint256 rightPayers = payersAt(right, terms, result.deadlines[1]);
        require(leftPayers == 0 || rightPayers == 0, "both groups pay");
        result.winner = rightPayers == 0 ? 0 : 1;
        result.payers = leftPayers + rightPayers;
        if (result.payers != 0) {
            // The least that covers the cost.
            result.share = (terms.cost + result.payers - 1) / result.payers;
        }
    }

    /// @notice The fewest seconds at which somebody pays; T + 1 if nobody ever does.
    function soonest(uint256[] memory valuations, Terms memory terms)
        internal
        pure
        returns (uint256)
    {
        if (payersAt(valuations, terms, terms.premiumPeriod) == 0) {
            return terms.premiumPeriod + 1;
        }
        return
            terms.premiumPeriod <= FEW ? byTrying(valuations, terms) : byHalving(valuations, terms);
    }

    /// @notice The same, by trying one second after the other. Somebody pays at the last.
    function byTrying(uint256[] memory valuations, Terms memory terms)
        internal
        pure
        returns (uint256 deadline)
    {
        deadline = 1;
        while (payersAt(valuations, terms, deadline) == 0) {
            ++deadline;
        }
    }

    /// @notice The same again: one second more is worth no less.
    function byHalving(uint256[] memory valuations, Terms memory terms)
        internal
        pure
        returns (uint256)
    {
        (uint256 low, uint256 high) = (1, terms.premiumPeriod);
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (payersAt(valuations, terms, middle) == 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// @notice The most who would each pay an equal part of the cost rather than wait.
    function payersAt(uint256[] memory valuations, Terms memory terms, uint256 deadline)
        internal
        pure
        returns (uint256)
    {
        for (uint256 most = valuations.length; most > 0; --most) {
            uint256 willing;
            for (uint256 i = 0; i < valuations.length; ++i) {
                if (wouldPay(valuations[i], terms, deadline, most)) {
                    ++willing;
                }
            }
            if (willing >= most) {
                return most;
            }
        }
        return 0;
    }

    /// @notice Whether somebody would rather pay one of so many equal parts than wait.
    function wouldPay(uint256 valuation, Terms memory terms, uint256 deadline, uint256 parts)
        internal
        pure
        returns (bool)
    {
        return parts * (valuation * deadline / terms.premiumPeriod) >= terms.cost;
    }
}
