// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Answer, Status} from "../types/Oracle.sol";
import {ISettlementOracle} from "./ISettlementOracle.sol";

/// @title ITrackerOracle
/// @notice Reporters read a tracker and vote; as many equal votes as the threshold make a proposal, which becomes final
/// after a period.
/// @dev Every write takes the question's hash and its maturation and computes the question id from them, so that an answer
/// can never be given for another instant.
///
/// - ORC-1 The status of a question moves forward only.
/// - ORC-2 Nothing is said about a question before its maturation.
/// - ORC-3 A question becomes final once, and its price never changes after that.
/// - ORC-5 Nobody, silent or hostile, holds a question open past `longestSettlement` after its maturation: by then
///   `settlement` answers, or never will.
///
/// `settlement` answers from the end of a proposal's period on, made final or not: otherwise whoever gains by it could void
/// what was answered in time and that nobody had made final.
interface ITrackerOracle is ISettlementOracle {
    /*//////////////////////////////////////////////////////////////////////////
                                       EVENTS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice A reporter voted. `evidence` is the hash of the document that shows why.
    event Voted(
        bytes32 indexed questionId, address indexed reporter, uint16 price, bytes32 evidence
    );

    /// @notice A price was proposed; it can be made final from `finalizableAt`.
    event Proposed(bytes32 indexed questionId, uint16 price, uint40 finalizableAt);

    /// @notice A price became final.
    event Finalized(bytes32 indexed questionId, uint16 price);

    /*//////////////////////////////////////////////////////////////////////////
                                       ERRORS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice The threshold is zero or above the number of reporters.
    error TrackerOracle_ThresholdOutOfRange(uint256 threshold, uint256 reporters);

    /// @notice There are more reporters than can be counted.
    error TrackerOracle_TooManyReporters(uint256 reporters);

    /// @notice The zero address cannot report, and nobody reports twice.
    error TrackerOracle_ReporterInvalid(address reporter);

    /// @notice A price is 0, 5,000 or 10,000.
    error TrackerOracle_PriceInvalid(uint16 price);

    /// @notice The caller is no reporter.
    error TrackerOracle_CallerNotReporter(address caller);

    /// @notice The reporter has voted on this question.
    error TrackerOracle_AlreadyVoted(bytes32 questionId, address reporter);

    /// @notice The question has not matured yet.
    error TrackerOracle_NotMatured(bytes32 questionId, uint40 maturation);

    /// @notice A first proposal came too late to be accepted.
    error TrackerOracle_VotingClosed(bytes32 questionId, uint256 closedAt);

    /// @notice The question has another status than this needs.
    error TrackerOracle_StatusMismatch(bytes32 questionId, Status actual, Status needed);

    /// @notice The proposal can still be overturned.
    error TrackerOracle_TooEarlyToFinalize(bytes32 questionId, uint40 finalizableAt);

    /*//////////////////////////////////////////////////////////////////////////
                              STATE-CHANGING FUNCTIONS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Votes for the price of a question.
    ///
    /// @dev Emits a {Voted} event, and a {Proposed} event when it is the threshold-th vote for its price.
    ///
    /// Requirements:
    /// - The caller must be a reporter that has not voted on this question.
    /// - `price` must be 0, 5,000 or 10,000.
    /// - The question must have matured, less than `reportPeriod + proposePeriod` ago.
    /// - There must be no proposal.
    ///
    /// @param questionHash `keccak256` of the question's text.
    /// @param maturation Unix seconds of the instant that is asked about.
    /// @param price What FIXED should pay, in basis points.
    /// @param evidence Hash of the document that shows why.
    function vote(bytes32 questionHash, uint40 maturation, uint16 price, bytes32 evidence) external;

    /// @notice Makes a proposal final whose period has passed. Anybody may call it.
    ///
    /// @dev Emits a {Finalized} event. It puts on record what `settlement` answers already.
    ///
    /// Requirements:
    /// - There must be a proposal that is not final.
    /// - Its `disputePeriod` must have passed.
    ///
    /// @param questionHash `keccak256` of the question's text.
    /// @param maturation Unix seconds of the instant that is asked about.
    function finalize(bytes32 questionHash, uint40 maturation) external;

    /*//////////////////////////////////////////////////////////////////////////
                                  VIEW FUNCTIONS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice How a question stands.
    function getAnswer(bytes32 questionId) external view returns (Answer memory);

    /// @notice Whether a reporter has voted on a question.
    function hasVoted(bytes32 questionId, address reporter) external view returns (bool);

    /// @notice Whether an account is a reporter.
    function isReporter(address account) external view returns (bool);

    /// @notice The reporters, in the order of deployment.
    function getReporters() external view returns (address[] memory);

    /// @notice Equal votes that make a proposal.
    function threshold() external view returns (uint8);

    /// @notice Seconds after maturation that are the reporters'.
    function reportPeriod() external view returns (uint40);

    /// @notice Seconds after the report period in which a first proposal is still accepted.
    function proposePeriod() external view returns (uint40);

    /// @notice Seconds after a proposal from which it can be made final.
    function disputePeriod() external view returns (uint40);

    /// @notice Seconds after maturation by which a question is final, or never will be. A market's void delay must be
    /// longer.
    function longestSettlement() external view returns (uint256);
}
