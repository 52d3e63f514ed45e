// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IIssueMarket} from "../../../contracts/interfaces/IIssueMarket.sol";
import {ISettlementOracle} from "../../../contracts/interfaces/ISettlementOracle.sol";

/// @notice Says what it is told to say, and may change its mind.
contract AnsweringOracle is ISettlementOracle {
    struct Reply {
        bool settled;
        uint16 price;
    }

    mapping(bytes32 questionId => Reply reply) private _replies;

    function set(bytes32 questionId, bool settled, uint16 price) external {
        _replies[questionId] = Reply(settled, price);
    }

    function settlement(bytes32 questionId) external view override returns (bool, uint16) {
        Reply memory reply = _replies[questionId];
        return (reply.settled, reply.price);
    }
}

/// @notice Returns the bytes it was made with, whatever it is asked.
contract RawOracle {
    bytes private _answer;

    constructor(bytes memory answer) {
        _answer = answer;
    }

    fallback(bytes calldata) external returns (bytes memory) {
        return _answer;
    }
}

/// @notice Reverts, with data that looks like an answer.
contract RevertingOracle {
    fallback() external {
        assembly {
            mstore(0x00, 1)
            mstore(0x20, 10000)
            revert(0x00, 0x40)
        }
    }
}

/// @notice Uses up all the gas it is given.
contract GasBurningOracle {
    fallback() external {
        while (true) {}
    }
}

/// @notice Answers 10,000, followed by zeros up to a length.
contract LongOracle {
    uint256 private immutable _length;

    constructor(uint256 length) {
        _length = length;
    }

    fallback() external {
        uint256 length = _length;
        assembly {
            mstore(0x00, 1)
            mstore(0x20, 10000)
            return(0x00, length)
        }
    }
}

/// @notice Reverts with as many zeros.
contract LongRevertingOracle {
    uint256 private immutable _length;

    constructor(uint256 length) {
        _length = length;
    }

    fallback() external {
        uint256 length = _length;
        assembly {
            revert(0x00, length)
        }
    }
}

/// @notice Answers 10,000 after burning gas, and runs out when it was given less.
contract CostlyOracle is ISettlementOracle {
    uint256 private immutable _cost;

    constructor(uint256 cost) {
        _cost = cost;
    }

    function settlement(bytes32) external view override returns (bool, uint16) {
        uint256 start = gasleft();
        while (start - gasleft() < _cost) {}
        return (true, 10_000);
    }
}

/// @notice Writes while it is asked.
contract WritingOracle {
    uint256 public asked;

    fallback() external {
        ++asked;
        assembly {
            mstore(0x00, 1)
            mstore(0x20, 10000)
            return(0x00, 0x40)
        }
    }
}

/// @notice Calls the market back while it is asked, and says 10,000 whether or not that works.
contract ReenteringOracle {
    bytes private _data;

    function prepare(bytes calldata data) external {
        _data = data;
    }

    fallback() external {
        (bool success,) = msg.sender.call(_data);
        assembly {
            mstore(0x00, 1)
            mstore(0x20, sub(10000, success))
            return(0x00, 0x40)
        }
    }
}

/// @notice Answers only while its future is open in the market that asks: a liar that looks at its asker.
contract PeekingOracle is ISettlementOracle {
    bytes32 private _futureId;

    function prepare(bytes32 futureId) external {
        _futureId = futureId;
    }

    function settlement(bytes32) external view override returns (bool, uint16) {
        bool settled = IIssueMarket(msg.sender).getFuture(_futureId).settled;
        return (!settled, 10_000);
    }
}
