"""`bugmark pool create`: what a seller asks, checked before anything is sealed."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bugmark_py.cli.pool_show import pool_document
from bugmark_py.cli.run import Command, Run, pass_run
from bugmark_py.cli.show import money, short
from bugmark_py.errors import InputError
from bugmark_py.model.times import format_time

if TYPE_CHECKING:
    from bugmark_py.cli.documents.pools import PoolCreatedDocument
    from bugmark_py.client import Bugmark
    from bugmark_py.model.pool_terms import GateTerms

_SAMPLES = 20_000


@click.command(cls=Command)
@click.option(
    "--file", "path", type=click.Path(path_type=Path), required=True, help="What is sold."
)
@click.option("--cost", metavar="AMOUNT", required=True, help="What is asked of all together.")
@click.option(
    "--premium-period",
    metavar="DURATION",
    required=True,
    help="The longest that anybody waits who pays nothing, such as 30d.",
)
@click.option("--mechanism", metavar="gcsod|cs", help="How it is decided who pays; asked for.")
@click.option("--summary", default="", help="What it is about, for everybody to read.")
@click.option("--service", metavar="URL", help="Of your `bugmark pool serve`, as others reach it.")
@click.option("--uri", metavar="URI", help="Where the ciphertext is, if not at a service.")
@click.option("--bond", metavar="AMOUNT", help="Yours, at least the cost.  [default: the cost]")
@click.option(
    "--reveal-bond",
    metavar="AMOUNT",
    help="Lost by who does not reveal.  [default: a twentieth of the cost]",
)
@click.option(
    "--request-fee",
    metavar="AMOUNT",
    help="Put up to ask for the key on chain.  [default: a hundredth of the cost]",
)
@click.option(
    "--commit-period", metavar="DURATION", default="3d", show_default=True, help="To bid."
)
@click.option(
    "--reveal-period", metavar="DURATION", default="1d", show_default=True, help="To reveal."
)
@click.option(
    "--settle-period", metavar="DURATION", default="1d", show_default=True, help="To settle."
)
@click.option(
    "--delivery-period", metavar="DURATION", default="1d", show_default=True, help="To deliver."
)
@click.option(
    "--complaint-period", metavar="DURATION", default="2d", show_default=True, help="To complain."
)
@click.option(
    "--publish-period",
    metavar="DURATION",
    default="2d",
    show_default=True,
    help="To publish the key, from the last deadline on.",
)
@click.option(
    "--eligible",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Addresses of who may bid, one a line.  [default: everybody]",
)
@click.option(
    "--gate",
    metavar="FUTURE",
    help="Be paid only if this future's oracle settles above a half: what you promise is true.",
)
@click.option("--gate-end", metavar="TIME", help="Until when it has to.")
@click.option(
    "--bidders", type=click.IntRange(1), default=10, show_default=True, help="To be expected."
)
@click.option(
    "--distribution",
    "law",
    metavar="LAW",
    default="uniform(0,1)",
    show_default=True,
    help="Of their valuations, to be expected, for a cost of 1.",
)
@pass_run
def create(  # noqa: PLR0913 - a seller decides on as much
    run: Run,
    /,
    *,
    path: Path,
    mechanism: str | None,
    service: str | None,
    uri: str | None,
    eligible: Path | None,
    gate: str | None,
    gate_end: str | None,
    bidders: int,
    law: str,
    **asked: str | None,
) -> None:
    """Encrypt a file, keep its key here, and create a pool that sells it.

    What the two mechanisms would come to is shown, and one is asked for: there is no default.
    GCSOD makes everybody wait less where bidders are many; CS where they are few. Keep the state
    folder: who delivers needs the key.
    """
    from bugmark_py.delivery.client import ciphertext_uri  # noqa: PLC0415
    from bugmark_py.delivery.stock import Stock  # noqa: PLC0415
    from bugmark_py.pools.drafting import Draft  # noqa: PLC0415

    if service is not None and uri is not None:
        raise InputError("--service and --uri say where the ciphertext is: use one of them")
    content = _content(path)
    given: dict[str, Any] = {name: value for name, value in asked.items() if value is not None}
    if eligible is not None:
        given["eligible"] = addresses_in(eligible)
    # What does not fit is said before anybody is asked anything, and before anything is looked up.
    Draft(mechanism=mechanism or "cs", **given).check(run.bugmark.deployment.decimals)
    bugmark = run.bugmark
    given["gate"] = _gate(bugmark, gate, gate_end)
    draft = Draft(mechanism=mechanism or _ask_mechanism(run, bidders, law), **given)
    draft.check(bugmark.deployment.decimals)
    stock = Stock(bugmark)
    sealed = stock.seal(content)
    file = stock.ciphertexts.find(sealed.content_hash)
    where = uri or (file.resolve().as_uri() if file is not None else "")
    if service is not None:
        where = ciphertext_uri(service, sealed.content_hash)
    done = bugmark.pools.create(draft.terms(sealed, bugmark.deployment.decimals, where))
    document: PoolCreatedDocument = {
        "pool": done.pool.pool_id,
        "tx": done.receipt.transaction,
        "ciphertext": str(file),
        "details": pool_document(bugmark, done.pool, 0, bugmark.now()),
    }
    asks = f"asks {money(bugmark, done.pool.terms.cost)} by {done.pool.terms.mechanism}"
    run.emit(
        document,
        f"pool {short(done.pool.pool_id)} {asks}; bids until {format_time(done.pool.commit_end)}",
        f"the ciphertext is {file}, and is to be had at {where}",
        "its key is in this state folder, and nowhere else: keep it",
    )


def addresses_in(path: Path) -> list[str]:
    """Addresses in a file, one a line.

    Raises:
        InputError: it cannot be read, or a line is no address.
    """
    from bugmark_py.chain.accounts import as_address  # noqa: PLC0415

    try:
        lines = path.read_text().split()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {getattr(error, 'strerror', error)}") from None
    for line in lines:
        if as_address(line) is None:
            raise InputError(f"{path} has {line!r:.60}, which is no address: write one a line")
    return lines


def _content(path: Path) -> bytes:
    """What is in a file that is to be sold.

    Raises:
        InputError: it is too large, empty or cannot be read.
    """
    from bugmark_py.sealing.content import MAX_CONTENT  # noqa: PLC0415

    try:
        size = path.stat().st_size
        if not 0 < size <= MAX_CONTENT:
            raise InputError(f"{path} has {size} bytes: what is sold has 1 to {MAX_CONTENT}")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from None


def _gate(bugmark: "Bugmark", future: str | None, end: str | None) -> "GateTerms | None":
    """The gate that a future's oracle is.

    Raises:
        InputError: only one of future and end is named.
        RefusedError: there is no such future.
    """
    from bugmark_py.model.pool_terms import GateTerms  # noqa: PLC0415
    from bugmark_py.model.times import parse_time  # noqa: PLC0415

    if future is None and end is None:
        return None
    if future is None or end is None:
        raise InputError("a gate has a future and an end: write --gate and --gate-end, or neither")
    asked = bugmark.book.future(future).future
    now = bugmark.connection.latest_block().timestamp
    ends = parse_time(end, now=now)
    return GateTerms(asked.oracle, asked.question_hash, asked.maturation, ends)


def _ask_mechanism(run: Run, bidders: int, law: str) -> str:
    """Show what each mechanism would come to, and ask for one.

    Raises:
        InputError: nobody can be asked.
    """
    if not run.interactive:
        raise InputError(
            "no mechanism is named, and there is no default: write --mechanism gcsod or"
            f" --mechanism cs (`bugmark mechanism advise --agents {bidders}` compares them)"
        )
    for line in _expectations(bidders, law):
        run.say(line)
    answer: str = click.prompt("mechanism", type=click.Choice(["gcsod", "cs"]))
    return answer


def _expectations(bidders: int, law: str) -> list[str]:
    """What each mechanism is expected to come to, as far as it can be computed here."""
    try:
        from bugmark_py.mechanisms.advice import advise  # noqa: PLC0415
        from bugmark_py.mechanisms.distributions import parse_distribution  # noqa: PLC0415
    except ModuleNotFoundError as error:
        return [f"expected delays need {error.name}: install bugmark[lab] to see them"]
    found = advise(parse_distribution(law), bidders, samples=_SAMPLES, seed=0).expected
    lines = [f"to be expected with {bidders} bidders, {law}, in premium periods:"]
    lines += [
        f"  {name:<5}  longest wait {each.max_delay.mean:.3f}, all waits {each.sum_delay.mean:.3f}"
        for name, each in (("gcsod", found.gcsod), ("cs", found.cs))
    ]
    return lines
