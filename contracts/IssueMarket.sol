// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {CollateralVault} from "./abstracts/CollateralVault.sol";
import {IIssueMarket} from "./interfaces/IIssueMarket.sol";
import {OracleCall} from "./libraries/OracleCall.sol";
import {QuestionId} from "./libraries/QuestionId.sol";
import {Future, Offer, OfferState, Outcome, Side} from "./types/Market.sol";

/// @title IssueMarket
/// @notice See the documentation in {IIssueMarket}.
contract IssueMarket is IIssueMarket, CollateralVault, EIP712, Multicall {
    /// @inheritdoc IIssueMarket
    uint16 public constant override PRICE_ONE = 10_000;

    uint16 private constant INVALID_PRICE = 5000;

    bytes32 private constant OFFER_TYPEHASH = keccak256(
        "Offer(address maker,bytes32 futureId,uint8 outcome,uint8 side,uint16 price,uint128 units,bool allOrNone,uint40 expiry,uint64 salt,uint32 epoch)"
    );

    /// @inheritdoc IIssueMarket
    uint256 public immutable override unit;

    /// @inheritdoc IIssueMarket
    uint40 public immutable override voidDelay;

    /// @dev Base units in a basis point of a unit: a whole number, so that no product of it is ever rounded.
    uint256 private immutable _basisPoint;

    /// @inheritdoc IIssueMarket
    mapping(address maker => uint32 epoch) public override epochOf;

    mapping(bytes32 futureId => Future future) private _futures;

    mapping(bytes32 offerId => OfferState state) private _offers;

    /*//////////////////////////////////////////////////////////////////////////
                                    CONSTRUCTOR
    //////////////////////////////////////////////////////////////////////////*/

    /// @param token_ The collateral.
    /// @param unit_ Base units of collateral in a unit: a multiple of 20,000, for ever.
    /// @param voidDelay_ Seconds after maturation that oracles have; longer than the slowest oracle in use can take.
    constructor(IERC20 token_, uint256 unit_, uint40 voidDelay_)
        CollateralVault(token_)
        EIP712("Bugmark IssueMarket", "1")
    {
        // Check: every price, and the midpoint of any two, is a whole number of base units.
        if (unit_ == 0 || unit_ % (2 * uint256(PRICE_ONE)) != 0) {
            revert IssueMarket_UnitNotDivisible(unit_);
        }
        unit = unit_;
        _basisPoint = unit_ / PRICE_ONE;
        voidDelay = voidDelay_;
    }

    /*//////////////////////////////////////////////////////////////////////////
                        USER-FACING STATE-CHANGING FUNCTIONS
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc IIssueMarket
    function createFuture(string calldata question, uint40 maturation, address oracle)
        external
        override
        returns (bytes32 futureId)
    {
        bytes32 questionHash = keccak256(bytes(question));
        futureId = keccak256(abi.encode(questionHash, maturation, oracle));

        // Idempotent: whoever comes second finds what the first one made.
        if (_futures[futureId].maturation != 0) {
            return futureId;
        }

        // Check: there is a question.
        if (bytes(question).length == 0) {
            revert IssueMarket_QuestionEmpty();
        }

        // Check: it can mature, and be voided after that.
        uint256 latest = type(uint40).max - voidDelay;
        if (maturation <= block.timestamp || maturation > latest) {
            revert IssueMarket_MaturationOutOfRange(maturation, block.timestamp + 1, latest);
        }

        // Check: somebody could answer.
        if (oracle.code.length == 0) {
            revert IssueMarket_OracleWithoutCode(oracle);
        }

        // Effect: create the future.
        _futures[futureId] = Future({
            maturation: maturation, openInterest: 0, price: 0, settled: false, oracle: oracle
        });

        // Log the event.
        emit FutureCreated(
            futureId,
            QuestionId.derive(questionHash, maturation),
            oracle,
            maturation,
            question,
            msg.sender
        );
    }

    /// @inheritdoc IIssueMarket
    function place(Offer calldata offer) external override returns (bytes32 offerId) {
        offerId = hashOffer(offer);
        OfferState storage state = _offers[offerId];

        // Check: the maker's own word.
        if (msg.sender != offer.maker) {
            revert IssueMarket_CallerNotMaker(msg.sender, offer.maker);
        }

        // Check: an offer is placed once, and never after it was closed.
        if (state.placed) {
            revert IssueMarket_OfferAlreadyPlaced(offerId);
        }
        if (state.closed) {
            revert IssueMarket_OfferClosed(offerId);
        }

        // Check: it makes sense.
        if (offer.units == 0) {
            revert IssueMarket_UnitsZero();
        }
        if (offer.price == 0 || offer.price >= PRICE_ONE) {
            revert IssueMarket_PriceOutOfRange(offer.price);
        }

        // Check: it can be met from now on.
        _checkFillable(offerId, offer);

        // Effect: open the offer.
        state.placed = true;

        // Effect: take the escrow.
        if (offer.side == Side.BUY) {
            _burn(msg.sender, COLLATERAL_ID, _cost(offer.units, offer.price));
        } else {
            _burn(msg.sender, positionId(offer.futureId, offer.outcome), offer.units);
        }

        // Log the event.
        emit OfferPlaced(offerId, msg.sender, offer.futureId, offer);
    }

    /// @inheritdoc IIssueMarket
    function take(Offer calldata offer, uint128 units, uint128 fromPosition) external override {
        bytes32 offerId = hashOffer(offer);

        // Check: the taker asks for something.
        if (units == 0) {
            revert IssueMarket_UnitsZero();
        }
        if (fromPosition > units) {
            revert IssueMarket_PositionUnitsAboveUnits(fromPosition, units);
        }

        // Check: two parties trade.
        if (msg.sender == offer.maker) {
            revert IssueMarket_SelfTake(msg.sender);
        }

        // Check and effect: the offer fills by that much.
        _fill(offerId, offer, units);

        // Effect: what was escrowed and what the taker gives change hands.
        if (offer.side == Side.BUY) {
            _meetBuy(offer, units - fromPosition, fromPosition);
        } else {
            _meetSell(offer, units - fromPosition, fromPosition);
        }

        // Log the event.
        emit OfferTaken(offerId, msg.sender, offer.futureId, units, fromPosition);
    }

    /// @inheritdoc IIssueMarket
    function cancel(Offer calldata offer) external override {
        bytes32 offerId = hashOffer(offer);
        OfferState memory state = _offers[offerId];

        // Check: the maker's own word.
        if (msg.sender != offer.maker) {
            revert IssueMarket_CallerNotMaker(msg.sender, offer.maker);
        }

        // Check: there is something to cancel.
        if (state.closed) {
            revert IssueMarket_OfferClosed(offerId);
        }
        if (state.placed && state.filled == offer.units) {
            revert IssueMarket_OfferFilled(offerId);
        }

        // Effect: close the offer and give its escrow back.
        _close(offerId, offer, state);

        // Log the event.
        emit OfferCancelled(offerId, msg.sender, offer.futureId);
    }

    /// @inheritdoc IIssueMarket
    function cancelAll() external override returns (uint32 epoch) {
        // Effect: offers are valid for one epoch only.
        epoch = ++epochOf[msg.sender];

        // Log the event.
        emit EpochAdvanced(msg.sender, epoch);
    }

    /// @inheritdoc IIssueMarket
    function release(Offer calldata offer) external override {
        bytes32 offerId = hashOffer(offer);
        OfferState memory state = _offers[offerId];

        // Check: there is an escrow.
        if (!state.placed) {
            revert IssueMarket_OfferNotPlaced(offerId);
        }

        // Nothing is left to give back: whoever came first did the work.
        if (state.closed || state.filled == offer.units) {
            return;
        }

        // Check: nobody can meet it any more.
        if (
            block.timestamp < offer.expiry && offer.epoch == epochOf[offer.maker]
                && block.timestamp < _futures[offer.futureId].maturation
        ) {
            revert IssueMarket_OfferLive(offerId);
        }

        // Effect: close the offer and give its escrow back.
        _close(offerId, offer, state);

        // Log the event.
        emit OfferReleased(offerId, offer.maker, offer.futureId);
    }

    /// @inheritdoc IIssueMarket
    function split(bytes32 futureId, uint128 units) external override {
        // Check: there is something to split.
        if (units == 0) {
            revert IssueMarket_UnitsZero();
        }

        // Check: the future trades.
        _checkTrading(futureId);

        // Effect: collateral becomes one of each.
        _burn(msg.sender, COLLATERAL_ID, units * unit);
        _futures[futureId].openInterest += units;
        _mint(msg.sender, positionId(futureId, Outcome.FIXED), units);
        _mint(msg.sender, positionId(futureId, Outcome.UNFIXED), units);

        // Log the event.
        emit PositionSplit(futureId, msg.sender, units);
    }

    /// @inheritdoc IIssueMarket
    function merge(bytes32 futureId, uint128 units) external override {
        Future storage future = _futures[futureId];

        // Check: there is something to merge.
        if (units == 0) {
            revert IssueMarket_UnitsZero();
        }

        // Check: both outcomes are still worth a unit together, and not less or more each.
        _checkUnsettled(futureId, future);

        // Effect: one of each becomes collateral.
        _burn(msg.sender, positionId(futureId, Outcome.FIXED), units);
        _burn(msg.sender, positionId(futureId, Outcome.UNFIXED), units);
        future.openInterest -= units;
        _mint(msg.sender, COLLATERAL_ID, units * unit);

        // Log the event.
        emit PositionMerged(futureId, msg.sender, units);
    }

    /// @inheritdoc IIssueMarket
    function settle(bytes32 futureId, bytes32 questionHash) external override {
        Future storage future = _futures[futureId];

        // Check: the future is there and waits for its price.
        _checkUnsettled(futureId, future);

        // Check: its time has come.
        if (block.timestamp < future.maturation) {
            revert IssueMarket_FutureNotMatured(futureId, future.maturation);
        }

        (bool answered, uint16 price) = _askOracle(futureId, questionHash, future);

        // Check: the oracle is done.
        if (!answered) {
            revert IssueMarket_OracleSilent(futureId, future.oracle);
        }

        // Effect: the price is set, for ever.
        _settle(futureId, future, price, false);
    }

    /// @inheritdoc IIssueMarket
    function void(bytes32 futureId, bytes32 questionHash) external override {
        Future storage future = _futures[futureId];

        // Check: the future is there and waits for its price.
        _checkUnsettled(futureId, future);

        // Check: the oracle had all its time.
        uint256 voidableAt = uint256(future.maturation) + voidDelay;
        if (block.timestamp < voidableAt) {
            revert IssueMarket_VoidTooEarly(futureId, voidableAt);
        }

        (bool answered, uint16 price) = _askOracle(futureId, questionHash, future);

        // Effect: a late answer is better than none; without one both outcomes pay half.
        _settle(futureId, future, answered ? price : INVALID_PRICE, !answered);
    }

    /// @inheritdoc IIssueMarket
    function redeem(bytes32 futureId, address holder) external override returns (uint256 payout) {
        Future storage future = _futures[futureId];

        // Check: there is a price to redeem at.
        if (!future.settled) {
            revert IssueMarket_FutureNotSettled(futureId);
        }

        uint16 price = future.price;
        uint256 fixedId = positionId(futureId, Outcome.FIXED);
        uint256 unfixedId = positionId(futureId, Outcome.UNFIXED);
        uint256 fixedUnits = balanceOf(holder, fixedId);
        uint256 unfixedUnits = balanceOf(holder, unfixedId);

        // Nothing is left to redeem: whoever came first did the work.
        if (fixedUnits == 0 && unfixedUnits == 0) {
            return 0;
        }

        // Effect: positions become collateral, the holder's.
        if (fixedUnits != 0) {
            _burn(holder, fixedId, fixedUnits);
        }
        if (unfixedUnits != 0) {
            _burn(holder, unfixedId, unfixedUnits);
        }
        payout = _cost(fixedUnits, price) + _cost(unfixedUnits, PRICE_ONE - price);
        if (payout != 0) {
            _mint(holder, COLLATERAL_ID, payout);
        }

        // Log the event.
        emit PositionRedeemed(futureId, holder, fixedUnits, unfixedUnits, payout);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                  VIEW FUNCTIONS
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc IIssueMarket
    function domainSeparator() external view override returns (bytes32) {
        return _domainSeparatorV4();
    }

    /// @inheritdoc IIssueMarket
    function getFuture(bytes32 futureId) external view override returns (Future memory) {
        return _futures[futureId];
    }

    /// @inheritdoc IIssueMarket
    function getOfferState(bytes32 offerId) external view override returns (OfferState memory) {
        return _offers[offerId];
    }

    /// @inheritdoc IIssueMarket
    function hashOffer(Offer calldata offer) public view override returns (bytes32 offerId) {
        // An offer is ten static words: its ABI encoding is its EIP-712 encoding.
        return _hashTypedDataV4(keccak256(abi.encode(OFFER_TYPEHASH, offer)));
    }

    /// @inheritdoc IIssueMarket
    function positionId(bytes32 futureId, Outcome outcome) public pure override returns (uint256) {
        return uint256(keccak256(abi.encode(futureId, outcome)));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      TRADING
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Upholds MKT-3: checks that `units` more of the offer may fill, and remembers that they did.
    function _fill(bytes32 offerId, Offer calldata offer, uint128 units) private {
        OfferState memory state = _offers[offerId];

        // Check: the offer stands.
        if (!state.placed) {
            revert IssueMarket_OfferNotPlaced(offerId);
        }
        if (state.closed) {
            revert IssueMarket_OfferClosed(offerId);
        }
        _checkFillable(offerId, offer);

        // Check: it has that much left.
        uint128 remaining = offer.units - state.filled;
        if (units > remaining) {
            revert IssueMarket_UnitsAboveRemaining(offerId, units, remaining);
        }
        if (offer.allOrNone && units != offer.units) {
            revert IssueMarket_OfferAllOrNone(offerId, units, offer.units);
        }

        // Effect: it has that much less left.
        _offers[offerId].filled = state.filled + units;
    }

    /// @dev Meets a BUY, whose escrow is `units * price` of collateral, from the taker's collateral (mint) and position
    /// (transfer).
    function _meetBuy(Offer calldata offer, uint128 fromCollateral, uint128 fromPosition) private {
        uint256 boughtId = positionId(offer.futureId, offer.outcome);

        if (fromPosition != 0) {
            _transfer(msg.sender, offer.maker, boughtId, fromPosition);
            _mint(msg.sender, COLLATERAL_ID, _cost(fromPosition, offer.price));
        }

        if (fromCollateral != 0) {
            _burn(msg.sender, COLLATERAL_ID, _cost(fromCollateral, PRICE_ONE - offer.price));
            _futures[offer.futureId].openInterest += fromCollateral;
            _mint(offer.maker, boughtId, fromCollateral);
            _mint(msg.sender, positionId(offer.futureId, _other(offer.outcome)), fromCollateral);
        }
    }

    /// @dev Meets a SELL, whose escrow is the units, from the taker's collateral (transfer) and position in the other
    /// outcome (merge).
    function _meetSell(Offer calldata offer, uint128 fromCollateral, uint128 fromPosition) private {
        if (fromPosition != 0) {
            _burn(msg.sender, positionId(offer.futureId, _other(offer.outcome)), fromPosition);
            _futures[offer.futureId].openInterest -= fromPosition;
            _mint(offer.maker, COLLATERAL_ID, _cost(fromPosition, offer.price));
            _mint(msg.sender, COLLATERAL_ID, _cost(fromPosition, PRICE_ONE - offer.price));
        }

        if (fromCollateral != 0) {
            _transfer(msg.sender, offer.maker, COLLATERAL_ID, _cost(fromCollateral, offer.price));
            _mint(msg.sender, positionId(offer.futureId, offer.outcome), fromCollateral);
        }
    }

    /// @dev Upholds MKT-9: closes an offer and gives back to its maker, and nobody else, what is left of its escrow.
    function _close(bytes32 offerId, Offer calldata offer, OfferState memory state) private {
        // Effect: it never fills again.
        _offers[offerId].closed = true;

        // An offer that was never placed has no escrow.
        if (!state.placed) {
            return;
        }

        // Effect: give back the escrow of the units that are left.
        uint128 remaining = offer.units - state.filled;
        if (offer.side == Side.BUY) {
            _mint(offer.maker, COLLATERAL_ID, _cost(remaining, offer.price));
        } else {
            _mint(offer.maker, positionId(offer.futureId, offer.outcome), remaining);
        }
    }

    /// @dev What `units` cost at `price` basis points, in base units: exact, as a basis point of a unit is a whole number.
    function _cost(uint256 units, uint16 price) private view returns (uint256) {
        return units * price * _basisPoint;
    }

    function _other(Outcome outcome) private pure returns (Outcome) {
        return outcome == Outcome.FIXED ? Outcome.UNFIXED : Outcome.FIXED;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    SETTLEMENT
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Asks the oracle of a future, whose question the caller names again.
    function _askOracle(bytes32 futureId, bytes32 questionHash, Future storage future)
        private
        view
        returns (bool answered, uint16 price)
    {
        (uint40 maturation, address oracle) = (future.maturation, future.oracle);

        // Check: that is the question of this future.
        if (keccak256(abi.encode(questionHash, maturation, oracle)) != futureId) {
            revert IssueMarket_QuestionMismatch(futureId, questionHash);
        }

        return OracleCall.ask(oracle, QuestionId.derive(questionHash, maturation));
    }

    /// @dev Upholds MKT-4 together with {_checkUnsettled}: the only place that writes a price.
    function _settle(bytes32 futureId, Future storage future, uint16 price, bool voided) private {
        future.price = price;
        future.settled = true;

        // Log the event.
        emit FutureSettled(futureId, price, voided);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      CHECKS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev The offer's future trades, its expiry lies ahead and its epoch is its maker's.
    function _checkFillable(bytes32 offerId, Offer calldata offer) private view {
        _checkTrading(offer.futureId);
        if (block.timestamp >= offer.expiry) {
            revert IssueMarket_OfferExpired(offerId, offer.expiry);
        }
        uint32 current = epochOf[offer.maker];
        if (offer.epoch != current) {
            revert IssueMarket_OfferStale(offerId, offer.epoch, current);
        }
    }

    function _checkTrading(bytes32 futureId) private view {
        uint40 maturation = _futures[futureId].maturation;
        if (maturation == 0) {
            revert IssueMarket_FutureUnknown(futureId);
        }
        if (block.timestamp >= maturation) {
            revert IssueMarket_FutureMatured(futureId, maturation);
        }
    }

    function _checkUnsettled(bytes32 futureId, Future storage future) private view {
        if (future.maturation == 0) {
            revert IssueMarket_FutureUnknown(futureId);
        }
        if (future.settled) {
            revert IssueMarket_FutureSettled(futureId, future.price);
        }
    }
}
