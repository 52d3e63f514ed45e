"""Keys and points, against OpenSSL and a plain Python implementation."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bugmark_py.errors import InputError, PointError
from bugmark_py.sealing.curve import (
    FIELD,
    NOBODY,
    ORDER,
    EphemeralPoint,
    OneTimeKey,
    PublicKey,
    ephemeral_key,
    key_from_seed,
    recovered_address,
)
from tests.unit.sealing.reference import N, P, address, ecrecover, keys, openssl_multiple

pytestmark = pytest.mark.unit

EDGES = (1, 2, N - 2, N - 1)
# x^3 + 7 is no square for 0, 5, and p - 1 = -1 gives 6, which is none either.
OFF_CURVE = (0, 5, P - 1)
KEYS = st.integers(min_value=1, max_value=N - 1)


def lift(x: int) -> int | None:
    """The even y of an x, by hand; p is 3 modulo 4."""
    square = (pow(x, 3, P) + 7) % P
    y = pow(square, (P + 1) // 4, P)
    if y * y % P != square:
        return None
    return y if y % 2 == 0 else P - y


# The first x at or above the order that has a point: fields are larger than orders.
ABOVE_ORDER = next(x for x in range(N, N + 100) if lift(x) is not None)


def test_the_curve_is_secp256k1() -> None:
    assert (ORDER, FIELD) == (N, P)


@pytest.mark.parametrize("number", [0, -1, N, N + 1, 2**256])
def test_no_key_is_zero_or_at_or_above_the_order(number: int) -> None:
    with pytest.raises(InputError, match="no private key") as refused:
        OneTimeKey(number)

    assert str(number) not in str(refused.value).replace("1 to n - 1", "")


@pytest.mark.parametrize("number", EDGES)
def test_the_edge_keys_have_the_public_keys_of_openssl(number: int) -> None:
    key = OneTimeKey(number)

    assert (key.public_key.x, key.public_key.y) == openssl_multiple(number)
    assert key.address == key.public_key.address == address(openssl_multiple(number))


def test_a_thousand_shared_points_are_those_of_openssl_from_both_sides() -> None:
    pairs = [*product(EDGES, EDGES), *zip(keys(1_000), keys(1_000, "seller"), strict=True)]

    for k, e in pairs:
        bidder, seller = OneTimeKey(k), OneTimeKey(e)
        expected = address(openssl_multiple(k * e % N))
        assert seller.shared_address(bidder.public_key) == expected
        assert bidder.shared_address(seller.ephemeral_point) == expected
        assert recovered_address(bidder, seller.ephemeral_point) == expected


def test_the_contracts_way_agrees_with_a_plain_ecrecover() -> None:
    pairs = [*product(EDGES, EDGES), *zip(keys(40), keys(40, "seller"), strict=True)]

    for k, e in pairs:
        x, y = openssl_multiple(e)
        expected = ecrecover(bytes(32), 27 + y % 2, x, k * x % N)
        assert expected is not None
        assert recovered_address(OneTimeKey(k), EphemeralPoint(x, odd=y % 2 == 1)) == expected


@pytest.mark.parametrize("x", [*OFF_CURVE, N, ABOVE_ORDER, P, P + 1, 2**256 - 1])
@pytest.mark.parametrize("odd", [False, True])
def test_a_point_that_is_none_or_out_of_range_is_refused_and_recovers_nobody(
    x: int, *, odd: bool
) -> None:
    point = EphemeralPoint(x, odd=odd)

    with pytest.raises(PointError, match=r"secp256k1"):
        point.check()
    with pytest.raises(PointError):
        OneTimeKey(7).shared_address(point)
    assert recovered_address(OneTimeKey(7), point) == NOBODY
    assert ecrecover(bytes(32), 27 + odd, x, 7 * x % N) is None


def test_a_point_above_the_order_is_on_the_curve_and_refused_all_the_same() -> None:
    y = lift(ABOVE_ORDER)
    assert y is not None

    PublicKey(ABOVE_ORDER, y).check()

    with pytest.raises(PointError, match="1 to n - 1"):
        EphemeralPoint(ABOVE_ORDER, odd=False).check()


@given(x=st.integers(min_value=1, max_value=N - 1), odd=st.booleans(), k=KEYS)
def test_a_posted_point_is_usable_exactly_if_its_x_has_a_root(*, x: int, odd: bool, k: int) -> None:
    point = EphemeralPoint(x, odd=odd)

    if lift(x) is None:
        with pytest.raises(PointError, match="no point of secp256k1"):
            point.check()
        assert recovered_address(OneTimeKey(k), point) == NOBODY
    else:
        point.check()
        shared = OneTimeKey(k).shared_address(point)
        assert recovered_address(OneTimeKey(k), point) == shared != NOBODY


@given(number=KEYS, bit=st.integers(min_value=0, max_value=255))
def test_a_public_key_of_which_a_bit_is_changed_is_off_the_curve(number: int, bit: int) -> None:
    good = OneTimeKey(number).public_key
    bad = PublicKey(good.x, good.y ^ (1 << bit))

    good.check()
    with pytest.raises(PointError, match="not on secp256k1"):
        bad.check()
    with pytest.raises(PointError):
        OneTimeKey(3).shared_address(bad)
    assert bad.address != good.address


@pytest.mark.parametrize(("x", "y"), [(0, 0), (P, P), (2**256 - 1, 2**256 - 1), (0, 1)])
def test_numbers_that_are_no_point_still_have_the_address_that_was_committed_to(
    x: int, y: int
) -> None:
    assert PublicKey(x, y).address == address((x, y))
    with pytest.raises(PointError):
        PublicKey(x, y).check()


@pytest.mark.parametrize("x", [-1, 2**256])
def test_numbers_that_no_word_holds_are_no_point(x: int) -> None:
    with pytest.raises(InputError, match="x of a point"):
        EphemeralPoint(x, odd=False)
    with pytest.raises(InputError, match="y of a point"):
        PublicKey(1, x)


@pytest.mark.parametrize(
    ("seed", "number"),
    [
        (0, 1),
        (1, 2),
        (N - 2, N - 1),
        (N - 1, 1),
        (N, 2),
        (2**384 - 1, (2**384 - 1) % (N - 1) + 1),
    ],
)
def test_seeds_reach_every_key_from_one_to_the_last(seed: int, number: int) -> None:
    assert key_from_seed(seed.to_bytes(48, "big")).number == number


def test_an_ephemeral_key_is_drawn_again_while_its_point_is_above_the_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Nobody knows the key to such a point, so that one is put in the place of the first key's.
    y = lift(ABOVE_ORDER)
    assert y is not None
    points = {1: PublicKey(ABOVE_ORDER, y), 2: OneTimeKey(2).public_key}
    monkeypatch.setattr(OneTimeKey, "public_key", property(lambda key: points[key.number]))
    seeds = iter([0, 1])

    key = ephemeral_key(lambda size: next(seeds).to_bytes(size, "big"))

    assert key.number == 2
    key.ephemeral_point.check()
