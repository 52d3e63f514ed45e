// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICostSharingPools} from "../interfaces/ICostSharingPools.sol";
import {OracleCall} from "../libraries/OracleCall.sol";
import {SharedPoint} from "../libraries/SharedPoint.sol";
import {Bid, Exchange, Gate, Pool} from "../types/Pools.sol";
import {PoolState} from "./PoolState.sol";

/// @title PoolExchange
/// @notice The key changes hands. See the documentation in {ICostSharingPools}.
abstract contract PoolExchange is PoolState {
    uint16 private constant HALF_PRICE = 5000;

    /// @inheritdoc ICostSharingPools
    function deliver(
        bytes32 poolId,
        uint256 pointX,
        bool pointOdd,
        address[] calldata bidders,
        bytes32[] calldata words
    ) external override {
        Pool storage pool = _sold(poolId);

        // Check: the seller delivers, to each a word.
        if (msg.sender != pool.seller) {
            revert CostSharingPools_CallerNotSeller(msg.sender, pool.seller);
        }
        if (bidders.length != words.length) {
            revert CostSharingPools_LengthMismatch(bidders.length, words.length);
        }
        _keepPoint(poolId, pool, pointX, pointOdd);

        for (uint256 i = 0; i < bidders.length; ++i) {
            _deliver(poolId, pool, bidders[i], words[i]);
        }
    }

    /// @inheritdoc ICostSharingPools
    function request(bytes32 poolId) external override nonReentrant {
        Pool storage pool = _sold(poolId);
        Exchange storage exchange = _exchanges[poolId][msg.sender];
        Bid memory bid = _bids[poolId][msg.sender];

        // Check: a bidder asks, who pays nothing, once.
        if (bid.index == 0) {
            revert CostSharingPools_BidderNotRevealed(msg.sender);
        }
        if (exchange.requestedAt != 0 || _pays(pool, msg.sender, bid)) {
            revert CostSharingPools_NothingToRequest(poolId, msg.sender);
        }

        // Check: it is theirs by now, and not everybody's.
        uint256 deadline = _deadlineOf(pool, _groupOf(pool.seed, msg.sender));
        _checkPeriod(poolId, _start(pool) + deadline, _publishEnd(pool));
        if (pool.publishedAt != 0) {
            revert CostSharingPools_AlreadyPublished(poolId);
        }

        // Effect: the seller has a period to answer.
        exchange.requestedAt = uint40(block.timestamp);
        ++pool.requests;

        // Interaction: take the fee.
        if (pool.requestFee != 0) {
            _pull(pool.requestFee);
        }

        // Log the event.
        emit KeyRequested(poolId, msg.sender);
    }

    /// @inheritdoc ICostSharingPools
    function complain(bytes32 poolId, address bidder, uint256 privateKey) external override {
        Pool storage pool = _sold(poolId);
        Exchange storage exchange = _exchanges[poolId][bidder];
        Bid memory bid = _bids[poolId][bidder];
        bool payer = _pays(pool, bidder, bid);

        // Check: there is something that could be wrong, and nothing has been made good.
        bool nothing = payer
            ? exchange.word == bytes32(0) || bid.deposit == 0
            : exchange.requestedAt == 0 || exchange.feeReturned;
        if (nothing || exchange.wronged) {
            revert CostSharingPools_NothingToComplain(poolId, bidder);
        }

        if (payer) {
            // Check: it is not too late.
            _checkPeriod(poolId, 0, _complaintEnd(pool));
        } else {
            // Check: it is not too late; and not too early, where nothing was delivered.
            uint256 answerEnd = _answerEnd(pool, exchange);
            _checkPeriod(
                poolId,
                exchange.word == bytes32(0) ? answerEnd : 0,
                answerEnd + pool.complaintPeriod
            );
        }

        if (exchange.word != bytes32(0)) {
            _checkWrong(poolId, pool, bidder, exchange, privateKey);
        } else if (pool.publishedAt != 0 && pool.publishedAt < _answerEnd(pool, exchange)) {
            // Check: the key was not out by then.
            revert CostSharingPools_NothingToComplain(poolId, bidder);
        }

        // Effect: it is made good, at the seller's expense.
        exchange.wronged = true;
        if (payer) {
            --pool.delivered;
        } else {
            ++pool.wronged;
            if (exchange.word != bytes32(0)) {
                --pool.answered;
            }
        }

        // Log the event.
        emit Complained(poolId, bidder, privateKey);
    }

    /// @inheritdoc ICostSharingPools
    function publish(bytes32 poolId, bytes32 key) external override {
        Pool storage pool = _sold(poolId);

        // Check: it is the time for it, once.
        _checkPeriod(poolId, _publishFrom(pool), _publishEnd(pool));
        if (pool.publishedAt != 0) {
            revert CostSharingPools_AlreadyPublished(poolId);
        }

        // Check: it is the key.
        if (keccak256(abi.encode(key)) != pool.keyHash) {
            revert CostSharingPools_KeyMismatch(poolId, key);
        }

        // Effect: the key is out.
        pool.publishedAt = uint40(block.timestamp);

        // Log the event.
        emit KeyPublished(poolId, key);
    }

    /// @inheritdoc ICostSharingPools
    function decideGate(bytes32 poolId) external override {
        Pool storage pool = _existing(poolId);

        // Check: there is a gate to decide, and time.
        if (pool.gate != Gate.PENDING) {
            revert CostSharingPools_GateNotPending(poolId, pool.gate);
        }
        _checkPeriod(poolId, 0, pool.gateEnd);

        (bool answered, uint16 price) = OracleCall.ask(pool.gateOracle, pool.gateQuestionId);

        // Check: the oracle is done.
        if (!answered) {
            revert CostSharingPools_OracleSilent(poolId, pool.gateOracle);
        }

        // Effect: the seller is paid, or not, for ever.
        bool passed = price > HALF_PRICE;
        pool.gate = passed ? Gate.PASSED : Gate.FAILED;

        // Log the event.
        emit GateDecided(poolId, price, passed);
    }

    /// @dev A pool has one point: whoever complains of it must not find another.
    function _keepPoint(bytes32 poolId, Pool storage pool, uint256 x, bool odd) private {
        if (pool.pointX == 0) {
            // Check: scalars of it can be computed.
            if (x == 0 || x >= SharedPoint.ORDER) {
                revert CostSharingPools_PointOutOfRange(x);
            }

            // Effect: keep it, for ever.
            pool.pointX = x;
            pool.pointOdd = odd;

            // Log the event.
            emit PointPosted(poolId, x, odd);
        } else if (pool.pointX != x || pool.pointOdd != odd) {
            revert CostSharingPools_PointMismatch(x, odd);
        }
    }

    /// @dev Delivers one word.
    function _deliver(bytes32 poolId, Pool storage pool, address bidder, bytes32 word) private {
        Exchange storage exchange = _exchanges[poolId][bidder];
        bool payer = _pays(pool, bidder, _bids[poolId][bidder]);

        // Check: there is a word, the only one.
        if (word == bytes32(0)) {
            revert CostSharingPools_WordZero(bidder);
        }
        if (exchange.word != bytes32(0)) {
            revert CostSharingPools_AlreadyDelivered(poolId, bidder);
        }

        // Check: it is due, and in time.
        if (payer) {
            _checkPeriod(poolId, 0, _start(pool));
        } else {
            if (exchange.requestedAt == 0) {
                revert CostSharingPools_NothingDue(poolId, bidder);
            }
            _checkPeriod(poolId, 0, _answerEnd(pool, exchange));
            if (pool.publishedAt != 0) {
                revert CostSharingPools_AlreadyPublished(poolId);
            }
        }

        // Effect: keep it, for ever.
        exchange.word = word;
        if (payer) {
            ++pool.delivered;
        } else {
            ++pool.answered;
        }

        // Log the event.
        emit WordDelivered(poolId, bidder, word);
    }

    /// @dev Checks that a word does not give the key to the one who holds the committed private key. A point off the curve
    /// gives nobody anything.
    function _checkWrong(
        bytes32 poolId,
        Pool storage pool,
        address bidder,
        Exchange storage exchange,
        uint256 privateKey
    ) private view {
        // Check: it is the bidder's key.
        if (
            privateKey == 0 || privateKey >= SharedPoint.ORDER
                || SharedPoint.addressOfKey(privateKey) != exchange.key
        ) {
            revert CostSharingPools_PrivateKeyMismatch(poolId, bidder);
        }

        // Check: the word does not give the information's key.
        address shared = SharedPoint.addressOf(privateKey, pool.pointX, pool.pointOdd);
        bytes32 key = exchange.word ^ keccak256(abi.encode(shared, poolId, bidder));
        if (shared != address(0) && keccak256(abi.encode(key)) == pool.keyHash) {
            revert CostSharingPools_WordRight(poolId, bidder);
        }
    }
}
