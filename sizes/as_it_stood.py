"""Zones, and what hangs on them, as they stood at the end of a day that is over.

Rows that were read are changed in memory to what they were, so that whoever reads them says what
was so on the day. Such a row is shown and never saved. State and dates come from the phases that
the database keeps; words and limits from the changes made since, undone newest first. Wording that
was corrected without such a change is today's: the history has what it said before.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone

from partners.models import Service, Theme
from sizes.limiting import limits_of
from sizes.models import Acceptance, AcceptanceAct, Amendment, Variation, Zone
from sizes.status import State, phase_on

Act = AcceptanceAct.Act


class NotPublicThen(Exception):
    """A public zone was asked about on a day before it was proposed. Says so in a sentence."""

    def __init__(self, zone: Zone, sentence: str):
        self.zone = zone
        super().__init__(sentence)


def end_of(day: dt.date) -> dt.datetime:
    """The last moment of a day, where the product is used."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.max))


def was_public(zone: Zone, on: dt.date) -> bool:
    """Whether the zone had been proposed by the end of the day."""
    return zone.proposed_on is not None and zone.proposed_on <= on


def zones_as_they_stood(zones: Sequence[Zone], *, on: dt.date, today: dt.date) -> None:
    """Make zones that were read say what they said on the day: two queries, none for today.

    Sets state, term, dates, and the words that were changed by an amendment made since.
    """
    if on >= today or not zones:
        return
    prefetch_related_objects([*zones], "phases")
    undone = _undone(zones, on)
    for zone in zones:
        _set_phase(zone, on)
        if zone.declared_on and zone.declared_on > on:
            zone.declared_on = None
        found = undone.get(zone.pk, {})
        for name, text in found.get("words", {}).items():
            setattr(zone, name, text)
        zone.otherwise_then = found


def interim_reviews_of(zone: Zone) -> list[dt.date]:
    """The days on which it is looked at before its target date, as the zone now, or then, said."""
    found = getattr(zone, "otherwise_then", {})
    if "interim_reviews" in found:
        return [dt.date.fromisoformat(day) for day in found["interim_reviews"]]
    return [review.due_on for review in zone.interim_reviews.all()]


def limits_as_they_stood(zone: Zone) -> dict[str, Any] | None:
    """How far variations may go, as the zone now, or then, said; None where nobody set limits.

    `themes`, `services` and `fixed_services` are slugs.
    """
    limits = limits_of(zone)
    if limits is None:
        return None
    then = getattr(zone, "otherwise_then", {}).get("limits", {})
    said: dict[str, Any] = {}
    for name, words in (("themes", Theme), ("services", Service), ("fixed_services", Service)):
        kept = words.objects.filter(pk__in=then[name]) if name in then else getattr(limits, name)
        said[name] = [*kept.values_list("slug", flat=True)]
    for name in ("longest_days", "is_fringe_open"):
        said[name] = then.get(name, getattr(limits, name))
    return said


def _set_phase(zone: Zone, on: dt.date) -> None:
    held = phase_on(zone, on)
    if held is zone:
        return
    if held is None:
        # Before its first day there is nothing to tell of it.
        zone.state, zone.starts_on, zone.target_on = State.DRAFT, None, None
        zone.state_since_on = zone.phase_since_on = on
        return
    before = [each for each in zone.phases.all() if each.since_on <= held.since_on]
    since_on = held.since_on
    for phase in sorted(before, key=lambda each: each.since_on, reverse=True):
        if phase.state != held.state:
            break
        since_on = phase.since_on
    zone.state, zone.term = held.state, held.term
    zone.starts_on, zone.target_on = held.starts_on, held.target_on
    zone.state_since_on, zone.phase_since_on = since_on, held.since_on


def _undone(zones: Iterable[Zone], on: dt.date) -> dict[int, dict[str, Any]]:
    """By the zone's key, what changes made after the day found, so that the oldest has its say."""
    found: dict[int, dict[str, Any]] = {}
    made = Amendment.objects.filter(
        zone__in=[zone.pk for zone in zones], state=Amendment.State.MADE, made_on__gt=on
    )
    for amendment in made.order_by("-made_on", "-number").only("zone_id", "before"):
        before = found.setdefault(amendment.zone_id, {})
        for name, value in amendment.before.items():
            is_parts = name in ("words", "limits")
            before[name] = before.get(name, {}) | value if is_parts else value
    return found


def acceptance_as_it_stood(acceptance: Acceptance, *, on: dt.date, today: dt.date) -> None:
    """Make an acceptance, with its commitment, say what it said on the day.

    Reads `acts`, which should be those up to the day.
    """
    if on >= today:
        return
    _take_back_ends(acceptance, on)
    if acceptance.answered_on and acceptance.answered_on > on:
        acceptance.state, acceptance.answered_on = Acceptance.State.PUT, None
    said = [act for act in acceptance.acts.all() if act.act in (Act.KEEP, Act.VARY)]
    was_varied = said and said[-1].act == Act.VARY
    acceptance.varied = said[-1].note if was_varied else ""


def _take_back_ends(acceptance: Acceptance, on: dt.date) -> None:
    """Leave out that the acceptance, or its commitment, was withdrawn later."""
    commitment = acceptance.commitment
    if commitment.withdrawn_on and commitment.withdrawn_on > on:
        commitment.withdrawn_on, commitment.why_withdrawn = None, ""
    if acceptance.withdrawn_on and acceptance.withdrawn_on > on:
        was_answered = acceptance.answered_on is not None
        acceptance.state = Acceptance.State.ACCEPTED if was_answered else Acceptance.State.PUT
        acceptance.withdrawn_on, acceptance.why_withdrawn = None, ""


def variations_as_they_stood(
    variations: Sequence[Variation], *, on: dt.date, today: dt.date
) -> None:
    """Make variations that were read with all they hang on say what was known on the day.

    What came later is left out: that one was ended early, paused or taken up again, or that its
    commitment was withdrawn. Their zones are not touched. One query, none for today.
    """
    if on >= today or not variations:
        return
    prefetch_related_objects([*variations], "pauses")
    for variation in variations:
        _take_back_ends(variation.acceptance, on)
        if variation.ended_on and variation.ended_on > on:
            variation.ended_on, variation.why_ended = None, ""
        _set_pause(variation, on)


def _set_pause(variation: Variation, on: dt.date) -> None:
    then = next(
        (each for each in variation.pauses.all() if each.starts_on <= on < each.ends_on), None
    )
    if then:
        variation.paused_on, variation.why_paused = then.starts_on, then.why
    elif variation.paused_on and variation.paused_on > on:
        variation.paused_on, variation.why_paused = None, ""
    if variation.resumed_on and variation.resumed_on > on:
        variation.resumed_on = None
