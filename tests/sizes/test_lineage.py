"""Zones that began as copies, and zones that follow others: what is copied, and what both say."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from groundwork import clock
from groundwork.problems import Refused
from partners.models import Service, Theme
from sizes import closing, copying, lifecycle
from sizes.models import Initiative, InterimReview, Limits, Outcome, Zone, ZoneService
from sizes.status import State
from tests import factories as make
from tests.days import stand_on

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def model():
    """A declared zone with something to copy, and something not to."""
    today = clock.today()
    zone = make.declared_zone("Park walks", slug="park-walks", place_in_words="Stirchley ward")
    zone.write(summary="In Stirchley.", why_so_long="It takes time.")
    zone.outcomes.update(baseline="9", target="3", indicator="Falls a month")
    Outcome.objects.create(zone=zone, statement="No longer aimed at.", ends_on=today)
    Initiative.objects.create(zone=zone, name="Active Parks")
    InterimReview.objects.create(zone=zone, due_on=today + 90 * DAY)
    ZoneService.objects.create(zone=zone, service=Service.objects.first(), scope="touch")
    limits = Limits.objects.get(zone=zone)
    limits.longest_days, limits.is_fringe_open = 60, False
    limits.save()
    limits.services.set([Service.objects.first()])
    limits.fixed_services.set([Service.objects.last()])
    return zone


def test_copy_has_what_the_zone_is_for_and_how_far_it_goes(model):
    starter = make.person()
    made = copying.copy_zone(zone=model, by=starter, name="  Canal   walks ")
    assert (made.name, made.state, made.copied_from) == ("Canal walks", State.DRAFT, model)
    assert made.started_by == starter
    for words in ("purpose", "what_stays", "how_far"):
        assert getattr(made, words) == getattr(model, words) != ""
    assert [(row.theme, row.scope) for row in made.themes.all()] == [
        (Theme.objects.first(), "core")
    ]
    assert [(row.service, row.scope) for row in made.services.all()] == [
        (Service.objects.first(), "touch")
    ]
    outcome = made.outcomes.get()
    assert (outcome.statement, outcome.indicator) == (
        "More people walk in the park.",
        "Falls a month",
    )
    limits = Limits.objects.get(zone=made)
    assert (limits.longest_days, limits.is_fringe_open) == (60, False)
    assert [*limits.services.all()] == [Service.objects.first()]
    assert [*limits.fixed_services.all()] == [Service.objects.last()]


def test_copy_has_nothing_of_the_place_its_dates_or_its_people(model):
    made = copying.copy_zone(zone=model, by=make.person(), name="Canal walks")
    for empty in ("place_in_words", "why_here", "summary", "why_so_long", "why_beyond_area"):
        assert getattr(made, empty) == ""
    assert (made.starts_on, made.target_on, made.proposed_on, made.declared_on) == (None,) * 4
    for nothing in ("boundaries", "participants", "initiatives", "interim_reviews", "signatures"):
        assert not getattr(made, nothing).exists()
    outcome = made.outcomes.get()
    assert (outcome.baseline, outcome.target) == ("", "")


def test_copy_leaves_out_words_that_are_no_longer_on_the_list(model):
    Service.objects.filter(pk=Service.objects.first().pk).update(retired_on=clock.today())
    made = copying.copy_zone(zone=model, by=make.person(), name="Canal walks")
    assert not made.services.exists()
    assert not made.limits.services.exists()


def test_copy_of_a_zone_that_has_ended_is_fine(model):
    make.prepare(model, "dissolve")
    lifecycle.take("dissolve", zone=model, by=make.councillor_of(model), note="Over.")
    assert copying.copy_zone(zone=model, by=make.person(), name="Again").copied_from == model


def test_pressing_twice_makes_one_copy(model):
    starter = make.person()
    first = copying.copy_zone(zone=model, by=starter, name="Canal walks")
    again = copying.copy_zone(zone=model, by=starter, name="Canal walks")
    assert first.pk == again.pk
    assert again.outcomes.count() == 1


def test_copy_never_writes_over_another_draft(model):
    starter = make.person()
    other = copying.start_draft(name="Canal walks", by=starter)
    other.write(purpose="Something else.")
    with pytest.raises(Refused, match="Give the copy another name"):
        copying.copy_zone(zone=model, by=starter, name="Canal walks")


def test_only_a_public_zone_is_copied_by_somebody_signed_in(model):
    with pytest.raises(Refused, match="public"):
        copying.copy_zone(zone=make.draft(), by=make.person(), name="Mine")
    with pytest.raises(PermissionDenied):
        copying.copy_zone(zone=model, by=AnonymousUser(), name="Mine")
    with pytest.raises(Refused, match="name"):
        copying.copy_zone(zone=model, by=make.person(), name=" ")


def test_page_begins_a_copy_and_opens_it_in_the_wizard(client, model):
    path = "/zones/park-walks/copy/"
    assert f'href="{path}"' in client.get("/zones/park-walks/").content.decode()
    assert client.get(path).status_code == 302
    client.force_login(make.person())
    assert "What is copied" in client.get(path).content.decode()
    refused = client.post(path, {"name": ""})
    assert "Give the zone a name" in refused.content.decode()
    answer = client.post(path, {"name": "Canal walks"})
    made = Zone.objects.get(name="Canal walks")
    assert answer["Location"] == f"/zones/new/{made.reference}/"
    page = client.get(answer["Location"]).content.decode()
    assert 'It began as a copy of <a href="/zones/park-walks/">Park walks</a>' in page


def test_nobody_is_told_of_a_copy_until_it_is_proposed(client, model):
    copy = make.ready_zone("Canal walks", slug="canal-walks")
    copy.write(copied_from=model)
    assert "Canal walks" not in client.get("/zones/park-walks/").content.decode()
    assert client.get("/api/zones/park-walks/").json()["lineage"]["copies"] == []
    lifecycle.take("publish", zone=copy, by=make.councillor_of(copy))
    words = " ".join(client.get("/zones/park-walks/").content.decode().split())
    assert 'Copied by: <a href="/zones/canal-walks/">Canal walks</a>.' in words
    words = " ".join(client.get("/zones/canal-walks/").content.decode().split())
    assert 'It began as a copy of <a href="/zones/park-walks/">Park walks</a>.' in words
    (told,) = client.get("/api/zones/park-walks/").json()["lineage"]["copies"]
    assert told == {
        "slug": "canal-walks",
        "name": "Canal walks",
        "url": "http://testserver/zones/canal-walks/",
    }
    back = client.get("/api/zones/canal-walks/").json()["lineage"]["copied_from"]
    assert back["slug"] == "park-walks"


def test_copy_is_named_from_the_day_it_was_proposed(client, model):
    copy = make.ready_zone("Canal walks")
    copy.write(copied_from=model)
    lifecycle.take("publish", zone=copy, by=make.councillor_of(copy))
    yesterday = (clock.today() - DAY).isoformat()
    assert "Canal walks" not in client.get(f"/zones/park-walks/?on={yesterday}").content.decode()


@pytest.fixture
def merged(model):
    """A zone that ended, and the one in which it goes on."""
    follower = make.declared_zone("All the parks", slug="all-the-parks")
    model.write(successor=follower)
    make.prepare(model, "dissolve")
    lifecycle.take("dissolve", zone=model, by=make.councillor_of(model), note="It has grown.")
    return model


def test_merged_zone_links_to_what_follows_it_and_back(client, merged):
    words = " ".join(client.get("/zones/park-walks/").content.decode().split())
    assert "Historic" in words
    assert 'It goes on as part of <a href="/zones/all-the-parks/">All the parks</a>.' in words
    words = " ".join(client.get("/zones/all-the-parks/").content.decode().split())
    assert 'It follows <a href="/zones/park-walks/">Park walks</a>, which has ended.' in words
    lineage = client.get("/api/zones/park-walks/").json()["lineage"]
    assert lineage["successor"]["slug"] == "all-the-parks"
    (follows,) = client.get("/api/zones/all-the-parks/").json()["lineage"]["follows"]
    assert follows["slug"] == "park-walks"


def test_nothing_follows_a_zone_while_it_goes_on(client, merged):
    yesterday = (clock.today() - DAY).isoformat()
    Zone.objects.update(proposed_on=clock.today() - 60 * DAY)
    words = client.get("/zones/all-the-parks/").content.decode()
    assert "It follows" in words
    then = client.get(f"/api/zones/all-the-parks/?on={yesterday}").json()["lineage"]
    assert then["follows"] == []


def test_lapsed_zone_does_not_tell_what_was_only_meant_to_follow(client, model, monkeypatch):
    follower = make.declared_zone("All the parks", slug="all-the-parks")
    closing.follow_on(zone=model, successor=follower, by=make.councillor_of(model))
    assert "All the parks" not in client.get("/zones/park-walks/history/").content.decode()
    late = model.target_on + 91 * DAY
    stand_on(monkeypatch, late)
    page = client.get("/zones/park-walks/").content.decode()
    assert "This zone has lapsed" in page
    assert "All the parks" not in page
    assert "It follows" not in client.get("/zones/all-the-parks/").content.decode()


@pytest.mark.parametrize(
    ("step", "opens"),
    [
        ("dissolve", "This zone was dissolved on"),
        ("mainstream", "What this zone tried became normal practice on"),
        ("withdraw", "This proposal was withdrawn."),
    ],
)
def test_ended_zone_keeps_its_page_under_a_historic_banner(client, step, opens):
    zone = make.proposed_zone("Over") if step == "withdraw" else make.declared_zone("Over")
    councillor = make.councillor_of(zone)
    if step == "mainstream":
        lifecycle.take("open_review", zone=zone, by=councillor)
    make.prepare(zone, step)
    lifecycle.take(step, zone=zone, by=councillor, note="Because of the rain.")
    words = " ".join(client.get(zone.get_absolute_url()).content.decode().split())
    assert '<p class="kicker">Historic</p>' in words
    assert opens in words
    assert "Because of the rain." in words
    assert "The page is kept as a record." in words


def test_lapsed_zone_says_when_and_why(client, monkeypatch):
    zone = make.declared_zone(target_on=dt.date(2030, 1, 31))
    stand_on(monkeypatch, dt.date(2030, 6, 1))
    words = " ".join(client.get(zone.get_absolute_url()).content.decode().split())
    assert "This zone has lapsed" in words
    assert (
        "It was to be reviewed or dissolved by 31 January 2030, and lapsed on 2 May 2030." in words
    )


def test_zone_that_goes_on_has_no_such_banner(client, model):
    assert "Historic" not in client.get("/zones/park-walks/").content.decode()
