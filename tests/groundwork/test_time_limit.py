"""A limit on single queries holds in its block, and no longer."""

import pytest
from django.db import OperationalError, connection

from groundwork.time_limit import at_most

pytestmark = pytest.mark.django_db


def asked(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchone()[0])


def test_a_query_that_takes_longer_is_stopped_and_others_are_not():
    with at_most(2_000):
        assert asked("SELECT 'in time'") == "in time"
    with pytest.raises(OperationalError, match="statement timeout"), at_most(30):
        asked("SELECT pg_sleep(1)")


@pytest.mark.parametrize(
    ("before", "limit", "inside"),
    [("0", 900, "900ms"), ("500", 900, "500ms"), ("2s", 900, "900ms")],
)
def test_the_limit_holds_in_its_block_only_and_a_shorter_one_stays(before, limit, inside):
    asked(f"SELECT set_config('statement_timeout', '{before}', true)")
    as_it_was = asked("SHOW statement_timeout")
    with at_most(limit):
        assert asked("SHOW statement_timeout") == inside
    assert asked("SHOW statement_timeout") == as_it_was
