"""Pages of the time for comments: choosing it, being told of it, and answering what came."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from partners.models import Membership
from sizes import comment_period, drafting, lifecycle, readiness
from sizes.hearing import comment_period_section, heard_section
from sizes.models import Comment, Zone
from sizes.status import State
from sizes.views.missing import SAYS, address_of
from tests import factories as make
from tests.days import stand_on

pytestmark = pytest.mark.django_db
Role = Membership.Role
TODAY = dt.date(2027, 10, 20)
DAY = make.DAY


@pytest.fixture(autouse=True)
def day(monkeypatch):
    stand_on(monkeypatch, TODAY)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def at(name: str, zone: Zone) -> str:
    return reverse(name, args=[zone.reference])


def heard_at(zone: Zone) -> str:
    return reverse("zone-heard-work", args=[zone.slug])


def page_of(client, zone: Zone, **query) -> str:
    response = client.get(zone.get_absolute_url(), query)
    assert response.status_code == 200
    return text_of(response)


def filled(client, address: str) -> dict:
    """What the form of the page would send as it stands, rows and all."""
    form = client.get(address).context["form"]
    data = {}
    for part in (form, *form.row_forms()):
        for field in part:
            value = field.value()
            if hasattr(value, "day"):
                data |= {
                    f"{field.html_name}_day": value.day,
                    f"{field.html_name}_month": value.month,
                    f"{field.html_name}_year": value.year,
                }
            elif value is not None:
                data[field.html_name] = value
    return data | {f"{name}-rows": len(rows) for name, rows in form.rows.items()}


def said(zone: Zone, day: dt.date, text: str, *, state: str = "shown", **more) -> Comment:
    noon = timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
    if state == "shown":
        more["moderated_at"] = noon
    return Comment.objects.create(zone=zone, text=text, made_at=noon, state=state, **more)


# --- How long -------------------------------------------------------------------------------------


@pytest.fixture
def draft():
    return make.ready_zone()


def signed_in(client, zone: Zone, role: str = Role.COUNCILLOR):
    person = make.member(zone.participants.first().organisation, role)
    client.force_login(person)
    return person


def test_time_for_comments_is_chosen_on_the_page_how_long_and_checked(client, draft):
    signed_in(client, draft)
    address = at("zone-how-long", draft)
    data = filled(client, address)
    assert data["comment_days"] == 28
    data |= {"comment_days": "42", "why_comment_days": "The holidays lie in it."}
    assert client.post(address, data).status_code == 302
    draft.refresh_from_db()
    assert (draft.comment_days, draft.why_comment_days) == (42, "The holidays lie in it.")
    check = text_of(client.get(at("zone-check", draft)))
    assert "42 days from the day it is published" in check
    assert "The holidays lie in it." in check


@pytest.mark.parametrize(
    ("days", "why", "sentence"),
    [
        ("13", "In a hurry.", "Choose a number of days from 14 to 84"),
        ("85", "Much to read.", "Choose a number of days from 14 to 84"),
        ("", "", "Choose a number of days from 14 to 84"),
        ("a month", "", "Write the time for comments as a number of days, such as 28"),
        ("27", " ", "Say why it is not the usual 28 days"),
    ],
)
def test_a_wrong_time_for_comments_is_said_and_what_was_typed_stays(
    client, draft, days, why, sentence
):
    signed_in(client, draft)
    address = at("zone-how-long", draft)
    data = filled(client, address) | {"comment_days": days, "why_comment_days": why}
    response = client.post(address, data)
    words = text_of(response)
    assert sentence in words
    assert f'name="comment_days" value="{days}"' in words or not days
    draft.refresh_from_db()
    assert draft.comment_days == 28


def test_time_for_comments_is_closed_once_published(client, draft):
    signed_in(client, draft)
    address = at("zone-how-long", draft)
    data = filled(client, address)
    lifecycle.take("publish", zone=draft, by=make.councillor_of(draft), on=TODAY)
    words = text_of(client.get(address))
    assert "The proposal is published, so this can no longer be changed." in words
    assert 'name="comment_days"' not in words
    response = client.post(address, data | {"comment_days": "42", "why_comment_days": "So."})
    assert "its length can no longer be changed" in text_of(response)
    draft.refresh_from_db()
    assert draft.comment_days == 28


@pytest.mark.parametrize(
    ("name", "warns"),
    [
        ("zone-what-for", True),
        ("zone-how-long", True),
        ("zone-limits", True),
        ("zone-where", True),
        ("zone-why-here", False),
        ("zone-who", False),
        ("zone-summary", False),
    ],
)
def test_pages_of_a_proposal_warn_before_the_time_for_comments_begins_again(client, name, warns):
    warning = "Saving this begins the time for comments again"
    draft, proposal = make.ready_zone(), make.proposed_zone()
    for zone in (draft, proposal):
        signed_in(client, zone)
        words = text_of(client.get(at(name, zone)))
        assert (warning in words) == (warns and zone == proposal)
    assert ("17 November 2027" in words) == warns


# --- What everyone is told ------------------------------------------------------------------------


def test_page_and_form_of_a_proposal_say_by_when_to_comment(client):
    zone = make.proposed_zone(on=TODAY - 10 * DAY)
    sentence = "Comment by 7 November 2027 so that the declaration answers you."
    assert f"{sentence} Comments stay open afterwards too." in page_of(client, zone)
    form = reverse("zone-comment", args=[zone.slug])
    assert sentence in text_of(client.get(form))
    assert form in page_of(client, zone)


@pytest.mark.parametrize(("offset", "is_open"), [(0, True), (1, False)])
def test_by_date_is_open_through_its_last_day(client, monkeypatch, offset, is_open):
    zone = make.proposed_zone(on=TODAY)
    last = comment_period.current(zone).closes_on
    stand_on(monkeypatch, last + offset * DAY)
    words = page_of(client, zone)
    assert ("so that the declaration answers you" in words) == is_open
    assert ("The time for comments is over" in words) == (not is_open)
    form = text_of(client.get(reverse("zone-comment", args=[zone.slug])))
    assert ("so that the declaration answers you" in form) == is_open
    sent = text_of(client.get(reverse("zone-comment-sent", args=[zone.slug])))
    assert ("the declaration of the zone answers it" in sent) == is_open


def test_page_says_why_the_time_is_not_the_usual_one_and_why_it_began_again(client, draft):
    by = make.councillor_of(draft)
    comment_period.set_length(zone=draft, days=42, why="The holidays lie in it.", by=by)
    lifecycle.take("publish", zone=draft, by=by, on=TODAY - 5 * DAY)
    words = page_of(client, draft)
    assert "open for 42 days from 15 October 2027, and not for the usual 28" in words
    assert "The holidays lie in it." in words
    assert "began again" not in words
    drafting.change_words(zone=draft, by=by, purpose="Other.")
    words = page_of(client, draft)
    assert "began again" in words
    assert "What it says was changed." in words
    assert "Comment by 1 December 2027" in words


def test_page_of_a_past_day_knows_nothing_of_what_came_later():
    zone = make.proposed_zone(on=TODAY - 5 * DAY)
    drafting.change_words(zone=zone, by=make.councillor_of(zone), purpose="Other.")
    before, now = (comment_period_section(zone, on) for on in (TODAY - DAY, TODAY))
    assert (before["by"], before["again"]) == (TODAY + 23 * DAY, [])
    assert (now["by"], len(now["again"])) == (TODAY + 28 * DAY, 1)


@pytest.mark.parametrize("state", [state for state in State if state != State.PROPOSED])
def test_only_a_proposal_asks_for_comments_by_a_day(client, state):
    zone = make.zone_in(state, on=TODAY)
    assert comment_period_section(zone, TODAY) is None
    if zone.is_public:
        assert "so that the declaration answers you" not in page_of(client, zone)


def test_declared_zone_keeps_what_was_heard_and_done_with_counts(client):
    zone = make.ready_zone()
    by = make.councillor_of(zone)
    lifecycle.take("publish", zone=zone, by=by, on=TODAY - 30 * DAY)
    for number in range(12):
        said(zone, TODAY - 20 * DAY, f"Said {number}.", where_from="core")
    said(zone, TODAY - 20 * DAY, "Rude.", state="hidden", why_hidden="Rude.")
    said(zone, TODAY - DAY, "Late.")
    make.ready_to_declare(zone, on=TODAY)
    comment_period.answer(
        zone=zone, what_was_heard="Benches <b>first</b>.", what_was_done="Two more.", by=by
    )
    assert heard_section(zone, TODAY) is None
    lifecycle.take("declare", zone=zone, by=by, on=TODAY)
    words = page_of(client, zone)
    assert "What was heard, and what was done with it" in words
    assert "Benches &lt;b&gt;first&lt;/b&gt;." in words
    assert "Two more." in words
    assert "12 comments made by then are shown: 12 from the core." in words
    assert heard_section(zone, TODAY)["count"] == 12
    assert heard_section(zone, TODAY - DAY) is None


def test_declared_zone_that_nobody_commented_on_says_so(client):
    zone = make.declared_zone(on=TODAY)
    assert "No comment made by then is shown." in page_of(client, zone)


# --- Where it is answered -------------------------------------------------------------------------


@pytest.fixture
def proposal():
    zone = make.proposed_zone(on=TODAY - 40 * DAY)
    said(zone, TODAY - 39 * DAY, "More benches.", where_from="core", tie="lives")
    said(zone, TODAY - 38 * DAY, "Fewer cars.", where_from="outside")
    said(zone, TODAY - 38 * DAY, "Rude.", state="hidden", why_hidden="Rude.")
    said(zone, TODAY - 2 * DAY, "Too late.")
    return zone


def test_leads_see_what_to_answer_by_day_and_place(client, proposal):
    signed_in(client, proposal, Role.EDITOR)
    response = client.get(heard_at(proposal))
    words = text_of(response)
    days = [(day, [each.text for each in each_day]) for day, each_day in response.context["days"]]
    assert days == [
        (TODAY - 39 * DAY, ["More benches."]),
        (TODAY - 38 * DAY, ["Fewer cars."]),
    ]
    assert "From: in the core · I live here" in words
    assert "From: outside" in words
    assert "Rude." not in words
    assert "Too late." not in words


def test_leads_answer_and_the_answer_is_kept(client, proposal):
    signed_in(client, proposal, Role.EDITOR)
    data = filled(client, heard_at(proposal))
    data |= {"what_was_heard": "Benches, and cars.", "what_was_done": "Two benches more."}
    response = client.post(heard_at(proposal), data)
    assert response["Location"] == at("zone-check", proposal)
    period = comment_period.current(proposal)
    assert (period.what_was_heard, period.what_was_done) == (
        "Benches, and cars.",
        "Two benches more.",
    )
    later = client.post(heard_at(proposal), filled(client, heard_at(proposal)) | {"later": "yes"})
    assert later["Location"] == heard_at(proposal)


def test_an_empty_answer_is_refused_and_what_was_typed_stays(client, proposal):
    signed_in(client, proposal)
    data = filled(client, heard_at(proposal)) | {"what_was_heard": "Benches.", "what_was_done": ""}
    words = text_of(client.post(heard_at(proposal), data))
    assert "Say what was done with what was heard" in words
    assert "Benches." in words


def test_two_who_answer_at_once_see_both(client, proposal):
    signed_in(client, proposal)
    data = filled(client, heard_at(proposal))
    other = make.member(proposal.participants.get().organisation, Role.EDITOR, name="Bob Park")
    comment_period.answer(
        zone=proposal, what_was_heard="Bob heard cars.", what_was_done="Nothing.", by=other
    )
    data |= {"what_was_heard": "I heard benches.", "what_was_done": "Two benches."}
    response = client.post(heard_at(proposal), data)
    assert response.status_code == 409
    words = text_of(response)
    assert "Bob heard cars." in words
    assert "I heard benches." in words
    assert comment_period.current(proposal).what_was_heard == "Bob heard cars."


def test_words_from_before_are_a_beginning_when_the_time_began_again(client, proposal):
    by = signed_in(client, proposal)
    comment_period.answer(
        zone=proposal, what_was_heard="Benches.", what_was_done="Two more.", by=by
    )
    drafting.change_words(zone=proposal, by=by, purpose="Other.")
    words = text_of(client.get(heard_at(proposal)))
    assert "The words below are those from before." in words
    assert "Benches." in words
    assert comment_period.current(proposal).what_was_heard == ""


def test_what_nobody_moderated_is_told_to_those_who_answer(client, proposal):
    signed_in(client, proposal)
    said(proposal, TODAY - 38 * DAY, "New.", state="held")
    words = text_of(client.get(heard_at(proposal)))
    assert "A comment made in time waits for a moderator" in words
    assert reverse("moderation") in words
    assert "New." not in words


def test_a_draft_has_nothing_to_answer_and_a_declared_zone_is_closed(client, draft):
    signed_in(client, draft)
    words = text_of(client.get(heard_at(draft)))
    assert "There is nothing to answer yet" in words
    assert 'name="what_was_heard"' not in words
    data = {"version": draft.version, "what_was_heard": "A.", "what_was_done": "B."}
    assert client.post(heard_at(draft), data).status_code == 409
    declared = make.declared_zone(on=TODAY)
    signed_in(client, declared)
    assert "can no longer be changed" in text_of(client.get(heard_at(declared)))
    assert client.post(heard_at(declared), data).status_code == 409


def test_strangers_do_not_answer(client, proposal):
    address = heard_at(proposal)
    assert client.get(address)["Location"].startswith(reverse("account_login"))
    client.force_login(make.person())
    assert client.get(address).status_code == 403
    assert client.post(address, {"what_was_heard": "A.", "what_was_done": "B."}).status_code == 403


@pytest.mark.parametrize("number", [1, 20])
def test_page_to_answer_costs_the_same_for_many_comments(client, django_assert_num_queries, number):
    zone = make.proposed_zone(on=TODAY)
    for day in range(number):
        said(zone, TODAY + day * DAY, "More benches.")
    signed_in(client, zone)
    client.get(heard_at(zone))
    with django_assert_num_queries(14):
        client.get(heard_at(zone))


# --- What is missing, and where it is seen to -----------------------------------------------------


def test_each_thing_that_a_proposal_lacks_leads_to_the_page_where_it_is_done(client):
    zone = make.proposed_zone(on=TODAY)
    zone.outcomes.all().delete()
    Zone.objects.filter(pk=zone.pk).update(what_stays="", why_here="", purpose="", how_far="")
    signed_in(client, zone)
    for address in (
        reverse("zone-step", args=[zone.reference, "declare"]),
        at("zone-check", zone),
    ):
        response = client.get(address)
        rows = response.context.get("found") or response.context["missing"]
        assert len(rows) >= 12
        for row in rows:
            assert row["url"], row["sentence"]
            assert f'{row["sentence"]} <a href="{row["url"]}">' in text_of(response)
            assert client.get(row["url"]).status_code == 200


def test_every_page_that_a_step_names_has_an_address_and_words():
    zone = make.proposed_zone(on=TODAY)
    for page, _ in readiness.PARTS["declare"]:
        assert SAYS[page]
        assert zone.slug in address_of(page, zone) or zone.reference in address_of(page, zone)


def test_tasks_of_a_proposal_say_what_it_lacks_to_be_declared(client):
    zone = make.proposed_zone(on=TODAY - 30 * DAY)
    signed_in(client, zone)

    def labels() -> dict[str, str]:
        rows = client.get(at("zone-tasks", zone)).context["to_declare"]
        return {row["title"]: row["label"] for row in rows}

    assert set(labels().values()) == {"Not ready yet"}
    assert heard_at(zone) in text_of(client.get(at("zone-tasks", zone)))
    make.ready_to_declare(zone, on=TODAY)
    assert set(labels().values()) == {"Ready"}


def test_tasks_of_a_draft_say_nothing_of_declaring_yet(client, draft):
    signed_in(client, draft)
    assert client.get(at("zone-tasks", draft)).context["to_declare"] == []


def test_somebody_who_may_not_change_the_zone_gets_no_links(client):
    group, council = make.organisation(), make.council()
    zone = make.ready_zone(leads=[group])
    make.lead(zone, council, agreed=False)
    lifecycle.take("publish", zone=zone, by=make.member(group, Role.REPRESENTATIVE), on=TODAY)
    client.force_login(make.member(council, Role.COUNCILLOR))
    response = client.get(reverse("zone-step", args=[zone.reference, "declare"]))
    assert [row["url"] for row in response.context["found"]] == [""]
