// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

import {ICollateralVault} from "../../../../contracts/interfaces/ICollateralVault.sol";
import {IIssueMarket} from "../../../../contracts/interfaces/IIssueMarket.sol";
import {Offer, Outcome, Side} from "../../../../contracts/types/Market.sol";
import {MarketTest} from "../../abstracts/MarketTest.sol";
import {Permits} from "../../abstracts/Permits.sol";

contract MulticallTest is MarketTest {
    function test_PermitDepositAndPlaceInOne() external {
        (address signer, uint256 key) = makeAddrAndKey("signer");
        token.faucet(signer, 160e18);
        (uint8 v, bytes32 r, bytes32 s) =
            Permits.sign(vm, key, IERC20Permit(address(token)), address(market), 160e18, EXPIRY);
        Offer memory offer = _offer(signer, Side.BUY, Outcome.UNFIXED, 8000, 200);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(ICollateralVault.depositWithPermit, (160e18, EXPIRY, v, r, s));
        calls[1] = abi.encodeCall(IIssueMarket.place, (offer));

        vm.prank(signer);
        bytes[] memory results = market.multicall(calls);

        assertEq(abi.decode(results[1], (bytes32)), _id(offer));
        _assertOffer(offer, 0, true, false);
        _assertHolds(signer, 0, 0, 0);
        assertEq(token.balanceOf(signer), 0);
        _assertTokensHeld(160e18);
    }

    function test_RedeemAndWithdrawInOne() external {
        _giveUnits(beth, Outcome.FIXED, 200);
        _settleAt(10_000);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(IIssueMarket.redeem, (futureId, beth));
        calls[1] = abi.encodeCall(ICollateralVault.withdraw, (200e18, beth));

        vm.prank(beth);
        bytes[] memory results = market.multicall(calls);

        assertEq(abi.decode(results[0], (uint256)), 200e18);
        assertEq(token.balanceOf(beth), 200e18);
        _assertHolds(beth, 0, 0, 0);
        _assertTokensHeld(0);
    }

    function test_TwoDepositsInOneAreNoReentry() external {
        token.faucet(adam, 3e18);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(ICollateralVault.deposit, (1e18));
        calls[1] = abi.encodeCall(ICollateralVault.deposit, (2e18));

        vm.startPrank(adam);
        token.approve(address(market), 3e18);
        market.multicall(calls);

        _assertHolds(adam, 3e18, 0, 0);
    }

    function test_EachCallIsTheCallersOwn() external {
        _fund(adam, 2 * TOKEN);
        bytes[] memory inner = new bytes[](1);
        inner[0] = abi.encodeCall(IIssueMarket.split, (futureId, 2));
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(market.multicall, (inner));

        vm.prank(adam);
        market.multicall(calls);

        _assertHolds(adam, 0, 2, 2);
    }

    function test_NothingInOneDoesNothing() external {
        assertEq(market.multicall(new bytes[](0)).length, 0);
    }

    function test_RevertWhen_OneFails_WithItsErrorAndWithoutTheOthers() external {
        _fund(adam, 2 * TOKEN);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(IIssueMarket.split, (futureId, 2));
        calls[1] = abi.encodeCall(IIssueMarket.redeem, (futureId, adam));

        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_FutureNotSettled.selector, futureId)
        );
        vm.prank(adam);
        market.multicall(calls);

        _assertHolds(adam, 2e18, 0, 0);
    }

    function test_ReleasingAndRedeemingForManyIsNotStoppedByWhoComesFirst() external {
        Offer memory offer = _placed(adam, Side.SELL, Outcome.FIXED, 8000, 200);
        _giveUnits(beth, Outcome.UNFIXED, 10);
        _settleAt(5000);
        bytes[] memory calls = new bytes[](3);
        calls[0] = abi.encodeCall(IIssueMarket.release, (offer));
        calls[1] = abi.encodeCall(IIssueMarket.redeem, (futureId, adam));
        calls[2] = abi.encodeCall(IIssueMarket.redeem, (futureId, beth));
        vm.startPrank(charles);
        market.release(offer);
        market.redeem(futureId, adam);

        market.multicall(calls);

        _assertHolds(adam, 100e18, 0, 0);
        _assertHolds(beth, 5e18, 0, 0);
    }
}
