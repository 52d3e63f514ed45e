// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";

import {IIssueMarket} from "../../../../contracts/interfaces/IIssueMarket.sol";
import {Offer, Outcome, Side} from "../../../../contracts/types/Market.sol";
import {MarketTest} from "../../abstracts/MarketTest.sol";

contract RedeemTest is MarketTest {
    /// @dev Adam holds 200 UNFIXED for 160, Beth 200 FIXED for 40.
    function setUp() public override {
        super.setUp();
        Offer memory offer = _placed(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        _fund(beth, 40 * TOKEN);
        _take(beth, offer, 200, 0);
    }

    function test_AtTenThousand_FixedPaysAUnitAndUnfixedNothing() external {
        _settleAt(10_000);

        assertEq(_redeem(beth), 200e18);
        assertEq(_redeem(adam), 0);

        _assertHolds(beth, 200e18, 0, 0);
        _assertHolds(adam, 0, 0, 0);
        _assertTokensHeld(200e18);
    }

    function test_AtZero_UnfixedPaysAUnitAndFixedNothing() external {
        _settleAt(0);

        assertEq(_redeem(beth), 0);
        assertEq(_redeem(adam), 200e18);

        _assertHolds(beth, 0, 0, 0);
        _assertHolds(adam, 200e18, 0, 0);
    }

    function test_AtFiveThousand_BothPayHalf() external {
        _settleAt(5000);

        assertEq(_redeem(beth), 100e18);
        assertEq(_redeem(adam), 100e18);

        _assertHolds(beth, 100e18, 0, 0);
        _assertHolds(adam, 100e18, 0, 0);
    }

    function test_AtAnyOtherPrice_BothPayTheirPart() external {
        _settleAt(3333);

        // 200 x 0.3333 = 66.66 and 200 x 0.6667 = 133.34
        assertEq(_redeem(beth), 66.66e18);
        assertEq(_redeem(adam), 133.34e18);
    }

    function test_BothOutcomesOfOneHolderPayTogether() external {
        vm.prank(adam);
        market.transfer(beth, unfixedId, 50);
        _settleAt(3000);

        // 200 x 0.30 + 50 x 0.70 = 95
        assertEq(_redeem(beth), 95e18);

        _assertHolds(beth, 95e18, 0, 0);
    }

    function test_AnybodyRedeemsAndTheHolderIsPaid() external {
        _settleAt(10_000);

        vm.prank(charles);
        uint256 payout = market.redeem(futureId, beth);

        assertEq(payout, 200e18);
        _assertHolds(beth, 200e18, 0, 0);
        _assertHolds(charles, 0, 0, 0);
    }

    function test_LogsUnitsAndPayout() external {
        vm.prank(adam);
        market.transfer(beth, unfixedId, 50);
        _settleAt(3000);

        vm.expectEmit(address(market));
        emit IERC6909.Transfer(charles, address(0), beth, COLLATERAL, 95e18);
        vm.expectEmit(address(market));
        emit IIssueMarket.PositionRedeemed(futureId, beth, 200, 50, 95e18);
        vm.prank(charles);
        market.redeem(futureId, beth);
    }

    function test_LogsUnitsThatPayNothing() external {
        _settleAt(10_000);

        vm.expectEmit(address(market));
        emit IIssueMarket.PositionRedeemed(futureId, adam, 0, 200, 0);
        market.redeem(futureId, adam);
    }

    function test_ASecondTime_ChangesNothing() external {
        _settleAt(10_000);
        _redeem(beth);
        vm.recordLogs();

        assertEq(_redeem(beth), 0);

        assertEq(vm.getRecordedLogs().length, 0, "no event");
        _assertHolds(beth, 200e18, 0, 0);
    }

    function test_WhenTheHolderHasNothing_ChangesNothing() external {
        _settleAt(10_000);
        vm.recordLogs();

        assertEq(_redeem(charles), 0);

        assertEq(vm.getRecordedLogs().length, 0, "no event");
        _assertHolds(charles, 0, 0, 0);
    }

    function test_PositionsReceivedLaterAreRedeemedLater() external {
        _settleAt(10_000);
        vm.prank(beth);
        market.transfer(charles, fixedId, 80);

        assertEq(_redeem(charles), 80e18);
        assertEq(_redeem(beth), 120e18);
    }

    function test_LeavesPositionsInOtherFuturesAlone() external {
        bytes32 other = market.createFuture(QUESTION, MATURATION + 1, address(oracle));
        _fund(beth, 5 * TOKEN);
        vm.prank(beth);
        market.split(other, 5);
        _settleAt(10_000);

        _redeem(beth);

        assertEq(market.balanceOf(beth, market.positionId(other, Outcome.FIXED)), 5);
        assertEq(market.balanceOf(beth, market.positionId(other, Outcome.UNFIXED)), 5);
    }

    function test_LeavesTheOpenInterestFrozen() external {
        _settleAt(10_000);

        _redeem(beth);

        _assertOpenInterest(200);
    }

    function test_RevertWhen_FutureIsNotSettled() external {
        vm.warp(MATURATION + VOID_DELAY);

        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_FutureNotSettled.selector, futureId)
        );
        market.redeem(futureId, beth);
    }

    function test_RevertWhen_FutureIsUnknown() external {
        vm.expectRevert(
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_FutureNotSettled.selector, bytes32("no")
            )
        );
        market.redeem(bytes32("no"), beth);
    }

    function _redeem(address holder) private returns (uint256) {
        return market.redeem(futureId, holder);
    }
}
