"""Settings: where they come from, which one wins, and that secrets stay secret."""

import os
from pathlib import Path

import platformdirs
import pytest
from pydantic import ValidationError

from bugmark_py.settings import Settings, find_home, load_settings

pytestmark = pytest.mark.unit

SECRET = "ghp_do-not-print-me"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the settings of whoever runs the tests."""
    for name in os.environ:
        if name.upper().startswith("BUGMARK_"):
            monkeypatch.delenv(name)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bugmark.toml"


# --- Sources --------------------------------------------------------------------------------------


def test_without_a_file_the_defaults_hold(file: Path) -> None:
    settings = load_settings(file)

    assert settings.network == "local"
    assert settings.account is None
    assert settings.anvil is None
    assert (settings.networks, settings.urls, settings.tokens) == ({}, {}, {})
    assert settings.request_seconds == 10


def test_an_empty_file_changes_nothing(file: Path) -> None:
    file.write_text("")

    assert load_settings(file).network == "local"


def test_the_file_is_read(file: Path) -> None:
    file.write_text(
        'network = "test"\naccount = "adam"\nrequest_seconds = 2.5\n'
        '[networks]\ntest = "http://127.0.0.1:1"\n'
        '[urls]\n"github.com" = "http://127.0.0.1:2"\n'
    )

    settings = load_settings(file)

    assert (settings.network, settings.account) == ("test", "adam")
    assert settings.networks == {"test": "http://127.0.0.1:1"}
    assert settings.urls == {"github.com": "http://127.0.0.1:2"}
    assert settings.request_seconds == 2.5


def test_the_environment_wins_over_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text('network = "of the file"\naccount = "adam"\n')
    monkeypatch.setenv("BUGMARK_NETWORK", "of the environment")

    settings = load_settings(file)

    assert (settings.network, settings.account) == ("of the environment", "adam")


def test_tables_come_from_the_environment_as_json(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUGMARK_NETWORKS", '{"test": "http://127.0.0.1:1"}')

    assert load_settings(file).networks == {"test": "http://127.0.0.1:1"}


@pytest.mark.parametrize("name", ["BUGMARK_ACCOUNT", "BUGMARK_REQUEST_SECONDS", "BUGMARK_NETWORK"])
def test_an_empty_variable_is_as_good_as_none(
    file: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = load_settings(file).model_dump()

    monkeypatch.setenv(name, "")

    assert load_settings(file).model_dump() == before


@pytest.mark.parametrize("name", ["BUGMARK_HOME", "BUGMARK_COLOUR", "UNRELATED"])
def test_other_variables_are_none_of_its_business(
    file: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = load_settings(file).model_dump()

    monkeypatch.setenv(name, "something")

    assert load_settings(file).model_dump() == before


def test_two_files_do_not_share_settings(tmp_path: Path) -> None:
    one, other = tmp_path / "one.toml", tmp_path / "other.toml"
    one.write_text('account = "adam"')
    other.write_text('network = "test"')

    assert load_settings(one).account == "adam"
    assert (load_settings(other).account, load_settings(other).network) == (None, "test")
    assert load_settings(one).network == "local"


# --- What does not fit ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "variable"),
    [
        ("network = 5", "network", "BUGMARK_NETWORK"),
        ('colour = "red"', "colour", "BUGMARK_COLOUR"),
        ('receipt_seconds = "soon"', "receipt_seconds", "BUGMARK_RECEIPT_SECONDS"),
        ("receipt_seconds = 0", "receipt_seconds", "BUGMARK_RECEIPT_SECONDS"),
        ("request_seconds = -1", "request_seconds", "BUGMARK_REQUEST_SECONDS"),
        ("request_seconds = nan", "request_seconds", "BUGMARK_REQUEST_SECONDS"),
        ('tokens = "github.com"', "tokens", "BUGMARK_TOKENS"),
        # The environment has the whole table, and no variable for one line of it.
        ("[urls]\nhere = 5", "urls.here", "BUGMARK_URLS"),
    ],
)
def test_what_does_not_fit_is_named_with_where_to_mend_it(
    file: Path, text: str, name: str, variable: str
) -> None:
    file.write_text(text)

    with pytest.raises(ValueError, match=f"setting {name} does not fit") as caught:
        load_settings(file)

    assert f"mend {variable} in the environment or {name} in {file}" in str(caught.value)


@pytest.mark.parametrize(
    "content", [b"network =", b"network", b'a = "', b"[", b"\xff\xfe", b'a = "\xe9"', b"a=1\na=2"]
)
def test_a_file_that_is_no_toml_is_named(file: Path, content: bytes) -> None:
    file.write_bytes(content)

    with pytest.raises(ValueError, match=r"bugmark\.toml is no TOML"):
        load_settings(file)


def test_a_table_that_is_no_json_is_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUGMARK_NETWORKS", "test=http://127.0.0.1:1")

    with pytest.raises(ValueError, match="networks"):
        load_settings(file)


def test_settings_are_not_changed_afterwards(file: Path) -> None:
    settings = load_settings(file)

    with pytest.raises(ValidationError, match="frozen"):
        settings.network = "other"  # type: ignore[misc]


# --- Secrets --------------------------------------------------------------------------------------


def test_a_token_is_there_for_those_who_ask_and_shown_to_nobody(file: Path) -> None:
    file.write_text(f'[tokens]\n"github.com" = "{SECRET}"\n')

    settings = load_settings(file)

    assert settings.tokens["github.com"].get_secret_value() == SECRET
    for shown in (repr(settings), str(settings), settings.model_dump_json(), str(vars(settings))):
        assert SECRET not in shown


@pytest.mark.parametrize(
    "text", [f'tokens = "{SECRET}"', f'[tokens]\na = ["{SECRET}"]', f'tokens = ["{SECRET}"]']
)
def test_a_token_in_the_wrong_place_is_not_printed(file: Path, text: str) -> None:
    file.write_text(text)

    with pytest.raises(ValueError, match="tokens") as caught:
        load_settings(file)

    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("text", [SECRET, f'{{"a": ["{SECRET}"]}}', f'{{"a": "{SECRET}"'])
def test_a_token_in_a_malformed_variable_is_not_printed(
    file: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("BUGMARK_TOKENS", text)

    with pytest.raises(ValueError, match="tokens") as caught:
        load_settings(file)

    assert SECRET not in str(caught.value)


# --- The state folder -----------------------------------------------------------------------------


def test_the_variable_says_where_state_is(tmp_path: Path) -> None:
    (tmp_path / ".bugmark").mkdir()

    found = find_home({"BUGMARK_HOME": str(tmp_path / "state")}, tmp_path)

    assert found == tmp_path / "state"
    assert not found.exists()


def test_a_relative_variable_counts_from_here_and_a_tilde_is_the_users_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "user"))

    assert find_home({"BUGMARK_HOME": "state"}) == tmp_path / "state"
    assert find_home({"BUGMARK_HOME": "~/state"}) == tmp_path / "user" / "state"


def test_the_nearest_folder_upwards_is_found(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b" / "c"
    deep.mkdir(parents=True)
    (tmp_path / ".bugmark").mkdir()
    (tmp_path / "a" / ".bugmark").mkdir()

    assert find_home({}, deep) == tmp_path / "a" / ".bugmark"
    assert find_home({"BUGMARK_HOME": ""}, deep) == tmp_path / "a" / ".bugmark"
    assert find_home({}, tmp_path) == tmp_path / ".bugmark"


def test_a_file_of_that_name_is_no_state_folder(tmp_path: Path) -> None:
    (tmp_path / ".bugmark").mkdir()
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / ".bugmark").write_text("")

    assert find_home({}, tmp_path / "a") == tmp_path / ".bugmark"


def test_without_one_it_is_the_users(tmp_path: Path) -> None:
    assert find_home({}, tmp_path) == platformdirs.user_data_path("bugmark")


def test_the_folder_one_is_in_is_the_default_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".bugmark").mkdir()
    monkeypatch.chdir(tmp_path)

    assert find_home({}) == tmp_path / ".bugmark"


def test_the_environment_is_the_real_one_by_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUGMARK_HOME", str(tmp_path))

    assert find_home() == tmp_path
    assert Settings().network == "local"
