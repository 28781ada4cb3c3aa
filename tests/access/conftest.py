"""One world for each module of access tests."""

import pytest
from django.db import connection, transaction

from tests import databases
from tests.access.world import World, make_world


@pytest.fixture(scope="module")
def standing_world(django_db_setup, django_db_blocker):
    """The world, committed to a database of the module's own."""
    with django_db_blocker.unblock(), databases.use_copy():
        yield make_world()


@pytest.fixture
def world(standing_world, django_db_blocker) -> World:
    """The world; what a test writes is rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield standing_world
        connection.set_rollback(True)
