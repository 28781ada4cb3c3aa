"""What is forgotten of those who spot opportunities and are introduced, and when."""

import datetime as dt

import pytest
from django.conf import settings

from sizes.forgetting import forget_sharers
from sizes.models import Introduction, Need, Opportunity
from tests import asset_factories as make_asset
from tests import factories as make

pytestmark = pytest.mark.django_db

ON = dt.date(2030, 6, 1)
LONG_AGO = ON - dt.timedelta(days=settings.FORGET_AFTER_DAYS + 1)


@pytest.fixture
def zone():
    return make.ready_zone()


@pytest.mark.parametrize(("spotted_on", "is_known"), [(LONG_AGO, False), (ON, True)])
def test_who_spotted_an_opportunity_is_forgotten_and_the_words_stay(zone, spotted_on, is_known):
    row = Opportunity.objects.create(
        zone=zone, title="Seats", words="By the bus stop.", spotted_by=make.person()
    )
    Opportunity.objects.filter(pk=row.pk).update(spotted_on=spotted_on)
    forget_sharers(ON)
    row.refresh_from_db()
    assert (row.spotted_by is not None) is is_known
    assert row.words == "By the bus stop."


@pytest.mark.parametrize(
    ("sent_on", "result", "is_kept"),
    [(LONG_AGO, "agreed", False), (LONG_AGO, "", True), (ON, "agreed", True)],
)
def test_words_of_an_introduction_are_forgotten_and_its_result_stays(
    zone, sent_on, result, is_kept
):
    need = Need.objects.create(zone=zone, title="A kitchen", contact_role="Desk")
    row = Introduction.objects.create(
        need=need,
        asset=make_asset.asset(),
        words="May we?",
        sent_on=sent_on,
        result=result,
        answered_on=sent_on if result else None,
        sent_by=make.person(),
    )
    forget_sharers(ON)
    row.refresh_from_db()
    assert (row.words == "May we?", row.sent_by is not None) == (is_kept, is_kept)
    assert row.result == result
