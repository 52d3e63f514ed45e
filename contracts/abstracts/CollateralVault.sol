// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";

import {ICollateralVault} from "../interfaces/ICollateralVault.sol";
import {TokenHolder} from "./TokenHolder.sol";

/// @title CollateralVault
/// @notice See the documentation in {ICollateralVault}.
abstract contract CollateralVault is ICollateralVault, ERC6909, TokenHolder {
    /// @inheritdoc ICollateralVault
    uint256 public constant override COLLATERAL_ID = 0;

    /// @param token_ The ERC-20 to hold. It must have code, and move exactly what it is asked to move.
    constructor(IERC20 token_) TokenHolder(token_) {}

    /*//////////////////////////////////////////////////////////////////////////
                        USER-FACING STATE-CHANGING FUNCTIONS
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc ICollateralVault
    function deposit(uint256 amount) external override nonReentrant {
        _deposit(amount);
    }

    /// @inheritdoc ICollateralVault
    function depositWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        override
        nonReentrant
    {
        _permit(amount, deadline, v, r, s);
        _deposit(amount);
    }

    /// @inheritdoc ICollateralVault
    function withdraw(uint256 amount, address receiver) external override nonReentrant {
        // Check: there is something to withdraw.
        if (amount == 0) {
            revert CollateralVault_AmountZero();
        }

        // Check: the tokens leave this contract.
        if (receiver == address(this)) {
            revert CollateralVault_ReceiverIsVault();
        }

        // Effect: the claim is gone before the tokens are.
        _burn(msg.sender, COLLATERAL_ID, amount);

        // Interaction: pay the receiver.
        _push(receiver, amount);

        // Log the event.
        emit Withdrawn(msg.sender, receiver, amount);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    INTERNAL
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Pulls `amount` from the caller and credits exactly that.
    function _deposit(uint256 amount) private {
        // Check: there is something to deposit.
        if (amount == 0) {
            revert CollateralVault_AmountZero();
        }

        // Interaction: pull the tokens. Re-entry finds every function that moves the token locked.
        _pull(amount);

        // Effect: credit the claim.
        _mint(msg.sender, COLLATERAL_ID, amount);

        // Log the event.
        emit Deposited(msg.sender, amount);
    }

    /// @dev Every mint, burn and transfer passes here: this contract never holds an id, so nothing is lost in it.
    function _update(address from, address to, uint256 id, uint256 amount) internal override {
        // Check: no claim goes to the contract that keeps the ledger.
        if (to == address(this)) {
            revert CollateralVault_ReceiverIsVault();
        }
        super._update(from, to, id, amount);
    }
}
