// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {PoolHandler} from "./PoolHandler.sol";

/// @notice The pools' properties under any order of actions. A handler fails when an action passes or is refused against what
/// its ghost predicts, so that no revert goes unseen.
contract PoolInvariantTest is Test {
    PoolHandler private handler;

    function setUp() external {
        handler = new PoolHandler();
        targetContract(address(handler));
        targetSelector(FuzzSelector(address(handler), handler.actions()));
        targetSender(address(this));
    }

    /// @dev POOL-1, POOL-3, POOL-4 and what is due after every eighth action and the last.
    /// forge-config: default.invariant.fail-on-revert = true
    /// forge-config: ci.invariant.fail-on-revert = true
    /// forge-config: default.invariant.check-interval = 8
    /// forge-config: ci.invariant.check-interval = 8
    function invariant_POOL_1_3_4_TheBooksAreWhatWasDone() external {
        handler.assertProperties();
    }

    /// @dev POOL-2 and POOL-6 at the end of each run.
    function afterInvariant() external {
        handler.assert_POOL_6_EverybodyGetsWhatIsTheirs(gasleft());
    }
}
