"""What stands in the way of a change being made, as sentences."""

import datetime as dt

from sizes.amending.contents import (
    MADE,
    as_it_would_be,
    bounds_now,
    bounds_then,
    has_changes,
    outcomes_added,
    outcomes_dropped,
    reviews_of,
    reviews_then,
    target_then,
)
from sizes.amending.drafting import unchangeable
from sizes.amending.judging import TOLERANCE_M
from sizes.dates import months_after
from sizes.drafting import date_problems
from sizes.limiting import beyond, extent_of
from sizes.models import Amendment, Variation, Zone
from sizes.variation_status import DAY, ends_of
from sizes.words import day_in_words, joined

MOST_MONTHS_PUT_OFF = 6
RENEW = "Renew it in a review instead."


def problems(amendment: Amendment, *, on: dt.date) -> list[str]:
    """Why the change cannot be made, or opened for objection, as it is: sentences."""
    if found := unchangeable(amendment.zone, on):
        return found
    if not has_changes(amendment):
        return ["Nothing is changed yet: choose what to change."]
    sentences = _date_problems(amendment, on)
    sentences += _put_off_problems(amendment, on)
    sentences += _outcome_problems(amendment, on)
    sentences += _agreed_problems(amendment, on)
    if not amendment.reason.strip():
        sentences.append("Give the reason for the change: everyone can read it.")
    return sentences


def _date_problems(amendment: Amendment, on: dt.date) -> list[str]:
    zone = amendment.zone
    if not {"target_on", "interim_reviews"} & set(amendment.changes):
        return []
    found = date_problems(
        starts_on=zone.starts_on,
        target_on=target_then(amendment),
        interim_reviews=reviews_then(amendment),
        why_so_long=as_it_would_be(amendment).why_so_long,
        on=on,
    )
    sentences = [f"{sentence}." for _, sentence in found]
    there, then = set(reviews_of(zone)), set(reviews_then(amendment))
    if begun := sorted(each for each in _looked_at(zone, on) & there if each not in then):
        sentences.append(
            f"The interim review of {joined(map(day_in_words, begun))} is part of the record: "
            "leave it in."
        )
    if late := sorted(day for day in then - there if day <= on):
        sentences.append(
            f"A new interim review cannot be on {joined(map(day_in_words, late))}: "
            "choose a day to come."
        )
    return sentences


def _looked_at(zone: Zone, on: dt.date) -> set[dt.date]:
    """The days of interim reviews that have come, or were opened before."""
    opened = zone.reviews.filter(interim__isnull=False).values_list("interim__due_on", flat=True)
    return {*opened, *(day for day in reviews_of(zone) if day <= on)}


def put_off_in(zone: Zone) -> Amendment | None:
    """The change by which the target date of this term was put off; None where it was not."""
    made = zone.amendments.filter(state=MADE, term=zone.term, changes__has_key="target_on")
    return next((each for each in made if _was_put_off(each)), None)


def _was_put_off(amendment: Amendment) -> bool:
    before = amendment.before.get("target_on")
    return bool(before) and amendment.changes["target_on"] > before


def _put_off_problems(amendment: Amendment, on: dt.date) -> list[str]:
    zone, then = amendment.zone, target_then(amendment)
    if zone.target_on is None or then is None or then <= zone.target_on:
        return []
    if earlier := put_off_in(zone):
        was = dt.date.fromisoformat(earlier.before["target_on"])
        became = dt.date.fromisoformat(earlier.changes["target_on"])
        sentence = (
            f"The target date was put off once already, from {day_in_words(was)} to "
            f"{day_in_words(became)}, and can be only once in a term. {RENEW}"
        )
        return [sentence]
    latest = months_after(zone.target_on, MOST_MONTHS_PUT_OFF)
    if then > latest:
        sentence = (
            "A target date can be put off without renewal by six months at most: "
            f"to {day_in_words(latest)} at the latest. {RENEW}"
        )
        return [sentence]
    return []


def _outcome_problems(amendment: Amendment, on: dt.date) -> list[str]:
    dropped = {outcome.pk for outcome in outcomes_dropped(amendment)}
    left = amendment.zone.outcomes.in_force(on).exclude(pk__in=dropped)
    if dropped and not outcomes_added(amendment) and not left.exists():
        return ["A zone needs an outcome: add one before you drop the last."]
    return []


def _agreed_problems(amendment: Amendment, on: dt.date) -> list[str]:
    """Agreed variations that would go beyond what the change leaves: what was agreed is kept."""
    is_about = {"limits", "target_on"} & set(amendment.changes) or amendment.boundary
    broken = []
    if is_about:
        agreed = Variation.objects.agreed().filter(acceptance__zone=amendment.zone)
        rows = agreed.select_related("service", "acceptance__zone", "acceptance__commitment")
        for variation in rows:
            ends_on = ends_of(variation, on=on)
            if ends_on is not None and ends_on <= on:
                continue
            if said := _beyond(amendment, variation):
                broken.append(f"“{variation}” was agreed and would go beyond this. {said}")
    return [*broken, "End it first, or change less."] if broken else []


def _beyond(amendment: Amendment, variation: Variation) -> str:
    zone, then = amendment.zone, as_it_would_be(amendment)
    target = then.target_on
    sentences = []
    if target and zone.target_on and target < zone.target_on:
        if variation.starts_on > target:
            sentences.append(f"It begins on {day_in_words(variation.starts_on)}.")
        elif variation.ends_on and variation.ends_on > target + DAY:
            sentences.append(f"Its last day is {day_in_words(variation.ends_on - DAY)}.")
    if amendment.boundary and variation.area:
        is_inside = amendment.boundary.reach.buffer(TOLERANCE_M).contains(variation.area)
        if not is_inside:
            sentences.append("It holds in a part that would lie outside the zone.")
    extent = extent_of(variation)
    already = beyond(zone, bounds_now(zone), extent)
    new = beyond(then, bounds_then(amendment), extent)
    return " ".join([*sentences, *(each for each in new if each not in already)])
