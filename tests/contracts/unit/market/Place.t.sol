// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";

import {IIssueMarket} from "../../../../contracts/interfaces/IIssueMarket.sol";
import {Offer, Outcome, Side} from "../../../../contracts/types/Market.sol";
import {MarketTest} from "../../abstracts/MarketTest.sol";

contract PlaceTest is MarketTest {
    function test_BuyEscrowsUnitsTimesPrice() external {
        _fund(adam, 500 * TOKEN);

        _place(_offer(adam, Side.BUY, Outcome.UNFIXED, 8000, 200));

        _assertHolds(adam, 340e18, 0, 0);
        _assertTokensHeld(500e18);
        _assertOpenInterest(0);
    }

    function test_BuyEscrowsToTheBasisPoint() external {
        _fund(adam, TOKEN);

        _place(_offer(adam, Side.BUY, Outcome.FIXED, 1, 1));
        _place(_offer(adam, Side.BUY, Outcome.FIXED, 9998, 1));

        // 1 - 0.0001 - 0.9998 = 0.0001
        _assertHolds(adam, 1e14, 0, 0);
    }

    function test_SellEscrowsTheUnits() external {
        _giveBoth(adam, 200);

        _place(_offer(adam, Side.SELL, Outcome.FIXED, 4000, 150));

        _assertHolds(adam, 0, 50, 200);
        _assertOpenInterest(200);
    }

    function test_SellOfUnfixedEscrowsUnfixed() external {
        _giveBoth(adam, 200);

        _place(_offer(adam, Side.SELL, Outcome.UNFIXED, 4000, 150));

        _assertHolds(adam, 0, 200, 50);
    }

    function test_AcceptsTheLowestAndTheHighestPrice() external {
        _assertOffer(_placed(adam, Side.BUY, Outcome.FIXED, 1, 3), 0, true, false);
        _assertOffer(_placed(adam, Side.BUY, Outcome.FIXED, 9999, 3), 0, true, false);
    }

    function test_ReturnsTheHashAndRemembersThatItIsPlaced() external {
        _fund(adam, 160 * TOKEN);
        Offer memory offer = _offer(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        _assertOffer(offer, 0, false, false);

        bytes32 offerId = _place(offer);

        assertEq(offerId, _id(offer));
        _assertOffer(offer, 0, true, false);
    }

    function test_LogsTheWholeOffer() external {
        _fund(adam, 160 * TOKEN);
        Offer memory offer = _offer(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);

        vm.expectEmit(address(market));
        emit IERC6909.Transfer(adam, adam, address(0), 0, 160e18);
        vm.expectEmit(address(market));
        emit IIssueMarket.OfferPlaced(_id(offer), adam, futureId, offer);
        _place(offer);
    }

    function test_SaltsTellEqualOffersApart() external {
        _fund(adam, 2 * TOKEN);
        Offer memory offer = _offer(adam, Side.BUY, Outcome.FIXED, 5000, 2);

        _place(offer);
        offer.salt = 2;
        _place(offer);

        _assertHolds(adam, 0, 0, 0);
    }

    function test_AcceptsOneSecondBeforeExpiry() external {
        _fund(adam, TOKEN);
        Offer memory offer = _offer(adam, Side.BUY, Outcome.FIXED, 5000, 2);

        vm.warp(EXPIRY - 1);
        _place(offer);

        _assertOffer(offer, 0, true, false);
    }

    function test_AcceptsAnExpiryAfterMaturation() external {
        _fund(adam, TOKEN);
        Offer memory offer = _offer(adam, Side.BUY, Outcome.FIXED, 5000, 2);
        offer.expiry = type(uint40).max;

        vm.warp(MATURATION - 1);
        _place(offer);

        _assertOffer(offer, 0, true, false);
    }

    function test_AcceptsTheMakersCurrentEpoch() external {
        _fund(adam, TOKEN);
        vm.prank(adam);
        market.cancelAll();
        Offer memory offer = _offer(adam, Side.BUY, Outcome.FIXED, 5000, 2);
        assertEq(offer.epoch, 1);

        _place(offer);

        _assertOffer(offer, 0, true, false);
    }

    function test_RevertWhen_CallerIsNotTheMaker() external {
        _fund(adam, TOKEN);
        Offer memory offer = _offer(adam, Side.BUY, Outcome.FIXED, 5000, 2);

        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_CallerNotMaker.selector, beth, adam)
        );
        vm.prank(beth);
        market.place(offer);
    }

    function test_RevertWhen_AnOperatorPlacesForTheMaker() external {
        _fund(adam, TOKEN);
        vm.prank(adam);
        market.setOperator(beth, true);
        Offer memory offer = _offer(adam, Side.BUY, Outcome.FIXED, 5000, 2);

        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_CallerNotMaker.selector, beth, adam)
        );
        vm.prank(beth);
        market.place(offer);
    }

    function test_RevertWhen_ItIsPlacedAlready() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.FIXED, 5000, 2);
        _fund(adam, TOKEN);

        _refuse(
            offer,
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OfferAlreadyPlaced.selector, _id(offer))
        );
    }

    function test_RevertWhen_ItWasPlacedAndFilled() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.FIXED, 5000, 2);
        _fund(adam, TOKEN);
        _fund(beth, TOKEN);
        _take(beth, offer, 2, 0);

        _refuse(
            offer,
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OfferAlreadyPlaced.selector, _id(offer))
        );
    }

    function test_RevertWhen_ItWasPlacedAndCancelled() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.FIXED, 5000, 2);
        _cancel(offer);

        _refuse(
            offer,
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OfferAlreadyPlaced.selector, _id(offer))
        );
    }

    function test_RevertWhen_ItWasCancelledBeforeItWasPlaced() external {
        _fund(adam, TOKEN);
        Offer memory offer = _offer(adam, Side.BUY, Outcome.FIXED, 5000, 2);
        _cancel(offer);

        _refuse(
            offer, abi.encodeWithSelector(IIssueMarket.IssueMarket_OfferClosed.selector, _id(offer))
        );
    }

    function test_RevertWhen_UnitsZero() external {
        _refuse(
            _offer(adam, Side.BUY, Outcome.FIXED, 5000, 0),
            abi.encodeWithSelector(IIssueMarket.IssueMarket_UnitsZero.selector)
        );
    }

    function test_RevertWhen_PriceIsZeroOrOneOrMore() external {
        _fund(adam, 100 * TOKEN);
        uint16[4] memory prices = [uint16(0), 10_000, 10_001, type(uint16).max];

        for (uint256 i = 0; i < prices.length; ++i) {
            _refuse(
                _offer(adam, Side.BUY, Outcome.FIXED, prices[i], 2),
                abi.encodeWithSelector(IIssueMarket.IssueMarket_PriceOutOfRange.selector, prices[i])
            );
        }
    }

    function test_RevertWhen_FutureIsUnknown() external {
        Offer memory offer = _offer(adam, Side.BUY, Outcome.FIXED, 5000, 2);
        offer.futureId = keccak256("no such future");

        _refuse(
            offer,
            abi.encodeWithSelector(IIssueMarket.IssueMarket_FutureUnknown.selector, offer.futureId)
        );
    }

    function test_RevertWhen_FutureHasMatured() external {
        _fund(adam, TOKEN);
        Offer memory offer = _offer(adam, Side.BUY, Outcome.FIXED, 5000, 2);
        offer.expiry = type(uint40).max;

        vm.warp(MATURATION);
        _refuse(
            offer,
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_FutureMatured.selector, futureId, MATURATION
            )
        );
    }

    function test_RevertWhen_ItHasExpired() external {
        _fund(adam, TOKEN);
        Offer memory offer = _offer(adam, Side.BUY, Outcome.FIXED, 5000, 2);

        vm.warp(EXPIRY);
        _refuse(
            offer,
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_OfferExpired.selector, _id(offer), EXPIRY
            )
        );
    }

    function test_RevertWhen_EpochIsPast() external {
        _fund(adam, TOKEN);
        Offer memory offer = _offer(adam, Side.BUY, Outcome.FIXED, 5000, 2);
        vm.prank(adam);
        market.cancelAll();

        _refuse(
            offer,
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OfferStale.selector, _id(offer), 0, 1)
        );
    }

    function test_RevertWhen_EpochIsToCome() external {
        _fund(adam, TOKEN);
        Offer memory offer = _offer(adam, Side.BUY, Outcome.FIXED, 5000, 2);
        offer.epoch = 1;

        _refuse(
            offer,
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OfferStale.selector, _id(offer), 1, 0)
        );
    }

    function test_RevertWhen_CollateralIsShortByOneBaseUnit() external {
        _fund(adam, 160e18 - 1);

        _refuse(
            _offer(adam, Side.BUY, Outcome.UNFIXED, 8000, 200),
            abi.encodeWithSelector(
                ERC6909.ERC6909InsufficientBalance.selector, adam, 160e18 - 1, 160e18, COLLATERAL
            )
        );
    }

    function test_RevertWhen_UnitsAreShortByOne() external {
        _giveBoth(adam, 199);

        _refuse(
            _offer(adam, Side.SELL, Outcome.UNFIXED, 8000, 200),
            abi.encodeWithSelector(
                ERC6909.ERC6909InsufficientBalance.selector, adam, 199, 200, unfixedId
            )
        );
    }

    function test_RevertWhen_TheMostUnitsAreBought_ForWantOfCollateralAndNotByOverflow() external {
        uint256 cost = uint256(type(uint128).max) * 9999 * 1e14;

        _refuse(
            _offer(adam, Side.BUY, Outcome.FIXED, 9999, type(uint128).max),
            abi.encodeWithSelector(
                ERC6909.ERC6909InsufficientBalance.selector, adam, 0, cost, COLLATERAL
            )
        );
    }

    function _refuse(Offer memory offer, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(offer.maker);
        market.place(offer);
    }
}
