"""The custom errors of the contracts, one exception each. Made by `make artifacts`."""

from collections.abc import Mapping
from typing import Final

from bugmark_py.chain.custom_error import CustomError


class AddressEmptyCodeError(CustomError):
    """There's no code at target (it is not a contract)."""

    NAME = "AddressEmptyCode"
    TYPES = ("address",)
    ARGUMENTS = ("target",)
    target: str


class CollateralVaultAmountZeroError(CustomError):
    """The amount is zero."""

    NAME = "CollateralVault_AmountZero"
    TYPES = ()
    ARGUMENTS = ()


class CollateralVaultReceiverIsVaultError(CustomError):
    """The contract itself can hold no claim and receive no withdrawal."""

    NAME = "CollateralVault_ReceiverIsVault"
    TYPES = ()
    ARGUMENTS = ()


class CostSharingPoolsAlreadyDeliveredError(CustomError):
    """A bidder is delivered one word, the first one."""

    NAME = "CostSharingPools_AlreadyDelivered"
    TYPES = ("bytes32", "address")
    ARGUMENTS = ("poolId", "bidder")
    pool_id: str
    bidder: str


class CostSharingPoolsAlreadyDrawnError(CustomError):
    """The coins are drawn, once and for ever."""

    NAME = "CostSharingPools_AlreadyDrawn"
    TYPES = ("bytes32",)
    ARGUMENTS = ("poolId",)
    pool_id: str


class CostSharingPoolsAlreadyPublishedError(CustomError):
    """The key is out."""

    NAME = "CostSharingPools_AlreadyPublished"
    TYPES = ("bytes32",)
    ARGUMENTS = ("poolId",)
    pool_id: str


class CostSharingPoolsAlreadySettledError(CustomError):
    """The pool is settled."""

    NAME = "CostSharingPools_AlreadySettled"
    TYPES = ("bytes32",)
    ARGUMENTS = ("poolId",)
    pool_id: str


class CostSharingPoolsBidExistsError(CustomError):
    """A bidder has one bid in a pool."""

    NAME = "CostSharingPools_BidExists"
    TYPES = ("bytes32", "address")
    ARGUMENTS = ("poolId", "bidder")
    pool_id: str
    bidder: str


class CostSharingPoolsBidRevealedError(CustomError):
    """The bid is revealed."""

    NAME = "CostSharingPools_BidRevealed"
    TYPES = ("bytes32", "address")
    ARGUMENTS = ("poolId", "bidder")
    pool_id: str
    bidder: str


class CostSharingPoolsBidUnknownError(CustomError):
    """The bidder has no bid in this pool."""

    NAME = "CostSharingPools_BidUnknown"
    TYPES = ("bytes32", "address")
    ARGUMENTS = ("poolId", "bidder")
    pool_id: str
    bidder: str


class CostSharingPoolsBidderInOtherGroupError(CustomError):
    """The bidder's coin put them into the other group."""

    NAME = "CostSharingPools_BidderInOtherGroup"
    TYPES = ("address",)
    ARGUMENTS = ("bidder",)
    bidder: str


class CostSharingPoolsBidderNotRevealedError(CustomError):
    """Only revealed bids are in a group."""

    NAME = "CostSharingPools_BidderNotRevealed"
    TYPES = ("address",)
    ARGUMENTS = ("bidder",)
    bidder: str


class CostSharingPoolsBidderOutOfOrderError(CustomError):
    """Bidders are named from the highest valuation down."""

    NAME = "CostSharingPools_BidderOutOfOrder"
    TYPES = ("address",)
    ARGUMENTS = ("bidder",)
    bidder: str


class CostSharingPoolsBlockHashUnavailableError(CustomError):
    """The chain does not know the hash of the block before."""

    NAME = "CostSharingPools_BlockHashUnavailable"
    TYPES = ("uint256",)
    ARGUMENTS = ("blockNumber",)
    block_number: int


class CostSharingPoolsBondBelowCostError(CustomError):
    """The seller's bond is at least the cost."""

    NAME = "CostSharingPools_BondBelowCost"
    TYPES = ("uint112", "uint112")
    ARGUMENTS = ("bond", "cost")
    bond: int
    cost: int


class CostSharingPoolsCallerNotSellerError(CustomError):
    """The caller is not the seller."""

    NAME = "CostSharingPools_CallerNotSeller"
    TYPES = ("address", "address")
    ARGUMENTS = ("caller", "seller")
    caller: str
    seller: str


class CostSharingPoolsClaimFalseError(CustomError):
    """The claimed deadlines are not those of the groups."""

    NAME = "CostSharingPools_ClaimFalse"
    TYPES = ("uint32", "uint32", "uint32", "uint32")
    ARGUMENTS = ("left", "right", "actualLeft", "actualRight")
    left: int
    right: int
    actual_left: int
    actual_right: int


class CostSharingPoolsClaimOutOfRangeError(CustomError):
    """A claimed deadline is 1 to most."""

    NAME = "CostSharingPools_ClaimOutOfRange"
    TYPES = ("uint32", "uint32", "uint32")
    ARGUMENTS = ("left", "right", "most")
    left: int
    right: int
    most: int


