"""Compile the contracts into bugmark_py/artifacts/: the only bytecode that is ever deployed.

One standard-JSON input over all of contracts/, with the settings and remappings of foundry.toml,
through the compiler in $SOLCX_BINARY_PATH (default tools/solc). Nothing is downloaded. The output
depends on the sources alone, so that `--check` can compare it with what is committed.
"""

import argparse
import json
import os
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

import solcx

ROOT: Final = Path(__file__).resolve().parent.parent
DEPLOYABLE: Final = ("IssueMarket", "TestToken", "TrackerOracle")
SOLC_VERSION: Final = "0.8.37"


def compile_contracts(root: Path) -> dict[str, Any]:
    """Compile everything below `root`/contracts and return the compiler's `contracts`.

    Raises:
        SystemExit: a source does not compile; the message is the compiler's.
    """
    profile = tomllib.loads((root / "foundry.toml").read_text())["profile"]["default"]
    sources = {
        path.relative_to(root).as_posix(): {"content": path.read_text()}
        for path in sorted((root / "contracts").rglob("*.sol"))
        if ".cache" not in path.parts  # where ape puts its dependencies while it compiles
    }
    settings = {
        "evmVersion": profile["evm_version"],
        "metadata": {
            "appendCBOR": profile["cbor_metadata"],
            "bytecodeHash": profile["bytecode_hash"],
        },
        "optimizer": {"enabled": profile["optimizer"], "runs": profile["optimizer_runs"]},
        "outputSelection": {
            "*": {
                "*": [
                    "abi",
                    "evm.bytecode.object",
                    "evm.deployedBytecode.immutableReferences",
                    "evm.deployedBytecode.object",
                ]
            }
        },
        "remappings": profile["remappings"],
        "viaIR": profile.get("via_ir", False),
    }
    os.environ.setdefault("SOLCX_BINARY_PATH", str(ROOT / "tools" / "solc"))
    try:
        output = solcx.compile_standard(
            {"language": "Solidity", "settings": settings, "sources": sources},
            base_path=root,
            solc_version=SOLC_VERSION,
        )
    except solcx.exceptions.SolcError as error:
        raise SystemExit(f"artifacts: the contracts do not compile:\n{error.message}") from None
    contracts: dict[str, Any] = output["contracts"]
    return contracts


def artifact(contracts: dict[str, Any], name: str) -> dict[str, Any]:
    """Return what is needed to deploy and to call the contract `name`.

    Raises:
        SystemExit: no source below contracts/, or more than one, defines it.
    """
    found = [
        units[name]
        for path, units in contracts.items()
        if path.startswith("contracts/") and name in units
    ]
    if len(found) != 1:
        raise SystemExit(f"artifacts: {len(found)} contracts are called {name}, want 1")
    evm = found[0]["evm"]
    if not evm["bytecode"]["object"]:
        raise SystemExit(f"artifacts: {name} has no bytecode: is it abstract?")
    return {
        "abi": found[0]["abi"],
        "bytecode": "0x" + evm["bytecode"]["object"],
        "contractName": name,
        "deployedBytecode": "0x" + evm["deployedBytecode"]["object"],
        "immutableReferences": evm["deployedBytecode"].get("immutableReferences", {}),
    }


def custom_errors(contracts: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the ABI entries of all custom errors, of the libraries in use too, each once."""
    entries = (
        entry
        for units in contracts.values()
        for unit in units.values()
        for entry in unit["abi"]
        if entry["type"] == "error"
    )
    unique = {json.dumps(entry, sort_keys=True): entry for entry in entries}
    return [unique[key] for key in sorted(unique, key=lambda key: (unique[key]["name"], key))]


def build(root: Path) -> dict[str, str]:
    """Return the text of every artifact by file name."""
    contracts = compile_contracts(root)
    documents: dict[str, Any] = {f"{name}.json": artifact(contracts, name) for name in DEPLOYABLE}
    documents["errors.json"] = custom_errors(contracts)
    return {
        name: json.dumps(document, indent=1, sort_keys=True) + "\n"
        for name, document in documents.items()
    }


def drift(folder: Path, wanted: dict[str, str]) -> list[str]:
    """Return a line for each file of `folder` that is missing, different or not wanted."""
    present = {path.name: path.read_text() for path in folder.glob("*.json")}
    lines = [f"{name}: missing" for name in sorted(wanted.keys() - present.keys())]
    lines += [f"{name}: not wanted" for name in sorted(present.keys() - wanted.keys())]
    lines += [
        f"{name}: differs from what contracts/ compiles to"
        for name in sorted(wanted.keys() & present.keys())
        if wanted[name] != present[name]
    ]
    return lines


def main() -> int:
    """Write the artifacts, or with --check compare them; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--root", type=Path, default=ROOT, help="the clone (default: this one)")
    arguments = parser.parse_args()
    folder = arguments.root / "bugmark_py" / "artifacts"
    wanted = build(arguments.root)

    if arguments.check:
        lines = drift(folder, wanted)
        for line in lines:
            print(f"artifacts: {line}; run `make artifacts` and commit", file=sys.stderr)
        return 1 if lines else 0

    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.json"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        path = folder / name
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            print(f"artifacts: wrote {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
