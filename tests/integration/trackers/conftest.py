"""A GitHub on this machine: recorded answers, and made ones that GitHub's own schema accepts."""

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bugmark_py.model.times import format_time

Json = dict[str, Any]

OCTOKIT = Path(__file__).parents[3] / "node_modules" / "@octokit"
OPENAPI = OCTOKIT / "openapi" / "generated" / "api.github.com.json"
SCENARIOS = OCTOKIT / "fixtures" / "scenarios" / "api.github.com"

T = 1_796_601_600  # 2026-12-07T00:00:00Z
DAY = 86_400


@cache
def openapi() -> Json:
    assert OPENAPI.exists(), "run `make setup`: node_modules is missing"
    document: Json = json.loads(OPENAPI.read_text())
    return document


def as_json_schema(node: Any) -> Any:
    """OpenAPI 3.0 says `nullable` where JSON Schema says that null is one of the types."""
    if isinstance(node, list):
        return [as_json_schema(each) for each in node]
    if not isinstance(node, dict):
        return node
    plain = {
        name: as_json_schema(value)
        for name, value in node.items()
        if name not in {"nullable", "discriminator", "example", "examples", "x-github"}
    }
    return {"anyOf": [{"type": "null"}, plain]} if node.get("nullable") is True else plain


def referenced(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from referenced(each)
    elif isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].rpartition("/")[2]
        for each in node.values():
            yield from referenced(each)


@cache
def validator(name: str) -> Draft202012Validator:
    components = openapi()["components"]["schemas"]
    wanted, found = [name], {}
    while wanted:
        each = wanted.pop()
        if each not in found:
            found[each] = as_json_schema(components[each])
            wanted += referenced(found[each])
    return Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": {"schemas": found}},
    )


def scenario(name: str) -> list[Json]:
    path = SCENARIOS / name / "normalized-fixture.json"
    assert path.exists(), "run `make setup`: node_modules is missing"
    exchanges: list[Json] = json.loads(path.read_text())
    return exchanges


@dataclass
class Exchange:
    status: int
    body: bytes
    headers: dict[str, str]


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class GitHub:
    """What the server answers: for each path a queue, whose last answer stays.

    What is posted comes under `POST` and the path.
    """

    url: str = ""
    now: int = T + DAY
    exchanges: dict[str, list[Exchange]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)

    def add(
        self,
        path: str,
        body: Any = None,
        *,
        status: int = 200,
        headers: dict[str, str | None] | None = None,
    ) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        dated = {"Date": formatdate(self.now, usegmt=True)} | (headers or {})
        self.exchanges.setdefault(path, []).append(
            Exchange(status, content, {k: v for k, v in dated.items() if v is not None}),
        )

    def replace(self, path: str, body: Any = None, **also: Any) -> None:
        self.exchanges.pop(path, None)
        self.add(path, body, **also)

    def replay(self, exchanges: list[Json]) -> None:
        """Answer as GitHub did when it was recorded, under this address."""
        for each in exchanges:
            if each["method"] == "get":
                headers = {
                    name: str(value).replace("https://api.github.com", self.url)
                    for name, value in each["headers"].items()
                    if name in {"date", "link", "location", "x-ratelimit-remaining"}
                }
                self.add(
                    each["path"],
                    each["response"],
                    status=each["status"],
                    headers={"Date": None, **headers},
                )

    def add_issue(self, issue: Json, *pages: list[Json]) -> None:
        """Serve an issue and its timeline, in as many pages as are given."""
        validator("issue").validate(issue)
        for page in pages:
            for event in page:
                self.validate_event(event)
        path = issue["url"].removeprefix("https://api.github.com")
        self.add(path, issue)
        address = f"{path}/timeline?per_page=100"
        for number, page in enumerate(pages or ([],), 1):
            following = f"{path}/timeline?per_page=100&page={number + 1}"
            last = number >= len(pages)
            links = f'<{self.url}{following}>; rel="next", <{self.url}{address}>; rel="first"'
            self.add(address, page, headers={"Link": None if last else links})
            address = following

    @staticmethod
    def validate_event(event: Json) -> None:
        validator("timeline-issue-events").validate(event)
        names = {
            "cross-referenced": "timeline-cross-referenced-event",
            "commented": "timeline-comment-event",
            "labeled": "labeled-issue-event",
            "unlabeled": "unlabeled-issue-event",
        }
        validator(names.get(event["event"], "state-change-issue-event")).validate(event)

    def paths(self) -> list[str]:
        return [request.path for request in self.requests]


