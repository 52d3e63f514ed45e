// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {Vm} from "forge-std/Vm.sol";

/// @notice ERC-2612 permits, signed by the key of a test's account.
library Permits {
    bytes32 private constant PERMIT_TYPE = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );

    /// @dev The owner is the key's account, the nonce its current one.
    function sign(
        Vm vm,
        uint256 key,
        IERC20Permit token,
        address spender,
        uint256 value,
        uint256 deadline
    ) internal view returns (uint8 v, bytes32 r, bytes32 s) {
        address owner = vm.addr(key);
        bytes32 structHash = keccak256(
            abi.encode(PERMIT_TYPE, owner, spender, value, token.nonces(owner), deadline)
        );
        return
            vm.sign(
                key, keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), structHash))
            );
    }
}
