// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VmSafe} from "forge-std/Vm.sol";

import {ICostSharingPools} from "../../../../contracts/interfaces/ICostSharingPools.sol";
import {Group, Mechanism, PoolTerms} from "../../../../contracts/types/Pools.sol";
import {PoolTest} from "../../abstracts/PoolTest.sol";

/// @notice Many bid one base unit each, which is enough for a group of two fifths of them. Everybody on the left pays; those
/// on the right, who could pay as soon, wait one second less than the premium period.
abstract contract DustTest is PoolTest {
    uint256 private immutable BIDDERS;
    bytes32 private constant ENTROPY = keccak256("the block before");

    address[] private left;
    address[] private right;

    constructor(uint256 bidders) {
        BIDDERS = bidders;
    }

    function setUp() public override {
        super.setUp();
        PoolTerms memory terms = _terms(Mechanism.GCSOD);
        (terms.cost, terms.bond) = (uint112(BIDDERS * 2 / 5), COST);
        (terms.revealBond, terms.requestFee) = (0, 0);
        _create(terms);
        // So many real bids are more gas than forge gives.
        vm.pauseGasMetering();
        for (uint256 i = 0; i < BIDDERS; ++i) {
            _commitOne(_account(i), bytes32(i));
        }
        vm.warp(COMMIT_END);
        for (uint256 i = 0; i < BIDDERS; ++i) {
            address who = _account(i);
            pools.reveal(poolId, who, 1, bytes32(i), adam.x, adam.y);
            (_coin(ENTROPY, who) == Group.LEFT ? left : right).push(who);
        }
        vm.warp(REVEAL_END);
        vm.setBlockhash(block.number - 1, ENTROPY);
        pools.draw(poolId);
        vm.resumeGasMetering();
    }

    /// @dev One chunk after another, first the left. Returns what the dearest costs as a whole transaction.
    function _settleInChunks(uint256 size) internal returns (uint256 dearest) {
        for (uint256 named = 0; named < BIDDERS; named += size) {
            _assertUnsettled();
            bytes memory data = abi.encodeCall(
                ICostSharingPools.settle,
                (
                    poolId,
                    PREMIUM_PERIOD,
                    PREMIUM_PERIOD,
                    named,
                    _part(left, named, named + size),
                    _part(right, _above(named, left.length), _above(named + size, left.length))
                )
            );

            (bool success,) = address(pools).call(data);

            uint256 gas = vm.lastCallGas().gasTotalUsed + _intrinsicGas(data);
            require(success, "a chunk is refused");
            dearest = gas > dearest ? gas : dearest;
        }
    }

    /// @dev The accounts from one place to before another, as far as there are any.
    function _part(address[] storage accounts, uint256 from, uint256 to)
        private
        view
        returns (address[] memory part)
    {
        uint256 end = to < accounts.length ? to : accounts.length;
        part = new address[](_above(end, from));
        for (uint256 i = 0; i < part.length; ++i) {
            part[i] = accounts[from + i];
        }
    }

    function _above(uint256 number, uint256 least) private pure returns (uint256) {
        return number < least ? 0 : number - least;
    }

    /// @dev What is compiled for coverage costs more than what is shipped.
    function _assertBelow(uint256 gas, uint256 limit) internal view {
        if (!vm.isContext(VmSafe.ForgeContext.Coverage)) {
            assertLt(gas, limit);
        }
    }

    /// @dev What a transaction costs before it does anything.
    function _intrinsicGas(bytes memory data) private pure returns (uint256 gas) {
        gas = 21_000;
        for (uint256 i = 0; i < data.length; ++i) {
            gas += data[i] == 0 ? 4 : 16;
        }
    }

    function _commitOne(address who, bytes32 salt) private {
        bytes32 commitment = keccak256(abi.encode(poolId, who, uint256(1), salt));
        _give(who, 1);
        vm.prank(who);
        pools.commit(poolId, commitment, vm.addr(adam.key), 1, new bytes32[](0));
    }

    function _account(uint256 number) private pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode("dust", number)))));
    }

    function _assertSettled() internal view {
        _assertOutcome(Group.LEFT, uint32(left.length), 1, PREMIUM_PERIOD, PREMIUM_PERIOD - 1);
        assertGt(left.length, BIDDERS * 2 / 5, "coins are fair");
        assertGt(right.length, BIDDERS * 2 / 5, "coins are fair");
        assertTrue(pools.pays(poolId, left[0]));
        assertTrue(pools.pays(poolId, left[left.length - 1]));
        assertFalse(pools.pays(poolId, right[0]));
    }
}

contract SettleHundredsTest is DustTest(700) {
    function test_InChunksOf1() external {
        _settleInChunks(1);

        _assertSettled();
    }

    function test_InChunksOf7() external {
        _settleInChunks(7);

        _assertSettled();
    }
}

contract SettleThousandsTest is DustTest(10_000) {
    function test_InChunksOf1000_ASettledBidderCostsAtMost3500Gas() external {
        uint256 gas = _settleInChunks(1000);

        emit log_named_uint("gas of a chunk of 1,000", gas);
        _assertBelow(gas, 3_500_000);
        _assertSettled();
    }

    function test_InChunksOf2500_EachIsWithinTenMillionGas() external {
        uint256 gas = _settleInChunks(2500);

        emit log_named_uint("gas of a chunk of 2,500", gas);
        _assertBelow(gas, 10_000_000);
        _assertSettled();
    }
}
