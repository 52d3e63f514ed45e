// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";

import {ICostSharingPools} from "../../../contracts/interfaces/ICostSharingPools.sol";
import {Gate, PoolTerms} from "../../../contracts/types/Pools.sol";
import {PoolBooks} from "./PoolBooks.sol";

/// @notice Pools and sealed bids; time, and tokens that come from nowhere.
abstract contract BidActions is PoolBooks {
    function passTime(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        uint256 edge = _nextEdge(what % ghosts.length);
        if (who % 3 == 0 || edge == type(uint256).max) {
            time += _bound(amount, 1, 2 hours);
        } else {
            // To the second at which something changes, or to the one before.
            time = edge - (amount % 3 == 0 ? 1 : 0);
        }
        _agree("passTime", true, true);
    }

    /// @dev POOL-1: tokens that nobody paid in are nobody's.
    function donate(uint256, uint256, uint256 amount) external atGhostTime {
        amount = _bound(amount, 1, 3e18);

        token.faucet(address(pools), amount);

        _agree("donate", true, true);
        donated += amount;
    }

    function create(uint256 who, uint256 what, uint256) external atGhostTime {
        if (empty >= MOST_EMPTY || _reckless(what)) {
            _createWrongly(who, what);
        } else {
            ++empty;
            _create(_anyTerms(what), who % 4 == 0 ? 0 : SELLER, what);
        }
    }

    function commit(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        bool reckless = _reckless(what);
        uint256 pool = _find(what, _mayBid);
        if (!reckless && !_mayBid(pool) && empty < MOST_EMPTY) {
            ++empty;
            pool = _create(_anyTerms(what), SELLER, what);
        }
        uint256 actor = reckless ? who % ACTORS : _findActor(pool, who, _mayCommit);
        uint112 valuation = _anyValuation(pool, amount);
        _commit(pool, actor, valuation, _anyDeposit(pool, valuation, amount));
    }

    function reveal(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        bool reckless = _reckless(what);
        uint256 pool = reckless ? what % ghosts.length : _await(what, _hasToReveal);
        uint256 actor = reckless && who % 2 == 0 ? who % ACTORS : _findActor(pool, who, _mayReveal);
        _reveal(pool, actor, reckless ? amount % 5 : 0);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       CREATE
    //////////////////////////////////////////////////////////////////////////*/

    function _create(PoolTerms memory terms, uint256 seller, uint256 seed)
        internal
        returns (uint256 pool)
    {
        address account = actors[seller].account;
        _give(account, terms.bond);

        (bool success, bytes memory result) =
            _call(account, abi.encodeCall(ICostSharingPools.create, (terms)));

        _agree("create", true, success);
        pool = ghosts.length;
        GhostPool storage ghost = ghosts.push();
        ghost.id = keccak256(abi.encode(block.chainid, address(pools), account, terms));
        assertEq(abi.decode(result, (bytes32)), ghost.id, "create: pool id");
        ghost.seller = account;
        ghost.terms = terms;
        ghost.key = _keyOf(seed);
        ghost.commitEnd = time + terms.commitPeriod;
        ghost.revealEnd = ghost.commitEnd + terms.revealPeriod;
        ghost.gate = terms.gateOracle == address(0) ? Gate.NONE : Gate.PENDING;
        _choosePoint(ghost, seed);
    }

    function _choosePoint(GhostPool storage ghost, uint256 seed) private {
        ghost.secret = _bound(_mix(seed, "point"), 1, ORDER - 1);
        ghost.offCurve = _mix(seed, "curve") % 6 == 0;
        Vm.Wallet memory wallet = vm.createWallet(ghost.secret);
        ghost.pointX = ghost.offCurve ? X_OFF_CURVE : wallet.publicKeyX;
        ghost.pointOdd = wallet.publicKeyY % 2 == 1;
    }

    /// @dev What may not be asked, or not twice, or not without the bond.
    function _createWrongly(uint256 who, uint256 what) private {
        PoolTerms memory terms = _anyTerms(what);
        address seller = actors[who % ACTORS].account;
        uint256 fault = _mix(what, "fault") % 10;
        if (fault == 0) {
            terms.cost = 0;
        } else if (fault == 1) {
            terms.premiumPeriod = who % 2 == 0 ? 0 : type(uint32).max;
        } else if (fault == 2) {
            terms.complaintPeriod = 1 hours - 1;
        } else if (fault == 3) {
            terms.bond = terms.cost - 1;
        } else if (fault == 4) {
            terms.revealBond = terms.cost + 1;
        } else if (fault == 5) {
            terms.requestFee = terms.cost + 1;
        } else if (fault == 6) {
            terms.keyHash = 0;
        } else if (fault == 7) {
            (terms.gateOracle, terms.gateEnd) = (address(oracle), terms.gateMaturation);
        } else if (fault == 8) {
            terms = ghosts[what % ghosts.length].terms;
            seller = ghosts[what % ghosts.length].seller;
        }
        _give(seller, fault == 9 ? terms.bond - 1 : terms.bond);

        (bool success,) = _call(seller, abi.encodeCall(ICostSharingPools.create, (terms)));

        _agree("create", false, success);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                        BIDS
    //////////////////////////////////////////////////////////////////////////*/

    function _mayBid(uint256 pool) internal view returns (bool) {
        return time < ghosts[pool].commitEnd && _anybody(pool, _mayCommit);
    }

    function _mayCommit(uint256 pool, uint256 actor) internal view returns (bool) {
        return !bids[pool][actor].committed && actors[actor].account != ghosts[pool].seller
            && actor != STRANGER;
    }

    function _hasToReveal(uint256 pool) internal view returns (bool) {
        return time >= ghosts[pool].commitEnd && time < ghosts[pool].revealEnd
            && _anybody(pool, _mayReveal);
    }

    function _mayReveal(uint256 pool, uint256 actor) internal view returns (bool) {
        GhostBid storage bid = bids[pool][actor];
        return bid.committed && bid.index == 0 && bid.paid >= _needed(pool, bid.valuation);
    }

    /// @dev Dust, some parts of the cost, all of it, and more.
    function _anyValuation(uint256 pool, uint256 seed) internal view returns (uint112) {
        uint256 cost = ghosts[pool].terms.cost;
        uint256 kind = _mix(seed, "kind") % 8;
        seed = _mix(seed, "valuation");
        if (kind == 0) {
            return uint112(seed % 3);
        }
        if (kind == 1) {
            return uint112(_bound(seed, cost, 2 * cost));
        }
        if (kind == 2) {
            return uint112(cost / (seed % 4 + 1));
        }
        return uint112(_bound(seed, cost / 6, cost));
    }

    /// @dev What opens the bid and more; now and then too little, to open it or at all.
    function _anyDeposit(uint256 pool, uint112 valuation, uint256 seed)
        internal
        view
        returns (uint112)
    {
        PoolTerms storage terms = ghosts[pool].terms;
        seed = _mix(seed, "deposit");
        if (seed % 8 == 0) {
            return uint112(seed % (uint256(terms.cost) + 1));
        }
        uint256 needed = _needed(pool, valuation);
        uint256 least = needed > terms.revealBond ? needed : terms.revealBond;
        return uint112(least + (seed % 2 == 0 ? 0 : seed % terms.cost));
    }

    function _commit(uint256 pool, uint256 actor, uint112 valuation, uint112 deposit) internal {
        GhostPool storage ghost = ghosts[pool];
        GhostBid storage bid = bids[pool][actor];
        address account = actors[actor].account;
        bytes32 salt = bytes32(_mix(uint256(ghost.id), vm.toString(actor)));
        bool allowed = time < ghost.commitEnd && account != ghost.seller && !bid.committed
            && deposit >= ghost.terms.revealBond;
        _give(account, deposit);

        bytes32 commitment = keccak256(abi.encode(ghost.id, account, valuation, salt));
        bool success = _sendCommit(ghost.id, actor, commitment, deposit);

        _agree("commit", allowed, success);
        if (success) {
            (bid.committed, bid.valuation, bid.salt, bid.paid) = (true, valuation, salt, deposit);
        }
    }

    function _sendCommit(bytes32 id, uint256 actor, bytes32 commitment, uint112 deposit)
        private
        returns (bool success)
    {
        address key = vm.addr(actors[actor].key);
        (success,) = _call(
            actors[actor].account,
            abi.encodeCall(
                ICostSharingPools.commit, (id, commitment, key, deposit, new bytes32[](0))
            )
        );
    }

    /// @dev With faults 1 to 3 it is no opening.
    function _reveal(uint256 pool, uint256 actor, uint256 fault) internal {
        GhostPool storage ghost = ghosts[pool];
        GhostBid storage bid = bids[pool][actor];
        bool allowed = time >= ghost.commitEnd && time < ghost.revealEnd && _mayReveal(pool, actor)
            && (fault == 0 || fault == 4);

        bool success = _sendReveal(ghost.id, actor, bid, fault);

        _agree("reveal", allowed, success);
        if (success) {
            bid.index = ++ghost.revealed;
            bid.received = bid.paid - _needed(pool, bid.valuation);
        }
    }

    function _sendReveal(bytes32 id, uint256 actor, GhostBid storage bid, uint256 fault)
        private
        returns (bool success)
    {
        Actor memory keys = actors[fault == 3 ? (actor + 1) % ACTORS : actor];
        uint112 valuation = fault == 1 ? bid.valuation + 1 : bid.valuation;
        bytes32 salt = fault == 2 ? ~bid.salt : bid.salt;
        (success,) = _call(
            actors[(actor + fault) % ACTORS].account,
            abi.encodeCall(
                ICostSharingPools.reveal,
                (id, actors[actor].account, valuation, salt, keys.x, keys.y)
            )
        );
    }
}
