// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ICostSharingPools} from "../interfaces/ICostSharingPools.sol";
import {CostSharing} from "../libraries/CostSharing.sol";
import {Bid, Exchange, Group, Pool, PoolTerms, Progress} from "../types/Pools.sol";
import {TokenHolder} from "./TokenHolder.sol";

/// @title PoolState
/// @notice What is remembered of pools, and what follows from it. See the documentation in {ICostSharingPools}.
abstract contract PoolState is ICostSharingPools, TokenHolder {
    mapping(bytes32 poolId => Pool pool) internal _pools;

    mapping(bytes32 poolId => mapping(address bidder => Bid bid)) internal _bids;

    mapping(bytes32 poolId => mapping(address bidder => Exchange exchange)) internal _exchanges;

    mapping(bytes32 claimId => Progress progress) internal _progress;

    /*//////////////////////////////////////////////////////////////////////////
                                  VIEW FUNCTIONS
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc ICostSharingPools
    function getPool(bytes32 poolId) external view override returns (Pool memory) {
        return _pools[poolId];
    }

    /// @inheritdoc ICostSharingPools
    function getBid(bytes32 poolId, address bidder) external view override returns (Bid memory) {
        return _bids[poolId][bidder];
    }

    /// @inheritdoc ICostSharingPools
    function getExchange(bytes32 poolId, address bidder)
        external
        view
        override
        returns (Exchange memory)
    {
        return _exchanges[poolId][bidder];
    }

    /// @inheritdoc ICostSharingPools
    function getProgress(bytes32 poolId, address settler, uint32 left, uint32 right)
        external
        view
        override
        returns (Progress memory)
    {
        return _progress[_claimId(poolId, settler, left, right)];
    }

    /// @inheritdoc ICostSharingPools
    function groupOf(bytes32 poolId, address bidder) external view override returns (Group) {
        return _groupOf(_pools[poolId].seed, bidder);
    }

    /// @inheritdoc ICostSharingPools
    function pays(bytes32 poolId, address bidder) external view override returns (bool) {
        return _pays(_pools[poolId], bidder, _bids[poolId][bidder]);
    }

    /// @inheritdoc ICostSharingPools
    function poolIdOf(address seller, PoolTerms calldata terms)
        public
        view
        override
        returns (bytes32)
    {
        return keccak256(abi.encode(block.chainid, address(this), seller, terms));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       CHECKS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev The pool, which must exist.
    function _existing(bytes32 poolId) internal view returns (Pool storage pool) {
        pool = _pools[poolId];
        if (pool.seller == address(0)) {
            revert CostSharingPools_PoolUnknown(poolId);
        }
    }

    /// @dev The pool, which must be sold.
    function _sold(bytes32 poolId) internal view returns (Pool storage pool) {
        pool = _existing(poolId);
        if (pool.payers == 0) {
            revert CostSharingPools_NotSold(poolId);
        }
    }

    /// @dev Checks that the time is from `opens` until before `closes`.
    function _checkPeriod(bytes32 poolId, uint256 opens, uint256 closes) internal view {
        if (block.timestamp < opens || block.timestamp >= closes) {
            revert CostSharingPools_OutsidePeriod(poolId, opens, closes);
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       TIMES
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Unix seconds by which a pool is settled, or cancelled.
    function _settleEnd(Pool storage pool) internal view returns (uint256) {
        return uint256(pool.revealEnd) + pool.settlePeriod;
    }

    /// @dev Unix seconds of second 0, from which the deadlines count and by which the payers are delivered.
    function _start(Pool storage pool) internal view returns (uint256) {
        return uint256(pool.settledAt) + pool.deliveryPeriod;
    }

    /// @dev Unix seconds until which payers complain.
    function _complaintEnd(Pool storage pool) internal view returns (uint256) {
        return _start(pool) + pool.complaintPeriod;
    }

    /// @dev Unix seconds of the last deadline, from which the key may be out.
    function _publishFrom(Pool storage pool) internal view returns (uint256) {
        return _start(pool) + Math.max(pool.leftDeadline, pool.rightDeadline);
    }

    /// @dev Unix seconds until which the key may be published.
    function _publishEnd(Pool storage pool) internal view returns (uint256) {
        return _publishFrom(pool) + pool.publishPeriod;
    }

    /// @dev Unix seconds by which a request is answered.
    function _answerEnd(Pool storage pool, Exchange storage exchange)
        internal
        view
        returns (uint256)
    {
        return uint256(exchange.requestedAt) + pool.deliveryPeriod;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      OUTCOME
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev The group of a bidder.
    function _groupOf(bytes32 seed, address bidder) internal pure returns (Group) {
        return _isRight(seed, bidder) ? Group.RIGHT : Group.LEFT;
    }

    /// @dev The coin of a bidder. Without a seed, as under CS, everybody is in LEFT.
    function _isRight(bytes32 seed, address bidder) internal pure returns (bool) {
        // A seed is a hash, and zero stands for none.
        // slither-disable-next-line incorrect-equality
        if (seed == bytes32(0)) {
            return false;
        }
        bytes32 coin = Hashes.efficientKeccak256(seed, bytes32(uint256(uint160(bidder))));
        return uint256(coin) & 1 != 0;
    }

    /// @dev The deadline of a group, once the pool is settled.
    function _deadlineOf(Pool storage pool, Group group) internal view returns (uint256) {
        return group == Group.LEFT ? pool.leftDeadline : pool.rightDeadline;
    }

    /// @dev Upholds POOL-3. The payers are those of the winning group to whom the information, their deadline sooner, is
    /// worth a share: of the k* it is, as it is of the last of them; of the next one, who would have made it k* + 1, it is
    /// not.
    function _pays(Pool storage pool, address bidder, Bid memory bid) internal view returns (bool) {
        if (pool.payers == 0 || bid.index == 0) {
            return false;
        }
        Group group = _groupOf(pool.seed, bidder);
        return group == pool.winner
            && CostSharing.worth(bid.valuation, _deadlineOf(pool, group), pool.premiumPeriod)
                >= pool.share;
    }

    /// @dev Where the progress of a settler's claim on the outcome is kept.
    function _claimId(bytes32 poolId, address settler, uint32 left, uint32 right)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(poolId, settler, left, right));
    }
}
