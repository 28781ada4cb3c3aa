"""All answers as rows for the page *Check*, each with the address that changes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import Polygon
from django.urls import reverse
from shapely import MultiPolygon

from groundwork import clock
from places.crs import moved
from places.drawing import draw_bands
from places.fuzzy import DRAWN_BANDS, Band
from places.models import Area
from sizes.answers import Answers
from sizes.boundaries import as_shapely, how_it_was_made
from sizes.hearing import length_in_words
from sizes.models import Boundary, BoundaryPart, Participant, Scope
from sizes.reckoning import Reckoning
from sizes.words import day_in_words, joined

MOST_WARDS = 60


@dataclass(frozen=True)
class Section:
    """A heading of the page, and its rows as the summary list takes them."""

    title: str
    rows: list[dict[str, Any]]


class Rows:
    """Makes the rows of one task; with no right to change, they have no Change links."""

    def __init__(self, answers: Answers, address: str, *, may_change: bool):
        path = reverse(address, args=[answers.zone.reference])
        self.url = f"{path}?next=check" if may_change else ""
        self.rows: list[dict[str, Any]] = []

    def add(self, key: str, value: str | Sequence[str], *, missing: str = "") -> None:
        """A row; without a value it says what is missing, or is left out where nothing is."""
        if not value and not missing:
            return
        said = {"value": value} if isinstance(value, str) else {"lines": list(value)}
        row = {"key": key, "change_url": self.url, "change_label": key.lower()}
        self.rows.append(row | (said if value else {"missing": missing}))


def sections_of(
    answers: Answers, *, reckoning: Reckoning | None, may_change: bool
) -> list[Section]:
    """Everything that the zone says, in the order of the tasks."""
    made = [
        ("Where", "zone-where", lambda rows: _where(rows, answers, reckoning)),
        ("What for", "zone-what-for", lambda rows: _what_for(rows, answers)),
        ("Why here", "zone-why-here", lambda rows: _why_here(rows, answers)),
        ("Who", "zone-who", lambda rows: _who(rows, answers, may_change)),
        ("How long", "zone-how-long", lambda rows: _how_long(rows, answers)),
        ("Limits", "zone-limits", lambda rows: _limits(rows, answers)),
    ]
    sections = []
    for title, address, fill in made:
        rows = Rows(answers, address, may_change=may_change)
        fill(rows)
        sections.append(Section(title, rows.rows))
    return sections


def _where(rows: Rows, answers: Answers, reckoning: Reckoning | None) -> None:
    zone = answers.zone
    if answers.boundary is None:
        rows.add("Place", "", missing="Say where the zone is.")
        return
    rows.add("Place", zone.place_in_words or "A shape on the map")
    rows.add("Size", reckoning.words() if reckoning else answers.size_in_words)
    rows.add("How the shape was made", how_it_was_made(answers.boundary))
    if zone.why_beyond_area:
        rows.add("Why beyond the lead councils’ area", zone.why_beyond_area)
    elif reckoning and reckoning.leaves_lead_area:
        missing = "Part of it lies outside the area of the lead councils. Say why."
        rows.add("Beyond the lead councils’ area", "", missing=missing)


def _what_for(rows: Rows, answers: Answers) -> None:
    zone = answers.zone
    rows.add("Name", zone.name)
    rows.add("Shared intention", zone.purpose, missing="Say what you intend to improve together.")
    subjects = [("Themes", answers.themes), ("Services", answers.services)]
    for title, words in subjects:
        core = [str(word) for word in words if word.scope == Scope.CORE]
        touched = [f"{word} (may also touch)" for word in words if word.scope == Scope.TOUCH]
        rows.add(title, [*core, *touched])
    if not answers.themes and not answers.services:
        rows.add("Themes and services", "", missing="Choose at least one theme or service.")
    rows.add(
        "Outcomes",
        [_outcome(outcome) for outcome in answers.outcomes],
        missing="Name at least one outcome that should get better.",
    )
    rows.add(
        "Existing initiatives",
        [
            f"{each.name}{' (just outside)' if each.place == each.Place.JUST_OUTSIDE else ''}"
            for each in answers.initiatives
        ],
    )


def _outcome(outcome: Any) -> str:
    said = outcome.statement
    measures = []
    if outcome.indicator:
        measures.append(outcome.indicator)
    if outcome.baseline:
        measures.append(f"now {outcome.baseline}")
    if outcome.target:
        measures.append(f"aim {outcome.target}")
    if outcome.scope == Scope.TOUCH:
        measures.append("may also touch")
    return f"{said} ({'; '.join(measures)})" if measures else said


def _why_here(rows: Rows, answers: Answers) -> None:
    rows.add("Why here", answers.zone.why_here, missing="Say why a zone is needed here.")


def _who(rows: Rows, answers: Answers, may_change: bool) -> None:
    rows.add(
        "Lead organisations",
        [f"{lead} ({answer_in_words(lead)})" for lead in answers.leads],
        missing="Name at least one organisation that leads.",
    )
    if answers.leads and not answers.has_council:
        rows.add("Council", "", missing="Ask a council to be one of the leads.")
    for title, those in (("Invited", answers.partners), ("Neighbours", answers.neighbours)):
        # What somebody typed may be a person's name: it is for those who work on the zone.
        rows.add(title, [str(each) for each in those if may_change or each.organisation])


def answer_in_words(lead: Participant) -> str:
    """What an organisation answered that was asked to lead."""
    if lead.agreed_on:
        return f"agreed on {day_in_words(lead.agreed_on)}"
    if lead.declined_on:
        return f"declined on {day_in_words(lead.declined_on)}"
    return f"asked on {day_in_words(lead.asked_on)}"


def _how_long(rows: Rows, answers: Answers) -> None:
    zone = answers.zone
    rows.add(
        "Start date",
        day_in_words(zone.starts_on) if zone.starts_on else "",
        missing="Say on what day the zone starts.",
    )
    rows.add("Interim reviews", joined([day_in_words(day) for day in answers.interim_reviews]))
    rows.add(
        "Target date",
        day_in_words(zone.target_on) if zone.target_on else "",
        missing="Set the day by which the zone is reviewed or dissolved.",
    )
    rows.add("Time for comments", length_in_words(zone))
    if answers.is_long:
        rows.add("Why so long", zone.why_so_long, missing="Say why it needs more than five years.")


def _limits(rows: Rows, answers: Answers) -> None:
    zone = answers.zone
    rows.add("What will not change", zone.what_stays, missing="Say what will not change.")
    rows.add("How far it may go", zone.how_far, missing="Say how far differences may go.")


def drawing_of(boundary: Boundary, *, name: str) -> str:
    """The boundary as an SVG among the wards around it, from its parts; "" where it has none.

    `boundary` comes with its shapes.
    """
    shapes = {
        part.part: as_shapely(moved(part.shape, settings.METRIC_SRID))
        for part in BoundaryPart.objects.filter(boundary=boundary)
    }
    bands = {band: shapes.get(str(band), MultiPolygon()) for band in DRAWN_BANDS}
    if bands[Band.CORE].is_empty:
        return ""
    window = Polygon.from_bbox(boundary.reach.extent)
    window.srid = settings.METRIC_SRID
    wards = Area.objects.in_force(clock.today()).filter(kind=Area.Kind.WARD).touching(window)
    context = [(ward.name, as_shapely(ward.shape)) for ward in wards.defer("outline")[:MOST_WARDS]]
    return draw_bands(bands, context=context, title=f"Where {name} is", name="check-drawing")
