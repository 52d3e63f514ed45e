"""From settings to trackers, without a network."""

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from bugmark_py.errors import InputError, IssueNotFoundError, RuleUnsupportedError
from bugmark_py.model.questions import IssueReference, Question
from bugmark_py.trackers.registry import Trackers

pytestmark = pytest.mark.unit

T = 1_796_601_600


@pytest.fixture
def trackers(tmp_path: Path) -> Trackers:
    return Trackers(issues=tmp_path / "issues", clock=lambda: T)


def test_the_file_tracker_reads_its_folder_by_the_clock_it_was_given(trackers: Trackers) -> None:
    created = trackers.file.create("demo", "It crashes")

    assert trackers.tracker_for(created.reference) is trackers.file
    assert trackers.read(created.reference) == created
    assert created.created_at == T
    with pytest.raises(IssueNotFoundError):
        trackers.read(IssueReference.parse("file:demo#2"))


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("file:demo#1", "file"),
        ("github:o/r#1", "github (github.com)"),
        ("github@git.example.org:o/r#1", "github (git.example.org)"),
    ],
)
def test_a_reference_is_read_by_the_tracker_of_its_host(
    trackers: Trackers,
    reference: str,
    name: str,
) -> None:
    issue = IssueReference.parse(reference)

    assert trackers.tracker_for(issue).name == name
    assert trackers.tracker_for(issue) is trackers.tracker_for(Question.parse(reference))


@pytest.mark.parametrize(
    ("reference", "address"),
    [
        ("github:o/r#1", "https://api.github.com"),
        ("github@git.example.org:o/r#1", "https://git.example.org/api/v3"),
        ("github@mapped.example.org:o/r#1", "https://other.example.org/github"),
    ],
)
def test_a_host_has_its_usual_address_unless_settings_give_another(
    tmp_path: Path,
    reference: str,
    address: str,
) -> None:
    trackers = Trackers(
        issues=tmp_path,
        clock=lambda: T,
        urls={"mapped.example.org": "https://other.example.org/github/"},
    )

    assert f"GitHubApi('{address}')" in repr(trackers.tracker_for(IssueReference.parse(reference)))


def test_a_token_belongs_to_one_host(tmp_path: Path) -> None:
    trackers = Trackers(
        issues=tmp_path,
        clock=lambda: T,
        urls={"a.example.org": "http://a.example.org", "b.example.org": "http://b.example.org"},
        tokens={"a.example.org": SecretStr("secret")},
    )

    trackers.tracker_for(IssueReference.parse("github@b.example.org:o/r#1"))
    with pytest.raises(InputError, match=r"http://a\.example\.org is not encrypted"):
        trackers.tracker_for(IssueReference.parse("github@a.example.org:o/r#1"))


@pytest.mark.parametrize("setting", ["urls", "tokens"])
def test_a_host_that_no_reference_could_name_is_refused(tmp_path: Path, setting: str) -> None:
    settings = {setting: {"GitHub.com": "x"}}

    with pytest.raises(InputError, match=r"host 'GitHub\.com' in the settings: write 'github\.com"):
        Trackers(issues=tmp_path, clock=lambda: T, **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "gitlab:g/p#1",
        "forgejo@h:o/r#1",
        "roundup@h:t#1",
        "osv:PyPI/jinja2?published&since=2026-11-22T00:00:00Z",
    ],
)
def test_a_tracker_that_cannot_be_read_yet_is_refused_by_name(
    trackers: Trackers,
    text: str,
) -> None:
    message = r"this version cannot read .*: it reads file and github"
    with pytest.raises(RuleUnsupportedError, match=message):
        trackers.tracker_for(Question.parse(text))


def test_a_rule_that_the_tracker_cannot_answer_is_refused(trackers: Trackers) -> None:
    with pytest.raises(RuleUnsupportedError, match="file cannot answer the rule merged"):
        trackers.tracker_for(Question.parse("file:demo#1?merged"))
    trackers.tracker_for(Question.parse("github:o/r#1?merged"))


def test_naming_an_issue_needs_no_http_library() -> None:
    program = (
        "import sys\n"
        "import bugmark_py.trackers.registry\n"
        "from bugmark_py.model.questions import Question\n"
        "str(Question.parse('file:demo#1'))\n"
        "print([name for name in ('requests', 'pydantic', 'web3', 'eth_hash')"
        " if name in sys.modules])\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert done.stdout == "[]\n"
