// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICostSharingPools} from "../../../contracts/interfaces/ICostSharingPools.sol";
import {Mechanism, PoolTerms} from "../../../contracts/types/Pools.sol";
import {BidActions} from "./BidActions.sol";
import {PoolReference} from "./PoolReference.sol";

/// @notice Coins and outcomes, true and false ones.
abstract contract OutcomeActions is BidActions {
    struct Claim {
        uint32 left;
        uint32 right;
        bool isTrue;
    }

    /// @dev How many of each group somebody's claim has named.
    mapping(bytes32 claim => uint256[2] named) private _named;

    function draw(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        uint256 pool = _reckless(what) ? what % ghosts.length : _await(what, _mayDraw);
        _draw(pool, who % ACTORS, bytes32(amount | 1));
    }

    /// @dev Chunks of the truth and of lies, by a few settlers at a time.
    function settle(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        bool reckless = _reckless(what);
        uint256 pool = reckless && what % 2 == 0 ? what % ghosts.length : _givenRevealed(what);
        if (_mayDraw(pool) && !reckless) {
            _draw(pool, who % ACTORS, bytes32(amount | 1));
        }
        uint256 settler = _mix(who, "settler") % 3 + 5;
        if (reckless) {
            _settleWrongly(pool, settler, amount % 5);
        } else {
            _settleChunk(pool, settler, _anyClaim(pool, amount), amount);
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                        DRAW
    //////////////////////////////////////////////////////////////////////////*/

    function _isSettling(uint256 pool) internal view returns (bool) {
        return
            ghosts[pool].settledAt == 0 && time >= ghosts[pool].revealEnd && time < _settleEnd(pool);
    }

    /// @dev A pool whose coins are still to be drawn is drawn first.
    function _maySettle(uint256 pool) internal view returns (bool) {
        return _isSettling(pool) && ghosts[pool].revealed > 1;
    }

    function _mayDraw(uint256 pool) internal view returns (bool) {
        GhostPool storage ghost = ghosts[pool];
        return ghost.terms.mechanism == Mechanism.GCSOD && ghost.seed == 0
            && time >= ghost.revealEnd && time < _settleEnd(pool);
    }

    function _draw(uint256 pool, uint256 caller, bytes32 entropy) internal {
        GhostPool storage ghost = ghosts[pool];
        bool allowed = _mayDraw(pool);
        vm.setBlockhash(block.number - 1, entropy);

        (bool success,) =
            _call(actors[caller].account, abi.encodeCall(ICostSharingPools.draw, (ghost.id)));

        _agree("draw", allowed, success);
        if (success) {
            ghost.seed = keccak256(bytes.concat(entropy, ghost.id));
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       SETTLE
    //////////////////////////////////////////////////////////////////////////*/

    function _trueClaim(uint256 pool) private view returns (Claim memory) {
        uint256[2] memory soonest = _reference(pool).soonest;
        return Claim(uint32(soonest[0]), uint32(soonest[1]), true);
    }

    /// @dev One in four is wrong by a second, or says of a group that it can pay, or cannot.
    function _anyClaim(uint256 pool, uint256 seed) private view returns (Claim memory claim) {
        claim = _trueClaim(pool);
        uint32 never = ghosts[pool].terms.premiumPeriod + 1;
        uint256 kind = _mix(seed, "claim") % 16;
        if (kind < 4) {
            claim.isTrue = false;
        }
        if (kind == 0) {
            claim.left = claim.left == never ? 1 : never;
        } else if (kind == 1) {
            claim.right = claim.right == never ? 1 : never;
        } else if (kind == 2) {
            ++claim.left;
        } else if (kind == 3) {
            --claim.right;
        }
    }

    /// @dev Goes on where the settler's claim is, or begins anew.
    function _settleChunk(uint256 pool, uint256 settler, Claim memory claim, uint256 seed)
        internal
    {
        uint256[2] storage named =
            _named[keccak256(abi.encode(pool, settler, claim.left, claim.right))];
        if (_mix(seed, "anew") % 8 == 0) {
            (named[0], named[1]) = (0, 0);
        }
        uint256 before = named[0] + named[1];
        address[] memory left = _next(_order(pool, 0), named[0], _mix(seed, "left"));
        address[] memory right = _next(_order(pool, 1), named[1], _mix(seed, "right"));
        bool all = before + left.length + right.length == ghosts[pool].revealed;
        bool allowed = _isSettling(pool) && !_isUndrawn(pool) && _isPossible(pool, claim)
            && (!all || claim.isTrue);

        bool success = _settle(pool, settler, claim, before, left, right);

        _agree(claim.isTrue ? "settle" : "settle falsely", allowed, success);
        if (success && all) {
            _close(pool, settler);
        } else if (success) {
            named[0] += left.length;
            named[1] += right.length;
        }
    }

    function _isUndrawn(uint256 pool) private view returns (bool) {
        return ghosts[pool].terms.mechanism == Mechanism.GCSOD && ghosts[pool].seed == 0;
    }

    function _isPossible(uint256 pool, Claim memory claim) private view returns (bool) {
        uint256 never = uint256(ghosts[pool].terms.premiumPeriod) + 1;
        return claim.left > 0 && claim.left <= never && claim.right > 0 && claim.right <= never;
    }

    /// @dev The next bidders of a group: mostly all of them.
    function _next(uint256[] memory order, uint256 from, uint256 seed)
        private
        view
        returns (address[] memory next)
    {
        uint256 left = order.length - from;
        next = new address[](seed % 3 == 0 ? _mix(seed, "chunk") % (left + 1) : left);
        for (uint256 i = 0; i < next.length; ++i) {
            next[i] = actors[order[from + i]].account;
        }
    }

    function _all(uint256 pool, uint256 group) private view returns (address[] memory) {
        return _next(_order(pool, group), 0, 1);
    }

    function _settle(
        uint256 pool,
        uint256 settler,
        Claim memory claim,
        uint256 named,
        address[] memory left,
        address[] memory right
    ) private returns (bool success) {
        (success,) = _call(
            actors[settler].account,
            abi.encodeCall(
                ICostSharingPools.settle,
                (ghosts[pool].id, claim.left, claim.right, named, left, right)
            )
        );
    }

    /// @dev POOL-3, POOL-4: the outcome is what trying comes to, and nobody pays more than it is worth to them.
    function _close(uint256 pool, uint256 settler) private {
        GhostPool storage ghost = ghosts[pool];
        PoolReference.Result memory expected = _reference(pool);
        ghost.settledAt = time;
        ghost.outcome = expected;
        if (expected.payers != 0) {
            ++passed["settle: sold"];
        } else {
            ++passed["settle: not sold"];
        }
        if (settler == SELLER) {
            ++passed["settle by the seller"];
        }
        for (uint256 i = 0; i < ACTORS; ++i) {
            bids[pool][i].pays = bids[pool][i].index != 0 && expected.payers != 0
                && _groupOf(pool, i) == expected.winner
                && PoolReference.wouldPay(
                    bids[pool][i].valuation,
                    _mechanism(pool),
                    expected.deadlines[expected.winner],
                    expected.payers
                );
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      WRONGLY
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev The truth, but somebody is made up, named twice, in the wrong group, out of order, or the chunk is a stale one.
    function _settleWrongly(uint256 pool, uint256 settler, uint256 fault) private {
        address[] memory left = _all(pool, 0);
        address[] memory right = _all(pool, 1);
        Claim memory claim = _trueClaim(pool);
        uint256 named = fault == 4 ? 1 + ghosts[pool].revealed : 0;
        address stranger = actors[STRANGER].account;
        if (fault == 1 && left.length != 0) {
            left = _with(left, left[left.length - 1]);
        } else if (fault == 2 && ghosts[pool].revealed != 0) {
            (left, right) = (right, left);
        } else if (fault == 3 && left.length > 1) {
            (left[0], left[1]) = (left[1], left[0]);
        } else {
            right = _with(right, stranger);
        }

        bool success = _settle(pool, settler, claim, named, left, right);

        _agree("settle", false, success);
    }

    function _with(address[] memory accounts, address another)
        private
        pure
        returns (address[] memory more)
    {
        more = new address[](accounts.length + 1);
        for (uint256 i = 0; i < accounts.length; ++i) {
            more[i] = accounts[i];
        }
        more[accounts.length] = another;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       GIVING
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev A pool to be settled; if there is none, a new one.
    function _givenRevealed(uint256 seed) private returns (uint256 pool) {
        pool = _find(seed, _maySettle);
        if (!_maySettle(pool) && revealed < MOST_REVEALED) {
            ++revealed;
            return _open(seed);
        }
        return _await(seed, _maySettle);
    }

    /// @dev A pool that is wanted, of those sold. If there is none: a new one, perhaps, or else one whose key is not out, as
    /// soon as it is wanted.
    function _givenSold(uint256 seed, function(uint256) view returns (bool) wanted)
        internal
        returns (uint256 pool)
    {
        pool = _find(seed, wanted);
        if (!wanted(pool) && sold < MOST_SOLD) {
            ++sold;
            _sell(seed);
            pool = _find(seed, wanted);
        }
        if (!wanted(pool) && _mix(seed, "patience") % 2 == 0) {
            pool = _find(seed, _isUnpublished);
            for (uint256 i = 0; i < 3 && _isUnpublished(pool) && !wanted(pool); ++i) {
                _goTo(_nextEdge(pool));
            }
        }
    }

    function _isUnpublished(uint256 pool) internal view returns (bool) {
        return _isSold(pool) && ghosts[pool].publishedAt == 0 && time < _publishEnd(pool);
    }

    /// @dev Everybody bids, in as little time as there can be, and some do not reveal.
    function _open(uint256 seed) private returns (uint256 pool) {
        PoolTerms memory terms = _anyTerms(seed);
        (terms.commitPeriod, terms.revealPeriod) = (1 hours, 1 hours);
        pool = _create(terms, SELLER, seed);
        for (uint256 i = 0; i < BIDDERS; ++i) {
            uint112 valuation = _anyValuation(pool, _mix(seed, vm.toString(i)));
            uint112 cost = ghosts[pool].terms.cost;
            _commit(pool, i, valuation, valuation < cost ? cost : valuation);
        }
        _goTo(ghosts[pool].commitEnd);
        for (uint256 i = 0; i < BIDDERS; ++i) {
            if (_mix(seed, vm.toString(i)) % 7 != 0) {
                _reveal(pool, i, 0);
            }
        }
        _goTo(ghosts[pool].revealEnd);
        if (_mayDraw(pool)) {
            _draw(pool, STRANGER, bytes32(seed | 1));
        }
    }

    function _sell(uint256 seed) private {
        uint256 pool = _open(seed);
        Claim memory claim = _trueClaim(pool);
        bool success = _settle(pool, STRANGER, claim, 0, _all(pool, 0), _all(pool, 1));
        assertTrue(success, "settled at once");
        _close(pool, STRANGER);
    }

    function _goTo(uint256 instant) private {
        time = instant;
        vm.warp(time);
    }
}
