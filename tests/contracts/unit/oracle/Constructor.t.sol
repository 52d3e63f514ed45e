// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {TrackerOracle} from "../../../../contracts/TrackerOracle.sol";
import {ITrackerOracle} from "../../../../contracts/interfaces/ITrackerOracle.sol";

contract TrackerOracleConstructorTest is Test {
    function test_RemembersItsReportersThresholdAndPeriods() external {
        address[] memory reporters = _accounts(3);

        TrackerOracle oracle = new TrackerOracle(reporters, 2, 3 days, 2 days, 1 days);

        assertEq(oracle.getReporters(), reporters);
        assertEq(oracle.threshold(), 2);
        assertEq(oracle.reportPeriod(), 3 days);
        assertEq(oracle.proposePeriod(), 2 days);
        assertEq(oracle.disputePeriod(), 1 days);
        assertEq(oracle.longestSettlement(), 6 days);
    }

    function test_KnowsItsReportersFromOthers() external {
        address[] memory reporters = _accounts(3);

        TrackerOracle oracle = new TrackerOracle(reporters, 3, 3 days, 2 days, 1 days);

        for (uint256 i = 0; i < 3; ++i) {
            assertTrue(oracle.isReporter(reporters[i]));
        }
        assertFalse(oracle.isReporter(address(this)));
        assertFalse(oracle.isReporter(address(0)));
    }

    function test_AcceptsOneReporterAnd255() external {
        assertEq(new TrackerOracle(_accounts(1), 1, 1, 1, 1).getReporters().length, 1);
        assertEq(new TrackerOracle(_accounts(255), 255, 1, 1, 1).getReporters().length, 255);
    }

    function test_LongestSettlementDoesNotOverflow() external {
        uint40 most = type(uint40).max;

        TrackerOracle oracle = new TrackerOracle(_accounts(1), 1, most, most, most);

        assertEq(oracle.longestSettlement(), 3 * uint256(most));
    }

    function test_RevertWhen_TooManyReporters() external {
        address[] memory reporters = _accounts(256);

        vm.expectRevert(
            abi.encodeWithSelector(ITrackerOracle.TrackerOracle_TooManyReporters.selector, 256)
        );
        new TrackerOracle(reporters, 2, 1, 1, 1);
    }

    function test_RevertWhen_ThereAreNoReporters() external {
        _expectThresholdOutOfRange(1, 0);
        new TrackerOracle(new address[](0), 1, 1, 1, 1);
    }

    function test_RevertWhen_TheThresholdIsZero() external {
        address[] memory reporters = _accounts(3);

        _expectThresholdOutOfRange(0, 3);
        new TrackerOracle(reporters, 0, 1, 1, 1);
    }

    function test_RevertWhen_TheThresholdIsAboveTheNumberOfReporters() external {
        address[] memory reporters = _accounts(3);

        _expectThresholdOutOfRange(4, 3);
        new TrackerOracle(reporters, 4, 1, 1, 1);
    }

    function test_RevertWhen_AReporterIsNobody() external {
        address[] memory reporters = _accounts(3);
        reporters[1] = address(0);

        vm.expectRevert(
            abi.encodeWithSelector(
                ITrackerOracle.TrackerOracle_ReporterInvalid.selector, address(0)
            )
        );
        new TrackerOracle(reporters, 2, 1, 1, 1);
    }

    function test_RevertWhen_AReporterIsNamedTwice() external {
        address[] memory reporters = _accounts(3);
        reporters[2] = reporters[0];

        vm.expectRevert(
            abi.encodeWithSelector(
                ITrackerOracle.TrackerOracle_ReporterInvalid.selector, reporters[0]
            )
        );
        new TrackerOracle(reporters, 2, 1, 1, 1);
    }

    function _accounts(uint160 number) private pure returns (address[] memory accounts) {
        accounts = new address[](number);
        for (uint160 i = 0; i < number; ++i) {
            accounts[i] = address(0x1000 + i);
        }
    }

    function _expectThresholdOutOfRange(uint256 threshold, uint256 reporters) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                ITrackerOracle.TrackerOracle_ThresholdOutOfRange.selector, threshold, reporters
            )
        );
    }
}
