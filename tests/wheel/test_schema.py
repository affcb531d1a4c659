"""The dataclasses are the published schema, no more and no less."""

from __future__ import annotations

import json
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

import prejury

INLINE = {
    "tool": prejury.Tool,
    "input": prejury.Input,
    "configuration": prejury.Configuration,
    "findings": prejury.Finding,
    "issues": prejury.Issue,
}
SHARED = {
    "both": prejury.Both,
    "lack": prejury.Lack,
    "context": prejury.Context,
    "competence": prejury.Competence,
    "criterion": prejury.Criterion,
    "signpost": prejury.Signpost,
    "waiver": prejury.Waiver,
    "lead": prejury.Lead,
    "evidence": prejury.Evidence,
    "location": prejury.Location,
}


@pytest.fixture(scope="module")
def schema(root: Path) -> dict[str, Any]:
    """docs/report.schema.json."""
    read: dict[str, Any] = json.loads((root / "docs/report.schema.json").read_text(encoding="utf-8"))
    return read


def key(field: Field[Any]) -> str:
    """The name of a field in the JSON."""
    named: str = field.metadata.get("key", field.name)
    return named


def compare(kind: type, described: dict[str, Any]) -> None:
    own = {key(field): field for field in fields(kind) if field.name != "raw"}
    assert set(own) == set(described["properties"]), kind
    hints = get_type_hints(kind)
    for name, field in own.items():
        is_needed = field.default is MISSING and field.default_factory is MISSING
        if is_needed and kind is not prejury.Report:
            assert name in described["required"], f"{kind}.{name} is not always there"
        values = described["properties"][name].get("enum")
        hint = hints[field.name]
        literal = next((arm for arm in (hint, *get_args(hint)) if get_origin(arm) is Literal), None)
        if values is not None:
            assert set(get_args(literal)) == set(values), f"{kind}.{name}"


def test_every_object_of_the_schema_has_its_dataclass(schema: dict[str, Any]) -> None:
    properties = schema["properties"]
    compare(prejury.Report, schema)
    for name, kind in INLINE.items():
        compare(kind, properties[name].get("items", properties[name]))
    for name, kind in SHARED.items():
        compare(kind, schema["$defs"][name])
    of_input = properties["input"]["properties"]
    compare(prejury.Author, of_input["authors"]["items"])
    compare(prejury.Files, of_input["files"])
    compare(prejury.LeftOut, of_input["left_out"]["items"])
    of_configuration = properties["configuration"]["properties"]
    compare(prejury.ConfigurationFile, of_configuration["files"]["items"])
    compare(prejury.Profile, of_configuration["profile"])
    objects = {name for name, described in schema["$defs"].items() if "properties" in described}
    assert objects == set(SHARED)
    assert set(get_args(prejury.Voice)) == set(schema["$defs"]["voice"]["enum"])
