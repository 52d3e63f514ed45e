// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {IssueMarket} from "../../../contracts/IssueMarket.sol";
import {TestToken} from "../../../contracts/mocks/TestToken.sol";
import {Future, Offer, OfferState, Outcome, Side} from "../../../contracts/types/Market.sol";
import {AnsweringOracle} from "../mocks/Oracles.sol";
import {Formulas} from "./Formulas.sol";
import {Shipped} from "./Shipped.sol";

/// @notice A market with one future, four people, and what tests say about them.
abstract contract MarketTest is Test {
    uint256 internal constant TOKEN = 1e18;
    uint256 internal constant COLLATERAL = 0;
    uint40 internal constant START = 1_800_000_000;
    uint40 internal constant EXPIRY = START + 7 days;
    uint40 internal constant MATURATION = START + 14 days;
    uint40 internal constant VOID_DELAY = 30 days;
    string internal constant QUESTION = "file:demo#1";
    bytes32 internal constant QUESTION_HASH = keccak256(bytes(QUESTION));

    TestToken internal token;
    IssueMarket internal market;
    AnsweringOracle internal oracle;

    bytes32 internal futureId;
    bytes32 internal questionId;
    uint256 internal fixedId;
    uint256 internal unfixedId;

    address internal adam = makeAddr("adam");
    address internal beth = makeAddr("beth");
    address internal charles = makeAddr("charles");
    /// @dev Holds what a test wants out of the way.
    address internal sink = makeAddr("sink");

    function setUp() public virtual {
        vm.warp(START);
        token = new TestToken();
        market = Shipped.market(token, TOKEN, VOID_DELAY);
        oracle = new AnsweringOracle();

        futureId = market.createFuture(QUESTION, MATURATION, address(oracle));
        questionId = Formulas.questionId(QUESTION_HASH, MATURATION);
        fixedId = Formulas.positionId(futureId, 0);
        unfixedId = Formulas.positionId(futureId, 1);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       GIVEN
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Puts `amount` base units into the vault for `who`.
    function _fund(address who, uint256 amount) internal {
        token.faucet(who, amount);
        vm.startPrank(who);
        token.approve(address(market), amount);
        market.deposit(amount);
        vm.stopPrank();
    }

    /// @dev Gives `who` as many units of both outcomes.
    function _giveBoth(address who, uint128 units) internal {
        _fund(who, units * TOKEN);
        vm.prank(who);
        market.split(futureId, units);
    }

    /// @dev Gives `who` units of one outcome; those of the other lie in the sink.
    function _giveUnits(address who, Outcome outcome, uint128 units) internal {
        _giveBoth(sink, units);
        uint256 id = outcome == Outcome.FIXED ? fixedId : unfixedId;
        vm.prank(sink);
        market.transfer(who, id, units);
    }

    /// @dev An offer on the one future that the maker may place now.
    function _offer(address maker, Side side, Outcome outcome, uint16 price, uint128 units)
        internal
        view
        returns (Offer memory)
    {
        return Offer({
            maker: maker,
            futureId: futureId,
            outcome: outcome,
            side: side,
            price: price,
            units: units,
            allOrNone: false,
            expiry: EXPIRY,
            salt: 1,
            epoch: market.epochOf(maker)
        });
    }

    function _place(Offer memory offer) internal returns (bytes32 offerId) {
        vm.prank(offer.maker);
        return market.place(offer);
    }

    /// @dev A placed offer whose maker was given just its escrow.
    function _placed(address maker, Side side, Outcome outcome, uint16 price, uint128 units)
        internal
        returns (Offer memory offer)
    {
        offer = _offer(maker, side, outcome, price, units);
        _escrowAndPlace(offer);
    }

    /// @dev Gives the maker of an offer just its escrow, and places it.
    function _escrowAndPlace(Offer memory offer) internal {
        if (offer.side == Side.BUY) {
            _fund(offer.maker, uint256(offer.units) * offer.price * 1e14);
        } else {
            _giveUnits(offer.maker, offer.outcome, offer.units);
        }
        _place(offer);
    }

    function _settleAt(uint16 price) internal {
        vm.warp(MATURATION);
        oracle.set(questionId, true, price);
        market.settle(futureId, QUESTION_HASH);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       WHEN
    //////////////////////////////////////////////////////////////////////////*/

    function _take(address taker, Offer memory offer, uint128 units, uint128 fromPosition)
        internal
    {
        vm.prank(taker);
        market.take(offer, units, fromPosition);
    }

    function _cancel(Offer memory offer) internal {
        vm.prank(offer.maker);
        market.cancel(offer);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       THEN
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Collateral in base units, positions in units.
    function _assertHolds(address who, uint256 collateral, uint256 fixedUnits, uint256 unfixedUnits)
        internal
        view
    {
        string memory name = vm.getLabel(who);
        assertEq(market.balanceOf(who, COLLATERAL), collateral, string.concat(name, " collateral"));
        assertEq(market.balanceOf(who, fixedId), fixedUnits, string.concat(name, " FIXED"));
        assertEq(market.balanceOf(who, unfixedId), unfixedUnits, string.concat(name, " UNFIXED"));
    }

    function _assertOpenInterest(uint256 units) internal view {
        assertEq(market.getFuture(futureId).openInterest, units, "open interest");
    }

    function _assertTokensHeld(uint256 amount) internal view {
        assertEq(token.balanceOf(address(market)), amount, "tokens held by the market");
    }

    function _assertOffer(Offer memory offer, uint128 filled, bool placed, bool closed)
        internal
        view
    {
        OfferState memory state = market.getOfferState(_id(offer));
        assertEq(state.filled, filled, "filled");
        assertEq(state.placed, placed, "placed");
        assertEq(state.closed, closed, "closed");
    }

    function _assertSettled(uint16 price) internal view {
        Future memory future = market.getFuture(futureId);
        assertTrue(future.settled, "settled");
        assertEq(future.price, price, "settlement price");
    }

    /// @dev The hash of an offer by the tests' own formula.
    function _id(Offer memory offer) internal view returns (bytes32) {
        return Formulas.offerHash(offer, block.chainid, address(market));
    }
}
