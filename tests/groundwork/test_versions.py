"""Two people never overwrite each other in silence."""

import threading

import pytest
from django.db import connection, transaction

from groundwork.versions import ChangedMeanwhile
from partners.models import Organisation
from tests import factories as make

pytestmark = pytest.mark.promise


@pytest.mark.django_db
def test_a_write_counts_only_when_something_differs():
    row = make.organisation("Library")
    row.write(name="Library")
    assert row.version == 1
    row.write(name="Library and Hall", description="Books.")
    row.refresh_from_db()
    assert (row.version, row.name) == (2, "Library and Hall")


@pytest.mark.django_db
def test_a_touch_counts_as_a_write():
    row = make.organisation()
    row.touch()
    row.refresh_from_db()
    assert row.version == 2


@pytest.mark.django_db
def test_a_lock_is_refused_with_the_row_as_it_is_now_when_it_was_written_meanwhile():
    row = make.organisation("Before")
    Organisation.objects.get(pk=row.pk).write(name="After")
    with pytest.raises(ChangedMeanwhile) as changed:
        row.lock(expected=1)
    assert changed.value.current.name == "After"
    assert changed.value.current.version == 2


@pytest.mark.django_db
def test_a_lock_needs_no_version_and_takes_the_one_found():
    row = make.organisation()
    assert row.lock().pk == row.pk
    assert row.lock(expected=1).pk == row.pk


def test_of_two_who_save_at_once_one_is_told(committed_db):
    row = make.organisation("Hall")
    told, start = [], threading.Barrier(2)

    def save(name: str) -> None:
        mine = Organisation.objects.get(pk=row.pk)
        start.wait()
        try:
            with transaction.atomic():
                mine.lock(expected=1).write(name=name)
        except ChangedMeanwhile:
            told.append(name)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(name,)) for name in ("Hall A", "Hall B")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    row.refresh_from_db()
    assert len(told) == 1
    assert row.version == 2
    assert row.name not in told
