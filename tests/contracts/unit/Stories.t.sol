// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {TrackerOracle} from "../../../contracts/TrackerOracle.sol";
import {Offer, Outcome, Side} from "../../../contracts/types/Market.sol";
import {MarketTest} from "../abstracts/MarketTest.sol";
import {Shipped} from "../abstracts/Shipped.sol";

/// @notice The paper's stories from the first deposit to the last withdrawal, settled by votes.
contract StoriesTest is MarketTest {
    TrackerOracle private tracker;
    address private reporter = makeAddr("reporter");

    function setUp() public override {
        super.setUp();
        address[] memory reporters = new address[](1);
        reporters[0] = reporter;
        tracker = Shipped.oracle(reporters, 1, 3 days, 2 days, 1 days);
        futureId = market.createFuture(QUESTION, MATURATION, address(tracker));
        fixedId = market.positionId(futureId, Outcome.FIXED);
        unfixedId = market.positionId(futureId, Outcome.UNFIXED);
    }

    function test_Fixed_BethEarns160() external {
        _adamMeetsBeth();

        _settle(10_000);

        _assertPaid(adam, 0);
        _assertPaid(beth, 200e18);
        _assertTokensHeld(0);
    }

    function test_Unfixed_AdamIsCompensatedBy40() external {
        _adamMeetsBeth();

        _settle(0);

        _assertPaid(adam, 200e18);
        _assertPaid(beth, 0);
        _assertTokensHeld(0);
    }

    function test_PartialWork_BethResellsAt40AndCharlesFinishes() external {
        _adamMeetsBeth();
        Offer memory resale = _offer(beth, Side.SELL, Outcome.FIXED, 4000, 200);
        _place(resale);
        _fund(charles, 80 * TOKEN);
        _take(charles, resale, 200, 0);

        _settle(10_000);

        // Adam paid 160; Beth paid 40 and has 80; Charles paid 80 and has 200.
        _assertPaid(adam, 0);
        _assertPaid(beth, 80e18);
        _assertPaid(charles, 200e18);
        _assertTokensHeld(0);
    }

    function test_AdamResellsHisUnfixedAt70_AndIsOut20() external {
        _adamMeetsBeth();
        address bob = makeAddr("bob");
        Offer memory resale = _offer(adam, Side.SELL, Outcome.UNFIXED, 7000, 200);
        _place(resale);
        _fund(bob, 140 * TOKEN);
        _take(bob, resale, 200, 0);

        _settle(10_000);

        _assertPaid(adam, 140e18);
        _assertPaid(beth, 200e18);
        _assertPaid(bob, 0);
        _assertTokensHeld(0);
    }

    function test_NobodyReports_EverybodyHasHalf() external {
        _adamMeetsBeth();
        vm.warp(MATURATION + VOID_DELAY);
        market.void(futureId, QUESTION_HASH);

        _assertPaid(adam, 100e18);
        _assertPaid(beth, 100e18);
        _assertTokensHeld(0);
    }

    /// @dev Adam buys 200 UNFIXED at 0.80 and deposits 160; Beth has 200 FIXED at 0.20 and deposits 40.
    function _adamMeetsBeth() private {
        Offer memory offer = _offer(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        _fund(adam, 160 * TOKEN);
        _fund(beth, 40 * TOKEN);
        _place(offer);
        _take(beth, offer, 200, 0);
        _assertTokensHeld(200e18);
    }

    function _settle(uint16 price) private {
        vm.warp(MATURATION);
        vm.prank(reporter);
        tracker.vote(QUESTION_HASH, MATURATION, price, "");
        vm.warp(MATURATION + 1 days);
        tracker.finalize(QUESTION_HASH, MATURATION);
        market.settle(futureId, QUESTION_HASH);
    }

    /// @dev What they have in their wallets once they have redeemed and withdrawn everything.
    function _assertPaid(address who, uint256 amount) private {
        market.redeem(futureId, who);
        uint256 claim = market.balanceOf(who, COLLATERAL);
        if (claim != 0) {
            vm.prank(who);
            market.withdraw(claim, who);
        }
        assertEq(IERC20(token).balanceOf(who), amount, vm.getLabel(who));
    }
}
