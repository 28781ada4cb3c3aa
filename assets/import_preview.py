"""What an import would do, in words: the sentence that adds up, the sheets, and each row.

A sheet is one of the lists that a preview is read in. Every row of the file stands on exactly one
of the sheets of OUTCOMES; the others look at the same rows, or at assets, in another way.
"""

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from assets.models import Asset, ImportRow, RegisterImport

Outcome = ImportRow.Outcome
OUTCOMES = {
    "new": "New",
    "changed": "Changed",
    "unchanged": "Unchanged",
    "refused": "Cannot be used",
    "left_out": "Left out",
}
TITLES = {"to_confirm": "To confirm", **OUTCOMES, "mended": "Mended", "gone": "Gone", "all": "All"}
HINTS = {
    "to_confirm": "Each of these is probably an asset that is here already, and not certainly. Say "
    "of each whether it is the same, or of all at once.",
    "new": "These become assets of the register.",
    "changed": "These are here already, and the file says something else of them.",
    "unchanged": "These are here already, and the file says the same of them.",
    "refused": "These rows are not used. Everything else is, so put them right in the file and "
    "bring it in again when you like: what is here by then stays as it is.",
    "left_out": "These rows are not for a public register, so they are left out on purpose.",
    "mended": "These cells were put right on the way in. What they said is kept beside it here, "
    "and in your file.",
    "gone": "These assets came from an earlier file and are not in this one. Saving marks them as "
    "gone: they keep their page, and nothing of them is deleted.",
    "all": "Every row of the file, in its order.",
}
NOTHING = "nothing"
# Fields of an asset whose plain name is not what the page calls them.
LABELS = {
    "uprn": "UPRN",
    "point": "Place",
    "boundary": "Outline",
    "building_m2": "Building, m²",
    "land_ha": "Land, ha",
    "owner_name": "Owner",
    "use_state": "State of use",
    "is_sensitive": "Sensitive place",
    "is_vacancy_public": "Being empty is public",
    "effective_on": "As at",
    "other_columns": "Other columns",
    "gone_on": "Gone",
}
FACTS_OF_NEW = (
    "kind", "uprn", "asset_code", "street_number", "street", "town", "postcode", "point",
    "tenure", "tenure_detail", "holding", "category", "building_m2", "land_ha", "energy_rating",
    "use_state", "capacity", "is_sensitive",
)  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """One of the lists in which a preview is read."""

    name: str
    title: str
    count: int
    hint: str


@dataclass(frozen=True)
class Change:
    """What a field says now, and what it will say; both in words."""

    label: str
    before: str
    after: str

    @property
    def was_nothing(self) -> bool:
        """Whether it says nothing so far."""
        return self.before == NOTHING


