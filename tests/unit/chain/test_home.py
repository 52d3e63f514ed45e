"""The state folder: nothing is ever half written, and what is damaged is said to be."""

import json
import threading
from pathlib import Path

import pytest

from bugmark_py.chain.home import Home, NodeRecord, read_json, write_json, write_whole
from bugmark_py.errors import BugmarkError

pytestmark = pytest.mark.unit

GENESIS = "0xABcdef12" + 56 * "0"
NODE = NodeRecord("http://127.0.0.1:8545", 31337, "0x" + 64 * "a", 4242)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "not" / "there" / "yet")


def test_a_node_is_read_as_it_was_written(home: Home) -> None:
    home.write_node(NODE)

    assert home.read_node() == NODE


def test_without_a_record_there_is_no_node(home: Home) -> None:
    assert home.read_node() is None


def test_looking_makes_no_folder(home: Home) -> None:
    home.read_node()
    home.chain(1, GENESIS)
    read_json(home.settings_file)

    assert not home.path.exists()


def test_forgetting_a_node_twice_is_no_error(home: Home) -> None:
    home.write_node(NODE)

    home.forget_node()
    home.forget_node()

    assert home.read_node() is None


@pytest.mark.parametrize(
    "text", ["", "{", '{"url": ', "not json", '{"url": "x"}{}', "\x00", "[1, 2", "'single'"]
)
def test_a_damaged_file_is_named_and_its_removal_advised(home: Home, text: str) -> None:
    home.path.mkdir(parents=True)
    home.node_file.write_text(text)

    with pytest.raises(BugmarkError, match=r"node\.json is damaged.* delete it"):
        home.read_node()


def test_bytes_that_are_no_text_are_damage(home: Home) -> None:
    home.path.mkdir(parents=True)
    home.node_file.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(BugmarkError, match="is damaged"):
        home.read_node()


@pytest.mark.parametrize(
    "document",
    [
        *([], "http://127.0.0.1", 5, True, {}),
        {"url": "http://127.0.0.1"},
        vars(NODE) | {"more": 1},
        vars(NODE) | {"url": 5},
        vars(NODE) | {"url": None},
        vars(NODE) | {"chain_id": "31337"},
        vars(NODE) | {"chain_id": 31337.0},
        vars(NODE) | {"pid": True},
        vars(NODE) | {"genesis": ["0x"]},
    ],
)
def test_a_document_that_is_no_record_of_a_node_is_refused(home: Home, document: object) -> None:
    write_json(home.node_file, document)

    with pytest.raises(BugmarkError, match="is no record of a node: delete it"):
        home.read_node()


def test_each_chain_has_a_folder_of_its_own(home: Home) -> None:
    folder = home.chain(31337, GENESIS)

    assert folder.path == home.path / "chains" / "31337-ABcdef12"
    assert folder.deployment == folder.path / "deployment.json"
    assert folder.index == folder.path / "index.sqlite"
    assert folder.locks == folder.path / "locks"
    assert home.chain(1, GENESIS) != folder
    assert home.chain(31337, "0x" + 64 * "1") != folder


def test_state_is_where_users_are_told_it_is(home: Home) -> None:
    assert home.issues == home.path / "issues"
    assert home.evidence == home.path / "evidence"
    assert home.settings_file == home.path / "bugmark.toml"
    assert home.node_file == home.path / "node.json"


def test_writing_leaves_nothing_but_the_file(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", {"b": 1, "a": 2})
    write_json(tmp_path / "a.json", {"b": 3, "a": 4})

    assert list(tmp_path.iterdir()) == [tmp_path / "a.json"]
    assert (tmp_path / "a.json").read_text() == '{\n  "a": 4,\n  "b": 3\n}\n'


def test_a_document_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", {"a": 1})

    with pytest.raises(TypeError):
        write_json(tmp_path / "a.json", {"a": object()})

    assert read_json(tmp_path / "a.json") == {"a": 1}
    assert list(tmp_path.iterdir()) == [tmp_path / "a.json"]


def test_readers_never_meet_half_a_document(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    documents = [{"n": n, "text": str(n) * 20_000} for n in range(3)]
    write_json(path, documents[0])
    stop = threading.Event()
    problems: list[object] = []

    def read() -> None:
        while not stop.is_set():
            try:
                if read_json(path) not in documents:
                    problems.append("something else")
            except BugmarkError as error:
                problems.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(150):
        write_json(path, documents[turn % 3])
    stop.set()
    reader.join()

    assert problems == []


def test_writers_of_one_file_do_not_disturb_each_other(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    problems: list[BaseException] = []

    def write(n: int) -> None:
        try:
            for _ in range(60):
                write_whole(path, json.dumps({"n": n, "text": str(n) * 20_000}).encode())
        except OSError as error:
            problems.append(error)

    writers = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert problems == []
    document = read_json(path)
    assert document["text"] == str(document["n"]) * 20_000
    assert list(tmp_path.iterdir()) == [tmp_path / "a.json"]
