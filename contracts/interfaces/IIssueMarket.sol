// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Future, Offer, OfferState, Outcome} from "../types/Market.sol";
import {ICollateralVault} from "./ICollateralVault.sol";

/// @title IIssueMarket
/// @notice Trades FIXED and UNFIXED positions on questions about issues, with every obligation escrowed in advance.
/// @dev Nothing is ever rounded: a price is basis points of a unit, a unit is a multiple of 20,000 base units. Nobody owns,
/// pauses or upgrades the market; trading calls no other contract.
///
/// - MKT-1 The token balance covers all collateral claims, the escrowed collateral and `unit` for each unit of open
///   interest (for a settled future: what its positions are still owed).
/// - MKT-2 As many units of FIXED as of UNFIXED exist, escrow included, until settlement.
/// - MKT-3 An offer never fills past its units, worse than its price, nor once cancelled, stale, expired or matured.
/// - MKT-4 A future settles at most once; its price never changes.
/// - MKT-5 Redemptions of a future add up to `unit` times its open interest at settlement, exactly.
/// - MKT-6 Split then merge is the identity.
/// - MKT-7 Only its holder, an operator of the holder, or the holder's own offer moves a claim.
/// - MKT-8 After settlement everybody can withdraw all they are owed, in any order.
/// - MKT-9 Nothing that others do takes value from an account's unmatched escrow.
interface IIssueMarket is ICollateralVault {
    /*//////////////////////////////////////////////////////////////////////////
                                       EVENTS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice A future exists from now on. `question` is the text whose hash is part of `futureId`.
    event FutureCreated(
        bytes32 indexed futureId,
        bytes32 indexed questionId,
        address indexed oracle,
        uint40 maturation,
        string question,
        address creator
    );

    /// @notice An offer's escrow was taken and it can be met.
    event OfferPlaced(
        bytes32 indexed offerId, address indexed maker, bytes32 indexed futureId, Offer offer
    );

    /// @notice A taker met `units` of an offer, `fromPosition` of them with a position, the rest with collateral.
    event OfferTaken(
        bytes32 indexed offerId,
        address indexed taker,
        bytes32 indexed futureId,
        uint128 units,
        uint128 fromPosition
    );

    /// @notice An offer's maker closed it; what was left of its escrow went back to the maker.
    event OfferCancelled(bytes32 indexed offerId, address indexed maker, bytes32 indexed futureId);

    /// @notice An offer that could no longer fill was closed; what was left of its escrow went back to the maker.
    event OfferReleased(bytes32 indexed offerId, address indexed maker, bytes32 indexed futureId);

    /// @notice A maker made all offers of earlier epochs stale.
    event EpochAdvanced(address indexed maker, uint32 epoch);

    /// @notice Collateral became units of both outcomes.
    event PositionSplit(bytes32 indexed futureId, address indexed holder, uint128 units);

    /// @notice Units of both outcomes became collateral.
    event PositionMerged(bytes32 indexed futureId, address indexed holder, uint128 units);

    /// @notice A future settled. `price` is what FIXED pays, in basis points; `voided` that its oracle stayed silent.
    event FutureSettled(bytes32 indexed futureId, uint16 price, bool voided);

    /// @notice A holder's positions in a settled future became collateral.
    event PositionRedeemed(
        bytes32 indexed futureId,
        address indexed holder,
        uint256 fixedUnits,
        uint256 unfixedUnits,
        uint256 payout
    );

    /*//////////////////////////////////////////////////////////////////////////
                                       ERRORS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice The unit is zero or no multiple of 20,000 base units.
    error IssueMarket_UnitNotDivisible(uint256 unit);

    /// @notice The question has no text.
    error IssueMarket_QuestionEmpty();

    /// @notice The maturation is not after `earliest - 1`, or after `latest`.
    error IssueMarket_MaturationOutOfRange(uint40 maturation, uint256 earliest, uint256 latest);

    /// @notice The oracle's address has no code: it could never answer.
    error IssueMarket_OracleWithoutCode(address oracle);

    /// @notice There is no such future.
    error IssueMarket_FutureUnknown(bytes32 futureId);

    /// @notice The future has matured: it no longer trades.
    error IssueMarket_FutureMatured(bytes32 futureId, uint40 maturation);

    /// @notice The future has not matured yet.
    error IssueMarket_FutureNotMatured(bytes32 futureId, uint40 maturation);

    /// @notice The future is settled.
    error IssueMarket_FutureSettled(bytes32 futureId, uint16 price);

    /// @notice The future is not settled yet.
    error IssueMarket_FutureNotSettled(bytes32 futureId);

    /// @notice The question hash is not the one that the future was created with.
    error IssueMarket_QuestionMismatch(bytes32 futureId, bytes32 questionHash);

