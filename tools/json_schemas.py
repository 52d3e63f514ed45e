"""Write docs/schema/: what each command prints with --json. With --check, compare instead."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from bugmark_py.cli.documents.commands import DOCUMENTS
from bugmark_py.cli.documents.local import ErrorDocument

FOLDER: Final = Path(__file__).resolve().parent.parent / "docs" / "schema"


class _Strict(GenerateJsonSchema):
    """Schemas that name all there is, and titles only what has a name."""

    def typed_dict_schema(self, schema: Any) -> dict[str, Any]:  # noqa: ANN401
        return super().typed_dict_schema(schema) | {"additionalProperties": False}

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401
        del schema
        return False


def schema(document: Any, command: str) -> dict[str, Any]:  # noqa: ANN401
    """Return the schema of a document.

    Args:
        document: its type.
        command: which prints it.
    """
    made = TypeAdapter(document).json_schema(schema_generator=_Strict)
    return {"$schema": _Strict.schema_dialect} | made | {"title": command}


def schemas() -> dict[str, str]:
    """Return the content of each file by its name."""
    found = {f"bugmark {command}": document for command, document in DOCUMENTS.items()}
    found["error"] = ErrorDocument
    return {
        f"{command.removeprefix('bugmark ').replace(' ', '-')}.json": json.dumps(
            schema(document, command), indent=2
        )
        + "\n"
        for command, document in found.items()
    }


def main() -> int:
    """Write the schemas, or with --check compare them; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    wanted = schemas()
    there = {path.name: path for path in FOLDER.glob("*.json")}
    if parser.parse_args().check:
        if {name: path.read_text() for name, path in there.items()} != wanted:
            print("docs/schema is out of date; run `make docs` and commit", file=sys.stderr)
            return 1
        return 0
    for name in there.keys() - wanted.keys():
        there[name].unlink()
    FOLDER.mkdir(exist_ok=True)
    for name, text in wanted.items():
        (FOLDER / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
