"""Every change to a public record is kept, with who and why, even one made by raw SQL."""

import pghistory.models
import pytest
from django.apps import apps
from django.db import InternalError, connection, transaction

from groundwork.history import because
from partners.models import Membership, Organisation
from sizes.models import Boundary, Zone
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.promise]

TRACKED = (Zone, Boundary, Organisation, Membership)
PERSONAL = {"email", "contact_name", "contact_email", "contact_telephone", "contact", "password"}


def events_of(model):
    return apps.get_model(model._meta.app_label, f"{model.__name__}Event")


def labels(model, pk) -> list[str]:
    return list(
        events_of(model)
        .objects.filter(pgh_obj_id=pk)
        .order_by("pgh_id")
        .values_list("pgh_label", flat=True)
    )


@pytest.mark.parametrize("model", TRACKED)
def test_a_tracked_model_has_its_events(model):
    assert events_of(model)._meta.get_field("pgh_context")


@pytest.mark.parametrize("model", TRACKED)
def test_the_history_holds_nothing_personal_and_no_large_shape(model):
    columns = {field.name for field in events_of(model)._meta.get_fields()}
    assert columns & PERSONAL == set()
    assert columns & {"core", "reach", "shape", "outline"} == set()


def test_each_insert_update_and_delete_is_kept():
    row = make.organisation("One")
    row.write(name="Two")
    pk = row.pk
    row.delete()
    assert labels(Organisation, pk) == ["insert", "update", "delete"]
    names = events_of(Organisation).objects.filter(pgh_obj_id=pk).order_by("pgh_id")
    assert [event.name for event in names] == ["One", "Two", "Two"]


def test_a_change_by_raw_sql_is_kept_too():
    row = make.organisation("One")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE partners_organisation SET name = 'Two' WHERE id = %s", [row.pk])
    assert labels(Organisation, row.pk) == ["insert", "update"]


def test_the_reason_and_the_person_are_kept_with_it():
    row, someone = make.organisation("One"), make.person()
    with because(reason="Renamed by vote", user=someone.pk):
        row.write(name="Two")
    event = events_of(Organisation).objects.filter(pgh_obj_id=row.pk).latest("pgh_id")
    assert event.pgh_context.metadata["reason"] == "Renamed by vote"
    assert event.pgh_context.metadata["user"] == someone.pk


def test_a_page_keeps_who_made_a_change(client):
    council = make.council("One", contact_place="Here")
    someone = make.member(council, "representative")
    client.force_login(someone)
    form = {"name": "Two", "sector": "council", "contact_place": "Here", "version": council.version}
    assert client.post(f"/partners/{council.slug}/edit/", form).status_code == 302
    event = events_of(Organisation).objects.filter(pgh_obj_id=council.pk).latest("pgh_id")
    assert event.name == "Two"
    assert event.pgh_context.metadata["user"] == someone.pk


@pytest.mark.parametrize("model", TRACKED)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET pgh_label = 'x'", "DELETE FROM {table}"])
def test_the_history_cannot_be_altered(model, statement):
    zone = make.ready_zone()
    make.member(zone.participants.get().organisation, "councillor")
    table = events_of(model)._meta.db_table
    assert events_of(model).objects.exists()
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=table))


def test_the_context_of_a_change_is_one_row_for_one_reason():
    with because(reason="Together"):
        make.organisation()
        make.organisation()
    contexts = pghistory.models.Context.objects.filter(metadata__reason="Together")
    assert contexts.count() == 1
