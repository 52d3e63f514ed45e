"""How long `bugmark --version` takes beside `python -c "import click"`, which it cannot do without.

Runs come in pairs, one after the other, so that whatever else the machine does falls on both.
Prints the medians and their ratio; the limit is 3.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

LIMIT: Final = 3.0
BUGMARK: Final = (str(Path(sys.executable).with_name("bugmark")), "--version")
CLICK: Final = (sys.executable, "-c", "import click")


def seconds(command: tuple[str, ...]) -> float:
    """Run a command and return how long it took."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> int:
    """Measure and show; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=21, help="how many (default: 21)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--check", action="store_true", help=f"exit 1 if the ratio is over {LIMIT}")
    arguments = parser.parse_args()

    # Once each before, so that the files are at hand.
    seconds(BUGMARK), seconds(CLICK)
    pairs = [(seconds(BUGMARK), seconds(CLICK)) for _ in range(arguments.pairs)]
    bugmark, click = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = bugmark / click

    if arguments.json:
        print(json.dumps({"bugmark": bugmark, "click": click, "ratio": ratio, "limit": LIMIT}))
    else:
        print(
            f"bugmark --version {1000 * bugmark:.0f} ms, import click {1000 * click:.0f} ms:"
            f" {ratio:.2f} times as long (limit {LIMIT:.0f}; medians of {arguments.pairs} pairs)"
        )
    return 1 if arguments.check and ratio > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
