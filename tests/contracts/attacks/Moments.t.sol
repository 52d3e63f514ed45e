// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IIssueMarket} from "../../../contracts/interfaces/IIssueMarket.sol";
import {Offer, Outcome, Side} from "../../../contracts/types/Market.sol";
import {MarketTest} from "../abstracts/MarketTest.sol";

/// @notice What somebody may try too late, too early, or twice, with all the money that it would take.
contract MomentAttacksTest is MarketTest {
    address private mallory = makeAddr("mallory");
    Offer private offer;

    function setUp() public override {
        super.setUp();
        offer = _placed(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        _fund(mallory, 1000 * TOKEN);
        _giveBoth(mallory, 200);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     FILL AFTER
    //////////////////////////////////////////////////////////////////////////*/

    function test_FillAfterCancel_Fails() external {
        _cancel(offer);

        _refuseFill(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OfferClosed.selector, _id(offer))
        );
    }

    function test_FillAfterCancel_FailsForWhatIsLeftOfAPartlyFilledOne() external {
        _take(mallory, offer, 199, 0);
        _cancel(offer);

        _refuseFill(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OfferClosed.selector, _id(offer))
        );
    }

    function test_FillAfterCancelAll_Fails() external {
        vm.prank(adam);
        market.cancelAll();

        _refuseFill(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OfferStale.selector, _id(offer), 0, 1)
        );
    }

    function test_FillAfterExpiry_Fails() external {
        vm.warp(EXPIRY);

        _refuseFill(
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_OfferExpired.selector, _id(offer), EXPIRY
            )
        );
    }

    function test_FillAfterMaturation_FailsWhateverTheExpiry() external {
        offer.expiry = type(uint40).max;
        _escrowAndPlace(offer);
        vm.warp(MATURATION);

        _refuseFill(
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_FutureMatured.selector, futureId, MATURATION
            )
        );
    }

    /// @dev Who knows the price would buy the winner for less than it pays.
    function test_FillAfterSettlement_Fails() external {
        offer = _offer(beth, Side.SELL, Outcome.FIXED, 2000, 200);
        offer.expiry = type(uint40).max;
        _escrowAndPlace(offer);
        _settleAt(10_000);

        _refuseFill(
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_FutureMatured.selector, futureId, MATURATION
            )
        );
    }

    /*//////////////////////////////////////////////////////////////////////////
                                  EARLY, AND TWICE
    //////////////////////////////////////////////////////////////////////////*/

    function test_RedeemEarly_Fails() external {
        oracle.set(questionId, true, 10_000);
        uint40[3] memory moments = [START, MATURATION, MATURATION + VOID_DELAY];

        for (uint256 i = 0; i < moments.length; ++i) {
            vm.warp(moments[i]);
            vm.expectRevert(
                abi.encodeWithSelector(IIssueMarket.IssueMarket_FutureNotSettled.selector, futureId)
            );
            vm.prank(mallory);
            market.redeem(futureId, mallory);
        }
        _assertHolds(mallory, 1000e18, 200, 200);
    }

    function test_SettleEarly_FailsThoughTheOracleAnswers() external {
        oracle.set(questionId, true, 0);
        vm.warp(MATURATION - 1);

        vm.expectRevert(
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_FutureNotMatured.selector, futureId, MATURATION
            )
        );
        vm.prank(mallory);
        market.settle(futureId, QUESTION_HASH);
    }

    function test_SettleTwice_FailsThoughTheOracleChangesItsMind() external {
        _settleAt(10_000);
        oracle.set(questionId, true, 0);
        vm.startPrank(mallory);

        vm.expectRevert(_settled(10_000));
        market.settle(futureId, QUESTION_HASH);
        vm.warp(MATURATION + VOID_DELAY);
        vm.expectRevert(_settled(10_000));
        market.void(futureId, QUESTION_HASH);

        _assertSettled(10_000);
    }

    function test_SettleAfterVoid_FailsThoughTheOracleAnswersAtLast() external {
        vm.warp(MATURATION + VOID_DELAY);
        market.void(futureId, QUESTION_HASH);
        oracle.set(questionId, true, 10_000);
        vm.startPrank(mallory);

        vm.expectRevert(_settled(5000));
        market.settle(futureId, QUESTION_HASH);
        vm.expectRevert(_settled(5000));
        market.void(futureId, QUESTION_HASH);

        _assertSettled(5000);
    }

    /// @dev Neither collateral nor a position meets it any more.
    function _refuseFill(bytes memory reason) private {
        uint128[2] memory fromPosition = [uint128(0), 1];
        for (uint256 i = 0; i < fromPosition.length; ++i) {
            vm.expectRevert(reason);
            _take(mallory, offer, 1, fromPosition[i]);
        }
    }

    function _settled(uint16 price) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(IIssueMarket.IssueMarket_FutureSettled.selector, futureId, price);
    }
}
