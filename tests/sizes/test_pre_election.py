"""Pre-election periods: who sets them, what waits in them, and what goes on."""

import datetime as dt

import pghistory.models
import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Membership
from sizes import amending, lifecycle, pre_election
from sizes.models import PreElectionOverride, PreElectionPeriod, Zone
from sizes.status import State
from tests import factories as make
from tests.sizes.amending import changes as do

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
Role = Membership.Role
LEAP_DAY = dt.date(2028, 2, 29)
CLOCKS_FORWARD, CLOCKS_BACK = dt.date(2027, 3, 28), dt.date(2027, 10, 31)


def council_with_area(**more):
    """A verified council that serves a ward of 0…300 metres, both ways."""
    council = make.council("Moor Council", **more)
    ward = make.area("Moor", shape=make.square(0, 0, side=300))
    council.areas.add(ward)
    return council, ward


def period_over(area, council, *, starts_on=None, ends_on=None, **more) -> PreElectionPeriod:
    today = clock.today()
    return PreElectionPeriod.objects.create(
        council=council,
        area=area,
        election=more.pop("election", "Local elections"),
        starts_on=starts_on or today,
        ends_on=ends_on or today + 30 * DAY,
        **more,
    )


def waiting_zone(**more):
    """A zone led by a council, in whose ward a period runs; and that ward and council."""
    council, ward = council_with_area()
    zone = make.proposed_zone("Moor Lane", leads=[council], **more)
    return zone, council, ward, period_over(ward, council)


# --- Where and when -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "runs"), [(-1, False), (0, True), (29, True), (30, False), (31, False)]
)
def test_period_runs_from_its_first_day_to_its_last(day, runs):
    zone, *_ = waiting_zone()
    on = clock.today() + day * DAY
    assert bool(pre_election.in_the_way(zone, "declare", on)) == runs


@pytest.mark.parametrize("first", [LEAP_DAY, CLOCKS_FORWARD, CLOCKS_BACK])
def test_period_of_one_day_is_that_day(first):
    council, ward = council_with_area()
    zone = make.proposed_zone(leads=[council])
    period_over(ward, council, starts_on=first, ends_on=first + DAY)
    days = [first - DAY, first, first + DAY]
    assert [bool(pre_election.in_the_way(zone, "amend", on)) for on in days] == [False, True, False]


def test_sentence_names_the_last_day_and_the_day_from_which_it_can_be_done():
    council, ward = council_with_area()
    zone = make.proposed_zone(leads=[council])
    period_over(ward, council, starts_on=LEAP_DAY, ends_on=dt.date(2028, 5, 5))
    (sentence,) = pre_election.in_the_way(zone, "declare", LEAP_DAY)
    assert sentence == (
        "A pre-election period runs here until 4 May 2028 (Local elections, Moor), and new notices "
        "wait. This can be done from 5 May 2028, or now if an officer gives a reason."
    )


@pytest.mark.parametrize(
    ("x", "is_touched"),
    [(0, True), (250, True), (299.5, False), (300, False), (301, False), (-200, True)],
)
def test_zone_that_only_shares_an_edge_with_the_area_is_not_touched(x, is_touched):
    council, ward = council_with_area()
    core = make.square(x, 0, side=100)
    reach = core if x >= 0 else make.square(x, 0, side=300)  # its fringe reaches in
    zone = make.proposed_zone(leads=[council], core=core, reach=reach)
    period_over(ward, council)
    assert pre_election.periods_over(zone, clock.today()).exists() == is_touched
    (shown,) = pre_election.with_elections(Zone.objects.all(), clock.today())
    assert shown.is_before_election == is_touched
    assert shown.is_election_near


