// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IssueMarket} from "../../../../contracts/IssueMarket.sol";
import {ICollateralVault} from "../../../../contracts/interfaces/ICollateralVault.sol";
import {IIssueMarket} from "../../../../contracts/interfaces/IIssueMarket.sol";
import {ITokenHolder} from "../../../../contracts/interfaces/ITokenHolder.sol";
import {Formulas} from "../../abstracts/Formulas.sol";
import {MarketTest} from "../../abstracts/MarketTest.sol";

contract IssueMarketConstructorTest is MarketTest {
    function test_RemembersItsTokenUnitAndVoidDelay() external view {
        assertEq(address(market.token()), address(token));
        assertEq(market.unit(), 1e18);
        assertEq(market.voidDelay(), 30 days);
    }

    function test_CountsPricesInBasisPointsAndCollateralAsIdZero() external view {
        assertEq(market.PRICE_ONE(), 10_000);
        assertEq(market.COLLATERAL_ID(), 0);
    }

    function test_SignsUnderItsOwnDomain() external view {
        (, string memory name, string memory version, uint256 chainId, address verifier,,) =
            market.eip712Domain();

        assertEq(name, "Bugmark IssueMarket");
        assertEq(version, "1");
        assertEq(chainId, block.chainid);
        assertEq(verifier, address(market));
        assertEq(market.domainSeparator(), Formulas.domainSeparator(block.chainid, address(market)));
    }

    function test_SignsUnderAnotherDomainAfterAChainSplit() external {
        vm.chainId(4242);

        assertEq(market.domainSeparator(), Formulas.domainSeparator(4242, address(market)));
    }

    function test_IsAnErc6909Ledger() external view {
        assertTrue(market.supportsInterface(0x0f632fb3), "ERC-6909");
        assertTrue(market.supportsInterface(0x01ffc9a7), "ERC-165");
        assertFalse(market.supportsInterface(0xffffffff), "anything");
    }

    function test_AcceptsTheSmallestUnit() external {
        assertEq(new IssueMarket(token, 20_000, VOID_DELAY).unit(), 20_000);
    }

    function test_RevertWhen_UnitIsZero() external {
        vm.expectRevert(
            abi.encodeWithSelector(IIssueMarket.IssueMarket_UnitNotDivisible.selector, 0)
        );
        new IssueMarket(token, 0, VOID_DELAY);
    }

    function test_RevertWhen_UnitIsNoMultipleOf20000() external {
        uint256[4] memory units = [uint256(1), 10_000, 20_001, 1e18 + 10_000];

        for (uint256 i = 0; i < units.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IIssueMarket.IssueMarket_UnitNotDivisible.selector, units[i])
            );
            new IssueMarket(token, units[i], VOID_DELAY);
        }
    }

    function test_RevertWhen_TokenHasNoCode() external {
        vm.expectRevert(
            abi.encodeWithSelector(ITokenHolder.TokenHolder_TokenWithoutCode.selector, adam)
        );
        new IssueMarket(IERC20(adam), TOKEN, VOID_DELAY);
    }
}
