"""What the seller of a cost-sharing pool asks and promises, and the id that commits to it."""

from dataclasses import dataclass
from typing import Final

from bugmark_py.errors import InputError
from bugmark_py.mechanisms.outcome import Mechanism
from bugmark_py.model.amounts import parse_tokens
from bugmark_py.model.hashing import ADDRESS, WORD, check_hex, hash_words, keccak_hex, word
from bugmark_py.model.times import HOUR, check_time, format_duration

MECHANISMS: Final = (Mechanism.CS, Mechanism.GCSOD)
"""Those that a pool can have, as the contract numbers them."""

SHORTEST_PERIOD: Final = HOUR
"""The shortest that people have to act, in seconds. The premium period is no such period."""

LONGEST_PREMIUM_PERIOD: Final = 2**32 - 2
"""In seconds."""

MAX_AMOUNT: Final = 2**112 - 1
"""The most that a cost, a bond, a fee, a valuation or a deposit can be, in base units."""

PERIODS: Final = (
    "commit_period",
    "reveal_period",
    "settle_period",
    "delivery_period",
    "complaint_period",
    "publish_period",
)
"""Those in which people act, in their order."""

_NONE: Final = "0x" + 2 * WORD * "0"
_NOBODY: Final = "0x" + 2 * ADDRESS * "0"
_LONGEST_PERIOD: Final = 2**32 - 1
_NOT_HERE: Final = {
    Mechanism.CSD: "what it collects need not be the cost (it is not budget balanced)",
    Mechanism.CSOD: "bidders gain by naming other valuations than theirs (it is not"
    " strategy-proof)",
    Mechanism.SD: "it is there to compare others with",
}


def pool_mechanism(text: str | Mechanism) -> Mechanism:
    """The mechanism of a pool, by its name.

    Raises:
        InputError: there is none of that name, or none that a pool can have, and why.
    """
    right = "write gcsod or cs"
    try:
        found = Mechanism(text)
    except ValueError:
        raise InputError(f"mechanism {text!r:.40} is unknown: {right}") from None
    if found in _NOT_HERE:
        raise InputError(f"{found} cannot be the mechanism of a pool: {_NOT_HERE[found]}; {right}")
    return found


def parse_amount(text: str | int, decimals: int) -> int:
    """Read an amount of tokens that may be nothing: a valuation, a bond, a fee.

    Args:
        text: a decimal of at most `decimals` places, or a whole number.
        decimals: decimal places of the token.

    Returns:
        Base units.

    Raises:
        InputError: it is no such decimal, or more than a pool can hold.
    """
    amount = 0 if str(text) == "0" else parse_tokens(text, decimals)
    if amount > MAX_AMOUNT:
        raise InputError(f"amount {text} is more than a pool can hold: 2^112 - 1 base units")
    return amount


@dataclass(frozen=True)
class GateTerms:
    """An oracle that has a say in the seller's pay: it is paid only if the answer is above half.

    Attributes:
        oracle: checksummed address of who answers.
        question_hash: 0x-hex keccak-256 of the question's text.
        maturation: unix seconds at which the question is asked.
        end: unix seconds until which the gate can pass.
    """

    oracle: str
    question_hash: str
    maturation: int
    end: int

    def __post_init__(self) -> None:
        check_hex(self.oracle, ADDRESS, "gate's oracle")
        check_hex(self.question_hash, WORD, "gate's question")
        check_time(self.maturation, what=f"the gate's maturation {self.maturation}")
        check_time(self.end, what=f"the gate's end {self.end}")

    @property
    def question_id(self) -> str:
        """What the oracle is asked about."""
        return hash_words(self.question_hash, self.maturation)