def test_change_that_would_reach_into_the_area_waits_and_can_be_overridden():
    council, ward = council_with_area()
    day = clock.today() - 30 * DAY
    far, wide = make.square(5000, 0), make.square(0, 0, side=5200)
    zone = make.declared_zone(leads=[council], core=far, reach=far, on=day, starts_on=day)
    period_over(ward, council)
    by = make.councillor_of(zone)
    change = do.placed(do.drafted(zone, by), by, core=far, reach=wide)
    with pytest.raises(Refused, match="A pre-election period runs here"):
        amending.open_for_objection(amendment=change, by=by)
    assert not pre_election.in_the_way(zone, "renew", clock.today())
    officer = make.member(council, Role.OFFICER)
    pre_election.override(zone=zone, act="amend", reason="Urgent.", by=officer)
    change.refresh_from_db()
    assert amending.open_for_objection(amendment=change, by=by).opened_on == clock.today()


def test_boundary_of_a_change_not_made_yet_does_not_count():
    council, ward = council_with_area()
    far = make.square(5000, 0)
    zone = make.declared_zone(leads=[council], core=far, reach=far)
    period_over(ward, council)
    make.boundary(zone, core=make.square(), reach=make.square())
    assert not pre_election.periods_over(zone, clock.today()).exists()


# --- What waits -----------------------------------------------------------------------------------

WAITING = {
    "publish": State.DRAFT,
    "declare": State.PROPOSED,
    "renew": State.UNDER_REVIEW,
    "mainstream": State.UNDER_REVIEW,
    "dissolve": State.UNDER_REVIEW,
}
GOING_ON = {
    "return": State.PROPOSED,
    "withdraw": State.PROPOSED,
    "open_review": State.DECLARED,
}


def ready_for(step: str, state: str):
    """A zone that lacks nothing for the step, its councillor, and the period over it."""
    council, ward = council_with_area()
    zone = make.ready_zone(leads=[council])
    councillor = make.councillor_of(zone)
    today = clock.today()
    if state == State.PROPOSED:
        lifecycle.take("publish", zone=zone, by=councillor, on=today - 40 * DAY)
    elif state != State.DRAFT:
        make.bring_to(zone, state, by=councillor)
    make.prepare(zone, step)
    return zone, councillor, period_over(ward, council)


@pytest.mark.parametrize(("step", "state"), WAITING.items())
def test_step_that_gives_notice_waits_and_an_override_lets_it_go_ahead(step, state):
    zone, councillor, period = ready_for(step, state)
    today = clock.today()
    with pytest.raises(Refused) as refused:
        lifecycle.take(step, zone=zone, by=councillor, note="Because.")
    assert refused.value.sentences == pre_election.in_the_way(zone, step, today)
    officer = make.member(period.council, Role.OFFICER)
    pre_election.override(zone=zone, act=step, reason="It cannot wait.", by=officer)
    lifecycle.take(step, zone=zone, by=councillor, note="Because.")
    zone.refresh_from_db()
    assert zone.state == lifecycle.STEPS[step].to_state


@pytest.mark.parametrize(("step", "state"), GOING_ON.items())
def test_step_without_a_notice_goes_on(step, state):
    zone, councillor, _ = ready_for(step, state)
    lifecycle.take(step, zone=zone, by=councillor, note="Because.")


def test_every_step_waits_or_goes_on():
    assert set(WAITING) | set(GOING_ON) == set(lifecycle.STEPS)
    assert {name for name, step in lifecycle.STEPS.items() if step.notice} == set(WAITING)
    assert set(pre_election.ACTS) == {*WAITING, "amend"}


def test_once_the_period_is_over_the_step_can_be_taken():
    zone, councillor, period = ready_for("declare", State.PROPOSED)
    with pytest.raises(Refused):
        lifecycle.take("declare", zone=zone, by=councillor, on=period.ends_on - DAY)
    zone.starts_on = period.ends_on
    zone.save(update_fields=["starts_on"])
    lifecycle.take("declare", zone=zone, by=councillor, on=period.ends_on)


