"""Who suggested a zone is forgotten in time; the words stay."""

import datetime as dt

import pytest
from django.conf import settings

from groundwork import clock
from residents.forgetting import forget_suggesters
from residents.models import Suggestion
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("days", "is_forgotten"), [(0, False), (1, True)])
def test_suggester_is_forgotten_once_the_days_are_over(days, is_forgotten):
    age = dt.timedelta(days=settings.FORGET_AFTER_DAYS + days)
    suggestion = Suggestion.objects.create(
        place="The park",
        why="It is empty.",
        contact="0121 496 0000",
        suggested_by=make.person(),
        suggested_at=clock.now() - age,
    )
    for _ in range(2):
        forget_suggesters(clock.today())
    suggestion.refresh_from_db()
    assert (suggestion.contact == "") == is_forgotten
    assert (suggestion.suggested_by is None) == is_forgotten
    assert suggestion.why == "It is empty."
