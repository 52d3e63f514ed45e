// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICostSharingPools} from "../../../../contracts/interfaces/ICostSharingPools.sol";
import {Group, Mechanism, Progress} from "../../../../contracts/types/Pools.sol";
import {Bidder, PoolTest} from "../../abstracts/PoolTest.sol";

contract SettleTest is PoolTest {
    address[] private none;

    /*//////////////////////////////////////////////////////////////////////////
                                         CS
    //////////////////////////////////////////////////////////////////////////*/

    function test_Cs_ThoseToWhomItIsWorthAShareShareTheCost() external {
        _givenRevealedCs();

        _settle(SOONEST, NEVER, _accounts(_four()), none);

        _assertOutcome(Group.LEFT, 3, SHARE, PREMIUM_PERIOD, SOONEST - 1);
        assertEq(pools.getPool(poolId).settledAt, REVEAL_END);
        _assertPays(true, true, true, false);
    }

    function test_Cs_WhenTooFewWouldPayNothingIsSold() external {
        _create(Mechanism.CS);
        _bid(_two(adam, charles));

        _settle(NEVER, NEVER, _accounts(_two(adam, charles)), none);

        _assertOutcome(Group.LEFT, 0, 0, PREMIUM_PERIOD, PREMIUM_PERIOD);
        _assertPays(false, false, false, false);
    }

    function test_Cs_WithoutBidsNothingIsSold() external {
        _create(Mechanism.CS);
        vm.warp(REVEAL_END);

        _settle(NEVER, NEVER, none, none);

        _assertOutcome(Group.LEFT, 0, 0, PREMIUM_PERIOD, PREMIUM_PERIOD);
        assertEq(pools.getPool(poolId).settledAt, REVEAL_END);
    }

    function test_Cs_EverybodyIsOnTheLeft() external {
        _givenRevealedCs();

        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_BidderInOtherGroup.selector, dana.account
            )
        );
        _settle(SOONEST, NEVER, _accounts(_three()), _accounts(_one(dana)));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       GCSOD
    //////////////////////////////////////////////////////////////////////////*/

    function test_Gcsod_TheLeftPaysIfItIsTheSooner() external {
        _givenDrawn(_three(), _one(dana));

        _settle(SOONEST, NEVER, _accounts(_three()), _accounts(_one(dana)));

        _assertOutcome(Group.LEFT, 3, SHARE, PREMIUM_PERIOD, SOONEST - 1);
        _assertPays(true, true, true, false);
    }

    function test_Gcsod_TheRightPaysIfItIsTheSooner() external {
        _givenDrawn(_one(dana), _three());

        _settle(NEVER, SOONEST, _accounts(_one(dana)), _accounts(_three()));

        _assertOutcome(Group.RIGHT, 3, SHARE, SOONEST, PREMIUM_PERIOD);
        _assertPays(true, true, true, false);
    }

    /// @dev adam and beth could by the last second (2 x 50 >= 100), and so could charles and dana if they bid 50.
    function test_Gcsod_OfEqualDeadlinesTheLeftPays() external {
        (charles.valuation, dana.valuation) = (50e18, 50e18);
        _givenDrawn(_two(adam, beth), _two(charles, dana));

        _settle(
            PREMIUM_PERIOD,
            PREMIUM_PERIOD,
            _accounts(_two(adam, beth)),
            _accounts(_two(charles, dana))
        );

        _assertOutcome(Group.LEFT, 2, 50e18, PREMIUM_PERIOD, PREMIUM_PERIOD - 1);
        _assertPays(true, true, false, false);
    }

    /// @dev One base unit of value makes the right sooner by a second, and then it has to be sooner by one.
    function test_Gcsod_TheRightPaysOneSecondSooner() external {
        uint112 sooner = 50e18 + 1e16;
        (charles.valuation, dana.valuation) = (sooner, sooner);
        _givenDrawn(_two(adam, beth), _two(charles, dana));
        // 864,000 x 50 / 50.01 = 863,827.2..
        uint32 right = 863_828;

        _settle(PREMIUM_PERIOD, right, _accounts(_two(adam, beth)), _accounts(_two(charles, dana)));

        _assertOutcome(Group.RIGHT, 2, 50e18, right, PREMIUM_PERIOD - 1);
        _assertPays(false, false, true, true);
    }

    function test_Gcsod_WhenNeitherGroupCouldPayNothingIsSold() external {
        _givenDrawn(_two(adam, dana), _two(beth, charles));

        _settle(NEVER, NEVER, _accounts(_two(adam, dana)), _accounts(_two(beth, charles)));

        _assertOutcome(Group.LEFT, 0, 0, PREMIUM_PERIOD, PREMIUM_PERIOD);
    }

    /// @dev What it is worth to adam and beth with the right's deadline is not enough, and the right's own is.
    function test_Gcsod_AGroupPaysByTheDeadlineOfTheOther() external {
        // 2 x 100 could by half the period: ceil(864,000 x 50 / 100).
        (charles.valuation, dana.valuation) = (100e18, 100e18);
        _givenDrawn(_two(adam, beth), _two(charles, dana));

        _settle(
            PREMIUM_PERIOD, 432_000, _accounts(_two(adam, beth)), _accounts(_two(charles, dana))
        );

        _assertOutcome(Group.RIGHT, 2, 50e18, 432_000, PREMIUM_PERIOD - 1);
        _assertPays(false, false, true, true);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       CHUNKS
    //////////////////////////////////////////////////////////////////////////*/

    function test_Chunks_OfOneBidderComeToTheSame() external {
        _givenRevealedCs();

        for (uint256 i = 0; i < 4; ++i) {
            _assertUnsettled();
            _settleChunk(SOONEST, NEVER, i, _accounts(_one(_four()[i])), none);
        }

        _assertOutcome(Group.LEFT, 3, SHARE, PREMIUM_PERIOD, SOONEST - 1);
    }

    function test_Chunks_OfBothGroupsGoOnWhereTheyStopped() external {
        _givenDrawn(_three(), _two(dana, erin));

        _settleChunk(SOONEST, NEVER, 0, _accounts(_two(adam, beth)), _accounts(_one(dana)));
        _settleChunk(SOONEST, NEVER, 3, none, _accounts(_one(erin)));
        _settleChunk(SOONEST, NEVER, 4, _accounts(_one(charles)), none);

        _assertOutcome(Group.LEFT, 3, SHARE, PREMIUM_PERIOD, SOONEST - 1);
    }

    function test_Chunks_ProgressIsKeptAndLogged() external {
        _givenDrawn(_three(), _two(dana, erin));

        vm.expectEmit(address(pools));
        emit ICostSharingPools.SettlementAdvanced(poolId, stranger, SOONEST, NEVER, 2, 1);
        _settleChunk(SOONEST, NEVER, 0, _accounts(_two(adam, beth)), _accounts(_one(dana)));

        Progress memory progress = pools.getProgress(poolId, stranger, SOONEST, NEVER);
        assertEq(progress.left.count, 2);
        assertEq(progress.left.valuation, 50e18);
        assertEq(progress.left.index, 2);
        assertEq(progress.left.payers, 2, "2 x 50 >= 100");
        assertEq(progress.left.deadline, PREMIUM_PERIOD, "not a second sooner");
        assertEq(progress.right.count, 1);
        assertEq(progress.right.valuation, 10e18);
        assertEq(progress.right.index, 4);
        assertEq(progress.right.payers, 0);
        assertEq(progress.right.deadline, 0);
        assertEq(pools.getProgress(poolId, adam.account, SOONEST, NEVER).left.count, 0);
    }

    function test_Chunks_BegunAnewForgetWhatWasNamed() external {
        _givenRevealedCs();
        // beth is forgotten.
        _settleChunk(SOONEST, NEVER, 0, _accounts(_two(adam, charles)), none);

        _settleChunk(SOONEST, NEVER, 0, _accounts(_four()), none);

        _assertOutcome(Group.LEFT, 3, SHARE, PREMIUM_PERIOD, SOONEST - 1);
    }

    function test_Chunks_OfNobodyChangeNothing() external {
        _givenRevealedCs();
        _settleChunk(SOONEST, NEVER, 0, _accounts(_two(adam, beth)), none);

        _settleChunk(SOONEST, NEVER, 2, none, none);

        assertEq(pools.getProgress(poolId, stranger, SOONEST, NEVER).left.count, 2);
    }

    function test_TheLastBidderNamedSettlesAndIsLogged() external {
        _givenDrawn(_one(dana), _three());

        vm.expectEmit(address(pools));
        emit ICostSharingPools.PoolSettled(poolId, Group.RIGHT, 3, SHARE, SOONEST, PREMIUM_PERIOD);
        _settle(NEVER, SOONEST, _accounts(_one(dana)), _accounts(_three()));
    }

    function test_EqualValuationsComeAsTheyWereRevealed() external {
        (adam.valuation, charles.valuation) = (50e18, 50e18);
        _create(Mechanism.CS);
        _bid(_three());

        vm.expectRevert(_outOfOrder(beth));
        _settle(SOONEST, NEVER, _accounts(_two(charles, beth)), none);
        // 3 x floor(50e18 x d / 864,000) >= 100e18 from d = 576,000.00000000000001 on.
        _settle(576_001, NEVER, _accounts(_three()), none);

        _assertOutcome(Group.LEFT, 3, SHARE, PREMIUM_PERIOD, 576_000);
    }

    function test_WorksInTheLastSecond() external {
        _givenRevealedCs();
        vm.warp(SETTLE_END - 1);

        _settle(SOONEST, NEVER, _accounts(_four()), none);

        assertEq(pools.getPool(poolId).settledAt, SETTLE_END - 1);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      REFUSALS
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_ThePoolIsUnknown() external {
        poolId = bytes32("no");

        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_PoolUnknown.selector, bytes32("no")
            )
        );
        _settle(1, 1, none, none);
    }

    function test_RevertWhen_ThePoolIsSettled() external {
        _givenRevealedCs();
        _settle(SOONEST, NEVER, _accounts(_four()), none);

        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_AlreadySettled.selector, poolId
            )
        );
        _settle(SOONEST, NEVER, _accounts(_four()), none);
    }

    function test_RevertWhen_OthersStillReveal() external {
        _givenRevealedCs();
        vm.warp(REVEAL_END - 1);

        vm.expectRevert(_outsidePeriod());
        _settle(SOONEST, NEVER, _accounts(_four()), none);
    }

    function test_RevertWhen_TheSettlePeriodIsOver() external {
        _givenRevealedCs();
        vm.warp(SETTLE_END);

        vm.expectRevert(_outsidePeriod());
        _settle(SOONEST, NEVER, _accounts(_four()), none);
    }

    function test_RevertWhen_TheCoinsAreNotDrawn() external {
        _create(Mechanism.GCSOD);
        _bid(_four());

        vm.expectRevert(
            abi.encodeWithSelector(ICostSharingPools.CostSharingPools_NotDrawn.selector, poolId)
        );
        _settle(SOONEST, NEVER, _accounts(_four()), none);
    }

    function test_RevertWhen_AClaimedDeadlineIsZero() external {
        _givenRevealedCs();

        _refuseClaim(0, NEVER);
        _refuseClaim(SOONEST, 0);
    }

    function test_RevertWhen_AClaimedDeadlineIsLongerThanNever() external {
        _givenRevealedCs();

        _refuseClaim(NEVER + 1, NEVER);
        _refuseClaim(SOONEST, NEVER + 1);
        _refuseClaim(type(uint32).max, type(uint32).max);
    }

    function test_RevertWhen_AnotherNumberIsSaidToHaveBeenNamed() external {
        _givenRevealedCs();
        _settleChunk(SOONEST, NEVER, 0, _accounts(_two(adam, beth)), none);

        vm.expectRevert(_progressMismatch(1, 2));
        _settleChunk(SOONEST, NEVER, 1, _accounts(_two(charles, dana)), none);
        vm.expectRevert(_progressMismatch(3, 2));
        _settleChunk(SOONEST, NEVER, 3, _accounts(_two(charles, dana)), none);
    }

    function test_RevertWhen_ABidIsSealed() external {
        _create(Mechanism.CS);
        _commit(erin);
        _bid(_four());

        vm.expectRevert(_notRevealed(erin.account));
        _settle(SOONEST, NEVER, _accounts(_five()), none);
    }

    function test_RevertWhen_ThereIsNoBid() external {
        _givenRevealedCs();

        vm.expectRevert(_notRevealed(frank.account));
        _settle(SOONEST, NEVER, _accounts(_one(frank)), none);
    }

    function test_RevertWhen_ABidderIsInTheOtherGroup() external {
        _givenDrawn(_three(), _one(dana));

        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_BidderInOtherGroup.selector, dana.account
            )
        );
        _settle(SOONEST, NEVER, _accounts(_four()), none);
    }

    function test_RevertWhen_ALowerOneComesFirst() external {
        _givenRevealedCs();

        vm.expectRevert(_outOfOrder(adam));
        _settle(SOONEST, NEVER, _accounts(_two(beth, adam)), none);
    }

    function test_RevertWhen_ABidderIsNamedTwice() external {
        _givenRevealedCs();

        vm.expectRevert(_outOfOrder(adam));
        _settle(SOONEST, NEVER, _accounts(_two(adam, adam)), none);
        _settleChunk(SOONEST, NEVER, 0, _accounts(_two(adam, beth)), none);
        vm.expectRevert(_outOfOrder(beth));
        _settleChunk(SOONEST, NEVER, 2, _accounts(_two(beth, charles)), none);
    }

    function test_RevertWhen_TheClaimIsFalse() external {
        _givenRevealedCs();

        _refuseFalse(SOONEST - 1, NEVER);
        _refuseFalse(SOONEST + 1, NEVER);
        _refuseFalse(1, NEVER);
        _refuseFalse(NEVER, NEVER);
        _refuseFalse(SOONEST, PREMIUM_PERIOD);
        _refuseFalse(SOONEST, 1);
        _refuseFalse(NEVER, SOONEST);
        _assertUnsettled();
    }

    function _givenDrawn(Bidder[] memory left, Bidder[] memory right) private {
        _create(Mechanism.GCSOD);
        for (uint256 i = 0; i < right.length; ++i) {
            _commit(right[i]);
        }
        for (uint256 i = 0; i < left.length; ++i) {
            _commit(left[i]);
        }
        vm.warp(COMMIT_END);
        for (uint256 i = 0; i < left.length; ++i) {
            _reveal(left[i]);
        }
        for (uint256 i = 0; i < right.length; ++i) {
            _reveal(right[i]);
        }
        vm.warp(REVEAL_END);
        _drawWith(left, right);
    }

    function _assertPays(bool byAdam, bool byBeth, bool byCharles, bool byDana) private view {
        assertEq(pools.pays(poolId, adam.account), byAdam, "adam pays");
        assertEq(pools.pays(poolId, beth.account), byBeth, "beth pays");
        assertEq(pools.pays(poolId, charles.account), byCharles, "charles pays");
        assertEq(pools.pays(poolId, dana.account), byDana, "dana pays");
    }

    function _refuseClaim(uint32 left, uint32 right) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_ClaimOutOfRange.selector, left, right, NEVER
            )
        );
        _settle(left, right, _accounts(_four()), none);
    }

    function _refuseFalse(uint32 left, uint32 right) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_ClaimFalse.selector, left, right, SOONEST, NEVER
            )
        );
        _settle(left, right, _accounts(_four()), none);
    }

    function _notRevealed(address who) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_BidderNotRevealed.selector, who
            );
    }

    function _outOfOrder(Bidder memory bidder) private pure returns (bytes memory) {
        return abi.encodeWithSelector(
            ICostSharingPools.CostSharingPools_BidderOutOfOrder.selector, bidder.account
        );
    }

    function _progressMismatch(uint256 named, uint256 actual) private pure returns (bytes memory) {
        return abi.encodeWithSelector(
            ICostSharingPools.CostSharingPools_ProgressMismatch.selector, named, actual
        );
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