    /// @notice The oracle has no final answer.
    error IssueMarket_OracleSilent(bytes32 futureId, address oracle);

    /// @notice The oracle still has until `voidableAt` to answer.
    error IssueMarket_VoidTooEarly(bytes32 futureId, uint256 voidableAt);

    /// @notice No units were named.
    error IssueMarket_UnitsZero();

    /// @notice A price is 1..9999 basis points.
    error IssueMarket_PriceOutOfRange(uint16 price);

    /// @notice The caller is not the offer's maker.
    error IssueMarket_CallerNotMaker(address caller, address maker);

    /// @notice The offer is placed already.
    error IssueMarket_OfferAlreadyPlaced(bytes32 offerId);

    /// @notice The offer is not placed.
    error IssueMarket_OfferNotPlaced(bytes32 offerId);

    /// @notice The offer was cancelled or released.
    error IssueMarket_OfferClosed(bytes32 offerId);

    /// @notice The offer has no units left.
    error IssueMarket_OfferFilled(bytes32 offerId);

    /// @notice The offer's expiry has come.
    error IssueMarket_OfferExpired(bytes32 offerId, uint40 expiry);

    /// @notice The offer is of another epoch than its maker's current one.
    error IssueMarket_OfferStale(bytes32 offerId, uint32 epoch, uint32 current);

    /// @notice The offer can still fill, so only its maker may close it.
    error IssueMarket_OfferLive(bytes32 offerId);

    /// @notice The offer has fewer units left than were asked.
    error IssueMarket_UnitsAboveRemaining(bytes32 offerId, uint128 units, uint128 remaining);

    /// @notice The offer fills whole or not at all.
    error IssueMarket_OfferAllOrNone(bytes32 offerId, uint128 units, uint128 offered);

    /// @notice More units from a position than units in all.
    error IssueMarket_PositionUnitsAboveUnits(uint128 fromPosition, uint128 units);

    /// @notice A maker does not meet their own offer.
    error IssueMarket_SelfTake(address maker);

