// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICostSharingPools} from "../../../contracts/interfaces/ICostSharingPools.sol";
import {OutcomeActions} from "./OutcomeActions.sol";

/// @notice The key changes hands, or does not.
abstract contract ExchangeActions is OutcomeActions {
    /*//////////////////////////////////////////////////////////////////////////
                                      DELIVER
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev To one or to all whom it is due, by a seller who sends rubbish to some.
    function deliver(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        bool reckless = _reckless(what);
        uint256 pool = reckless ? what % ghosts.length : _givenSold(what, _hasToDeliver);
        address caller =
            reckless && who % 2 == 0 ? actors[who % ACTORS].account : ghosts[pool].seller;
        uint256[] memory to = reckless || amount % 2 == 0
            ? _list(reckless ? who % ACTORS : _findActor(pool, who, _isDue))
            : _allDue(pool);
        bool samePoint = !reckless || amount % 3 != 0;
        bool allowed = _isSold(pool) && caller == ghosts[pool].seller && samePoint;
        for (uint256 i = 0; i < to.length; ++i) {
            allowed = allowed && _isDue(pool, to[i]);
        }
        _deliver(pool, caller, to, samePoint ? ghosts[pool].pointX : ORDER, allowed, amount);
    }

    function _deliver(
        uint256 pool,
        address caller,
        uint256[] memory to,
        uint256 pointX,
        bool allowed,
        uint256 seed
    ) private {
        bytes32[] memory words = new bytes32[](to.length);
        address[] memory accounts = new address[](to.length);
        for (uint256 i = 0; i < to.length; ++i) {
            accounts[i] = actors[to[i]].account;
            words[i] = _word(pool, to[i]);
            if (_isRubbish(seed, i)) {
                words[i] = bytes32(uint256(words[i]) ^ 1);
            }
        }

        (bool success,) = _call(
            caller,
            abi.encodeCall(
                ICostSharingPools.deliver,
                (ghosts[pool].id, pointX, ghosts[pool].pointOdd, accounts, words)
            )
        );

        _agree("deliver", allowed, success);
        if (success) {
            ghosts[pool].posted = true;
            for (uint256 i = 0; i < to.length; ++i) {
                GhostBid storage bid = bids[pool][to[i]];
                bid.word = words[i];
                bid.rubbish = ghosts[pool].offCurve || _isRubbish(seed, i);
                ++passed[bid.pays ? "deliver to a payer" : "deliver on request"];
            }
        }
    }

    function _isRubbish(uint256 seed, uint256 place) private pure returns (bool) {
        return _mix(seed, vm.toString(place)) % 3 == 0;
    }

    /// @dev The key, hidden by what the bidder's key and the seller's secret make together.
    function _word(uint256 pool, uint256 actor) private view returns (bytes32) {
        GhostPool storage ghost = ghosts[pool];
        address shared = vm.addr(mulmod(actors[actor].key, ghost.secret, ORDER));
        return ghost.key ^ keccak256(abi.encode(shared, ghost.id, actors[actor].account));
    }

    function _hasToDeliver(uint256 pool) internal view returns (bool) {
        return _isSold(pool) && _anybody(pool, _isDue);
    }

    function _isDue(uint256 pool, uint256 actor) internal view returns (bool) {
        GhostPool storage ghost = ghosts[pool];
        GhostBid storage bid = bids[pool][actor];
        if (bid.word != 0) {
            return false;
        }
        if (bid.pays) {
            return time < _start(pool);
        }
        return bid.requestedAt != 0 && time < _answerEnd(pool, actor) && ghost.publishedAt == 0;
    }

    function _allDue(uint256 pool) private view returns (uint256[] memory to) {
        to = new uint256[](ACTORS);
        uint256 length;
        for (uint256 i = 0; i < ACTORS; ++i) {
            if (_isDue(pool, i)) {
                to[length++] = i;
            }
        }
        assembly {
            mstore(to, length)
        }
    }

    function _list(uint256 actor) private pure returns (uint256[] memory only) {
        only = new uint256[](1);
        only[0] = actor;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      REQUEST
    //////////////////////////////////////////////////////////////////////////*/

    function request(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        bool reckless = _reckless(what);
        uint256 pool = reckless ? what % ghosts.length : _givenSold(what, _hasToRequest);
        uint256 actor = reckless ? who % ACTORS : _findActor(pool, who, _mayRequest);
        GhostPool storage ghost = ghosts[pool];
        bool broke = reckless && amount % 2 == 0 && ghost.terms.requestFee != 0;
        bool allowed = _mayRequest(pool, actor) && !broke;
        _give(actors[actor].account, broke ? ghost.terms.requestFee - 1 : ghost.terms.requestFee);

        (bool success,) =
            _call(actors[actor].account, abi.encodeCall(ICostSharingPools.request, (ghost.id)));

        _agree("request", allowed, success);
        if (success) {
            bids[pool][actor].requestedAt = time;
            ++ghost.requests;
        }
    }

    function _hasToRequest(uint256 pool) internal view returns (bool) {
        return _isSold(pool) && _anybody(pool, _mayRequest);
    }

    function _mayRequest(uint256 pool, uint256 actor) internal view returns (bool) {
        GhostBid storage bid = bids[pool][actor];
        return _isSold(pool) && bid.index != 0 && !bid.pays && bid.requestedAt == 0
            && ghosts[pool].publishedAt == 0 && time >= _dueAt(pool, actor)
            && time < _publishEnd(pool);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      COMPLAIN
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev By anybody who has a key, whether there is something to complain of or not.
    function complain(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        bool reckless = _reckless(what);
        uint256 pool = reckless ? what % ghosts.length : _givenSold(what, _hasToComplain);
        uint256 actor = reckless ? who % ACTORS : _findActor(pool, who, _mayComplain);
        uint256 key = reckless && amount % 4 == 0
            ? [actors[(actor + 1) % ACTORS].key, 0, ORDER, type(uint256).max][amount / 4 % 4]
            : actors[actor].key;
        GhostBid storage bid = bids[pool][actor];
        // Who has no word needs no key.
        bool allowed = _mayComplain(pool, actor) && (bid.word == 0 || key == actors[actor].key);

        (bool success,) = _call(
            actors[_mix(who, "caller") % ACTORS].account,
            abi.encodeCall(
                ICostSharingPools.complain, (ghosts[pool].id, actors[actor].account, key)
            )
        );

        _agree("complain", allowed, success);
        if (success) {
            bid.wronged = true;
            ++passed[_complaint(bid)];
        }
    }

    function _complaint(GhostBid storage bid) private view returns (string memory) {
        if (bid.pays) {
            return "complain as a payer";
        }
        return bid.word == 0 ? "complain of silence" : "complain of an answer";
    }

    function _hasToComplain(uint256 pool) internal view returns (bool) {
        return _isSold(pool) && _anybody(pool, _mayComplain);
    }

    /// @dev With the right key.
    function _mayComplain(uint256 pool, uint256 actor) internal view returns (bool) {
        GhostBid storage bid = bids[pool][actor];
        if (bid.wronged || !_isSold(pool)) {
            return false;
        }
        if (bid.pays) {
            return bid.rubbish && !_isRepaid(bid) && time < _complaintEnd(pool);
        }
        if (bid.requestedAt == 0 || time >= _answerComplaintEnd(pool, actor)) {
            return false;
        }
        if (bid.word != 0) {
            return bid.rubbish;
        }
        uint256 answerEnd = _answerEnd(pool, actor);
        return time >= answerEnd && !_isPublishedBefore(pool, answerEnd);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      PUBLISH
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Now and then early, late, twice, or what is not the key.
    function publish(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        bool reckless = _reckless(what);
        uint256 pool = reckless ? what % ghosts.length : _givenSold(what, _mayPublish);
        GhostPool storage ghost = ghosts[pool];
        bytes32 key = reckless && amount % 2 == 0 ? bytes32(amount) : ghost.key;

        (bool success,) = _call(
            actors[who % ACTORS].account, abi.encodeCall(ICostSharingPools.publish, (ghost.id, key))
        );

        _agree("publish", _mayPublish(pool) && key == ghost.key, success);
        if (success) {
            ghost.publishedAt = time;
        }
    }

    function _mayPublish(uint256 pool) internal view returns (bool) {
        return _isSold(pool) && ghosts[pool].publishedAt == 0 && time >= _publishFrom(pool)
            && time < _publishEnd(pool);
    }
}
