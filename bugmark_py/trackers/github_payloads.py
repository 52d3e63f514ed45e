"""GitHub's payloads, as far as they matter here, and nothing that is not one."""

from typing import Annotated, Final, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, StringConstraints, ValidationError

from bugmark_py.errors import TrackerUnavailableError
from bugmark_py.model.times import parse_iso

Model = TypeVar("Model", bound=BaseModel)
Time = Annotated[int, BeforeValidator(lambda value: parse_iso(str(value)))]

RepositoryUrl = Annotated[str, StringConstraints(pattern=r"/repos/[^/]+/[^/]+$")]


class User(BaseModel):
    """Somebody with an account."""

    login: str
    id: int
    type: str = "User"


class Label(BaseModel):
    """A label."""

    name: str


class PullRequestLink(BaseModel):
    """What an issue payload says about being a pull request."""

    merged_at: Time | None = None


class Issue(BaseModel):
    """`GET /repos/{owner}/{repo}/issues/{number}`, as far as it matters."""

    number: int
    title: str
    html_url: str
    repository_url: RepositoryUrl
    state: Literal["open", "closed"]
    state_reason: str | None = None
    created_at: Time
    closed_at: Time | None = None
    closed_by: User | None = None
    user: User | None = None
    author_association: str = "NONE"
    labels: list[Label | str] = []
    pull_request: PullRequestLink | None = None
    body: str | None = None

    @property
    def repository(self) -> str:
        """`owner/repository`, in lower case."""
        return path_of(self.repository_url)

    @property
    def label_names(self) -> set[str]:
        """The names of its labels."""
        return {label if isinstance(label, str) else label.name for label in self.labels}


class Mention(BaseModel):
    """An issue or pull request that mentions an issue."""

    number: int
    repository_url: RepositoryUrl
    body: str | None = None
    pull_request: PullRequestLink | None = None


class Source(BaseModel):
    """Where an issue was mentioned."""

    issue: Mention | None = None


class Entry(BaseModel):
    """One entry of an issue's timeline, as far as it matters."""

    event: str
    created_at: Time
    updated_at: Time | None = None
    actor: User | None = None
    commit_id: str | None = None
    commit_url: str | None = None
    state_reason: str | None = None
    label: Label | None = None
    body: str | None = None
    source: Source | None = None


class Base(BaseModel):
    """What a pull request goes into."""

    class Repository(BaseModel):
        """The repository of a branch."""

        default_branch: str

    ref: str
    repo: Repository


class PullRequest(BaseModel):
    """`GET /repos/{owner}/{repo}/pulls/{number}`, as far as it matters."""

    number: int
    html_url: str
    merged_at: Time | None = None
    merged_by: User | None = None
    base: Base


_USED: Final = frozenset(
    {
        "closed",
        "commented",
        "cross-referenced",
        "labeled",
        "marked_as_duplicate",
        "reopened",
        "unlabeled",
        "unmarked_as_duplicate",
    },
)


def parse_issue(body: object) -> Issue:
    """Read an issue.

    Raises:
        TrackerUnavailableError: it is malformed.
    """
    return _parse(Issue, body)


def parse_pull_request(body: object) -> PullRequest:
    """Read a pull request.

    Raises:
        TrackerUnavailableError: it is malformed.
    """
    return _parse(PullRequest, body)


def parse_timeline(body: object) -> list[Entry]:
    """Read those entries of one page of a timeline that are of use.

    Raises:
        TrackerUnavailableError: it is malformed.
    """
    if not isinstance(body, list) or not all(isinstance(entry, dict) for entry in body):
        raise TrackerUnavailableError("GitHub's timeline is not a list of events: try again later")
    return [_parse(Entry, entry) for entry in body if entry.get("event") in _USED]


def path_of(repository_url: str) -> str:
    """Return `owner/repository` of an API address, in lower case."""
    return repository_url.rpartition("/repos/")[2].lower()


def _parse(model: type[Model], body: object) -> Model:
    try:
        return model.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise TrackerUnavailableError(
            f"GitHub's {model.__name__} is malformed at {where}: {first['msg']}",
        ) from None
