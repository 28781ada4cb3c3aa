"""Many rows written in one statement: ten thousand in seconds, each with its own values."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

AT_ONCE = 1_000


def write_many(
    model: type[models.Model], rows: Iterable[dict[str, Any]], fields: Sequence[str]
) -> int:
    """Update rows of a model by their `id`, the fields given, and return how many there were.

    Values are plain JSON: dates and numbers as text, shapes as hexadecimal well-known binary.
    """
    rows = list(rows)
    for start in range(0, len(rows), AT_ONCE):
        _write(model, rows[start : start + AT_ONCE], fields)
    return len(rows)


def _write(model: type[models.Model], rows: list[dict[str, Any]], fields: Sequence[str]) -> None:
    quote = connection.ops.quote_name
    sets, columns = [], []
    for name in fields:
        column = model._meta.get_field(name)
        sets.append(f"{quote(column.column)} = given.{quote(name)}::{column.db_type(connection)}")
        columns.append(f"{quote(name)} text")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {quote(model._meta.db_table)} AS kept SET {", ".join(sets)}
            FROM jsonb_to_recordset(%s::jsonb) AS given (id bigint, {", ".join(columns)})
            WHERE kept.id = given.id
            """,  # noqa: S608 - the names of our own tables and columns
            [json.dumps(rows)],
        )
