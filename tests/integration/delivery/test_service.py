"""What the service gives, to whom, and when."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import requests

from bugmark_py.delivery.challenges import LIFETIME
from bugmark_py.delivery.client import request_key
from bugmark_py.delivery.limits import Rate
from bugmark_py.delivery.service import USUAL
from bugmark_py.sealing.content import open_content
from bugmark_py.sealing.curve import EphemeralPoint, OneTimeKey, PublicKey
from bugmark_py.sealing.words import Delivery, Recipient, open_delivery
from tests.integration.delivery.conftest import (
    ADAM,
    ADVISORY,
    BETH,
    BOB,
    CONTRACT,
    DEADLINE,
    POOL,
    POOLS,
    START,
    Seller,
    Sells,
    one_time_key,
    refusal,
)

pytestmark = pytest.mark.integration


def opened(seller: Seller, response: requests.Response, key: OneTimeKey, account: str) -> bytes:
    """The content, with what the service answered."""
    assert response.status_code == 200, response.text
    answer = response.json()
    point = EphemeralPoint(int(answer["point"]["x"], 16), answer["point"]["odd"])
    content_key = open_delivery(
        Delivery(point, answer["word"]), key, Recipient(POOL, account), seller.sealed.key.hash
    )
    ciphertext = requests.get(
        f"{seller.url}/ciphertexts/{seller.sealed.content_hash}", timeout=10
    ).content
    return open_content(ciphertext, content_key, seller.sealed.content_hash, seller.sealed.key.hash)


def test_a_payer_has_the_content_from_the_start(seller: Seller) -> None:
    response = seller.key(ADAM)

    assert opened(seller, response, one_time_key(ADAM), ADAM.address) == ADVISORY
    assert response.headers["Cache-Control"] == "no-store"
    assert seller.said == [f"pool {POOL}: the key was handed to {ADAM.address}"]


def test_a_free_rider_has_it_at_the_deadline_and_not_a_second_before(seller: Seller) -> None:
    seller.ledger.time = DEADLINE - 1
    early = seller.key(BETH)
    seller.ledger.time = DEADLINE
    due = seller.key(BETH)

    assert refusal(early) == (403, "the key is yours at 2027-01-15T09:00:00Z, in 1 seconds")
    assert early.headers["Retry-After"] == "1"
    assert opened(seller, due, one_time_key(BETH), BETH.address) == ADVISORY


def test_a_payer_too_waits_for_the_start(seller: Seller) -> None:
    seller.ledger.time = START - 1

    assert refusal(seller.key(ADAM))[0] == 403


def test_whoever_did_not_bid_has_nothing(seller: Seller) -> None:
    seller.ledger.time = DEADLINE + 10**6

    status, message = refusal(seller.key(BOB))

    assert (status, message) == (404, f"{BOB.address} has nothing to get from pool {POOL}")


def test_an_answer_is_of_no_use_to_anybody_else_and_never_the_same_twice(seller: Seller) -> None:
    first, second = seller.key(ADAM).json(), seller.key(ADAM).json()

    assert first["point"] != second["point"]
    assert first["word"] != second["word"]
    assert seller.sealed.key.value.hex() not in str(first)


@pytest.mark.parametrize("signer", [BETH, BOB])
def test_another_accounts_signature_is_refused(seller: Seller, signer: object) -> None:
    seller.ledger.time = DEADLINE
    asked = seller.signed(ADAM)
    foreign = seller.signed(BETH if signer is BETH else BOB)

    status, message = refusal(seller.post("/keys", asked | {"signature": foreign["signature"]}))

    assert status == 401
    assert message == f"the signature is not that of {ADAM.address} for this challenge"


def test_another_bidders_challenge_and_signature_do_not_give_ones_own_bid_to_them(
    seller: Seller,
) -> None:
    # Beth has to wait, and tries with Adam's bid.
    asked = seller.signed(BETH)

    for changed in (
        asked | {"account": ADAM.address},
        asked | {"account": ADAM.address, "challenge": seller.challenge(ADAM.address)},
    ):
        assert refusal(seller.post("/keys", changed))[0] == 401


@pytest.mark.parametrize("signature", ["0x", "0x00", "0x" + "00" * 65, "0x" + "ff" * 65])
def test_rubbish_is_no_signature(seller: Seller, signature: str) -> None:
    asked = seller.signed(ADAM) | {"signature": signature}

    assert refusal(seller.post("/keys", asked))[0] == 401


def test_a_signature_is_good_for_its_challenge_only(seller: Seller) -> None:
    asked = seller.signed(ADAM) | {"challenge": seller.challenge(ADAM.address)}

    assert refusal(seller.post("/keys", asked))[0] == 401


def test_a_replay_is_refused(seller: Seller) -> None:
    asked = seller.signed(ADAM)

    assert seller.post("/keys", asked).status_code == 200
    status, message = refusal(seller.post("/keys", asked))

    assert status == 401
    assert "was used" in message


def test_a_request_that_came_too_early_has_used_its_challenge(seller: Seller) -> None:
    asked = seller.signed(BETH)
    assert refusal(seller.post("/keys", asked))[0] == 403

    seller.ledger.time = DEADLINE

    assert refusal(seller.post("/keys", asked))[0] == 401


def test_of_many_requests_at_once_with_one_challenge_one_is_answered(seller: Seller) -> None:
    asked = seller.signed(ADAM)

    with ThreadPoolExecutor(8) as threads:
        statuses = list(threads.map(lambda _: seller.post("/keys", asked).status_code, range(8)))

    assert sorted(statuses) == [200] + [401] * 7


def test_an_old_challenge_is_refused(seller: Seller) -> None:
    asked = seller.signed(ADAM)
    seller.now[0] += LIFETIME

    assert refusal(seller.post("/keys", asked))[0] == 401


def test_a_challenge_of_another_seller_is_refused(sells: Sells) -> None:
    first, second = sells(), sells()

    assert refusal(second.post("/keys", first.signed(ADAM)))[0] == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"chain_id": 1},
        {"pools": BOB.address},
    ],
)
def test_what_is_about_another_chain_or_contract_is_refused(
    seller: Seller, changes: dict[str, object]
) -> None:
    for path, asked in (
        ("/challenges", seller.ask(ADAM.address, **changes)),
        ("/keys", seller.signed(ADAM) | changes),
    ):
        status, message = refusal(seller.post(path, asked))
        assert status == 404
        assert message == f"this service is for the pools of {POOLS.address} on chain 31337"


def test_a_challenge_for_one_pool_is_none_for_another(seller: Seller) -> None:
    other = "0x" + "08" * 32
    seller.ledger.hashes[other] = seller.sealed.key.hash

    assert refusal(seller.post("/keys", seller.signed(ADAM) | {"pool": other}))[0] == 401


def test_a_pool_of_another_seller_is_not_served(seller: Seller) -> None:
    seller.ledger.hashes[POOL] = "0x" + "12" * 32

    assert refusal(seller.key(ADAM)) == (404, f"this service does not sell pool {POOL}")


def test_a_contract_that_takes_the_signature_is_served(seller: Seller) -> None:
    key = OneTimeKey(99)
    seller.ledger.enter(CONTRACT, key.public_key, START)
    seller.ledger.accepted.add((CONTRACT, b"anything"))
    asked = seller.ask(CONTRACT, challenge=seller.challenge(CONTRACT))

    refused = seller.post("/keys", asked | {"signature": "0x" + b"something".hex()})
    served = seller.post("/keys", asked | {"signature": "0x" + b"anything".hex()})

    assert refusal(refused)[0] == 401
    assert opened(seller, served, key, CONTRACT) == ADVISORY


def test_a_key_off_the_curve_which_no_contract_takes_is_the_sellers_to_know(
    seller: Seller,
) -> None:
    seller.ledger.enter(ADAM.address, PublicKey(1, 1), START)

    assert refusal(seller.key(ADAM))[0] == 503
    assert "nobody has a key to it" in seller.said[0]


def test_an_account_that_asks_often_waits_and_nobody_else_does(sells: Sells) -> None:
    seller = sells(replace(USUAL, account=Rate(burst=2, per_minute=60)))
    seller.ledger.time = DEADLINE
    statuses = [seller.key(ADAM).status_code for _ in range(2)]

    last = seller.key(ADAM)

    assert statuses == [200, 200]
    assert refusal(last) == (429, "too often: try again in 1 seconds")
    assert last.headers["Retry-After"] == "1"
    assert seller.key(BETH).status_code == 200
    seller.now[0] += 1
    assert seller.key(ADAM).status_code == 200


def test_nobody_uses_up_the_requests_of_an_account_that_is_not_theirs(sells: Sells) -> None:
    seller = sells(replace(USUAL, account=Rate(burst=1, per_minute=1)))
    for _ in range(20):
        seller.post("/keys", seller.signed(BOB) | {"account": ADAM.address})
        seller.now[0] += 10

    assert seller.key(ADAM).status_code == 200


def test_a_chain_that_does_not_answer_is_the_sellers_to_know(seller: Seller) -> None:
    seller.ledger.broken = True

    assert refusal(seller.key(ADAM)) == (503, "the service cannot answer now: try again later")
    assert seller.said == ["a bidder waits: http://127.0.0.1:9/v3/endpoint-secret does not answer"]


def test_a_damaged_key_file_is_the_sellers_to_know(seller: Seller) -> None:
    for path in (seller.folder / "keys").iterdir():
        path.write_text("{}")

    assert refusal(seller.key(ADAM)) == (503, "the service cannot answer now: try again later")
    assert seller.said == [
        f"a bidder waits: {seller.sealed.key.hash} is damaged: it is no locked secret of version 1"
    ]


def test_a_defect_is_told_without_its_message(
    seller: Seller, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("with a secret")

    monkeypatch.setattr("bugmark_py.delivery.service.deliver", fail)

    assert refusal(seller.key(ADAM)) == (500, "a defect of bugmark: its seller was told")
    assert seller.said == ["a defect of bugmark: RuntimeError"]
    assert capfd.readouterr() == ("", "")


def test_ciphertexts_are_for_everybody_and_for_ever(seller: Seller) -> None:
    url = f"{seller.url}/ciphertexts/{seller.sealed.content_hash}"

    whole = requests.get(url, timeout=10)
    head = requests.head(url, timeout=10)
    part = requests.get(url, headers={"Range": "bytes=8-39"}, timeout=10)

    assert whole.content == seller.sealed.ciphertext
    assert whole.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert whole.headers["Content-Type"] == "application/octet-stream"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert head.headers["Content-Length"] == str(len(seller.sealed.ciphertext))
    assert part.content.hex() == seller.sealed.key.hash[2:]


def test_the_service_says_what_it_is_for(seller: Seller) -> None:
    answer = requests.get(seller.url, timeout=10).json()

    assert answer == {"chain_id": 31_337, "pools": POOLS.address}


def test_the_python_client_gets_the_key(seller: Seller) -> None:
    key = request_key(
        seller.url,
        ADAM,
        one_time_key(ADAM),
        pools=POOLS,
        pool_id=POOL,
        key_hash=seller.sealed.key.hash,
    )

    assert key == seller.sealed.key


def test_nothing_secret_is_said_written_or_kept_in_clear(
    seller: Seller, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    asked = seller.signed(ADAM)
    answer = seller.post("/keys", asked)
    refused = [seller.post("/keys", asked), seller.key(BETH), seller.key(BOB)]

    key = seller.sealed.key.value
    clear = [key, key.hex().encode(), key.hex().upper().encode()]
    seen = [path.read_bytes() for path in seller.folder.rglob("*") if path.is_file()]
    seen += [response.content for response in (answer, *refused)]
    said = "".join([*seller.said, *capfd.readouterr(), caplog.text.partition("urllib3")[0]])
    private = [
        *(asked["signature"][2:], asked["challenge"][2:], answer.json()["word"][2:]),
        f"{one_time_key(ADAM).number:x}",
    ]
    assert len(seen) >= 6
    assert not [1 for place, secret in itertools.product(seen, clear) if secret in place]
    assert not [1 for secret in [*private, key.hex()] if secret in said]
