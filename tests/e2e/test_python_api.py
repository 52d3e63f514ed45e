"""Trading from a plain script that knows nothing but `bugmark_py.connect`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bugmark_py.chain.deployments import Terms
from bugmark_py.chain.home import Home
from bugmark_py.chain.local import local_market

pytestmark = pytest.mark.e2e

SCRIPT = """
import bugmark_py

with bugmark_py.connect("local", account="adam") as bm:
    f = bm.market.create_future("file:demo#1", maturation="+14d")
    o = bm.market.buy(f, "unfixed", units=200, price="0.80")

    bm.named("beth").market.take(o, units=50)

    bm.connection.rpc("evm_increaseTime", 14 * 86400)
    bm.connection.rpc("evm_mine")
    for reporter in ("reporter", "reporter2"):
        bm.named(reporter).oracle.vote(f, 0, "0x" + 64 * "0")
    bm.connection.rpc("evm_increaseTime", 3600)
    bm.connection.rpc("evm_mine")
    bm.named("reporter").oracle.finalize(f)
    bm.market.settle(f)
    print(bm.market.redeem(f).redeemed // bm.deployment.unit)
    print(bm.claim().released // bm.deployment.unit)
"""


def test_the_example_of_the_readme_runs_to_its_payout(tmp_path: Path) -> None:
    home = Home(tmp_path / "state")
    with local_market(home, Terms()):
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            cwd=tmp_path,
            env=os.environ | {"BUGMARK_HOME": str(home.path)},
            capture_output=True,
            text=True,
            check=False,
        )

    assert (done.stderr, done.returncode) == ("", 0)
    # 50 UNFIXED pay 1 each; 150 units of the offer, at 0.80, come back.
    assert done.stdout.split() == ["50", "120"]
