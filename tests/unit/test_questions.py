"""Questions: one canonical text per meaning, and a refusal that helps for everything else."""

import re
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bugmark_py.errors import InputError
from bugmark_py.model.questions import IssueReference, Question, Rule, parse_path
from bugmark_py.model.rules import MAX_GRACE

pytestmark = pytest.mark.unit

CANONICAL = [
    "file:demo#1",
    "file:a.b_c-D#1,2,33",
    "github:owner/repo#1337",
    "github@git.example.org:owner/repo#1",
    "github:a/.github#1",
    "github:name_corp/repo#1",
    "gitlab:group/project#4",
    "gitlab@gitlab.example.org:group/sub/project#4",
    "forgejo@host:owner/repo#7",
    "forgejo@192.168.0.1:owner/repo#7",
    "roundup@host:tracker#12",
    "github:owner/repo#1?closed",
    "github:owner/repo#1?merged",
    "github:owner/repo#1?fixed&by=maintainer",
    "github:owner/repo#1?fixed&grace=48h",
    "github:owner/repo#1?fixed&by=maintainer&grace=48h",
    "github:owner/repo#1?merged&by=maintainer&grace=90m",
    "github:owner/repo#1?closed&grace=59s",
    "github:owner/repo#1,2,3?label=fixed-in-release",
    "github:owner/repo#1?label=good%20first%20issue",
    "github:owner/repo#1?label=type%3A%20bug%20%26%20100%25%3F%20%23%3D%2F",
    "github:owner/repo#1?label=%D0%B1%D0%B0%D0%B3",
    "osv:PyPI/jinja2?published&since=2026-11-22T00:00:00Z",
    "osv:npm/%40angular/core?published&since=2026-11-22T00:00:00Z",
    "osv:GitHub%20Actions/actions/checkout?published&since=1970-01-01T00:00:00Z",
    "osv:Debian%3A12/openssl?published&since=9999-12-31T23:59:59Z",
    "osv@osv.example.org:Maven/org.apache%3Alog4j?published&since=2026-11-22T00:00:00Z",
]


@pytest.mark.parametrize("text", CANONICAL)
def test_a_canonical_question_is_printed_as_it_was_read(text: str) -> None:
    assert str(Question.parse(text)) == text


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("  file:demo#1\n", "file:demo#1"),
        ("FILE:demo#1", "file:demo#1"),
        ("file:demo#3,1,2", "file:demo#1,2,3"),
        ("file:demo#1?fixed", "file:demo#1"),
        ("file:%64emo#1", "file:demo#1"),
        ("GitHub:Octocat/Hello-World#1", "github:octocat/hello-world#1"),
        ("github@GitHub.com:o/r#1", "github:o/r#1"),
        ("github@GIT.Example.org:o/r#1", "github@git.example.org:o/r#1"),
        ("gitlab@gitlab.com:Group/Project#1", "gitlab:group/project#1"),
        ("forgejo@Host:Owner/Repo#1", "forgejo@host:owner/repo#1"),
        ("github:o/r#1?fixed&grace=2d", "github:o/r#1?fixed&grace=48h"),
        ("github:o/r#1?fixed&grace=172800s", "github:o/r#1?fixed&grace=48h"),
        ("github:o/r#1?fixed&grace=120m", "github:o/r#1?fixed&grace=2h"),
        ("github:o/r#1?fixed&grace=60s", "github:o/r#1?fixed&grace=1m"),
        (
            "github:o/r#1?fixed&grace=48h&by=maintainer",
            "github:o/r#1?fixed&by=maintainer&grace=48h",
        ),
        ("github:o/r#1?label=good first issue", "github:o/r#1?label=good%20first%20issue"),
        ("github:o/r#1?label=a+b", "github:o/r#1?label=a%2Bb"),
        ("github:o/r#1?label=%62ug", "github:o/r#1?label=bug"),
        ("github:o/r#1?label=%d0%b1", "github:o/r#1?label=%D0%B1"),
        ("github:o/r#1?label=\u0431", "github:o/r#1?label=%D0%B1"),
        (
            "osv@osv.dev:PyPI/Zope.Interface?published&since=2026-11-22T00:00Z",
            "osv:PyPI/zope-interface?published&since=2026-11-22T00:00:00Z",
        ),
        (
            "osv:npm/@angular/core?published&since=2026-11-22T00:00:00+00:00",
            "osv:npm/%40angular/core?published&since=2026-11-22T00:00:00Z",
        ),
    ],
)
def test_another_spelling_becomes_the_canonical_question(text: str, canonical: str) -> None:
    question = Question.parse(text)

    assert str(question) == canonical
    assert question == Question.parse(canonical)


