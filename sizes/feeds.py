"""What happened with zones as a feed: declarations, amendments, reviews, renewals and ends.

Proposals have their notices, and adjustments stay within what was signed: neither is here, but a
target date that is put off is.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest
from django.urls import reverse

from groundwork import clock
from groundwork.addresses import absolute
from groundwork.feed_file import Entry
from groundwork.time_of_day import moment_of
from sizes.ending import lapses_on
from sizes.models import Amendment, Notice, Participant, Phase, Review, Transition, Zone
from sizes.status import State, phase_on
from sizes.words import day_in_words

MOST = 50
MIDNIGHT = dt.time(0)
STEPS = ("declare", "renew", "mainstream", "dissolve")
NOTICES = {
    "declare": Notice.Kind.DECLARATION,
    "renew": Notice.Kind.RENEWAL,
    "mainstream": Notice.Kind.END,
    "dissolve": Notice.Kind.END,
}
TITLES = {
    "declare": "Declared",
    "renew": "Renewed",
    "mainstream": "Made normal practice",
    "dissolve": "Dissolved",
    "lapse": "Lapsed",
    "opened": "Change proposed",
    "made": "Changed",
    "abandoned": "Change not made",
    "review": "Review opened",
    "interim": "Interim review held",
}


@dataclass
class Happening:
    """Something that happened with a zone on a day: which kind, and the row that tells of it."""

    kind: str
    key: str
    zone_id: int
    day: dt.date
    row: Any
    at: dt.datetime = field(init=False)

    def __post_init__(self) -> None:
        """When it happened, where a step says so; else at the beginning of the day."""
        taken_at = getattr(self.row, "taken_at", None)
        is_that_day = taken_at is not None and clock.day_of(taken_at) == self.day
        self.at = taken_at if is_that_day else moment_of(self.day, MIDNIGHT)


def entries_of_all(on: dt.date) -> list[Entry]:
    """What happened with public zones up to the day, newest first. Eleven queries at most."""
    return _entries(Zone.objects.published(), on)


def entries_of(zone: Zone, on: dt.date) -> list[Entry]:
    """The same of one public zone."""
    return _entries(Zone.objects.published().filter(pk=zone.pk), on)


def _entries(zones: QuerySet[Zone], on: dt.date) -> list[Entry]:
    ours = Q(zone__in=zones.order_by().values("pk"))
    found = [
        *_steps(ours, on),
        *_changes(ours, on),
        *_reviews(ours, on),
        *_opened_by_date(ours, on),
        *_lapses(ours, on),
    ]
    found.sort(key=lambda each: (each.at, each.key), reverse=True)
    newest = found[:MOST]
    about = About({each.zone_id for each in newest})
    return [about.entry(each) for each in newest]


def _steps(ours: Q, on: dt.date) -> Iterator[Happening]:
    rows = Transition.objects.filter(ours, step__in=STEPS, taken_on__lte=on)
    for row in rows.order_by("-taken_on", "-pk")[:MOST]:
        yield Happening(row.step, f"step-{row.pk}", row.zone_id, row.taken_on, row)


def _changes(ours: Q, on: dt.date) -> Iterator[Happening]:
    """Amendments that were opened, made or abandoned, and target dates that were put off."""
    was_put_off = Q(made_on__isnull=False, changes__has_key="target_on")
    rows = Amendment.objects.filter(ours & (Q(opened_on__isnull=False) | was_put_off))
    rows = rows.defer("changes", "before").annotate(
        last_on=Greatest("opened_on", "made_on", "abandoned_on")
    )
    for row in rows.order_by("-last_on", "-pk")[:MOST]:
        days = {"opened": row.opened_on, "made": row.made_on, "abandoned": row.abandoned_on}
        for kind, day in days.items():
            if day and day <= on:
                yield Happening(kind, f"change-{row.number}-{kind}", row.zone_id, day, row)


def _reviews(ours: Q, on: dt.date) -> Iterator[Happening]:
    """The last reviews as they are opened, and interim ones as they are held.

    What the last review decides is told by the step that carries it out.
    """
    interim = Review.objects.filter(ours, interim__isnull=False, decided_on__lte=on)
    for row in interim.order_by("-decided_on", "-pk")[:MOST]:
        yield Happening("interim", f"review-{row.pk}-held", row.zone_id, row.decided_on, row)
    last = Review.objects.filter(ours, interim=None, opened_on__lte=on)
    for row in last.order_by("-opened_on", "-pk")[:MOST]:
        yield Happening("review", f"review-of-term-{row.term}", row.zone_id, row.opened_on, row)


def _opened_by_date(ours: Q, on: dt.date) -> Iterator[Happening]:
    """The last reviews that the date alone has opened, before anybody wrote that down."""
    notice = dt.timedelta(days=settings.REVIEW_NOTICE_DAYS)
    written = Review.objects.filter(zone=OuterRef("zone"), term=OuterRef("term"), interim=None)
    rows = Phase.objects.filter(
        ~Exists(written),
        ours,
        until_on=None,
        state=State.DECLARED,
        starts_on__lte=on,
        target_on__lte=on + notice,
    )
    for row in rows.order_by("-target_on", "-pk")[:MOST]:
        day = max(row.target_on - notice, row.since_on, row.starts_on)
        yield Happening("review", f"review-of-term-{row.term}", row.zone_id, day, row)


def _lapses(ours: Q, on: dt.date) -> Iterator[Happening]:
    """Zones that lapsed by date alone, whether or not somebody dissolved them afterwards."""
    days = dt.timedelta(days=settings.GRACE_DAYS + 1)
    rows = Phase.objects.filter(
        Q(until_on=None) | Q(until_on__gt=F("target_on") + days),
        ours,
        state__in=(State.DECLARED, State.UNDER_REVIEW),
        target_on__lte=on - days,
    )
    for row in rows.order_by("-target_on", "-pk")[:MOST]:
        day = lapses_on(row.target_on)
        if row.since_on <= day:
            yield Happening("lapse", f"lapse-{row.term}", row.zone_id, day, row)


class About:
    """What is said of some zones: who leads them, what they were on a day, where it is told."""

    def __init__(self, keys: set[int]):
        leads = Participant.objects.filter(
            zone=OuterRef("pk"), part=Participant.Part.LEAD, agreed_on__isnull=False
        )
        zones = Zone.objects.filter(pk__in=keys).prefetch_related("phases")
        named = leads.order_by("pk").values(lead_name=F("organisation__name"))
        self.zones: dict[int, Any] = zones.annotate(leads=ArraySubquery(named)).in_bulk()
        self.notices = [*Notice.objects.filter(zone__in=keys).defer("content")]
        decided = Review.objects.filter(zone__in=keys, interim=None, decided_on__isnull=False)
        self.reviews = {(row.zone_id, row.decided_on): row for row in decided}

    def entry(self, happening: Happening) -> Entry:
        """What happened, as an entry."""
        zone = self.zones[happening.zone_id]
        return Entry(
            key=f"{zone.reference}/{happening.key}",
            since=zone.proposed_on or happening.day,
            at=happening.at,
            title=f"{TITLES[happening.kind]}: {zone.name}",
            summary=self.summary(happening, zone),
            url=absolute(self.path(happening, zone)),
            authors=zone.leads,
            category=TITLES[happening.kind],
        )

    def path(self, happening: Happening, zone: Zone) -> str:
        """Where to read on: the notice that was given of it; else the change, review or zone."""
        kind = NOTICES.get(happening.kind)
        for notice in self.notices:
            if notice.zone_id != zone.pk:
                continue
            is_of_step = notice.kind == kind and notice.given_on == happening.day
            is_of_change = (
                isinstance(happening.row, Amendment)
                and notice.amendment_id == happening.row.pk
                and notice.given_on == happening.day
            )
            if is_of_step or is_of_change:
                return reverse("zone-notice-numbered", args=[zone.slug, notice.number])
        if isinstance(happening.row, Amendment):
            return reverse("zone-change", args=[zone.slug, happening.row.number])
        if happening.kind in ("review", "interim"):
            return reverse("zone-review", args=[zone.slug])
        return zone.get_absolute_url()

    def summary(self, happening: Happening, zone: Zone) -> str:
        """What happened in plain words."""
        row, day = happening.row, happening.day
        match happening.kind:
            case "declare":
                dates = _dates(phase_on(zone, day))
                return _together(f"{zone.name} is declared{dates}.", ("For", zone.purpose))
            case "renew":
                target_on = phase_on(zone, day).target_on
                return self._decided(f"{zone.name} goes on{_until(target_on)}.", happening)
            case "mainstream":
                said = f"{zone.name} has ended: what it tried becomes normal practice."
                return self._decided(said, happening)
            case "dissolve":
                return self._decided(f"{zone.name} is dissolved.", happening)
            case "lapse":
                last = day_in_words(day - dt.timedelta(days=1))
                return f"{zone.name} has lapsed: nobody decided about it by {last}."
            case "opened":
                said = f"A change to {zone.name} is proposed. Those who signed may object"
                return _together(f"{said}{_until(row.closes_on)}.", ("Why", row.reason))
            case "made":
                return _together(f"{zone.name} was changed.", ("Why", row.reason))
            case "abandoned":
                said = f"The change to {zone.name} that was proposed is not made."
                return _together(said, ("Why", row.why_abandoned))
            case "interim":
                said = f"{zone.name} was reviewed on the way, and goes on."
                return _together(said, ("Found", row.findings), ("Why", row.reason))
            case _:
                return (
                    f"{zone.name} is reviewed: it is then renewed, made normal practice or "
                    "dissolved."
                )

    def _decided(self, said: str, happening: Happening) -> str:
        """With the reason and the effect that the review gave; else with what the step noted."""
        review = self.reviews.get((happening.zone_id, happening.day))
        if review is None:
            return _together(said, ("Why", happening.row.note))
        return _together(said, ("Why", review.reason), ("What it means", review.effect))


def _together(*said: str | tuple[str, str]) -> str:
    """A sentence, and what is said under each label, where anything is."""
    parts = [each if isinstance(each, str) else f"{each[0]}: {each[1].strip()}" for each in said]
    kept = [
        part for part, each in zip(parts, said, strict=True) if isinstance(each, str) or each[1]
    ]
    return "\n\n".join(kept)


def _until(day: dt.date | None) -> str:
    return f" until {day_in_words(day)}" if day else ""


def _dates(held: Any) -> str:
    if held is None or not (held.starts_on and held.target_on):
        return ""
    first, last = day_in_words(held.starts_on), day_in_words(held.target_on)
    return f". It runs from {first} until {last} unless it is renewed"
