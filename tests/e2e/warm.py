"""Runs the command line again and again without loading it again: each run is a fork of this.

A line of stdin is a request, `{"arguments", "environment", "folder", "stdout", "stderr"}`; a line
of stdout is the exit code. What a run sees is what the installed command sees, but for the second
that it takes to load.
"""

import json
import os
import sys
import traceback
from importlib import import_module
from typing import Any

LOADED = (
    "bugmark_py.client",
    "bugmark_py.daemon.checks",
    "bugmark_py.daemon.oracle",
    "bugmark_py.trackers.github",
    "rich.box",
    "rich.console",
    "rich.table",
    *(
        f"bugmark_py.cli.{name}"
        for name in (
            "main",
            "account",
            "doctor",
            "future",
            "issue",
            "money",
            "node",
            "offer",
            "pool",
        )
    ),
    "bugmark_py.cli.oracle",
    "bugmark_py.cli.pool",
    "bugmark_py.cli.position",
    "bugmark_py.delivery.opening",
    "bugmark_py.delivery.stock",
)


def run(request: dict[str, Any]) -> None:
    """Become the command."""
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    for descriptor, path, flags in (
        (0, "/dev/null", os.O_RDONLY),
        (1, request["stdout"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
        (2, request["stderr"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    ):
        os.dup2(os.open(path, flags, 0o600), descriptor)
    code: object = 0
    try:
        import_module("bugmark_py.cli.main").main(request["arguments"])
    except SystemExit as stopped:
        code = stopped.code
    except BaseException:  # noqa: BLE001
        # As the interpreter does.
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    os._exit(code if isinstance(code, int) else 0)


def main() -> None:
    """Serve requests until there are no more."""
    for name in LOADED:
        import_module(name)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            run(json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
