// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title SharedPoint
/// @notice Multiples of points of secp256k1, as the addresses that they have as public keys.
library SharedPoint {
    /// @notice The order of the group: private keys are 1 to one less.
    uint256 internal constant ORDER =
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    uint256 private constant FIELD =
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F;
    uint256 private constant GENERATOR_X =
        0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798;

    /// @notice The address of `scalar` times the point, zero if no point of the curve has this x.
    ///
    /// @dev `ecrecover(h, v, r, s)` is the address of `(s * R - h * G) / r`, where R is the point with x = r. For h = 0 and
    /// s = scalar * r that is `scalar * R`. `x` and `scalar` must be 1 to `ORDER - 1`.
    ///
    /// @param scalar What the point is multiplied by.
    /// @param x The x of the point.
    /// @param odd Whether its y is odd.
    function addressOf(uint256 scalar, uint256 x, bool odd) internal pure returns (address) {
        return ecrecover(bytes32(0), odd ? 28 : 27, bytes32(x), bytes32(mulmod(scalar, x, ORDER)));
    }

    /// @notice The address of a private key, which must be 1 to `ORDER - 1`.
    /// @param privateKey The key.
    function addressOfKey(uint256 privateKey) internal pure returns (address) {
        return addressOf(privateKey, GENERATOR_X, false);
    }

    /// @notice The address of a public key.
    /// @param x Its x.
    /// @param y Its y.
    function addressOfPublicKey(uint256 x, uint256 y) internal pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode(x, y)))));
    }

    /// @notice Whether a point is on the curve: `y^2 = x^3 + 7` in the field.
    /// @param x Its x.
    /// @param y Its y.
    function isOnCurve(uint256 x, uint256 y) internal pure returns (bool) {
        if (x >= FIELD || y >= FIELD) {
            return false;
        }
        uint256 cube = mulmod(mulmod(x, x, FIELD), x, FIELD);
        return mulmod(y, y, FIELD) == addmod(cube, 7, FIELD);
    }
}
