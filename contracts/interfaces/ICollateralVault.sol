// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";

import {ITokenHolder} from "./ITokenHolder.sol";

/// @title ICollateralVault
/// @notice Holds one ERC-20 and keeps an ERC-6909 ledger of who owns what: id 0 is a claim on collateral, every other id
/// is a position. The token is called by `deposit`, `depositWithPermit` and `withdraw` and nowhere else.
/// @dev Nobody but its holder, or an operator the holder named, moves a claim (MKT-7). Nothing stops a withdrawal (MKT-8).
interface ICollateralVault is IERC6909, ITokenHolder {
    /// @notice A holder put collateral in.
    event Deposited(address indexed holder, uint256 amount);

    /// @notice A holder took collateral out.
    event Withdrawn(address indexed holder, address indexed receiver, uint256 amount);

    /// @notice The amount is zero.
    error CollateralVault_AmountZero();

    /// @notice The contract itself can hold no claim and receive no withdrawal.
    error CollateralVault_ReceiverIsVault();

    /// @notice Puts `amount` of the token into the caller's claim on collateral.
    ///
    /// @dev Emits a {Deposited} event.
    ///
    /// Requirements:
    /// - `amount` must be greater than zero.
    /// - The caller must have allowed this contract to transfer `amount`, and own it.
    /// - The contract's balance must grow by exactly `amount`.
    ///
    /// @param amount Base units of the token.
    function deposit(uint256 amount) external;

    /// @notice Like `deposit`, after an ERC-2612 permit by the caller.
    ///
    /// @dev A failing permit is ignored and the allowance decides, so that whoever uses the permit first stops nothing.
    ///
    /// Requirements:
    /// - Those of `deposit`, after the permit.
    ///
    /// @param amount Base units of the token, and the value of the permit.
    /// @param deadline Unix seconds until which the permit is good.
    /// @param v Recovery id of the permit's signature.
    /// @param r First half of the permit's signature.
    /// @param s Second half of the permit's signature.
    function depositWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external;

    /// @notice Pays `amount` of the caller's claim on collateral out to `receiver`.
    ///
    /// @dev Emits a {Withdrawn} event.
    ///
    /// Requirements:
    /// - `amount` must be greater than zero.
    /// - `receiver` must not be this contract.
    /// - The caller's claim must cover `amount`.
    ///
    /// @param amount Base units of the token.
    /// @param receiver Who gets the tokens.
    function withdraw(uint256 amount, address receiver) external;

    /// @notice The id of the claim on collateral.
    function COLLATERAL_ID() external view returns (uint256);
}
