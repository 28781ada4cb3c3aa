"""A register taken away and brought in again, as it is, changes nothing."""

import datetime as dt
import os
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse

from assets import importing
from assets.models import Asset
from groundwork import clock
from tests import asset_factories as have
from tests import factories as make

pytestmark = pytest.mark.django_db

SHARED = Path(os.environ.get("SHARED_DATA", Path(__file__).parents[3] / "shared/data"))
REGISTERS = [
    SHARED / "assets" / f"cheltenham-land-and-assets-{year}.csv" for year in ("2021", "2023")
]
with_registers = pytest.mark.skipif(
    not all(each.exists() for each in REGISTERS), reason="the real registers are not here"
)


@pytest.fixture
def council():
    return make.council("Own Council")


@pytest.fixture
def keeper(client, council):
    person = make.member(council, "representative")
    client.force_login(person)
    return person


def brought_in(council, data, *, by, effective_on=None):
    """A file up to its preview, the questions answered: each is the same."""
    mine = importing.begin(
        organisation=council,
        upload=data,
        filename="register.csv",
        source="Register",
        effective_on=effective_on or clock.today(),
        by=by,
    )
    importing.choose_columns(
        register_import=mine,
        mapping=mine.mapping,
        reference_system=mine.reference_system,
        by=by,
        expected=mine.version,
    )
    mine = importing.work_on(mine)
    importing.answer_all(register_import=mine, same=True, by=by)
    mine.refresh_from_db()
    return mine


def saved(council, data, **more):
    mine = brought_in(council, data, **more)
    return importing.save(
        register_import=mine, by=more["by"], expected_fingerprint=mine.fingerprint
    )


def taken(client, council, form):
    answer = client.get(reverse("asset-export", args=[council.slug, form]))
    assert answer.status_code == 200
    return b"".join(answer)


def what_would_change(mine):
    """Every row that is not unchanged, with what it would do; and what would have gone."""
    rows = mine.rows.exclude(outcome="unchanged").values_list(
        "number", "name", "outcome", "changes", "why"
    )
    return [*rows], mine.gone


@with_registers
@pytest.mark.parametrize(
    ("register", "form"), [*zip(REGISTERS, ["csv", "xlsx"], strict=True)], ids=["2021", "2023"]
)
def test_a_real_register_comes_back_unchanged(client, council, keeper, register, form):
    saved(council, register.read_bytes(), by=keeper, effective_on=dt.date(2023, 1, 1))
    number = Asset.objects.count()
    assert number > 300
    again = brought_in(council, taken(client, council, form), by=keeper)
    assert what_would_change(again) == ([], [])
    assert importing.counts_of(again)["unchanged"] == number


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_was_written_by_hand_comes_back_unchanged(client, council, keeper, form):
    have.asset(
        council,
        "=Hall",
        at=(395265, 222126.25),
        description="Light rooms.\nAnd a garden.",
        uprn="010000480247",
        asset_code="-7",
        street_number="12a",
        street="High Street",
        town="Cheltenham",
        postcode="GL50 1DY",
        tenure=Asset.Tenure.LEASEHOLD,
        tenure_detail=Asset.TenureDetail.SUB_LEASEHOLD,
        holding=Asset.Holding.BUILDINGS,
        category="Community hall",
        building_m2=Decimal("123.50"),
        land_ha=Decimal("0.1234"),
        energy_rating="C",
        use_state=Asset.UseState.IN_USE,
        capacity=30,
        effective_on=dt.date(2026, 4, 1),
        facilities=["kitchen", "stage"],
        step_free="yes",
        other_columns={"Ward": "+Lansdown", "OtherDetail": "Let in part"},
    )
    have.asset(council, "Van", kind=Asset.Kind.VEHICLE)
    have.asset(council, "Welding", kind=Asset.Kind.SKILLS, public=False)
    have.asset(council, "Fund", kind=Asset.Kind.MONEY, amount=Decimal("5000.00"))
    have.asset(council, "Refuge", at=(395000, 222000), is_sensitive=True)
    have.asset(council, "Park", kind=Asset.Kind.LAND, boundary=make.square())
    have.asset(council, "Void", tenure="freehold", tenure_detail="vacant", use_state="empty")
    have.asset(None, "Looked after", steward=council, owner_name="A family")
    before = [*Asset.objects.order_by("pk").values()]
    again = brought_in(council, taken(client, council, form), by=keeper)
    assert what_would_change(again) == ([], [])
    assert importing.counts_of(again)["unchanged"] == len(before)
    importing.save(register_import=again, by=keeper, expected_fingerprint=again.fingerprint)
    told = {"effective_on", "source", "licence", "version"}
    after = [*Asset.objects.order_by("pk").values()]
    for was, now in zip(before, after, strict=True):
        assert {k: v for k, v in was.items() if k not in told} == {
            k: v for k, v in now.items() if k not in told
        }


def test_what_was_put_right_in_the_file_is_all_that_changes(client, council, keeper):
    have.asset(council, "Hall", street="High Street", asset_code="A1")
    have.asset(council, "Yard", street="Mill Lane", asset_code="A2")
    text = taken(client, council, "csv").decode().replace("Mill Lane", "Mill Road")
    again = brought_in(council, text.encode(), by=keeper)
    (row,) = again.rows.exclude(outcome="unchanged")
    assert (row.name, row.changes) == ("Yard", {"street": ["Mill Lane", "Mill Road"]})
