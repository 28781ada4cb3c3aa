"""What every test shares: its database, and which tests run."""

import pytest
from django.conf import settings

from groundwork import stores
from tests import databases


def pytest_addoption(parser):
    parser.addoption("--slow", action="store_true", help="run the tests that take long, too")


def pytest_collection_modifyitems(config, items):
    for item in items:
        if item.get_closest_marker("slow") and not config.getoption("--slow"):
            item.add_marker(pytest.mark.skip(reason="takes long; run with --slow"))
        refuse_to_empty_the_database(item)
    # One worker walks all journeys: it begins with them, so that the others are not left to wait.
    items.sort(key=lambda item: item.get_closest_marker("journey") is None)


def refuse_to_empty_the_database(item):
    """Refuse Django's way of undoing commits: it truncates tables that migrations filled."""
    mark = item.get_closest_marker("django_db")
    empties = {"transactional_db", "live_server"} & set(item.fixturenames)
    if empties or (mark and mark.kwargs.get("transaction")):
        raise pytest.UsageError(f"{item.nodeid}: use the fixture committed_db instead")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """A copy of the migrated template for each run and each worker."""
    with django_db_blocker.unblock(), databases.use_copy():
        yield


@pytest.fixture(scope="session", autouse=True)
def private_files(tmp_path_factory):
    """Files that only some may read are kept in a folder of the run's own."""
    store, folder = stores.private(), tmp_path_factory.mktemp("private")
    settings.PRIVATE_MEDIA_ROOT = folder
    store._location = str(folder)
    for known in ("base_location", "location"):
        store.__dict__.pop(known, None)


@pytest.fixture
def committed_db(django_db_setup, django_db_blocker):
    """A database of the test's own, where it may commit, lock and use threads; gives its name."""
    with django_db_blocker.unblock(), databases.use_copy() as name:
        yield name
