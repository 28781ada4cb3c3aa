"""Whether a change is an adjustment or goes beyond what was signed, as a table."""

import datetime as dt

import pytest

from partners.models import Service, Theme
from sizes import amending
from sizes.drafting import OutcomeGiven
from sizes.models import Limits
from tests import factories as make
from tests.sizes.amending import changes as do

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def zone():
    """A core of 0…100 in a reach of −100…200, on one theme; at most 90 days, one service fixed."""
    zone = make.declared_zone()
    limits = Limits.objects.get(zone=zone)
    limits.longest_days = 90
    limits.is_fringe_open = False
    limits.save()
    limits.fixed_services.set(services("libraries"))
    limits.services.set(services("parks-and-open-spaces", "leisure-centres"))
    return zone


def services(*slugs):
    found = Service.objects.filter(slug__in=slugs)
    assert len(found) == len(slugs)
    return found


def place(core, reach):
    """The core and the reach, each as its left and lower edge, and its side."""

    def change(amendment, by):
        squares = (make.square(edge, edge, side=side) for edge, side in (core, reach))
        do.placed(amendment, by, **dict(zip(("core", "reach"), squares, strict=True)))

    return change


def words(**given):
    return lambda amendment, by: amending.change_words(amendment=amendment, by=by, **given)


def limits(**more):
    def change(amendment, by):
        kept = {
            "longest_days": 90,
            "is_fringe_open": False,
            "fixed_services": ["libraries"],
            "services": ["parks-and-open-spaces", "leisure-centres"],
        } | more
        for name in ("fixed_services", "services"):
            kept[name] = services(*kept[name])
        amending.change_limits(amendment=amendment, by=by, **kept)

    return change


def target(days):
    def change(amendment, by):
        day = amendment.zone.target_on + days * DAY
        amending.change_dates(amendment=amendment, by=by, target_on=day)

    return change


def reviews(amendment, by):
    days = [amendment.zone.starts_on + 100 * DAY]
    amending.change_dates(amendment=amendment, by=by, interim_reviews=days)


def outcomes(*, drops):
    def change(amendment, by):
        dropped = [amendment.zone.outcomes.get().pk] if drops else []
        added = [OutcomeGiven("Fewer are lonely.")]
        amending.change_outcomes(amendment=amendment, by=by, added=added, dropped=dropped)

    return change


ADJUSTMENTS = {
    "the same place": place((0, 100), (-100, 300)),
    "a narrower reach": place((0, 100), (-50, 200)),
    "a crisp edge": place((0, 100), (0, 100)),
    "a smaller core": place((0, 50), (-100, 300)),
    "a reach wider by rounding": place((0, 100), (-100.3, 300.6)),
    "shorter variations": limits(longest_days=30),
    "one service fewer": limits(services=["parks-and-open-spaces"]),
    "one more fixed": limits(
        services=["parks-and-open-spaces"],
        fixed_services=["libraries", "policing-and-community-safety"],
    ),
    "themes named that are the zone's": limits(themes=Theme.objects.all()[:1]),
    "an earlier target date": target(-10),
    "interim reviews": reviews,
    "an outcome added": outcomes(drops=False),
    "the name": words(name="Canalside"),
    "the place in words": words(place_in_words="By the canal"),
    "why here": words(why_here="Otherwise said."),
    "the summary": words(summary="Short."),
    "spaces only": words(purpose="  Help people here to be well.\r\n"),
}
AMENDMENTS = {
    "a wider reach": (place((0, 100), (-101, 300)), ["reaches further"]),
    "a moved reach": (place((0, 100), (-50, 300)), ["reaches further"]),
    "a larger core": (place((-10, 120), (-100, 300)), ["The core grows"]),
    "both": (
        place((-10, 120), (-200, 500)),
        ["reaches further: 16 hectares", "The core grows by 0.4 hectares"],
    ),
    "longer variations": (limits(longest_days=91), ["up to 91 days instead of 90"]),
    "variations as long as the zone": (
        limits(longest_days=None),
        ["as long as the zone, no longer at most 90 days"],
    ),
    "the fringe opened": (limits(is_fringe_open=True), ["into the fringe"]),
    "a fixed service freed": (limits(fixed_services=[]), ["Libraries could vary"]),
    "any service again": (limits(services=[]), ["Variations could touch any services"]),
    "one service more": (
        limits(services=["parks-and-open-spaces", "leisure-centres", "public-health"]),
        ["Variations could touch more services: "],
    ),
    "another theme": (
        limits(themes=Theme.objects.all()[1:2]),
        ["Variations could touch more themes: "],
    ),
    "a later target date": (target(1), ["The target date is later"]),
    "the purpose": (words(purpose="Else."), ["“What it is for” is put in other words"]),
    "what stays": (words(what_stays="Else."), ["“What will not change” is put in other words"]),
    "how far": (words(how_far="Else."), ["“What may be different here” is put in other words"]),
    "an outcome dropped": (
        outcomes(drops=True),
        ["An outcome is dropped: “More people walk in the park”."],
    ),
}


def judged(zone, change):
    councillor = make.councillor_of(zone)
    amendment = do.drafted(zone, councillor)
    change(amendment, councillor)
    amendment.refresh_from_db()
    return amending.why_amendment(amendment), amending.kind_of(amendment)


@pytest.mark.parametrize("name", ADJUSTMENTS)
def test_what_keeps_within_what_was_signed_is_an_adjustment(zone, name):
    assert judged(zone, ADJUSTMENTS[name]) == ([], "adjustment")


@pytest.mark.parametrize("name", AMENDMENTS)
def test_what_goes_further_is_an_amendment_and_says_why(zone, name):
    change, said = AMENDMENTS[name]
    why, kind = judged(zone, change)
    assert kind == "amendment"
    assert len(why) == len(said)
    for sentence, part in zip(why, said, strict=True):
        assert part in sentence


def test_zone_without_limits_is_only_tightened_by_setting_them(zone):
    Limits.objects.filter(zone=zone).delete()
    assert judged(zone, limits(services=[], fixed_services=[])) == ([], "adjustment")
