"""Where zones overlap: which variations conflict, what people are told, and who decides."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from groundwork import clock
from groundwork.problems import Refused
from partners.models import Membership, Service
from sizes import conflicts, varying
from sizes.conflicts import conflicts_among, conflicts_of
from sizes.models import ConflictAnswer
from tests import factories as make
from tests.factories import square

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
Role = Membership.Role

# The first zone has a core of 0…100 and a reach of −100…200, both ways, and a variation there.
# The second: where it lies, in metres to the east; what is different in it. All squares.
CASES = {
    "the same place": ({"x": 0}, {}, True),
    "reaches overlap": ({"x": 250}, {}, True),
    "reaches only touch": ({"x": 300}, {}, False),
    "far away": ({"x": 1000}, {}, False),
    "fringe left out of one": ({"x": 250}, {"fringe": "not_included"}, False),
    "fringe left out, and the core overlaps": ({"x": 150}, {"fringe": "not_included"}, True),
    "a part that lies in both": ({"x": 250}, {"area": square(160, 0, side=30)}, True),
    "a part that lies in one": ({"x": 250}, {"area": square(400, 0, side=30)}, False),
    "another service": ({"x": 0}, {"service": "libraries"}, False),
    "the same rule": ({"x": 0}, {"rule_here": "  Until TEN "}, False),
    "days that do not meet": ({"x": 0}, {"starts": 20}, False),
    "days that meet on one": ({"x": 0}, {"starts": 19}, True),
}


def two(x=0, **second):
    """Two zones, the second x metres east of the first, with a variation each."""
    today = clock.today()
    first, other = (
        make.declared_zone(
            name, core=square(at, 0), reach=square(at - 100, -100, side=300), leads=[council]
        )
        for name, at, council in (
            ("First", 0, make.council("First Council")),
            ("Second", x, make.council("Second Council")),
        )
    )
    starts = second.pop("starts", 0)
    if "service" in second:
        second["service"] = Service.objects.get(slug=second["service"])
    mine = make.variation(
        first, rule_here="Until ten.", ends_on=today + 20 * DAY, fringe="included"
    )
    words = {"rule_here": "Until eleven.", "fringe": "included", "starts_on": today + starts * DAY}
    return mine, make.variation(other, **words | second)


@pytest.mark.parametrize("case", CASES)
def test_variations_conflict_where_service_place_and_days_meet_and_rules_differ(case):
    where, second, is_conflict = CASES[case]
    mine, other = two(**where, **second)
    for zone in (mine.acceptance.zone, other.acceptance.zone):
        found = conflicts_of([zone], on=clock.today())
        assert [each.both for each in found] == ([(mine, other)] if is_conflict else [])


def test_conflict_says_how_much_ground_and_which_days():
    _, other = two(x=250, starts=5)
    (found,) = conflicts_of([other.acceptance.zone], on=clock.today())
    assert found.hectares == pytest.approx(50 * 300 / 10_000)
    assert found.starts_on == clock.today() + 5 * DAY
    assert found.ends_on == clock.today() + 20 * DAY
    assert "First and Second decide together" in found.says()


@pytest.mark.parametrize("what", ["ended", "proposed", "one zone", "over by then"])
def test_there_is_no_conflict_with_what_does_not_hold(what):
    mine, other = two()
    on = clock.today()
    if what == "ended":
        varying.end(variation=other, why="Done.", by=make.councillor_of(other.acceptance.zone))
    elif what == "proposed":
        type(other).objects.filter(pk=other.pk).update(agreed_on=None)
    elif what == "one zone":
        type(other.acceptance).objects.filter(pk=other.acceptance.pk).update(
            zone=mine.acceptance.zone
        )
    else:
        on += 20 * DAY
    assert conflicts_of([mine.acceptance.zone], on=on) == []


def test_paused_variation_still_conflicts_as_it_may_be_resumed():
    mine, other = two()
    by = make.member(other.acceptance.commitment.organisation, Role.EDITOR)
    varying.pause(variation=other, why="Ice.", by=by)
    assert len(conflicts_of([mine.acceptance.zone], on=clock.today())) == 1


WHO = {
    "resident": (None, False),
    "first's representative": ("first", Role.REPRESENTATIVE),
    "first's editor": ("first", Role.EDITOR),
    "second's councillor": ("second", Role.COUNCILLOR),
    "owner's representative": ("owner", Role.REPRESENTATIVE),
}
DECIDE = {"first's representative", "second's councillor"}


@pytest.mark.parametrize("who", WHO)
def test_representatives_of_either_lead_decide(who):
    mine, other = two()
    organisations = {
        "first": mine.acceptance.zone.participants.first().organisation,
        "second": other.acceptance.zone.participants.first().organisation,
        "owner": mine.acceptance.commitment.organisation,
    }
    place, role = WHO[who]
    person = make.member(organisations[place], role) if place else make.person()
    words = {"first": other, "second": mine, "holds": other, "note": "Later helps more."}
    if who not in DECIDE:
        with pytest.raises(PermissionDenied):
            conflicts.answer(**words, by=person)
        return
    made = conflicts.answer(**words, by=person)
    assert (made.first, made.second, made.holds) == (mine, other, other)
    (found,) = conflicts_of([mine.acceptance.zone], on=clock.today())
    assert found.says() == f"Where the two overlap, the rule of Second holds: “{other.title}”."


def test_who_decides_may_be_named_and_the_decision_said_anew():
    mine, other = two()
    by = make.councillor_of(mine.acceptance.zone)
    second = other.acceptance.zone.participants.first().organisation
    conflicts.answer(first=mine, second=other, resolver=second, note="Their hall.", by=by)
    (found,) = conflicts_of([mine.acceptance.zone], on=clock.today())
    assert found.says().endswith("Second Council decides.")
    conflicts.answer(first=mine, second=other, holds=mine, note="Agreed since.", by=by)
    assert ConflictAnswer.objects.get().holds == mine


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"note": "So."}, "Say which of the two holds, or who will decide"),
        ({"holds": "mine", "note": " "}, "Say why"),
        ({"holds": "third", "note": "So."}, "Choose one of the two"),
        ({"resolver": "stranger", "note": "So."}, "that leads one of the two zones"),
    ],
)
def test_decision_that_says_too_little_is_refused(words, says):
    mine, other = two()
    third = make.variation(make.declared_zone())
    things = {"mine": mine, "third": third, "stranger": make.council()}
    given = {name: things.get(value, value) for name, value in words.items()}
    by = make.councillor_of(mine.acceptance.zone)
    with pytest.raises(Refused, match=says):
        conflicts.answer(first=mine, second=other, by=by, **given)


def test_deciding_what_does_not_conflict_is_refused():
    mine, other = two(x=1000)
    by = make.councillor_of(mine.acceptance.zone)
    with pytest.raises(Refused, match="no longer conflict"):
        conflicts.answer(first=mine, second=other, holds=mine, note="So.", by=by)


def test_conflicts_among_variations_of_one_place_carry_the_decision(django_assert_num_queries):
    mine, other = two()
    by = make.councillor_of(mine.acceptance.zone)
    conflicts.answer(first=mine, second=other, holds=mine, note="So.", by=by)
    with django_assert_num_queries(1):
        (found,) = conflicts_among([other, mine], on=clock.today())
    assert found.holds == mine
    with django_assert_num_queries(0):
        assert conflicts_among([mine], on=clock.today()) == []


@pytest.mark.parametrize("number", [1, 8])
def test_conflicts_take_five_queries_however_many(django_assert_num_queries, number):
    mine, other = two()
    for each in range(number - 1):
        make.variation(other.acceptance.zone, rule_here=f"Until {each}.", fringe="included")
    with django_assert_num_queries(5):
        found = conflicts_of([mine.acceptance.zone], on=clock.today())
    assert len(found) == number
