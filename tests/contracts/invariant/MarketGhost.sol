// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {IssueMarket} from "../../../contracts/IssueMarket.sol";
import {TrackerOracle} from "../../../contracts/TrackerOracle.sol";
import {TestToken} from "../../../contracts/mocks/TestToken.sol";
import {Offer, Outcome} from "../../../contracts/types/Market.sol";
import {Formulas} from "../abstracts/Formulas.sol";
import {Shipped} from "../abstracts/Shipped.sol";
import {AnsweringOracle} from "../mocks/Oracles.sol";

/// @notice What the market's books should say, kept apart from the market by whoever acts on it.
/// @dev Every action predicts whether the market lets it pass, and fails when the market thinks otherwise.
abstract contract MarketGhost is Test {
    struct GhostFuture {
        bytes32 id;
        bytes32 questionHash;
        string question;
        uint40 maturation;
        address oracle;
        /// Ledger ids of FIXED and UNFIXED.
        uint256[2] ids;
        uint256 open;
        bool settled;
        uint16 price;
        uint256 openAtSettlement;
        uint256 redeemed;
    }

    struct GhostOffer {
        Offer offer;
        bytes32 id;
        uint256 future;
        uint256 filled;
        bool placed;
        bool closed;
        /// What is left of the escrow: base units of a BUY, units of a SELL.
        uint256 escrow;
    }

    uint256 internal constant UNIT = 1e18;
    uint40 internal constant START = 1_800_000_000;
    uint40 internal constant VOID_DELAY = 8 days;
    uint256 internal constant MOST_FUTURES = 6;

    TestToken internal token = new TestToken();
    IssueMarket internal market;
    TrackerOracle internal tracker;
    AnsweringOracle internal fickle = new AnsweringOracle();
    AnsweringOracle internal silent = new AnsweringOracle();

    address[] internal actors;
    address[] internal reporters;
    mapping(address actor => uint256 key) internal keys;

    uint40 internal time = START;
    uint256 internal donated;
    GhostFuture[] internal futures;
    GhostOffer[] internal offers;
    mapping(address holder => mapping(uint256 id => uint256 amount)) internal claims;
    mapping(address holder => uint256 amount) internal wallets;
    mapping(address maker => uint32 epoch) internal epochs;
    mapping(address owner => mapping(address spender => bool yes)) internal operators;
    mapping(address owner => mapping(address spender => mapping(uint256 id => uint256 amount)))
        internal allowances;

    /// @notice How often the market let an action pass, and how often it refused one.
    mapping(string action => uint256 times) public passed;
    mapping(string action => uint256 times) public refused;

    /// @dev forge forgets between two calls what a handler did to the clock.
    modifier atGhostTime() {
        vm.warp(time);
        _;
    }

    constructor() {
        vm.warp(time);
        market = Shipped.market(token, UNIT, VOID_DELAY);
        string[4] memory names = ["adam", "beth", "charles", "dana"];
        for (uint256 i = 0; i < 4; ++i) {
            (address actor, uint256 key) = makeAddrAndKey(names[i]);
            actors.push(actor);
            keys[actor] = key;
        }
        reporters.push(makeAddr("reporter"));
        reporters.push(makeAddr("reporter2"));
        reporters.push(makeAddr("reporter3"));
        tracker = Shipped.oracle(reporters, 2, 3 days, 2 days, 1 days);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     PREDICTION
    //////////////////////////////////////////////////////////////////////////*/

    function _call(address who, bytes memory data)
        internal
        returns (bool success, bytes memory result)
    {
        vm.prank(who);
        return address(market).call(data);
    }

    /// @dev Fails when the market refuses what it should let pass, or lets pass what it should refuse.
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

    /// @dev To the base unit, or not at all.
    function _cost(uint256 units, uint256 basisPoints) internal pure returns (uint256 amount) {
        amount = units * UNIT * basisPoints / 10_000;
        require(amount * 10_000 == units * UNIT * basisPoints, "rounded");
    }

    function _trading(uint256 future) internal view returns (bool) {
        return time < futures[future].maturation;
    }

    function _unsettled(uint256 future) internal view returns (bool) {
        return !futures[future].settled;
    }

    function _settled(uint256 future) internal view returns (bool) {
        return futures[future].settled;
    }

    function _matured(uint256 future) internal view returns (bool) {
        return !futures[future].settled && time >= futures[future].maturation;
    }

    function _voidable(uint256 future) internal view returns (bool) {
        return !futures[future].settled && time >= futures[future].maturation + VOID_DELAY;
    }

    function _live(uint256 index) internal view returns (bool) {
        Offer storage offer = offers[index].offer;
        return
            time < offer.expiry && offer.epoch == epochs[offer.maker]
                && _trading(offers[index].future);
    }

    function _open(uint256 index) internal view returns (bool) {
        GhostOffer storage ghost = offers[index];
        return ghost.placed && !ghost.closed && ghost.filled < ghost.offer.units;
    }

    /// @dev Closed, though it could fill otherwise.
    function _closed(uint256 index) internal view returns (bool) {
        return offers[index].placed && offers[index].closed && _live(index);
    }

    function _fillable(uint256 index) internal view returns (bool) {
        return _open(index) && _live(index);
    }

    function _releasable(uint256 index) internal view returns (bool) {
        return _open(index) && !_live(index);
    }

    /// @dev What the future's oracle says about its question.
    function _answer(uint256 future) internal view returns (bool, uint16) {
        GhostFuture storage ghost = futures[future];
        return AnsweringOracle(ghost.oracle)
            .settlement(Formulas.questionId(ghost.questionHash, ghost.maturation));
    }

    function _answered(uint256 future) internal view returns (bool answered) {
        if (_matured(future)) {
            (answered,) = _answer(future);
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       CHOICE
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Within a second of maturing, or of being voidable: where what is allowed changes.
    function _atAnEdge(uint256 future) internal view returns (bool) {
        uint256 at = futures[future].maturation;
        return
            time + 1 >= at && time <= at || time + 1 >= at + VOID_DELAY && time <= at + VOID_DELAY;
    }

    /// @dev The first future from a random one on that is wanted; the random one if none is.
    function _findFuture(uint256 seed, function(uint256) view returns (bool) wanted)
        internal
        view
        returns (uint256)
    {
        return _find(seed, futures.length, wanted);
    }

    /// @dev Likewise an offer. There must be one.
    function _findOffer(uint256 seed, function(uint256) view returns (bool) wanted)
        internal
        view
        returns (uint256)
    {
        return _find(seed, offers.length, wanted);
    }

    function _find(uint256 seed, uint256 length, function(uint256) view returns (bool) wanted)
        private
        view
        returns (uint256)
    {
        for (uint256 i = 0; i < length; ++i) {
            uint256 index = addmod(seed, i, length);
            if (wanted(index)) {
                return index;
            }
        }
        return seed % length;
    }

    function _actor(uint256 seed) internal view returns (address) {
        return actors[seed % actors.length];
    }

    /// @dev Another random number out of one.
    function _mix(uint256 seed, string memory salt) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, salt)));
    }

    /// @dev One call in eight does what it should not.
    function _reckless(uint256 seed) internal pure returns (bool) {
        return _mix(seed, "reckless") % 8 == 0;
    }

    /// @dev A ledger id: collateral, or a position in a random future.
    function _anyId(uint256 seed) internal view returns (uint256) {
        uint256 kind = _mix(seed, "kind") % 3;
        return kind == 2 ? 0 : futures[seed % futures.length].ids[kind];
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       GIVING
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev A future that trades: one that there is, or else a new one.
    function _tradingFuture(uint256 seed) internal returns (uint256 future) {
        future = _findFuture(seed, _trading);
        if (!_trading(future)) {
            future = futures.length;
            string memory question = string.concat("file:demo#", vm.toString(future));
            _create(
                question, time + uint40(_bound(_mix(seed, "maturation"), 1 hours, 6 days)), seed
            );
        }
    }

    function _create(string memory question, uint40 maturation, uint256 seed) internal {
        address oracle = _anyOracle(seed);
        _remember(market.createFuture(question, maturation, oracle), question, maturation, oracle);
    }

    function _anyOracle(uint256 seed) internal view returns (address) {
        return [address(tracker), address(fickle), address(silent)][seed % 3];
    }

    function _remember(bytes32 id, string memory question, uint40 maturation, address oracle)
        internal
    {
        GhostFuture storage ghost = futures.push();
        ghost.id = id;
        ghost.question = question;
        ghost.questionHash = keccak256(bytes(question));
        ghost.maturation = maturation;
        ghost.oracle = oracle;
        ghost.ids = [Formulas.positionId(id, 0), Formulas.positionId(id, 1)];
    }

    /// @dev When there is nothing to do, time passes.
    function _wait(uint256 seed) internal {
        time += uint40(_bound(_mix(seed, "wait"), 1, 8 hours));
    }

    /// @dev Makes a claim on collateral large enough, by a deposit.
    function _ensureCollateral(address who, uint256 amount) internal {
        uint256 held = claims[who][0];
        if (held < amount) {
            _deposit(who, amount - held);
        }
    }

    /// @dev Makes positions large enough, by splitting. The future must trade.
    function _ensureUnits(address who, uint256 future, uint256 outcome, uint256 units) internal {
        GhostFuture storage ghost = futures[future];
        uint256 held = claims[who][ghost.ids[outcome]];
        if (held >= units) {
            return;
        }
        uint256 missing = units - held;
        _ensureCollateral(who, missing * UNIT);
        vm.prank(who);
        market.split(ghost.id, uint128(missing));
        _splitGhost(who, future, missing);
    }

    function _deposit(address who, uint256 amount) internal {
        token.faucet(who, amount);
        vm.startPrank(who);
        token.approve(address(market), amount);
        market.deposit(amount);
        vm.stopPrank();
        claims[who][0] += amount;
    }

    function _splitGhost(address who, uint256 future, uint256 units) internal {
        GhostFuture storage ghost = futures[future];
        claims[who][0] -= _cost(units, 10_000);
        claims[who][ghost.ids[0]] += units;
        claims[who][ghost.ids[1]] += units;
        ghost.open += units;
    }

    function _index(Outcome outcome) internal pure returns (uint256) {
        return outcome == Outcome.FIXED ? 0 : 1;
    }
}
