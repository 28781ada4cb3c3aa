"""A draft made in one go: a place, an outcome, an end date, and whom to invite."""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from groundwork import clock
from groundwork.problems import Refused
from partners.models import Organisation, Person
from places.crs import lonlat_of
from places.lookup import Found
from places.models import Area
from sizes.boundaries import core_of_areas, core_of_circle, set_boundary
from sizes.drafting import OutcomeGiven, set_dates, set_subject, start_draft
from sizes.models import Boundary, Participant, Zone
from sizes.taking_part import ask_to_lead, councils_at, invite

RADIUS_M = 200
LONGEST_NAME = 120


@transaction.atomic
def quick_start(
    *,
    name: str,
    place: Found,
    outcome: str,
    target_on: dt.date,
    invited: Sequence[Organisation | str],
    asks_council: bool,
    by: Person,
    on: dt.date | None = None,
) -> Zone:
    """Return a draft for a place that was found: its area, or a circle of 200 m round its point.

    `invited` are organisations, or names where they are not registered. With `asks_council` the
    councils that serve the place are asked to lead. Raises what the verbs it uses raise.
    """
    day = on or clock.today()
    if place.point is None:
        raise Refused("Say where the zone is.")
    zone = start_draft(name=name or name_for(place), by=by)
    _set_place(zone, place, by=by)
    zone = set_subject(
        zone=zone,
        by=by,
        themes={row.theme_id: row.scope for row in zone.themes.all()},
        services={row.service_id: row.scope for row in zone.services.all()},
        outcomes=[OutcomeGiven(outcome)],
        initiatives=[],
    )
    zone = set_dates(zone=zone, by=by, starts_on=zone.starts_on, target_on=target_on, on=day)
    for each in invited:
        if isinstance(each, Organisation):
            invite(zone=zone, part=Participant.Part.PARTNER, organisation=each, by=by, on=day)
        else:
            invite(zone=zone, part=Participant.Part.PARTNER, name=each, by=by, on=day)
    if asks_council:
        for council in councils_at(place.area.shape if place.area else place.point, on=day):
            ask_to_lead(zone=zone, organisation=council, by=by, on=day)
    zone.refresh_from_db()
    return zone


def name_for(place: Found) -> str:
    """A name to begin with, where the person gave none."""
    if place.kind == "point":
        return "A zone round a spot on the map"
    name = place.area.name if place.area else f"Around {place.label}"
    return name[:LONGEST_NAME]


def _set_place(zone: Zone, place: Found, *, by: Person) -> None:
    crisp = {"how": "none"}
    if place.area:
        area = Area.objects.get(pk=place.area.pk)
        named = {"kind": area.kind, "reference": area.reference, "name": area.name}
        core = core_of_areas([area])
        recipe = {"core": {"areas": [named]}, "fringe": crisp}
        method = Boundary.Method.PICKED
    else:
        lon, lat = lonlat_of(place.point.x, place.point.y, source=settings.METRIC_SRID)
        is_spot = place.kind == "point"
        centre = f"{lat:.5f}, {lon:.5f}" if is_spot else place.label
        core = core_of_circle(place.point.x, place.point.y, RADIUS_M)
        recipe = {
            "core": {"centre": centre, "lonlat": [lon, lat], "radius_m": RADIUS_M},
            "fringe": crisp,
        }
        method = Boundary.Method.RADIUS
    set_boundary(zone=zone, core=core, reach=core, method=method, recipe=recipe, by=by)
