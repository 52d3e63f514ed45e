// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICostSharingPools} from "../../../../contracts/interfaces/ICostSharingPools.sol";
import {Mechanism, PoolTerms} from "../../../../contracts/types/Pools.sol";
import {PoolTest} from "../../abstracts/PoolTest.sol";

/// @notice The money's way out, as far as the key has not changed hands.
contract ClaimTest is PoolTest {
    address[] private none;

    /*//////////////////////////////////////////////////////////////////////////
                                    NOT REVEALED
    //////////////////////////////////////////////////////////////////////////*/

    function test_NotRevealed_NothingIsDueWhileItStillCanBe() external {
        _create(Mechanism.CS);
        _commit(adam);
        vm.warp(REVEAL_END - 1);

        assertEq(_claim(adam), 0);
        _reveal(adam);
    }

    function test_NotRevealed_TheRevealBondIsLost() external {
        _create(Mechanism.CS);
        _commit(adam);
        vm.warp(REVEAL_END);

        vm.expectEmit(address(pools));
        emit ICostSharingPools.RevealBondBurnt(poolId, adam.account, 5e18);
        vm.expectEmit(address(pools));
        emit ICostSharingPools.Claimed(poolId, adam.account, 95e18);
        assertEq(_claim(adam), 95e18);

        assertEq(pools.burnt(), 5e18);
        _assertTokensHeld(120e18 + 5e18);
    }

    function test_NotRevealed_IsPaidAndBurntOnce() external {
        _create(Mechanism.CS);
        _commit(adam);
        _commit(beth);
        vm.warp(REVEAL_END);
        _claim(adam);
        vm.recordLogs();

        assertEq(_claim(adam), 0);

        assertEq(vm.getRecordedLogs().length, 0, "no event");
        assertEq(pools.burnt(), 5e18);
        _claim(beth);
        assertEq(pools.burnt(), 10e18);
    }

    /// @dev Nothing is paid, and what was deposited is counted.
    function test_NotRevealed_ADepositOfJustTheRevealBondIsBurntWhole() external {
        _create(Mechanism.CS);
        _commit(adam, REVEAL_BOND);
        vm.warp(REVEAL_END);

        assertEq(_claim(adam), 0);

        assertEq(pools.burnt(), 5e18);
        assertEq(pools.getBid(poolId, adam.account).deposit, 0);
    }

    function test_NotRevealed_WithoutARevealBondNothingIsLost() external {
        PoolTerms memory terms = _terms(Mechanism.CS);
        terms.revealBond = 0;
        _create(terms);
        _commit(adam);
        vm.warp(REVEAL_END);

        assertEq(_claim(adam), 100e18);

        assertEq(pools.burnt(), 0);
    }

    function test_NotRevealed_IsOfTheSameAmountWhateverBecomesOfThePool() external {
        _givenSoldCs();
        assertEq(_claim(frank), 95e18);

        vm.warp(START + 365 days);
        assertEq(_claim(frank), 0);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    NOT SETTLED
    //////////////////////////////////////////////////////////////////////////*/

    function test_NotSettled_NothingIsDueWhileItStillCanBe() external {
        _givenRevealedCs();
        vm.warp(SETTLE_END - 1);

        assertEq(_claim(adam), 0);
        assertEq(_claim(seller), 0);
        _settle(SOONEST, NEVER, _accounts(_four()), none);
    }

    function test_NotSettled_EverybodyHasEverythingBack() external {
        _givenRevealedCs();
        vm.warp(SETTLE_END);

        assertEq(_claim(adam), 60e18);
        assertEq(_claim(beth), 50e18);
        assertEq(_claim(charles), 45e18);
        assertEq(_claim(dana), 10e18);
        assertEq(_claim(seller), 120e18);

        assertEq(token.balanceOf(adam.account), 100e18);
        _assertTokensHeld(0);
    }

    function test_NotSettled_IsPaidOnce() external {
        _givenRevealedCs();
        vm.warp(SETTLE_END);
        _claim(adam);
        _claim(seller);

        assertEq(_claim(adam), 0);
        assertEq(_claim(seller), 0);
    }

    function test_NotSettled_HalfAClaimOnTheOutcomeChangesNothing() external {
        _givenRevealedCs();
        _settleChunk(SOONEST, NEVER, 0, _accounts(_three()), none);
        vm.warp(SETTLE_END);

        assertEq(_claim(adam), 60e18);
        assertEq(_claim(seller), 120e18);
    }

    function test_NotDrawn_EverybodyHasEverythingBack() external {
        _create(Mechanism.GCSOD);
        _bid(_four());
        vm.warp(SETTLE_END - 1);
        assertEq(_claim(adam), 0);
        vm.warp(SETTLE_END);

        assertEq(_claim(adam), 60e18);
        assertEq(_claim(beth), 50e18);
        assertEq(_claim(charles), 45e18);
        assertEq(_claim(dana), 10e18);
        assertEq(_claim(seller), 120e18);
        _assertTokensHeld(0);
    }

    function test_NobodyBid_TheSellerHasTheBondBack() external {
        _create(Mechanism.CS);
        vm.warp(SETTLE_END);

        assertEq(_claim(seller), 120e18);
        _assertTokensHeld(0);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      NOT SOLD
    //////////////////////////////////////////////////////////////////////////*/

    function test_NotSold_EverybodyHasEverythingBackAtOnce() external {
        _create(Mechanism.CS);
        _bid(_two(adam, charles));
        _settle(NEVER, NEVER, _accounts(_two(adam, charles)), none);

        assertEq(_claim(adam), 60e18);
        assertEq(_claim(charles), 45e18);
        assertEq(_claim(seller), 120e18);
        assertEq(_claim(adam), 0);
        assertEq(_claim(seller), 0);
        _assertTokensHeld(0);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                        SOLD
    //////////////////////////////////////////////////////////////////////////*/

    function test_Sold_APayerHasAtOnceWhatIsAboveTheShare() external {
        _givenSoldCs();

        assertEq(_claim(adam), 60e18 - SHARE);
        assertEq(_claim(beth), 50e18 - SHARE);
        assertEq(_claim(charles), 45e18 - SHARE);
        assertEq(_claim(adam), 0);

        assertEq(pools.getBid(poolId, adam.account).deposit, SHARE);
    }

    function test_Sold_AFreeRiderHasTheDepositAtOnce() external {
        _givenSoldCs();

        assertEq(_claim(dana), 10e18);
        assertEq(_claim(erin), 1e18);
        assertEq(_claim(dana), 0);
    }

    function test_Sold_TheLosingGroupHasTheDepositsAtOnce() external {
        _givenSoldGcsod();

        assertEq(_claim(erin), 1e18);
        assertEq(_claim(frank), 0);
        assertEq(token.balanceOf(frank.account), 100e18);
    }

    function test_Sold_TheSellerHasNothingYet() external {
        _givenSoldCs();

        assertEq(_claim(seller), 0);
    }

    function test_LogsWhatWasPaid() external {
        _givenSoldCs();

        vm.expectEmit(address(pools));
        emit ICostSharingPools.Claimed(poolId, dana.account, 10e18);
        _claim(dana);
    }

    function test_ForWhoHasNoBid_PaysNothing() external {
        _givenSoldCs();
        vm.recordLogs();

        assertEq(_claim(stranger), 0);
        assertEq(_claim(address(pools)), 0);

        assertEq(vm.getRecordedLogs().length, 0, "no event");
    }

    function test_OnePoolDoesNotPayForAnother() external {
        _givenSoldCs();
        seller = stranger;
        vm.warp(START);
        _create(Mechanism.CS);
        vm.warp(SETTLE_END);

        assertEq(_claim(adam), 0);
        assertEq(_claim(dana), 0);
        assertEq(_claim(seller), 120e18);
    }

    function test_RevertWhen_ThePoolIsUnknown() external {
        vm.expectRevert(_unknown());
        pools.claim(bytes32("no"), adam.account);
    }

    function test_Due_RevertWhen_ThePoolIsUnknown() external {
        vm.expectRevert(_unknown());
        pools.due(bytes32("no"), adam.account);
    }

    function _unknown() private pure returns (bytes memory) {
        return abi.encodeWithSelector(
            ICostSharingPools.CostSharingPools_PoolUnknown.selector, bytes32("no")
        );
    }
}
