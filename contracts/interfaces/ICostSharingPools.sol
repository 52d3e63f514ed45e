// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bid, Exchange, Gate, Group, Pool, PoolTerms, Progress} from "../types/Pools.sol";
import {ITokenHolder} from "./ITokenHolder.sol";

/// @title ICostSharingPools
/// @notice Bidders share the cost of one piece of security information by the mechanism GCSOD, or CS, of Guo, Yang, Babar,
/// "Cost Sharing Security Information with Minimal Release Delay". Payers have it at once or their money back, the seller is
/// paid if and only if the key is out, everybody else has it at the deadline.
/// @dev Sealed bids are committed, then revealed; coins drawn after that make two groups; anybody posts the outcome, and
/// only the right one is accepted; the key goes to each payer hidden by a point that only seller and payer can compute, so
/// that a payer who was given rubbish can prove it. Nobody owns, pauses or upgrades the contract.
///
/// - POOL-1 The token balance covers all deposits, shares, bonds and fees that are held; equal without donations.
/// - POOL-2 What the payers paid is what the seller was paid and what went back to them.
/// - POOL-3 No payer's share is above their valuation.
/// - POOL-4 The outcome is that of the mechanism, to the base unit and the second, for every profile and seed.
/// - POOL-5 No identity gains by another bid than its valuation.
/// - POOL-6 Every bidder can get out what is theirs, whatever the seller does.
interface ICostSharingPools is ITokenHolder {
    /*//////////////////////////////////////////////////////////////////////////
                                       EVENTS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice A pool exists from now on; bidders commit until `commitEnd` and reveal until `revealEnd`.
    event PoolCreated(
        bytes32 indexed poolId,
        address indexed seller,
        PoolTerms terms,
        uint40 commitEnd,
        uint40 revealEnd
    );

    /// @notice A bidder committed to a bid. `key` is the address of their one-time key.
    event BidCommitted(
        bytes32 indexed poolId,
        address indexed bidder,
        bytes32 commitment,
        address key,
        uint112 deposit
    );

    /// @notice A bid was opened. `deposit` is what is held of it from now on; the rest went back.
    event BidRevealed(
        bytes32 indexed poolId,
        address indexed bidder,
        uint32 index,
        uint112 valuation,
        uint112 deposit,
        uint256 publicKeyX,
        uint256 publicKeyY
    );

    /// @notice The coins were drawn.
    event PoolDrawn(bytes32 indexed poolId, bytes32 seed);

    /// @notice A settler's claim on the outcome went on, as far as that many bidders of each group.
    event SettlementAdvanced(
        bytes32 indexed poolId,
        address indexed settler,
        uint32 left,
        uint32 right,
        uint32 leftCount,
        uint32 rightCount
    );

    /// @notice The outcome stands. Without payers the information is not sold.
    event PoolSettled(
        bytes32 indexed poolId,
        Group winner,
        uint32 payers,
        uint112 share,
        uint32 leftDeadline,
        uint32 rightDeadline
    );

    /// @notice The seller named the point by which the key is hidden.
    event PointPosted(bytes32 indexed poolId, uint256 x, bool odd);

    /// @notice The seller delivered the key, hidden, to a bidder.
    event WordDelivered(bytes32 indexed poolId, address indexed bidder, bytes32 word);

    /// @notice A bidder who pays nothing, and was not served at their deadline, asked for the key.
    event KeyRequested(bytes32 indexed poolId, address indexed bidder);

    /// @notice A bidder proved that they were delivered rubbish, or not served at all (then without a key).
    event Complained(bytes32 indexed poolId, address indexed bidder, uint256 privateKey);

    /// @notice The key is out, for everybody.
    event KeyPublished(bytes32 indexed poolId, bytes32 key);

    /// @notice The gate's oracle answered.
    event GateDecided(bytes32 indexed poolId, uint16 price, bool passed);

    /// @notice A bidder or the seller was paid what was theirs.
    event Claimed(bytes32 indexed poolId, address indexed account, uint256 amount);

    /// @notice A bidder who did not reveal forfeited the reveal bond; it stays here for ever.
    event RevealBondBurnt(bytes32 indexed poolId, address indexed bidder, uint112 amount);

    /*//////////////////////////////////////////////////////////////////////////
                                       ERRORS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice A pool has a cost.
    error CostSharingPools_CostZero();

