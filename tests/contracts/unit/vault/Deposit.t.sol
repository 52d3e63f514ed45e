// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {ICollateralVault} from "../../../../contracts/interfaces/ICollateralVault.sol";
import {MarketTest} from "../../abstracts/MarketTest.sol";

contract DepositTest is MarketTest {
    function setUp() public override {
        super.setUp();
        token.faucet(adam, 100e18);
        vm.prank(adam);
        token.approve(address(market), 60e18);
    }

    function test_MovesTheTokensAndCreditsTheCaller() external {
        vm.prank(adam);
        market.deposit(60e18);

        _assertHolds(adam, 60e18, 0, 0);
        assertEq(token.balanceOf(adam), 40e18);
        assertEq(token.allowance(adam, address(market)), 0);
        _assertTokensHeld(60e18);
    }

    function test_AddsToWhatTheCallerHas() external {
        vm.startPrank(adam);
        market.deposit(1);
        market.deposit(60e18 - 1);

        _assertHolds(adam, 60e18, 0, 0);
    }

    function test_LogsIt() external {
        vm.expectEmit(address(market));
        emit IERC6909.Transfer(adam, address(0), adam, COLLATERAL, 60e18);
        vm.expectEmit(address(market));
        emit ICollateralVault.Deposited(adam, 60e18);
        vm.prank(adam);
        market.deposit(60e18);
    }

    function test_TokensThatWereSentWithoutADepositAreNobodys() external {
        vm.startPrank(adam);
        token.transfer(address(market), 5e18);
        market.deposit(60e18);

        _assertHolds(adam, 60e18, 0, 0);
        _assertTokensHeld(65e18);
    }

    function test_RevertWhen_AmountZero() external {
        vm.expectRevert(ICollateralVault.CollateralVault_AmountZero.selector);
        vm.prank(adam);
        market.deposit(0);
    }

    function test_RevertWhen_TheAllowanceIsShort() external {
        vm.expectRevert(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientAllowance.selector, address(market), 60e18, 60e18 + 1
            )
        );
        vm.prank(adam);
        market.deposit(60e18 + 1);
    }

    function test_RevertWhen_TheWalletIsShort() external {
        vm.startPrank(adam);
        token.approve(address(market), type(uint256).max);

        vm.expectRevert(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientBalance.selector, adam, 100e18, 100e18 + 1
            )
        );
        market.deposit(100e18 + 1);
    }
}
