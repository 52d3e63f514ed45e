// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

import {ICollateralVault} from "../../../contracts/interfaces/ICollateralVault.sol";
import {Permits} from "../abstracts/Permits.sol";
import {MarketGhost} from "./MarketGhost.sol";

/// @notice Tokens in and out, and claims from one to another.
abstract contract VaultActions is MarketGhost {
    function deposit(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        address holder = _actor(who);
        amount = _bound(amount, _reckless(what) ? 0 : 1, 2000e18);
        uint256 allowed = _reckless(who) ? amount / 2 : amount;
        token.faucet(holder, amount);
        vm.prank(holder);
        token.approve(address(market), allowed);

        (bool success,) = _call(holder, abi.encodeCall(ICollateralVault.deposit, (amount)));

        _agree("deposit", amount != 0 && allowed == amount, success);
        if (success) {
            claims[holder][0] += amount;
        } else {
            wallets[holder] += amount;
        }
    }

    function depositWithPermit(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        address holder = _actor(who);
        amount = _bound(amount, 1, 2000e18);
        token.faucet(holder, amount);
        vm.prank(holder);
        token.approve(address(market), 0);
        // A reckless one has somebody else sign.
        bool forged = _reckless(what);
        (uint8 v, bytes32 r, bytes32 s) = Permits.sign(
            vm,
            keys[forged ? _actor(who % 4 + 1) : holder],
            IERC20Permit(address(token)),
            address(market),
            amount,
            time
        );
        if (!forged && _mix(what, "front-run") % 4 == 0) {
            token.permit(holder, address(market), amount, time, v, r, s);
        }

        (bool success,) = _call(
            holder, abi.encodeCall(ICollateralVault.depositWithPermit, (amount, time, v, r, s))
        );

        _agree("depositWithPermit", !forged, success);
        if (success) {
            claims[holder][0] += amount;
        } else {
            wallets[holder] += amount;
        }
    }

    function withdraw(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        address holder = _actor(who);
        uint256 held = claims[holder][0];
        bool reckless = _reckless(what);
        amount = reckless ? _bound(amount, 0, held + 2) : _bound(amount, 1, held + 1);
        address receiver = reckless && what % 2 == 0 ? address(market) : _actor(what);
        if (!reckless) {
            _ensureCollateral(holder, amount);
        }

        (bool success,) =
            _call(holder, abi.encodeCall(ICollateralVault.withdraw, (amount, receiver)));

        _agree(
            "withdraw",
            amount != 0 && amount <= claims[holder][0] && receiver != address(market),
            success
        );
        if (success) {
            claims[holder][0] -= amount;
            wallets[receiver] += amount;
        }
    }

    function transfer(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        (address holder, uint256 id) = (_actor(who), _anyId(what));
        uint256 held = claims[holder][id];
        bool reckless = _reckless(what);
        amount = _bound(amount, 0, reckless ? held + 1 : held);
        address receiver = reckless && what % 2 == 0 ? address(market) : _actor(_mix(what, "to"));

        (bool success,) = _call(holder, abi.encodeCall(IERC6909.transfer, (receiver, id, amount)));

        _agree("transfer", amount <= held && receiver != address(market), success);
        if (success) {
            claims[holder][id] -= amount;
            claims[receiver][id] += amount;
        }
    }

    function approve(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        (address owner, address spender, uint256 id) =
            (_actor(who), _actor(_mix(who, "spender")), _anyId(what));
        // Some are for ever, some are nearly nothing.
        amount = amount % 4 == 0 ? type(uint256).max : _bound(amount, 0, claims[owner][id] + 1);

        (bool success,) = _call(owner, abi.encodeCall(IERC6909.approve, (spender, id, amount)));

        _agree("approve", true, success);
        allowances[owner][spender][id] = amount;
    }

    function setOperator(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        (address owner, address spender) = (_actor(who), _actor(what));

        (bool success,) =
            _call(owner, abi.encodeCall(IERC6909.setOperator, (spender, amount % 2 == 0)));

        _agree("setOperator", true, success);
        operators[owner][spender] = amount % 2 == 0;
    }

    /// @dev MKT-7: by an operator or within an allowance, and not otherwise.
    function transferFrom(uint256 who, uint256 what, uint256 amount) external atGhostTime {
        (address owner, address spender, uint256 id) =
            (_actor(who), _actor(_mix(who, "spender")), _anyId(what));
        uint256 held = claims[owner][id];
        amount = _bound(amount, 0, _reckless(what) ? held + 1 : held);
        address receiver = _actor(_mix(what, "to"));
        if (!_reckless(who) && _mix(who, "approve") % 2 == 0) {
            vm.prank(owner);
            market.approve(spender, id, amount);
            allowances[owner][spender][id] = amount;
        }
        uint256 allowance = allowances[owner][spender][id];
        bool free = owner == spender || operators[owner][spender];

        (bool success,) =
            _call(spender, abi.encodeCall(IERC6909.transferFrom, (owner, receiver, id, amount)));

        _agree("transferFrom", amount <= held && (free || amount <= allowance), success);
        if (success) {
            claims[owner][id] -= amount;
            claims[receiver][id] += amount;
            if (!free && allowance != type(uint256).max) {
                allowances[owner][spender][id] -= amount;
            }
        }
    }

    /// @dev Tokens that nobody deposited are nobody's.
    function donate(uint256, uint256, uint256 amount) external atGhostTime {
        amount = _bound(amount, 1, 3e18);

        token.faucet(address(market), amount);

        _agree("donate", true, true);
        donated += amount;
    }
}
