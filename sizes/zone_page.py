"""What a zone's page says, put together from its records."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.contrib.gis.db.models import Extent
from django.contrib.gis.db.models.functions import Area as AreaOf

from places.fuzzy import hectares_in_words
from sizes.conflicts import conflicts_of
from sizes.covering import in_zone
from sizes.differences import in_sections, overlaps
from sizes.models import Boundary, BoundaryPart, Participant, Scope, Transition, Zone
from sizes.picture import picture_of
from sizes.status import ENDED, RUNNING, Status
from sizes.voices import voices_of
from sizes.words import DONE, day_in_words, joined, opening, time_left

Part = Participant.Part


def page_of(zone: Zone, on: dt.date) -> dict[str, Any]:
    """All that the page of a zone made ready for cards says on a day, as a template's context."""
    status = Status(zone.status_that_day)
    participants = [*zone.participants.select_related("organisation")]
    transitions = [*zone.transitions.select_related("taken_by")]
    found = in_zone(zone, on=on)
    reviews = [review.due_on for review in zone.interim_reviews.all()]
    leads = [each for each in participants if each.part == Part.LEAD and each.agreed_on]
    return {
        "zone": zone,
        "status": status,
        "opening": opening(zone, status=status, themes=zone.core_themes, leads=zone.leads),
        "banner": banner(zone, status, transitions),
        "place": place_of(zone),
        "picture": picture_of(zone, on),
        "leads": leads,
        "in_short": in_short(zone, status, leads, on),
        "asked": _names(participants, Part.LEAD, agreed=False),
        "partners": _names(participants, Part.PARTNER, agreed=True),
        "invited": _names(participants, Part.PARTNER, agreed=False),
        "neighbours": _names(participants, Part.NEIGHBOUR),
        "themes": by_scope(zone.themes.select_related("theme")),
        "services": by_scope(zone.services.select_related("service")),
        "outcomes": [*zone.outcomes.all()],
        "initiatives": [*zone.initiatives.all()],
        "dates": dates_of(zone, reviews, status, on),
        "events": events_of(transitions),
        "differences": in_sections(found, on=on),
        "overlaps": overlaps(conflicts_of([zone], on=on) if found else (), zone=zone),
        "is_running": status in RUNNING,
        "voices": voices_of(zone) if zone.is_public else None,
        "barriers": zone.barriers.count() if zone.is_public else 0,
    }


def in_short(
    zone: Zone, status: Status, leads: Sequence[Participant], on: dt.date
) -> list[dict[str, str]]:
    """Until when, who leads and whom to ask, as terms and details."""
    facts = []
    if zone.target_on:
        left = time_left(zone.target_on, on) if is_running_out(zone, status) else ""
        facts.append({"term": "Until", "detail": day_in_words(zone.target_on), "note": left})
    facts.append({"term": "Led by", "detail": joined(zone.leads) or "nobody yet"})
    for lead in leads[:1]:
        asked = lead.organisation
        ways = [asked.contact_telephone, asked.contact_email, asked.contact_place]
        reach = ", ".join(way for way in ways if way)
        if asked.contact_name or reach:
            facts.append({"term": "Ask", "detail": asked.contact_name or reach})
            facts[-1]["note"] = reach if asked.contact_name else ""
    return facts


def is_running_out(zone: Zone, status: Status) -> bool:
    """Whether the time left until the target date is worth saying."""
    return zone.target_on is not None and status not in (*ENDED, Status.DRAFT)


def place_of(zone: Zone) -> dict[str, Any] | None:
    """Where the zone lies, in numbers, and the window of a map; None without a boundary."""
    boundary = (
        Boundary.objects.filter(pk=zone.boundary_pk)
        .annotate(core_area=AreaOf("core"), reach_area=AreaOf("reach"))
        .values("pk", "core_area", "reach_area")
        .first()
    )
    if boundary is None:
        return None
    shapes = BoundaryPart.objects.filter(boundary=zone.boundary_pk, part=BoundaryPart.Part.REACH)
    window = shapes.aggregate(window=Extent("shape"))["window"]
    core, reach = boundary["core_area"].sq_m, boundary["reach_area"].sq_m
    is_crisp = reach - core < 1
    return {
        "core": hectares_in_words(core),
        "fringe": "" if is_crisp else hectares_in_words(max(reach - core, 0)),
        "is_crisp": is_crisp,
        "window": ",".join(f"{edge:.5f}" for edge in window) if window else "",
    }