    /// @notice The premium period is 1 to `longest` seconds.
    error CostSharingPools_PremiumPeriodOutOfRange(uint32 premiumPeriod, uint32 longest);

    /// @notice People need time to act: every period is at least `shortest` seconds.
    error CostSharingPools_PeriodTooShort(uint32 period, uint32 shortest);

    /// @notice The seller's bond is at least the cost.
    error CostSharingPools_BondBelowCost(uint112 bond, uint112 cost);

    /// @notice A reveal bond and a request fee are at most the cost.
    error CostSharingPools_ForfeitAboveCost(uint112 amount, uint112 cost);

    /// @notice The key has a hash.
    error CostSharingPools_KeyHashZero();

    /// @notice A gate has an oracle with code, a maturation, and a later end. Without an oracle it has none of it.
    error CostSharingPools_GateInvalid(address oracle, uint40 maturation, uint40 end);

    /// @notice The seller has a pool of just these terms.
    error CostSharingPools_PoolExists(bytes32 poolId);

    /// @notice There is no such pool.
    error CostSharingPools_PoolUnknown(bytes32 poolId);

    /// @notice This is done from `opens` on, and before `closes`, in unix seconds.
    error CostSharingPools_OutsidePeriod(bytes32 poolId, uint256 opens, uint256 closes);

    /// @notice The seller does not bid in the seller's own pool.
    error CostSharingPools_SellerBids(bytes32 poolId, address seller);

    /// @notice The pool is for others: the proof does not lead to its root.
    error CostSharingPools_NotEligible(bytes32 poolId, address bidder);

    /// @notice A bidder has one bid in a pool.
    error CostSharingPools_BidExists(bytes32 poolId, address bidder);

    /// @notice A commitment and the address of a key are not zero.
    error CostSharingPools_CommitmentIncomplete();

    /// @notice The deposit is too small for the bid.
    error CostSharingPools_DepositTooSmall(uint112 deposit, uint112 least);

    /// @notice The bidder has no bid in this pool.
    error CostSharingPools_BidUnknown(bytes32 poolId, address bidder);

    /// @notice The bid is revealed.
    error CostSharingPools_BidRevealed(bytes32 poolId, address bidder);

    /// @notice The opening is not that of the commitment.
    error CostSharingPools_OpeningMismatch(bytes32 poolId, address bidder);

    /// @notice The public key is not the one that was committed to, or no point of the curve.
    error CostSharingPools_PublicKeyMismatch(bytes32 poolId, address bidder);

    /// @notice Under CS there are no coins.
    error CostSharingPools_NothingToDraw(bytes32 poolId);

    /// @notice The coins are drawn, once and for ever.
    error CostSharingPools_AlreadyDrawn(bytes32 poolId);

    /// @notice The coins are not drawn yet.
    error CostSharingPools_NotDrawn(bytes32 poolId);

    /// @notice The chain does not know the hash of the block before.
    error CostSharingPools_BlockHashUnavailable(uint256 blockNumber);

    /// @notice The pool is settled.
    error CostSharingPools_AlreadySettled(bytes32 poolId);

    /// @notice A claimed deadline is 1 to `most`. That, one second above the premium period, says that the group cannot pay.
    error CostSharingPools_ClaimOutOfRange(uint32 left, uint32 right, uint32 most);

    /// @notice The caller's claim has named another number of bidders.
    error CostSharingPools_ProgressMismatch(uint256 named, uint256 actual);

    /// @notice Only revealed bids are in a group.
    error CostSharingPools_BidderNotRevealed(address bidder);

    /// @notice The bidder's coin put them into the other group.
    error CostSharingPools_BidderInOtherGroup(address bidder);

    /// @notice Bidders are named from the highest valuation down. Equal ones come as they were revealed, nobody twice.
    error CostSharingPools_BidderOutOfOrder(address bidder);

    /// @notice The claimed deadlines are not those of the groups.
    error CostSharingPools_ClaimFalse(
        uint32 left, uint32 right, uint32 actualLeft, uint32 actualRight
    );

    /// @notice The information is not sold, or not yet.
    error CostSharingPools_NotSold(bytes32 poolId);

    /// @notice The caller is not the seller.
    error CostSharingPools_CallerNotSeller(address caller, address seller);

    /// @notice As many words as bidders.
    error CostSharingPools_LengthMismatch(uint256 bidders, uint256 words);

