"""Changes to a declared zone: who may do what, when, and that nothing is written before."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from groundwork import clock
from groundwork.models import Letter
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Membership, Service, Theme
from sizes import amending, lifecycle, varying
from sizes.drafting import OutcomeGiven
from sizes.models import (
    Amendment,
    Boundary,
    Closing,
    Footprint,
    FormerSlug,
    InterimReview,
    Limits,
    Notice,
    PreElectionPeriod,
    Zone,
)
from sizes.status import status_on
from tests import factories as make
from tests.sizes.amending import changes as do

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
State = Amendment.State


@pytest.fixture
def zone():
    since = clock.today() - 30 * DAY
    return make.declared_zone(on=since, starts_on=since)


@pytest.fixture
def councillor(zone):
    return make.councillor_of(zone)


def said_of(zone):
    """All that a zone says, as the database has it."""
    zone = Zone.objects.get(pk=zone.pk)
    return {
        "row": Zone.objects.filter(pk=zone.pk).values().get() | {"version": 0},
        "boundaries": list(
            zone.boundaries.filter(starts_on__isnull=False).values("number", "starts_on", "ends_on")
        ),
        "footprints": list(Footprint.objects.filter(zone=zone).values("boundary", "starts_on")),
        "limits": list(Limits.objects.filter(zone=zone).values()),
        "outcomes": list(zone.outcomes.values()),
        "reviews": list(zone.interim_reviews.values()),
        "signatures": list(zone.signatures.values("pk", "withdrawn_on")),
    }


# --- Adjusting ------------------------------------------------------------------------------------


def test_adjustment_is_made_at_once_dated_with_its_reason_and_signatories_are_told(
    zone, councillor
):
    today = clock.today()
    bodies = [each.organisation for each in zone.signatures.all()]
    told = [make.member(body, Membership.Role.REPRESENTATIVE).email for body in bodies]
    change = do.drafted(zone, councillor, reason="It reads better.")
    amending.change_words(amendment=change, by=councillor, why_here="Four groups work on it.")
    amending.adjust(amendment=change, by=councillor, on=today)
    change.refresh_from_db()
    zone.refresh_from_db()
    assert zone.why_here == "Four groups work on it."
    assert (change.state, change.kind, change.made_on) == ("made", "adjustment", today)
    assert change.made_by == councillor
    assert change.before == {"words": {"why_here": "Three groups already work on it."}}
    letters = Letter.objects.filter(key__startswith=f"change-{zone.pk}-1-made")
    assert set(told) <= set(letters.values_list("to", flat=True))
    assert "It reads better." in letters[0].body
    assert f"/zones/{zone.slug}/changes/1/" in letters[0].body
    assert not Notice.objects.filter(kind="amendment").exists()


def test_what_goes_beyond_is_not_adjusted_and_what_keeps_within_is_not_opened(zone, councillor):
    change = do.drafted(zone, councillor)
    amending.change_words(amendment=change, by=councillor, purpose="Something else.")
    with pytest.raises(Refused, match="other words"):
        amending.adjust(amendment=change, by=councillor)
    amending.change_words(
        amendment=change, by=councillor, purpose="Help people here to be well.", summary="Short."
    )
    with pytest.raises(Refused, match="keeps within"):
        amending.open_for_objection(amendment=change, by=councillor)
    amending.adjust(amendment=change, by=councillor)
    zone.refresh_from_db()
    assert (zone.purpose, zone.summary) == ("Help people here to be well.", "Short.")


@pytest.mark.parametrize("verb", [amending.adjust, amending.open_for_objection])
def test_change_needs_a_reason_and_something_changed(zone, councillor, verb):
    change = amending.begin(zone=zone, by=councillor)
    with pytest.raises(Refused, match="Nothing is changed yet"):
        verb(amendment=change, by=councillor)
    amending.change_words(amendment=change, by=councillor, purpose="Other.", why_here="Other.")
    with pytest.raises(Refused, match="Give the reason"):
        verb(amendment=change, by=councillor)


def test_one_change_is_drafted_at_a_time(zone, councillor):
    first = do.drafted(zone, councillor)
    assert amending.begin(zone=zone, by=make.councillor_of(zone)) == first
    do.wider(first, councillor)
    amending.open_for_objection(amendment=first, by=councillor)
    with pytest.raises(Refused, match="open for objection until"):
        amending.begin(zone=zone, by=councillor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.create(zone=zone, number=9, drafted_on=clock.today())
    amending.abandon(amendment=first, why="Not now.", by=councillor)
    assert amending.begin(zone=zone, by=councillor).number == 2


def test_two_who_draft_do_not_overwrite_each_other(zone, councillor):
    change = amending.begin(zone=zone, by=councillor)
    amending.say_why(amendment=change, reason="One.", by=councillor, expected=1)
    with pytest.raises(ChangedMeanwhile):
        amending.say_why(amendment=change, reason="Two.", by=councillor, expected=1)
    change.refresh_from_db()
    assert change.reason == "One."


def test_saying_what_the_zone_says_already_is_no_change(zone, councillor):
    change = amending.begin(zone=zone, by=councillor)
    amending.change_words(amendment=change, by=councillor, why_here="New.")
    amending.change_words(amendment=change, by=councillor, why_here=zone.why_here)
    amending.change_dates(
        amendment=change, by=councillor, target_on=zone.target_on, interim_reviews=[]
    )
    amending.change_limits(amendment=change, by=councillor)
    amending.change_outcomes(amendment=change, by=councillor)
    do.placed(change, councillor, core=make.square(), reach=make.square(-100, -100, side=300))
    change.refresh_from_db()
    assert (change.changes, change.boundary) == ({}, None)


# --- Role and state -------------------------------------------------------------------------------

ROLES = ("editor", "officer", "representative", "councillor", "stranger", "other councillor")
WORKING = {"editor", "officer", "representative", "councillor"}
MAY = {
    "draft": WORKING,
    "adjust": {"representative", "councillor"},
    "open": {"representative", "councillor"},
    "make": {"councillor"},
    "abandon draft": WORKING,
    "abandon": {"representative", "councillor"},
}


def who(zone, role):
    if role == "stranger":
        return make.person()
    body = make.council() if role.startswith("other") else zone.participants.get().organisation
    return make.member(body, role.removeprefix("other "))


def act(name, zone, councillor, by):
    """Bring a change of the zone to where the act is possible, and let the person do it."""
    today = clock.today()
    if name == "draft":
        return amending.begin(zone=zone, by=by)
    change = do.drafted(zone, councillor)
    if name in ("adjust", "abandon draft"):
        amending.change_words(amendment=change, by=councillor, summary="Short.")
        verb = amending.adjust if name == "adjust" else amending.abandon
        return verb(amendment=change, by=by, **({} if name == "adjust" else {"why": ""}))
    do.wider(change, councillor)
    if name == "open":
        return amending.open_for_objection(amendment=change, by=by)
    amending.open_for_objection(amendment=change, by=councillor, on=today - 15 * DAY)
    if name == "make":
        return amending.make(amendment=change, by=by)
    return amending.abandon(amendment=change, why="No.", by=by)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", MAY)
def test_each_verb_lets_in_whom_it_should(zone, councillor, name, role):
    someone = who(zone, role)
    if role in MAY[name]:
        act(name, zone, councillor, someone)
    else:
        with pytest.raises(PermissionDenied):
            act(name, zone, councillor, someone)


CAN = {
    "drafted": {"change", "open", "abandon"},
    "open": {"make", "abandon"},
    "made": set(),
    "abandoned": set(),
}


@pytest.mark.parametrize("state", CAN)
@pytest.mark.parametrize("name", ["change", "adjust", "open", "make", "abandon"])
def test_each_verb_is_refused_in_a_state_where_it_has_no_place(zone, councillor, state, name):
    today = clock.today()
    change = do.wider(do.drafted(zone, councillor), councillor)
    if state != "drafted":
        amending.open_for_objection(amendment=change, by=councillor, on=today - 15 * DAY)
    if state == "made":
        amending.make(amendment=change, by=councillor)
    if state == "abandoned":
        amending.abandon(amendment=change, why="No.", by=councillor)
    verbs = {
        "change": lambda: amending.say_why(amendment=change, reason="Other.", by=councillor),
        "adjust": lambda: amending.adjust(amendment=change, by=councillor),
        "open": lambda: amending.open_for_objection(amendment=change, by=councillor),
        "make": lambda: amending.make(amendment=change, by=councillor),
        "abandon": lambda: amending.abandon(amendment=change, why="Why.", by=councillor),
    }
    if name in CAN[state]:
        verbs[name]()
    else:
        with pytest.raises(Refused):
            verbs[name]()


@pytest.mark.parametrize("factory", [make.ready_zone, make.proposed_zone])
def test_what_is_not_declared_is_changed_directly(factory):
    zone = factory()
    with pytest.raises(Refused, match="not declared yet"):
        amending.begin(zone=zone, by=make.councillor_of(zone))


def test_nothing_is_changed_once_the_zone_has_lapsed(zone, councillor):
    late = zone.target_on + 91 * DAY
    with pytest.raises(Refused, match="has ended"):
        amending.begin(zone=zone, by=councillor, on=late)
    change = do.wider(do.drafted(zone, councillor), councillor)
    amending.open_for_objection(amendment=change, by=councillor)
    with pytest.raises(Refused, match="has ended"):
        amending.make(amendment=change, by=councillor, on=late)


# --- A life of its own ----------------------------------------------------------------------------


def test_zone_is_as_it_was_until_the_change_is_made(zone, councillor, client):
    today = clock.today()
    before = said_of(zone)
    answers = {
        path: client.get(path).json()
        for path in (f"/api/zones/{zone.slug}/", do.here_at(-150, 50), do.here_at(50, 50))
    }
    assert answers[do.here_at(-150, 50)]["zones"] == []
    change = do.everything(do.drafted(zone, councillor), councillor)
    amending.open_for_objection(amendment=change, by=councillor, on=today - 15 * DAY)
    assert said_of(zone) == before
    for path, answer in answers.items():
        assert client.get(path).json() == answer
    amending.make(amendment=change, by=councillor)
    assert said_of(zone) != before
    zone.refresh_from_db()
    now = client.get(f"/api/zones/{zone.slug}/").json()
    assert now["target_on"] == (zone.target_on).isoformat()
    assert client.get(do.here_at(-150, 50)).json()["zones"][0]["slug"] == zone.slug


def test_making_writes_everything_dated_and_keeps_what_was_there(zone, councillor):
    today = clock.today()
    was, first = zone.target_on, zone.outcomes.get()
    change = do.everything(do.drafted(zone, councillor), councillor)
    amending.open_for_objection(amendment=change, by=councillor, on=today - 15 * DAY)
    amending.make(amendment=change, by=councillor)
    change.refresh_from_db()
    zone.refresh_from_db()
    assert zone.purpose == "Help people here and next door."
    assert zone.target_on == was + 100 * DAY
    assert zone.phase_since_on == today
    assert status_on(zone, today - DAY) == "active"
    assert zone.phases.get(since_on__lt=today, until_on=today, state="declared").target_on == was
    old, new = zone.boundaries.order_by("number")
    assert (old.ends_on, new.starts_on, new.ends_on) == (today, today, None)
    assert (change.replaces, change.boundary) == (old, new)
    limits = Limits.objects.get(zone=zone)
    assert (limits.longest_days, limits.is_fringe_open) == (90, False)
    assert [service.slug for service in limits.fixed_services.all()] == ["libraries"]
    first.refresh_from_db()
    assert first.ends_on == today
    assert [each.statement for each in zone.outcomes.in_force(today - DAY)] == [first.statement]
    assert [each.statement for each in zone.outcomes.in_force(today)] == ["Fewer are lonely."]
    assert [each.due_on for each in InterimReview.objects.filter(zone=zone)] == [today + 200 * DAY]
    assert change.before == {
        "words": {"purpose": "Help people here to be well."},
        "target_on": was.isoformat(),
        "limits": {"longest_days": None, "is_fringe_open": True, "fixed_services": []},
        "outcomes": {"there": [first.pk]},
        "interim_reviews": [],
    }


def test_time_for_objection_is_fourteen_days_and_its_last_day_counts(zone, councillor):
    opened = clock.today()
    change = do.wider(do.drafted(zone, councillor), councillor)
    amending.open_for_objection(amendment=change, by=councillor, on=opened)
    change.refresh_from_db()
    assert change.closes_on == opened + 14 * DAY
    with pytest.raises(Refused, match="wait until that day is over"):
        amending.make(amendment=change, by=councillor, on=opened + 14 * DAY)
    amending.make(amendment=change, by=councillor, on=opened + 15 * DAY)
    change.refresh_from_db()
    assert change.made_on == opened + 15 * DAY


def test_notice_is_given_when_it_is_opened_and_when_it_is_made_and_signatories_are_told(
    zone, councillor
):
    opened = clock.today() - 15 * DAY
    body = zone.signatures.last().organisation
    reader = make.member(body, Membership.Role.REPRESENTATIVE)
    change = do.wider(do.drafted(zone, councillor), councillor)
    amending.open_for_objection(amendment=change, by=councillor, on=opened)
    amending.make(amendment=change, by=councillor)
    given = Notice.objects.filter(zone=zone, kind="amendment").order_by("number")
    assert [(each.given_on, each.amendment) for each in given] == [
        (opened, change),
        (clock.today(), change),
    ]
    letters = Letter.objects.filter(to=reader.email).order_by("pk")
    assert [letter.subject.split(" until ")[0] for letter in letters] == [
        f"A change to {zone} is open for objection",
        f"{zone} was amended",
    ]
    assert "reaches further" in letters[0].body


def test_abandoned_change_leaves_the_zone_and_stays_on_record(zone, councillor):
    before = said_of(zone)
    change = do.wider(do.drafted(zone, councillor), councillor)
    amending.open_for_objection(amendment=change, by=councillor)
    with pytest.raises(Refused, match="Say why"):
        amending.abandon(amendment=change, why=" ", by=councillor)
    amending.abandon(amendment=change, why="Too far.", by=councillor)
    change.refresh_from_db()
    assert said_of(zone) == before
    assert (change.state, change.why_abandoned) == ("abandoned", "Too far.")
    assert change.is_public
    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        change.delete()


def test_draft_that_is_given_up_was_never_public(zone, councillor):
    change = do.wider(do.drafted(zone, councillor), councillor)
    amending.abandon(amendment=change, why="", by=councillor)
    change.refresh_from_db()
    assert not change.is_public
    assert not zone.amendments.public().exists()


def test_change_that_is_open_is_abandoned_when_its_zone_ends(zone, councillor):
    change = do.wider(do.drafted(zone, councillor), councillor)
    amending.open_for_objection(amendment=change, by=councillor)
    make_closing(zone)
    lifecycle.take("dissolve", zone=zone, by=councillor, note="Done.")
    change.refresh_from_db()
    assert change.state == State.ABANDONED
    assert "zone ended" in change.why_abandoned


def make_closing(zone):
    texts = dict.fromkeys(("tried", "changed", "failed", "cost", "lessons"), "Something.")
    Closing.objects.create(zone=zone, **texts)


def test_opening_and_making_wait_for_the_end_of_a_pre_election_period(zone, councillor):
    today = clock.today()
    change = do.wider(do.drafted(zone, councillor), councillor)
    period = PreElectionPeriod.objects.create(
        council=zone.participants.get().organisation,
        area=make.area(),
        election="Local elections",
        starts_on=today,
        ends_on=today + 30 * DAY,
    )
    with pytest.raises(Refused, match="Local elections"):
        amending.open_for_objection(amendment=change, by=councillor)
    amending.open_for_objection(amendment=change, by=councillor, on=today - 15 * DAY)
    with pytest.raises(Refused, match="Local elections"):
        amending.make(amendment=change, by=councillor)
    amending.make(amendment=change, by=councillor, on=period.ends_on)


# --- Boundaries never overlap ---------------------------------------------------------------------


def test_second_change_on_a_day_takes_the_place_of_the_first(zone, councillor):
    today = clock.today()
    for side in (80, 60):
        change = do.drafted(zone, councillor)
        do.placed(change, councillor, core=make.square(side=side), reach=make.square(side=side))
        amending.adjust(amendment=change, by=councillor, on=today)
    dates = zone.boundaries.order_by("number").values_list("starts_on", "ends_on")
    assert list(dates) == [(zone.starts_on, today), (None, None), (today, None)]
    assert Footprint.objects.filter(zone=zone).count() == 2


def test_change_before_the_start_takes_the_start_of_what_it_replaces():
    start = clock.today() + 40 * DAY
    zone = make.declared_zone(starts_on=start)
    councillor = make.councillor_of(zone)
    change = do.drafted(zone, councillor)
    do.placed(change, councillor, core=make.square(side=80), reach=make.square(side=80))
    amending.adjust(amendment=change, by=councillor)
    dates = zone.boundaries.order_by("number").values_list("starts_on", "ends_on")
    assert list(dates) == [(None, None), (start, None)]


@pytest.mark.parametrize(
    ("first", "second", "is_allowed"),
    [
        ((0, 10), (10, None), True),
        ((0, 10), (9, None), False),
        ((0, None), (30, 31), False),
        ((0, 1), (0, 1), False),
    ],
)
def test_database_refuses_versions_whose_dates_overlap(first, second, is_allowed):
    zone = make.draft()
    today = clock.today()

    def dated(since, until):
        return {
            "starts_on": today + since * DAY,
            "ends_on": None if until is None else today + until * DAY,
        }

    make.boundary(zone, **dated(*first))
    if is_allowed:
        make.boundary(zone, **dated(*second))
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            make.boundary(zone, **dated(*second))


def test_version_that_nobody_saw_is_not_kept_once_another_takes_its_place(zone, councillor):
    change = do.drafted(zone, councillor)
    for side in (80, 60):
        do.placed(change, councillor, core=make.square(side=side), reach=make.square(side=side))
    assert zone.boundaries.count() == 2
    amending.keep_place(amendment=change, by=councillor)
    assert [each.number for each in zone.boundaries.all()] == [1]
    assert zone.newest_boundary().starts_on == zone.starts_on


def test_shape_of_a_change_that_is_not_made_is_nowhere_in_force(zone, councillor):
    change = do.wider(do.drafted(zone, councillor), councillor)
    amending.open_for_objection(amendment=change, by=councillor)
    change.refresh_from_db()
    assert change.boundary.starts_on is None
    assert zone.newest_boundary() != change.boundary
    assert Boundary.objects.in_force(clock.today()).get(zone=zone) != change.boundary


# --- Agreed variations are kept -------------------------------------------------------------------


def limited(change, by):
    amending.change_limits(amendment=change, by=by, longest_days=10)


def earlier(change, by):
    amending.change_dates(amendment=change, by=by, target_on=clock.today() + 100 * DAY)


def narrower(change, by):
    do.placed(change, by, core=make.square(side=50), reach=make.square(side=50))


@pytest.mark.parametrize(
    ("tighten", "variation"),
    [
        (limited, {}),
        (earlier, {"ends_on": clock.today() + 200 * DAY}),
        (earlier, {"starts_on": clock.today() + 101 * DAY}),
        (narrower, {"area": make.square(100, 100, side=50)}),
    ],
)
def test_agreed_variation_that_would_go_beyond_is_named(zone, councillor, tighten, variation):
    Limits.objects.filter(zone=zone).delete()
    service = Service.objects.first()
    zone.services.create(service=service, scope="core")
    kept = make.variation(zone, title="Evening rooms", **variation)
    change = do.drafted(zone, councillor)
    tighten(change, councillor)
    with pytest.raises(Refused, match="“Evening rooms” was agreed"):
        amending.adjust(amendment=change, by=councillor)
    varying.end(variation=kept, why="Room for the change.", by=councillor)
    amending.adjust(amendment=change, by=councillor)


def test_variation_that_ends_with_the_zone_ends_earlier_with_it(zone, councillor):
    make.variation(zone)
    change = do.drafted(zone, councillor)
    earlier(change, councillor)
    amending.adjust(amendment=change, by=councillor)
    zone.refresh_from_db()
    assert zone.target_on == clock.today() + 100 * DAY


# --- Names and dates ------------------------------------------------------------------------------


def renamed(zone, councillor, name):
    change = do.drafted(zone, councillor)
    amending.change_words(amendment=change, by=councillor, name=name)
    amending.adjust(amendment=change, by=councillor)
    zone.refresh_from_db()


def test_renamed_zone_moves_and_its_old_address_is_kept(zone, councillor):
    old = zone.slug
    renamed(zone, councillor, "Canalside")
    assert zone.slug == "canalside"
    assert FormerSlug.objects.get().slug == old
    renamed(zone, councillor, "Riverside")
    renamed(zone, councillor, "Canalside")
    assert zone.slug == "canalside"
    assert set(FormerSlug.objects.values_list("slug", flat=True)) == {old, "riverside"}


def test_address_that_a_zone_had_is_given_to_no_other(zone, councillor):
    renamed(zone, councillor, "Canalside")
    renamed(zone, councillor, "Riverside")
    other = make.declared_zone()
    renamed(other, make.councillor_of(other), "Canalside")
    assert other.slug == f"canalside-{other.pk}"


@pytest.mark.parametrize(
    ("target", "latest"),
    [
        (dt.date(2028, 8, 31), dt.date(2029, 2, 28)),
        (dt.date(2027, 8, 31), dt.date(2028, 2, 29)),
        (dt.date(2028, 2, 29), dt.date(2028, 8, 29)),
        (dt.date(2027, 3, 15), dt.date(2027, 9, 15)),
    ],
)
def test_target_date_is_put_off_by_six_months_at_most(target, latest):
    day = dt.date(2026, 6, 1)
    zone = make.declared_zone(on=day, starts_on=day, target_on=target)
    councillor = make.councillor_of(zone)
    given = {"zone": zone, "reason": "The evidence comes late.", "by": councillor, "on": day}
    with pytest.raises(Refused, match="six months at most"):
        amending.put_off(target_on=latest + DAY, **given)
    change = amending.put_off(target_on=latest, **given)
    assert change.state == State.OPEN
    amending.make(amendment=change, by=councillor, on=day + 15 * DAY)
    zone.refresh_from_db()
    assert zone.target_on == latest


def test_target_date_is_put_off_once_in_a_term(zone, councillor):
    today = clock.today()
    begun = today - 20 * DAY
    change = amending.put_off(
        zone=zone,
        target_on=zone.target_on + 30 * DAY,
        reason="Late evidence.",
        by=councillor,
        on=begun,
    )
    amending.make(amendment=change, by=councillor, on=today)
    zone.refresh_from_db()
    with pytest.raises(Refused, match=r"put off once already.*Renew it in a review"):
        amending.put_off(
            zone=zone, target_on=zone.target_on + DAY, reason="Again.", by=councillor, on=today
        )
    Zone.objects.filter(pk=zone.pk).update(term=2)
    amending.begin(zone=zone, by=councillor)
    zone.refresh_from_db()
    assert amending.put_off_in(zone) is None


@pytest.mark.parametrize(
    ("reviews", "target", "said"),
    [
        ([-1], 400, "choose a day to come"),
        ([400], 400, "must be before the target date"),
        ([100], 99, "must be before the target date"),
        ([], -1, "Target date must be in the future."),
    ],
)
def test_dates_that_cannot_be_are_refused(zone, councillor, reviews, target, said):
    today = clock.today()
    change = do.drafted(zone, councillor)
    amending.change_dates(
        amendment=change,
        by=councillor,
        target_on=today + target * DAY,
        interim_reviews=[today + day * DAY for day in reviews],
    )
    with pytest.raises(Refused, match=said):
        amending.adjust(amendment=change, by=councillor)


def test_interim_review_that_has_come_stays_on_record(zone, councillor):
    today = clock.today()
    zone.interim_reviews.create(due_on=today - DAY)
    zone.interim_reviews.create(due_on=today + DAY)
    change = do.drafted(zone, councillor)
    amending.change_dates(amendment=change, by=councillor, interim_reviews=[])
    with pytest.raises(Refused, match="part of the record"):
        amending.adjust(amendment=change, by=councillor)
    amending.change_dates(amendment=change, by=councillor, interim_reviews=[today - DAY])
    amending.adjust(amendment=change, by=councillor)
    assert [each.due_on for each in zone.interim_reviews.all()] == [today - DAY]


def test_last_outcome_is_dropped_only_for_another(zone, councillor):
    change = do.drafted(zone, councillor)
    dropped = [zone.outcomes.get().pk]
    amending.change_outcomes(amendment=change, by=councillor, dropped=dropped)
    with pytest.raises(Refused, match="A zone needs an outcome"):
        amending.open_for_objection(amendment=change, by=councillor)
    added = [OutcomeGiven("Fewer are lonely.")]
    amending.change_outcomes(amendment=change, by=councillor, dropped=dropped, added=added)
    amending.open_for_objection(amendment=change, by=councillor)


def test_outcome_of_another_zone_is_not_dropped(zone, councillor):
    change = do.drafted(zone, councillor)
    other = make.declared_zone().outcomes.get()
    with pytest.raises(Refused, match="Choose among the outcomes"):
        amending.change_outcomes(amendment=change, by=councillor, dropped=[other.pk])


def test_signed_words_cannot_be_emptied_and_both_limits_are_refused(zone, councillor):
    change = do.drafted(zone, councillor)
    with pytest.raises(Refused, match="cannot be left empty"):
        amending.change_words(amendment=change, by=councillor, what_stays=" ")
    with pytest.raises(Refused, match="Give the zone a name"):
        amending.change_words(amendment=change, by=councillor, name=" ")
    service = Service.objects.first()
    with pytest.raises(Refused, match="both be allowed"):
        amending.change_limits(
            amendment=change, by=councillor, services=[service], fixed_services=[service]
        )
    with pytest.raises(Refused, match="at least a day"):
        amending.change_limits(amendment=change, by=councillor, longest_days=0)
    assert Theme.objects.exists()


def test_history_says_who_made_the_change_and_why(zone, councillor):
    change = do.drafted(zone, councillor, reason="It reads better.")
    amending.change_words(amendment=change, by=councillor, why_here="Other.")
    amending.adjust(amendment=change, by=councillor)
    last = apps.get_model("sizes", "ZoneEvent").objects.filter(pgh_obj=zone).latest("pgh_id")
    assert last.why_here == "Other."
    assert last.pgh_context.metadata["reason"] == "It reads better."
