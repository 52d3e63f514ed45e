// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {CostSharingPools} from "../../../../contracts/CostSharingPools.sol";
import {ICostSharingPools} from "../../../../contracts/interfaces/ICostSharingPools.sol";
import {ITokenHolder} from "../../../../contracts/interfaces/ITokenHolder.sol";
import {Gate, Mechanism, Pool, PoolTerms} from "../../../../contracts/types/Pools.sol";
import {Formulas} from "../../abstracts/Formulas.sol";
import {PoolTest} from "../../abstracts/PoolTest.sol";
import {Shipped} from "../../abstracts/Shipped.sol";
import {AnsweringOracle} from "../../mocks/Oracles.sol";
import {SixDecimalsToken} from "../../mocks/Tokens.sol";

contract CreateTest is PoolTest {
    bytes32 private constant QUESTION_HASH = keccak256("osv:PyPI/jinja2?published");
    uint40 private constant MATURATION = START + 30 days;

    function test_APoolIsKeptAsItsTermsSay() external {
        PoolTerms memory terms = _terms(Mechanism.GCSOD);
        terms.eligibleRoot = keccak256("root");

        _create(terms);

        Pool memory expected;
        expected.seller = seller;
        expected.commitEnd = COMMIT_END;
        expected.revealEnd = REVEAL_END;
        expected.mechanism = Mechanism.GCSOD;
        expected.cost = COST;
        expected.bond = BOND;
        expected.premiumPeriod = PREMIUM_PERIOD;
        expected.revealBond = REVEAL_BOND;
        expected.requestFee = REQUEST_FEE;
        expected.settlePeriod = SETTLE_PERIOD;
        expected.deliveryPeriod = DELIVERY_PERIOD;
        expected.complaintPeriod = COMPLAINT_PERIOD;
        expected.publishPeriod = PUBLISH_PERIOD;
        expected.keyHash = terms.keyHash;
        expected.eligibleRoot = terms.eligibleRoot;
        assertEq(abi.encode(pools.getPool(poolId)), abi.encode(expected));
    }

    function test_TakesTheBond() external {
        _create(Mechanism.CS);

        assertEq(token.balanceOf(seller), 0);
        _assertTokensHeld(120e18);
    }

    function test_LogsTheTermsWhole() external {
        PoolTerms memory terms = _terms(Mechanism.CS);
        _give(seller, terms.bond);
        bytes32 id = _idOf(seller, terms);

        vm.expectEmit(address(pools));
        emit ICostSharingPools.PoolCreated(id, seller, terms, COMMIT_END, REVEAL_END);
        vm.prank(seller);
        assertEq(pools.create(terms), id);
    }

    function test_TheIdCommitsToSellerTermsContractAndChain() external {
        PoolTerms memory terms = _terms(Mechanism.CS);
        bytes32 id = _idOf(seller, terms);
        assertEq(pools.poolIdOf(seller, terms), id);

        assertNotEq(pools.poolIdOf(stranger, terms), id);
        terms.summary = "Another bug";
        assertNotEq(pools.poolIdOf(seller, terms), id);
        terms = _terms(Mechanism.CS);
        assertNotEq(Shipped.pools(token).poolIdOf(seller, terms), id);
        vm.chainId(2);
        assertNotEq(pools.poolIdOf(seller, terms), id);
    }

    function test_AGateIsPendingWithItsQuestion() external {
        PoolTerms memory terms = _gated();

        _create(terms);

        Pool memory pool = pools.getPool(poolId);
        assertEq(uint256(pool.gate), uint256(Gate.PENDING));
        assertEq(pool.gateOracle, terms.gateOracle);
        assertEq(pool.gateEnd, MATURATION + 1);
        assertEq(pool.gateQuestionId, Formulas.questionId(QUESTION_HASH, MATURATION));
    }

    function test_TheLeastOfEverythingIsEnough() external {
        PoolTerms memory terms = _terms(Mechanism.GCSOD);
        (terms.cost, terms.bond, terms.revealBond, terms.requestFee) = (1, 1, 0, 0);
        (terms.premiumPeriod, terms.contentHash) = (1, 0);
        (terms.commitPeriod, terms.revealPeriod, terms.settlePeriod) = (3600, 3600, 3600);
        (terms.deliveryPeriod, terms.complaintPeriod, terms.publishPeriod) = (3600, 3600, 3600);
        (terms.uri, terms.summary) = ("", "");

        _create(terms);

        assertEq(pools.getPool(poolId).revealEnd, START + 7200);
    }

    function test_TheMostOfEverythingFits() external {
        PoolTerms memory terms = _terms(Mechanism.GCSOD);
        uint112 most = type(uint112).max;
        (terms.cost, terms.bond, terms.revealBond, terms.requestFee) = (most, most, most, most);
        uint32 longest = type(uint32).max;
        terms.premiumPeriod = longest - 1;
        (terms.commitPeriod, terms.revealPeriod, terms.settlePeriod) = (longest, longest, longest);
        (terms.deliveryPeriod, terms.complaintPeriod, terms.publishPeriod) =
        (longest, longest, longest);
        SixDecimalsToken rich = new SixDecimalsToken();
        pools = Shipped.pools(rich);
        rich.faucet(seller, most);
        vm.startPrank(seller);
        rich.approve(address(pools), most);

        bytes32 id = pools.create(terms);

        assertEq(pools.getPool(id).revealEnd, uint256(START) + 2 * uint256(longest));
        assertEq(rich.balanceOf(address(pools)), most);
    }

    function test_OneSellerHasSeveralPools() external {
        bytes32 first = _create(_terms(Mechanism.CS));
        bytes32 second = _create(_terms(Mechanism.GCSOD));

        assertNotEq(first, second);
        assertEq(pools.getPool(first).seller, seller);
        assertEq(pools.getPool(second).seller, seller);
        _assertTokensHeld(240e18);
    }

    function test_AnotherSellerMayAskTheSame() external {
        bytes32 first = _create(Mechanism.CS);
        seller = stranger;

        assertNotEq(_create(Mechanism.CS), first);
    }

    function test_RevertWhen_ThePoolExists() external {
        _create(Mechanism.CS);
        vm.warp(START + 365 days);

        _refuse(
            _terms(Mechanism.CS),
            abi.encodeWithSelector(ICostSharingPools.CostSharingPools_PoolExists.selector, poolId)
        );
    }

    function test_RevertWhen_TheCostIsZero() external {
        PoolTerms memory terms = _terms(Mechanism.CS);
        (terms.cost, terms.revealBond, terms.requestFee) = (0, 0, 0);

        _refuse(terms, abi.encodeWithSelector(ICostSharingPools.CostSharingPools_CostZero.selector));
    }

    function test_RevertWhen_TheBondIsBelowTheCost() external {
        PoolTerms memory terms = _terms(Mechanism.CS);
        terms.bond = COST - 1;

        _refuse(
            terms,
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_BondBelowCost.selector, COST - 1, COST
            )
        );
    }

    function test_RevertWhen_TheRevealBondIsAboveTheCost() external {
        PoolTerms memory terms = _terms(Mechanism.CS);
        terms.revealBond = COST + 1;

        _refuse(
            terms,
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_ForfeitAboveCost.selector, COST + 1, COST
            )
        );
    }

    function test_RevertWhen_TheRequestFeeIsAboveTheCost() external {
        PoolTerms memory terms = _terms(Mechanism.CS);
        terms.requestFee = COST + 1;

        _refuse(
            terms,
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_ForfeitAboveCost.selector, COST + 1, COST
            )
        );
    }

    function test_RevertWhen_ThePremiumPeriodIsZero() external {
        PoolTerms memory terms = _terms(Mechanism.CS);
        terms.premiumPeriod = 0;

        _refuse(terms, _premiumPeriodOutOfRange(0));
    }

    /// @dev A second more has to fit: it stands for a group that cannot pay.
    function test_RevertWhen_ThePremiumPeriodIsTheLargestNumber() external {
        PoolTerms memory terms = _terms(Mechanism.CS);
        terms.premiumPeriod = type(uint32).max;

        _refuse(terms, _premiumPeriodOutOfRange(type(uint32).max));
    }

    function test_RevertWhen_APeriodIsShorterThanAnHour() external {
        PoolTerms memory terms = _terms(Mechanism.CS);
        terms.commitPeriod = 3599;
        _refuse(terms, _tooShort(3599));
        terms = _terms(Mechanism.CS);
        terms.revealPeriod = 3598;
        _refuse(terms, _tooShort(3598));
        terms = _terms(Mechanism.CS);
        terms.settlePeriod = 3597;
        _refuse(terms, _tooShort(3597));
        terms = _terms(Mechanism.CS);
        terms.deliveryPeriod = 3596;
        _refuse(terms, _tooShort(3596));
        terms = _terms(Mechanism.CS);
        terms.complaintPeriod = 3595;
        _refuse(terms, _tooShort(3595));
        terms = _terms(Mechanism.CS);
        terms.publishPeriod = 0;
        _refuse(terms, _tooShort(0));
    }

    function test_RevertWhen_TheKeyHasNoHash() external {
        PoolTerms memory terms = _terms(Mechanism.CS);
        terms.keyHash = 0;

        _refuse(
            terms, abi.encodeWithSelector(ICostSharingPools.CostSharingPools_KeyHashZero.selector)
        );
    }

    function test_RevertWhen_TheGatesOracleHasNoCode() external {
        PoolTerms memory terms = _gated();
        terms.gateOracle = stranger;

        _refuseGate(terms);
    }

    function test_RevertWhen_TheGateEndsAtItsMaturation() external {
        PoolTerms memory terms = _gated();
        terms.gateEnd = MATURATION;

        _refuseGate(terms);
    }

    function test_RevertWhen_TheGateEndsNow() external {
        PoolTerms memory terms = _gated();
        (terms.gateMaturation, terms.gateEnd) = (START - 1, START);

        _refuseGate(terms);
    }

    function test_RevertWhen_TheGateHasNoMaturation() external {
        PoolTerms memory terms = _gated();
        terms.gateMaturation = 0;

        _refuseGate(terms);
    }

    function test_RevertWhen_AGateHasNoOracle() external {
        PoolTerms memory terms = _terms(Mechanism.CS);
        terms.gateQuestionHash = QUESTION_HASH;
        _refuseGate(terms);
        terms = _terms(Mechanism.CS);
        terms.gateMaturation = MATURATION;
        _refuseGate(terms);
        terms = _terms(Mechanism.CS);
        terms.gateEnd = MATURATION + 1;
        _refuseGate(terms);
    }

    function test_RevertWhen_TheSellerHasNotTheBond() external {
        PoolTerms memory terms = _terms(Mechanism.CS);
        token.faucet(seller, BOND - 1);
        vm.startPrank(seller);
        token.approve(address(pools), BOND);

        vm.expectRevert(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientBalance.selector, seller, BOND - 1, BOND
            )
        );
        pools.create(terms);
    }

    function test_RevertWhen_TheTokenHasNoCode() external {
        vm.expectRevert(
            abi.encodeWithSelector(ITokenHolder.TokenHolder_TokenWithoutCode.selector, stranger)
        );
        new CostSharingPools(IERC20(stranger));
    }

    function _gated() private returns (PoolTerms memory terms) {
        terms = _terms(Mechanism.CS);
        terms.gateOracle = address(new AnsweringOracle());
        terms.gateQuestionHash = QUESTION_HASH;
        terms.gateMaturation = MATURATION;
        terms.gateEnd = MATURATION + 1;
    }

    function _refuse(PoolTerms memory terms, bytes memory reason) private {
        _give(seller, terms.bond);

        vm.expectRevert(reason);
        vm.prank(seller);
        pools.create(terms);
    }

    function _refuseGate(PoolTerms memory terms) private {
        _refuse(
            terms,
            abi.encodeWithSelector(
                ICostSharingPools.CostSharingPools_GateInvalid.selector,
                terms.gateOracle,
                terms.gateMaturation,
                terms.gateEnd
            )
        );
    }

    function _tooShort(uint32 period) private pure returns (bytes memory) {
        return abi.encodeWithSelector(
            ICostSharingPools.CostSharingPools_PeriodTooShort.selector, period, 1 hours
        );
    }

    function _premiumPeriodOutOfRange(uint32 period) private pure returns (bytes memory) {
        return abi.encodeWithSelector(
            ICostSharingPools.CostSharingPools_PremiumPeriodOutOfRange.selector,
            period,
            type(uint32).max - 1
        );
    }

    function _idOf(address who, PoolTerms memory terms) private view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(pools), who, terms));
    }
}
