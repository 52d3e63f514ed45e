// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// @notice A token that anybody can mint, to build others on.
abstract contract FreeToken is ERC20 {
    constructor() ERC20("Free", "FREE") {}

    function faucet(address receiver, uint256 amount) external {
        _mint(receiver, amount);
    }
}

/// @notice Another token in six decimals.
contract SixDecimalsToken is FreeToken {
    function decimals() public pure override returns (uint8) {
        return 6;
    }
}

/// @notice Keeps a hundredth of every transfer.
contract FeeToken is FreeToken {
    function _update(address from, address to, uint256 amount) internal override {
        uint256 fee = from == address(0) ? 0 : amount / 100;
        super._update(from, to, amount - fee);
        if (fee != 0) {
            super._update(from, address(1), fee);
        }
    }
}

/// @notice Takes a hundredth more from the sender than it sends.
contract FeeOnTopToken is FreeToken {
    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (from != address(0)) {
            super._update(from, address(1), amount / 100);
        }
    }
}

/// @notice Pays its receiver a hundredth more than was sent.
contract GenerousToken is FreeToken {
    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (from != address(0)) {
            super._update(address(0), to, amount / 100);
        }
    }
}

/// @notice Takes from its receiver instead of giving.
contract RobbingToken is FreeToken {
    function transferFrom(address, address to, uint256 amount) public override returns (bool) {
        _burn(to, amount);
        return true;
    }
}

/// @notice Says false instead of reverting, and moves nothing.
contract FalseToken is FreeToken {
    function transfer(address, uint256) public pure override returns (bool) {
        return false;
    }

    function transferFrom(address, address, uint256) public pure override returns (bool) {
        return false;
    }
}

/// @notice Says true, and moves nothing.
contract LyingToken is FreeToken {
    function transferFrom(address, address, uint256) public pure override returns (bool) {
        return true;
    }
}

/// @notice Changes every balance at once: all are scaled by a percentage at will.
contract RebasingToken is FreeToken {
    uint256 public percent = 100;

    function rebase(uint256 percent_) external {
        percent = percent_;
    }

    function balanceOf(address account) public view override returns (uint256) {
        return super.balanceOf(account) * percent / 100;
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount * 100 / percent);
    }
}

/// @notice The oldest kind: transfers return nothing, and a fallback takes every unknown call, permits too.
contract NoReturnToken {
    mapping(address holder => uint256 amount) public balanceOf;
    mapping(address holder => mapping(address spender => uint256 amount)) public allowance;

    fallback() external {}

    function faucet(address receiver, uint256 amount) external {
        balanceOf[receiver] += amount;
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function transfer(address to, uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
    }

    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}

/// @notice Calls its victim in the middle of every transfer, as a holder of claims itself.
contract ReenteringToken is FreeToken {
    address private _victim;
    bytes private _data;
    bool public entered;
    bytes public answer;

    /// @dev Arms one call of `victim`; the next transfer makes it.
    function arm(address victim, bytes calldata data) external {
        _victim = victim;
        _data = data;
    }

    /// @dev Calls as a holder would.
    function call(address target, bytes calldata data) external {
        Address.functionCall(target, data);
    }

    function permit(address, address, uint256, uint256, uint8, bytes32, bytes32) external {
        _strike();
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        _strike();
    }

    function _strike() private {
        if (_victim != address(0)) {
            address victim = _victim;
            _victim = address(0);
            (entered, answer) = victim.call(_data);
        }
    }
}
