// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {OracleHandler} from "./OracleHandler.sol";

/// @notice The oracle's properties under any order of votes and time.
contract OracleInvariantTest is Test {
    OracleHandler private handler;

    function setUp() external {
        handler = new OracleHandler();
        targetContract(address(handler));
        targetSelector(FuzzSelector(address(handler), handler.actions()));
        targetSender(address(this));
    }

    /// @dev ORC-1, ORC-2 and ORC-3 after every fourth action and the last.
    /// forge-config: default.invariant.fail-on-revert = true
    /// forge-config: ci.invariant.fail-on-revert = true
    /// forge-config: default.invariant.check-interval = 4
    /// forge-config: ci.invariant.check-interval = 4
    function invariant_ORC_1_2_3_AnswersComeOnceAndStay() external {
        handler.assertProperties();
    }

    /// @dev ORC-5 at the end of each run.
    function afterInvariant() external {
        handler.assert_ORC_5_NothingHoldsAQuestionOpen();
    }
}
