// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";

import {ICostSharingPools} from "../../../contracts/interfaces/ICostSharingPools.sol";
import {Bidder, PoolTest} from "./PoolTest.sol";

/// @notice A sold pool under GCSOD: adam, beth and charles pay a third each, dana waits to the end of the premium period, erin
/// and frank 640,000 seconds. A payer whom the seller fails gets a third of the bond, 40; if all get it nothing is left.
abstract contract ExchangeTest is PoolTest {
    uint40 internal constant SECOND_0 = REVEAL_END + DELIVERY_PERIOD;
    uint40 internal constant COMPLAINT_END = SECOND_0 + COMPLAINT_PERIOD;
    uint40 internal constant ERINS_DEADLINE = SECOND_0 + SOONEST - 1;
    uint40 internal constant DANAS_DEADLINE = SECOND_0 + PREMIUM_PERIOD;
    uint40 internal constant PUBLISH_END = DANAS_DEADLINE + PUBLISH_PERIOD;
    /// @dev Nothing becomes of anything after this.
    uint40 internal constant LATE = PUBLISH_END + 30 days;

    uint256 internal constant SELLER_KEY = uint256(keccak256("the seller's key")) % ORDER;

    uint256 internal pointX;
    bool internal pointOdd;

    function setUp() public virtual override {
        super.setUp();
        Vm.Wallet memory wallet = vm.createWallet(SELLER_KEY);
        (pointX, pointOdd) = (wallet.publicKeyX, wallet.publicKeyY % 2 == 1);
        _givenSoldGcsod();
    }

    /// @dev The key, hidden from all but the bidder: the shared point is seller's times bidder's key times the base point.
    function _word(Bidder memory bidder) internal view returns (bytes32) {
        address shared = vm.addr(mulmod(SELLER_KEY, bidder.key, ORDER));
        return KEY ^ keccak256(abi.encode(shared, poolId, bidder.account));
    }

    function _deliver(Bidder memory bidder, bytes32 word) internal {
        _deliverBy(pointX, pointOdd, bidder, word);
    }

    function _deliverBy(uint256 x, bool odd, Bidder memory bidder, bytes32 word) internal {
        bytes32[] memory words = new bytes32[](1);
        words[0] = word;
        vm.prank(seller);
        pools.deliver(poolId, x, odd, _accounts(_one(bidder)), words);
    }

    /// @dev The right word.
    function _deliver(Bidder memory bidder) internal {
        _deliver(bidder, _word(bidder));
    }

    function _deliverAll() internal {
        _deliver(adam);
        _deliver(beth);
        _deliver(charles);
    }

    function _request(Bidder memory bidder) internal {
        _give(bidder.account, REQUEST_FEE);
        vm.prank(bidder.account);
        pools.request(poolId);
    }

    function _complain(Bidder memory bidder) internal {
        pools.complain(poolId, bidder.account, bidder.key);
    }

    function _publish() internal {
        pools.publish(poolId, KEY);
    }

    /// @dev What each ends with of the 100 that each bidder and the 120 that the seller came with. Whoever requested came with
    /// 2 more. Nothing is left of it but dust that nobody is due.
    function _assertEnds(
        uint256 ofAdam,
        uint256 ofBeth,
        uint256 ofCharles,
        uint256 ofDana,
        uint256 ofErin,
        uint256 ofFrank,
        uint256 ofSeller
    ) internal {
        vm.warp(LATE);
        _claimAndAssert(adam.account, ofAdam, "adam");
        _claimAndAssert(beth.account, ofBeth, "beth");
        _claimAndAssert(charles.account, ofCharles, "charles");
        _claimAndAssert(dana.account, ofDana, "dana");
        _claimAndAssert(erin.account, ofErin, "erin");
        _claimAndAssert(frank.account, ofFrank, "frank");
        _claimAndAssert(seller, ofSeller, "seller");
        _assertTokensHeld(0);
    }

    function _claimAndAssert(address account, uint256 amount, string memory name) private {
        _claim(account);
        assertEq(_claim(account), 0, "paid once");
        assertEq(token.balanceOf(account), amount, name);
    }

    function _outsidePeriod(uint256 opens, uint256 closes) internal view returns (bytes memory) {
        return abi.encodeWithSelector(
            ICostSharingPools.CostSharingPools_OutsidePeriod.selector, poolId, opens, closes
        );
    }

    function _errorOf(bytes4 selector, Bidder memory bidder) internal view returns (bytes memory) {
        return abi.encodeWithSelector(selector, poolId, bidder.account);
    }
}
