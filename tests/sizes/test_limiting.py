"""How far variations may go: the limits as data, and the sentence for what goes beyond them."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from groundwork import clock
from groundwork.problems import Refused
from partners.models import Membership, Service, Theme
from sizes import limiting, varying
from sizes.limiting import Extent, beyond, limits_of, set_limits
from sizes.models import Limits, ZoneService
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def word(slug):
    return Service.objects.get(slug=slug)


# The limits, by service slugs; what is asked for; the beginning of each sentence, none if allowed.
CASES = {
    "nothing set, a service of the zone": ({}, {}, []),
    "nothing set, another service": (
        {},
        {"service": "libraries"},
        ["Libraries is not one of the services that may vary here: Parks and open spaces."],
    ),
    "one service allowed, and asked for": (
        {"services": ["libraries"]},
        {"service": "libraries"},
        [],
    ),
    "another allowed": (
        {"services": ["libraries"]},
        {},
        ["Parks and open spaces is not one of the services that may vary here: Libraries."],
    ),
    "fixed": (
        {"fixed_services": ["parks-and-open-spaces"]},
        {},
        ["Parks and open spaces may not vary in this zone: its limits say so."],
    ),
    "as long as allowed": ({"longest_days": 10}, {"days": 10}, []),
    "a day too long": (
        {"longest_days": 10},
        {"days": 11},
        ["No variation here may last longer than 10 days"],
    ),
    "no end, and the zone lasts longer": (
        {"longest_days": 10},
        {"days": None},
        ["No variation here may last longer than 10 days"],
    ),
    "no end, and the zone does not last longer": ({"longest_days": 731}, {"days": None}, []),
    "fringe closed, not included": (
        {"is_fringe_open": False},
        {"fringe": "not_included"},
        [],
    ),
    "fringe closed, ask": (
        {"is_fringe_open": False},
        {"fringe": "ask"},
        ["This zone keeps its fringe as it is"],
    ),
    "fringe closed, included": (
        {"is_fringe_open": False},
        {"fringe": "included"},
        ["This zone keeps its fringe as it is"],
    ),
    "theme of the zone": ({}, {"theme": 0}, []),
    "another theme": ({}, {"theme": 1}, ["The commitment is about other themes"]),
    "another theme, allowed": ({"themes": [1]}, {"theme": 1}, []),
    "theme of the zone, not allowed": (
        {"themes": [1]},
        {"theme": 0},
        ["The commitment is about other themes"],
    ),
    "two at once": (
        {"longest_days": 1, "is_fringe_open": False},
        {"days": 2, "fringe": "ask"},
        ["No variation here may last longer than 1 days", "This zone keeps its fringe"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_variation_beyond_the_limits_is_told_why(case):
    limits, asked, expected = CASES[case]
    zone = make.ready_zone()  # its theme is the first of the vocabulary
    ZoneService.objects.create(zone=zone, service=word("parks-and-open-spaces"), scope="core")
    themes = list(Theme.objects.all()[:2])
    if limits:
        values = {
            name: [word(each) for each in value] if "services" in name else value
            for name, value in limits.items()
        }
        if "themes" in values:
            values["themes"] = [themes[each] for each in values["themes"]]
        set_limits(zone=zone, by=make.councillor_of(zone), **values)
    starts_on, days = clock.today(), asked.get("days", 5)
    extent = Extent(
        service=word(asked.get("service", "parks-and-open-spaces")),
        starts_on=starts_on,
        ends_on=starts_on + days * DAY if days else None,
        fringe=asked.get("fringe", "not_included"),
        themes=[themes[asked["theme"]].pk] if "theme" in asked else [],
    )
    found = beyond(zone, limits_of(zone), extent)
    assert len(found) == len(expected)
    assert all(said.startswith(start) for said, start in zip(found, expected, strict=True))


def test_verb_refuses_a_variation_beyond_the_limits_with_the_sentence():
    zone = make.proposed_zone()
    set_limits(zone=zone, by=make.councillor_of(zone), is_fringe_open=False)
    with pytest.raises(Refused, match="This zone keeps its fringe as it is"):
        make.variation(zone, fringe="included")


def test_limits_set_after_a_proposal_stop_its_agreement():
    zone = make.proposed_zone()
    made = make.variation(zone, agreed=False)
    by = make.member(made.acceptance.commitment.organisation, Membership.Role.REPRESENTATIVE)
    set_limits(zone=zone, by=make.councillor_of(zone), longest_days=30)
    with pytest.raises(Refused, match="longer than 30 days"):
        varying.agree(variation=made, by=by)


def test_limits_that_something_agreed_would_break_are_refused_until_it_ends():
    zone = make.proposed_zone()
    by = make.councillor_of(zone)
    made = make.variation(zone, title="Rooms for an evening")
    with pytest.raises(Refused, match="“Rooms for an evening” was agreed and would go beyond"):
        set_limits(zone=zone, by=by, longest_days=30)
    varying.end(variation=made, why="Done.", by=by)
    assert set_limits(zone=zone, by=by, longest_days=30).longest_days == 30


@pytest.mark.parametrize("make_zone", [make.ready_zone, make.proposed_zone, make.declared_zone])
def test_limits_change_only_until_the_zone_is_declared(make_zone):
    zone = make_zone()
    by = make.councillor_of(zone)
    if make_zone is make.declared_zone:
        with pytest.raises(Refused, match="has been declared"):
            set_limits(zone=zone, by=by, longest_days=5)
        assert limits_of(zone).longest_days is None
    else:
        assert set_limits(zone=zone, by=by, longest_days=5).longest_days == 5


@pytest.mark.parametrize(
    ("role", "is_let_in"), [*((role, True) for role in Membership.Role), (None, False)]
)
def test_limits_are_for_those_who_work_for_a_lead(role, is_let_in):
    zone = make.proposed_zone()
    lead = zone.participants.first().organisation
    person = make.member(lead, role) if role else make.person()
    if is_let_in:
        set_limits(zone=zone, by=person, longest_days=5)
    else:
        with pytest.raises(PermissionDenied):
            set_limits(zone=zone, by=person, longest_days=5)


def test_service_cannot_be_allowed_and_fixed():
    zone = make.ready_zone()
    libraries = word("libraries")
    with pytest.raises(Refused, match="Libraries cannot both be allowed to vary and not"):
        set_limits(
            zone=zone,
            by=make.councillor_of(zone),
            services=[libraries],
            fixed_services=[libraries],
        )
    assert not Limits.objects.exists()


def test_setting_the_same_limits_twice_counts_one_write():
    zone = make.ready_zone()
    by = make.councillor_of(zone)
    set_limits(zone=zone, by=by, longest_days=5)
    zone.refresh_from_db()
    set_limits(zone=zone, by=by, longest_days=5, expected=zone.version)
    version = zone.version
    zone.refresh_from_db()
    assert zone.version == version


def test_extent_of_a_kept_variation_is_what_was_given():
    zone = make.declared_zone()
    made = make.variation(zone, fringe="included", ends_on=clock.today() + 5 * DAY)
    extent = limiting.extent_of(made)
    assert (extent.starts_on, extent.ends_on) == (clock.today(), clock.today() + 5 * DAY)
    assert (extent.fringe, extent.themes) == ("included", ())
