// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICostSharingPools} from "../../../../contracts/interfaces/ICostSharingPools.sol";
import {Mechanism, Pool} from "../../../../contracts/types/Pools.sol";
import {ExchangeTest} from "../../abstracts/ExchangeTest.sol";
import {Bidder} from "../../abstracts/PoolTest.sol";

contract ExchangeLeavesTest is ExchangeTest {
    function test_KeepsThePointAndEachWord() external {
        _deliverAll();

        Pool memory pool = pools.getPool(poolId);
        assertEq(pool.pointX, pointX);
        assertEq(pool.pointOdd, pointOdd);
        assertEq(pool.delivered, 3);
        assertEq(_exchange(adam).word, _word(adam));
        assertEq(_exchange(beth).word, _word(beth));
    }

    function test_LogsThePointOnceAndEachWord() external {
        vm.expectEmit(address(pools));
        emit ICostSharingPools.PointPosted(poolId, pointX, pointOdd);
        vm.expectEmit(address(pools));
        emit ICostSharingPools.WordDelivered(poolId, adam.account, _word(adam));
        _deliver(adam);

        vm.recordLogs();
        _deliver(beth);
        assertEq(vm.getRecordedLogs().length, 1);
    }

    function test_ManyWordsAreOneCall() external {
        bytes32[] memory words = new bytes32[](3);
        (words[0], words[1], words[2]) = (_word(adam), _word(beth), _word(charles));

        vm.prank(seller);
        pools.deliver(poolId, pointX, pointOdd, _accounts(_three()), words);

        assertEq(pools.getPool(poolId).delivered, 3);
    }

    function test_WorksInTheLastSecondBeforeTheStart() external {
        vm.warp(SECOND_0 - 1);

        _deliver(adam);

        assertEq(pools.getPool(poolId).delivered, 1);
    }

    function test_ARequestIsAnsweredInTheLastSecond() external {
        vm.warp(ERINS_DEADLINE);
        _request(erin);
        vm.warp(ERINS_DEADLINE + DELIVERY_PERIOD - 1);

        _deliver(erin);

        assertEq(pools.getPool(poolId).answered, 1);
        assertEq(pools.getPool(poolId).delivered, 0);
    }

    function test_RevertWhen_ThePoolIsUnknown() external {
        poolId = bytes32("no");

        _refuse(
            adam,
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_PoolUnknown.selector, bytes32("no")
            )
        );
    }

    function test_RevertWhen_ThePoolIsNotSold() external {
        vm.warp(START);
        _givenRevealedCs();

        _refuse(adam, _notSold());
    }

    function test_RevertWhen_NobodyPays() external {
        vm.warp(START);
        _create(Mechanism.CS);
        vm.warp(REVEAL_END);
        _settle(NEVER, NEVER, new address[](0), new address[](0));

        _refuse(adam, _notSold());
    }

    function test_RevertWhen_TheCallerIsNotTheSeller() external {
        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_CallerNotSeller.selector, stranger, seller
            )
        );
        vm.prank(stranger);
        pools.deliver(poolId, pointX, pointOdd, new address[](0), new bytes32[](0));
    }

    function test_RevertWhen_ThereAreMoreWordsThanBidders() external {
        vm.expectRevert(
            abi.encodeWithSelector(ICostSharingPools.CostSharingPools_LengthMismatch.selector, 3, 2)
        );
        vm.prank(seller);
        pools.deliver(poolId, pointX, pointOdd, _accounts(_three()), new bytes32[](2));
    }

    function test_RevertWhen_AWordIsZero() external {
        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_WordZero.selector, adam.account
            )
        );
        _deliver(adam, 0);
    }

    function test_RevertWhen_TheBidderHasAWord() external {
        _deliver(adam);

        _refuse(adam, _errorOf(ICostSharingPools.CostSharingPools_AlreadyDelivered.selector, adam));
    }

    function test_RevertWhen_TheBidderNeitherPaysNorRequested() external {
        _refuse(dana, _errorOf(ICostSharingPools.CostSharingPools_NothingDue.selector, dana));
    }

    function test_RevertWhen_TheKeyIsOut() external {
        vm.warp(DANAS_DEADLINE);
        _request(dana);
        _publish();

        _refuse(
            dana,
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_AlreadyPublished.selector, poolId
            )
        );
    }

    function test_Publish_IsKeptAndLoggedOnce() external {
        vm.warp(DANAS_DEADLINE);

        vm.expectEmit(address(pools));
        emit ICostSharingPools.KeyPublished(poolId, KEY);
        _publish();

        assertEq(pools.getPool(poolId).publishedAt, DANAS_DEADLINE);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_AlreadyPublished.selector, poolId
            )
        );
        _publish();
    }

    function test_Complain_IsLoggedWithTheKey() external {
        _deliver(adam, bytes32("rubbish"));

        vm.expectEmit(address(pools));
        emit ICostSharingPools.Complained(poolId, adam.account, adam.key);
        _complain(adam);

        assertEq(pools.getPool(poolId).delivered, 0);
    }

    function test_Request_TakesTheFeeAndIsLogged() external {
        vm.warp(ERINS_DEADLINE);
        _give(erin.account, REQUEST_FEE);

        vm.expectEmit(address(pools));
        emit ICostSharingPools.KeyRequested(poolId, erin.account);
        vm.prank(erin.account);
        pools.request(poolId);

        assertEq(_exchange(erin).requestedAt, ERINS_DEADLINE);
        assertEq(pools.getPool(poolId).requests, 1);
    }

    function test_Request_RevertWhen_TheCallerDidNotReveal() external {
        vm.warp(DANAS_DEADLINE);

        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_BidderNotRevealed.selector, stranger
            )
        );
        vm.prank(stranger);
        pools.request(poolId);
    }

    function _refuse(Bidder memory bidder, bytes memory reason) private {
        bytes32[] memory words = new bytes32[](1);
        words[0] = bytes32("word");

        vm.expectRevert(reason);
        vm.prank(seller);
        pools.deliver(poolId, pointX, pointOdd, _accounts(_one(bidder)), words);
    }

    function _notSold() private view returns (bytes memory) {
        return abi.encodeWithSelector(ICostSharingPools.CostSharingPools_NotSold.selector, poolId);
    }
}
