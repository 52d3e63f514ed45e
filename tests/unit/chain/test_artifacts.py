"""Artifacts: code on chain is ours whatever its immutables are, and only then."""

from dataclasses import replace

import pytest

from bugmark_py.chain.artifacts import Artifact, load

pytestmark = pytest.mark.unit

CODE = bytes(range(1, 101))
SMALL = Artifact(
    name="Small",
    abi=[],
    bytecode=b"",
    deployed_bytecode=CODE[:10] + bytes(32) + CODE[42:],
    immutables=((10, 32),),
)


def test_code_with_its_immutables_set_is_ours() -> None:
    assert SMALL.matches(CODE[:10] + b"\xff" * 32 + CODE[42:])
    assert SMALL.matches(SMALL.deployed_bytecode)


@pytest.mark.parametrize("place", [0, 9, 42, 99])
def test_one_other_byte_outside_the_immutables_is_other_code(place: int) -> None:
    changed = bytearray(SMALL.deployed_bytecode)
    changed[place] ^= 1

    assert not SMALL.matches(bytes(changed))


@pytest.mark.parametrize("code", [b"", b"\x00", CODE[:99], CODE + b"\x00"])
def test_code_of_another_length_is_other_code(code: bytes) -> None:
    assert not SMALL.matches(code)


def test_without_immutables_every_byte_counts() -> None:
    strict = replace(SMALL, immutables=())

    assert strict.matches(SMALL.deployed_bytecode)
    assert not strict.matches(CODE)


@pytest.mark.parametrize("name", ["IssueMarket", "TrackerOracle", "TestToken"])
def test_a_shipped_contract_matches_itself_and_no_other(name: str) -> None:
    artifact = load(name)

    assert artifact.bytecode
    assert artifact.matches(artifact.deployed_bytecode)
    for other in {"IssueMarket", "TrackerOracle", "TestToken"} - {name}:
        assert not artifact.matches(load(other).deployed_bytecode)


@pytest.mark.parametrize("name", ["IssueMarket", "TrackerOracle", "TestToken"])
def test_immutables_are_whole_words_of_zeros_within_the_code(name: str) -> None:
    artifact = load(name)

    for start, length in artifact.immutables:
        assert length == 32
        assert artifact.deployed_bytecode[start : start + length] == bytes(32)
    # Masking must leave most of the code to be compared.
    assert 32 * len(artifact.immutables) < len(artifact.deployed_bytecode) / 5


def test_an_unknown_contract_has_no_artifact() -> None:
    with pytest.raises(FileNotFoundError):
        load("Nothing")