def by_scope(words: Iterable[Any]) -> dict[str, list[str]]:
    """Themes or services, as names: `core` ones, and those it may also `touch`."""
    found: dict[str, list[str]] = {Scope.CORE.value: [], Scope.TOUCH.value: []}
    for word in words:
        found[word.scope].append(str(word))
    return found


def _names(
    participants: Sequence[Participant], part: Part, *, agreed: bool | None = None
) -> list[dict[str, str]]:
    """Who takes part, and where to read about them; none that declined.

    A name that somebody only typed may be a person's: it is left out until they agree.
    """
    return [
        {
            "name": str(each),
            "url": each.organisation.get_absolute_url() if each.organisation else "",
        }
        for each in participants
        if each.part == part
        and each.declined_on is None
        and (each.organisation or each.agreed_on)
        and (agreed is None or agreed == (each.agreed_on is not None))
    ]


def dates_of(
    zone: Zone, reviews: Iterable[dt.date], status: Status, on: dt.date
) -> list[dict[str, str]]:
    """The days that matter, in order, as terms and details."""
    facts = []
    if zone.starts_on:
        facts.append({"term": "Starts on", "detail": day_in_words(zone.starts_on), "note": ""})
    facts += [
        {"term": "Interim review", "detail": day_in_words(day), "note": ""} for day in reviews
    ]
    if zone.target_on:
        note = time_left(zone.target_on, on) if is_running_out(zone, status) else ""
        facts.append(
            {"term": "Reviewed or dissolved by", "detail": day_in_words(zone.target_on)}
            | {"note": note}
        )
    return facts


def events_of(transitions: Iterable[Transition]) -> list[dict[str, Any]]:
    """The steps that were taken, newest first, for a timeline."""
    events = [
        {
            "on": each.taken_on,
            "title": DONE.get(each.step, each.get_to_state_display()),
            "by": each.taken_by.name,
            "note": each.note,
        }
        for each in transitions
    ]
    return events[::-1]


def banner(zone: Zone, status: Status, transitions: Sequence[Transition]) -> dict[str, str] | None:
    """What a reader must know before the rest: that it is not, no longer, or hardly, the case."""
    target = day_in_words(zone.target_on) if zone.target_on else ""
    reason = transitions[-1].note if transitions else ""
    match status:
        case Status.DRAFT if not zone.is_public:
            return _notice("Only you and others who work on this zone can see this page.")
        case Status.DRAFT:
            return _notice("This proposal was taken back and is being worked on again.", reason)
        case Status.OPEN_FOR_SIGNATURES:
            return _notice(
                "This is a proposal.", "Nothing is different yet: the zone has not been declared."
            )
        case Status.STARTING if zone.starts_on:
            return _notice(
                f"This zone starts on {day_in_words(zone.starts_on)}.",
                "It has been declared; until that day nothing is different.",
            )
        case Status.REVIEW_DUE:
            return _notice(
                f"A review is due by {target}.",
                "The zone is then renewed, made normal practice or dissolved.",
                kind="due",
            )
        case Status.REVIEW_OVERDUE:
            return _notice(
                f"The review was due by {target}.",
                f"Without a decision within {settings.GRACE_DAYS} days of it, the zone lapses.",
                kind="due",
            )
        case Status.UNDER_REVIEW:
            return _notice("This zone is being reviewed.", reason)
        case Status.WITHDRAWN:
            return _notice("This proposal was withdrawn. The page is kept as a record.", reason)
        case Status.DISSOLVED:
            return _notice("This zone was dissolved. The page is kept as a record.", reason)
        case Status.MAINSTREAMED:
            return _notice("What this zone tried is now normal practice.", reason)
        case Status.LAPSED:
            return _notice(
                "This zone has lapsed: nobody decided about it in time.",
                f"It was to be reviewed or dissolved by {target}. The page is kept as a record.",
            )
        case _:
            return None


def _notice(title: str, body: str = "", *, kind: str = "") -> dict[str, str]:
    return {"title": title, "body": body, "kind": kind}
