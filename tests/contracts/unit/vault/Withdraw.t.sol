// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";

import {ICollateralVault} from "../../../../contracts/interfaces/ICollateralVault.sol";
import {Outcome, Side} from "../../../../contracts/types/Market.sol";
import {MarketTest} from "../../abstracts/MarketTest.sol";

contract WithdrawTest is MarketTest {
    function setUp() public override {
        super.setUp();
        _fund(adam, 100e18);
    }

    function test_PaysTheCallersClaimOut() external {
        vm.prank(adam);
        market.withdraw(60e18, adam);

        _assertHolds(adam, 40e18, 0, 0);
        assertEq(token.balanceOf(adam), 60e18);
        _assertTokensHeld(40e18);
    }

    function test_PaysAnotherReceiver() external {
        vm.prank(adam);
        market.withdraw(100e18, beth);

        _assertHolds(adam, 0, 0, 0);
        _assertHolds(beth, 0, 0, 0);
        assertEq(token.balanceOf(beth), 100e18);
        assertEq(token.balanceOf(adam), 0);
    }

    function test_LogsIt() external {
        vm.expectEmit(address(market));
        emit IERC6909.Transfer(adam, adam, address(0), COLLATERAL, 60e18);
        vm.expectEmit(address(market));
        emit ICollateralVault.Withdrawn(adam, beth, 60e18);
        vm.prank(adam);
        market.withdraw(60e18, beth);
    }

    function test_LeavesTheClaimsOfOthersAlone() external {
        _fund(beth, 5e18);

        vm.prank(adam);
        market.withdraw(100e18, adam);

        _assertHolds(beth, 5e18, 0, 0);
        _assertTokensHeld(5e18);
    }

    function test_RevertWhen_AmountZero() external {
        vm.expectRevert(ICollateralVault.CollateralVault_AmountZero.selector);
        vm.prank(adam);
        market.withdraw(0, adam);
    }

    function test_RevertWhen_ReceiverIsTheMarketItself() external {
        vm.expectRevert(ICollateralVault.CollateralVault_ReceiverIsVault.selector);
        vm.prank(adam);
        market.withdraw(60e18, address(market));
    }

    function test_RevertWhen_TheClaimIsShortByOneBaseUnit() external {
        _fund(beth, 1000e18);

        vm.expectRevert(
            abi.encodeWithSelector(
                ERC6909.ERC6909InsufficientBalance.selector, adam, 100e18, 100e18 + 1, COLLATERAL
            )
        );
        vm.prank(adam);
        market.withdraw(100e18 + 1, adam);
    }

    function test_RevertWhen_TheClaimIsEscrowed() external {
        _place(_offer(adam, Side.BUY, Outcome.FIXED, 5000, 100));

        vm.expectRevert(
            abi.encodeWithSelector(
                ERC6909.ERC6909InsufficientBalance.selector, adam, 50e18, 50e18 + 1, COLLATERAL
            )
        );
        vm.prank(adam);
        market.withdraw(50e18 + 1, adam);
    }
}
