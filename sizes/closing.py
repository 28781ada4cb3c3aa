"""The page that a zone leaves behind, and the zone that it was merged into, if any.

Both are written before the step that ends the zone, and are public from then on. Neither is
altered afterwards.
"""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Person
from sizes.models import Closing, Zone
from sizes.permissions import may_lead
from sizes.reviewing import PAGES
from sizes.status import RUNNING, State, Status, status_on

# What another zone can be merged into: what runs, or is on its way to.
GOES_ON = (*RUNNING, Status.STARTING, Status.OPEN_FOR_SIGNATURES)
WRITTEN_IN = (State.DECLARED, State.UNDER_REVIEW)


def closing_of(zone: Zone) -> Closing | None:
    """What was written of the closing page; None where nothing was."""
    return Closing.objects.filter(zone=zone).first()


def is_public(zone: Zone, on: dt.date) -> bool:
    """Whether the closing page is published: with the step that ended the zone."""
    return status_on(zone, on) in (Status.DISSOLVED, Status.MAINSTREAMED)


def closed_because(zone: Zone) -> str:
    """Why the closing page cannot be written now; "" where it can."""
    if zone.state in WRITTEN_IN:
        return ""
    if zone.state in (State.DISSOLVED, State.MAINSTREAMED):
        return "The zone has ended: its closing page is published, and stays as it is."
    return "A closing page belongs to a zone that was declared."


@transaction.atomic
def write(
    *,
    zone: Zone,
    texts: dict[str, str],
    successor: Zone | None = None,
    by: Person,
    on: dt.date | None = None,
    expected: int | None = None,
) -> Closing:
    """Write the closing page, and which zone goes on with it; parts can be left for later.

    `texts` are by the names of PAGES. `expected` is the version of the page that the person has
    seen, 0 where there was none. Raises PermissionDenied, Refused, or ChangedMeanwhile with the
    page as it is.
    """
    day = on or clock.today()
    row = zone.lock()
    if not may_lead(by, row):
        raise PermissionDenied(
            "Only a representative of an organisation that leads the zone closes it."
        )
    if why := closed_because(row):
        raise Refused(why)
    there = closing_of(row)
    if expected is not None and there and there.version != expected:
        raise ChangedMeanwhile(there)
    values = {name: texts.get(name, "").replace("\r\n", "\n").strip() for name in PAGES}
    with because(reason="The closing page was written"):
        page = there or Closing(zone=row)
        if there is None:
            for name, text in values.items():
                setattr(page, name, text)
            page.written_at, page.written_by = clock.now(), by
            page.save()
        elif any(getattr(page, name) != text for name, text in values.items()):
            page.write(**values, written_at=clock.now(), written_by=by)
    follow_on(zone=row, successor=successor, by=by, on=day)
    zone.refresh_from_db()
    return page


@transaction.atomic
def follow_on(*, zone: Zone, successor: Zone | None, by: Person, on: dt.date | None = None) -> Zone:
    """Say which zone goes on with what this one began, or that none does.

    It is told with the end of the zone. Raises PermissionDenied or Refused.
    """
    row = zone.lock()
    if not may_lead(by, row):
        raise PermissionDenied(
            "Only a representative of an organisation that leads the zone says what follows it."
        )
    if row.successor_id == (successor.pk if successor else None):
        return row
    if why := closed_because(row):
        raise Refused(why)
    sentences = successor_problems(row, successor, on=on or clock.today()) if successor else []
    if sentences:
        raise Refused(*sentences)
    # What goes on with it is told with its end: until then the history names no zone.
    with because(reason="The closing page was written"):
        row.write(successor=successor)
    return row


def successor_problems(zone: Zone, successor: Zone, *, on: dt.date) -> list[str]:
    """Why the zone cannot be merged into the other: sentences."""
    if successor.pk == zone.pk:
        return ["A zone cannot be merged into itself."]
    if not successor.is_public or status_on(successor, on) not in GOES_ON:
        return [f"{successor} does not run and is not proposed: choose a zone that goes on."]
    if _leads_back(successor, zone):
        return [f"{successor} is to be merged into this zone: they cannot follow each other."]
    return []


def _leads_back(successor: Zone, zone: Zone) -> bool:
    """Whether, going from successor to successor, one comes back to the zone."""
    seen, each = set(), successor.successor
    while each and each.pk not in seen:
        if each.pk == zone.pk:
            return True
        seen.add(each.pk)
        each = each.successor
    return False


def merged_into(zone: Zone, on: dt.date) -> Zone | None:
    """The public zone that goes on with what this one began, told once it was dissolved."""
    if zone.successor_id is None or status_on(zone, on) != Status.DISSOLVED:
        return None
    return Zone.objects.published().filter(pk=zone.successor_id).first()


def zones_called(text: str) -> QuerySet[Zone]:
    """The public zones of that reference, address or name, as somebody may write it."""
    said = text.strip().rstrip("/")
    slug = said.rpartition("/")[2]
    return Zone.objects.published().filter(
        Q(reference__iexact=said) | Q(slug__iexact=slug) | Q(name__iexact=said)
    )


def parts_of(page: Closing | None) -> list[dict[str, Any]]:
    """The parts of the page in order, each `title` and `text`, for those that were written."""
    titles = {
        "tried": "What was tried",
        "changed": "What changed",
        "failed": "What failed",
        "cost": "What it cost",
        "lessons": "What others should know",
    }
    return [
        {"title": titles[name], "text": getattr(page, name)}
        for name in PAGES
        if page and getattr(page, name).strip()
    ]
