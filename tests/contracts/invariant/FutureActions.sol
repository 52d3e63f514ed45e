// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICollateralVault} from "../../../contracts/interfaces/ICollateralVault.sol";
import {IIssueMarket} from "../../../contracts/interfaces/IIssueMarket.sol";
import {Status} from "../../../contracts/types/Oracle.sol";
import {Formulas} from "../abstracts/Formulas.sol";
import {MarketGhost} from "./MarketGhost.sol";

/// @notice Futures from their creation to the last redemption, and the time that passes meanwhile.
abstract contract FutureActions is MarketGhost {
    function passTime(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        uint256 kind = who % 8;
        if (kind < 3) {
            time += uint40(_bound(amount, 1, 6 hours));
        } else if (kind < 6) {
            time += uint40(_bound(amount, 6 hours, 2 days));
        } else {
            // To the second at which something changes, or to the one before.
            uint40 at = _nextChange(kind == 6, what);
            at -= uint40(amount % 2);
            time = at > time ? at : time + 6 hours;
        }
        _agree("passTime", true, true);
    }

    function createFuture(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        if (futures.length >= MOST_FUTURES) {
            _createAgain(_actor(who), what % futures.length);
            return;
        }
        string memory question = string.concat("file:demo#", vm.toString(futures.length));
        uint40 maturation =
            _reckless(what) ? time - uint40(amount % 2) : time + uint40(_bound(amount, 1, 6 days));
        address oracle = _anyOracle(what);

        (bool success, bytes memory result) = _call(
            _actor(who), abi.encodeCall(IIssueMarket.createFuture, (question, maturation, oracle))
        );

        _agree("createFuture", maturation > time, success);
        if (success) {
            bytes32 id = Formulas.futureId(question, maturation, oracle);
            assertEq(abi.decode(result, (bytes32)), id, "createFuture: future id");
            _remember(id, question, maturation, oracle);
        }
    }

    function split(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        bool reckless = _reckless(what);
        uint256 future = reckless ? _findFuture(what, _atAnEdge) : _tradingFuture(what);
        address holder = _actor(who);
        uint256 units = _bound(amount, reckless ? 0 : 1, 300);
        if (!reckless) {
            _ensureCollateral(holder, units * UNIT);
        }
        bool allowed = units != 0 && _trading(future) && claims[holder][0] >= units * UNIT;

        (bool success,) =
            _call(holder, abi.encodeCall(IIssueMarket.split, (futures[future].id, uint128(units))));

        _agree("split", allowed, success);
        if (success) {
            _splitGhost(holder, future, units);
        }
    }

    function merge(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        bool reckless = _reckless(what);
        uint256 future = _findFuture(what, _unsettled);
        address holder = _actor(who);
        if (reckless) {
            future = _findFuture(what, _atAnEdge);
        } else if (_pairs(holder, future) == 0) {
            // Rather one of those that still trade, where pairs are to be had.
            future = _tradingFuture(what);
            _ensureUnits(holder, future, 0, 1);
            _ensureUnits(holder, future, 1, 1);
        }
        uint256 most = _pairs(holder, future);
        uint256 units = _bound(amount, reckless || most == 0 ? 0 : 1, reckless ? most + 1 : most);
        bool allowed = units != 0 && units <= most && _unsettled(future);

        (bool success,) =
            _call(holder, abi.encodeCall(IIssueMarket.merge, (futures[future].id, uint128(units))));

        _agree("merge", allowed, success);
        if (success) {
            GhostFuture storage ghost = futures[future];
            claims[holder][ghost.ids[0]] -= units;
            claims[holder][ghost.ids[1]] -= units;
            claims[holder][0] += _cost(units, 10_000);
            ghost.open -= units;
        }
    }

    /// @dev MKT-6: split then merge is the identity. The ghost forgets that it happened.
    function splitThenMerge(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        uint256 future = _tradingFuture(what);
        address holder = _actor(who);
        uint128 units = uint128(_bound(amount, 1, 300));
        _ensureCollateral(holder, units * UNIT);
        bytes32 id = futures[future].id;

        (bool success,) = _call(holder, abi.encodeCall(IIssueMarket.split, (id, units)));
        (bool successToo,) = _call(holder, abi.encodeCall(IIssueMarket.merge, (id, units)));

        _agree("splitThenMerge", true, success && successToo);
    }

    /// @dev Reporters of the tracker's oracle vote in their order, and mostly agree.
    function vote(uint256, uint256 what, uint256 amount) external atGhostTime {
        uint256 future = _findFuture(what, _waitsForVotes);
        if (!_waitsForVotes(future) && !_reckless(what)) {
            _wait(amount);
            return;
        }
        GhostFuture storage ghost = futures[future];
        bytes32 questionId = Formulas.questionId(ghost.questionHash, ghost.maturation);
        uint256 turn = tracker.hasVoted(questionId, reporters[0])
            ? tracker.hasVoted(questionId, reporters[1]) ? 2 : 1
            : 0;
        uint16 price =
            uint16((_reckless(amount) ? amount % 3 : uint256(ghost.questionHash) % 3) * 5000);
        bool allowed = _mayBeVotedOn(future);

        vm.prank(reporters[turn]);
        (bool success,) = address(tracker)
            .call(
                abi.encodeCall(
                    tracker.vote, (ghost.questionHash, ghost.maturation, price, bytes32(amount))
                )
            );

        _agree("vote", allowed, success);
    }

    function finalize(uint256, uint256 what, uint256 amount) external atGhostTime {
        uint256 future = _findFuture(what, _finalizable);
        if (!_finalizable(future) && !_reckless(what)) {
            _wait(amount);
            return;
        }
        GhostFuture storage ghost = futures[future];
        bool allowed = _finalizable(future);

        (bool success,) = address(tracker)
            .call(abi.encodeCall(tracker.finalize, (ghost.questionHash, ghost.maturation)));

        _agree("finalize", allowed, success);
    }

    /// @dev An oracle that says what it likes, also after it was heard.
    function answer(uint256, uint256 what, uint256 amount) external atGhostTime {
        _say(
            what % futures.length,
            !_reckless(what),
            uint16(_bound(amount, 0, _reckless(amount) ? type(uint16).max : 10_000))
        );

        _agree("answer", true, true);
    }

    /// @dev MKT-4: once.
    function settle(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        bool reckless = _reckless(what);
        uint256 future = reckless ? _findFuture(what, _atAnEdge) : _findFuture(what, _answerable);
        // Half of what could be said is not said in time.
        if (!reckless && !_answered(future) && (!_answerable(future) || amount % 2 == 0)) {
            _wait(amount);
            return;
        }
        if (!_answered(future)) {
            _say(future, true, uint16(_bound(amount, 0, 10_000)));
        }
        GhostFuture storage ghost = futures[future];
        (bool answered, uint16 price) = _answer(future);
        bool allowed = _matured(future) && answered && price <= 10_000;

        (bool success,) =
            _call(_actor(who), abi.encodeCall(IIssueMarket.settle, (ghost.id, ghost.questionHash)));

        _agree("settle", allowed, success);
        if (success) {
            _settleGhost(ghost, price);
        }
    }

    function void(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        bool reckless = _reckless(what);
        uint256 future = reckless ? _findFuture(what, _atAnEdge) : _findFuture(what, _voidable);
        if (!reckless && amount % 2 == 0) {
            future = _findFuture(future, _voidableAndAnswerable);
        }
        if (!reckless && !_voidable(future)) {
            _wait(amount);
            return;
        }
        GhostFuture storage ghost = futures[future];
        if (amount % 2 == 0) {
            // One answer comes at the last moment.
            _say(future, true, uint16(_bound(_mix(amount, "price"), 0, 10_000)));
        }
        (bool answered, uint16 price) = _answer(future);
        answered = answered && price <= 10_000;

        (bool success,) =
            _call(_actor(who), abi.encodeCall(IIssueMarket.void, (ghost.id, ghost.questionHash)));

        _agree("void", _voidable(future), success);
        if (success) {
            ++passed[answered ? "void after a late answer" : "void after silence"];
            _settleGhost(ghost, answered ? price : 5000);
        }
    }

    /// @dev MKT-5: by anybody, to the holder, exactly.
    function redeem(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        bool reckless = _reckless(what);
        uint256 future = reckless ? _findFuture(what, _atAnEdge) : _findFuture(what, _redeemable);
        if (!reckless && !_redeemable(future)) {
            _wait(amount);
            return;
        }
        address holder = reckless ? _actor(_mix(who, "holder")) : _findHolder(who, future);

        (bool success, bytes memory result) =
            _call(_actor(who), abi.encodeCall(IIssueMarket.redeem, (futures[future].id, holder)));

        _agree("redeem", _settled(future), success);
        if (success) {
            uint256 payout = _redeemGhost(holder, future);
            assertEq(abi.decode(result, (uint256)), payout, "redeem: payout");
            if (payout != 0) {
                ++passed["redeem something"];
            }
        }
    }

    /// @dev Redeems and withdraws where something is settled; else splits and gives one outcome away.
    function multicall(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        address caller = _actor(who);
        uint256 future = _findFuture(what, _settled);
        if (_settled(future) && amount % 2 == 0) {
            _redeemAndWithdraw(caller, future);
            return;
        }
        future = _tradingFuture(what);
        uint128 units = uint128(_bound(amount, 1, 100));
        uint256 id = futures[future].ids[amount % 2];
        _ensureCollateral(caller, units * UNIT);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(IIssueMarket.split, (futures[future].id, units));
        calls[1] = abi.encodeCall(market.transfer, (_actor(what), id, units));

        (bool success,) = _call(caller, abi.encodeCall(market.multicall, (calls)));

        _agree("multicall", true, success);
        _splitGhost(caller, future, units);
        claims[caller][id] -= units;
        claims[_actor(what)][id] += units;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       GHOST
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev A maturation or an expiry, or when a matured future can be voided.
    function _nextChange(bool soon, uint256 seed) private view returns (uint40) {
        if (!soon) {
            return futures[_findFuture(seed, _matured)].maturation + VOID_DELAY;
        }
        if (offers.length != 0 && _mix(seed, "expiry") % 2 == 0) {
            return offers[_findOffer(seed, _fillable)].offer.expiry;
        }
        return futures[_findFuture(seed, _trading)].maturation;
    }

    function _say(uint256 future, bool settled, uint16 price) private {
        GhostFuture storage ghost = futures[future];
        fickle.set(Formulas.questionId(ghost.questionHash, ghost.maturation), settled, price);
    }

    /// @dev Answered, or of the oracle that says what it is told to.
    function _answerable(uint256 future) private view returns (bool) {
        return _answered(future) || (_matured(future) && futures[future].oracle == address(fickle));
    }

    function _voidableAndAnswerable(uint256 future) private view returns (bool) {
        return _voidable(future) && _answerable(future);
    }

    function _redeemable(uint256 future) private view returns (bool) {
        return _settled(future) && _worth(_findHolder(0, future), future) != 0;
    }

    /// @dev The first actor from a random one on whose positions pay; the random one if nobody's do.
    function _findHolder(uint256 seed, uint256 future) private view returns (address) {
        for (uint256 i = 0; i < actors.length; ++i) {
            address holder = _actor(seed % 4 + i);
            if (_worth(holder, future) != 0) {
                return holder;
            }
        }
        return _actor(seed);
    }

    /// @dev With nothing to withdraw the whole batch is undone.
    function _redeemAndWithdraw(address caller, uint256 future) private {
        uint256 total = claims[caller][0] + _worth(caller, future);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(IIssueMarket.redeem, (futures[future].id, caller));
        calls[1] = abi.encodeCall(ICollateralVault.withdraw, (total, caller));

        (bool success,) = _call(caller, abi.encodeCall(market.multicall, (calls)));

        _agree("multicall", total != 0, success);
        if (success) {
            _redeemGhost(caller, future);
            claims[caller][0] = 0;
            wallets[caller] += total;
        }
    }

    function _createAgain(address who, uint256 future) private {
        GhostFuture storage ghost = futures[future];

        (bool success, bytes memory result) = _call(
            who,
            abi.encodeCall(
                IIssueMarket.createFuture, (ghost.question, ghost.maturation, ghost.oracle)
            )
        );

        _agree("createFuture", true, success);
        assertEq(abi.decode(result, (bytes32)), ghost.id, "createFuture: found");
    }

    function _settleGhost(GhostFuture storage ghost, uint16 price) internal {
        ghost.settled = true;
        ghost.price = price;
        ghost.openAtSettlement = ghost.open;
    }

    /// @dev What a holder's positions in a settled future are worth.
    function _worth(address holder, uint256 future) internal view returns (uint256) {
        GhostFuture storage ghost = futures[future];
        return _cost(claims[holder][ghost.ids[0]], ghost.price)
            + _cost(claims[holder][ghost.ids[1]], 10_000 - ghost.price);
    }

    function _redeemGhost(address holder, uint256 future) internal returns (uint256 payout) {
        GhostFuture storage ghost = futures[future];
        payout = _worth(holder, future);
        claims[holder][ghost.ids[0]] = 0;
        claims[holder][ghost.ids[1]] = 0;
        claims[holder][0] += payout;
        ghost.redeemed += payout;
    }

    /// @dev Units of both outcomes that a holder could merge.
    function _pairs(address holder, uint256 future) private view returns (uint256) {
        uint256 fixedUnits = claims[holder][futures[future].ids[0]];
        uint256 unfixedUnits = claims[holder][futures[future].ids[1]];
        return fixedUnits < unfixedUnits ? fixedUnits : unfixedUnits;
    }

    function _waitsForVotes(uint256 future) private view returns (bool) {
        return futures[future].oracle == address(tracker) && _mayBeVotedOn(future);
    }

    function _mayBeVotedOn(uint256 future) private view returns (bool) {
        GhostFuture storage ghost = futures[future];
        bytes32 questionId = Formulas.questionId(ghost.questionHash, ghost.maturation);
        return time >= ghost.maturation && time < ghost.maturation + 5 days
            && tracker.getAnswer(questionId).status == Status.OPEN
            && !tracker.hasVoted(questionId, reporters[2]);
    }

    function _finalizable(uint256 future) private view returns (bool) {
        GhostFuture storage ghost = futures[future];
        bytes32 questionId = Formulas.questionId(ghost.questionHash, ghost.maturation);
        return tracker.getAnswer(questionId).status == Status.PROPOSED
            && time >= tracker.getAnswer(questionId).finalizableAt;
    }
}
