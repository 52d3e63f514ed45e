"""Compile the contracts into bugmark_py/artifacts/: the only bytecode that is ever deployed.

Of their custom errors it makes bugmark_py/chain/contract_errors.py, one exception each.

One standard-JSON input over all of contracts/, with the settings of profile "shipped" of
foundry.toml, through the compiler in $SOLCX_BINARY_PATH (default tools/solc). Nothing is
downloaded. The output depends on the sources alone, so that `--check` can compare it with what is
committed.
"""

import argparse
import json
import os
import sys
import textwrap
import tomllib
from pathlib import Path
from typing import Any, Final

import solcx
from eth_hash.auto import keccak

from bugmark_py.chain.custom_error import snake_case

ROOT: Final = Path(__file__).resolve().parent.parent
DEPLOYABLE: Final = ("CostSharingPools", "IssueMarket", "TestToken", "TrackerOracle")
SOLC_VERSION: Final = "0.8.37"


def compile_contracts(root: Path) -> dict[str, Any]:
    """Compile everything below `root`/contracts and return the compiler's `contracts`.

    Raises:
        SystemExit: a source does not compile; the message is the compiler's.
    """
    profiles = tomllib.loads((root / "foundry.toml").read_text())["profile"]
    profile = profiles["default"] | profiles["shipped"]
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
                    "devdoc",
                    "evm.bytecode.object",
                    "evm.deployedBytecode.immutableReferences",
                    "evm.deployedBytecode.object",
                    "userdoc",
                ]
            }
        },
        "remappings": profile["remappings"],
        "viaIR": profile["via_ir"],
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


def custom_errors(contracts: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    """Return each custom error that a contract can revert with, and what it says of itself."""
    texts: dict[str, str] = {}
    for units in contracts.values():
        for unit in units.values():
            for kind, key in (("devdoc", "details"), ("userdoc", "notice")):
                for signature, documents in unit[kind].get("errors", {}).items():
                    texts[signature] = next((d[key] for d in documents if key in d), "")
    found = {
        signature_of(entry): entry
        for name in DEPLOYABLE
        for entry in artifact(contracts, name)["abi"]
        if entry["type"] == "error"
    }
    return [(found[signature], texts.get(signature, "")) for signature in sorted(found)]


def signature_of(entry: dict[str, Any]) -> str:
    """Return the signature of an error, of which its selector is the hash."""
    return f"{entry['name']}({','.join(argument['type'] for argument in entry['inputs'])})"


def exceptions(errors: list[tuple[dict[str, Any], str]]) -> str:
    """Return the module with an exception for each custom error."""
    lines = [
        '"""The custom errors of the contracts, one exception each. Made by `make artifacts`."""',
        "",
        "from collections.abc import Mapping",
        "from typing import Final",
        "",
        "from bugmark_py.chain.custom_error import CustomError",
    ]
    by_selector = []
    for entry, text in errors:
        name = entry["name"].replace("_", "").removesuffix("Error") + "Error"
        inputs = entry["inputs"]
        selector = keccak(signature_of(entry).encode())[:4].hex()
        by_selector.append(f'    bytes.fromhex("{selector}"): {name},')
        first = (
            text.split(". ")[0].rstrip(".").replace("`", "").replace("\u2019", "'") or entry["name"]
        )
        lines += ["", "", f"class {name}(CustomError):"]
        lines += textwrap.wrap(
            f'"""{first}."""', 96, initial_indent="    ", subsequent_indent="    "
        )
        lines += ["", f'    NAME = "{entry["name"]}"']
        lines += [f"    TYPES = {quoted([argument['type'] for argument in inputs])}"]
        lines += [f"    ARGUMENTS = {quoted([argument['name'] for argument in inputs])}"]
        lines += [
            f"    {snake_case(argument['name'])}: {python_type(argument['type'])}"
            for argument in inputs
        ]
    lines += ["", "", "ERRORS: Final[Mapping[bytes, type[CustomError]]] = {", *by_selector, "}"]
    lines += ['"""By the first four bytes of what a contract reverts with."""']
    return "\n".join(lines) + "\n"


def quoted(names: list[str]) -> str:
    """Return the source of a tuple of strings."""
    return (
        "("
        + "".join(f'"{name}", ' for name in names).rstrip(" " if len(names) == 1 else ", ")
        + ")"
    )


def python_type(solidity_type: str) -> str:
    """Return what a value of a Solidity type is in Python."""
    if solidity_type.startswith(("uint", "int")):
        return "int"
    return {"bool": "bool"}.get(solidity_type, "str")


def build(root: Path) -> dict[str, str]:
    """Return the text of every file by its path below bugmark_py/."""
    contracts = compile_contracts(root)
    files = {
        f"artifacts/{name}.json": json.dumps(artifact(contracts, name), indent=1, sort_keys=True)
        + "\n"
        for name in DEPLOYABLE
    }
    return files | {"chain/contract_errors.py": exceptions(custom_errors(contracts))}


def drift(package: Path, wanted: dict[str, str]) -> list[str]:
    """Return a line for each file of `package` that is missing, different or not wanted."""
    lines = []
    for name, text in wanted.items():
        path = package / name
        if not path.exists():
            lines.append(f"{name}: missing")
        elif path.read_text() != text:
            lines.append(f"{name}: differs from what contracts/ compiles to")
    return lines + [f"{name}: not wanted" for name in unwanted(package, wanted)]


def unwanted(package: Path, wanted: dict[str, str]) -> list[str]:
    """Return the artifacts of `package` that nothing makes any more."""
    present = (f"artifacts/{path.name}" for path in (package / "artifacts").glob("*.json"))
    return sorted(set(present) - wanted.keys())


def main() -> int:
    """Write the artifacts, or with --check compare them; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--root", type=Path, default=ROOT, help="the clone (default: this one)")
    arguments = parser.parse_args()
    package = arguments.root / "bugmark_py"
    wanted = build(arguments.root)

    if arguments.check:
        lines = drift(package, wanted)
        for line in lines:
            print(f"artifacts: {line}; run `make artifacts` and commit", file=sys.stderr)
        return 1 if lines else 0

    for name in unwanted(package, wanted):
        (package / name).unlink()
    for name, text in wanted.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            print(f"artifacts: wrote {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
