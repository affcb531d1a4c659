"""JSON into the dataclasses of the report. Fields that a later version adds are left in ``Report.raw``."""

from __future__ import annotations

import json
import types
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from ._errors import PrejuryError
from ._report import Report

SCHEMA_VERSION = 1
"""Version of the report's schema that this module knows."""


def read_report(text: str | bytes) -> Report:
    """Reads what ``prejury check --format json`` writes for one submission.

    Raises:
        PrejuryError: it is no such report, or one of a schema that this version does not know.
    """
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PrejuryError(f"not a JSON report: {error}") from error
    version = raw.get("schema_version") if isinstance(raw, dict) else None
    if version != SCHEMA_VERSION:
        raise PrejuryError(f"not a report of schema {SCHEMA_VERSION}, but of {version!r}")
    report = _object(Report, {**raw, "raw": raw}, "report")
    return cast(Report, report)


def read_lines(kind: type, text: bytes) -> tuple[Any, ...]:
    """Reads JSON Lines of one dataclass. Fields that a later version adds are left out.

    Raises:
        PrejuryError: a line does not hold one.
    """
    try:
        return tuple(_object(kind, json.loads(line), kind.__name__) for line in text.splitlines())
    except (ValueError, RecursionError) as error:
        raise PrejuryError(f"not JSON Lines: {error}") from error


@cache
def _shape(kind: type) -> tuple[tuple[Field[Any], str, Any], ...]:
    """Field, key in the JSON and type of each field of a dataclass."""
    hints = get_type_hints(kind)
    return tuple((field, field.metadata.get("key", field.name), hints[field.name]) for field in fields(kind))


def _object(kind: type, value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise _mistake(where, kind.__name__, value)
    read: dict[str, Any] = {}
    for field, key, hint in _shape(kind):
        if key in value:
            read[field.name] = _value(hint, value[key], f"{where}.{key}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise PrejuryError(f"{where}.{key} is missing")
    return kind(**read)


def _value(hint: Any, value: Any, where: str) -> Any:
    if is_dataclass(hint):
        return _object(cast(type, hint), value, where)
    origin = get_origin(hint)
    if origin is tuple:
        if not isinstance(value, list):
            raise _mistake(where, "a list", value)
        item = get_args(hint)[0]
        return tuple(_value(item, each, f"{where}[{index}]") for index, each in enumerate(value))
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        (only,) = (arm for arm in get_args(hint) if arm is not types.NoneType)
        return _value(only, value, where)
    if origin is Literal:
        expected: tuple[type, ...] = (str,)
    elif hint is float:
        expected = (float, int)
    else:
        expected = (origin or hint,)
    if isinstance(value, bool) and hint is not bool or not isinstance(value, expected):
        raise _mistake(where, str(hint), value)
    return value


def _mistake(where: str, expected: str, value: Any) -> PrejuryError:
    return PrejuryError(f"{where} is {type(value).__name__}, not {expected}")
