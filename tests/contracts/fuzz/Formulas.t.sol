// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Test} from "forge-std/Test.sol";

import {IssueMarket} from "../../../contracts/IssueMarket.sol";
import {TestToken} from "../../../contracts/mocks/TestToken.sol";
import {Offer, Outcome, Side} from "../../../contracts/types/Market.sol";
import {Formulas} from "../abstracts/Formulas.sol";
import {Shipped} from "../abstracts/Shipped.sol";
import {AnsweringOracle} from "../mocks/Oracles.sol";

/// @notice Ids and hashes against formulas that were written apart from the contracts.
contract FormulasTest is Test {
    /// @dev An offer as forge can make one up: an enum of it would mostly be out of range.
    struct RawOffer {
        address maker;
        bytes32 futureId;
        bool unfixed;
        bool sell;
        uint16 price;
        uint128 units;
        bool allOrNone;
        uint40 expiry;
        uint64 salt;
        uint32 epoch;
    }

    uint40 private constant VOID_DELAY = 30 days;
    IssueMarket private market = Shipped.market(IERC20(new TestToken()), 1e18, VOID_DELAY);
    AnsweringOracle private oracle = new AnsweringOracle();

    function testFuzz_FutureId(string calldata question, uint40 maturation, address who) external {
        vm.assume(bytes(question).length != 0);
        assumeNotPrecompile(who);
        assumeNotForgeAddress(who);
        maturation = uint40(bound(maturation, block.timestamp + 1, type(uint40).max - VOID_DELAY));
        vm.etch(who, hex"00");

        bytes32 futureId = market.createFuture(question, maturation, who);

        assertEq(futureId, Formulas.futureId(question, maturation, who));
        assertEq(market.getFuture(futureId).maturation, maturation);
        assertEq(market.getFuture(futureId).oracle, who);
    }

    /// @dev The question that an oracle is asked, seen through the one that it answers.
    function testFuzz_QuestionId(string calldata question, uint40 maturation, uint16 price)
        external
    {
        vm.assume(bytes(question).length != 0);
        maturation = uint40(bound(maturation, block.timestamp + 1, type(uint40).max - VOID_DELAY));
        price = uint16(bound(price, 0, 10_000));
        bytes32 questionHash = keccak256(bytes(question));
        bytes32 futureId = market.createFuture(question, maturation, address(oracle));

        vm.warp(maturation);
        oracle.set(Formulas.questionId(questionHash, maturation), true, price);
        market.settle(futureId, questionHash);

        assertEq(market.getFuture(futureId).price, price);
    }

    function testFuzz_PositionId(bytes32 futureId) external view {
        assertEq(market.positionId(futureId, Outcome.FIXED), Formulas.positionId(futureId, 0));
        assertEq(market.positionId(futureId, Outcome.UNFIXED), Formulas.positionId(futureId, 1));
    }

    function testFuzz_OfferHash(RawOffer calldata raw, uint64 chainId) external {
        vm.chainId(bound(chainId, 1, type(uint64).max - 1));
        Offer memory offer = _cook(raw);

        assertEq(market.hashOffer(offer), Formulas.offerHash(offer, block.chainid, address(market)));
    }

    /// @dev The same, by forge's own EIP-712.
    function testFuzz_OfferHash_AsForgeHashesTypedData(RawOffer calldata raw) external view {
        Offer memory offer = _cook(raw);

        assertEq(market.hashOffer(offer), vm.eip712HashTypedData(_typedData(offer)));
    }

    function _cook(RawOffer calldata raw) private pure returns (Offer memory) {
        return Offer({
            maker: raw.maker,
            futureId: raw.futureId,
            outcome: raw.unfixed ? Outcome.UNFIXED : Outcome.FIXED,
            side: raw.sell ? Side.SELL : Side.BUY,
            price: raw.price,
            units: raw.units,
            allOrNone: raw.allOrNone,
            expiry: raw.expiry,
            salt: raw.salt,
            epoch: raw.epoch
        });
    }

    function _typedData(Offer memory offer) private view returns (string memory) {
        string memory types = string.concat(
            '"types":{"EIP712Domain":[{"name":"name","type":"string"},{"name":"version","type":"string"},',
            '{"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"}],',
            '"Offer":[{"name":"maker","type":"address"},{"name":"futureId","type":"bytes32"},',
            '{"name":"outcome","type":"uint8"},{"name":"side","type":"uint8"},{"name":"price","type":"uint16"},',
            '{"name":"units","type":"uint128"},{"name":"allOrNone","type":"bool"},{"name":"expiry","type":"uint40"},',
            '{"name":"salt","type":"uint64"},{"name":"epoch","type":"uint32"}]}'
        );
        string memory domain = string.concat(
            '"domain":{"name":"Bugmark IssueMarket","version":"1","chainId":',
            vm.toString(block.chainid),
            ',"verifyingContract":"',
            vm.toString(address(market)),
            '"}'
        );
        return string.concat(
            "{", types, ',"primaryType":"Offer",', domain, ',"message":', _message(offer), "}"
        );
    }

    function _message(Offer memory offer) private pure returns (string memory) {
        string memory who = string.concat(
            '{"maker":"',
            vm.toString(offer.maker),
            '","futureId":"',
            vm.toString(offer.futureId),
            '","outcome":',
            vm.toString(uint256(offer.outcome)),
            ',"side":',
            vm.toString(uint256(offer.side))
        );
        string memory what = string.concat(
            ',"price":',
            vm.toString(offer.price),
            ',"units":"',
            vm.toString(offer.units),
            '","allOrNone":',
            vm.toString(offer.allOrNone)
        );
        string memory when = string.concat(
            ',"expiry":',
            vm.toString(offer.expiry),
            ',"salt":"',
            vm.toString(offer.salt),
            '","epoch":',
            vm.toString(offer.epoch),
            "}"
        );
        return string.concat(who, what, when);
    }
}
