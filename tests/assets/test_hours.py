"""When an asset is free: seasons, single days, midnight, and the same answer from SQL."""

import datetime as dt
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied

from assets import hours
from assets.hours import Season, Slot, is_free, seasons, set_hours, slots_of
from assets.models import Asset, FreeHours, HoursException
from assets.week import END
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Membership
from tests import asset_factories as have
from tests import factories as make

ON = dt.date(2027, 3, 2)  # a Tuesday
SUMMER, AUTUMN = dt.date(2027, 7, 24), dt.date(2027, 9, 1)
MORNINGS = [Slot(1, dt.time(9), dt.time(12))]
EVENINGS = [Slot(1, dt.time(18), dt.time(22))]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def time(text: str) -> dt.time:
    return dt.time.fromisoformat(text)


# Weeks put into windows, without a database

ALWAYS = (dt.date.min, dt.date.max)
M, E = set(MORNINGS), set(EVENINGS)
REPLACING = {
    "the first week said": ({}, ALWAYS, M, {ALWAYS: M}),
    "always replaces all": (
        {(dt.date.min, SUMMER): M, (SUMMER, dt.date.max): E}, ALWAYS, M, {ALWAYS: M},
    ),
    "a season cuts what was always": (
        {ALWAYS: M}, (SUMMER, AUTUMN), E,
        {(dt.date.min, SUMMER): M, (SUMMER, AUTUMN): E, (AUTUMN, dt.date.max): M},
    ),
    "an empty season is a gap": (
        {ALWAYS: M}, (SUMMER, AUTUMN), set(),
        {(dt.date.min, SUMMER): M, (AUTUMN, dt.date.max): M},
    ),
    "a season of the same hours changes nothing": (
        {ALWAYS: M}, (SUMMER, AUTUMN), M, {ALWAYS: M},
    ),
    "a gap that is filled closes": (
        {(dt.date.min, SUMMER): M, (AUTUMN, dt.date.max): M}, (SUMMER, AUTUMN), M, {ALWAYS: M},
    ),
    "from a day on": (
        {ALWAYS: M}, (SUMMER, dt.date.max), E,
        {(dt.date.min, SUMMER): M, (SUMMER, dt.date.max): E},
    ),
    "until a day": (
        {ALWAYS: M}, (dt.date.min, SUMMER), E,
        {(dt.date.min, SUMMER): E, (SUMMER, dt.date.max): M},
    ),
    "one that covers a season swallows it": (
        {(SUMMER, AUTUMN): M}, (day("2027-07-01"), day("2027-10-01")), E,
        {(day("2027-07-01"), day("2027-10-01")): E},
    ),
    "never empties it": ({ALWAYS: M}, ALWAYS, set(), {}),
}  # fmt: skip


@pytest.mark.parametrize(
    ("before", "window", "week", "after"), list(REPLACING.values()), ids=list(REPLACING)
)
def test_a_week_replaces_what_was_said_for_its_days(before, window, week, after):
    assert hours.replaced(before, window, week) == after


# The same answer in Python and in SQL


@pytest.fixture
def hall(db):
    """Free Tuesdays 9 to 17, Fridays from 18 past midnight till 2; in summer Tuesdays 14 to 16."""
    hall = have.asset(make.organisation(), "The hall")
    rows = [
        (1, "09:00", "17:00", None, SUMMER),
        (1, "14:00", "16:00", SUMMER, AUTUMN),
        (1, "09:00", "17:00", AUTUMN, None),
        (4, "18:00", "23:59:59", None, None),
        (5, "00:00", "02:00", None, None),
    ]
    FreeHours.objects.bulk_create(
        FreeHours(
            asset=hall, weekday=weekday, starts_at=time(starts), ends_at=time(ends),
            starts_on=begins, ends_on=stops,
        )
        for weekday, starts, ends, begins, stops in rows
    )  # fmt: skip
    HoursException.objects.create(asset=hall, falls_on=day("2027-03-09"), why="Polling day")
    for starts, ends in (("10:00", "12:00"), ("19:00", "21:00")):
        HoursException.objects.create(
            asset=hall, falls_on=day("2027-03-16"), starts_at=time(starts), ends_at=time(ends)
        )
    HoursException.objects.create(
        asset=hall, falls_on=day("2027-03-18"), starts_at=time("08:00"), ends_at=time("10:00")
    )
    HoursException.objects.create(asset=hall, falls_on=day("2027-03-20"), why="Floor polished")
    return hall


