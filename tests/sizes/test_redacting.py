"""Words removed for good: nothing of them stays anywhere, but a day and a reason."""

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from groundwork import clock
from groundwork.problems import Refused
from partners.models import Membership
from sizes import opportunities, redacting
from sizes.models import Amendment, Comment, Meeting, Objection, Zone
from tests import factories as make

pytestmark = pytest.mark.django_db

SECRET = "Xanthippe Unmistakable"
Role = Membership.Role


@pytest.fixture
def zone():
    return make.declared_zone("Square")


def comment_in(zone: Zone) -> Comment:
    return Comment.objects.create(
        zone=zone,
        text=f"{SECRET} lives there.",
        name=SECRET,
        contact=SECRET,
        state="shown",
        moderated_at=clock.now(),
    )


def record(kind: str, zone: Zone):
    if kind == "comment":
        return comment_in(zone)
    if kind == "opportunity":
        return opportunities.spot(
            zone=zone, given=opportunities.OpportunityGiven(SECRET, SECRET), by=make.person()
        )
    if kind == "meeting":
        return Meeting.objects.create(
            zone=zone, title="Meeting", held_on=clock.today(), notes=SECRET, others=SECRET
        )
    if kind == "objection":
        change = Amendment.objects.create(zone=zone, number=1, drafted_on=clock.today())
        signature = zone.signatures.first()
        return Objection.objects.create(
            amendment=change, signature=signature, why=SECRET, objected_on=clock.today()
        )
    signature = make.signature_row(zone, "partner", None, position=9, on=clock.today())
    signature.signatory = signature.name = SECRET
    signature.interests = signature.contact = SECRET
    signature.save()
    return signature


def everywhere() -> list[str]:
    """The tables of the product in which the secret still stands."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            if not model._meta.managed or model._meta.proxy:
                continue
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS row WHERE row::text LIKE %s', [f"%{SECRET}%"]
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


@pytest.mark.parametrize("kind", redacting.KINDS)
def test_nothing_of_the_words_stays_anywhere_but_a_day_and_a_reason(kind, zone):
    row = record(kind, zone)
    assert everywhere()
    redacting.redact(kind=kind, pk=row.pk, why="It named  a person.", by=make.councillor_of(zone))
    row.refresh_from_db()
    known = redacting.KINDS[kind]
    told = (getattr(row, known.day), getattr(row, known.reason))
    assert told == (clock.today(), "It named a person.")
    assert redacting.in_place_of(row).endswith(": It named a person.")
    assert everywhere() == []


@pytest.mark.parametrize("role", [Role.REPRESENTATIVE, Role.COUNCILLOR, Role.OFFICER])
def test_those_who_moderate_the_zone_remove_words(role, zone):
    someone = make.member(zone.participants.first().organisation, role)
    row = comment_in(zone)
    assert redacting.redact(kind="comment", pk=row.pk, why="So.", by=someone).text == ""


@pytest.mark.parametrize("who", ["resident", "editor", "other council"])
def test_nobody_else_removes_words(who, zone):
    if who == "resident":
        someone = make.person()
    elif who == "editor":
        someone = make.member(zone.participants.first().organisation, Role.EDITOR)
    else:
        someone = make.member(make.council(), Role.OFFICER)
    row = comment_in(zone)
    with pytest.raises(PermissionDenied):
        redacting.redact(kind="comment", pk=row.pk, why="So.", by=someone)


def test_a_reason_is_needed_and_the_first_one_stays(zone):
    councillor, row = make.councillor_of(zone), comment_in(zone)
    with pytest.raises(Refused, match="Say why"):
        redacting.redact(kind="comment", pk=row.pk, why=" ", by=councillor)
    redacting.redact(kind="comment", pk=row.pk, why="First.", by=councillor)
    redacting.redact(kind="comment", pk=row.pk, why="Second.", by=councillor)
    row.refresh_from_db()
    assert row.why_redacted == "First."


def test_the_page_shows_the_day_and_the_reason_where_the_words_stood(client, zone):
    row = comment_in(zone)
    client.force_login(make.councillor_of(zone))
    form = reverse("remove-words", args=["comment", row.pk])
    assert SECRET in client.get(form).content.decode()
    refused = client.post(form, {"why": ""})
    assert "Say why" in refused.content.decode()
    sent = client.post(form, {"why": "It named a person."})
    assert sent.status_code == 302
    page = client.get(sent["Location"]).content.decode()
    assert "Words removed on" in page
    assert "It named a person." in page
    assert SECRET not in page


def test_there_is_nothing_to_remove_of_another_kind(client, zone):
    client.force_login(make.councillor_of(zone))
    assert client.get(reverse("remove-words", args=["zone", zone.pk])).status_code == 404