class CostSharingPoolsCommitmentIncompleteError(CustomError):
    """A commitment and the address of a key are not zero."""

    NAME = "CostSharingPools_CommitmentIncomplete"
    TYPES = ()
    ARGUMENTS = ()


class CostSharingPoolsCostZeroError(CustomError):
    """A pool has a cost."""

    NAME = "CostSharingPools_CostZero"
    TYPES = ()
    ARGUMENTS = ()


class CostSharingPoolsDepositTooSmallError(CustomError):
    """The deposit is too small for the bid."""

    NAME = "CostSharingPools_DepositTooSmall"
    TYPES = ("uint112", "uint112")
    ARGUMENTS = ("deposit", "least")
    deposit: int
    least: int


class CostSharingPoolsForfeitAboveCostError(CustomError):
    """A reveal bond and a request fee are at most the cost."""

    NAME = "CostSharingPools_ForfeitAboveCost"
    TYPES = ("uint112", "uint112")
    ARGUMENTS = ("amount", "cost")
    amount: int
    cost: int


class CostSharingPoolsGateInvalidError(CustomError):
    """A gate has an oracle with code, a maturation, and a later end."""

    NAME = "CostSharingPools_GateInvalid"
    TYPES = ("address", "uint40", "uint40")
    ARGUMENTS = ("oracle", "maturation", "end")
    oracle: str
    maturation: int
    end: int


class CostSharingPoolsGateNotPendingError(CustomError):
    """There is no gate, or it is decided."""

    NAME = "CostSharingPools_GateNotPending"
    TYPES = ("bytes32", "uint8")
    ARGUMENTS = ("poolId", "gate")
    pool_id: str
    gate: int


class CostSharingPoolsKeyHashZeroError(CustomError):
    """The key has a hash."""

    NAME = "CostSharingPools_KeyHashZero"
    TYPES = ()
    ARGUMENTS = ()


class CostSharingPoolsKeyMismatchError(CustomError):
    """That is not the key."""

    NAME = "CostSharingPools_KeyMismatch"
    TYPES = ("bytes32", "bytes32")
    ARGUMENTS = ("poolId", "key")
    pool_id: str
    key: str


class CostSharingPoolsLengthMismatchError(CustomError):
    """As many words as bidders."""

    NAME = "CostSharingPools_LengthMismatch"
    TYPES = ("uint256", "uint256")
    ARGUMENTS = ("bidders", "words")
    bidders: int
    words: int


class CostSharingPoolsNotDrawnError(CustomError):
    """The coins are not drawn yet."""

    NAME = "CostSharingPools_NotDrawn"
    TYPES = ("bytes32",)
    ARGUMENTS = ("poolId",)
    pool_id: str


class CostSharingPoolsNotEligibleError(CustomError):
    """The pool is for others: the proof does not lead to its root."""

    NAME = "CostSharingPools_NotEligible"
    TYPES = ("bytes32", "address")
    ARGUMENTS = ("poolId", "bidder")
    pool_id: str
    bidder: str


class CostSharingPoolsNotSoldError(CustomError):
    """The information is not sold, or not yet."""

    NAME = "CostSharingPools_NotSold"
    TYPES = ("bytes32",)
    ARGUMENTS = ("poolId",)
    pool_id: str


class CostSharingPoolsNothingDueError(CustomError):
    """The bidder neither pays nor has an open request."""

    NAME = "CostSharingPools_NothingDue"
    TYPES = ("bytes32", "address")
    ARGUMENTS = ("poolId", "bidder")
    pool_id: str
    bidder: str


class CostSharingPoolsNothingToComplainError(CustomError):
    """Nothing was delivered to be complained of, or the complaint is settled."""

    NAME = "CostSharingPools_NothingToComplain"
    TYPES = ("bytes32", "address")
    ARGUMENTS = ("poolId", "bidder")
    pool_id: str
    bidder: str


class CostSharingPoolsNothingToDrawError(CustomError):
    """Under CS there are no coins."""

    NAME = "CostSharingPools_NothingToDraw"
    TYPES = ("bytes32",)
    ARGUMENTS = ("poolId",)
    pool_id: str


class CostSharingPoolsNothingToRequestError(CustomError):
    """A payer is served without a request, and nobody requests twice."""

    NAME = "CostSharingPools_NothingToRequest"
    TYPES = ("bytes32", "address")
    ARGUMENTS = ("poolId", "bidder")
    pool_id: str
    bidder: str


class CostSharingPoolsOpeningMismatchError(CustomError):
    """The opening is not that of the commitment."""

    NAME = "CostSharingPools_OpeningMismatch"
    TYPES = ("bytes32", "address")
    ARGUMENTS = ("poolId", "bidder")
    pool_id: str
    bidder: str


class CostSharingPoolsOracleSilentError(CustomError):
    """The gate's oracle has no final answer."""

    NAME = "CostSharingPools_OracleSilent"
    TYPES = ("bytes32", "address")
    ARGUMENTS = ("poolId", "oracle")
    pool_id: str
    oracle: str