FREE = [
    # the week
    ("2027-03-02", "09:00", "12:00", True),
    ("2027-03-02", "09:00", "17:00", True),
    ("2027-03-02", "16:59", "17:00", True),
    ("2027-03-02", "08:59", "10:00", False),
    ("2027-03-02", "16:00", "17:01", False),
    ("2027-03-03", "09:00", "12:00", False),
    # past midnight
    ("2027-03-05", "18:00", "00:00", True),
    ("2027-03-05", "22:00", "02:00", True),
    ("2027-03-05", "22:00", "02:01", False),
    ("2027-03-05", "17:00", "01:00", False),
    ("2027-03-06", "00:00", "02:00", True),
    ("2027-03-06", "00:00", "00:00", False),
    # single days
    ("2027-03-09", "09:00", "12:00", False),
    ("2027-03-16", "10:00", "12:00", True),
    ("2027-03-16", "19:00", "21:00", True),
    ("2027-03-16", "09:00", "12:00", False),
    ("2027-03-16", "12:00", "13:00", False),
    ("2027-03-18", "08:00", "10:00", True),
    ("2027-03-19", "22:00", "23:00", True),
    ("2027-03-19", "22:00", "02:00", False),
    # seasons
    ("2027-07-20", "09:00", "12:00", True),
    ("2027-07-27", "09:00", "12:00", False),
    ("2027-07-27", "14:00", "16:00", True),
    ("2027-08-31", "14:00", "16:00", True),
    ("2027-08-31", "09:00", "12:00", False),
    ("2027-09-07", "09:00", "12:00", True),
]


def test_free_on_a_day_is_the_same_in_python_and_sql(hall):
    for date, starts, ends, expected in FREE:
        asked = day(date), time(starts), time(ends)
        assert is_free(hall, *asked) is expected, (date, starts, ends)
        found = Asset.objects.filter(hours.free_on_in_sql(*asked)).exists()
        assert found is expected, ("in SQL", date, starts, ends)


@pytest.mark.parametrize(
    ("weekday", "starts", "ends", "on", "expected"),
    [
        (1, "09:00", "12:00", ON, True),
        (1, "09:00", "12:00", day("2027-03-09"), True),  # a weekday heeds no exceptions
        (1, "09:00", "12:00", SUMMER, False),
        (1, "14:00", "16:00", SUMMER, True),
        (1, "08:00", "12:00", ON, False),
        (2, "09:00", "12:00", ON, False),
        (4, "22:00", "02:00", ON, True),
        (4, "22:00", "03:00", ON, False),
        (4, "20:00", "00:00", ON, True),
    ],
)
def test_free_on_a_weekday_in_sql(hall, weekday, starts, ends, on, expected):
    have.asset(hall.owner, "Never free")
    found = Asset.objects.filter(hours.free_in_sql(weekday, time(starts), time(ends), on))
    assert [asset.name for asset in found] == (["The hall"] if expected else [])


def test_free_answers_of_prefetched_assets_ask_the_database_nothing(
    hall, django_assert_num_queries
):
    read = Asset.objects.prefetch_related("free_hours", "hours_exceptions").get()
    with django_assert_num_queries(0):
        for date, (starts, ends) in product([ON, SUMMER], hours.PARTS_OF_DAY.values()):
            is_free(read, date, starts, ends)


# Saying them


@pytest.fixture
def room(db):
    return have.asset(make.organisation("Stirchley Hall Trust"), "The room")


@pytest.fixture
def keeper(room):
    return make.member(room.owner, Membership.Role.EDITOR)


def said(room, slots, keeper, **more):
    room.refresh_from_db()
    return set_hours(asset=room, slots=slots, expected=room.version, by=keeper, **{"on": ON} | more)


def rows_of(room):
    return list(
        FreeHours.objects.filter(asset=room)
        .order_by("starts_on", "weekday", "starts_at")
        .values_list("weekday", "starts_at", "ends_at", "starts_on", "ends_on")
    )


def test_set_hours_keeps_hours_that_meet_as_one_row(room, keeper):
    version = room.version
    said(
        room,
        [*MORNINGS, Slot(1, dt.time(12), dt.time(14)), Slot(1, dt.time(23), dt.time(0))],
        keeper,
    )
    assert rows_of(room) == [
        (1, dt.time(9), dt.time(14), None, None),
        (1, dt.time(23), END, None, None),
    ]
    room.refresh_from_db()
    assert room.version == version + 1


def test_set_hours_leaves_rows_that_stay_and_counts_no_write_that_changes_nothing(room, keeper):
    said(room, [*MORNINGS, *EVENINGS], keeper)
    kept = set(FreeHours.objects.filter(asset=room).values_list("pk", flat=True))
    written = said(room, [*MORNINGS, *EVENINGS], keeper)
    again = said(room, MORNINGS, keeper)
    assert written.version + 1 == again.version
    assert set(FreeHours.objects.filter(asset=room).values_list("pk", flat=True)) < kept


def test_the_same_hours_said_again_from_a_stale_page_change_nothing(room, keeper):
    stale = room.version
    said(room, MORNINGS, keeper)
    written = set_hours(asset=room, slots=MORNINGS, expected=stale, by=keeper, on=ON)
    assert written.version == stale + 1


