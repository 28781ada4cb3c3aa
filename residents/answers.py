"""The answer about a place as a page shows it: a sentence first, then a card for each zone."""

import datetime as dt
import math
from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from django.contrib.gis.db.models import Extent
from django.contrib.gis.geos import Point
from django.urls import reverse

from groundwork import clock
from places.crs import lonlat_of
from places.fuzzy import Band, distance_in_words
from places.lookup import name_with_kind, query_of
from places.models import Area
from residents.questions import ROUGHEST_POSITION_M, Question
from sizes.as_it_stood import zones_as_they_stood
from sizes.covering import Cover, Tense, variations_at
from sizes.differences import Card, cards_of, tally
from sizes.here import Answer, Standing
from sizes.listing import for_cards
from sizes.models import Participant, Zone
from sizes.status import RUNNING, Status
from sizes.words import joined, time_left

LEAST_MAP_M = 700
MOST_MAP_M = 6_000
ZONES_PER_MAP = 200


def page_of(question: Question, *, today: dt.date) -> dict[str, Any]:
    """Return all that the page says about a question, as a template's context."""
    found = question.found
    context: dict[str, Any] = {
        "question": question,
        "on": question.on,
        "choices": [
            {
                "name": name_with_kind(area),
                "within": area.authority,
                "url": _ask(query_of(area), question),
            }
            for area in (found.choices if found else ())
        ],
    }
    answer = question.answered()
    if answer is None or found is None or found.point is None:
        return context
    needs_pin = found.kind == "point" and (
        bool(answer.near_line) or question.accuracy_m > ROUGHEST_POSITION_M
    )
    cards = zone_cards(answer)
    differences = differences_at(found.area or found.point, answer)
    return context | {
        "answer": answer,
        "label": found.label,
        "sentence": answer.sentence(found.label, today=today),
        "verdict": verdict(answer, differences["current"]),
        "tense": str(Tense.of(question.on, today=today)),
        "tally": tally(differences["current"]),
        "differences": differences,
        "needs_pin": needs_pin,
        "pin_words": _pin_words(question, answer) if needs_pin else "",
        "postcode_lines": _lines_in_words(answer) if found.kind == "postcode" else "",
        "is_postcode": found.kind == "postcode",
        "cards": [cards[s.zone.pk] for s in answer.zones],
        "outside_cards": [cards[s.zone.pk] for s in _around(answer)],
        "starting_cards": [cards[s.zone.pk] for s in answer.starting],
        "proposed_cards": [cards[s.zone.pk] for s in answer.proposed],
        "map": map_of_area(found.area, answer) if found.area else map_of_spot(found.point, answer),
        "link": _ask(found.link_text, question) if found.link_text else "",
    }


def differences_at(place: Point | Area, answer: Answer) -> dict[str, list[Card]]:
    """Return a card for each variation, by its status; `nearby` are those of zones just outside.

    One query, however many there are.
    """
    near = {standing.zone.pk for standing in answer.just_outside}
    zones = (*answer.zones, *answer.starting, *answer.just_outside)
    covered = variations_at(place, on=answer.on, zones=zones)
    cards = cards_of([each for each in covered if each.zone.pk not in near], on=answer.on)
    nearby = cards_of([each for each in covered if each.zone.pk in near], on=answer.on)
    return cards | {"nearby": nearby["current"]}


def verdict(answer: Answer, differences: list[Card]) -> dict[str, str]:
    """Return the answer in two or three words, and the look that goes with it."""
    covers = [card.covered for card in differences]
    for cover in (Cover.INCLUDED, Cover.ASK):
        found = next((each for each in covers if each.cover == cover), None)
        if found:
            return {"cover": str(cover), "title": found.opening}
    if any(s.is_all_in_core for s in answer.zones):
        return {"cover": "included", "title": "In a zone"}
    if any(s.band == Band.CORE for s in answer.zones):
        return {"cover": "ask", "title": "Partly in a zone"}
    if answer.zones:
        return {"cover": "ask", "title": "In the fringe of a zone: ask"}
    if answer.just_outside:
        return {"cover": "not_included", "title": "Just outside a zone"}
    return {"cover": "not_included", "title": "No zone here"}


def zone_cards(answer: Answer) -> dict[int, dict[str, Any]]:
    """Return what each zone of the answer says for itself, by key: two queries, however many."""
    standings = {standing.zone.pk: standing for standing in answer.shown}
    if not standings:
        return {}
    zones = [*for_cards(Zone.objects.filter(pk__in=standings), answer.on)]
    zones_as_they_stood(zones, on=answer.on, today=clock.today())
    leads: dict[int, list[Participant]] = {}
    for lead in Participant.objects.filter(
        zone__in=standings, part=Participant.Part.LEAD, agreed_on__lte=answer.on
    ).select_related("organisation"):
        leads.setdefault(lead.zone_id, []).append(lead)
    return {
        zone.pk: _card(zone, standings[zone.pk], leads.get(zone.pk, []), answer.on)
        for zone in zones
    }


