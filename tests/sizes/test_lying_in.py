"""The zones round an asset: in words, in one query, and nothing of a sensitive place."""

import pytest
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext

from groundwork import clock
from sizes.here import answer
from sizes.templatetags.lying_in import zones_round_of
from tests import asset_factories as make_assets
from tests import factories as make

pytestmark = pytest.mark.django_db


def hall(x, y=50, **more):
    return make_assets.asset(at=(make.CORNER[0] + x, make.CORNER[1] + y), **more)


def shown(asset) -> str:
    page = Template("{% load lying_in %}{% zones_round asset %}").render(Context({"asset": asset}))
    return " ".join(page.split())


@pytest.mark.parametrize(
    ("x", "inside", "near"),
    [
        (50, ["in the core"], []),
        (150, ["in the fringe, 50 m from the core"], []),
        (200, [], ["just outside, under 10 m from its edge"]),
        (400, [], ["just outside, 200 m from its edge"]),
        (700, [], ["just outside, 500 m from its edge"]),
        (701, [], []),
    ],
)
def test_it_is_said_in_words_how_an_asset_lies_to_a_zone(x, inside, near):
    make.declared_zone("Stirchley")
    found = zones_round_of(hall(x), clock.today())
    assert [each.in_words_without_name for each in found.inside] == inside
    assert [each.in_words_without_name for each in found.near] == near


@pytest.mark.parametrize("x", [50, 100, 125, 150, 199, 400])
def test_it_says_the_same_as_the_answer_for_the_place(x):
    make.declared_zone("Stirchley")
    asset = hall(x)
    found = zones_round_of(asset, clock.today())
    there = answer(asset.public_point, on=clock.today())
    for ours, theirs in ((found.inside, there.zones), (found.near, there.just_outside)):
        assert [each.in_words for each in ours] == [each.in_words for each in theirs]
        assert [each.membership for each in ours] == [each.membership for each in theirs]


def test_only_running_public_zones_are_named():
    make.proposed_zone("Proposed")
    make.zone_in("dissolved", "Dissolved")
    make.declared_zone("Removed")
    removed = make.declared_zone("Taken down")
    removed.write(removed_on=clock.today(), why_removed="Unlawful.")
    page = shown(hall(50))
    assert "Removed" in page
    assert not any(name in page for name in ("Proposed", "Dissolved", "Taken down"))


def test_most_of_it_comes_first_and_then_the_nearest():
    make.declared_zone("Edge", core=make.square(-250), reach=make.square(-400, -400, side=500))
    make.declared_zone("Heart")
    make.declared_zone("Near", core=make.square(300), reach=make.square(200, 0, side=300))
    make.declared_zone("Nearer", core=make.square(150), reach=make.square(100, 0, side=200))
    found = zones_round_of(hall(50), clock.today())
    assert [each.zone.name for each in found.inside] == ["Heart", "Edge"]
    assert [each.zone.name for each in found.near] == ["Nearer", "Near"]


def test_nothing_is_said_of_a_sensitive_place_a_draft_or_one_without_a_place():
    make.declared_zone("Stirchley")
    for asset in (hall(50, is_sensitive=True), hall(50, public=False), make_assets.asset()):
        with CaptureQueriesContext(connection) as queries:
            assert shown(asset) == ""
        assert len(queries) == 0


def test_it_is_one_query_however_many_zones():
    asset = hall(50)
    for number in range(3):
        make.declared_zone(f"Zone {number}")
        with CaptureQueriesContext(connection) as queries:
            page = shown(asset)
        assert (page.count("It lies in"), len(queries)) == (number + 1, 1)


def test_where_there_is_none_it_says_so():
    assert "It lies in no zone that is running, and near none." in shown(hall(50))
