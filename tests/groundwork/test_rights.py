"""Where somebody else owns the tables, the product's role adds to the history, no more."""

import uuid

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection

from groundwork.rights import only_grows
from partners.models import Organisation
from sizes.models import AcceptanceAct, Notice, Transition, Zone
from tests.databases import administration, use_copy

pytestmark = pytest.mark.promise

ROLE_LENGTH = 8


@pytest.fixture
def as_product(django_db_blocker, settings):
    """A cursor of a role that owns nothing, in a database that was prepared for it."""
    role = f"product_{uuid.uuid4().hex[:ROLE_LENGTH]}"
    with django_db_blocker.unblock(), use_copy() as name:
        owner = dict(connection.settings_dict)
        with administration() as cursor:
            cursor.execute(f'CREATE ROLE "{role}" LOGIN')
        settings.DATABASE_OWNER = owner
        connection.settings_dict["USER"] = role
        call_command("prepare_database", verbosity=0)
        connection.settings_dict["USER"] = owner["USER"]
        product = psycopg2.connect(
            dbname=name, user=role, host=owner["HOST"], port=owner["PORT"] or None
        )
        product.autocommit = True
        try:
            yield product.cursor()
        finally:
            product.close()
            with connection.cursor() as cursor:
                cursor.execute(f'DROP OWNED BY "{role}"')
            connection.close()
            with administration() as cursor:
                cursor.execute(f'DROP ROLE "{role}"')


REGISTER = """
    INSERT INTO partners_organisation (version, name, slug, sector, description, website,
        contact_name, contact_email, contact_telephone, contact_place, mailbox, why_ended)
    VALUES (1, 'Group', 'group', 'community', '', '', '', '', '', '', '', '')
"""


def test_the_products_role_writes_rows_and_their_history_with_its_name(as_product):
    as_product.execute("SET pghistory.context_id = '6b9cbd4b-3c36-4a3b-8a83-0f6c1c7a3d11'")
    as_product.execute('SET pghistory.context_metadata = \'{"reason": "Registered"}\'')
    as_product.execute(REGISTER)
    as_product.execute("UPDATE partners_organisation SET name = 'Another'")
    as_product.execute("SELECT name, pgh_role FROM partners_organisationevent ORDER BY pgh_id")
    as_product.execute(
        "SELECT event.name, event.pgh_role = current_user, context.metadata ->> 'reason' "
        "FROM partners_organisationevent AS event "
        "JOIN pghistory_context AS context ON context.id = event.pgh_context_id ORDER BY pgh_id"
    )
    assert as_product.fetchall() == [
        ("Group", True, "Registered"),
        ("Another", True, "Registered"),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE partners_organisationevent SET name = 'x'",
        "DELETE FROM partners_organisationevent",
        "TRUNCATE partners_organisationevent",
        "ALTER TABLE partners_organisationevent DISABLE TRIGGER ALL",
        "UPDATE sizes_transition SET note = 'x'",
        "DELETE FROM sizes_notice",
        "UPDATE pghistory_context SET metadata = '{}'",
        "DELETE FROM pghistory_context",
        "UPDATE django_migrations SET name = 'x'",
        "CREATE TABLE mine (id int)",
        "DROP TABLE sizes_zone",
    ],
)
def test_the_products_role_cannot_alter_the_history_even_without_triggers(as_product, statement):
    as_product.execute(REGISTER)
    as_product.execute(
        "SET pgtrigger.ignore = '{partners_organisationevent:pgtrigger_append_only}'"
    )
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        as_product.execute(statement)


def test_records_that_only_grow_are_known_by_their_trigger():
    assert only_grows(Transition)
    assert only_grows(Notice)
    assert only_grows(AcceptanceAct)
    assert only_grows(Zone.pgh_event_model)
    assert not only_grows(Zone)
    assert not only_grows(Organisation)