# --- Overriding -----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [*Role.values, "other officer", "place officer", "administrator"])
def test_override_is_for_officers_of_the_place_and_administrators(role):
    zone, council, ward, _ = waiting_zone()
    if role == "administrator":
        someone = make.person(is_superuser=True)
    elif role == "other officer":
        someone = make.member(make.council(), Role.OFFICER)
    elif role == "place officer":
        other = make.council()
        other.areas.add(ward)
        someone = make.member(other, Role.OFFICER)
    else:
        someone = make.member(council, role)
    if role in ("officer", "place officer", "administrator"):
        assert pre_election.override(zone=zone, act="declare", reason="Urgent.", by=someone)
    else:
        with pytest.raises(PermissionDenied):
            pre_election.override(zone=zone, act="declare", reason="Urgent.", by=someone)
        assert not PreElectionOverride.objects.exists()


def test_override_counts_for_its_act_and_its_periods_alone():
    zone, council, ward, _ = waiting_zone()
    today = clock.today()
    officer = make.member(council, Role.OFFICER)
    pre_election.override(zone=zone, act="declare", reason="Urgent.", by=officer)
    assert pre_election.in_the_way(zone, "declare", today) == []
    assert pre_election.in_the_way(zone, "amend", today)
    another = period_over(ward, council, election="By-election")
    (sentence,) = pre_election.in_the_way(zone, "declare", today)
    assert str(another) in sentence


def test_override_twice_is_recorded_once():
    zone, council, *_ = waiting_zone()
    officer = make.member(council, Role.OFFICER)
    for _ in range(2):
        pre_election.override(zone=zone, act="declare", reason="Urgent.", by=officer)
    assert PreElectionOverride.objects.count() == 1


@pytest.mark.parametrize(
    ("act", "reason", "says"),
    [
        ("declare", "  ", "Give a reason"),
        ("sing", "Urgent.", "Nothing of that name"),
    ],
)
def test_override_needs_a_reason_and_an_act(act, reason, says):
    zone, council, *_ = waiting_zone()
    officer = make.member(council, Role.OFFICER)
    with pytest.raises(Refused, match=says):
        pre_election.override(zone=zone, act=act, reason=reason, by=officer)


def test_override_of_nothing_is_refused():
    zone = make.proposed_zone()
    officer = make.member(zone.participants.get().organisation, Role.OFFICER)
    with pytest.raises(Refused, match="No pre-election period"):
        pre_election.override(zone=zone, act="declare", reason="Urgent.", by=officer)


def test_override_is_public_with_its_reason_and_cannot_be_altered(client):
    zone, council, *_ = waiting_zone()
    officer = make.member(council, Role.OFFICER, name="Ada Clerk")
    pre_election.override(zone=zone, act="declare", reason="People freeze.", by=officer)
    page = client.get(reverse("zone-history", args=[zone.slug])).content.decode()
    assert "Ada Clerk allowed to declare the zone" in page
    assert "People freeze." in page
    assert "Local elections, Moor" in page
    with pytest.raises(Exception, match="Cannot update"):
        PreElectionOverride.objects.update(reason="Other.")


# --- Setting periods ------------------------------------------------------------------------------


def given(area, **more):
    today = clock.today()
    return {
        "area": area,
        "election": "Local elections",
        "starts_on": today + 10 * DAY,
        "ends_on": today + 50 * DAY,
    } | more


@pytest.mark.parametrize("role", [*Role.values, "other officer", "administrator"])
@pytest.mark.parametrize("verified", [True, False])
def test_period_is_set_by_officers_of_the_verified_council_and_administrators(role, verified):
    council, ward = council_with_area(verified=verified)
    if role == "administrator":
        someone = make.person(is_superuser=True)
    elif role == "other officer":
        someone = make.member(make.council(), Role.OFFICER)
    else:
        someone = make.member(council, role)
    may = verified and role in ("officer", "administrator")
    if may:
        pre_election.set_period(council=council, by=someone, **given(ward))
    else:
        with pytest.raises(PermissionDenied):
            pre_election.set_period(council=council, by=someone, **given(ward))
    assert PreElectionPeriod.objects.exists() == may
    assert (council in pre_election.councils_setting(someone)) == may


