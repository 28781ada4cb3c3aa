"""The demonstration gives each of its people something to do."""

import pytest
from django.core.management import call_command

from groundwork import clock
from partners.models import Person
from residents.models import Suggestion
from sizes.desk import desk_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    settings.DEBUG = True
    call_command("demo")


def someone(name):
    return Person.objects.get(email=f"{name}@demo.example")


def test_demonstration_has_suggestions_with_themes_for_the_officer_to_read(demo):
    read = Suggestion.objects.visible_to(someone("officer"))
    assert read.count() == 2
    assert all(suggestion.themes.exists() for suggestion in read)
    assert not Suggestion.objects.visible_to(someone("partner")).exists()


@pytest.mark.parametrize("name", ["councillor", "partner"])
def test_demonstration_asks_somebody_to_lead(demo, name):
    asked = desk_of(someone(name), clock.today()).asked
    assert [ask.zone.name for ask in asked] == ["Bournbrook: a street that looks after itself"]
