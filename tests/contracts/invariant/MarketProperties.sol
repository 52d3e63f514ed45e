// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Future, OfferState, Side} from "../../../contracts/types/Market.sol";
import {MarketGhost} from "./MarketGhost.sol";

/// @notice What must hold between the market's books and its ghost after every action.
abstract contract MarketProperties is MarketGhost {
    /// @dev What the market says, read once for all properties.
    struct Books {
        uint256[] collateral;
        Future[] futures;
        /// By future, outcome and actor.
        uint256[4][2][] units;
        OfferState[] offers;
        /// All units of both outcomes, escrow included, by future.
        uint256[2][] supply;
        uint256 escrowedCollateral;
    }

    function _readBooks() internal view returns (Books memory books) {
        books.collateral = new uint256[](actors.length);
        books.futures = new Future[](futures.length);
        books.units = new uint256[4][2][](futures.length);
        books.supply = new uint256[2][](futures.length);
        books.offers = new OfferState[](offers.length);
        for (uint256 i = 0; i < actors.length; ++i) {
            books.collateral[i] = market.balanceOf(actors[i], 0);
        }
        for (uint256 i = 0; i < futures.length; ++i) {
            books.futures[i] = market.getFuture(futures[i].id);
            for (uint256 outcome = 0; outcome < 2; ++outcome) {
                uint256 id = futures[i].ids[outcome];
                for (uint256 j = 0; j < actors.length; ++j) {
                    uint256 units = market.balanceOf(actors[j], id);
                    books.units[i][outcome][j] = units;
                    books.supply[i][outcome] += units;
                }
            }
        }
        for (uint256 i = 0; i < offers.length; ++i) {
            _readOffer(books, i);
        }
    }

    function _readOffer(Books memory books, uint256 index) private view {
        GhostOffer storage ghost = offers[index];
        OfferState memory state = market.getOfferState(ghost.id);
        books.offers[index] = state;
        if (!state.placed || state.closed) {
            return;
        }
        uint256 left = ghost.offer.units - state.filled;
        if (ghost.offer.side == Side.BUY) {
            books.escrowedCollateral += _cost(left, ghost.offer.price);
        } else {
            books.supply[ghost.future][_index(ghost.offer.outcome)] += left;
        }
    }

    /// @dev MKT-1, with equality: donations aside, the tokens are what is owed and nothing else.
    function _assert_MKT_1_TheTokensAreWhatIsOwed(Books memory books) internal view {
        uint256 owed = donated + books.escrowedCollateral;
        for (uint256 i = 0; i < books.collateral.length; ++i) {
            owed += books.collateral[i];
        }
        for (uint256 i = 0; i < books.futures.length; ++i) {
            Future memory future = books.futures[i];
            owed += future.settled
                ? _cost(books.supply[i][0], future.price)
                + _cost(books.supply[i][1], 10_000 - future.price)
                : _cost(future.openInterest, 10_000);
        }
        _same(token.balanceOf(address(market)), owed, "MKT-1");
    }

    /// @dev MKT-2: as many FIXED as UNFIXED, and as many as the market counts, until settlement.
    function _assert_MKT_2_BothOutcomesAreAsMany(Books memory books) internal pure {
        for (uint256 i = 0; i < books.futures.length; ++i) {
            if (!books.futures[i].settled) {
                uint256 open = books.futures[i].openInterest;
                _same(books.supply[i][0], open, "MKT-2: FIXED");
                _same(books.supply[i][1], open, "MKT-2: UNFIXED");
            }
        }
    }

    /// @dev MKT-3: an offer fills by what was taken, within its units, and whole if it says so.
    function _assert_MKT_3_OffersFillAsTheySay(Books memory books) internal view {
        for (uint256 i = 0; i < books.offers.length; ++i) {
            GhostOffer storage ghost = offers[i];
            OfferState memory state = books.offers[i];
            _same(state.filled, ghost.filled, "MKT-3: filled");
            require(state.placed == ghost.placed, "MKT-3: placed");
            require(state.closed == ghost.closed, "MKT-3: closed");
            uint256 units = ghost.offer.units;
            require(state.filled <= units, "MKT-3: overfilled");
            if (ghost.offer.allOrNone) {
                require(state.filled == 0 || state.filled == units, "MKT-3: all or none");
            }
        }
    }

    /// @dev MKT-4: settled when the ghost saw it, at the price it saw then.
    function _assert_MKT_4_PricesStay(Books memory books) internal view {
        for (uint256 i = 0; i < books.futures.length; ++i) {
            require(books.futures[i].settled == futures[i].settled, "MKT-4: settled");
            _same(books.futures[i].price, futures[i].price, "MKT-4: price");
            _same(books.futures[i].maturation, futures[i].maturation, "MKT-4: maturation");
        }
    }

    /// @dev MKT-5: what was redeemed and what can be makes a unit for each unit open at settlement.
    function _assert_MKT_5_RedemptionsAddUp(Books memory books) internal view {
        for (uint256 i = 0; i < books.futures.length; ++i) {
            GhostFuture storage ghost = futures[i];
            if (ghost.settled) {
                uint256 left = _cost(books.supply[i][0], ghost.price)
                    + _cost(books.supply[i][1], 10_000 - ghost.price);
                _same(ghost.redeemed + left, _cost(ghost.openAtSettlement, 10_000), "MKT-5");
                _same(books.futures[i].openInterest, ghost.openAtSettlement, "MKT-5: open");
            }
        }
    }

    /// @dev MKT-7: nobody's claim is other than what its holder, an operator and matched offers made of it.
    function _assert_MKT_7_ClaimsAreTheirHolders(Books memory books) internal view {
        for (uint256 j = 0; j < actors.length; ++j) {
            address actor = actors[j];
            _same(books.collateral[j], claims[actor][0], "MKT-7: collateral");
            _same(token.balanceOf(actor), wallets[actor], "MKT-7: wallet");
            _same(market.epochOf(actor), epochs[actor], "MKT-7: epoch");
            for (uint256 i = 0; i < books.futures.length; ++i) {
                _same(books.units[i][0][j], claims[actor][futures[i].ids[0]], "MKT-7: FIXED");
                _same(books.units[i][1][j], claims[actor][futures[i].ids[1]], "MKT-7: UNFIXED");
            }
        }
    }

    /// @dev MKT-9: what an open offer has left in escrow is what its maker put in, less what was matched.
    function _assert_MKT_9_EscrowIsTouchedByMatchesOnly(Books memory books) internal view {
        for (uint256 i = 0; i < books.offers.length; ++i) {
            GhostOffer storage ghost = offers[i];
            OfferState memory state = books.offers[i];
            uint256 left = state.placed && !state.closed ? ghost.offer.units - state.filled : 0;
            if (ghost.offer.side == Side.BUY) {
                left = _cost(left, ghost.offer.price);
            }
            _same(left, ghost.escrow, "MKT-9");
        }
    }

    /// @dev Cheap while it holds; says what differs when it does not.
    function _same(uint256 actual, uint256 expected, string memory what) private pure {
        if (actual != expected) {
            assertEq(actual, expected, what);
        }
    }
}
