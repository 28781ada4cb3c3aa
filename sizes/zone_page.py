"""What a zone's page says, put together from its records."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.gis.db.models import Extent
from django.contrib.gis.db.models.functions import Area as AreaOf

from groundwork import clock
from places.fuzzy import hectares_in_words
from sizes.afterwards import afterwards_section
from sizes.amending.section import changes_section, outcomes_of
from sizes.as_it_stood import end_of
from sizes.conflicts import conflicts_of
from sizes.covering import in_zone
from sizes.differences import in_sections, overlaps
from sizes.ending import DAY, ended_on, lapses_on
from sizes.hearing import comment_period_section, heard_section
from sizes.lineage import historic, lineage_of
from sizes.meeting_record import meetings_section
from sizes.models import Boundary, BoundaryPart, Participant, Scope, Transition, Zone
from sizes.need_words import needs_section
from sizes.notices import notices_section
from sizes.opportunity_board import opportunities_section
from sizes.picture import picture_of
from sizes.pre_election import pre_election_section
from sizes.reviewing import Interim, reviews_section
from sizes.signing import signatures_section
from sizes.status import ENDED, RUNNING, Status
from sizes.voices import voices_of
from sizes.words import DONE, day_in_words, joined, opening, time_left
from sizes.zone_contents import contents_of

Part = Participant.Part


def page_of(zone: Zone, on: dt.date) -> dict[str, Any]:
    """All that the page of a zone made ready for cards says on a day, as a template's context.

    The zone is as it stood on the day; what hangs on it is read up to the day's end.
    """
    status = Status(zone.status_that_day)
    participants = [*zone.participants.filter(asked_on__lte=on).select_related("organisation")]
    transitions = [*zone.transitions.filter(taken_on__lte=on).select_related("taken_by")]
    found = in_zone(zone, on=on)
    leads = [each for each in participants if each.part == Part.LEAD and has_agreed(each, on)]
    day_end = end_of(on)
    reviews = reviews_section(zone, on)
    pre_election = pre_election_section(zone, on)
    page = {
        "zone": zone,
        "status": status,
        "opening": opening(zone, status=status, themes=zone.core_themes, leads=zone.leads),
        "banner": banner(zone, status, transitions),
        "historic": historic(zone, status, transitions, on),
        "lineage": lineage_of(zone, on) if zone.is_public else None,
        "place": place_of(zone),
        # Among the wards of today, whatever the day: each day would be another drawing to keep.
        "picture": picture_of(zone, clock.today()),
        "leads": leads,
        "in_short": in_short(zone, status, leads, on),
        "asked": _names(participants, Part.LEAD, on, agreed=False),
        "partners": _names(participants, Part.PARTNER, on, agreed=True),
        "invited": _names(participants, Part.PARTNER, on, agreed=False),
        "neighbours": _names(participants, Part.NEIGHBOUR, on),
        "themes": by_scope(zone.themes.select_related("theme")),
        "services": by_scope(zone.services.select_related("service")),
        "outcomes": outcomes_of(zone, on),
        "changes": changes_section(zone, on) if zone.is_public else None,
        "initiatives": [*zone.initiatives.all()],
        "dates": dates_of(zone, reviews["interims"], status, on),
        "events": events_of(transitions),
        "differences": in_sections(found, on=on),
        "overlaps": overlaps(conflicts_of([zone], on=on) if found else (), zone=zone),
        "is_running": status in RUNNING,
        "pre_election": pre_election,
        "notices": notices_section(zone, on, pre_election["says"]),
        "comment_period": comment_period_section(zone, on),
        "signatures": signatures_section(zone, on),
        "heard": heard_section(zone, on),
        "meetings": meetings_section(zone, on),
        "needs": needs_section(zone, on),
        "opportunities": opportunities_section(zone, on),
        "reviews": reviews if zone.is_public else None,
        "afterwards": afterwards_section(zone, on),
        "voices": voices_of(zone, until=day_end) if zone.is_public else None,
        "barriers": zone.barriers.filter(noted_at__lte=day_end).count() if zone.is_public else 0,
    }
    return page | {"contents": contents_of(page)}


def in_short(
    zone: Zone, status: Status, leads: Sequence[Participant], on: dt.date
) -> list[dict[str, str]]:
    """Until when, or that it has ended, who leads and whom to ask, as terms and details."""
    facts = []
    if ended := ended_on(zone, on=on):
        facts.append({"term": "Ended on", "detail": day_in_words(ended)})
    elif zone.target_on and status in RUNNING and on > zone.target_on:
        latest = f"at the latest {day_in_words(lapses_on(zone.target_on) - DAY)}"
        facts.append({"term": "Until", "detail": "its review is decided", "note": latest})
    elif zone.target_on:
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


def has_agreed(participant: Participant, on: dt.date) -> bool:
    """Whether it had agreed to take part by the day."""
    return participant.agreed_on is not None and participant.agreed_on <= on


def _names(
    participants: Sequence[Participant], part: Part, on: dt.date, *, agreed: bool | None = None
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
        and (each.declined_on is None or each.declined_on > on)
        and (each.organisation or has_agreed(each, on))
        and (agreed is None or agreed == has_agreed(each, on))
    ]


def dates_of(
    zone: Zone, reviews: Iterable[Interim], status: Status, on: dt.date
) -> list[dict[str, str]]:
    """The days that matter, in order, as terms and details."""
    facts = []
    if zone.starts_on:
        facts.append({"term": "Starts on", "detail": day_in_words(zone.starts_on), "note": ""})
    facts += [
        {"term": "Interim review", "detail": day_in_words(each.due_on), "note": each.says}
        for each in reviews
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
    latest = day_in_words(lapses_on(zone.target_on) - DAY) if zone.target_on else ""
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
                f"The zone goes on until it is decided, at the latest {latest}; then it lapses.",
                kind="due",
            )
        case Status.UNDER_REVIEW:
            goes_on = f"It goes on until that is decided, at the latest {latest}."
            return _notice("This zone is being reviewed.", f"{goes_on} {reason}".strip())
        case _:
            return None


def _notice(title: str, body: str = "", *, kind: str = "") -> dict[str, str]:
    return {"title": title, "body": body, "kind": kind}
