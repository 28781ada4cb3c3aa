"""Brings a public list of organisations into the register."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from groundwork.problems import Refused
from partners import importing, public_lists
from partners.importing import Outcome


class Command(BaseCommand):
    help = (
        "Bring a public list of councils, public bodies or charities into the register, from a CSV"
        " file. Lines that cannot be used are named and left out. Running it again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--source", default="", help="where the list comes from, and licence")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            listing = public_lists.read_list(path.read_bytes())
        except OSError as problem:
            raise CommandError(f"{path}: {problem.strerror}.") from None
        except Refused as refused:
            raise CommandError(" ".join(refused.sentences)) from None
        if options["dry_run"]:
            plan = importing.plan(listing)
        else:
            plan = importing.bring_in(listing, source=options["source"] or path.name, by=None)
        for line in plan.lines:
            if line.outcome in (Outcome.REFUSED, Outcome.CHANGED):
                says = " ".join(line.says)
                self.stdout.write(f"Line {line.number}, {line.name}: {line.outcome}: {says}")
        counts = ", ".join(f"{number} {outcome}" for outcome, number in plan.counts.items())
        done = "Nothing was saved. It would be" if options["dry_run"] else "Done"
        self.stdout.write(f"{done}: {counts}.")
