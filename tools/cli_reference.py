"""Write docs/cli.md: what every command says of itself. With --check, compare instead."""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from bugmark_py.cli.main import cli

ROOT: Final = Path(__file__).resolve().parent.parent
REFERENCE: Final = ROOT / "docs" / "cli.md"
WIDTH: Final = 80
INTRODUCTION: Final = """\
# Command line reference

Made by `make docs` from the commands themselves; `make check` notices when it is out of date.

Exit code 0 is done, 1 refused or failed, 2 usage. What goes wrong is one line on stderr and, with
`--json`, also `{"error": {"type", "message"}}` on stdout.

## Completion

The tab key completes commands and options, once your shell is told at its start. For
bash (4.4 or later), in `~/.bashrc`:

```bash
eval "$(_BUGMARK_COMPLETE=bash_source bugmark)"
```

For zsh, in `~/.zshrc`, after `compinit`:

```zsh
eval "$(_BUGMARK_COMPLETE=zsh_source bugmark)"
```

For fish, in `~/.config/fish/completions/bugmark.fish`:

```fish
_BUGMARK_COMPLETE=fish_source bugmark | source
```
"""


def commands(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    """Yield the path and the help of a command and of all below it."""
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is None:
                raise SystemExit(f"cli_reference: {context.command_path} {name} does not load")
            inner = click.Context(
                child, parent=context, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH
            )
            yield from commands(child, inner)


def reference() -> str:
    """Return the whole document."""
    root = click.Context(cli, info_name="bugmark", terminal_width=WIDTH, max_content_width=WIDTH)
    parts = [INTRODUCTION]
    for path, text in commands(cli, root):
        level = "#" * min(2 + path.count(" "), 4)
        plain = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
        parts.append(f"\n{level} {path}\n\n```text\n{plain}\n```\n")
    return "".join(parts)


def main() -> int:
    """Write the reference, or with --check compare it; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    arguments = parser.parse_args()
    wanted = reference()
    if arguments.check:
        if not REFERENCE.exists() or REFERENCE.read_text() != wanted:
            print(f"{REFERENCE.name} is out of date; run `make docs` and commit", file=sys.stderr)
            return 1
        return 0
    REFERENCE.parent.mkdir(exist_ok=True)
    REFERENCE.write_text(wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
