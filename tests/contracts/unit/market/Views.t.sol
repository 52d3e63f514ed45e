// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Future, Offer, OfferState, Outcome, Side} from "../../../../contracts/types/Market.sol";
import {Formulas} from "../../abstracts/Formulas.sol";
import {MarketTest} from "../../abstracts/MarketTest.sol";

contract ViewsTest is MarketTest {
    function test_AnUnknownFutureIsAllZero() external view {
        Future memory future = market.getFuture(bytes32("no"));

        assertEq(future.maturation, 0);
        assertEq(future.openInterest, 0);
        assertEq(future.price, 0);
        assertFalse(future.settled);
        assertEq(future.oracle, address(0));
    }

    function test_AnUnknownOfferIsAllZero() external view {
        OfferState memory state = market.getOfferState(bytes32("no"));

        assertEq(state.filled, 0);
        assertFalse(state.placed);
        assertFalse(state.closed);
    }

    function test_PositionIdsAreThoseOfTheFormula() external view {
        assertEq(market.positionId(futureId, Outcome.FIXED), Formulas.positionId(futureId, 0));
        assertEq(market.positionId(futureId, Outcome.UNFIXED), Formulas.positionId(futureId, 1));
    }

    function test_OfferHashesAreThoseOfTheFormula() external view {
        Offer memory offer = _offer(adam, Side.SELL, Outcome.UNFIXED, 8000, 200);
        offer.allOrNone = true;

        assertEq(market.hashOffer(offer), _id(offer));
    }

    function test_OfferHashesAreThoseOfTheChain() external {
        Offer memory offer = _offer(adam, Side.BUY, Outcome.FIXED, 8000, 200);
        bytes32 here = market.hashOffer(offer);

        vm.chainId(4242);

        assertNotEq(market.hashOffer(offer), here);
        assertEq(market.hashOffer(offer), _id(offer));
    }

    /// @dev Two encodings of one offer would be two ids of one escrow, or one id that is read in two ways.
    function test_RevertWhen_AWordOfTheOfferHasBitsOutsideItsType() external {
        Offer memory offer = _offer(adam, Side.BUY, Outcome.FIXED, 8000, 200);
        bytes memory clean = abi.encodeCall(market.hashOffer, (offer));
        (bool success,) = address(market).staticcall(clean);
        assertTrue(success, "clean");

        // Every word but futureId, which fills its own: the highest bit of it.
        for (uint256 word = 0; word < 10; ++word) {
            if (word == 1) {
                continue;
            }
            bytes memory dirty = bytes.concat(clean);
            dirty[4 + 32 * word] = 0x80;

            (success,) = address(market).staticcall(dirty);

            assertFalse(success, vm.toString(word));
        }
    }

    function test_RevertWhen_OutcomeOrSideIsAThirdOne() external {
        bytes memory data =
            abi.encodeCall(market.hashOffer, (_offer(adam, Side.BUY, Outcome.FIXED, 8000, 200)));

        data[4 + 32 * 3 - 1] = 0x02;
        (bool success,) = address(market).staticcall(data);
        assertFalse(success, "outcome 2");

        data[4 + 32 * 3 - 1] = 0x01;
        data[4 + 32 * 4 - 1] = 0x02;
        (success,) = address(market).staticcall(data);
        assertFalse(success, "side 2");
    }
}
