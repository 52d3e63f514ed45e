"""A delivery service on this machine, over real HTTP, and pools that are held in memory."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import requests
from eth_utils.address import to_checksum_address
from starlette.types import Receive, Scope, Send

from bugmark_py.chain.accounts import Account, local_account
from bugmark_py.chain.secret_files import account_lock, signs_as
from bugmark_py.delivery.facts import ServedBid
from bugmark_py.delivery.folders import CiphertextFolder, KeyFolder
from bugmark_py.delivery.server import Connections, serving
from bugmark_py.delivery.service import USUAL, DeliveryService, Limits
from bugmark_py.errors import ChainError
from bugmark_py.sealing.content import SealedContent, seal_content
from bugmark_py.sealing.curve import OneTimeKey, PublicKey
from bugmark_py.sealing.derivation import bid_secrets, bid_seed
from bugmark_py.sealing.messages import Pools, key_request

POOLS = Pools(31_337, "0x5FbDB2315678afecb367f032d93F642f64180aa3")
ADVISORY = b'{"id": "GHSA-demo", "summary": "It crashes"}'
START = 1_800_000_000
DEADLINE = START + 3_600
POOL = "0x" + "7b" * 32

ADAM, BETH, BOB = (local_account(name) for name in ("adam", "beth", "bob"))
CONTRACT = to_checksum_address("0x" + "c0de" * 10)


def one_time_key(account: Account) -> OneTimeKey:
    return bid_secrets(bid_seed(signs_as(account), account.address, POOLS, POOL)).key


@dataclass
class Ledger:
    """Pools as a chain would tell of them: Adam paid in the one, Beth waits."""

    hashes: dict[str, str] = field(default_factory=dict)
    bids: dict[tuple[str, str], ServedBid] = field(default_factory=dict)
    time: int = START
    pools: Pools = POOLS
    accepted: set[tuple[str, bytes]] = field(default_factory=set)
    broken: bool = False

    def now(self) -> int:
        return self.time

    def key_hash(self, pool_id: str) -> str | None:
        if self.broken:
            raise ChainError("http://127.0.0.1:9/v3/endpoint-secret does not answer")
        return self.hashes.get(pool_id)

    def bid(self, pool_id: str, account: str) -> ServedBid | None:
        return self.bids.get((pool_id, account))

    def accepts(self, account: str, digest: bytes, signature: bytes) -> bool:
        """A contract that takes the same signature for everything, and another for one digest."""
        assert len(digest) == 32
        return (account, signature) in self.accepted

    def enter(self, account: str, key: PublicKey, opens_at: int) -> None:
        self.bids[POOL, account] = ServedBid(key, opens_at)


@dataclass
class Seller:
    """A seller and what runs there."""

    url: str
    ledger: Ledger
    sealed: SealedContent
    said: list[str]
    folder: Path
    now: list[float]

    def post(self, path: str, document: object) -> requests.Response:
        return requests.post(self.url + path, json=document, timeout=10)

    def ask(self, account: str, **changes: object) -> dict[str, Any]:
        asked: dict[str, Any] = {
            "chain_id": POOLS.chain_id,
            "pools": POOLS.address,
            "pool": POOL,
            "account": account,
        }
        return asked | changes

    def challenge(self, account: str, **changes: object) -> str:
        response = self.post("/challenges", self.ask(account, **changes))
        assert response.status_code == 200, response.text
        return str(response.json()["challenge"])

    def signed(self, account: Account, challenge: str | None = None) -> dict[str, Any]:
        """All that an account sends for the key."""
        challenge = challenge or self.challenge(account.address)
        message = key_request(POOLS, POOL, account.address, bytes.fromhex(challenge[2:]))
        signature = "0x" + signs_as(account)(message).hex()
        return self.ask(account.address, challenge=challenge, signature=signature)

    def key(self, account: Account) -> requests.Response:
        return self.post("/keys", self.signed(account))

    def raw(self, data: bytes, *, size: int = 65_536) -> bytes:
        """What comes back for these bytes until the connection is closed."""
        host, _, port = self.url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(data)
            answered = b""
            while len(answered) < size and (piece := connection.recv(size)):
                answered += piece
            return answered


Sells = Callable[..., Seller]


class Stage:
    """An application that is whichever is on it."""

    service: DeliveryService

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.service(scope, receive, send)


@pytest.fixture(scope="session")
def stage() -> Iterator[tuple[Stage, str]]:
    """One server for most tests, as stopping one takes longer than they do."""
    stage = Stage()
    with serving(stage) as url:
        yield stage, url


@pytest.fixture
def sells(stage: tuple[Stage, str], tmp_path: Path) -> Iterator[Sells]:
    """Starts services: the first on the stage, unless it has wishes about connections."""
    running = ExitStack()
    numbers = count()

    def start(limits: Limits = USUAL, connections: Connections | None = None) -> Seller:
        number = next(numbers)
        folder = tmp_path / str(number)
        sealed = seal_content(ADVISORY)
        ciphertexts = CiphertextFolder(folder / "ciphertexts")
        keys = KeyFolder(folder / "keys", account_lock(local_account("seller"), POOLS))
        keys.put(sealed.key)
        ciphertexts.put(sealed.ciphertext)
        ledger = Ledger(hashes={POOL: sealed.key.hash})
        ledger.enter(ADAM.address, one_time_key(ADAM).public_key, START)
        ledger.enter(BETH.address, one_time_key(BETH).public_key, DEADLINE)
        said: list[str] = []
        now = [0.0]
        service = DeliveryService(
            ledger, ciphertexts, keys, limits=limits, told=said.append, clock=lambda: now[0]
        )
        if number == 0 and connections is None:
            stage[0].service, url = service, stage[1]
        else:
            url = running.enter_context(serving(service, connections=connections))
        return Seller(url, ledger, sealed, said, folder, now)

    with running:
        yield start


@pytest.fixture
def seller(sells: Sells) -> Seller:
    return sells()


def refusal(response: requests.Response) -> tuple[int, str]:
    """Status and message of an answer that is one line of JSON about an error."""
    assert response.headers["Content-Type"] == "application/json", response.text
    assert "\n" not in response.text
    document = json.loads(response.text)
    assert set(document) == {"error"}
    assert set(document["error"]) == {"type", "message"}
    return response.status_code, document["error"]["message"]