    /// @notice The x of a point is 1 to the order of the curve less one.
    error CostSharingPools_PointOutOfRange(uint256 x);

    /// @notice A pool has one point, the first one.
    error CostSharingPools_PointMismatch(uint256 x, bool odd);

    /// @notice A word is not zero.
    error CostSharingPools_WordZero(address bidder);

    /// @notice A bidder is delivered one word, the first one.
    error CostSharingPools_AlreadyDelivered(bytes32 poolId, address bidder);

    /// @notice The bidder neither pays nor has an open request.
    error CostSharingPools_NothingDue(bytes32 poolId, address bidder);

    /// @notice A payer is served without a request, and nobody requests twice.
    error CostSharingPools_NothingToRequest(bytes32 poolId, address bidder);

    /// @notice Nothing was delivered to be complained of, or the complaint is settled.
    error CostSharingPools_NothingToComplain(bytes32 poolId, address bidder);

    /// @notice The private key is not the one that the bidder committed to.
    error CostSharingPools_PrivateKeyMismatch(bytes32 poolId, address bidder);

    /// @notice The word gives the key: there is nothing to complain of.
    error CostSharingPools_WordRight(bytes32 poolId, address bidder);

    /// @notice The key is out.
    error CostSharingPools_AlreadyPublished(bytes32 poolId);

    /// @notice That is not the key.
    error CostSharingPools_KeyMismatch(bytes32 poolId, bytes32 key);

    /// @notice There is no gate, or it is decided.
    error CostSharingPools_GateNotPending(bytes32 poolId, Gate gate);

    /// @notice The gate's oracle has no final answer.
    error CostSharingPools_OracleSilent(bytes32 poolId, address oracle);

