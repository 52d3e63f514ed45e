"""Cost-sharing mechanisms, without a chain."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import IO, TYPE_CHECKING

import click

from bugmark_py.cli.expectations import advise, bounds, delays
from bugmark_py.cli.run import Group, Run, pass_run
from bugmark_py.errors import InputError
from bugmark_py.mechanisms.cases import Case, format_number, parse_number
from bugmark_py.mechanisms.outcome import Group as BidderGroup
from bugmark_py.mechanisms.outcome import Mechanism, Outcome, parse_groups

if TYPE_CHECKING:
    from bugmark_py.cli.documents.mechanism import (
        MechanismOutcomeDocument,
        MechanismRatioDocument,
    )


@click.group(cls=Group)
def mechanism() -> None:
    """Run cost-sharing mechanisms, and compare them. No chain is needed."""


mechanism.add_command(advise)
mechanism.add_command(bounds)
mechanism.add_command(delays)


@mechanism.command("run")
@click.option(
    "--mechanism", "name", type=click.Choice([each.value for each in Mechanism]), help="Which."
)
@click.option("--cost", metavar="NUMBER", help="What the seller asks.")
@click.option(
    "--valuations",
    metavar="NUMBER,...",
    help="What having it for the whole period is worth to each bidder.",
)
@click.option("--groups", metavar="LR...", help="gcsod: the coin of each bidder.")
@click.option("--deadline", metavar="NUMBER", help="csd, sd: from 0 to 1, or in ticks.")
@click.option(
    "--ticks", metavar="NUMBER", help="Compute in so many ticks and whole amounts, as on chain."
)
@click.option(
    "--seed",
    type=int,
    default=0,
    show_default=True,
    help="Draws the coins where no groups are given.",
)
@click.option(
    "--batch",
    type=click.File("rb"),
    is_flag=False,
    flag_value="-",
    metavar="[FILE]",
    help="Read cases as JSON lines from a file, or from standard input.",
)
@pass_run
def run_(
    run: Run,
    *,
    name: str | None,
    cost: str | None,
    valuations: str | None,
    groups: str | None,
    deadline: str | None,
    ticks: str | None,
    seed: int,
    batch: IO[bytes] | None,
) -> None:
    """Say who pays, and who waits how long.

    Numbers are integers, decimals or fractions such as 5/8, and are never rounded. With --batch
    each line is {"mechanism", "cost", "valuations", "groups", "deadline", "ticks"}, and its outcome
    a line of JSON; nothing is printed unless all lines are right.
    """
    # Coins of a rehearsal, which the same seed draws again.
    coins = Random(seed)  # noqa: S311
    if batch is not None:
        if any((name, cost, valuations, groups, deadline, ticks)):
            raise InputError("--batch takes each case from its line: leave the other options out")
        found = [*_outcomes(batch, coins)]
        click.echo("".join(f"{each}\n" for each in found), nl=False)
        return
    if name is None or cost is None or valuations is None:
        raise InputError("write --mechanism, --cost and --valuations, or --batch")
    case = Case(
        mechanism=Mechanism(name),
        cost=parse_number(cost),
        valuations=_numbers(valuations),
        groups=None if groups is None else parse_groups(groups),
        deadline=None if deadline is None else parse_number(deadline),
        ticks=None if ticks is None else parse_number(ticks),
    )
    case = _with_coins(case, coins)
    _show(run, case, case.run())


@mechanism.command()
@click.option("--agents", type=int, required=True, metavar="K", help="How many pay under CSOD.")
@pass_run
def ratio(run: Run, *, agents: int) -> None:
    """Say how much longer GCSOD makes people wait than CSOD, at worst.

    The bound of theorem 4.2 on the expected longest wait, for valuations of at most the cost.
    """
    from bugmark_py.mechanisms.ratio import alpha  # noqa: PLC0415

    bound = alpha(agents)
    document: MechanismRatioDocument = {"agents": agents, "alpha": format_number(bound)}
    about = f", about {float(bound):.4g}" if bound.denominator > 1 else ""
    run.emit(document, f"alpha({agents}) = {document['alpha']}{about}")


def _numbers(text: str) -> tuple[int | Fraction, ...]:
    return tuple(parse_number(each.strip()) for each in text.split(",")) if text.strip() else ()


def _outcomes(lines: Iterable[bytes], coins: Random) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            case = Case.from_json(line.decode())
            yield json.dumps(_document(_with_coins(case, coins).run()))
        except UnicodeDecodeError:
            raise InputError(f"line {number}: it is no UTF-8: write JSON in UTF-8") from None
        except InputError as error:
            raise InputError(f"line {number}: {error}") from error


def _with_coins(case: Case, coins: Random) -> Case:
    if not case.mechanism.draws_coins or case.groups is not None:
        return case
    sides = (BidderGroup.LEFT, BidderGroup.RIGHT)
    return replace(case, groups=tuple(sides[coins.getrandbits(1)] for _ in case.valuations))


def _document(outcome: Outcome[int] | Outcome[Fraction]) -> "MechanismOutcomeDocument":
    deadlines = {str(group): format_number(at) for group, at in outcome.deadlines.items()}
    return {
        "sold": outcome.sold,
        "deadlines": (
            {"all": deadlines["all"]}
            if "all" in deadlines
            else {"left": deadlines["left"], "right": deadlines["right"]}
        ),
        "winner": None if outcome.winner is None else str(outcome.winner),
        "payers": list(outcome.payers),
        "payments": [format_number(each) for each in outcome.payments],
        "times": [format_number(each) for each in outcome.times],
        "max_delay": format_number(outcome.max_delay),
        "sum_delay": format_number(outcome.sum_delay),
    }


def _show(run: Run, case: Case, outcome: Outcome[int] | Outcome[Fraction]) -> None:
    document = _document(outcome)
    seller = outcome.seller
    if seller is None:
        run.say("not sold")
    else:
        to = f" to the {seller.group} group" if outcome.winner else ""
        share = format_number(seller.share)
        run.say(f"sold{to}: {seller.k} of {len(outcome.payments)} pay {share} each")
    deadlines = (f"{group} {format_number(at)}" for group, at in outcome.deadlines.items())
    run.say(f"optimal deadline: {', '.join(deadlines)}")
    run.say(f"longest wait {document['max_delay']}, all waits {document['sum_delay']}")
    groups = case.groups if case.mechanism.draws_coins and case.groups else None
    rows = [
        (
            str(index),
            str(groups[index]) if groups else str(BidderGroup.ALL),
            format_number(valuation),
            document["payments"][index],
            document["times"][index],
        )
        for index, valuation in enumerate(case.valuations)
    ]
    columns = ("bidder", "group", "valuation", "pays", "has it at")
    run.emit_table(document, columns, rows, "no bidders")