def test_period_is_set_once_however_often_it_is_sent():
    council, ward = council_with_area()
    officer = make.member(council, Role.OFFICER)
    both = [
        pre_election.set_period(council=council, by=officer, **given(ward, election=name))
        for name in ("Local elections", " Local  elections ")
    ]
    assert both[0] == both[1]
    assert PreElectionPeriod.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"election": " "}, "Say which election"),
        ({"ends_on": clock.today() + 10 * DAY}, "must not come before the first"),
        (
            {"starts_on": clock.today() - 9 * DAY, "ends_on": clock.today()},
            "must not be over already",
        ),
        ({"ends_on": clock.today() + 131 * DAY}, "more than 120 days"),
    ],
)
def test_period_that_cannot_be_so_is_refused_with_a_sentence(more, says):
    council, ward = council_with_area()
    officer = make.member(council, Role.OFFICER)
    with pytest.raises(Refused, match=says):
        pre_election.set_period(council=council, by=officer, **given(ward, **more))


@pytest.mark.parametrize(("x", "is_near"), [(100, True), (-50, True), (300, False), (900, False)])
def test_period_is_set_within_the_areas_of_the_council(x, is_near):
    council, _ = council_with_area()
    officer = make.member(council, Role.OFFICER)
    area = make.area(shape=make.square(x, 0))
    if is_near:
        pre_election.set_period(council=council, by=officer, **given(area))
    else:
        with pytest.raises(Refused, match="lies outside the areas that Moor Council serves"):
            pre_election.set_period(council=council, by=officer, **given(area))


def test_council_that_serves_no_area_is_told_to_say_which():
    council = make.council()
    officer = make.member(council, Role.OFFICER)
    with pytest.raises(Refused, match="which areas"):
        pre_election.set_period(council=council, by=officer, **given(make.area()))


def test_period_is_changed_and_what_it_was_stays_in_the_history():
    council, ward = council_with_area()
    officer = make.member(council, Role.OFFICER)
    period = pre_election.set_period(council=council, by=officer, **given(ward))
    later = given(ward, ends_on=clock.today() + 60 * DAY)
    seen = pre_election.mark(period)
    pre_election.change(period=period, by=officer, expected=seen, **later)
    with pytest.raises(ChangedMeanwhile):
        pre_election.change(period=period, by=officer, expected=seen, **given(ward))
    events = apps.get_model("sizes", "PreElectionPeriodEvent").objects.filter(pgh_obj_id=period.pk)
    assert [each.ends_on for each in events.order_by("pgh_id")] == [
        clock.today() + 50 * DAY,
        clock.today() + 60 * DAY,
    ]


def test_period_that_is_over_is_neither_changed_nor_withdrawn():
    council, ward = council_with_area()
    officer = make.member(council, Role.OFFICER)
    today = clock.today()
    period = period_over(ward, council, starts_on=today - 30 * DAY, ends_on=today)
    for verb, more in ((pre_election.change, given(ward)), (pre_election.withdraw_period, {})):
        with pytest.raises(Refused, match="It stays on record"):
            verb(period=period, by=officer, **more)


@pytest.mark.parametrize(
    ("begun", "is_used", "is_kept"),
    [(-5, False, True), (0, False, False), (0, True, True), (5, False, False)],
)
def test_withdrawn_period_is_gone_or_over_from_the_day_on(begun, is_used, is_kept):
    council, ward = council_with_area()
    officer = make.member(council, Role.OFFICER)
    today = clock.today()
    zone = make.proposed_zone(leads=[council])
    period = period_over(ward, council, starts_on=today + begun * DAY)
    if is_used:
        pre_election.override(zone=zone, act="declare", reason="Urgent.", by=officer)
    assert pre_election.withdraw_period(period=period, by=officer) == is_kept
    assert PreElectionPeriod.objects.filter(pk=period.pk).exists() == is_kept
    assert not PreElectionPeriod.objects.in_force(today + DAY).exists()
    deleted = pghistory.models.Events.objects.tracks(period).filter(pgh_label="delete")
    assert deleted.exists() != is_kept


