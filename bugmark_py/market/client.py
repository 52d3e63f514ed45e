"""Trading: every method checks first, sends one transaction, and returns what came of it."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from enum import StrEnum

from bugmark_py.chain.accounts import as_address
from bugmark_py.chain.binding import Event
from bugmark_py.chain.connection import hex_data, read_block
from bugmark_py.chain.transactions import Receipt
from bugmark_py.errors import ContractError, InputError, RefusedError
from bugmark_py.market.results import Collected, FutureState, OfferState, Placed, Settled, Taken
from bugmark_py.market.vault import COLLATERAL, Vault
from bugmark_py.model.amounts import parse_price, parse_units
from bugmark_py.model.futures import Future, Outcome, position_id
from bugmark_py.model.offers import Offer, Side
from bugmark_py.model.questions import Question
from bugmark_py.model.times import MAX_TIME, format_time, parse_time

_SALT_BITS = 64
# What fits into a block of any chain with room to spare.
_BATCH = 50


class Pay(StrEnum):
    """What a taker meets an offer with."""

    POSITION_FIRST = "position-first"
    POSITION = "position"
    COLLATERAL = "collateral"

    @classmethod
    def parse(cls, text: "str | Pay") -> "Pay":
        """Read `position-first`, `position` or `collateral`.

        Raises:
            InputError: it is none of them.
        """
        try:
            return cls(text)
        except ValueError:
            known = ", ".join(cls)
            raise InputError(f"pay {text!r:.80} is unknown: write one of {known}") from None


class Market(Vault):
    """The issue market, as one account sees it."""

    _epoch = 0

    # --- Futures -----------------------------------------------------------------------------

    def future(self, question: str | Question, maturation: str | int) -> Future:
        """The value of a future with the deployment's oracle; nothing is sent.

        Args:
            question: its text.
            maturation: ISO 8601 UTC, unix seconds, or an offset from the latest block (`+14d`).

        Raises:
            InputError: question or maturation is malformed, the maturation has passed or could
                never be voided after, or the question's grace is longer than the oracle can wait.
        """
        parsed = question if isinstance(question, Question) else Question.parse(question)
        parsed.rule.check_grace(self.deployment.report_period)
        now = self.connection.latest_block().timestamp
        when = parse_time(str(maturation), now=now)
        if when <= now:
            raise InputError(
                f"maturation {format_time(when)} has passed: the latest block is of"
                f" {format_time(now)}, so name a later instant or an offset such as +14d"
            )
        last = MAX_TIME - self.deployment.void_delay
        if when > last:
            raise InputError(
                f"maturation {format_time(when)} is too late: name {format_time(last)} at the"
                " latest"
            )
        return Future(str(parsed), when, self.deployment.oracle)

    def create_future(self, question: str | Question, maturation: str | int) -> Future:
        """Create the future of a question and a maturation, or find it.

        Args:
            question: its text.
            maturation: ISO 8601 UTC, unix seconds, or an offset from the latest block (`+14d`).

        Raises:
            InputError: question or maturation is malformed; nothing was sent.
        """
        future = self.future(question, maturation)
        if not self.state(future).exists:
            arguments = (future.question, future.maturation, future.oracle)
            self._send([self.binding.encode("createFuture", *arguments)])
        return future

    def state(self, future: Future) -> FutureState:
        """How a future stands on chain."""
        found = self.binding.call("getFuture", future.future_id)
        return FutureState(
            exists=found["maturation"] != 0,
            open_interest=found["openInterest"],
            settled=found["settled"],
            price=found["price"],
        )

    def settle(self, future: Future) -> Settled:
        """Settle a matured future at its oracle's price.

        Raises:
            ContractError: it has not matured, is settled, or its oracle is silent; nothing was
                sent.
        """
        return self._settle("settle", future)

    def void(self, future: Future) -> Settled:
        """Settle a future whose oracle stayed silent for the void delay.

        Raises:
            ContractError: it is too early, or settled; nothing was sent.
        """
        return self._settle("void", future)

    # --- Positions ---------------------------------------------------------------------------

    def position(self, holder: str, future_id: str, outcome: Outcome) -> int:
        """Units of an outcome that an address holds, outside offers."""
        return int(self.binding.call("balanceOf", holder, position_id(future_id, outcome)))

    def split(self, future: Future, units: str | int, *, from_wallet: bool = True) -> Receipt:
        """Turn collateral into units of both outcomes.

        Args:
            future: which.
            units: whole units.
            from_wallet: take what the vault lacks from the wallet, in the same transaction.

        Raises:
            InputError: units is no number of units.
            RefusedError: vault, or vault and wallet, hold too little; nothing was sent.
        """
        count = parse_units(units)
        call = self.binding.encode("split", future.future_id, count)
        return self._send_paid(count * self.deployment.unit, call, from_wallet=from_wallet)

    def merge(self, future: Future, units: str | int) -> Receipt:
        """Turn units of both outcomes into collateral.

        Raises:
            InputError: units is no number of units.
            RefusedError: the account holds fewer of an outcome; nothing was sent.
        """
        count = parse_units(units)
        for outcome in Outcome:
            self._check_position(future.future_id, outcome, count)
        return self._send([self.binding.encode("merge", future.future_id, count)])

    def transfer(
        self, future: Future, outcome: str | Outcome, units: str | int, receiver: str
    ) -> Receipt:
        """Give units of an outcome to somebody.

        Args:
            future: which.
            outcome: `fixed` or `unfixed`.
            units: whole units.
            receiver: address of who gets them.

        Raises:
            InputError: something does not fit; nothing was sent.
            RefusedError: the account holds fewer units; nothing was sent.
        """
        which, count, address = Outcome.parse(outcome), parse_units(units), _checksummed(receiver)
        self._check_position(future.future_id, which, count)
        identifier = future.position_id(which)
        return self._send([self.binding.encode("transfer", address, identifier, count)])

    def redeem(self, future: Future, holder: str | None = None) -> Collected:
        """Turn a holder's positions in a settled future into the holder's collateral.

        Args:
            future: which.
            holder: address of whom; the account's own if not named.

        Raises:
            InputError: the holder is no address; nothing was sent.
            ContractError: the future is not settled; nothing was sent.
        """
        return self.collect([future], [], holder)

    def collect(
        self, futures: Sequence[Future], offers: Sequence[Offer], holder: str | None = None
    ) -> Collected:
        """Release offers that can no longer fill, then redeem positions in settled futures.

        Args:
            futures: settled ones.
            offers: of the holder: expired, stale, or of matured futures.
            holder: address of whom; the account's own if not named.

        Raises:
            InputError: the holder is no address; nothing was sent.
            ContractError: an offer is live or a future not settled; nothing more was sent.
        """
        whose = self.sender.account.address if holder is None else _checksummed(holder)
        calls = [self.binding.encode("release", offer.struct()) for offer in offers]
        calls += [self.binding.encode("redeem", future.future_id, whose) for future in futures]
        receipts = tuple(
            self._send(calls[start : start + _BATCH]) for start in range(0, len(calls), _BATCH)
        )
        events = [event for receipt in receipts for event in self.binding.events(receipt.logs)]
        redeemed = sum(e.arguments["payout"] for e in events if e.name == "PositionRedeemed")
        credited = sum(_collateral_to(whose, event) for event in events)
        return Collected(redeemed=redeemed, released=credited - redeemed, receipts=receipts)

    # --- Offers ------------------------------------------------------------------------------

    def buy(
        self,
        future: Future,
        outcome: str | Outcome,
        *,
        units: str | int,
        price: str,
        expiry: str | int | None = None,
        all_or_none: bool = False,
        from_wallet: bool = True,
    ) -> Placed:
        """Offer to buy units of an outcome: `units * price` of collateral is escrowed.

        Args:
            future: which.
            outcome: `fixed` or `unfixed`.
            units: whole units.
            price: of one unit: a decimal in (0, 1), as text.
            expiry: ISO 8601 UTC, unix seconds, or an offset from the latest block; the future's
                maturation if not given.
            all_or_none: only fill whole.
            from_wallet: take what the vault lacks from the wallet, in the same transaction.

        Raises:
            InputError: something does not fit; nothing was sent.
            RefusedError: vault, or vault and wallet, hold too little, or the future has matured;
                nothing was sent.
        """
        terms = (future, Outcome.parse(outcome), parse_units(units), parse_price(price))
        draft = self._draft(Side.BUY, *terms, all_or_none=all_or_none)
        return self._place(draft, expiry, from_wallet=from_wallet)

    def sell(
        self,
        future: Future,
        outcome: str | Outcome,
        *,
        units: str | int,
        price: str,
        expiry: str | int | None = None,
        all_or_none: bool = False,
    ) -> Placed:
        """Offer to sell units of an outcome: the units themselves are escrowed.

        Args:
            future: which.
            outcome: `fixed` or `unfixed`.
            units: whole units.
            price: of one unit: a decimal in (0, 1), as text.
            expiry: as for `buy`.
            all_or_none: only fill whole.

        Raises:
            InputError: something does not fit; nothing was sent.
            RefusedError: the account holds fewer units, or the future has matured; nothing was
                sent.
        """
        terms = (future, Outcome.parse(outcome), parse_units(units), parse_price(price))
        draft = self._draft(Side.SELL, *terms, all_or_none=all_or_none)
        return self._place(draft, expiry, from_wallet=False)

    def take(
        self,
        offer: Offer | Placed,
        units: str | int | None = None,
        *,
        pay: Pay | str = Pay.POSITION_FIRST,
        from_wallet: bool = True,
    ) -> Taken:
        """Meet an offer.

        Args:
            offer: which.
            units: whole units; all that are left if not given.
            pay: with positions first and collateral for the rest, or with one of them only.
            from_wallet: take what the vault lacks from the wallet, in the same transaction.

        Raises:
            InputError: units is no number of units, or pay unknown; nothing was sent.
            RefusedError: the offer has fewer units left, or the account too little to meet it
                with; nothing was sent.
            ContractError: the offer cannot be met any more; nothing was sent.
        """
        met = offer.offer if isinstance(offer, Placed) else offer
        offer_id = self.offer_id(met)
        left = met.units - self.offer_state(offer_id).filled
        count = left if units is None else parse_units(units)
        if count == 0 or count > left:
            raise RefusedError(
                f"offer {offer_id} has {left} units left: take {'another' if left == 0 else left}"
            )
        given = met.outcome if met.side is Side.BUY else met.outcome.other
        from_position = self._from_position(met.future_id, given, count, Pay.parse(pay))
        collateral = count - from_position
        unit = self.deployment.unit
        if met.side is Side.BUY:
            cost = met.other_cost(collateral, unit)
            proceeds = met.maker_cost(from_position, unit)
        else:
            cost = met.maker_cost(collateral, unit)
            proceeds = met.other_cost(from_position, unit)
        call = self.binding.encode("take", met.struct(), count, from_position)
        receipt = self._send_paid(cost, call, from_wallet=from_wallet)
        return Taken(met, offer_id, count, from_position, cost, proceeds, receipt)

    def cancel(self, offer: Offer | Placed) -> Receipt:
        """Close an own offer and get back what is left of its escrow.

        Raises:
            ContractError: it is another's, closed or filled; nothing was sent.
        """
        met = offer.offer if isinstance(offer, Placed) else offer
        return self._send([self.binding.encode("cancel", met.struct())])

    def cancel_all(self) -> Receipt:
        """Make all own offers stale. Their escrow comes back by `cancel` or `collect`."""
        return self._send([self.binding.encode("cancelAll")])

    def release(self, offer: Offer | Placed) -> Receipt:
        """Give what is left in an offer that can no longer be met back to its maker.

        Raises:
            ContractError: it can still be met; nothing was sent.
        """
        met = offer.offer if isinstance(offer, Placed) else offer
        return self._send([self.binding.encode("release", met.struct())])

    def offer_id(self, offer: Offer) -> str:
        """The hash by which the market knows an offer."""
        return offer.offer_id(self.connection.chain_id, self.deployment.market)

    def offer_state(self, offer_id: str) -> OfferState:
        """How an offer stands on chain."""
        return OfferState(**self.binding.call("getOfferState", offer_id))

    def epoch(self, maker: str) -> int:
        """The epoch for which an address's offers are valid."""
        return int(self.binding.call("epochOf", maker))

    # --- Inside ------------------------------------------------------------------------------

    def _draft(
        self,
        side: Side,
        future: Future,
        outcome: Outcome,
        units: int,
        price: int,
        *,
        all_or_none: bool,
    ) -> Offer:
        """An offer until maturation, of the epoch that was the account's when last seen."""
        return Offer(
            maker=self.sender.account.address,
            future_id=future.future_id,
            outcome=outcome,
            side=side,
            price=price,
            units=units,
            all_or_none=all_or_none,
            expiry=future.maturation,
            salt=secrets.randbits(_SALT_BITS),
            epoch=self._epoch,
        )

    def _place(self, draft: Offer, expiry: str | int | None, *, from_wallet: bool) -> Placed:
        """Place an offer, at once if nothing speaks against it: else look first, to say what."""
        if expiry is None:
            # What the contract would refuse is not sent.
            with suppress(ContractError):
                return self._placed(draft, 0, from_wallet=False)
        offer, held = self._checked(draft, expiry)
        if offer.side is Side.SELL:
            self._check_enough(offer.outcome, held, offer.units)
            return self._placed(offer, 0, from_wallet=False)
        needed = offer.maker_cost(offer.units, self.deployment.unit)
        return self._placed(offer, needed, from_wallet=from_wallet)

    def _checked(self, draft: Offer, expiry: str | int | None) -> tuple[Offer, int]:
        """The offer with its expiry and epoch, and how much the account holds of its escrow.

        Raises:
            InputError: the expiry has passed, or is none.
            RefusedError: the future has matured.
        """
        buys = draft.side is Side.BUY
        escrowed = COLLATERAL if buys else position_id(draft.future_id, draft.outcome)
        block, epoch, held = self.connection.batch(
            ("eth_getBlockByNumber", "latest", False),
            self.binding.read("epochOf", draft.maker),
            self.binding.read("balanceOf", draft.maker, escrowed),
        )
        now = read_block(block()).timestamp
        if now >= draft.expiry:
            raise RefusedError(
                f"future {draft.future_id} matured on {format_time(draft.expiry)}: it no longer"
                " trades"
            )
        ends = draft.expiry if expiry is None else parse_time(str(expiry), now=now)
        if ends <= now:
            raise InputError(
                f"expiry {format_time(ends)} has passed: the latest block is of"
                f" {format_time(now)}, so name a later instant or an offset such as +1d"
            )
        self._epoch = self.binding.returned("epochOf", hex_data(epoch()))
        holds: int = self.binding.returned("balanceOf", hex_data(held()))
        return replace(draft, expiry=ends, epoch=self._epoch), holds

    def _placed(self, offer: Offer, needed: int, *, from_wallet: bool) -> Placed:
        """Place an offer, once the vault holds the base units that it needs; 0 does not look."""
        call = self.binding.encode("place", offer.struct())
        receipt = self._send_paid(needed, call, from_wallet=from_wallet)
        return Placed(offer, self.offer_id(offer), receipt)

    def _settle(self, function: str, future: Future) -> Settled:
        call = self.binding.encode(function, future.future_id, future.question_hash)
        receipt = self._send([call])
        (event,) = (e for e in self.binding.events(receipt.logs) if e.name == "FutureSettled")
        return Settled(future, event.arguments["price"], event.arguments["voided"], receipt)

    def _from_position(self, future_id: str, outcome: Outcome, units: int, pay: Pay) -> int:
        """How many of `units` to meet with a position.

        Raises:
            RefusedError: all of them should be, and the account holds fewer.
        """
        if pay is Pay.COLLATERAL:
            return 0
        if pay is Pay.POSITION:
            self._check_position(future_id, outcome, units)
            return units
        return min(units, self.position(self.sender.account.address, future_id, outcome))

    def _check_position(self, future_id: str, outcome: Outcome, units: int) -> None:
        self._check_enough(
            outcome, self.position(self.sender.account.address, future_id, outcome), units
        )

    def _check_enough(self, outcome: Outcome, held: int, units: int) -> None:
        if held < units:
            raise RefusedError(
                f"{self.sender.account.name} holds {held} units of {outcome.name} outside offers"
                f" and {units} are needed: name at most {held}, or get more"
            )


def _checksummed(holder: str) -> str:
    """An address as events name it.

    Raises:
        InputError: it is none.
    """
    address = as_address(holder)
    if address is None:
        raise InputError(
            f"{holder!r:.80} is no address: write 0x and 40 hex digits, the letters in their case"
        )
    return address


def _collateral_to(holder: str, event: Event) -> int:
    """Base units that an event credited to a holder."""
    what = event.arguments
    ours = event.name == "Transfer" and what["id"] == COLLATERAL and what["receiver"] == holder
    return int(what["amount"]) if ours else 0
