"""Fail when the tests cover too little of contracts/, by the lcov report of `forge coverage`.

Lines and branches are counted over all files together; every uncovered place is named, whether or
not the whole is enough.
"""

import argparse
import sys
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class FileCoverage:
    """What one source file has, and how often each was run."""

    path: str
    lines: dict[int, int] = field(default_factory=dict)
    branches: dict[tuple[int, str, str], int] = field(default_factory=dict)


def parse(report: str) -> list[FileCoverage]:
    """Return the files of an lcov `report`.

    Raises:
        ValueError: the report is not lcov.
    """
    files: list[FileCoverage] = []
    for line in report.splitlines():
        kind, _, value = line.partition(":")
        if kind == "SF":
            files.append(FileCoverage(value))
        elif kind == "DA":
            number, hits = value.split(",")[:2]
            files[-1].lines[int(number)] = int(hits)
        elif kind == "BRDA":
            number, block, branch, hits = value.split(",")
            files[-1].branches[int(number), block, branch] = 0 if hits == "-" else int(hits)
    return files


def percentage(covered: int, total: int) -> float:
    """Return `covered` in percent of `total`; nothing to cover is covered."""
    return 100 * covered / total if total else 100.0


def gaps(file: FileCoverage) -> list[str]:
    """Return a line for each line and branch of `file` that no test ran."""
    places = [f"{file.path}:{number}: line" for number, hits in file.lines.items() if not hits]
    places += [
        f"{file.path}:{number}: branch {branch}"
        for (number, _, branch), hits in file.branches.items()
        if not hits
    ]
    return places


def main() -> int:
    """Print the coverage; return 1 when it is below the minimum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path, help="lcov.info")
    parser.add_argument("--minimum", type=float, default=98, help="percent, of each kind")
    parser.add_argument("--source", default="contracts/", help="prefix of what counts")
    parser.add_argument("--exclude", action="append", default=[], help="prefix of what does not")
    arguments = parser.parse_args()

    files = [
        file
        for file in parse(arguments.report.read_text())
        if file.path.startswith(arguments.source)
        and not file.path.startswith(tuple(arguments.exclude))
    ]
    if not files:
        print(f"coverage: the report has nothing below {arguments.source}", file=sys.stderr)
        return 1
    for file in files:
        for place in gaps(file):
            print(f"coverage: not covered: {place}")

    enough = True
    hits_by_kind = {
        "lines": [hits for file in files for hits in file.lines.values()],
        "branches": [hits for file in files for hits in file.branches.values()],
    }
    for kind, hits in hits_by_kind.items():
        covered = sum(1 for count in hits if count)
        percent = percentage(covered, len(hits))
        enough = enough and percent >= arguments.minimum
        print(f"coverage: {kind} {percent:.2f}% ({covered}/{len(hits)})")
    if not enough:
        print(f"coverage: below {arguments.minimum:g}%", file=sys.stderr)
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
