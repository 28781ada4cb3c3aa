"""Giving public notice: what is told of a zone on a day, kept word for word."""

import datetime as dt
from collections.abc import Sequence

from sizes.models import Amendment, Boundary, Notice, Zone
from sizes.notice_content import content_of

Kind = Notice.Kind


def give(
    kind: str,
    *,
    zone: Zone,
    on: dt.date,
    amendment: Amendment | None = None,
    changes: Sequence[dict[str, str]] = (),
) -> Notice:
    """Give notice of what just happened with the zone. Part of a step, in its transaction.

    `changes` are what an amendment changes, the place apart: rows of `what`, `before` and `after`.
    Its notice shows where the zone lies, or would lie, by it. ValueError where notice of an
    amendment is to be given without one.
    """
    last = zone.notices.order_by("-number").first()
    boundary = amendment.boundary if amendment and amendment.boundary else zone.newest_boundary()
    content = content_of(
        kind, zone=zone, on=on, boundary=boundary, amendment=amendment, changes=changes
    )
    return Notice.objects.create(
        zone=zone,
        number=last.number + 1 if last else 1,
        kind=kind,
        given_on=on,
        boundary=boundary,
        amendment=amendment,
        content=content,
    )


def from_record(zone: Zone) -> Notice:
    """A notice made today of what the record tells, for a public zone of which none was given.

    It is not kept, and has no number: its reference is the zone's.
    """
    kind = Kind.DECLARATION if zone.declared_on else Kind.PROPOSAL
    given_on = zone.declared_on or zone.proposed_on
    if given_on is None:
        raise ValueError("There is no notice of a draft.")
    boundary = _first_boundary(zone)
    return Notice(
        zone=zone,
        number=0,
        kind=kind,
        given_on=given_on,
        boundary=boundary,
        content=content_of(kind, zone=zone, on=given_on, boundary=boundary),
    )


def _first_boundary(zone: Zone) -> Boundary | None:
    """Where the zone lay when it was declared; of a proposal, where it lies."""
    declared = zone.boundaries.filter(starts_on__isnull=False).order_by("starts_on").first()
    return declared or zone.newest_boundary()
