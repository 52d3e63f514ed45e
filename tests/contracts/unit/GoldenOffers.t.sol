// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {IssueMarket} from "../../../contracts/IssueMarket.sol";
import {TestToken} from "../../../contracts/mocks/TestToken.sol";
import {Offer, Outcome, Side} from "../../../contracts/types/Market.sol";
import {Shipped} from "../abstracts/Shipped.sol";

/// @notice The offers of tests/golden/offers.json, which other languages hash too: the market agrees with all of them.
contract GoldenOffersTest is Test {
    string private constant PATH = "tests/golden/offers.json";

    function test_TheMarketHashesEveryGoldenOfferAsItIsWritten() external {
        string memory json = vm.readFile(PATH);
        uint256 count;

        while (vm.keyExistsJson(json, _at(count))) {
            _assertHash(json, _at(count));
            ++count;
        }

        assertGe(count, 6, "golden offers");
    }

    function _assertHash(string memory json, string memory vector) private {
        address where = vm.parseJsonAddress(json, string.concat(vector, ".verifyingContract"));
        vm.chainId(_number(json, vector, ".chainId"));
        if (where.code.length == 0) {
            Shipped.marketAt(where, new TestToken(), 1e18, 30 days);
        }

        bytes32 hash = IssueMarket(where).hashOffer(_offer(json, string.concat(vector, ".offer")));

        assertEq(hash, vm.parseJsonBytes32(json, string.concat(vector, ".hash")), vector);
    }

    function _offer(string memory json, string memory at) private pure returns (Offer memory) {
        return Offer({
            maker: vm.parseJsonAddress(json, string.concat(at, ".maker")),
            futureId: vm.parseJsonBytes32(json, string.concat(at, ".futureId")),
            outcome: Outcome(_number(json, at, ".outcome")),
            side: Side(_number(json, at, ".side")),
            price: uint16(_fitting(json, at, ".price", type(uint16).max)),
            units: uint128(_fitting(json, at, ".units", type(uint128).max)),
            allOrNone: vm.parseJsonBool(json, string.concat(at, ".allOrNone")),
            expiry: uint40(_fitting(json, at, ".expiry", type(uint40).max)),
            salt: uint64(_fitting(json, at, ".salt", type(uint64).max)),
            epoch: uint32(_fitting(json, at, ".epoch", type(uint32).max))
        });
    }

    function _fitting(string memory json, string memory at, string memory key, uint256 most)
        private
        pure
        returns (uint256 value)
    {
        value = _number(json, at, key);
        require(value <= most, string.concat(at, key, " does not fit"));
    }

    /// @dev A number, as decimal digits in a string or as JSON's own.
    function _number(string memory json, string memory at, string memory key)
        private
        pure
        returns (uint256)
    {
        return vm.parseJsonUint(json, string.concat(at, key));
    }

    function _at(uint256 index) private pure returns (string memory) {
        return string.concat("$[", vm.toString(index), "]");
    }
}
