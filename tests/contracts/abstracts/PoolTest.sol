// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Vm} from "forge-std/Vm.sol";

import {CostSharingPools} from "../../../contracts/CostSharingPools.sol";
import {TestToken} from "../../../contracts/mocks/TestToken.sol";
import {Exchange, Group, Mechanism, Pool, PoolTerms} from "../../../contracts/types/Pools.sol";
import {Shipped} from "./Shipped.sol";

/// @notice Who bids, with what opens the bid and the one-time key. The account has a key too, for permits.
struct Bidder {
    address account;
    uint256 accountKey;
    uint256 key;
    uint256 x;
    uint256 y;
    uint112 valuation;
    bytes32 salt;
}

/// @notice A pool to be, its bidders, and what tests say about them. By itself there is no pool yet.
///
/// Under CS adam, beth and charles share the cost and dana waits: 60 < 100, 2 x 50 >= 100, 3 x 45 >= 100, 4 x 10 < 100.
/// They could by second 640,001 of 864,000: 3 x floor(45e18 x 640,001 / 864,000) >= 100e18, and not one second sooner.
abstract contract PoolTest is Test {
    uint256 internal constant ORDER =
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    uint256 internal constant FIELD =
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F;

    uint40 internal constant START = 1_800_000_000;
    uint32 internal constant PREMIUM_PERIOD = 10 days;
    uint32 internal constant COMMIT_PERIOD = 3 days;
    uint32 internal constant REVEAL_PERIOD = 2 days;
    uint32 internal constant SETTLE_PERIOD = 1 days;
    uint32 internal constant DELIVERY_PERIOD = 8 hours;
    uint32 internal constant COMPLAINT_PERIOD = 18 hours;
    uint32 internal constant PUBLISH_PERIOD = 4 days;
    /// @dev What is claimed of a group that cannot pay.
    uint32 internal constant NEVER = PREMIUM_PERIOD + 1;

    uint40 internal constant COMMIT_END = START + COMMIT_PERIOD;
    uint40 internal constant REVEAL_END = COMMIT_END + REVEAL_PERIOD;
    uint40 internal constant SETTLE_END = REVEAL_END + SETTLE_PERIOD;

    uint112 internal constant COST = 100e18;
    uint112 internal constant BOND = 120e18;
    uint112 internal constant REVEAL_BOND = 5e18;
    uint112 internal constant REQUEST_FEE = 2e18;
    uint112 internal constant DEPOSIT = 100e18;

    /// @dev What each of three pays, and when they could by themselves at the soonest.
    uint112 internal constant SHARE = 33_333_333_333_333_333_334;
    uint32 internal constant SOONEST = 640_001;

    bytes32 internal constant KEY = keccak256("the key of the content");

    TestToken internal token;
    CostSharingPools internal pools;
    bytes32 internal poolId;

    address internal seller = makeAddr("seller");
    address internal stranger = makeAddr("stranger");
    Bidder internal adam = _newBidder("adam", 60e18);
    Bidder internal beth = _newBidder("beth", 50e18);
    Bidder internal charles = _newBidder("charles", 45e18);
    Bidder internal dana = _newBidder("dana", 10e18);
    Bidder internal erin = _newBidder("erin", 1e18);
    Bidder internal frank = _newBidder("frank", 0);

    function setUp() public virtual {
        vm.warp(START);
        vm.roll(1000);
        token = new TestToken();
        pools = Shipped.pools(token);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       GIVEN
    //////////////////////////////////////////////////////////////////////////*/

    function _newBidder(string memory name, uint112 valuation) internal returns (Bidder memory) {
        (address account, uint256 accountKey) = makeAddrAndKey(name);
        uint256 key = uint256(keccak256(bytes(string.concat(name, "'s key")))) % ORDER;
        Vm.Wallet memory wallet = vm.createWallet(key);
        return Bidder({
            account: account,
            accountKey: accountKey,
            key: key,
            x: wallet.publicKeyX,
            y: wallet.publicKeyY,
            valuation: valuation,
            salt: keccak256(bytes(string.concat(name, "'s salt")))
        });
    }

    function _terms(Mechanism mechanism) internal pure returns (PoolTerms memory terms) {
        terms.mechanism = mechanism;
        terms.cost = COST;
        terms.premiumPeriod = PREMIUM_PERIOD;
        terms.commitPeriod = COMMIT_PERIOD;
        terms.revealPeriod = REVEAL_PERIOD;
        terms.settlePeriod = SETTLE_PERIOD;
        terms.deliveryPeriod = DELIVERY_PERIOD;
        terms.complaintPeriod = COMPLAINT_PERIOD;
        terms.publishPeriod = PUBLISH_PERIOD;
        terms.bond = BOND;
        terms.revealBond = REVEAL_BOND;
        terms.requestFee = REQUEST_FEE;
        terms.keyHash = keccak256(bytes.concat(KEY));
        terms.contentHash = keccak256("the ciphertext");
        terms.uri = "ipfs://ciphertext";
        terms.summary = "A bug in the parser";
    }

    /// @dev Gives `who` tokens that the pools may take.
    function _give(address who, uint256 amount) internal virtual {
        token.faucet(who, amount);
        uint256 allowance = token.allowance(who, address(pools));
        vm.prank(who);
        token.approve(address(pools), allowance + amount);
    }

    function _create(PoolTerms memory terms) internal returns (bytes32) {
        _give(seller, terms.bond);
        vm.prank(seller);
        poolId = pools.create(terms);
        return poolId;
    }

    function _create(Mechanism mechanism) internal returns (bytes32) {
        return _create(_terms(mechanism));
    }

    function _commit(Bidder memory bidder) internal {
        _commit(bidder, DEPOSIT);
    }

    function _commit(Bidder memory bidder, uint112 deposit) internal {
        _give(bidder.account, deposit);
        vm.prank(bidder.account);
        pools.commit(poolId, _commitment(bidder), vm.addr(bidder.key), deposit, new bytes32[](0));
    }

    function _reveal(Bidder memory bidder) internal {
        pools.reveal(poolId, bidder.account, bidder.valuation, bidder.salt, bidder.x, bidder.y);
    }

    /// @dev Everybody commits and reveals, in this order.
    function _bid(Bidder[] memory bidders) internal {
        for (uint256 i = 0; i < bidders.length; ++i) {
            _commit(bidders[i]);
        }
        vm.warp(COMMIT_END);
        for (uint256 i = 0; i < bidders.length; ++i) {
            _reveal(bidders[i]);
        }
        vm.warp(REVEAL_END);
    }

    /// @dev Draws the coins so that just these are left.
    function _drawWith(Bidder[] memory left, Bidder[] memory right) internal {
        uint256 entropy;
        do {
            ++entropy;
        } while (!_parts(bytes32(entropy), left, right));
        vm.setBlockhash(block.number - 1, bytes32(entropy));
        pools.draw(poolId);
    }

    /// @dev A pool under CS with everybody's bid, at the end of the reveal.
    function _givenRevealedCs() internal {
        _create(Mechanism.CS);
        _bid(_four());
    }

    /// @dev A pool under CS that adam, beth and charles pay, just settled; dana and erin wait to its end. frank's bid is
    /// sealed for ever.
    function _givenSoldCs() internal {
        _create(Mechanism.CS);
        _commit(frank);
        _bid(_five());
        _settle(SOONEST, NEVER, _accounts(_five()), new address[](0));
    }

    /// @dev A pool under GCSOD that adam, beth and charles pay on the left, where dana waits for the whole premium period;
    /// erin and frank wait 640,000 seconds on the right.
    function _givenSoldGcsod() internal {
        _create(Mechanism.GCSOD);
        _bid(_six());
        _drawWith(_four(), _two(erin, frank));
        _settle(SOONEST, NEVER, _accounts(_four()), _accounts(_two(erin, frank)));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       WHEN
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev All at once, by a stranger.
    function _settle(
        uint32 left,
        uint32 right,
        address[] memory leftBidders,
        address[] memory rightBidders
    ) internal {
        _settleChunk(left, right, 0, leftBidders, rightBidders);
    }

    function _settleChunk(
        uint32 left,
        uint32 right,
        uint256 named,
        address[] memory leftBidders,
        address[] memory rightBidders
    ) internal {
        vm.prank(stranger);
        pools.settle(poolId, left, right, named, leftBidders, rightBidders);
    }

    /// @dev Who calls gets nothing of it.
    function _claim(address account) internal returns (uint256 amount) {
        uint256 balance = token.balanceOf(account);
        uint256 due = pools.due(poolId, account);

        vm.prank(stranger);
        amount = pools.claim(poolId, account);

        assertEq(amount, due, "what was due");
        assertEq(token.balanceOf(account), balance + amount, "what was paid");
    }

    function _claim(Bidder memory bidder) internal returns (uint256) {
        return _claim(bidder.account);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       THEN
    //////////////////////////////////////////////////////////////////////////*/

    function _assertTokensHeld(uint256 amount) internal view {
        assertEq(token.balanceOf(address(pools)), amount, "tokens held by the pools");
    }

    function _assertOutcome(
        Group winner,
        uint32 payers,
        uint112 share,
        uint32 leftDeadline,
        uint32 rightDeadline
    ) internal view {
        Pool memory pool = pools.getPool(poolId);
        assertEq(uint256(pool.winner), uint256(winner), "winner");
        assertEq(pool.payers, payers, "payers");
        assertEq(pool.share, share, "share");
        assertEq(pool.leftDeadline, leftDeadline, "left deadline");
        assertEq(pool.rightDeadline, rightDeadline, "right deadline");
    }

    function _assertUnsettled() internal view {
        assertEq(pools.getPool(poolId).settledAt, 0, "settled at");
    }

    function _exchange(Bidder memory bidder) internal view returns (Exchange memory) {
        return pools.getExchange(poolId, bidder.account);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      VALUES
    //////////////////////////////////////////////////////////////////////////*/

    function _commitment(Bidder memory bidder) internal view returns (bytes32) {
        return keccak256(
            bytes.concat(
                poolId,
                bytes32(uint256(uint160(bidder.account))),
                bytes32(uint256(bidder.valuation)),
                bidder.salt
            )
        );
    }

    /// @dev The coin of an account when the block before has this hash: the last bit.
    function _coin(bytes32 entropy, address account) internal view returns (Group) {
        bytes32 seed = keccak256(bytes.concat(entropy, poolId));
        bytes32 coin = keccak256(bytes.concat(seed, bytes32(uint256(uint160(account)))));
        return Group(uint256(coin) % 2);
    }

    function _accounts(Bidder[] memory bidders) internal pure returns (address[] memory accounts) {
        accounts = new address[](bidders.length);
        for (uint256 i = 0; i < bidders.length; ++i) {
            accounts[i] = bidders[i].account;
        }
    }

    function _one(Bidder memory only) internal pure returns (Bidder[] memory bidders) {
        bidders = new Bidder[](1);
        bidders[0] = only;
    }

    function _two(Bidder memory first, Bidder memory second)
        internal
        pure
        returns (Bidder[] memory bidders)
    {
        bidders = new Bidder[](2);
        (bidders[0], bidders[1]) = (first, second);
    }

    /// @dev adam, beth, charles.
    function _three() internal view returns (Bidder[] memory) {
        return _first(3);
    }

    /// @dev adam, beth, charles, dana.
    function _four() internal view returns (Bidder[] memory) {
        return _first(4);
    }

    function _five() internal view returns (Bidder[] memory) {
        return _first(5);
    }

    function _six() internal view returns (Bidder[] memory) {
        return _first(6);
    }

    function _first(uint256 count) private view returns (Bidder[] memory bidders) {
        Bidder[6] memory all = [adam, beth, charles, dana, erin, frank];
        bidders = new Bidder[](count);
        for (uint256 i = 0; i < count; ++i) {
            bidders[i] = all[i];
        }
    }

    function _parts(bytes32 entropy, Bidder[] memory left, Bidder[] memory right)
        private
        view
        returns (bool)
    {
        for (uint256 i = 0; i < left.length; ++i) {
            if (_coin(entropy, left[i].account) != Group.LEFT) {
                return false;
            }
        }
        for (uint256 i = 0; i < right.length; ++i) {
            if (_coin(entropy, right[i].account) != Group.RIGHT) {
                return false;
            }
        }
        return true;
    }
}
