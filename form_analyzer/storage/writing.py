"""Small helpers for writing rows, the same on SQLite and PostgreSQL."""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

Value = str | int | float | bool | bytes | date | datetime | None


def upsert(
    connection: sa.Connection,
    table: sa.Table,
    values: Mapping[str, Value],
    update: Iterable[str],
) -> None:
    """Insert a row, or change the named columns of the row with the same primary key."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).values(values)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=list(table.primary_key.columns),
            set_={name: statement.excluded[name] for name in update},
        )
    )


def set_tags(
    connection: sa.Connection, table: sa.Table, owner: Mapping[str, str], tags: Iterable[str]
) -> None:
    """Replace all tags of one athlete or session (``owner`` is its id column and id)."""
    ((column, owner_id),) = owner.items()
    connection.execute(table.delete().where(table.c[column] == owner_id))
    rows = [{column: owner_id, "tag": tag} for tag in clean_tags(tags)]
    if rows:
        connection.execute(table.insert(), rows)


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags without outer spaces, empties and repeats, in order of the alphabet."""
    return tuple(sorted({" ".join(tag.split()) for tag in tags} - {""}))


def folded(*parts: str) -> str:
    """Text for searching: any case, any composition of accents, parts on lines."""
    return unicodedata.normalize("NFKC", "\n".join(parts)).casefold()


def contains_words(column: sa.ColumnElement[str], text: str) -> sa.ColumnElement[bool]:
    """The condition that every word of a search occurs in a folded column."""
    words = folded(text).split()
    return sa.and_(sa.true(), *(column.contains(word, autoescape=True) for word in words))