class CostSharingPoolsOutsidePeriodError(CustomError):
    """This is done from opens on, and before closes, in unix seconds."""

    NAME = "CostSharingPools_OutsidePeriod"
    TYPES = ("bytes32", "uint256", "uint256")
    ARGUMENTS = ("poolId", "opens", "closes")
    pool_id: str
    opens: int
    closes: int


class CostSharingPoolsPeriodTooShortError(CustomError):
    """People need time to act: every period is at least shortest seconds."""

    NAME = "CostSharingPools_PeriodTooShort"
    TYPES = ("uint32", "uint32")
    ARGUMENTS = ("period", "shortest")
    period: int
    shortest: int


class CostSharingPoolsPointMismatchError(CustomError):
    """A pool has one point, the first one."""

    NAME = "CostSharingPools_PointMismatch"
    TYPES = ("uint256", "bool")
    ARGUMENTS = ("x", "odd")
    x: int
    odd: bool


class CostSharingPoolsPointOutOfRangeError(CustomError):
    """The x of a point is 1 to the order of the curve less one."""

    NAME = "CostSharingPools_PointOutOfRange"
    TYPES = ("uint256",)
    ARGUMENTS = ("x",)
    x: int


class CostSharingPoolsPoolExistsError(CustomError):
    """The seller has a pool of just these terms."""

    NAME = "CostSharingPools_PoolExists"
    TYPES = ("bytes32",)
    ARGUMENTS = ("poolId",)
    pool_id: str


class CostSharingPoolsPoolUnknownError(CustomError):
    """There is no such pool."""

    NAME = "CostSharingPools_PoolUnknown"
    TYPES = ("bytes32",)
    ARGUMENTS = ("poolId",)
    pool_id: str


class CostSharingPoolsPremiumPeriodOutOfRangeError(CustomError):
    """The premium period is 1 to longest seconds."""

    NAME = "CostSharingPools_PremiumPeriodOutOfRange"
    TYPES = ("uint32", "uint32")
    ARGUMENTS = ("premiumPeriod", "longest")
    premium_period: int
    longest: int


class CostSharingPoolsPrivateKeyMismatchError(CustomError):
    """The private key is not the one that the bidder committed to."""

    NAME = "CostSharingPools_PrivateKeyMismatch"
    TYPES = ("bytes32", "address")
    ARGUMENTS = ("poolId", "bidder")
    pool_id: str
    bidder: str


class CostSharingPoolsProgressMismatchError(CustomError):
    """The caller's claim has named another number of bidders."""

    NAME = "CostSharingPools_ProgressMismatch"
    TYPES = ("uint256", "uint256")
    ARGUMENTS = ("named", "actual")
    named: int
    actual: int


class CostSharingPoolsPublicKeyMismatchError(CustomError):
    """The public key is not the one that was committed to, or no point of the curve."""

    NAME = "CostSharingPools_PublicKeyMismatch"
    TYPES = ("bytes32", "address")
    ARGUMENTS = ("poolId", "bidder")
    pool_id: str
    bidder: str


class CostSharingPoolsSellerBidsError(CustomError):
    """The seller does not bid in the seller's own pool."""

    NAME = "CostSharingPools_SellerBids"
    TYPES = ("bytes32", "address")
    ARGUMENTS = ("poolId", "seller")
    pool_id: str
    seller: str


class CostSharingPoolsWordRightError(CustomError):
    """The word gives the key: there is nothing to complain of."""

    NAME = "CostSharingPools_WordRight"
    TYPES = ("bytes32", "address")
    ARGUMENTS = ("poolId", "bidder")
    pool_id: str
    bidder: str


class CostSharingPoolsWordZeroError(CustomError):
    """A word is not zero."""

    NAME = "CostSharingPools_WordZero"
    TYPES = ("address",)
    ARGUMENTS = ("bidder",)
    bidder: str


class ECDSAInvalidSignatureError(CustomError):
    """The signature is invalid."""

    NAME = "ECDSAInvalidSignature"
    TYPES = ()
    ARGUMENTS = ()


class ECDSAInvalidSignatureLengthError(CustomError):
    """The signature has an invalid length."""

    NAME = "ECDSAInvalidSignatureLength"
    TYPES = ("uint256",)
    ARGUMENTS = ("length",)
    length: int


class ECDSAInvalidSignatureSError(CustomError):
    """The signature has an S value that is in the upper half order."""

    NAME = "ECDSAInvalidSignatureS"
    TYPES = ("bytes32",)
    ARGUMENTS = ("s",)
    s: str


class ERC20InsufficientAllowanceError(CustomError):
    """Indicates a failure with the spender's allowance."""

    NAME = "ERC20InsufficientAllowance"
    TYPES = ("address", "uint256", "uint256")
    ARGUMENTS = ("spender", "allowance", "needed")
    spender: str
    allowance: int
    needed: int


class ERC20InsufficientBalanceError(CustomError):
    """Indicates an error related to the current balance of a sender."""

    NAME = "ERC20InsufficientBalance"
    TYPES = ("address", "uint256", "uint256")
    ARGUMENTS = ("sender", "balance", "needed")
    sender: str
    balance: int
    needed: int