@dataclass(frozen=True)
class Line:
    """A row of the file as the preview shows it."""

    row: ImportRow
    name: str
    outcome: str
    changes: list[Change] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether somebody has yet to say if it is the same as the asset found."""
        return self.row.match == ImportRow.Match.PROBABLE and self.row.is_confirmed is None


def sentence_of(counts: Mapping[str, int]) -> str:
    """One sentence in which the rows add up: "498 rows: 400 new, 90 unchanged and 8 left out."

    What there is none of is not named. Of an empty file it says just that.
    """
    rows = counts["all"]
    if not rows:
        return "The file has no rows."
    words = {
        "new": "new",
        "changed": "changed",
        "unchanged": "unchanged",
        "refused": "that cannot be used",
        "left_out": "left out",
    }
    parts = [f"{counts[name]:,} {word}" for name, word in words.items() if counts[name]]
    *first, last = parts
    listed = f"{', '.join(first)} and {last}" if first else last
    return f"{rows:,} {'row' if rows == 1 else 'rows'}: {listed}."


def asides_of(counts: Mapping[str, int]) -> list[str]:
    """What else the counts tell: sentences on what was mended, what is open, what has gone."""
    said = []
    if mended := counts["mended"]:
        said.append(
            f"{_were(mended)} mended on the way, and {'is' if mended == 1 else 'are'} counted "
            "among those."
        )
    if waiting := counts["probable"]:
        one = waiting == 1
        said.append(
            f"{waiting:,} {'is' if one else 'are'} probably here already: say whether "
            f"{'it is' if one else 'they are'} the same."
        )
    if gone := counts["gone"]:
        said.append(
            f"{gone:,} {'asset' if gone == 1 else 'assets'} from an earlier file "
            f"{'is' if gone == 1 else 'are'} not in this one."
        )
    return said


def _were(number: int) -> str:
    return "1 was" if number == 1 else f"{number:,} were"


def sheets_of(counts: Mapping[str, int]) -> list[Sheet]:
    """The sheets that have something on them, those that wait for somebody first.

    What was to be confirmed stays on its sheet once it is answered, so that it can be changed.
    """
    numbers = {name: counts[name] for name in (*OUTCOMES, "mended", "gone", "all")}
    numbers["to_confirm"] = counts["probable"] + counts["answered"]
    return [
        Sheet(name, title, numbers[name], HINTS[name])
        for name, title in TITLES.items()
        if numbers[name] or name == "all"
    ]


def first_sheet(sheets: Iterable[Sheet], counts: Mapping[str, int]) -> Sheet:
    """The sheet that is opened when none is asked for: what needs an answer, or else the most."""
    by_name = {sheet.name: sheet for sheet in sheets}
    if counts["probable"]:
        return by_name["to_confirm"]
    for name in ("changed", "new", "refused", "unchanged", "left_out"):
        if name in by_name:
            return by_name[name]
    return by_name["all"]


def rows_on(register_import: RegisterImport, sheet: str) -> QuerySet[ImportRow]:
    """The rows of the import that are on a sheet, in the order of the file."""
    rows = register_import.rows.select_related("asset").order_by("number")
    if sheet in OUTCOMES:
        return rows.filter(outcome=sheet)
    if sheet == "to_confirm":
        return rows.filter(match=ImportRow.Match.PROBABLE)
    if sheet == "mended":
        return rows.exclude(mended=[]).exclude(outcome__in=[Outcome.REFUSED, Outcome.LEFT_OUT])
    return rows


def gone_assets(register_import: RegisterImport) -> QuerySet[Asset]:
    """The assets that this file no longer holds, by name."""
    return Asset.objects.filter(pk__in=register_import.gone).order_by("name", "pk")


def line_of(row: ImportRow) -> Line:
    """A row as the preview shows it."""
    changes = [
        change for name, (old, new) in row.changes.items() for change in _changes(name, old, new)
    ]
    outcome = OUTCOMES.get(row.outcome, "")
    facts = []
    if row.outcome == Outcome.NEW or row.match == ImportRow.Match.PROBABLE:
        facts = [
            (label_of(name), in_words(name, row.values[name]))
            for name in FACTS_OF_NEW
            if row.values.get(name) not in (None, "", [], {}, False)
        ]
    return Line(row, row.name or "No name", outcome, changes, facts)


def _changes(name: str, old: Any, new: Any) -> list[Change]:
    """What changes in a field; in the other columns, each that does."""
    if name == "other_columns":
        headers = dict.fromkeys([*(old or {}), *(new or {})])
        cells = [(header, (old or {}).get(header), (new or {}).get(header)) for header in headers]
        return [
            Change(header, before or NOTHING, after or NOTHING)
            for header, before, after in cells
            if before != after
        ]
    before, after = in_words(name, old), in_words(name, new)
    if name == "boundary" and before == after:
        after = "another outline"
    if name == "point" and old and new:
        after = f"{after}, {math.dist(old[:2], new[:2]):,.0f} m away"
    return [Change(label_of(name), before, after)]


def label_of(name: str) -> str:
    """What a page calls a field of an asset."""
    if name in LABELS:
        return LABELS[name]
    label = str(Asset._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def in_words(name: str, value: Any) -> str:
    """A value of a field of an asset, plain as it is kept in JSON, as a page says it."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "point":
        east, north = value[:2]
        return f"{east:.0f} east, {north:.0f} north"
    if name == "boundary":
        return "an outline"
    if name in {"effective_on", "gone_on"}:
        return _day(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {each}" for key, each in value.items())
    choices = dict(getattr(Asset._meta.get_field(name), "flatchoices", ()) or ())
    if isinstance(value, list | tuple):
        labels = dict(Asset.Facility.choices) if name == "facilities" else choices
        return ", ".join(str(labels.get(each, each)) for each in value)
    return str(choices.get(value, value))


def _day(value: Any) -> str:
    day = dt.date.fromisoformat(str(value))
    return f"{day.day} {day:%B %Y}"
