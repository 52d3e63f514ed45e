// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Group} from "../../../contracts/types/Pools.sol";
import {Expected, Profile, ProfileTest} from "../abstracts/ProfileTest.sol";

/// @notice Any profile comes to the outcome of a reference that follows the definitions: it sorts, and tries every number of
/// payers at every deadline. POOL-1 to POOL-4.
contract PoolsFuzzTest is ProfileTest {
    /// @dev Small numbers, among which everything meets.
    function testFuzz_POOL4_SmallProfilesComeToTheReferencesOutcome(
        uint8[7] memory bids,
        uint8 bidders,
        uint8 coins,
        uint8 cost,
        uint8 period,
        bool gcsod
    ) external {
        Profile memory profile = _profile(
            bound(cost, 1, 24), bound(period, 1, 13), bound(bidders, 0, 7), coins, gcsod
        );
        for (uint256 i = 0; i < profile.valuations.length; ++i) {
            profile.valuations[i] = uint112(bound(bids[i], 0, profile.cost + 2));
        }

        _check(profile, _reference(profile), "small");
    }

    /// @dev Amounts of any size, as much as twice what each would have to pay if all did.
    function testFuzz_POOL4_LargeProfilesComeToTheReferencesOutcome(
        uint112[6] memory bids,
        uint8 bidders,
        uint8 coins,
        uint112 cost,
        uint8 period,
        bool gcsod
    ) external {
        Profile memory profile = _profile(
            bound(cost, 1, type(uint112).max),
            bound(period, 1, 60),
            bound(bidders, 1, 6),
            coins,
            gcsod
        );
        uint256 count = profile.valuations.length;
        for (uint256 i = 0; i < count; ++i) {
            uint256 most = 3 * uint256(profile.cost) / count;
            profile.valuations[i] =
                uint112(bound(bids[i], 0, most < type(uint112).max ? most : type(uint112).max));
        }

        _check(profile, _reference(profile), "large");
    }

    function _profile(uint256 cost, uint256 period, uint256 bidders, uint8 coins, bool gcsod)
        private
        pure
        returns (Profile memory profile)
    {
        profile = Profile({
            cost: uint112(cost),
            period: uint32(period),
            valuations: new uint112[](bidders),
            coins: new Group[](bidders),
            gcsod: gcsod
        });
        for (uint256 i = 0; i < bidders; ++i) {
            profile.coins[i] = Group(coins >> i & 1);
        }
    }

    /// @dev Left faces the soonest second of right; right faces one before that of left, if left has one.
    function _reference(Profile memory profile) private pure returns (Expected memory expected) {
        uint256[] memory left = _ranked(profile, Group.LEFT);
        uint256[] memory right = _ranked(profile, Group.RIGHT);
        uint256 leftSoonest = _soonest(profile, left);
        uint256 rightSoonest = _soonest(profile, right);
        uint256 leftFaces = rightSoonest > profile.period ? profile.period : rightSoonest;
        uint256 rightFaces = leftSoonest > profile.period ? profile.period : leftSoonest - 1;
        uint256 leftPayers = _payers(profile, left, leftFaces);
        uint256 rightPayers = _payers(profile, right, rightFaces);
        require(leftPayers == 0 || rightPayers == 0, "at most one group pays");

        expected.leftClaim = uint32(leftSoonest);
        expected.rightClaim = uint32(rightSoonest);
        expected.leftDeadline = uint32(leftFaces);
        expected.rightDeadline = uint32(rightFaces);
        expected.winner = rightPayers == 0 ? Group.LEFT : Group.RIGHT;
        expected.pays = new bool[](profile.valuations.length);
        for (uint256 k = 0; k < leftPayers; ++k) {
            expected.pays[left[k]] = true;
        }
        for (uint256 k = 0; k < rightPayers; ++k) {
            expected.pays[right[k]] = true;
        }
        uint256 payers = leftPayers + rightPayers;
        if (payers != 0) {
            expected.share = uint112(profile.cost / payers);
            if (uint256(expected.share) * payers < profile.cost) {
                ++expected.share;
            }
        }
    }

    /// @dev The first second at which some number of them would pay, one past the period if there is none.
    function _soonest(Profile memory profile, uint256[] memory ranks)
        private
        pure
        returns (uint256 second)
    {
        for (second = 1; second <= profile.period; ++second) {
            if (_payers(profile, ranks, second) != 0) {
                return second;
            }
        }
    }

    /// @dev The largest k to whom it is worth a k-th of the cost to have it so many seconds sooner.
    function _payers(Profile memory profile, uint256[] memory ranks, uint256 second)
        private
        pure
        returns (uint256 payers)
    {
        for (uint256 k = 1; k <= ranks.length; ++k) {
            uint256 worth = uint256(profile.valuations[ranks[k - 1]]) * second / profile.period;
            if (k * worth >= profile.cost) {
                payers = k;
            }
        }
    }
}
