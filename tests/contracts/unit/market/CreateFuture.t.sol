// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IIssueMarket} from "../../../../contracts/interfaces/IIssueMarket.sol";
import {Future} from "../../../../contracts/types/Market.sol";
import {Formulas} from "../../abstracts/Formulas.sol";
import {MarketTest} from "../../abstracts/MarketTest.sol";
import {AnsweringOracle} from "../../mocks/Oracles.sol";

contract CreateFutureTest is MarketTest {
    string private constant NEW = "github:owner/repo#1337";
    uint40 private constant LATEST = type(uint40).max - VOID_DELAY;

    function test_StoresTheFuture() external {
        bytes32 id = market.createFuture(NEW, MATURATION, address(oracle));

        Future memory future = market.getFuture(id);
        assertEq(future.maturation, MATURATION);
        assertEq(future.openInterest, 0);
        assertEq(future.price, 0);
        assertFalse(future.settled);
        assertEq(future.oracle, address(oracle));
    }

    function test_NamesItByQuestionMaturationAndOracle() external {
        bytes32 id = market.createFuture(NEW, MATURATION, address(oracle));

        assertEq(id, Formulas.futureId(NEW, MATURATION, address(oracle)));
    }

    function test_LogsTheTextAndTheQuestionIdThatTheOracleIsAsked() external {
        vm.expectEmit(address(market));
        emit IIssueMarket.FutureCreated(
            Formulas.futureId(NEW, MATURATION, address(oracle)),
            Formulas.questionId(keccak256(bytes(NEW)), MATURATION),
            address(oracle),
            MATURATION,
            NEW,
            adam
        );
        vm.prank(adam);
        market.createFuture(NEW, MATURATION, address(oracle));
    }

    function test_KeepsFuturesApartByEachOfTheThree() external {
        AnsweringOracle other = new AnsweringOracle();

        bytes32 one = market.createFuture(NEW, MATURATION, address(oracle));
        bytes32 two = market.createFuture(NEW, MATURATION + 1, address(oracle));
        bytes32 three = market.createFuture(NEW, MATURATION, address(other));

        assertNotEq(one, futureId);
        assertNotEq(one, two);
        assertNotEq(one, three);
    }

    function test_AcceptsTheEarliestAndTheLatestMaturation() external {
        bytes32 soon = market.createFuture(NEW, START + 1, address(oracle));
        bytes32 late = market.createFuture(NEW, LATEST, address(oracle));

        assertEq(market.getFuture(soon).maturation, START + 1);
        assertEq(market.getFuture(late).maturation, LATEST);
    }

    function test_WhenItExists_FindsItAndChangesNothing() external {
        _giveBoth(adam, 5);
        vm.recordLogs();

        vm.prank(beth);
        bytes32 id = market.createFuture(QUESTION, MATURATION, address(oracle));

        assertEq(id, futureId);
        _assertOpenInterest(5);
        assertEq(vm.getRecordedLogs().length, 0, "no event");
    }

    function test_WhenItExists_FindsItAfterSettlementAndWithoutItsOracle() external {
        _settleAt(10_000);
        vm.etch(address(oracle), "");

        bytes32 id = market.createFuture(QUESTION, MATURATION, address(oracle));

        assertEq(id, futureId);
        _assertSettled(10_000);
    }

    function test_RevertWhen_QuestionIsEmpty() external {
        vm.expectRevert(IIssueMarket.IssueMarket_QuestionEmpty.selector);
        market.createFuture("", MATURATION, address(oracle));
    }

    function test_RevertWhen_MaturationIsNowOrPast() external {
        uint40[3] memory times = [START, START - 1, 0];

        for (uint256 i = 0; i < times.length; ++i) {
            _expectOutOfRange(times[i]);
            market.createFuture(NEW, times[i], address(oracle));
        }
    }

    function test_RevertWhen_MaturationLeavesNoTimeToVoid() external {
        _expectOutOfRange(LATEST + 1);
        market.createFuture(NEW, LATEST + 1, address(oracle));

        _expectOutOfRange(type(uint40).max);
        market.createFuture(NEW, type(uint40).max, address(oracle));
    }

    function test_RevertWhen_OracleHasNoCode() external {
        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_OracleWithoutCode.selector, adam)
        );
        market.createFuture(NEW, MATURATION, adam);
    }

    function _expectOutOfRange(uint40 maturation) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IIssueMarket.IssueMarket_MaturationOutOfRange.selector,
                maturation,
                uint256(START) + 1,
                uint256(LATEST)
            )
        );
    }
}
