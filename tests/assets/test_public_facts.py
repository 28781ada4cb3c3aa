"""What the public may be told of an asset: sensitive places and emptiness are kept back."""

import datetime as dt

import pytest
from django.contrib.gis.geos import Point

from assets.models import Asset
from assets.public_facts import NotPublic, gives_place_away, public_facts
from partners.models import Organisation

ON = dt.date(2026, 11, 22)
DAY = dt.timedelta(days=1)


def row(**more) -> Asset:
    """An asset that is in no database, told of since long ago."""
    values = {
        "reference": "AS-TEST234",
        "kind": "building",
        "name": "The old school",
        "owner": Organisation(name="Alpha Council", slug="alpha", sector="council"),
        "street_number": "14",
        "street": "Acacia Avenue",
        "town": "Stirchley",
        "postcode": "B30 2HA",
        "uprn": "000012345678",
        "asset_code": "P-0017",
        "public_point": Point(406_000, 280_000, srid=27700),
        "building_m2": 120,
        "land_ha": 1,
        "energy_rating": "D",
        "published_on": ON - 100 * DAY,
    }
    return Asset(**values | more)


LOCATING = ("street_number", "street", "town", "postcode", "uprn", "asset_code", "building_m2",
            "land_ha", "energy_rating", "point")  # fmt: skip


def test_an_ordinary_place_is_told_whole():
    facts = public_facts(row(), on=ON)
    assert all(getattr(facts, name) for name in LOCATING)
    assert facts.address == "14 Acacia Avenue, Stirchley, B30 2HA"
    assert facts.has_files
    assert (facts.owner_says, facts.owner_sector) == ("Alpha Council", "council")


def test_a_sensitive_place_is_told_without_anything_that_locates_it():
    facts = public_facts(row(is_sensitive=True, name="A place to be safe"), on=ON)
    assert not any(getattr(facts, name) for name in LOCATING)
    assert (facts.address, facts.has_files, facts.name) == ("", False, "A place to be safe")


TEXTS = [
    ("A place to be safe", False),
    ("", False),
    ("Refuge, 14 ACACIA  avenue", True),
    ("AcaciaAvenue house", True),
    ("Near b302ha", True),
    ("Near B30 2HA", True),
    ("Round the corner from M1 1AE", True),
    ("UPRN 000012345678", True),
    ("Our P-0017", True),
]


@pytest.mark.parametrize(("text", "gives"), TEXTS)
def test_a_text_that_gives_a_sensitive_place_away_is_left_out_whole(text, gives):
    hidden = row(is_sensitive=True)
    assert gives_place_away(hidden, text) is gives
    names = ("description", "access_note", "contact_role", "contact_address", "source", "category")
    texts = dict.fromkeys(names, text)
    told = public_facts(row(is_sensitive=True, **texts), on=ON)
    assert {getattr(told, name) for name in texts} == {"" if gives else text}
    open_place = public_facts(row(**texts), on=ON)
    assert {getattr(open_place, name) for name in texts} == {text}


def test_a_sensitive_place_whose_name_says_where_it_is_is_called_by_its_kind():
    facts = public_facts(row(is_sensitive=True, name="14 Acacia Avenue"), on=ON)
    assert facts.name == "Building, place not shown"


def test_nothing_that_an_empty_record_lacks_gives_a_place_away():
    blank = row(is_sensitive=True, street="", postcode=" ", uprn="", asset_code="")
    assert not gives_place_away(blank, "Anything at all")


USES = [
    ("", False, "", False),
    ("in_use", False, "In use", False),
    ("partly", True, "Used in part", False),
    ("empty", False, "", False),
    ("empty", True, "Available", True),
]


@pytest.mark.parametrize(("use_state", "is_shown", "words", "is_available"), USES)
def test_emptiness_is_told_only_as_available_and_only_where_the_owner_shows_it(
    use_state, is_shown, words, is_available
):
    facts = public_facts(row(use_state=use_state, is_vacancy_public=is_shown), on=ON)
    assert (facts.use, facts.is_available) == (words, is_available)


@pytest.mark.parametrize("is_shown", [False, True])
def test_a_registers_vacant_is_never_told_as_a_tenure(is_shown):
    vacant = row(tenure_detail="vacant", use_state="empty", is_vacancy_public=is_shown)
    assert public_facts(vacant, on=ON).tenure_detail == ""
    assert public_facts(row(tenure_detail="licence"), on=ON).tenure_detail == "licence"


CATEGORIES = [
    ("Library", "Library", "Library"),
    ("Vacant land", "", "Vacant land"),
    ("VOID PROPERTY", "", "VOID PROPERTY"),
    ("Avoidance centre", "Avoidance centre", "Avoidance centre"),
]


@pytest.mark.parametrize(("category", "kept_back", "shown"), CATEGORIES)
def test_a_category_that_says_empty_is_the_same_secret(category, kept_back, shown):
    assert public_facts(row(category=category), on=ON).category == kept_back
    told = public_facts(row(category=category, is_vacancy_public=True), on=ON)
    assert told.category == shown


@pytest.mark.parametrize("published_on", [None, ON + DAY])
def test_nothing_is_told_of_what_is_not_public_yet(published_on):
    draft = row(published_on=published_on)
    with pytest.raises(NotPublic):
        public_facts(draft, on=ON)
    assert public_facts(draft, on=ON, before_publishing=True).name == "The old school"


def test_that_it_will_have_gone_is_told_from_the_day_on():
    gone = row(gone_on=ON, why_gone="Sold")
    assert public_facts(gone, on=ON - DAY).gone_on is None
    assert public_facts(gone, on=ON - DAY).why_gone == ""
    assert (public_facts(gone, on=ON).gone_on, public_facts(gone, on=ON).why_gone) == (ON, "Sold")


def test_what_else_the_owners_file_says_is_told_to_nobody():
    assert "other_columns" not in public_facts(row(other_columns={"Note": "key"}), on=ON).__dict__
