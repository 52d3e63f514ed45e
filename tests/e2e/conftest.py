"""One terminal for the tests of a module, and a market that runs in another."""

from collections.abc import Iterator

import pytest

from tests.e2e.shell import Running, Shell


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A terminal with an empty state folder."""
    folder = tmp_path_factory.mktemp("user")
    with Shell(folder, folder / "state") as opened:
        yield opened


@pytest.fixture(scope="module")
def market(shell: Shell) -> Running:
    """`bugmark up` in another terminal, with the same state folder."""
    return shell.up("--dispute-period", "2s", "--interval", "0.2")
