// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICostSharingPools} from "../../../contracts/interfaces/ICostSharingPools.sol";
import {ExchangeTest} from "../abstracts/ExchangeTest.sol";
import {Bidder} from "../abstracts/PoolTest.sol";

/// @notice What a seller may try, and whoever complains: every payer is whole or holds the information, to the base unit, and
/// the bond covers each slash. POOL-2, POOL-6.
contract PoolsExchangeAttacksTest is ExchangeTest {
    uint256 private constant PAID = 100e18 - SHARE;
    uint256 private constant MADE_GOOD = 140e18;
    bytes32 private constant RUBBISH = keccak256("rubbish");

    /*//////////////////////////////////////////////////////////////////////////
                                     THE SELLER
    //////////////////////////////////////////////////////////////////////////*/

    function test_HonestSeller_HasTheSharesAndTheBond() external {
        _deliverAll();
        vm.warp(DANAS_DEADLINE);
        _publish();

        _assertEnds(PAID, PAID, PAID, 100e18, 100e18, 100e18, 120e18 + 3 * uint256(SHARE));
    }

    function test_SellerDeliversNothing_EveryPayerHasAThirdOfTheBondAtTheStart() external {
        vm.warp(SECOND_0 - 1);
        assertEq(_claim(adam), 60e18 - SHARE);
        vm.warp(SECOND_0);
        assertEq(_claim(adam), SHARE + 40e18);

        _assertEnds(MADE_GOOD, MADE_GOOD, MADE_GOOD, 100e18, 100e18, 100e18, 0);
    }

    function test_SellerDeliversNothingAndPublishes_IsPaidNothing() external {
        vm.warp(DANAS_DEADLINE);
        _publish();

        _assertEnds(MADE_GOOD, MADE_GOOD, MADE_GOOD, 100e18, 100e18, 100e18, 0);
    }

    function test_SellerDeliversRubbishToOne_LosesOneShareAndAThirdOfTheBond() external {
        _deliver(adam);
        _deliver(beth, RUBBISH);
        _deliver(charles);
        _complain(beth);
        vm.warp(DANAS_DEADLINE);
        _publish();

        _assertEnds(PAID, MADE_GOOD, PAID, 100e18, 100e18, 100e18, 80e18 + 2 * uint256(SHARE));
    }

    function test_SellerDeliversRubbishToAll_LosesTheWholeBond() external {
        _deliver(adam, RUBBISH);
        _deliver(beth, RUBBISH);
        _deliver(charles, RUBBISH);
        _complain(adam);
        _complain(beth);
        _complain(charles);
        vm.warp(DANAS_DEADLINE);
        _publish();

        _assertEnds(MADE_GOOD, MADE_GOOD, MADE_GOOD, 100e18, 100e18, 100e18, 0);
    }

    /// @dev 5^3 + 7 is no square in the field.
    function test_SellersPointIsOffTheCurve_IsTheSellersFault() external {
        _deliverBy(5, false, adam, RUBBISH);
        _deliverBy(5, false, beth, RUBBISH);
        _deliverBy(5, false, charles, RUBBISH);
        _complain(adam);
        _complain(beth);
        _complain(charles);

        _assertEnds(MADE_GOOD, MADE_GOOD, MADE_GOOD, 100e18, 100e18, 100e18, 0);
    }

    function test_SellersPointIsOffTheCurve_NoWordIsRightByChance() external {
        bytes32 mask = keccak256(abi.encode(address(0), poolId, adam.account));
        _deliverBy(5, true, adam, KEY ^ mask);

        _complain(adam);

        assertTrue(_exchange(adam).wronged);
    }

    function test_SellersPointHasXZero_IsRefused() external {
        vm.expectRevert(_pointOutOfRange(0));
        _deliverBy(0, false, adam, RUBBISH);
    }

    function test_SellersPointHasXAtOrAboveTheOrder_IsRefused() external {
        vm.expectRevert(_pointOutOfRange(ORDER));
        _deliverBy(ORDER, false, adam, RUBBISH);
        vm.expectRevert(_pointOutOfRange(type(uint256).max));
        _deliverBy(type(uint256).max, false, adam, RUBBISH);
    }

    function test_SellersPointOfTheOtherParity_MakesEveryWordWrong() external {
        pointOdd = !pointOdd;
        _deliver(adam);

        _complain(adam);

        assertTrue(_exchange(adam).wronged);
    }

    function test_SellerChangesThePointLater_IsRefused() external {
        _deliver(adam);

        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_PointMismatch.selector, pointX, !pointOdd
            )
        );
        _deliverBy(pointX, !pointOdd, beth, RUBBISH);
    }

    function test_SellerDeliversTheRightWordAfterAComplaint_IsRefused() external {
        _deliver(beth, RUBBISH);
        _complain(beth);

        vm.expectRevert(
            _errorOf(ICostSharingPools.CostSharingPools_AlreadyDelivered.selector, beth)
        );
        _deliver(beth);
        assertEq(_claim(beth), 50e18 + 40e18);
    }

    function test_SellerDeliversTheRightWordAfterTheStart_IsRefused() external {
        vm.warp(SECOND_0);

        vm.expectRevert(_outsidePeriod(0, SECOND_0));
        _deliver(adam);
    }

    function test_SellerGivesAnothersWord_IsWrong() external {
        _deliver(adam, _word(beth));

        _complain(adam);

        assertTrue(_exchange(adam).wronged);
    }

    function test_SellerPublishesEarly_IsRefused() external {
        _deliverAll();
        vm.warp(DANAS_DEADLINE - 1);

        vm.expectRevert(_outsidePeriod(DANAS_DEADLINE, PUBLISH_END));
        _publish();
    }

    function test_SellerPublishesAWrongKey_IsRefused() external {
        vm.warp(DANAS_DEADLINE);

        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_KeyMismatch.selector, poolId, RUBBISH
            )
        );
        pools.publish(poolId, RUBBISH);
    }

    /// @dev They hold the information, and have their money back and the bond.
    function test_SellerPublishesNothing_EveryPayerHasAThirdOfTheBond() external {
        _deliverAll();
        vm.warp(PUBLISH_END - 1);
        assertEq(_claim(adam), 60e18 - SHARE);
        vm.warp(PUBLISH_END);
        assertEq(_claim(adam), SHARE + 40e18);

        _assertEnds(MADE_GOOD, MADE_GOOD, MADE_GOOD, 100e18, 100e18, 100e18, 0);
    }

    function test_SellerPublishesTooLate_IsRefused() external {
        _deliverAll();
        vm.warp(PUBLISH_END);

        vm.expectRevert(_outsidePeriod(DANAS_DEADLINE, PUBLISH_END));
        _publish();
    }

    function test_SellerVanishesHalfWayThroughDelivery_EverybodyIsWhole() external {
        _deliver(adam);

        _assertEnds(MADE_GOOD, MADE_GOOD, MADE_GOOD, 100e18, 100e18, 100e18, 0);
    }

    function test_SomebodyElsePublishes_TheSellerIsPaid() external {
        _deliverAll();
        vm.warp(PUBLISH_END - 1);
        vm.prank(stranger);
        _publish();

        _assertEnds(PAID, PAID, PAID, 100e18, 100e18, 100e18, 120e18 + 3 * uint256(SHARE));
    }

    function test_SellerTakesMoneyEarly_FindsNothing() external {
        _deliverAll();
        vm.warp(COMPLAINT_END);
        assertEq(_claim(seller), 0);
        vm.warp(DANAS_DEADLINE);
        assertEq(_claim(seller), 0);
        _publish();
        assertEq(_claim(seller), 120e18 + 3 * uint256(SHARE));
        assertEq(_claim(seller), 0);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     THE PAYERS
    //////////////////////////////////////////////////////////////////////////*/

    function test_PayerComplainsOfARightWord_IsRefused() external {
        _deliverAll();

        vm.expectRevert(_errorOf(ICostSharingPools.CostSharingPools_WordRight.selector, adam));
        _complain(adam);
    }

    function test_PayerComplainsWithAnothersKey_IsRefused() external {
        _deliver(adam, RUBBISH);

        _refuseKey(beth.key);
        _refuseKey(0);
        _refuseKey(ORDER);
        _refuseKey(ORDER - adam.key);
        unchecked {
            _refuseKey(adam.key + ORDER);
        }
    }

    function test_PayerComplainsTwice_IsMadeGoodOnce() external {
        _deliver(adam, RUBBISH);
        _complain(adam);

        _refuseComplaint(adam);
        _claim(adam);
        _refuseComplaint(adam);
    }

    function test_PayerComplainsOfNothing_IsMadeGoodWithout() external {
        vm.warp(SECOND_0);
        _refuseComplaint(adam);
        _claim(adam);

        _refuseComplaint(adam);
    }

    function test_PayerComplainsTooLate_IsRefused() external {
        _deliver(adam, RUBBISH);
        vm.warp(COMPLAINT_END);

        vm.expectRevert(_outsidePeriod(0, COMPLAINT_END));
        _complain(adam);
    }

    function test_PayerComplainsInTheLastSecond_IsMadeGood() external {
        _deliver(adam, RUBBISH);
        vm.warp(COMPLAINT_END - 1);

        _complain(adam);

        assertEq(_claim(adam), 60e18 + 40e18);
    }

    function test_PayerTakesTheExcessFirst_IsStillMadeGoodWhole() external {
        _deliver(adam, RUBBISH);
        _claim(adam);
        _complain(adam);

        assertEq(_claim(adam), SHARE + 40e18);
        assertEq(token.balanceOf(adam.account), MADE_GOOD);
    }

    /// @dev The key is the bidder's to reveal; whoever knows it complains for them, and has nothing of it.
    function test_StrangerComplains_TheBidderIsMadeGood() external {
        _deliver(adam, RUBBISH);

        vm.prank(stranger);
        _complain(adam);

        assertEq(_claim(stranger), 0);
        assertEq(_claim(adam), 100e18);
    }

    function test_StrangerWithoutABidComplains_IsRefused() external {
        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_NothingToComplain.selector, poolId, stranger
            )
        );
        pools.complain(poolId, stranger, 1);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                  THE FREE RIDERS
    //////////////////////////////////////////////////////////////////////////*/

    function test_RequestAnswered_TheFeeIsTheSellers() external {
        _deliverAll();
        vm.warp(ERINS_DEADLINE);
        _request(erin);
        _deliver(erin);
        vm.warp(DANAS_DEADLINE);
        _publish();

        _assertEnds(PAID, PAID, PAID, 100e18, 100e18, 100e18, 122e18 + 3 * uint256(SHARE));
    }

    /// @dev A third of the bond, as three could have requested.
    function test_RequestUnanswered_ComplainedOf_IsMadeGoodFromTheBond() external {
        _deliverAll();
        vm.warp(ERINS_DEADLINE);
        _request(erin);
        vm.warp(ERINS_DEADLINE + DELIVERY_PERIOD);
        pools.complain(poolId, erin.account, 0);
        vm.warp(DANAS_DEADLINE);
        _publish();

        _assertEnds(PAID, PAID, PAID, 100e18, 102e18 + 40e18, 100e18, 80e18 + 3 * uint256(SHARE));
    }

    function test_RequestUnanswered_NotComplainedOf_HasTheFeeBack() external {
        _deliverAll();
        vm.warp(ERINS_DEADLINE);
        _request(erin);
        vm.warp(DANAS_DEADLINE);
        _publish();

        _assertEnds(PAID, PAID, PAID, 100e18, 102e18, 100e18, 120e18 + 3 * uint256(SHARE));
    }

    /// @dev Published in the very second in which the answer is overdue: the fee waits until nobody can complain.
    function test_RequestUnanswered_PublishedAtItsEnd_CanStillBeComplainedOf() external {
        _deliverAll();
        vm.warp(DANAS_DEADLINE);
        _request(erin);
        vm.warp(DANAS_DEADLINE + DELIVERY_PERIOD);
        _publish();
        _claim(erin);

        pools.complain(poolId, erin.account, 0);

        _assertEnds(PAID, PAID, PAID, 100e18, 102e18 + 40e18, 100e18, 80e18 + 3 * uint256(SHARE));
    }

    function test_RequestUnanswered_WhenAllPayersWereFailed_HasTheFeeBack() external {
        vm.warp(ERINS_DEADLINE);
        _request(erin);
        vm.warp(ERINS_DEADLINE + DELIVERY_PERIOD);
        pools.complain(poolId, erin.account, 0);

        _assertEnds(MADE_GOOD, MADE_GOOD, MADE_GOOD, 100e18, 102e18, 100e18, 0);
    }

    function test_RequestsUnansweredByAll_TheBondCoversAll() external {
        _deliverAll();
        vm.warp(DANAS_DEADLINE);
        _request(dana);
        _request(erin);
        _request(frank);
        vm.warp(DANAS_DEADLINE + DELIVERY_PERIOD);
        pools.complain(poolId, dana.account, 0);
        pools.complain(poolId, erin.account, 0);
        pools.complain(poolId, frank.account, 0);
        _publish();

        _assertEnds(PAID, PAID, PAID, 142e18, 142e18, 142e18, 3 * uint256(SHARE));
    }

    function test_RequestAnsweredLate_IsRefused() external {
        vm.warp(ERINS_DEADLINE);
        _request(erin);
        vm.warp(ERINS_DEADLINE + DELIVERY_PERIOD);

        vm.expectRevert(_outsidePeriod(0, ERINS_DEADLINE + DELIVERY_PERIOD));
        _deliver(erin);
    }

    function test_RequestAnsweredWithRubbish_IsMadeGoodFromTheBond() external {
        _deliverAll();
        vm.warp(ERINS_DEADLINE);
        _request(erin);
        _deliver(erin, RUBBISH);
        _complain(erin);
        vm.warp(DANAS_DEADLINE);
        _publish();

        _assertEnds(PAID, PAID, PAID, 100e18, 102e18 + 40e18, 100e18, 80e18 + 3 * uint256(SHARE));
    }

    function test_RequestAnsweredByPublication_CannotBeComplainedOf() external {
        _deliverAll();
        vm.warp(DANAS_DEADLINE);
        _request(dana);
        _publish();
        vm.warp(DANAS_DEADLINE + DELIVERY_PERIOD);

        _refuseComplaint(dana);
        _assertEnds(PAID, PAID, PAID, 102e18, 100e18, 100e18, 120e18 + 3 * uint256(SHARE));
    }

    function test_RequestAnsweredByPublication_HasTheFeeBack() external {
        _deliverAll();
        vm.warp(DANAS_DEADLINE);
        _request(dana);
        _publish();

        assertEq(_claim(dana), 10e18 + REQUEST_FEE);
        _refuseComplaint(dana);
        _assertEnds(PAID, PAID, PAID, 102e18, 100e18, 100e18, 120e18 + 3 * uint256(SHARE));
    }

    function test_RequestBeforeTheDeadline_IsRefused() external {
        vm.warp(ERINS_DEADLINE - 1);
        vm.expectRevert(_outsidePeriod(ERINS_DEADLINE, PUBLISH_END));
        vm.prank(erin.account);
        pools.request(poolId);
        vm.warp(DANAS_DEADLINE - 1);
        vm.expectRevert(_outsidePeriod(DANAS_DEADLINE, PUBLISH_END));
        vm.prank(dana.account);
        pools.request(poolId);
    }

    function test_RequestByAPayerOrTwice_IsRefused() external {
        vm.warp(DANAS_DEADLINE);
        _request(dana);

        _refuseRequest(dana);
        _refuseRequest(adam);
    }

    function test_RequestAfterPublication_IsRefused() external {
        vm.warp(DANAS_DEADLINE);
        _publish();

        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_AlreadyPublished.selector, poolId
            )
        );
        vm.prank(dana.account);
        pools.request(poolId);
    }

    function test_RequestComplainedOfEarlyOrLate_IsRefused() external {
        vm.warp(ERINS_DEADLINE);
        _request(erin);
        uint256 answerEnd = ERINS_DEADLINE + DELIVERY_PERIOD;

        vm.warp(answerEnd - 1);
        vm.expectRevert(_outsidePeriod(answerEnd, answerEnd + COMPLAINT_PERIOD));
        pools.complain(poolId, erin.account, 0);
        vm.warp(answerEnd + COMPLAINT_PERIOD);
        vm.expectRevert(_outsidePeriod(answerEnd, answerEnd + COMPLAINT_PERIOD));
        pools.complain(poolId, erin.account, 0);
    }

    function test_FreeRiderWithoutARequestComplains_IsRefused() external {
        vm.warp(DANAS_DEADLINE);

        _refuseComplaint(dana);
    }

    function _refuseKey(uint256 key) private {
        vm.expectRevert(
            _errorOf(ICostSharingPools.CostSharingPools_PrivateKeyMismatch.selector, adam)
        );
        pools.complain(poolId, adam.account, key);
    }

    function _refuseComplaint(Bidder memory bidder) private {
        vm.expectRevert(
            _errorOf(ICostSharingPools.CostSharingPools_NothingToComplain.selector, bidder)
        );
        _complain(bidder);
    }

    function _refuseRequest(Bidder memory bidder) private {
        vm.expectRevert(
            _errorOf(ICostSharingPools.CostSharingPools_NothingToRequest.selector, bidder)
        );
        vm.prank(bidder.account);
        pools.request(poolId);
    }

    function _pointOutOfRange(uint256 x) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(ICostSharingPools.CostSharingPools_PointOutOfRange.selector, x);
    }
}
