// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";

import {IIssueMarket} from "../../../../contracts/interfaces/IIssueMarket.sol";
import {Offer, Outcome, Side} from "../../../../contracts/types/Market.sol";
import {MarketTest} from "../../abstracts/MarketTest.sol";

/// @notice What changes hands when an offer is met: mint, transfer by BUY, transfer by SELL, merge.
contract TakeTest is MarketTest {
    /*//////////////////////////////////////////////////////////////////////////
                                        MINT
    //////////////////////////////////////////////////////////////////////////*/

    function test_BuyOfUnfixedMetByCollateral_MintsBothOutcomes() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        _fund(beth, 50 * TOKEN);

        _take(beth, offer, 200, 0);

        _assertHolds(adam, 0, 0, 200);
        _assertHolds(beth, 10e18, 200, 0);
        _assertOpenInterest(200);
        _assertTokensHeld(210e18);
        _assertOffer(offer, 200, true, false);
    }

    function test_BuyOfFixedMetByCollateral_MintsBothOutcomes() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.FIXED, 2500, 8);
        _fund(beth, 6 * TOKEN);

        _take(beth, offer, 8, 0);

        // 8 x 0.25 = 2 and 8 x 0.75 = 6
        _assertHolds(adam, 0, 8, 0);
        _assertHolds(beth, 0, 0, 8);
        _assertOpenInterest(8);
        _assertTokensHeld(8e18);
    }

    function test_MintAtTheLowestPrice_TakerPaysAllButABasisPoint() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.FIXED, 1, 1);
        _fund(beth, TOKEN);

        _take(beth, offer, 1, 0);

        _assertHolds(beth, 0.0001e18, 0, 1);
    }

    function test_MintAtTheHighestPrice_TakerPaysOneBasisPoint() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.FIXED, 9999, 1);
        _fund(beth, TOKEN);

        _take(beth, offer, 1, 0);

        _assertHolds(beth, 0.9999e18, 0, 1);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                  TRANSFER BY BUY
    //////////////////////////////////////////////////////////////////////////*/

    function test_BuyOfFixedMetByFixed_TransfersThemForTheEscrow() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.FIXED, 3000, 100);
        _giveUnits(beth, Outcome.FIXED, 120);

        _take(beth, offer, 100, 100);

        _assertHolds(adam, 0, 100, 0);
        _assertHolds(beth, 30e18, 20, 0);
        _assertOpenInterest(120);
        _assertTokensHeld(150e18);
    }

    function test_BuyOfUnfixedMetByUnfixed_TransfersThemForTheEscrow() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.UNFIXED, 7000, 200);
        _giveUnits(beth, Outcome.UNFIXED, 200);

        _take(beth, offer, 200, 200);

        _assertHolds(adam, 0, 0, 200);
        _assertHolds(beth, 140e18, 0, 0);
        _assertOpenInterest(200);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                  TRANSFER BY SELL
    //////////////////////////////////////////////////////////////////////////*/

    function test_SellOfFixedMetByCollateral_TransfersTheEscrowForThePrice() external {
        Offer memory offer = _placed(beth, Side.SELL, Outcome.FIXED, 4000, 200);
        _fund(charles, 100 * TOKEN);

        _take(charles, offer, 200, 0);

        _assertHolds(beth, 80e18, 0, 0);
        _assertHolds(charles, 20e18, 200, 0);
        _assertOpenInterest(200);
        _assertTokensHeld(300e18);
    }

    function test_SellOfUnfixedMetByCollateral_TransfersTheEscrowForThePrice() external {
        Offer memory offer = _placed(adam, Side.SELL, Outcome.UNFIXED, 7000, 200);
        _fund(charles, 140 * TOKEN);

        _take(charles, offer, 200, 0);

        _assertHolds(adam, 140e18, 0, 0);
        _assertHolds(charles, 0, 0, 200);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       MERGE
    //////////////////////////////////////////////////////////////////////////*/

    function test_SellOfFixedMetByUnfixed_MergesAndPaysBoth() external {
        Offer memory offer = _placed(adam, Side.SELL, Outcome.FIXED, 4000, 100);
        _giveUnits(beth, Outcome.UNFIXED, 100);

        _take(beth, offer, 100, 100);

        _assertHolds(adam, 40e18, 0, 0);
        _assertHolds(beth, 60e18, 0, 0);
        _assertOpenInterest(100);
        _assertTokensHeld(200e18);
    }

    function test_SellOfUnfixedMetByFixed_MergesAndPaysBoth() external {
        Offer memory offer = _placed(adam, Side.SELL, Outcome.UNFIXED, 1000, 10);
        _giveUnits(beth, Outcome.FIXED, 30);

        _take(beth, offer, 10, 10);

        _assertHolds(adam, 1e18, 0, 0);
        _assertHolds(beth, 9e18, 20, 0);
        _assertOpenInterest(30);
    }

    /*//////////////////////////////////////////////////////////////////////////
                              COLLATERAL AND POSITION
    //////////////////////////////////////////////////////////////////////////*/

    function test_BuyMetByBoth_TransfersSomeAndMintsTheRest() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.FIXED, 3000, 100);
        _giveUnits(beth, Outcome.FIXED, 40);
        _fund(beth, 50 * TOKEN);

        _take(beth, offer, 100, 40);

        // Beth earns 40 x 0.30 = 12 and pays 60 x 0.70 = 42: 50 + 12 - 42 = 20.
        _assertHolds(adam, 0, 100, 0);
        _assertHolds(beth, 20e18, 0, 60);
        _assertOpenInterest(100);
        _assertTokensHeld(120e18);
    }

    function test_BuyMetByBoth_TheProceedsOfThePositionPayForTheRest() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.FIXED, 5000, 100);
        _giveUnits(beth, Outcome.FIXED, 50);

        _take(beth, offer, 100, 50);

        _assertHolds(adam, 0, 100, 0);
        _assertHolds(beth, 0, 0, 50);
    }

    function test_SellMetByBoth_MergesSomeAndTransfersTheRest() external {
        Offer memory offer = _placed(adam, Side.SELL, Outcome.UNFIXED, 4000, 100);
        _giveUnits(beth, Outcome.FIXED, 25);
        _fund(beth, 20 * TOKEN);

        _take(beth, offer, 100, 25);

        // Adam has 100 x 0.40 = 40; Beth earns 25 x 0.60 = 15 and pays 75 x 0.40 = 30: 20 + 15 - 30 = 5.
        _assertHolds(adam, 40e18, 0, 0);
        _assertHolds(beth, 5e18, 0, 75);
        _assertOpenInterest(100);
        _assertTokensHeld(125e18 + 20e18);
    }

    /*//////////////////////////////////////////////////////////////////////////
                              PARTIAL AND WHOLE FILLS
    //////////////////////////////////////////////////////////////////////////*/

    function test_SeveralTakersFillOneOfferInParts() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        _fund(beth, 30 * TOKEN);
        _fund(charles, 10 * TOKEN);

        _take(beth, offer, 1, 0);
        _assertOffer(offer, 1, true, false);
        _take(charles, offer, 50, 0);
        _assertOffer(offer, 51, true, false);
        _take(beth, offer, 149, 0);

        _assertOffer(offer, 200, true, false);
        _assertHolds(adam, 0, 0, 200);
        _assertHolds(beth, 0, 150, 0);
        _assertHolds(charles, 0, 50, 0);
    }

    function test_AllOrNone_IsMetWhole() external {
        Offer memory offer = _offer(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        offer.allOrNone = true;
        _escrowAndPlace(offer);
        _fund(beth, 40 * TOKEN);

        _take(beth, offer, 200, 0);

        _assertOffer(offer, 200, true, false);
    }

    function test_AllOrNone_IsMetWholeByCollateralAndPosition() external {
        Offer memory offer = _offer(adam, Side.SELL, Outcome.FIXED, 5000, 10);
        offer.allOrNone = true;
        _escrowAndPlace(offer);
        _giveBoth(beth, 5);

        _take(beth, offer, 10, 5);

        _assertOffer(offer, 10, true, false);
        _assertHolds(beth, 0, 10, 0);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       LIMITS
    //////////////////////////////////////////////////////////////////////////*/

    function test_FillsOneSecondBeforeExpiry() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        _fund(beth, 40 * TOKEN);

        vm.warp(EXPIRY - 1);
        _take(beth, offer, 200, 0);

        _assertOffer(offer, 200, true, false);
    }

    function test_FillsOneSecondBeforeMaturation() external {
        Offer memory offer = _offer(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        offer.expiry = MATURATION + 1 days;
        _escrowAndPlace(offer);
        _fund(beth, 40 * TOKEN);

        vm.warp(MATURATION - 1);
        _take(beth, offer, 200, 0);

        _assertOffer(offer, 200, true, false);
    }

    function test_LeavesTheMakersOtherClaimsAlone() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        _fund(adam, 7 * TOKEN);
        _giveUnits(adam, Outcome.FIXED, 3);
        _fund(beth, 40 * TOKEN);

        _take(beth, offer, 200, 0);

        _assertHolds(adam, 7e18, 3, 200);
    }

    function test_LogsWhoTookHowMuchAndByWhat() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.FIXED, 3000, 100);
        _giveUnits(beth, Outcome.FIXED, 40);
        _fund(beth, 42 * TOKEN);

        vm.expectEmit(address(market));
        emit IERC6909.Transfer(beth, beth, adam, fixedId, 40);
        vm.expectEmit(address(market));
        emit IERC6909.Transfer(beth, address(0), beth, COLLATERAL, 12e18);
        vm.expectEmit(address(market));
        emit IERC6909.Transfer(beth, beth, address(0), COLLATERAL, 42e18);
        vm.expectEmit(address(market));
        emit IERC6909.Transfer(beth, address(0), adam, fixedId, 60);
        vm.expectEmit(address(market));
        emit IERC6909.Transfer(beth, address(0), beth, unfixedId, 60);
        vm.expectEmit(address(market));
        emit IIssueMarket.OfferTaken(_id(offer), beth, futureId, 100, 40);
        _take(beth, offer, 100, 40);
    }
}
