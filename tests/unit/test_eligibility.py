"""Who may bid: roots and proofs, against a verifier written from OpenZeppelin's."""

from collections.abc import Sequence

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak
from hypothesis import given, settings
from hypothesis import strategies as st

from bugmark_py.errors import InputError
from bugmark_py.model.eligibility import eligibility_proof, eligible_root, proves_eligible

pytestmark = pytest.mark.unit

ADAM = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
BETH = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
DANA = "0x90F79bf6EB2c4f870365E785982E1f101E93b906"

addresses = st.binary(min_size=20, max_size=20).map(lambda raw: "0x" + raw.hex())


def leads_to(root: str, bidder: str, proof: Sequence[str]) -> bool:
    """MerkleProof.verify, with the leaf of the contract."""
    node = keccak(keccak(encode(["address"], [bidder])))
    for each in proof:
        one, other = sorted((node, bytes.fromhex(each[2:])))
        node = keccak(one + other)
    return "0x" + node.hex() == root


@settings(max_examples=50)
@given(st.sets(addresses, min_size=1, max_size=20))
def test_every_proof_leads_to_the_root_whatever_the_order(bidders: set[str]) -> None:
    listed = sorted(bidders)
    root = eligible_root(listed)

    assert eligible_root(reversed(listed)) == root
    for bidder in listed:
        proof = eligibility_proof(listed, bidder)
        assert leads_to(root, bidder, proof)
        assert proves_eligible(root, bidder, proof)


def test_a_tree_of_one_needs_no_proof() -> None:
    assert eligibility_proof([ADAM], ADAM) == ()
    assert eligible_root([ADAM]) == "0x" + keccak(keccak(encode(["address"], [ADAM]))).hex()


def test_the_case_of_an_address_and_naming_it_twice_change_nothing() -> None:
    assert eligible_root([ADAM, BETH, ADAM.lower()]) == eligible_root([BETH, ADAM])


def test_a_proof_is_for_its_bidder_only() -> None:
    bidders = [ADAM, BETH]
    root, proof = eligible_root(bidders), eligibility_proof(bidders, ADAM)

    assert not proves_eligible(root, DANA, proof)
    assert not proves_eligible(root, BETH, proof)
    assert not proves_eligible(root, ADAM, ())
    assert not proves_eligible(eligible_root([ADAM, DANA]), ADAM, proof)


def test_who_is_not_among_them_has_no_proof() -> None:
    with pytest.raises(InputError, match="is not among those who may bid"):
        eligibility_proof([ADAM, BETH], DANA)


@pytest.mark.parametrize("bidders", [[], ["adam"], ["0x12"], [ADAM[:-1]]])
def test_what_is_no_list_of_addresses_is_refused(bidders: list[str]) -> None:
    with pytest.raises(InputError):
        eligible_root(bidders)