    /*//////////////////////////////////////////////////////////////////////////
                              STATE-CHANGING FUNCTIONS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Creates the future of a question, a maturation and an oracle, or finds it.
    ///
    /// @dev Emits a {FutureCreated} event the first time; later calls change nothing.
    ///
    /// Requirements, the first time:
    /// - `question` must not be empty.
    /// - `maturation` must be after now and at most `type(uint40).max - voidDelay`.
    /// - `oracle` must have code.
    ///
    /// @param question The canonical text of the question.
    /// @param maturation Unix seconds at which the question is asked.
    /// @param oracle Who answers it: an {ISettlementOracle}.
    /// @return futureId `keccak256(abi.encode(keccak256(bytes(question)), maturation, oracle))`.
    function createFuture(string calldata question, uint40 maturation, address oracle)
        external
        returns (bytes32 futureId);

    /// @notice Places an offer: takes its escrow from the caller's claims.
    ///
    /// @dev Emits an {OfferPlaced} event. A BUY escrows `units * price` of collateral, a SELL the units.
    ///
    /// Requirements:
    /// - The caller must be the maker.
    /// - The offer must not have been placed, nor closed.
    /// - The future must exist and not have matured.
    /// - `price` must be 1..9999 and `units` greater than zero.
    /// - `expiry` must be after now and `epoch` the maker's current one.
    /// - The caller's claims must cover the escrow.
    ///
    /// @param offer The offer.
    /// @return offerId Its EIP-712 hash.
    function place(Offer calldata offer) external returns (bytes32 offerId);

    /// @notice Meets `units` of an offer, `fromPosition` of them with the caller's position, the others with collateral.
    ///
    /// @dev Emits an {OfferTaken} event. A BUY of an outcome is met by collateral at one minus the price (both outcomes
    /// come into being: mint) or by units of that outcome (transfer). A SELL is met by collateral at the price (transfer)
    /// or by units of the other outcome (both outcomes go out of being: merge).
    ///
    /// Requirements:
    /// - `units` must be greater than zero, and `fromPosition` at most `units`.
    /// - The caller must not be the maker.
    /// - The offer must be placed, not closed, not expired, and of the maker's current epoch.
    /// - The future must not have matured.
    /// - At least `units` must be left; an all-or-none offer is met whole.
    /// - The caller's claims must cover what they give.
    ///
    /// @param offer The offer.
    /// @param units Whole units to meet.
    /// @param fromPosition How many of them the caller meets with a position.
    function take(Offer calldata offer, uint128 units, uint128 fromPosition) external;

    /// @notice Closes the caller's offer and gives back what is left of its escrow.
    ///
    /// @dev Emits an {OfferCancelled} event. Works at any time, also for an offer that was never placed.
    ///
    /// Requirements:
    /// - The caller must be the maker.
    /// - The offer must not be closed or filled.
    ///
    /// @param offer The offer.
    function cancel(Offer calldata offer) external;

    /// @notice Makes every offer of the caller's current epoch stale. Their escrow comes back by `cancel` or `release`.
    ///
    /// @dev Emits an {EpochAdvanced} event.
    ///
    /// @return epoch The caller's new epoch.
    function cancelAll() external returns (uint32 epoch);

    /// @notice Closes an offer that can no longer fill and gives back what is left of its escrow to its maker.
    ///
    /// @dev Emits an {OfferReleased} event. Anybody may call it. An offer that is closed or filled already is left as it
    /// is, so that nobody can make a batch fail by releasing first.
    ///
    /// Requirements:
    /// - The offer must be placed.
    /// - The offer must be expired or stale, or its future matured.
    ///
    /// @param offer The offer.
    function release(Offer calldata offer) external;

    /// @notice Turns collateral into as many units of both outcomes.
    ///
    /// @dev Emits a {PositionSplit} event.
    ///
    /// Requirements:
    /// - `units` must be greater than zero.
    /// - The future must exist and not have matured.
    /// - The caller's claim on collateral must cover `units * unit`.
    ///
    /// @param futureId The future.
    /// @param units Whole units.
    function split(bytes32 futureId, uint128 units) external;

    /// @notice Turns units of both outcomes into collateral.
    ///
    /// @dev Emits a {PositionMerged} event.
    ///
    /// Requirements:
    /// - `units` must be greater than zero.
    /// - The future must exist and not be settled.
    /// - The caller must hold `units` of both outcomes.
    ///
    /// @param futureId The future.
    /// @param units Whole units.
    function merge(bytes32 futureId, uint128 units) external;

    /// @notice Settles a matured future at the price of its oracle. Anybody may call it.
    ///
    /// @dev Emits a {FutureSettled} event.
    ///
    /// Requirements:
    /// - The future must exist, have matured and not be settled.
    /// - `questionHash` must be the one the future was created with.
    /// - The oracle must have a final answer, and enough gas must be left to ask it fairly.
    ///
    /// @param futureId The future.
    /// @param questionHash `keccak256` of the question's text.
    function settle(bytes32 futureId, bytes32 questionHash) external;

    /// @notice Settles a future whose oracle stayed silent for `voidDelay` after maturation: 5,000 for both outcomes.
    ///
    /// @dev Emits a {FutureSettled} event. The oracle is asked first, and its answer wins.
    ///
    /// Requirements:
    /// - The future must exist and not be settled.
    /// - `voidDelay` must have passed since maturation.
    /// - `questionHash` must be the one the future was created with.
    /// - Enough gas must be left to ask the oracle fairly.
    ///
    /// @param futureId The future.
    /// @param questionHash `keccak256` of the question's text.
    function void(bytes32 futureId, bytes32 questionHash) external;

    /// @notice Turns all of a holder's positions in a settled future into the holder's collateral. Anybody may call it.
    ///
    /// @dev Emits a {PositionRedeemed} event. A holder without positions is left as they are, so that nobody can make a
    /// batch fail by redeeming first.
    ///
    /// Requirements:
    /// - The future must be settled.
    ///
    /// @param futureId The future.
    /// @param holder Whose positions.
    /// @return payout Base units credited to the holder.
    function redeem(bytes32 futureId, address holder) external returns (uint256 payout);

    /*//////////////////////////////////////////////////////////////////////////
                                  VIEW FUNCTIONS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Basis points of one: 10,000.
    function PRICE_ONE() external view returns (uint16);

    /// @notice Base units of collateral that one unit of both outcomes costs and pays.
    function unit() external view returns (uint256);

    /// @notice Seconds after maturation from which a future with a silent oracle can be voided.
    function voidDelay() external view returns (uint40);

    /// @notice The EIP-712 domain separator under which offers are hashed.
    function domainSeparator() external view returns (bytes32);

    /// @notice A maker's current epoch.
    function epochOf(address maker) external view returns (uint32);

    /// @notice A future; all zero if there is none.
    function getFuture(bytes32 futureId) external view returns (Future memory);

    /// @notice What the chain remembers of an offer.
    function getOfferState(bytes32 offerId) external view returns (OfferState memory);

    /// @notice The EIP-712 hash by which an offer is known.
    function hashOffer(Offer calldata offer) external view returns (bytes32 offerId);

    /// @notice The ledger id of a position: `uint256(keccak256(abi.encode(futureId, outcome)))`.
    function positionId(bytes32 futureId, Outcome outcome) external pure returns (uint256);
}
