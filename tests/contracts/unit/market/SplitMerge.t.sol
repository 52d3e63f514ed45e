// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";

import {IIssueMarket} from "../../../../contracts/interfaces/IIssueMarket.sol";
import {MarketTest} from "../../abstracts/MarketTest.sol";

contract SplitTest is MarketTest {
    function test_TurnsCollateralIntoBothOutcomes() external {
        _fund(adam, 250 * TOKEN);

        vm.prank(adam);
        market.split(futureId, 200);

        _assertHolds(adam, 50e18, 200, 200);
        _assertOpenInterest(200);
        _assertTokensHeld(250e18);
    }

    function test_AddsToTheOpenInterest() external {
        _giveBoth(adam, 200);
        _giveBoth(beth, 1);

        _assertOpenInterest(201);
    }

    function test_LogsIt() external {
        _fund(adam, 200 * TOKEN);

        vm.expectEmit(address(market));
        emit IIssueMarket.PositionSplit(futureId, adam, 200);
        vm.prank(adam);
        market.split(futureId, 200);
    }

    function test_WorksUntilOneSecondBeforeMaturation() external {
        vm.warp(MATURATION - 1);

        _giveBoth(adam, 1);

        _assertHolds(adam, 0, 1, 1);
    }

    function test_RevertWhen_UnitsZero() external {
        vm.expectRevert(IIssueMarket.IssueMarket_UnitsZero.selector);
        market.split(futureId, 0);
    }

    function test_RevertWhen_FutureIsUnknown() external {
        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_FutureUnknown.selector, bytes32("no"))
        );
        market.split(bytes32("no"), 1);
    }

    function test_RevertWhen_FutureHasMatured() external {
        _fund(adam, TOKEN);
        vm.warp(MATURATION);

        vm.expectRevert(
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_FutureMatured.selector, futureId, MATURATION
            )
        );
        vm.prank(adam);
        market.split(futureId, 1);
    }

    function test_RevertWhen_CollateralIsShortByOneBaseUnit() external {
        _fund(adam, 200e18 - 1);

        vm.expectRevert(
            abi.encodeWithSelector(
                ERC6909.ERC6909InsufficientBalance.selector, adam, 200e18 - 1, 200e18, COLLATERAL
            )
        );
        vm.prank(adam);
        market.split(futureId, 200);
    }
}

contract MergeTest is MarketTest {
    function test_TurnsBothOutcomesIntoCollateral() external {
        _giveBoth(adam, 200);

        vm.prank(adam);
        market.merge(futureId, 150);

        _assertHolds(adam, 150e18, 50, 50);
        _assertOpenInterest(50);
        _assertTokensHeld(200e18);
    }

    function test_LogsIt() external {
        _giveBoth(adam, 200);

        vm.expectEmit(address(market));
        emit IIssueMarket.PositionMerged(futureId, adam, 200);
        vm.prank(adam);
        market.merge(futureId, 200);
    }

    function test_WorksAfterMaturationAndBeforeSettlement() external {
        _giveBoth(adam, 200);
        vm.warp(MATURATION + VOID_DELAY + 1 days);

        vm.prank(adam);
        market.merge(futureId, 200);

        _assertHolds(adam, 200e18, 0, 0);
        _assertOpenInterest(0);
    }

    function test_RevertWhen_UnitsZero() external {
        vm.expectRevert(IIssueMarket.IssueMarket_UnitsZero.selector);
        market.merge(futureId, 0);
    }

    function test_RevertWhen_FutureIsUnknown() external {
        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_FutureUnknown.selector, bytes32("no"))
        );
        market.merge(bytes32("no"), 1);
    }

    function test_RevertWhen_FutureIsSettled() external {
        _giveBoth(adam, 200);
        _settleAt(10_000);

        vm.expectRevert(
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_FutureSettled.selector, futureId, 10_000
            )
        );
        vm.prank(adam);
        market.merge(futureId, 200);
    }

    function test_RevertWhen_FixedIsShortByOne() external {
        _giveBoth(adam, 200);
        vm.startPrank(adam);
        market.transfer(beth, fixedId, 1);

        vm.expectRevert(
            abi.encodeWithSelector(
                ERC6909.ERC6909InsufficientBalance.selector, adam, 199, 200, fixedId
            )
        );
        market.merge(futureId, 200);
    }

    function test_RevertWhen_UnfixedIsShortByOne() external {
        _giveBoth(adam, 200);
        vm.startPrank(adam);
        market.transfer(beth, unfixedId, 1);

        vm.expectRevert(
            abi.encodeWithSelector(
                ERC6909.ERC6909InsufficientBalance.selector, adam, 199, 200, unfixedId
            )
        );
        market.merge(futureId, 200);
    }
}
