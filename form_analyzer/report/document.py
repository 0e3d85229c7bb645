"""The types of plain JSON, missing numbers in it, and reading it with care."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from math import inf, isfinite, nan
from typing import TypeAlias, TypeVar

import numpy as np

from form_analyzer.datatypes import FloatArray

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None
"""Anything JSON can hold."""

Document: TypeAlias = dict[str, Json]
"""One JSON object."""

_Name = TypeVar("_Name", bound=StrEnum)
_Row = TypeVar("_Row")


def number(value: float | None) -> float | None:
    """Give a number that JSON can hold: ``nan`` and infinities become ``None``."""
    return float(value) if value is not None and isfinite(value) else None


def array_to_json(array: FloatArray) -> Json:
    """Nested lists of an array of any shape, missing samples as ``None``."""
    if array.ndim == 1:
        return [number(value) for value in array.tolist()]
    return [array_to_json(row) for row in array]


def array_from_json(value: Json) -> FloatArray:
    """Rebuild an array from nested lists, ``None`` as ``nan``."""
    return np.array(_with_nan(value), dtype=np.float64)


def _with_nan(value: Json) -> object:
    if isinstance(value, list):
        return [_with_nan(entry) for entry in value]
    return nan if value is None else value


class Fields:
    """A JSON object whose fields are read with their type checked.

    Parameters
    ----------
    values
        The object.
    place
        Its name in error messages, such as ``analysis.video``.

    Raises
    ------
    ValueError
        From every reading method: the field is absent or of another kind.
    """

    def __init__(self, values: Mapping[str, Json], place: str) -> None:
        self._values = values
        self._place = place

    def _get(self, key: str) -> Json:
        if key not in self._values:
            raise ValueError(f"{self._place} has no field {key!r}")
        return self._values[key]

    def _wrong(self, key: str, wanted: str) -> ValueError:
        found = self._values.get(key)
        return ValueError(f"{self._place}.{key} is {str(found)[:40]!r}, expected {wanted}")

    def text(self, key: str) -> str:
        """Text."""
        value = self._get(key)
        if not isinstance(value, str):
            raise self._wrong(key, "text")
        return value

    def optional_text(self, key: str) -> str | None:
        """Text, or ``None``."""
        return None if self._get(key) is None else self.text(key)

    def number(self, key: str) -> float:
        """A finite number."""
        value = self._get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(key, "a number")
        return float(value)

    def optional_number(self, key: str) -> float | None:
        """A number, or ``None``."""
        return None if self._get(key) is None else self.number(key)

    def number_or_nan(self, key: str) -> float:
        """A number; ``null`` reads as ``nan``."""
        return nan if self._get(key) is None else self.number(key)

    def whole(self, key: str) -> int:
        """A whole number."""
        value = self._get(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._wrong(key, "a whole number")
        return value

    def truth(self, key: str) -> bool:
        """True or false."""
        value = self._get(key)
        if not isinstance(value, bool):
            raise self._wrong(key, "true or false")
        return value

    def name(self, key: str, names: type[_Name]) -> _Name:
        """A member of an enumeration, by its value."""
        text = self.text(key)
        try:
            return names(text)
        except ValueError:
            raise self._wrong(key, f"one of {', '.join(names)}") from None

    def optional_name(self, key: str, names: type[_Name]) -> _Name | None:
        """A member of an enumeration, or ``None``."""
        return None if self._get(key) is None else self.name(key, names)

    def pair(self, key: str, *, open_ends: bool = False) -> tuple[float, float] | None:
        """Two numbers; with ``open_ends``, a ``null`` end is infinite. ``None`` for ``null``."""
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, list) or len(value) != 2:
            raise self._wrong(key, "two numbers")
        ends = Fields(dict(zip(("low", "high"), value, strict=True)), f"{self._place}.{key}")
        if not open_ends:
            return ends.number("low"), ends.number("high")
        low, high = ends.optional_number("low"), ends.optional_number("high")
        return (-inf if low is None else low), (inf if high is None else high)

    def fields(self, key: str) -> "Fields":
        """An object."""
        value = self._get(key)
        if not isinstance(value, dict):
            raise self._wrong(key, "an object")
        return Fields(value, f"{self._place}.{key}")

    def optional_fields(self, key: str) -> "Fields | None":
        """An object; ``None`` where it is absent or ``null``."""
        return None if self._values.get(key) is None else self.fields(key)

    def rows(self, key: str, read: "Callable[[Fields], _Row]") -> tuple[_Row, ...]:
        """A list of objects, each turned into a row by ``read``."""
        value = self._get(key)
        if not isinstance(value, list):
            raise self._wrong(key, "a list")
        rows: list[_Row] = []
        for position, entry in enumerate(value):
            if not isinstance(entry, dict):
                raise ValueError(f"{self._place}.{key}[{position}] is not an object")
            rows.append(read(Fields(entry, f"{self._place}.{key}[{position}]")))
        return tuple(rows)

    def array(self, key: str) -> FloatArray:
        """Nested lists as an array, ``null`` as ``nan``."""
        return array_from_json(self._get(key))

    def arrays(self) -> dict[str, FloatArray]:
        """Every field as an array."""
        return {key: self.array(key) for key in self._values}

    def numbers(self) -> dict[str, float]:
        """Every field as a number, ``null`` as ``nan``."""
        return {key: self.number_or_nan(key) for key in self._values}
