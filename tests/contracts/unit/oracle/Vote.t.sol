// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TrackerOracle} from "../../../../contracts/TrackerOracle.sol";
import {ITrackerOracle} from "../../../../contracts/interfaces/ITrackerOracle.sol";
import {Status} from "../../../../contracts/types/Oracle.sol";
import {OracleTest} from "../../abstracts/OracleTest.sol";
import {Shipped} from "../../abstracts/Shipped.sol";

contract VoteTest is OracleTest {
    function setUp() public override {
        super.setUp();
        vm.warp(MATURATION);
    }

    function test_AFirstVoteIsCountedAndProposesNothing() external {
        _vote(0, 10_000);

        _assertVotes(1, 0, 0);
        _assertStatus(Status.OPEN, 0, 0);
        assertTrue(oracle.hasVoted(questionId, reporters[0]));
        assertFalse(oracle.hasVoted(questionId, reporters[1]));
        _assertSettlement(false, 0);
    }

    function test_EachPriceHasItsOwnCount() external {
        _vote(0, 10_000);
        _vote(1, 0);
        _vote(2, 5000);

        _assertVotes(1, 1, 1);
        _assertStatus(Status.OPEN, 0, 0);
    }

    function test_TheThresholdthEqualVoteProposes() external {
        _vote(0, 10_000);
        vm.warp(MATURATION + 100);
        _vote(1, 10_000);

        _assertVotes(2, 0, 0);
        _assertStatus(Status.PROPOSED, 10_000, MATURATION + 100 + DISPUTE_PERIOD);
        _assertSettlement(false, 0);
    }

    function test_UnfixedIsProposedLikeFixed() external {
        _propose(0);

        _assertVotes(0, 2, 0);
        _assertStatus(Status.PROPOSED, 0, MATURATION + DISPUTE_PERIOD);
    }

    function test_InvalidIsProposedLikeFixed() external {
        _propose(5000);

        _assertVotes(0, 0, 2);
        _assertStatus(Status.PROPOSED, 5000, MATURATION + DISPUTE_PERIOD);
    }

    function test_TwoWhoAgreeAreEnoughAgainstOneWhoDoesNot() external {
        _vote(0, 10_000);
        _vote(1, 0);
        _vote(2, 0);

        _assertStatus(Status.PROPOSED, 0, MATURATION + DISPUTE_PERIOD);
    }

    function test_OfOneReporterTheOnlyVoteProposes() external {
        address[] memory one = new address[](1);
        one[0] = reporters[0];
        oracle = Shipped.oracle(one, 1, REPORT_PERIOD, PROPOSE_PERIOD, DISPUTE_PERIOD);

        _vote(0, 10_000);

        _assertStatus(Status.PROPOSED, 10_000, MATURATION + DISPUTE_PERIOD);
    }

    function test_LogsTheVoteAndItsEvidence() external {
        vm.expectEmit(address(oracle));
        emit ITrackerOracle.Voted(questionId, reporters[0], 10_000, EVIDENCE);
        _vote(0, 10_000);
    }

    function test_LogsTheProposal() external {
        _vote(0, 5000);

        vm.expectEmit(address(oracle));
        emit ITrackerOracle.Voted(questionId, reporters[1], 5000, EVIDENCE);
        vm.expectEmit(address(oracle));
        emit ITrackerOracle.Proposed(questionId, 5000, MATURATION + DISPUTE_PERIOD);
        _vote(1, 5000);
    }

    function test_IsAcceptedUntilOneSecondBeforeTheProposePeriodEnds() external {
        vm.warp(CLOSED_AT - 1);

        _propose(10_000);

        _assertStatus(Status.PROPOSED, 10_000, CLOSED_AT - 1 + DISPUTE_PERIOD);
    }

    function test_QuestionsOfOneTextAtTwoInstantsAreTwo() external {
        _vote(0, 10_000);

        vm.prank(reporters[0]);
        oracle.vote(QUESTION_HASH, MATURATION - 1, 0, EVIDENCE);

        _assertVotes(1, 0, 0);
    }

    function test_RevertWhen_CallerIsNoReporter() external {
        vm.expectRevert(
            abi.encodeWithSelector(
                ITrackerOracle.TrackerOracle_CallerNotReporter.selector, address(this)
            )
        );
        oracle.vote(QUESTION_HASH, MATURATION, 10_000, EVIDENCE);
    }

    function test_RevertWhen_NotMatured() external {
        vm.warp(MATURATION - 1);

        _refuse(
            0,
            10_000,
            abi.encodeWithSelector(
                ITrackerOracle.TrackerOracle_NotMatured.selector, questionId, MATURATION
            )
        );
    }

    function test_RevertWhen_TheProposePeriodIsOver() external {
        _vote(0, 10_000);
        vm.warp(CLOSED_AT);

        _refuse(
            1,
            10_000,
            abi.encodeWithSelector(
                ITrackerOracle.TrackerOracle_VotingClosed.selector, questionId, uint256(CLOSED_AT)
            )
        );
    }

    function test_RevertWhen_ThereIsAProposal() external {
        _propose(10_000);

        _refuse(2, 10_000, _statusMismatch(Status.PROPOSED));
        _refuse(2, 0, _statusMismatch(Status.PROPOSED));
    }

    function test_RevertWhen_ThereIsAFinalAnswer() external {
        _propose(10_000);
        vm.warp(MATURATION + DISPUTE_PERIOD);
        oracle.finalize(QUESTION_HASH, MATURATION);

        _refuse(2, 0, _statusMismatch(Status.FINAL));
    }

    function test_RevertWhen_TheReporterHasVoted() external {
        _vote(0, 10_000);

        bytes memory reason = abi.encodeWithSelector(
            ITrackerOracle.TrackerOracle_AlreadyVoted.selector, questionId, reporters[0]
        );
        _refuse(0, 10_000, reason);
        _refuse(0, 0, reason);
    }

    function test_RevertWhen_ThePriceIsNoneOfTheThree() external {
        uint16[6] memory prices = [uint16(1), 4999, 5001, 9999, 10_001, type(uint16).max];

        for (uint256 i = 0; i < prices.length; ++i) {
            _refuse(
                0,
                prices[i],
                abi.encodeWithSelector(
                    ITrackerOracle.TrackerOracle_PriceInvalid.selector, prices[i]
                )
            );
        }
        assertFalse(oracle.hasVoted(questionId, reporters[0]));
    }

    function _statusMismatch(Status actual) private view returns (bytes memory) {
        return abi.encodeWithSelector(
            ITrackerOracle.TrackerOracle_StatusMismatch.selector, questionId, actual, Status.OPEN
        );
    }

    function _refuse(uint256 reporter, uint16 price, bytes memory reason) private {
        vm.expectRevert(reason);
        _vote(reporter, price);
    }
}
