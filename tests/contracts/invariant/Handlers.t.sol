// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {MarketHandler} from "./MarketHandler.sol";
import {OracleHandler} from "./OracleHandler.sol";

/// @notice Handlers that never get anywhere prove nothing: each of their actions passes some of the time, and most of them
/// most of the time. No fuzzer: the same calls every time.
contract HandlersTest is Test {
    uint256 private constant EPISODES = 24;
    uint256 private constant CALLS = 100;

    mapping(string action => uint256 times) private passed;
    mapping(string action => uint256 times) private refused;

    function test_EveryActionOnTheMarketPassesSomeOfTheTime() external {
        string[33] memory names = _marketActions();
        for (uint256 episode = 0; episode < EPISODES; ++episode) {
            MarketHandler handler = new MarketHandler();
            _drive(address(handler), handler.actions(), episode);
            handler.assertProperties();
            for (uint256 i = 0; i < names.length; ++i) {
                passed[names[i]] += handler.passed(names[i]);
                refused[names[i]] += handler.refused(names[i]);
            }
            handler.assert_MKT_8_EverybodyGetsWhatTheyAreOwed(episode);
        }

        _assertMostlyPasses(names);
        for (uint256 i = 0; i < names.length; ++i) {
            assertGt(passed[names[i]], 3, names[i]);
        }
    }

    /// @dev What the market should refuse is tried too.
    function test_EveryActionOnTheMarketThatCanBeRefusedIsRefusedSomeOfTheTime() external {
        string[17] memory names = [
            "deposit",
            "depositWithPermit",
            "withdraw",
            "transfer",
            "transferFrom",
            "place",
            "take",
            "takeUnplaced",
            "cancel",
            "release",
            "createFuture",
            "split",
            "merge",
            "vote",
            "settle",
            "void",
            "redeem"
        ];
        for (uint256 episode = 0; episode < EPISODES; ++episode) {
            MarketHandler handler = new MarketHandler();
            _drive(address(handler), handler.actions(), episode);
            for (uint256 i = 0; i < names.length; ++i) {
                refused[names[i]] += handler.refused(names[i]);
            }
        }

        for (uint256 i = 0; i < names.length; ++i) {
            assertGt(refused[names[i]], 0, names[i]);
        }
    }

    function test_EveryActionOnTheOraclePassesAndIsRefusedSomeOfTheTime() external {
        string[4] memory names = ["vote", "propose", "finalize", "passTime"];
        for (uint256 episode = 0; episode < EPISODES; ++episode) {
            OracleHandler handler = new OracleHandler();
            _drive(address(handler), handler.actions(), episode);
            handler.assertProperties();
            for (uint256 i = 0; i < names.length; ++i) {
                passed[names[i]] += handler.passed(names[i]);
                refused[names[i]] += handler.refused(names[i]);
            }
            handler.assert_ORC_5_NothingHoldsAQuestionOpen();
        }

        for (uint256 i = 0; i < names.length; ++i) {
            assertGt(passed[names[i]], 10, names[i]);
        }
        assertGt(refused["vote"], 10);
        assertGt(refused["finalize"], 10);
    }

    /// @dev Calls actions with numbers out of a hash.
    function _drive(address handler, bytes4[] memory actions, uint256 episode) private {
        for (uint256 i = 0; i < CALLS; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(episode, i)));
            (bool success, bytes memory reason) = handler.call(
                abi.encodeWithSelector(
                    actions[seed % actions.length],
                    keccak256(abi.encode(seed, "who")),
                    keccak256(abi.encode(seed, "what")),
                    keccak256(abi.encode(seed, "amount"))
                )
            );
            assertTrue(success, string(reason));
        }
    }

    function _assertMostlyPasses(string[33] memory names) private {
        uint256 allPassed;
        uint256 allRefused;
        // The last ones are ways in which the first ones passed.
        for (uint256 i = 0; i < names.length; ++i) {
            emit log_named_string(
                names[i],
                string.concat(
                    vm.toString(passed[names[i]]), " passed, ", vm.toString(refused[names[i]])
                )
            );
            if (i < 26) {
                allPassed += passed[names[i]];
                allRefused += refused[names[i]];
            }
        }
        assertGt(allPassed, 3 * allRefused, "most actions pass");
    }

    function _marketActions() private pure returns (string[33] memory) {
        return [
            "deposit",
            "depositWithPermit",
            "withdraw",
            "transfer",
            "approve",
            "setOperator",
            "transferFrom",
            "donate",
            "place",
            "take",
            "cancel",
            "cancelUnplaced",
            "cancelAll",
            "release",
            "passTime",
            "createFuture",
            "split",
            "merge",
            "splitThenMerge",
            "vote",
            "finalize",
            "answer",
            "settle",
            "void",
            "redeem",
            "multicall",
            "mint",
            "transfer by buy",
            "transfer by sell",
            "merge by sell",
            "void after a late answer",
            "void after silence",
            "redeem something"
        ];
    }
}
