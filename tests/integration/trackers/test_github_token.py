"""GitHub over HTTP: the token goes where it belongs, and nowhere else."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import SecretStr

from bugmark_py.errors import (
    BugmarkError,
    InputError,
)
from bugmark_py.model.questions import IssueReference
from bugmark_py.trackers.github import GitHubTracker
from bugmark_py.trackers.github_api import GitHubApi

pytestmark = pytest.mark.integration

Json = dict[str, Any]
T = 1_796_601_600  # 2026-12-07T00:00:00Z
TOKEN = "ghp_0123456789secret"
ISSUE = IssueReference("github", None, "o/r", 1)


@pytest.fixture
def tracker(github: Any) -> GitHubTracker:
    return GitHubTracker(github.url, TOKEN)


def _failures(github: Any, payloads: Any) -> list[tuple[str, Callable[[], None]]]:
    path = "/repos/o/r/issues/1"
    return [
        ("401", lambda: github.replace(path, {"message": TOKEN}, status=401)),
        ("403", lambda: github.replace(path, {}, status=403)),
        ("429", lambda: github.replace(path, {}, status=429, headers={"Retry-After": "1"})),
        ("500", lambda: github.replace(path, {}, status=500)),
        ("json", lambda: github.replace(path, TOKEN.encode())),
        ("shape", lambda: github.replace(path, {"state": TOKEN})),
        ("date", lambda: github.replace(path, {}, headers={"Date": TOKEN})),
        ("cut", lambda: github.replace(path, {}, headers={"Content-Length": "99"})),
        ("moved", lambda: github.replace(path, {}, status=301, headers={"Location": "http://x"})),
        ("gone", lambda: github.replace(path, {}, status=410)),
        ("pull", lambda: github.replace(path, payloads.mention(T, T, "")["source"]["issue"])),
    ]


def test_the_token_is_in_no_message_no_repr_and_no_log(
    github: Any,
    payloads: Any,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    tracker = GitHubTracker(github.url, SecretStr(TOKEN))
    texts = [repr(tracker), str(tracker), repr(GitHubApi(github.url, TOKEN)), repr(vars(tracker))]
    texts.append(repr(vars(tracker._api)))
    failures = _failures(github, payloads)

    for _, fail in failures:
        fail()
        with pytest.raises(BugmarkError) as raised:
            tracker.read(ISSUE)
        error: BaseException | None = raised.value
        while error is not None:
            texts += [str(error), repr(error)]
            shown = None if error.__suppress_context__ else error.__context__
            error = error.__cause__ or shown

    assert len(github.requests) >= len(failures)
    texts += [caplog.text, *capfd.readouterr()]
    assert [text for text in texts if TOKEN in text] == []


@pytest.mark.parametrize("token", ["a b", "a\nb", "\u00e9", "a\x00", "\ttab"])
def test_a_token_that_is_none_is_refused_without_repeating_it(token: str) -> None:
    with pytest.raises(InputError, match="the token has a space or another character") as raised:
        GitHubTracker(token=token)
    assert token not in str(raised.value)


def test_an_empty_token_is_none(github: Any, payloads: Any) -> None:
    github.add_issue(payloads.issue())

    GitHubTracker(github.url, SecretStr("")).read(ISSUE)

    assert "Authorization" not in github.requests[0].headers


def test_a_token_does_not_cross_a_network_in_clear() -> None:
    with pytest.raises(InputError, match="is not encrypted: a token is sent over https only"):
        GitHubTracker("http://github.example.org/api/v3", TOKEN)
    GitHubTracker("http://github.example.org/api/v3")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "api.github.com",
        "ftp://x",
        "https://",
        "https://u:secret@x",
        "https://x?y",
        "https://x:y",
    ],
)
def test_an_address_that_is_none_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(InputError, match=r"must be like https://api\.github\.com") as raised:
        GitHubTracker(address)
    assert "secret" not in str(raised.value)
