"""The wizard's pages: who is let in, what they keep, and how a draft becomes a declared zone."""

import datetime as dt

import pytest
from django.urls import reverse

from partners.models import Membership, Service, Theme
from sizes import drafting
from sizes.models import Zone
from tests import factories
from tests.days import stand_on

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)
Role = Membership.Role
PAGES = [
    "zone-tasks",
    "zone-what-for",
    "zone-why-here",
    "zone-who",
    "zone-how-long",
    "zone-limits",
    "zone-summary",
    "zone-check",
]
FORMS = [page for page in PAGES if page not in ("zone-tasks", "zone-check")]
# Queries of a page, its session and its person included, whatever the size of the zone.
QUERIES = {"zone-tasks": 11, "zone-check": 27}


@pytest.fixture(autouse=True)
def day(monkeypatch):
    stand_on(monkeypatch, TODAY)


@pytest.fixture
def council():
    council = factories.council("Birmingham")
    council.areas.add(factories.area("All", shape=factories.square(-900, -900, side=2000)))
    return council


@pytest.fixture
def ann(council):
    return factories.member(council, Role.COUNCILLOR, name="Ann Field")


@pytest.fixture
def zone(ann):
    return drafting.start_draft(name="Stirchley", by=ann)


def at(page, zone, *more):
    return reverse(page, args=[zone.reference, *more])


def text_of(response):
    return response.content.decode()


def filled(client, address):
    """What a browser would post from the page as it stands: its hidden fields and its rows."""
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in ("version", "was")}
    for field in form.own_fields():
        value = field.value()
        if field.field.__class__.__name__ == "DatePartsField":
            parts = (value.day, value.month, value.year) if value else ("", "", "")
            data |= dict(
                zip([f"{field.name}_{p}" for p in ("day", "month", "year")], parts, strict=True)
            )
        else:
            data[field.name] = "" if value is None else value
    for name, rows in form.rows.items():
        data[f"{name}-rows"] = len(rows)
        for row in rows:
            for field in row:
                value = field.value()
                if isinstance(value, dt.date):
                    for part in ("day", "month", "year"):
                        data[f"{field.html_name}_{part}"] = getattr(value, part)
                else:
                    data[field.html_name] = "" if value is None else value
    return data


# --- Who is let in ---


@pytest.mark.parametrize("screen", ["zone-new", "zone-quick"])
def test_visitor_is_asked_to_sign_in_and_comes_back(screen, client):
    response = client.get(reverse(screen))
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('account_login')}?next={reverse(screen)}"


@pytest.mark.parametrize("screen", PAGES)
def test_pages_of_a_draft_are_for_those_who_work_on_it(screen, client, zone, ann, council):
    address = at(screen, zone)
    assert client.get(address)["Location"].startswith(reverse("account_login"))
    client.force_login(factories.person())
    assert client.get(address).status_code == 404
    client.force_login(ann)
    assert client.get(address).status_code == 200
    factories.lead(zone, council)
    client.force_login(factories.member(council, Role.EDITOR))
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("screen", FORMS)
def test_form_of_a_published_proposal_is_refused_to_others(screen, client):
    zone = factories.proposed_zone()
    client.force_login(factories.person())
    assert client.get(at(screen, zone)).status_code == 403
    assert client.post(at(screen, zone), {}).status_code == 403


@pytest.mark.parametrize("screen", FORMS)
def test_form_of_a_declared_zone_says_that_it_is_closed(screen, client):
    zone = factories.declared_zone()
    client.force_login(factories.councillor_of(zone))
    answer = client.get(at(screen, zone))
    assert "can no longer be changed here" in text_of(answer)
    for name in ("zone-changes-work", "zone-review", "zone-review-work", "zone-meetings"):
        assert f'href="{reverse(name, args=[zone.slug])}"' in answer.content.decode()
    assert client.post(at(screen, zone), {"why_here": "New"}).status_code == 409


def test_published_proposal_leads_others_to_its_page(client):
    zone = factories.proposed_zone()
    client.force_login(factories.person())
    for page in ("zone-tasks", "zone-check"):
        response = client.get(at(page, zone), follow=True)
        assert response.redirect_chain[-1][0] == zone.get_absolute_url()


