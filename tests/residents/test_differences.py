"""What is different at a place, as cards: what each opens with, says and links to."""

import html
import re
from itertools import pairwise
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from groundwork import clock
from places.models import Postcode
from sizes import conflicts, varying
from sizes.words import day_in_words
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = make.DAY
OUTSIDE = "you are 50 m outside the main area"


@pytest.fixture
def postcode():
    """A postcode whose centre is 50 m from the core's edge: 150 east, 50 north."""
    return Postcode.objects.create(code="B302HA", point=make.spot(150, 50))


def ask(client, **asked):
    return client.get(f"/here/?{urlencode({'q': 'B30 2HA'} | asked)}")


def words(response):
    """The text of the page, as read."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


def headings(response):
    """The headings of the page in order, as (level, text)."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    found = re.findall(r"<h(\d)[^>]*>(.*?)</h\1>", main, re.S)
    return [(int(level), " ".join(re.sub(r"<[^>]*>", " ", text).split())) for level, text in found]


@pytest.mark.parametrize(
    ("fringe", "title", "sentence"),
    [
        (
            "included",
            "You are covered",
            f"You are covered: {OUTSIDE}, and this holds in the fringe too.",
        ),
        ("ask", "Ask", "Ask: you are 50 m outside the main area."),
        (
            "not_included",
            "In the fringe of a zone: ask",
            f"Not covered: {OUTSIDE}, and this holds only in the main area.",
        ),
    ],
)
def test_card_opens_with_whether_it_covers_you(client, postcode, fringe, title, sentence):
    make.variation(make.declared_zone(), title="Rooms for an evening", fringe=fringe)
    response = ask(client)
    assert (3, f"{sentence} Rooms for an evening") in headings(response)
    assert headings(response)[1] == (2, title)


def test_card_says_all_that_a_resident_needs(client, postcode):
    variation = make.variation(
        make.declared_zone("Stirchley"),
        fringe="included",
        how_to_opt_out="Keep your own key.",
        answers_place="Stirchley Baths",
    )
    response = ask(client)
    page = words(response)
    target = variation.acceptance.zone.target_on
    offerer = variation.acceptance.commitment.organisation
    for said in (
        "Normally Rooms are let by the month. Here Rooms are lent for an evening.",
        "Why Small groups cannot pay for a month.",
        "For whom Groups that meet in the hall.",
        "Who could be worse off Groups that rent a room now may have to share it.",
        "There is no equality assessment: Nobody loses a service.",
        "How far it may go Two evenings a week.",
        "Where it holds In all of the main area. The fringe is included.",
        (
            f"When From {day_in_words(clock.today())} until {day_in_words(target)}, "
            "the zone’s target date"
        ),
        f"Who answers for it Lettings desk, {offerer} , telephone 0121 496 0000 , at Stirchley",
        "How to opt out Keep your own key.",
        "How to ask or object Tell the lettings desk.",
    ):
        assert said in page
    assert reverse("variation", args=[variation.acceptance.zone.slug, variation.pk]) in (
        response.content.decode()
    )


def test_headings_go_down_by_one_level_at_a_time(client, postcode):
    zone = make.declared_zone()
    make.variation(zone)
    make.variation(zone, starts_on=clock.today() + DAY)
    levels = [level for level, _ in headings(ask(client))]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_what_covers_comes_first_and_is_counted(client, postcode):
    zone = make.declared_zone()
    under = make.acceptance(zone)
    for fringe in ("not_included", "ask", "included", "ask"):
        make.variation(zone, under=under, title=f"The {fringe} one", fringe=fringe)
    response = ask(client)
    assert "1 change covers you; ask about 2 more; 1 does not cover you." in words(response)
    opened = [text.split(":")[0] for level, text in headings(response) if level == 3]
    assert opened[:4] == ["You are covered", "Ask", "Ask", "Not covered"]


def test_coming_one_says_from_when(client, postcode):
    begins = clock.today() + 20 * DAY
    make.variation(make.declared_zone(), title="Later", starts_on=begins)
    found = headings(ask(client))
    when = f"Not yet. From {day_in_words(begins)}: you will have to ask: "
    assert (2, "What is coming") in found
    assert (3, f"{when}you will be 50 m outside the main area. Later") in found
    there = ask(client, on=begins.isoformat())
    assert (2, "What will be different here") in headings(there)
    assert "You will have to ask: you will be 50 m outside the main area." in words(there)
    assert "Ask then about 1." in words(there)


