"""The pages of what zones need: what anyone reads, and the forms of the zone's members."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assets.models import Weekday
from groundwork import clock
from partners.models import Membership, Theme
from sizes import introducing, needs
from sizes.models import Introduction, Need
from tests import asset_factories as make_assets
from tests import factories as make

pytestmark = pytest.mark.django_db
Role = Membership.Role
DAY = dt.timedelta(days=1)
TUESDAY = Weekday.TUESDAY


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


def typed(**more):
    return {
        "title": "A kitchen for a lunch club",
        "words": "Twenty people eat together.",
        "kinds": ["room"],
        "facilities": ["kitchen"],
        "access": ["is_step_free"],
        "capacity": "30",
        "beyond_m": "500",
        "hours-rows": "2",
        "hours-0-day": "1",
        "hours-0-starts_at": "11am",
        "hours-0-ends_at": "2pm",
        "hours-1-day": "",
        "hours-1-starts_at": "",
        "hours-1-ends_at": "",
        "contact_role": "Ward officer",
        "contact_telephone": "0121 496 0000",
    } | more


def money(zone, **more):
    by = clock.today() + 90 * DAY
    return {
        "title": "Cookers",
        "words": "Two cookers.",
        "amount": "£2,500.50",
        "needed_by_on_day": by.day,
        "needed_by_on_month": by.month,
        "needed_by_on_year": by.year,
        "accountable_body": lead_of(zone).pk,
        "contact_role": "Ward officer",
        "contact_address": "ward@council.example",
    } | more


# --- What anyone reads ----------------------------------------------------------------------------


def test_the_board_has_every_open_need_of_every_zone_newest_first(client, zone):
    make.need(zone, "Said first", stated_on=clock.today() - DAY)
    make.need(
        make.declared_zone("Cotteridge"), "Said since", capacity=30, slots=[(TUESDAY, 11, 14)]
    )
    make.need(zone, "Met", ended_on=clock.today(), end="met", why_ended="Found.")
    make.need(make.ready_zone(), "Of a draft")
    page = client.get("/needs/")
    assert re.findall(r"Said first|Said since|Met\b|Of a draft", text_of(page)) == [
        "Said since",
        "Said first",
    ]
    assert "30 people; Tuesday, 11am to 2pm" in text_of(page)
    assert page["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Kitchen", "Cookers", "Van"]),
        ("what=money", ["Cookers"]),
        ("what=things", ["Kitchen", "Van"]),
        ("kind=vehicle", ["Van"]),
        ("q=kitch", ["Kitchen"]),
        ("q=stirchley%20van", ["Van"]),
        ("q=nothing", []),
        ("theme={core}", ["Kitchen", "Cookers", "Van"]),
        ("theme={other}", []),
        ("kind=castle", []),
        ("q=%00", []),
    ],
)
def test_the_board_is_filtered(client, zone, query, found):
    core = zone.themes.get().theme
    other = Theme.objects.exclude(pk=core.pk).first()
    make.need(zone, "Van", kinds=["vehicle"])
    make.need(zone, "Cookers", kinds=["money"], amount=Decimal(100), accountable_body=lead_of(zone))
    make.need(zone, "Kitchen")
    page = client.get("/needs/?" + query.format(core=core.slug, other=other.slug))
    cards = re.findall(r'class="card-title"><a[^>]*>([^<]*)</a>', page.content.decode())
    assert (page.status_code, cards) == (200, found)


def test_the_board_says_what_to_do_where_there_is_nothing(client, zone):
    assert "No zone has stated a need yet." in text_of(client.get("/needs/"))
    assert "No open need fits all of this." in text_of(client.get("/needs/?q=castle"))


@pytest.mark.parametrize(("name", "most"), [("needs", 4), ("zone-needs", 6)])
def test_lists_take_the_same_queries_for_one_need_and_for_twenty(client, zone, name, most):
    path = reverse(name) if name == "needs" else address(name, zone)
    counts = []
    for number in range(20):
        make.need(zone, f"Need {number}", slots=[(TUESDAY, 11, 14)])
        over = {"ended_on": clock.today(), "end": "met", "why_ended": "Found."}
        make.need(zone, f"Met {number}", slots=[(TUESDAY, 11, 14)], **over)
        if number in (0, 19):
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            counts.append(len(queries))
    assert counts == [most, most]


def test_the_page_of_a_need_says_all_that_is_asked_and_whom_to_answer(client, zone):
    need = make.need(
        zone, words="Twenty people eat together.", facilities=["kitchen"], capacity=30,
        is_step_free=True, beyond_m=500, acts=["share", "lend"], slots=[(TUESDAY, 11, 14)],
        outcome=zone.outcomes.first(), contact_address="ward@council.example",
    )  # fmt: skip
    page = client.get(need.get_absolute_url())
    for said in (
        "Twenty people eat together.", "A kitchen", "Step-free", "30 people",
        "Tuesday, 11am to 2pm", "In the zone, or up to 500 m outside it", "Share it or lend it",
        "More people walk in the park.", "Ward officer", "0121 496 0001", "ward@council.example",
        "Can you help?",
    ):  # fmt: skip
        assert said in text_of(page)
    assert page["Cache-Control"] == "public, max-age=60"


def test_the_page_of_money_says_the_sum_by_when_and_who_accounts_for_it(client, zone):
    body = lead_of(zone)
    need = make.need(
        zone, "Cookers", kinds=["money"], amount=Decimal("2500.50"), accountable_body=body,
        needed_by_on=clock.today() + 10 * DAY,
    )  # fmt: skip
    page = text_of(client.get(need.get_absolute_url()))
    for said in ("£2,500.50", "10 days left", body.name):
        assert said in page
    assert "In the zone" not in page


def test_what_came_of_a_need_is_told_in_numbers_without_names(client, zone):
    need, owner = make.need(zone), make.organisation("The Friends")
    answered = {"result": "declined", "answered_on": clock.today(), "result_words": "Private."}
    make.introduction(need, asset=make_assets.asset(owner, "The hall"), **answered)
    opportunity = zone.opportunities.create(
        title="Lunch together", words="So.", need=need, shown_on=clock.today()
    )
    zone.opportunities.create(title="Not let on", words="So.", need=need)
    page = text_of(client.get(need.get_absolute_url()))
    assert "1 introduction: 1 declined." in page
    assert opportunity.title in page
    assert not any(said in page for said in ("The Friends", "The hall", "Private", "Not let on"))


@pytest.mark.parametrize(
    ("end", "said"), [("met", "This need was met."), ("withdrawn", "This is no longer needed.")]
)
def test_a_need_that_ended_says_how_and_asks_nobody(client, zone, end, said):
    need = make.need(zone, ended_on=clock.today(), end=end, why_ended="The school lends its own.")
    page = text_of(client.get(need.get_absolute_url()))
    assert said in page
    assert "The school lends its own." in page
    assert "Can you help?" not in page
    assert "Met, or no longer needed" in text_of(client.get(address("zone-needs", zone)))


def test_needs_of_a_zone_that_ended_are_shown_as_over(client):
    zone = make.zone_in("dissolved")
    need = make.need(zone)
    assert "The zone has ended." in text_of(client.get(need.get_absolute_url()))
    listed = text_of(client.get(address("zone-needs", zone)))
    assert "Its zone has ended" in listed
    assert "State a need" not in listed


def test_the_zones_page_shows_its_open_needs_and_how_many_were_met(client, zone):
    path = zone.get_absolute_url()
    assert "No need has been stated yet." in text_of(client.get(path))
    for number in range(7):
        make.need(zone, f"Need {number}")
    make.need(zone, "Found", ended_on=clock.today(), end="met", why_ended="So.")
    page = text_of(client.get(path))
    assert "What this zone needs" in page
    assert "2 more needs of this zone" in page
    assert "1 was met" in page
    assert re.findall(r"Need \d", page) == [f"Need {number}" for number in (6, 5, 4, 3, 2)]


def test_the_zones_page_leads_to_the_assets_in_it(client, zone):
    link = f'href="{reverse("assets")}?zone={zone.slug}#found"'
    assert link in client.get(zone.get_absolute_url()).content.decode()
    assert client.get(reverse("assets"), {"zone": zone.slug}).status_code == 200


def test_the_zones_page_of_a_past_day_shows_the_needs_of_that_day():
    from sizes.need_words import needs_section

    zone = make.declared_zone(on=clock.today() - 20 * DAY)
    make.need(zone, "Then", stated_on=clock.today() - 10 * DAY, ended_on=clock.today() - 2 * DAY,
              end="met", why_ended="So.")  # fmt: skip
    make.need(zone, "Since")
    told = needs_section(zone, clock.today() - 5 * DAY)
    assert [each.need.title for each in told["open"]] == ["Then"]
    assert (told["met"], needs_section(zone, clock.today())["met"]) == (0, 1)


# --- Stating and changing -------------------------------------------------------------------------


def test_a_member_states_a_need_and_is_shown_what_may_fit(client, zone, editor):
    hall = make_assets.asset(name="The hall", at=(make.CORNER[0] + 50, make.CORNER[1] + 50))
    made = client.post(address("need-new", zone), typed())
    need = Need.objects.get()
    assert made["Location"] == address("need-matches", zone, need.pk)
    assert (need.facilities, need.capacity, need.is_step_free) == (["kitchen"], 30, True)
    assert needs.hours_asked(need) == "Tuesday, 11am to 2pm"
    page = text_of(client.get(made["Location"]))
    assert hall.name in page
    for said in ("Does not say when it is free.", "In the core.", "Not known", "Fits"):
        assert said in page


def test_a_member_asks_for_money(client, zone, editor):
    made = client.post(address("need-new-money", zone), money(zone))
    need = Need.objects.get()
    assert (made.status_code, need.amount) == (302, Decimal("2500.50"))
    assert need.accountable_body == lead_of(zone)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"title": ""}, "Say in a few words what is needed"),
        ({"kinds": []}, "Choose what kind of thing would do: one, or several"),
        ({"hours-0-starts_at": ""}, "Say from when, such as 11am"),
        ({"hours-0-ends_at": "7"}, "Say whether 7 is before or after midday: 7am or 7pm"),
        ({"hours-0-ends_at": "11am"}, "It ends when it begins: give a later time"),
        ({"hours-0-day": ""}, "Choose the day"),
        ({"contact_telephone": ""}, "Give one way to answer"),
        ({"capacity": "many"}, "Write how many people in figures, such as 30"),
        ({"capacity": "200,000"}, "Write at most 100,000 people"),
        (
            {"needed_by_on_day": "1", "needed_by_on_month": "1", "needed_by_on_year": "2020"},
            "That day has passed: give a later one",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, zone, editor, more, sentence):
    page = client.post(address("need-new", zone), typed(**more))
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert "Twenty people eat together." in page.content.decode()
    assert not Need.objects.exists()


def test_the_form_for_money_says_what_is_missing(client, zone, editor):
    page = client.post(
        address("need-new-money", zone), money(zone, amount="lots", words="", accountable_body="")
    )
    for said in (
        "Write a sum in pounds, such as 2,500", "Say what the money is for",
        "Say which organisation would account for it",
    ):  # fmt: skip
        assert said in text_of(page)


def test_a_time_more_or_less_keeps_what_was_typed(client, zone, editor):
    more = client.post(address("need-new", zone), typed(more="hours"))
    assert 'name="hours-1-day"' in more.content.decode()
    assert 'value="11am"' in more.content.decode()
    assert "Twenty people eat together." in more.content.decode()
    less = client.post(address("need-new", zone), typed(less="hours-0"))
    assert 'value="11am"' not in less.content.decode()
    assert not Need.objects.exists()


def test_monday_to_friday_is_five_days(client, zone, editor):
    client.post(address("need-new", zone), typed(**{"hours-0-day": "weekdays"}))
    assert needs.hours_asked(Need.objects.get()) == "Monday to Friday, 11am to 2pm"


def test_a_need_is_changed_with_a_reason(client, zone, editor):
    need = make.need(zone, slots=[(TUESDAY, 11, 14)])
    path = address("need-edit", zone, need.pk)
    page = client.get(path).content.decode()
    assert all(said in page for said in (need.title, 'value="11am"', "Why do you change it?"))
    assert client.post(path, typed(version="1")).status_code == 422
    assert client.post(path, typed(version="1", why="We are more.")).status_code == 302
    need.refresh_from_db()
    assert (need.capacity, need.version) == (30, 2)


def test_a_stale_form_shows_both_and_can_be_saved(client, zone, editor):
    need = make.need(zone, capacity=10)
    path = address("need-edit", zone, need.pk)
    need.write(capacity=12)
    page = client.post(path, typed(version="1", why="We are more."))
    assert page.status_code == 409
    assert "Somebody else saved this page while you were working on it" in text_of(page)
    assert "For how many people? Now saved 12 You typed 30" in text_of(page)
    assert 'name="version" value="2"' in page.content.decode()
    assert client.post(path, typed(version="2", why="We are more.")).status_code == 302


def test_a_day_that_passed_may_stay_but_none_is_put_in_its_place(client, zone, editor):
    past = clock.today() - 30 * DAY
    need = make.need(zone, needed_by_on=past)
    path = address("need-edit", zone, need.pk)

    def saved(day):
        fields = {"day": day.day, "month": day.month, "year": day.year}
        form = typed(why="Fewer come.", version=Need.objects.get(pk=need.pk).version)
        form |= {f"needed_by_on_{name}": value for name, value in fields.items()}
        return client.post(path, form).status_code

    assert saved(past) == 302
    assert saved(past - DAY) == 422


def test_a_number_of_people_may_be_written_with_a_comma(client, zone, editor):
    client.post(address("need-new", zone), typed(capacity="1,000"))
    assert Need.objects.get().capacity == 1000


def test_nothing_is_asked_of_whoever_would_state_a_need_of_a_zone_that_ended(client):
    zone = make.zone_in("dissolved")
    client.force_login(make.member(lead_of(zone), Role.EDITOR))
    answer = client.get(address("need-new", zone), follow=True)
    assert answer.redirect_chain == [(address("zone-needs", zone), 302)]
    assert "This zone has ended." in text_of(answer)


def test_pressed_twice_it_is_saved_once(client, zone, editor):
    need = make.need(zone)
    path = address("need-edit", zone, need.pk)
    for _ in range(2):
        assert client.post(path, typed(version="1", why="We are more.")).status_code == 302
    need.refresh_from_db()
    assert need.version == 2


def test_a_need_is_ended(client, zone, editor):
    need = make.need(zone)
    path = address("need-end", zone, need.pk)
    assert "checked" in client.get(f"{path}?how=met").content.decode()
    assert client.post(path, {"how": "met", "why": ""}).status_code == 422
    need.write(capacity=12)
    stale = client.post(path, {"how": "met", "why": "Found.", "version": "1"})
    assert (stale.status_code, "Found." in stale.content.decode()) == (409, True)
    assert client.post(path, {"how": "met", "why": "Found.", "version": "2"}).status_code == 302
    need.refresh_from_db()
    assert need.end == "met"
    for name in ("need-edit", "need-end"):
        assert client.get(address(name, zone, need.pk)).status_code == 302


# --- Introductions --------------------------------------------------------------------------------


@pytest.fixture
def hall():
    owner = make.organisation("The Friends", mailbox="office@friends.example")
    return make_assets.asset(owner, "The hall", at=(make.CORNER[0] + 50, make.CORNER[1] + 50))


def test_a_member_writes_to_the_keeper_who_answers(client, zone, editor, hall):
    need = make.need(zone)
    path = f"{address('introduction-new', zone, need.pk)}?asset={hall.reference}"
    assert path in client.get(address("need-matches", zone, need.pk)).content.decode()
    page = text_of(client.get(path))
    assert "Write to The Friends" in page
    assert "office@friends.example" not in page
    assert client.post(path, {"words": ""}).status_code == 422
    made = client.post(path, {"words": "Could we use it?"})
    row = Introduction.objects.get()
    assert made["Location"] == address("introduction", zone, need.pk, row.pk)
    assert "Written to on" in text_of(client.get(address("need-matches", zone, need.pk)))
    assert client.get(path)["Location"] == made["Location"]

    keeper = make.member(hall.owner, Role.REPRESENTATIVE)
    client.force_login(keeper)
    assert "Introductions to answer" in text_of(client.get("/desk/"))
    page = text_of(client.get(made["Location"]))
    assert "Could we use it?" in page
    assert "No answer came" not in page
    given = {"result": "declined", "words": "", "version": "1"}
    assert client.post(made["Location"], given).status_code == 422
    assert client.post(made["Location"], given | {"words": "Let."}).status_code == 302
    row.refresh_from_db()
    assert (row.result, row.result_words) == ("declined", "Let.")
    assert "Introductions to answer" not in text_of(client.get("/desk/"))
    stale = client.post(made["Location"], {"result": "agreed", "version": "1"})
    assert (stale.status_code, "The other side recorded" in text_of(stale)) == (409, True)


def test_what_cannot_be_written_to_leads_back_to_what_may_fit(client, zone, editor, hall):
    need = make.need(zone)
    draft = make_assets.asset(public=False)
    path = address("introduction-new", zone, need.pk)
    for query in ("", f"?asset={draft.reference}", "?asset=%00", "?offer=x", "?offer=999999999"):
        assert client.get(path + query)["Location"] == address("need-matches", zone, need.pk)
    needs.end(need=need, how="met", why="Found.", by=editor)
    page = client.post(f"{path}?asset={hall.reference}", {"words": "Please."})
    assert (page.status_code, Introduction.objects.count()) == (409, 0)
    assert "This need has ended" in text_of(page)


def test_words_to_a_keeper_stay_where_somebody_else_wrote_first(client, zone, editor, hall):
    need = make.need(zone)
    path = address("introduction-new", zone, need.pk) + f"?asset={hall.reference}"
    colleague = make.member(lead_of(zone), Role.EDITOR)
    introducing.introduce(need=need, asset=hall, words="First.", by=colleague)
    answer = client.post(path, {"words": "We are the second."})
    assert answer.status_code == 409
    assert "We are the second." in text_of(answer)
    assert "An introduction over this was sent already." in text_of(answer)


def test_others_see_no_introduction(client, zone, hall):
    row = make.introduction(make.need(zone), asset=hall)
    path = address("introduction", zone, row.need_id, row.pk)
    assert client.get(path).status_code == 302
    client.force_login(make.member(make.organisation(), Role.REPRESENTATIVE))
    assert client.get(path).status_code == 404
    assert client.post(path, {"result": "agreed"}).status_code == 404


def test_a_need_is_found_only_below_its_own_zone(client, zone, editor):
    other = make.need(make.declared_zone())
    for name in ("need", "need-edit", "need-end", "need-matches", "introduction-new"):
        assert client.get(address(name, zone, other.pk)).status_code == 404


def test_what_nothing_speaks_for_is_not_proposed(client, zone, editor):
    need = make.need(zone, kinds=["room"], facilities=["kitchen"], capacity=30)
    make_assets.asset(lead_of(zone), "Night shelter", kind="room", is_sensitive=True)
    page = text_of(client.get(address("need-matches", zone, need.pk)))
    assert "Nothing on the register may fit." in page
    assert "Night shelter" not in page


# --- The way back ---------------------------------------------------------------------------------


def test_whoever_keeps_an_asset_sees_the_needs_it_could_meet(zone, hall):
    make.need(zone, "A room for a choir", contact_role="Ward officer")
    make.need(zone, "A big room", capacity=500)
    hall.capacity = 40
    hall.save()
    page = Template("{% load needs_it_meets %}{% needs_it_meets asset %}").render(
        Context({"asset": hall})
    )
    assert "A room for a choir" in page
    assert "Ward officer, 0121 496 0001" in page
    assert "A big room" not in page


def test_the_work_page_of_an_asset_has_them(client, zone, hall):
    make.need(zone, "A room for a choir")
    client.force_login(make.member(hall.owner, Role.EDITOR))
    page = text_of(client.get(reverse("asset-work", args=[hall.reference])))
    assert "Needs this could meet" in page
    assert "A room for a choir" in page