# --- Beginning and going on ---


def test_draft_begins_with_a_name_and_can_be_resumed(client, ann):
    client.force_login(ann)
    response = client.post(reverse("zone-new"), {"name": "Cotteridge"})
    zone = Zone.objects.get()
    assert response["Location"] == at("zone-tasks", zone)
    again = client.get(reverse("zone-new"))
    assert list(again.context["drafts"]) == [zone]
    assert at("zone-tasks", zone) in text_of(again)


def test_draft_without_a_name_is_asked_for_one(client, ann):
    client.force_login(ann)
    response = client.post(reverse("zone-new"), {"name": " "})
    assert "Give the zone a name" in text_of(response)
    assert not Zone.objects.exists()


def test_task_list_tells_how_far_each_task_has_come(client, ann, zone, council):
    client.force_login(ann)

    def labels():
        tasks = client.get(at("zone-tasks", zone)).context["tasks"]
        return [task["label"] for task in tasks]

    assert labels() == ["Not started"] * 6 + ["Not published yet"]
    zone.purpose, zone.what_stays = "To be well", "The surgery"
    zone.starts_on = TODAY
    zone.save()
    factories.lead(zone, council, agreed=False)
    assert labels() == [
        "Not started",
        "In progress",
        "Not started",
        "In progress",
        "In progress",
        "In progress",
        "Not published yet",
    ]
    ready = factories.ready_zone(leads=[council])
    zone = ready
    assert labels() == ["Done"] * 6 + ["Not published yet"]


# --- Each form keeps what is typed ---


def test_what_for_keeps_subject_outcomes_and_initiatives(client, ann, zone):
    client.force_login(ann)
    theme, service = Theme.objects.first(), Service.objects.first()
    data = filled(client, at("zone-what-for", zone)) | {
        "purpose": "To be well,\r\ntogether",
        f"theme_{theme.pk}": "core",
        f"service_{service.pk}": "touch",
        "outcomes-rows": "2",
        "outcomes-0-statement": "More walk",
        "outcomes-0-baseline": "31 %",
        "outcomes-1-statement": "Fewer fall",
        "outcomes-1-scope": "touch",
        "initiatives-rows": "1",
        "initiatives-0-name": "Active Parks",
        "initiatives-0-place": "just_outside",
        "initiatives-0-website": "parks.example",
    }
    response = client.post(at("zone-what-for", zone), data)
    assert response["Location"] == at("zone-why-here", zone)
    zone.refresh_from_db()
    assert zone.purpose == "To be well,\ntogether"
    assert [(t.theme, t.scope) for t in zone.themes.all()] == [(theme, "core")]
    assert [(s.service, s.scope) for s in zone.services.all()] == [(service, "touch")]
    assert [(o.statement, o.scope, o.baseline) for o in zone.outcomes.all()] == [
        ("More walk", "core", "31 %"),
        ("Fewer fall", "touch", ""),
    ]
    initiative = zone.initiatives.get()
    assert (initiative.place, initiative.website) == ("just_outside", "https://parks.example")


def test_rows_are_added_and_removed_without_losing_what_was_typed(client, ann, zone):
    client.force_login(ann)
    data = filled(client, at("zone-what-for", zone)) | {
        "purpose": "Half a sent",
        "outcomes-0-statement": "More walk",
    }
    more = client.post(at("zone-what-for", zone), data | {"more": "outcomes"})
    form = more.context["form"]
    assert len(form.rows["outcomes"]) == 2
    assert form["purpose"].value() == "Half a sent"
    assert form["was"].value() == data["was"]
    two = data | {"outcomes-rows": "2", "outcomes-1-statement": "Fewer fall"}
    less = client.post(at("zone-what-for", zone), two | {"less": "outcomes-0"})
    typed = [row["statement"].value() for row in less.context["form"].rows["outcomes"]]
    assert typed == ["Fewer fall", None]
    assert not zone.outcomes.exists()


