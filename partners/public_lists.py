"""Public lists of organisations: councils and public bodies, charities.

A list is a CSV file with the columns `name` and either `organisation`, such as
local-authority-eng:BIR, or one or more that begin with `org_id`, such as GB-COH-00445790. The
columns `website`, `start-date`, `end-date` (the last day), `statistical-geography` (the code of the
area it serves) and `local-authority-type` are read where they are there. Others are left alone.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from groundwork.problems import Refused
from partners.models import Organisation, OrganisationIdentifier

Sector, Scheme = Organisation.Sector, OrganisationIdentifier.Scheme

MOST_ROWS = 20_000
LONGEST_NAME = 200
# Two of these are bodies of several councils together, or of a region: no council of their own.
NOT_COUNCILS = {"COMB", "SRA"}
SECTORS = {
    "local-authority-eng": Sector.COUNCIL,
    "local-authority": Sector.COUNCIL,
    "nonprofit": Sector.VOLUNTARY,
}
SCHEMES = {"local-authority-eng": Scheme.COUNCIL, "government-organisation": Scheme.GOVERNMENT}
COMPANY_NUMBER = re.compile(r"[A-Z0-9]{8}")
NUMBER = re.compile(r"[A-Z0-9][A-Z0-9.-]{0,39}")
SMALL_WORDS = {"and", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with"}
KEPT_IN_CAPITALS = {"CIC", "CIO", "UK", "NHS", "YMCA", "YWCA", "BME", "II", "III", "IV"}
is_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Row:
    """What a line of a list says. `ends_on` is the first day it no longer is."""

    number: int
    name: str
    sector: str
    identifiers: tuple[tuple[str, str], ...] = ()
    website: str = ""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    area: str = ""

    @property
    def sector_in_words(self) -> str:
        return str(Sector(self.sector).label)


@dataclass(frozen=True)
class RefusedRow:
    """A line that cannot be used, and why."""

    number: int
    name: str
    why: str


@dataclass
class Listing:
    """What a list says, and the lines of it that cannot be used. Numbers are lines of the file."""

    rows: list[Row] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)


def read_list(data: bytes) -> Listing:
    """Read a list. Raises Refused where it is no such list at all."""
    reader = csv.DictReader(io.StringIO(_text(data), newline=""))
    listing = Listing()
    try:
        columns = [(name or "").strip() for name in reader.fieldnames or []]
        reader.fieldnames = columns
        ids = [name for name in columns if name.startswith("org_id")]
        if "name" not in columns or not (ids or "organisation" in columns):
            raise Refused(
                "The first line must name the columns: name, and either organisation or org_id."
            )
        for cells in reader:
            if len(listing.rows) + len(listing.refused) >= MOST_ROWS:
                raise Refused(f"A list may have at most {MOST_ROWS:,} lines.")
            _read(reader.line_num, cells, ids, listing)
    except csv.Error as error:
        raise Refused(f"Line {reader.line_num} cannot be read: {error}.") from None
    if not (listing.rows or listing.refused):
        raise Refused("The list has no lines below the names of its columns.")
    return _without_repeats(listing)


def _text(data: bytes) -> str:
    if b"\x00" in data:
        raise Refused("This is not a CSV file of text.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What spreadsheets on Windows write.
        return data.decode("cp1252", errors="replace")


def _read(number: int, cells: dict[str, str], ids: list[str], listing: Listing) -> None:
    values = {name: (value or "").strip() for name, value in cells.items() if isinstance(name, str)}
    name = ordinary_capitals(" ".join(values.get("name", "").split()))
    try:
        if None in cells:
            raise ValueError("It has more cells than there are columns.")
        listing.rows.append(_row(number, name, values, ids))
    except ValueError as problem:
        listing.refused.append(RefusedRow(number, name, str(problem)))


def _row(number: int, name: str, values: dict[str, str], ids: list[str]) -> Row:
    """The line as a row; ValueError with a sentence where it cannot be used."""
    if not name:
        raise ValueError("It has no name.")
    if len(name) > LONGEST_NAME:
        raise ValueError(f"Its name is longer than {LONGEST_NAME} letters.")
    sector, identifiers = str(Sector.VOLUNTARY), []
    if values.get("organisation"):
        kind, _, code = values["organisation"].partition(":")
        sector = SECTORS.get(kind, Sector.PUBLIC)
        if values.get("local-authority-type") in NOT_COUNCILS:
            sector = Sector.PUBLIC
        if kind in SCHEMES:
            identifiers.append((SCHEMES[kind], _number(SCHEMES[kind], code)))
    identifiers += [_org_id(values[column]) for column in ids if values.get(column)]
    starts_on = _day(values.get("start-date", ""), "start-date")
    last_on = _day(values.get("end-date", ""), "end-date")
    if starts_on and last_on and last_on < starts_on:
        raise ValueError("It ends before it starts.")
    website = values.get("website", "")
    if website:
        try:
            is_address(website)
        except ValidationError:
            raise ValueError(f"Its website is no address: {website[:100]}") from None
        if len(website) > LONGEST_NAME:
            raise ValueError("The address of its website is too long.")
    return Row(
        number,
        name,
        sector,
        tuple((str(scheme), text) for scheme, text in identifiers),
        website,
        starts_on,
        last_on + dt.timedelta(days=1) if last_on else None,
        values.get("statistical-geography", ""),
    )


def _org_id(text: str) -> tuple[str, str]:
    for scheme in Scheme.values:
        if text.upper().startswith(f"{scheme}-"):
            return scheme, _number(scheme, text[len(scheme) + 1 :])
    raise ValueError(f"{text[:60]} is a number in a list that is not known here.")


def _number(scheme: str, text: str) -> str:
    """The number as published, with its leading zeros; ValueError where it cannot be one."""
    number = text.strip().upper()
    if scheme == Scheme.COMPANY and not COMPANY_NUMBER.fullmatch(number):
        raise ValueError(
            f"{number[:40] or 'Nothing'} is no company number: it has eight characters. Perhaps a "
            "spreadsheet took its leading zeros away."
        )
    if not NUMBER.fullmatch(number):
        raise ValueError(f"{text[:60] or 'Nothing'} cannot be a number in the list {scheme}.")
    return number


def _day(text: str, column: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"Its {column} is no day like 2027-03-27: {text[:40]}") from None


def _without_repeats(listing: Listing) -> Listing:
    """Refuse each line whose number, or name where neither has any, is on an earlier line."""
    seen: dict[tuple[str, str], int] = {}
    kept = []
    for row in listing.rows:
        keys = [*row.identifiers] or [("", row.name.casefold())]
        if earlier := next((key for key in keys if key in seen), None):
            what = "-".join(earlier) if earlier[0] else "Its name"
            why = f"{what} is on line {seen[earlier]} too: put that right by hand."
            listing.refused.append(RefusedRow(row.number, row.name, why))
            continue
        seen.update(dict.fromkeys(keys, row.number))
        kept.append(row)
    listing.rows = kept
    listing.refused.sort(key=lambda refused: refused.number)
    return listing


def ordinary_capitals(name: str) -> str:
    """A name that is written in capitals throughout, as one writes a name; any other as it is."""
    if not name.isupper() or " " not in name:
        return name
    return " ".join(_words(name.split()))


def _words(words: list[str]) -> Iterator[str]:
    for place, word in enumerate(words):
        bare = word.strip("().,'\"")
        if bare in KEPT_IN_CAPITALS or any(letter.isdigit() for letter in word):
            yield word
        elif place and bare.lower() in SMALL_WORDS:
            yield word.lower()
        else:
            # A capital after a hyphen, a bracket or a full stop, not after an apostrophe's s.
            yield re.sub(r"(^|[-(.&/\"])([a-z])", lambda m: m[1] + m[2].upper(), word.lower())
