"""Databases for tests: a template that is migrated once, and copies of it that take milliseconds.

A copy is a whole database, so a test may commit, lock, crash or use several connections in it,
and the rows that migrations put there are there again for the next test.
"""

import hashlib
import os
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections

TEMPLATES_KEPT = 3
LOCK = 5_318_008


def migrations_digest() -> str:
    """A short digest of every migration of every app: another digest, another template."""
    digest = hashlib.sha256()
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(f"{app.label}/{path.name}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def administration() -> Generator:
    """A cursor on the server itself, outside any of the tests' databases."""
    with connection._nodb_cursor() as cursor:
        yield cursor


def point_at(name: str) -> None:
    """Make Django's default connection, in this thread and in new ones, mean that database."""
    connections.close_all()
    connection.settings_dict["NAME"] = name


def template() -> str:
    """The name of a database with every migration applied; made if there is none yet."""
    name = f"template_{migrations_digest()}"
    with administration() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            _make_template(cursor, name)
            _drop_leftovers(cursor)
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return name


def _make_template(cursor, name: str) -> None:
    usual = connection.settings_dict["NAME"]
    half_made = f"{name}_half_made"
    cursor.execute(f'DROP DATABASE IF EXISTS "{half_made}"')
    cursor.execute(f'CREATE DATABASE "{half_made}" TEMPLATE template0')
    point_at(half_made)
    try:
        call_command("migrate", verbosity=0)
    finally:
        point_at(usual)
    cursor.execute(f'ALTER DATABASE "{half_made}" RENAME TO "{name}"')


def _drop_leftovers(cursor) -> None:
    """Drop old templates, and copies whose maker is gone."""
    cursor.execute(
        r"SELECT datname FROM pg_database WHERE datname LIKE 'template\_%%' "
        r"AND NOT datistemplate AND datname NOT LIKE '%%half\_made' AND datname <> 'template0' "
        r"ORDER BY oid DESC OFFSET %s",
        [TEMPLATES_KEPT],
    )
    leftovers = [name for (name,) in cursor.fetchall()]
    cursor.execute(r"SELECT datname FROM pg_database WHERE datname LIKE 'test\_%%'")
    for (name,) in cursor.fetchall():
        maker = name.split("_")[1]
        if maker.isdigit() and not Path("/proc", maker).exists():
            leftovers.append(name)
    for name in leftovers:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def copy_of_template() -> Generator[str]:
    """A fresh database with every migration applied, dropped afterwards; gives its name."""
    original = template()
    name = f"test_{os.getpid()}_{uuid.uuid4().hex[:8]}"
    with administration() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{original}"')
    try:
        yield name
    finally:
        with administration() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def use_copy() -> Generator[str]:
    """The same, and Django's default connection points at it meanwhile."""
    usual = connection.settings_dict["NAME"]
    with copy_of_template() as name:
        point_at(name)
        try:
            yield name
        finally:
            point_at(usual)


def url_of(name: str) -> str:
    """The DATABASE_URL by which another process reaches that database."""
    settings = connection.settings_dict
    user = quote(settings["USER"])
    password = f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else ""
    place = {key.lower(): settings[key] for key in ("HOST", "PORT") if settings[key]}
    return f"postgresql://{user}{password}@/{quote(name)}?{urlencode(place)}"
