"""The page of one variation: all that bounds it, what happened with it, and who may read it."""

import html
import re

import pytest
from django.urls import reverse

from groundwork import clock
from sizes import varying
from sizes.words import day_in_words
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = make.DAY


def page_of(client, variation, *, slug=""):
    slug = slug or variation.acceptance.zone.slug
    return client.get(reverse("variation", args=[slug, variation.pk]))


def words(response):
    assert response.status_code == 200
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


def owner_of(variation):
    return make.member(variation.acceptance.commitment.organisation, "representative")


def test_page_opens_with_one_plain_sentence(client):
    zone = make.declared_zone("Stirchley")
    variation = make.variation(zone)
    until = day_in_words(zone.target_on)
    offerer, service = variation.acceptance.commitment.organisation, variation.service
    assert (
        f"This is different in Stirchley , until {until}, the zone’s target date: {offerer} does "
        f"something differently in {service}." in words(page_of(client, variation))
    )


def test_page_says_all_that_bounds_it(client):
    variation = make.variation(make.declared_zone(), how_to_opt_out="Keep your own key.")
    page = words(page_of(client, variation))
    for said in (
        "Normally Rooms are let by the month. Here Rooms are lent for an evening.",
        "Why Small groups cannot pay for a month.",
        "Who could be worse off Groups that rent a room now may have to share it.",
        "How far it may go Two evenings a week.",
        "In all of the main area. In the fringe, ask.",
        "Who answers for it Lettings desk",
        "How to opt out Keep your own key.",
        "How to ask or object Tell the lettings desk.",
        variation.acceptance.commitment.title,
    ):
        assert said in page


def test_equality_assessment_is_linked(client):
    link = "https://council.example/assessment"
    variation = make.variation(make.declared_zone(), equality_assessment=link, why_no_assessment="")
    assert f'<a href="{link}" rel="nofollow">' in page_of(client, variation).content.decode()


def test_coming_one_says_from_when(client):
    begins = clock.today() + 20 * DAY
    page = words(page_of(client, make.variation(make.declared_zone(), starts_on=begins)))
    assert f"This begins on {day_in_words(begins)}. Until then the normal rule holds." in page
    assert "What will be different here" in page


def test_paused_one_says_why_and_that_the_normal_rule_holds(client):
    variation = make.variation(make.declared_zone())
    varying.pause(variation=variation, by=owner_of(variation), why="The ice is thin.")
    page = words(page_of(client, variation))
    today = day_in_words(clock.today())
    assert f"This is paused since {today}. While it is, the normal rule holds." in page
    assert f"{today} Paused The ice is thin." in page


def test_ended_one_stays_and_says_until_when_and_why(client):
    today = clock.today()
    begun = today - 30 * DAY
    zone = make.declared_zone(on=begun, starts_on=begun)
    offer = make.commitment(make.organisation(), published_on=begun)
    variation = make.variation(zone, under=make.acceptance(zone, offer, on=begun), on=begun)
    varying.end(variation=variation, by=owner_of(variation), why="The hall is shut.")
    page = words(page_of(client, variation))
    assert f"This ended: it held until {day_in_words(today - DAY)}. The hall is shut." in page
    assert "What was different here" in page
    assert f"{day_in_words(today)} Ended The hall is shut." in page


def test_page_tells_when_it_was_proposed_agreed_and_begins(client):
    begins = clock.today() + 20 * DAY
    variation = make.variation(make.declared_zone(), starts_on=begins)
    events = page_of(client, variation).context["events"]
    assert [event["title"] for event in events] == ["Ends", "Begins", "Agreed", "Proposed"]
    assert [bool(event.get("is_next")) for event in events] == [True, True, False, False]


def test_words_changed_since_it_was_agreed_are_shown_before_and_after(client):
    variation = make.variation(make.declared_zone())
    type(variation).objects.filter(pk=variation.pk).update(limit="One evening a week.")
    page = words(page_of(client, variation))
    assert "How far it may go Before: Two evenings a week. After: One evening a week." in page


def test_what_nobody_agreed_is_not_there(client):
    variation = make.variation(make.declared_zone(), agreed=False)
    assert page_of(client, variation).status_code == 404


def test_variation_of_another_zone_is_not_there(client):
    variation, other = make.variation(make.declared_zone()), make.declared_zone()
    assert page_of(client, variation, slug=other.slug).status_code == 404


def test_page_is_the_same_for_everybody(client):
    variation = make.variation(make.declared_zone())
    client.force_login(make.person())
    response = page_of(client, variation)
    assert response["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in response.get("Vary", "")
    assert "csrfmiddlewaretoken" not in response.content.decode()
