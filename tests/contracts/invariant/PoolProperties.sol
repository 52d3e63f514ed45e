// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bid, Exchange, Gate, Pool} from "../../../contracts/types/Pools.sol";
import {PoolBooks} from "./PoolBooks.sol";

/// @notice What must hold between the pools' books and their ghost after every action.
abstract contract PoolProperties is PoolBooks {
    /// @dev POOL-1, with equality: donations aside, the tokens are what is held of pools and what is burnt. What is due of a
    /// pool is never more than what is held of that one.
    function _assert_POOL_1_TheTokensAreWhatIsHeld() internal view {
        uint256 held = donated + burnt;
        for (uint256 i = 0; i < ghosts.length; ++i) {
            uint256 heldOfPool = _held(i);
            uint256 due;
            for (uint256 j = 0; j < ACTORS; ++j) {
                due += _assertDue(i, j);
            }
            require(due <= heldOfPool, "POOL-1: more is due than is held");
            held += heldOfPool;
        }
        _same(token.balanceOf(address(pools)), held, "POOL-1");
        _same(pools.burnt(), burnt, "POOL-1: burnt");
    }

    /// @dev POOL-6: what the pools say is due is what the ghost says.
    function _assertDue(uint256 pool, uint256 actor) private view returns (uint256 due) {
        due = pools.due(ghosts[pool].id, actors[actor].account);
        uint256 expected = _due(pool, actor);
        if (due != expected) {
            assertEq(due, expected, _label("POOL-6: due", pool, actor));
        }
    }

    /// @dev POOL-3, and POOL-4 for the outcome once and for ever.
    function _assert_POOL_3_4_OutcomesAreTheMechanisms() internal view {
        for (uint256 i = 0; i < ghosts.length; ++i) {
            GhostPool storage ghost = ghosts[i];
            Pool memory pool = pools.getPool(ghost.id);
            _same(pool.settledAt, ghost.settledAt, "settled at");
            if (ghost.settledAt != 0) {
                _assertOutcome(ghost, pool);
            }
            for (uint256 j = 0; ghost.outcome.payers != 0 && j < ACTORS; ++j) {
                _assertPays(i, j, pool.share);
            }
        }
    }

    function _assertOutcome(GhostPool storage ghost, Pool memory pool) private view {
        _same(pool.payers, ghost.outcome.payers, "POOL-4: payers");
        _same(pool.share, ghost.outcome.share, "POOL-4: share");
        _same(uint256(pool.winner), ghost.outcome.winner, "POOL-4: winner");
        _same(pool.leftDeadline, ghost.outcome.deadlines[0], "POOL-4: left deadline");
        _same(pool.rightDeadline, ghost.outcome.deadlines[1], "POOL-4: right deadline");
    }

    function _assertPays(uint256 pool, uint256 actor, uint256 share) private view {
        GhostBid storage bid = bids[pool][actor];
        bool pays = pools.pays(ghosts[pool].id, actors[actor].account);
        require(pays == bid.pays, "POOL-4: pays");
        require(!pays || share <= bid.valuation, "POOL-3: a share above the valuation");
    }

    /// @dev What was written once stays; what counts, counts.
    function _assertTheExchangeIsWhatWasDone() internal view {
        for (uint256 i = 0; i < ghosts.length; ++i) {
            GhostPool storage ghost = ghosts[i];
            Pool memory pool = pools.getPool(ghost.id);
            require(pool.seed == ghost.seed, "seed");
            _same(pool.publishedAt, ghost.publishedAt, "published at");
            _same(pool.pointX, ghost.posted ? ghost.pointX : 0, "point");
            _same(uint256(pool.gate), uint256(ghost.gate), "gate");
            _same(pool.requests, ghost.requests, "requests");
            for (uint256 j = 0; j < ACTORS; ++j) {
                _assertExchange(ghost.id, j, bids[i][j]);
            }
        }
    }

    function _assertExchange(bytes32 id, uint256 actor, GhostBid storage ghost) private view {
        Bid memory bid = pools.getBid(id, actors[actor].account);
        Exchange memory exchange = pools.getExchange(id, actors[actor].account);
        _same(bid.index, ghost.index, "index");
        _same(bid.valuation, ghost.index == 0 ? 0 : ghost.valuation, "valuation");
        require(exchange.word == ghost.word, "word");
        require(exchange.wronged == ghost.wronged, "wronged");
        _same(exchange.requestedAt, ghost.requestedAt, "requested at");
    }

    /// @dev POOL-2, once a pool is over and everybody paid: what the payers paid is what the seller was paid for the
    /// information, and what went back to them. A gate that says no, and a key that is not out, leave the seller nothing of it.
    function _assert_POOL_2_SharesAreTheSellersOrGoBack(uint256 pool) internal view {
        GhostPool storage ghost = ghosts[pool];
        uint256 bond = ghost.terms.bond;
        uint256 slashed;
        uint256 fees;
        uint256 refunded;
        for (uint256 i = 0; i < ACTORS; ++i) {
            GhostBid storage bid = bids[pool][i];
            if (bid.pays && _isRepaid(bid)) {
                refunded += ghost.outcome.share;
                slashed += bid.received - bid.paid;
            } else if (bid.requestedAt != 0) {
                uint256 back = bid.requestReceived;
                uint256 fee = ghost.terms.requestFee;
                fees += back < fee ? fee : 0;
                slashed += back < fee ? 0 : back - fee;
            }
        }
        // What is left of the bond and the fees of answers aside.
        uint256 forInformation = ghost.received - (bond - slashed) - fees;
        uint256 collected = ghost.outcome.share * ghost.outcome.payers;
        _same(forInformation + refunded, collected, "POOL-2");
        require(slashed <= bond, "POOL-2: slashed more than the bond");
        if (ghost.publishedAt == 0 || _gateSaysNo(pool)) {
            _same(forInformation, 0, "POOL-2: paid for nothing");
        }
    }

    function _label(string memory what, uint256 pool, uint256 actor)
        private
        pure
        returns (string memory)
    {
        return string.concat(what, ", pool ", vm.toString(pool), ", actor ", vm.toString(actor));
    }
}
