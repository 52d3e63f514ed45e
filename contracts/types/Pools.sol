// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice How a pool decides who pays.
enum Mechanism {
    CS,
    GCSOD
}

/// @notice The two groups that fair coins make of the bidders. Under CS everybody is in LEFT.
enum Group {
    LEFT,
    RIGHT
}

/// @notice Whether an oracle has a say in the seller's pay, and what it said.
enum Gate {
    NONE,
    PENDING,
    PASSED,
    FAILED
}

/// @notice What a seller asks, and promises. Amounts are base units, periods seconds.
/// @param mechanism How it is decided who pays.
/// @param cost What the payers pay together, at least.
/// @param premiumPeriod T: the longest that anybody who pays nothing waits for the information.
/// @param commitPeriod From the pool's creation, in which bidders commit.
/// @param revealPeriod After that, in which they reveal.
/// @param settlePeriod After that, in which coins are drawn and the outcome is settled.
/// @param deliveryPeriod After the settlement, in which the seller delivers; and after each request, likewise.
/// @param complaintPeriod After that, in which what was delivered can be complained of.
/// @param publishPeriod From the last deadline of anybody, in which the key is published.
/// @param bond What the seller forfeits, in shares, to those who do not get what they should.
/// @param revealBond What a bidder forfeits who does not reveal.
/// @param requestFee What a request puts up: the seller's for answering it.
/// @param keyHash `keccak256` of the 32 bytes of the key.
/// @param contentHash `keccak256` of the ciphertext.
/// @param eligibleRoot Merkle root of who may bid, zero for everybody.
/// @param gateOracle Who decides whether the seller is paid, zero for nobody.
/// @param gateQuestionHash `keccak256` of the text of the gate's question.
/// @param gateMaturation Unix seconds at which that question is asked.
/// @param gateEnd Unix seconds until which the gate can pass.
/// @param uri Where the ciphertext is.
/// @param summary What the information is about, for everybody to read.
struct PoolTerms {
    Mechanism mechanism;
    uint112 cost;
    uint32 premiumPeriod;
    uint32 commitPeriod;
    uint32 revealPeriod;
    uint32 settlePeriod;
    uint32 deliveryPeriod;
    uint32 complaintPeriod;
    uint32 publishPeriod;
    uint112 bond;
    uint112 revealBond;
    uint112 requestFee;
    bytes32 keyHash;
    bytes32 contentHash;
    bytes32 eligibleRoot;
    address gateOracle;
    bytes32 gateQuestionHash;
    uint40 gateMaturation;
    uint40 gateEnd;
    string uri;
    string summary;
}

/// @notice What the chain remembers of a pool.
/// @param seller Who sells. Zero: no such pool.
/// @param commitEnd Unix seconds from which nobody commits and everybody reveals.
/// @param revealEnd Unix seconds from which nobody reveals, and coins are drawn.
/// @param mechanism How it is decided who pays.
/// @param gate Whether an oracle has a say in the seller's pay, and what it said.
/// @param cost What the payers pay together, at least, in base units.
/// @param bond The seller's, in base units.
/// @param premiumPeriod T, in seconds.
/// @param revealBond What a bidder forfeits who does not reveal, in base units.
/// @param requestFee What a request puts up, in base units.
/// @param settlePeriod Seconds.
/// @param deliveryPeriod Seconds.
/// @param complaintPeriod Seconds.
/// @param publishPeriod Seconds.
/// @param revealed Bids that were revealed.
/// @param delivered Payers who were delivered a word that nobody proved wrong.
/// @param requests Requests made.
/// @param answered Requests that were delivered a word that nobody proved wrong.
/// @param wronged Requests that were not answered in time, or with a word that was proved wrong.
/// @param keyHash `keccak256` of the key.
/// @param eligibleRoot Merkle root of who may bid, zero for everybody.
/// @param gateOracle Who answers the gate's question.
/// @param gateEnd Unix seconds until which the gate can pass.
/// @param gateQuestionId The gate's question.
/// @param seed Decides the coins; zero before the draw, and for ever under CS.
/// @param share What each payer pays, in base units.
/// @param payers How many pay. Zero once settled: not sold.
/// @param leftDeadline Seconds after the start that LEFT waits who does not pay.
/// @param rightDeadline Seconds after the start that RIGHT waits who does not pay.
/// @param settledAt Unix seconds of the settlement, zero before.
/// @param winner The group of the payers.
/// @param publishedAt Unix seconds of the key's publication, zero before.
/// @param pointOdd Whether the y of the seller's point is odd.
/// @param collected Whether the seller has taken what is the seller's.
/// @param pointX The x of the seller's point, zero before the first delivery.
struct Pool {
    // slot 0
    address seller;
    uint40 commitEnd;
    uint40 revealEnd;
    Mechanism mechanism;
    Gate gate;
    // slot 1
    uint112 cost;
    uint112 bond;
    uint32 premiumPeriod;
    // slot 2
    uint112 revealBond;
    uint112 requestFee;
    uint32 settlePeriod;
    // slot 3
    uint32 deliveryPeriod;
    uint32 complaintPeriod;
    uint32 publishPeriod;
    uint32 revealed;
    uint32 delivered;
    uint32 requests;
    uint32 answered;
    uint32 wronged;
    // slot 4
    bytes32 keyHash;
    // slot 5
    bytes32 eligibleRoot;
    // slot 6
    address gateOracle;
    uint40 gateEnd;
    // slot 7
    bytes32 gateQuestionId;
    // slot 8
    bytes32 seed;
    // slot 9
    uint112 share;
    uint32 payers;
    uint32 leftDeadline;
    uint32 rightDeadline;
    uint40 settledAt;
    Group winner;
    // slot 10
    uint40 publishedAt;
    bool pointOdd;
    bool collected;
    // slot 11
    uint256 pointX;
}

/// @notice What settlement reads of a bid: one slot.
/// @param valuation What the information is worth to the bidder for the whole premium period, in base units.
/// @param deposit What the pool holds of the bidder, in base units. A payer's share stays in it until it goes back.
/// @param index The bid's place among those revealed, from 1. Zero: not revealed.
struct Bid {
    // slot 0
    uint112 valuation;
    uint112 deposit;
    uint32 index;
}

/// @notice What the exchange of the key needs of a bid.
/// @param commitment Hash of the opening. Zero: no bid.
/// @param key Address of the bidder's one-time key.
/// @param requestedAt Unix seconds of the request, zero without one.
/// @param wronged Whether a complaint was right.
/// @param feeReturned Whether the request's fee went back.
/// @param word What was delivered: the key, hidden by what seller and bidder alone can compute. Zero: nothing.
struct Exchange {
    // slot 0
    bytes32 commitment;
    // slot 1
    address key;
    uint40 requestedAt;
    bool wronged;
    bool feeReturned;
    // slot 2
    bytes32 word;
}

/// @notice How far a settler's claim on the outcome has gone through one group, from the highest valuation down: one slot.
/// @param valuation Of the last bid.
/// @param index Of the last bid.
/// @param count Bids so far.
/// @param payers The largest k so far with k bids worth a k-th of the cost at the deadline that the group faces.
/// @param deadline The smallest deadline so far at which the group could pay the cost by itself. Zero: none.
struct Lane {
    // slot 0
    uint112 valuation;
    uint32 index;
    uint32 count;
    uint32 payers;
    uint32 deadline;
}

/// @notice How far a settler's claim on the outcome has gone.
struct Progress {
    // slot 0
    Lane left;
    // slot 1
    Lane right;
}
