// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IIssueMarket} from "../../../../contracts/interfaces/IIssueMarket.sol";
import {ISettlementOracle} from "../../../../contracts/interfaces/ISettlementOracle.sol";
import {OracleCall} from "../../../../contracts/libraries/OracleCall.sol";
import {MarketTest} from "../../abstracts/MarketTest.sol";

contract SettleTest is MarketTest {
    function test_PullsThePriceOfTheOracle() external {
        _giveBoth(adam, 200);
        vm.warp(MATURATION);
        oracle.set(questionId, true, 10_000);

        market.settle(futureId, QUESTION_HASH);

        _assertSettled(10_000);
        _assertOpenInterest(200);
    }

    function test_AcceptsEveryPriceFromZeroToOne() external {
        uint16[4] memory prices = [uint16(0), 1, 5000, 9999];

        for (uint256 i = 0; i < prices.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            _settleAt(prices[i]);
            _assertSettled(prices[i]);
            vm.revertToState(snapshot);
        }
    }

    function test_AsksAboutTheQuestionAtItsMaturation() external {
        vm.warp(MATURATION);
        oracle.set(questionId, true, 0);

        vm.expectCall(
            address(oracle), abi.encodeCall(ISettlementOracle.settlement, (questionId)), 1
        );
        market.settle(futureId, QUESTION_HASH);
    }

    function test_AnybodySettlesAndItIsLoggedAsNotVoided() external {
        vm.warp(MATURATION);
        oracle.set(questionId, true, 5000);

        vm.expectEmit(address(market));
        emit IIssueMarket.FutureSettled(futureId, 5000, false);
        vm.prank(charles);
        market.settle(futureId, QUESTION_HASH);
    }

    function test_WorksLongAfterTheVoidDelayToo() external {
        vm.warp(MATURATION + VOID_DELAY + 365 days);
        oracle.set(questionId, true, 10_000);

        market.settle(futureId, QUESTION_HASH);

        _assertSettled(10_000);
    }

    function test_RevertWhen_FutureIsUnknown() external {
        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_FutureUnknown.selector, bytes32("no"))
        );
        market.settle(bytes32("no"), QUESTION_HASH);
    }

    function test_RevertWhen_NotMatured() external {
        vm.warp(MATURATION - 1);
        oracle.set(questionId, true, 10_000);

        vm.expectRevert(
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_FutureNotMatured.selector, futureId, MATURATION
            )
        );
        market.settle(futureId, QUESTION_HASH);
    }

    function test_RevertWhen_Settled() external {
        _settleAt(10_000);
        oracle.set(questionId, true, 0);

        vm.expectRevert(
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_FutureSettled.selector, futureId, 10_000
            )
        );
        market.settle(futureId, QUESTION_HASH);
    }

    function test_RevertWhen_Voided() external {
        vm.warp(MATURATION + VOID_DELAY);
        market.void(futureId, QUESTION_HASH);
        oracle.set(questionId, true, 0);

        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_FutureSettled.selector, futureId, 5000)
        );
        market.settle(futureId, QUESTION_HASH);
    }

    function test_RevertWhen_QuestionIsAnother() external {
        vm.warp(MATURATION);
        oracle.set(questionId, true, 10_000);

        vm.expectRevert(
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_QuestionMismatch.selector, futureId, bytes32("other")
            )
        );
        market.settle(futureId, bytes32("other"));
    }

    function test_RevertWhen_OracleIsSilent() external {
        vm.warp(MATURATION + VOID_DELAY);

        vm.expectRevert(
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_OracleSilent.selector, futureId, address(oracle)
            )
        );
        market.settle(futureId, QUESTION_HASH);
    }

    function test_RevertWhen_TooLittleGasIsLeftToAskFairly() external {
        vm.warp(MATURATION);
        oracle.set(questionId, true, 10_000);

        vm.expectPartialRevert(OracleCall.OracleCall_GasTooLow.selector);
        market.settle{gas: 250_000}(futureId, QUESTION_HASH);
    }
}

