"""The command `bugmark`. What it does is loaded when it is asked for."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Final

import click

from bugmark_py import __version__
from bugmark_py.cli.run import GLOBAL_OPTIONS, Run, printable
from bugmark_py.errors import BugmarkError, InputError

if TYPE_CHECKING:
    from bugmark_py.cli.documents.local import ErrorDocument

_FAILED: Final = 1
_USAGE: Final = 2
_INTERRUPTED: Final = 130
_TRACEBACK: Final = "BUGMARK_TRACEBACK"

# Each command, where it is, and what `bugmark --help` says of it.
_COMMANDS: Final[Mapping[str, tuple[str, str]]] = {
    "account": ("account:account", "Make, import, list and fund accounts."),
    "balance": ("money:balance", "Show all that an account has."),
    "chain": ("node:chain", "Move the time of a local chain."),
    "claim": ("money:claim", "Collect all that can be redeemed or released."),
    "demo": ("demo:demo", "Play the stories from file to payout on a chain of its own."),
    "deploy": ("node:deploy", "Deploy the contracts on a local node, or find them."),
    "deposit": ("money:deposit", "Move tokens from the wallet into the vault."),
    "doctor": ("doctor:doctor", "Say what is missing to trade, and what provides it."),
    "future": ("future:future", "Create, look at and settle futures."),
    "issue": ("issue:issue", "Read issues; file and change those of the file tracker."),
    "lab": ("lab:lab", "Compute the papers' results again, check them, and go on."),
    "mechanism": ("mechanism:mechanism", "Run and compare cost-sharing mechanisms."),
    "node": ("node:node", "Run a local node until stopped; the chain is kept."),
    "offer": ("offer:offer", "Place, take, cancel and list offers."),
    "oracle": ("oracle:oracle", "Run the oracle's daemon; look at answers and evidence."),
    "pool": ("pool:pool", "Share the cost of security information: sell, bid, open."),
    "position": ("position:position", "List, split, merge, redeem and transfer positions."),
    "simulate": ("simulate:simulate", "Simulate how people trade and work."),
    "up": ("node:up", "Run a local node, the contracts and the oracle until stopped."),
    "withdraw": ("money:withdraw", "Move tokens from the vault into the wallet."),
}


class _Lazy(click.Group):
    """A group whose commands are imported one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(f"bugmark_py.cli.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in sorted(_COMMANDS.items())])


@click.group(
    cls=_Lazy,
    params=[option() for option in GLOBAL_OPTIONS],
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, message="bugmark %(version)s")
def cli() -> None:
    """Trade on whether software issues get fixed.

    The options below work before and after a command. Amounts are tokens, prices decimals between
    0 and 1, times ISO 8601 UTC, unix seconds, or offsets such as +14d.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 refused or failed, 2 usage."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    run = Run()
    try:
        code = cli.main(given, prog_name="bugmark", obj=run, standalone_mode=False)
    except click.UsageError as error:
        _fail(run, given, "UsageError", _usage(error), _USAGE)
    except InputError as error:
        _fail(run, given, type(error).__name__, str(error), _USAGE)
    except BugmarkError as error:
        _fail(run, given, type(error).__name__, str(error), _FAILED)
    except (click.Abort, KeyboardInterrupt):
        _fail(run, given, "Interrupted", "stopped before it was done", _INTERRUPTED)
    except BrokenPipeError:
        # Whoever read the output has had enough.
        sys.stderr.close()
        sys.exit(_FAILED)
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        _fail(run, given, "OSError", f"the machine refused{where}: {error.strerror}", _FAILED)
    except Exception as error:
        if os.environ.get(_TRACEBACK):
            raise
        what = f"{type(error).__name__}, a defect of bugmark: set {_TRACEBACK}=1 to see where"
        _fail(run, given, "InternalError", what, _FAILED)
    else:
        # What a command ends with is returned, not raised: nothing if all is well.
        sys.exit(code)
    finally:
        run.close()


def _usage(error: click.UsageError) -> str:
    command = error.ctx.command_path if error.ctx else "bugmark"
    return f"{error.format_message().rstrip('.')} (`{command} --help` shows how it is used)"


def _fail(run: Run, given: Sequence[str], kind: str, message: str, code: int) -> None:
    """Say in one line what went wrong, and exit."""
    line = printable(" ".join(message.split()))
    if run.json or "--json" in given:
        document: ErrorDocument = {"error": {"type": kind, "message": line}}
        click.echo(json.dumps(document))
    click.echo(f"bugmark: {line}", err=True)
    sys.exit(code)
