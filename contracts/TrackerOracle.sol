// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISettlementOracle} from "./interfaces/ISettlementOracle.sol";
import {ITrackerOracle} from "./interfaces/ITrackerOracle.sol";
import {QuestionId} from "./libraries/QuestionId.sol";
import {Answer, Status} from "./types/Oracle.sol";

/// @title TrackerOracle
/// @notice See the documentation in {ITrackerOracle}.
contract TrackerOracle is ITrackerOracle {
    uint16 private constant FIXED_PRICE = 10_000;
    uint16 private constant INVALID_PRICE = 5000;
    uint16 private constant UNFIXED_PRICE = 0;

    /// @inheritdoc ITrackerOracle
    uint8 public immutable override threshold;

    /// @inheritdoc ITrackerOracle
    uint40 public immutable override reportPeriod;

    /// @inheritdoc ITrackerOracle
    uint40 public immutable override proposePeriod;

    /// @inheritdoc ITrackerOracle
    uint40 public immutable override disputePeriod;

    /// @inheritdoc ITrackerOracle
    mapping(address account => bool reporter) public override isReporter;

    /// @inheritdoc ITrackerOracle
    mapping(bytes32 questionId => mapping(address reporter => bool voted)) public override hasVoted;

    mapping(bytes32 questionId => Answer answer) private _answers;

    address[] private _reporters;

    /*//////////////////////////////////////////////////////////////////////////
                                    CONSTRUCTOR
    //////////////////////////////////////////////////////////////////////////*/

    /// @param reporters_ Who may vote: 1 to 255 different accounts, for ever.
    /// @param threshold_ Equal votes that make a proposal.
    /// @param reportPeriod_ Seconds after maturation that are the reporters'.
    /// @param proposePeriod_ Seconds after that in which a first proposal is still accepted.
    /// @param disputePeriod_ Seconds between a proposal and its being final.
    constructor(
        address[] memory reporters_,
        uint8 threshold_,
        uint40 reportPeriod_,
        uint40 proposePeriod_,
        uint40 disputePeriod_
    ) {
        // Check: votes can be counted.
        if (reporters_.length > type(uint8).max) {
            revert TrackerOracle_TooManyReporters(reporters_.length);
        }

        // Check: a proposal is possible, and not without a vote.
        if (threshold_ == 0 || threshold_ > reporters_.length) {
            revert TrackerOracle_ThresholdOutOfRange(threshold_, reporters_.length);
        }

        for (uint256 i = 0; i < reporters_.length; ++i) {
            address reporter = reporters_[i];
            // Check: each reporter is somebody, and somebody else.
            if (reporter == address(0) || isReporter[reporter]) {
                revert TrackerOracle_ReporterInvalid(reporter);
            }
            isReporter[reporter] = true;
        }

        _reporters = reporters_;
        threshold = threshold_;
        reportPeriod = reportPeriod_;
        proposePeriod = proposePeriod_;
        disputePeriod = disputePeriod_;
    }

    /*//////////////////////////////////////////////////////////////////////////
                        USER-FACING STATE-CHANGING FUNCTIONS
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc ITrackerOracle
    function vote(bytes32 questionHash, uint40 maturation, uint16 price, bytes32 evidence)
        external
        override
    {
        bytes32 questionId = QuestionId.derive(questionHash, maturation);
        Answer memory answer = _answers[questionId];

        // Check: a reporter speaks.
        if (!isReporter[msg.sender]) {
            revert TrackerOracle_CallerNotReporter(msg.sender);
        }

        // Check: nothing is said before maturation (ORC-2), and nothing too late for a first proposal.
        if (block.timestamp < maturation) {
            revert TrackerOracle_NotMatured(questionId, maturation);
        }
        uint256 closedAt = uint256(maturation) + reportPeriod + proposePeriod;
        if (block.timestamp >= closedAt) {
            revert TrackerOracle_VotingClosed(questionId, closedAt);
        }

        // Check: after a proposal votes count for nothing.
        if (answer.status != Status.OPEN) {
            revert TrackerOracle_StatusMismatch(questionId, answer.status, Status.OPEN);
        }

        // Check: one reporter, one vote.
        if (hasVoted[questionId][msg.sender]) {
            revert TrackerOracle_AlreadyVoted(questionId, msg.sender);
        }

        // Effect: count the vote.
        hasVoted[questionId][msg.sender] = true;
        uint8 votes = _count(answer, price);

        // Log the event.
        emit Voted(questionId, msg.sender, price, evidence);

        // Effect: as many equal votes as the threshold are a proposal.
        if (votes >= threshold) {
            answer.status = Status.PROPOSED;
            answer.price = price;
            answer.finalizableAt = uint40(block.timestamp) + disputePeriod;

            // Log the event.
            emit Proposed(questionId, price, answer.finalizableAt);
        }

        _answers[questionId] = answer;
    }

    /// @inheritdoc ITrackerOracle
    function finalize(bytes32 questionHash, uint40 maturation) external override {
        bytes32 questionId = QuestionId.derive(questionHash, maturation);
        Answer storage answer = _answers[questionId];

        // Check: there is a proposal, final only once (ORC-3).
        if (answer.status != Status.PROPOSED) {
            revert TrackerOracle_StatusMismatch(questionId, answer.status, Status.PROPOSED);
        }

        // Check: its period has passed.
        if (block.timestamp < answer.finalizableAt) {
            revert TrackerOracle_TooEarlyToFinalize(questionId, answer.finalizableAt);
        }

        // Effect: the price stands, for ever.
        answer.status = Status.FINAL;

        // Log the event.
        emit Finalized(questionId, answer.price);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                  VIEW FUNCTIONS
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc ISettlementOracle
    function settlement(bytes32 questionId)
        external
        view
        override
        returns (bool settled, uint16 price)
    {
        Answer storage answer = _answers[questionId];
        Status status = answer.status;
        if (status == Status.OPEN) {
            return (false, 0);
        }

        // A proposal is an answer from the end of its period, whether or not anybody has said so (ORC-5).
        if (status == Status.PROPOSED && block.timestamp < answer.finalizableAt) {
            return (false, 0);
        }
        return (true, answer.price);
    }

    /// @inheritdoc ITrackerOracle
    function getAnswer(bytes32 questionId) external view override returns (Answer memory) {
        return _answers[questionId];
    }

    /// @inheritdoc ITrackerOracle
    function getReporters() external view override returns (address[] memory) {
        return _reporters;
    }

    /// @inheritdoc ITrackerOracle
    function longestSettlement() external view override returns (uint256) {
        return uint256(reportPeriod) + proposePeriod + disputePeriod;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      PRIVATE
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Adds a vote for `price` to the count in memory and returns the votes for that price.
    function _count(Answer memory answer, uint16 price) private pure returns (uint8) {
        if (price == FIXED_PRICE) {
            return ++answer.votesFixed;
        }
        if (price == UNFIXED_PRICE) {
            return ++answer.votesUnfixed;
        }
        if (price == INVALID_PRICE) {
            return ++answer.votesInvalid;
        }
        revert TrackerOracle_PriceInvalid(price);
    }
}
