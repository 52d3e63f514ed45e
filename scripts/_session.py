"""What the scripts share: ape chooses the chain and signs, the package does everything else.

On ape's local network the chain is the node that runs in the state folder, on whatever port: ape
starts none.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

import click
from ape.api import AccountAPI, ProviderAPI
from ape.cli import AccountAliasPromptChoice, ConnectedProviderCommand
from ape.exceptions import AccountsError, ApeException
from ape_accounts import KeyfileAccount
from eth_account.datastructures import SignedMessage, SignedTransaction
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak
from hexbytes import HexBytes

from bugmark_py.chain.accounts import NAMES, Account, local_account
from bugmark_py.chain.connection import Connection
from bugmark_py.chain.home import Home
from bugmark_py.cli.run import printable
from bugmark_py.client import LOCAL, Bugmark, connect, open_connection, settings_of
from bugmark_py.errors import AccountError, BugmarkError, InputError
from bugmark_py.settings import find_home

_FAILED = 1
_USAGE = 2


class Script(ConnectedProviderCommand):
    """A command of ape's that is connected to its network, and fails in one line."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line.

        Raises:
            click.ClickException: it cannot be meant.
        """
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            how = f"(`ape run {self.name} --help` shows how it is used)"
            _fail(f"{error.format_message().rstrip('.')} {how}", _USAGE)
        except ApeException as error:
            _fail(str(error), _USAGE)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        """Connect, and do what the script does.

        Raises:
            click.ClickException: it is refused, or fails.
        """
        try:
            _use_running_node(ctx.params["network"])
            return super().invoke(ctx)
        except InputError as error:
            _fail(str(error), _USAGE)
        except (ApeException, BugmarkError, OSError) as error:
            _fail(str(error), _FAILED)


class _Who(AccountAliasPromptChoice):
    """An account of ape's by its alias, or by the name that it has on a local node."""

    def convert(
        self,
        value: Any,  # noqa: ANN401 - as click has it
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> AccountAPI | None:
        alias = f"TEST::{NAMES.index(value)}" if value in NAMES else value
        # ape looks for the account of a number, and for that of one too high for ever.
        if not value.isnumeric():
            with suppress(click.BadParameter):
                return super().convert(alias, param, ctx)
        raise click.BadParameter(
            f"account {value!r:.80} is unknown: name one of {', '.join(NAMES)}, or one that"
            " `ape accounts list` shows",
            ctx,
            param,
        )


account_option = click.option("--account", type=_Who(), required=True, help="Who acts.")
"""Asks for the account that signs."""


@contextmanager
def session(provider: ProviderAPI | None, account: AccountAPI) -> Iterator[Bugmark]:
    """The deployment on ape's network, as an account of ape's sees it.

    Args:
        provider: where ape is connected.
        account: who acts.

    Raises:
        BugmarkError: something is missing.
    """
    acting = as_account(account)
    with connect(_url(provider), account=acting) as bugmark:
        if acting.name in NAMES:
            # Refuses what has published keys anywhere but on a local node.
            bugmark.accounts.get(acting.name)
        yield bugmark


def chain_of(provider: ProviderAPI | None) -> tuple[Home, Connection]:
    """The state folder and the chain on ape's network, whether or not anything is deployed.

    Args:
        provider: where ape is connected.

    Raises:
        BugmarkError: the chain does not answer.
    """
    home = Home(find_home())
    return home, open_connection(_url(provider), home, settings_of(home))


def as_account(account: AccountAPI) -> Account:
    """An account of ape's as one of the package's. It is unlocked when it signs."""
    known = (name for name in NAMES if local_account(name).address == account.address)
    name = next(known, account.alias or account.address)
    return Account(name, account.address, lambda: _ApeSigner(name, account))


class _ApeSigner:
    """Signs as ape does: test accounts at once, others as their kind of account asks."""

    def __init__(self, name: str, account: AccountAPI) -> None:
        self._name = name
        self._account = account
        self._variable = f"APE_ACCOUNTS_{account.alias}_PASSPHRASE"
        if isinstance(account, KeyfileAccount) and self._variable in os.environ:
            # Where ape has the passphrase it need not ask.
            with self._asked():
                account.set_autosign(True)

    def sign_transaction(self, transaction_dict: dict[str, Any], /) -> SignedTransaction:
        ethereum = self._account.network_manager.ethereum
        wanted = ethereum.create_transaction(**transaction_dict, sender=self._account.address)
        with self._asked():
            signed = self._account.sign_transaction(wanted)
        if signed is None or signed.signature is None:
            self._refuse()
        raw = signed.serialize_transaction()
        return SignedTransaction(
            raw_transaction=HexBytes(raw),
            hash=HexBytes(keccak(raw)),
            r=int.from_bytes(signed.signature.r),
            s=int.from_bytes(signed.signature.s),
            v=signed.signature.v,
        )

    def sign_typed_data(
        self,
        domain_data: dict[str, Any],
        message_types: dict[str, Any],
        message_data: dict[str, Any],
    ) -> SignedMessage:
        message = encode_typed_data(domain_data, message_types, message_data)
        with self._asked():
            signature = self._account.sign_message(message)
        if signature is None:
            self._refuse()
        return SignedMessage(
            message_hash=HexBytes(keccak(b"\x19" + b"".join(message))),
            r=int.from_bytes(signature.r),
            s=int.from_bytes(signature.s),
            v=signature.v,
            signature=HexBytes(signature.encode_rsv()),
        )

    @contextmanager
    def _asked(self) -> Iterator[None]:
        """While ape asks whoever owns the account.

        Raises:
            AccountError: there is no right answer.
        """
        try:
            yield
        except AccountsError as error:
            raise AccountError(f"{self._name} cannot sign, and it was not sent: {error}") from None
        except click.Abort:
            raise AccountError(
                f"{self._name} did not sign, and it was not sent: where nobody can be asked, set"
                f" {self._variable}"
            ) from None

    def _refuse(self) -> NoReturn:
        raise AccountError(f"{self._name} did not sign, and it was not sent")


def _use_running_node(provider: object) -> None:
    """Make ape's local network the node of the state folder, and keep ape from starting another.

    Raises:
        BugmarkError: none runs.
    """
    if not isinstance(provider, ProviderAPI) or provider.name != "foundry":
        return
    home = Home(find_home())
    node = open_connection(LOCAL, home, settings_of(home))
    provider.provider_settings |= {"host": node.endpoint, "manage_process": False}


def _url(provider: ProviderAPI | None) -> str:
    url: str | None = provider.http_uri if provider is not None else None
    if url is None:
        raise InputError("no node that runs on its own is named: leave out --network, or name one")
    return url


def _fail(message: str, code: int) -> NoReturn:
    raise _OneLineError(printable(" ".join(message.split())), code)


class _OneLineError(click.ClickException):
    """What went wrong, as the command line says it."""

    def __init__(self, line: str, code: int) -> None:
        super().__init__(line)
        self.exit_code = code

    def show(self, file: Any = None) -> None:  # noqa: ANN401 - as click has it
        click.echo(f"bugmark: {self.message}", file=file, err=True)
