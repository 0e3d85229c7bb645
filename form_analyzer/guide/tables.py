"""TOML tables read with types, so that every damage names its file and key."""

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from form_analyzer.errors import GuideError

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(slots=True)
class Table:
    """A TOML table that remembers which of its keys were read.

    Every reader raises :class:`~form_analyzer.errors.GuideError` naming file and
    key when the key is missing or holds something else.

    Attributes
    ----------
    file
        Path as shown in errors.
    name
        Dotted name of the table, empty for the whole file.
    """

    file: str
    name: str
    data: Mapping[str, object]
    _read: set[str] = field(default_factory=set)

    def error(self, key: str, problem: str) -> GuideError:
        """An error about one key of this table."""
        where = f"{self.name}.{key}" if self.name else key
        return GuideError(f"guide file {self.file}: '{where}' {problem}")

    def has(self, key: str) -> bool:
        """Whether the key is there; it counts as not yet read."""
        return key in self.data

    def _get(self, key: str) -> object:
        self._read.add(key)
        if key not in self.data:
            raise self.error(key, "is missing")
        return self.data[key]

    def text(self, key: str) -> str:
        """A text that is not blank."""
        value = self._get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, "must be a text that is not empty")
        return value

    def text_or_empty(self, key: str) -> str:
        """A text that may be empty."""
        value = self._get(key)
        if not isinstance(value, str):
            raise self.error(key, "must be a text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, none blank, none twice."""
        value = self._get(key)
        if not isinstance(value, list):
            raise self.error(key, "must be a list of texts")
        if not all(isinstance(item, str) and item.strip() for item in value):
            raise self.error(key, "must be a list of texts that are not empty")
        if len(set(value)) != len(value):
            raise self.error(key, "holds a text twice")
        return tuple(value)

    def texts_or_none(self, key: str) -> tuple[str, ...]:
        """Like :meth:`texts`, empty where the key is not there."""
        return self.texts(key) if self.has(key) else ()

    def number(self, key: str) -> float:
        """A finite number."""
        return self._number(key, self._get(key))

    def _number(self, key: str, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(key, "must be a number")
        if not math.isfinite(value):
            raise self.error(key, "must be a finite number")
        return float(value)

    def positive(self, key: str) -> float:
        """A finite number above zero."""
        value = self.number(key)
        if value <= 0:
            raise self.error(key, "must be above zero")
        return value

    def whole(self, key: str, least: int = 1) -> int:
        """A whole number of at least ``least``."""
        value = self._get(key)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self.error(key, f"must be a whole number of at least {least}")
        return value

    def numbers(self, key: str) -> tuple[float, ...]:
        """A list of finite numbers."""
        value = self._get(key)
        if not isinstance(value, list):
            raise self.error(key, "must be a list of numbers")
        return tuple(self._number(key, item) for item in value)

    def range(self, key: str) -> tuple[float, float]:
        """Two finite numbers, the first below the second."""
        values = self.numbers(key)
        if len(values) != 2 or not values[0] < values[1]:
            raise self.error(key, "must be [low, high] with low below high")
        return values[0], values[1]

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self._get(key)
        if not isinstance(value, bool):
            raise self.error(key, "must be true or false")
        return value

    def choice(self, key: str, kind: type[Choice]) -> Choice:
        """One member of an enum, by its value."""
        return self.member(key, self.text(key), kind)

    def member(self, key: str, value: str, kind: type[Choice]) -> Choice:
        """The enum member of a text that belongs to ``key``."""
        try:
            return kind(value)
        except ValueError:
            known = ", ".join(kind)
            raise self.error(key, f"is '{value}'; it must be one of: {known}") from None

    def table(self, key: str) -> "Table":
        """A table within this one."""
        value = self._get(key)
        if not isinstance(value, dict):
            raise self.error(key, "must be a table")
        return Table(self.file, f"{self.name}.{key}" if self.name else key, value)

    def tables(self) -> Iterator[tuple[str, "Table"]]:
        """Every key of this table, each of which must be a table."""
        for key in self.data:
            yield key, self.table(key)

    def list_of_tables(self, key: str) -> tuple["Table", ...]:
        """A list of tables, not empty."""
        value = self._get(key)
        if not isinstance(value, list) or not value:
            raise self.error(key, "must be a list of tables that is not empty")
        if not all(isinstance(item, dict) for item in value):
            raise self.error(key, "must be a list of tables")
        name = f"{self.name}.{key}" if self.name else key
        return tuple(Table(self.file, f"{name}[{i}]", item) for i, item in enumerate(value))

    def all_texts(self) -> dict[str, str]:
        """Every key of this table, each of which must be a text."""
        return {key: self.text(key) for key in self.data}

    def finish(self) -> None:
        """Raise if the table holds a key that nobody reads (a misspelt one, mostly)."""
        for key in self.data:
            if key not in self._read:
                raise self.error(key, "is not known; is it misspelt?")


def read_toml(folder: Path, name: str) -> Table:
    """Read one file of the guide.

    Raises
    ------
    GuideError
        If it cannot be read, is no UTF-8 or no TOML; the text names the file.
    """
    path = folder / name
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise GuideError(f"guide file {path} cannot be read: {reason}") from error
    except UnicodeDecodeError as error:
        raise GuideError(f"guide file {path} is not UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise GuideError(f"guide file {path} is not valid TOML: {error}") from error
    return Table(str(path), "", data)


def paired(numbers: Table, words: Table) -> Iterator[tuple[str, Table, Table]]:
    """Go through two files of the same keys: one with numbers, one with words.

    Raises
    ------
    GuideError
        If a key stands in one of them only.
    """
    for key, table in numbers.tables():
        yield key, table, words.table(key)
    words.finish()


def ordered(numbers: Table, words: Table) -> Iterator[tuple[str, Table]]:
    """Go through a table of words in the order that ``numbers.order`` lists its keys.

    Raises
    ------
    GuideError
        If a key is listed without words, or has words without being listed.
    """
    for key in numbers.texts("order"):
        yield key, words.table(key)
    words.finish()


def filled(words: Table, key: str, numbers: Mapping[str, float]) -> str:
    """A text with its ``{placeholders}`` filled from numbers (whole ones without ``.0``)."""
    shown = {name: f"{value:g}".replace("-", "−") for name, value in numbers.items()}
    try:
        return words.text(key).format_map(shown)
    except (KeyError, ValueError, IndexError, AttributeError) as error:
        raise words.error(key, f"has a placeholder without a number: {error}") from error