def test_a_question_is_made_of_decoded_values() -> None:
    question = Question.parse("gitlab@GL.example.org:Group/Sub/Project#9,4?label=a%26b")

    assert question == Question(
        tracker="gitlab",
        host="gl.example.org",
        path="group/sub/project",
        numbers=(4, 9),
        rule=Rule(name="label", label="a&b"),
    )


def test_options_are_read_into_seconds_and_instants() -> None:
    fixed = Question.parse("github:o/r#1?fixed&by=maintainer&grace=48h").rule
    published = Question.parse("osv:PyPI/jinja2?published&since=2026-12-07T00:00:00Z").rule

    assert fixed == Rule(name="fixed", by="maintainer", grace=172_800)
    assert published == Rule(name="published", since=1_796_601_600)


def test_the_hash_is_keccak256_of_the_canonical_text() -> None:
    # By another implementation of Keccak-256 than the package uses.
    expected = "7cb48694792958c837fb94b577bacbee3049f7ec06624d63d09bbc3512c8bfde"

    assert Question.parse("FILE:demo#1?fixed").hash.hex() == expected


def test_the_references_are_one_for_each_issue() -> None:
    references = Question.parse("github@git.example.org:O/R#2,1?closed").references

    assert references == (
        IssueReference("github", "git.example.org", "o/r", 1),
        IssueReference("github", "git.example.org", "o/r", 2),
    )
    assert [str(reference) for reference in references] == [
        "github@git.example.org:o/r#1",
        "github@git.example.org:o/r#2",
    ]


def test_an_advisory_question_has_no_references() -> None:
    question = Question.parse("osv:PyPI/jinja2?published&since=2026-11-22T00:00:00Z")

    assert question.references == ()


def test_a_question_built_from_parts_is_canonical_too() -> None:
    question = Question("GitHub", "GITHUB.com", "Owner/Repo", (2, 1))

    assert str(question) == "github:owner/repo#1,2"


def test_a_question_does_not_change() -> None:
    question = Question.parse("file:demo#1")

    with pytest.raises(FrozenInstanceError):
        question.path = "other"  # type: ignore[misc]


