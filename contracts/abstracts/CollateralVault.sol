// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {ICollateralVault} from "../interfaces/ICollateralVault.sol";

/// @title CollateralVault
/// @notice See the documentation in {ICollateralVault}.
abstract contract CollateralVault is ICollateralVault, ERC6909, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @inheritdoc ICollateralVault
    uint256 public constant override COLLATERAL_ID = 0;

    /// @inheritdoc ICollateralVault
    IERC20 public immutable override token;

    /// @param token_ The ERC-20 to hold. It must have code, and move exactly what it is asked to move.
    constructor(IERC20 token_) {
        // Check: the token is a contract.
        if (address(token_).code.length == 0) {
            revert CollateralVault_TokenWithoutCode(address(token_));
        }
        token = token_;
    }

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
        // Interaction: a permit that fails, used up by a front-runner or not, leaves the decision to the allowance.
        try IERC20Permit(address(token))
            .permit(msg.sender, address(this), amount, deadline, v, r, s) {}
            catch {}

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
        token.safeTransfer(receiver, amount);

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

        uint256 balanceBefore = token.balanceOf(address(this));

        // Interaction: pull the tokens. Re-entry finds every function that moves the token locked.
        token.safeTransferFrom(msg.sender, address(this), amount);

        // Check: all of it arrived, and nothing else did.
        uint256 received = token.balanceOf(address(this)) - balanceBefore;
        if (received != amount) {
            revert CollateralVault_DepositMismatch(amount, received);
        }

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
