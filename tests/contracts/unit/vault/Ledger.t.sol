// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";

import {ICollateralVault} from "../../../../contracts/interfaces/ICollateralVault.sol";
import {MarketTest} from "../../abstracts/MarketTest.sol";

/// @notice MKT-7: only its holder, and whom the holder named, moves a claim.
contract LedgerTest is MarketTest {
    function setUp() public override {
        super.setUp();
        _giveBoth(adam, 200);
        _fund(adam, 100e18);
    }

    function test_TheHolderTransfersCollateralAndPositions() external {
        vm.startPrank(adam);
        market.transfer(beth, COLLATERAL, 30e18);
        market.transfer(beth, fixedId, 50);
        market.transfer(beth, unfixedId, 60);

        _assertHolds(adam, 70e18, 150, 140);
        _assertHolds(beth, 30e18, 50, 60);
    }

    function test_ATransferredClaimIsTheReceiversToWithdraw() external {
        vm.prank(adam);
        market.transfer(beth, COLLATERAL, 30e18);

        vm.prank(beth);
        market.withdraw(30e18, beth);

        assertEq(token.balanceOf(beth), 30e18);
    }

    function test_LogsATransfer() external {
        vm.expectEmit(address(market));
        emit IERC6909.Transfer(adam, adam, beth, fixedId, 50);
        vm.prank(adam);
        assertTrue(market.transfer(beth, fixedId, 50));
    }

    function test_ATransferToOneselfChangesNothing() external {
        vm.prank(adam);
        market.transfer(adam, fixedId, 200);

        _assertHolds(adam, 100e18, 200, 200);
    }

    function test_AnOperatorMovesEveryId() external {
        vm.expectEmit(address(market));
        emit IERC6909.OperatorSet(adam, beth, true);
        vm.prank(adam);
        market.setOperator(beth, true);

        vm.startPrank(beth);
        market.transferFrom(adam, charles, COLLATERAL, 100e18);
        market.transferFrom(adam, charles, fixedId, 200);
        market.transferFrom(adam, beth, unfixedId, 200);

        _assertHolds(adam, 0, 0, 0);
        _assertHolds(beth, 0, 0, 200);
        _assertHolds(charles, 100e18, 200, 0);
    }

    function test_RevertWhen_AnOperatorWasDismissed() external {
        vm.startPrank(adam);
        market.setOperator(beth, true);
        market.setOperator(beth, false);
        vm.stopPrank();

        _refuseTransferFrom(beth, fixedId, 1, _noAllowance(0, 1, fixedId));
    }

    function test_ASpenderMovesAsMuchOfOneIdAsWasAllowed() external {
        vm.expectEmit(address(market));
        emit IERC6909.Approval(adam, beth, fixedId, 50);
        vm.prank(adam);
        market.approve(beth, fixedId, 50);

        vm.prank(beth);
        market.transferFrom(adam, charles, fixedId, 20);

        assertEq(market.allowance(adam, beth, fixedId), 30);
        _assertHolds(adam, 100e18, 180, 200);
        _assertHolds(charles, 0, 20, 0);
    }

    function test_AnEndlessAllowanceStaysEndless() external {
        vm.prank(adam);
        market.approve(beth, fixedId, type(uint256).max);

        vm.prank(beth);
        market.transferFrom(adam, charles, fixedId, 20);

        assertEq(market.allowance(adam, beth, fixedId), type(uint256).max);
    }

    function test_RevertWhen_ASpenderMovesMoreThanWasAllowed() external {
        vm.prank(adam);
        market.approve(beth, fixedId, 50);

        _refuseTransferFrom(beth, fixedId, 51, _noAllowance(50, 51, fixedId));
    }

    function test_RevertWhen_ASpenderMovesAnotherId() external {
        vm.prank(adam);
        market.approve(beth, fixedId, 50);

        _refuseTransferFrom(beth, unfixedId, 1, _noAllowance(0, 1, unfixedId));
        _refuseTransferFrom(beth, COLLATERAL, 1, _noAllowance(0, 1, COLLATERAL));
    }

    function test_RevertWhen_AStrangerMovesAClaim() external {
        _refuseTransferFrom(beth, COLLATERAL, 1, _noAllowance(0, 1, COLLATERAL));
    }

    function test_RevertWhen_MoreThanHeldIsMoved() external {
        vm.expectRevert(
            abi.encodeWithSelector(
                ERC6909.ERC6909InsufficientBalance.selector, adam, 200, 201, fixedId
            )
        );
        vm.prank(adam);
        market.transfer(beth, fixedId, 201);
    }

    function test_RevertWhen_TheReceiverIsNobody() external {
        vm.expectRevert(abi.encodeWithSelector(ERC6909.ERC6909InvalidReceiver.selector, address(0)));
        vm.prank(adam);
        market.transfer(address(0), fixedId, 1);
    }

    function test_RevertWhen_TheReceiverIsTheMarketItself() external {
        uint256[3] memory ids = [COLLATERAL, fixedId, unfixedId];
        vm.startPrank(adam);

        for (uint256 i = 0; i < ids.length; ++i) {
            vm.expectRevert(ICollateralVault.CollateralVault_ReceiverIsVault.selector);
            market.transfer(address(market), ids[i], 1);
            vm.expectRevert(ICollateralVault.CollateralVault_ReceiverIsVault.selector);
            market.transferFrom(adam, address(market), ids[i], 1);
        }
    }

    function _noAllowance(uint256 allowed, uint256 needed, uint256 id)
        private
        view
        returns (bytes memory)
    {
        return abi.encodeWithSelector(
            ERC6909.ERC6909InsufficientAllowance.selector, beth, allowed, needed, id
        );
    }

    function _refuseTransferFrom(address who, uint256 id, uint256 amount, bytes memory reason)
        private
    {
        vm.expectRevert(reason);
        vm.prank(who);
        market.transferFrom(adam, who, id, amount);
    }
}