def test_paused_one_says_so_and_why(client, postcode):
    variation = make.variation(make.declared_zone(), title="Skating", fringe="included")
    officer = make.member(variation.acceptance.commitment.organisation, "representative")
    varying.pause(variation=variation, by=officer, why="The ice is thin.")
    response = ask(client)
    page = words(response)
    assert f"Not for now: paused since {day_in_words(clock.today())}. Skating" in page
    assert "Why it is paused: The ice is thin. While it is, the normal rule holds." in page
    assert "You are covered" not in page


def test_ended_one_says_until_when(client, postcode):
    last = clock.today() + 9 * DAY
    make.variation(make.declared_zone(), title="Short", ends_on=last + DAY)
    page = words(ask(client, on=(last + DAY).isoformat()))
    assert "What has ended Short , Zone" in re.sub(r"Zone \d+", "Zone", page)
    assert f"This ended: it held until {day_in_words(last)}." in page


def test_past_day_is_answered_as_it_was(client, postcode):
    today = clock.today()
    begun = today - 30 * DAY
    zone = make.declared_zone(on=begun, starts_on=begun)
    offer = make.commitment(make.organisation(), published_on=begun)
    under = make.acceptance(zone, offer, on=begun)
    make.variation(zone, under=under, on=begun, fringe="included", ends_on=today - 10 * DAY)
    page = words(ask(client, on=(today - 20 * DAY).isoformat()))
    assert "What was different here" in page
    assert "You were covered: you were 50 m outside the main area" in page
    assert "1 change covered you." in page
    assert "You were covered" not in words(ask(client, on=(today - 10 * DAY).isoformat()))


def test_zone_just_outside_says_that_its_changes_do_not_reach_here(client):
    Postcode.objects.create(code="B302HA", point=make.spot(280, 50))
    make.variation(make.declared_zone(), title="Beyond")
    page = words(ask(client))
    assert "What is different there Not covered: you are 80 m outside the zone. Beyond" in page
    assert "Just outside a zone" in page


def test_card_names_the_rule_of_another_zone_that_differs(client, postcode):
    one, other = make.declared_zone("One"), make.declared_zone("Other")
    ours = make.variation(one, rule_here="Open until nine.", fringe="included")
    theirs = make.variation(other, rule_here="Open until ten.", fringe="included")
    before = words(ask(client))
    assert before.count("and it is not decided which rule holds.") == 2
    conflicts.answer(
        first=ours, second=theirs, holds=theirs, note="It suits both.", by=make.councillor_of(one)
    )
    after = words(ask(client))
    assert "You are covered: you are 50 m outside the main area" in after
    assert "Not covered: you are in two zones that differ about this, and the rule" in after
    assert "the rule of Other holds: “Rooms lent for an evening”. It suits both." in after


def test_shared_link_carries_the_postcode_only(client, postcode):
    make.variation(make.declared_zone())
    page = ask(client).content.decode()
    assert 'href="/here/?q=B30+2HA"' in page
    assert "csrfmiddlewaretoken" not in page


def test_card_links_to_where_one_objects(client, postcode):
    variation = make.variation(make.declared_zone())
    comment = reverse("variation-comment", args=[variation.acceptance.zone.slug, variation.pk])
    assert f'href="{comment}"' in ask(client).content.decode()


def test_place_without_changes_says_so(client, postcode):
    make.declared_zone()
    assert "What is different here Nothing on this day." in words(ask(client))


@pytest.mark.promise
@pytest.mark.parametrize("number", [1, 50])
def test_page_asks_the_database_as_often_for_many_variations(
    client, postcode, number, django_assert_num_queries
):
    zone = make.declared_zone()
    under = make.acceptance(zone)
    for _ in range(number):
        make.variation(zone, under=under)
    with django_assert_num_queries(5):
        response = ask(client)
    assert response.content.decode().count('class="card difference"') == number


def test_area_is_spoken_of_as_it(client):
    make.area("Ward End", shape=make.square(0, 0, side=100))
    make.variation(make.declared_zone())
    page = words(ask(client, q="Ward End"))
    assert "It is covered: it is in the main area, all of it." in page
    assert "1 change covers it." in page
