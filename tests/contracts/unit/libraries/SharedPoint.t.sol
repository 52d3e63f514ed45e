// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test, Vm} from "forge-std/Test.sol";

import {SharedPoint} from "../../../../contracts/libraries/SharedPoint.sol";

/// @notice The golden words were made by OpenSSL; the Python package makes the same of the same keys.
contract SharedPointTest is Test {
    string private constant WORDS = "tests/golden/words.json";
    string private constant DIGEST = "tests/golden/words-digest.json";
    uint256 private constant ORDER = SharedPoint.ORDER;
    uint256 private constant FIELD =
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F;

    function test_TheContractOpensEveryGoldenWordAsItIsWritten() external view {
        string memory json = vm.readFile(WORDS);
        uint256 count;

        while (vm.keyExistsJson(json, _at(count, ""))) {
            _assertOpens(json, count);
            ++count;
        }

        assertEq(count, 24, "golden words");
    }

    function test_AThousandWordsOfKeysFromAllOverTheRangeAreThoseOfOpenSSL() external {
        string memory json = vm.readFile(DIGEST);
        bytes32[] memory words = new bytes32[](vm.parseJsonUint(json, ".count"));

        for (uint256 i = 0; i < words.length; ++i) {
            Vm.Wallet memory seller = vm.createWallet(uint256(_hash("seller ", i)) % ORDER);
            address shared = SharedPoint.addressOf(
                uint256(_hash("bidder ", i)) % ORDER, seller.publicKeyX, seller.publicKeyY % 2 == 1
            );
            words[i] = _hash("content ", i)
                ^ keccak256(
                    abi.encode(
                        shared, _hash("pool ", i), address(uint160(uint256(_hash("account ", i))))
                    )
                );
        }

        assertEq(words.length, 1000);
        assertEq(keccak256(abi.encodePacked(words)), vm.parseJsonBytes32(json, ".digest"));
    }

    function testFuzz_BothSidesShareThePointOfTheProductOfTheirKeys(uint256 k, uint256 e) external {
        k = _edgy(k);
        e = _edgy(e);
        address product = vm.addr(mulmod(k, e, ORDER));

        assertEq(_multiple(k, vm.createWallet(e)), product);
        assertEq(_multiple(e, vm.createWallet(k)), product);
    }

    function testFuzz_AKeyHasItsOwnAddress(uint256 k) external {
        k = _edgy(k);
        Vm.Wallet memory wallet = vm.createWallet(k);

        assertEq(SharedPoint.addressOfKey(k), wallet.addr);
        assertEq(SharedPoint.addressOfPublicKey(wallet.publicKeyX, wallet.publicKeyY), wallet.addr);
        assertTrue(SharedPoint.isOnCurve(wallet.publicKeyX, wallet.publicKeyY));
    }

    function testFuzz_APointOfWhichABitIsChangedIsOffTheCurve(uint256 k, uint8 bit) external {
        Vm.Wallet memory wallet = vm.createWallet(_edgy(k));

        assertFalse(SharedPoint.isOnCurve(wallet.publicKeyX, wallet.publicKeyY ^ (1 << bit)));
    }

    function test_NoCoordinateIsAtOrAboveTheField() external pure {
        // (1, y) is on the curve, and so is (1 + FIELD, y) to whoever reduces it.
        uint256 y = 0x4218F20AE6C646B363DB68605822FB14264CA8D2587FDD6FBC750D587E76A7EE;

        assertTrue(SharedPoint.isOnCurve(1, y));
        assertFalse(SharedPoint.isOnCurve(1 + FIELD, y));
        assertFalse(SharedPoint.isOnCurve(FIELD, y));
        assertFalse(SharedPoint.isOnCurve(1, FIELD));
        assertFalse(SharedPoint.isOnCurve(0, 0));
        assertFalse(SharedPoint.isOnCurve(type(uint256).max, type(uint256).max));
    }

    function test_AnXThatNoPointHasGivesNobody() external pure {
        assertEq(SharedPoint.addressOf(7, 5, false), address(0));
        assertEq(SharedPoint.addressOf(7, 5, true), address(0));
        assertEq(SharedPoint.addressOf(7, 0, false), address(0));
        assertEq(SharedPoint.addressOf(7, ORDER, false), address(0));
    }

    function _assertOpens(string memory json, uint256 i) private view {
        address shared = SharedPoint.addressOf(
            vm.parseJsonUint(json, _at(i, ".bidderKey")),
            vm.parseJsonUint(json, _at(i, ".ephemeralX")),
            vm.parseJsonBool(json, _at(i, ".ephemeralOdd"))
        );
        bytes32 key = vm.parseJsonBytes32(json, _at(i, ".word"))
            ^ keccak256(
                abi.encode(
                    shared,
                    vm.parseJsonBytes32(json, _at(i, ".poolId")),
                    vm.parseJsonAddress(json, _at(i, ".bidder"))
                )
            );

        assertEq(shared, vm.parseJsonAddress(json, _at(i, ".sharedAddress")), _at(i, ""));
        assertEq(key, vm.parseJsonBytes32(json, _at(i, ".contentKey")), _at(i, ""));
        assertEq(
            keccak256(abi.encode(key)), vm.parseJsonBytes32(json, _at(i, ".keyHash")), _at(i, "")
        );
        assertEq(
            SharedPoint.addressOfPublicKey(
                vm.parseJsonUint(json, _at(i, ".bidderX")),
                vm.parseJsonUint(json, _at(i, ".bidderY"))
            ),
            vm.parseJsonAddress(json, _at(i, ".bidderKeyAddress")),
            _at(i, "")
        );
    }

    function _multiple(uint256 scalar, Vm.Wallet memory wallet) private pure returns (address) {
        return SharedPoint.addressOf(scalar, wallet.publicKeyX, wallet.publicKeyY % 2 == 1);
    }

    /// @dev A private key; the first and the last often.
    function _edgy(uint256 number) private pure returns (uint256) {
        if (number % 8 == 0) {
            return 1;
        }
        return number % 8 == 1 ? ORDER - 1 : bound(number, 1, ORDER - 1);
    }

    function _hash(string memory whose, uint256 i) private pure returns (bytes32) {
        return keccak256(bytes(string.concat(whose, vm.toString(i))));
    }

    function _at(uint256 index, string memory key) private pure returns (string memory) {
        return string.concat("$[", vm.toString(index), "]", key);
    }
}
