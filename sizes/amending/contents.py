"""What a change says: what it would write, beside what the zone says now or said before it.

Everything is read here from an amendment's JSON, so that nothing else needs to know its keys.
"""

import copy
import datetime as dt
from typing import Any

from partners.models import Service, Theme
from sizes import comment_period
from sizes.limiting import Bounds, bounds_of, limits_of
from sizes.models import Amendment, Boundary, Limits, Outcome, Zone

# The words that a change may write, in the order in which they are shown.
WORDS = {
    "name": "Name",
    "purpose": "What it is for",
    "how_far": "What may be different here",
    "what_stays": "What will not change",
    "place_in_words": "Where it is, in words",
    "why_here": "Why here",
    "why_beyond_area": "Why beyond the lead councils’ area",
    "why_so_long": "Why more than five years",
    "summary": "All of it in plain words",
}
# What people signed. A machine cannot tell whether other words of these go further.
SIGNED_WORDS = comment_period.MATERIAL_WORDS
LIMITS = ("themes", "services", "fixed_services", "longest_days", "is_fringe_open")
PARTS = ("words", "target_on", "limits", "outcomes", "interim_reviews")
OPEN, MADE, ABANDONED = Amendment.State.OPEN, Amendment.State.MADE, Amendment.State.ABANDONED


def is_settled(amendment: Amendment) -> bool:
    """Whether it was made or abandoned: what the zone said before it is then kept with it."""
    return amendment.state in (MADE, ABANDONED)


def words_of(zone: Zone) -> dict[str, str]:
    """The words of the zone that a change may write."""
    return {name: getattr(zone, name) for name in WORDS}


def limits_said(limits: Limits | None) -> dict[str, Any]:
    """Limits as an amendment keeps them; of a zone that set none, what that means."""
    if limits is None:
        return {
            "themes": [],
            "services": [],
            "fixed_services": [],
            "longest_days": None,
            "is_fringe_open": True,
        }
    lists = {name: getattr(limits, name).values_list("pk", flat=True) for name in LIMITS[:3]}
    return {name: sorted(found) for name, found in lists.items()} | {
        "longest_days": limits.longest_days,
        "is_fringe_open": limits.is_fringe_open,
    }


def limits_then(amendment: Amendment) -> dict[str, Any]:
    """The zone's limits as the change would leave them, all of them."""
    return limits_said(limits_of(amendment.zone)) | amendment.changes.get("limits", {})


def bounds_now(zone: Zone) -> Bounds | None:
    """The zone's limits as they are, to be looked at."""
    return bounds_of(limits_of(zone))


def bounds_then(amendment: Amendment) -> Bounds | None:
    """The zone's limits as the change would leave them, to be looked at."""
    if "limits" not in amendment.changes:
        return bounds_now(amendment.zone)
    said = limits_then(amendment)
    return Bounds(
        themes=tuple(Theme.objects.filter(pk__in=said["themes"])),
        services=tuple(Service.objects.filter(pk__in=said["services"])),
        fixed_services=tuple(Service.objects.filter(pk__in=said["fixed_services"])),
        longest_days=said["longest_days"],
        is_fringe_open=said["is_fringe_open"],
    )


def target_then(amendment: Amendment) -> dt.date | None:
    """The zone's target date as the change would leave it."""
    said = amendment.changes.get("target_on")
    return dt.date.fromisoformat(said) if said else amendment.zone.target_on


def reviews_of(zone: Zone) -> list[dt.date]:
    """The days of the zone's interim reviews, in order."""
    return sorted(review.due_on for review in zone.interim_reviews.all())


def reviews_then(amendment: Amendment) -> list[dt.date]:
    """The days of interim reviews as the change would leave them, in order."""
    said = amendment.changes.get("interim_reviews")
    if said is None:
        return reviews_of(amendment.zone)
    return [dt.date.fromisoformat(day) for day in said]


def as_it_would_be(amendment: Amendment) -> Zone:
    """The zone with the words and the target date of the change, not to be saved.

    Its version is the change's own, for the forms that write the change.
    """
    zone = copy.copy(amendment.zone)
    for name, text in amendment.changes.get("words", {}).items():
        setattr(zone, name, text)
    zone.target_on = target_then(amendment)
    zone.version = amendment.version
    return zone


def outcomes_added(amendment: Amendment) -> list[dict[str, str]]:
    """The outcomes that the change adds, as columns."""
    return amendment.changes.get("outcomes", {}).get("added", [])


def outcomes_dropped(amendment: Amendment) -> list[Outcome]:
    """The outcomes that the zone would no longer aim at."""
    keys = amendment.changes.get("outcomes", {}).get("dropped", [])
    return [each for each in amendment.zone.outcomes.all() if each.pk in keys] if keys else []


def boundary_before(amendment: Amendment) -> Boundary | None:
    """Where the zone lay before the change, or lies now."""
    return amendment.replaces if is_settled(amendment) else amendment.zone.newest_boundary()


def has_changes(amendment: Amendment) -> bool:
    """Whether it would write anything at all."""
    return bool(amendment.changes) or amendment.boundary_id is not None


def found_before(amendment: Amendment) -> dict[str, Any]:
    """What the zone says now of all that the change writes, with the same keys as its changes."""
    zone, changes = amendment.zone, amendment.changes
    before: dict[str, Any] = {}
    if words := changes.get("words"):
        before["words"] = {name: getattr(zone, name) for name in words}
    if "target_on" in changes:
        before["target_on"] = zone.target_on.isoformat() if zone.target_on else None
    if limits := changes.get("limits"):
        said = limits_said(limits_of(zone))
        before["limits"] = {name: said[name] for name in limits}
    if "outcomes" in changes:
        there = zone.outcomes.filter(ends_on=None).values_list("pk", flat=True)
        before["outcomes"] = {"there": sorted(there)}
    if "interim_reviews" in changes:
        before["interim_reviews"] = [day.isoformat() for day in reviews_of(zone)]
    return before


def before_of(amendment: Amendment) -> dict[str, Any]:
    """What the zone said before the change: as kept with it, or as it says now."""
    return amendment.before if is_settled(amendment) else found_before(amendment)
