// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICostSharingPools} from "../../../../contracts/interfaces/ICostSharingPools.sol";
import {Mechanism, PoolTerms} from "../../../../contracts/types/Pools.sol";
import {ExchangeTest} from "../../abstracts/ExchangeTest.sol";

/// @notice A premium period of an hour and one to publish after it, under CS: complaints go on when the key is long out, or
/// can no longer be. The bond is one base unit more than divides by the three who pay.
contract ExchangeTimesTest is ExchangeTest {
    uint112 private constant ODD_BOND = 120e18 + 1;
    uint40 private constant PUBLISH_FROM = SECOND_0 + 1 hours;
    /// @dev 2,666.67 of 3,600 seconds: ceil(3,600 x 33.3.. / 45).
    uint32 private constant LEFT = 2667;

    function setUp() public override {
        super.setUp();
        // Nothing of the pool before is in the way.
        vm.warp(LATE);
        for (uint256 i = 0; i < 6; ++i) {
            _claim(_six()[i]);
        }
        _claim(seller);
        _assertTokensHeld(0);
        vm.warp(START);
        PoolTerms memory terms = _terms(Mechanism.CS);
        (terms.premiumPeriod, terms.publishPeriod, terms.bond) = (1 hours, 1 hours, ODD_BOND);
        _create(terms);
        _bid(_four());
        _settle(LEFT, 3601, _accounts(_four()), new address[](0));
    }

    function test_PublishedEarly_PayersStillComplain() external {
        _deliver(adam);
        _deliver(beth);
        _deliver(charles, bytes32("rubbish"));
        vm.warp(PUBLISH_FROM);
        _publish();
        vm.warp(COMPLAINT_END - 1);
        assertEq(_claim(seller), 0);
        _complain(charles);
        vm.warp(COMPLAINT_END);

        assertEq(_claim(seller), 80e18 + 1 + 2 * uint256(SHARE));
        assertEq(_claim(charles), 45e18 + 40e18);
        assertEq(_claim(adam), 60e18 - SHARE);
        assertEq(_claim(beth), 50e18 - SHARE);
        assertEq(_claim(dana), 10e18);
        _assertTokensHeld(0);
    }

    /// @dev What is decided is decided: a complaint after that changes nothing, before the seller was paid or after.
    function test_NotPublished_LateComplaintsChangeNothing() external {
        _deliver(adam);
        _deliver(beth, bytes32("rubbish"));
        _deliver(charles, bytes32("rubbish"));
        vm.warp(PUBLISH_FROM + 1 hours);
        assertEq(_claim(adam), 60e18 + 40e18);
        _complain(beth);
        assertEq(_claim(seller), 1);
        _complain(charles);

        assertEq(_claim(beth), 50e18 + 40e18);
        assertEq(_claim(charles), 45e18 + 40e18);
        assertEq(_claim(dana), 10e18);
        assertEq(_claim(seller), 0);
        _assertTokensHeld(0);
    }

    /// @dev Only dana could have requested: all that the payers leave of the bond backs it.
    function test_NotPublished_ARequestGetsTheDustOfTheBond() external {
        _deliverAll();
        vm.warp(PUBLISH_FROM + 1 hours - 1);
        _request(dana);
        uint256 answerEnd = block.timestamp + DELIVERY_PERIOD;
        vm.warp(answerEnd);
        pools.complain(poolId, dana.account, 0);
        assertEq(_claim(dana), 10e18 + REQUEST_FEE + 1);
        assertEq(_claim(adam), 60e18 + 40e18);
        assertEq(_claim(seller), 0);
        vm.warp(answerEnd + COMPLAINT_PERIOD);

        assertEq(_claim(seller), 0);
        assertEq(_claim(beth), 50e18 + 40e18);
        assertEq(_claim(charles), 45e18 + 40e18);
        _assertTokensHeld(0);
    }

    /// @dev The seller is paid last of all, as requests may still be wronged when the key is out.
    function test_ARequestJustBeforePublication_KeepsTheSellerWaiting() external {
        _deliverAll();
        vm.warp(PUBLISH_FROM);
        _request(dana);
        _deliver(dana, bytes32("rubbish"));
        _publish();
        vm.warp(COMPLAINT_END);
        assertEq(_claim(seller), 0);
        uint256 end = PUBLISH_FROM + DELIVERY_PERIOD + COMPLAINT_PERIOD;
        vm.warp(end - 1);
        assertEq(_claim(seller), 0);
        _complain(dana);
        vm.warp(end);

        assertEq(_claim(dana), 10e18 + REQUEST_FEE + ODD_BOND);
        assertEq(_claim(seller), 3 * uint256(SHARE));
        _claim(adam);
        _claim(beth);
        _claim(charles);
        _assertTokensHeld(0);
    }

    /// @dev Rubbish or not: who does not complain in time was answered.
    function test_Complain_RevertWhen_AnAnsweredRequestIsComplainedOfTooLate() external {
        vm.warp(PUBLISH_FROM);
        _request(dana);
        _deliver(dana, bytes32("rubbish"));
        uint256 end = PUBLISH_FROM + DELIVERY_PERIOD + COMPLAINT_PERIOD;
        vm.warp(end);

        vm.expectRevert(_outsidePeriod(0, end));
        _complain(dana);
    }

    function test_Publish_RevertWhen_ThePoolIsNotSold() external {
        _create(Mechanism.CS);

        vm.expectRevert(
            abi.encodeWithSelector(ICostSharingPools.CostSharingPools_NotSold.selector, poolId)
        );
        _publish();
    }
}