class ERC20InvalidApproverError(CustomError):
    """Indicates a failure with the approver of a token to be approved."""

    NAME = "ERC20InvalidApprover"
    TYPES = ("address",)
    ARGUMENTS = ("approver",)
    approver: str


class ERC20InvalidReceiverError(CustomError):
    """Indicates a failure with the token receiver."""

    NAME = "ERC20InvalidReceiver"
    TYPES = ("address",)
    ARGUMENTS = ("receiver",)
    receiver: str


class ERC20InvalidSenderError(CustomError):
    """Indicates a failure with the token sender."""

    NAME = "ERC20InvalidSender"
    TYPES = ("address",)
    ARGUMENTS = ("sender",)
    sender: str


class ERC20InvalidSpenderError(CustomError):
    """Indicates a failure with the spender to be approved."""

    NAME = "ERC20InvalidSpender"
    TYPES = ("address",)
    ARGUMENTS = ("spender",)
    spender: str


class ERC2612ExpiredSignatureError(CustomError):
    """Permit deadline has expired."""

    NAME = "ERC2612ExpiredSignature"
    TYPES = ("uint256",)
    ARGUMENTS = ("deadline",)
    deadline: int


class ERC2612InvalidSignerError(CustomError):
    """Mismatched signature."""

    NAME = "ERC2612InvalidSigner"
    TYPES = ("address", "address")
    ARGUMENTS = ("signer", "owner")
    signer: str
    owner: str


class ERC6909InsufficientAllowanceError(CustomError):
    """ERC6909InsufficientAllowance."""

    NAME = "ERC6909InsufficientAllowance"
    TYPES = ("address", "uint256", "uint256", "uint256")
    ARGUMENTS = ("spender", "allowance", "needed", "id")
    spender: str
    allowance: int
    needed: int
    id: int


class ERC6909InsufficientBalanceError(CustomError):
    """ERC6909InsufficientBalance."""

    NAME = "ERC6909InsufficientBalance"
    TYPES = ("address", "uint256", "uint256", "uint256")
    ARGUMENTS = ("sender", "balance", "needed", "id")
    sender: str
    balance: int
    needed: int
    id: int


class ERC6909InvalidApproverError(CustomError):
    """ERC6909InvalidApprover."""

    NAME = "ERC6909InvalidApprover"
    TYPES = ("address",)
    ARGUMENTS = ("approver",)
    approver: str


class ERC6909InvalidReceiverError(CustomError):
    """ERC6909InvalidReceiver."""

    NAME = "ERC6909InvalidReceiver"
    TYPES = ("address",)
    ARGUMENTS = ("receiver",)
    receiver: str


class ERC6909InvalidSenderError(CustomError):
    """ERC6909InvalidSender."""

    NAME = "ERC6909InvalidSender"
    TYPES = ("address",)
    ARGUMENTS = ("sender",)
    sender: str


class ERC6909InvalidSpenderError(CustomError):
    """ERC6909InvalidSpender."""

    NAME = "ERC6909InvalidSpender"
    TYPES = ("address",)
    ARGUMENTS = ("spender",)
    spender: str


class FailedCallError(CustomError):
    """A call to an address target failed."""

    NAME = "FailedCall"
    TYPES = ()
    ARGUMENTS = ()


class InvalidAccountNonceError(CustomError):
    """The nonce used for an account is not the expected current nonce."""

    NAME = "InvalidAccountNonce"
    TYPES = ("address", "uint256")
    ARGUMENTS = ("account", "currentNonce")
    account: str
    current_nonce: int


class InvalidShortStringError(CustomError):
    """InvalidShortString."""

    NAME = "InvalidShortString"
    TYPES = ()
    ARGUMENTS = ()


class IssueMarketCallerNotMakerError(CustomError):
    """The caller is not the offer's maker."""

    NAME = "IssueMarket_CallerNotMaker"
    TYPES = ("address", "address")
    ARGUMENTS = ("caller", "maker")
    caller: str
    maker: str


class IssueMarketFutureMaturedError(CustomError):
    """The future has matured: it no longer trades."""

    NAME = "IssueMarket_FutureMatured"
    TYPES = ("bytes32", "uint40")
    ARGUMENTS = ("futureId", "maturation")
    future_id: str
    maturation: int


class IssueMarketFutureNotMaturedError(CustomError):
    """The future has not matured yet."""

    NAME = "IssueMarket_FutureNotMatured"
    TYPES = ("bytes32", "uint40")
    ARGUMENTS = ("futureId", "maturation")
    future_id: str
    maturation: int


class IssueMarketFutureNotSettledError(CustomError):
    """The future is not settled yet."""

    NAME = "IssueMarket_FutureNotSettled"
    TYPES = ("bytes32",)
    ARGUMENTS = ("futureId",)
    future_id: str


class IssueMarketFutureSettledError(CustomError):
    """The future is settled."""

    NAME = "IssueMarket_FutureSettled"
    TYPES = ("bytes32", "uint16")
    ARGUMENTS = ("futureId", "price")
    future_id: str
    price: int


