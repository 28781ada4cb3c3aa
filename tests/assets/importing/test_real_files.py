"""Every CSV of the shared data, thrown at the importer: what becomes of each record, in figures.

The figures are of the columns as guessed, with nobody's help. Two files need help: nothing in them
names a thing.
"""

import datetime as dt

import pytest

from assets import importing
from assets.models import Asset, ImportRow
from groundwork.problems import Refused
from tests import factories as make
from tests.assets.importing.files import (
    CHELTENHAM_2021,
    CHELTENHAM_2023,
    IN_2021,
    IN_2023,
    SHARED,
    begun,
    counts,
    mends,
    previewed,
    saved,
    with_files,
)

pytestmark = [pytest.mark.django_db, with_files]

# file → records, new ones, ones left out, and how many rows were mended in which way.
FILES = {
    "assets/cheltenham-land-and-assets-2021.csv": (498, 488, 10, {"named": 144, "sensitive": 2}),
    "assets/cheltenham-land-and-assets-2023.csv": (461, 452, 9, {"kind": 13, "tenure_detail": 1}),
    "messy/csv/brownfield-exeter.csv": (28, 28, 0, {}),
    "messy/csv/brownfield-fylde.csv": (47, 47, 0, {}),
    "messy/csv/brownfield-rochdale.csv": (128, 128, 0, {}),
    "messy/csv/brownfield-tonbridge-malling.csv": (13, 13, 0, {"false system": 13}),
    "messy/csv/brownfield-worcester.csv": (
        37, 37, 0, {"swapped": 32, "no place": 5, "sensitive": 1},
    ),
    "messy/csv/brownfield-wychavon.csv": (18, 18, 0, {"false system": 18}),
    "messy/wkt/areas-epsg27700-no-crs-stated.csv": (114, 114, 0, {}),
    "messy/wkt/ashfield-conservation-areas-geojson.csv": (1, 1, 0, {}),
    "messy/wkt/camden-conservation-areas-kml-multilayer.csv": (
        210, 210, 0, {"no outline": 2, "kind": 2},
    ),
    "boundaries/birmingham-wards-2018-epsg27700-wkt.csv": (69, 69, 0, {}),
    "organisations/community-charities-org-ids.csv": (271, 271, 0, {"kind": 223}),
    "organisations/local-authorities-and-public-bodies.csv": (441, 441, 0, {"kind": 426}),
    "organisations/trafford-voluntary-sector-grants-360giving.csv": (
        555, 555, 0, {"kind": 388, "sensitive": 2},
    ),
    "zones/lambeth-southwark-conservation-areas.csv": (110, 110, 0, {"kind": 62}),
    "zones/southwark-article-4-directions.csv": (4, 4, 0, {"kind": 4}),
    "zones/southwark-article-4-direction-rules.csv": (8, 8, 0, {"kind": 4}),
}  # fmt: skip
NAMELESS = ["postcodes/birmingham-postcodes.csv"]


def test_no_file_is_forgotten():
    there = {str(path.relative_to(SHARED)) for path in SHARED.rglob("*.csv")}
    assert there == {*FILES, *NAMELESS}


@pytest.mark.parametrize("file", FILES)
def test_every_record_is_accounted_for_and_a_second_time_changes_nothing(file):
    records, new, left_out, mended = FILES[file]
    council, data = make.council(), (SHARED / file).read_bytes()
    row = previewed(council, data)
    told = importing.counts_of(row)
    assert (told["all"], told["new"], told["left_out"]) == (records, new, left_out)
    assert records == new + left_out
    assert mends(row) == mended
    importing.save(register_import=row, by=None, expected_fingerprint=row.fingerprint)
    assert Asset.objects.of(council).count() == new
    again = counts(previewed(council, data))
    assert again["unchanged"] == again["certain"] == new
    assert set(again) <= {"all", "unchanged", "certain", "left_out", "mended"}


@pytest.mark.parametrize("file", NAMELESS)
def test_a_file_that_names_nothing_waits_for_a_person(file):
    first_rows = b"".join((SHARED / file).read_bytes().splitlines(keepends=True)[:300])
    row = begun(make.council(), first_rows)
    with pytest.raises(Refused, match="the name of the property, or its address"):
        importing.choose_columns(register_import=row, mapping=row.mapping, by=None)


def why_not(row):
    """Each reason for which rows are not used, and how many."""
    reasons = {}
    for why in row.rows.exclude(why="").values_list("why", flat=True):
        key = why.partition(":")[0] if "home" in why else why.partition(" as row ")[0]
        reasons[key] = reasons.get(key, 0) + 1
    return reasons


