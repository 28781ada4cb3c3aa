"""The versions of where a zone lies, as its record shows them."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.gis.db.models.functions import Area as AreaOf
from django.db.models import QuerySet

from places.fuzzy import hectares_in_words
from sizes.models import Boundary, Zone
from sizes.status import State


def boundary_versions(zone: Zone, *, with_drafting: bool) -> list[dict[str, Any]]:
    """The versions of where the zone lies, newest first.

    Those that the public never saw, replaced before the zone was proposed or part of a change that
    was only drafted, only on request.
    """
    versions: QuerySet[Boundary] = zone.boundaries.defer("core", "reach").order_by("-number")
    if not with_drafting:
        changes = zone.amendments.filter(boundary__isnull=False)
        drafted = changes.exclude(pk__in=changes.public().values("pk"))
        versions = versions.exclude(pk__in=drafted.values("boundary"))
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
