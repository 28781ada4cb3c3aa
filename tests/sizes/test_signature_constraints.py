"""What the database itself refuses of signatures: each rule with a row that passes and one not."""

import datetime as dt

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from groundwork import clock
from sizes.models import MissingCapacity, Signature
from tests import factories as make

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def zone():
    return make.proposed_zone()


def signed(**more):
    """The columns of a signature on paper."""
    return {
        "capacity": "partner",
        "signatory": "A shop",
        "position": 1,
        "signed_on": clock.today(),
        "signed_at": clock.now(),
        "role": "Owner",
    } | more


AUTHORITY = {
    "authority": "cabinet",
    "decided_on": dt.date(2026, 1, 5),
    "decision_url": "https://council.example/1",
}

RULES = {
    "signature_says_who": (
        {"capacity": "partner", "signatory": "A shop"},
        {"capacity": "partner"},
    ),
    "signature_counts_residents_of_a_community": (
        {"capacity": "community", "signatory": "Residents", "residents": 12},
        {"capacity": "partner", "signatory": "Residents", "residents": 12},
    ),
    "signature_signed_in_a_role": (signed(), signed(role="")),
    "signature_of_a_council_has_authority": (
        signed(capacity="council", **AUTHORITY),
        signed(capacity="council", **AUTHORITY | {"decision_url": ""}),
    ),
    "signature_withdrawn_with_a_reason": (
        signed(withdrawn_on=clock.today(), why_withdrawn="We left."),
        signed(withdrawn_on=clock.today()),
    ),
    "signature_redacted_with_a_reason": (
        signed(redacted_on=clock.today(), why_redacted="It named a child."),
        signed(redacted_on=clock.today()),
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_lets_the_right_row_in_and_no_other(zone, name):
    right, wrong = RULES[name]
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Signature.objects.create(zone=zone, **wrong)
    assert Signature.objects.create(zone=zone, **right).pk


@pytest.mark.parametrize(
    "wrong",
    [
        {"capacity": "community", "residents": 0},
        signed(position=None),
        signed(signed_at=None),
        signed(declined_on=clock.today()),
        signed(capacity="council", **AUTHORITY | {"authority": ""}),
        signed(capacity="council", **AUTHORITY | {"decided_on": None}),
        signed(signed_on=None, withdrawn_on=clock.today(), why_withdrawn="We left."),
    ],
)
def test_other_wrong_rows_are_refused(zone, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(zone=zone, **{"signatory": "A shop"} | wrong)


def test_a_number_in_the_order_is_given_once_in_a_zone(zone):
    Signature.objects.create(zone=zone, **signed())
    Signature.objects.create(zone=make.proposed_zone(), **signed())
    with pytest.raises(IntegrityError, match="signature_position_once"), transaction.atomic():
        Signature.objects.create(zone=zone, **signed(signatory="Another shop"))


def test_an_organisation_has_one_open_invitation_in_a_zone(zone):
    body = make.organisation()
    asked = {"capacity": "partner", "organisation": body}
    Signature.objects.create(zone=zone, **asked, declined_on=clock.today())
    Signature.objects.create(zone=zone, **asked)
    Signature.objects.create(zone=make.proposed_zone(), **asked)
    with pytest.raises(IntegrityError, match="signature_asked_for_once"), transaction.atomic():
        Signature.objects.create(zone=zone, **asked)


def test_a_zone_has_one_missing_capacity(zone):
    said = {"who_was_asked": "Two groups", "asked_on": clock.today(), "why_not": "No time."}
    MissingCapacity.objects.create(zone=zone, capacity="partner", **said)
    with pytest.raises(IntegrityError), transaction.atomic():
        MissingCapacity.objects.create(zone=zone, capacity="community", **said)


# --- What is signed stays -------------------------------------------------------------------------

NEW = {
    "capacity": "'community'",
    "residents": "12",
    "position": "9",
    "signed_on": "'2020-01-01'",
    "signed_at": "now() + interval '1 day'",
    "role": "'King'",
    "authority": "'cabinet'",
    "decided_on": "'2020-01-01'",
    "decision_url": "'https://elsewhere.example/'",
    "is_on_paper": "true",
}


@pytest.mark.parametrize("column", NEW)
def test_no_column_of_a_signature_changes_by_raw_sql(zone, column):
    row = Signature.objects.create(zone=zone, **signed())
    change = f"UPDATE sizes_signature SET {column} = {NEW[column]} WHERE id = %s"
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change, [row.pk])


@pytest.mark.parametrize("column", ["capacity", "role"])
def test_an_invitation_may_change_until_it_is_signed(zone, column):
    row = Signature.objects.create(zone=zone, capacity="partner", signatory="A shop")
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE sizes_signature SET {column} = {NEW[column]} WHERE id = %s", [row.pk]
        )
    row.refresh_from_db()
    assert getattr(row, column) == NEW[column].strip("'")


def test_a_signature_is_never_deleted_and_an_invitation_may_be(zone):
    asked = Signature.objects.create(zone=zone, capacity="partner", signatory="A shop")
    asked.delete()
    row = Signature.objects.create(zone=zone, **signed())
    with pytest.raises(InternalError), transaction.atomic():
        row.delete()


def test_names_words_and_withdrawals_may_be_written_beside_a_signature(zone):
    row = Signature.objects.create(zone=zone, **signed(name="Ann", interests="None."))
    row.write(
        name="",
        interests="",
        redacted_on=clock.today(),
        why_redacted="She asked for it.",
        withdrawn_on=clock.today() + DAY,
        why_withdrawn="We left.",
    )
    row.refresh_from_db()
    assert (row.name, row.why_withdrawn) == ("", "We left.")


def test_names_and_interests_are_no_part_of_the_history(zone):
    Signature.objects.create(
        zone=zone,
        **signed(
            name="Secret Name",
            signatory="Secret Signatory",
            interests="Secret Interest",
            contact="secret@test.example",
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(event)::text FROM sizes_signatureevent AS event")
        (event,) = cursor.fetchone()
    assert "Owner" in event
    assert "secret" not in event.lower()
