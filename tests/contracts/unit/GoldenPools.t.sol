// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Group} from "../../../contracts/types/Pools.sol";
import {Expected, Profile, ProfileTest} from "../abstracts/ProfileTest.sol";

/// @notice The profiles of tests/golden/pools.json, with the outcomes that the package's mechanisms give them: a pool comes
/// to each of them, to the base unit and the second. POOL-4.
contract GoldenPoolsTest is ProfileTest {
    string private constant PATH = "tests/golden/pools.json";
    string private constant TYPE = "Golden(bool gcsod,uint112 cost,uint32 period,uint112[] valuations,"
        "string coins,uint32[] claims,bool rightWins,string payers,uint112 share,uint32[] deadlines)";

    /// @dev A profile as it is written: a letter of coins and payers for each bidder, claims and deadlines from left to right.
    struct Golden {
        bool gcsod;
        uint112 cost;
        uint32 period;
        uint112[] valuations;
        string coins;
        uint32[] claims;
        bool rightWins;
        string payers;
        uint112 share;
        uint32[] deadlines;
    }

    function test_POOL4_EveryGoldenProfileComesToItsOutcome() external {
        // All of it is more gas than forge gives to one test.
        vm.pauseGasMetering();
        Golden[] memory all =
            abi.decode(vm.parseJsonTypeArray(vm.readFile(PATH), "$", TYPE), (Golden[]));

        for (uint256 i = 0; i < all.length; ++i) {
            this.check(all[i], string.concat("profile ", vm.toString(i)));
        }

        assertGe(all.length, 1000, "golden profiles");
    }

    /// @dev From outside, so that its memory is free again after each.
    function check(Golden calldata golden, string calldata label) external {
        (Profile memory profile, Expected memory expected) = _read(golden);
        _check(profile, expected, label);
    }

    function _read(Golden memory golden)
        private
        pure
        returns (Profile memory profile, Expected memory expected)
    {
        uint256 count = golden.valuations.length;
        profile = Profile({
            cost: golden.cost,
            period: golden.period,
            valuations: golden.valuations,
            coins: new Group[](count),
            gcsod: golden.gcsod
        });
        expected = Expected({
            leftClaim: golden.claims[0],
            rightClaim: golden.claims[1],
            winner: golden.rightWins ? Group.RIGHT : Group.LEFT,
            pays: new bool[](count),
            share: golden.share,
            leftDeadline: golden.deadlines[0],
            rightDeadline: golden.gcsod ? golden.deadlines[1] : 0
        });
        for (uint256 i = 0; i < count; ++i) {
            expected.pays[i] = bytes(golden.payers)[i] == "1";
            if (golden.gcsod) {
                profile.coins[i] = bytes(golden.coins)[i] == "R" ? Group.RIGHT : Group.LEFT;
            }
        }
    }
}