MALFORMED = [
    ("", "names no tracker: write tracker:path#number, such as file:demo#1"),
    ("demo", "names no tracker"),
    ("#1", "names no tracker"),
    ("demo#1", "names no tracker"),
    (":demo#1", "'' is no tracker: write one of file, forgejo, github"),
    ("jira:demo#1", "'jira' is no tracker"),
    ("https://github.com/Octocat/Hello/issues/5", "write github:Octocat/Hello#5"),
    ("https://gitlab.com/g/p/-/issues/5#note_1", "write gitlab:g/p#5"),
    ("https://git.example.org/o/r/issues/5", "write tracker@git.example.org:o/r#5"),
    # Paths.
    ("file:#1", "is no path at file: write one name of letters"),
    ("file:.#1", "is no path at file"),
    ("file:..#1", "is no path at file"),
    ("file:../demo#1", "is no path at file"),
    ("file:%2E%2E#1", "is no path at file"),
    ("file:a/b#1", "is no path at file"),
    ("file:a%2Fb#1", "encodes a slash"),
    ("file:a\\b#1", "is no path at file"),
    ("file:a b#1", "is no path at file"),
    ("file:dé#1", "is no path at file"),
    (f"file:{'x' * 101}#1", "is no path at file"),
    ("file:a%00b#1", "control character"),
    ("file:a%0Ab#1", "control character"),
    ("file:a\x7fb#1", "control character"),
    ("file:a%ZZ#1", "bare percent sign: write %25"),
    ("file:a%#1", "bare percent sign"),
    ("file:%ff#1", "is not UTF-8"),
    ("github:repo#1", "is no path at github: write owner/repository"),
    ("github:owner/#1", "is no path at github"),
    ("github:/repo#1", "is no path at github"),
    ("github:a/b/c#1", "is no path at github"),
    ("github:-owner/repo#1", "is no path at github"),
    ("github:own.er/repo#1", "is no path at github"),
    (f"github:{'o' * 40}/repo#1", "is no path at github"),
    (f"github:o/{'r' * 101}#1", "is no path at github"),
    ("github:owner/..#1", "is no path at github"),
    ("github:owner/repo.git#1", "is no path at github"),
    ("github:owner/re po#1", "is no path at github"),
    # U+212A, the Kelvin sign, becomes an ASCII k in lower case.
    ("github:owner/wor\u212a#1", "is no path at github"),
    ("gitlab:project#1", "is no path at gitlab"),
    ("gitlab:group//project#1", "is no path at gitlab"),
    ("gitlab:group/../project#1", "is no path at gitlab"),
    ("gitlab:group/project.git#1", "is no path at gitlab"),
    ("roundup@h:a/b#1", "is no path at roundup"),
    ("osv:PyPI?published&since=2026-11-22T00:00:00Z", "is no path at osv"),
    ("osv:PyPI/?published&since=2026-11-22T00:00:00Z", "is no path at osv"),
    ("osv:/jinja2?published&since=2026-11-22T00:00:00Z", "is no path at osv"),
    ("osv:npm/a//b?published&since=2026-11-22T00:00:00Z", "is no path at osv"),
    # Hosts.
    ("file@host:demo#1", "file takes no host: write file:demo"),
    ("forgejo:o/r#1", "has no default host: write forgejo@forgejo.example.org:owner/repository"),
    ("roundup:tracker#1", "has no default host: write roundup@bugs.example.org:tracker"),
    ("github@:o/r#1", "is not a host"),
    ("github@-h:o/r#1", "is not a host"),
    ("github@a..b:o/r#1", "is not a host"),
    ("github@wor\u212a:o/r#1", "is not a host"),
    ("github@host.:o/r#1", "is not a host"),
    ("github@ho_st:o/r#1", "is not a host"),
    ("github@a@b:o/r#1", "is not a host"),
    ("github@a/b:o/r#1", "is not a host"),
    ("github@host:8443:o/r#1", "is no path at github"),
    (f"github@{'h' * 64}:o/r#1", "is not a host"),
    # Numbers.
    ("file:demo", "names no issue: write file:demo#1"),
    ("file:demo?closed", "names no issue: write file:demo#1"),
    ("file:demo#", "is no issue number: write whole numbers from 1"),
    ("file:demo#0", "is no issue number"),
    ("file:demo#-1", "is no issue number"),
    ("file:demo#+1", "is no issue number"),
    ("file:demo#01", "without leading zeros"),
    ("file:demo#1.5", "is no issue number"),
    ("file:demo#1,", "is no issue number"),
    ("file:demo#1,,2", "is no issue number"),
    ("file:demo#1, 2", "is no issue number"),
    ("file:demo#1;2", "is no issue number"),
    ("file:demo##1", "is no issue number"),
    ("file:demo#%31", "is no issue number"),
    ("file:demo#\u0661", "is no issue number"),
    ("file:demo#10000000000", "is no issue number: write 1 to 9999999999"),
    ("file:demo#" + "9" * 400, "is no issue number"),
    ("file:demo#1,2,1", "issue 1 is named twice"),
    ("file:demo#" + ",".join(map(str, range(1, 34))), "33 issues are too many"),
    ("osv:PyPI/jinja2#1?published&since=2026-11-22T00:00:00Z", "leave the number out"),
    # Rules.
    ("file:demo#1?", "ends before its rule"),
    ("file:demo#1?solved", "'solved' is no rule: write fixed, closed, merged"),
    ("file:demo#1?Fixed", "'Fixed' is no rule"),
    ("file:demo#1?fixed?closed", "is no rule"),
    ("file:demo?fixed#1", "numbers come before the ?"),
    ("file:demo#1?&fixed", "'fixed' is no option"),
    ("file:demo#1?fixed=yes", "fixed takes no value"),
    ("file:demo#1?fixed=", "fixed takes no value"),
    ("file:demo#1?label", "label needs a name: write label=<name>"),
    ("file:demo#1?label=", "1 to 255 characters"),
    ("file:demo#1?label=" + "x" * 256, "1 to 255 characters"),
    ("file:demo#1?label=%20x", "begins or ends with a space"),
    ("file:demo#1?label=a%0Ab", "control character"),
    ("file:demo#1?label=a\tb", "control character"),
    ("file:demo#1?label=a%E2%80%A8b", "control character"),
    ("file:demo#1?label=100%", "bare percent sign"),
    ("file:demo#1?label=a=b", "write %3D"),
    ("file:demo#1?label=a#b", "written %23"),
    ("file:demo#1?label=a&b", "'b' is no option"),
    ("file:demo#1?published&since=2026-11-22T00:00:00Z", "ask osv, such as osv:PyPI/jinja2"),
    ("osv:PyPI/jinja2", "write osv:PyPI/jinja2?published&since="),
    ("osv:PyPI/jinja2?fixed", "write osv:PyPI/jinja2?published&since="),
    # Options.
    ("file:demo#1?by=maintainer", "write a rule first, fixed&by=maintainer"),
    ("file:demo#1?grace=48h", "write a rule first, fixed&grace=48h"),
    ("file:demo#1?fixed&", "'' is no option: write by=maintainer, grace=48h or since="),
    ("file:demo#1?fixed&by", "'by' is no option"),
    ("file:demo#1?fixed&until=1", "'until=1' is no option"),
    ("file:demo#1?fixed&by=owner", "by=owner is unknown: write by=maintainer"),
    ("file:demo#1?fixed&by=", "by= is unknown"),
    ("file:demo#1?fixed&by=maintainer&by=maintainer", "by is given twice"),
    ("file:demo#1?fixed&grace=1h&grace=60m", "grace is given twice"),
    ("file:demo#1?fixed&grace=", "is no grace: write one whole number and one of d, h, m, s"),
    ("file:demo#1?fixed&grace=0h", "is no grace"),
    ("file:demo#1?fixed&grace=048h", "is no grace"),
    ("file:demo#1?fixed&grace=48", "is no grace"),
    ("file:demo#1?fixed&grace=1.5h", "is no grace"),
    ("file:demo#1?fixed&grace=-1h", "is no grace"),
    ("file:demo#1?fixed&grace=1d12h", "is no grace"),
    ("file:demo#1?fixed&grace=2w", "is no grace"),
    ("file:demo#1?fixed&grace=91d", "too long: at most 90d"),
    ("file:demo#1?fixed&grace=" + "9" * 300 + "s", "too long: at most 90d"),
    ("file:demo#1?label=x&grace=1h", "grace is about closures and means nothing with label"),
    ("file:demo#1?label=x&by=maintainer", "by is about closures and means nothing with label"),
    ("file:demo#1?fixed&since=2026-11-22T00:00:00Z", "since means nothing with fixed"),
    ("osv:PyPI/jinja2?published", "published needs an instant to count from"),
    ("osv:PyPI/jinja2?published&since=2026-11-22", "names no time zone"),
    ("osv:PyPI/jinja2?published&since=+14d", "write it as 2026-12-07T00:00:00Z"),
    ("osv:PyPI/jinja2?published&since=2026-11-22T01:00:00+01:00", "not in UTC"),
    (
        "osv:PyPI/jinja2?published&since=2026-11-22T00:00:00Z&grace=1h",
        "grace is about closures and means nothing with published",
    ),
    # Size and text.
    ("github:o/r#1?label=" + "%26" * 200, "too long: at most 512"),
    ("github:o/r#1?label=" + "\u0431" * 90, "too long: at most 512"),
    ("x" * 100_000, "too long: at most 512"),
    ("file:demo#1?label=\ud800", "not Unicode text"),
]


