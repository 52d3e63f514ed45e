// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {Payouts} from "../../../contracts/libraries/Payouts.sol";

/// @notice What is paid out of bond and fees. `make halmos` proves each `check_`: for all amounts, and where something is
/// divided for up to four by whom. forge tries it for any number.
contract PayoutsSymbolicTest is Test {
    /// @dev So many payers, or others, and fewer.
    uint256 private constant KNOWN = 4;

    /// @notice POOL-1: what the failed payers get and what they leave is the bond, whatever divides into what. A solver cannot
    /// divide by what it does not know: each number of payers is a proof of its own.
    function check_FailedPayersAndWhatTheyLeaveAreTheBond(uint112 bond, uint8 payers, uint8 failed)
        public
        pure
    {
        vm.assume(failed <= payers);
        for (uint256 known = 1; known <= KNOWN; ++known) {
            if (known == payers) {
                _assertPayersAreCovered(bond, known, failed);
            }
        }
    }

    /// @notice POOL-1: what the wronged requests get is covered by what the payers leave.
    function check_WrongedRequestsAreCoveredByWhatIsLeft(uint112 left, uint8 others, uint8 wronged)
        public
        pure
    {
        vm.assume(wronged <= others);
        for (uint256 known = 1; known <= KNOWN; ++known) {
            if (known == others) {
                assert(wronged * Payouts.requestPart(left, known) <= left);
            }
        }
    }

    /// @notice POOL-2: requests and seller get all of what is left and all fees that were put up, and no more.
    function check_RequestsAndSellerGetAllThereIs(
        uint112 left,
        uint112 part,
        uint32 wronged,
        uint32 answered,
        uint32 unanswered,
        uint112 fee
    ) public pure {
        vm.assume(uint256(wronged) * part <= left);
        uint256 putUp = (uint256(wronged) + answered + unanswered) * fee;

        uint256 seller = Payouts.sellerRest(left, part, wronged, answered, fee);
        uint256 requests = uint256(wronged) * (uint256(part) + fee) + uint256(unanswered) * fee;

        assert(seller + requests == left + putUp);
    }

    function testFuzz_FailedPayersAndWhatTheyLeaveAreTheBond(
        uint112 bond,
        uint32 payers,
        uint32 failed
    ) external pure {
        payers = uint32(bound(payers, 1, type(uint32).max));
        _assertPayersAreCovered(bond, payers, bound(failed, 0, payers));
    }

    function testFuzz_WrongedRequestsAreCoveredByWhatIsLeft(
        uint112 left,
        uint32 others,
        uint32 wronged
    ) external pure {
        assert(bound(wronged, 0, others) * Payouts.requestPart(left, others) <= left);
    }

    function _assertPayersAreCovered(uint256 bond, uint256 payers, uint256 failed) private pure {
        uint256 each = Payouts.compensation(bond, payers);

        // Were it more than the bond, the subtraction would revert.
        assert(failed * each <= bond);
        assert(Payouts.bondLeft(bond, payers, failed) + failed * each == bond);
    }
}
