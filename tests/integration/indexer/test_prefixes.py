"""Identifiers by their beginnings."""

from collections.abc import Sequence

import pytest

from bugmark_py.client import Bugmark
from bugmark_py.errors import InputError, RefusedError
from bugmark_py.model.futures import Future

pytestmark = pytest.mark.integration


def alike(futures: Sequence[Future], digits: int) -> tuple[Future, Future]:
    """Two futures whose identifiers begin alike."""
    seen: dict[str, Future] = {}
    for future in futures:
        start = future.future_id[: 2 + digits]
        if start in seen:
            return seen[start], future
        seen[start] = future
    raise AssertionError("no two begin alike")


@pytest.fixture
def future(bugmark: Bugmark) -> Future:
    return bugmark.named("adam").market.create_future("file:demo#1", "+14d")


@pytest.mark.parametrize("length", [6, 7, 63, 64])
def test_a_beginning_of_six_digits_or_more_names_a_future(
    bugmark: Bugmark, future: Future, length: int
) -> None:
    digits = future.future_id[2 : 2 + length]

    for prefix in ("0x" + digits, digits, digits.upper(), "0X" + digits.upper()):
        assert bugmark.book.future(prefix).future == future


def test_an_offer_is_named_alike(bugmark: Bugmark, future: Future) -> None:
    placed = bugmark.named("adam").market.buy(future, "fixed", units=1, price="0.5")

    assert bugmark.book.offer(placed.offer_id[:8]).offer_id == placed.offer_id
    assert bugmark.book.offer(placed.offer_id).offer == placed.offer


@pytest.mark.parametrize(
    "prefix", ["", "0x", "0x12345", "12345", "0x12345g", "zzzzzz", "0x" + 65 * "1", "0x0x123456"]
)
@pytest.mark.usefixtures("future")
def test_what_is_no_beginning_is_refused(bugmark: Bugmark, prefix: str) -> None:
    with pytest.raises(InputError, match="is no identifier: write 6 or more of its hex digits"):
        bugmark.book.future(prefix)
    with pytest.raises(InputError, match="is no identifier"):
        bugmark.book.offer(prefix)


@pytest.mark.parametrize("prefix", ["%%%%%%", "______", "0x12%456", "'--;''"])
@pytest.mark.usefixtures("future")
def test_a_beginning_is_no_pattern(bugmark: Bugmark, prefix: str) -> None:
    with pytest.raises(InputError, match="is no identifier"):
        bugmark.book.future(prefix)


def test_an_unknown_beginning_is_refused(bugmark: Bugmark, future: Future) -> None:
    unknown = f"{int(future.future_id[2:8], 16) ^ 1:06x}"

    with pytest.raises(RefusedError, match=f"no future begins with {unknown}"):
        bugmark.book.future(unknown)
    with pytest.raises(RefusedError, match=f"no offer begins with {unknown}"):
        bugmark.book.offer(unknown)


def test_a_beginning_of_several_names_none_of_them(bugmark: Bugmark) -> None:
    adam = bugmark.named("adam").market
    later = bugmark.now() + 10**6
    oracle = bugmark.deployment.oracle
    found = [Future("file:demo#1", later + each, oracle) for each in range(12_000)]
    first, second = alike(found, 6)
    for future in (first, second):
        adam.create_future(future.question, future.maturation)

    with pytest.raises(InputError, match="is the beginning of 0x") as raised:
        bugmark.book.future(first.future_id[:8])
    assert str(raised.value).endswith(": write more digits")
    assert bugmark.book.future(first.future_id).future == first
    assert bugmark.book.future(second.future_id).future == second