def test_dates_are_suggested_and_kept(client, ann, zone):
    client.force_login(ann)
    data = filled(client, at("zone-how-long", zone))
    assert [data[f"starts_on_{p}"] for p in ("day", "month", "year")] == [1, 1, 2027]
    assert [data[f"target_on_{p}"] for p in ("day", "month", "year")] == [1, 1, 2029]
    assert data["interim_reviews-0-due_on_year"] == 2028
    data |= {"starts_on_month": "jan", "target_on_month": "March"}
    response = client.post(at("zone-how-long", zone), data | {"later": "yes"})
    assert response["Location"] == at("zone-tasks", zone)
    zone.refresh_from_db()
    assert (zone.starts_on, zone.target_on) == (dt.date(2027, 1, 1), dt.date(2029, 3, 1))
    assert zone.interim_reviews.get().due_on == dt.date(2028, 1, 1)


def parts(name, day, month, year):
    return {f"{name}_day": day, f"{name}_month": month, f"{name}_year": year}


BAD_DATES = [
    (parts("target_on", "1", "1", "2020"), "Target date must be in the future"),
    (parts("target_on", "31", "2", "2029"), "Target date must be a real date"),
    (parts("target_on", "1", "Foo", "2029"), "Target date must be a real date"),
    (parts("target_on", "", "", "2029"), "Target date must include a day and a month"),
    (parts("target_on", "", "", ""), "Target date: write a day, a month and a year"),
    (parts("target_on", "1", "12", "2026"), "Target date must be after the start date"),
    (parts("target_on", "1", "1", "2040"), "Say why the zone needs more than five years"),
    (parts("starts_on", "1", "1", "99999"), "Start date must be a real date"),
    (
        parts("interim_reviews-0-due_on", "1", "1", "2035"),
        "Interim review on 1 January 2035 must be before the target date",
    ),
    (parts("interim_reviews-0-due_on", "x", "1", "2028"), "Interim review must be a real date"),
]


@pytest.mark.parametrize(("typed", "sentence"), BAD_DATES)
def test_dates_that_cannot_be_meet_a_sentence_and_lose_nothing(typed, sentence, client, ann, zone):
    client.force_login(ann)
    data = filled(client, at("zone-how-long", zone)) | typed
    response = client.post(at("zone-how-long", zone), data)
    page = text_of(response)
    assert sentence in page
    assert "error-summary" in page
    for name, value in typed.items():
        assert f'name="{name}"' in page
        assert not value or f'value="{value}"' in page
    zone.refresh_from_db()
    assert zone.target_on is None


BAD_SUBJECTS = [
    ({"name": ""}, "Give the zone a name"),
    ({"name": "x" * 121}, "Keep it to 120 characters or fewer."),
    ({"purpose": "x" * 1001}, "Keep it to 1000 characters or fewer."),
    ({"outcomes-0-indicator": "A count"}, "Say what should get better"),
    ({"outcomes-0-statement": "x" * 501}, "Keep it to 500 characters or fewer."),
    ({"initiatives-0-website": "parks.example"}, "Name the initiative"),
    (
        {"initiatives-0-name": "Parks", "initiatives-0-website": "not an address"},
        "Write a web address, such as example.org.",
    ),
    ({"outcomes-0-statement": "x", "outcomes-0-scope": "vast"}, "Choose one that is."),
    ({"name": "nul\x00byte"}, "Null characters are not allowed"),
]


@pytest.mark.parametrize(("typed", "sentence"), BAD_SUBJECTS)
def test_subject_that_cannot_be_meets_a_sentence_and_is_not_kept(
    typed, sentence, client, ann, zone
):
    client.force_login(ann)
    data = filled(client, at("zone-what-for", zone)) | typed
    response = client.post(at("zone-what-for", zone), data)
    assert sentence in text_of(response)
    assert "error-summary" in text_of(response)
    zone.refresh_from_db()
    assert (zone.name, zone.version) == ("Stirchley", 1)


@pytest.mark.parametrize(
    "damage",
    [
        {"outcomes-rows": "999999999"},
        {"outcomes-rows": "x"},
        {"more": "nothing"},
        {"less": "outcomes-x"},
        {"less": "nothing-0"},
        {"was": "rubbish"},
        {"was": ""},
        {"version": "x"},
        {"outcomes-0-pk": "x"},
    ],
)
def test_damaged_post_is_answered_without_an_error(damage, client, ann, zone):
    client.force_login(ann)
    data = filled(client, at("zone-what-for", zone)) | {"purpose": "Well"}
    response = client.post(at("zone-what-for", zone), data | damage)
    assert response.status_code in (200, 302, 409)


