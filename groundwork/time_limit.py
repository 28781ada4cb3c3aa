"""A limit on how long single questions to the database may take, where many may be asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

SET = "SELECT set_config('statement_timeout', %s, true)"


@contextmanager
def at_most(milliseconds: int) -> Iterator[None]:
    """Stop each query of the block that takes longer; `groundwork.outage` answers for it.

    A shorter limit that is set already stays.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT setting::int FROM pg_settings WHERE name = 'statement_timeout'")
        (before,) = cursor.fetchone()
        cursor.execute(SET, [str(min(before or milliseconds, milliseconds))])
        yield
        cursor.execute(SET, [str(before)])
