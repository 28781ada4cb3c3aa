"""Registers as files: the Code's columns, the whole truth to its own people, less to others."""

import csv
import datetime as dt
import io
import json
from decimal import Decimal

import pytest
from django.contrib.gis.geos import Point
from django.urls import reverse
from openpyxl import load_workbook

from assets import exporting, own_columns
from assets.importing.columns import FIELDS, KNOWN, known_field
from assets.models import Asset
from groundwork import clock
from groundwork.tables import key_of
from partners.models import Membership
from tests import asset_factories as have
from tests import factories as make

pytestmark = pytest.mark.django_db

ON = dt.date(2026, 11, 22)
THE_CODE = [
    "OrganisationLabel", "OrganisationURI", "EffectiveDate", "UPRN", "AssetCode", "PropertyName",
    "StreetNumber", "StreetName", "PostTown", "PostCode", "CoordinateReferenceSystem", "GeoX",
    "GeoY", "TenureType", "TenureDetail", "OtherDetail", "HoldingType", "BuildingSize", "LandArea",
    "EnergyRating",
]  # fmt: skip
FULL = {
    "kind": Asset.Kind.BUILDING,
    "description": "Light rooms.",
    "uprn": "010000480247",
    "asset_code": "10/00022",
    "street_number": "12a",
    "street": "High Street",
    "town": "Cheltenham",
    "postcode": "GL50 1DY",
    "tenure": Asset.Tenure.FREEHOLD,
    "tenure_detail": Asset.TenureDetail.VACANT,
    "holding": Asset.Holding.BOTH,
    "category": "Offices",
    "building_m2": Decimal("123.50"),
    "land_ha": Decimal("0.1234"),
    "energy_rating": "C",
    "use_state": Asset.UseState.EMPTY,
    "capacity": 30,
    "effective_on": dt.date(2026, 4, 1),
    "source": "Register 2026",
    "licence": "Open Government Licence v3.0",
    "other_columns": {"OtherDetail": "Let in part", "Ward": "=SUM(A1)"},
}


@pytest.fixture
def council():
    return make.council("Own Council", slug="own-council")


@pytest.fixture
def hall(council):
    return have.asset(council, "The hall", at=(395265, 222126.254), **FULL)


def read(response):
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(b"".join(response).decode())))


def take(client, organisation, form="csv"):
    return client.get(reverse("asset-export", args=[organisation.slug, form]))


def take_public(client, form="csv", **query):
    return client.get(reverse("assets-file", args=[form]), query)


@pytest.fixture
def keeper(client, council):
    client.force_login(make.member(council, "editor"))
    return client


# --- The columns ---------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [exporting.WHOLE_COLUMNS, exporting.PUBLIC_COLUMNS])
def test_the_codes_columns_come_first_in_its_order_and_spelling(columns):
    assert [column.header for column in columns][:20] == THE_CODE


def test_every_column_is_read_back_or_set_aside_and_none_twice():
    headers = [column.header for column in exporting.WHOLE_COLUMNS]
    fields = [known_field(header) for header in headers if header not in own_columns.NOT_READ]
    assert "" not in fields
    assert len(set(fields)) == len(fields)
    told_elsewhere = {"address", "coordinates", "shape"}
    assert {field.name for field in FIELDS} - set(fields) == told_elsewhere


def test_what_is_set_aside_is_a_column_of_a_file_and_no_councils_own():
    headers = {c.header for c in (*exporting.WHOLE_COLUMNS, *exporting.PUBLIC_COLUMNS)}
    assert set(own_columns.NOT_READ) <= headers
    assert not {key_of(header) for header in own_columns.NOT_READ} & set(KNOWN)


# --- An organisation's whole register ------------------------------------------------------------


