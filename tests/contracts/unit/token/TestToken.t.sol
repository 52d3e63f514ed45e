// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {Test} from "forge-std/Test.sol";

import {TestToken} from "../../../../contracts/mocks/TestToken.sol";
import {Permits} from "../../abstracts/Permits.sol";

contract TestTokenTest is Test {
    TestToken private token = new TestToken();
    address private adam = makeAddr("adam");

    function test_IsNamedAndHasEighteenDecimals() external view {
        assertEq(token.name(), "Bugmark Test Token");
        assertEq(token.symbol(), "BUGT");
        assertEq(token.decimals(), 18);
        assertEq(token.totalSupply(), 0);
    }

    function test_TheFaucetGivesAnybodyNewTokens() external {
        vm.expectEmit(address(token));
        emit IERC20.Transfer(address(0), adam, 10_000e18);
        token.faucet(adam, 10_000e18);

        assertEq(token.balanceOf(adam), 10_000e18);
        assertEq(token.totalSupply(), 10_000e18);
    }

    function test_TheFaucetGivesUpToItsLimitAtOnceAndThatAgain() external {
        token.faucet(adam, 1_000_000e18);
        token.faucet(adam, 1_000_000e18);

        assertEq(token.balanceOf(adam), 2_000_000e18);
    }

    function test_RevertWhen_TheFaucetIsAskedForMoreThanItsLimit() external {
        vm.expectRevert(
            abi.encodeWithSelector(
                TestToken.TestToken_FaucetLimit.selector, 1_000_000e18 + 1, 1_000_000e18
            )
        );
        token.faucet(adam, 1_000_000e18 + 1);
    }

    function test_APermitIsAnAllowance() external {
        (address signer, uint256 key) = makeAddrAndKey("signer");
        uint256 deadline = block.timestamp + 1;
        (uint8 v, bytes32 r, bytes32 s) =
            Permits.sign(vm, key, IERC20Permit(address(token)), adam, 7, deadline);

        token.permit(signer, adam, 7, deadline, v, r, s);

        assertEq(token.allowance(signer, adam), 7);
    }
}
