// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Vm, VmSafe} from "forge-std/Vm.sol";

import {CostSharingPools} from "../../../contracts/CostSharingPools.sol";
import {IssueMarket} from "../../../contracts/IssueMarket.sol";
import {TrackerOracle} from "../../../contracts/TrackerOracle.sol";

/// @notice Deploys the bytecode that is shipped, so that it is what the tests test. Coverage has to count lines, and
/// compiles its own.
library Shipped {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    function market(IERC20 token, uint256 unit, uint40 voidDelay) internal returns (IssueMarket) {
        if (VM.isContext(VmSafe.ForgeContext.Coverage)) {
            return new IssueMarket(token, unit, voidDelay);
        }
        return IssueMarket(_create("IssueMarket", abi.encode(token, unit, voidDelay)));
    }

    /// @dev At an address of one's choice, as if it had been created there.
    function marketAt(address where, IERC20 token, uint256 unit, uint40 voidDelay) internal {
        bytes memory code = VM.isContext(VmSafe.ForgeContext.Coverage)
            ? type(IssueMarket).creationCode
            : _code("IssueMarket");
        VM.etch(where, bytes.concat(code, abi.encode(token, unit, voidDelay)));
        VM.etch(where, Address.functionCall(where, ""));
    }

    function oracle(
        address[] memory reporters,
        uint8 threshold,
        uint40 reportPeriod,
        uint40 proposePeriod,
        uint40 disputePeriod
    ) internal returns (TrackerOracle) {
        if (VM.isContext(VmSafe.ForgeContext.Coverage)) {
            return new TrackerOracle(
                reporters, threshold, reportPeriod, proposePeriod, disputePeriod
            );
        }
        return TrackerOracle(
            _create(
                "TrackerOracle",
                abi.encode(reporters, threshold, reportPeriod, proposePeriod, disputePeriod)
            )
        );
    }

    function pools(IERC20 token) internal returns (CostSharingPools) {
        if (VM.isContext(VmSafe.ForgeContext.Coverage)) {
            return new CostSharingPools(token);
        }
        return CostSharingPools(_create("CostSharingPools", abi.encode(token)));
    }

    function _create(string memory name, bytes memory arguments)
        private
        returns (address deployed)
    {
        bytes memory code = bytes.concat(_code(name), arguments);
        assembly {
            deployed := create(0, add(code, 0x20), mload(code))
        }
        require(deployed != address(0), string.concat(name, " does not deploy"));
    }

    function _code(string memory name) private view returns (bytes memory) {
        string memory path = string.concat("bugmark_py/artifacts/", name, ".json");
        return VM.parseJsonBytes(VM.readFile(path), ".bytecode");
    }
}
