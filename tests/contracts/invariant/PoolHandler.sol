// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PayoutActions} from "./PayoutActions.sol";
import {PoolProperties} from "./PoolProperties.sol";

/// @notice Bidders, a seller whom nobody should trust, and a stranger, who do everything that the pools allow and some of what
/// they do not; and what must then hold.
contract PoolHandler is PayoutActions, PoolProperties {
    constructor() {
        _create(_anyTerms(1), SELLER, 1);
        _create(_anyTerms(2), 0, 2);
        empty = 2;
    }

    /// @notice Every action, as often as it should have its turn.
    function actions() external pure returns (bytes4[] memory selectors) {
        bytes4[26] memory all = [
            this.passTime.selector,
            this.donate.selector,
            this.create.selector,
            this.commit.selector,
            this.commit.selector,
            this.commit.selector,
            this.reveal.selector,
            this.reveal.selector,
            this.reveal.selector,
            this.draw.selector,
            this.settle.selector,
            this.settle.selector,
            this.settle.selector,
            this.deliver.selector,
            this.deliver.selector,
            this.deliver.selector,
            this.request.selector,
            this.request.selector,
            this.complain.selector,
            this.complain.selector,
            this.complain.selector,
            this.publish.selector,
            this.answer.selector,
            this.decideGate.selector,
            this.claim.selector,
            this.claim.selector
        ];
        selectors = new bytes4[](all.length);
        for (uint256 i = 0; i < all.length; ++i) {
            selectors[i] = all[i];
        }
    }

    /// @notice POOL-1, POOL-3 and POOL-4, and what POOL-6 says is due, as the pools' books show them now.
    function assertProperties() external {
        vm.warp(time);
        _assert_POOL_1_TheTokensAreWhatIsHeld();
        _assert_POOL_3_4_OutcomesAreTheMechanisms();
        _assertTheExchangeIsWhatWasDone();
    }

    /// @dev POOL-6: in the end everybody gets all that is theirs, whoever comes first; POOL-2 for every pool sold.
    function assert_POOL_6_EverybodyGetsWhatIsTheirs(uint256 seed) external {
        time += 365 days;
        vm.warp(time);
        uint256 claims = ghosts.length * ACTORS;
        for (uint256 i = 0; i < claims; ++i) {
            // A walk through all of them: eleven has no divisor in common with their number.
            uint256 index = addmod(seed, i * 11, claims);
            _claim(index / ACTORS, index % ACTORS, addmod(seed, i, ACTORS));
        }

        assertEq(token.balanceOf(address(pools)), burnt + donated, "POOL-6: all else is paid");
        for (uint256 i = 0; i < ghosts.length; ++i) {
            if (_isSold(i)) {
                _assert_POOL_2_SharesAreTheSellersOrGoBack(i);
            }
        }
    }
}
