"""Terms of a pool, from what a seller writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bugmark_py.mechanisms.outcome import Mechanism
from bugmark_py.model.eligibility import eligible_root
from bugmark_py.model.hashing import WORD
from bugmark_py.model.pool_terms import GateTerms, PoolTerms, parse_amount, pool_mechanism
from bugmark_py.model.times import parse_duration
from bugmark_py.pools.reading import NONE
from bugmark_py.sealing.content import SealedContent

_REVEAL_BOND_PART: Final = 20
_REQUEST_FEE_PART: Final = 100
_SOME: Final = "0x" + WORD * "11"


@dataclass(frozen=True)
class Draft:
    """What a seller asks, as people write it: amounts in tokens, durations such as `30d`.

    Attributes:
        mechanism: `gcsod` or `cs`.
        cost: what the payers pay together, at least.
        premium_period: the longest wait of who pays nothing.
        bond: the seller's; the cost if None.
        reveal_bond: what a bidder forfeits who does not reveal; a twentieth of the cost if None.
        request_fee: what a request puts up; a hundredth of the cost if None.
        commit_period: from the pool's creation, to bid.
        reveal_period: after that, to reveal.
        settle_period: after that, to draw coins and settle.
        delivery_period: after that, for the seller to deliver; and after each request.
        complaint_period: after that, to complain.
        publish_period: from the last deadline of anybody, for the key to be published.
        eligible: addresses of who may bid; everybody if there are none.
        gate: who decides whether the seller is paid; nobody if None.
        summary: what the information is about, for everybody to read.
    """

    mechanism: str | Mechanism
    cost: str | int
    premium_period: str
    bond: str | int | None = None
    reveal_bond: str | int | None = None
    request_fee: str | int | None = None
    commit_period: str = "3d"
    reveal_period: str = "1d"
    settle_period: str = "1d"
    delivery_period: str = "1d"
    complaint_period: str = "2d"
    publish_period: str = "2d"
    eligible: Sequence[str] = ()
    gate: GateTerms | None = None
    summary: str = ""

    def check(self, decimals: int) -> None:
        """Check all that can be checked before anything is sealed.

        Args:
            decimals: decimal places of the token.

        Raises:
            InputError: something does not fit, or no pool can have it.
        """
        self._terms(decimals, _SOME, _SOME, "").check()

    def terms(self, sealed: SealedContent, decimals: int, uri: str) -> PoolTerms:
        """The terms of the pool that sells something.

        Args:
            sealed: what is sold.
            decimals: decimal places of the token.
            uri: where the ciphertext is.

        Raises:
            InputError: something does not fit.
        """
        return self._terms(decimals, sealed.key.hash, sealed.content_hash, uri)

    def _terms(self, decimals: int, key_hash: str, content_hash: str, uri: str) -> PoolTerms:
        def amount(text: str | int | None, default: int) -> int:
            return default if text is None else parse_amount(text, decimals)

        cost = parse_amount(self.cost, decimals)
        return PoolTerms(
            mechanism=pool_mechanism(self.mechanism),
            cost=cost,
            premium_period=parse_duration(self.premium_period),
            commit_period=parse_duration(self.commit_period),
            reveal_period=parse_duration(self.reveal_period),
            settle_period=parse_duration(self.settle_period),
            delivery_period=parse_duration(self.delivery_period),
            complaint_period=parse_duration(self.complaint_period),
            publish_period=parse_duration(self.publish_period),
            bond=amount(self.bond, cost),
            reveal_bond=amount(self.reveal_bond, cost // _REVEAL_BOND_PART),
            request_fee=amount(self.request_fee, cost // _REQUEST_FEE_PART),
            key_hash=key_hash,
            content_hash=content_hash,
            eligible_root=eligible_root(self.eligible) if self.eligible else NONE,
            gate=self.gate,
            uri=uri,
            summary=self.summary,
        )
