// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {ITokenHolder} from "../interfaces/ITokenHolder.sol";

/// @title TokenHolder
/// @notice See the documentation in {ITokenHolder}.
abstract contract TokenHolder is ITokenHolder, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @inheritdoc ITokenHolder
    IERC20 public immutable override token;

    /// @param token_ The ERC-20 to hold. It must have code, and move exactly what it is asked to move.
    constructor(IERC20 token_) {
        // Check: the token is a contract.
        if (address(token_).code.length == 0) {
            revert TokenHolder_TokenWithoutCode(address(token_));
        }
        token = token_;
    }

    /// @dev A permit that fails, used up by a front-runner or not, leaves the decision to the allowance.
    function _permit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) internal {
        // Interaction: the permit is the caller's own.
        try IERC20Permit(address(token))
            .permit(msg.sender, address(this), amount, deadline, v, r, s) {}
            catch {}
    }

    /// @dev Pulls exactly `amount` from the caller. Re-entry finds every function that moves the token locked.
    function _pull(uint256 amount) internal {
        uint256 balanceBefore = token.balanceOf(address(this));

        // Interaction: pull the tokens.
        token.safeTransferFrom(msg.sender, address(this), amount);

        // Check: all of it arrived, and nothing else did.
        uint256 received = token.balanceOf(address(this)) - balanceBefore;
        if (received != amount) {
            revert TokenHolder_AmountMismatch(amount, received);
        }
    }

    /// @dev Pays `amount` out.
    function _push(address receiver, uint256 amount) internal {
        // Interaction: pay the receiver.
        token.safeTransfer(receiver, amount);
    }
}