def test_its_people_take_the_whole_truth(keeper, council, hall):
    (row,) = read(take(keeper, council))
    assert [row[name] for name in THE_CODE[2:]] == [
        "2026-04-01", "010000480247", "10/00022", "The hall", "12a", "High Street", "Cheltenham",
        "GL50 1DY", "EPSG:27700", "395265", "222126.25", "Freehold", "Vacant", "Let in part",
        "Land and buildings", "123.5", "0.1234", "C",
    ]  # fmt: skip
    assert row["OrganisationLabel"] == "Own Council"
    assert row["OrganisationURI"].endswith("/partners/own-council/")
    assert row["StateOfUse"] == "Empty"
    assert row["Reference in this register"] == hall.reference


def test_the_files_other_columns_come_last_as_they_were_written_and_guarded(keeper, council, hall):
    have.asset(council, "Yard", other_columns={"Ward": "Lansdown", "uprn": "old"})
    rows = {row["PropertyName"]: row for row in read(take(keeper, council))}
    assert [*rows["Yard"]][-2:] == ["Ward", "uprn (as written)"]
    assert rows["The hall"]["Ward"] == "'=SUM(A1)"
    assert rows["Yard"]["uprn (as written)"] == "old"
    assert rows["Yard"]["UPRN"] == ""


def test_drafts_and_sensitive_places_are_in_it_and_what_has_gone_is_not(keeper, council):
    have.asset(council, "Draft", public=False)
    have.asset(council, "Refuge", at=(395265, 222126), is_sensitive=True)
    have.asset(council, "Sold", gone_on=clock.today(), why_gone="Sold.")
    have.asset(make.council(), "Another's")
    rows = {row["PropertyName"]: row for row in read(take(keeper, council))}
    assert [*rows] == ["Draft", "Refuge"]
    assert (rows["Refuge"]["GeoX"], rows["Refuge"]["SensitivePlace"]) == ("395265", "Yes")


def test_a_spreadsheet_keeps_numbers_days_and_noughts(keeper, council, hall):
    hall.name = "=HYPERLINK(1)"
    hall.save()
    book = load_workbook(io.BytesIO(b"".join(take(keeper, council, "xlsx"))))
    header, cells = book["Register"].iter_rows()
    row = {name.value: cell for name, cell in zip(header, cells, strict=True)}
    assert row["GeoY"].value == 222126.25
    assert row["Capacity"].value == 30
    assert row["UPRN"].value == "010000480247"
    assert row["EffectiveDate"].value.date() == dt.date(2026, 4, 1)
    assert row["PropertyName"].value == "'=HYPERLINK(1)"
    assert "f" not in {cell.data_type for cell in cells}
    about = dict(book["About this file"].iter_rows(values_only=True))
    assert "Open Government Licence v3.0" in about["Licence"]


def test_geojson_has_outlines_and_degrees(keeper, council, hall):
    have.asset(council, "Park", boundary=make.square())
    have.asset(council, "Van")
    told = json.loads(b"".join(take(keeper, council, "geojson")))
    shapes = {each["properties"]["PropertyName"]: each["geometry"] for each in told["features"]}
    assert shapes["The hall"] == {"type": "Point", "coordinates": [-2.07022, 51.897662]}
    assert shapes["Park"]["type"] == "MultiPolygon"
    assert shapes["Van"] is None
    assert "crs" not in told


@pytest.mark.parametrize("role", Membership.Role.values)
def test_whoever_works_for_it_may_take_it(client, council, role):
    client.force_login(make.member(council, role))
    assert take(client, council).status_code == 200


def test_others_may_not(client, council, hall):
    assert take(client, council).status_code == 302
    client.force_login(make.member(make.council(), "councillor"))
    assert take(client, council).status_code == 403


def test_there_is_no_other_form(keeper, council):
    assert take(keeper, council, "docx").status_code == 404
    assert take_public(keeper, "docx").status_code == 404