contract VoidTest is MarketTest {
    uint40 private constant VOIDABLE = MATURATION + VOID_DELAY;

    function test_WhenTheOracleIsSilent_BothOutcomesPayHalf() external {
        _giveBoth(adam, 200);
        vm.warp(VOIDABLE);

        market.void(futureId, QUESTION_HASH);

        _assertSettled(5000);
        _assertOpenInterest(200);
    }

    function test_WhenTheOracleIsSilent_ItIsLoggedAsVoided() external {
        vm.warp(VOIDABLE);

        vm.expectEmit(address(market));
        emit IIssueMarket.FutureSettled(futureId, 5000, true);
        vm.prank(charles);
        market.void(futureId, QUESTION_HASH);
    }

    function test_WhenTheOracleAnsweredLate_ItsAnswerWins() external {
        vm.warp(VOIDABLE);
        oracle.set(questionId, true, 0);

        vm.expectEmit(address(market));
        emit IIssueMarket.FutureSettled(futureId, 0, false);
        market.void(futureId, QUESTION_HASH);

        _assertSettled(0);
    }

    function test_WhenTheOracleSaysInvalid_ThatIsAnAnswer() external {
        vm.warp(VOIDABLE);
        oracle.set(questionId, true, 5000);

        vm.expectEmit(address(market));
        emit IIssueMarket.FutureSettled(futureId, 5000, false);
        market.void(futureId, QUESTION_HASH);
    }

    function test_WhenTheOracleHasNoCodeAnyMore_BothOutcomesPayHalf() external {
        vm.etch(address(oracle), "");
        vm.warp(VOIDABLE);

        market.void(futureId, QUESTION_HASH);

        _assertSettled(5000);
    }

    function test_RevertWhen_FutureIsUnknown() external {
        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_FutureUnknown.selector, bytes32("no"))
        );
        market.void(bytes32("no"), QUESTION_HASH);
    }

    function test_RevertWhen_TheVoidDelayHasNotPassed() external {
        uint40[3] memory times = [START, MATURATION, VOIDABLE - 1];

        for (uint256 i = 0; i < times.length; ++i) {
            vm.warp(times[i]);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IIssueMarket.IssueMarket_VoidTooEarly.selector, futureId, uint256(VOIDABLE)
                )
            );
            market.void(futureId, QUESTION_HASH);
        }
    }

    function test_RevertWhen_Settled() external {
        _settleAt(10_000);
        vm.warp(VOIDABLE);

        vm.expectRevert(
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_FutureSettled.selector, futureId, 10_000
            )
        );
        market.void(futureId, QUESTION_HASH);
    }

    function test_RevertWhen_Voided() external {
        vm.warp(VOIDABLE);
        market.void(futureId, QUESTION_HASH);

        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_FutureSettled.selector, futureId, 5000)
        );
        market.void(futureId, QUESTION_HASH);
    }

    function test_RevertWhen_QuestionIsAnother() external {
        vm.warp(VOIDABLE);

        vm.expectRevert(
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_QuestionMismatch.selector, futureId, bytes32("other")
            )
        );
        market.void(futureId, bytes32("other"));
    }

    function test_RevertWhen_TooLittleGasIsLeftToAskFairly() external {
        vm.warp(VOIDABLE);

        vm.expectPartialRevert(OracleCall.OracleCall_GasTooLow.selector);
        market.void{gas: 250_000}(futureId, QUESTION_HASH);
    }

    function test_WorksAtTheEndOfTime() external {
        uint40 last = type(uint40).max - VOID_DELAY;
        bytes32 id = market.createFuture(QUESTION, last, address(oracle));
        vm.warp(type(uint40).max);

        market.void(id, QUESTION_HASH);

        assertTrue(market.getFuture(id).settled);
    }
}
