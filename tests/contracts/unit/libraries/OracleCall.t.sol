// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {OracleCall} from "../../../../contracts/libraries/OracleCall.sol";
import {QuestionId} from "../../../../contracts/libraries/QuestionId.sol";
import {
    AnsweringOracle,
    CostlyOracle,
    GasBurningOracle,
    LongOracle,
    LongRevertingOracle,
    RawOracle,
    RevertingOracle,
    WritingOracle
} from "../../mocks/Oracles.sol";

contract OracleCallHarness {
    function ask(address oracle, bytes32 questionId) external view returns (bool, uint16) {
        return OracleCall.ask(oracle, questionId);
    }

    /// @dev Gas that the question cost its asker, the growth of its memory included.
    function measure(address oracle, bytes32 questionId) external view returns (uint256) {
        uint256 gasBefore = gasleft();
        OracleCall.ask(oracle, questionId);
        return gasBefore - gasleft();
    }
}

contract OracleCallTest is Test {
    bytes32 private constant QUESTION = keccak256("question");
    /// @dev 200,000 x 64 / 63, rounded down, and 50,000.
    uint256 private constant REQUIRED = 253_174;

    OracleCallHarness private harness = new OracleCallHarness();

    function test_ReadsAnAnswer() external {
        AnsweringOracle oracle = new AnsweringOracle();
        oracle.set(QUESTION, true, 10_000);

        _assertAnswers(address(oracle), true, 10_000);
    }

    function test_ReadsTheAnswerToTheQuestionThatIsAsked() external {
        AnsweringOracle oracle = new AnsweringOracle();
        oracle.set(keccak256("another"), true, 10_000);

        _assertAnswers(address(oracle), false, 0);
    }

    function test_ReadsEveryPriceFromZeroToOne() external {
        _assertAnswers(_raw(abi.encode(1, 0)), true, 0);
        _assertAnswers(_raw(abi.encode(1, 1)), true, 1);
        _assertAnswers(_raw(abi.encode(1, 10_000)), true, 10_000);
    }

    function test_ReadsPastNothingAfterTheAnswer() external {
        _assertAnswers(_raw(abi.encode(1, 7, 99, "more")), true, 7);
    }

    function test_NotYetIsSilenceWhateverThePrice() external {
        _assertAnswers(_raw(abi.encode(0, 10_000)), false, 0);
    }

    function test_APriceAboveOneIsSilence() external {
        _assertAnswers(_raw(abi.encode(1, 10_001)), false, 0);
        _assertAnswers(_raw(abi.encode(1, 65_536 + 10_000)), false, 0);
        _assertAnswers(_raw(abi.encode(1, type(uint256).max)), false, 0);
    }

    function test_AFlagThatIsNoBooleanIsSilence() external {
        _assertAnswers(_raw(abi.encode(2, 10_000)), false, 0);
        _assertAnswers(_raw(abi.encode(257, 10_000)), false, 0);
        _assertAnswers(_raw(abi.encode(type(uint256).max, 10_000)), false, 0);
    }

    function test_ShortDataIsSilence() external {
        bytes memory short = new bytes(63);
        short[31] = 0x01;

        _assertAnswers(_raw(short), false, 0);
        _assertAnswers(_raw(abi.encode(1)), false, 0);
        _assertAnswers(_raw(""), false, 0);
    }

    function test_ARevertIsSilenceWhateverItsData() external {
        _assertAnswers(address(new RevertingOracle()), false, 0);
    }

    function test_NoCodeIsSilence() external {
        _assertAnswers(makeAddr("nobody"), false, 0);
    }

    function test_WritingIsSilence() external {
        WritingOracle oracle = new WritingOracle();

        _assertAnswers(address(oracle), false, 0);

        assertEq(oracle.asked(), 0);
    }

    function test_BurningGasIsSilenceAndCostsTheCapAtMost() external {
        address oracle = address(new GasBurningOracle());

        _assertAnswers(oracle, false, 0);
        _assertCosts(oracle, 200_000 + 5000);
    }

    function test_AnAnswerJustBelowTheCapIsHeard() external {
        _assertAnswers(address(new CostlyOracle(198_000)), true, 10_000);
    }

    function test_AnAnswerAboveTheCapIsSilence() external {
        _assertAnswers(address(new CostlyOracle(200_000)), false, 0);
    }

    function test_AMegabyteIsSilenceAndCostsTheCapAtMost() external {
        address oracle = address(new LongOracle(1e6));

        _assertAnswers(oracle, false, 0);
        _assertCosts(oracle, 200_000 + 5000);
    }

    function test_AMegabyteOfReasonsIsSilenceAndCostsTheCapAtMost() external {
        address oracle = address(new LongRevertingOracle(1e6));

        _assertAnswers(oracle, false, 0);
        _assertCosts(oracle, 200_000 + 5000);
    }

    function test_TheLongestAnswerThatTheCapPaysForIsHeardAndNotCopied() external {
        address oracle = address(new LongOracle(280_000));

        _assertAnswers(oracle, true, 10_000);
        _assertCosts(oracle, 200_000 + 5000);
    }

    function test_TheLongestReasonThatTheCapPaysForIsNotCopied() external {
        address oracle = address(new LongRevertingOracle(280_000));

        _assertAnswers(oracle, false, 0);
        _assertCosts(oracle, 200_000 + 5000);
    }

    /// @dev With any gas at all: no answer at all, or the true one.
    function test_StarvedGas_NeverLooksLikeSilence() external {
        address oracle = address(new CostlyOracle(198_000));
        uint256 heard;

        for (uint256 gas = 5000; gas < 300_000; gas += 250) {
            try harness.ask{gas: gas}(oracle, QUESTION) returns (bool settled, uint16 price) {
                assertTrue(settled, vm.toString(gas));
                assertEq(price, 10_000);
                ++heard;
            } catch {}
        }

        assertGt(heard, 100);
    }

    function test_RevertWhen_GasIsTooLow_SayingHowMuchIsNeeded() external {
        address oracle = address(new AnsweringOracle());

        (bool success, bytes memory data) =
            address(harness).call{gas: REQUIRED}(abi.encodeCall(harness.ask, (oracle, QUESTION)));

        assertFalse(success);
        assertEq(bytes4(data), OracleCall.OracleCall_GasTooLow.selector);
        (uint256 available, uint256 required) = _arguments(data);
        assertEq(required, REQUIRED);
        assertLt(available, REQUIRED);
        assertGt(available, REQUIRED - 10_000);
    }

    function test_QuestionIdsAreThoseOfTheFormula() external pure {
        assertEq(
            QuestionId.derive(QUESTION, 1_800_000_000),
            keccak256(bytes.concat(QUESTION, bytes32(uint256(1_800_000_000))))
        );
    }

    function _raw(bytes memory answer) private returns (address) {
        return address(new RawOracle(answer));
    }

    function _arguments(bytes memory data) private pure returns (uint256 first, uint256 second) {
        assembly ("memory-safe") {
            first := mload(add(data, 0x24))
            second := mload(add(data, 0x44))
        }
    }

    function _assertAnswers(address oracle, bool settled, uint16 price) private view {
        (bool actual, uint16 actualPrice) = harness.ask(oracle, QUESTION);
        assertEq(actual, settled, "settled");
        assertEq(actualPrice, price, "price");
    }

    function _assertCosts(address oracle, uint256 most) private view {
        assertLe(harness.measure(oracle, QUESTION), most, "gas");
    }
}
