"""Working on a file in a process of its own, which can be left and come back to.

Whoever works on a file holds a lock in the database for as long as the process lives: two never
work on one file, and one that died holds nothing up. What was read stays read; saving is one
transaction, done or not begun.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from assets.importing.beginning import start_again
from assets.importing.planning import tell, work_on
from assets.importing.saving import save
from assets.models import RegisterImport
from groundwork.history import because
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Person

State = RegisterImport.State
LOCK = 7_301_985  # of imports; any number that is used once
AT_WORK = {State.READING, State.SAVING}
FAULT = (
    "Something went wrong here while the file was worked on. Nothing of it was saved. Try again."
)
log = structlog.stdlib.get_logger("importing")


class AlreadyAtWork(Exception):
    """Another process works on this file."""


@contextmanager
def working_alone(pk: int) -> Generator[None]:
    """Hold the lock of a file meanwhile. Raises AlreadyAtWork."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, pk])
        if not cursor.fetchone()[0]:
            raise AlreadyAtWork
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, pk])


def is_at_work(register_import: RegisterImport) -> bool:
    """Whether some process works on the file at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND classid = %s AND objid = %s AND objsubid = 2)",
            [LOCK, register_import.pk],
        )
        return bool(cursor.fetchone()[0])


def start(register_import: RegisterImport, *, by: Person | None = None) -> None:
    """Go on with a file in a process of its own, once what was written so far is committed.

    `by` is who saves it, if not who brought it in. One that stopped by a fault is read anew.
    """
    with transaction.atomic():
        row = register_import.lock()
        if row.state == State.FAILED:
            with because(reason="Tried again"):
                start_again(row)
                row.write(state=State.READING)
        if row.state not in AT_WORK:
            return
        tell(row.pk, done=row.done_rows)
        who = [] if by is None else ["--by", str(by.pk)]
        transaction.on_commit(lambda: _spawn([str(row.pk), *who]))


def _spawn(arguments: list[str]) -> None:
    child = subprocess.Popen(
        [sys.executable, "manage.py", "import_assets", "--go-on", *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ.copy(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    # Somebody must take note of its end, or it stays in the list of processes.
    threading.Thread(target=child.wait, name="import", daemon=True).start()


def go_on(pk: int, *, by: Person | None = None) -> RegisterImport:
    """Do what is to be done next with a file: read its rows, or save what was agreed to.

    Raises AlreadyAtWork. A fault leaves the file as failed, with nothing of it saved.
    """
    with working_alone(pk):
        row = RegisterImport.objects.select_related("organisation", "made_by").get(pk=pk)
        try:
            if row.state == State.SAVING:
                row = _saved(row, row.made_by or by)
            if row.state == State.READING:
                row = work_on(row)
        except Exception as error:
            log.exception("import failed", register_import=pk)
            if not _fail(pk, FAULT):
                raise RegisterImport.DoesNotExist("It was given up meanwhile.") from error
            raise
    return row


def _saved(row: RegisterImport, by: Person | None) -> RegisterImport:
    try:
        return save(register_import=row, by=by, expected_fingerprint=row.fingerprint)
    except ChangedMeanwhile:
        return RegisterImport.objects.get(pk=row.pk)  # it is being read anew
    except (Refused, PermissionDenied) as refused:
        with transaction.atomic(), because(reason="Could not be saved"):
            row = row.lock()
            row.write(state=State.PREVIEW, failure=str(refused))
        return row


def _fail(pk: int, sentence: str) -> bool:
    """Say that a file's work failed; return False where it is there no more."""
    with transaction.atomic(), because(reason="Stopped by a fault"):
        row = RegisterImport.objects.select_for_update().filter(pk=pk).first()
        if row:
            row.write(state=State.FAILED, failure=sentence)
    return row is not None
