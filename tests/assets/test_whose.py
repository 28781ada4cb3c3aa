"""Whose an asset is: who says so, and of whom."""

import pytest
from django.core.exceptions import PermissionDenied

from assets.models import Asset
from assets.whose import hand_to
from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Membership
from tests import asset_factories as make_assets
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Asset:
    return make_assets.asset(make.organisation("Demo Trust"))


@pytest.fixture
def agreeing(hall):
    return make.member(hall.owner, "representative")


def test_the_owner_says_who_looks_after_it(hall, agreeing):
    friends = make.organisation("Friends")
    row = hand_to(asset=hall, owner=hall.owner, steward=friends, by=agreeing, expected=1)
    assert (row.owner, row.steward, row.version) == (hall.owner, friends, 2)


def test_it_passes_to_an_owner_for_whom_nobody_agrees_here(hall, agreeing):
    diocese = make.organisation("Diocese")
    row = hand_to(asset=hall, owner=diocese, steward=hall.owner, why="Sold", by=agreeing)
    assert (row.owner, row.owner_name) == (diocese, "")


def test_it_passes_to_an_owner_who_speaks_for_itself_only_by_somebody_of_both(hall, agreeing):
    council = make.council("Demo Council")
    make.member(council, "councillor")
    words = {"asset": hall, "owner": council, "steward": None, "why": "Sold", "by": agreeing}
    with pytest.raises(Refused, match="Demo Council speaks for itself"):
        hand_to(**words)
    since = clock.today() - make.DAY
    Membership.objects.create(
        person=agreeing, organisation=council, role="representative", starts_on=since
    )
    assert hand_to(**words).owner == council


def test_what_makes_no_sense_is_refused(hall, agreeing):
    trust, ended = hall.owner, make.organisation("Old", ends_on=clock.today())
    for words, sentence in (
        ({"owner": None, "steward": None}, "An asset is somebody’s"),
        ({"owner": trust, "steward": trust}, "Its owner looks after it anyway"),
        ({"owner": trust, "owner_name": "Diocese", "steward": None}, "Name one owner"),
        ({"owner": trust, "steward": ended}, "Old has ended"),
        ({"owner": None, "owner_name": "Diocese", "steward": trust}, "Say why"),
    ):
        with pytest.raises(Refused, match=sentence):
            hand_to(asset=hall, by=agreeing, **words)
    hall.refresh_from_db()
    assert hall.version == 1


def test_a_draft_changes_hands_without_a_reason():
    draft = make_assets.asset(public=False)
    someone = make.member(draft.owner, "representative")
    row = hand_to(
        asset=draft, owner=None, owner_name=" The Diocese ", owner_sector="voluntary",
        steward=draft.owner, by=someone,
    )  # fmt: skip
    assert (row.owner, row.owner_name, row.owner_sector) == (None, "The Diocese", "voluntary")


def test_staff_stewards_and_others_do_not_say_whose_it_is(hall, agreeing):
    hall.steward = make.organisation()
    hall.save()
    for someone in (
        make.member(hall.owner, "editor"),
        make.member(hall.steward, "representative"),
        make.person(),
    ):
        with pytest.raises(PermissionDenied):
            hand_to(asset=hall, owner=hall.owner, steward=None, by=someone)


def test_a_stale_page_changes_nothing(hall, agreeing):
    with pytest.raises(ChangedMeanwhile):
        hand_to(asset=hall, owner=hall.owner, steward=None, by=agreeing, expected=7)
