"""What holds for every unit test: no network, and no clock to race against."""

import socket

import pytest
from hypothesis import settings

# A machine that is busy with something else makes no example wrong.
settings.register_profile("unit", deadline=None)
settings.load_profile("unit")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        pytest.fail("a unit test reaches for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
