"""Cost-sharing pools and the bids in them: values, and what follows from them and the time."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bugmark_py.errors import InputError
from bugmark_py.mechanisms.outcome import Group, Mechanism
from bugmark_py.model.hashing import ADDRESS, WORD, check_hex, hash_words
from bugmark_py.model.pool_terms import MAX_AMOUNT, PoolTerms

GROUPS: Final = (Group.LEFT, Group.RIGHT)
"""As the contract numbers them. Under CS everybody is in the first."""


class Phase(StrEnum):
    """How far a pool has come at some instant.

    NOT_SOLD, CANCELLED, PUBLISHED and UNPUBLISHED are ends: everybody gets what is theirs.
    """

    COMMIT = "commit"
    REVEAL = "reveal"
    SETTLE = "settle"
    DELIVERY = "delivery"
    PREMIUM = "premium"
    PUBLICATION = "publication"
    NOT_SOLD = "not-sold"
    CANCELLED = "cancelled"
    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"


class Gate(StrEnum):
    """Whether an oracle has a say in the seller's pay, and what it said, as in the contract."""

    NONE = "none"
    PENDING = "pending"
    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True)
class Settlement:
    """The outcome of a pool. Times are seconds, amounts base units.

    Attributes:
        at: unix seconds of the settlement.
        winner: the group of the payers.
        payers: how many pay; 0 if nothing is sold.
        share: what each of them pays.
        left_deadline: how long after the start a bidder in the left group waits who does not pay.
        right_deadline: the same of the right group.
    """

    at: int
    winner: Group
    payers: int
    share: int
    left_deadline: int
    right_deadline: int

    def deadline(self, group: Group) -> int:
        """How long after the start a bidder in a group waits who does not pay."""
        return self.right_deadline if group is Group.RIGHT else self.left_deadline


@dataclass(frozen=True)
class Point:
    """The seller's point, by which the key is hidden: whatever numbers the seller posted.

    Attributes:
        x: first coordinate.
        odd: whether the second one is odd.
    """

    x: int
    odd: bool


@dataclass(frozen=True)
class Bid:
    """A bid as the chain has it. Amounts are base units, times unix seconds.

    Attributes:
        pool_id: 0x-hex id of its pool.
        bidder: checksummed address.
        commitment: 0x-hex hash of the opening.
        key: checksummed address of the bidder's one-time key.
        deposit: what the pool took of the bidder, less what went back at the reveal.
        transaction: 0x-hex hash of the transaction that committed to it.
        index: its place among those revealed, from 1; None before.
        valuation: what the information is worth for the whole premium period; None before.
        public_key: x and y of the one-time key; None before.
        requested_at: when a bidder who does not pay asked for the key; None if they did not.
        word: 0x-hex of what was delivered; None if nothing was.
        wronged: whether a complaint was right.
        claimed: what has been paid out of it.
    """

    pool_id: str
    bidder: str
    commitment: str
    key: str
    deposit: int
    transaction: str
    index: int | None = None
    valuation: int | None = None
    public_key: tuple[int, int] | None = None
    requested_at: int | None = None
    word: str | None = None
    wronged: bool = False
    claimed: int = 0

    @property
    def revealed(self) -> bool:
        """Whether it was opened."""
        return self.index is not None

    @property
    def awaits_answer(self) -> bool:
        """Whether the key was asked for, and neither delivered nor complained of."""
        return self.requested_at is not None and self.word is None and not self.wronged


