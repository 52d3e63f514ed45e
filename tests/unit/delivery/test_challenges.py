"""Challenges: each good once, for one account in one pool, for a while."""

import pytest

from bugmark_py.delivery import challenges as module
from bugmark_py.delivery.challenges import LIFETIME, SIZE, Challenges
from bugmark_py.sealing.messages import Pools

pytestmark = pytest.mark.unit

POOLS = Pools(31_337, "0x5FbDB2315678afecb367f032d93F642f64180aa3")
ADAM = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
POOL, OTHER = f"0x{3:064x}", f"0x{4:064x}"
BETH = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"


class Clock:
    def __init__(self) -> None:
        self.time = 1_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def challenges(clock: Clock) -> Challenges:
    return Challenges(POOLS, clock)


def test_a_challenge_is_open_until_it_is_used(challenges: Challenges) -> None:
    challenge = challenges.issue(POOL, ADAM)

    assert len(challenge) == SIZE
    assert challenges.is_open(challenge, POOL, ADAM)
    assert challenges.use(challenge)
    assert not challenges.is_open(challenge, POOL, ADAM)
    assert not challenges.use(challenge)


def test_a_challenge_expires(challenges: Challenges, clock: Clock) -> None:
    challenge = challenges.issue(POOL, ADAM)

    clock.time += LIFETIME - 0.002
    assert challenges.is_open(challenge, POOL, ADAM)
    clock.time += 0.002
    assert not challenges.is_open(challenge, POOL, ADAM)


def test_no_two_challenges_are_the_same(challenges: Challenges) -> None:
    assert len({challenges.issue(POOL, ADAM) for _ in range(100)}) == 100


def test_a_challenge_is_for_one_account_in_one_pool(challenges: Challenges) -> None:
    challenge = challenges.issue(POOL, ADAM)

    assert not challenges.is_open(challenge, OTHER, ADAM)
    assert not challenges.is_open(challenge, POOL, BETH)


@pytest.mark.parametrize(
    "other",
    [
        POOLS,
        Pools(1, POOLS.address),
        Pools(31_337, BETH),
    ],
)
def test_another_process_chain_or_contract_takes_no_challenge(
    challenges: Challenges, clock: Clock, other: Pools
) -> None:
    assert not Challenges(other, clock).is_open(challenges.issue(POOL, ADAM), POOL, ADAM)


def test_another_chain_takes_no_challenge_even_under_the_same_key(clock: Clock) -> None:
    def entropy(size: int) -> bytes:
        return b"\x07" * size

    challenge = Challenges(POOLS, clock, entropy).issue(POOL, ADAM)

    assert Challenges(POOLS, clock, entropy).is_open(challenge, POOL, ADAM)
    for other in (Pools(1, POOLS.address), Pools(31_337, BETH)):
        assert not Challenges(other, clock, entropy).is_open(challenge, POOL, ADAM)


def test_no_bit_of_a_challenge_can_be_changed(challenges: Challenges) -> None:
    challenge = challenges.issue(POOL, ADAM)

    for place in range(SIZE):
        changed = bytearray(challenge)
        changed[place] ^= 1
        assert not challenges.is_open(bytes(changed), POOL, ADAM)


@pytest.mark.parametrize("size", [0, 1, 32, SIZE - 1, SIZE + 1])
def test_rubbish_is_no_challenge(challenges: Challenges, size: int) -> None:
    assert not challenges.is_open(bytes(size), POOL, ADAM)


def test_what_was_used_is_forgotten_once_it_has_expired(
    challenges: Challenges, clock: Clock
) -> None:
    for _ in range(50):
        challenges.use(challenges.issue(POOL, ADAM))
        clock.time += 1
    assert len(challenges._used) == 50

    clock.time += LIFETIME
    challenges.use(challenges.issue(POOL, ADAM))

    assert len(challenges._used) == 1


def test_memory_is_bounded_and_a_full_one_lets_nothing_be_used_twice(
    challenges: Challenges, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_USED", 3)
    first = challenges.issue(POOL, ADAM)

    used = [challenges.use(each) for each in (first, *(challenges.issue(POOL, BETH),) * 1)]
    used += [challenges.use(challenges.issue(POOL, BETH)) for _ in range(3)]

    assert used == [True, True, True, False, False]
    assert not challenges.use(first)
