"""The key changes hands: delivered, asked for, complained of, published."""

from collections.abc import Sequence
from typing import Final

from bugmark_py.chain.connection import Connection
from bugmark_py.chain.deployments import Deployment
from bugmark_py.chain.transactions import Receipt, Sender
from bugmark_py.errors import AccountError, RefusedError, WrongKeyError
from bugmark_py.model.pools import Bid, Gate, Phase, Pool
from bugmark_py.model.times import format_time
from bugmark_py.pools.reading import NONE
from bugmark_py.pools.results import Delivered
from bugmark_py.pools.secrets import BidSeeds
from bugmark_py.pools.till import Till
from bugmark_py.sealing.content import ContentKey
from bugmark_py.sealing.curve import EphemeralPoint, OneTimeKey, PublicKey
from bugmark_py.sealing.derivation import bid_secrets, seller_key
from bugmark_py.sealing.words import (
    Delivery,
    Recipient,
    check_complaint,
    deliver,
    open_delivery,
)

_WORDS: Final = 200
"""Words in one transaction: each writes a slot."""


class Exchange(Till):
    """What seller and bidders do once the outcome stands."""

    def __init__(
        self,
        connection: Connection,
        deployment: Deployment,
        sender: Sender | None = None,
        seeds: BidSeeds | None = None,
    ) -> None:
        """Bind; nothing is sent.

        Args:
            connection: the chain.
            deployment: where the contracts are.
            sender: who acts; None to look only.
            seeds: of the bids of who acts.
        """
        super().__init__(connection, deployment, sender)
        self._seeds = seeds

    @property
    def seeds(self) -> BidSeeds:
        """Where the secrets of the account's bids come from.

        Raises:
            AccountError: there is no account.
        """
        if self._seeds is None:
            raise AccountError("no account is named, and this needs one: name it with --account")
        return self._seeds

    # --- The seller --------------------------------------------------------------------------

    def waiting(self, pool: Pool, bids: Sequence[Bid], now: int) -> list[Bid]:
        """Who is to be delivered a word by now, as far as the bids that are given say.

        Args:
            pool: as it is.
            bids: all of its bids, as they are.
            now: unix seconds.

        Returns:
            Payers before the start, and who requested less than a delivery period ago.
        """
        if pool.start is None or pool.published_at is not None:
            return []
        return [bid for bid in bids if bid.word is None and self._is_due(pool, bid, now)]

    def deliver(self, pool: Pool, key: ContentKey, bids: Sequence[Bid]) -> Delivered:
        """Deliver the key, hidden, to all payers and to who has requested it.

        Args:
            pool: the account's own.
            key: K.
            bids: all of its bids, as they are; those with a word are left alone.

        Raises:
            RefusedError: the account is not the seller, or nothing is sold; nothing was sent.
            WrongKeyError: it is not the pool's key; nothing was sent.
        """
        key.check(pool.terms.key_hash)
        now, pool = self.look(pool)
        if self.me != pool.seller:
            raise RefusedError(
                f"pool {pool.pool_id} is sold by {pool.seller}: only the seller delivers"
            )
        self._check_sold(pool)
        ephemeral = seller_key(key, self.contract, pool.pool_id)
        due = self.waiting(pool, bids, now)
        receipts, names = [], [bid.bidder for bid in due]
        for start in range(0, len(due), _WORDS):
            chosen = due[start : start + _WORDS]
            words = [self._word(key, ephemeral, bid).word for bid in chosen]
            point = ephemeral.ephemeral_point
            arguments = (point.x, point.odd, names[start : start + _WORDS], words)
            call = self.binding.encode("deliver", pool.pool_id, *arguments)
            receipts.append(self._send([call]))
        return Delivered(tuple(names), tuple(receipts))

    def publish(self, pool: Pool, key: ContentKey) -> Receipt:
        """Publish the key, for everybody. Anybody who has it may.

        Raises:
            RefusedError: it is not the time for it, or the key is out; nothing was sent.
            WrongKeyError: it is not the pool's key; nothing was sent.
        """
        key.check(pool.terms.key_hash)
        now, pool = self.look(pool)
        self._check_sold(pool)
        self._check_phase(pool, now, Phase.PUBLICATION, "the key is published")
        return self._send([self.binding.encode("publish", pool.pool_id, "0x" + key.value.hex())])

    def decide_gate(self, pool: Pool) -> Gate:
        """Take over the answer of a gate's oracle. Anybody may.

        Raises:
            RefusedError: there is no gate, it is decided, or has ended; nothing was sent.
            ContractError: the oracle has no final answer; nothing was sent.
        """
        now, pool = self.look(pool)
        gate = pool.terms.gate
        if gate is None or pool.gate is not Gate.PENDING:
            raise RefusedError(f"the gate of pool {pool.pool_id} waits for nothing: {pool.gate}")
        if now >= gate.end:
            raise RefusedError(
                f"the gate of pool {pool.pool_id} ended undecided on {format_time(gate.end)}: it"
                " has failed"
            )
        self._send([self.binding.encode("decideGate", pool.pool_id)])
        return self.look(pool)[1].gate

    # --- A bidder ----------------------------------------------------------------------------

    def content_key(self, pool: Pool, bid: Bid | None = None) -> ContentKey:
        """The key of a pool, as it was published, or delivered to the account's own bid.

        Args:
            pool: which.
            bid: the account's own, if it has one.

        Raises:
            RefusedError: it was neither published nor delivered.
            WrongKeyError: what was delivered is not the key: a reason to complain.
        """
        if pool.content_key is not None:
            key = ContentKey(bytes.fromhex(pool.content_key[2:]))
            key.check(pool.terms.key_hash)
            return key
        return self.delivered_key(pool, bid)

    def delivered_key(self, pool: Pool, bid: Bid | None) -> ContentKey:
        """The key of a pool, as it was delivered to the account's own bid.

        Args:
            pool: which.
            bid: the account's own, if it has one.

        Raises:
            RefusedError: nothing was delivered.
            WrongKeyError: what was delivered is not the key: a reason to complain.
        """
        if bid is None or bid.word is None:
            raise RefusedError(f"the key of pool {pool.pool_id} is {self._when(pool, bid)}")
        own, recipient = self.one_time_key(pool), Recipient(pool.pool_id, bid.bidder)
        return open_delivery(_delivery(pool, bid.word), own, recipient, pool.terms.key_hash)

    def one_time_key(self, pool: Pool) -> OneTimeKey:
        """The key that the account bid with in a pool.

        Raises:
            AccountError: the account's signatures do not repeat, and its file is not here.
        """
        return bid_secrets(self.seeds.find(pool)).key

    def request(self, pool: Pool) -> Receipt:
        """Ask for the key on chain, as a bidder who pays nothing and was not served in time.

        Raises:
            RefusedError: the account pays, has no bid, has asked, or it is not the time for it, or
                its wallet holds less than the fee; nothing was sent.
        """
        now, pool = self.look(pool)
        self._check_sold(pool)
        state = self.bid_state(pool, self.me)
        name = self.sender.account.name
        if state is None or not state.index:
            raise RefusedError(f"{name} has no revealed bid in pool {pool.pool_id}")
        if self.binding.call("pays", pool.pool_id, self.me):
            raise RefusedError(
                f"{name} pays in pool {pool.pool_id}: payers are delivered without asking, or are"
                " repaid"
            )
        if state.requested_at:
            raise RefusedError(f"{name} has asked on {format_time(state.requested_at)}")
        if pool.published_at is not None:
            raise RefusedError(f"the key of pool {pool.pool_id} is out: open the content with it")
        opens = (pool.start or 0) + (
            pool.sold.deadline(pool.group_of(self.me)) if pool.sold is not None else 0
        )
        if not opens <= now < (pool.publish_end or 0):
            raise RefusedError(
                f"the key is asked for from {format_time(opens)} until"
                f" {format_time(pool.publish_end or 0)}: it is {format_time(now)}"
            )
        call = self.binding.encode("request", pool.pool_id)
        return self._pay(pool.terms.request_fee, call, hint="get more for the fee")

    def complain(self, pool: Pool, bid: Bid) -> Receipt:
        """Prove that the account was delivered rubbish, or that its request was not answered.

        Judged by the contract's arithmetic first: a complaint gives the account's one-time key
        away, and with a good word the content key.

        Raises:
            RefusedError: the contract would refuse it; nothing was sent.
        """
        now, pool = self.look(pool)
        self._check_sold(pool)
        state = self.bid_state(pool, bid.bidder)
        if state is None or state.wronged:
            raise RefusedError(
                f"there is nothing to complain of in pool {pool.pool_id}: the complaint is settled,"
                " or there is no bid"
            )
        if state.word == NONE and not state.requested_at:
            raise RefusedError(
                f"nothing was delivered in pool {pool.pool_id}, and nothing asked for: a payer is"
                " repaid without a complaint from the start on"
            )
        own = 0
        if state.word != NONE:
            key = self.one_time_key(pool)
            check_complaint(
                _delivery(pool, state.word),
                key,
                Recipient(pool.pool_id, bid.bidder),
                key_address=state.key,
                key_hash=pool.terms.key_hash,
            )
            own = key.number
        self._check_complaint_time(pool, bid, now, unanswered=state.word == NONE)
        call = self.binding.encode("complain", pool.pool_id, bid.bidder, own)
        return self._send([call])

    # --- Inside ------------------------------------------------------------------------------

    def _is_due(self, pool: Pool, bid: Bid, now: int) -> bool:
        if pool.pays(bid):
            return now < (pool.start or 0)
        return now < (pool.answer_end(bid) or 0)

    def _word(self, key: ContentKey, ephemeral: OneTimeKey, bid: Bid) -> Delivery:
        if bid.public_key is None:
            raise RefusedError(f"the bid of {bid.bidder} is not revealed: nothing is delivered")
        return deliver(
            key, ephemeral, PublicKey(*bid.public_key), Recipient(bid.pool_id, bid.bidder)
        )

    def _check_complaint_time(self, pool: Pool, bid: Bid, now: int, *, unanswered: bool) -> None:
        """Check that a complaint is neither too early nor too late.

        Raises:
            RefusedError: it is.
        """
        if pool.pays(bid):
            opens, closes = 0, pool.complaint_end or 0
        else:
            answered = pool.answer_end(bid) or 0
            opens, closes = answered if unanswered else 0, answered + pool.terms.complaint_period
        if now >= closes:
            raise RefusedError(f"complaints were heard until {format_time(closes)}")
        if now < opens:
            raise RefusedError(f"the seller has until {format_time(opens)} to answer")
        if unanswered and pool.published_at is not None and pool.published_at < opens:
            raise RefusedError(f"the key of pool {pool.pool_id} came out in time: the fee is back")

    def _check_sold(self, pool: Pool) -> None:
        """Check that the information is sold.

        Raises:
            RefusedError: it is not, or not yet.
        """
        if pool.sold is None:
            yet = "" if pool.settlement is not None else " yet"
            raise RefusedError(f"nothing is sold in pool {pool.pool_id}{yet}")

    def _check_phase(self, pool: Pool, now: int, wanted: Phase, what: str) -> None:
        """Check that a pool is in a phase.

        Raises:
            RefusedError: it is in another, and when this one is.
        """
        if pool.phase(now) is wanted:
            return
        opens, closes = {
            Phase.COMMIT: (pool.commit_end - pool.terms.commit_period, pool.commit_end),
            Phase.REVEAL: (pool.commit_end, pool.reveal_end),
            Phase.SETTLE: (pool.reveal_end, pool.settle_end),
            Phase.PUBLICATION: (pool.publish_from or 0, pool.publish_end or 0),
        }[wanted]
        settled = pool.phase(now)
        raise RefusedError(
            f"{what} from {format_time(opens)} until {format_time(closes)}: it is"
            f" {format_time(now)}, and pool {pool.pool_id} is in phase {settled}"
        )

    def _when(self, pool: Pool, bid: Bid | None) -> str:
        """When a bidder is to have the key."""
        at = None if bid is None else pool.available_at(bid)
        if at is not None:
            return f"to be had from {format_time(at)} on"
        if pool.publish_from is not None:
            return f"to be published from {format_time(pool.publish_from)} on"
        return "for nobody to have: nothing is sold, or not yet"


def _delivery(pool: Pool, word: str) -> Delivery:
    """A word with the point that opens it, which whoever has a word can read.

    Raises:
        WrongKeyError: there is no point.
    """
    if pool.point is None:
        raise WrongKeyError(f"the seller of pool {pool.pool_id} posted no point")
    return Delivery(EphemeralPoint(pool.point.x, odd=pool.point.odd), word)