class IssueMarketFutureUnknownError(CustomError):
    """There is no such future."""

    NAME = "IssueMarket_FutureUnknown"
    TYPES = ("bytes32",)
    ARGUMENTS = ("futureId",)
    future_id: str


class IssueMarketMaturationOutOfRangeError(CustomError):
    """The maturation is not after earliest - 1, or after latest."""

    NAME = "IssueMarket_MaturationOutOfRange"
    TYPES = ("uint40", "uint256", "uint256")
    ARGUMENTS = ("maturation", "earliest", "latest")
    maturation: int
    earliest: int
    latest: int


class IssueMarketOfferAllOrNoneError(CustomError):
    """The offer fills whole or not at all."""

    NAME = "IssueMarket_OfferAllOrNone"
    TYPES = ("bytes32", "uint128", "uint128")
    ARGUMENTS = ("offerId", "units", "offered")
    offer_id: str
    units: int
    offered: int


class IssueMarketOfferAlreadyPlacedError(CustomError):
    """The offer is placed already."""

    NAME = "IssueMarket_OfferAlreadyPlaced"
    TYPES = ("bytes32",)
    ARGUMENTS = ("offerId",)
    offer_id: str


class IssueMarketOfferClosedError(CustomError):
    """The offer was cancelled or released."""

    NAME = "IssueMarket_OfferClosed"
    TYPES = ("bytes32",)
    ARGUMENTS = ("offerId",)
    offer_id: str


class IssueMarketOfferExpiredError(CustomError):
    """The offer's expiry has come."""

    NAME = "IssueMarket_OfferExpired"
    TYPES = ("bytes32", "uint40")
    ARGUMENTS = ("offerId", "expiry")
    offer_id: str
    expiry: int


class IssueMarketOfferFilledError(CustomError):
    """The offer has no units left."""

    NAME = "IssueMarket_OfferFilled"
    TYPES = ("bytes32",)
    ARGUMENTS = ("offerId",)
    offer_id: str


class IssueMarketOfferLiveError(CustomError):
    """The offer can still fill, so only its maker may close it."""

    NAME = "IssueMarket_OfferLive"
    TYPES = ("bytes32",)
    ARGUMENTS = ("offerId",)
    offer_id: str


class IssueMarketOfferNotPlacedError(CustomError):
    """The offer is not placed."""

    NAME = "IssueMarket_OfferNotPlaced"
    TYPES = ("bytes32",)
    ARGUMENTS = ("offerId",)
    offer_id: str


class IssueMarketOfferStaleError(CustomError):
    """The offer is of another epoch than its maker's current one."""

    NAME = "IssueMarket_OfferStale"
    TYPES = ("bytes32", "uint32", "uint32")
    ARGUMENTS = ("offerId", "epoch", "current")
    offer_id: str
    epoch: int
    current: int


class IssueMarketOracleSilentError(CustomError):
    """The oracle has no final answer."""

    NAME = "IssueMarket_OracleSilent"
    TYPES = ("bytes32", "address")
    ARGUMENTS = ("futureId", "oracle")
    future_id: str
    oracle: str


class IssueMarketOracleWithoutCodeError(CustomError):
    """The oracle's address has no code: it could never answer."""

    NAME = "IssueMarket_OracleWithoutCode"
    TYPES = ("address",)
    ARGUMENTS = ("oracle",)
    oracle: str


class IssueMarketPositionUnitsAboveUnitsError(CustomError):
    """More units from a position than units in all."""

    NAME = "IssueMarket_PositionUnitsAboveUnits"
    TYPES = ("uint128", "uint128")
    ARGUMENTS = ("fromPosition", "units")
    from_position: int
    units: int


class IssueMarketPriceOutOfRangeError(CustomError):
    """A price is 1..9999 basis points."""

    NAME = "IssueMarket_PriceOutOfRange"
    TYPES = ("uint16",)
    ARGUMENTS = ("price",)
    price: int


class IssueMarketQuestionEmptyError(CustomError):
    """The question has no text."""

    NAME = "IssueMarket_QuestionEmpty"
    TYPES = ()
    ARGUMENTS = ()


class IssueMarketQuestionMismatchError(CustomError):
    """The question hash is not the one that the future was created with."""

    NAME = "IssueMarket_QuestionMismatch"
    TYPES = ("bytes32", "bytes32")
    ARGUMENTS = ("futureId", "questionHash")
    future_id: str
    question_hash: str


class IssueMarketSelfTakeError(CustomError):
    """A maker does not meet their own offer."""

    NAME = "IssueMarket_SelfTake"
    TYPES = ("address",)
    ARGUMENTS = ("maker",)
    maker: str


class IssueMarketUnitNotDivisibleError(CustomError):
    """The unit is zero or no multiple of 20,000 base units."""

    NAME = "IssueMarket_UnitNotDivisible"
    TYPES = ("uint256",)
    ARGUMENTS = ("unit",)
    unit: int


class IssueMarketUnitsAboveRemainingError(CustomError):
    """The offer has fewer units left than were asked."""

    NAME = "IssueMarket_UnitsAboveRemaining"
    TYPES = ("bytes32", "uint128", "uint128")
    ARGUMENTS = ("offerId", "units", "remaining")
    offer_id: str
    units: int
    remaining: int


