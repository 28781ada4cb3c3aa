"""The pages of a zone's meetings: what anyone reads, and the forms of those who lead the zone."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from groundwork import clock
from partners.models import Membership
from sizes import meetings
from sizes.meetings import MeetingGiven
from sizes.models import Meeting, Participant
from tests import factories as make

pytestmark = pytest.mark.django_db
Role = Membership.Role
DAY = dt.timedelta(days=1)


@pytest.fixture
def zone():
    return make.declared_zone("Stirchley")


@pytest.fixture
def editor(zone, client):
    person = make.member(lead_of(zone), Role.EDITOR)
    client.force_login(person)
    return person


def lead_of(zone):
    return zone.participants.get(part="lead").organisation


def address(name, zone, *more):
    return reverse(name, args=[zone.slug, *more])


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def typed(day=None, **more) -> dict[str, object]:
    day = day or clock.today() + 7 * DAY
    return {
        "title": "Open evening",
        "held_on_day": day.day,
        "held_on_month": f"{day:%b}",
        "held_on_year": day.year,
        "starts_at": "7pm",
        "ends_at": "9.30 pm",
        "place": "The hall",
        "agenda": "One\r\nTwo",
    } | more


# --- What anyone reads ----------------------------------------------------------------------------


def test_list_has_what_is_to_come_soonest_first_and_then_what_was_latest_first(client, zone):
    for days in (-9, 9, -3, 3, 0):
        make.meeting(zone, on=clock.today() + days * DAY, title=f"Meeting at {days}")
    page = client.get(address("zone-meetings", zone))
    titles = re.findall(r"Meeting at -?\d", page.content.decode())
    assert titles == [f"Meeting at {days}" for days in (0, 3, 9, -3, -9)]
    assert page["Cache-Control"] == "public, max-age=60"


def test_empty_list_says_what_comes(client, zone):
    page = client.get(address("zone-meetings", zone))
    assert "No meeting has been announced yet." in text_of(page)


def test_cancelled_meeting_is_listed_as_cancelled_and_its_page_says_why(client, zone):
    make.meeting(
        zone, on=clock.today() + DAY, cancelled_on=clock.today(), why_cancelled="Snow is forecast."
    )
    assert "Cancelled" in text_of(client.get(address("zone-meetings", zone)))
    page = client.get(address("zone-meeting", zone, Meeting.objects.get().pk))
    assert "This meeting was cancelled. Snow is forecast." in text_of(page)
    assert "Add to my calendar" not in text_of(page)


def test_meeting_says_when_where_what_about_who_was_represented_and_what_was_decided(client, zone):
    row = make.meeting(
        zone,
        on=dt.date(2026, 3, 2),
        title="Open evening",
        starts_at=dt.time(19),
        ends_at=dt.time(21, 30),
        place="The hall",
        agenda="- The park\n- The <b>hall</b>",
        others="14 neighbours",
        notes="First.\n\nSecond.",
        decisions="Open at six.\nOn Mondays.",
    )
    row.represented.add(lead_of(zone))
    page = client.get(address("zone-meeting", zone, row.pk))
    text = text_of(page)
    assert "When Monday 2 March 2026 7pm to 9:30pm" in text
    for said in ("The hall", lead_of(zone).name, "Also there: 14 neighbours"):
        assert said in text
    html = page.content.decode()
    assert "- The park<br>- The &lt;b&gt;hall&lt;/b&gt;" in html
    assert "<p>First.</p>" in html
    assert "Open at six.<br>On Mondays." in html


def test_past_meeting_without_a_record_says_so(client, zone):
    row = make.meeting(zone, on=clock.today() - DAY)
    page = client.get(address("zone-meeting", zone, row.pk))
    assert "What came of it is not recorded yet." in text_of(page)


def test_notes_can_be_taken_out_for_good_from_there(client, zone):
    row = Meeting.objects.create(
        zone=zone, title="Open evening", held_on=clock.today() - DAY, notes="Ann was there."
    )
    here, remove = (
        address("zone-meeting", zone, row.pk),
        reverse("remove-words", args=["meeting", row.pk]),
    )
    assert remove in client.get(here).content.decode()
    client.force_login(make.councillor_of(zone))
    assert client.post(remove, {"why": "It named somebody"}).status_code == 302
    page = client.get(here).content.decode()
    assert "Ann was there." not in page
    assert "It named somebody" in page
    assert remove not in page


def test_meeting_that_was_moved_says_from_when(client, zone, editor):
    day = clock.today() + 7 * DAY
    given = MeetingGiven(title="Open evening", held_on=day)
    row = meetings.arrange(zone=zone, given=given, by=editor)
    moved = MeetingGiven(title="Open evening", held_on=day + 7 * DAY)
    meetings.change(meeting=row, given=moved, by=editor)
    client.logout()
    page = client.get(address("zone-meeting", zone, row.pk))
    text = text_of(page)
    before = f"{day:%A} {day.day} {day:%B %Y}"
    assert f"This meeting was moved. It was to be on {before}." in text
    assert f"Moved from {before}" in text


def test_zone_page_names_the_next_meeting_and_links_to_all(client, zone):
    make.meeting(zone, on=clock.today() + DAY, title="Open evening", place="The hall")
    make.meeting(zone, on=clock.today() - DAY, decisions="Open at six.")
    page = client.get(zone.get_absolute_url())
    assert "The next is Open evening" in text_of(page)
    assert "Open at six." in text_of(page)
    assert address("zone-meetings", zone) in page.content.decode()


def test_meetings_of_a_proposal_are_public_and_those_of_a_draft_are_not(client):
    proposal, draft = make.proposed_zone(), make.ready_zone()
    for zone, status in ((proposal, 200), (draft, 404)):
        row = make.meeting(zone)
        assert client.get(address("zone-meetings", zone)).status_code == status
        assert client.get(address("zone-meeting", zone, row.pk)).status_code == status
    client.force_login(make.member(lead_of(draft), Role.EDITOR))
    page = client.get(address("zone-meeting", draft, row.pk))
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]


def test_meeting_of_another_zone_is_not_there(client, zone):
    row = make.meeting(make.declared_zone())
    assert client.get(address("zone-meeting", zone, row.pk)).status_code == 404


@pytest.mark.parametrize("rows", [1, 20])
def test_list_asks_no_more_for_many_meetings(client, zone, rows, django_assert_num_queries):
    for number in range(rows):
        make.meeting(zone, on=clock.today() + DAY, title=f"Coming {number}")
        make.meeting(zone, on=clock.today() - DAY, title=f"Past {number}")
    with django_assert_num_queries(4):
        client.get(address("zone-meetings", zone))


@pytest.mark.parametrize("rows", [1, 20])
def test_page_asks_no_more_for_many_who_were_represented(
    client, zone, rows, django_assert_num_queries
):
    row = make.meeting(zone)
    row.represented.set([make.organisation() for _ in range(rows)])
    with django_assert_num_queries(5):
        client.get(address("zone-meeting", zone, row.pk))


# --- Forms ----------------------------------------------------------------------------------------


def test_meeting_is_arranged_with_times_as_people_write_them(client, zone, editor):
    answer = client.post(address("zone-meeting-new", zone), typed())
    row = Meeting.objects.get()
    assert answer["Location"] == address("zone-meeting", zone, row.pk)
    assert (row.starts_at, row.ends_at) == (dt.time(19), dt.time(21, 30))
    assert (row.held_on, row.agenda) == (clock.today() + 7 * DAY, "One\nTwo")
    assert row.made_by == editor


def test_past_meeting_is_noted_and_leads_to_its_record(client, zone, editor):
    answer = client.post(address("zone-meeting-new", zone), typed(clock.today() - DAY))
    row = Meeting.objects.get()
    assert answer["Location"] == address("zone-meeting-record", zone, row.pk)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": " "}, "Say in a few words what kind of meeting it is"),
        ({"held_on_day": "31", "held_on_month": "2"}, "Date must be a real date"),
        ({"held_on_year": "2099"}, "look at the year"),
        ({"starts_at": "7"}, "7am or 7pm"),
        ({"starts_at": "soon"}, "Write a time, such as 7pm or 19:00"),
        ({"ends_at": "6pm"}, "It must end after it starts"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    client, zone, editor, wrong, says
):
    page = client.post(address("zone-meeting-new", zone), typed(place="Behind the bakery") | wrong)
    assert says in text_of(page)
    assert "Behind the bakery" in page.content.decode()
    for value in wrong.values():
        assert f'value="{value.strip()}"' in page.content.decode() or not value.strip()
    assert not Meeting.objects.exists()


def test_second_meeting_of_the_same_name_and_time_is_refused(client, zone, editor):
    client.post(address("zone-meeting-new", zone), typed())
    page = client.post(address("zone-meeting-new", zone), typed(agenda="Another"))
    assert page.status_code == 409
    assert "is there already" in text_of(page)
    assert "Another" in page.content.decode()


def test_form_to_change_shows_what_is_kept_and_saves(client, zone, editor):
    client.post(address("zone-meeting-new", zone), typed())
    row = Meeting.objects.get()
    page = client.get(address("zone-meeting-edit", zone, row.pk)).content.decode()
    for value in ("7pm", "9:30pm", "The hall", "Open evening"):
        assert f'value="{value}"' in page
    words = typed(place="The library", version=row.version)
    assert client.post(address("zone-meeting-edit", zone, row.pk), words).status_code == 302
    row.refresh_from_db()
    assert row.place == "The library"


def test_what_another_saved_meanwhile_is_shown_beside_what_was_typed(client, zone, editor):
    row = make.meeting(zone, on=clock.today() + 7 * DAY, title="Open evening")
    given = MeetingGiven(title="Their evening", held_on=row.held_on)
    meetings.change(meeting=row, given=given, by=editor)
    words = typed(title="My evening", version=row.version)
    page = client.post(address("zone-meeting-edit", zone, row.pk), words)
    assert page.status_code == 409
    assert "Their evening" in text_of(page)
    assert 'value="My evening"' in page.content.decode()
    words["version"] = row.version + 1
    assert client.post(address("zone-meeting-edit", zone, row.pk), words).status_code == 302
    row.refresh_from_db()
    assert row.title == "My evening"


def test_form_that_is_sent_twice_is_no_conflict(client, zone, editor):
    row = make.meeting(zone, on=clock.today() + 7 * DAY)
    for _ in range(2):
        path = address("zone-meeting-edit", zone, row.pk)
        assert client.post(path, typed(version=row.version)).status_code == 302
    row.refresh_from_db()
    assert row.version == 2


def test_who_was_represented_are_offered_who_take_part_or_signed(client, zone, editor):
    partner, stranger = make.organisation("Partner"), make.organisation("Stranger")
    Participant.objects.create(zone=zone, part="partner", organisation=partner)
    signed = [each.organisation.name for each in zone.signatures.select_related("organisation")]
    row = make.meeting(zone)
    page = client.get(address("zone-meeting-record", zone, row.pk))
    offered = [label for _, label in page.context["form"].fields["represented"].choices]
    assert sorted(offered) == sorted({*signed, "Partner"})
    words = {
        "represented": [partner.pk],
        "more": "stranger\r\n\r\npartner",
        "others": "14 neighbours",
        "decisions": "Open at six.",
        "version": row.version,
    }
    assert client.post(address("zone-meeting-record", zone, row.pk), words).status_code == 302
    assert {*row.represented.all()} == {partner, stranger}
    page = client.get(address("zone-meeting-record", zone, row.pk))
    assert "Stranger" in text_of(page)


def test_organisation_that_nobody_knows_is_pointed_out(client, zone, editor):
    row = make.meeting(zone)
    words = {"more": "Nobody Ltd\nNo One", "notes": "Much.", "version": row.version}
    page = client.post(address("zone-meeting-record", zone, row.pk), words)
    assert "Nobody Ltd and No One are not registered under that name" in text_of(page)
    assert "Much." in page.content.decode()
    row.refresh_from_db()
    assert row.notes == ""


def test_record_that_another_wrote_meanwhile_is_shown_beside(client, zone, editor):
    row, body = make.meeting(zone), make.organisation("Late Comer")
    Meeting.objects.get(pk=row.pk).write(notes="Theirs.")
    row.represented.add(body)
    words = {"notes": "Mine.", "represented": [], "version": row.version}
    page = client.post(address("zone-meeting-record", zone, row.pk), words)
    assert page.status_code == 409
    for said in ("Theirs.", "Mine.", "Late Comer"):
        assert said in text_of(page)


def test_record_waits_for_the_day_of_the_meeting(client, zone, editor):
    row = make.meeting(zone, on=clock.today() + DAY)
    answer = client.get(address("zone-meeting-record", zone, row.pk))
    assert answer["Location"] == address("zone-meeting", zone, row.pk)


def test_meeting_is_cancelled_with_a_reason(client, zone, editor):
    row = make.meeting(zone, on=clock.today() + DAY)
    path = address("zone-meeting-cancel", zone, row.pk)
    page = client.post(path, {"version": row.version})
    assert "Say why: everyone who meant to come reads this" in text_of(page)
    assert client.post(path, {"version": row.version, "why": "Snow."}).status_code == 302
    row.refresh_from_db()
    assert row.why_cancelled == "Snow."
    again = client.post(path, {"version": 1, "why": "Snow."})
    assert again["Location"] == address("zone-meeting", zone, row.pk)


def test_meeting_that_was_changed_meanwhile_is_looked_at_again_before_it_is_cancelled(
    client, zone, editor
):
    row = make.meeting(zone, on=clock.today() + DAY)
    Meeting.objects.get(pk=row.pk).write(place="There")
    path = address("zone-meeting-cancel", zone, row.pk)
    page = client.post(path, {"version": 1, "why": "Snow."})
    assert page.status_code == 409
    assert "Somebody changed this meeting meanwhile" in text_of(page)
    assert "Snow." in page.content.decode()
    assert 'value="2"' in page.content.decode()


def test_words_typed_for_a_meeting_that_was_cancelled_meanwhile_are_not_lost(client, zone, editor):
    row = make.meeting(zone)
    meetings.cancel(meeting=row, why="Snow.", by=editor)
    for version in (1, 2):
        words = {"notes": "All that was said.", "version": version}
        page = client.post(address("zone-meeting-record", zone, row.pk), words)
        assert page.status_code == 409
        assert "was cancelled" in text_of(page)
        assert "All that was said." in page.content.decode()


@pytest.mark.parametrize("name", ["zone-meeting-edit", "zone-meeting-record"])
def test_form_of_a_cancelled_meeting_leads_back_to_it(client, zone, editor, name):
    row = make.meeting(zone, cancelled_on=clock.today(), why_cancelled="Snow.")
    answer = client.get(address(name, zone, row.pk))
    assert answer["Location"] == address("zone-meeting", zone, row.pk)
