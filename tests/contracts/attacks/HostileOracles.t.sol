// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TrackerOracle} from "../../../contracts/TrackerOracle.sol";
import {IIssueMarket} from "../../../contracts/interfaces/IIssueMarket.sol";
import {Future} from "../../../contracts/types/Market.sol";
import {MarketTest} from "../abstracts/MarketTest.sol";
import {Shipped} from "../abstracts/Shipped.sol";
import {
    AnsweringOracle,
    CostlyOracle,
    GasBurningOracle,
    LongOracle,
    LongRevertingOracle,
    PeekingOracle,
    RawOracle,
    ReenteringOracle,
    RevertingOracle,
    WritingOracle
} from "../mocks/Oracles.sol";

/// @notice What an oracle can do to a market that asks it: be silent, or answer once.
contract HostileOraclesTest is MarketTest {
    uint40 private constant VOIDABLE = MATURATION + VOID_DELAY;

    /*//////////////////////////////////////////////////////////////////////////
                                      SILENCE
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertingOracle_IsSilentAndVoided() external {
        _assertSilentAndVoided(address(new RevertingOracle()));
    }

    function test_GasBurningOracle_IsSilentAndVoided() external {
        _assertSilentAndVoided(address(new GasBurningOracle()));
    }

    function test_MegabyteReturningOracle_IsSilentAndVoided() external {
        _assertSilentAndVoided(address(new LongOracle(1e6)));
    }

    function test_MegabyteRevertingOracle_IsSilentAndVoided() external {
        _assertSilentAndVoided(address(new LongRevertingOracle(1e6)));
    }

    function test_ShortReturningOracle_IsSilentAndVoided() external {
        _assertSilentAndVoided(address(new RawOracle(abi.encode(1))));
    }

    function test_EmptyReturningOracle_IsSilentAndVoided() external {
        _assertSilentAndVoided(address(new RawOracle("")));
    }

    function test_PriceAboveOneOracle_IsSilentAndVoided() external {
        _assertSilentAndVoided(address(new RawOracle(abi.encode(1, 10_001))));
    }

    function test_NonBooleanFlagOracle_IsSilentAndVoided() external {
        _assertSilentAndVoided(address(new RawOracle(abi.encode(2, 10_000))));
    }

    function test_WritingOracle_IsSilentAndVoided() external {
        _assertSilentAndVoided(address(new WritingOracle()));
    }

    function test_OracleWhoseCodeIsGone_IsSilentAndVoided() external {
        address target = address(new AnsweringOracle());
        bytes32 id = _futureOf(target);
        vm.etch(target, "");

        _assertSilentAndVoided(target, id);
    }

    function test_OracleThatIsTheMarketItself_IsSilentAndVoided() external {
        _assertSilentAndVoided(address(market));
    }

    function test_OracleThatIsTheToken_IsSilentAndVoided() external {
        _assertSilentAndVoided(address(token));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       LIES
    //////////////////////////////////////////////////////////////////////////*/

    function test_LyingOracle_IsHeardOnce() external {
        _giveBoth(adam, 10);
        _settleAt(10_000);

        oracle.set(questionId, true, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_FutureSettled.selector, futureId, 10_000
            )
        );
        market.settle(futureId, QUESTION_HASH);
        vm.warp(VOIDABLE);
        vm.expectRevert(
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_FutureSettled.selector, futureId, 10_000
            )
        );
        market.void(futureId, QUESTION_HASH);

        market.redeem(futureId, adam);
        _assertHolds(adam, 10e18, 0, 0);
    }

    function test_PeekingOracle_CannotUnsettleByLookingAtTheMarket() external {
        PeekingOracle peeking = new PeekingOracle();
        bytes32 id = _futureOf(address(peeking));
        peeking.prepare(id);
        vm.warp(MATURATION);

        market.settle(id, QUESTION_HASH);

        assertEq(market.getFuture(id).price, 10_000);
    }

    function test_ReenteringOracle_ChangesNothingWhileItIsAsked() external {
        ReenteringOracle reentering = new ReenteringOracle();
        bytes32 id = _futureOf(address(reentering));
        _fund(address(reentering), 10e18);
        bytes[5] memory strikes = [
            abi.encodeCall(IIssueMarket.settle, (id, QUESTION_HASH)),
            abi.encodeCall(IIssueMarket.void, (id, QUESTION_HASH)),
            abi.encodeCall(IIssueMarket.cancelAll, ()),
            abi.encodeCall(market.withdraw, (10e18, adam)),
            abi.encodeCall(market.transfer, (adam, 0, 10e18))
        ];

        for (uint256 i = 0; i < strikes.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            reentering.prepare(strikes[i]);
            vm.warp(VOIDABLE);
            market.settle(id, QUESTION_HASH);

            // 10,000 is what it says when its strike failed.
            assertEq(market.getFuture(id).price, 10_000);
            _assertHolds(address(reentering), 10e18, 0, 0);
            vm.revertToState(snapshot);
        }
    }

    function test_QuarterMegabyteReturningOracle_IsHeardWithoutFloodingTheMarket() external {
        bytes32 id = _futureOf(address(new LongOracle(280_000)));
        vm.warp(MATURATION);

        uint256 gasBefore = gasleft();
        market.settle(id, QUESTION_HASH);

        assertLt(gasBefore - gasleft(), 250_000);
        assertEq(market.getFuture(id).price, 10_000);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    STARVED GAS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev With any gas: the oracle's answer, or a revert. Never 5,000.
    function test_StarvedGas_VoidNeverSettlesWhatTheOracleAnswered() external {
        bytes32 id = _costlyFuture();

        _sweepGas(id, abi.encodeCall(IIssueMarket.void, (id, QUESTION_HASH)));
    }

    function test_StarvedGas_VoidInAMulticallNeverSettlesWhatTheOracleAnswered() external {
        bytes32 id = _costlyFuture();
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(IIssueMarket.void, (id, QUESTION_HASH));

        _sweepGas(id, abi.encodeCall(market.multicall, (calls)));
    }

    function test_StarvedGas_SettleNeverSettlesAnythingElse() external {
        bytes32 id = _costlyFuture();

        _sweepGas(id, abi.encodeCall(IIssueMarket.settle, (id, QUESTION_HASH)));
    }

    /// @dev What an oracle leaves of the gas is enough to settle, so that it cannot make voiding cost more than this.
    function test_GasBurningOracle_IsVoidedWith300000Gas() external {
        bytes32 id = _futureOf(address(new GasBurningOracle()));
        vm.warp(VOIDABLE);

        market.void{gas: 300_000}(id, QUESTION_HASH);

        assertEq(market.getFuture(id).price, 5000);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                VOID RACING A REPORT
    //////////////////////////////////////////////////////////////////////////*/

    function test_VoidRacingAReport_TheFinalAnswerWinsWhoeverComesFirst() external {
        (TrackerOracle tracker, bytes32 id) = _reported();
        vm.warp(VOIDABLE);
        tracker.finalize(QUESTION_HASH, MATURATION);

        market.void(id, QUESTION_HASH);

        assertEq(market.getFuture(id).price, 10_000);
    }

    function test_VoidRacingAReport_CannotComeBeforeTheOraclesTimeIsUp() external {
        (TrackerOracle tracker, bytes32 id) = _reported();
        vm.warp(MATURATION + tracker.longestSettlement());

        vm.expectRevert(
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_VoidTooEarly.selector, id, uint256(VOIDABLE)
            )
        );
        market.void(id, QUESTION_HASH);
        tracker.finalize(QUESTION_HASH, MATURATION);
        market.settle(id, QUESTION_HASH);

        assertEq(market.getFuture(id).price, 10_000);
    }

    /// @dev The oracle answers from the end of the proposal's period, whether or not anybody has made it final.
    function test_VoidRacingAReport_HearsAProposalThatNobodyMadeFinal() external {
        (TrackerOracle tracker, bytes32 id) = _reported();
        vm.warp(VOIDABLE);

        vm.expectEmit(address(market));
        emit IIssueMarket.FutureSettled(id, 10_000, false);
        market.void(id, QUESTION_HASH);

        assertEq(market.getFuture(id).price, 10_000);
        assertGt(VOID_DELAY, tracker.longestSettlement());
    }

    /// @dev A proposal that can be made final, made as late as the oracle allows.
    function _reported() private returns (TrackerOracle tracker, bytes32 id) {
        address[] memory reporters = new address[](1);
        reporters[0] = address(this);
        tracker = Shipped.oracle(reporters, 1, 3 days, 2 days, 1 days);
        id = _futureOf(address(tracker));
        vm.warp(MATURATION + 5 days - 1);
        tracker.vote(QUESTION_HASH, MATURATION, 10_000, "");
    }

    function _futureOf(address target) private returns (bytes32) {
        return market.createFuture(QUESTION, MATURATION, target);
    }

    /// @dev Its oracle needs nearly all the gas that it is given.
    function _costlyFuture() private returns (bytes32) {
        return _futureOf(address(new CostlyOracle(198_000)));
    }

    function _sweepGas(bytes32 id, bytes memory data) private {
        vm.warp(VOIDABLE);
        uint256 settled;

        for (uint256 gas = 21_000; gas < 360_000; gas += 700) {
            uint256 snapshot = vm.snapshotState();
            (bool success,) = address(market).call{gas: gas}(data);

            Future memory future = market.getFuture(id);
            assertEq(future.settled, success, vm.toString(gas));
            if (success) {
                assertEq(future.price, 10_000, vm.toString(gas));
                ++settled;
            }
            vm.revertToStateAndDelete(snapshot);
        }
        assertGt(settled, 50, "some gas is enough");
        assertLt(settled, 200, "some gas is not");
    }

    function _assertSilentAndVoided(address target) private {
        _assertSilentAndVoided(target, _futureOf(target));
    }

    /// @dev Neither costs whoever calls more than the cap and a little.
    function _assertSilentAndVoided(address target, bytes32 id) private {
        vm.warp(VOIDABLE);
        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OracleSilent.selector, id, target)
        );
        market.settle(id, QUESTION_HASH);

        vm.expectEmit(address(market));
        emit IIssueMarket.FutureSettled(id, 5000, true);
        uint256 gasBefore = gasleft();
        market.void(id, QUESTION_HASH);

        assertLt(gasBefore - gasleft(), 250_000);
        assertEq(market.getFuture(id).price, 5000);
    }
}
