// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

import {MarketTest} from "../abstracts/MarketTest.sol";
import {Permits} from "../abstracts/Permits.sol";

/// @notice What somebody may try with the permit of another, seen on its way, or with one's own again.
contract PermitAttacksTest is MarketTest {
    uint256 private constant DEADLINE = START + 1 hours;

    address private signer;
    uint256 private key;

    function setUp() public override {
        super.setUp();
        (signer, key) = makeAddrAndKey("signer");
        token.faucet(signer, 100e18);
    }

    function test_PermitFrontRun_TheDepositWorksAllTheSame() external {
        (uint8 v, bytes32 r, bytes32 s) = _sign(60e18);
        vm.prank(charles);
        token.permit(signer, address(market), 60e18, DEADLINE, v, r, s);

        vm.prank(signer);
        market.depositWithPermit(60e18, DEADLINE, v, r, s);

        _assertHolds(signer, 60e18, 0, 0);
    }

    function test_PermitStolen_TheThiefDepositsNothingOfTheSigners() external {
        (uint8 v, bytes32 r, bytes32 s) = _sign(60e18);
        token.faucet(charles, 60e18);

        vm.expectRevert(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientAllowance.selector, address(market), 0, 60e18
            )
        );
        vm.prank(charles);
        market.depositWithPermit(60e18, DEADLINE, v, r, s);

        _assertHolds(charles, 0, 0, 0);
        assertEq(token.balanceOf(signer), 100e18);
    }

    function test_PermitReplay_IsWorthNothing() external {
        (uint8 v, bytes32 r, bytes32 s) = _sign(30e18);
        vm.startPrank(signer);
        market.depositWithPermit(30e18, DEADLINE, v, r, s);

        vm.expectRevert(_noAllowance(30e18));
        market.depositWithPermit(30e18, DEADLINE, v, r, s);

        _assertHolds(signer, 30e18, 0, 0);
        assertEq(token.balanceOf(signer), 70e18);
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