def test_the_register_of_2021_is_understood():
    row = previewed(make.council(), CHELTENHAM_2021.read_bytes())
    assert why_not(row) == {"It is left out as a home": 6, "It says the same": 4}
    assert row.notes == [
        "The file is not UTF-8; its letters were read as Windows-1252.",
        "Two columns are headed “Organisation” with the same cells; the first was used.",
        "Two columns are headed “OrganisationLabel” with the same cells; the first was used.",
        "Lines break inside cells of 393 rows: the pieces were put together.",
        (
            "UPRNs stand on more than one row: 45 of them. A place may hold several assets; all"
            " are kept."
        ),
    ]
    by_number = {each.number: each for each in row.rows.filter(number__in=[2, 179, 342])}
    first = by_number[2].values
    assert (first["uprn"], first["postcode"]) == ("100121228178", "GL50 1DY")
    assert (first["tenure_detail"], first["holding"]) == ("leasehold", "both")
    assert by_number[179].why == "It says the same as row 178, in every cell."
    assert by_number[342].mended == ["Its code is that of row 72 too: both are kept."]
    named_nothing = row.rows.filter(values__name__in=["N/A", ""], outcome="new")
    assert not named_nothing.exists()
    vacant = row.rows.filter(values__tenure_detail="vacant", values__use_state="empty")
    assert (vacant.count(), vacant.filter(outcome="new").count()) == (13, 12)


def test_the_register_of_2023_is_understood():
    row = previewed(make.council(), CHELTENHAM_2023.read_bytes())
    assert why_not(row) == {"It is left out as a home": 7, "Every cell of this row is blank.": 2}
    used = row.rows.filter(outcome="new")
    assert not used.filter(values__point=None).exists()
    assert used.filter(values__uprn__startswith="0").count() == 257
    treasures = used.filter(values__category__in=["Civic Regalia", "Art"])
    assert list(treasures.values_list("values__kind", flat=True)) == ["other"] * 8
    chattels = used.filter(values__other_columns__TenureType="Chattel")
    assert set(chattels.values_list("values__kind", "values__tenure")) == {("equipment", "other")}
    assert chattels.count() == 4


def test_two_years_later_each_asset_is_known_again_and_what_has_gone_is_marked():
    council = make.council()
    saved(council, CHELTENHAM_2021.read_bytes(), as_at=IN_2021)
    row = previewed(council, CHELTENHAM_2023.read_bytes(), as_at=IN_2023)
    assert counts(row) == {
        "all": 461, "new": 85, "changed": 367, "left_out": 9, "mended": 14,
        "certain": 366, "probable": 1, "gone": 121,
    }  # fmt: skip
    (asked,) = row.rows.filter(match=ImportRow.Match.PROBABLE)
    assert asked.match_words == "same UPRN, address alike, same place, another code"
    with pytest.raises(Refused, match="Say of 1 row first"):
        importing.save(register_import=row, by=None, expected_fingerprint=row.fingerprint)
    importing.answer(row=asked, same=False, by=None)
    row.refresh_from_db()
    assert (len(row.gone), counts(row)["new"]) == (122, 86)
    importing.save(register_import=row, by=None, expected_fingerprint=row.fingerprint)
    gone = Asset.objects.of(council).exclude(gone_on=None)
    assert gone.count() == 122
    assert {each.gone_on for each in gone} == {IN_2023}
    assert "1 April 2023" in gone.first().why_gone
    assert Asset.objects.of(council).current(dt.date(2023, 4, 1)).count() == 452
    again = counts(previewed(council, CHELTENHAM_2023.read_bytes(), as_at=IN_2023))
    assert again == {"all": 461, "unchanged": 452, "left_out": 9, "mended": 14, "certain": 452}


def test_a_building_that_the_later_file_calls_by_its_address_keeps_its_name():
    council = make.council()
    saved(council, CHELTENHAM_2021.read_bytes(), as_at=IN_2021)
    row = previewed(council, CHELTENHAM_2023.read_bytes(), as_at=IN_2023)
    changes = list(row.rows.filter(outcome="changed").values_list("changes", flat=True))
    fields = {name for each in changes for name in each}
    assert not fields & {"name", "kind"}
    assert not any(becomes == "" for each in changes for name, (_, becomes) in each.items()
                   if name == "holding")  # fmt: skip
