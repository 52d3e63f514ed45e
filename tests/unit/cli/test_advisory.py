"""The advisory that the demo sells is one of OSV's format, by what its specification asks."""

import json
import re
from importlib.resources import files
from typing import Any

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_EVENTS = {"introduced", "fixed", "last_affected", "limit"}


def advisory() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(
        files("bugmark_py.cli").joinpath("advisory.json").read_text()
    )
    return document


def test_the_advisory_has_an_id_and_says_when_it_was_modified_in_utc() -> None:
    found = advisory()

    assert re.fullmatch(r"[A-Z]+-\d{4}-\d{4}", found["id"])
    assert _TIME.fullmatch(found["modified"])
    assert _TIME.fullmatch(found["published"])
    assert re.fullmatch(r"\d+\.\d+\.\d+", found["schema_version"])


def test_the_advisory_names_packages_and_the_versions_that_are_affected() -> None:
    for affected in advisory()["affected"]:
        assert affected["package"].keys() == {"ecosystem", "name"}
        for span in affected["ranges"]:
            assert span["type"] in {"SEMVER", "ECOSYSTEM"}
            kinds = [kind for event in span["events"] for kind in event]
            assert all(len(event) == 1 for event in span["events"])
            assert "introduced" in kinds
            assert set(kinds) <= _EVENTS


def test_the_advisory_has_a_severity_by_a_vector_of_cvss() -> None:
    for severity in advisory()["severity"]:
        assert severity["type"] == "CVSS_V3"
        assert re.fullmatch(r"CVSS:3\.1(/[A-Z]{1,2}:[A-Z])+", severity["score"])