@dataclass(frozen=True)
class Pool:
    """A pool as the chain has it. Amounts are base units, times unix seconds.

    Attributes:
        pool_id: 0x-hex.
        seller: checksummed address.
        terms: what the seller asks and promises.
        commit_end: from when nobody commits and everybody reveals.
        reveal_end: from when nobody reveals, and coins are drawn.
        revealed: how many bids were revealed.
        seed: 0x-hex of what decides the coins; None before the draw, and for ever under CS.
        settlement: the outcome; None before.
        gate: whether an oracle has a say in the seller's pay, and what it said.
        point: the seller's; None before the first delivery.
        published_at: when the key was published; None before.
        content_key: 0x-hex of the published key; None before.
        collected: whether the seller has taken what is the seller's.
    """

    pool_id: str
    seller: str
    terms: PoolTerms
    commit_end: int
    reveal_end: int
    revealed: int = 0
    seed: str | None = None
    settlement: Settlement | None = None
    gate: Gate = Gate.NONE
    point: Point | None = None
    published_at: int | None = None
    content_key: str | None = None
    collected: bool = False

    # --- Times -------------------------------------------------------------------------------

    @property
    def settle_end(self) -> int:
        """By when it is settled, or cancelled."""
        return self.reveal_end + self.terms.settle_period

    @property
    def sold(self) -> Settlement | None:
        """The outcome if the information is sold; None if it is not, or not yet."""
        return self.settlement if self.settlement is not None and self.settlement.payers else None

    @property
    def start(self) -> int | None:
        """Second 0, from which deadlines count; payers are delivered by then. None if unsold."""
        return None if self.sold is None else self.sold.at + self.terms.delivery_period

    @property
    def complaint_end(self) -> int | None:
        """Until when payers complain; None if unsold."""
        return None if self.start is None else self.start + self.terms.complaint_period

    @property
    def publish_from(self) -> int | None:
        """The last deadline of anybody, from which the key may be published; None if unsold."""
        if self.sold is None or self.start is None:
            return None
        return self.start + max(self.sold.left_deadline, self.sold.right_deadline)

    @property
    def publish_end(self) -> int | None:
        """Until when the key may be published; None if unsold."""
        return None if self.publish_from is None else self.publish_from + self.terms.publish_period

    def phase(self, now: int) -> Phase:  # noqa: PLR0911 - one line for each phase
        """How far it has come.

        Args:
            now: unix seconds.
        """
        start, publish_from, publish_end = self.start, self.publish_from, self.publish_end
        if self.settlement is None:
            if now < self.commit_end:
                return Phase.COMMIT
            if now < self.reveal_end:
                return Phase.REVEAL
            return Phase.SETTLE if now < self.settle_end else Phase.CANCELLED
        if start is None or publish_from is None or publish_end is None:
            return Phase.NOT_SOLD
        if self.published_at is not None:
            return Phase.PUBLISHED
        if now < start:
            return Phase.DELIVERY
        if now < publish_from:
            return Phase.PREMIUM
        return Phase.PUBLICATION if now < publish_end else Phase.UNPUBLISHED

    @property
    def draws_coins(self) -> bool:
        """Whether it parts its bidders into two groups."""
        return self.terms.mechanism is Mechanism.GCSOD

    @property
    def drawn(self) -> bool:
        """Whether it is known who is in which group."""
        return not self.draws_coins or self.seed is not None

    # --- Bidders -----------------------------------------------------------------------------

    def group_of(self, bidder: str) -> Group:
        """The group of a bidder, once coins are drawn; LEFT where there are none.

        Args:
            bidder: address.
        """
        return Group.LEFT if self.seed is None else coin(self.seed, bidder)

    def pays(self, bid: Bid) -> bool:
        """Whether a bidder pays: of the group that does, those to whom a share is worth it."""
        sold = self.sold
        if sold is None or bid.valuation is None:
            return False
        return self.group_of(bid.bidder) is sold.winner and self.worth(bid) >= sold.share

    def worth(self, bid: Bid) -> int:
        """What having the information sooner than others of the group is worth, rounded down.

        Zero unless the bid is revealed and the information sold.
        """
        if self.sold is None or bid.valuation is None:
            return 0
        deadline = self.sold.deadline(self.group_of(bid.bidder))
        return bid.valuation * deadline // self.terms.premium_period

    def available_at(self, bid: Bid) -> int | None:
        """When the information is a bidder's: the start for a payer, the deadline for others.

        Returns:
            Unix seconds; None if nothing is sold or the bid was not revealed.
        """
        if self.sold is None or self.start is None or not bid.revealed:
            return None
        if self.pays(bid):
            return self.start
        return self.start + self.sold.deadline(self.group_of(bid.bidder))

    def answer_end(self, bid: Bid) -> int | None:
        """By when a request is answered; None without one."""
        if bid.requested_at is None:
            return None
        return bid.requested_at + self.terms.delivery_period

    def least_deposit(self, valuation: int) -> int:
        """The least that a bid of a valuation has to deposit, in base units."""
        return max(min(valuation, self.terms.cost), self.terms.reveal_bond)


def commitment(pool_id: str, bidder: str, valuation: int, salt: str) -> str:
    """What a bidder commits to: `keccak256(abi.encode(poolId, bidder, valuation, salt))`.

    Args:
        pool_id: 0x-hex.
        bidder: address.
        valuation: base units, 0 to `MAX_AMOUNT`.
        salt: 0x-hex of 32 bytes.

    Raises:
        InputError: something does not fit.
    """
    check_hex(pool_id, WORD, "pool")
    check_hex(bidder, ADDRESS, "bidder")
    check_hex(salt, WORD, "salt")
    check_valuation(valuation)
    return hash_words(pool_id, bidder, valuation, salt)


def check_valuation(valuation: int) -> int:
    """Return what a bid can hold, or refuse it.

    Raises:
        InputError: it is below 0 or above `MAX_AMOUNT`.
    """
    if not 0 <= valuation <= MAX_AMOUNT:
        raise InputError("a valuation is 0 to 2^112 - 1 base units")
    return valuation


def coin(seed: str, bidder: str) -> Group:
    """The group of a bidder: the last bit of `keccak256(abi.encode(seed, bidder))`.

    Args:
        seed: 0x-hex, as drawn.
        bidder: address.
    """
    return GROUPS[int(hash_words(seed, bidder), 16) & 1]
