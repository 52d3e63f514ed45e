// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

import {ICostSharingPools} from "../../../../contracts/interfaces/ICostSharingPools.sol";
import {Mechanism} from "../../../../contracts/types/Pools.sol";
import {Permits} from "../../abstracts/Permits.sol";
import {PoolTest} from "../../abstracts/PoolTest.sol";

contract PoolMulticallTest is PoolTest {
    function setUp() public override {
        super.setUp();
        _create(Mechanism.CS);
    }

    function test_PermitAndCommitInOne() external {
        token.faucet(adam.account, DEPOSIT);
        bytes[] memory calls = _permitAndCommit();

        vm.prank(adam.account);
        pools.multicall(calls);

        assertEq(_exchange(adam).commitment, _commitment(adam));
        assertEq(token.balanceOf(adam.account), 0);
    }

    function test_APermitThatSomebodyElseUsedFirstStopsNothing() external {
        token.faucet(adam.account, DEPOSIT);
        (uint8 v, bytes32 r, bytes32 s) = _sign();
        bytes[] memory calls = _permitAndCommit();
        vm.prank(stranger);
        token.permit(adam.account, address(pools), DEPOSIT, START, v, r, s);

        vm.prank(adam.account);
        pools.multicall(calls);

        assertEq(_exchange(adam).commitment, _commitment(adam));
    }

    function test_APermitIsTheCallersOwn() external {
        (uint8 v, bytes32 r, bytes32 s) = _sign();

        vm.prank(stranger);
        pools.permit(DEPOSIT, START, v, r, s);

        assertEq(token.allowance(adam.account, address(pools)), 0);
        assertEq(token.allowance(stranger, address(pools)), 0);
    }

    function test_RevealingForManyIsOneCall() external {
        _commit(adam);
        _commit(beth);
        vm.warp(COMMIT_END);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(
            ICostSharingPools.reveal,
            (poolId, beth.account, beth.valuation, beth.salt, beth.x, beth.y)
        );
        calls[1] = abi.encodeCall(
            ICostSharingPools.reveal,
            (poolId, adam.account, adam.valuation, adam.salt, adam.x, adam.y)
        );

        vm.prank(stranger);
        pools.multicall(calls);

        assertEq(pools.getPool(poolId).revealed, 2);
    }

    function test_ClaimingForManyIsNotStoppedByWhoIsDueNothing() external {
        _commit(adam);
        _commit(beth);
        vm.warp(SETTLE_END);
        _claim(adam);
        bytes[] memory calls = new bytes[](3);
        calls[0] = abi.encodeCall(ICostSharingPools.claim, (poolId, adam.account));
        calls[1] = abi.encodeCall(ICostSharingPools.claim, (poolId, beth.account));
        calls[2] = abi.encodeCall(ICostSharingPools.claim, (poolId, seller));

        bytes[] memory results = pools.multicall(calls);

        assertEq(abi.decode(results[0], (uint256)), 0);
        assertEq(abi.decode(results[1], (uint256)), 95e18);
        assertEq(abi.decode(results[2], (uint256)), 120e18);
    }

    function test_RevertWhen_OneFails_WithItsErrorAndWithoutTheOthers() external {
        token.faucet(adam.account, DEPOSIT - 1);
        bytes[] memory calls = _permitAndCommit();

        vm.expectRevert(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientBalance.selector, adam.account, DEPOSIT - 1, DEPOSIT
            )
        );
        vm.prank(adam.account);
        pools.multicall(calls);

        assertEq(token.allowance(adam.account, address(pools)), 0);
    }

    function _permitAndCommit() private view returns (bytes[] memory calls) {
        (uint8 v, bytes32 r, bytes32 s) = _sign();
        calls = new bytes[](2);
        calls[0] = abi.encodeCall(ICostSharingPools.permit, (DEPOSIT, START, v, r, s));
        calls[1] = abi.encodeCall(
            ICostSharingPools.commit,
            (poolId, _commitment(adam), vm.addr(adam.key), DEPOSIT, new bytes32[](0))
        );
    }

    function _sign() private view returns (uint8 v, bytes32 r, bytes32 s) {
        return Permits.sign(
            vm, adam.accountKey, IERC20Permit(address(token)), address(pools), DEPOSIT, START
        );
    }
}
