"""Who may bid, as one hash: the Merkle tree that OpenZeppelin's `MerkleProof` checks proofs of.

A leaf is `keccak256(keccak256(abi.encode(bidder)))`, hashed twice so that no inner node passes for
a bidder; of two nodes the smaller one is hashed first.
"""

from collections.abc import Iterable, Sequence

from eth_hash.auto import keccak

from bugmark_py.errors import InputError
from bugmark_py.model.hashing import ADDRESS, check_hex, word


def eligible_root(bidders: Iterable[str]) -> str:
    """The root of the tree of those who may bid, 0x-hex.

    Args:
        bidders: addresses, in any order.

    Raises:
        InputError: there are none, or one is no address.
    """
    return "0x" + _levels(bidders)[-1][0].hex()


def eligibility_proof(bidders: Iterable[str], bidder: str) -> tuple[str, ...]:
    """The proof that a bidder is one of them: 0x-hex words.

    Args:
        bidders: addresses, in any order.
        bidder: address.

    Raises:
        InputError: the bidder is not one of them.
    """
    *levels, _ = levels_and_root = _levels(bidders)
    try:
        place = levels_and_root[0].index(_leaf(bidder))
    except ValueError:
        raise InputError(f"{bidder} is not among those who may bid") from None
    proof = []
    for level in levels:
        sibling = place ^ 1
        if sibling < len(level):
            proof.append("0x" + level[sibling].hex())
        place //= 2
    return tuple(proof)


def proves_eligible(root: str, bidder: str, proof: Iterable[str]) -> bool:
    """Whether a proof leads from a bidder to a root.

    Args:
        root: 0x-hex.
        bidder: address.
        proof: 0x-hex words.
    """
    node = _leaf(bidder)
    for each in proof:
        node = _parent(node, word(each))
    return "0x" + node.hex() == root.lower()


def _levels(bidders: Iterable[str]) -> list[Sequence[bytes]]:
    """The tree from its leaves to its root. A node without a sibling goes up as it is."""
    levels: list[Sequence[bytes]] = [sorted({_leaf(bidder) for bidder in bidders})]
    if not levels[0]:
        raise InputError("nobody may bid: name at least one address")
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = (below[start : start + 2] for start in range(0, len(below), 2))
        levels.append([_parent(*pair) if len(pair) > 1 else pair[0] for pair in pairs])
    return levels


def _leaf(bidder: str) -> bytes:
    return keccak(keccak(word(check_hex(bidder, ADDRESS, "bidder"))))


def _parent(one: bytes, other: bytes) -> bytes:
    return keccak(min(one, other) + max(one, other))
