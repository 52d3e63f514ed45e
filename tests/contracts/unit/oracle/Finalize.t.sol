// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISettlementOracle} from "../../../../contracts/interfaces/ISettlementOracle.sol";
import {ITrackerOracle} from "../../../../contracts/interfaces/ITrackerOracle.sol";
import {Status} from "../../../../contracts/types/Oracle.sol";
import {OracleTest} from "../../abstracts/OracleTest.sol";

contract FinalizeTest is OracleTest {
    uint40 private constant FINALIZABLE = MATURATION + DISPUTE_PERIOD;

    function setUp() public override {
        super.setUp();
        vm.warp(MATURATION);
    }

    function test_AnybodyMakesAProposalFinalOnceItsPeriodHasPassed() external {
        _propose(10_000);
        vm.warp(FINALIZABLE);

        vm.prank(makeAddr("anybody"));
        oracle.finalize(QUESTION_HASH, MATURATION);

        _assertStatus(Status.FINAL, 10_000, FINALIZABLE);
        _assertSettlement(true, 10_000);
    }

    function test_ZeroIsAFinalAnswerToo() external {
        _propose(0);
        vm.warp(FINALIZABLE);

        oracle.finalize(QUESTION_HASH, MATURATION);

        _assertSettlement(true, 0);
    }

    function test_WorksAnyTimeLater() external {
        _propose(5000);
        vm.warp(FINALIZABLE + 3650 days);

        oracle.finalize(QUESTION_HASH, MATURATION);

        _assertSettlement(true, 5000);
    }

    function test_LogsIt() external {
        _propose(5000);
        vm.warp(FINALIZABLE);

        vm.expectEmit(address(oracle));
        emit ITrackerOracle.Finalized(questionId, 5000);
        oracle.finalize(QUESTION_HASH, MATURATION);
    }

    function test_NothingIsSettledUntilItsPeriodHasPassed() external {
        _assertSettlement(false, 0);

        _propose(10_000);
        _assertSettlement(false, 0);

        vm.warp(FINALIZABLE - 1);
        _assertSettlement(false, 0);
    }

    function test_ItIsSettledFromTheEndOfItsPeriodWithoutBeingMadeFinal() external {
        _propose(10_000);
        vm.warp(FINALIZABLE);

        _assertStatus(Status.PROPOSED, 10_000, FINALIZABLE);
        _assertSettlement(true, 10_000);
    }

    function test_AnOpenQuestionIsNotSettledHoweverLate() external {
        _vote(0, 10_000);
        vm.warp(FINALIZABLE + 3650 days);

        _assertSettlement(false, 0);
    }

    function testFuzz_Settlement_AnswersFromTheEndOfItsPeriodAndForEver(
        uint16 answer,
        uint40 proposed,
        uint40 later,
        bool made
    ) external {
        uint16 price = uint16(_bound(answer, 0, 2)) * 5000;
        proposed = uint40(_bound(proposed, MATURATION, CLOSED_AT - 1));
        later = uint40(_bound(later, proposed, type(uint40).max));
        vm.warp(proposed);
        _propose(price);
        vm.warp(later);
        bool over = later - proposed >= DISPUTE_PERIOD;

        _assertSettlement(over, over ? price : 0);
        if (over && made) {
            oracle.finalize(QUESTION_HASH, MATURATION);
            _assertSettlement(true, price);
        }
    }

    function test_AnUnknownQuestionIsNotSettled() external view {
        (bool settled, uint16 price) = oracle.settlement(bytes32("no"));

        assertFalse(settled);
        assertEq(price, 0);
    }

    function test_AnswersInTheWayThatMarketsAsk() external {
        _propose(10_000);
        vm.warp(FINALIZABLE);
        oracle.finalize(QUESTION_HASH, MATURATION);

        (bool success, bytes memory data) =
            address(oracle).staticcall(abi.encodeCall(ISettlementOracle.settlement, (questionId)));

        assertTrue(success);
        assertEq(data, abi.encode(uint256(1), uint256(10_000)));
    }

    function test_RevertWhen_ThereIsNoProposal() external {
        _vote(0, 10_000);
        vm.warp(FINALIZABLE);

        _refuse(_statusMismatch(Status.OPEN));
    }

    function test_RevertWhen_TheDisputePeriodHasNotPassed() external {
        _propose(10_000);
        vm.warp(FINALIZABLE - 1);

        _refuse(
            abi.encodeWithSelector(
                ITrackerOracle.TrackerOracle_TooEarlyToFinalize.selector, questionId, FINALIZABLE
            )
        );
    }

    function test_RevertWhen_ItIsFinal() external {
        _propose(10_000);
        vm.warp(FINALIZABLE);
        oracle.finalize(QUESTION_HASH, MATURATION);

        _refuse(_statusMismatch(Status.FINAL));
    }

    function _statusMismatch(Status actual) private view returns (bytes memory) {
        return abi.encodeWithSelector(
            ITrackerOracle.TrackerOracle_StatusMismatch.selector,
            questionId,
            actual,
            Status.PROPOSED
        );
    }

    function _refuse(bytes memory reason) private {
        vm.expectRevert(reason);
        oracle.finalize(QUESTION_HASH, MATURATION);
    }
}
