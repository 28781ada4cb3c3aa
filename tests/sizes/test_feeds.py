"""What happened with zones as a feed: which entries, in which order, what they say and link to."""

import datetime as dt

import feedparser
import pytest
from django.urls import reverse

from groundwork import clock
from sizes import feeds, lifecycle
from sizes.models import Amendment, InterimReview, Review, Zone
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
DECLARED, TARGET = dt.date(2026, 2, 28), dt.date(2028, 2, 29)
LAPSED = dt.date(2028, 5, 30)


@pytest.fixture
def zone():
    return make.declared_zone("Stirchley", on=DECLARED, starts_on=DECLARED, target_on=TARGET)


def titles(zone, on) -> list[str]:
    return [entry.title for entry in feeds.entries_of(zone, on)]


def change(zone, **values) -> Amendment:
    """A change at whatever point of its life, reached by the ways that the database allows."""
    row = Amendment.objects.create(
        zone=zone, number=zone.amendments.count() + 1, drafted_on=DECLARED, reason="More room."
    )
    states = ["open", "made"] if values.get("made_on") and values.get("opened_on") else []
    for state in states or [values.pop("state")]:
        values.pop("state", None)
        row.write(state=state, **values)
    return row


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(answer.content)
    assert not found.bozo, found.get("bozo_exception")
    return found


# --- Which entries --------------------------------------------------------------------------------


def test_declaration_says_from_when_until_when_and_what_for(zone):
    (entry,) = feeds.entries_of(zone, DECLARED)
    assert entry.title == "Declared: Stirchley"
    assert entry.summary == (
        "Stirchley is declared. It runs from 28 February 2026 until 29 February 2028 unless it is "
        "renewed.\n\nFor: Help people here to be well."
    )
    notice = zone.notices.get(kind="declaration")
    assert entry.url.endswith(reverse("zone-notice-numbered", args=[zone.slug, notice.number]))
    assert entry.authors == [zone.participants.get(part="lead").organisation.name]
    assert clock.day_of(entry.at) == DECLARED


def test_declaration_keeps_the_dates_that_it_declared(zone):
    zone.begin_phase(DECLARED + 9 * DAY, target_on=dt.date(2028, 3, 31))
    (entry,) = feeds.entries_of(zone, DECLARED + 9 * DAY)
    assert "until 29 February 2028" in entry.summary


def test_step_of_today_is_told_with_its_hour():
    zone = make.declared_zone()
    (entry,) = feeds.entries_of(zone, clock.today())
    assert entry.at == zone.transitions.get(step="declare").taken_at


@pytest.mark.parametrize("state", ["draft", "proposed", "withdrawn"])
def test_what_was_not_declared_is_in_no_feed(state):
    make.zone_in(state)
    assert feeds.entries_of_all(clock.today()) == []


def test_amendment_is_told_when_it_is_opened_and_when_it_is_made(zone):
    change(
        zone,
        kind="amendment",
        opened_on=DECLARED + 10 * DAY,
        closes_on=DECLARED + 24 * DAY,
        made_on=DECLARED + 25 * DAY,
    )
    made, opened, _ = feeds.entries_of(zone, DECLARED + 25 * DAY)
    assert opened.title == "Change proposed: Stirchley"
    assert opened.summary == (
        "A change to Stirchley is proposed. Those who signed may object until 24 March 2026."
        "\n\nWhy: More room."
    )
    assert made.title == "Changed: Stirchley"
    assert (clock.day_of(opened.at), clock.day_of(made.at)) == (
        DECLARED + 10 * DAY,
        DECLARED + 25 * DAY,
    )
    assert opened.key != made.key
    assert titles(zone, DECLARED + 24 * DAY)[0] == "Change proposed: Stirchley"
    assert titles(zone, DECLARED + 9 * DAY) == ["Declared: Stirchley"]


def test_amendment_that_is_abandoned_is_told_once_it_was_open(zone):
    change(zone, state="abandoned", abandoned_on=DECLARED + DAY, why_abandoned="Never shown.")
    row = change(
        zone,
        state="open",
        kind="amendment",
        opened_on=DECLARED + 2 * DAY,
        closes_on=DECLARED + 16 * DAY,
    )
    row.write(state="abandoned", abandoned_on=DECLARED + 3 * DAY, why_abandoned="Too many object.")
    found = feeds.entries_of(zone, TARGET - 90 * DAY - DAY)
    assert [entry.title.partition(":")[0] for entry in found] == [
        "Change not made",
        "Change proposed",
        "Declared",
    ]
    assert found[0].summary.endswith("Why: Too many object.")


