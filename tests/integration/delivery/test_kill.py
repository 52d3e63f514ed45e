"""A seller's process is killed at any instant, and started again on what lies on disk."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bugmark_py.chain.accounts import local_account
from bugmark_py.chain.secret_files import account_lock
from bugmark_py.delivery.folders import CiphertextFolder, KeyFolder
from bugmark_py.sealing.content import open_content, seal_content
from tests.integration.delivery.conftest import (
    ADAM,
    POOLS,
    START,
    Ledger,
    Seller,
    one_time_key,
    refusal,
)

pytestmark = pytest.mark.integration

# What happens on a seller's machine, in children of one process, as starting Python takes longer
# than all of it. First children seal one advisory after the other and announce each; they are
# killed at random instants. Then two serve at once what was there before.
MACHINE = """
import itertools, json, os, random, signal, sys, time
from pathlib import Path
from threading import Event
from bugmark_py.chain.accounts import local_account
from bugmark_py.chain.secret_files import account_lock
from bugmark_py.delivery.facts import ServedBid
from bugmark_py.delivery.folders import CiphertextFolder, KeyFolder
from bugmark_py.delivery.server import serving
from bugmark_py.delivery.service import DeliveryService
from bugmark_py.sealing.content import seal_content
from bugmark_py.sealing.curve import PublicKey
from bugmark_py.sealing.messages import Pools

folder, given = Path(sys.argv[1]), json.loads(sys.argv[2])
pools = Pools(given["chain_id"], given["pools"])
ciphertexts = CiphertextFolder(folder / "ciphertexts")
keys = KeyFolder(folder / "keys", account_lock(local_account("seller"), pools))

class Facts:
    pools = pools
    def now(self): return given["now"]
    def key_hash(self, pool_id): return given["key_hash"]
    def bid(self, pool_id, account): return ServedBid(PublicKey(*given["point"]), given["now"])
    def accepts(self, account, digest, signature): return False

def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())

def seal(attempt):
    while True:
        sealed = seal_content(b"advisory")
        keys.put(sealed.key)
        content_hash = ciphertexts.put(sealed.ciphertext)
        say("sealed", attempt, content_hash, sealed.key.hash)

def child(work, *arguments):
    pid = os.fork()
    if pid == 0:
        work(*arguments)
        os._exit(0)
    return pid

def serve():
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with serving(DeliveryService(Facts(), ciphertexts, keys)) as url:
        say("url", os.getpid(), url)
        stop.wait()

random.seed(1)
attempts = itertools.count()
while len(list((folder / "keys").glob("*.json"))) < 50:
    pid = child(seal, next(attempts))
    time.sleep(random.uniform(0.005, 0.05))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
for pid in [child(serve) for _ in range(2)]:
    say("ended", pid, os.waitpid(pid, 0)[1])
"""


def test_what_a_seller_announced_is_there_after_a_kill_and_no_old_challenge_is_taken(
    tmp_path: Path,
) -> None:
    lock = account_lock(local_account("seller"), POOLS)
    ciphertexts = CiphertextFolder(tmp_path / "ciphertexts")
    sealed, point = seal_content(b"before"), one_time_key(ADAM).public_key
    KeyFolder(tmp_path / "keys", lock).put(sealed.key)
    given = {
        "chain_id": POOLS.chain_id,
        "pools": POOLS.address,
        "now": START,
        "key_hash": sealed.key.hash,
        "point": [point.x, point.y],
    }

    with subprocess.Popen(
        [sys.executable, "-c", MACHINE, str(tmp_path), json.dumps(given)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as machine:
        assert machine.stdout is not None
        announced: list[list[str]] = []
        services: dict[int, Seller] = {}
        while len(services) < 2:
            word, *rest = machine.stdout.readline().split()
            if word == "sealed":
                announced.append(rest)
            else:
                assert word == "url", machine.stdout.read()
                services[int(rest[0])] = Seller(rest[1], Ledger(), sealed, [], tmp_path, [0.0])
        (first, before), (second, after) = services.items()
        unused, used = before.signed(ADAM), before.signed(ADAM)
        assert before.post("/keys", used).status_code == 200

        os.kill(first, signal.SIGKILL)
        refused = [after.post("/keys", asked) for asked in (unused, used)]
        served = after.key(ADAM)
        os.kill(second, signal.SIGTERM)
        said = machine.stdout.read().splitlines()

    assert [refusal(response)[0] for response in refused] == [401, 401]
    assert served.status_code == 200
    # Nothing but this was said, and the one that was asked to stop did.
    assert sorted(said) == sorted([f"ended {first} {signal.SIGKILL}", f"ended {second} 0"])

    assert len(announced) > 20
    assert len({attempt for attempt, _, _ in announced}) > 1
    keys = KeyFolder(tmp_path / "keys", lock)
    for _, content_hash, key_hash in announced:
        ciphertext, key = ciphertexts.get(content_hash), keys.get(key_hash)
        assert ciphertext is not None
        assert key is not None
        assert open_content(ciphertext, key, content_hash, key_hash) == b"advisory"
        (kept,) = (tmp_path / "keys").glob(f"{key_hash}*")
        assert key.value.hex() not in kept.read_text()
