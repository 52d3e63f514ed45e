// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";

import {PoolBids} from "./abstracts/PoolBids.sol";
import {PoolExchange} from "./abstracts/PoolExchange.sol";
import {PoolSettlement} from "./abstracts/PoolSettlement.sol";
import {TokenHolder} from "./abstracts/TokenHolder.sol";
import {ICostSharingPools} from "./interfaces/ICostSharingPools.sol";
import {Payouts} from "./libraries/Payouts.sol";
import {Bid, Exchange, Gate, Pool} from "./types/Pools.sol";

/// @title CostSharingPools
/// @notice See the documentation in {ICostSharingPools}.
contract CostSharingPools is PoolBids, PoolSettlement, PoolExchange, Multicall {
    /// @inheritdoc ICostSharingPools
    uint256 public override burnt;

    /// @param token_ What is paid in.
    constructor(IERC20 token_) TokenHolder(token_) {}

    /*//////////////////////////////////////////////////////////////////////////
                                        MONEY
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc ICostSharingPools
    function claim(bytes32 poolId, address account)
        external
        override
        nonReentrant
        returns (uint256 amount)
    {
        Pool storage pool = _existing(poolId);

        if (account == pool.seller) {
            amount = _sellerDue(pool);

            // Effect: the seller is paid once.
            if (amount != 0) {
                pool.collected = true;
            }
        } else {
            Bid memory bid = _bids[poolId][account];
            uint112 kept;
            (amount, kept) = _bidDue(poolId, pool, account, bid);
            uint256 fee = _requestDue(pool, _exchanges[poolId][account]);

            // Effect: a deposit that nobody opened loses the reveal bond.
            if (bid.index == 0 && kept != bid.deposit && pool.revealBond != 0) {
                burnt += pool.revealBond;

                // Log the event.
                emit RevealBondBurnt(poolId, account, pool.revealBond);
            }

            // Effect: what is paid is held no more.
            _bids[poolId][account].deposit = kept;
            if (fee != 0) {
                _exchanges[poolId][account].feeReturned = true;
                amount += fee;
            }
        }

        if (amount != 0) {
            // Log the event.
            emit Claimed(poolId, account, amount);

            // Interaction: pay the account.
            _push(account, amount);
        }
    }

    /// @inheritdoc ICostSharingPools
    function due(bytes32 poolId, address account) external view override returns (uint256 amount) {
        Pool storage pool = _existing(poolId);
        if (account == pool.seller) {
            return _sellerDue(pool);
        }
        (amount,) = _bidDue(poolId, pool, account, _bids[poolId][account]);
        amount += _requestDue(pool, _exchanges[poolId][account]);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       PRIVATE
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev What a bidder is due of deposit and bond, and what is kept of the deposit. Upholds POOL-6.
    function _bidDue(bytes32 poolId, Pool storage pool, address bidder, Bid memory bid)
        private
        view
        returns (uint256 amount, uint112 kept)
    {
        uint112 deposit = bid.deposit;
        if (deposit == 0) {
            return (0, 0);
        }

        // Not revealed: the reveal bond is lost.
        if (bid.index == 0) {
            if (block.timestamp < pool.revealEnd) {
                return (0, deposit);
            }
            return (deposit - pool.revealBond, 0);
        }

        // Not settled: everything goes back when it can no longer be.
        if (pool.settledAt == 0) {
            if (block.timestamp < _settleEnd(pool)) {
                return (0, deposit);
            }
            return (deposit, 0);
        }

        if (!_pays(pool, bidder, bid)) {
            return (deposit, 0);
        }

        // A payer: the share stays, unless the seller failed this payer, or the gate did.
        uint112 share = pool.share;
        if (_failed(poolId, pool, bidder)) {
            return (uint256(deposit) + Payouts.compensation(pool.bond, pool.payers), 0);
        }
        if (_isOver(pool) && _gateFailed(pool)) {
            return (deposit, 0);
        }
        return (deposit - share, share);
    }

    /// @dev What a bidder is due of a request: the fee, and if the seller was at fault what is left of the bond by the payers,
    /// divided by all who could have requested.
    function _requestDue(Pool storage pool, Exchange storage exchange)
        private
        view
        returns (uint256)
    {
        if (exchange.requestedAt == 0 || exchange.feeReturned) {
            return 0;
        }
        if (exchange.wronged) {
            return _isOver(pool) ? pool.requestFee + _requestPart(pool) : 0;
        }
        if (exchange.word != bytes32(0)) {
            return 0;
        }
        // Not answered: because the key came out in time, or nobody complained.
        uint256 answerEnd = _answerEnd(pool, exchange);
        bool published = pool.publishedAt != 0 && pool.publishedAt < answerEnd;
        return
            published || block.timestamp >= answerEnd + pool.complaintPeriod ? pool.requestFee : 0;
    }

    /// @dev What the seller is due. Upholds POOL-2.
    function _sellerDue(Pool storage pool) private view returns (uint256) {
        if (pool.collected) {
            return 0;
        }
        if (pool.settledAt == 0) {
            return block.timestamp < _settleEnd(pool) ? 0 : pool.bond;
        }
        if (pool.payers == 0) {
            return pool.bond;
        }
        if (!_isOver(pool) || block.timestamp < _requestsEnd(pool)) {
            return 0;
        }

        uint256 rest = Payouts.sellerRest(
            _bondLeft(pool), _requestPart(pool), pool.wronged, pool.answered, pool.requestFee
        );
        if (pool.publishedAt == 0 || _gateFailed(pool)) {
            return rest;
        }
        if (pool.gate == Gate.PENDING) {
            return 0;
        }
        return rest + uint256(pool.delivered) * pool.share;
    }

    /// @dev Whether the seller failed a payer: delivered nothing by the start, or rubbish, or never published.
    function _failed(bytes32 poolId, Pool storage pool, address payer) private view returns (bool) {
        Exchange storage exchange = _exchanges[poolId][payer];
        return exchange.wronged || (exchange.word == bytes32(0) && block.timestamp >= _start(pool))
            || (pool.publishedAt == 0 && block.timestamp >= _publishEnd(pool));
    }

    /// @dev Whether it is decided for every payer if the seller failed them.
    function _isOver(Pool storage pool) private view returns (bool) {
        return block.timestamp >= (pool.publishedAt == 0 ? _publishEnd(pool) : _complaintEnd(pool));
    }

    /// @dev Unix seconds from which nothing becomes of any request.
    function _requestsEnd(Pool storage pool) private view returns (uint256) {
        if (pool.requests == 0) {
            return 0;
        }
        uint256 last = pool.publishedAt == 0 ? _publishEnd(pool) : pool.publishedAt;
        return last + pool.deliveryPeriod + pool.complaintPeriod;
    }

    /// @dev Whether the gate keeps the shares from the seller.
    function _gateFailed(Pool storage pool) private view returns (bool) {
        return
            pool.gate == Gate.FAILED
                || (pool.gate == Gate.PENDING && block.timestamp >= pool.gateEnd);
    }

    /// @dev What is left of the bond by the payers whom the seller failed: all of them, if nothing was published.
    function _bondLeft(Pool storage pool) private view returns (uint256) {
        uint256 failed = pool.publishedAt == 0 ? pool.payers : pool.payers - pool.delivered;
        return Payouts.bondLeft(pool.bond, pool.payers, failed);
    }

    /// @dev What a wronged request gets of the bond, once `_isOver`.
    function _requestPart(Pool storage pool) private view returns (uint256) {
        return Payouts.requestPart(_bondLeft(pool), uint256(pool.revealed) - pool.payers);
    }
}
