// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

import {ICollateralVault} from "../../../../contracts/interfaces/ICollateralVault.sol";
import {MarketTest} from "../../abstracts/MarketTest.sol";
import {Permits} from "../../abstracts/Permits.sol";

contract DepositWithPermitTest is MarketTest {
    uint256 private constant DEADLINE = START + 1 hours;

    address private signer;
    uint256 private key;

    function setUp() public override {
        super.setUp();
        (signer, key) = makeAddrAndKey("signer");
        token.faucet(signer, 100e18);
    }

    function test_ThePermitIsAllowanceEnough() external {
        _depositSigned(60e18);

        _assertHolds(signer, 60e18, 0, 0);
        assertEq(token.balanceOf(signer), 40e18);
        assertEq(token.allowance(signer, address(market)), 0);
        assertEq(token.nonces(signer), 1);
        _assertTokensHeld(60e18);
    }

    function test_LogsADeposit() external {
        (uint8 v, bytes32 r, bytes32 s) = _sign(60e18);

        vm.expectEmit(address(market));
        emit ICollateralVault.Deposited(signer, 60e18);
        vm.prank(signer);
        market.depositWithPermit(60e18, DEADLINE, v, r, s);
    }

    function test_WhenThePermitFails_AnAllowanceDecides() external {
        vm.startPrank(signer);
        token.approve(address(market), 60e18);

        market.depositWithPermit(60e18, DEADLINE, 27, bytes32("no"), bytes32("signature"));

        _assertHolds(signer, 60e18, 0, 0);
        assertEq(token.nonces(signer), 0);
    }

    function test_WhenThePermitIsPastItsDeadline_AnAllowanceDecides() external {
        (uint8 v, bytes32 r, bytes32 s) = _sign(60e18);
        vm.warp(DEADLINE + 1);
        vm.startPrank(signer);
        token.approve(address(market), 60e18);

        market.depositWithPermit(60e18, DEADLINE, v, r, s);

        _assertHolds(signer, 60e18, 0, 0);
    }

    function test_RevertWhen_ThePermitFailsAndThereIsNoAllowance() external {
        vm.expectRevert(_noAllowance(60e18));
        vm.prank(signer);
        market.depositWithPermit(60e18, DEADLINE, 27, bytes32("no"), bytes32("signature"));
    }

    function test_RevertWhen_ThePermitIsForAnotherAmount() external {
        (uint8 v, bytes32 r, bytes32 s) = _sign(60e18);

        vm.expectRevert(_noAllowance(61e18));
        vm.prank(signer);
        market.depositWithPermit(61e18, DEADLINE, v, r, s);
    }

    function test_RevertWhen_AmountZero() external {
        (uint8 v, bytes32 r, bytes32 s) = _sign(0);

        vm.expectRevert(ICollateralVault.CollateralVault_AmountZero.selector);
        vm.prank(signer);
        market.depositWithPermit(0, DEADLINE, v, r, s);
    }

    function _depositSigned(uint256 amount) private {
        (uint8 v, bytes32 r, bytes32 s) = _sign(amount);
        vm.prank(signer);
        market.depositWithPermit(amount, DEADLINE, v, r, s);
    }

    function _sign(uint256 amount) private view returns (uint8, bytes32, bytes32) {
        return
            Permits.sign(vm, key, IERC20Permit(address(token)), address(market), amount, DEADLINE);
    }

    function _noAllowance(uint256 needed) private view returns (bytes memory) {
        return abi.encodeWithSelector(
            IERC20Errors.ERC20InsufficientAllowance.selector, address(market), 0, needed
        );
    }
}