def _card(zone: Zone, standing: Standing, leads: list[Participant], on: dt.date) -> dict[str, Any]:
    return {
        "zone": zone,
        "standing": standing,
        "status": standing.status.value,
        "in_words": standing.in_words_without_name,
        "is_in_fringe": standing.is_inside and standing.band != Band.CORE,
        "is_in_core": standing.band == Band.CORE,
        "leads": leads,
        "lead_names": joined(zone.leads),
        "left": time_left(zone.target_on, on) if zone.target_on else "",
        "is_overdue": standing.status == Status.REVIEW_OVERDUE,
        "distance": standing.distance_in_words,
    }


def _around(answer: Answer) -> list[Standing]:
    nearest = [answer.nearest] if answer.nearest and not answer.just_outside else []
    return [*answer.just_outside, *nearest]


def _pin_words(question: Question, answer: Answer) -> str:
    off = distance_in_words(question.accuracy_m)
    start = f"Your position is known to within about {off}"
    if question.accuracy_m > ROUGHEST_POSITION_M:
        return f"{start}, which is too rough for an answer."
    return f"{start}, and {_lines_in_words(answer)} nearer than that: you may be on either side."


def _lines_in_words(answer: Answer) -> str:
    """Return the lines that are near: "an edge of A is", "edges of A and of B are"."""
    names = [standing.zone.name for standing in answer.near_line]
    if len(names) > 1:
        return f"edges of {joined([names[0], *(f'of {name}' for name in names[1:])])} are"
    return f"an edge of {names[0]} is" if names else ""


def _ask(text: str, question: Question) -> str:
    asked = {"q": text}
    if question.day_text and not question.problems:
        asked["on"] = question.on.isoformat()
    elif question.day_text:
        asked["on"] = question.day_text
    return f"/here/?{urlencode(asked)}"


def map_of_spot(point: Point, answer: Answer) -> dict[str, str]:
    """Return the window of the map round a metric point, and where its shapes come from."""
    away = max((s.reach_distance_m for s in _around(answer)[:1]), default=0)
    half = min(max(LEAST_MAP_M, away * 1.3), MOST_MAP_M)
    west, south = lonlat_of(point.x - half, point.y - half, source=point.srid)
    east, north = lonlat_of(point.x + half, point.y + half, source=point.srid)
    lon, lat = lonlat_of(point.x, point.y, source=point.srid)
    spot = {"point": f"{lon:.6f},{lat:.6f}", "lon": f"{lon:.6f}", "lat": f"{lat:.6f}"}
    return spot | _map_of_window((west, south, east, north), answer)


def map_of_area(area: Area, answer: Answer) -> dict[str, str]:
    """Return the window of the map that shows the area, and where its shapes come from."""
    window = Area.objects.filter(pk=area.pk).aggregate(window=Extent("outline"))["window"]
    return _map_of_window(window, answer, kinds={Area.Kind.WARD.value, area.kind})


def _map_of_window(
    edges: tuple[float, float, float, float],
    answer: Answer,
    kinds: Collection[str] = (Area.Kind.WARD.value,),
) -> dict[str, str]:
    """Return the addresses of the shapes in a window of longitudes and latitudes.

    The window asked for is rounded to about a kilometre, so that it locates nobody. Areas of
    these `kinds` are drawn for context; the map asks for those it shows.
    """
    west, south, east, north = edges
    outer = (
        math.floor(west * 100) / 100,
        math.floor(south * 100) / 100,
        math.ceil(east * 100) / 100,
        math.ceil(north * 100) / 100,
    )
    asked: dict[str, Any] = {
        "format": "geojson",
        "bbox": ",".join(f"{edge:.2f}" for edge in outer),
        "on": answer.on.isoformat(),
        "page_size": ZONES_PER_MAP,
        "status": [str(status) for status in RUNNING],
    }
    context = {"kind": sorted(kinds), "on": answer.on.isoformat()}
    return {
        "areas_src": f"{reverse('area-outlines')}?{urlencode(context, doseq=True)}",
        "bounds": ",".join(f"{edge:.5f}" for edge in edges),
        "src": f"/api/zones/?{urlencode(asked, doseq=True)}",
        "bands_src": f"/api/zones/?{urlencode(asked | {'geometry': 'bands'}, doseq=True)}",
    }
