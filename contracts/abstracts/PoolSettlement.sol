// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ICostSharingPools} from "../interfaces/ICostSharingPools.sol";
import {CostSharing} from "../libraries/CostSharing.sol";
import {Bid, Group, Lane, Mechanism, Pool, Progress} from "../types/Pools.sol";
import {PoolState} from "./PoolState.sol";

/// @title PoolSettlement
/// @notice Coins and the outcome. See the documentation in {ICostSharingPools}.
abstract contract PoolSettlement is PoolState {
    /// @inheritdoc ICostSharingPools
    function draw(bytes32 poolId) external override returns (bytes32 seed) {
        Pool storage pool = _existing(poolId);

        // Check: there are coins, and they are not drawn.
        if (pool.mechanism != Mechanism.GCSOD) {
            revert CostSharingPools_NothingToDraw(poolId);
        }
        if (pool.seed != bytes32(0)) {
            revert CostSharingPools_AlreadyDrawn(poolId);
        }

        // Check: every bid is open that will ever be.
        _checkPeriod(poolId, pool.revealEnd, _settleEnd(pool));

        // Check: there is something that nobody knew.
        bytes32 entropy = blockhash(block.number - 1);
        // The hash of a block that is out of reach is zero.
        // slither-disable-next-line incorrect-equality
        if (entropy == bytes32(0)) {
            revert CostSharingPools_BlockHashUnavailable(block.number - 1);
        }

        // Effect: draw, for ever.
        seed = keccak256(abi.encode(entropy, poolId));
        pool.seed = seed;

        // Log the event.
        emit PoolDrawn(poolId, seed);
    }

    /// @inheritdoc ICostSharingPools
    function settle(
        bytes32 poolId,
        uint32 left,
        uint32 right,
        uint256 named,
        address[] calldata leftBidders,
        address[] calldata rightBidders
    ) external override {
        Pool storage pool = _existing(poolId);
        _checkSettling(poolId, pool);
        _checkClaim(left, right, pool.premiumPeriod);
        Progress memory progress = _progressOf(poolId, left, right, named);

        // Left faces the deadline of right. Right faces one second less than that of left, which breaks ties, and the whole
        // premium period if left cannot pay (whose claimed deadline is then one second longer than that).
        uint256 leftFaces = Math.min(right, pool.premiumPeriod);
        _advance(poolId, progress.left, Group.LEFT, leftFaces, leftBidders);
        _advance(poolId, progress.right, Group.RIGHT, left - 1, rightBidders);

        if (progress.left.count + progress.right.count == pool.revealed) {
            _checkComplete(left, right, progress, pool.premiumPeriod);
            _close(poolId, pool, left, right, progress);
        } else {
            // Effect: remember how far the caller's claim has gone.
            _progress[_claimId(poolId, msg.sender, left, right)] = progress;

            // Log the event.
            emit SettlementAdvanced(
                poolId, msg.sender, left, right, progress.left.count, progress.right.count
            );
        }
    }

    /// @dev Checks that the pool waits for its outcome.
    function _checkSettling(bytes32 poolId, Pool storage pool) private view {
        if (pool.settledAt != 0) {
            revert CostSharingPools_AlreadySettled(poolId);
        }
        _checkPeriod(poolId, pool.revealEnd, _settleEnd(pool));
        if (pool.mechanism == Mechanism.GCSOD && pool.seed == bytes32(0)) {
            revert CostSharingPools_NotDrawn(poolId);
        }
    }

    /// @dev Checks that a claim could be true.
    function _checkClaim(uint32 left, uint32 right, uint32 premiumPeriod) private pure {
        uint32 most = premiumPeriod + 1;
        if (left == 0 || left > most || right == 0 || right > most) {
            revert CostSharingPools_ClaimOutOfRange(left, right, most);
        }
    }

    /// @dev How far the caller's claim has gone; nowhere if it begins anew.
    function _progressOf(bytes32 poolId, uint32 left, uint32 right, uint256 named)
        private
        view
        returns (Progress memory progress)
    {
        if (named == 0) {
            return progress;
        }
        progress = _progress[_claimId(poolId, msg.sender, left, right)];
        uint256 actual = uint256(progress.left.count) + progress.right.count;
        if (named != actual) {
            revert CostSharingPools_ProgressMismatch(named, actual);
        }
    }

    /// @dev Takes the next bidders of a group into its lane: one slot is read for each, and none written.
    function _advance(
        bytes32 poolId,
        Lane memory lane,
        Group group,
        uint256 deadline,
        address[] calldata bidders
    ) private view {
        Pool storage pool = _pools[poolId];
        mapping(address bidder => Bid bid) storage bids = _bids[poolId];
        bytes32 seed = pool.seed;
        bool right = group == Group.RIGHT;
        CostSharing.Csd memory csd = CostSharing.Csd(pool.cost, pool.premiumPeriod, deadline);

        for (uint256 i = 0; i < bidders.length; ++i) {
            address bidder = bidders[i];
            Bid storage bid = bids[bidder];
            (uint112 valuation, uint32 index) = (bid.valuation, bid.index);

            // Check: nobody is made up, in the wrong group, or named twice.
            if (index == 0) {
                revert CostSharingPools_BidderNotRevealed(bidder);
            }
            if (_isRight(seed, bidder) != right) {
                revert CostSharingPools_BidderInOtherGroup(bidder);
            }
            if (!CostSharing.isNext(lane, valuation, index)) {
                revert CostSharingPools_BidderOutOfOrder(bidder);
            }
            CostSharing.advance(lane, valuation, index, csd);
        }
    }

    /// @dev Checks that the claimed deadlines are those of the groups.
    function _checkComplete(
        uint32 left,
        uint32 right,
        Progress memory progress,
        uint32 premiumPeriod
    ) private pure {
        uint32 actualLeft = progress.left.deadline;
        uint32 actualRight = progress.right.deadline;
        if (actualLeft == 0) {
            actualLeft = premiumPeriod + 1;
        }
        if (actualRight == 0) {
            actualRight = premiumPeriod + 1;
        }
        if (left != actualLeft || right != actualRight) {
            revert CostSharingPools_ClaimFalse(left, right, actualLeft, actualRight);
        }
    }

    /// @dev At most one group has payers: left has some only if its own deadline is at most right's, right only if its own is
    /// less than left's.
    function _close(
        bytes32 poolId,
        Pool storage pool,
        uint32 left,
        uint32 right,
        Progress memory progress
    ) private {
        uint32 payers = progress.left.payers + progress.right.payers;
        Group winner = progress.right.payers == 0 ? Group.LEFT : Group.RIGHT;
        // Safe: at most the cost.
        // forge-lint: disable-next-line(unsafe-typecast)
        uint112 share = payers == 0 ? 0 : uint112(CostSharing.shareOf(pool.cost, payers));
        uint32 premiumPeriod = pool.premiumPeriod;
        uint32 leftDeadline = right < premiumPeriod ? right : premiumPeriod;
        uint32 rightDeadline = left - 1;

        // Effect: the outcome stands, for ever.
        pool.settledAt = uint40(block.timestamp);
        pool.payers = payers;
        pool.share = share;
        pool.winner = winner;
        pool.leftDeadline = leftDeadline;
        pool.rightDeadline = rightDeadline;

        // Log the event.
        emit PoolSettled(poolId, winner, payers, share, leftDeadline, rightDeadline);
    }
}
