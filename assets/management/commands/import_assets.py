"""Brings in the register that an organisation publishes as a file, or goes on with one begun."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assets import importing
from assets.importing.cells import a_date
from assets.importing.columns import BY_NAME
from assets.importing.running import AlreadyAtWork
from assets.models import Asset, ImportRow, RegisterImport
from groundwork import clock
from groundwork.problems import Refused
from partners.models import Organisation, Person

Outcome, State = ImportRow.Outcome, RegisterImport.State
ROWS_TOLD = 200


class Command(BaseCommand):
    help = (
        "Bring in an organisation's register of land, buildings and other assets from a CSV or"
        " XLSX file. Every row is accounted for; running it again changes nothing. Rows that are"
        " only probably known are told, and need --probable to be taken as the same or as new."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="the register, as CSV or XLSX")
        parser.add_argument("--organisation", metavar="SLUG", help="whose register it is")
        parser.add_argument("--as-at", metavar="DATE", help="as at which day; else today")
        parser.add_argument("--source", default="", help="where the file comes from")
        parser.add_argument("--licence", default="", help="on what terms it may be used")
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="FIELD=HEADER",
            help="which column holds what, where it is not told by its header",
        )
        parser.add_argument(
            "--probable",
            choices=["same", "new"],
            help="what to take rows for that are probably known",
        )
        parser.add_argument(
            "--keep-gone", action="store_true", help="mark nothing as gone: the file is a part"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")
        parser.add_argument("--go-on", type=int, metavar="ID", help="work on one that was begun")
        parser.add_argument("--by", type=int, metavar="PERSON", help="for whom, with --go-on")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["go_on"]:
            self._go_on(options["go_on"], options["by"])
            return
        if not options["file"] or not options["organisation"]:
            raise CommandError("Give a file and --organisation, or --go-on.")
        begun = self._begun(options)
        try:
            self._bring_in(begun, options)
        except Refused as problem:
            raise CommandError(" ".join(problem.sentences)) from None
        finally:
            begun.refresh_from_db()
            if begun.state != State.SAVED:
                importing.give_up(register_import=begun, by=None)

    def _go_on(self, pk: int, by: int | None) -> None:
        try:
            person = Person.objects.get(pk=by) if by else None
            done = importing.go_on(pk, by=person)
        except (RegisterImport.DoesNotExist, Person.DoesNotExist):
            raise CommandError("There is no such import, or no such person.") from None
        except AlreadyAtWork:
            self.stdout.write("Another process works on it already.")
            return
        self.stdout.write(f"{done}: {done.get_state_display().lower()}.")

    def _begun(self, options: dict[str, Any]) -> RegisterImport:
        try:
            organisation = Organisation.objects.get(slug=options["organisation"])
        except Organisation.DoesNotExist:
            raise CommandError(f"There is no organisation “{options['organisation']}”.") from None
        path = Path(options["file"])
        try:
            with path.open("rb") as file:
                return importing.begin(
                    organisation=organisation,
                    upload=file,
                    filename=path.name,
                    source=options["source"] or path.name,
                    licence=options["licence"],
                    effective_on=self._day(options["as_at"]),
                    by=None,
                )
        except OSError as problem:
            raise CommandError(f"{path}: {problem.strerror}.") from None
        except Refused as problem:
            raise CommandError(" ".join(problem.sentences)) from None

    def _day(self, text: str | None) -> dt.date:
        if text is None:
            return clock.today()
        day, _ = a_date(text)
        if day is None:
            raise CommandError(f"“{text}” is not a date, such as 2021-04-01.")
        return day

    def _bring_in(self, begun: RegisterImport, options: dict[str, Any]) -> None:
        mapping = dict(begun.mapping)
        for said in options["column"]:
            name, _, header = said.partition("=")
            if name not in BY_NAME or header not in begun.columns:
                raise CommandError(
                    f"“{said}”: fields are {', '.join(BY_NAME)}; columns are"
                    f" {', '.join(begun.columns)}."
                )
            at = begun.columns.index(header)
            mapping = {other: column for other, column in mapping.items() if column != at}
            mapping[name] = at
        begun = importing.choose_columns(register_import=begun, mapping=mapping, by=None)
        for name, at in sorted(begun.mapping.items(), key=lambda pair: pair[1]):
            self.stdout.write(f"{begun.columns[at]}: {BY_NAME[name].label.lower()}")
        begun = importing.work_on(begun)
        if options["probable"]:
            same = options["probable"] == "same"
            importing.answer_all(register_import=begun, same=same, by=None)
        if options["keep_gone"]:
            importing.keep_gone(register_import=begun, by=None)
        begun.refresh_from_db()
        self._tell(begun)
        if options["dry_run"]:
            self.stdout.write("Nothing was saved: this was a dry run.")
            return
        importing.save(register_import=begun, by=None, expected_fingerprint=begun.fingerprint)
        self.stdout.write("Saved.")

    def _tell(self, begun: RegisterImport) -> None:
        """Say what was understood, every row that is not simply used, and the counts."""
        for note in begun.notes:
            self.stdout.write(note)
        told = begun.rows.filter(outcome__in=[Outcome.REFUSED, Outcome.LEFT_OUT])
        for row in told[:ROWS_TOLD]:
            self.stdout.write(f"Row {row.number}: {row.get_outcome_display().lower()}. {row.why}")
        open_rows = begun.rows.select_related("asset").filter(
            match=ImportRow.Match.PROBABLE, is_confirmed=None
        )
        for row in open_rows[:ROWS_TOLD]:
            self.stdout.write(
                f"Row {row.number}: {row.name} is probably {row.asset} ({row.match_words})."
            )
        for asset in Asset.objects.filter(pk__in=begun.gone)[:ROWS_TOLD]:
            self.stdout.write(f"Gone: {asset} ({asset.asset_code or asset.reference})")
        counts = importing.counts_of(begun)
        words = {
            "new": "new",
            "changed": "changed",
            "unchanged": "unchanged",
            "refused": "refused",
            "left_out": "left out",
            "mended": "mended",
            "probable": "probable",
            "gone": "gone",
        }
        said = ", ".join(f"{counts[key]:,} {word}" for key, word in words.items())
        self.stdout.write(f"{counts['all']:,} rows: {said}.")
