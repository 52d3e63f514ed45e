// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {stdError} from "forge-std/StdError.sol";
import {Test} from "forge-std/Test.sol";

import {IssueMarket} from "../../../contracts/IssueMarket.sol";
import {ICollateralVault} from "../../../contracts/interfaces/ICollateralVault.sol";
import {ITokenHolder} from "../../../contracts/interfaces/ITokenHolder.sol";
import {Shipped} from "../abstracts/Shipped.sol";
import {
    FalseToken,
    FeeOnTopToken,
    FeeToken,
    FreeToken,
    GenerousToken,
    LyingToken,
    NoReturnToken,
    RebasingToken,
    RobbingToken
} from "../mocks/Tokens.sol";

/// @notice Tokens that do not move exactly what they are asked to move.
contract HostileTokensTest is Test {
    address private adam = makeAddr("adam");
    address private beth = makeAddr("beth");
    IssueMarket private market;

    function test_FeeToken_IsNotDeposited() external {
        _open(new FeeToken());

        _refuseDeposit(
            abi.encodeWithSelector(ITokenHolder.TokenHolder_AmountMismatch.selector, 100e18, 99e18)
        );
    }

    /// @dev MKT-1 presumes a token that moves what it is asked to move. Of a fee beside the transfer a deposit sees nothing,
    /// as the sender pays it; at a withdrawal the sender is the market.
    function test_FeeOnTopToken_IsPaidByWhoComesLast() external {
        FeeOnTopToken token = new FeeOnTopToken();
        _open(token);
        token.faucet(adam, 100e18);
        token.faucet(beth, 101e18);
        vm.startPrank(beth);
        token.approve(address(market), 100e18);
        market.deposit(100e18);
        vm.stopPrank();
        vm.startPrank(adam);
        market.deposit(100e18);

        market.withdraw(100e18, adam);

        assertEq(token.balanceOf(address(market)), 99e18);
        assertEq(market.balanceOf(beth, 0), 100e18);
    }

    function test_GenerousToken_IsNotDeposited() external {
        _open(new GenerousToken());

        _refuseDeposit(
            abi.encodeWithSelector(ITokenHolder.TokenHolder_AmountMismatch.selector, 100e18, 101e18)
        );
    }

    function test_LyingToken_IsNotDeposited() external {
        _open(new LyingToken());

        _refuseDeposit(
            abi.encodeWithSelector(ITokenHolder.TokenHolder_AmountMismatch.selector, 100e18, 0)
        );
    }

    function test_RobbingToken_IsNotDeposited() external {
        RobbingToken token = new RobbingToken();
        _open(token);
        token.faucet(address(market), 100e18);

        _refuseDeposit(stdError.arithmeticError);
    }

    function test_FalseToken_IsNotDeposited() external {
        FalseToken token = new FalseToken();
        _open(token);

        _refuseDeposit(
            abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token))
        );
    }

    function test_FalseToken_IsNotWithdrawn_AndTheClaimStays() external {
        RebasingToken token = new RebasingToken();
        _open(token);
        vm.prank(adam);
        market.deposit(100e18);
        vm.etch(address(token), type(FalseToken).runtimeCode);

        vm.expectRevert(
            abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token))
        );
        vm.prank(adam);
        market.withdraw(100e18, adam);

        assertEq(market.balanceOf(adam, 0), 100e18);
    }

    function test_TokenWhoseCodeIsGone_IsNeitherDepositedNorWithdrawn() external {
        RebasingToken token = new RebasingToken();
        _open(token);
        vm.startPrank(adam);
        market.deposit(50e18);
        vm.etch(address(token), "");

        vm.expectRevert();
        market.deposit(50e18);
        vm.expectRevert();
        market.withdraw(50e18, adam);

        assertEq(market.balanceOf(adam, 0), 50e18);
    }

    function test_NoReturnToken_Works() external {
        NoReturnToken token = new NoReturnToken();
        market = Shipped.market(IERC20(address(token)), 1e6, 30 days);
        token.faucet(adam, 100e6);
        vm.startPrank(adam);
        token.approve(address(market), 100e6);

        market.deposit(60e6);
        // Its fallback takes the permit for granted: the allowance decides.
        market.depositWithPermit(40e6, 0, 0, 0, 0);
        market.withdraw(30e6, beth);

        assertEq(market.balanceOf(adam, 0), 70e6);
        assertEq(token.balanceOf(beth), 30e6);
        assertEq(token.balanceOf(address(market)), 70e6);
    }

    function test_RebasingToken_WhatItAddsIsNobodys() external {
        RebasingToken token = new RebasingToken();
        _open(token);
        vm.startPrank(adam);
        market.deposit(100e18);

        token.rebase(200);
        market.withdraw(100e18, adam);

        assertEq(token.balanceOf(adam), 100e18);
        assertEq(token.balanceOf(address(market)), 100e18);
    }

    /// @dev MKT-1 holds for tokens that keep what they hold: one that shrinks leaves the last claims uncovered.
    function test_RebasingToken_WhatItTakesIsMissingForWhoComesLast() external {
        RebasingToken token = new RebasingToken();
        _open(token);
        token.faucet(beth, 100e18);
        vm.startPrank(beth);
        token.approve(address(market), 100e18);
        market.deposit(100e18);
        vm.stopPrank();
        vm.prank(adam);
        market.deposit(100e18);

        token.rebase(50);
        vm.prank(adam);
        market.withdraw(100e18, adam);

        // Its books are in halves now.
        vm.expectRevert(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientBalance.selector, address(market), 0, 2e18
            )
        );
        vm.prank(beth);
        market.withdraw(1e18, beth);
    }

    /// @dev A market for the token, and 100e18 of it that Adam may deposit.
    function _open(FreeToken token) private {
        market = Shipped.market(token, 1e18, 30 days);
        token.faucet(adam, 100e18);
        vm.prank(adam);
        token.approve(address(market), 100e18);
    }

    function _refuseDeposit(bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(adam);
        market.deposit(100e18);

        assertEq(market.balanceOf(adam, 0), 0);
    }
}
