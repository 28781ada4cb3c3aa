"""What the main answers cost, as ratios within one run: run by script/bench.

Seconds differ from machine to machine and from hour to hour; ratios to an answer that does nothing,
measured in the same run and best of several, hardly do.
"""

import http.client
import math
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import django

ROUNDS = 5
# The made-up zones lie on a grid over the Midlands, a kilometre apart, and overlap a little.
WEST, SOUTH, STEP = 380_000, 240_000, 1_000


def best(work: Callable[[], object], times: int) -> float:
    """Seconds that one call takes, in the best of several rounds."""
    rounds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for _ in range(times):
            work()
        rounds.append((time.perf_counter() - began) / times)
    return min(rounds)


def report(title: str, costs: dict[str, float]) -> None:
    """Print costs as multiples of the first, with its own in milliseconds."""
    first = next(iter(costs.values()))
    print(f"\n{title} (1.00 = {first * 1000:.2f} ms)")
    for what, cost in costs.items():
        print(f"  {cost / first:8.2f}  {what}", flush=True)


def make_zones(number: int) -> float:
    """Make zones in bulk, past the steps and triggers of the product; returns the grid's side."""
    from django.db import connection, transaction

    from groundwork import clock
    from sizes.models import Zone
    from sizes.status import State

    today = clock.today()
    columns = math.ceil(math.sqrt(number))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Zone.objects.bulk_create(
            Zone(
                name=f"Made-up zone {index}",
                slug=f"made-up-{index}",
                reference=f"BENCH-{index}",
                state=State.DECLARED,
                starts_on=today.replace(day=1),
                proposed_on=today,
                declared_on=today,
                target_on=today.replace(year=today.year + 1, day=1),
            )
            for index in range(number)
        )
        cursor.execute(
            """
            INSERT INTO sizes_boundary
                (zone_id, number, core, reach, method, recipe, starts_on, made_at)
            SELECT id, 1,
                   ST_Multi(ST_Buffer(centre, 400, 16)), ST_Multi(ST_Buffer(centre, 600, 16)),
                   'drawn', '{}', starts_on, started_at
            FROM (
                SELECT *, ST_SetSRID(ST_MakePoint(
                    %s + %s * (place %% %s), %s + %s * (place / %s)), 27700) AS centre
                FROM (SELECT *, (row_number() OVER (ORDER BY id) - 1)::int AS place
                      FROM sizes_zone WHERE slug LIKE 'made-up-%%') AS numbered
            ) AS placed
            """,
            [WEST, STEP, columns, SOUTH, STEP, columns],
        )
        cursor.execute(
            """
            INSERT INTO sizes_footprint
                (boundary_id, zone_id, starts_on, ends_on, core, reach, edge)
            SELECT b.id, zone_id, b.starts_on, b.ends_on, core, reach, ST_Multi(ST_Boundary(reach))
            FROM sizes_boundary b JOIN sizes_zone z ON z.id = zone_id WHERE slug LIKE 'made-up-%'
            """
        )
        cursor.execute(
            """
            INSERT INTO sizes_boundarypart (boundary_id, part, shape)
            SELECT b.id, part,
                   ST_Multi(ST_ReducePrecision(ST_Transform(
                       CASE part WHEN 'core' THEN core ELSE reach END, 4326), 0.000001))
            FROM sizes_boundary b JOIN sizes_zone z ON z.id = zone_id,
                 unnest(ARRAY['core', 'reach']) AS part
            WHERE slug LIKE 'made-up-%'
            """
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return columns * STEP


def look_ups(side: float) -> dict[str, float]:
    from django.contrib.gis.geos import Point
    from django.db import connection

    from groundwork import clock
    from sizes.here import answer

    chance = random.Random(1)
    today = clock.today()

    def anywhere() -> Point:
        return Point(WEST + chance.random() * side, SOUTH + chance.random() * side, srid=27700)

    def wide() -> None:
        point = anywhere()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT b.*, z.* FROM sizes_boundary b JOIN sizes_zone z ON z.id = zone_id "
                "WHERE ST_Covers(reach, ST_SetSRID(ST_MakePoint(%s, %s), 27700))",
                [point.x, point.y],
            )
            cursor.fetchall()

    return {
        "whole rows of the zones that cover a point": best(wide, 50),
        "the whole answer for a point, in words": best(lambda: answer(anywhere(), on=today), 50),
    }


@contextmanager
def server(database: str) -> Iterator[int]:
    """The product served on that database, as script/server does; gives its port."""
    from tests.databases import url_of

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = f"-m gunicorn config.wsgi --bind=127.0.0.1:{port} --workers=2 --threads=4"
    process = subprocess.Popen(
        [
            sys.executable,
            *command.split(),
            "--log-level=warning",
            "--no-control-socket",
            "--graceful-timeout=1",
        ],
        env={**os.environ, "DATABASE_URL": url_of(database)},
    )
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def answers(port: int) -> dict[str, float]:
    addresses = {
        "an answer that does nothing": "/health/live",
        "one question to the database": "/health/ready",
        "look-up of a point by the API": "/api/here/?lon=-1.9&lat=52.4",
        "the answer for a place": "/here/?lat=52.4&lon=-1.9",
        "the first page": "/",
        "the list of zones": "/zones/",
        "one zone": "/zones/made-up-0/",
        "50 zones by the API": "/api/zones/?page_size=50",
        "1,000 zones as GeoJSON": "/api/zones/?page_size=1000&format=geojson",
    }

    def get(path: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        connection.close()
        if response.status != http.client.OK:
            raise RuntimeError(f"{path} answered {response.status}")

    return {what: best(lambda path=path: get(path), 1) for what, path in addresses.items()}


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.db import connections

    from tests import databases

    with databases.use_copy() as name:
        side = make_zones(number)
        print(f"{number:,} made-up zones", flush=True)
        report("Look-up, in process", look_ups(side))
        connections.close_all()
        with server(name) as port:
            report("Answers, over HTTP, one at a time", answers(port))


if __name__ == "__main__":
    main()
