"""Which assets, offers and needs are brought together: the near, the public, in few queries."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assets.models import Weekday
from groundwork import clock
from partners.models import Service, Theme
from sizes.matching import assets_for, needs_for, offers_for
from sizes.matching.finding import open_needs
from sizes.models import Need, Participant
from tests import asset_factories as make_assets
from tests import factories as make

pytestmark = pytest.mark.django_db
TUESDAY = Weekday.TUESDAY
CORE, FRINGE = (50, 50), (150, 50)


@pytest.fixture
def zone():
    """Its core is 0…100 and its reach −100…200, both ways."""
    return make.declared_zone("Stirchley")


@pytest.fixture
def today():
    return clock.today()


def hall(name="The hall", place=CORE, **more):
    at = (make.CORNER[0] + place[0], make.CORNER[1] + place[1]) if place else None
    return make_assets.asset(make.organisation(), name, at=at, **more)


def names(matches):
    return [match.thing.name for match in matches]


def found(need, on):
    return {match.thing.name: match for match in assets_for(need, on=on)}


def member_of(zone, organisation):
    Participant.objects.create(
        zone=zone, part="partner", organisation=organisation, agreed_on=clock.today()
    )
    return organisation


# --- Assets for a need ----------------------------------------------------------------------------


def test_a_tuesday_kitchen_is_found_with_every_reason_in_words(zone, today):
    need = make.need(
        zone, facilities=["kitchen"], capacity=30, is_step_free=True, slots=[(TUESDAY, 11, 14)]
    )
    kitchen = hall(facilities=["kitchen", "toilets"], capacity=40, step_free="yes")
    make_assets.free(kitchen, TUESDAY, 9, 17)
    make_assets.willing(kitchen, "share", terms="Leave it clean.")
    (match,) = assets_for(need, on=today)
    assert match.thing == kitchen
    assert [reason.says for reason in match.reasons] == [
        "Is what is asked for: room or hall",
        "Has a kitchen",
        "Is free when it is needed: Tuesday, 11am to 2pm",
        "In the core",
        "Its owner would share it. Terms: Leave it clean",
        "Takes 40 people",
        "Step-free",
    ]
    assert (match.score, match.says) == (100, "Fits everything that is asked")


@pytest.mark.parametrize(
    ("place", "beyond_m", "says"),
    [
        (CORE, 0, "In the core"),
        (FRINGE, 0, "In the fringe, 50 m from the core"),
        ((400, 50), 300, "Just outside, 200 m from its edge"),
        ((400, 50), 199, None),
        ((1200, 50), 1000, "Outside, 1 km from its edge"),
        ((1201, 50), 1000, None),
    ],
)
def test_what_lies_further_than_asked_is_left_out(zone, today, place, beyond_m, says):
    hall(place=place)
    need = make.need(zone, beyond_m=beyond_m)
    matches = assets_for(need, on=today)
    told = [each.says for match in matches for each in match.reasons if each.side == "place"]
    assert told == ([says] if says else [])


def test_what_is_not_public_or_has_gone_or_is_of_another_kind_is_left_out(zone, today):
    hall("Draft", public=False)
    hall("Published tomorrow", published_on=today + dt.timedelta(days=1))
    hall("Gone", gone_on=today, why_gone="Sold.")
    hall("Goes tomorrow", gone_on=today + dt.timedelta(days=1), why_gone="Sold.")
    hall("A van", kind="vehicle")
    hall("A house", kind="building")
    assert names(assets_for(make.need(zone), on=today)) == ["Goes tomorrow", "A house"]


def test_a_sensitive_place_is_never_found_by_where_it_is(zone, today):
    hall("Refuge", is_sensitive=True, street="Secret Street", postcode="B30 2HA")
    assert assets_for(make.need(zone, beyond_m=30_000), on=today) == []
    theirs = make_assets.asset(
        member_of(zone, make.organisation()), "Refuge", is_sensitive=True, at=at_core()
    )
    (match,) = assets_for(make.need(zone), on=today)
    assert match.thing == theirs
    assert [each.says for each in match.unknown if each.side == "place"] == [
        "Does not say where it is"
    ]


def at_core():
    return make.CORNER[0] + 50, make.CORNER[1] + 50


def test_being_empty_counts_only_where_the_owner_publishes_it(zone, today):
    hall("Says so", use_state="empty", is_vacancy_public=True)
    hall("Keeps it private", use_state="empty")
    told = found(make.need(zone), today)
    assert "It is available now" in [each.says for each in told["Says so"].reasons]
    assert "available" not in {each.side for each in told["Keeps it private"].reasons}


def test_without_a_place_it_is_found_for_members_and_those_who_serve_the_area(zone, today):
    serves, elsewhere = make.organisation(), make.organisation()
    serves.areas.add(make.area("Here", shape=make.square(150)))
    elsewhere.areas.add(make.area("Far", shape=make.square(50_000)))
    make_assets.asset(member_of(zone, make.organisation()), "A member's")
    make_assets.asset(serves, "Of one who serves the area")
    make_assets.asset(elsewhere, "Of one who serves elsewhere")
    make_assets.asset(make.organisation(), "Of nobody near")
    make_assets.asset(
        None, "Looked after by a member", steward=zone.participants.first().organisation
    )
    matches = assets_for(make.need(zone), on=today)
    assert sorted(names(matches)) == [
        "A member's", "Looked after by a member", "Of one who serves the area",
    ]  # fmt: skip


def test_skills_and_money_serve_from_anywhere(zone, today):
    hall("Bookkeeper", place=None, kind="skills")
    hall("Fund", place=None, kind="money", amount=Decimal("10000"))
    assert names(assets_for(make.need(zone, kinds=["skills"]), on=today)) == ["Bookkeeper"]
    body = zone.participants.first().organisation
    ask = make.need(zone, kinds=["money"], amount=Decimal("2500.50"), accountable_body=body)
    (match,) = assets_for(ask, on=today)
    assert [each.says for each in match.fits] == [
        "Is what is asked for: money",
        "Has £10,000, which is the whole sum or more",
    ]


def test_willingness_counts_while_it_stands(zone, today):
    day = dt.timedelta(days=1)
    for name, more in {
        "Stands": {},
        "Ended": {"ends_on": today},
        "Later": {"starts_on": today + day},
    }.items():
        make_assets.willing(hall(name), **more)
    told = found(make.need(zone, acts=["share"]), today)
    fits = {name: {r.side: r.fit for r in m.reasons}["willing"] for name, m in told.items()}
    assert fits == {"Stands": "yes", "Ended": "unknown", "Later": "unknown"}


def test_hours_count_in_their_season(zone, today):
    day = dt.timedelta(days=1)
    make_assets.free(hall("Now"), TUESDAY, 9, 17)
    make_assets.free(hall("Over"), TUESDAY, 9, 17, starts_on=today - 9 * day, ends_on=today)
    told = found(make.need(zone, slots=[(TUESDAY, 11, 14)]), today)
    fits = {name: {r.side: r.fit for r in m.reasons}["hours"] for name, m in told.items()}
    assert fits == {"Now": "yes", "Over": "unknown"}


def test_best_comes_first_and_what_cannot_be_helped_last(zone, today):
    need = make.need(zone, capacity=30, is_step_free=True, slots=[(TUESDAY, 11, 14)])
    best = hall("Best", capacity=30, step_free="yes")
    make_assets.free(best, TUESDAY, 9, 17)
    hall("Says nothing")
    stairs = hall("Stairs", capacity=30, step_free="no")
    make_assets.free(stairs, TUESDAY, 9, 17)
    wrong = hall("Wrong day", capacity=30, step_free="yes")
    make_assets.free(wrong, Weekday.FRIDAY, 9, 17)
    matches = assets_for(need, on=today)
    assert names(matches) == ["Best", "Says nothing", "Stairs", "Wrong day"]
    assert [match.hard_failures for match in matches] == [0, 0, 1, 1]


def test_the_likeliest_are_judged_where_there_are_too_many(zone, today, monkeypatch):
    monkeypatch.setattr("sizes.matching.finding.MOST_JUDGED", 2)
    for number in range(4):
        hall(f"Says nothing {number}")
    hall("Too small", capacity=1)
    best = hall("Best", facilities=["kitchen"], capacity=30)
    make_assets.free(best, TUESDAY, 9, 17)
    need = make.need(zone, facilities=["kitchen"], capacity=30, slots=[(TUESDAY, 11, 14)])
    matches = assets_for(need, on=today)
    assert (names(matches)[0], len(matches)) == ("Best", 2)
    assert "Too small" not in names(matches)


def test_it_takes_the_same_queries_for_one_asset_and_for_twenty(zone, today):
    need = make.need(zone, slots=[(TUESDAY, 11, 14)], capacity=10)
    counts = []
    for number in range(20):
        made = hall(f"Hall {number}")
        make_assets.free(made)
        make_assets.willing(made)
        if number in (0, 19):
            fresh = Need.objects.select_related("zone").get(pk=need.pk)
            with CaptureQueriesContext(connection) as queries:
                assert len(assets_for(fresh, on=today)) == number + 1
            counts.append(len(queries))
    assert counts == [6, 6]


def test_a_zone_without_a_boundary_finds_what_has_no_place(today):
    zone = make.draft()
    member = member_of(zone, make.organisation())
    hall()
    make_assets.asset(member, "A member's")
    assert names(assets_for(make.need(zone), on=today)) == ["A member's"]


# --- Needs for an asset ---------------------------------------------------------------------------


def test_the_other_way_round_finds_the_same_with_the_same_reasons(zone, today):
    need = make.need(zone, capacity=30, beyond_m=500, slots=[(TUESDAY, 11, 14)])
    for asset in (hall(place=CORE), hall(place=(400, 50)), hall(place=None)):
        make_assets.free(asset)
        there = {match.thing: match.reasons for match in assets_for(need, on=today)}
        back = {match.thing: match.reasons for match in needs_for(asset, on=today)}
        assert back.get(need) == there.get(asset)
    assert len(there) == 2  # the one without a place belongs to nobody near


def test_needs_that_are_over_too_far_or_of_another_kind_are_left_out(zone, today):
    asset = hall(place=(400, 50))
    near = make.need(zone, "Near", beyond_m=500)
    make.need(zone, "Too far", beyond_m=100)
    make.need(zone, "A van", kinds=["vehicle"], beyond_m=500)
    make.need(zone, "Met", beyond_m=500, ended_on=today, end="met", why_ended="Found.")
    ended = make.zone_in("dissolved")
    make.need(ended, "Of a zone that ended", beyond_m=500)
    make.need(make.ready_zone(), "Of a draft", beyond_m=500)
    assert [match.thing for match in needs_for(asset, on=today)] == [near]


def test_a_draft_asset_meets_no_need(zone, today):
    make.need(zone)
    assert needs_for(hall(public=False), on=today) == []
    assert needs_for(hall(gone_on=today, why_gone="Sold."), on=today) == []


def test_a_sensitive_asset_meets_needs_only_of_zones_its_keeper_takes_part_in(zone, today):
    need = make.need(zone)
    assert needs_for(hall(is_sensitive=True), on=today) == []
    owner = member_of(zone, make.organisation())
    theirs = make_assets.asset(owner, "Refuge", at=at_core(), is_sensitive=True)
    assert [match.thing for match in needs_for(theirs, on=today)] == [need]


def test_needs_are_found_in_the_same_queries_however_many(zone, today):
    asset = hall()
    counts = []
    for number in range(20):
        make.need(zone, f"Need {number}", slots=[(TUESDAY, 11, 14)])
        if number in (0, 19):
            fresh = type(asset).objects.select_related("owner", "steward").get(pk=asset.pk)
            with CaptureQueriesContext(connection) as queries:
                assert len(needs_for(fresh, on=today)) == number + 1
            counts.append(len(queries))
    assert counts == [5, 5]


def test_open_needs_are_of_public_zones_that_have_not_ended(zone, today):
    shown = make.need(zone)
    make.need(zone, ended_on=today, end="withdrawn", why_ended="Found elsewhere.")
    later = make.need(zone, stated_on=today + dt.timedelta(days=1))
    make.need(make.draft())
    make.need(make.zone_in("dissolved"))
    assert [*open_needs(today)] == [shown]
    assert [*open_needs(today + dt.timedelta(days=1))] == [later, shown]


# --- Offers for a need ----------------------------------------------------------------------------


def test_an_offer_that_speaks_of_it_is_found_with_its_reasons(zone, today):
    theme = zone.themes.first().theme
    offer = make.commitment(
        make.organisation(), title="Lend kitchens", instead="Kitchens are lent at lunch.",
        subject="assets", is_standing=True,
    )  # fmt: skip
    offer.themes.add(theme)
    offer.areas.add(make.area("Stirchley ward", shape=make.square(0)))
    (match,) = offers_for(make.need(zone), on=today)
    assert match.thing == offer
    assert [each.says for each in match.reasons] == [
        "Speaks of “kitchen” and “lunch”",
        "Is about how assets are used, which is what is needed",
        f"Belongs to what the zone is about: {theme.name}",
        "Holds here: Stirchley ward",
        "Any zone may take it up",
    ]


def test_offers_of_elsewhere_drafts_and_ended_ones_are_left_out(zone, today):
    body = make.organisation()
    elsewhere = make.commitment(body, title="Lend kitchens")
    elsewhere.areas.add(make.area("Far", shape=make.square(50_000)))
    touching = make.commitment(body, title="Lend kitchens")
    touching.areas.add(make.area("Beside", shape=make.square(200, 0)))
    make.commitment(body, title="Lend kitchens", published=False)
    make.commitment(body, title="Lend kitchens", ends_on=today)
    make.commitment(body, title="Lend kitchens", withdrawn_on=today, why_withdrawn="No.")
    make.commitment(body, title="Lend bicycles")
    anywhere = make.commitment(body, title="Lend kitchens, too")
    assert [match.thing for match in offers_for(make.need(zone), on=today)] == [anywhere]


def test_an_offer_that_names_no_place_holds_where_its_organisation_works(zone, today):
    here, far = make.organisation("Here"), make.organisation("Far")
    here.areas.add(make.area("Ward", shape=make.square(0)))
    far.areas.add(make.area("Far ward", shape=make.square(50_000)))
    offer = make.commitment(here, title="Lend kitchens")
    make.commitment(far, title="Lend kitchens")
    (match,) = offers_for(make.need(zone), on=today)
    assert match.thing == offer
    assert "Holds here: Ward" in [each.says for each in match.reasons]


def test_an_offer_is_found_by_a_service_of_the_zone_without_a_word_in_common(zone, today):
    service = Service.objects.first()
    zone.services.create(service=service, scope="touch")
    offer = make.commitment(make.organisation(), title="Lend halls", subject="assets")
    offer.services.add(service)
    other = make.commitment(make.organisation(), title="Lend halls", subject="assets")
    other.themes.add(Theme.objects.exclude(pk=zone.themes.first().theme_id).first())
    assert [match.thing for match in offers_for(make.need(zone), on=today)] == [offer]


def test_offers_are_found_in_the_same_queries_however_many(zone, today):
    need = make.need(zone)
    area = make.area("Ward", shape=make.square(0))
    counts = []
    for number in range(20):
        offer = make.commitment(make.organisation(), title=f"Lend kitchens {number}")
        offer.areas.add(area)
        if number in (0, 19):
            fresh = Need.objects.select_related("zone").get(pk=need.pk)
            with CaptureQueriesContext(connection) as queries:
                assert len(offers_for(fresh, on=today)) == number + 1
            counts.append(len(queries))
    assert counts == [9, 9]
