"""What the keepers of an asset are told of it."""

import datetime as dt
from decimal import Decimal

import pytest

from assets.keeping import NOT_SAID, hints, rows
from assets.models import Asset
from partners.models import Organisation
from tests import factories as make

DAY = dt.date(2027, 3, 1)


def asset(**words) -> Asset:
    plain = {"kind": "room", "name": "The hall", "owner": Organisation(name="Demo Trust")}
    return Asset(**plain | words)


def said(**words) -> dict[str, list[str]]:
    return {
        row["key"]: row["lines"] for row in rows(asset(**words), may_publish=True, has_gone=False)
    }


def test_what_is_not_said_yet_is_called_so():
    told = said()
    assert told["What it is"] == ["The hall: room or hall"]
    assert told["Whose it is"] == ["Owned by Demo Trust"]
    for key in ("Where it is", "Size and tenure", "How it is used now", "How people ask"):
        assert told[key] == [NOT_SAID]


def test_keepers_are_told_what_the_public_is_not():
    told = said(
        use_state="empty", is_sensitive=True, street="Quiet Lane", postcode="B30 9ZZ",
        boundary=make.square(0, 0, side=200), uprn="0012", capacity=30, building_m2=Decimal(240),
        tenure="freehold", tenure_detail="vacant", effective_on=DAY, step_free="no",
        facilities=["stage", "kitchen"],
    )  # fmt: skip
    assert told["How it is used now"] == ["Empty. Nobody outside your organisation is told."]
    assert told["Where it is"] == [
        "Quiet Lane, B30 9ZZ",
        "A boundary round 4 hectares",
        "UPRN 0012",
        "Sensitive: where it is, is shown to nobody else",
    ]
    assert told["Size and tenure"] == ["Floor space 240 m²", "Freehold, vacant"]
    assert told["Access and facilities"] == ["Step-free: no", "Kitchen, Stage"]
    assert told["Where the record comes from"] == ["As at 1 March 2027"]


@pytest.mark.parametrize(
    ("may_publish", "has_gone", "changed"),
    [(True, False, 8), (False, False, 7), (True, True, 0)],
)
def test_each_part_leads_to_where_it_is_changed_by_those_who_may(may_publish, has_gone, changed):
    found = rows(asset(), may_publish=may_publish, has_gone=has_gone)
    assert sum("change_url" in row for row in found) == changed


FULL = {"point": make.spot(0, 0), "step_free": "yes", "capacity": 9, "description": "A hall."}
HINTS = [
    ({}, []),
    ({"point": None}, ["no spot on the map"]),
    ({"point": None, "kind": "skills", "capacity": None}, []),
    ({"step_free": ""}, ["step-free"]),
    ({"step_free": "", "is_sensitive": True}, []),
    ({"capacity": None}, ["how many people"]),
    ({"kind": "money"}, ["how much money"]),
    ({"description": ""}, ["in a sentence"]),
    ({"effective_on": dt.date(2026, 1, 1)}, ["more than a year old"]),
    ({"effective_on": dt.date(2026, 4, 1)}, []),
    ({"boundary": make.square(0, 50)}, []),
    ({"boundary": make.square(0, 250)}, ["The spot lies 250 m from the boundary"]),
]


@pytest.mark.parametrize(("words", "wanted"), HINTS)
def test_hints_say_what_would_help_people_find_and_use_it(words, wanted):
    found = [hint["says"] for hint in hints(asset(**FULL | words), DAY)]
    assert len(found) == len(wanted)
    for sentence, part in zip(found, wanted, strict=True):
        assert part in sentence