def test_limits_and_reasons_are_kept_and_change_comes_back_to_the_check(client, ann, zone):
    client.force_login(ann)
    for page, words in [
        ("zone-why-here", {"why_here": "It is far from the hospital"}),
        ("zone-limits", {"what_stays": "Every surgery", "how_far": "Two hours a day"}),
        ("zone-summary", {"summary": "In our own words"}),
    ]:
        data = filled(client, at(page, zone)) | words | {"next": "check"}
        response = client.post(at(page, zone), data)
        assert response["Location"] == at("zone-check", zone)
    page = text_of(client.get(at("zone-check", zone)))
    for words in ("It is far from the hospital", "Every surgery", "In our own words"):
        assert words in page
    assert f"{at('zone-limits', zone)}?next=check" in page


def test_summary_is_generated_until_written_and_again_when_cleared(client, ann, zone):
    client.force_login(ann)
    assert "Stirchley is a Social Innovation Zone" in text_of(client.get(at("zone-check", zone)))
    drafting.change_words(zone=zone, by=ann, summary="Ours")
    assert "Stirchley is a Social" not in text_of(client.get(at("zone-check", zone)))
    data = filled(client, at("zone-summary", zone)) | {"summary": ""}
    client.post(at("zone-summary", zone), data)
    assert "Stirchley is a Social Innovation Zone" in text_of(client.get(at("zone-check", zone)))


# --- Who ---


def test_who_asks_the_council_of_the_place_and_lists_the_invited(client, ann, zone, council):
    factories.boundary(zone)
    client.force_login(ann)
    page = client.get(at("zone-who", zone))
    assert page.context["councils"] == [council]
    client.post(at("zone-who", zone), {"lead-name": "birmingham"})
    lead = zone.participants.get()
    assert (lead.organisation, lead.agreed_by) == (council, ann)
    client.post(
        at("zone-who", zone),
        {"invite-part": "neighbour", "invite-name": "King’s Heath", "invite-contact": "0121"},
    )
    page = client.get(at("zone-who", zone))
    assert page.context["councils"] == []
    assert "King’s Heath" in text_of(page)
    client.post(at("zone-participant-remove", zone, zone.participants.get(part="neighbour").pk))
    assert list(zone.participants.all()) == [lead]


BAD_NAMES = [
    ({"lead-name": ""}, "Name the organisation that is asked to lead"),
    ({"lead-name": "Nobody knows it"}, "No organisation is registered as Nobody knows it"),
    ({"lead-name": "The Twins"}, "More than one organisation is registered as The Twins"),
    ({"invite-name": "", "invite-part": "partner"}, "Name whom you invite"),
    ({"invite-name": "Somebody"}, "Say whether it is a partner or a neighbour"),
]


@pytest.mark.parametrize(("typed", "sentence"), BAD_NAMES)
def test_who_says_what_is_wrong_with_a_name(typed, sentence, client, ann, zone):
    factories.organisation("The Twins")
    factories.organisation("The Twins")
    client.force_login(ann)
    page = text_of(client.post(at("zone-who", zone), typed))
    assert sentence in page
    assert "error-summary" in page
    assert not zone.participants.exists()


def test_asked_lead_reads_the_draft_and_answers_it(client, zone):
    group = factories.organisation("Park Friends")
    lead = factories.lead(zone, group, agreed=False)
    bob = factories.member(group, Role.REPRESENTATIVE)
    client.force_login(bob)
    page = text_of(client.get(at("zone-tasks", zone), follow=True))
    assert "Park Friends is asked to lead this zone" in page
    assert "?next=check" not in page
    response = client.post(at("zone-lead-answer", zone, lead.pk, "agree"))
    assert response["Location"] == at("zone-who", zone)
    lead.refresh_from_db()
    assert (lead.agreed_on, lead.agreed_by) == (TODAY, bob)
    response = client.post(at("zone-lead-answer", zone, lead.pk, "decline"))
    assert response["Location"] == reverse("desk")


