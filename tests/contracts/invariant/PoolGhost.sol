// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Vm} from "forge-std/Vm.sol";

import {CostSharingPools} from "../../../contracts/CostSharingPools.sol";
import {TestToken} from "../../../contracts/mocks/TestToken.sol";
import {Gate, Mechanism, PoolTerms} from "../../../contracts/types/Pools.sol";
import {Formulas} from "../abstracts/Formulas.sol";
import {Shipped} from "../abstracts/Shipped.sol";
import {AnsweringOracle} from "../mocks/Oracles.sol";
import {PoolReference} from "./PoolReference.sol";

/// @notice What the pools' books should say, kept apart from the pools by whoever acts on them.
/// @dev Every action predicts whether the pools let it pass, and fails when they think otherwise.
abstract contract PoolGhost is Test {
    struct GhostPool {
        bytes32 id;
        address seller;
        PoolTerms terms;
        bytes32 key;
        uint256 commitEnd;
        uint256 revealEnd;
        uint32 revealed;
        bytes32 seed;
        uint256 settledAt;
        PoolReference.Result outcome;
        /// The seller's point is so many times the base point, or has no y at all.
        uint256 secret;
        uint256 pointX;
        bool pointOdd;
        bool offCurve;
        bool posted;
        uint256 publishedAt;
        Gate gate;
        uint32 requests;
        /// What the seller had of the pool, in all.
        uint256 received;
    }

    struct GhostBid {
        bool committed;
        uint112 valuation;
        bytes32 salt;
        uint32 index;
        bool pays;
        /// The deposit, and what came back of it and of the seller's bond, in all.
        uint256 paid;
        uint256 received;
        bool forfeited;
        bytes32 word;
        bool rubbish;
        bool wronged;
        uint256 requestedAt;
        /// What came back of the request's fee and of the seller's bond for it, in all.
        uint256 requestReceived;
    }

    struct Actor {
        address account;
        uint256 key;
        uint256 x;
        uint256 y;
    }

    uint256 internal constant ORDER =
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
    uint256 internal constant START = 1_800_000_000;
    /// @dev Of pools that begin empty, of those that begin with bids, and of those that begin sold.
    uint256 internal constant MOST_EMPTY = 4;
    uint256 internal constant MOST_REVEALED = 2;
    uint256 internal constant MOST_SOLD = 3;
    /// @dev Six who bid, the seller of most pools, and a stranger who never bids; adam sells some of them.
    uint256 internal constant ACTORS = 8;
    uint256 internal constant BIDDERS = 6;
    uint256 internal constant SELLER = 6;
    uint256 internal constant STRANGER = 7;
    /// @dev The smallest x that no point of the curve has.
    uint256 internal constant X_OFF_CURVE = 5;

    TestToken internal token = new TestToken();
    CostSharingPools internal pools = Shipped.pools(token);
    AnsweringOracle internal oracle = new AnsweringOracle();

    Actor[ACTORS] internal actors;
    GhostPool[] internal ghosts;
    uint256 internal empty;
    uint256 internal revealed;
    uint256 internal sold;
    mapping(uint256 pool => mapping(uint256 actor => GhostBid bid)) internal bids;

    uint256 internal time = START;
    uint256 internal burnt;
    uint256 internal donated;

    /// @notice How often the pools let an action pass, and how often they refused one.
    mapping(string action => uint256 times) public passed;
    mapping(string action => uint256 times) public refused;

    /// @dev forge forgets between two calls what a handler did to clock and chain.
    modifier atGhostTime() {
        vm.warp(time);
        vm.roll(1000);
        _;
    }

    constructor() {
        vm.warp(time);
        string[ACTORS] memory names =
            ["adam", "beth", "charles", "dana", "erin", "frank", "seller", "stranger"];
        for (uint256 i = 0; i < ACTORS; ++i) {
            uint256 key = _bound(uint256(keccak256(bytes(names[i]))), 1, ORDER - 1);
            Vm.Wallet memory wallet = vm.createWallet(key);
            actors[i] = Actor(makeAddr(names[i]), key, wallet.publicKeyX, wallet.publicKeyY);
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     PREDICTION
    //////////////////////////////////////////////////////////////////////////*/

    function _call(address who, bytes memory data)
        internal
        returns (bool success, bytes memory result)
    {
        vm.prank(who);
        return address(pools).call(data);
    }

    /// @dev Fails when the pools refuse what they should let pass, or let pass what they should refuse.
    function _agree(string memory action, bool allowed, bool success) internal {
        if (success != allowed) {
            assertEq(success, allowed, string.concat(action, ": allowed"));
        }
        if (success) {
            ++passed[action];
        } else {
            ++refused[action];
        }
    }

    /// @dev Cheap while it holds; says what differs when it does not.
    function _same(uint256 actual, uint256 expected, string memory what) internal pure {
        if (actual != expected) {
            assertEq(actual, expected, what);
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       TIMES
    //////////////////////////////////////////////////////////////////////////*/

    function _settleEnd(uint256 pool) internal view returns (uint256) {
        return ghosts[pool].revealEnd + ghosts[pool].terms.settlePeriod;
    }

    function _start(uint256 pool) internal view returns (uint256) {
        return ghosts[pool].settledAt + ghosts[pool].terms.deliveryPeriod;
    }

    function _complaintEnd(uint256 pool) internal view returns (uint256) {
        return _start(pool) + ghosts[pool].terms.complaintPeriod;
    }

    function _publishFrom(uint256 pool) internal view returns (uint256) {
        uint256[2] storage deadlines = ghosts[pool].outcome.deadlines;
        return _start(pool) + (deadlines[0] > deadlines[1] ? deadlines[0] : deadlines[1]);
    }

    function _publishEnd(uint256 pool) internal view returns (uint256) {
        return _publishFrom(pool) + ghosts[pool].terms.publishPeriod;
    }

    /// @dev When the information is due to somebody who does not pay.
    function _dueAt(uint256 pool, uint256 actor) internal view returns (uint256) {
        return _start(pool) + ghosts[pool].outcome.deadlines[_groupOf(pool, actor)];
    }

    function _answerEnd(uint256 pool, uint256 actor) internal view returns (uint256) {
        return bids[pool][actor].requestedAt + ghosts[pool].terms.deliveryPeriod;
    }

    function _answerComplaintEnd(uint256 pool, uint256 actor) internal view returns (uint256) {
        return _answerEnd(pool, actor) + ghosts[pool].terms.complaintPeriod;
    }

    /// @dev The next instant at which something changes in a pool; never, if nothing does.
    function _nextEdge(uint256 pool) internal view returns (uint256 next) {
        GhostPool storage ghost = ghosts[pool];
        next = type(uint256).max;
        next = _sooner(next, ghost.commitEnd);
        next = _sooner(next, ghost.revealEnd);
        next = _sooner(next, _settleEnd(pool));
        next = _sooner(next, ghost.terms.gateEnd);
        if (!_isSold(pool)) {
            return next;
        }
        next = _sooner(next, _start(pool));
        next = _sooner(next, _complaintEnd(pool));
        next = _sooner(next, _start(pool) + ghost.outcome.deadlines[0]);
        next = _sooner(next, _start(pool) + ghost.outcome.deadlines[1]);
        next = _sooner(next, _publishEnd(pool));
        uint256 last = ghost.publishedAt == 0 ? _publishEnd(pool) : ghost.publishedAt;
        next = _sooner(next, last + ghost.terms.deliveryPeriod + ghost.terms.complaintPeriod);
        for (uint256 i = 0; i < ACTORS; ++i) {
            if (bids[pool][i].requestedAt != 0) {
                next = _sooner(next, _answerEnd(pool, i));
                next = _sooner(next, _answerComplaintEnd(pool, i));
            }
        }
    }

    function _sooner(uint256 next, uint256 edge) private view returns (uint256) {
        return edge > time && edge < next ? edge : next;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      OUTCOME
    //////////////////////////////////////////////////////////////////////////*/

    function _isSold(uint256 pool) internal view returns (bool) {
        return ghosts[pool].outcome.payers != 0;
    }

    function _needed(uint256 pool, uint256 valuation) internal view returns (uint256) {
        uint256 cost = ghosts[pool].terms.cost;
        return valuation < cost ? valuation : cost;
    }

    /// @dev 0 is left.
    function _groupOf(uint256 pool, uint256 actor) internal view returns (uint256) {
        bytes32 seed = ghosts[pool].seed;
        bytes32 account = bytes32(uint256(uint160(actors[actor].account)));
        return seed == 0 ? 0 : uint256(keccak256(bytes.concat(seed, account))) % 2;
    }

    /// @dev Who revealed in a group, from the highest valuation down, equal ones as they revealed.
    function _order(uint256 pool, uint256 group) internal view returns (uint256[] memory order) {
        order = new uint256[](ACTORS);
        uint256 length;
        for (uint256 i = 0; i < ACTORS; ++i) {
            if (bids[pool][i].index != 0 && _groupOf(pool, i) == group) {
                uint256 place = length++;
                while (place > 0 && _isBefore(bids[pool][i], bids[pool][order[place - 1]])) {
                    order[place] = order[place - 1];
                    --place;
                }
                order[place] = i;
            }
        }
        assembly {
            mstore(order, length)
        }
    }

    function _isBefore(GhostBid storage bid, GhostBid storage other) private view returns (bool) {
        return bid.valuation == other.valuation
            ? bid.index < other.index
            : bid.valuation > other.valuation;
    }

    /// @dev POOL-4: what the mechanism makes of the bids.
    function _reference(uint256 pool) internal view returns (PoolReference.Result memory) {
        return PoolReference.run(_valuations(pool, 0), _valuations(pool, 1), _mechanism(pool));
    }

    function _mechanism(uint256 pool) internal view returns (PoolReference.Terms memory) {
        return PoolReference.Terms(ghosts[pool].terms.cost, ghosts[pool].terms.premiumPeriod);
    }

    function _valuations(uint256 pool, uint256 group)
        private
        view
        returns (uint256[] memory valuations)
    {
        valuations = _order(pool, group);
        for (uint256 i = 0; i < valuations.length; ++i) {
            valuations[i] = bids[pool][valuations[i]].valuation;
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       CHOICE
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev The first pool from a random one on that is wanted; the random one if none is.
    function _find(uint256 seed, function(uint256) view returns (bool) wanted)
        internal
        view
        returns (uint256)
    {
        for (uint256 i = 0; i < ghosts.length; ++i) {
            uint256 pool = addmod(seed, i, ghosts.length);
            if (wanted(pool)) {
                return pool;
            }
        }
        return seed % ghosts.length;
    }

    /// @dev Likewise an actor.
    function _findActor(
        uint256 pool,
        uint256 seed,
        function(uint256, uint256) view returns (bool) wanted
    ) internal view returns (uint256) {
        for (uint256 i = 0; i < ACTORS; ++i) {
            uint256 actor = addmod(seed, i, ACTORS);
            if (wanted(pool, actor)) {
                return actor;
            }
        }
        return seed % ACTORS;
    }

    function _anybody(uint256 pool, function(uint256, uint256) view returns (bool) wanted)
        internal
        view
        returns (bool)
    {
        return wanted(pool, _findActor(pool, 0, wanted));
    }

    /// @dev Likewise a pool, if need be after some waiting, of which there is little: others have their times, too.
    function _await(uint256 seed, function(uint256) view returns (bool) wanted)
        internal
        returns (uint256 pool)
    {
        pool = _find(seed, wanted);
        if (_mix(seed, "patience") % 2 == 0) {
            return pool;
        }
        for (uint256 i = 0; i < 2 && !wanted(pool); ++i) {
            uint256 edge = type(uint256).max;
            for (uint256 j = 0; j < ghosts.length; ++j) {
                uint256 next = _nextEdge(j);
                edge = next < edge ? next : edge;
            }
            if (edge == type(uint256).max) {
                return pool;
            }
            time = edge;
            vm.warp(time);
            pool = _find(seed, wanted);
        }
    }

    /// @dev Another random number out of one.
    function _mix(uint256 seed, string memory salt) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, salt)));
    }

    /// @dev One call in eight does what it should not.
    function _reckless(uint256 seed) internal pure returns (bool) {
        return _mix(seed, "reckless") % 8 == 0;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       TERMS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Costs of a few base units, where all is rounding, and of many; periods of hours and of days.
    function _anyTerms(uint256 seed) internal view returns (PoolTerms memory terms) {
        terms.mechanism = _mix(seed, "mechanism") % 3 == 0 ? Mechanism.CS : Mechanism.GCSOD;
        terms.cost = uint112(
            _mix(seed, "size") % 2 == 0
                ? _bound(_mix(seed, "cost"), 1, 60)
                : _bound(_mix(seed, "cost"), 1e18, 1000e18)
        );
        terms.bond = terms.cost + uint112(_bound(_mix(seed, "bond"), 0, terms.cost));
        terms.revealBond = uint112(_mix(seed, "reveal bond") % (uint256(terms.cost) / 2 + 1));
        terms.requestFee = uint112(_mix(seed, "fee") % (uint256(terms.cost) + 1));
        terms.premiumPeriod =
            [uint32(1), 24, 1000, 2 hours, 2 hours, 3 days][_mix(seed, "premium") % 6];
        terms.commitPeriod = _anyPeriod(seed, "commit");
        terms.revealPeriod = _anyPeriod(seed, "reveal");
        terms.settlePeriod = _anyPeriod(seed, "settle");
        terms.deliveryPeriod = _anyPeriod(seed, "delivery");
        terms.complaintPeriod = _anyPeriod(seed, "complaint");
        terms.publishPeriod = _anyPeriod(seed, "publish");
        terms.keyHash = keccak256(bytes.concat(_keyOf(seed)));
        if (_mix(seed, "gate") % 2 == 0) {
            terms.gateOracle = address(oracle);
            terms.gateQuestionHash = bytes32(seed);
            terms.gateMaturation = uint40(time);
            terms.gateEnd = uint40(time + _bound(_mix(seed, "end"), 1 hours, 12 days));
        }
        // No two are the same.
        terms.summary = vm.toString(ghosts.length);
    }

    function _anyPeriod(uint256 seed, string memory which) private pure returns (uint32) {
        uint256 longest = _mix(seed, "pace") % 2 == 0 ? 3 hours : 2 days;
        return uint32(_bound(_mix(seed, which), 1 hours, longest));
    }

    function _keyOf(uint256 seed) internal pure returns (bytes32) {
        return bytes32(_mix(seed, "key"));
    }

    function _questionId(uint256 pool) internal view returns (bytes32) {
        PoolTerms storage terms = ghosts[pool].terms;
        return Formulas.questionId(terms.gateQuestionHash, terms.gateMaturation);
    }

    /// @dev Gives `who` tokens that the pools may take.
    function _give(address who, uint256 amount) internal {
        token.faucet(who, amount);
        vm.prank(who);
        token.approve(address(pools), amount);
    }
}
