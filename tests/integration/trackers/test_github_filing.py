"""Filing at GitHub from the command line: with a token it is done, else it is said where."""

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bugmark_py.cli.main import main
from bugmark_py.trackers import github_api

pytestmark = pytest.mark.integration

TOKEN = "ghp_0123456789secret"
TITLE = "Saving crashes on long names & worse"
FILED = "POST /repos/octocat/hello/issues"

Run = Callable[..., tuple[object, Any, str]]


@pytest.fixture
def run(
    github: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """`bugmark ... --json` with a token for that GitHub: its exit code, document and stderr."""
    monkeypatch.setenv("BUGMARK_HOME", str(tmp_path))
    monkeypatch.setenv("BUGMARK_URLS", json.dumps({"github.com": github.url}))
    monkeypatch.setenv("BUGMARK_TOKENS", json.dumps({"github.com": TOKEN}))

    def command(*arguments: str) -> tuple[object, Any, str]:
        with pytest.raises(SystemExit) as stopped:
            main([*arguments, "--json"])
        said = capsys.readouterr()
        return stopped.value.code, json.loads(said.out), said.err

    return command


def test_with_a_token_it_is_filed(run: Run, github: Any, payloads: Any) -> None:
    github.add(FILED, payloads.issue(7, "octocat/hello", title=TITLE), status=201)

    code, document, _ = run("issue", "create", "github:Octocat/Hello", TITLE)

    assert code is None
    assert (document["issue"], document["title"]) == ("github:octocat/hello#7", TITLE)
    assert document["url"] == "https://github.com/octocat/hello/issues/7"
    (request,) = github.requests
    assert json.loads(request.body) == {"title": TITLE}
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("github:octocat/hello", "https://github.com/octocat/hello"),
        ("github@git.example.org:team/tool", "https://git.example.org/team/tool"),
    ],
)
def test_without_a_token_it_is_said_where(
    run: Run, github: Any, monkeypatch: pytest.MonkeyPatch, source: str, place: str
) -> None:
    monkeypatch.delenv("BUGMARK_TOKENS")

    code, document, _ = run("issue", "create", source, TITLE)

    query = "title=Saving+crashes+on+long+names+%26+worse"
    assert (code, document) == (None, {"url": f"{place}/issues/new?{query}"})
    assert github.requests == []


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "the token is refused"),
        (403, "this token may not"),
        (404, "it is private, misspelt or gone, or needs another token"),
        (410, "status 410"),
        (422, "status 422"),
        (500, "status 500"),
        (200, "status 200"),
        (307, "status 307"),
    ],
)
def test_what_github_refuses_is_told_in_one_line(
    run: Run, github: Any, status: int, said: str
) -> None:
    github.add(FILED, {"message": TOKEN}, status=status, headers={"Location": github.url})

    code, document, err = run("issue", "create", "github:octocat/hello", TITLE)

    assert (code, err.count("\n")) == (1, 1)
    assert said in document["error"]["message"]
    assert TOKEN not in err
    assert len(github.requests) == 1, "nothing is sent twice"


def test_where_nobody_knows_whether_it_was_filed_one_is_told_to_look(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(github_api, "TIMEOUTS", (0.2, 0.2))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        monkeypatch.setenv("BUGMARK_URLS", json.dumps({"github.com": url}))

        code, _, err = run("issue", "create", "github:octocat/hello", TITLE)

    assert code == 1
    assert "no answer in time: look whether it is there before you try again" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("github:hello", TITLE), "is no path at github: write owner/repository"),
        (("github:octocat/hello#7", TITLE), "names an issue or a rule: write github:octocat/hello"),
        (("github:octocat/hello", " "), "an issue needs a title"),
        (("github:octocat/hello", "a\nb"), "control character"),
        (("github:octocat/hello", TITLE, "--at", "+1d"), "--at is for the file tracker"),
        (("gitlab:group/project", TITLE), "takes no issues from here"),
    ],
)
def test_what_cannot_be_meant_files_nothing(
    run: Run, github: Any, arguments: tuple[str, ...], said: str
) -> None:
    code, document, _ = run("issue", "create", *arguments)

    assert code == 2
    assert said in document["error"]["message"]
    assert github.requests == []