def test_lead_is_not_answered_by_get_or_by_an_editor(client, zone, ann):
    group = factories.organisation()
    lead = factories.lead(zone, group, agreed=False)
    address = at("zone-lead-answer", zone, lead.pk, "agree")
    client.force_login(factories.member(group, Role.EDITOR))
    assert client.post(address).status_code == 403
    client.force_login(factories.member(group, Role.REPRESENTATIVE))
    assert client.get(address).status_code == 405


# --- All the way ---


def test_draft_is_published_and_declared_from_its_pages(client, ann, council, monkeypatch):
    client.force_login(ann)
    zone = factories.ready_zone("Stirchley", leads=[council])
    check = client.get(at("zone-check", zone))
    assert at("zone-step", zone, "publish") in text_of(check)
    for step, state in [("publish", "proposed"), ("declare", "declared")]:
        if step == "declare":
            stand_on(monkeypatch, TODAY + dt.timedelta(days=29))
            factories.ready_to_declare(zone)
        address = at("zone-step", zone, step)
        version = client.get(address).context["form"]["version"].value()
        response = client.post(address, {"version": version})
        assert response["Location"] == at("zone-step-done", zone, step)
        assert client.post(address, {"version": version})["Location"] == response["Location"]
        zone.refresh_from_db()
        assert (zone.state, zone.transitions.filter(step=step).count()) == (state, 1)
        done = text_of(client.get(response["Location"]))
        assert zone.reference in done
        assert "What happens next" in done


def test_step_lists_what_is_missing_and_is_not_taken(client, ann, zone, council):
    client.force_login(ann)
    factories.lead(zone, council)
    address = at("zone-step", zone, "publish")
    assert "Say where the zone is." in text_of(client.get(address))
    response = client.post(address, {"version": zone.version})
    assert response.status_code == 409
    assert "Say where the zone is." in text_of(response)
    zone.refresh_from_db()
    assert zone.state == "draft"


def test_step_that_needs_a_reason_asks_for_it(client, ann, zone):
    client.force_login(ann)
    address = at("zone-step", zone, "withdraw")
    response = client.post(address, {"version": zone.version, "note": " "})
    assert "Give a reason" in text_of(response)
    client.post(address, {"version": zone.version, "note": "Merged with another"})
    zone.refresh_from_db()
    assert zone.state == "withdrawn"


def test_step_is_asked_anew_when_somebody_changed_the_zone(client, ann, council):
    zone = factories.ready_zone("Stirchley", leads=[council])
    seen = zone.version
    bob = factories.member(council, Role.EDITOR, name="Bob Park")
    other = type(client)()
    other.force_login(bob)
    data = filled(other, at("zone-limits", zone)) | {"what_stays": "Something else"}
    other.post(at("zone-limits", zone), data)
    client.force_login(ann)
    response = client.post(at("zone-step", zone, "publish"), {"version": seen})
    assert response.status_code == 409
    assert "Bob Park changed this zone" in text_of(response)
    zone.refresh_from_db()
    assert zone.state == "draft"
    version = response.context["form"]["version"].value()
    client.post(at("zone-step", zone, "publish"), {"version": version})
    zone.refresh_from_db()
    assert zone.state == "proposed"


def test_unknown_step_and_step_not_taken_are_not_found(client, ann, zone):
    client.force_login(ann)
    assert client.get(at("zone-step", zone, "fly")).status_code == 404
    assert client.get(at("zone-step-done", zone, "publish")).status_code == 404


@pytest.mark.parametrize("screen", QUERIES)
def test_page_asks_no_more_of_the_database_for_a_larger_zone(
    screen, client, ann, council, django_assert_num_queries
):
    client.force_login(ann)
    small = factories.ready_zone(leads=[council])
    large = factories.ready_zone(leads=[council])
    for number in range(20):
        large.outcomes.create(statement=f"Outcome {number}")
        large.initiatives.create(name=f"Initiative {number}")
        large.interim_reviews.create(due_on=TODAY + dt.timedelta(days=number + 1))
        large.participants.create(part="partner", organisation=factories.organisation())
    for zone in (small, large):
        client.get(at(screen, zone))
        with django_assert_num_queries(QUERIES[screen]):
            assert client.get(at(screen, zone)).status_code == 200
