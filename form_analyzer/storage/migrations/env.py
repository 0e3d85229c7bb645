"""What Alembic runs for every migration: the connection comes from our own code."""

import sqlalchemy as sa
from alembic import context

from form_analyzer.storage.tables import metadata


def run() -> None:
    """Run the migrations in one transaction on the connection handed over."""
    connection: sa.Connection = context.config.attributes["connection"]
    # SQLite rebuilds a table to change it, which must not trip over foreign keys;
    # the pragma is only heard outside a transaction.
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        _foreign_keys(connection, "OFF")
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=is_sqlite,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
    if is_sqlite:
        _foreign_keys(connection, "ON")


def _foreign_keys(connection: sa.Connection, value: str) -> None:
    # Straight to the driver: SQLAlchemy would begin a transaction first.
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA foreign_keys={value}")
    cursor.close()


run()
