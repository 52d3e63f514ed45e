// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {stdError} from "forge-std/StdError.sol";

import {IssueMarket} from "../../../contracts/IssueMarket.sol";
import {ICollateralVault} from "../../../contracts/interfaces/ICollateralVault.sol";
import {IIssueMarket} from "../../../contracts/interfaces/IIssueMarket.sol";
import {Offer, Outcome, Side} from "../../../contracts/types/Market.sol";
import {MarketTest} from "../abstracts/MarketTest.sol";
import {Shipped} from "../abstracts/Shipped.sol";

/// @notice What somebody may try with offers, positions and the claims of others.
contract TradingAttacksTest is MarketTest {
    address private mallory = makeAddr("mallory");

    /*//////////////////////////////////////////////////////////////////////////
                                       OFFERS
    //////////////////////////////////////////////////////////////////////////*/

    function test_ForgedOffer_AnyChangedWordIsAnotherOffer() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        _fund(mallory, 1000 * TOKEN);

        Offer memory forged = _copy(offer);
        forged.price = 9999;
        _refuseForged(forged);
        forged = _copy(offer);
        forged.units = 2000;
        _refuseForged(forged);
        forged = _copy(offer);
        forged.outcome = Outcome.FIXED;
        _refuseForged(forged);
        forged = _copy(offer);
        forged.side = Side.SELL;
        _refuseForged(forged);
        forged = _copy(offer);
        forged.expiry = type(uint40).max;
        _refuseForged(forged);
        forged = _copy(offer);
        forged.allOrNone = true;
        _refuseForged(forged);
        forged = _copy(offer);
        forged.futureId = market.createFuture("file:demo#2", MATURATION, address(oracle));
        _refuseForged(forged);
    }

    function test_ForgedMaker_NobodyPlacesOrCancelsOrPaysForAnother() external {
        _fund(adam, 160 * TOKEN);
        Offer memory forged = _offer(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        vm.startPrank(mallory);

        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_CallerNotMaker.selector, mallory, adam)
        );
        market.place(forged);
        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_CallerNotMaker.selector, mallory, adam)
        );
        market.cancel(forged);

        _assertHolds(adam, 160e18, 0, 0);
    }

    /// @dev A release pays the maker that the hash names; there is no other maker to name.
    function test_ReleaseToSteal_TheEscrowGoesToItsMaker() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        vm.warp(EXPIRY);
        Offer memory forged = _copy(offer);
        forged.maker = mallory;

        vm.startPrank(mallory);
        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OfferNotPlaced.selector, _id(forged))
        );
        market.release(forged);
        market.release(offer);

        _assertHolds(mallory, 0, 0, 0);
        _assertHolds(adam, 160e18, 0, 0);
    }

    function test_ReleaseToSteal_NoMoreThanIsLeftComesBack() external {
        Offer memory offer = _placed(mallory, Side.BUY, Outcome.UNFIXED, 8000, 200);
        _placed(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        _fund(beth, 40 * TOKEN);
        _take(beth, offer, 199, 0);
        vm.warp(EXPIRY);
        vm.startPrank(mallory);

        market.release(offer);
        market.release(offer);
        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OfferClosed.selector, _id(offer))
        );
        market.cancel(offer);

        _assertHolds(mallory, 0.8e18, 0, 199);
    }

    function test_CancelAndRelease_GiveTheEscrowBackOnce() external {
        Offer memory offer = _placed(mallory, Side.BUY, Outcome.UNFIXED, 8000, 200);
        _placed(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        _cancel(offer);
        vm.warp(EXPIRY);

        vm.prank(mallory);
        market.release(offer);

        _assertHolds(mallory, 160e18, 0, 0);
    }

    function test_Refill_OfAClosedOffer_Fails() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        _cancel(offer);
        _fund(mallory, 40 * TOKEN);

        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OfferClosed.selector, _id(offer))
        );
        _take(mallory, offer, 200, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OfferAlreadyPlaced.selector, _id(offer))
        );
        _place(offer);
    }

    function test_Overfill_InTwoBites_Fails() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.UNFIXED, 8000, 200);
        _placed(beth, Side.BUY, Outcome.UNFIXED, 8000, 200);
        _fund(mallory, 80 * TOKEN);
        _take(mallory, offer, 101, 0);

        vm.expectRevert(
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_UnitsAboveRemaining.selector, _id(offer), 100, 99
            )
        );
        _take(mallory, offer, 100, 0);
    }

    function test_SelfTake_ByMulticallIsSelfTake() external {
        _fund(mallory, 200 * TOKEN);
        Offer memory offer = _offer(mallory, Side.BUY, Outcome.UNFIXED, 8000, 200);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(IIssueMarket.place, (offer));
        calls[1] = abi.encodeCall(IIssueMarket.take, (offer, 200, 0));

        vm.expectRevert(abi.encodeWithSelector(IIssueMarket.IssueMarket_SelfTake.selector, mallory));
        vm.prank(mallory);
        market.multicall(calls);
    }

    function test_TakeWithAnothersPosition_Fails() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.FIXED, 8000, 200);
        _giveUnits(beth, Outcome.FIXED, 200);

        vm.expectRevert(_short(mallory, 0, 200, fixedId));
        _take(mallory, offer, 200, 200);
    }

    /// @dev The right to move a position is no right to trade it in the holder's name or in one's own.
    function test_TakeWithAnothersPosition_FailsForAnOperatorToo() external {
        Offer memory offer = _placed(adam, Side.BUY, Outcome.FIXED, 8000, 200);
        _giveUnits(beth, Outcome.FIXED, 200);
        vm.prank(beth);
        market.setOperator(mallory, true);

        vm.expectRevert(_short(mallory, 0, 200, fixedId));
        _take(mallory, offer, 200, 200);
    }

    function test_OperatorOfAnother_WithdrawsSplitsAndMergesOnlyWhatIsTheirOwn() external {
        _fund(adam, 10 * TOKEN);
        _giveBoth(adam, 10);
        vm.prank(adam);
        market.setOperator(mallory, true);
        vm.startPrank(mallory);

        vm.expectRevert(_short(mallory, 0, 1, COLLATERAL));
        market.withdraw(1, mallory);
        vm.expectRevert(_short(mallory, 0, 1e18, COLLATERAL));
        market.split(futureId, 1);
        vm.expectRevert(_short(mallory, 0, 1, fixedId));
        market.merge(futureId, 1);
        vm.expectRevert(_short(mallory, 0, 0.5e18, COLLATERAL));
        market.place(_offerOf(mallory));

        _assertHolds(adam, 10e18, 10, 10);
    }

    function test_OperatorOfTheMaker_CannotReachTheEscrow() external {
        _placed(adam, Side.SELL, Outcome.FIXED, 8000, 200);
        vm.prank(adam);
        market.setOperator(mallory, true);

        vm.expectRevert(_short(adam, 0, 1, fixedId));
        vm.prank(mallory);
        market.transferFrom(adam, mallory, fixedId, 1);
    }

    function test_ApprovingTheMarket_GivesNobodyAnything() external {
        _giveBoth(adam, 10);
        vm.startPrank(adam);
        market.setOperator(address(market), true);
        market.approve(address(market), fixedId, 10);
        vm.stopPrank();
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(market.transferFrom, (adam, mallory, fixedId, 1));

        vm.expectRevert(
            abi.encodeWithSelector(
                ERC6909.ERC6909InsufficientAllowance.selector, mallory, 0, 1, fixedId
            )
        );
        vm.prank(mallory);
        market.multicall(calls);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     SETTLEMENT
    //////////////////////////////////////////////////////////////////////////*/

    function test_RedeemTwice_PaysOnce() external {
        _giveUnits(mallory, Outcome.FIXED, 10);
        _giveUnits(adam, Outcome.FIXED, 10);
        _settleAt(10_000);
        bytes[] memory calls = new bytes[](3);
        for (uint256 i = 0; i < 3; ++i) {
            calls[i] = abi.encodeCall(IIssueMarket.redeem, (futureId, mallory));
        }

        vm.prank(mallory);
        market.multicall(calls);

        _assertHolds(mallory, 10e18, 0, 0);
    }

    function test_RedeemForTheMarketItself_FindsNothing() external {
        Offer memory offer = _placed(adam, Side.SELL, Outcome.FIXED, 8000, 200);
        _settleAt(10_000);

        assertEq(market.redeem(futureId, address(market)), 0);

        _assertHolds(address(market), 0, 0, 0);
        market.release(offer);
        market.redeem(futureId, adam);
        _assertHolds(adam, 200e18, 0, 0);
    }

    function test_RedeemForAnother_LeavesEscrowedUnitsForLater() external {
        _giveUnits(adam, Outcome.FIXED, 5);
        Offer memory offer = _placed(adam, Side.SELL, Outcome.FIXED, 8000, 200);
        _settleAt(10_000);

        vm.startPrank(mallory);
        market.redeem(futureId, adam);
        _assertHolds(adam, 5e18, 0, 0);
        market.release(offer);
        market.redeem(futureId, adam);

        _assertHolds(adam, 205e18, 0, 0);
    }

    function test_MergeAfterSettlement_CannotTurnTheLoserIntoMoney() external {
        _giveUnits(mallory, Outcome.UNFIXED, 10);
        _giveUnits(adam, Outcome.FIXED, 10);
        _settleAt(10_000);
        vm.prank(adam);
        market.transfer(mallory, fixedId, 10);

        vm.expectRevert(
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_FutureSettled.selector, futureId, 10_000
            )
        );
        vm.prank(mallory);
        market.merge(futureId, 10);
    }

    function test_AnotherFutureOfTheSameQuestion_CannotPayForThisOne() external {
        bytes32 other = market.createFuture(QUESTION, MATURATION + 1, address(oracle));
        _giveUnits(mallory, Outcome.UNFIXED, 10);
        _giveBoth(adam, 10);
        vm.startPrank(mallory);

        vm.expectRevert(_short(mallory, 0, 10, market.positionId(other, Outcome.FIXED)));
        market.merge(other, 10);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                 THE MARKET ITSELF
    //////////////////////////////////////////////////////////////////////////*/

    function test_TransferToTheMarket_IsRefusedHoweverItIsSent() external {
        _fund(adam, 2 * TOKEN);
        vm.prank(adam);
        market.setOperator(mallory, true);

        vm.expectRevert(ICollateralVault.CollateralVault_ReceiverIsVault.selector);
        vm.prank(mallory);
        market.transferFrom(adam, address(market), COLLATERAL, 1);
        vm.expectRevert(ICollateralVault.CollateralVault_ReceiverIsVault.selector);
        vm.prank(adam);
        market.transfer(address(market), COLLATERAL, 0);
    }

    function test_WithdrawToTheMarket_IsRefused() external {
        _fund(adam, 2 * TOKEN);

        vm.expectRevert(ICollateralVault.CollateralVault_ReceiverIsVault.selector);
        vm.prank(adam);
        market.withdraw(1, address(market));
    }

    function test_HugeUnit_OverflowsIntoARefusalAndNotIntoAGift() external {
        uint256 huge = type(uint256).max / 20_000 * 20_000;
        market = Shipped.market(token, huge, VOID_DELAY);
        bytes32 id = market.createFuture(QUESTION, MATURATION, address(oracle));

        vm.startPrank(mallory);
        vm.expectRevert(stdError.arithmeticError);
        market.split(id, 2);
        Offer memory offer = _offerOf(mallory);
        offer.futureId = id;
        offer.units = 3;
        vm.expectRevert(stdError.arithmeticError);
        market.place(offer);
    }

    /// @dev An offer for one unit at one half.
    function _offerOf(address maker) private view returns (Offer memory) {
        return Offer({
            maker: maker,
            futureId: futureId,
            outcome: Outcome.FIXED,
            side: Side.BUY,
            price: 5000,
            units: 1,
            allOrNone: false,
            expiry: EXPIRY,
            salt: 1,
            epoch: 0
        });
    }

    function _copy(Offer memory offer) private pure returns (Offer memory) {
        return abi.decode(abi.encode(offer), (Offer));
    }

    function _refuseForged(Offer memory forged) private {
        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OfferNotPlaced.selector, _id(forged))
        );
        _take(mallory, forged, 1, 0);
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
}