@pytest.mark.parametrize(("text", "message"), MALFORMED)
def test_a_malformed_question_is_refused_in_one_line_that_helps(text: str, message: str) -> None:
    with pytest.raises(InputError) as raised:
        Question.parse(text)

    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 400


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"grace": -1}, "cannot be negative"),
        ({"grace": MAX_GRACE + 1}, "too long"),
        ({"name": "label", "label": "\ud800"}, "control character"),
        ({"name": "published", "since": -1}, "out of range"),
        ({"name": "published", "since": 253_402_300_800}, "is not a time"),
    ],
)
def test_a_rule_that_could_not_be_read_back_is_refused(
    rule: dict[str, object],
    message: str,
) -> None:
    with pytest.raises(InputError, match=message):
        Rule(**rule)  # type: ignore[arg-type]


def test_a_grace_above_half_the_report_period_is_refused() -> None:
    rule = Rule(grace=48 * 3_600)

    rule.check_grace(96 * 3_600)
    with pytest.raises(InputError, match="more than half the oracle's report period: write at"):
        rule.check_grace(96 * 3_600 - 1)


def test_a_reference_is_read_and_printed() -> None:
    reference = IssueReference.parse("GitHub:Owner/Repo#7")

    assert reference == IssueReference("github", None, "owner/repo", 7)
    assert str(reference) == "github:owner/repo#7"
    assert reference.effective_host == "github.com"
    assert IssueReference.parse("file:demo#7").effective_host is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("file:demo", "must name one issue: write file:demo#1"),
        ("file:demo#1,2", "must name one issue"),
        ("file:demo#1?closed", "an issue reference ends with its number"),
        ("osv:PyPI/jinja2#1", "leave the number out"),
    ],
)
def test_what_is_not_one_issue_is_no_reference(text: str, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        IssueReference.parse(text)


@pytest.mark.parametrize("number", [0, -1, 10_000_000_000])
def test_a_reference_has_a_number_that_an_issue_can_have(number: int) -> None:
    with pytest.raises(InputError, match="is no issue number"):
        IssueReference("file", None, "demo", number)


def test_a_place_is_read_without_a_number() -> None:
    assert parse_path("file:demo") == ("file", None, "demo")
    assert parse_path("GitHub:O/R") == ("github", None, "o/r")
    with pytest.raises(InputError, match="names an issue or a rule: write file:demo"):
        parse_path("file:demo#1")


_NAMES = st.from_regex(r"[A-Za-z0-9._-]{1,20}", fullmatch=True).filter(
    lambda name: name not in {".", ".."},
)
_OWNERS = st.from_regex(r"[a-zA-Z0-9][a-zA-Z0-9-]{0,15}", fullmatch=True)
_REPOSITORIES = _NAMES.filter(lambda name: not name.lower().endswith(".git"))
_HOSTS = st.from_regex(r"[a-zA-Z0-9]{1,8}(\.[a-zA-Z0-9]{1,8}){0,2}", fullmatch=True)
_TEXTS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")),
    min_size=1,
    max_size=20,
).filter(lambda text: text == text.strip())
_NUMBERS = st.lists(
    st.integers(1, 9_999_999_999),
    min_size=1,
    max_size=8,
    unique=True,
).map(tuple)
_RULES = st.one_of(
    st.builds(
        Rule,
        name=st.sampled_from(["fixed", "closed", "merged"]),
        by=st.sampled_from([None, "maintainer"]),
        grace=st.integers(0, MAX_GRACE),
    ),
    st.builds(Rule, name=st.just("label"), label=_TEXTS),
)
_ADVISORY_RULES = st.builds(
    Rule,
    name=st.just("published"),
    since=st.integers(0, 253_402_300_799),
)
_QUESTIONS = st.one_of(
    st.builds(Question, st.just("file"), st.none(), _NAMES, _NUMBERS, _RULES),
    st.builds(
        Question,
        st.sampled_from(["github", "gitlab"]),
        st.none() | _HOSTS,
        st.builds("{}/{}".format, _OWNERS, _OWNERS),
        _NUMBERS,
        _RULES,
    ),
    st.builds(
        Question,
        st.sampled_from(["github", "forgejo"]),
        _HOSTS,
        st.builds("{}/{}".format, _OWNERS, _REPOSITORIES),
        _NUMBERS,
        _RULES,
    ),
    st.builds(Question, st.just("roundup"), _HOSTS, _NAMES, _NUMBERS, _RULES),
    st.builds(
        Question,
        st.just("osv"),
        st.none() | _HOSTS,
        st.builds(
            "{}/{}".format,
            st.sampled_from(["PyPI", "npm", "Go", "GitHub Actions", "Debian:12"]),
            _TEXTS.filter(lambda text: all(text.split("/"))),
        ),
        st.just(()),
        _ADVISORY_RULES,
    ),
)