def test_a_season_interrupts_the_usual_week(room, keeper):
    said(room, MORNINGS, keeper)
    said(room, EVENINGS, keeper, starts_on=SUMMER, ends_on=AUTUMN)
    assert slots_of(room, ON) == MORNINGS
    assert slots_of(room, SUMMER) == EVENINGS
    assert slots_of(room, AUTUMN) == MORNINGS
    assert seasons(room, ON) == [
        Season(None, SUMMER, tuple(MORNINGS)),
        Season(SUMMER, AUTUMN, tuple(EVENINGS)),
        Season(AUTUMN, None, tuple(MORNINGS)),
    ]


def test_seasons_tell_of_days_without_hours_and_not_of_what_is_over(room, keeper):
    said(room, MORNINGS, keeper)
    said(room, [], keeper, starts_on=SUMMER, ends_on=AUTUMN)
    assert [len(each.slots) for each in seasons(room, ON)] == [1, 0, 1]
    assert seasons(room, SUMMER)[0] == Season(SUMMER, AUTUMN, ())
    assert seasons(room, AUTUMN) == [Season(AUTUMN, None, tuple(MORNINGS))]


def test_hours_of_a_season_alone_end_with_it(room, keeper):
    said(room, EVENINGS, keeper, starts_on=SUMMER, ends_on=AUTUMN)
    assert seasons(room, ON) == [
        Season(ON, SUMMER, ()),
        Season(SUMMER, AUTUMN, tuple(EVENINGS)),
        Season(AUTUMN, None, ()),
    ]
    assert seasons(room, AUTUMN) == []


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"starts_on": AUTUMN, "ends_on": SUMMER}, "must not come before"),
        ({"ends_on": ON}, "has passed already"),
        (
            {"slots": [Slot(0, dt.time(h), dt.time(h, 30)) for h in range(13)]},
            "at most 12 times",
        ),
    ],
)
def test_set_hours_refuses(room, keeper, more, sentence):
    with pytest.raises(Refused, match=sentence):
        said(room, more.pop("slots", MORNINGS), keeper, **more)
    assert rows_of(room) == []


def test_set_hours_refuses_a_stale_version_and_strangers_and_what_has_gone(room, keeper):
    with pytest.raises(ChangedMeanwhile):
        set_hours(asset=room, slots=MORNINGS, expected=room.version + 1, by=keeper, on=ON)
    with pytest.raises(PermissionDenied):
        said(room, MORNINGS, make.person("Sam"))
    Asset.objects.filter(pk=room.pk).update(gone_on=ON, why_gone="Sold")
    with pytest.raises(Refused, match="no longer on the register"):
        said(room, MORNINGS, keeper)


def test_an_exception_over_several_days_replaces_what_was_said_of_them(room, keeper):
    first, last = day("2027-12-24"), day("2027-12-26")
    more = {"asset": room, "by": keeper, "on": ON}
    hours.add_exception(
        falls_on=first, times=[(dt.time(9), dt.time(12)), (dt.time(11), dt.time(13))], **more
    )
    assert hours.hours_on(room, first) == ((dt.time(9), dt.time(13)),)
    hours.add_exception(falls_on=first, last_on=last, why=" Christmas ", **more)
    found = HoursException.objects.filter(asset=room)
    assert [(each.falls_on.day, each.starts_at, each.why) for each in found] == [
        (24, None, "Christmas"), (25, None, "Christmas"), (26, None, "Christmas"),
    ]  # fmt: skip
    hours.remove_exception(falls_on=first, last_on=day("2027-12-25"), **more)
    assert [each.falls_on for each in found.all()] == [last]
    with pytest.raises(Refused, match="usual hours"):
        hours.remove_exception(falls_on=first, **more)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"falls_on": day("2027-03-01")}, "has passed"),
        ({"falls_on": SUMMER, "last_on": ON}, "must not come before"),
        ({"falls_on": SUMMER, "last_on": day("2027-12-01")}, "more than 92 days"),
        ({"falls_on": day("2072-03-01")}, "three years"),
        ({"falls_on": SUMMER, "times": [(dt.time(22), dt.time(2))]}, "end at midnight"),
        (
            {"falls_on": SUMMER, "times": [(dt.time(h), dt.time(h, 30)) for h in range(13)]},
            "at most 12",
        ),
    ],
)
def test_an_exception_is_refused(room, keeper, given, sentence):
    with pytest.raises(Refused, match=sentence):
        hours.add_exception(asset=room, by=keeper, on=ON, **given)
    assert not HoursException.objects.exists()


def test_strangers_say_nothing_of_single_days(room):
    sam = make.person("Sam")
    with pytest.raises(PermissionDenied):
        hours.add_exception(asset=room, falls_on=SUMMER, by=sam, on=ON)
    with pytest.raises(PermissionDenied):
        hours.remove_exception(asset=room, falls_on=SUMMER, by=sam, on=ON)