class IssueMarketUnitsZeroError(CustomError):
    """No units were named."""

    NAME = "IssueMarket_UnitsZero"
    TYPES = ()
    ARGUMENTS = ()


class IssueMarketVoidTooEarlyError(CustomError):
    """The oracle still has until voidableAt to answer."""

    NAME = "IssueMarket_VoidTooEarly"
    TYPES = ("bytes32", "uint256")
    ARGUMENTS = ("futureId", "voidableAt")
    future_id: str
    voidable_at: int


class OracleCallGasTooLowError(CustomError):
    """Not enough gas is left for a fair question: a starved oracle would look silent."""

    NAME = "OracleCall_GasTooLow"
    TYPES = ("uint256", "uint256")
    ARGUMENTS = ("available", "required")
    available: int
    required: int


class ReentrancyGuardReentrantCallError(CustomError):
    """Unauthorized reentrant call."""

    NAME = "ReentrancyGuardReentrantCall"
    TYPES = ()
    ARGUMENTS = ()


class SafeERC20FailedOperationError(CustomError):
    """An operation with an ERC-20 token failed."""

    NAME = "SafeERC20FailedOperation"
    TYPES = ("address",)
    ARGUMENTS = ("token",)
    token: str


class StringTooLongError(CustomError):
    """StringTooLong."""

    NAME = "StringTooLong"
    TYPES = ("string",)
    ARGUMENTS = ("str",)
    str: str


class TestTokenFaucetLimitError(CustomError):
    """More was asked of the faucet than it gives at once."""

    NAME = "TestToken_FaucetLimit"
    TYPES = ("uint256", "uint256")
    ARGUMENTS = ("asked", "limit")
    asked: int
    limit: int


class TokenHolderAmountMismatchError(CustomError):
    """The token moved another amount than was asked: it charges a fee, or lies."""

    NAME = "TokenHolder_AmountMismatch"
    TYPES = ("uint256", "uint256")
    ARGUMENTS = ("asked", "received")
    asked: int
    received: int


class TokenHolderTokenWithoutCodeError(CustomError):
    """The token's address has no code."""

    NAME = "TokenHolder_TokenWithoutCode"
    TYPES = ("address",)
    ARGUMENTS = ("token",)
    token: str


class TrackerOracleAlreadyVotedError(CustomError):
    """The reporter has voted on this question."""

    NAME = "TrackerOracle_AlreadyVoted"
    TYPES = ("bytes32", "address")
    ARGUMENTS = ("questionId", "reporter")
    question_id: str
    reporter: str


class TrackerOracleCallerNotReporterError(CustomError):
    """The caller is no reporter."""

    NAME = "TrackerOracle_CallerNotReporter"
    TYPES = ("address",)
    ARGUMENTS = ("caller",)
    caller: str


class TrackerOracleNotMaturedError(CustomError):
    """The question has not matured yet."""

    NAME = "TrackerOracle_NotMatured"
    TYPES = ("bytes32", "uint40")
    ARGUMENTS = ("questionId", "maturation")
    question_id: str
    maturation: int


class TrackerOraclePriceInvalidError(CustomError):
    """A price is 0, 5,000 or 10,000."""

    NAME = "TrackerOracle_PriceInvalid"
    TYPES = ("uint16",)
    ARGUMENTS = ("price",)
    price: int


class TrackerOracleReporterInvalidError(CustomError):
    """The zero address cannot report, and nobody reports twice."""

    NAME = "TrackerOracle_ReporterInvalid"
    TYPES = ("address",)
    ARGUMENTS = ("reporter",)
    reporter: str


class TrackerOracleStatusMismatchError(CustomError):
    """The question has another status than this needs."""

    NAME = "TrackerOracle_StatusMismatch"
    TYPES = ("bytes32", "uint8", "uint8")
    ARGUMENTS = ("questionId", "actual", "needed")
    question_id: str
    actual: int
    needed: int


class TrackerOracleThresholdOutOfRangeError(CustomError):
    """The threshold is zero or above the number of reporters."""

    NAME = "TrackerOracle_ThresholdOutOfRange"
    TYPES = ("uint256", "uint256")
    ARGUMENTS = ("threshold", "reporters")
    threshold: int
    reporters: int


class TrackerOracleTooEarlyToFinalizeError(CustomError):
    """The proposal can still be overturned."""

    NAME = "TrackerOracle_TooEarlyToFinalize"
    TYPES = ("bytes32", "uint40")
    ARGUMENTS = ("questionId", "finalizableAt")
    question_id: str
    finalizable_at: int


class TrackerOracleTooManyReportersError(CustomError):
    """There are more reporters than can be counted."""

    NAME = "TrackerOracle_TooManyReporters"
    TYPES = ("uint256",)
    ARGUMENTS = ("reporters",)
    reporters: int


