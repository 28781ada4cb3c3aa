"""Records wards, districts and other areas from a file."""

import datetime as dt

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from places.formats.records import BY_AN_OPERATOR
from places.models import Area
from places.register import load_areas
from places.shapes import ShapeRefused, read_file


class Command(BaseCommand):
    help = (
        "Record areas from a GeoJSON, GeoPackage, zipped Shapefile, KML or CSV file, in WGS84 or"
        " British National Grid. Rows that cannot be used are named and left out. Running it again"
        " changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--kind", required=True, choices=Area.Kind.values)
        parser.add_argument("--starts-on", type=day, help="first day the areas stand, YYYY-MM-DD")
        parser.add_argument("--ends-on", type=day, help="first day they no longer stand")
        parser.add_argument("--authority", default="", help="the council area they lie in")
        parser.add_argument("--source", default="", help="where the file came from")
        parser.add_argument("--licence", default="", help="the licence it came under")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")

    def handle(self, *args, **options) -> None:
        starts_on, ends_on = options["starts_on"], options["ends_on"]
        if starts_on and ends_on and ends_on <= starts_on:
            raise CommandError("--ends-on must come after --starts-on.")
        try:
            reading = read_file(options["file"], limits=BY_AN_OPERATOR)
        except ShapeRefused as problem:
            raise CommandError(" ".join(problem.sentences)) from None
        except OSError as problem:
            raise CommandError(f"{options['file']}: {problem.strerror}.") from None
        with transaction.atomic():
            loaded = load_areas(
                reading,
                kind=options["kind"],
                starts_on=starts_on,
                ends_on=ends_on,
                **{name: options[name] for name in ("authority", "source", "licence")},
            )
            transaction.set_rollback(options["dry_run"])
        self.stdout.write("\n".join(loaded.account(reading, is_dry_run=options["dry_run"])))


def day(text: str) -> dt.date:
    """Read a day written YYYY-MM-DD; argparse says so where it is not one."""
    return dt.date.fromisoformat(text)
