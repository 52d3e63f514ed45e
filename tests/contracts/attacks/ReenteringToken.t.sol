// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Test} from "forge-std/Test.sol";

import {IssueMarket} from "../../../contracts/IssueMarket.sol";
import {ICollateralVault} from "../../../contracts/interfaces/ICollateralVault.sol";
import {IIssueMarket} from "../../../contracts/interfaces/IIssueMarket.sol";
import {ITokenHolder} from "../../../contracts/interfaces/ITokenHolder.sol";
import {Shipped} from "../abstracts/Shipped.sol";
import {AnsweringOracle} from "../mocks/Oracles.sol";
import {ReenteringToken} from "../mocks/Tokens.sol";

/// @notice A token that calls the market while it moves, as a holder of 100 claims itself.
contract ReenteringTokenTest is Test {
    address private adam = makeAddr("adam");
    ReenteringToken private token;
    IssueMarket private market;
    bytes32 private futureId;

    function setUp() external {
        token = new ReenteringToken();
        market = Shipped.market(token, 1e18, 30 days);
        futureId = market.createFuture(
            "file:demo#1", uint40(block.timestamp + 14 days), address(new AnsweringOracle())
        );
        token.faucet(address(token), 200e18);
        token.call(address(token), abi.encodeCall(token.approve, (address(market), 200e18)));
        token.call(address(market), abi.encodeCall(market.deposit, (100e18)));
        token.faucet(adam, 100e18);
        vm.prank(adam);
        token.approve(address(market), 100e18);
    }

    function test_ReenteringDeposit_FindsDepositLocked() external {
        _strikeDeposit(abi.encodeCall(market.deposit, (50e18)));

        _assertLocked();
    }

    function test_ReenteringDeposit_FindsDepositWithPermitLocked() external {
        _strikeDeposit(abi.encodeCall(market.depositWithPermit, (50e18, 0, 0, 0, 0)));

        _assertLocked();
    }

    function test_ReenteringDeposit_FindsWithdrawLocked() external {
        _strikeDeposit(abi.encodeCall(market.withdraw, (50e18, address(token))));

        _assertLocked();
    }

    function test_ReenteringDeposit_FindsWithdrawLockedInAMulticallToo() external {
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(market.withdraw, (50e18, address(token)));
        _strikeDeposit(abi.encodeCall(market.multicall, (calls)));

        _assertLocked();
    }

    /// @dev The ledger is not locked, and need not be: what moves there is backed already.
    function test_ReenteringDeposit_TradesWithOldClaimsOnly() external {
        _strikeDeposit(abi.encodeCall(IIssueMarket.split, (futureId, 100)));

        assertTrue(token.entered());
        assertEq(market.balanceOf(address(token), 0), 0);
        assertEq(market.getFuture(futureId).openInterest, 100);
        assertEq(token.balanceOf(address(market)), 200e18);
    }

    function test_ReenteringDeposit_HasNothingOfTheDepositYet() external {
        token.arm(address(market), abi.encodeCall(market.transfer, (adam, 0, 200e18)));

        token.call(address(market), abi.encodeCall(market.deposit, (100e18)));

        _assertRefused(
            abi.encodeWithSelector(
                ERC6909.ERC6909InsufficientBalance.selector, address(token), 100e18, 200e18, 0
            )
        );
    }

    function test_ReenteringDeposit_ADonationInTheMiddleUndoesIt() external {
        token.faucet(address(token), 1);
        token.arm(address(token), abi.encodeCall(token.transfer, (address(market), 1)));
        vm.expectRevert(
            abi.encodeWithSelector(
                ITokenHolder.TokenHolder_AmountMismatch.selector, 100e18, 100e18 + 1
            )
        );

        vm.prank(adam);
        market.deposit(100e18);
    }

    function test_ReenteringPermit_FindsDepositLocked() external {
        token.arm(address(market), abi.encodeCall(market.deposit, (50e18)));

        vm.prank(adam);
        market.depositWithPermit(100e18, 0, 0, 0, 0);

        _assertLocked();
        assertEq(market.balanceOf(adam, 0), 100e18);
    }

    function test_ReenteringWithdraw_FindsWithdrawLocked() external {
        _strikeWithdraw(abi.encodeCall(market.withdraw, (60e18, address(token))));

        _assertLocked();
    }

    function test_ReenteringWithdraw_FindsDepositLocked() external {
        _strikeWithdraw(abi.encodeCall(market.deposit, (60e18)));

        _assertLocked();
    }

    function test_ReenteringWithdraw_SpendsNoClaimTwice() external {
        _strikeWithdraw(abi.encodeCall(market.transfer, (adam, 0, 60e18)));

        _assertRefused(
            abi.encodeWithSelector(
                ERC6909.ERC6909InsufficientBalance.selector, address(token), 40e18, 60e18, 0
            )
        );
    }

    function test_ReenteringWithdraw_SplitsNoClaimTwice() external {
        _strikeWithdraw(abi.encodeCall(IIssueMarket.split, (futureId, 41)));

        _assertRefused(
            abi.encodeWithSelector(
                ERC6909.ERC6909InsufficientBalance.selector, address(token), 40e18, 41e18, 0
            )
        );
    }

    /// @dev Adam deposits 100 and is credited 100, whatever the token does meanwhile.
    function _strikeDeposit(bytes memory data) private {
        token.arm(address(market), data);

        vm.prank(adam);
        market.deposit(100e18);

        assertEq(market.balanceOf(adam, 0), 100e18);
        assertEq(token.balanceOf(address(market)), 200e18);
    }

    /// @dev The token withdraws 60 of its 100 and has 40 left, whatever it does meanwhile.
    function _strikeWithdraw(bytes memory data) private {
        token.arm(address(market), data);

        token.call(address(market), abi.encodeCall(market.withdraw, (60e18, address(token))));

        assertEq(market.balanceOf(address(token), 0), 40e18);
        assertEq(token.balanceOf(address(market)), 40e18);
    }

    function _assertLocked() private view {
        _assertRefused(
            abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
        );
    }

    function _assertRefused(bytes memory reason) private view {
        assertFalse(token.entered(), "entered");
        assertEq(token.answer(), reason);
    }
}