def test_adjustment_is_left_out_but_a_target_date_that_is_put_off_is_told(zone):
    change(zone, state="made", kind="adjustment", made_on=DECLARED + DAY, changes={"words": {}})
    assert len(titles(zone, DECLARED + DAY)) == 1
    put_off = {"target_on": "2028-05-31"}
    change(zone, state="made", kind="adjustment", made_on=DECLARED + 2 * DAY, changes=put_off)
    assert titles(zone, DECLARED + 2 * DAY)[0] == "Changed: Stirchley"


def test_interim_review_is_told_once_it_is_held(zone):
    interim = InterimReview.objects.create(zone=zone, due_on=DECLARED + 300 * DAY)
    Review.objects.create(
        zone=zone,
        interim=interim,
        opened_on=DECLARED + 300 * DAY,
        findings="More people walk.",
        decision="go_on",
        reason="It works.",
        decided_on=DECLARED + 301 * DAY,
    )
    assert len(titles(zone, DECLARED + 300 * DAY)) == 1
    entry = feeds.entries_of(zone, DECLARED + 301 * DAY)[0]
    assert entry.title == "Interim review held: Stirchley"
    assert entry.summary.endswith("Found: More people walk.\n\nWhy: It works.")
    assert entry.url.endswith(reverse("zone-review", args=[zone.slug]))


def test_last_review_is_told_when_the_date_opens_it_though_nobody_did(zone):
    opens = TARGET - 90 * DAY
    assert len(titles(zone, opens - DAY)) == 1
    by_date = feeds.entries_of(zone, opens)[0]
    assert by_date.title == "Review opened: Stirchley"
    assert clock.day_of(by_date.at) == opens
    Review.objects.create(zone=zone, term=1, opened_on=opens)
    written = feeds.entries_of(zone, opens)
    assert (written[0].key, written[0].at) == (by_date.key, by_date.at)
    assert len(written) == 2


def test_renewal_says_until_when_why_and_what_it_means(zone):
    person = make.councillor_of(zone)
    opens = TARGET - 30 * DAY
    lifecycle.take("open_review", zone=zone, by=person, on=opens)
    make.decide(zone, "renew", on=opens, new_target_on=dt.date(2030, 2, 28))
    lifecycle.take("renew", zone=zone, by=person, on=opens + DAY)
    renewed, opened, declared = feeds.entries_of(zone, opens + DAY)
    assert renewed.title == "Renewed: Stirchley"
    assert renewed.summary == (
        "Stirchley goes on until 28 February 2030.\n\nWhy: The evidence says so.\n\n"
        "What it means: People keep their home visits."
    )
    assert opened.title == "Review opened: Stirchley"
    assert declared.summary.startswith("Stirchley is declared. It runs from")
    notice = zone.notices.get(kind="renewal")
    assert renewed.url.endswith(reverse("zone-notice-numbered", args=[zone.slug, notice.number]))


@pytest.mark.parametrize(
    ("state", "title", "says"),
    [
        ("dissolved", "Dissolved: Stirchley", "Stirchley is dissolved.\n\nWhy: Because."),
        ("mainstreamed", "Made normal practice: Stirchley", "what it tried becomes normal"),
    ],
)
def test_end_says_how_and_why(state, title, says):
    zone = make.zone_in(state, "Stirchley")
    entry = next(each for each in feeds.entries_of(zone, clock.today()) if each.title == title)
    assert says in entry.summary
    assert "Why: " in entry.summary
    notice = zone.notices.get(kind="end")
    assert entry.url.endswith(reverse("zone-notice-numbered", args=[zone.slug, notice.number]))


def test_zone_lapses_by_date_alone_and_that_stays_told_once_it_is_dissolved(zone):
    assert "Lapsed: Stirchley" not in titles(zone, LAPSED - DAY)
    lapsed = feeds.entries_of(zone, LAPSED)[0]
    assert lapsed.title == "Lapsed: Stirchley"
    assert lapsed.summary == "Stirchley has lapsed: nobody decided about it by 29 May 2028."
    assert clock.day_of(lapsed.at) == LAPSED
    make.closing_page(zone)
    lifecycle.take(
        "dissolve", zone=zone, by=make.councillor_of(zone), on=LAPSED + 9 * DAY, note="Over."
    )
    found = titles(zone, LAPSED + 9 * DAY)
    assert found[:2] == ["Dissolved: Stirchley", "Lapsed: Stirchley"]


