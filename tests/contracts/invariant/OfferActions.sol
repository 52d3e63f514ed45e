// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IIssueMarket} from "../../../contracts/interfaces/IIssueMarket.sol";
import {Offer, Outcome, Side} from "../../../contracts/types/Market.sol";
import {Formulas} from "../abstracts/Formulas.sol";
import {MarketGhost} from "./MarketGhost.sol";

/// @notice Offers from their placing to their end.
abstract contract OfferActions is MarketGhost {
    function place(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        bool reckless = _reckless(what);
        if (reckless && offers.length != 0 && what % 3 == 0) {
            _placeAgain(what);
            return;
        }
        uint256 future = reckless ? _findFuture(what, _atAnEdge) : _tradingFuture(what);
        Offer memory offer = _makeUp(_actor(who), future, what, amount, reckless);
        address caller = reckless && what % 5 == 0 ? _actor(who % 4 + 1) : offer.maker;
        if (!reckless) {
            _ensureEscrow(offer, future);
        }
        _place(caller, offer, future);
    }

    /// @dev MKT-3: in units and price no worse than offered, and never once closed, stale, expired or matured.
    function take(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        bool reckless = _reckless(what) && offers.length != 0;
        uint256 index = reckless ? _deadOffer(what) : _fillableOffer(who, what, amount);
        Offer memory offer = offers[index].offer;
        address taker = _actor(who);
        if (taker == offer.maker && _mix(what, "self") % 16 != 0) {
            taker = _actor(who % 4 + 1);
        }
        if (_mix(what, "position") % 2 == 0 && _trading(offers[index].future)) {
            _ensureSomethingToGive(taker, offers[index]);
        }
        // Sometimes it is only too much, or too little.
        (uint128 units, uint128 fromPosition) =
            _howMuch(offers[index], taker, amount, _mix(what, "wild") % 8 == 0);
        if (!reckless && fromPosition <= units) {
            _ensureCollateral(taker, _pays(offer, units - fromPosition));
        }
        bool allowed = _mayTake(index, taker, units, fromPosition);

        (bool success,) =
            _call(taker, abi.encodeCall(IIssueMarket.take, (offer, units, fromPosition)));

        _agree("take", allowed, success);
        if (success) {
            _takeGhost(index, taker, units, fromPosition);
        }
    }

    /// @dev MKT-3: an offer that nobody placed has no escrow to take.
    function takeUnplaced(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        Offer memory offer = _makeUp(_actor(who % 4 + 1), _tradingFuture(what), what, amount, false);
        _ensureCollateral(_actor(who), _pays(offer, offer.units));

        (bool success,) =
            _call(_actor(who), abi.encodeCall(IIssueMarket.take, (offer, offer.units, 0)));

        _agree("takeUnplaced", false, success);
    }

    function cancel(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        bool reckless = _reckless(what) && offers.length != 0;
        uint256 index = reckless ? what % offers.length : _fillableOffer(who, what, amount);
        GhostOffer storage ghost = offers[index];
        address caller = reckless ? _actor(who) : ghost.offer.maker;
        bool allowed = caller == ghost.offer.maker && !ghost.closed
            && !(ghost.placed && ghost.filled == ghost.offer.units);

        (bool success,) = _call(caller, abi.encodeCall(IIssueMarket.cancel, (ghost.offer)));

        _agree("cancel", allowed, success);
        if (success) {
            _closeGhost(ghost);
        }
    }

    /// @dev An offer that was never placed is closed for good.
    function cancelUnplaced(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        uint256 future = what % futures.length;
        Offer memory offer = _makeUp(_actor(who), future, what, amount, _reckless(what));

        (bool success,) = _call(offer.maker, abi.encodeCall(IIssueMarket.cancel, (offer)));

        _agree("cancelUnplaced", true, success);
        bytes32 offerId = Formulas.offerHash(offer, block.chainid, address(market));
        offers.push(GhostOffer(offer, offerId, future, 0, false, true, 0));
    }

    function cancelAll(uint256 who, uint256, uint256) external atGhostTime {
        address maker = _actor(who);

        (bool success,) = _call(maker, abi.encodeCall(IIssueMarket.cancelAll, ()));

        _agree("cancelAll", true, success);
        ++epochs[maker];
    }

    /// @dev MKT-9: by anybody, and to the maker alone.
    function release(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        bool any = offers.length != 0;
        if (!any || (!_reckless(what) && !_releasable(_findOffer(what, _releasable)))) {
            _wait(amount);
            return;
        }
        uint256 index = _reckless(what) ? what % offers.length : _findOffer(what, _releasable);
        GhostOffer storage ghost = offers[index];
        bool done = ghost.closed || ghost.filled == ghost.offer.units;

        (bool success,) = _call(_actor(who), abi.encodeCall(IIssueMarket.release, (ghost.offer)));

        _agree("release", ghost.placed && (done || !_live(index)), success);
        if (success && !done) {
            _closeGhost(ghost);
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      PLACING
    //////////////////////////////////////////////////////////////////////////*/

    function _place(address caller, Offer memory offer, uint256 future) private {
        uint256 escrow = _escrowOf(offer, offer.units);
        uint256 id = _escrowId(offer, future);

        (bool success, bytes memory result) =
            _call(caller, abi.encodeCall(IIssueMarket.place, (offer)));

        bool sane = offer.units != 0 && offer.price != 0 && offer.price < 10_000;
        bool timely = time < offer.expiry && offer.epoch == epochs[offer.maker] && _trading(future);
        bool covered = claims[offer.maker][id] >= escrow;
        _agree("place", caller == offer.maker && sane && timely && covered, success);
        if (success) {
            claims[offer.maker][id] -= escrow;
            bytes32 offerId = Formulas.offerHash(offer, block.chainid, address(market));
            assertEq(abi.decode(result, (bytes32)), offerId, "place: offer id");
            offers.push(GhostOffer(offer, offerId, future, 0, true, false, escrow));
        }
    }

    /// @dev An offer that can be met: one that there is, or else a new one, which is not the actor's own.
    function _fillableOffer(uint256 who, uint256 what, uint256 amount) private returns (uint256) {
        if (offers.length != 0) {
            uint256 index = _findOffer(what, _fillable);
            if (_fillable(index)) {
                return index;
            }
        }
        uint256 future = _tradingFuture(what);
        Offer memory offer = _makeUp(_actor(who % 4 + 1), future, what, amount, false);
        _ensureEscrow(offer, future);
        _place(offer.maker, offer, future);
        return offers.length - 1;
    }

    /// @dev One that is open and cannot fill, one that is closed, or any.
    function _deadOffer(uint256 seed) private view returns (uint256) {
        uint256 kind = _mix(seed, "dead") % 3;
        return kind == 0
            ? _findOffer(seed, _releasable)
            : kind == 1 ? _findOffer(seed, _closed) : seed % offers.length;
    }

    function _placeAgain(uint256 seed) private {
        GhostOffer storage ghost = offers[seed % offers.length];

        (bool success,) =
            _call(ghost.offer.maker, abi.encodeCall(IIssueMarket.place, (ghost.offer)));

        _agree("place", false, success);
    }

    /// @dev A new offer; its salt is its number, so that no two are the same. A reckless one may make no sense.
    function _makeUp(address maker, uint256 future, uint256 what, uint256 amount, bool reckless)
        private
        view
        returns (Offer memory)
    {
        uint256 odd = reckless ? _mix(what, "odd") % 5 : 5;
        return Offer({
            maker: maker,
            futureId: futures[future].id,
            outcome: Outcome(_mix(what, "outcome") % 2),
            side: Side(_mix(what, "side") % 2),
            price: odd == 0 ? 0 : odd == 1 ? 10_000 : uint16(_bound(_mix(what, "price"), 1, 9999)),
            units: odd == 2 ? 0 : uint128(_bound(amount, 1, 500)),
            allOrNone: _mix(what, "allOrNone") % 4 == 0,
            expiry: odd == 3 ? time : time + uint40(_bound(_mix(what, "expiry"), 1, 12 days)),
            salt: uint64(offers.length),
            epoch: odd == 4 ? epochs[maker] + 1 : epochs[maker]
        });
    }

    function _ensureEscrow(Offer memory offer, uint256 future) private {
        if (offer.side == Side.BUY) {
            _ensureCollateral(offer.maker, _escrowOf(offer, offer.units));
        } else {
            _ensureUnits(offer.maker, future, _index(offer.outcome), offer.units);
        }
    }

    function _escrowOf(Offer memory offer, uint256 units) private pure returns (uint256) {
        return offer.side == Side.BUY ? _cost(units, offer.price) : units;
    }

    function _escrowId(Offer memory offer, uint256 future) private view returns (uint256) {
        return offer.side == Side.BUY ? 0 : futures[future].ids[_index(offer.outcome)];
    }

    function _closeGhost(GhostOffer storage ghost) private {
        ghost.closed = true;
        claims[ghost.offer.maker][_escrowId(ghost.offer, ghost.future)] += ghost.escrow;
        ghost.escrow = 0;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       TAKING
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev The outcome that a taker may give: that of a BUY, the other one of a SELL.
    function _givenId(Offer memory offer, uint256 future) private view returns (uint256) {
        uint256 outcome = _index(offer.outcome);
        return futures[future].ids[offer.side == Side.BUY ? outcome : 1 - outcome];
    }

    /// @dev Half of what the offer has left, and so a mixed meeting, a partial one, or a whole one by collateral.
    function _ensureSomethingToGive(address taker, GhostOffer storage ghost) private {
        uint256 outcome = _index(ghost.offer.outcome);
        _ensureUnits(
            taker,
            ghost.future,
            ghost.offer.side == Side.BUY ? outcome : 1 - outcome,
            (ghost.offer.units - ghost.filled + 1) / 2
        );
    }

    /// @dev What a taker pays for units met with collateral.
    function _pays(Offer memory offer, uint256 units) private pure returns (uint256) {
        return _cost(units, offer.side == Side.BUY ? 10_000 - offer.price : offer.price);
    }

    /// @dev What a taker is paid for units met with a position.
    function _earns(Offer memory offer, uint256 units) private pure returns (uint256) {
        return _cost(units, offer.side == Side.BUY ? offer.price : 10_000 - offer.price);
    }

    function _howMuch(GhostOffer storage ghost, address taker, uint256 amount, bool reckless)
        private
        view
        returns (uint128 units, uint128 fromPosition)
    {
        uint256 left = ghost.offer.units - ghost.filled;
        if (reckless) {
            units = uint128(_bound(amount, 0, left + 1));
            fromPosition = uint128(_bound(_mix(amount, "position"), 0, units + 1));
            return (units, fromPosition);
        }
        units = ghost.offer.allOrNone ? ghost.offer.units : uint128(_bound(amount, 1, left + 1));
        uint256 held = claims[taker][_givenId(ghost.offer, ghost.future)];
        uint256 most = held < units ? held : units;
        uint256 mode = _mix(amount, "mode") % 3;
        fromPosition =
            uint128(mode == 0 ? 0 : mode == 1 ? most : _bound(_mix(amount, "position"), 0, most));
        if (units > left && left != 0) {
            units = uint128(left);
            fromPosition = fromPosition > units ? units : fromPosition;
        }
    }

    function _mayTake(uint256 index, address taker, uint256 units, uint256 fromPosition)
        private
        view
        returns (bool)
    {
        GhostOffer storage ghost = offers[index];
        Offer memory offer = ghost.offer;
        if (units == 0 || fromPosition > units || taker == offer.maker) {
            return false;
        }
        if (!_fillable(index) || units > offer.units - ghost.filled) {
            return false;
        }
        if (offer.allOrNone && units != offer.units) {
            return false;
        }
        return claims[taker][_givenId(offer, ghost.future)] >= fromPosition
            && claims[taker][0] + _earns(offer, fromPosition) >= _pays(offer, units - fromPosition);
    }

    function _takeGhost(uint256 index, address taker, uint256 units, uint256 fromPosition) private {
        GhostOffer storage ghost = offers[index];
        GhostFuture storage future = futures[ghost.future];
        Offer memory offer = ghost.offer;
        uint256 id = future.ids[_index(offer.outcome)];
        uint256 otherId = future.ids[1 - _index(offer.outcome)];
        uint256 fromCollateral = units - fromPosition;
        ghost.filled += units;
        ghost.escrow -= _escrowOf(offer, units);
        claims[taker][0] += _earns(offer, fromPosition);
        claims[taker][0] -= _pays(offer, fromCollateral);
        if (offer.side == Side.BUY) {
            claims[offer.maker][id] += units;
            claims[taker][id] -= fromPosition;
            claims[taker][otherId] += fromCollateral;
            future.open += fromCollateral;
        } else {
            claims[offer.maker][0] += _cost(units, offer.price);
            claims[taker][otherId] -= fromPosition;
            claims[taker][id] += fromCollateral;
            future.open -= fromPosition;
        }
        _countKind(offer, fromCollateral, fromPosition);
    }

    /// @dev How often offers were met in each of the four ways.
    function _countKind(Offer memory offer, uint256 fromCollateral, uint256 fromPosition) private {
        bool buy = offer.side == Side.BUY;
        if (fromCollateral != 0) {
            ++passed[buy ? "mint" : "transfer by sell"];
        }
        if (fromPosition != 0) {
            ++passed[buy ? "transfer by buy" : "merge by sell"];
        }
    }
}
