"""What the organisations of the demonstration have, and when and for what it can be used."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import Point

from assets import hours, registering, willing
from assets.hours import Slot
from assets.models import Asset, Weekday, Willingness
from config.demo.people import Cast
from groundwork import clock
from places.crs import metric_of

DAYS = dt.timedelta(days=1)
Kind, Act, Facility, Yes = Asset.Kind, Willingness.Act, Asset.Facility, Asset.Answer

ROOM = "Community room, Cotteridge"
PAVILION = "Park pavilion, Cotteridge Park"
MINIBUS = "Day centre minibus"
TOOLS = "Gardening tools for twenty"
SHOP = "Shop with a back room, Pershore Road"
TOWER_ROOM = "Ground floor room, Brookside Tower"
LIBRARY_ROOM = "Room above Stirchley library"
SHELTER = "Old tram shelter, Cotteridge"
NURSES = "An afternoon a week of two nurses"


@dataclass(frozen=True)
class AssetSketch:
    """An asset as it says itself, at a longitude and latitude, and what its owner is willing to do.

    `free` are weekdays with an hour from and an hour to.
    """

    organisation: str
    by: str
    name: str
    kind: str
    description: str
    at: tuple[float, float] | None = None
    words: dict[str, Any] = field(default_factory=dict)
    acts: Sequence[tuple[str, str]] = ()
    free: Sequence[tuple[int, int, int]] = ()
    since: int = -120


WEEKDAYS = range(5)
SKETCHES = (
    AssetSketch(
        organisation="housing",
        by="partner",
        name=ROOM,
        kind=Kind.ROOM,
        description=(
            "A bright room with a kitchen behind a hatch, tables for thirty and a door to the "
            "garden. Neighbours hold the key."
        ),
        at=(-1.9289, 52.4156),
        words={
            "street": "Pershore Road",
            "capacity": 30,
            "facilities": [Facility.KITCHEN, Facility.MEETING_SPACE, Facility.TOILETS],
            "step_free": Yes.YES,
            "accessible_toilet": Yes.YES,
            "hearing_loop": Yes.NO,
            "access_note": "The door from the garden is level; the one from the street has a step.",
            "contact_role": "Housing desk",
            "contact_telephone": "0121 496 0003",
        },
        acts=[(Act.SHARE, "Free for groups of neighbours who leave it as they found it.")],
        free=[(Weekday.TUESDAY, 9, 14), (Weekday.THURSDAY, 9, 21), (Weekday.SATURDAY, 10, 16)],
    ),
    AssetSketch(
        organisation="council",
        by="councillor",
        name=PAVILION,
        kind=Kind.BUILDING,
        description="A brick pavilion of the nineteen thirties: two rooms, a veranda and a store.",
        at=(-1.9244, 52.4126),
        words={
            "asset_code": "DEMO/P/001",
            "holding": Asset.Holding.BUILDINGS,
            "tenure": Asset.Tenure.FREEHOLD,
            "building_m2": Decimal("140.00"),
            "energy_rating": "E",
            "use_state": Asset.UseState.EMPTY,
            "is_vacancy_public": True,
            "step_free": Yes.PARTLY,
            "facilities": [Facility.OUTDOORS, Facility.STORAGE, Facility.TOILETS],
            "contact_role": "Estates desk",
            "contact_telephone": "0121 496 0001",
        },
        acts=[
            (Act.TRANSFER, "To a community organisation that keeps it open to everybody."),
            (Act.CHANGE_USE, "A café, a workshop or a nursery would all be welcome."),
        ],
    ),
    AssetSketch(
        organisation="council",
        by="councillor",
        name=LIBRARY_ROOM,
        kind=Kind.ROOM,
        description="A quiet room for a dozen, up one flight of stairs.",
        at=(-1.9213, 52.4283),
        words={
            "capacity": 12,
            "facilities": [Facility.MEETING_SPACE, Facility.INTERNET, Facility.SCREEN],
            "step_free": Yes.NO,
            "hearing_loop": Yes.YES,
            "contact_role": "Front desk of the library",
            "contact_telephone": "0121 496 0001",
        },
        acts=[(Act.SHARE, "Free in library hours.")],
        free=[(day, 10, 17) for day in WEEKDAYS],
        since=-500,
    ),
    AssetSketch(
        organisation="council",
        by="councillor",
        name=SHELTER,
        kind=Kind.BUILDING,
        description="A green timber shelter where trams turned round until 1952.",
        at=(-1.9263, 52.4146),
        words={
            "asset_code": "DEMO/P/002",
            "holding": Asset.Holding.BUILDINGS,
            "tenure": Asset.Tenure.FREEHOLD,
            "tenure_detail": Asset.TenureDetail.LEASEHOLD,
            "building_m2": Decimal("31.50"),
            "use_state": Asset.UseState.IN_USE,
            "contact_role": "Whoever opens the gate",
            "contact_address": "The park gate, Saturdays at 10",
        },
        since=-1000,
    ),
    AssetSketch(
        organisation="housing",
        by="partner",
        name=TOWER_ROOM,
        kind=Kind.ROOM,
        description="The old caretaker’s flat, with a kitchen. Warm all winter.",
        at=(-1.8943, 52.4941),
        words={
            "capacity": 15,
            "facilities": [Facility.KITCHEN, Facility.MEETING_SPACE],
            "step_free": Yes.YES,
            "contact_role": "Housing desk",
            "contact_telephone": "0121 496 0003",
        },
        acts=[(Act.SHARE, "For people who live in the tower, and their guests.")],
        free=[(day, 13, 21) for day in WEEKDAYS],
    ),
    AssetSketch(
        organisation="health",
        by="partner",
        name=MINIBUS,
        kind=Kind.VEHICLE,
        description="Fourteen seats and a lift for a wheelchair. It stands idle in the evenings.",
        at=(-1.9321, 52.4198),
        words={
            "capacity": 14,
            "step_free": Yes.YES,
            "contact_role": "Transport desk",
            "contact_telephone": "0121 496 0002",
        },
        acts=[(Act.LEND, "With a driver who has the licence; fuel is paid by the mile.")],
        free=[(day, 17, 22) for day in WEEKDAYS] + [(Weekday.SATURDAY, 8, 22)],
    ),
    AssetSketch(
        organisation="health",
        by="partner",
        name=NURSES,
        kind=Kind.SKILLS,
        description="Two community nurses who can run a drop-in: blood pressure, feet, advice.",
        words={"contact_role": "Community nurse team", "contact_telephone": "0121 496 0002"},
        acts=[(Act.LEND, "To a place with a private corner and hot water.")],
        free=[(Weekday.TUESDAY, 13, 17)],
    ),
    AssetSketch(
        organisation="park_friends",
        by="partner",
        name=TOOLS,
        kind=Kind.EQUIPMENT,
        description="Spades, forks, loppers, gloves in all sizes and a trolley to bring them.",
        at=(-1.9251, 52.4131),
        words={"contact_role": "Whoever opens the gate", "contact_address": "The park gate"},
        acts=[(Act.LEND, "For a day or a weekend, against a name.")],
        free=[(Weekday.SATURDAY, 10, 16), (Weekday.SUNDAY, 10, 16)],
    ),
    AssetSketch(
        organisation="traders",
        by="resident",
        name=SHOP,
        kind=Kind.BUILDING,
        description="A small shop, whitewashed windows, a back room with a sink.",
        at=(-1.9229, 52.4245),
        words={
            "use_state": Asset.UseState.EMPTY,
            "is_vacancy_public": True,
            "building_m2": Decimal("62.00"),
            "contact_role": "Whoever minds the shop next door",
            "contact_telephone": "0121 496 0004",
        },
        acts=[(Act.LEASE, "By the month, at half the usual rent for the first year.")],
    ),
    AssetSketch(
        organisation="council",
        by="councillor",
        name="Night shelter",
        kind=Kind.BUILDING,
        description="Beds for one night. Where it is, is not said here.",
        at=(-1.9038, 52.4726),
        words={
            "is_sensitive": True,
            "contact_role": "Housing advice",
            "contact_telephone": "0121 496 0001",
        },
    ),
    AssetSketch(
        organisation="council",
        by="councillor",
        name="How many people get on at each bus stop",
        kind=Kind.INFORMATION,
        description="Counted by hour and stop, for the last five years, as open data.",
        words={
            "contact_role": "Transport planning",
            "contact_telephone": "0121 496 0001",
            "licence": "Open Government Licence v3.0",
        },
        acts=[(Act.SHARE, "Free to anybody, for any purpose.")],
    ),
    AssetSketch(
        organisation="council",
        by="councillor",
        name="Neighbourhood fund",
        kind=Kind.MONEY,
        description="For things that neighbours do together. Decided each month.",
        words={
            "amount": Decimal("8000.00"),
            "contact_role": "Neighbourhood officer",
            "contact_telephone": "0121 496 0001",
        },
    ),
)


def register_assets(cast: Cast) -> None:
    """Register what each organisation has, with its hours and what it is willing to do."""
    for sketch in SKETCHES:
        _register(sketch, cast, clock.today() + sketch.since * DAYS)


def asset_called(name: str) -> Asset:
    """The one asset of the demonstration with the name."""
    return Asset.objects.get(name=name)


def _register(sketch: AssetSketch, cast: Cast, since: dt.date) -> None:
    by = getattr(cast, sketch.by)
    words = {"effective_on": since, "source": "Made up for the demonstration"} | sketch.words
    if sketch.at:
        words["point"] = Point(*metric_of(*sketch.at), srid=settings.METRIC_SRID)
    asset = registering.register(
        organisation=getattr(cast, sketch.organisation),
        by=by,
        on=since,
        name=sketch.name,
        kind=sketch.kind,
        description=sketch.description,
        **words,
    )
    for act, terms in sketch.acts:
        willing.say(asset=asset, act=act, terms=terms, starts_on=since, by=by, on=since)
    if sketch.free:
        slots = [Slot(day, dt.time(begins), dt.time(ends)) for day, begins, ends in sketch.free]
        asset.refresh_from_db()
        hours.set_hours(asset=asset, slots=slots, expected=asset.version, by=by, on=since)
