// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Gate} from "../../../contracts/types/Pools.sol";
import {PoolGhost} from "./PoolGhost.sol";

/// @notice Who should have had how much by now, in all, from what was done; what is due is what of it was not paid yet.
/// @dev The seller's is whatever of the pot nobody else is to have (POOL-2), counted bid by bid.
abstract contract PoolBooks is PoolGhost {
    function _due(uint256 pool, uint256 actor) internal view returns (uint256) {
        if (actors[actor].account == ghosts[pool].seller) {
            return _sellerEntitled(pool) - ghosts[pool].received;
        }
        return _bidDue(pool, actor) + _requestDue(pool, actor);
    }

    function _bidDue(uint256 pool, uint256 actor) internal view returns (uint256) {
        return _bidEntitled(pool, actor) - bids[pool][actor].received;
    }

    function _requestDue(uint256 pool, uint256 actor) internal view returns (uint256) {
        return _requestEntitled(pool, actor) - bids[pool][actor].requestReceived;
    }

    /// @dev A deposit that nobody opened in time loses the reveal bond.
    function _forfeits(uint256 pool, uint256 actor) internal view returns (bool) {
        GhostBid storage bid = bids[pool][actor];
        return bid.committed && bid.index == 0 && time >= ghosts[pool].revealEnd;
    }

    /// @dev Tokens that the pools hold of a pool.
    function _held(uint256 pool) internal view returns (uint256) {
        GhostPool storage ghost = ghosts[pool];
        uint256 cameIn = ghost.terms.bond + uint256(ghost.requests) * ghost.terms.requestFee;
        uint256 wentOut = ghost.received;
        for (uint256 i = 0; i < ACTORS; ++i) {
            GhostBid storage bid = bids[pool][i];
            cameIn += bid.paid;
            wentOut += bid.received + bid.requestReceived;
            if (bid.forfeited) {
                wentOut += ghost.terms.revealBond;
            }
        }
        return cameIn - wentOut;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      BIDDERS
    //////////////////////////////////////////////////////////////////////////*/

    function _bidEntitled(uint256 pool, uint256 actor) internal view returns (uint256) {
        GhostPool storage ghost = ghosts[pool];
        GhostBid storage bid = bids[pool][actor];
        if (!bid.committed) {
            return 0;
        }
        if (bid.index == 0) {
            return _forfeits(pool, actor) ? bid.paid - ghost.terms.revealBond : 0;
        }
        if (ghost.settledAt == 0) {
            // What hid the valuation is back; the rest follows when nothing comes of the pool.
            return time >= _settleEnd(pool) ? bid.paid : bid.paid - _needed(pool, bid.valuation);
        }
        if (!bid.pays) {
            return bid.paid;
        }
        if (_isFailed(pool, actor)) {
            return bid.paid + ghost.terms.bond / ghost.outcome.payers;
        }
        return _isOver(pool) && _gateSaysNo(pool) ? bid.paid : bid.paid - ghost.outcome.share;
    }

    /// @dev A payer has nothing by the start, or rubbish, or the key never came out.
    function _isFailed(uint256 pool, uint256 actor) internal view returns (bool) {
        GhostBid storage bid = bids[pool][actor];
        bool unserved = bid.word == 0 && time >= _start(pool);
        bool unpublished = ghosts[pool].publishedAt == 0 && time >= _publishEnd(pool);
        return bid.pays && (bid.wronged || unserved || unpublished);
    }

    /// @dev A payer had the share back.
    function _isRepaid(GhostBid storage bid) internal view returns (bool) {
        return bid.received >= bid.paid;
    }

    function _requestEntitled(uint256 pool, uint256 actor) internal view returns (uint256) {
        GhostPool storage ghost = ghosts[pool];
        GhostBid storage bid = bids[pool][actor];
        uint256 fee = ghost.terms.requestFee;
        if (bid.requestedAt == 0) {
            return 0;
        }
        if (bid.wronged) {
            return _isOver(pool) ? fee + _requestPart(pool) : 0;
        }
        if (bid.word != 0) {
            return 0;
        }
        return _isPublishedBefore(pool, _answerEnd(pool, actor))
            || time >= _answerComplaintEnd(pool, actor)
            ? fee
            : 0;
    }

    /// @dev What the failed payers leave of the bond, by all who revealed and do not pay.
    function _requestPart(uint256 pool) private view returns (uint256) {
        uint256 left = ghosts[pool].terms.bond;
        uint256 others;
        for (uint256 i = 0; i < ACTORS; ++i) {
            GhostBid storage bid = bids[pool][i];
            if (_isFailed(pool, i)) {
                left -= ghosts[pool].terms.bond / ghosts[pool].outcome.payers;
            } else if (bid.index != 0 && !bid.pays) {
                ++others;
            }
        }
        return others == 0 ? 0 : left / others;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       SELLER
    //////////////////////////////////////////////////////////////////////////*/

    function _sellerEntitled(uint256 pool) internal view returns (uint256) {
        GhostPool storage ghost = ghosts[pool];
        if (ghost.settledAt == 0) {
            return time >= _settleEnd(pool) ? ghost.terms.bond : 0;
        }
        if (!_isSold(pool)) {
            return ghost.terms.bond;
        }
        if (!_isOver(pool) || !_areRequestsOver(pool)) {
            return 0;
        }
        if (ghost.publishedAt != 0 && ghost.gate == Gate.PENDING && !_gateSaysNo(pool)) {
            return 0;
        }
        return _pot(pool);
    }

    /// @dev The bond, deposits and fees, less what bidders are to have of them in the end.
    function _pot(uint256 pool) private view returns (uint256 pot) {
        pot = ghosts[pool].terms.bond;
        for (uint256 i = 0; i < ACTORS; ++i) {
            GhostBid storage bid = bids[pool][i];
            if (bid.index != 0) {
                pot = pot + bid.paid - _bidEntitled(pool, i);
            }
            if (bid.requestedAt != 0) {
                pot = pot + ghosts[pool].terms.requestFee - _requestEntitled(pool, i);
            }
        }
    }

    function _isOver(uint256 pool) internal view returns (bool) {
        return
            ghosts[pool].publishedAt == 0 ? time >= _publishEnd(pool) : time >= _complaintEnd(pool);
    }

    /// @dev Nobody can request any more, and nobody complain of an answer that did not come.
    function _areRequestsOver(uint256 pool) private view returns (bool) {
        GhostPool storage ghost = ghosts[pool];
        uint256 last = ghost.publishedAt == 0 ? _publishEnd(pool) : ghost.publishedAt;
        return ghost.requests == 0
            || time >= last + ghost.terms.deliveryPeriod + ghost.terms.complaintPeriod;
    }

    function _gateSaysNo(uint256 pool) internal view returns (bool) {
        GhostPool storage ghost = ghosts[pool];
        return
            ghost.gate == Gate.FAILED || (ghost.gate == Gate.PENDING && time >= ghost.terms.gateEnd);
    }

    function _isPublishedBefore(uint256 pool, uint256 instant) internal view returns (bool) {
        uint256 publishedAt = ghosts[pool].publishedAt;
        return publishedAt != 0 && publishedAt < instant;
    }
}
