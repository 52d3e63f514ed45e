import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from jsonschema import Draft202012Validator

from bugmark_py.cli.documents.commands import DOCUMENTS
from bugmark_py.cli.main import cli

pytestmark = pytest.mark.unit

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "schema"
SCHEMAS = {path.name: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}

HASH = "0x" + 64 * "a"
ISSUE: dict[str, object] = {
    "issue": "file:demo#1",
    "title": "Saving crashes on long names",
    "url": "file:///home/adam/.bugmark/issues/demo.json",
    "state": "open",
    "reason": None,
    "closed_at": None,
    "labels": [],
    "created_at": "2026-11-23T09:00:00Z",
}
DEPOSIT = {"deposited": "160", "vault": "160.5", "tx": HASH}


def commands(command: click.Command, path: str) -> Iterator[str]:
    if not isinstance(command, click.Group):
        yield path
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        child = command.get_command(context, name)
        assert child is not None
        yield from commands(child, f"{path} {name}".strip())


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    inner = schema.values() if isinstance(schema, dict) else schema
    if isinstance(schema, dict) and schema.get("type") == "object":
        yield schema
    for each in inner:
        if isinstance(each, dict | list):
            yield from objects(each)


def fits(name: str, document: object) -> bool:
    return Draft202012Validator(SCHEMAS[name]).is_valid(document)


def test_every_command_has_a_schema_and_every_schema_a_command() -> None:
    names = sorted(commands(cli, ""))

    assert sorted(DOCUMENTS) == names
    assert sorted(SCHEMAS) == sorted(
        [*(f"{n.replace(' ', '-')}.json" for n in names), "error.json"]
    )


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_and_leaves_nothing_unnamed(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])

    found = list(objects(SCHEMAS[name]))

    assert found
    for each in found:
        # A map from names that are not known beforehand says what its values are.
        allowed = each["additionalProperties"]
        assert (allowed is False) == ("properties" in each)
        assert allowed is not True


@pytest.mark.parametrize(
    "change",
    [
        {"vault": "160.50"},
        {"vault": "0160"},
        {"vault": "-1"},
        {"vault": "1e3"},
        {"vault": 160},
        {"vault": None},
        {"tx": HASH[:-1]},
        {"tx": HASH.upper()},
        {"surplus": "1"},
    ],
    ids=str,
)
def test_a_schema_refuses_what_no_command_prints(change: dict[str, object]) -> None:
    assert fits("deposit.json", DEPOSIT)

    assert not fits("deposit.json", DEPOSIT | change)


@pytest.mark.parametrize(
    "change",
    [
        {"state": "shut"},
        {"reason": "boredom"},
        {"created_at": "2026-11-23"},
        {"created_at": "2026-11-23T09:00:00+01:00"},
        {"issue": "demo"},
        {"labels": [1]},
    ],
    ids=str,
)
def test_a_schema_refuses_what_no_issue_is(change: dict[str, object]) -> None:
    assert fits("issue-show.json", ISSUE)

    assert not fits("issue-show.json", ISSUE | change)


def test_a_schema_refuses_a_document_that_lacks_something() -> None:
    for missing in DEPOSIT:
        assert not fits("deposit.json", {k: v for k, v in DEPOSIT.items() if k != missing})


def test_commands_load_without_what_schemas_are_made_of() -> None:
    program = """
import sys
from bugmark_py.cli.main import cli
for name in cli.list_commands(None):
    cli.get_command(None, name)
print({"pydantic", "web3", "sqlalchemy", "requests", "eth_account"} & sys.modules.keys())
"""

    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert found.stdout.strip() == "set()"
