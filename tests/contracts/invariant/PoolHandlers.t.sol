// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {PoolHandler} from "./PoolHandler.sol";
import {PoolReference} from "./PoolReference.sol";

/// @notice The pools' handler gets somewhere: each of its actions passes some of the time, and is refused some of the time. No
/// fuzzer but for the reference: the same calls every time.
contract PoolHandlersTest is Test {
    uint256 private constant EPISODES = 16;
    uint256 private constant CALLS = 100;

    mapping(string action => uint256 times) private passed;
    mapping(string action => uint256 times) private refused;

    function test_EveryActionOnThePoolsPassesSomeOfTheTimeAndIsRefusedSomeOfTheTime() external {
        string[28] memory names = _actions();
        for (uint256 episode = 0; episode < EPISODES; ++episode) {
            PoolHandler handler = new PoolHandler();
            _drive(handler, episode);
            handler.assertProperties();
            handler.assert_POOL_6_EverybodyGetsWhatIsTheirs(episode);
            for (uint256 i = 0; i < names.length; ++i) {
                passed[names[i]] += handler.passed(names[i]);
                refused[names[i]] += handler.refused(names[i]);
            }
        }

        for (uint256 i = 0; i < names.length; ++i) {
            string memory counts = string.concat(
                vm.toString(passed[names[i]]), " passed, ", vm.toString(refused[names[i]])
            );
            emit log_named_string(names[i], counts);
            assertGt(passed[names[i]], 2, names[i]);
            // The last ones are ways in which the first ones passed.
            if (i < 12) {
                assertGt(refused[names[i]], 2, names[i]);
            }
        }
    }

    /// @dev The halving of the reference finds what its trying of every second does.
    function testFuzz_HalvingFindsTheFirstSecondThatTryingFinds(
        uint256[4] memory seeds,
        uint256 cost,
        uint256 period
    ) external pure {
        PoolReference.Terms memory terms = PoolReference.Terms(
            bound(cost, 1, 1000), bound(period, 1, 100)
        );
        uint256[] memory valuations = new uint256[](4);
        for (uint256 i = 0; i < 4; ++i) {
            valuations[i] = bound(seeds[i], 0, 1000);
        }
        valuations[0] = terms.cost;

        assertEq(
            PoolReference.byHalving(valuations, terms), PoolReference.byTrying(valuations, terms)
        );
    }

    /// @dev The paper's example of deadlines, in seconds: 9 and 8 out of 10, 3 by 5 s share a cost of 6.
    function test_TheReferenceComesToWhatHandArithmeticDoes() external pure {
        uint256[] memory left = new uint256[](2);
        (left[0], left[1]) = (8, 9);
        uint256[] memory right = new uint256[](1);
        right[0] = 6;

        PoolReference.Result memory result =
            PoolReference.run(left, right, PoolReference.Terms(6, 10));

        // 2 x floor(8 x 4 / 10) = 6, 2 x floor(8 x 3 / 10) = 4, floor(9 x 6 / 10) = 5; on the right only at the end.
        assertEq(result.soonest[0], 4);
        assertEq(result.soonest[1], 10);
        assertEq(result.deadlines[0], 10);
        assertEq(result.deadlines[1], 3);
        assertEq(result.payers, 2);
        assertEq(result.share, 3);
        assertEq(result.winner, 0);
    }

    /// @dev Calls actions with numbers out of a hash.
    function _drive(PoolHandler handler, uint256 episode) private {
        bytes4[] memory actions = handler.actions();
        for (uint256 i = 0; i < CALLS; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(episode, i)));
            (bool success, bytes memory reason) = address(handler)
                .call(
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

    function _actions() private pure returns (string[28] memory) {
        return [
            "create",
            "commit",
            "reveal",
            "draw",
            "settle",
            "settle falsely",
            "deliver",
            "request",
            "complain",
            "publish",
            "decideGate",
            "claim",
            "passTime",
            "donate",
            "answer",
            "settle: sold",
            "settle: not sold",
            "settle by the seller",
            "deliver to a payer",
            "deliver on request",
            "complain as a payer",
            "complain of an answer",
            "complain of silence",
            "gate passes",
            "gate fails",
            "claim something",
            "claim for a request",
            "claim without a reveal bond"
        ];
    }
}