@given(_QUESTIONS)
def test_every_question_comes_back_from_its_text(question: Question) -> None:
    again = Question.parse(str(question))

    assert again == question
    assert again.hash == question.hash


@given(_QUESTIONS)
def test_the_text_of_every_question_is_short_printable_ascii(question: Question) -> None:
    text = str(question)

    assert len(text.encode()) <= 512
    assert re.fullmatch(r"[!-~]+", text)


@given(_QUESTIONS, _QUESTIONS)
def test_different_questions_have_different_texts(one: Question, other: Question) -> None:
    assume(one != other)

    assert str(one) != str(other)


@given(_QUESTIONS, st.randoms(use_true_random=False))
def test_escaping_more_than_is_needed_changes_nothing(question: Question, random: object) -> None:
    pick = random.random  # type: ignore[attr-defined]
    place, mark, rule = str(question).partition("?")
    tracker, _, rest = place.partition(":")
    path, number_mark, numbers = rest.partition("#")
    escaped = re.sub(
        r"(?<!%)(?<!%.)[A-Za-z0-9._-]",
        lambda match: f"%{ord(match[0]):02x}" if pick() < 1 / 4 else match[0],
        path,
    )
    text = f"{tracker}:{escaped}{number_mark}{numbers}{mark}{rule}"
    assume(len(text) <= 512)

    assert Question.parse(text) == question


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_but_never_breaks(text: str) -> None:
    try:
        question = Question.parse(text)
    except InputError:
        return
    assert Question.parse(str(question)) == question


@given(
    st.text(alphabet="filegthubosvPyI:@#?&=,%/.-_01234 fixedclosedgracelabelby", max_size=60),
)
def test_any_near_question_is_read_or_refused_but_never_breaks(text: str) -> None:
    try:
        question = Question.parse("file:" + text)
    except InputError:
        return
    assert Question.parse(str(question)) == question
