// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {TrackerOracle} from "../../../contracts/TrackerOracle.sol";
import {Answer, Status} from "../../../contracts/types/Oracle.sol";
import {Formulas} from "./Formulas.sol";
import {Shipped} from "./Shipped.sol";

/// @notice An oracle of three reporters, two of whom make a proposal.
abstract contract OracleTest is Test {
    uint40 internal constant START = 1_800_000_000;
    uint40 internal constant MATURATION = START + 14 days;
    uint40 internal constant REPORT_PERIOD = 3 days;
    uint40 internal constant PROPOSE_PERIOD = 2 days;
    uint40 internal constant DISPUTE_PERIOD = 1 days;
    uint40 internal constant CLOSED_AT = MATURATION + 5 days;
    bytes32 internal constant QUESTION_HASH = keccak256("file:demo#1");
    bytes32 internal constant EVIDENCE = keccak256("evidence");

    TrackerOracle internal oracle;
    bytes32 internal questionId;
    address[] internal reporters;

    function setUp() public virtual {
        vm.warp(START);
        reporters.push(makeAddr("reporter"));
        reporters.push(makeAddr("reporter2"));
        reporters.push(makeAddr("reporter3"));
        oracle = Shipped.oracle(reporters, 2, REPORT_PERIOD, PROPOSE_PERIOD, DISPUTE_PERIOD);
        questionId = Formulas.questionId(QUESTION_HASH, MATURATION);
    }

    function _vote(uint256 reporter, uint16 price) internal {
        vm.prank(reporters[reporter]);
        oracle.vote(QUESTION_HASH, MATURATION, price, EVIDENCE);
    }

    function _propose(uint16 price) internal {
        _vote(0, price);
        _vote(1, price);
    }

    function _assertStatus(Status status, uint16 price, uint40 finalizableAt) internal view {
        Answer memory answer = oracle.getAnswer(questionId);
        assertEq(uint256(answer.status), uint256(status), "status");
        assertEq(answer.price, price, "price");
        assertEq(answer.finalizableAt, finalizableAt, "finalizable at");
    }

    function _assertVotes(uint256 forFixed, uint256 forUnfixed, uint256 forInvalid) internal view {
        Answer memory answer = oracle.getAnswer(questionId);
        assertEq(answer.votesFixed, forFixed, "votes for fixed");
        assertEq(answer.votesUnfixed, forUnfixed, "votes for unfixed");
        assertEq(answer.votesInvalid, forInvalid, "votes for invalid");
    }

    function _assertSettlement(bool settled, uint16 price) internal view {
        (bool actual, uint16 actualPrice) = oracle.settlement(questionId);
        assertEq(actual, settled, "settled");
        assertEq(actualPrice, price, "settlement price");
    }
}