def test_withdrawing_twice_says_that_it_is_gone():
    council, ward = council_with_area()
    officer = make.member(council, Role.OFFICER)
    period = period_over(ward, council, starts_on=clock.today() + 5 * DAY)
    pre_election.withdraw_period(period=period, by=officer)
    with pytest.raises(Refused, match="withdrawn meanwhile"):
        pre_election.withdraw_period(period=PreElectionPeriod(pk=period.pk or 1, council=council),
                                     by=officer)  # fmt: skip


# --- Pages ----------------------------------------------------------------------------------------

LIST, NEW = reverse("pre-election"), reverse("pre-election-new")


def typed(area, **more):
    first, last = clock.today() + 10 * DAY, clock.today() + 49 * DAY
    words = {"area": area.pk, "election": "Local elections"}
    for name, day in (("starts_on", first), ("last_on", last)):
        words |= {
            f"{name}_day": day.day,
            f"{name}_month": day.month,
            f"{name}_year": day.year,
        }
    return words | more


def test_list_says_where_from_when_until_when_and_which_zones(client):
    council, ward = council_with_area()
    zone = make.proposed_zone("Moor Lane", leads=[council])
    make.zone_in(State.WITHDRAWN, "Given Up", leads=[council])
    period = period_over(ward, council)
    make.proposed_zone("Elsewhere", core=make.square(9000), reach=make.square(9000))
    today = clock.today()
    period_over(ward, council, election="Earlier", starts_on=today - 9 * DAY, ends_on=today)
    page = client.get(LIST).content.decode()
    assert "Moor" in page
    assert pre_election.last_day(period) in page
    assert zone.name in page
    assert "Elsewhere" not in page
    assert "Given Up" not in page
    assert "Earlier" in page.partition("Over</h2>")[2]
    assert "no-store" not in client.get(LIST)["Cache-Control"]


def test_list_without_any_says_so(client):
    assert b"none is set to come" in client.get(LIST).content


@pytest.mark.parametrize("number", [1, 20])
def test_list_asks_the_database_as_often_for_many_as_for_one(
    client, django_assert_max_num_queries, number
):
    council, ward = council_with_area()
    for _ in range(number):
        make.proposed_zone(leads=[council])
    for _ in range(number):
        period_over(ward, council)
    with django_assert_max_num_queries(3):
        client.get(LIST)


def test_officer_sets_changes_and_withdraws_a_period(client):
    council, ward = council_with_area()
    client.force_login(make.member(council, Role.OFFICER))
    assert client.get(NEW).status_code == 200
    answer = client.post(NEW, typed(ward), follow=True)
    assert "The period is set." in answer.content.decode()
    period = PreElectionPeriod.objects.get()
    assert (period.ends_on - period.starts_on).days == 40
    edit = reverse("pre-election-edit", args=[period.pk])
    assert answer.redirect_chain == [(edit, 302)]
    page = client.get(edit)
    seen = page.context["form"].initial["seen"]
    changed = client.post(edit, typed(ward, election="By-election", seen=seen), follow=True)
    assert "The period was changed." in changed.content.decode()
    stale = client.post(edit, typed(ward, election="Third", seen=seen))
    assert b"Somebody else changed this period" in stale.content
    assert b"By-election" in stale.content
    assert b'value="Third"' in stale.content
    withdraw = reverse("pre-election-withdraw", args=[period.pk])
    assert client.get(withdraw).status_code == 200
    withdrawn = client.post(withdraw, follow=True)
    assert "The period was withdrawn." in withdrawn.content.decode()
    assert not PreElectionPeriod.objects.exists()


def test_what_was_typed_is_kept_beside_what_is_wrong(client):
    council, ward = council_with_area()
    client.force_login(make.member(council, Role.OFFICER))
    answer = client.post(NEW, typed(ward, election="Mayor", last_on_day="31", last_on_month="2"))
    assert answer.status_code == 422
    assert b"Last day must be a real date" in answer.content
    assert b'value="Mayor"' in answer.content


