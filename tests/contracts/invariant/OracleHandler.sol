// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {TrackerOracle} from "../../../contracts/TrackerOracle.sol";
import {Answer, Status} from "../../../contracts/types/Oracle.sol";
import {Formulas} from "../abstracts/Formulas.sol";
import {Shipped} from "../abstracts/Shipped.sol";

/// @notice Reporters and strangers who vote and finalise, early, late and twice; and what must then hold.
contract OracleHandler is Test {
    struct GhostQuestion {
        bytes32 hash;
        uint40 maturation;
        bytes32 id;
        /// Votes for 0, 5,000 and 10,000.
        uint256[3] votes;
        Status status;
        uint16 price;
        uint40 proposedAt;
        uint256 finalized;
    }

    uint40 private constant START = 1_800_000_000;
    uint40 private constant REPORT_PERIOD = 3 days;
    uint40 private constant PROPOSE_PERIOD = 2 days;
    uint40 private constant DISPUTE_PERIOD = 1 days;
    uint256 private constant THRESHOLD = 3;

    TrackerOracle private oracle;
    address[] private reporters;
    address private stranger = makeAddr("stranger");
    GhostQuestion[] private questions;
    mapping(bytes32 questionId => mapping(address reporter => bool yes)) private voted;
    uint40 private time = START;

    /// @notice How often the oracle let an action pass, and how often it refused one.
    mapping(string action => uint256 times) public passed;
    mapping(string action => uint256 times) public refused;

    modifier atGhostTime() {
        vm.warp(time);
        _;
    }

    constructor() {
        for (uint256 i = 0; i < 5; ++i) {
            reporters.push(makeAddr(string.concat("reporter", vm.toString(i))));
        }
        oracle = Shipped.oracle(
            reporters, uint8(THRESHOLD), REPORT_PERIOD, PROPOSE_PERIOD, DISPUTE_PERIOD
        );
        for (uint256 i = 0; i < 3; ++i) {
            GhostQuestion storage question = questions.push();
            // Two of one text: what is said about one instant says nothing about another.
            question.hash = keccak256(abi.encode(i / 2));
            question.maturation = START + uint40(i + 1) * 1 days;
            question.id = Formulas.questionId(question.hash, question.maturation);
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      ACTIONS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Every action, as often as it should have its turn.
    function actions() external pure returns (bytes4[] memory selectors) {
        bytes4[6] memory all = [
            this.vote.selector,
            this.vote.selector,
            this.vote.selector,
            this.finalize.selector,
            this.finalize.selector,
            this.passTime.selector
        ];
        selectors = new bytes4[](all.length);
        for (uint256 i = 0; i < all.length; ++i) {
            selectors[i] = all[i];
        }
    }

    function passTime(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        uint40 at = questions[what % 3].maturation - uint40(amount % 2);
        if (who % 3 == 0) {
            at += REPORT_PERIOD + PROPOSE_PERIOD;
        }
        if (who % 3 == 1) {
            at = questions[what % 3].proposedAt + DISPUTE_PERIOD - uint40(amount % 2);
        }
        time = at > time ? at : time + uint40(_bound(amount, 1 minutes, 12 hours));
        _agree("passTime", true, true);
    }

    function vote(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        GhostQuestion storage question = questions[what % 3];
        address caller = who % 16 == 0 ? stranger : reporters[who % 5];
        // Votes are for three prices, not evenly, and now and then for none of them.
        uint256 answer = amount % 8 > 2 ? uint256(question.hash) % 3 : amount % 8;
        uint16 price = amount % 16 == 15 ? uint16(amount) | 1 : uint16(answer * 5000);
        bool allowed = caller != stranger && !voted[question.id][caller] && price % 5000 == 0
            && time >= question.maturation
            && time < question.maturation + REPORT_PERIOD + PROPOSE_PERIOD
            && question.status == Status.OPEN;

        vm.prank(caller);
        (bool success,) = address(oracle)
            .call(
                abi.encodeCall(
                    oracle.vote, (question.hash, question.maturation, price, bytes32(amount))
                )
            );

        _agree("vote", allowed, success);
        if (success) {
            voted[question.id][caller] = true;
            if (++question.votes[answer] == THRESHOLD) {
                question.status = Status.PROPOSED;
                question.price = price;
                question.proposedAt = time;
                ++passed["propose"];
            }
        }
    }

    function finalize(uint256 who, uint256 what, uint256) external atGhostTime {
        GhostQuestion storage question = questions[what % 3];
        bool allowed = _finalizable(question);

        vm.prank(who % 2 == 0 ? stranger : reporters[who % 5]);
        (bool success,) = address(oracle)
            .call(abi.encodeCall(oracle.finalize, (question.hash, question.maturation)));

        _agree("finalize", allowed, success);
        if (success) {
            question.status = Status.FINAL;
            ++question.finalized;
        }
    }

    function _agree(string memory action, bool allowed, bool success) private {
        if (success != allowed) {
            assertEq(success, allowed, string.concat(action, ": allowed"));
        }
        if (success) {
            ++passed[action];
        } else {
            ++refused[action];
        }
    }

    function _finalizable(GhostQuestion storage question) private view returns (bool) {
        return question.status == Status.PROPOSED && time >= question.proposedAt + DISPUTE_PERIOD;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     PROPERTIES
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice ORC-1, ORC-2 and ORC-3 as the oracle's answers show them now.
    function assertProperties() external {
        vm.warp(time);
        for (uint256 i = 0; i < questions.length; ++i) {
            GhostQuestion storage question = questions[i];
            Answer memory answer = oracle.getAnswer(question.id);
            (bool settled, uint16 price) = oracle.settlement(question.id);
            _assert_ORC_1_StatusIsWhatItCameTo(question, answer);
            _assert_ORC_2_NothingBeforeMaturation(question, answer);
            _assert_ORC_3_FinalOnceAndForEver(question, settled, price);
        }
    }

    /// @dev ORC-1: the ghost's status moves forward only, and the oracle's is the ghost's.
    function _assert_ORC_1_StatusIsWhatItCameTo(
        GhostQuestion storage question,
        Answer memory answer
    ) private view {
        _same(uint256(answer.status), uint256(question.status), "ORC-1: status");
        _same(answer.price, question.price, "ORC-1: price");
        uint256 at = question.status == Status.OPEN ? 0 : question.proposedAt + DISPUTE_PERIOD;
        _same(answer.finalizableAt, at, "ORC-1: finalizable at");
        _same(answer.votesUnfixed, question.votes[0], "ORC-1: votes for unfixed");
        _same(answer.votesInvalid, question.votes[1], "ORC-1: votes for invalid");
        _same(answer.votesFixed, question.votes[2], "ORC-1: votes for fixed");
    }

    /// @dev ORC-2: nothing is said of a question before its maturation.
    function _assert_ORC_2_NothingBeforeMaturation(
        GhostQuestion storage question,
        Answer memory answer
    ) private view {
        if (time < question.maturation) {
            _same(uint256(answer.status), uint256(Status.OPEN), "ORC-2: status");
            _same(
                uint256(answer.votesFixed) + answer.votesUnfixed + answer.votesInvalid,
                0,
                "ORC-2: votes"
            );
        }
    }

    /// @dev ORC-3: settled once it is or can be made final, at the proposed price, and never otherwise.
    function _assert_ORC_3_FinalOnceAndForEver(
        GhostQuestion storage question,
        bool settled,
        uint16 price
    ) private view {
        require(settled == (question.finalized == 1 || _finalizable(question)), "ORC-3: settled");
        require(question.finalized <= 1, "ORC-3: twice");
        _same(price, settled ? question.price : 0, "ORC-3: price");
    }

    /// @dev Cheap while it holds; says what differs when it does not.
    function _same(uint256 actual, uint256 expected, string memory what) private pure {
        if (actual != expected) {
            assertEq(actual, expected, what);
        }
    }

    /// @notice ORC-5: past the bound a question is settled, and anybody makes it final, or nobody ever does.
    function assert_ORC_5_NothingHoldsAQuestionOpen() external {
        for (uint256 i = 0; i < questions.length; ++i) {
            GhostQuestion storage question = questions[i];
            uint256 bound = question.maturation + oracle.longestSettlement();
            vm.warp(bound > time ? bound : time);
            (bool settled, uint16 price) = oracle.settlement(question.id);
            assertEq(settled, question.status != Status.OPEN, "ORC-5: settled");
            if (question.status == Status.PROPOSED) {
                vm.prank(stranger);
                oracle.finalize(question.hash, question.maturation);
                question.status = Status.FINAL;
            }
            (bool still, uint16 same) = oracle.settlement(question.id);
            assertEq(still, settled, "ORC-5: still settled");
            assertEq(same, price, "ORC-5: at the same price");
            if (!settled) {
                _assertVotingIsOver(question);
            }
        }
    }

    function _assertVotingIsOver(GhostQuestion storage question) private {
        for (uint256 i = 0; i < reporters.length; ++i) {
            vm.prank(reporters[i]);
            (bool success,) = address(oracle)
                .call(
                    abi.encodeCall(
                        oracle.vote, (question.hash, question.maturation, 10_000, bytes32(0))
                    )
                );
            assertFalse(success, "ORC-5: voted");
        }
    }
}