def test_zone_that_was_decided_in_time_did_not_lapse(zone):
    day, by = LAPSED - DAY, make.councillor_of(zone)
    lifecycle.take("open_review", zone=zone, by=by, on=day)
    make.prepare(zone, "dissolve", on=day)
    lifecycle.take("dissolve", zone=zone, by=by, on=day, note="Over.")
    assert not [each for each in titles(zone, LAPSED + 99 * DAY) if each.startswith("Lapsed")]


# --- The files ------------------------------------------------------------------------------------


def test_feed_of_all_is_read_by_a_feed_reader_newest_first(client):
    for number in (3, 1, 2):
        make.declared_zone(f"Zone {number}", on=clock.today() - number * DAY)
    found = read(client, reverse("zones-feed"))
    assert [entry.title for entry in found.entries] == [
        f"Declared: Zone {number}" for number in (1, 2, 3)
    ]
    assert found.feed.links[0].rel == "self"
    assert found.feed.links[0].href.endswith("/zones/feed.atom")
    assert len({entry.id for entry in found.entries}) == 3
    for entry in found.entries:
        assert entry.id.startswith("tag:")
        assert entry.authors[0].name


def test_feed_of_a_zone_has_its_own_alone(client, zone):
    make.declared_zone("Another")
    path = reverse("zone-feed", args=[zone.slug])
    found = read(client, path)
    assert {entry.title.partition(": ")[2] for entry in found.entries} == {"Stirchley"}
    assert found.feed.title == "Stirchley"


def test_every_link_of_a_feed_leads_somewhere(client, zone):
    change(zone, state="open", kind="amendment", opened_on=DECLARED, closes_on=DECLARED + 14 * DAY)
    for entry in feeds.entries_of(zone, LAPSED):
        path = "/" + entry.url.split("/", 3)[3]
        assert client.get(path).status_code == 200, path


def test_fifty_newest_are_told(monkeypatch):
    monkeypatch.setattr(feeds, "MOST", 2)
    for number in range(3):
        make.declared_zone(f"Zone {number}", on=clock.today() - number * DAY)
    found = [entry.title for entry in feeds.entries_of_all(clock.today())]
    assert found == ["Declared: Zone 0", "Declared: Zone 1"]


@pytest.mark.promise
def test_whoever_has_it_already_is_told_so(client, zone):
    path = reverse("zones-feed")
    first = client.get(path)
    assert first["Cache-Control"] == "public, max-age=60"
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    Zone.objects.get(pk=zone.pk).write(name="Stirchley, newly named")
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_zone_that_was_removed_is_in_no_feed(client, zone):
    Zone.objects.filter(pk=zone.pk).update(removed_on=DECLARED, why_removed="Unlawful.")
    assert feeds.entries_of_all(LAPSED) == []
    assert client.get(reverse("zone-feed", args=[zone.slug])).status_code != 200


def test_empty_feed_is_whole(client):
    assert read(client, reverse("zones-feed")).entries == []


@pytest.mark.parametrize(
    ("path", "names"),
    [("/zones/", ("zones-feed", "zones-calendar")), ("", ("zone-feed", "zone-calendar"))],
)
def test_readers_find_the_feed_and_the_calendar_from_the_page(client, zone, path, names):
    page = client.get(path or zone.get_absolute_url()).content.decode()
    kinds = ("application/atom+xml", "text/calendar")
    for name, kind in zip(names, kinds, strict=True):
        there = reverse(name, args=[] if path else [zone.slug])
        assert f'<link rel="alternate" type="{kind}"' in page
        assert page.count(f'href="{there}"') == 2


def test_page_of_a_draft_points_to_no_feed(client):
    draft = make.ready_zone()
    lead = draft.participants.get(part="lead").organisation
    client.force_login(make.member(lead, "editor"))
    assert "feed.atom" not in client.get(draft.get_absolute_url()).content.decode()


@pytest.mark.parametrize("rows", [1, 20])
def test_feed_asks_no_more_for_many_entries(client, rows, django_assert_num_queries):
    for number in range(rows):
        make.declared_zone(f"Zone {number}")
    with django_assert_num_queries(10):
        client.get(reverse("zones-feed"))
