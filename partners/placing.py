"""Officers put places on the list that people can name: a tower block, a park, a hall, a street."""

import datetime as dt
import secrets

import shapely
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from shapely import Geometry

from groundwork import clock
from groundwork.problems import Refused
from partners import permissions
from partners.models import Person
from places.models import Area
from places.register import set_shape
from places.shapes import ShapeRefused, check_shape

# These come from whoever publishes them, with codes of their own.
PUBLISHED_KINDS = (Area.Kind.WARD, Area.Kind.DISTRICT, Area.Kind.STATISTICAL)
KINDS = [kind for kind in Area.Kind if kind not in PUBLISHED_KINDS]
REFERENCES_BEGIN = "PL-"
SAME_WITHIN_M = 0.5


def circle(x: float, y: float, radius_m: float) -> Geometry:
    """The metric shape within a distance of a position in metres."""
    return shapely.Point(x, y).buffer(radius_m, quad_segs=16)


def added_places() -> QuerySet[Area]:
    """Places that officers put on the list, the newest first, without their shapes."""
    return (
        Area.objects.without_shapes().filter(reference__startswith=REFERENCES_BEGIN).order_by("-pk")
    )


@transaction.atomic
def add_place(
    *, name: str, kind: str, shape: Geometry, by: Person, on: dt.date | None = None
) -> Area:
    """Put a place of a metric shape on the list, from the day on. Doing it twice does it once.

    Raises PermissionDenied unless the person may, and Refused with every problem.
    """
    if not permissions.may_add_places(by):
        raise PermissionDenied
    # One at a time for a person, so that pressing twice adds one place.
    Person.objects.select_for_update().get(pk=by.pk)
    day = on or clock.today()
    place = Area(
        kind=kind,
        name=" ".join(name.split()),
        reference=f"{REFERENCES_BEGIN}{secrets.token_hex(4).upper()}",
        starts_on=day,
    )
    found = _problems(place, shape)
    if found:
        raise Refused(*found)
    set_shape(place, shape)
    same = Area.objects.in_force(day).filter(kind=kind, name__iexact=place.name)
    for other in same.touching(place.shape):
        if (
            shapely.from_wkb(bytes(other.shape.wkb))
            .normalize()
            .equals_exact(shapely.from_wkb(bytes(place.shape.wkb)).normalize(), SAME_WITHIN_M)
        ):
            return other
        raise Refused(f"{other.name} is on the list already, in the same place.")
    place.authority, place.source = _council(place, by)
    place.save()
    return place


def _problems(place: Area, shape: Geometry) -> list[str]:
    sentences = []
    if not place.name:
        sentences.append("Give the name by which people know the place.")
    if place.kind not in KINDS:
        sentences.append("Say what kind of place it is.")
    try:
        check_shape(shape)
    except ShapeRefused as refused:
        sentences += refused.sentences
    return sentences


def _council(place: Area, by: Person) -> tuple[str, str]:
    """The council for whose area the place is added, and what is said of its source."""
    councils = permissions.councils_officered_by(by)
    for council in councils:
        if not council.areas.exists() or council.areas.touching(place.shape).exists():
            return council.name[:100], f"Added by {council.name}"
    if permissions.may_administer(by):
        return "", "Added by an administrator"
    raise Refused(f"This place is outside the area of {councils[0].name}.")
