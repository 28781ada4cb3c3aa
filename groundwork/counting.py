"""What is counted for a while: tries at a password, suggestions from one network.

The counts lie in the database, so that all processes count together. They name nobody, and are
gone once they no longer count.
"""

from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils.crypto import salted_hmac

from groundwork import clock


def hidden(key: str, prefix: str, version: int) -> str:
    """Return a name for a count that tells neither a network address nor an account."""
    return salted_hmac("groundwork.counting", f"{prefix}:{version}:{key}").hexdigest()


class Counts(DatabaseCache):
    """Django's cache in the database, which here forgets whatever has expired at each new count."""

    def set(self, *args: Any, **kwargs: Any) -> None:
        super().set(*args, **kwargs)
        database = connections[router.db_for_write(self.cache_model_class)]
        table = database.ops.quote_name(self._table)
        with database.cursor() as cursor:
            # Rows that somebody else is writing are left to them.
            cursor.execute(
                f"DELETE FROM {table} WHERE cache_key IN (SELECT cache_key FROM {table} "  # noqa: S608
                "WHERE expires < %s FOR UPDATE SKIP LOCKED)",
                [clock.now()],
            )