@dataclass(frozen=True)
class PoolTerms:
    """What a seller asks and promises. Amounts are base units, periods seconds.

    Attributes:
        mechanism: how it is decided who pays: CS or GCSOD.
        cost: what the payers pay together, at least.
        premium_period: T, the longest that anybody who pays nothing waits for the information.
        commit_period: from the pool's creation, in which bidders commit.
        reveal_period: after that, in which they reveal.
        settle_period: after that, in which coins are drawn and the outcome is settled.
        delivery_period: after the settlement, in which the seller delivers; and after each request.
        complaint_period: after that, in which what was delivered can be complained of.
        publish_period: from the last deadline of anybody, in which the key is published.
        bond: what the seller forfeits, in shares, to those who do not get what they should.
        reveal_bond: what a bidder forfeits who does not reveal.
        request_fee: what a request puts up: the seller's for answering it.
        key_hash: 0x-hex keccak-256 of the content key.
        content_hash: 0x-hex keccak-256 of the ciphertext.
        eligible_root: 0x-hex Merkle root of who may bid; zero for everybody.
        gate: who decides whether the seller is paid; None for nobody.
        uri: where the ciphertext is.
        summary: what the information is about, for everybody to read. In this and the uri, bytes
            that are no UTF-8 are escaped, as by `surrogateescape`.

    Raises:
        InputError: the contract's struct cannot hold it. Whether a pool can have these terms is
            `check`'s to say.
    """

    mechanism: Mechanism
    cost: int
    premium_period: int
    commit_period: int
    reveal_period: int
    settle_period: int
    delivery_period: int
    complaint_period: int
    publish_period: int
    bond: int
    reveal_bond: int
    request_fee: int
    key_hash: str
    content_hash: str
    eligible_root: str = _NONE
    gate: GateTerms | None = None
    uri: str = ""
    summary: str = ""

    def __post_init__(self) -> None:
        pool_mechanism(self.mechanism)
        for name in ("cost", "bond", "reveal_bond", "request_fee"):
            if not 0 <= getattr(self, name) <= MAX_AMOUNT:
                raise InputError(f"{_words(name)} does not fit: it is 0 to 2^112 - 1 base units")
        for name in ("premium_period", *PERIODS):
            if not 0 <= getattr(self, name) <= _LONGEST_PERIOD:
                raise InputError(f"{_words(name)} does not fit: it is below 2^32 seconds")
        for name in ("key_hash", "content_hash", "eligible_root"):
            check_hex(getattr(self, name), WORD, _words(name))

    @property
    def open_to_all(self) -> bool:
        """Whether anybody may bid."""
        return self.eligible_root == _NONE

    def check(self) -> None:
        """Check what the contract asks of terms, before they are sent.

        Raises:
            InputError: it would refuse them.
        """
        if self.cost == 0:
            raise InputError("the cost must be above 0: nothing need be shared otherwise")
        if not 0 < self.premium_period <= LONGEST_PREMIUM_PERIOD:
            raise InputError(
                f"the premium period is 1 second to {format_duration(LONGEST_PREMIUM_PERIOD)}, not"
                f" {self.premium_period} seconds"
            )
        for name in PERIODS:
            seconds = getattr(self, name)
            if seconds < SHORTEST_PERIOD:
                raise InputError(
                    f"a {_words(name)} of {format_duration(seconds)} is too short to act in: make"
                    f" it {format_duration(SHORTEST_PERIOD)} or more"
                )
        if self.bond < self.cost:
            raise InputError("the seller's bond must be at least the cost")
        for name in ("reveal_bond", "request_fee"):
            if getattr(self, name) > self.cost:
                raise InputError(f"the {_words(name)} must be at most the cost")
        if self.key_hash == _NONE:
            raise InputError("the key's hash is zero: nobody has the key of that")
        gate = self.gate
        if gate is not None and not 0 < gate.maturation < gate.end:
            raise InputError("the gate must end after its question's maturation")

    def struct(self) -> tuple[object, ...]:
        """The members in the order of the contract's struct."""
        return (*self._values(), self.uri, self.summary)

    def pool_id(self, chain_id: int, pools: str, seller: str) -> str:
        """`keccak256(abi.encode(chainid, pools, seller, terms))`, by which the contract knows it.

        Args:
            chain_id: the chain's id.
            pools: address of the contract.
            seller: address of who creates the pool.
        """
        values = b"".join(word(value) for value in self._values())
        texts = [text.encode(errors="surrogateescape") for text in (self.uri, self.summary)]
        tails = [word(len(text)) + text + bytes(-len(text) % WORD) for text in texts]
        start = len(values) + len(tails) * WORD
        offsets = word(start) + word(start + len(tails[0]))
        head = word(chain_id) + word(pools) + word(seller) + word(4 * WORD)
        return keccak_hex(head + values + offsets + b"".join(tails))

    def _values(self) -> tuple[int | str, ...]:
        gate = self.gate
        return (
            MECHANISMS.index(self.mechanism),
            self.cost,
            self.premium_period,
            *(getattr(self, name) for name in PERIODS),
            self.bond,
            self.reveal_bond,
            self.request_fee,
            self.key_hash,
            self.content_hash,
            self.eligible_root,
            _NOBODY if gate is None else gate.oracle,
            _NONE if gate is None else gate.question_hash,
            0 if gate is None else gate.maturation,
            0 if gate is None else gate.end,
        )


def _words(name: str) -> str:
    return name.replace("_", " ")
