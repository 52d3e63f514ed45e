// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICostSharingPools} from "../../../../contracts/interfaces/ICostSharingPools.sol";
import {Bid, Exchange, Mechanism, PoolTerms} from "../../../../contracts/types/Pools.sol";
import {Bidder, PoolTest} from "../../abstracts/PoolTest.sol";

contract CommitTest is PoolTest {
    bytes32 private constant COMMITMENT = keccak256("commitment");

    function setUp() public override {
        super.setUp();
        _create(Mechanism.GCSOD);
    }

    function test_ABidIsKeptSealed() external {
        _commit(adam, 70e18);

        Exchange memory exchange = _exchange(adam);
        assertEq(exchange.commitment, _commitment(adam));
        assertEq(exchange.key, vm.addr(adam.key));
        Bid memory bid = pools.getBid(poolId, adam.account);
        assertEq(bid.deposit, 70e18);
        assertEq(bid.valuation, 0);
        assertEq(bid.index, 0);
    }

    function test_TakesTheDeposit() external {
        _commit(adam, 70e18);
        _commit(beth, 80e18);

        assertEq(token.balanceOf(adam.account), 0);
        _assertTokensHeld(120e18 + 150e18);
    }

    function test_LogsTheCommitment() external {
        _give(adam.account, 70e18);

        vm.expectEmit(address(pools));
        emit ICostSharingPools.BidCommitted(
            poolId, adam.account, COMMITMENT, vm.addr(adam.key), 70e18
        );
        _commitAs(adam.account, COMMITMENT, vm.addr(adam.key), 70e18);
    }

    function test_WorksInTheLastSecond() external {
        vm.warp(COMMIT_END - 1);

        _commit(adam);

        assertEq(_exchange(adam).commitment, _commitment(adam));
    }

    function test_TheRevealBondIsEnough() external {
        _commit(adam, REVEAL_BOND);

        _assertTokensHeld(120e18 + 5e18);
    }

    function test_WithoutARevealBondNothingNeedBeDeposited() external {
        PoolTerms memory terms = _terms(Mechanism.CS);
        terms.revealBond = 0;
        _create(terms);
        vm.recordLogs();

        _commitAs(adam.account, COMMITMENT, vm.addr(adam.key), 0);

        assertEq(vm.getRecordedLogs().length, 1, "no transfer");
        assertEq(_exchange(adam).commitment, COMMITMENT);
    }

    function test_ADepositAboveTheCostIsTakenWhole() external {
        _commit(adam, 5000e18);

        _assertTokensHeld(120e18 + 5000e18);
    }

    function test_OneBidsInSeveralPools() external {
        _commit(adam);
        _create(Mechanism.CS);

        _commit(adam);

        _assertTokensHeld(240e18 + 200e18);
    }

    function test_TheSellerOfAnotherPoolBids() external {
        seller = adam.account;
        _create(Mechanism.CS);
        seller = beth.account;
        _create(Mechanism.CS);

        _commit(adam);

        assertEq(_exchange(adam).commitment, _commitment(adam));
    }

    function test_WhoIsUnderTheRootBids() external {
        (bytes32 root, bytes32[] memory proof) = _eligibleAdamAndBeth();
        _createFor(root);
        _give(adam.account, DEPOSIT);

        vm.prank(adam.account);
        pools.commit(poolId, COMMITMENT, vm.addr(adam.key), DEPOSIT, proof);

        assertEq(_exchange(adam).commitment, COMMITMENT);
    }

    function test_WithoutARootAProofIsNotRead() external {
        _give(adam.account, DEPOSIT);

        vm.prank(adam.account);
        pools.commit(poolId, COMMITMENT, vm.addr(adam.key), DEPOSIT, new bytes32[](3));

        assertEq(_exchange(adam).commitment, COMMITMENT);
    }

    function test_RevertWhen_ThePoolIsUnknown() external {
        poolId = bytes32("no");

        _refuse(
            adam.account,
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_PoolUnknown.selector, bytes32("no")
            )
        );
    }

    function test_RevertWhen_TheCommitPeriodIsOver() external {
        vm.warp(COMMIT_END);

        _refuse(
            adam.account,
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_OutsidePeriod.selector, poolId, 0, COMMIT_END
            )
        );
    }

    function test_RevertWhen_TheSellerBids() external {
        _refuse(
            seller,
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_SellerBids.selector, poolId, seller
            )
        );
    }

    function test_RevertWhen_TheCallerHasABid() external {
        _commit(adam);

        _refuse(
            adam.account,
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_BidExists.selector, poolId, adam.account
            )
        );
    }

    function test_RevertWhen_TheCallerIsNotUnderTheRoot() external {
        (bytes32 root, bytes32[] memory proof) = _eligibleAdamAndBeth();
        _createFor(root);

        vm.expectRevert(_notEligible(charles));
        vm.prank(charles.account);
        pools.commit(poolId, COMMITMENT, vm.addr(charles.key), DEPOSIT, proof);
    }

    function test_RevertWhen_TheProofIsMissing() external {
        (bytes32 root,) = _eligibleAdamAndBeth();
        _createFor(root);

        _refuse(adam.account, _notEligible(adam));
    }

    function test_RevertWhen_TheCommitmentIsZero() external {
        _give(adam.account, DEPOSIT);

        vm.expectRevert(ICostSharingPools.CostSharingPools_CommitmentIncomplete.selector);
        _commitAs(adam.account, 0, vm.addr(adam.key), DEPOSIT);
    }

    function test_RevertWhen_TheKeyIsZero() external {
        _give(adam.account, DEPOSIT);

        vm.expectRevert(ICostSharingPools.CostSharingPools_CommitmentIncomplete.selector);
        _commitAs(adam.account, COMMITMENT, address(0), DEPOSIT);
    }

    function test_RevertWhen_TheDepositIsBelowTheRevealBond() external {
        _give(adam.account, DEPOSIT);

        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_DepositTooSmall.selector,
                REVEAL_BOND - 1,
                REVEAL_BOND
            )
        );
        _commitAs(adam.account, COMMITMENT, vm.addr(adam.key), REVEAL_BOND - 1);
    }

    function _commitAs(address who, bytes32 commitment, address key, uint112 deposit) private {
        vm.prank(who);
        pools.commit(poolId, commitment, key, deposit, new bytes32[](0));
    }

    function _refuse(address who, bytes memory reason) private {
        _give(who, DEPOSIT);

        vm.expectRevert(reason);
        _commitAs(who, COMMITMENT, stranger, DEPOSIT);
    }

    function _createFor(bytes32 root) private {
        PoolTerms memory terms = _terms(Mechanism.CS);
        terms.eligibleRoot = root;
        _create(terms);
    }

    /// @dev The tree of two, and what leads from adam to its root.
    function _eligibleAdamAndBeth() private view returns (bytes32 root, bytes32[] memory proof) {
        bytes32 one = keccak256(bytes.concat(keccak256(abi.encode(adam.account))));
        bytes32 other = keccak256(bytes.concat(keccak256(abi.encode(beth.account))));
        root = keccak256(one < other ? bytes.concat(one, other) : bytes.concat(other, one));
        proof = new bytes32[](1);
        proof[0] = other;
    }

    function _notEligible(Bidder memory bidder) private view returns (bytes memory) {
        return abi.encodeWithSelector(
            ICostSharingPools.CostSharingPools_NotEligible.selector, poolId, bidder.account
        );
    }
}
