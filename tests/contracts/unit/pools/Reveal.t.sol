// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICostSharingPools} from "../../../../contracts/interfaces/ICostSharingPools.sol";
import {Bid, Mechanism, PoolTerms} from "../../../../contracts/types/Pools.sol";
import {Bidder, PoolTest} from "../../abstracts/PoolTest.sol";

contract RevealTest is PoolTest {
    function setUp() public override {
        super.setUp();
        _create(Mechanism.GCSOD);
        _commit(adam);
        _commit(beth);
        vm.warp(COMMIT_END);
    }

    function test_OpensTheBidAndGivesBackWhatIsAboveIt() external {
        _reveal(adam);

        _assertBid(adam, 60e18, 60e18, 1);
        assertEq(token.balanceOf(adam.account), 40e18);
        _assertTokensHeld(120e18 + 60e18 + 100e18);
    }

    function test_BidsAreNumberedAsTheyAreRevealed() external {
        _reveal(beth);
        _reveal(adam);

        _assertBid(beth, 50e18, 50e18, 1);
        _assertBid(adam, 60e18, 60e18, 2);
        assertEq(pools.getPool(poolId).revealed, 2);
    }

    function test_LogsTheOpening() external {
        vm.expectEmit(address(pools));
        emit ICostSharingPools.BidRevealed(poolId, adam.account, 1, 60e18, 60e18, adam.x, adam.y);
        _reveal(adam);
    }

    function test_AnybodyWhoHoldsTheOpeningReveals() external {
        vm.prank(stranger);
        _reveal(adam);

        _assertBid(adam, 60e18, 60e18, 1);
        assertEq(token.balanceOf(stranger), 0);
    }

    function test_WorksInTheLastSecond() external {
        vm.warp(REVEAL_END - 1);

        _reveal(adam);

        assertEq(pools.getPool(poolId).revealed, 1);
    }

    function test_OfAValuationAboveTheCostTheCostIsKept() external {
        _givenBid(5000e18, 150e18);

        _reveal(charles);

        _assertBid(charles, 5000e18, 100e18, 1);
        assertEq(token.balanceOf(charles.account), 50e18);
    }

    function test_OfTheLargestValuationTheCostIsEnough() external {
        _givenBid(type(uint112).max, COST);

        _reveal(charles);

        _assertBid(charles, type(uint112).max, 100e18, 1);
    }

    function test_ADepositOfJustTheValuationIsKeptWhole() external {
        _givenBid(45e18, 45e18);
        vm.recordLogs();

        _reveal(charles);

        assertEq(vm.getRecordedLogs().length, 1, "no transfer");
        _assertBid(charles, 45e18, 45e18, 1);
    }

    function test_AValuationOfZeroIsABidToo() external {
        _givenBid(0, REVEAL_BOND);

        _reveal(charles);

        _assertBid(charles, 0, 0, 1);
        assertEq(token.balanceOf(charles.account), 5e18);
    }

    function test_RevertWhen_ThePoolIsUnknown() external {
        poolId = bytes32("no");

        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_PoolUnknown.selector, bytes32("no")
            )
        );
        _reveal(adam);
    }

    function test_RevertWhen_OthersStillCommit() external {
        vm.warp(COMMIT_END - 1);

        vm.expectRevert(_outsidePeriod());
        _reveal(adam);
    }

    function test_RevertWhen_TheRevealPeriodIsOver() external {
        vm.warp(REVEAL_END);

        vm.expectRevert(_outsidePeriod());
        _reveal(adam);
    }

    function test_RevertWhen_ThereIsNoBid() external {
        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_BidUnknown.selector, poolId, charles.account
            )
        );
        _reveal(charles);
    }

    function test_RevertWhen_TheBidIsRevealed() external {
        _reveal(adam);

        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_BidRevealed.selector, poolId, adam.account
            )
        );
        _reveal(adam);
    }

    function test_RevertWhen_TheValuationIsAnother() external {
        Bidder memory changed = adam;
        changed.valuation -= 1;

        _refuseOpening(changed);
    }

    function test_RevertWhen_TheSaltIsAnother() external {
        Bidder memory changed = adam;
        changed.salt = bytes32(uint256(changed.salt) ^ 1);

        _refuseOpening(changed);
    }

    function test_RevertWhen_TheOpeningIsOfAnotherPool() external {
        bytes32 first = poolId;
        vm.warp(START);
        PoolTerms memory terms = _terms(Mechanism.GCSOD);
        terms.summary = "Another bug";
        _create(terms);
        bytes32 commitment = pools.getExchange(first, adam.account).commitment;
        _give(adam.account, DEPOSIT);
        vm.prank(adam.account);
        pools.commit(poolId, commitment, vm.addr(adam.key), DEPOSIT, new bytes32[](0));
        vm.warp(COMMIT_END);

        _refuseOpening(adam);
    }

    function test_RevertWhen_ThePublicKeyIsAnother() external {
        Bidder memory changed = adam;
        (changed.x, changed.y) = (beth.x, beth.y);

        _refusePublicKey(changed);
    }

    function test_RevertWhen_ThePublicKeysYIsTheOtherOne() external {
        Bidder memory changed = adam;
        changed.y = FIELD - changed.y;

        _refusePublicKey(changed);
    }

    function test_RevertWhen_TheDepositIsBelowTheValuation() external {
        _givenBid(45e18, 45e18 - 1);

        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_DepositTooSmall.selector, 45e18 - 1, 45e18
            )
        );
        _reveal(charles);
    }

    function test_RevertWhen_TheDepositIsBelowTheCostAndTheValuationAbove() external {
        _givenBid(5000e18, COST - 1);

        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_DepositTooSmall.selector, COST - 1, COST
            )
        );
        _reveal(charles);
    }

    /// @dev charles bids that much, while the others do.
    function _givenBid(uint112 valuation, uint112 deposit) private {
        charles.valuation = valuation;
        vm.warp(START);
        _commit(charles, deposit);
        vm.warp(COMMIT_END);
    }

    function _assertBid(Bidder memory bidder, uint112 valuation, uint112 deposit, uint32 index)
        private
        view
    {
        Bid memory bid = pools.getBid(poolId, bidder.account);
        assertEq(bid.valuation, valuation, "valuation");
        assertEq(bid.deposit, deposit, "deposit");
        assertEq(bid.index, index, "index");
    }

    function _outsidePeriod() private view returns (bytes memory) {
        return abi.encodeWithSelector(
            ICostSharingPools.CostSharingPools_OutsidePeriod.selector,
            poolId,
            COMMIT_END,
            REVEAL_END
        );
    }

    function _refuseOpening(Bidder memory bidder) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_OpeningMismatch.selector, poolId, bidder.account
            )
        );
        _reveal(bidder);
    }

    function _refusePublicKey(Bidder memory bidder) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_PublicKeyMismatch.selector,
                poolId,
                bidder.account
            )
        );
        _reveal(bidder);
    }
}
