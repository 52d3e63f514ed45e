// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";

import {IIssueMarket} from "../../../../contracts/interfaces/IIssueMarket.sol";
import {Offer, Outcome, Side} from "../../../../contracts/types/Market.sol";
import {MarketTest} from "../../abstracts/MarketTest.sol";

/// @notice When an offer is not met.
contract TakeRevertsTest is MarketTest {
    Offer private offer;

    function setUp() public override {
        super.setUp();
        offer = _placed(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        _fund(beth, 40 * TOKEN);
    }

    function test_RevertWhen_UnitsZero() external {
        _refuse(
            beth, offer, 0, 0, abi.encodeWithSelector(IIssueMarket.IssueMarket_UnitsZero.selector)
        );
    }

    function test_RevertWhen_MoreUnitsFromPositionThanInAll() external {
        _refuse(
            beth,
            offer,
            5,
            6,
            abi.encodeWithSelector(IIssueMarket.IssueMarket_PositionUnitsAboveUnits.selector, 6, 5)
        );
    }

    function test_RevertWhen_TheMakerTakes() external {
        _fund(adam, 40 * TOKEN);

        _refuse(
            adam,
            offer,
            200,
            0,
            abi.encodeWithSelector(IIssueMarket.IssueMarket_SelfTake.selector, adam)
        );
    }

    function test_RevertWhen_NotPlaced() external {
        Offer memory unplaced = offer;
        unplaced.salt = 99;

        _refuse(
            beth,
            unplaced,
            1,
            0,
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OfferNotPlaced.selector, _id(unplaced))
        );
    }

    function test_RevertWhen_Cancelled() external {
        _cancel(offer);

        _refuse(
            beth,
            offer,
            1,
            0,
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OfferClosed.selector, _id(offer))
        );
    }

    function test_RevertWhen_Released() external {
        vm.warp(EXPIRY);
        market.release(offer);

        vm.warp(EXPIRY - 1);
        _refuse(
            beth,
            offer,
            1,
            0,
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OfferClosed.selector, _id(offer))
        );
    }

    function test_RevertWhen_Expired() external {
        vm.warp(EXPIRY);

        _refuse(
            beth,
            offer,
            1,
            0,
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_OfferExpired.selector, _id(offer), EXPIRY
            )
        );
    }

    function test_RevertWhen_Stale() external {
        vm.prank(adam);
        market.cancelAll();

        _refuse(
            beth,
            offer,
            1,
            0,
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OfferStale.selector, _id(offer), 0, 1)
        );
    }

    function test_RevertWhen_FutureHasMatured() external {
        offer.expiry = MATURATION + 1 days;
        _escrowAndPlace(offer);

        vm.warp(MATURATION);
        _refuse(
            beth,
            offer,
            1,
            0,
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_FutureMatured.selector, futureId, MATURATION
            )
        );
    }

    function test_RevertWhen_MoreThanOffered() external {
        _fund(beth, TOKEN);

        _refuse(beth, offer, 201, 0, _aboveRemaining(201, 200));
    }

    function test_RevertWhen_MoreThanLeft() external {
        _take(beth, offer, 150, 0);

        _refuse(beth, offer, 51, 0, _aboveRemaining(51, 50));
    }

    function test_RevertWhen_Filled() external {
        _take(beth, offer, 200, 0);
        _fund(beth, TOKEN);

        _refuse(beth, offer, 1, 0, _aboveRemaining(1, 0));
    }

    function test_RevertWhen_UnitsWouldOverflowWhatIsFilled() external {
        _take(beth, offer, 1, 0);

        _refuse(beth, offer, type(uint128).max, 0, _aboveRemaining(type(uint128).max, 199));
    }

    function test_RevertWhen_AllOrNoneIsMetInPart() external {
        offer.allOrNone = true;
        _escrowAndPlace(offer);

        _refuse(
            beth,
            offer,
            199,
            0,
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_OfferAllOrNone.selector, _id(offer), 199, 200
            )
        );
    }

    function test_RevertWhen_CollateralIsShortForAMint() external {
        vm.prank(beth);
        market.withdraw(1, beth);

        _refuse(beth, offer, 200, 0, _short(beth, 40e18 - 1, 40e18, COLLATERAL));
    }

    function test_RevertWhen_PositionIsShortForATransfer() external {
        _giveUnits(beth, Outcome.UNFIXED, 199);

        _refuse(beth, offer, 200, 200, _short(beth, 199, 200, unfixedId));
    }

    function test_RevertWhen_OnlyTheOtherOutcomeIsHeldForATransfer() external {
        _giveUnits(beth, Outcome.FIXED, 200);

        _refuse(beth, offer, 200, 200, _short(beth, 0, 200, unfixedId));
    }

    function test_RevertWhen_CollateralIsShortForASell() external {
        Offer memory sell = _placed(adam, Side.SELL, Outcome.FIXED, 4000, 101);

        _refuse(beth, sell, 101, 0, _short(beth, 40e18, 40.4e18, COLLATERAL));
    }

    function test_RevertWhen_PositionIsShortForAMerge() external {
        Offer memory sell = _placed(adam, Side.SELL, Outcome.FIXED, 4000, 100);
        _giveUnits(beth, Outcome.UNFIXED, 99);

        _refuse(beth, sell, 100, 100, _short(beth, 99, 100, unfixedId));
    }

    function test_RevertWhen_OnlyTheSameOutcomeIsHeldForAMerge() external {
        Offer memory sell = _placed(adam, Side.SELL, Outcome.FIXED, 4000, 100);
        _giveUnits(beth, Outcome.FIXED, 100);

        _refuse(beth, sell, 100, 100, _short(beth, 0, 100, unfixedId));
    }

    function _aboveRemaining(uint128 units, uint128 remaining) private view returns (bytes memory) {
        return abi.encodeWithSelector(
            IIssueMarket.IssueMarket_UnitsAboveRemaining.selector, _id(offer), units, remaining
        );
    }

    function _short(address who, uint256 balance, uint256 needed, uint256 id)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(
            ERC6909.ERC6909InsufficientBalance.selector, who, balance, needed, id
        );
    }

    function _refuse(
        address taker,
        Offer memory offer_,
        uint128 units,
        uint128 fromPosition,
        bytes memory reason
    ) private {
        vm.expectRevert(reason);
        vm.prank(taker);
        market.take(offer_, units, fromPosition);
    }
}
