// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Offer} from "../../../contracts/types/Market.sol";

/// @notice The formulas of ids and hashes, written from their definitions and not from the contracts.
library Formulas {
    bytes32 private constant DOMAIN_TYPE = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );

    function futureId(string memory question, uint256 maturation, address oracle)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(
            bytes.concat(
                keccak256(bytes(question)), bytes32(maturation), bytes32(uint256(uint160(oracle)))
            )
        );
    }

    function questionId(bytes32 questionHash, uint256 maturation) internal pure returns (bytes32) {
        return keccak256(bytes.concat(questionHash, bytes32(maturation)));
    }

    /// @param outcome 0 is FIXED, 1 is UNFIXED.
    function positionId(bytes32 future, uint256 outcome) internal pure returns (uint256) {
        return uint256(keccak256(bytes.concat(future, bytes32(outcome))));
    }

    function domainSeparator(uint256 chainId, address market) internal pure returns (bytes32) {
        return keccak256(
            bytes.concat(
                DOMAIN_TYPE,
                keccak256("Bugmark IssueMarket"),
                keccak256("1"),
                bytes32(chainId),
                bytes32(uint256(uint160(market)))
            )
        );
    }

    function offerHash(Offer memory offer, uint256 chainId, address market)
        internal
        pure
        returns (bytes32)
    {
        bytes memory who = bytes.concat(
            keccak256(
                bytes.concat(
                    "Offer(address maker,bytes32 futureId,uint8 outcome,uint8 side,uint16 price,",
                    "uint128 units,bool allOrNone,uint40 expiry,uint64 salt,uint32 epoch)"
                )
            ),
            bytes32(uint256(uint160(offer.maker))),
            offer.futureId,
            bytes32(uint256(uint8(offer.outcome))),
            bytes32(uint256(uint8(offer.side)))
        );
        bytes memory what = bytes.concat(
            bytes32(uint256(offer.price)),
            bytes32(uint256(offer.units)),
            bytes32(uint256(offer.allOrNone ? 1 : 0)),
            bytes32(uint256(offer.expiry)),
            bytes32(uint256(offer.salt)),
            bytes32(uint256(offer.epoch))
        );
        return keccak256(
            bytes.concat(
                hex"1901", domainSeparator(chainId, market), keccak256(bytes.concat(who, what))
            )
        );
    }
}
