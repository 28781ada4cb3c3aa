"""What was searched for as one plain sentence: "12 rooms or halls, free on Tuesday mornings, …"."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import date_format

from assets.models import Asset, Weekday, Willingness
from assets.week import times_in_words
from partners.models import Organisation

Kind, Act = Asset.Kind, Willingness.Act
MOST_KINDS_NAMED = 3

ONE_AND_MORE: dict[str, tuple[str, str]] = {
    Kind.LAND: ("piece of land", "pieces of land"),
    Kind.BUILDING: ("building", "buildings"),
    Kind.ROOM: ("room or hall", "rooms or halls"),
    Kind.EQUIPMENT: ("item of equipment", "items of equipment"),
    Kind.VEHICLE: ("vehicle", "vehicles"),
    Kind.SKILLS: ("offer of skills or staff time", "offers of skills or staff time"),
    Kind.INFORMATION: ("source of information", "sources of information"),
    Kind.LICENCE: ("licence or permission", "licences or permissions"),
    Kind.MONEY: ("sum of money", "sums of money"),
    Kind.OTHER: ("asset of another kind", "assets of other kinds"),
}
ACT_WORDS = {
    Act.SHARE: "share",
    Act.LEND: "lend",
    Act.LEASE: "lease out",
    Act.TRANSFER: "transfer",
    Act.CHANGE_USE: "change the use of",
}
SECTOR_WORDS = {
    Organisation.Sector.COUNCIL: "a council",
    Organisation.Sector.PUBLIC: "another public body",
    Organisation.Sector.VOLUNTARY: "a charity or voluntary organisation",
    Organisation.Sector.COMMUNITY: "a community group",
    Organisation.Sector.PRIVATE: "a business",
}
USE_WORDS = {
    "available": "available",
    Asset.UseState.IN_USE: "in use",
    Asset.UseState.PARTLY: "used in part",
}
ACCESS_WORDS = {
    "step_free": "step-free",
    "accessible_toilet": "with an accessible toilet",
    "hearing_loop": "with a hearing loop",
    "blue_badge_parking": "with Blue Badge parking",
}
FACILITY_WORDS = {
    Asset.Facility.KITCHEN: "a kitchen",
    Asset.Facility.MEETING_SPACE: "space to meet",
    Asset.Facility.STAGE: "a stage",
    Asset.Facility.OUTDOORS: "space outdoors",
    Asset.Facility.GROWING: "space for growing",
    Asset.Facility.WORKSHOP: "a workshop",
    Asset.Facility.STORAGE: "storage",
    Asset.Facility.OFFICE: "desks",
    Asset.Facility.INTERNET: "internet",
    Asset.Facility.SCREEN: "a screen or projector",
    Asset.Facility.SPORTS: "space for sports",
    Asset.Facility.TOILETS: "toilets",
}


def sentence(count: int, asked: Mapping[str, Any], further: Iterable[str] = ()) -> str:
    """Return how many were found of what, with all that was asked for; no full stop.

    `further` are phrases that come before the place that it should be near.
    """
    place = asked.get("near")
    nearby = [place.in_words(asked.get("metres"))] if place else []
    window = ["in this part of the map"] if asked.get("bbox") else []
    return ", ".join([_things(count, asked), *_asked_for(asked), *further, *window, *nearby])


def _things(count: int, asked: Mapping[str, Any]) -> str:
    kinds = [kind for kind in Kind.values if kind in (asked.get("kind") or ())]
    which = 0 if count == 1 else 1
    what = ("asset", "assets")[which]
    if 0 < len(kinds) <= MOST_KINDS_NAMED:
        what = joined([ONE_AND_MORE[kind][which] for kind in kinds], "or")
    elif kinds and len(kinds) < len(Kind.values):
        what = f"{what} of {len(kinds)} kinds"
    number = intcomma(count) if count else "No"
    return f"{number} {what}"


def _asked_for(asked: Mapping[str, Any]) -> list[str]:
    phrases = [
        _quoted(asked.get("q")),
        f"of {asked['owner']}" if asked.get("owner") else "",
        _sectors(asked.get("sector") or ()),
        joined([USE_WORDS[use] for use in asked.get("use") or ()], "or"),
        _acts(asked.get("act") or ()),
        free_in_words(asked),
        *(words for name, words in ACCESS_WORDS.items() if asked.get(name)),
    ]
    facilities = [FACILITY_WORDS[Asset.Facility(each)] for each in asked.get("facility") or ()]
    phrases.append(f"with {joined(facilities)}" if facilities else "")
    if asked.get("capacity"):
        people = "person" if asked["capacity"] == 1 else "people"
        phrases.append(f"for {intcomma(asked['capacity'])} {people}")
    phrases.append("with no place on the map" if asked.get("unplaced") else "")
    phrases.append("those that have gone, too" if asked.get("gone") else "")
    return [phrase for phrase in phrases if phrase]


def _quoted(words: str | None) -> str:
    return f"with “{' '.join(words.split())}” in the words" if words else ""


def _sectors(sectors: Iterable[str]) -> str:
    words = [SECTOR_WORDS[Organisation.Sector(sector)] for sector in sectors]
    return f"owned by {joined(words, 'or')}" if words else ""


def _acts(acts: Iterable[str]) -> str:
    words = [ACT_WORDS[Act(act)] for act in acts]
    return f"that the owner is willing to {joined(words, 'or')}" if words else ""


def free_in_words(asked: Mapping[str, Any]) -> str:
    """Return "free on Tuesday mornings", "free on 8 December 2026, 10am to midday", or nothing."""
    part, hours = asked.get("part") or "", asked.get("hours")
    weekday: int | None = asked.get("weekday")
    day: dt.date | None = asked.get("day")
    times = f", {times_in_words([hours])}" if hours and not part else ""
    if day:
        which = f" in the {part}" if part else ""
        return f"free on {date_format(day, 'l j F Y')}{which}{times}"
    if weekday is not None:
        name = Weekday(weekday).label
        return f"free on {name} {part}s" if part else f"free on {name}s{times}"
    if part:
        return f"free in the {part} on some day of the week"
    return f"free on some day of the week{times}" if hours else ""


def joined(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list in a sentence: "a kitchen, desks and a stage"."""
    *first, final = [*words] or [""]
    return f"{', '.join(first)} {last} {final}" if first else final
