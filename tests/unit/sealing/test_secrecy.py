"""No secret turns up in what is printed, logged or raised."""

import pprint
import traceback
from collections.abc import Callable

import pytest

from bugmark_py.errors import BugmarkError
from bugmark_py.sealing.content import ContentKey, SealedContent, seal_content
from bugmark_py.sealing.curve import EphemeralPoint, OneTimeKey
from bugmark_py.sealing.derivation import bid_secrets
from bugmark_py.sealing.locks import PassphraseLock, SignatureLock
from bugmark_py.sealing.words import Recipient, check_complaint, deliver, open_delivery

pytestmark = pytest.mark.unit

Attempt = Callable[[], object]

K = ContentKey(bytes.fromhex("c0ffee" * 10 + "c0ff"))
KEY = OneTimeKey(0xDECADE << 200)
SEED = b"\xab" * 32
SECRETS = (
    "c0ffee",
    "\\xc0\\xff",
    "decade",
    str(KEY.number),
    "ab" * 8,
    "correct horse",
    bid_secrets(SEED).salt[2:],
    str(bid_secrets(SEED).key.number),
    f"{bid_secrets(SEED).key.number:x}",
)


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret.lower() in text.lower()]


@pytest.mark.parametrize(
    "value",
    [
        K,
        KEY,
        bid_secrets(SEED),
        SealedContent(b"", K),
        seal_content(b"x", lambda size: (K.value * 2)[:size]),
        SignatureLock(SEED),
        PassphraseLock("correct horse"),
    ],
)
def test_what_holds_a_secret_does_not_show_it(value: object) -> None:
    for shown in (repr(value), str(value), f"{value}", pprint.pformat([value]), f"{[value]}"):
        assert not leaks(shown)


def test_what_is_shown_instead_says_which_secret_it_is() -> None:
    assert repr(K) == f"ContentKey(of hash {K.hash})"
    assert repr(KEY) == f"OneTimeKey({KEY.address})"


def test_no_error_repeats_the_secret_that_it_is_about() -> None:
    recipient = Recipient("0x" + "00" * 32, KEY.address)
    good = deliver(K, OneTimeKey(5), KEY.public_key, recipient)
    attempts: list[Attempt] = [
        lambda: OneTimeKey(KEY.number << 60),
        lambda: ContentKey(K.value + b"\0"),
        lambda: K.check("0x" + "00" * 32),
        lambda: KEY.shared_address(EphemeralPoint(5, odd=False)),
        lambda: open_delivery(good, KEY, recipient, "0x" + "00" * 32),
        lambda: check_complaint(good, KEY, recipient, key_address=KEY.address, key_hash=K.hash),
        lambda: check_complaint(
            good, KEY, recipient, key_address=recipient.bidder[:-1], key_hash=K.hash
        ),
    ]

    for attempt in attempts:
        with pytest.raises(BugmarkError) as refused:
            attempt()
        # Without the lines of this file, which hold secrets.
        assert not leaks("".join(traceback.format_exception_only(refused.value)))