    /*//////////////////////////////////////////////////////////////////////////
                              STATE-CHANGING FUNCTIONS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Uses an ERC-2612 permit by the caller, in one `multicall` with what needs it.
    ///
    /// @dev A failing permit is ignored and the allowance decides, so that whoever uses the permit first stops nothing.
    ///
    /// @param amount Base units of the token, the value of the permit.
    /// @param deadline Unix seconds until which the permit is good.
    /// @param v Recovery id of the permit's signature.
    /// @param r First half of the permit's signature.
    /// @param s Second half of the permit's signature.
    function permit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;

    /// @notice Creates a pool and takes the seller's bond.
    ///
    /// @dev Emits a {PoolCreated} event. The id commits to all terms, so that a bid can never be for others.
    ///
    /// Requirements:
    /// - `cost` must be greater than zero, `bond` at least that, `revealBond` and `requestFee` at most that.
    /// - `premiumPeriod` must be at least 1 second and below the largest uint32, every other period at least an hour.
    /// - `keyHash` must not be zero.
    /// - A gate's oracle must have code, and its end must be after its maturation and after now.
    /// - The caller must not have created a pool of these terms.
    /// - The contract's balance must grow by exactly `bond`.
    ///
    /// @param terms What is asked and promised.
    /// @return poolId `keccak256(abi.encode(block.chainid, address(this), msg.sender, terms))`.
    function create(PoolTerms calldata terms) external returns (bytes32 poolId);

    /// @notice Commits to a bid and deposits for it.
    ///
    /// @dev Emits a {BidCommitted} event. The deposit must cover the valuation or the cost, whichever is less, for the bid to
    /// be revealed; more than that hides the valuation until then, and goes back at the reveal.
    ///
    /// Requirements:
    /// - The time must be before `commitEnd`.
    /// - The caller must not be the seller, nor have a bid in the pool, and be under the pool's `eligibleRoot` if it has one.
    /// - `commitment` and `key` must not be zero.
    /// - `deposit` must be at least the pool's `revealBond`.
    /// - The contract's balance must grow by exactly `deposit`.
    ///
    /// @param poolId The pool.
    /// @param commitment `keccak256(abi.encode(poolId, bidder, valuation, salt))`.
    /// @param key Address of the bidder's one-time key.
    /// @param deposit Base units.
    /// @param proof Merkle proof of `keccak256(bytes.concat(keccak256(abi.encode(bidder))))`; empty where everybody may bid.
    function commit(
        bytes32 poolId,
        bytes32 commitment,
        address key,
        uint112 deposit,
        bytes32[] calldata proof
    ) external;

    /// @notice Opens a bid. Anybody who holds the opening may call it; what is above the valuation, or the cost if that is
    /// less, goes back to the bidder.
    ///
    /// @dev Emits a {BidRevealed} event.
    ///
    /// Requirements:
    /// - The time must be from `commitEnd` until before `revealEnd`.
    /// - The bid must exist and not be revealed.
    /// - Valuation and salt must be those of the commitment, the public key a point of the curve with the committed address.
    /// - The deposit must be at least the valuation, or the cost if that is less.
    ///
    /// @param poolId The pool.
    /// @param bidder Whose bid.
    /// @param valuation What the information is worth to the bidder for the whole premium period, in base units.
    /// @param salt Hid the valuation.
    /// @param publicKeyX x of the bidder's one-time public key.
    /// @param publicKeyY y of it.
    function reveal(
        bytes32 poolId,
        address bidder,
        uint112 valuation,
        bytes32 salt,
        uint256 publicKeyX,
        uint256 publicKeyY
    ) external;

    /// @notice Draws the coins. Anybody may call it; the first call decides.
    ///
    /// @dev Emits a {PoolDrawn} event. The seed is `keccak256(abi.encode(blockhash(block.number - 1), poolId))`, a bidder's
    /// coin the last bit of `keccak256(abi.encode(seed, bidder))`. It comes after the reveal, as identities that knew their
    /// groups would reveal in the better one only. Whoever produces a block can withhold it to draw again (worth about 0.04
    /// of the cost), and whoever calls first picks the block: call as soon as the reveal ends.
    ///
    /// Requirements:
    /// - The pool's mechanism must be GCSOD, and its coins not be drawn.
    /// - The time must be from `revealEnd` until before `settlePeriod` after it.
    /// - The hash of the block before must be known.
    ///
    /// @param poolId The pool.
    /// @return seed What decides the coins.
    function draw(bytes32 poolId) external returns (bytes32 seed);

    /// @notice Goes on with the caller's claim on the outcome: names the next bidders of each group, from the highest
    /// valuation down. The call that names the last one settles the pool. Anybody may call it, in chunks of any size.
    ///
    /// @dev Emits a {SettlementAdvanced} event, or {PoolSettled} when it is complete. A claim is a pair of deadlines, and each
    /// caller's has a progress of its own: a false one comes to nothing, and whoever leaves a bidder out stops nobody else.
    ///
    /// Requirements:
    /// - The pool must not be settled, and its coins be drawn if it has any.
    /// - The time must be from `revealEnd` until before `settlePeriod` after it.
    /// - Both deadlines must be 1 to `premiumPeriod + 1`.
    /// - `named` must be zero, or what the caller's claim has named so far.
    /// - Each bidder must be revealed, in that group, and come after the one before.
    /// - When everybody is named, the deadlines must be those of the groups.
    ///
    /// @param poolId The pool.
    /// @param left The claimed optimal deadline of LEFT: the fewest seconds at which it could pay the cost by itself,
    /// `premiumPeriod + 1` if it could not.
    /// @param right The same of RIGHT.
    /// @param named How many bidders the caller's claim has named in earlier calls. Zero begins it anew.
    /// @param leftBidders The next bidders of LEFT.
    /// @param rightBidders The next bidders of RIGHT.
    function settle(
        bytes32 poolId,
        uint32 left,
        uint32 right,
        uint256 named,
        address[] calldata leftBidders,
        address[] calldata rightBidders
    ) external;

    /// @notice Delivers the key, hidden, to payers and to bidders with open requests.
    ///
    /// @dev Emits a {WordDelivered} event for each, and a {PointPosted} event the first time. A word is
    /// `key ^ keccak256(abi.encode(sharedPoint, poolId, bidder))` with the address of the bidder's key times the point.
    ///
    /// Requirements:
    /// - The caller must be the seller, and the pool be sold.
    /// - `pointX` must be 1 to the curve's order less one; the point must be the pool's if it has one.
    /// - There must be as many words as bidders, none of them zero.
    /// - Each bidder must not have a word; and pay, before the start, or have requested less than `deliveryPeriod` ago,
    ///   while the key is not published.
    ///
    /// @param poolId The pool.
    /// @param pointX x of the seller's point: the base point times a secret number.
    /// @param pointOdd Whether its y is odd.
    /// @param bidders Who.
    /// @param words What they are delivered.
    function deliver(
        bytes32 poolId,
        uint256 pointX,
        bool pointOdd,
        address[] calldata bidders,
        bytes32[] calldata words
    ) external;

    /// @notice Asks for the key, as a bidder who pays nothing and was not served at their deadline; puts up the request fee.
    ///
    /// @dev Emits a {KeyRequested} event.
    ///
    /// Requirements:
    /// - The pool must be sold and the key not be published.
    /// - The caller must have revealed, not pay, and not have requested.
    /// - The time must be from the deadline of the caller's group until before the end of publication.
    /// - The contract's balance must grow by exactly `requestFee`.
    ///
    /// @param poolId The pool.
    function request(bytes32 poolId) external;

    /// @notice Proves that a bidder was delivered rubbish, or that a request was not answered in time.
    ///
    /// @dev Emits a {Complained} event. It publishes the private key, and with a right word the information's key: check the
    /// word before sending.
    ///
    /// Requirements:
    /// - The bidder must have a word; or an unanswered request, `deliveryPeriod` after which the key was not out.
    /// - With a word, the private key must be the bidder's, and the word must not give the key.
    /// - A payer: the time must be before `complaintPeriod` after the start, and the payer not be repaid.
    /// - A request: the time must be before `complaintPeriod` after the end of its `deliveryPeriod`.
    /// - The bidder must not have complained rightly.
    ///
    /// @param poolId The pool.
    /// @param bidder Who was wronged.
    /// @param privateKey The bidder's one-time key; zero where nothing was delivered.
    function complain(bytes32 poolId, address bidder, uint256 privateKey) external;

    /// @notice Publishes the key. Anybody who has it may call it.
    ///
    /// @dev Emits a {KeyPublished} event.
    ///
    /// Requirements:
    /// - The pool must be sold and the key not be published.
    /// - The time must be from the last deadline until before `publishPeriod` after it.
    /// - `key` must be the key.
    ///
    /// @param poolId The pool.
    /// @param key The key.
    function publish(bytes32 poolId, bytes32 key) external;

    /// @notice Takes over the answer of the gate's oracle. Anybody may call it.
    ///
    /// @dev Emits a {GateDecided} event. The gate passes above 5,000 basis points; undecided at its end it has failed.
    ///
    /// Requirements:
    /// - The gate must be pending, and the time before its end.
    /// - The oracle must have a final answer.
    ///
    /// @param poolId The pool.
    function decideGate(bytes32 poolId) external;

    /// @notice Pays a bidder, or the seller, what is theirs by now. Anybody may call it; the money goes to its owner.
    ///
    /// @dev Emits a {Claimed} event if it is anything. A bidder who did not reveal forfeits the reveal bond.
    ///
    /// @param poolId The pool.
    /// @param account Whose.
    /// @return amount Base units paid, zero when nothing is due.
    function claim(bytes32 poolId, address account) external returns (uint256 amount);

    /*//////////////////////////////////////////////////////////////////////////
                                  VIEW FUNCTIONS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice How a pool stands; all zero if it does not exist.
    function getPool(bytes32 poolId) external view returns (Pool memory);

    /// @notice What settlement reads of a bid.
    function getBid(bytes32 poolId, address bidder) external view returns (Bid memory);

    /// @notice What the exchange of the key needs of a bid.
    function getExchange(bytes32 poolId, address bidder) external view returns (Exchange memory);

    /// @notice How far a settler's claim on the outcome has gone.
    function getProgress(bytes32 poolId, address settler, uint32 left, uint32 right)
        external
        view
        returns (Progress memory);

    /// @notice The group of a bidder, once coins are drawn.
    function groupOf(bytes32 poolId, address bidder) external view returns (Group);

    /// @notice Whether a bidder pays, once the pool is settled.
    function pays(bytes32 poolId, address bidder) external view returns (bool);

    /// @notice Base units that `claim` would pay now.
    function due(bytes32 poolId, address account) external view returns (uint256 amount);

    /// @notice The id of a pool with these terms.
    function poolIdOf(address seller, PoolTerms calldata terms) external view returns (bytes32);

    /// @notice Base units of reveal bonds that nobody will ever have.
    function burnt() external view returns (uint256);

    /// @notice The shortest period that a pool may have, in seconds. The premium period is none.
    function SHORTEST_PERIOD() external view returns (uint32);
}
