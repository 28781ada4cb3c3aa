"""The pages on which an owner says what an asset may be used for, and when it is free."""

import datetime as dt
from html import unescape

import pytest
from django.urls import reverse

from assets import hours
from assets.forms.hours import filled, name_of
from assets.hours import Slot, slots_of
from assets.hours_shown import hours_section
from assets.models import Asset, Willingness
from groundwork import clock
from partners.models import Membership
from tests import asset_factories as have
from tests import factories as make

Role = Membership.Role
DAY = dt.timedelta(days=1)


@pytest.fixture
def hall(db):
    return have.asset(make.organisation("Stirchley Hall Trust"), "The hall")


@pytest.fixture
def owner(hall, client):
    person = make.member(hall.owner, Role.REPRESENTATIVE)
    client.force_login(person)
    return person


def text(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def parts(name: str, day: dt.date) -> dict[str, str]:
    return {f"{name}_{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


def posted(hall, client, **data):
    hall.refresh_from_db()
    return client.post(
        reverse("asset-hours", args=[hall.reference]), {"version": hall.version} | data
    )


# The week


def test_hours_are_written_as_people_say_them_and_shown_on_the_page(hall, client, owner):
    response = posted(hall, client, day_1="9am to 1pm, 1pm-3pm", day_4="6pm to 2am")
    assert response.status_code == 302
    assert slots_of(hall, clock.today()) == hours.merged(
        [Slot(1, dt.time(9), dt.time(15)), Slot(4, dt.time(18), dt.time(2))]
    )
    client.logout()
    page = text(client.get(hall.get_absolute_url()))
    assert "Tuesday, 9am to 3pm; Friday, 6pm to 2am." in page
    assert '<span class="week-words">midnight to 2am</span>' in page
    assert '<rect class="week-free" x="540" width="360"' in page
    assert '<rect class="week-free" x="1080" width="360"' in page


def test_a_night_stands_in_the_box_of_its_evening(hall, client, owner):
    posted(hall, client, day_4="6pm to 2am")
    page = text(client.get(reverse("asset-hours", args=[hall.reference])))
    assert 'value="6pm to 2am"' in page
    assert 'value="midnight to 2am"' not in page


def test_what_cannot_be_read_is_said_and_nothing_typed_is_lost(hall, client, owner):
    response = posted(hall, client, day_1="9 to 5", day_2="morning")
    assert response.status_code == 422
    assert "Tuesday: Say whether 5 is before or after midday: 5am or 5pm." in text(response)
    assert 'value="9 to 5"' in text(response)
    assert 'value="morning"' in text(response)
    assert not hall.free_hours.exists()


@pytest.mark.parametrize(
    ("choice", "typed", "expected"),
    [
        ("workdays", {}, dict.fromkeys(range(5), "9am to 5pm")),
        ("evenings", {0: "6am to 7pm"}, {0: "6am to 10pm", 1: "6pm to 10pm"}),
        ("weekends", {5: "whenever"}, {5: "whenever", 6: "9am to 5pm"}),
        ("always", {}, {0: "all day", 6: "all day"}),
        ("monday", {0: "morning", 5: "evening"}, {0: "morning", 4: "morning", 5: "evening"}),
        ("clear", {0: "morning"}, {0: "", 6: ""}),
        ("nonsense", {0: "morning"}, {0: "morning"}),
    ],
)
def test_a_quick_choice_fills_boxes_and_keeps_what_cannot_be_read(choice, typed, expected):
    after = filled({name_of(day): words for day, words in typed.items()}, choice)
    assert {day: after[name_of(day)] for day in expected} == expected


def test_a_quick_choice_saves_nothing(hall, client, owner):
    response = posted(hall, client, fill="evenings", day_1="9am to 1pm")
    assert response.status_code == 200
    assert 'value="9am to 1pm, 6pm to 10pm"' in text(response)
    assert "Nothing is saved yet" in text(response)
    assert not hall.free_hours.exists()


def test_hours_for_a_season_leave_the_others(hall, client, owner):
    on = clock.today()
    posted(hall, client, day_1="morning")
    season = parts("starts_on", on + 30 * DAY) | parts("last_on", on + 60 * DAY)
    assert posted(hall, client, day_1="evening", **season).status_code == 302
    told = [hours.hours_in_words(slots_of(hall, on + n * DAY)) for n in (29, 30, 60, 61)]
    morning, evening = "Tuesday, 9am to midday", "Tuesday, 5pm to 10pm"
    assert told == [morning, evening, evening, morning]
    page = text(client.get(reverse("asset-hours", args=[hall.reference])))
    assert page.count("Tuesday, 5pm to 10pm") == 1
    there = reverse("asset-hours", args=[hall.reference])
    page = text(client.get(f"{there}?from={on + 30 * DAY}"))
    assert 'value="5pm to 10pm"' in page


def test_a_last_day_that_has_no_day_after_it_is_refused(hall, client, owner):
    response = posted(hall, client, day_1="morning", **parts("last_on", dt.date.max))
    assert response.status_code == 422
    assert 'value="9999"' in text(response)
    assert not hall.free_hours.exists()


@pytest.mark.parametrize("asked", ["nonsense", "2026-13-45", "1999-01-01"])
def test_a_season_that_is_not_there_leaves_the_page_whole(hall, client, owner, asked):
    there = reverse("asset-hours", args=[hall.reference])
    assert client.get(f"{there}?from={asked}").status_code == 200


def test_two_people_do_not_overwrite_each_other(hall, client, owner):
    posted(hall, client, day_1="morning")
    stale = {"version": 1, "day_1": "evening"}
    response = client.post(reverse("asset-hours", args=[hall.reference]), stale)
    assert response.status_code == 409
    assert "<td>9am to midday</td><td>5pm to 10pm</td>" in text(response)
    hall.refresh_from_db()
    assert f'name="version" value="{hall.version}"' in text(response)
    assert hours.hours_in_words(slots_of(hall, clock.today())) == "Tuesday, 9am to midday"


def test_single_days_are_added_and_taken_away(hall, client, owner):
    first = clock.today() + 20 * DAY
    data = parts("day-falls_on", first) | parts("day-last_on", first + DAY)
    path = reverse("asset-hours-day", args=[hall.reference])
    assert client.post(path, data | {"day-why": "Polling day"}).status_code == 302
    assert hall.hours_exceptions.count() == 2
    page = text(client.get(hall.get_absolute_url()))
    assert "not free (Polling day)" in page
    days = {"falls_on": str(first), "last_on": str(first + DAY)}
    gone = reverse("asset-hours-day-remove", args=[hall.reference])
    for _ in range(2):
        assert client.post(gone, days).status_code == 302
    assert not hall.hours_exceptions.exists()


def test_a_single_day_that_cannot_be_is_said_and_kept(hall, client, owner):
    path = reverse("asset-hours-day", args=[hall.reference])
    data = parts("day-falls_on", clock.today() - DAY) | {"day-times": "9am to 1pm"}
    response = client.post(path, data)
    assert response.status_code == 422
    assert "The day has passed already." in text(response)
    assert 'value="9am to 1pm"' in text(response)


def test_days_that_follow_each_other_are_told_as_one(hall):
    on = clock.today()
    for n in (3, 4, 5, 8):
        hall.hours_exceptions.create(falls_on=on + n * DAY, why="Holiday")
    told = hours_section(hall, on)["hours"]["exceptions"]
    assert [(each["falls_on"], each["last_on"]) for each in told] == [
        (on + 3 * DAY, on + 5 * DAY),
        (on + 8 * DAY, on + 8 * DAY),
    ]


def test_hours_nobody_said_or_of_what_has_gone_are_not_shown(hall):
    on = clock.today()
    assert hours_section(hall, on)["hours"]["is_said"] is False
    have.free(hall)
    assert hours_section(hall, on)["hours"]["is_said"] is True
    Asset.objects.filter(pk=hall.pk).update(gone_on=on, why_gone="Sold")
    assert hours_section(Asset.objects.get(), on)["hours"]["is_said"] is False


@pytest.mark.parametrize("name", ["asset-hours", "asset-willing"])
def test_what_has_gone_is_brought_back_before_more_is_said_of_it(hall, client, owner, name):
    Asset.objects.filter(pk=hall.pk).update(gone_on=clock.today(), why_gone="Sold")
    response = client.get(reverse(name, args=[hall.reference]), follow=True)
    assert response.redirect_chain == [(reverse("asset-work", args=[hall.reference]), 302)]
    assert "Bring it back, then change it." in text(response)


# What the owner is willing to do


def willing_path(hall) -> str:
    return reverse("asset-willing", args=[hall.reference])


def test_willingness_is_said_for_several_acts_and_shown(hall, client, owner):
    data = {"acts": ["share", "lend"], "terms": "£5 an hour"}
    assert client.post(willing_path(hall), data).status_code == 302
    assert Willingness.objects.standing(clock.today()).count() == 2
    client.logout()
    page = text(client.get(hall.get_absolute_url()))
    for words in ("Share", "Lend", "£5 an hour", "How to ask", 'href="tel:01214960000"'):
        assert words in page
    assert "Lease</strong>" not in page


def test_willingness_asks_for_a_contact_where_there_is_none(hall, client, owner):
    Asset.objects.update(contact_telephone="", contact_address="", contact_role="")
    response = client.post(willing_path(hall), {"acts": ["share"], "terms": "Free of charge"})
    assert response.status_code == 422
    assert "one way to ask" in text(response)
    assert "Free of charge" in text(response)
    assert not Willingness.objects.exists()
    data = {"acts": ["share"], "contact_role": "Desk", "contact_telephone": "0121 496 0001"}
    assert client.post(willing_path(hall), data).status_code == 302
    hall.refresh_from_db()
    assert (hall.contact_role, hall.contact_telephone) == ("Desk", "0121 496 0001")


def test_terms_are_changed_where_they_stand(hall, client, owner):
    have.willing(hall, terms="Free of charge")
    page = text(client.get(f"{willing_path(hall)}?act=share"))
    assert "Free of charge</textarea>" in page
    assert page.count(" checked") == 1


@pytest.mark.parametrize("asked", ["eat", "\x00", "lease"])
def test_terms_of_what_was_not_said_are_empty(hall, client, owner, asked):
    have.willing(hall, terms="Free of charge")
    page = text(client.get(willing_path(hall), {"act": asked}))
    assert "Free of charge</textarea>" not in page


def test_taking_back_stays_on_the_page_with_its_reason(hall, client, owner):
    have.willing(hall)
    path = reverse("asset-willing-end", args=[hall.reference, "share"])
    assert client.post(path, {"why": " "}).status_code == 422
    assert client.post(path, {"why": "The roof leaks."}).status_code == 302
    page = text(client.get(hall.get_absolute_url()))
    assert "What was said before" in page
    assert "The roof leaks." in page
    assert client.post(path, {"why": "Again"}).status_code == 422
    assert client.get(reverse("asset-willing-end", args=[hall.reference, "eat"])).status_code == 404


def test_front_line_staff_keep_hours_and_do_not_say_what_it_is_for(hall, client):
    client.force_login(make.member(hall.owner, Role.EDITOR))
    assert posted(hall, client, day_1="morning").status_code == 302
    page = client.get(willing_path(hall))
    assert "Only those who agree for its owner" in text(page)
    assert "<textarea" not in text(page)
    assert client.post(willing_path(hall), {"acts": ["share"]}).status_code == 403


def test_a_draft_is_kept_by_its_people_alone(client, db):
    draft = have.asset(make.organisation(), public=False)
    client.force_login(make.person("Sam"))
    for name in ("asset-willing", "asset-hours", "asset-photos", "asset-documents"):
        assert client.get(reverse(name, args=[draft.reference])).status_code == 404


def test_the_page_asks_the_same_however_much_it_says(
    hall, client, django_assert_max_num_queries, django_assert_num_queries
):
    def say(number: int) -> None:
        have.free(hall, number % 7)
        hall.hours_exceptions.create(falls_on=clock.today() + number * DAY)
        have.photo(hall, f"View {number}")
        have.document(hall, f"Paper {number}")
        have.willing(hall, ["share", "lend", "lease"][number % 3], ends_on=clock.today() + DAY)

    say(1)
    with django_assert_max_num_queries(30) as asked:
        client.get(hall.get_absolute_url())
    for number in range(2, 21):
        say(number)
    with django_assert_num_queries(len(asked)):
        client.get(hall.get_absolute_url())
