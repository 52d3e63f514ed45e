// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ICostSharingPools} from "../interfaces/ICostSharingPools.sol";
import {QuestionId} from "../libraries/QuestionId.sol";
import {SharedPoint} from "../libraries/SharedPoint.sol";
import {Bid, Exchange, Gate, Pool, PoolTerms} from "../types/Pools.sol";
import {PoolState} from "./PoolState.sol";

/// @title PoolBids
/// @notice Pools and sealed bids. See the documentation in {ICostSharingPools}.
abstract contract PoolBids is PoolState {
    /// @inheritdoc ICostSharingPools
    uint32 public constant override SHORTEST_PERIOD = 1 hours;

    /// @dev One more still fits: the claimed deadline of a group that cannot pay the cost.
    uint32 private constant LONGEST_PREMIUM_PERIOD = type(uint32).max - 1;

    /// @inheritdoc ICostSharingPools
    function permit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        override
        nonReentrant
    {
        _permit(amount, deadline, v, r, s);
    }

    /// @inheritdoc ICostSharingPools
    function create(PoolTerms calldata terms)
        external
        override
        nonReentrant
        returns (bytes32 poolId)
    {
        _checkTerms(terms);
        poolId = poolIdOf(msg.sender, terms);
        Pool storage pool = _pools[poolId];

        // Check: it is not there. A key that is sold once is known.
        if (pool.seller != address(0)) {
            revert CostSharingPools_PoolExists(poolId);
        }

        // Effect: create the pool.
        pool.seller = msg.sender;
        pool.commitEnd = uint40(block.timestamp) + terms.commitPeriod;
        pool.revealEnd = pool.commitEnd + terms.revealPeriod;
        pool.mechanism = terms.mechanism;
        pool.cost = terms.cost;
        pool.bond = terms.bond;
        pool.premiumPeriod = terms.premiumPeriod;
        pool.revealBond = terms.revealBond;
        pool.requestFee = terms.requestFee;
        pool.settlePeriod = terms.settlePeriod;
        pool.deliveryPeriod = terms.deliveryPeriod;
        pool.complaintPeriod = terms.complaintPeriod;
        pool.publishPeriod = terms.publishPeriod;
        pool.keyHash = terms.keyHash;
        pool.eligibleRoot = terms.eligibleRoot;
        if (terms.gateOracle != address(0)) {
            pool.gate = Gate.PENDING;
            pool.gateOracle = terms.gateOracle;
            pool.gateEnd = terms.gateEnd;
            pool.gateQuestionId = QuestionId.derive(terms.gateQuestionHash, terms.gateMaturation);
        }

        // Interaction: take the seller's bond.
        _pull(terms.bond);

        // Log the event.
        emit PoolCreated(poolId, msg.sender, terms, pool.commitEnd, pool.revealEnd);
    }

    /// @inheritdoc ICostSharingPools
    function commit(
        bytes32 poolId,
        bytes32 commitment,
        address key,
        uint112 deposit,
        bytes32[] calldata proof
    ) external override nonReentrant {
        Pool storage pool = _existing(poolId);
        Exchange storage exchange = _exchanges[poolId][msg.sender];

        // Check: bids are open.
        _checkPeriod(poolId, 0, pool.commitEnd);

        // Check: a stranger to the seller bids, once, and may.
        if (msg.sender == pool.seller) {
            revert CostSharingPools_SellerBids(poolId, msg.sender);
        }
        if (exchange.commitment != bytes32(0)) {
            revert CostSharingPools_BidExists(poolId, msg.sender);
        }
        _checkEligible(poolId, pool.eligibleRoot, proof);

        // Check: it can be opened.
        if (commitment == bytes32(0) || key == address(0)) {
            revert CostSharingPools_CommitmentIncomplete();
        }

        // Check: there is something to lose by not opening it.
        if (deposit < pool.revealBond) {
            revert CostSharingPools_DepositTooSmall(deposit, pool.revealBond);
        }

        // Effect: keep the bid.
        exchange.commitment = commitment;
        exchange.key = key;
        _bids[poolId][msg.sender].deposit = deposit;

        // Interaction: take the deposit.
        if (deposit != 0) {
            _pull(deposit);
        }

        // Log the event.
        emit BidCommitted(poolId, msg.sender, commitment, key, deposit);
    }

    /// @inheritdoc ICostSharingPools
    function reveal(
        bytes32 poolId,
        address bidder,
        uint112 valuation,
        bytes32 salt,
        uint256 publicKeyX,
        uint256 publicKeyY
    ) external override nonReentrant {
        Pool storage pool = _existing(poolId);
        Bid memory bid = _bids[poolId][bidder];

        // Check: it is the time for it.
        _checkPeriod(poolId, pool.commitEnd, pool.revealEnd);

        // Check: there is a bid, and it is sealed.
        if (bid.index != 0) {
            revert CostSharingPools_BidRevealed(poolId, bidder);
        }
        _checkOpening(poolId, bidder, valuation, salt);
        _checkPublicKey(poolId, bidder, publicKeyX, publicKeyY);

        // Check: the deposit covers whatever the bidder may have to pay.
        uint112 needed = uint112(Math.min(valuation, pool.cost));
        if (bid.deposit < needed) {
            revert CostSharingPools_DepositTooSmall(bid.deposit, needed);
        }

        // Effect: open the bid.
        uint256 excess = bid.deposit - needed;
        bid.valuation = valuation;
        bid.deposit = needed;
        bid.index = ++pool.revealed;
        _bids[poolId][bidder] = bid;

        // Log the event.
        emit BidRevealed(poolId, bidder, bid.index, valuation, needed, publicKeyX, publicKeyY);

        // Interaction: give back what only hid the valuation.
        if (excess != 0) {
            _push(bidder, excess);
        }
    }

    /// @dev Checks what a seller asks and promises.
    function _checkTerms(PoolTerms calldata terms) private view {
        // Check: something is asked.
        if (terms.cost == 0) {
            revert CostSharingPools_CostZero();
        }

        // Check: there is a premium period.
        if (terms.premiumPeriod == 0 || terms.premiumPeriod > LONGEST_PREMIUM_PERIOD) {
            revert CostSharingPools_PremiumPeriodOutOfRange(
                terms.premiumPeriod, LONGEST_PREMIUM_PERIOD
            );
        }

        // Check: everybody has time to act.
        _checkLength(terms.commitPeriod);
        _checkLength(terms.revealPeriod);
        _checkLength(terms.settlePeriod);
        _checkLength(terms.deliveryPeriod);
        _checkLength(terms.complaintPeriod);
        _checkLength(terms.publishPeriod);

        // Check: the seller has as much to lose as the payers.
        if (terms.bond < terms.cost) {
            revert CostSharingPools_BondBelowCost(terms.bond, terms.cost);
        }

        // Check: nobody has to put up more than the information costs.
        if (terms.revealBond > terms.cost) {
            revert CostSharingPools_ForfeitAboveCost(terms.revealBond, terms.cost);
        }
        if (terms.requestFee > terms.cost) {
            revert CostSharingPools_ForfeitAboveCost(terms.requestFee, terms.cost);
        }

        // Check: there is a key.
        if (terms.keyHash == bytes32(0)) {
            revert CostSharingPools_KeyHashZero();
        }

        // Check: a gate can be asked, and ends.
        bool gated = terms.gateOracle != address(0);
        bool complete = terms.gateOracle.code.length != 0 && terms.gateMaturation != 0
            && terms.gateEnd > terms.gateMaturation && terms.gateEnd > block.timestamp;
        bool empty =
            terms.gateQuestionHash == bytes32(0) && terms.gateMaturation == 0 && terms.gateEnd == 0;
        if (gated ? !complete : !empty) {
            revert CostSharingPools_GateInvalid(
                terms.gateOracle, terms.gateMaturation, terms.gateEnd
            );
        }
    }

    /// @dev Checks that a period is long enough to act in.
    function _checkLength(uint32 period) private pure {
        if (period < SHORTEST_PERIOD) {
            revert CostSharingPools_PeriodTooShort(period, SHORTEST_PERIOD);
        }
    }

    /// @dev Checks that the caller may bid.
    function _checkEligible(bytes32 poolId, bytes32 root, bytes32[] calldata proof) private view {
        if (root == bytes32(0)) {
            return;
        }
        // Hashed twice, so that no inner node of the tree passes for a bidder.
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(msg.sender))));
        if (!MerkleProof.verifyCalldata(proof, root, leaf)) {
            revert CostSharingPools_NotEligible(poolId, msg.sender);
        }
    }

    /// @dev Checks an opening. The bidder is part of it: a copied commitment cannot be opened.
    function _checkOpening(bytes32 poolId, address bidder, uint112 valuation, bytes32 salt)
        private
        view
    {
        bytes32 commitment = _exchanges[poolId][bidder].commitment;
        // A commitment is a hash, and zero stands for none.
        // slither-disable-next-line incorrect-equality
        if (commitment == bytes32(0)) {
            revert CostSharingPools_BidUnknown(poolId, bidder);
        }
        if (commitment != keccak256(abi.encode(poolId, bidder, valuation, salt))) {
            revert CostSharingPools_OpeningMismatch(poolId, bidder);
        }
    }

    /// @dev Checks a one-time public key. Nothing can be sealed to what is no point of the curve.
    function _checkPublicKey(bytes32 poolId, address bidder, uint256 x, uint256 y) private view {
        if (
            SharedPoint.addressOfPublicKey(x, y) != _exchanges[poolId][bidder].key
                || !SharedPoint.isOnCurve(x, y)
        ) {
            revert CostSharingPools_PublicKeyMismatch(poolId, bidder);
        }
    }
}
