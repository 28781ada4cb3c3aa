"""The page of a public notice: what it shows of what was kept, what came after, and to whom."""

import datetime as dt
import re

import pgtrigger
import pytest
from django.urls import reverse

from groundwork import clock
from sizes import amending, comment_period, lifecycle
from sizes.models import Notice, PreElectionPeriod
from tests import factories as make
from tests.days import stand_on
from tests.sizes.amending import changes as do

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
QUERIES = 10


def words_of(client, path, status=200) -> str:
    page = client.get(path)
    assert page.status_code == status
    return " ".join(page.content.decode().split())


def seen(text: str) -> str:
    """The words of a page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def notice_of(zone, number=None) -> str:
    if number is None:
        return reverse("zone-notice", args=[zone.slug])
    return reverse("zone-notice-numbered", args=[zone.slug, number])


def test_page_shows_the_newest_notice_with_all_that_it_says(client):
    council = make.council(
        "City Council",
        contact_name="Ward officer",
        contact_telephone="0121 496 0000",
        contact_place="Any library",
    )
    zone = make.declared_zone("Well", leads=[council], place_in_words="Stirchley ward")
    text = words_of(client, notice_of(zone))
    assert "<title>Declaration of a Social Innovation Zone: Well" in text
    for said in (
        "Public notice",
        f"Reference {zone.reference}/2",
        "the parties named below declared the area shown on the plan annexed, in Stirchley ward",
        "Made on",
        "unless renewed, at the latest",
        "The plan annexed",
        "The core covers 1 hectare",
        "Help people here to be well.",
        "Opening hours and places only.",
        "Nobody loses a home visit.",
        "What was heard, and what was done with it Little. We read it.",
        "Signed by",
        "City Council : Signatory 1, Chair",
        "https://council.example/decisions/1",
        "On paper: Any library.",
        "Ward officer: 0121 496 0000; Any library.",
        "Neither this notice nor the zone has statutory force",
    ):
        assert said in seen(text), said
    assert 'class="map-core"' in text
    assert 'class="qr"' in text
    assert "style=" not in text
    assert reverse("zone-comment", args=[zone.slug]) in text


def test_signatories_stand_in_their_order(client):
    text = seen(words_of(client, notice_of(make.declared_zone())))
    signed = text[text.index("Signed by") :]
    places = [signed.index(f"Signatory {number}") for number in (1, 2, 3, 4)]
    assert places == sorted(places)


def test_earlier_notice_stays_and_says_that_a_later_one_was_given(client):
    zone = make.declared_zone()
    text = words_of(client, notice_of(zone, 1))
    assert "Proposal for a Social Innovation Zone" in text
    assert "Not part of the notice" in text
    assert "A later notice was given on" in text
    assert f'href="{notice_of(zone, 2)}"' in text
    assert "Not part of the notice" not in words_of(client, notice_of(zone, 2))


def test_every_notice_is_listed_with_its_papers(client):
    zone = make.declared_zone()
    text = words_of(client, notice_of(zone))
    listed = text[text.index("Every notice of this zone") :]
    for number in (1, 2):
        pdf = reverse("zone-notice-numbered-pdf", args=[zone.slug, number])
        assert f'href="{pdf}"' in listed
        assert f'href="{pdf}?paper=a3"' in listed
        assert f"{zone.reference}/{number}" in listed


@pytest.mark.parametrize("number", [0, 3, 99_999])
def test_there_is_no_notice_of_another_number(client, number):
    zone = make.declared_zone()
    assert client.get(notice_of(zone, number)).status_code == 404


@pytest.mark.parametrize("name", ["zone-notice", "zone-notice-pdf"])
def test_draft_has_no_notice_even_for_those_who_work_on_it(client, name):
    starter = make.person()
    zone = make.draft(by=starter)
    client.force_login(starter)
    assert client.get(reverse(name, args=[zone.slug])).status_code == 404


def test_name_that_was_taken_out_is_replaced_by_the_day_and_the_reason(client):
    zone = make.declared_zone()
    zone.signatures.filter(position=2).update(
        name="", redacted_on=dt.date(2027, 1, 2), why_redacted="She asked for it."
    )
    text = seen(words_of(client, notice_of(zone)))
    assert "Signatory 2" not in text
    assert "name taken out on 2 January 2027: She asked for it" in text
    assert "Signatory 3" in text


def test_signature_withdrawn_since_is_shown_with_the_day(client):
    zone = make.declared_zone()
    zone.signatures.filter(position=4).update(
        withdrawn_on=dt.date(2027, 1, 2), why_withdrawn="We moved."
    )
    text = seen(words_of(client, notice_of(zone)))
    assert "(withdrawn on 2 January 2027)" in text


@pytest.mark.parametrize(
    ("residents", "said"),
    [(9, "Fewer than 10 residents, not named"), (1_200, "1,200 residents, not named")],
)
def test_residents_are_counted_and_not_named(client, residents, said):
    zone = make.proposed_zone(on=clock.today() - 30 * DAY)
    make.ready_to_declare(zone)
    row = make.signature_row(zone, "community", None, position=9, on=clock.today())
    row.signatory, row.residents, row.name = "Residents of the tower", residents, ""
    row.save()
    lifecycle.take("declare", zone=zone, by=make.councillor_of(zone))
    assert said in seen(words_of(client, notice_of(zone)))


def test_proposal_changed_since_says_the_day_by_which_to_comment_now(client):
    today = clock.today()
    zone = make.proposed_zone(on=today - 10 * DAY)
    comment_period.begin_again(zone, "its limits were changed", on=today)
    text = seen(words_of(client, notice_of(zone)))
    by = (today + 28 * DAY).strftime("%-d %B %Y")
    assert f"the time for comments began again: comment by {by}" in text
    assert f"By {by}," in text


def test_proposal_whose_time_for_comments_is_over_says_so(client):
    zone = make.proposed_zone(on=clock.today() - 29 * DAY)
    text = seen(words_of(client, notice_of(zone)))
    ended = (clock.today() - DAY).strftime("%-d %B %Y")
    assert f"The time for comments ended on {ended}. Comments stay open." in text
    assert f"By {ended}," not in text
    last_day = make.proposed_zone(on=clock.today() - 28 * DAY)
    text = seen(words_of(client, notice_of(last_day)))
    assert "The time for comments ended" not in text
    assert f"By {clock.today().strftime('%-d %B %Y')}," in text


def test_notice_of_what_was_taken_back_or_withdrawn_says_so(client):
    zone = make.proposed_zone()
    by = make.councillor_of(zone)
    lifecycle.take("return", zone=zone, by=by, note="Better words.")
    assert "was taken back on" in words_of(client, notice_of(zone))
    lifecycle.take("withdraw", zone=zone, by=by, note="Enough.")
    assert "The proposal was withdrawn on" in words_of(client, notice_of(zone))


def test_notice_of_a_withdrawn_proposal_names_no_day_to_comment_by(client):
    zone = make.proposed_zone()
    lifecycle.take("withdraw", zone=zone, by=make.councillor_of(zone), note="Enough.")
    text = seen(words_of(client, notice_of(zone)))
    assert "is answered when the zone is declared" not in text
    assert "At any time, on the zone’s page" in text


def test_notice_of_a_change_that_was_given_up_says_so(client):
    zone = make.declared_zone(on=clock.today() - 60 * DAY, starts_on=clock.today() - 60 * DAY)
    by = make.councillor_of(zone)
    change = do.wider(do.drafted(zone, by), by)
    amending.open_for_objection(amendment=change, by=by)
    assert "Those who signed may object until" in words_of(client, notice_of(zone))
    change.refresh_from_db()
    amending.abandon(amendment=change, why="Too wide.", by=by)
    text = seen(words_of(client, notice_of(zone)))
    today = clock.today().strftime("%-d %B %Y")
    assert f"This change will not be made: it was given up on {today}. Too wide." in text
    assert "Those who signed may object until" not in text


def test_notice_of_a_lapsed_zone_says_so(client, monkeypatch):
    zone = make.declared_zone()
    late = zone.target_on + 91 * DAY
    stand_on(monkeypatch, late)
    assert "The zone has lapsed: nobody decided about it by" in words_of(client, notice_of(zone))


def without_notices(zone):
    """The zone as one that was declared before notices were given."""
    with pgtrigger.ignore("sizes.Notice:notice_only_grows"):
        Notice.objects.filter(zone=zone).delete()
    return zone


def test_zone_declared_before_notices_were_given_has_one_from_its_record(client):
    day = clock.today() - 50 * DAY
    zone = without_notices(make.declared_zone("Old", on=day))
    text = seen(words_of(client, notice_of(zone)))
    assert "No notice was given here at the time." in text
    assert f"Reference {zone.reference}, {day.strftime('%-d %B %Y')}" in text
    assert "Declaration of a Social Innovation Zone" in text
    assert client.get(notice_of(zone, 1)).status_code == 404
    page = words_of(client, zone.get_absolute_url())
    assert "A notice made of the zone’s record" in page
    assert f'href="{notice_of(zone)}"' in page


def test_zones_page_lists_its_notices_newest_first(client):
    zone = make.declared_zone()
    text = words_of(client, zone.get_absolute_url())
    section = text[text.index('id="notices"') :]
    later, earlier = f"{zone.reference}/2", f"{zone.reference}/1"
    assert section.index(later) < section.index(earlier)
    assert notice_of(zone, 1) in section
    assert reverse("zone-notice-numbered-pdf", args=[zone.slug, 2]) + "?paper=a3" in section


def test_zones_page_of_a_past_day_lists_the_notices_of_that_day(client):
    zone = make.declared_zone()
    day = clock.today() - 10 * DAY
    text = words_of(client, f"{zone.get_absolute_url()}?on={day}")
    assert f"{zone.reference}/1" in text
    assert f"{zone.reference}/2" not in text


def test_poster_waits_while_a_pre_election_period_runs(client):
    zone = make.declared_zone()
    today = clock.today()
    PreElectionPeriod.objects.create(
        area=make.area(),
        election="Local elections",
        starts_on=today - DAY,
        ends_on=today + 20 * DAY,
        council=zone.participants.first().organisation,
        set_by=make.person(),
    )
    text = words_of(client, notice_of(zone))
    assert "There is no poster for now." in text
    assert "paper=a3" not in text
    poster = client.get(reverse("zone-notice-pdf", args=[zone.slug]) + "?paper=a3")
    assert poster.status_code == 302
    assert poster.url == notice_of(zone, 2)
    assert "public" not in poster["Cache-Control"]
    assert client.get(reverse("zone-notice-pdf", args=[zone.slug])).status_code == 200


def test_page_escapes_what_people_wrote(client):
    zone = make.declared_zone("<b>Bold</b>", purpose="<script>alert(1)</script>")
    text = words_of(client, notice_of(zone))
    assert "<script>alert" not in text
    assert "<b>Bold" not in text


def test_page_is_public_and_the_same_for_everybody(client):
    zone = make.declared_zone()
    page = client.get(notice_of(zone))
    assert "public" in page["Cache-Control"]
    assert "Cookie" not in page.get("Vary", "")
    client.force_login(make.councillor_of(zone))
    assert client.get(notice_of(zone)).content == page.content
    again = client.get(notice_of(zone), headers={"If-None-Match": page["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("notices", [1, 20])
def test_page_asks_the_database_as_often_for_many_notices(
    client, notices, django_assert_num_queries
):
    zone = make.declared_zone()
    first = zone.notices.last()
    for number in range(3, notices + 2):
        Notice.objects.create(
            zone=zone,
            number=number,
            kind=first.kind,
            given_on=first.given_on,
            boundary_id=first.boundary_id,
            content=first.content,
        )
    client.get(notice_of(zone))
    with django_assert_num_queries(QUERIES):
        client.get(notice_of(zone))
