// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IIssueMarket} from "../../../../contracts/interfaces/IIssueMarket.sol";
import {Offer, Outcome, Side} from "../../../../contracts/types/Market.sol";
import {MarketTest} from "../../abstracts/MarketTest.sol";

contract CancelTest is MarketTest {
    function test_GivesTheEscrowOfABuyBack() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);

        _cancel(offer);

        _assertHolds(adam, 160e18, 0, 0);
        _assertOffer(offer, 0, true, true);
    }

    function test_GivesTheEscrowOfASellBack() external {
        Offer memory offer = _placed(adam, Side.SELL, Outcome.UNFIXED, 8000, 200);

        _cancel(offer);

        _assertHolds(adam, 0, 0, 200);
        _assertOpenInterest(200);
    }

    function test_GivesWhatIsLeftOfABuyBack() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        _fund(beth, 40 * TOKEN);
        _take(beth, offer, 150, 0);

        _cancel(offer);

        _assertHolds(adam, 40e18, 0, 150);
        _assertOffer(offer, 150, true, true);
    }

    function test_GivesWhatIsLeftOfASellBack() external {
        Offer memory offer = _placed(adam, Side.SELL, Outcome.FIXED, 1000, 200);
        _fund(beth, 20 * TOKEN);
        _take(beth, offer, 50, 0);

        _cancel(offer);

        _assertHolds(adam, 5e18, 150, 0);
    }

    function test_LogsIt() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);

        vm.expectEmit(address(market));
        emit IIssueMarket.OfferCancelled(_id(offer), adam, futureId);
        _cancel(offer);
    }

    function test_WhenNeverPlaced_ClosesItAndGivesNothing() external {
        Offer memory offer = _offer(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);

        vm.expectEmit(address(market));
        emit IIssueMarket.OfferCancelled(_id(offer), adam, futureId);
        _cancel(offer);

        _assertHolds(adam, 0, 0, 0);
        _assertOffer(offer, 0, false, true);
    }

    function test_WorksWhenExpiredStaleMaturedAndSettled() external {
        Offer memory offer = _placed(adam, Side.SELL, Outcome.UNFIXED, 8000, 200);
        vm.prank(adam);
        market.cancelAll();
        _settleAt(0);

        _cancel(offer);

        _assertHolds(adam, 0, 0, 200);
    }

    function test_RevertWhen_CallerIsNotTheMaker() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);

        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_CallerNotMaker.selector, beth, adam)
        );
        vm.prank(beth);
        market.cancel(offer);
    }

    function test_RevertWhen_CancelledAlready() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        _cancel(offer);

        _refuse(offer, IIssueMarket.IssueMarket_OfferClosed.selector);
    }

    function test_RevertWhen_CancelledAlreadyWithoutBeingPlaced() external {
        Offer memory offer = _offer(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        _cancel(offer);

        _refuse(offer, IIssueMarket.IssueMarket_OfferClosed.selector);
    }

    function test_RevertWhen_ReleasedAlready() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        vm.warp(EXPIRY);
        market.release(offer);

        _refuse(offer, IIssueMarket.IssueMarket_OfferClosed.selector);
    }

    function test_RevertWhen_Filled() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        _fund(beth, 40 * TOKEN);
        _take(beth, offer, 200, 0);

        _refuse(offer, IIssueMarket.IssueMarket_OfferFilled.selector);
    }

    function _refuse(Offer memory offer, bytes4 reason) private {
        vm.expectRevert(abi.encodeWithSelector(reason, _id(offer)));
        vm.prank(offer.maker);
        market.cancel(offer);
    }
}

contract CancelAllTest is MarketTest {
    function test_AdvancesTheCallersEpochAndNobodyElses() external {
        vm.startPrank(adam);
        assertEq(market.cancelAll(), 1);
        assertEq(market.cancelAll(), 2);
        vm.stopPrank();

        assertEq(market.epochOf(adam), 2);
        assertEq(market.epochOf(beth), 0);
    }

    function test_LogsTheNewEpoch() external {
        vm.expectEmit(address(market));
        emit IIssueMarket.EpochAdvanced(adam, 1);
        vm.prank(adam);
        market.cancelAll();
    }

    function test_LeavesTheEscrowWhereItIsUntilItIsCancelledOrReleased() external {
        Offer memory one = _placed(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        Offer memory two = _placed(adam, Side.BUY, Outcome.FIXED, 1000, 10);

        vm.prank(adam);
        market.cancelAll();
        _assertHolds(adam, 0, 0, 0);
        _cancel(one);
        _assertHolds(adam, 160e18, 0, 0);
        market.release(two);

        _assertHolds(adam, 161e18, 0, 0);
    }

    function test_LeavesOffersOfOthersAlone() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        _fund(beth, 40 * TOKEN);

        vm.prank(charles);
        market.cancelAll();
        _take(beth, offer, 200, 0);

        _assertOffer(offer, 200, true, false);
    }
}
