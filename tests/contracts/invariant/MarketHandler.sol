// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Side} from "../../../contracts/types/Market.sol";
import {FutureActions} from "./FutureActions.sol";
import {MarketProperties} from "./MarketProperties.sol";
import {OfferActions} from "./OfferActions.sol";
import {VaultActions} from "./VaultActions.sol";

/// @notice Four people who do everything that the market allows and some of what it does not; and what must then hold.
contract MarketHandler is VaultActions, OfferActions, FutureActions, MarketProperties {
    constructor() {
        for (uint256 i = 0; i < 3; ++i) {
            _create(string.concat("file:demo#", vm.toString(i)), START + uint40(i + 1) * 2 days, i);
        }
        for (uint256 i = 0; i < actors.length; ++i) {
            _deposit(actors[i], 500e18);
        }
    }

    /// @notice Every action, as often as it should have its turn.
    function actions() external pure returns (bytes4[] memory selectors) {
        bytes4[39] memory all = [
            this.deposit.selector,
            this.depositWithPermit.selector,
            this.withdraw.selector,
            this.transfer.selector,
            this.approve.selector,
            this.setOperator.selector,
            this.transferFrom.selector,
            this.donate.selector,
            this.place.selector,
            this.place.selector,
            this.place.selector,
            this.take.selector,
            this.take.selector,
            this.take.selector,
            this.takeUnplaced.selector,
            this.cancel.selector,
            this.cancelUnplaced.selector,
            this.cancelAll.selector,
            this.release.selector,
            this.passTime.selector,
            this.passTime.selector,
            this.passTime.selector,
            this.createFuture.selector,
            this.split.selector,
            this.merge.selector,
            this.splitThenMerge.selector,
            this.vote.selector,
            this.vote.selector,
            this.vote.selector,
            this.finalize.selector,
            this.finalize.selector,
            this.answer.selector,
            this.settle.selector,
            this.settle.selector,
            this.void.selector,
            this.void.selector,
            this.redeem.selector,
            this.redeem.selector,
            this.multicall.selector
        ];
        selectors = new bytes4[](all.length);
        for (uint256 i = 0; i < all.length; ++i) {
            selectors[i] = all[i];
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     PROPERTIES
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice MKT-1 to MKT-5, MKT-7 and MKT-9 as the market's books show them now. MKT-6 is an action.
    function assertProperties() external view {
        Books memory books = _readBooks();
        _assert_MKT_1_TheTokensAreWhatIsOwed(books);
        _assert_MKT_2_BothOutcomesAreAsMany(books);
        _assert_MKT_3_OffersFillAsTheySay(books);
        _assert_MKT_4_PricesStay(books);
        _assert_MKT_5_RedemptionsAddUp(books);
        _assert_MKT_7_ClaimsAreTheirHolders(books);
        _assert_MKT_9_EscrowIsTouchedByMatchesOnly(books);
    }

    /// @dev MKT-8: once everything is settled, everybody gets all they are owed, whoever comes first.
    function assert_MKT_8_EverybodyGetsWhatTheyAreOwed(uint256 seed) external {
        _endTime();
        uint256[] memory owed = new uint256[](actors.length);
        for (uint256 i = 0; i < actors.length; ++i) {
            owed[i] = wallets[actors[i]] + _dueTo(actors[i]);
        }

        for (uint256 i = 0; i < actors.length; ++i) {
            // A walk through all actors: both steps have no divisor in common with four.
            uint256 index = (seed + i * (seed % 2 == 0 ? 1 : 3)) % actors.length;
            _leave(actors[index], _mix(seed, "caller"));
            assertEq(token.balanceOf(actors[index]), owed[index], "MKT-8: paid");
        }

        assertEq(token.balanceOf(address(market)), donated, "MKT-8: only donations are left");
        assertEq(market.balanceOf(address(market), 0), 0, "the market's own claim");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      THE END
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Long after everything: settles what is answered, voids the rest.
    function _endTime() private {
        time += 365 days;
        vm.warp(time);
        for (uint256 i = 0; i < futures.length; ++i) {
            GhostFuture storage ghost = futures[i];
            if (!ghost.settled) {
                (bool answered, uint16 price) = _answer(i);
                answered = answered && price <= 10_000;
                market.void(ghost.id, ghost.questionHash);
                _settleGhost(ghost, answered ? price : 5000);
                assertEq(market.getFuture(ghost.id).price, ghost.price, "MKT-4: end");
            }
        }
    }

    /// @dev Collateral, what is left of escrows, and what positions pay.
    function _dueTo(address who) private view returns (uint256 due) {
        due = claims[who][0];
        for (uint256 i = 0; i < futures.length; ++i) {
            due += _worth(who, i);
        }
        for (uint256 i = 0; i < offers.length; ++i) {
            GhostOffer storage ghost = offers[i];
            if (ghost.offer.maker == who && ghost.escrow != 0) {
                bool isFixed = _index(ghost.offer.outcome) == 0;
                uint256 price = futures[ghost.future].price;
                due += ghost.offer.side == Side.BUY
                    ? ghost.escrow
                    : _cost(ghost.escrow, isFixed ? price : 10_000 - price);
            }
        }
    }

    /// @dev Takes everything out that is somebody's, with anybody's help.
    function _leave(address who, uint256 seed) private {
        vm.startPrank(_actor(seed));
        for (uint256 i = 0; i < offers.length; ++i) {
            if (offers[i].offer.maker == who && offers[i].placed) {
                market.release(offers[i].offer);
            }
        }
        for (uint256 i = 0; i < futures.length; ++i) {
            market.redeem(futures[addmod(seed, i, futures.length)].id, who);
        }
        vm.stopPrank();
        uint256 amount = market.balanceOf(who, 0);
        if (amount != 0) {
            vm.prank(who);
            market.withdraw(amount, who);
        }
    }
}
