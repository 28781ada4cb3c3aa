"""Pages of organisations: nobody's words are lost, and nobody's are overwritten in silence."""

import pytest

from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make.organisation("Friends of the Park", contact_place="The lodge")


@pytest.fixture
def representative(group):
    return make.member(group, "representative")


def form(group, **more) -> dict:
    typed = {"name": group.name, "sector": "voluntary", "contact_place": "The lodge"}
    return typed | {"version": group.version} | more


@pytest.mark.promise
def test_one_who_saves_late_is_shown_both_and_can_save_again(client, group, representative):
    client.force_login(representative)
    path = f"/partners/{group.slug}/edit/"
    late = form(group, description="Mine: we plant trees.")
    group.write(description="Theirs: we dig ponds.")
    response = client.post(path, late)
    page = response.content.decode()
    assert "Someone else changed this while you were writing" in page
    assert "Theirs: we dig ponds." in page
    assert "Mine: we plant trees." in page
    group.refresh_from_db()
    assert group.description == "Theirs: we dig ponds."
    again = late | {"version": response.context["form"]["version"].value()}
    assert client.post(path, again).status_code == 302
    group.refresh_from_db()
    assert group.description == "Mine: we plant trees."


@pytest.mark.promise
@pytest.mark.parametrize("version", ["", "0", "x", "-1", "9" * 30])
def test_a_page_without_a_sound_version_overwrites_nothing(client, group, representative, version):
    client.force_login(representative)
    sent = form(group, name="Overwritten", version=version)
    assert client.post(f"/partners/{group.slug}/edit/", sent).status_code in (200, 409)
    group.refresh_from_db()
    assert group.name == "Friends of the Park"


def test_what_is_missing_is_said_and_nothing_typed_is_lost(client):
    client.force_login(make.person())
    typed = {"name": "", "sector": "community", "description": "We plant trees."}
    page = client.post("/partners/new/", typed).content.decode()
    assert "Give one way to reach the organisation" in page
    assert "We plant trees." in page


def test_a_number_on_two_organisations_is_refused_with_a_sentence(client):
    client.force_login(make.person())
    typed = {"name": "One", "sector": "voluntary", "contact_place": "Here"}
    client.post("/partners/new/", typed | {"identifier_GB-CHC": "1100000"})
    response = client.post(
        "/partners/new/", typed | {"name": "Two", "identifier_GB-CHC": "1100000"}
    )
    assert "belongs to One, which is registered already" in response.content.decode()