@pytest.mark.parametrize("number", [1, 20])
def test_the_whole_register_takes_the_same_queries_however_long(
    keeper, council, number, django_assert_num_queries
):
    for at in range(number):
        have.asset(council, f"Asset {at}", other_columns={"Ward": "A"})
    with django_assert_num_queries(6):
        read(take(keeper, council))


# --- The public list -----------------------------------------------------------------------------


def test_the_public_is_not_told_what_is_hidden(client, council, hall):
    (row,) = read(take_public(client))
    for name in ("TenureDetail", "OtherDetail", "StateOfUse"):
        assert row[name] == ""
    assert "Ward" not in row
    assert (row["UPRN"], row["GeoX"]) == ("010000480247", "395265")
    assert row["Page"].endswith(hall.get_absolute_url())


def test_a_sensitive_place_is_nowhere_in_any_form(client, council):
    have.asset(council, "Refuge", at=(395265, 222126), is_sensitive=True, **{
        name: FULL[name] for name in ("uprn", "street", "postcode", "building_m2")
    })  # fmt: skip
    (row,) = read(take_public(client))
    told = json.loads(b"".join(take_public(client, "geojson")))
    assert told["features"][0]["geometry"] is None
    assert row["PropertyName"] == "Refuge"
    for text in (json.dumps(told), str(row)):
        for secret in ("395265", "010000480247", "High Street", "GL50", "EPSG", "123.5"):
            assert secret not in text


def test_being_empty_is_told_as_available_where_the_owner_says_so(client, council, hall):
    hall.is_vacancy_public = True
    hall.save()
    assert read(take_public(client))[0]["StateOfUse"] == "Available"


def test_drafts_and_what_has_gone_are_not_in_it(client, council):
    have.asset(council, "Draft", public=False)
    have.asset(council, "Sold", gone_on=clock.today(), why_gone="Sold.")
    assert read(take_public(client)) == []


def test_the_filters_of_the_page_are_in_force(client, council, hall):
    van = have.asset(council, "Van", kind=Asset.Kind.VEHICLE)
    have.willing(van, "lend")
    have.willing(van, "share")
    rows = read(take_public(client, kind="vehicle"))
    assert [(row["PropertyName"], row["WillingTo"]) for row in rows] == [("Van", "Lend; Share")]
    book = load_workbook(io.BytesIO(b"".join(take_public(client, "xlsx", kind="vehicle"))))
    assert book["Register"].max_row == 2
    assert "kind=vehicle" in dict(book["About this file"].iter_rows(values_only=True))["From"]


def test_a_search_that_cannot_be_understood_leads_back_to_its_page(client):
    answer = take_public(client, bbox="here")
    assert (answer.status_code, answer.url) == (302, f"{reverse('assets')}?bbox=here")


def test_a_list_too_long_for_a_spreadsheet_leads_to_csv(client, council, hall, monkeypatch):
    monkeypatch.setattr("assets.views.exporting.MOST_IN_A_SPREADSHEET", 0)
    answer = take_public(client, "xlsx", q="hall")
    assert (answer.status_code, answer.url) == (302, "/assets/register.csv?q=hall")


def test_the_public_file_may_be_kept_by_anyone_but_not_one_about_a_spot(client, hall):
    assert "public" in take_public(client)["Cache-Control"]
    near = take_public(client, near="51.897583,-2.069643")
    assert "no-store" in near["Cache-Control"]


@pytest.mark.parametrize("number", [1, 20])
def test_the_public_file_takes_the_same_queries_however_long(
    client, council, number, django_assert_num_queries
):
    for at in range(number):
        have.willing(have.asset(council, f"Asset {at}"))
    with django_assert_num_queries(2):
        read(take_public(client))


def test_a_point_is_written_to_the_centimetre(council):
    asset = Asset(point=Point(395265.004, 222126.256, srid=27700))
    cells = {c.header: c.cell for c in exporting.CODE_COLUMNS}
    assert (cells["GeoX"](asset), cells["GeoY"](asset)) == (395265, 222126.26)
