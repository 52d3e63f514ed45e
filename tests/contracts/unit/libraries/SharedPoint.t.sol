// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {SharedPoint} from "../../../../contracts/libraries/SharedPoint.sol";

/// @notice The words of tests/golden/words.json, which OpenSSL and eth_abi made: the contracts' formulas agree with all of
/// them, the keys 1 and n - 1 among them.
contract SharedPointTest is Test {
    string private constant PATH = "tests/golden/words.json";

    function test_EveryGoldenWordGivesItsKey() external {
        string memory json = vm.readFile(PATH);
        uint256 count;

        for (; vm.keyExistsJson(json, _at(count)); ++count) {
            _assertOpens(json, _at(count));
        }

        assertGe(count, 20, "golden words");
    }

    function test_EveryGoldenKeyHasItsAddress() external {
        string memory json = vm.readFile(PATH);

        for (uint256 i = 0; vm.keyExistsJson(json, _at(i)); ++i) {
            address key = vm.parseJsonAddress(json, string.concat(_at(i), ".bidderKeyAddress"));
            uint256 x = _number(json, _at(i), ".bidderX");
            uint256 y = _number(json, _at(i), ".bidderY");
            assertEq(SharedPoint.addressOfKey(_number(json, _at(i), ".bidderKey")), key);
            assertEq(SharedPoint.addressOfPublicKey(x, y), key);
            assertTrue(SharedPoint.isOnCurve(x, y));
            assertFalse(SharedPoint.isOnCurve(x, y + 1));
        }
    }

    function testFuzz_AMultipleOfAPointIsWhatItsSecretSays(uint256 scalar, uint256 secret)
        external
    {
        scalar = _secret(scalar);
        secret = _secret(secret);
        uint256 x = vm.createWallet(secret).publicKeyX;
        bool odd = vm.createWallet(secret).publicKeyY % 2 == 1;

        address shared = SharedPoint.addressOf(scalar, x, odd);

        assertEq(shared, vm.addr(mulmod(scalar, secret, SharedPoint.ORDER)));
        assertNotEq(SharedPoint.addressOf(scalar, x, !odd), shared);
    }

    function test_OfAPointOffTheCurveNothingIsAMultiple() external pure {
        assertEq(SharedPoint.addressOf(1, 5, false), address(0));
        assertEq(SharedPoint.addressOf(SharedPoint.ORDER - 1, 5, true), address(0));
    }

    function test_CoordinatesAtOrAboveTheFieldAreOnNoCurve() external pure {
        uint256 field = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F;
        // 1^3 + 7 is a square: 1 is the x of a point, and so would 1 more than the field be.
        uint256 y = 0x4218F20AE6C646B363DB68605822FB14264CA8D2587FDD6FBC750D587E76A7EE;
        assertTrue(SharedPoint.isOnCurve(1, y));
        assertFalse(SharedPoint.isOnCurve(field + 1, y));
        assertFalse(SharedPoint.isOnCurve(1, field));
        assertFalse(SharedPoint.isOnCurve(0, 0));
    }

    function _assertOpens(string memory json, string memory at) private pure {
        address shared = SharedPoint.addressOf(
            _number(json, at, ".bidderKey"),
            _number(json, at, ".ephemeralX"),
            vm.parseJsonBool(json, string.concat(at, ".ephemeralOdd"))
        );
        assertEq(shared, vm.parseJsonAddress(json, string.concat(at, ".sharedAddress")), at);

        bytes32 mask = keccak256(
            abi.encode(
                shared,
                vm.parseJsonBytes32(json, string.concat(at, ".poolId")),
                vm.parseJsonAddress(json, string.concat(at, ".bidder"))
            )
        );
        bytes32 key = vm.parseJsonBytes32(json, string.concat(at, ".word")) ^ mask;
        assertEq(key, vm.parseJsonBytes32(json, string.concat(at, ".contentKey")), at);
        assertEq(
            keccak256(abi.encode(key)), vm.parseJsonBytes32(json, string.concat(at, ".keyHash")), at
        );
    }

    function _number(string memory json, string memory at, string memory name)
        private
        pure
        returns (uint256)
    {
        return uint256(vm.parseJsonBytes32(json, string.concat(at, name)));
    }

    function _secret(uint256 number) private pure returns (uint256) {
        return number % (SharedPoint.ORDER - 1) + 1;
    }

    function _at(uint256 index) private pure returns (string memory) {
        return string.concat("$[", vm.toString(index), "]");
    }
}