def test_officer_of_two_councils_is_asked_for_which(client):
    council, _ = council_with_area()
    other = make.council("Fen Council")
    officer = make.member(council, Role.OFFICER)
    Membership.objects.create(person=officer, organisation=other, role=Role.OFFICER)
    client.force_login(officer)
    page = client.get(NEW).content.decode()
    assert "Moor Council" in page
    assert "Fen Council" in page
    chosen = client.get(f"{NEW}?council={other.slug}")
    assert chosen.context["council"] == other
    assert client.get(f"{NEW}?council=nowhere").status_code == 404


def test_zone_page_says_that_a_period_runs_and_comments_go_on(client):
    zone, *_ = waiting_zone()
    page = client.get(zone.get_absolute_url()).content.decode()
    assert "A pre-election period runs here until" in page
    assert "Comments go on until" in page
    assert client.get(reverse("zone-comment", args=[zone.slug])).status_code == 200


def test_page_of_a_zone_that_ended_says_nothing_of_it():
    council, ward = council_with_area()
    zone = make.zone_in(State.DISSOLVED, leads=[council])
    period_over(ward, council)
    assert pre_election.notice_of(zone, clock.today()) == ""


def test_step_page_says_what_waits_and_leads_officers_to_the_override(client):
    zone, council, *_ = waiting_zone()
    step = reverse("zone-step", args=[zone.reference, "declare"])
    override = reverse("pre-election-override", args=[zone.slug, "declare"])
    for role, may in ((Role.COUNCILLOR, False), (Role.OFFICER, True)):
        client.force_login(make.member(council, role))
        page = client.get(step).content.decode()
        assert page.count("A pre-election period runs here until") == 1
        assert (override in page) == may
    assert client.post(override, {"reason": " "}).status_code == 422
    assert client.post(override, {"reason": "Urgent."})["Location"] == step
    assert override not in client.get(step).content.decode()
    assert client.get(reverse("pre-election-override", args=[zone.slug, "sing"])).status_code == 404


def test_front_page_leaves_zones_out_and_lists_keep_them(client):
    council, ward = council_with_area()
    make.declared_zone("Moor Lane", leads=[council])
    far = make.square(9000)
    make.declared_zone("Elsewhere", core=far, reach=far)
    assert b"Moor Lane" in client.get("/").content
    period_over(ward, council)
    page = client.get("/").content
    assert b"Moor Lane" not in page
    assert b"Elsewhere" in page
    assert b"an election is near" in page
    assert b"Moor Lane" in client.get(reverse("zones")).content


def test_front_page_says_nothing_false_where_every_zone_is_left_out(client):
    council, ward = council_with_area()
    make.declared_zone("Moor Lane", leads=[council])
    period_over(ward, council)
    page = client.get("/").content
    assert b"No zone is running today." not in page
    assert b"an election is near" in page


def test_change_that_goes_further_waits_and_its_page_leads_officers_to_the_override(client):
    council, ward = council_with_area()
    zone = make.declared_zone(leads=[council])
    councillor, officer = (make.member(council, role) for role in (Role.COUNCILLOR, Role.OFFICER))
    change = amending.begin(zone=zone, by=councillor)
    later = zone.target_on + 90 * DAY
    change = amending.change_dates(amendment=change, target_on=later, by=councillor)
    change = amending.say_why(amendment=change, reason="It works.", by=councillor)
    period_over(ward, council)
    waits = pre_election.in_the_way(zone, "amend", clock.today())
    with pytest.raises(Refused) as refused:
        amending.open_for_objection(amendment=change, by=councillor)
    assert set(waits) <= set(refused.value.sentences)
    override = reverse("pre-election-override", args=[zone.slug, "amend"])
    for someone, may in ((councillor, False), (officer, True)):
        client.force_login(someone)
        page = client.get(reverse("zone-change-work", args=[zone.slug, change.number]))
        assert (override in page.content.decode()) == may
    pre_election.override(zone=zone, act="amend", reason="Urgent.", by=officer)
    amending.open_for_objection(amendment=change, by=councillor)
