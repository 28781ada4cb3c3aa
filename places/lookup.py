"""What a person means by what they typed: a postcode, a place with a name, or a spot on the map."""

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib.gis.db.models.functions import PointOnSurface
from django.contrib.gis.geos import Point
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from places.crs import NotTransformable, inside_area_of_use, metric_of
from places.models import Area, Postcode

LONGEST_TEXT = 200
MOST_CHOICES = 12
SHORTEST_PART_OF_NAME = 3
LEAST_SIMILARITY = 0.3
POSTCODE_RADIUS_M = 100  # how far from its centre the addresses of a postcode commonly lie

EXAMPLES = (
    "Write a postcode such as B30 2HA, the name of a ward or place, or a latitude and longitude."
)
OUTSIDE = (
    "That spot is outside the area this service covers, which is Great Britain. "
    "A latitude and longitude are written in that order, for example 52.4194, -1.9309."
)

_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")
_POSTCODE_AT_END = re.compile(r"(?:^|[\s,])([A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][A-Z]{2})$", re.I)
_PART_OF_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?(?:[0-9][A-Z]?)?")
_NUMBER = r"([NSEW])?\s*([+-]?\d{1,9}(?:\.\d{0,15})?)\s*(?:°|degrees?)?\s*([NSEW])?"
_TWO_NUMBERS = re.compile(rf"{_NUMBER}\s*(?:[,;/]|\s)\s*{_NUMBER}", re.I)
# What a letter is mistaken for, and a digit, where a postcode has only the other there.
_AS_DIGIT = {"O": "0", "I": "1", "L": "1"}
_AS_LETTER = {"0": "O", "1": "I"}
_OUTWARD_FORMS = ("A9", "A99", "AA9", "AA99", "A9A", "AA9A")
# Longitudes and latitudes of Great Britain, to see that somebody wrote them the other way round.
_LONGITUDES, _LATITUDES = (-9.0, 2.5), (49.0, 61.5)


@dataclass(frozen=True)
class Found:
    """The place that a text means, or why it means none.

    `kind` is "postcode", "area", "point", or "" where `problem` says what to do instead.
    `point` is metric: a postcode's centre, a spot on an area's surface, or the spot itself.
    `choices` are areas, shapes left out, of which the person picks one. `note` says how a text
    that was mistyped was read. `link_text` finds the same again, and is empty for a spot: a
    person's position goes into no link.
    """

    kind: str = ""
    label: str = ""
    point: Point | None = None
    area: Area | None = None
    choices: tuple[Area, ...] = ()
    problem: str = ""
    note: str = ""
    link_text: str = ""


def find(text: str, *, on: dt.date) -> Found:
    """Return what a text means on a day: postcode, area in force, or "latitude, longitude".

    Any text gives an answer: what cannot be understood gives a sentence in `problem`.
    """
    if len(text) > LONGEST_TEXT:
        return Found(problem=f"That is too long to be the name of a place. {EXAMPLES}")
    text = _tidy(text)
    if not text:
        return Found(problem=EXAMPLES)
    return (
        _coordinates(text)
        or _postcode(text)
        or _area(text, on, exactly=True)
        or _part_of_postcode(text)
        or _area(text, on, exactly=False)
        or Found(problem=f"We know no place called “{text}”. Check the spelling. {EXAMPLES}")
    )


def find_spot(lon: float, lat: float) -> Found:
    """Return the spot at a longitude and latitude, in degrees; outside Great Britain, a problem."""
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return Found(problem=OUTSIDE)
    try:
        x, y = metric_of(lon, lat, metric=settings.METRIC_SRID)
    except NotTransformable:
        return Found(problem=OUTSIDE)
    if not inside_area_of_use(x, y):
        return Found(problem=OUTSIDE)
    return Found("point", "this spot", Point(x, y, srid=settings.METRIC_SRID))


def query_of(area: Area) -> str:
    """Return the text that finds this area and no other on its days."""
    return f"{area.get_kind_display()} {area.reference}"


