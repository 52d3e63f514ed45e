// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {MarketHandler} from "./MarketHandler.sol";

/// @notice The market's properties under any order of actions. A handler fails when an action passes or is refused against
/// what its ghost predicts, so that no revert goes unseen.
contract MarketInvariantTest is Test {
    MarketHandler private handler;

    function setUp() external {
        handler = new MarketHandler();
        targetContract(address(handler));
        targetSelector(FuzzSelector(address(handler), handler.actions()));
        targetSender(address(this));
    }

    /// @dev MKT-1 to MKT-5, MKT-7 and MKT-9 after every fourth action and the last; MKT-6 is an action of the handler.
    /// forge-config: default.invariant.fail-on-revert = true
    /// forge-config: ci.invariant.fail-on-revert = true
    /// forge-config: default.invariant.check-interval = 4
    /// forge-config: ci.invariant.check-interval = 4
    function invariant_MKT_1_2_3_4_5_6_7_9_TheBooksAreWhatWasDone() external view {
        handler.assertProperties();
    }

    /// @dev MKT-8 at the end of each run.
    function afterInvariant() external {
        handler.assert_MKT_8_EverybodyGetsWhatTheyAreOwed(gasleft());
    }
}
