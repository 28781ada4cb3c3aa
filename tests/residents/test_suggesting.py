"""Where might a zone be useful? Anyone may say; the council of the place reads it."""

import pytest
from django.core.cache import cache

from groundwork import clock
from partners.models import Membership, Theme
from places.models import Postcode
from residents.models import Suggestion
from residents.permissions import may_read_suggestion, may_read_suggestions
from residents.suggesting import MOST_AN_HOUR
from tests import factories as make

pytestmark = pytest.mark.django_db
Role = Membership.Role


@pytest.fixture(autouse=True)
def no_memory_of_senders():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ward():
    return make.area("Stirchley", shape=make.square(0, 0, side=1000), reference="E05011172")


@pytest.fixture
def council(ward):
    council = make.council("Birmingham")
    council.areas.add(ward)
    return council


def send(client, **typed):
    data = {"place": "Stirchley", "why": "The park gate is always shut."} | typed
    return client.post("/suggest/", data)


def suggestion_at(x, y, **more):
    return Suggestion.objects.create(place="There", point=make.spot(x, y), why="So.", **more)


def test_suggestion_of_a_visitor_is_kept_for_the_council(client, council, ward):
    theme = Theme.objects.first()
    response = send(client, themes=[theme.pk], contact="alice@test.example")
    assert response.status_code == 302
    suggestion = Suggestion.objects.get()
    assert (suggestion.place, suggestion.area) == ("Stirchley ward", ward)
    assert list(suggestion.themes.all()) == [theme]
    assert suggestion.contact == "alice@test.example"
    assert suggestion.suggested_by is None
    said = client.get(response["Location"]).content.decode()
    assert "Birmingham will read it." in said
    assert "not shown to anyone else yet" in said


def test_suggestion_of_somebody_signed_in_is_theirs(client, council):
    alice = make.person("Alice")
    client.force_login(alice)
    send(client)
    assert Suggestion.objects.get().suggested_by == alice


def test_suggestion_keeps_the_postcode_of_an_address_and_no_more(client, council):
    Postcode.objects.create(code="B302HA", point=make.spot(10, 10))
    send(client, place="12 Made Up Road, Stirchley B30 2HA")
    suggestion = Suggestion.objects.get()
    assert suggestion.place == "B30 2HA"
    assert suggestion.point == make.spot(10, 10)


def test_suggestion_where_no_council_takes_part_is_kept_all_the_same(client, ward):
    response = send(client)
    assert Suggestion.objects.count() == 1
    said = client.get(response["Location"]).content.decode()
    assert "No council that uses this site serves that place yet." in said


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"place": ""}, "Say where"),
        ({"place": "nowhere at all"}, "We know no place called"),
        ({"place": "B30"}, "only part of a postcode"),
        ({"place": "\x00"}, "Null characters are not allowed"),
        ({"place": "x" * 300}, "too long"),
        ({"why": ""}, "Say why a zone might be useful there"),
        ({"why": "x" * 2001}, "too long"),
        ({"contact": "x" * 201}, "too long"),
        ({"themes": ["999999"]}, "Choose from those listed."),
        ({"website": "http://spam.example"}, "Leave the last box empty."),
    ],
)
def test_suggestion_that_cannot_be_kept_says_why_and_loses_nothing(
    client, council, typed, sentence
):
    response = send(client, **({"contact": "Somewhere"} | typed))
    page = response.content.decode()
    assert sentence in page
    assert "There is something to put right" in page
    assert Suggestion.objects.count() == 0
    if "why" not in typed:
        assert "The park gate is always shut." in page
    if "contact" not in typed:
        assert 'value="Somewhere"' in page


def test_place_with_two_meanings_names_them(client, council):
    make.area("Stirchley", kind="neighbourhood")
    page = send(client).content.decode()
    assert "Which one do you mean? Stirchley ward, Stirchley neighbourhood." in page


def test_suggestions_from_one_network_are_limited_and_nothing_typed_is_lost(client, council):
    for number in range(MOST_AN_HOUR):
        assert send(client, contact=f"desk {number}").status_code == 302
    response = send(client)
    page = response.content.decode()
    assert response.status_code == 429
    assert f"{MOST_AN_HOUR} suggestions came from you or your network in the last hour." in page
    assert "The park gate is always shut." in page
    assert Suggestion.objects.count() == MOST_AN_HOUR


def test_suggestion_needs_the_form_token(ward):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert send(strict).status_code == 403
    assert "csrfmiddlewaretoken" in strict.get("/suggest/").content.decode()


def test_form_takes_the_place_from_the_address(client):
    page = client.get("/suggest/?place=B30+2HA").content.decode()
    assert 'value="B30 2HA"' in page


def test_confirmation_names_only_councils(client):
    make.organisation("A made-up firm", slug="firm")
    page = client.get("/suggest/sent/?to=firm&to=nothing").content.decode()
    assert "A made-up firm" not in page


@pytest.mark.parametrize(
    ("role", "verified", "may"),
    [
        (Role.OFFICER, True, True),
        (Role.COUNCILLOR, True, True),
        (Role.REPRESENTATIVE, True, True),
        (Role.EDITOR, True, False),
        (Role.OFFICER, False, False),
    ],
)
def test_suggestion_is_read_by_those_who_act_for_the_council_of_its_area(
    client, ward, role, verified, may
):
    council = make.council("Birmingham", verified=verified)
    council.areas.add(ward)
    someone = make.member(council, role)
    inside, outside = suggestion_at(500, 500), suggestion_at(5000, 500)
    assert may_read_suggestions(someone) == may
    assert may_read_suggestion(someone, inside) == may
    assert not may_read_suggestion(someone, outside)
    client.force_login(someone)
    response = client.get("/desk/suggestions/")
    assert response.status_code == (200 if may else 403)
    if may:
        assert response.context["page"].paginator.count == 1


def test_suggestions_are_read_by_administrators_wherever_they_are(client):
    suggestion_at(5000, 500)
    client.force_login(make.person(is_superuser=True))
    assert "There" in client.get("/desk/suggestions/").content.decode()


def test_suggestions_are_not_read_by_others(client, council):
    suggestion = suggestion_at(500, 500)
    assert client.get("/desk/suggestions/").status_code == 302
    stranger = make.member(make.organisation("Friends"), Role.REPRESENTATIVE)
    assert not may_read_suggestion(stranger, suggestion)
    client.force_login(stranger)
    assert client.get("/desk/suggestions/").status_code == 403


def test_suggestions_are_not_read_once_the_role_is_over(council):
    suggestion = suggestion_at(500, 500)
    officer = make.member(council, Role.OFFICER, ends_on=clock.today())
    assert not may_read_suggestion(officer, suggestion)


def test_suggestions_page_says_what_to_do_while_there_are_none(client, council):
    client.force_login(make.member(council, Role.OFFICER))
    assert "Nobody has suggested a place yet." in client.get("/desk/suggestions/").content.decode()


@pytest.mark.parametrize("number", [1, 20])
def test_suggestions_page_asks_the_database_as_often_for_many(
    client, council, number, django_assert_max_num_queries
):
    for _ in range(number):
        suggestion_at(500, 500).themes.set(Theme.objects.all()[:2])
    client.force_login(make.member(council, Role.OFFICER))
    with django_assert_max_num_queries(7):
        client.get("/desk/suggestions/")