def name_with_kind(area: Area) -> str:
    """Return the area's name with what it is, if the name does not say so: "Stirchley ward"."""
    kind = area.get_kind_display().lower()
    says_so = not {*kind.split()}.isdisjoint(area.name.lower().split())
    if says_so or area.kind in (Area.Kind.OTHER, Area.Kind.STATISTICAL):
        return area.name
    return f"{area.name} {kind}"


def _tidy(text: str) -> str:
    """Return the text as one line: no control characters, one minus sign, single spaces."""
    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace("\u2013", "-")
    kept = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    return " ".join(kept.split())


def _coordinates(text: str) -> Found | None:
    match = _TWO_NUMBERS.fullmatch(text)
    if not match:
        return None
    before1, first, after1, before2, second, after2 = match.groups()
    if before1 and after1:  # "N 52.4 W 1.9": the second letter belongs to the second number
        after1, before2 = None, after1
    side1, side2 = (before1 or after1 or "").upper(), (before2 or after2 or "").upper()
    one, two = float(first), float(second)
    if side1 in ("E", "W") or side2 in ("N", "S"):
        one, two, side1, side2 = two, one, side2, side1
    elif not (side1 or side2) and _is_between(one, _LONGITUDES) and _is_between(two, _LATITUDES):
        swapped = f"{second}, {first}"
        return Found(problem=f"Those numbers are longitude first. Write latitude first: {swapped}.")
    if side1 in ("E", "W") or side2 in ("N", "S"):
        return Found(problem="Write one latitude (N or S) and one longitude (E or W).")
    if abs(one) > 180 or abs(two) > 180:
        return Found(
            problem="Those look like grid coordinates in metres. "
            "Write latitude and longitude in degrees, for example 52.4194, -1.9309."
        )
    lat = -abs(one) if side1 == "S" else one
    lon = -abs(two) if side2 == "W" else two
    return find_spot(lon, lat)


def _is_between(number: float, ends: tuple[float, float]) -> bool:
    return ends[0] <= number <= ends[1]


def _postcode(text: str) -> Found | None:
    compact = re.sub(r"[^A-Z0-9]", "", text.upper())
    if at_end := _POSTCODE_AT_END.search(text):
        # An address that ends in its postcode: the rest is neither needed nor kept.
        compact = re.sub(r"\s", "", at_end[1].upper())
    readings = [compact, *(r for r in _readings(compact) if r != compact)]
    if len(readings) == 1 and not _POSTCODE.fullmatch(compact):
        return None
    known = {postcode.code: postcode for postcode in Postcode.objects.filter(code__in=readings)}
    if compact in known:
        postcode, note = known[compact], ""
    elif len(known) == 1:
        (postcode,) = known.values()
        note = f"We read “{text}” as {postcode}."
    elif known:
        which = " or ".join(str(known[code]) for code in sorted(known))
        return Found(problem=f"Did you mean {which}? Write the one you mean.")
    elif _POSTCODE.fullmatch(compact):
        return Found(
            problem=f"We do not know the postcode {compact[:-3]} {compact[-3:]}. Check it, "
            "or write the name of a ward or place, or choose a spot on the map."
        )
    else:
        return None
    return Found("postcode", str(postcode), postcode.point, note=note, link_text=str(postcode))


def _readings(compact: str) -> Iterator[str]:
    """Yield the postcodes that a text can be, taking O for 0, I or L for 1, and back."""
    if not 5 <= len(compact) <= 7:
        return
    for outward in _OUTWARD_FORMS:
        form = f"{outward}9AA"
        if len(form) != len(compact):
            continue
        spots = [_as(kind, letter) for kind, letter in zip(form, compact, strict=True)]
        if all(spots):
            yield "".join(spots)


def _as(kind: str, letter: str) -> str:
    """Return the letter as a digit ("9") or a letter ("A"), or nothing where it can be neither."""
    if kind == "9":
        return letter if letter in "0123456789" else _AS_DIGIT.get(letter, "")
    return letter if letter not in "0123456789" else _AS_LETTER.get(letter, "")


