// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {IssueMarket} from "../../../contracts/IssueMarket.sol";
import {Offer, Outcome, Side} from "../../../contracts/types/Market.sol";
import {Shipped} from "../abstracts/Shipped.sol";
import {AnsweringOracle} from "../mocks/Oracles.sol";
import {SixDecimalsToken} from "../mocks/Tokens.sol";

/// @notice Nothing is rounded, at any price and in tokens of any decimals.
contract ArithmeticTest is Test {
    uint40 private constant START = 1_800_000_000;
    uint40 private constant MATURATION = START + 14 days;
    bytes32 private constant QUESTION_HASH = keccak256("file:demo#1");
    uint128 private constant MOST_UNITS = 2 ** 96;

    address private maker = makeAddr("maker");
    address private taker = makeAddr("taker");
    address private third = makeAddr("third");
    SixDecimalsToken private token = new SixDecimalsToken();
    AnsweringOracle private oracle = new AnsweringOracle();
    IssueMarket private market;
    uint256 private unit;
    bytes32 private futureId;

    function setUp() external {
        vm.warp(START);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                        COST
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Both sides of a mint pay their price to the base unit, and a unit together.
    function testFuzz_Mint_BothSidesPayAUnitTogether(
        uint16 price,
        uint128 units,
        uint8 outcome,
        uint256 unitSeed
    ) external {
        _open(unitSeed);
        units = uint128(bound(units, 1, MOST_UNITS));
        Offer memory offer = _offer(Side.BUY, outcome, price, units);
        _fund(maker, units * unit);
        _fund(taker, units * unit);

        _place(offer);
        uint256 paidByMaker = units * unit - market.balanceOf(maker, 0);
        _take(offer, units, 0);
        uint256 paidByTaker = units * unit - market.balanceOf(taker, 0);

        assertEq(paidByMaker + paidByTaker, units * unit, "together");
        _assertExact(paidByMaker, units, offer.price);
        _assertExact(paidByTaker, units, 10_000 - offer.price);
    }

    /// @dev Both sides of a merge are paid their price to the base unit, and a unit together.
    function testFuzz_Merge_BothSidesArePaidAUnitTogether(
        uint16 price,
        uint128 units,
        uint8 outcome,
        uint256 unitSeed
    ) external {
        _open(unitSeed);
        units = uint128(bound(units, 1, MOST_UNITS));
        Offer memory offer = _offer(Side.SELL, outcome, price, units);
        _split(maker, units);
        _split(taker, units);

        _place(offer);
        _take(offer, units, units);

        uint256 paidToMaker = market.balanceOf(maker, 0);
        uint256 paidToTaker = market.balanceOf(taker, 0);
        assertEq(paidToMaker + paidToTaker, units * unit, "together");
        _assertExact(paidToMaker, units, offer.price);
        _assertExact(paidToTaker, units, 10_000 - offer.price);
    }

    /// @dev What a buyer pays for a transfer, a seller is paid.
    function testFuzz_Transfer_TheSellerIsPaidWhatTheBuyerPays(
        uint16 price,
        uint128 units,
        uint8 outcome,
        bool bySell,
        uint256 unitSeed
    ) external {
        _open(unitSeed);
        units = uint128(bound(units, 1, MOST_UNITS));
        Offer memory offer = _offer(bySell ? Side.SELL : Side.BUY, outcome, price, units);
        (address buyer, address seller) = bySell ? (taker, maker) : (maker, taker);
        _fund(buyer, units * unit);
        _split(seller, units);

        _place(offer);
        _take(offer, units, bySell ? 0 : units);

        uint256 paid = units * unit - market.balanceOf(buyer, 0);
        assertEq(market.balanceOf(seller, 0), paid);
        _assertExact(paid, units, offer.price);
        assertEq(_units(buyer, offer.outcome), units);
        assertEq(_units(seller, offer.outcome), 0);
    }

    /// @dev MKT-3: an offer filled in five parts, by collateral and position, costs what it costs in one.
    function testFuzz_Partition_FillsCostTheSameInAnyParts(
        uint16 price,
        uint128[5] memory parts,
        uint128[5] memory fromPosition,
        uint8 outcome,
        bool sell,
        uint256 unitSeed
    ) external {
        _open(unitSeed);
        uint128 units;
        uint128 position;
        for (uint256 i = 0; i < 5; ++i) {
            parts[i] = uint128(bound(parts[i], 1, MOST_UNITS));
            fromPosition[i] = uint128(bound(fromPosition[i], 0, parts[i]));
            units += parts[i];
            position += fromPosition[i];
        }
        Offer memory offer = _offer(sell ? Side.SELL : Side.BUY, outcome, price, units);
        _fund(maker, units * unit);
        _fund(taker, units * unit);
        _split(maker, units);
        _split(taker, units);
        _place(offer);

        uint256 snapshot = vm.snapshotState();
        _take(offer, units, position);
        bytes32 once = _books();
        vm.revertToState(snapshot);
        for (uint256 i = 0; i < 5; ++i) {
            _take(offer, parts[i], fromPosition[i]);
        }

        assertEq(_books(), once);
    }

    /// @dev What comes back of an escrow is its part that was not filled, to the base unit.
    function testFuzz_Cancel_GivesBackExactlyWhatWasNotFilled(
        uint16 price,
        uint128 units,
        uint128 filled,
        uint256 unitSeed
    ) external {
        _open(unitSeed);
        units = uint128(bound(units, 2, MOST_UNITS));
        filled = uint128(bound(filled, 1, units - 1));
        Offer memory offer = _offer(Side.BUY, 0, price, units);
        _fund(maker, units * unit);
        _fund(taker, units * unit);
        _place(offer);
        _take(offer, filled, 0);

        vm.prank(maker);
        market.cancel(offer);

        _assertExact(units * unit - market.balanceOf(maker, 0), filled, offer.price);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                  SPLIT AND REDEEM
    //////////////////////////////////////////////////////////////////////////*/

    function testFuzz_MKT_6_SplitThenMergeIsTheIdentity(
        uint128 held,
        uint128 units,
        uint256 surplus,
        uint256 unitSeed
    ) external {
        _open(unitSeed);
        held = uint128(bound(held, 0, MOST_UNITS));
        units = uint128(bound(units, 1, MOST_UNITS));
        _split(maker, held + 1);
        _fund(maker, units * unit + bound(surplus, 0, 2 ** 128));
        bytes32 before = _books();

        vm.startPrank(maker);
        market.split(futureId, units);
        market.merge(futureId, units);

        assertEq(_books(), before);
    }

    /// @dev MKT-5, among three holders who traded and merged before.
    function testFuzz_MKT_5_PayoutsAddUpToUnitTimesOpenInterest(
        uint16 price,
        uint128[3] memory splits,
        uint128[3] memory gifts,
        uint128 merged,
        uint256 unitSeed
    ) external {
        _open(unitSeed);
        address[3] memory holders = [maker, taker, third];
        for (uint256 i = 0; i < 3; ++i) {
            splits[i] = uint128(bound(splits[i], 1, MOST_UNITS));
            _split(holders[i], splits[i]);
        }
        merged = uint128(bound(merged, 1, splits[0]));
        vm.prank(maker);
        market.merge(futureId, merged);
        for (uint256 i = 0; i < 3; ++i) {
            Outcome outcome = Outcome(gifts[i] % 2);
            uint256 id = market.positionId(futureId, outcome);
            uint256 gift = bound(gifts[i], 0, _units(holders[i], outcome));
            vm.prank(holders[i]);
            market.transfer(holders[(i + 1) % 3], id, gift);
        }
        uint256 open = uint256(splits[0]) + splits[1] + splits[2] - merged;
        assertEq(market.getFuture(futureId).openInterest, open);
        uint256 claims = market.balanceOf(maker, 0);

        _settle(uint16(bound(price, 0, 10_000)));
        uint256 paid;
        for (uint256 i = 0; i < 3; ++i) {
            paid += market.redeem(futureId, holders[i]);
        }

        assertEq(paid, unit * open);
        assertEq(token.balanceOf(address(market)), paid + claims);
    }

    /// @dev Each holder is paid to the base unit what price and position say.
    function testFuzz_Redeem_PaysExactly(
        uint16 price,
        uint128 units,
        uint128 given,
        uint256 unitSeed
    ) external {
        _open(unitSeed);
        units = uint128(bound(units, 1, MOST_UNITS));
        given = uint128(bound(given, 0, units));
        price = uint16(bound(price, 0, 10_000));
        _split(maker, units);
        uint256 fixedId = market.positionId(futureId, Outcome.FIXED);
        vm.prank(maker);
        market.transfer(taker, fixedId, given);

        _settle(price);

        _assertExact(market.redeem(futureId, taker), given, price);
        uint256 rest = market.redeem(futureId, maker);
        assertEq(rest, unit * units - unit / 10_000 * given * price);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                  GIVEN, WHEN, THEN
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev A market in units of 18 decimals, 6 decimals, the smallest unit there is, or any other.
    function _open(uint256 seed) private {
        if (seed % 4 == 0) {
            unit = 1e18;
        } else if (seed % 4 == 1) {
            unit = 1e6;
        } else if (seed % 4 == 2) {
            unit = 20_000;
        } else {
            unit = 20_000 * bound(seed, 1, 2 ** 80);
        }
        market = Shipped.market(token, unit, 30 days);
        futureId = market.createFuture("file:demo#1", MATURATION, address(oracle));
    }

    function _offer(Side side, uint8 outcome, uint16 price, uint128 units)
        private
        view
        returns (Offer memory)
    {
        return Offer({
            maker: maker,
            futureId: futureId,
            outcome: Outcome(outcome % 2),
            side: side,
            price: uint16(bound(price, 1, 9999)),
            units: units,
            allOrNone: false,
            expiry: MATURATION,
            salt: 0,
            epoch: 0
        });
    }

    function _fund(address who, uint256 amount) private {
        token.faucet(who, amount);
        vm.startPrank(who);
        token.approve(address(market), amount);
        market.deposit(amount);
        vm.stopPrank();
    }

    function _split(address who, uint128 units) private {
        _fund(who, units * unit);
        vm.prank(who);
        market.split(futureId, units);
    }

    function _place(Offer memory offer) private {
        vm.prank(maker);
        market.place(offer);
    }

    function _take(Offer memory offer, uint128 units, uint128 fromPosition) private {
        vm.prank(taker);
        market.take(offer, units, fromPosition);
    }

    function _settle(uint16 price) private {
        vm.warp(MATURATION);
        oracle.set(keccak256(abi.encode(QUESTION_HASH, MATURATION)), true, price);
        market.settle(futureId, QUESTION_HASH);
    }

    function _units(address who, Outcome outcome) private view returns (uint256) {
        return market.balanceOf(who, market.positionId(futureId, outcome));
    }

    /// @dev All claims of maker and taker, and the open interest.
    function _books() private view returns (bytes32) {
        return keccak256(
            abi.encode(
                market.balanceOf(maker, 0),
                _units(maker, Outcome.FIXED),
                _units(maker, Outcome.UNFIXED),
                market.balanceOf(taker, 0),
                _units(taker, Outcome.FIXED),
                _units(taker, Outcome.UNFIXED),
                market.getFuture(futureId).openInterest,
                token.balanceOf(address(market))
            )
        );
    }

    /// @dev The amount is that part of that many units, with no remainder.
    function _assertExact(uint256 amount, uint256 units, uint256 basisPoints) private view {
        assertEq(amount * 10_000, units * unit * basisPoints, "to the base unit");
    }
}
