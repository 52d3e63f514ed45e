// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title ITokenHolder
/// @notice Holds one ERC-20, which moves exactly what it is asked to move or is refused.
interface ITokenHolder {
    /// @notice The token's address has no code.
    error TokenHolder_TokenWithoutCode(address token);

    /// @notice The token moved another amount than was asked: it charges a fee, or lies.
    error TokenHolder_AmountMismatch(uint256 asked, uint256 received);

    /// @notice The ERC-20 that is held.
    function token() external view returns (IERC20);
}
