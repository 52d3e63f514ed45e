"""Cost-sharing pools: every method checks first, says what would be right, and then sends."""

from collections.abc import Sequence
from typing import Final

from bugmark_py.chain.connection import hex_data
from bugmark_py.chain.contract_errors import (
    CostSharingPoolsAlreadySettledError,
    CostSharingPoolsProgressMismatchError,
)
from bugmark_py.chain.transactions import Receipt
from bugmark_py.errors import InputError, RefusedError, TransactionError
from bugmark_py.model.eligibility import proves_eligible
from bugmark_py.model.pool_terms import PoolTerms, parse_amount
from bugmark_py.model.pools import Bid, Gate, Phase, Pool
from bugmark_py.model.times import format_time
from bugmark_py.pools.exchange import Exchange
from bugmark_py.pools.reading import NOBODY
from bugmark_py.pools.results import Claimed, Committed, Created, Settled
from bugmark_py.pools.secrets import Opening, find_opening, new_opening
from bugmark_py.pools.settling import CHUNK, OutcomeClaim, outcome_claim

_BATCH: Final = 50
# Another process of the same account may settle the same pool.
_TRIES: Final = 5


class Pools(Exchange):
    """The cost-sharing pools, as one account sees them."""

    # --- Selling and bidding -----------------------------------------------------------------

    def create(self, terms: PoolTerms) -> Created:
        """Create a pool, and put up its seller's bond.

        Raises:
            InputError: the contract would not take these terms; nothing was sent.
            RefusedError: the account has created just this pool, or its wallet holds less than
                the bond; nothing was sent.
        """
        terms.check()
        pool_id = terms.pool_id(self.connection.chain_id, self.deployment.pools, self.me)
        if self.binding.call("getPool", pool_id)["seller"] != NOBODY:
            raise RefusedError(
                f"{self.sender.account.name} has created a pool of just these terms, {pool_id}: a"
                " key that was sold once is known, so seal the content anew"
            )
        gate = terms.gate
        if gate is not None:
            if not self.connection.code(gate.oracle):
                raise InputError(f"the gate's oracle {gate.oracle} is no contract")
            if gate.end <= self.connection.latest_block().timestamp:
                raise InputError(f"the gate's end {format_time(gate.end)} has passed")
        call = self.binding.encode("create", terms.struct())
        receipt = self._pay(terms.bond, call, hint="get more, or ask for less")
        (event,) = (e for e in self.binding.events(receipt.logs) if e.name == "PoolCreated")
        pool = Pool(
            pool_id=pool_id,
            seller=self.me,
            terms=terms,
            commit_end=event.arguments["commitEnd"],
            reveal_end=event.arguments["revealEnd"],
            gate=Gate.NONE if gate is None else Gate.PENDING,
        )
        return Created(pool, receipt)

    def bid(
        self,
        pool: Pool,
        valuation: str | int,
        *,
        deposit: str | int | None = None,
        proof: Sequence[str] = (),
    ) -> Committed:
        """Commit to a bid. Nothing else than the account is needed to reveal it later.

        Args:
            pool: which.
            valuation: what having the information for the whole premium period is worth, in tokens
                as decimal text, or whole tokens. Nobody sees it before the reveal.
            deposit: in tokens; the cost if not given, which says nothing of the valuation. What is
                above the lesser of valuation and cost goes back at the reveal.
            proof: that the account may bid, where not everybody may: see `eligibility_proof`.

        Raises:
            InputError: an amount is none, or the deposit too small; nothing was sent.
            RefusedError: bids are closed, the account has one, is the seller or may not bid, or
                its wallet holds too little; nothing was sent.
        """
        value = parse_amount(valuation, self.deployment.decimals)
        least = pool.least_deposit(value)
        amount = self._deposit(pool, deposit, least)
        now, pool = self.look(pool)
        self._check_phase(pool, now, Phase.COMMIT, "bids are taken")
        self._check_bidder(pool, proof)
        opening, sealed = new_opening(pool, self.me, value, self.seeds)
        commitment = opening.commitment(pool, self.me)
        key = opening.secrets.key.address
        call = self.binding.encode("commit", pool.pool_id, commitment, key, amount, list(proof))
        hint = f"get more, or deposit less, {self._shown(least)} or more"
        receipt = self._pay(amount, call, hint=hint, trailer=sealed)
        return Committed(pool, self.me, commitment, amount, receipt)

    def opening(self, pool: Pool, bid: Bid, valuation: str | int | None = None) -> Opening:
        """What the account's own bid hides, from the account and the chain alone.

        Args:
            pool: which.
            bid: the account's.
            valuation: that was bid, in tokens; read from the bid's transaction if not given.

        Raises:
            RefusedError: the transaction does not say it, or it is another one.
            AccountError: the account's signatures do not repeat, and its file is not here.
        """
        decimals = self.deployment.decimals
        value = None if valuation is None else parse_amount(valuation, decimals)
        return find_opening(pool, bid, self.seeds, self.connection, value)

    def reveal(
        self,
        pool: Pool,
        bid: Bid,
        opening: Opening | None = None,
        *,
        valuation: str | int | None = None,
    ) -> Receipt:
        """Reveal a bid: what was deposited above the lesser of valuation and cost goes back.

        Args:
            pool: which.
            bid: the account's own, or another's whose opening is known.
            opening: what it hides; found again if not given.
            valuation: that was bid, in tokens; only needed where the bid's transaction is not
                known any more.

        Raises:
            RefusedError: it is not the time for it, it is revealed, the deposit is too small, or
                the opening is another one; nothing was sent.
            AccountError: nobody knows the secrets of the bid.
        """
        now, pool = self.look(pool)
        state = self.bid_state(pool, bid.bidder)
        if state is None:
            raise RefusedError(f"{bid.bidder} has no bid in pool {pool.pool_id}")
        if state.index:
            raise RefusedError(f"the bid of {bid.bidder} is revealed")
        self._check_phase(pool, now, Phase.REVEAL, "bids are revealed")
        if opening is None:
            opening = self.opening(pool, bid, valuation)
        if opening.commitment(pool, bid.bidder) != state.commitment:
            raise RefusedError(f"that is not what {bid.bidder} committed to")
        needed = min(opening.valuation, pool.terms.cost)
        if state.deposit < needed:
            raise RefusedError(
                f"the deposit of {self._shown(state.deposit)} does not cover the bid: it would"
                f" have to be {self._shown(needed)}, so the bid cannot be revealed"
            )
        public, value = opening.secrets.key.public_key, opening.valuation
        arguments = (pool.pool_id, bid.bidder, value, opening.secrets.salt, public.x, public.y)
        return self._send([self.binding.encode("reveal", *arguments)])

    # --- Outcome -----------------------------------------------------------------------------

    def draw(self, pool: Pool) -> Receipt:
        """Draw the coins that make two groups of the bidders. The first to do so decides.

        Raises:
            RefusedError: there are no coins, they are drawn, or it is not the time for it; nothing
                was sent.
        """
        now, pool = self.look(pool)
        if not pool.draws_coins:
            raise RefusedError(f"pool {pool.pool_id} has no coins to draw: settle it")
        if pool.seed is not None:
            raise RefusedError(f"the coins of pool {pool.pool_id} are drawn: settle it")
        self._check_phase(pool, now, Phase.SETTLE, "coins are drawn")
        return self._send([self.binding.encode("draw", pool.pool_id)])

    def settle(self, pool: Pool, bids: Sequence[Bid], *, chunk: int = CHUNK) -> Settled:
        """Work out a pool's outcome and tell it to the contract, which takes the right one only.

        Goes on where the account has got to before; if somebody else settles at the same time, all
        the better.

        Args:
            pool: which.
            bids: all of its bids.
            chunk: how many bidders to name in one transaction, at most.

        Raises:
            RefusedError: it is not the time for it, the coins are not drawn, or bids are missing;
                nothing was sent.
        """
        if chunk < 1:
            raise InputError(f"chunks of {chunk} bidders settle nothing: name 1 or more")
        now, pool = self.look(pool)
        if pool.settlement is not None:
            return Settled(pool, ())
        self._check_phase(pool, now, Phase.SETTLE, "a pool is settled")
        if not pool.drawn:
            raise RefusedError(f"the coins of pool {pool.pool_id} are not drawn: draw them first")
        claim = outcome_claim(pool, bids)
        if claim.count != pool.revealed:
            raise RefusedError(
                f"{pool.revealed} bids are revealed in pool {pool.pool_id}, and {claim.count} of"
                " them are given: give all"
            )
        receipts = self._name_all(pool, claim, chunk)
        return Settled(self.look(pool)[1], receipts)

    # --- Money -------------------------------------------------------------------------------

    def due(self, pool: Pool, account: str | None = None) -> int:
        """Base units that a claim would pay now.

        Args:
            pool: which.
            account: address of the seller or a bidder; the account's own if not given.
        """
        return self.dues([pool], account)[0]

    def dues(self, pools: Sequence[Pool], account: str | None = None) -> list[int]:
        """The same for several pools, in their order."""
        whose = self.me if account is None else account
        if not pools:
            return []
        reads = (self.binding.read("due", pool.pool_id, whose) for pool in pools)
        answers = self.connection.batch(*reads)
        return [int(self.binding.returned("due", hex_data(answer()))) for answer in answers]

    def claim(self, pools: Sequence[Pool], account: str | None = None) -> Claimed:
        """Pay out what is an account's by now. Anybody may; the money goes to its owner's wallet.

        Args:
            pools: which; those in which nothing is due are left out.
            account: address of the seller or a bidder; the account's own if not given.
        """
        whose = self.me if account is None else account
        dues = self.dues(pools, whose)
        calls = [
            self.binding.encode("claim", pool.pool_id, whose)
            for pool, due in zip(pools, dues, strict=True)
            if due
        ]
        receipts = tuple(
            self._send(calls[start : start + _BATCH]) for start in range(0, len(calls), _BATCH)
        )
        events = (event for receipt in receipts for event in self.binding.events(receipt.logs))
        paid = sum(e.arguments["amount"] for e in events if e.name == "Claimed")
        return Claimed(paid, receipts)

    # --- Inside ------------------------------------------------------------------------------

    def _deposit(self, pool: Pool, deposit: str | int | None, least: int) -> int:
        if deposit is None:
            return max(pool.terms.cost, least)
        amount = parse_amount(deposit, self.deployment.decimals)
        if amount < least:
            raise InputError(
                f"a deposit of {self._shown(amount)} is too small for this bid: deposit"
                f" {self._shown(least)} or more, which is the valuation or the cost, whichever is"
                " less, and no less than the reveal bond"
            )
        return amount

    def _check_bidder(self, pool: Pool, proof: Sequence[str]) -> None:
        """Check that the account may bid.

        Raises:
            RefusedError: it may not.
        """
        name = self.sender.account.name
        if self.me == pool.seller:
            raise RefusedError(f"{name} sells in pool {pool.pool_id}: sellers do not bid in theirs")
        if self.bid_state(pool, self.me) is not None:
            raise RefusedError(f"{name} has a bid in pool {pool.pool_id}: a bidder has one")
        root = pool.terms.eligible_root
        if not pool.terms.open_to_all and not proves_eligible(root, self.me, proof):
            raise RefusedError(
                f"pool {pool.pool_id} is for others than {name}, or this is no proof: name those"
                " who may bid"
            )

    def _name_all(self, pool: Pool, claim: OutcomeClaim, chunk: int) -> tuple[Receipt, ...]:
        """Name everybody, in as many transactions as it takes."""
        receipts: list[Receipt] = []
        tries = 0
        left, right = self._named(pool, claim)
        while True:
            lefts, rights = claim.chunk(left, right, chunk)
            arguments = (pool.pool_id, claim.left, claim.right, left + right, lefts, rights)
            try:
                receipts.append(self._send([self.binding.encode("settle", *arguments)]))
            except CostSharingPoolsAlreadySettledError:
                return tuple(receipts)
            except (CostSharingPoolsProgressMismatchError, TransactionError):
                # Another process of this account, or somebody else, was there at the same time.
                tries += 1
                if self.look(pool)[1].settlement is not None:
                    return tuple(receipts)
                if tries == _TRIES:
                    raise
                left, right = self._named(pool, claim)
                continue
            left, right = left + len(lefts), right + len(rights)
            if left + right == claim.count:
                return tuple(receipts)

    def _named(self, pool: Pool, claim: OutcomeClaim) -> tuple[int, int]:
        """How many of each group this account's claim has named; none if they are not the same."""
        found = self.binding.call("getProgress", pool.pool_id, self.me, claim.left, claim.right)
        counts = []
        for lane, bids in ((found["left"], claim.left_bids), (found["right"], claim.right_bids)):
            count = lane["count"]
            if count > len(bids) or (count and bids[count - 1].index != lane["index"]):
                return 0, 0
            counts.append(count)
        return counts[0], counts[1]
