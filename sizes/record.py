"""What was changed in what a zone says, by whom, when and why: read from the history."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.gis.db.models.functions import Area as AreaOf
from django.db.models import QuerySet

from partners.models import Membership, Person
from places.fuzzy import hectares_in_words
from sizes.models import Boundary, Participant, Zone
from sizes.status import State
from sizes.words import DONE, day_in_words

# What a reader is told of, in words; the rest is the product's own bookkeeping.
SHOWN = {
    "name": "Name",
    "state": "State",
    "purpose": "What it is for",
    "place_in_words": "Place in words",
    "why_here": "Why here",
    "summary": "In plain words",
    "what_stays": "What will not change",
    "how_far": "How far changes may go",
    "starts_on": "Starts on",
    "target_on": "Reviewed or dissolved by",
    "why_so_long": "Why so long",
    "why_beyond_area": "Why beyond the lead councils’ area",
    "term": "Term",
}
SOMETHING_ELSE = (
    "Something that belongs to the zone was changed: its place, subject, outcomes or partners"
)
SOMEONE = "Someone who works on the zone"


@dataclass(frozen=True)
class Difference:
    """One thing said before, and after."""

    label: str
    before: str
    after: str


@dataclass
class Change:
    """What one person did to a zone at one time; a step has the day `on` which it counts."""

    at: dt.datetime
    person: int | None = None
    reason: str = ""
    step: str = ""
    by: str = SOMEONE
    note: str = ""
    on: dt.date | None = None
    differences: list[Difference] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Why it was done, else what it was about."""
        if self.step:
            return DONE.get(self.step, self.reason)
        if self.reason:
            return self.reason
        if self.differences:
            return ", ".join(each.label for each in self.differences)
        return SOMETHING_ELSE


def changes(zone: Zone, *, with_drafting: bool) -> list[Change]:
    """The changes to a zone, newest first; those made before it was proposed only on request."""
    events = apps.get_model("sizes", "ZoneEvent").objects.filter(pgh_obj=zone.pk)
    found = [*_grouped(events.select_related("pgh_context").order_by("pgh_id"), with_drafting)]
    names = _names_of({each.person for each in found if each.person}, zone)
    steps = [*zone.transitions.select_related("taken_by")]
    for change in found:
        change.by = names.get(change.person, SOMEONE) if change.person else SOMEONE
        taken = next((each for each in steps if each.step == change.step), None)
        if taken:
            steps.remove(taken)
            change.by, change.note = taken.taken_by.name or SOMEONE, taken.note
            change.on = taken.taken_on
    return found[::-1]


def _grouped(events: Iterable[Any], with_drafting: bool) -> Iterator[Change]:
    """Changes, oldest first; what was written in one go, for one reason, is one change."""
    before, change, context = None, None, None
    for event in events:
        is_shown = with_drafting or event.proposed_on is not None
        if is_shown:
            if change is None or event.pgh_context_id is None or event.pgh_context_id != context:
                if change:
                    yield change
                about = event.pgh_context.metadata if event.pgh_context else {}
                change = Change(
                    event.pgh_created_at,
                    about.get("user"),
                    about.get("reason", ""),
                    about.get("step", ""),
                )
            context = event.pgh_context_id
            change.differences += _differences(before, event)
        before = event
    if change:
        yield change


def _differences(before: Any, after: Any) -> list[Difference]:
    if before is None:
        return []
    return [
        Difference(
            label, _written(name, getattr(before, name)), _written(name, getattr(after, name))
        )
        for name, label in SHOWN.items()
        if getattr(before, name) != getattr(after, name)
    ]


def _written(name: str, value: Any) -> str:
    if value is None or value == "":
        return "nothing"
    if name == "state":
        return str(State(value).label)
    return day_in_words(value) if isinstance(value, dt.date) else str(value)


def _names_of(people: set[int], zone: Zone) -> dict[int, str]:
    """Names of those who act for an organisation that leads; others chose no public part."""
    leads = zone.participants.filter(part=Participant.Part.LEAD).values("organisation")
    acting = Membership.objects.filter(organisation__in=leads).values("person")
    named = Person.objects.filter(pk__in=people).filter(pk__in=acting).exclude(name="")
    return {person.pk: person.name for person in named}


def boundary_versions(zone: Zone, *, with_drafting: bool) -> list[dict[str, Any]]:
    """The versions of where the zone lies, newest first.

    Those that the public never saw, replaced before the zone was proposed, only on request.
    """
    versions: QuerySet[Boundary] = zone.boundaries.defer("core", "reach").order_by("-number")
    versions = versions.annotate(core_area=AreaOf("core"), reach_area=AreaOf("reach"))
    shown = [*versions]
    if not with_drafting:
        published = zone.transitions.filter(to_state=State.PROPOSED).order_by("pk").first()
        since = published.taken_at if published else None
        shown = [*_seen_since(shown, since)]
    return [
        {
            "number": version.number,
            "how": version.get_method_display(),
            "made_at": version.made_at,
            "starts_on": version.starts_on,
            "ends_on": version.ends_on,
            "core": hectares_in_words(version.core_area.sq_m),
            "reach": hectares_in_words(version.reach_area.sq_m),
        }
        for version in shown
    ]


def _seen_since(versions: Iterable[Boundary], since: dt.datetime | None) -> Iterator[Boundary]:
    """Of versions newest first, those made since, and the one that held at that moment."""
    for version in versions:
        yield version
        if since and version.made_at <= since:
            return
