"""Offers: place, take, list."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bugmark_py.cli.run import Group, Run, pass_run
from bugmark_py.cli.show import money, names, offer_document, short, tokens
from bugmark_py.errors import InputError, RefusedError
from bugmark_py.model.offers import Side

if TYPE_CHECKING:
    from bugmark_py.cli.documents.trading import (
        OfferChangedDocument,
        OffersDocument,
        OffersStaleDocument,
        OfferTakenDocument,
    )
    from bugmark_py.client import Bugmark
    from bugmark_py.market.results import Placed
    from bugmark_py.model.futures import Future

F = TypeVar("F", bound=Callable[..., Any])

_WITH = ("position-first", "position", "collateral")

from_wallet_option = click.option(
    "--from-wallet", is_flag=True, help="Take what the vault lacks from the wallet."
)


@click.group(cls=Group)
def offer() -> None:
    """Place, take, cancel and list offers."""


def _terms(command: F) -> F:
    """Give a command the options that describe an offer."""
    for option in (
        click.option("--all-or-none", is_flag=True, help="Only fill whole."),
        click.option("--expiry", metavar="TIME", help="Until when; maturation if left out."),
        click.option("--price", metavar="PRICE", required=True, help="Of one unit, such as 0.80."),
        click.option("--units", metavar="N", required=True, help="Whole units."),
        click.option("--outcome", metavar="fixed|unfixed", required=True, help="Which outcome."),
        click.option("--future", "identifier", metavar="FUTURE", required=True, help="Which."),
    ):
        command = option(command)
    return command


@offer.command()
@_terms
@from_wallet_option
@pass_run
def buy(
    run: Run,
    *,
    identifier: str,
    outcome: str,
    units: str,
    price: str,
    expiry: str | None,
    all_or_none: bool,
    from_wallet: bool,
) -> None:
    """Offer to buy units of an outcome: units x price is escrowed from the vault."""
    _check(outcome, units, price)
    bugmark = run.bugmark
    future = bugmark.book.future(identifier).future
    placed = bugmark.market.buy(
        future,
        outcome,
        units=units,
        price=price,
        expiry=expiry,
        all_or_none=all_or_none,
        from_wallet=from_wallet,
    )
    escrow = money(bugmark, placed.offer.maker_cost(placed.offer.units, bugmark.deployment.unit))
    _placed(run, bugmark, future, placed, escrow)


@offer.command()
@_terms
@pass_run
def sell(
    run: Run,
    *,
    identifier: str,
    outcome: str,
    units: str,
    price: str,
    expiry: str | None,
    all_or_none: bool,
) -> None:
    """Offer to sell units of an outcome: the units themselves are escrowed."""
    _check(outcome, units, price)
    bugmark = run.bugmark
    future = bugmark.book.future(identifier).future
    placed = bugmark.market.sell(
        future, outcome, units=units, price=price, expiry=expiry, all_or_none=all_or_none
    )
    _placed(run, bugmark, future, placed, f"{placed.offer.units} {placed.offer.outcome.name}")


@offer.command()
@click.argument("identifier", metavar="OFFER")
@click.option("--units", metavar="N", help="Whole units; all that are left if left out.")
@click.option(
    "--with",
    "pay",
    type=click.Choice(_WITH),
    default=_WITH[0],
    show_default=True,
    help="Meet it with positions first and collateral for the rest, or with one of them only.",
)
@from_wallet_option
@pass_run
def take(run: Run, identifier: str, units: str | None, pay: str, *, from_wallet: bool) -> None:
    """Meet an offer."""
    from bugmark_py.market.client import Pay  # noqa: PLC0415
    from bugmark_py.model.amounts import parse_units  # noqa: PLC0415

    if units is not None:
        parse_units(units)
    bugmark = run.bugmark
    record = bugmark.book.offer(identifier)
    if record.offer.maker == bugmark.address():
        own = short(record.offer_id)
        raise RefusedError(f"offer {own} is your own: `bugmark offer cancel {own}` closes it")
    done = bugmark.market.take(record.offer, units, pay=Pay(pay), from_wallet=from_wallet)
    after = bugmark.book.offer(done.offer_id)
    document: OfferTakenDocument = {
        "offer": done.offer_id,
        "tx": done.receipt.transaction,
        "units": str(done.units),
        "from_position": str(done.from_position),
        "paid": tokens(bugmark, done.cost),
        "received": tokens(bugmark, done.proceeds),
        "left": str(after.left),
    }
    met = done.offer
    given = met.outcome if met.side is Side.BUY else met.outcome.other
    bought = done.units - done.from_position
    parts = []
    if done.from_position:
        sold = f"{done.from_position} {given.name}"
        parts.append(f"received {money(bugmark, done.proceeds)} for {sold}")
    if bought:
        parts.append(f"paid {money(bugmark, done.cost)} for {bought} {given.other.name}")
    run.emit(
        document,
        f"took {done.units} units of offer {short(done.offer_id)}: {', '.join(parts)};"
        f" {after.left} left",
    )


@offer.command()
@click.argument("identifier", metavar="OFFER")
@pass_run
def cancel(run: Run, identifier: str) -> None:
    """Close an own offer and get back what is left of its escrow."""
    bugmark = run.bugmark
    record = bugmark.book.offer(identifier)
    if record.offer.maker != bugmark.address():
        whose = names(bugmark).get(record.offer.maker, record.offer.maker)
        raise RefusedError(
            f"offer {short(record.offer_id)} is {whose}'s: only its maker can cancel it"
        )
    receipt = bugmark.market.cancel(record.offer)
    _closed(run, bugmark, record.offer_id, receipt.transaction, "cancelled")


@offer.command("cancel-all")
@pass_run
def cancel_all(run: Run) -> None:
    """Make all own offers stale at once. `bugmark claim` then gets their escrow back."""
    bugmark = run.bugmark
    ids = [record.offer_id for record in bugmark.book.offers(maker=bugmark.address())]
    receipt = bugmark.market.cancel_all()
    document: OffersStaleDocument = {"offers": ids, "tx": receipt.transaction}
    run.emit(
        document,
        f"{len(ids)} offers can no longer be met; `bugmark claim` gets their escrow back",
    )


@offer.command()
@click.argument("identifier", metavar="OFFER")
@pass_run
def release(run: Run, identifier: str) -> None:
    """Give what is left in an ended offer back to its maker. Anybody may."""
    bugmark = run.bugmark
    record = bugmark.book.offer(identifier)
    receipt = bugmark.market.release(record.offer)
    _closed(run, bugmark, record.offer_id, receipt.transaction, "released")


@offer.command("list")
@click.option("--future", "identifier", metavar="FUTURE", help="Of this future only.")
@click.option("--question", metavar="QUESTION", help="On this question only.")
@click.option("--outcome", metavar="fixed|unfixed", help="In this outcome only.")
@click.option("--side", type=click.Choice(("buy", "sell")), help="On this side only.")
@click.option("--maker", metavar="ACCOUNT", help="Of this account only.")
@click.option("--mine", is_flag=True, help="Of the acting account only.")
@click.option("--all", "every", is_flag=True, help="Those that cannot be met, too.")
@pass_run
def list_(
    run: Run,
    *,
    identifier: str | None,
    question: str | None,
    outcome: str | None,
    side: str | None,
    maker: str | None,
    mine: bool,
    every: bool,
) -> None:
    """List offers that can be met, oldest first."""
    from bugmark_py.model.futures import Outcome  # noqa: PLC0415
    from bugmark_py.model.questions import Question  # noqa: PLC0415

    if mine and maker is not None:
        raise InputError("--mine and --maker name different makers: use one of them")
    bugmark = run.bugmark
    whose = bugmark.address(maker) if maker is not None or mine else None
    records = bugmark.book.offers(
        future_id=bugmark.book.future(identifier).future.future_id if identifier else None,
        question=str(Question.parse(question)) if question is not None else None,
        outcome=Outcome.parse(outcome) if outcome is not None else None,
        side=Side[side.upper()] if side is not None else None,
        maker=whose,
        open_only=not every,
    )
    document: OffersDocument = {"offers": [offer_document(bugmark, each) for each in records]}
    columns = ("offer", "future", "maker", "side", "outcome", "price", "left", "status")
    rows = [
        (
            short(each["offer"]),
            short(each["future"]),
            each["maker"],
            each["side"],
            each["outcome"],
            each["price"],
            each["left"],
            each["status"],
        )
        for each in document["offers"]
    ]
    run.emit_table(document, columns, rows, "no offers")


@offer.command()
@click.argument("identifier", metavar="OFFER")
@pass_run
def show(run: Run, identifier: str) -> None:
    """Show an offer: what is left of it, and what it holds in escrow."""
    bugmark = run.bugmark
    record = bugmark.book.offer(identifier)
    document = offer_document(bugmark, record)
    outcome = record.offer.outcome.name
    holds = f"{document['escrow']['tokens']} {bugmark.deployment.symbol}"
    if record.offer.side is Side.SELL:
        holds = f"{document['escrow']['units']} {outcome}"
    run.emit(
        document,
        f"offer {record.offer_id}",
        f"  future    {short(document['future'])}",
        f"  maker     {document['maker']}",
        f"  terms     {record.offer.side.name} {document['units']} {outcome} at {document['price']}"
        + (", all or none" if record.offer.all_or_none else ""),
        f"  expiry    {document['expiry']}",
        f"  status    {document['status']}, {document['left']} units left",
        f"  escrow    {holds}",
    )


def _check(outcome: str, units: str, price: str) -> None:
    """Refuse what does not fit before anything is looked up.

    Raises:
        InputError: something does not.
    """
    from bugmark_py.model.amounts import parse_price, parse_units  # noqa: PLC0415
    from bugmark_py.model.futures import Outcome  # noqa: PLC0415

    Outcome.parse(outcome)
    parse_units(units)
    parse_price(price)


def _closed(run: Run, bugmark: "Bugmark", offer_id: str, transaction: str, what: str) -> None:
    details = offer_document(bugmark, bugmark.book.offer(offer_id))
    document: OfferChangedDocument = {"offer": offer_id, "tx": transaction, "details": details}
    run.emit(document, f"{what} offer {short(offer_id)}")


def _placed(run: Run, bugmark: "Bugmark", future: "Future", placed: "Placed", escrow: str) -> None:
    made = placed.offer
    document: OfferChangedDocument = {
        "offer": placed.offer_id,
        "tx": placed.receipt.transaction,
        "details": offer_document(bugmark, bugmark.book.offer(placed.offer_id)),
    }
    run.emit(
        document,
        f"offer {short(placed.offer_id)}: {made.side.name} {made.units} {made.outcome.name} at"
        f" {document['details']['price']} on {future.question}; {escrow} escrowed",
    )
