// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title TestToken
/// @notice An ERC-20 with permit for local chains and tests. Anybody can mint it: it is worth nothing.
contract TestToken is ERC20, ERC20Permit {
    /// @notice One call of the faucet gives at most this much.
    uint256 public constant FAUCET_LIMIT = 1_000_000 ether;

    /// @notice More was asked of the faucet than it gives at once.
    error TestToken_FaucetLimit(uint256 asked, uint256 limit);

    constructor() ERC20("Bugmark Test Token", "BUGT") ERC20Permit("Bugmark Test Token") {}

    /// @notice Gives `amount` new tokens to `receiver`.
    ///
    /// @dev Requirements:
    /// - `amount` must be at most `FAUCET_LIMIT`.
    ///
    /// @param receiver Who gets them.
    /// @param amount Base units.
    function faucet(address receiver, uint256 amount) external {
        if (amount > FAUCET_LIMIT) {
            revert TestToken_FaucetLimit(amount, FAUCET_LIMIT);
        }
        _mint(receiver, amount);
    }
}