@pytest.fixture
def github() -> Iterator[GitHub]:
    github = GitHub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(self.path, b"")

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            self.answer(f"POST {self.path}", self.rfile.read(length))

        def answer(self, path: str, body: bytes) -> None:
            github.requests.append(Request(path, dict(self.headers), body))
            queue = github.exchanges.get(path)
            if queue is None:
                exchange = Exchange(
                    404,
                    b'{"message": "Not Found"}',
                    {"Date": formatdate(github.now, usegmt=True)},
                )
            else:
                exchange = queue.pop(0) if len(queue) > 1 else queue[0]
            self.send_response_only(exchange.status)
            headers = {"Content-Length": str(len(exchange.body))} | exchange.headers
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(exchange.body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        github.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield github
        server.shutdown()
        thread.join()


class Payloads:
    """Payloads as GitHub makes them; the templates are recorded ones."""

    author = 1
    maintainer = 2

    def __init__(self) -> None:
        self._issue: Json = scenario("paginate-issues")[0]["response"][0]
        self._repository: Json = scenario("get-repository")[0]["response"]
        self._events = 0

    def user(self, number: int, **changes: Any) -> Json:
        user: Json = copy.deepcopy(self._issue["user"])
        return user | {"id": number, "login": f"user-{number}"} | changes

    def repository(self, name: str = "o/r", **changes: Any) -> Json:
        return (
            copy.deepcopy(self._repository)
            | {
                "full_name": name,
                "name": name.partition("/")[2],
                "url": f"https://api.github.com/repos/{name}",
            }
            | changes
        )

    def issue(self, number: int = 1, repository: str = "o/r", **changes: Any) -> Json:
        api = f"https://api.github.com/repos/{repository}"
        base = {
            "url": f"{api}/issues/{number}",
            "repository_url": api,
            "html_url": f"https://github.com/{repository}/issues/{number}",
            "number": number,
            "title": "It crashes",
            "user": self.user(self.author),
            "author_association": "NONE",
            "state": "open",
            "state_reason": None,
            "labels": [],
            "created_at": format_time(T - 30 * DAY),
            "closed_at": None,
        }
        return copy.deepcopy(self._issue) | base | changes

    def closed_issue(self, at: int, reason: str | None = "completed", **changes: Any) -> Json:
        return self.issue(
            **{
                "state": "closed",
                "state_reason": reason,
                "closed_at": format_time(at),
                "closed_by": self.user(self.maintainer),
                **changes,
            },
        )

    def event(self, kind: str, at: int, actor: int | Json = maintainer, **changes: Any) -> Json:
        self._events += 1
        return {
            "id": self._events,
            "node_id": "CE_1",
            "url": "https://api.github.com/repos/o/r/issues/events/1",
            "actor": actor if isinstance(actor, dict) else self.user(actor),
            "event": kind,
            "commit_id": None,
            "commit_url": None,
            "created_at": format_time(at),
            "performed_via_github_app": None,
        } | changes

    def closed(self, at: int, reason: str | None = "completed", **changes: Any) -> Json:
        return self.event("closed", at, **{"state_reason": reason, **changes})

    def reopened(self, at: int) -> Json:
        return self.event("reopened", at, state_reason=None)

    def labeled(self, at: int, label: str) -> Json:
        return self.event("labeled", at, label={"name": label, "color": "ffffff"})

    def unlabeled(self, at: int, label: str) -> Json:
        return self.event("unlabeled", at, label={"name": label, "color": "ffffff"})

    def comment(self, at: int, body: str, actor: int = maintainer, **changes: Any) -> Json:
        user = self.user(actor)
        return {
            "event": "commented",
            "actor": user,
            "user": user,
            "id": 1,
            "node_id": "IC_1",
            "url": "https://api.github.com/repos/o/r/issues/comments/1",
            "html_url": "https://github.com/o/r/issues/1#issuecomment-1",
            "issue_url": "https://api.github.com/repos/o/r/issues/1",
            "author_association": "NONE",
            "body": body,
            "created_at": format_time(at),
            "updated_at": format_time(at),
        } | changes

    def mention(self, at: int, merged_at: int | None, body: str, **changes: Any) -> Json:
        """Pull request 5 mentions the issue."""
        request = self.issue(
            **{
                "number": 5,
                "body": body,
                "state": "closed",
                "pull_request": {
                    "url": "https://api.github.com/repos/o/r/pulls/5",
                    "html_url": "https://github.com/o/r/pull/5",
                    "diff_url": "https://github.com/o/r/pull/5.diff",
                    "patch_url": "https://github.com/o/r/pull/5.patch",
                    "merged_at": None if merged_at is None else format_time(merged_at),
                },
                **changes,
            },
        )
        return {
            "event": "cross-referenced",
            "actor": self.user(self.author),
            "created_at": format_time(at),
            "updated_at": format_time(at),
            "source": {"type": "issue", "issue": request},
        }

    def pull_request(self, merged_at: int, ref: str = "master", **changes: Any) -> Json:
        address = "https://api.github.com/repos/o/r/pulls/5"
        branch = {
            "label": f"o:{ref}",
            "ref": ref,
            "sha": "c0ffee",
            "user": self.user(self.maintainer),
            "repo": self.repository(),
        }
        link = {"href": address}
        names = ["comments", "commits", "html", "issue", "review_comment", "review_comments"]
        request = {
            "url": address,
            "html_url": "https://github.com/o/r/pull/5",
            "diff_url": "https://github.com/o/r/pull/5.diff",
            "patch_url": "https://github.com/o/r/pull/5.patch",
            "issue_url": "https://api.github.com/repos/o/r/issues/5",
            **{f"{name}_url": address for name in ("commits", "comments", "statuses")},
            **{f"{name}_url": address for name in ("review_comment", "review_comments")},
            "_links": dict.fromkeys([*names, "self", "statuses"], link),
            "id": 5,
            "node_id": "PR_5",
            "number": 5,
            "state": "closed",
            "locked": False,
            "title": "Do not crash",
            "body": "Fixes #1",
            "user": self.user(self.author),
            "labels": [],
            "milestone": None,
            "assignee": None,
            "author_association": "CONTRIBUTOR",
            "auto_merge": None,
            "created_at": format_time(merged_at - DAY),
            "updated_at": format_time(merged_at),
            "closed_at": format_time(merged_at),
            "merged_at": format_time(merged_at),
            "merge_commit_sha": "c0ffee",
            "merged": True,
            "merged_by": self.user(self.maintainer),
            "mergeable": None,
            "mergeable_state": "unknown",
            "maintainer_can_modify": False,
            "head": branch,
            "base": branch,
            **dict.fromkeys(("comments", "review_comments", "commits", "additions"), 1),
            **dict.fromkeys(("deletions", "changed_files"), 1),
        } | changes
        validator("pull-request").validate(request)
        return request


@pytest.fixture(scope="session")
def payloads() -> Payloads:
    return Payloads()


@pytest.fixture(scope="session")
def recorded() -> Callable[[str], list[Json]]:
    return scenario


@pytest.fixture(scope="session")
def example() -> Callable[[str], Any]:
    """GitHub's own examples, by the name of the component."""
    return lambda name: openapi()["components"]["examples"][name]["value"]
