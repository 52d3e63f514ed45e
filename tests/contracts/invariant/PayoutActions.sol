// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICostSharingPools} from "../../../contracts/interfaces/ICostSharingPools.sol";
import {Gate} from "../../../contracts/types/Pools.sol";
import {ExchangeActions} from "./ExchangeActions.sol";

/// @notice Gates that answer, or do not; and everybody's money.
abstract contract PayoutActions is ExchangeActions {
    /// @dev The oracle answers above half, at it, below it, with what is no price, or takes its answer back.
    function answer(uint256, uint256 what, uint256 amount) external atGhostTime {
        uint256 pool = _find(what, _isGatePending);
        uint16 price = [uint16(0), 5000, 5001, 10_000, 10_000, 10_001][amount % 6];

        oracle.set(_questionId(pool), amount % 8 != 0, price);

        _agree("answer", true, true);
    }

    function decideGate(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        bool reckless = _reckless(what);
        uint256 pool = reckless ? what % ghosts.length : _find(what, _isGatePending);
        GhostPool storage ghost = ghosts[pool];
        if (!reckless && amount % 2 == 0) {
            oracle.set(_questionId(pool), true, uint16(_bound(amount, 4990, 5010)));
        }
        (, uint16 price) = oracle.settlement(_questionId(pool));
        bool allowed = _mayDecide(pool);

        (bool success,) = _call(
            actors[who % ACTORS].account, abi.encodeCall(ICostSharingPools.decideGate, (ghost.id))
        );

        _agree("decideGate", allowed, success);
        if (success) {
            ghost.gate = price > 5000 ? Gate.PASSED : Gate.FAILED;
            ++passed[price > 5000 ? "gate passes" : "gate fails"];
        }
    }

    function _isGatePending(uint256 pool) internal view returns (bool) {
        return ghosts[pool].gate == Gate.PENDING && time < ghosts[pool].terms.gateEnd;
    }

    function _mayDecide(uint256 pool) internal view returns (bool) {
        (bool answered, uint16 price) = oracle.settlement(_questionId(pool));
        return _isGatePending(pool) && answered && price <= 10_000;
    }

    /// @dev POOL-6: at any time, by anybody, for anybody: what is theirs by now, to the base unit.
    function claim(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        if (_reckless(what)) {
            _claimOfNothing(what);
            return;
        }
        uint256 pool = _find(what, _owesSomething);
        uint256 actor = amount % 4 == 0 ? who % ACTORS : _findActor(pool, who, _isOwed);
        _claim(pool, actor, _mix(who, "caller") % ACTORS);
    }

    /// @dev There is no such pool.
    function _claimOfNothing(uint256 what) private {
        address account = actors[what % ACTORS].account;

        (bool success,) =
            _call(account, abi.encodeCall(ICostSharingPools.claim, (bytes32(what), account)));

        _agree("claim", false, success);
    }

    function _owesSomething(uint256 pool) internal view returns (bool) {
        return _anybody(pool, _isOwed);
    }

    function _isOwed(uint256 pool, uint256 actor) internal view returns (bool) {
        return _due(pool, actor) != 0;
    }

    function _claim(uint256 pool, uint256 actor, uint256 caller) internal {
        GhostPool storage ghost = ghosts[pool];
        address account = actors[actor].account;
        uint256 due = _due(pool, actor);
        uint256 balance = token.balanceOf(account);

        (bool success,) = _call(
            actors[caller].account, abi.encodeCall(ICostSharingPools.claim, (ghost.id, account))
        );

        _agree("claim", true, success);
        _same(token.balanceOf(account) - balance, due, "POOL-6: paid");
        if (due != 0) {
            ++passed["claim something"];
        }
        if (account == ghost.seller) {
            ghost.received += due;
        } else {
            _book(pool, actor);
        }
    }

    function _book(uint256 pool, uint256 actor) private {
        GhostBid storage bid = bids[pool][actor];
        (uint256 deposit, uint256 fee) = (_bidDue(pool, actor), _requestDue(pool, actor));
        bid.received += deposit;
        bid.requestReceived += fee;
        if (_forfeits(pool, actor) && !bid.forfeited) {
            bid.forfeited = true;
            burnt += ghosts[pool].terms.revealBond;
            ++passed["claim without a reveal bond"];
        }
        if (fee != 0) {
            ++passed["claim for a request"];
        }
    }
}