def _part_of_postcode(text: str) -> Found | None:
    compact = re.sub(r"\s", "", text.upper())
    if not _PART_OF_POSTCODE.fullmatch(compact):
        return None
    return Found(
        problem=f"{text.upper()} is only part of a postcode, and covers too much to give one "
        "answer. Write the whole postcode, such as B30 2HA."
    )


def _area(text: str, on: dt.date, *, exactly: bool) -> Found | None:
    found = _matches(text, on, exactly=exactly)
    if not found:
        return None
    best = found[0].rank
    if best < _SIMILAR:
        found = [area for area in found if area.rank == best or best in (_PREFIX, _CONTAINS)]
        if len(found) == 1:
            (area,) = found
            return Found(
                "area", name_with_kind(area), area.inner_point, area, link_text=query_of(area)
            )
    problem = (
        f"We know no place called “{text}”. Did you mean one of these?"
        if best == _SIMILAR
        else f"More than one place matches “{text}”. Which one do you mean?"
    )
    return Found(choices=tuple(found[:MOST_CHOICES]), problem=problem)


_EXACT, _OF_KIND, _BEFORE_COMMA, _PREFIX, _CONTAINS, _SIMILAR = range(6)


def _matches(text: str, on: dt.date, *, exactly: bool) -> list[Area]:
    """Return areas in force that match the text, best first, each with `rank` and `inner_point`."""
    ranks = [(_is_named(text), _EXACT)]
    name, kind = _without_kind(text)
    if kind:
        ranks.append((_is_named(name) & Q(kind=kind), _OF_KIND))
    if "," in text:
        first, _, last = (part.strip() for part in text.partition(","))
        # "Stirchley, Birmingham": the last part may be the council area that it lies in.
        ranks.append((_is_named(first) & Q(authority__icontains=last), _BEFORE_COMMA))
    order = ["rank", "name", "reference"]
    areas = Area.objects.in_force(on)
    if exactly:
        return _ranked(areas, ranks, order)
    ranks.append((_any_spelling("name__istartswith", text), _PREFIX))
    if len(text) >= SHORTEST_PART_OF_NAME:
        ranks.append((_any_spelling("name__icontains", text), _CONTAINS))
        ranks.append((Q(similarity__gte=LEAST_SIMILARITY), _SIMILAR))
        areas = areas.annotate(similarity=TrigramSimilarity("name", text))
        order = ["rank", "-similarity", "name", "reference"]
    return _ranked(areas, ranks, order)


def _ranked(areas: QuerySet[Area], ranks: list[tuple[Q, int]], order: list[str]) -> list[Area]:
    wanted = Q()
    for matches, _ in ranks:
        wanted |= matches
    rank = Case(
        *(When(matches, then=Value(rank)) for matches, rank in ranks), output_field=IntegerField()
    )
    areas = areas.filter(wanted).annotate(rank=rank, inner_point=PointOnSurface("shape"))
    return list(areas.without_shapes().order_by(*order)[: MOST_CHOICES + 1])


def _is_named(text: str) -> Q:
    return _any_spelling("name__iexact", text) | Q(reference__iexact=text)


def _any_spelling(how: str, text: str) -> Q:
    """Match a name whether it is written with "and" or with "&"."""
    spelled = {re.sub(r"\s+(and|&)\s+", f" {word} ", text, flags=re.I) for word in ("and", "&")}
    matches = Q()
    for spelling in sorted(spelled):
        matches |= Q(**{how: spelling})
    return matches


def _without_kind(text: str) -> tuple[str, str]:
    """Split "Stirchley ward" or "Ward E05011172" into the name and the kind of area."""
    for kind, label in Area.Kind.choices:
        word = re.escape(label)
        match = re.fullmatch(rf"{word}\s+(.+)|(.+)\s+{word}", text, re.I)
        if match:
            return match[1] or match[2], kind
    return text, ""
