// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IIssueMarket} from "../../../../contracts/interfaces/IIssueMarket.sol";
import {Offer, Outcome, Side} from "../../../../contracts/types/Market.sol";
import {MarketTest} from "../../abstracts/MarketTest.sol";

contract ReleaseTest is MarketTest {
    Offer private offer;

    function setUp() public override {
        super.setUp();
        offer = _placed(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
    }

    function test_WhenExpired_AnybodyGivesTheMakerTheEscrowBack() external {
        vm.warp(EXPIRY);

        vm.prank(charles);
        market.release(offer);

        _assertHolds(adam, 160e18, 0, 0);
        _assertHolds(charles, 0, 0, 0);
        _assertOffer(offer, 0, true, true);
    }

    function test_WhenStale_AnybodyGivesTheMakerTheEscrowBack() external {
        vm.prank(adam);
        market.cancelAll();

        vm.prank(charles);
        market.release(offer);

        _assertHolds(adam, 160e18, 0, 0);
        _assertOffer(offer, 0, true, true);
    }

    function test_WhenMatured_AnybodyGivesTheMakerTheEscrowBack() external {
        Offer memory late = _offer(adam, Side.SELL, Outcome.FIXED, 8000, 7);
        late.expiry = MATURATION + 1 days;
        _escrowAndPlace(late);
        vm.warp(MATURATION);

        vm.prank(charles);
        market.release(late);

        _assertHolds(adam, 0, 7, 0);
        _assertOffer(late, 0, true, true);
    }

    function test_WhenSettled_TheUnitsComeBackAndCanBeRedeemed() external {
        Offer memory sell = _placed(beth, Side.SELL, Outcome.FIXED, 8000, 7);
        _settleAt(10_000);

        market.release(sell);
        market.redeem(futureId, beth);

        _assertHolds(beth, 7e18, 0, 0);
    }

    function test_GivesBackWhatIsLeft() external {
        _fund(beth, 40 * TOKEN);
        _take(beth, offer, 50, 0);
        vm.warp(EXPIRY);

        market.release(offer);

        _assertHolds(adam, 120e18, 0, 50);
        _assertOffer(offer, 50, true, true);
    }

    function test_LogsItUnderTheMaker() external {
        vm.warp(EXPIRY);

        vm.expectEmit(address(market));
        emit IIssueMarket.OfferReleased(_id(offer), adam, futureId);
        vm.prank(charles);
        market.release(offer);
    }

    function test_WhenReleasedAlready_ChangesNothing() external {
        vm.warp(EXPIRY);
        market.release(offer);

        _releaseSilently();

        _assertHolds(adam, 160e18, 0, 0);
    }

    function test_WhenCancelledAlready_ChangesNothing() external {
        _cancel(offer);

        _releaseSilently();

        _assertHolds(adam, 160e18, 0, 0);
    }

    function test_WhenFilled_ChangesNothing() external {
        _fund(beth, 40 * TOKEN);
        _take(beth, offer, 200, 0);
        vm.warp(EXPIRY);

        _releaseSilently();

        _assertHolds(adam, 0, 0, 200);
        _assertOffer(offer, 200, true, false);
    }

    function test_RevertWhen_NotPlaced() external {
        Offer memory unplaced = offer;
        unplaced.salt = 99;
        vm.warp(EXPIRY);

        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OfferNotPlaced.selector, _id(unplaced))
        );
        market.release(unplaced);
    }

    function test_RevertWhen_CancelledWithoutBeingPlaced() external {
        Offer memory unplaced = offer;
        unplaced.salt = 99;
        _cancel(unplaced);

        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OfferNotPlaced.selector, _id(unplaced))
        );
        market.release(unplaced);
    }

    function test_RevertWhen_Live_UntilOneSecondBeforeExpiry() external {
        vm.warp(EXPIRY - 1);

        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OfferLive.selector, _id(offer))
        );
        market.release(offer);
    }

    function test_RevertWhen_Live_UntilOneSecondBeforeMaturation() external {
        offer.expiry = MATURATION + 1 days;
        _escrowAndPlace(offer);
        vm.warp(MATURATION - 1);

        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OfferLive.selector, _id(offer))
        );
        market.release(offer);
    }

    function test_RevertWhen_Live_EvenForItsMaker() external {
        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OfferLive.selector, _id(offer))
        );
        vm.prank(adam);
        market.release(offer);
    }

    function _releaseSilently() private {
        vm.recordLogs();
        market.release(offer);
        assertEq(vm.getRecordedLogs().length, 0, "no event");
    }
}
