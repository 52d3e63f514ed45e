// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Vm} from "forge-std/Vm.sol";

import {CostSharingPools} from "../../../contracts/CostSharingPools.sol";
import {Group, Mechanism, Pool, PoolTerms} from "../../../contracts/types/Pools.sol";
import {SixDecimalsToken} from "../mocks/Tokens.sol";
import {Shipped} from "./Shipped.sol";

/// @notice Who bids what, and how the coins fall. Without coins it is CS.
struct Profile {
    uint112 cost;
    uint32 period;
    uint112[] valuations;
    Group[] coins;
    bool gcsod;
}

/// @notice What is expected of a profile. A claim is a deadline, or one second past the period for a group that cannot pay.
struct Expected {
    uint32 leftClaim;
    uint32 rightClaim;
    Group winner;
    bool[] pays;
    uint112 share;
    uint32 leftDeadline;
    uint32 rightDeadline;
}

/// @notice Runs whole profiles through a pool, from `create` to the last claim. Upholds POOL-1 to POOL-4.
abstract contract ProfileTest is Test {
    uint40 private constant START = 1_800_000_000;
    bytes32 private constant ENTROPY = keccak256("the block before");
    bytes32 private constant KEY = keccak256("the key");

    SixDecimalsToken internal token;
    CostSharingPools internal pools;
    address private seller = makeAddr("seller");
    /// @dev Of everybody. Whose it is matters to nobody here.
    Vm.Wallet private wallet;
    /// @dev Terms differ, so that ids do.
    uint256 private count;

    function setUp() public {
        token = new SixDecimalsToken();
        pools = Shipped.pools(token);
        wallet = vm.createWallet(uint256(1));
        vm.roll(1000);
        vm.setBlockhash(999, ENTROPY);
    }

    /// @dev Nothing is left in the pools at the end: what each has is all there is.
    function _check(Profile memory profile, Expected memory expected, string memory label)
        internal
    {
        bytes32 poolId = _create(profile);
        address[] memory bidders = _bidders(poolId, profile);
        _bid(poolId, profile, bidders);

        _settle(poolId, profile, expected, bidders);

        _assertOutcome(poolId, profile, expected, bidders, label);
        _exchange(poolId, expected, bidders);
        _assertPaid(poolId, profile, expected, bidders, label);
    }

    /// @dev Group by group, from high to low, and equal ones as they come.
    function _ranked(Profile memory profile, Group group)
        internal
        pure
        returns (uint256[] memory ranks)
    {
        uint256 found;
        ranks = new uint256[](profile.valuations.length);
        for (uint256 i = 0; i < ranks.length; ++i) {
            if (_coin(profile, i) != group) {
                continue;
            }
            uint256 at = found++;
            for (; at != 0 && profile.valuations[ranks[at - 1]] < profile.valuations[i]; --at) {
                ranks[at] = ranks[at - 1];
            }
            ranks[at] = i;
        }
        assembly {
            mstore(ranks, found)
        }
    }

    function _coin(Profile memory profile, uint256 bidder) internal pure returns (Group) {
        return profile.gcsod ? profile.coins[bidder] : Group.LEFT;
    }

    function _create(Profile memory profile) private returns (bytes32 poolId) {
        PoolTerms memory terms;
        terms.mechanism = profile.gcsod ? Mechanism.GCSOD : Mechanism.CS;
        terms.cost = profile.cost;
        terms.bond = profile.cost;
        terms.premiumPeriod = profile.period;
        terms.commitPeriod = 1 hours;
        terms.revealPeriod = 1 hours;
        terms.settlePeriod = 1 hours;
        terms.deliveryPeriod = 1 hours;
        terms.complaintPeriod = 1 hours;
        terms.publishPeriod = 1 hours;
        terms.keyHash = keccak256(abi.encode(KEY));
        terms.contentHash = bytes32(++count);

        vm.warp(START);
        token.faucet(seller, terms.bond);
        vm.startPrank(seller);
        token.approve(address(pools), terms.bond);
        poolId = pools.create(terms);
        vm.stopPrank();
    }

    /// @dev Accounts whose coins are those of the profile.
    function _bidders(bytes32 poolId, Profile memory profile)
        private
        pure
        returns (address[] memory bidders)
    {
        bytes32 seed = keccak256(abi.encode(ENTROPY, poolId));
        bidders = new address[](profile.valuations.length);
        uint160 next = uint160(uint256(poolId));
        for (uint256 i = 0; i < bidders.length; ++i) {
            do {
                unchecked {
                    ++next;
                }
            } while (
                profile.gcsod
                    && uint256(keccak256(abi.encode(seed, address(next)))) & 1
                        != uint256(profile.coins[i])
            );
            bidders[i] = address(next);
        }
    }

    /// @dev Each deposits the cost, which covers every bid.
    function _bid(bytes32 poolId, Profile memory profile, address[] memory bidders) private {
        for (uint256 i = 0; i < bidders.length; ++i) {
            bytes32 commitment =
                keccak256(abi.encode(poolId, bidders[i], profile.valuations[i], bytes32(i)));
            token.faucet(bidders[i], profile.cost);
            vm.startPrank(bidders[i]);
            token.approve(address(pools), profile.cost);
            pools.commit(poolId, commitment, wallet.addr, profile.cost, new bytes32[](0));
            vm.stopPrank();
        }
        vm.warp(START + 1 hours);
        for (uint256 i = 0; i < bidders.length; ++i) {
            pools.reveal(
                poolId,
                bidders[i],
                profile.valuations[i],
                bytes32(i),
                wallet.publicKeyX,
                wallet.publicKeyY
            );
        }
    }

    function _settle(
        bytes32 poolId,
        Profile memory profile,
        Expected memory expected,
        address[] memory bidders
    ) private {
        vm.warp(START + 2 hours);
        if (profile.gcsod) {
            pools.draw(poolId);
        }
        pools.settle(
            poolId,
            expected.leftClaim,
            expected.rightClaim,
            0,
            _named(profile, Group.LEFT, bidders),
            _named(profile, Group.RIGHT, bidders)
        );
    }

    function _named(Profile memory profile, Group group, address[] memory bidders)
        private
        pure
        returns (address[] memory named)
    {
        uint256[] memory ranks = _ranked(profile, group);
        named = new address[](ranks.length);
        for (uint256 i = 0; i < ranks.length; ++i) {
            named[i] = bidders[ranks[i]];
        }
    }

    function _assertOutcome(
        bytes32 poolId,
        Profile memory profile,
        Expected memory expected,
        address[] memory bidders,
        string memory label
    ) private view {
        Pool memory pool = pools.getPool(poolId);
        assertEq(uint256(pool.winner), uint256(expected.winner), label);
        assertEq(pool.share, expected.share, label);
        assertEq(pool.leftDeadline, expected.leftDeadline, label);
        // Under CS nobody is there who could wait.
        if (profile.gcsod) {
            assertEq(pool.rightDeadline, expected.rightDeadline, label);
        }
        uint256 payers;
        for (uint256 i = 0; i < bidders.length; ++i) {
            bool pays = pools.pays(poolId, bidders[i]);
            assertEq(pays, expected.pays[i], label);
            payers += pays ? 1 : 0;
        }
        assertEq(pool.payers, payers, label);
    }

    /// @dev Everything goes well: words, the key, and no complaint.
    function _exchange(bytes32 poolId, Expected memory expected, address[] memory bidders) private {
        Pool memory pool = pools.getPool(poolId);
        if (pool.payers == 0) {
            return;
        }
        address[] memory payers = new address[](pool.payers);
        bytes32[] memory words = new bytes32[](pool.payers);
        uint256 found;
        for (uint256 i = 0; i < bidders.length; ++i) {
            if (expected.pays[i]) {
                words[found] = bytes32(uint256(1));
                payers[found++] = bidders[i];
            }
        }
        vm.prank(seller);
        pools.deliver(poolId, 1, false, payers, words);
        uint32 wait =
            pool.leftDeadline < pool.rightDeadline ? pool.rightDeadline : pool.leftDeadline;
        vm.warp(START + 3 hours + wait);
        pools.publish(poolId, KEY);
        vm.warp(block.timestamp + 1 hours);
    }

    function _assertPaid(
        bytes32 poolId,
        Profile memory profile,
        Expected memory expected,
        address[] memory bidders,
        string memory label
    ) private {
        uint256 collected;
        for (uint256 i = 0; i < bidders.length; ++i) {
            pools.claim(poolId, bidders[i]);
            uint256 paid = expected.pays[i] ? expected.share : 0;
            assertLe(paid, profile.valuations[i], label);
            assertEq(token.balanceOf(bidders[i]), profile.cost - paid, label);
            collected += paid;
        }
        uint256 balance = token.balanceOf(seller);
        pools.claim(poolId, seller);
        assertEq(token.balanceOf(seller) - balance, profile.cost + collected, label);
        assertEq(token.balanceOf(address(pools)), 0, label);
        if (collected != 0) {
            assertGe(collected, profile.cost, label);
        }
    }
}
