"""What pages say of needs: how each stands, what it asks in words, and a zone's own list."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from assets.models import Asset
from assets.transferring.worth import pounds
from places.fuzzy import distance_in_words
from sizes.matching.fits import ACT_WORDS, FACILITY_WORDS
from sizes.models import Need, Zone
from sizes.needs import hours_asked
from sizes.status import ENDED
from sizes.words import day_in_words, joined, time_left

ACCESS_WORDS = {
    "is_step_free": "step-free",
    "has_accessible_toilet": "an accessible toilet",
    "has_hearing_loop": "a hearing loop",
}
MOST_ON_A_ZONES_PAGE = 5


@dataclass(frozen=True)
class Told:
    """A need as a list names it: what it asks in a line or two, and how it stands on the day.

    `tag` is the status that lends the tag its look; `label` is what it says.
    """

    need: Need
    kinds: str
    asks: str
    by_when: str
    tag: str
    label: str
    is_open: bool
    facts: list[dict[str, str]] = field(default_factory=list)


def told(need: Need, on: dt.date, *, zone_has_ended: bool = False) -> Told:
    """The need as a list names it on the day. Its hours should be at hand."""
    tag, label = standing(need, on, zone_has_ended=zone_has_ended)
    return Told(
        need=need,
        kinds=kinds_in_words(need),
        asks=asks_in_words(need),
        by_when=by_when_in_words(need, on),
        tag=tag,
        label=label,
        is_open=tag == "active",
    )


def standing(need: Need, on: dt.date, *, zone_has_ended: bool = False) -> tuple[str, str]:
    """How the need stands on the day: the status of a tag, and its label."""
    if need.ended_on is not None and need.ended_on <= on:
        return ("mainstreamed", "Met") if need.end == Need.End.MET else ("withdrawn", "Taken back")
    if zone_has_ended:
        return "dissolved", "Its zone has ended"
    return "active", "Open"


def kinds_in_words(need: Need) -> str:
    """What kind of thing would do: "Room or hall, building"; of money, "Money"."""
    labels = [str(Asset.Kind(kind).label) for kind in need.kinds]
    return ", ".join([*labels[:1], *(label[:1].lower() + label[1:] for label in labels[1:])])


def asks_in_words(need: Need) -> str:
    """What it asks in one line: "30 people; step-free; Tuesday, 11am to 2pm"; of money the sum."""
    if need.amount is not None:
        return pounds(need.amount)
    parts = [
        f"{need.capacity:,} {'person' if need.capacity == 1 else 'people'}"
        if need.capacity
        else "",
        joined(FACILITY_WORDS[each] for each in need.facilities),
        joined(words for name, words in ACCESS_WORDS.items() if getattr(need, name)),
        hours_asked(need),
    ]
    line = "; ".join(part for part in parts if part)
    return line[:1].upper() + line[1:]


def by_when_in_words(need: Need, on: dt.date) -> str:
    """By when it is needed and how long that is: "1 April 2027, 4 months left"."""
    if need.needed_by_on is None:
        return ""
    return f"{day_in_words(need.needed_by_on)}, {time_left(need.needed_by_on, on)}"


def facts_of(need: Need, on: dt.date) -> list[dict[str, str]]:
    """All that it asks, as terms and details; what does not matter to the zone is left out."""
    rows = [
        ("Kind", kinds_in_words(need), ""),
        ("How much", pounds(need.amount), ""),
        ("What it must have", _sentence(joined(FACILITY_WORDS[f] for f in need.facilities)), ""),
        ("Access", _sentence(joined(w for n, w in ACCESS_WORDS.items() if getattr(need, n))), ""),
        ("For how many", f"{need.capacity:,} people" if need.capacity else "", ""),
        ("When", _sentence(hours_asked(need)), ""),
        ("Where", "" if need.is_for_money else where_in_words(need), ""),
        ("What would help", acts_in_words(need), ""),
        *_by_when(need, on),
        ("Who would account for it", str(need.accountable_body or ""), ""),
        ("Outcome it would help", str(need.outcome or ""), ""),
    ]
    return [{"term": term, "detail": says, "note": note} for term, says, note in rows if says]


def _by_when(need: Need, on: dt.date) -> list[tuple[str, str, str]]:
    if need.needed_by_on is None:
        return []
    return [("By when", day_in_words(need.needed_by_on), time_left(need.needed_by_on, on))]


def where_in_words(need: Need) -> str:
    """How near it has to be: "In the zone", "In the zone, or up to 500 m outside it"."""
    if not need.beyond_m:
        return "In the zone"
    return f"In the zone, or up to {distance_in_words(need.beyond_m)} outside it"


def acts_in_words(need: Need) -> str:
    """What an owner could do that would help: "Share it or lend it"; empty where anything would."""
    return _sentence(" or ".join(ACT_WORDS[act] for act in need.acts))


def contact_of(need: Need) -> dict[str, str]:
    """Whom to ask, and how."""
    address = need.contact_address
    return {
        "role": need.contact_role,
        "telephone": need.contact_telephone,
        "email": address if "@" in address else "",
        "place": "" if "@" in address else address,
    }


def needs_section(zone: Zone, on: dt.date) -> dict[str, Any]:
    """What a zone's page says of its needs on a day: the open ones, and how many were met."""
    rows = zone.needs.filter(stated_on__lte=on).prefetch_related("hours")
    has_ended = zone.status(on) in ENDED
    found = []
    for need in rows:
        need.zone = zone
        found.append(told(need, on, zone_has_ended=has_ended))
    still = [each for each in found if each.is_open]
    return {
        "zone": zone,
        "open": still[:MOST_ON_A_ZONES_PAGE],
        "more": max(0, len(still) - MOST_ON_A_ZONES_PAGE),
        "met": sum(each.tag == "mainstreamed" for each in found),
        "count": len(found),
        "has_ended": has_ended,
        "is_shown": bool(found) or not has_ended,
    }


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
