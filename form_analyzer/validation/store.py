"""The report as JSON, and back."""

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import get_args, get_type_hints

from form_analyzer.validation.report import Report

_DIGITS = 4
Json = dict[str, "Json"] | list["Json"] | str | float | int | bool | None


def to_json(report: Report) -> str:
    """The whole report; numbers with four digits that count, missing ones ``null``."""
    return json.dumps(_plain(report), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(value: object) -> Json:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return _rounded(value) if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"{type(value).__name__} has no place in a report")


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def from_json(text: str) -> Report:
    """Read a report back.

    Raises
    ------
    ValueError
        If the text is not a report of this kind.
    """
    try:
        found = _build(Report, json.loads(text))
    except (KeyError, TypeError) as error:
        raise ValueError(f"this is not an accuracy report: {error}") from error
    if not isinstance(found, Report):
        raise ValueError("this is not an accuracy report")
    return found


def _build(kind: object, value: object) -> object:
    """A value of the annotated type from plain JSON."""
    if isinstance(kind, type) and is_dataclass(kind):
        if not isinstance(value, Mapping):
            raise TypeError(f"{kind.__name__} needs an object")
        hints = get_type_hints(kind)
        return kind(**{name: _build(hint, value[name]) for name, hint in hints.items()})
    if isinstance(value, list):
        return tuple(_build(get_args(kind)[0], one) for one in value)
    if kind is float and isinstance(value, int):
        return float(value)
    if kind is float and value is None:
        return math.nan
    return value
