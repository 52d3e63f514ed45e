"""Accounts: encrypted keys of one's own, and those of a local node."""

import sys
from typing import TYPE_CHECKING

import click

from bugmark_py.cli.run import Group, Run, pass_run
from bugmark_py.errors import InputError, RefusedError

if TYPE_CHECKING:
    from bugmark_py.chain.keystores import Keystores
    from bugmark_py.cli.documents.local import (
        AccountEntry,
        AccountMadeDocument,
        AccountsDocument,
        FundedDocument,
    )

_FUND = "1000"


@click.group(cls=Group)
def account() -> None:
    """Make, import, list and fund accounts.

    A passphrase comes from BUGMARK_PASSPHRASE, BUGMARK_PASSPHRASE_FILE, or a question at the
    terminal; a private key from a question or standard input. Neither is ever an argument.
    """


@account.command()
@click.argument("name")
@pass_run
def new(run: Run, name: str) -> None:
    """Make an account called NAME, encrypted in the state folder."""
    address = _keystores(run, name).create(name, _passphrase(run))
    _made(run, name, address)


@account.command("import")
@click.argument("name")
@pass_run
def import_(run: Run, name: str) -> None:
    """Keep an account whose private key you have, called NAME.

    The key is asked for at a terminal, and read from standard input otherwise.
    """
    keystores = _keystores(run, name)
    if run.interactive:
        key = str(click.prompt("private key", hide_input=True, err=True))
    else:
        key = sys.stdin.readline()
    address = keystores.add(name, key, _passphrase(run))
    _made(run, name, address)


@account.command("list")
@pass_run
def list_(run: Run) -> None:
    """List the accounts that can be used."""
    from bugmark_py.chain.accounts import NAMES, local_account  # noqa: PLC0415
    from bugmark_py.chain.keystores import Keystores  # noqa: PLC0415
    from bugmark_py.errors import BugmarkError  # noqa: PLC0415

    found = [(n, a, "keystore") for n, a in Keystores(run.home.keystore).names()]
    try:
        local = run.connection.is_anvil
    except BugmarkError:
        local = False
    if local:
        found += [(name, local_account(name).address, "local node") for name in NAMES]
    entries: list[AccountEntry] = [{"name": n, "address": a, "kind": kind} for n, a, kind in found]
    document: AccountsDocument = {"accounts": entries}
    run.emit_table(
        document,
        ("name", "address", "kind"),
        found,
        "no accounts: `bugmark account new NAME` makes one",
    )


@account.command()
@click.argument("name")
@click.argument("amount", default=_FUND)
@pass_run
def fund(run: Run, name: str, amount: str) -> None:
    """Give NAME test tokens (AMOUNT, 1000 if left out) and coin for gas, on a local node."""
    from bugmark_py.chain.deployments import fund as give  # noqa: PLC0415
    from bugmark_py.cli.show import money, tokens  # noqa: PLC0415
    from bugmark_py.model.amounts import parse_tokens  # noqa: PLC0415

    bugmark = run.bugmark
    base = parse_tokens(amount, bugmark.deployment.decimals)
    address = bugmark.address(name)
    if not bugmark.connection.is_anvil:
        raise RefusedError(
            f"{bugmark.connection.url} is no local node: nothing is given away there"
        )
    give(bugmark.named("deployer").market.sender, bugmark.deployment.token, address, base)
    wallet = bugmark.market.wallet(address)
    document: FundedDocument = {
        "account": name,
        "address": address,
        "wallet": tokens(bugmark, wallet),
    }
    run.emit(document, f"{name} ({address}) has {money(bugmark, wallet)} in the wallet")


def _keystores(run: Run, name: str) -> "Keystores":
    """The keystores, for an account that is about to be made.

    Raises:
        InputError: the name is that of a local node's account.
        AccountError: there is one of that name.
    """
    from bugmark_py.chain.accounts import NAMES  # noqa: PLC0415
    from bugmark_py.chain.keystores import Keystores  # noqa: PLC0415

    if name in NAMES:
        raise InputError(f"account name {name!r} is a local node's: choose another")
    keystores = Keystores(run.home.keystore)
    keystores.check_free(name)
    return keystores


def _passphrase(run: Run) -> str:
    """A passphrase for an account that is about to be made."""
    from bugmark_py.client import passphrase_source  # noqa: PLC0415

    def ask(_: str) -> str:
        return str(
            click.prompt("new passphrase", hide_input=True, confirmation_prompt=True, err=True)
        )

    return passphrase_source(run.settings, ask if run.interactive else None)("new")


def _made(run: Run, name: str, address: str) -> None:
    document: AccountMadeDocument = {
        "name": name,
        "address": address,
        "keystore": str(run.home.keystore / f"{name}.json"),
    }
    run.emit(
        document,
        f"account {name} is {address}; without its passphrase nobody can use it, you neither",
    )