class TrackerOracleVotingClosedError(CustomError):
    """A first proposal came too late to be accepted."""

    NAME = "TrackerOracle_VotingClosed"
    TYPES = ("bytes32", "uint256")
    ARGUMENTS = ("questionId", "closedAt")
    question_id: str
    closed_at: int


ERRORS: Final[Mapping[bytes, type[CustomError]]] = {
    bytes.fromhex("9996b315"): AddressEmptyCodeError,
    bytes.fromhex("645ce3c2"): CollateralVaultAmountZeroError,
    bytes.fromhex("4deb7b7e"): CollateralVaultReceiverIsVaultError,
    bytes.fromhex("6dee8110"): CostSharingPoolsAlreadyDeliveredError,
    bytes.fromhex("96b7e3d5"): CostSharingPoolsAlreadyDrawnError,
    bytes.fromhex("8f70c9eb"): CostSharingPoolsAlreadyPublishedError,
    bytes.fromhex("cab2a99d"): CostSharingPoolsAlreadySettledError,
    bytes.fromhex("34205382"): CostSharingPoolsBidExistsError,
    bytes.fromhex("1b293bbc"): CostSharingPoolsBidRevealedError,
    bytes.fromhex("e9ef1bc0"): CostSharingPoolsBidUnknownError,
    bytes.fromhex("044d04af"): CostSharingPoolsBidderInOtherGroupError,
    bytes.fromhex("074fd01d"): CostSharingPoolsBidderNotRevealedError,
    bytes.fromhex("23b109b3"): CostSharingPoolsBidderOutOfOrderError,
    bytes.fromhex("e9ee21f3"): CostSharingPoolsBlockHashUnavailableError,
    bytes.fromhex("41d52c04"): CostSharingPoolsBondBelowCostError,
    bytes.fromhex("57c90891"): CostSharingPoolsCallerNotSellerError,
    bytes.fromhex("cb9454fe"): CostSharingPoolsClaimFalseError,
    bytes.fromhex("c3a2fd03"): CostSharingPoolsClaimOutOfRangeError,
    bytes.fromhex("8b3d3422"): CostSharingPoolsCommitmentIncompleteError,
    bytes.fromhex("70dce35d"): CostSharingPoolsCostZeroError,
    bytes.fromhex("7a811966"): CostSharingPoolsDepositTooSmallError,
    bytes.fromhex("545e8a54"): CostSharingPoolsForfeitAboveCostError,
    bytes.fromhex("89a21a16"): CostSharingPoolsGateInvalidError,
    bytes.fromhex("63156cf2"): CostSharingPoolsGateNotPendingError,
    bytes.fromhex("f3fd7538"): CostSharingPoolsKeyHashZeroError,
    bytes.fromhex("b2606499"): CostSharingPoolsKeyMismatchError,
    bytes.fromhex("770a263a"): CostSharingPoolsLengthMismatchError,
    bytes.fromhex("306e3926"): CostSharingPoolsNotDrawnError,
    bytes.fromhex("eeb0457c"): CostSharingPoolsNotEligibleError,
    bytes.fromhex("3046faa1"): CostSharingPoolsNotSoldError,
    bytes.fromhex("7d9cd17e"): CostSharingPoolsNothingDueError,
    bytes.fromhex("b060fff0"): CostSharingPoolsNothingToComplainError,
    bytes.fromhex("ebb65cef"): CostSharingPoolsNothingToDrawError,
    bytes.fromhex("d6617887"): CostSharingPoolsNothingToRequestError,
    bytes.fromhex("f23da4e4"): CostSharingPoolsOpeningMismatchError,
    bytes.fromhex("c2a3c1f8"): CostSharingPoolsOracleSilentError,
    bytes.fromhex("fcf8a435"): CostSharingPoolsOutsidePeriodError,
    bytes.fromhex("f24785b3"): CostSharingPoolsPeriodTooShortError,
    bytes.fromhex("53c45d3a"): CostSharingPoolsPointMismatchError,
    bytes.fromhex("1af4679d"): CostSharingPoolsPointOutOfRangeError,
    bytes.fromhex("44fd64fe"): CostSharingPoolsPoolExistsError,
    bytes.fromhex("7e3a02e3"): CostSharingPoolsPoolUnknownError,
    bytes.fromhex("02bbda1d"): CostSharingPoolsPremiumPeriodOutOfRangeError,
    bytes.fromhex("2338427d"): CostSharingPoolsPrivateKeyMismatchError,
    bytes.fromhex("e1ebc570"): CostSharingPoolsProgressMismatchError,
    bytes.fromhex("b7593e39"): CostSharingPoolsPublicKeyMismatchError,
    bytes.fromhex("749e0e7f"): CostSharingPoolsSellerBidsError,
    bytes.fromhex("97d5bd7d"): CostSharingPoolsWordRightError,
    bytes.fromhex("8f95a398"): CostSharingPoolsWordZeroError,
    bytes.fromhex("f645eedf"): ECDSAInvalidSignatureError,
    bytes.fromhex("fce698f7"): ECDSAInvalidSignatureLengthError,
    bytes.fromhex("d78bce0c"): ECDSAInvalidSignatureSError,
    bytes.fromhex("fb8f41b2"): ERC20InsufficientAllowanceError,
    bytes.fromhex("e450d38c"): ERC20InsufficientBalanceError,
    bytes.fromhex("e602df05"): ERC20InvalidApproverError,
    bytes.fromhex("ec442f05"): ERC20InvalidReceiverError,
    bytes.fromhex("96c6fd1e"): ERC20InvalidSenderError,
    bytes.fromhex("94280d62"): ERC20InvalidSpenderError,
    bytes.fromhex("62791302"): ERC2612ExpiredSignatureError,
    bytes.fromhex("4b800e46"): ERC2612InvalidSignerError,
    bytes.fromhex("58a3fd5a"): ERC6909InsufficientAllowanceError,
    bytes.fromhex("b1b4fec0"): ERC6909InsufficientBalanceError,
    bytes.fromhex("cc766a98"): ERC6909InvalidApproverError,
    bytes.fromhex("b8bbd610"): ERC6909InvalidReceiverError,
    bytes.fromhex("a4352080"): ERC6909InvalidSenderError,
    bytes.fromhex("6f65f465"): ERC6909InvalidSpenderError,
    bytes.fromhex("d6bda275"): FailedCallError,
    bytes.fromhex("752d88c0"): InvalidAccountNonceError,
    bytes.fromhex("b3512b0c"): InvalidShortStringError,
    bytes.fromhex("26d0fd05"): IssueMarketCallerNotMakerError,
    bytes.fromhex("529f890d"): IssueMarketFutureMaturedError,
    bytes.fromhex("21c7904e"): IssueMarketFutureNotMaturedError,
    bytes.fromhex("7824db9d"): IssueMarketFutureNotSettledError,
    bytes.fromhex("8f67e89b"): IssueMarketFutureSettledError,
    bytes.fromhex("657c43d3"): IssueMarketFutureUnknownError,
    bytes.fromhex("49cb3d9f"): IssueMarketMaturationOutOfRangeError,
    bytes.fromhex("b7b1e4ca"): IssueMarketOfferAllOrNoneError,
    bytes.fromhex("cedaf21d"): IssueMarketOfferAlreadyPlacedError,
    bytes.fromhex("ba8d95f3"): IssueMarketOfferClosedError,
    bytes.fromhex("4ac2a7bb"): IssueMarketOfferExpiredError,
    bytes.fromhex("c17846b5"): IssueMarketOfferFilledError,
    bytes.fromhex("5469410c"): IssueMarketOfferLiveError,
    bytes.fromhex("98f50ece"): IssueMarketOfferNotPlacedError,
    bytes.fromhex("db27653e"): IssueMarketOfferStaleError,
    bytes.fromhex("bcdc1711"): IssueMarketOracleSilentError,
    bytes.fromhex("0be2be27"): IssueMarketOracleWithoutCodeError,
    bytes.fromhex("cdc46066"): IssueMarketPositionUnitsAboveUnitsError,
    bytes.fromhex("ed198ec2"): IssueMarketPriceOutOfRangeError,
    bytes.fromhex("a71e60dd"): IssueMarketQuestionEmptyError,
    bytes.fromhex("3d70c4dc"): IssueMarketQuestionMismatchError,
    bytes.fromhex("310fcdc4"): IssueMarketSelfTakeError,
    bytes.fromhex("36851bab"): IssueMarketUnitNotDivisibleError,
    bytes.fromhex("2f7aaff6"): IssueMarketUnitsAboveRemainingError,
    bytes.fromhex("734a3402"): IssueMarketUnitsZeroError,
    bytes.fromhex("8342dfb1"): IssueMarketVoidTooEarlyError,
    bytes.fromhex("e4b437ca"): OracleCallGasTooLowError,
    bytes.fromhex("3ee5aeb5"): ReentrancyGuardReentrantCallError,
    bytes.fromhex("5274afe7"): SafeERC20FailedOperationError,
    bytes.fromhex("305a27a9"): StringTooLongError,
    bytes.fromhex("982a52f5"): TestTokenFaucetLimitError,
    bytes.fromhex("034f343b"): TokenHolderAmountMismatchError,
    bytes.fromhex("430149a3"): TokenHolderTokenWithoutCodeError,
    bytes.fromhex("d174edce"): TrackerOracleAlreadyVotedError,
    bytes.fromhex("0481e334"): TrackerOracleCallerNotReporterError,
    bytes.fromhex("9116e9cc"): TrackerOracleNotMaturedError,
    bytes.fromhex("82838114"): TrackerOraclePriceInvalidError,
    bytes.fromhex("c7534372"): TrackerOracleReporterInvalidError,
    bytes.fromhex("b8948e97"): TrackerOracleStatusMismatchError,
    bytes.fromhex("e2dc7d0b"): TrackerOracleThresholdOutOfRangeError,
    bytes.fromhex("09f47007"): TrackerOracleTooEarlyToFinalizeError,
    bytes.fromhex("f2719ae2"): TrackerOracleTooManyReportersError,
    bytes.fromhex("6bd65a38"): TrackerOracleVotingClosedError,
}
"""By the first four bytes of what a contract reverts with."""
