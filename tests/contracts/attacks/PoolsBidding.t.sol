// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {CostSharingPools} from "../../../contracts/CostSharingPools.sol";
import {ICostSharingPools} from "../../../contracts/interfaces/ICostSharingPools.sol";
import {ITokenHolder} from "../../../contracts/interfaces/ITokenHolder.sol";
import {Group, Mechanism, PoolTerms} from "../../../contracts/types/Pools.sol";
import {Bidder, PoolTest} from "../abstracts/PoolTest.sol";
import {Shipped} from "../abstracts/Shipped.sol";
import {FeeToken, FreeToken, LyingToken, ReenteringToken} from "../mocks/Tokens.sol";

/// @notice What somebody may try with bids and the settlement.
contract PoolsBiddingAttacksTest is PoolTest {
    address[] private none;
    address private mallory = makeAddr("mallory");

    /*//////////////////////////////////////////////////////////////////////////
                                        BIDS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev The bidder is part of what is committed to: whoever copied it cannot open it, not even once it is open to all.
    function test_CopiedCommitment_CannotBeOpened() external {
        _create(Mechanism.CS);
        _commit(adam);
        bytes32 copied = _exchange(adam).commitment;
        _give(mallory, DEPOSIT);
        vm.prank(mallory);
        pools.commit(poolId, copied, vm.addr(adam.key), DEPOSIT, new bytes32[](0));
        vm.warp(COMMIT_END);
        _reveal(adam);

        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_OpeningMismatch.selector, poolId, mallory
            )
        );
        pools.reveal(poolId, mallory, adam.valuation, adam.salt, adam.x, adam.y);
        vm.warp(REVEAL_END);
        assertEq(_claim(mallory), DEPOSIT - REVEAL_BOND);
    }

    /// @dev An address that is the hash of no point of the curve: its words could not be complained of.
    function test_OffCurveKey_CannotBeRevealed() external {
        Bidder memory bidder = adam;
        bidder.y = adam.y + 1;
        _refuseKey(bidder, address(uint160(uint256(keccak256(abi.encode(bidder.x, bidder.y))))));
    }

    function test_CoordinatesAboveTheField_CannotBeRevealed() external {
        Bidder memory bidder = adam;
        (bidder.x, bidder.y) = (type(uint256).max, adam.y);
        _refuseKey(bidder, address(uint160(uint256(keccak256(abi.encode(bidder.x, bidder.y))))));
    }

    function test_RefusingToReveal_CostsTheRevealBondAndMovesNobody() external {
        _create(Mechanism.CS);
        Bidder memory large = _newBidder("mallory", 1000e18);
        _commit(large);
        _bid(_four());

        _settle(SOONEST, NEVER, _accounts(_four()), none);

        assertEq(_claim(large), DEPOSIT - REVEAL_BOND);
        _assertOutcome(Group.LEFT, 3, SHARE, PREMIUM_PERIOD, SOONEST - 1);
    }

    /// @dev Solvent, and no bid of zero moves anybody; but its owner waits no longer than the sooner group does. Who asks for
    /// more names an `eligibleRoot`.
    function test_ManyIdentities_MoveNobodyAndWaitTheShorterDeadline() external {
        PoolTerms memory terms = _terms(Mechanism.GCSOD);
        terms.revealBond = 0;
        _create(terms);
        Bidder memory one = _newBidder("mallory1", 0);
        Bidder memory other = _newBidder("mallory2", 0);
        _commit(one, 0);
        _commit(other, 0);
        for (uint256 i = 0; i < 4; ++i) {
            _commit(_four()[i]);
        }
        vm.warp(COMMIT_END);
        _reveal(one);
        _reveal(other);
        Bidder[] memory left = new Bidder[](5);
        for (uint256 i = 0; i < 4; ++i) {
            _reveal(left[i] = _four()[i]);
        }
        left[4] = one;
        vm.warp(REVEAL_END);
        _drawWith(left, _one(other));

        _settle(SOONEST, NEVER, _accounts(left), _accounts(_one(other)));

        _assertOutcome(Group.LEFT, 3, SHARE, PREMIUM_PERIOD, SOONEST - 1);
        assertFalse(pools.pays(poolId, one.account));
        assertFalse(pools.pays(poolId, other.account));
        assertEq(_claim(one), 0);
        assertEq(_claim(other), 0);
    }

    function test_ForgedMerkleProof_LeadsNobodyToTheRoot() external {
        bytes32 first = keccak256(bytes.concat(keccak256(abi.encode(adam.account))));
        bytes32 second = keccak256(bytes.concat(keccak256(abi.encode(mallory))));
        PoolTerms memory terms = _terms(Mechanism.CS);
        // The tree's only leaf is adam's: its root is that, and no proof leads from mallory to it.
        terms.eligibleRoot = first;
        _create(terms);
        _give(mallory, DEPOSIT);
        bytes32[][3] memory proofs;
        proofs[1] = new bytes32[](1);
        proofs[1][0] = first;
        proofs[2] = new bytes32[](2);
        (proofs[2][0], proofs[2][1]) = (second, first);

        for (uint256 i = 0; i < 3; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    ICostSharingPools.CostSharingPools_NotEligible.selector, poolId, mallory
                )
            );
            vm.prank(mallory);
            pools.commit(poolId, bytes32("bid"), mallory, DEPOSIT, proofs[i]);
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     SETTLEMENT
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev mallory skips to the lowest bidder under the true claim; the true claim of another is not touched.
    function test_OmissionByAStranger_StarvesAlone() external {
        _givenRevealedCs();
        _settleAs(mallory, SOONEST, 0, _accounts(_one(dana)));

        _settleAs(stranger, SOONEST, 0, _accounts(_two(adam, beth)));
        _settleAs(mallory, SOONEST, 1, none);
        _settleAs(stranger, SOONEST, 2, _accounts(_two(charles, dana)));

        _assertOutcome(Group.LEFT, 3, SHARE, PREMIUM_PERIOD, SOONEST - 1);
    }

    function test_TwoClaimsInterleaved_TheTrueOneSettles() external {
        _givenRevealedCs();
        _settleAs(stranger, SOONEST, 0, _accounts(_two(adam, beth)));
        _settleAs(stranger, SOONEST - 1, 0, _accounts(_three()));

        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_ClaimFalse.selector,
                SOONEST - 1,
                NEVER,
                SOONEST,
                NEVER
            )
        );
        _settleAs(stranger, SOONEST - 1, 3, _accounts(_one(dana)));
        _settleAs(stranger, SOONEST, 2, _accounts(_two(charles, dana)));

        _assertOutcome(Group.LEFT, 3, SHARE, PREMIUM_PERIOD, SOONEST - 1);
    }

    function test_StaleChunk_SentTwiceIsRefused() external {
        _givenRevealedCs();
        _settleAs(stranger, SOONEST, 0, _accounts(_one(adam)));
        _settleAs(stranger, SOONEST, 1, _accounts(_one(beth)));

        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_ProgressMismatch.selector, 1, 2
            )
        );
        _settleAs(stranger, SOONEST, 1, _accounts(_one(beth)));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       TOKENS
    //////////////////////////////////////////////////////////////////////////*/

    function test_FeeToken_BuysNoPool() external {
        _refuseBond(new FeeToken(), 120e18 * 99 / 100);
    }

    function test_LyingToken_BuysNoPool() external {
        _refuseBond(new LyingToken(), 0);
    }

    /// @dev The token is a bidder with a deposit to claim, and claims it again while it is paid.
    function test_ReenteringClaim_FindsItLocked() external {
        ReenteringToken evil = new ReenteringToken();
        pools = Shipped.pools(evil);
        evil.faucet(seller, BOND);
        vm.startPrank(seller);
        evil.approve(address(pools), BOND);
        poolId = pools.create(_terms(Mechanism.CS));
        vm.stopPrank();
        evil.faucet(address(evil), 100e18);
        evil.call(address(evil), abi.encodeCall(evil.approve, (address(pools), 100e18)));
        evil.call(
            address(pools),
            abi.encodeCall(
                pools.commit, (poolId, bytes32("bid"), mallory, 100e18, new bytes32[](0))
            )
        );
        vm.warp(SETTLE_END);
        evil.arm(address(pools), abi.encodeCall(ICostSharingPools.claim, (poolId, address(evil))));

        pools.claim(poolId, address(evil));

        assertFalse(evil.entered());
        assertEq(
            evil.answer(),
            abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
        );
        assertEq(evil.balanceOf(address(evil)), 95e18);
        assertEq(evil.balanceOf(address(pools)), BOND + REVEAL_BOND);
    }

    /// @dev While its deposit is taken the token commits again, reveals, asks for a claim: all of it is locked.
    function test_ReenteringCommit_FindsWhatMovesTheTokenLocked() external {
        ReenteringToken evil = new ReenteringToken();
        pools = Shipped.pools(evil);
        evil.faucet(seller, BOND);
        vm.startPrank(seller);
        evil.approve(address(pools), BOND);
        poolId = pools.create(_terms(Mechanism.CS));
        vm.stopPrank();
        evil.faucet(address(evil), DEPOSIT);
        evil.call(address(evil), abi.encodeCall(evil.approve, (address(pools), DEPOSIT)));
        bytes memory commit = abi.encodeCall(
            pools.commit, (poolId, bytes32("bid"), mallory, DEPOSIT, new bytes32[](0))
        );
        bytes[4] memory strikes = [
            commit,
            abi.encodeCall(ICostSharingPools.claim, (poolId, address(evil))),
            abi.encodeCall(ICostSharingPools.reveal, (poolId, address(evil), 1, 0, 1, 1)),
            abi.encodeCall(ICostSharingPools.create, (_terms(Mechanism.GCSOD)))
        ];

        for (uint256 i = 0; i < strikes.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            evil.arm(address(pools), strikes[i]);
            evil.call(address(pools), commit);

            assertFalse(evil.entered());
            assertEq(
                evil.answer(),
                abi.encodeWithSelector(
                    ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector
                )
            );
            assertEq(evil.balanceOf(address(pools)), BOND + DEPOSIT);
            vm.revertToState(snapshot);
        }
    }

    function _settleAs(address who, uint32 left, uint256 named, address[] memory bidders) private {
        vm.prank(who);
        pools.settle(poolId, left, NEVER, named, bidders, none);
    }

    function _refuseKey(Bidder memory bidder, address key) private {
        _create(Mechanism.CS);
        _give(bidder.account, DEPOSIT);
        vm.prank(bidder.account);
        pools.commit(poolId, _commitment(bidder), key, DEPOSIT, new bytes32[](0));
        vm.warp(COMMIT_END);

        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_PublicKeyMismatch.selector,
                poolId,
                bidder.account
            )
        );
        _reveal(bidder);
    }

    function _refuseBond(FreeToken evil, uint256 received) private {
        CostSharingPools victim = Shipped.pools(evil);
        evil.faucet(seller, BOND);
        vm.startPrank(seller);
        evil.approve(address(victim), BOND);

        vm.expectRevert(
            abi.encodeWithSelector(ITokenHolder.TokenHolder_AmountMismatch.selector, BOND, received)
        );
        victim.create(_terms(Mechanism.CS));
    }
}
