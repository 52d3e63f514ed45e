// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICostSharingPools} from "../../../contracts/interfaces/ICostSharingPools.sol";
import {Gate, Mechanism, PoolTerms} from "../../../contracts/types/Pools.sol";
import {ExchangeTest} from "../abstracts/ExchangeTest.sol";
import {Shipped} from "../abstracts/Shipped.sol";
import {
    AnsweringOracle,
    CostlyOracle,
    GasBurningOracle,
    LongOracle,
    LongRevertingOracle,
    RawOracle,
    RevertingOracle,
    WritingOracle
} from "../mocks/Oracles.sol";

/// @notice A gate that ends 40 days after the pool's creation, and what its oracle can do to it: pass, fail, or be silent.
contract PoolGateAttacksTest is ExchangeTest {
    bytes32 private constant QUESTION_HASH = keccak256("osv:PyPI/jinja2?published");
    uint40 private constant MATURATION = START + 30 days;
    uint40 private constant GATE_END = START + 40 days;
    bytes32 private constant QUESTION_ID =
        keccak256(bytes.concat(QUESTION_HASH, bytes32(uint256(MATURATION))));

    AnsweringOracle private oracle;

    function setUp() public override {
        super.setUp();
        oracle = new AnsweringOracle();
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      ANSWERS
    //////////////////////////////////////////////////////////////////////////*/

    function test_GateAboveHalf_PaysTheSeller() external {
        _givenServed(address(oracle));
        oracle.set(QUESTION_ID, true, 5001);
        assertEq(_claim(seller), 0, "pending");

        vm.expectEmit(address(pools));
        emit ICostSharingPools.GateDecided(poolId, 5001, true);
        pools.decideGate(poolId);

        _assertPassed();
    }

    function test_GateAtOne_PaysTheSeller() external {
        _givenServed(address(oracle));
        oracle.set(QUESTION_ID, true, 10_000);

        pools.decideGate(poolId);

        _assertPassed();
    }

    function test_GateAtHalf_GivesTheSharesBack() external {
        _givenServed(address(oracle));
        oracle.set(QUESTION_ID, true, 5000);

        vm.expectEmit(address(pools));
        emit ICostSharingPools.GateDecided(poolId, 5000, false);
        pools.decideGate(poolId);

        _assertFailed();
    }

    function test_GateBelowHalf_GivesTheSharesBack() external {
        _givenServed(address(oracle));
        oracle.set(QUESTION_ID, true, 0);

        pools.decideGate(poolId);

        _assertFailed();
    }

    function test_GateNeverAnswered_GivesTheSharesBackAtItsEnd() external {
        _givenServed(address(oracle));
        vm.warp(GATE_END - 1);
        assertEq(_claim(seller), 0);
        assertEq(_claim(adam), 60e18 - SHARE);
        vm.warp(GATE_END);
        assertEq(_claim(adam), SHARE);

        _assertFailed();
    }

    function test_GateDecidedInTheLastSecond_Counts() external {
        _givenServed(address(oracle));
        oracle.set(QUESTION_ID, true, 10_000);
        vm.warp(GATE_END - 1);

        pools.decideGate(poolId);

        _assertPassed();
    }

    function test_GateDecidedAtItsEnd_IsRefused() external {
        _givenServed(address(oracle));
        oracle.set(QUESTION_ID, true, 10_000);
        vm.warp(GATE_END);

        vm.expectRevert(_outsidePeriod(0, GATE_END));
        pools.decideGate(poolId);
    }

    function test_LyingOracle_IsHeardOnce() external {
        _givenServed(address(oracle));
        oracle.set(QUESTION_ID, true, 10_000);
        pools.decideGate(poolId);

        oracle.set(QUESTION_ID, true, 0);
        _refuseDecided(Gate.PASSED);
        _assertPassed();
    }

    function test_WithoutAGate_ThereIsNothingToDecide() external {
        _refuseDecided(Gate.NONE);
    }

    function test_OfAnUnknownPool_ThereIsNothingToDecide() external {
        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_PoolUnknown.selector, bytes32("no")
            )
        );
        pools.decideGate(bytes32("no"));
    }

    /// @dev The payers whom the seller failed have the bond, whatever the gate says; the others their shares.
    function test_GateFails_WhomTheSellerFailedHasTheBondToo() external {
        _givenSold(address(oracle));
        _deliver(adam);
        _deliver(beth);
        vm.warp(DANAS_DEADLINE);
        _publish();
        oracle.set(QUESTION_ID, true, 0);
        pools.decideGate(poolId);

        vm.warp(LATE);
        assertEq(_claim(charles), 45e18 + 40e18);
        assertEq(_claim(adam), 60e18);
        assertEq(_claim(beth), 50e18);
        assertEq(_claim(seller), 80e18);
    }

    /// @dev A gate that fails early does not let the payers go before it is clear whether the seller served them.
    function test_GateFailsBeforeDelivery_SharesGoBackWhenItIsOver() external {
        _givenSold(address(oracle));
        oracle.set(QUESTION_ID, true, 0);
        pools.decideGate(poolId);
        assertEq(_claim(adam), 60e18 - SHARE);
        _deliverAll();
        vm.warp(DANAS_DEADLINE);
        _publish();

        assertEq(_claim(adam), SHARE);
        _assertFailed();
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      SILENCE
    //////////////////////////////////////////////////////////////////////////*/

    function test_SilentOracle_FailsAtItsEnd() external {
        _assertSilent(address(oracle));
    }

    function test_RevertingOracle_IsSilent() external {
        _assertSilent(address(new RevertingOracle()));
    }

    function test_GasBurningOracle_IsSilent() external {
        _assertSilent(address(new GasBurningOracle()));
    }

    function test_MegabyteReturningOracle_IsSilent() external {
        _assertSilent(address(new LongOracle(1e6)));
    }

    function test_MegabyteRevertingOracle_IsSilent() external {
        _assertSilent(address(new LongRevertingOracle(1e6)));
    }

    function test_ShortReturningOracle_IsSilent() external {
        _assertSilent(address(new RawOracle(abi.encode(1))));
    }

    function test_PriceAboveOneOracle_IsSilent() external {
        _assertSilent(address(new RawOracle(abi.encode(1, 10_001))));
    }

    function test_NonBooleanFlagOracle_IsSilent() external {
        _assertSilent(address(new RawOracle(abi.encode(2, 10_000))));
    }

    function test_WritingOracle_IsSilent() external {
        _assertSilent(address(new WritingOracle()));
    }

    function test_OracleThatIsNoOracle_IsSilent() external {
        _assertSilent(address(pools));
    }

    /// @dev With any gas: the oracle's answer, or a revert.
    function test_StarvedGas_NeverDecidesAgainstTheOraclesAnswer() external {
        _givenServed(address(new CostlyOracle(150_000)));
        uint256 decided;

        for (uint256 gas = 21_000; gas < 360_000; gas += 2000) {
            uint256 snapshot = vm.snapshotState();
            (bool success,) = address(pools).call{gas: gas}(
                abi.encodeCall(ICostSharingPools.decideGate, (poolId))
            );

            Gate gate = pools.getPool(poolId).gate;
            assertEq(uint256(gate), uint256(success ? Gate.PASSED : Gate.PENDING));
            decided += success ? 1 : 0;
            vm.revertToStateAndDelete(snapshot);
        }

        assertGt(decided, 10, "some gas is enough");
        assertLt(decided, 100, "some gas is not");
    }

    function _givenSold(address gateOracle) private {
        vm.warp(START);
        PoolTerms memory terms = _terms(Mechanism.GCSOD);
        terms.gateOracle = gateOracle;
        terms.gateQuestionHash = QUESTION_HASH;
        terms.gateMaturation = MATURATION;
        terms.gateEnd = GATE_END;
        pools = Shipped.pools(token);
        _create(terms);
        _bid(_six());
        _drawWith(_four(), _two(erin, frank));
        _settle(SOONEST, NEVER, _accounts(_four()), _accounts(_two(erin, frank)));
    }

    /// @dev Everything is delivered and published, and all complaints are late.
    function _givenServed(address gateOracle) private {
        _givenSold(gateOracle);
        _deliverAll();
        vm.warp(DANAS_DEADLINE);
        _publish();
    }

    function _assertPassed() private {
        assertEq(_claim(seller), 120e18 + 3 * uint256(SHARE));
        assertEq(_claim(adam), 60e18 - SHARE);
        assertEq(_claim(beth), 50e18 - SHARE);
        assertEq(_claim(charles), 45e18 - SHARE);
        _assertNothingLeft();
    }

    function _assertFailed() private {
        assertEq(_claim(seller), 120e18);
        _claim(adam);
        _claim(beth);
        _claim(charles);
        assertEq(pools.getBid(poolId, adam.account).deposit, 0);
        assertEq(pools.getBid(poolId, beth.account).deposit, 0);
        _assertNothingLeft();
    }

    function _assertNothingLeft() private {
        _claim(dana);
        _claim(erin);
        _claim(frank);
        _assertTokensHeld(0);
    }

    function _refuseDecided(Gate gate) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_GateNotPending.selector, poolId, gate
            )
        );
        pools.decideGate(poolId);
    }

    function _assertSilent(address target) private {
        _givenServed(target);

        vm.expectRevert(
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_OracleSilent.selector, poolId, target
            )
        );
        pools.decideGate{gas: 400_000}(poolId);

        vm.warp(GATE_END);
        _assertFailed();
    }
}
