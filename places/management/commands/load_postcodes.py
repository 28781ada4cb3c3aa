"""Records postcodes and their centres from a file."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from places.formats.records import BY_AN_OPERATOR
from places.register import load_postcodes
from places.shapes import ShapeRefused, read_file


class Command(BaseCommand):
    help = (
        "Record postcodes from a file with a column of postcodes and either eastings and northings"
        " or longitude and latitude. Rows that cannot be used are named and left out. Running it"
        " again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")

    def handle(self, *args, **options) -> None:
        try:
            reading = read_file(options["file"], kinds=frozenset({"point"}), limits=BY_AN_OPERATOR)
        except ShapeRefused as problem:
            raise CommandError(" ".join(problem.sentences)) from None
        except OSError as problem:
            raise CommandError(f"{options['file']}: {problem.strerror}.") from None
        with transaction.atomic():
            loaded = load_postcodes(reading)
            transaction.set_rollback(options["dry_run"])
        self.stdout.write("\n".join(loaded.account(reading, is_dry_run=options["dry_run"])))
