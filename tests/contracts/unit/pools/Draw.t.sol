// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICostSharingPools} from "../../../../contracts/interfaces/ICostSharingPools.sol";
import {Group, Mechanism} from "../../../../contracts/types/Pools.sol";
import {PoolTest} from "../../abstracts/PoolTest.sol";

contract DrawTest is PoolTest {
    bytes32 private constant ENTROPY = keccak256("the block before");

    function setUp() public override {
        super.setUp();
        _create(Mechanism.GCSOD);
        vm.warp(REVEAL_END);
        vm.setBlockhash(block.number - 1, ENTROPY);
    }

    function test_TheSeedIsOfTheBlockBeforeAndThePool() external {
        bytes32 seed = keccak256(bytes.concat(ENTROPY, poolId));

        assertEq(pools.draw(poolId), seed);

        assertEq(pools.getPool(poolId).seed, seed);
    }

    function test_LogsTheSeed() external {
        vm.expectEmit(address(pools));
        emit ICostSharingPools.PoolDrawn(poolId, keccak256(bytes.concat(ENTROPY, poolId)));
        pools.draw(poolId);
    }

    function test_AnybodyDrawsInTheLastSecondToo() external {
        vm.warp(SETTLE_END - 1);

        vm.prank(stranger);
        pools.draw(poolId);

        assertNotEq(pools.getPool(poolId).seed, 0);
    }

    function test_ACoinIsTheLastBitOfSeedAndBidder() external {
        pools.draw(poolId);

        uint256 right;
        for (uint160 i = 1; i <= 100; ++i) {
            Group group = pools.groupOf(poolId, address(i));
            assertEq(uint256(group), uint256(_coin(ENTROPY, address(i))));
            right += uint256(group);
        }
        assertGt(right, 30, "coins are fair");
        assertLt(right, 70, "coins are fair");
    }

    function test_BeforeTheDrawEverybodyIsOnTheLeft() external view {
        for (uint160 i = 1; i <= 10; ++i) {
            assertEq(uint256(pools.groupOf(poolId, address(i))), uint256(Group.LEFT));
        }
    }

    function test_AnotherPoolHasOtherCoinsInTheSameBlock() external {
        bytes32 first = pools.draw(poolId);
        vm.warp(START);
        seller = stranger;
        _create(Mechanism.GCSOD);
        vm.warp(REVEAL_END);

        assertNotEq(pools.draw(poolId), first);
    }

    function test_RevertWhen_ThePoolIsUnknown() external {
        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_PoolUnknown.selector, bytes32("no")
            )
        );
        pools.draw(bytes32("no"));
    }

    function test_RevertWhen_TheMechanismIsCs() external {
        vm.warp(START);
        _create(Mechanism.CS);
        vm.warp(REVEAL_END);

        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_NothingToDraw.selector, poolId
            )
        );
        pools.draw(poolId);
    }

    function test_RevertWhen_TheCoinsAreDrawn() external {
        pools.draw(poolId);
        vm.roll(block.number + 1);

        vm.expectRevert(
            abi.encodeWithSelector(ICostSharingPools.CostSharingPools_AlreadyDrawn.selector, poolId)
        );
        pools.draw(poolId);
    }

    function test_RevertWhen_OthersStillReveal() external {
        vm.warp(REVEAL_END - 1);

        vm.expectRevert(_outsidePeriod());
        pools.draw(poolId);
    }

    function test_RevertWhen_TheSettlePeriodIsOver() external {
        vm.warp(SETTLE_END);

        vm.expectRevert(_outsidePeriod());
        pools.draw(poolId);
    }

    function test_RevertWhen_TheHashOfTheBlockBeforeIsUnknown() external {
        vm.setBlockhash(block.number - 1, 0);

        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_BlockHashUnavailable.selector, block.number - 1
            )
        );
        pools.draw(poolId);
        assertEq(pools.getPool(poolId).seed, 0);
    }

    function _outsidePeriod() private view returns (bytes memory) {
        return abi.encodeWithSelector(
            ICostSharingPools.CostSharingPools_OutsidePeriod.selector,
            poolId,
            REVEAL_END,
            SETTLE_END
        );
    }
}
