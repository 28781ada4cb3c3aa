"""What the product's own role may do in the database, where somebody else owns the tables.

The history is append-only by its triggers. Where the tables belong to another role, it is so by
grants as well: then not even a session that switches triggers off can alter what was recorded.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pghistory.models
from django.apps import apps
from django.db import connection, models
from psycopg2 import sql

# Written by migrations alone.
READ_ONLY = ("django_migrations",)
ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE")


def only_grows(model: type[models.Model]) -> bool:
    """Whether rows of the model are never changed nor taken away: history, and records like it."""
    if issubclass(model, pghistory.models.Event):
        return True
    triggers = getattr(model._meta, "triggers", [])
    return any(trigger.name.endswith("_only_grows") for trigger in triggers)


@contextmanager
def connected_as(owner: dict[str, Any]) -> Iterator[None]:
    """Let the default connection be the owner's for a while."""
    usual = connection.settings_dict
    connection.close()
    connection.settings_dict = usual | owner
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = usual


def grant_to(role: str) -> None:
    """Give the role what the product needs, and take from it all else. The owner runs this."""
    growing = {model._meta.db_table for model in apps.get_models() if only_grows(model)}
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        cursor.execute(_statement("GRANT USAGE ON SCHEMA public TO {role}", role))
        cursor.execute(_statement("REVOKE CREATE ON SCHEMA public FROM {role}", role))
        cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        cursor.execute(
            _statement("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}", role)
        )
        for table in sorted(tables):
            cursor.execute(_statement("REVOKE ALL ON TABLE {table} FROM {role}", role, table))
            rights = ROWS
            if table in READ_ONLY:
                rights = ("SELECT",)
            elif table in growing:
                rights = ("SELECT", "INSERT")
            given = f"GRANT {', '.join(rights)} ON TABLE {{table}} TO {{role}}"
            cursor.execute(_statement(given, role, table))
        # Who and why is written by this function; as the owner's, it is the only way to do so.
        cursor.execute("ALTER FUNCTION _pgh_attach_context() SECURITY DEFINER")
        cursor.execute("ALTER FUNCTION _pgh_attach_context() SET search_path = public, pg_temp")
        contexts = pghistory.models.Context._meta.db_table
        cursor.execute(
            _statement("REVOKE INSERT, UPDATE, DELETE ON TABLE {table} FROM {role}", role, contexts)
        )


def _statement(words: str, role: str, table: str = "") -> sql.Composed:
    return sql.SQL(words).format(role=sql.Identifier(role), table=sql.Identifier(table))
