"""Drafting a change: what it would write is gathered here, and the zone stays as it is.

Every verb locks the zone, then the change, and raises PermissionDenied, Refused (it is no longer a
draft, or what is given cannot be) or ChangedMeanwhile (`expected` is no longer its version). What
is given as the zone already says it is no change, and is taken out again.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from shapely import Geometry

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Person, Service, Theme
from sizes import boundaries
from sizes.amending.contents import WORDS, limits_said, reviews_of
from sizes.drafting import OutcomeGiven
from sizes.limiting import limits_of
from sizes.models import Amendment, Zone
from sizes.permissions import may_edit
from sizes.status import RUNNING, State, Status
from sizes.words import day_in_words, joined

# While it has one of these, what a zone declared can be changed.
CHANGEABLE = (Status.STARTING, *RUNNING)


def unchangeable(zone: Zone, on: dt.date) -> list[str]:
    """Why nothing of what the zone declared can be changed on the day: sentences."""
    if zone.state in (State.DRAFT, State.PROPOSED):
        return ["It is not declared yet: change what it says directly."]
    if zone.status(on) not in CHANGEABLE:
        return ["The zone has ended: its record is not altered."]
    return []


@transaction.atomic
def begin(*, zone: Zone, by: Person, on: dt.date | None = None) -> Amendment:
    """Return the zone's change that is being drafted: a new one where there is none.

    There is one at a time: while another is open for objection, Refused.
    """
    day = on or clock.today()
    row = zone.lock()
    if not may_edit(by, row):
        raise PermissionDenied("You may not change this zone.")
    going_on = row.amendments.filter(
        state__in=[Amendment.State.DRAFTED, Amendment.State.OPEN]
    ).first()
    if going_on and going_on.state == Amendment.State.DRAFTED:
        return going_on
    if going_on:
        raise Refused(
            "A change is open for objection until "
            f"{day_in_words(going_on.closes_on)}. Make it or abandon it before you begin another."
        )
    if found := unchangeable(row, day):
        raise Refused(*found)
    last = row.amendments.order_by("-number").first()
    with because(reason="A change was begun"):
        return Amendment.objects.create(
            zone=row,
            number=last.number + 1 if last else 1,
            term=row.term,
            drafted_on=day,
            drafted_by=by,
        )


def opened(amendment: Amendment, *, by: Any, expected: int | None = None) -> Amendment:
    """Return the change locked for a write to what it says. Call it inside a transaction."""
    zone = amendment.zone.lock()
    row = amendment.lock(expected=expected)
    row.zone = zone
    if not may_edit(by, zone):
        raise PermissionDenied("You may not change this zone.")
    if row.state != Amendment.State.DRAFTED:
        raise Refused("What this change says was made public, and is no longer altered.")
    return row


def _write(row: Amendment, part: str, said: Any) -> Amendment:
    """Put a part into the change, or take it out where it says nothing new."""
    changes = {name: value for name, value in row.changes.items() if name != part}
    if said not in (None, {}):
        changes[part] = said
    with because(reason="A change was drafted"):
        row.write(changes=changes)
    return row


@transaction.atomic
def change_words(
    *, amendment: Amendment, by: Person, expected: int | None = None, **words: str
) -> Amendment:
    """Write some of the words that the zone would have (contents.WORDS)."""
    unknown = set(words) - set(WORDS)
    if unknown:
        raise TypeError(f"not words of a zone: {', '.join(sorted(unknown))}")
    row = opened(amendment, by=by, expected=expected)
    return _write(row, "words", _words_said(row, words))


def _words_said(row: Amendment, words: dict[str, str]) -> dict[str, str]:
    tidy = {name: text.replace("\r\n", "\n").strip() for name, text in words.items()}
    if "name" in tidy:
        tidy["name"] = " ".join(tidy["name"].split())
        if not tidy["name"]:
            raise Refused("Give the zone a name.")
    for name in ("purpose", "what_stays", "how_far"):
        if name in tidy and not tidy[name] and getattr(row.zone, name):
            raise Refused(f"“{WORDS[name]}” cannot be left empty: it was signed.")
    said = row.changes.get("words", {}) | tidy
    return {name: said[name] for name in WORDS if name in said and said[name] != _now(row, name)}


def _now(row: Amendment, name: str) -> str:
    return getattr(row.zone, name).replace("\r\n", "\n").strip()


@transaction.atomic
def change_dates(
    *,
    amendment: Amendment,
    target_on: dt.date | None = None,
    interim_reviews: Collection[dt.date] | None = None,
    why_so_long: str | None = None,
    by: Person,
    expected: int | None = None,
) -> Amendment:
    """Write the target date, and the days of interim reviews, that the zone would have.

    None leaves what the change says of it. Whether the dates can be is seen by `problems`.
    """
    row = opened(amendment, by=by, expected=expected)
    zone = row.zone
    if why_so_long is not None:
        row = _write(row, "words", _words_said(row, {"why_so_long": why_so_long}))
    if target_on is not None:
        row = _write(
            row, "target_on", target_on.isoformat() if target_on != zone.target_on else None
        )
    if interim_reviews is not None:
        days = sorted(set(interim_reviews))
        is_other = days != reviews_of(zone)
        said = [day.isoformat() for day in days] if is_other else None
        row = _write(row, "interim_reviews", said)
    return row


@transaction.atomic
def change_limits(
    *,
    amendment: Amendment,
    themes: Iterable[Theme] = (),
    services: Iterable[Service] = (),
    fixed_services: Iterable[Service] = (),
    longest_days: int | None = None,
    is_fringe_open: bool = True,
    by: Person,
    expected: int | None = None,
) -> Amendment:
    """Write the limits that the zone would have, whole, as `limiting.set_limits` takes them."""
    row = opened(amendment, by=by, expected=expected)
    both = set(services) & set(fixed_services)
    if both:
        names = joined(sorted(str(service) for service in both))
        raise Refused(f"{names} cannot both be allowed to vary and not.")
    if longest_days is not None and longest_days < 1:
        raise Refused("A variation lasts at least a day.")
    said = {
        "themes": sorted(theme.pk for theme in themes),
        "services": sorted(service.pk for service in services),
        "fixed_services": sorted(service.pk for service in fixed_services),
        "longest_days": longest_days,
        "is_fringe_open": is_fringe_open,
    }
    now = limits_said(limits_of(row.zone))
    return _write(
        row, "limits", {name: value for name, value in said.items() if value != now[name]}
    )


@transaction.atomic
def change_outcomes(
    *,
    amendment: Amendment,
    added: Sequence[OutcomeGiven] = (),
    dropped: Collection[int] = (),
    by: Person,
    expected: int | None = None,
) -> Amendment:
    """Write which outcomes the zone would aim at besides, and, by key, which no longer.

    An outcome is never put into other words: one ends, and another is added.
    """
    row = opened(amendment, by=by, expected=expected)
    there = set(row.zone.outcomes.filter(ends_on=None).values_list("pk", flat=True))
    if set(dropped) - there:
        raise Refused("Choose among the outcomes that the zone aims at today.")
    columns = [asdict(each) | {"scope": str(each.scope)} for each in added]
    for each in columns:
        del each["pk"]
        if not each["statement"].strip():
            raise Refused("Say what should get better.")
    said: dict[str, Any] = {}
    if columns:
        said["added"] = columns
    if dropped:
        said["dropped"] = sorted(dropped)
    return _write(row, "outcomes", said)


def change_place(
    *,
    amendment: Amendment,
    core: Geometry,
    reach: Geometry | None,
    method: str,
    recipe: dict,
    by: Person,
    expected: int | None = None,
    place_in_words: str | None = None,
    why_beyond_area: str | None = None,
) -> Amendment:
    """Write where the zone would lie: metric shapes, as `boundaries.set_boundary` takes them.

    They are kept as a version without dates. The place in words follows them unless somebody
    writes their own.
    """
    ready = boundaries.prepared(core, reach, method=method, recipe=recipe)
    with transaction.atomic():
        row = opened(amendment, by=by, expected=expected)
        now = row.zone.newest_boundary()
        shown = row.boundary or now
        said = row.changes.get("words", {})
        place = said.get("place_in_words", row.zone.place_in_words)
        place = place if place_in_words is None else place_in_words.strip()
        words = {"place_in_words": boundaries.place_to_keep(place, ready.recipe, shown)}
        if why_beyond_area is not None:
            words["why_beyond_area"] = why_beyond_area
        if boundaries.is_same_place(now, ready.core, ready.reach):
            row = _put_place(row, None)
        elif not (
            row.boundary
            and boundaries.says_the_same(
                row.boundary, ready.core, ready.reach, method, ready.recipe
            )
        ):
            row = _put_place(row, boundaries.keep_version(row.zone, ready, by=by))
        return _write(row, "words", _words_said(row, words))


@transaction.atomic
def keep_place(*, amendment: Amendment, by: Person, expected: int | None = None) -> Amendment:
    """Leave the zone where it lies after all."""
    row = opened(amendment, by=by, expected=expected)
    words = {"place_in_words": row.zone.place_in_words}
    return _write(_put_place(row, None), "words", _words_said(row, words))


def _put_place(row: Amendment, boundary: Any) -> Amendment:
    """A version that nobody but those who drafted it ever saw is not kept once it is replaced."""
    replaced = row.boundary
    if replaced is None and boundary is None:
        return row
    with because(reason="A change was drafted"):
        row.write(boundary=boundary)
        if replaced is not None:
            replaced.delete()
    return row


@transaction.atomic
def say_why(
    *, amendment: Amendment, reason: str, by: Person, expected: int | None = None
) -> Amendment:
    """Write the reason for the change, which everyone can read once it is public."""
    row = opened(amendment, by=by, expected=expected)
    with because(reason="A change was drafted"):
        row.write(reason=reason.replace("\r\n", "\n").strip())
    return row
