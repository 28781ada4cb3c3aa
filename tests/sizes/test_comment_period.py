"""How long a proposal waits for comments, what begins it again, and what must be answered."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Membership, Service, Theme
from sizes import comment_period, drafting, lifecycle, signing
from sizes.boundaries import as_shapely, set_boundary
from sizes.commenting import say
from sizes.limiting import set_limits
from sizes.models import Comment, CommentPeriod, Limits
from sizes.status import State
from tests import factories as make

pytestmark = pytest.mark.django_db
Role = Membership.Role
TODAY = dt.date(2027, 10, 20)
DAY = make.DAY


@pytest.fixture(autouse=True)
def day(monkeypatch):
    """The clock stands still; it is moved by `at`."""
    at(monkeypatch, TODAY)


def at(monkeypatch, on: dt.date) -> None:
    noon = dt.datetime.combine(on, dt.time(12), tzinfo=dt.UTC)
    monkeypatch.setattr(clock, "now", lambda: noon)


@pytest.fixture
def zone():
    """Proposed ten days ago."""
    return make.proposed_zone(on=TODAY - 10 * DAY)


@pytest.fixture
def by(zone):
    return make.councillor_of(zone)


def said(zone, moment: dt.datetime | None = None, state: str = "shown", **more) -> Comment:
    moderated = {"moderated_at": clock.now()} if state == "shown" else {}
    why = {"why_hidden": "Rude."} if state == "hidden" else {}
    return Comment.objects.create(
        zone=zone,
        text="More benches.",
        made_at=moment or clock.now(),
        state=state,
        **moderated | why | more,
    )


def periods(zone) -> list[tuple[int, dt.date, dt.date]]:
    rows = zone.comment_periods.order_by("number")
    return [(row.number, row.opened_on, row.closes_on) for row in rows]


# --- How long -------------------------------------------------------------------------------------


def test_a_proposal_waits_for_28_days_unless_something_else_was_said(zone):
    assert periods(zone) == [(1, TODAY - 10 * DAY, TODAY + 18 * DAY)]
    assert comment_period.current(zone).why_length == ""


@pytest.mark.parametrize(
    ("days", "why", "field"),
    [
        (28, "", None),
        (14, "The school year ends.", None),
        (84, "The summer lies in between.", None),
        (13, "In a hurry.", "comment_days"),
        (85, "Much to read.", "comment_days"),
        (0, "None.", "comment_days"),
        (-28, "None.", "comment_days"),
        (None, "Any.", "comment_days"),
        (27, "", "why_comment_days"),
        (29, "  ", "why_comment_days"),
    ],
)
def test_length_lies_between_bounds_and_another_than_usual_has_a_reason(days, why, field):
    found = comment_period.length_problems(days, why)
    assert [name for name, _ in found] == ([field] if field else [])


def test_length_with_its_reason_is_published_with_the_proposal():
    zone = make.ready_zone()
    by = make.councillor_of(zone)
    comment_period.set_length(zone=zone, days=42, why=" The holidays lie in it. ", by=by)
    lifecycle.take("publish", zone=zone, by=by, on=TODAY)
    period = comment_period.current(zone)
    assert period.closes_on == TODAY + 42 * DAY
    assert period.why_length == "The holidays lie in it."


def test_a_reason_for_the_usual_length_is_not_kept():
    zone = make.ready_zone()
    by = make.councillor_of(zone)
    comment_period.set_length(zone=zone, days=42, why="The holidays.", by=by)
    row = comment_period.set_length(zone=zone, days=28, why="The holidays.", by=by)
    assert (row.comment_days, row.why_comment_days) == (28, "")


def test_length_is_refused_out_of_bounds_without_a_reason_and_once_published(zone, by):
    draft = make.ready_zone()
    drafter = make.councillor_of(draft)
    for days, why in ((13, "So."), (85, "So."), (30, "")):
        with pytest.raises(Refused):
            comment_period.set_length(zone=draft, days=days, why=why, by=drafter)
    with pytest.raises(Refused, match="runs already"):
        comment_period.set_length(zone=zone, days=42, why="So.", by=by)
    draft.refresh_from_db()
    assert (draft.comment_days, zone.comment_days) == (28, 28)


def test_length_is_for_those_who_may_edit_and_for_the_version_that_they_saw():
    zone = make.ready_zone()
    with pytest.raises(PermissionDenied):
        comment_period.set_length(zone=zone, days=42, why="So.", by=make.person())
    by, seen = make.councillor_of(zone), zone.version
    zone.write(name="Another")
    with pytest.raises(ChangedMeanwhile):
        comment_period.set_length(zone=zone, days=42, why="So.", by=by, expected=seen)


def test_dates_and_length_are_written_together_or_not_at_all():
    zone = make.ready_zone()
    by = make.councillor_of(zone)
    given = {"zone": zone, "by": by, "starts_on": TODAY + DAY, "target_on": TODAY + 90 * DAY}
    with pytest.raises(Refused, match="from 14 to 84"):
        drafting.set_dates(**given, comment_days=7, why_comment_days="So.", on=TODAY)
    zone.refresh_from_db()
    assert (zone.starts_on, zone.comment_days) == (TODAY, 28)
    row = drafting.set_dates(**given, comment_days=14, why_comment_days="So.", on=TODAY)
    assert (row.starts_on, row.comment_days) == (TODAY + DAY, 14)


def test_database_keeps_a_period_of_one_day_and_none_that_ends_before_it_begins(zone):
    one_day = {"zone": zone, "number": 2, "opened_on": TODAY, "closes_on": TODAY}
    CommentPeriod.objects.create(**one_day)
    for wrong in ({"number": 3, "closes_on": TODAY - DAY}, {"number": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CommentPeriod.objects.create(**one_day | wrong)


# --- What begins it again -------------------------------------------------------------------------


def change_subject(zone, by, **more):
    theme = zone.themes.get()
    outcome = zone.outcomes.get()
    given = {
        "themes": {theme.theme_id: theme.scope},
        "services": {},
        "outcomes": [drafting.OutcomeGiven(outcome.statement, pk=outcome.pk)],
        "initiatives": [],
    }
    drafting.set_subject(zone=zone, by=by, **given | more)


def change_dates(zone, by, **more):
    given = {"starts_on": zone.starts_on, "target_on": zone.target_on}
    drafting.set_dates(zone=zone, by=by, on=TODAY, **given | more)


def change_words(zone, by, **words):
    drafting.change_words(zone=zone, by=by, **words)


def change_place(zone, by, side):
    core = as_shapely(make.square(side=side))
    set_boundary(zone=zone, core=core, reach=core, method="drawn", recipe={}, by=by)


MATERIAL = {
    "the intention": (lambda z, by: change_words(z, by, purpose="Other."), "What it says"),
    "what stays": (lambda z, by: change_words(z, by, what_stays="Other."), "What it says"),
    "how far": (lambda z, by: change_words(z, by, how_far="Other."), "What it says"),
    "where": (lambda z, by: change_place(z, by, 70), "Where it lies"),
    "the start": (
        lambda z, by: change_dates(z, by, starts_on=z.starts_on + DAY),
        "Its dates were changed.",
    ),
    "the target": (
        lambda z, by: change_dates(z, by, target_on=z.target_on + DAY),
        "Its dates were changed.",
    ),
    "an outcome more": (
        lambda z, by: change_subject(
            z,
            by,
            outcomes=[
                drafting.OutcomeGiven(z.outcomes.get().statement, pk=z.outcomes.get().pk),
                drafting.OutcomeGiven("Fewer falls."),
            ],
        ),
        "What it is for was changed.",
    ),
    "another theme": (
        lambda z, by: change_subject(z, by, themes={Theme.objects.last().pk: "core"}),
        "What it is for was changed.",
    ),
    "a service more": (
        lambda z, by: change_subject(z, by, services={Service.objects.first().pk: "core"}),
        "What it is for was changed.",
    ),
    "limits, set for the first time": (
        lambda z, by: set_limits(zone=z, by=by, longest_days=30),
        "Its limits were changed.",
    ),
    "the fringe, closed": (
        lambda z, by: set_limits(zone=z, by=by, is_fringe_open=False),
        "Its limits were changed.",
    ),
}
NOT_MATERIAL = {
    "the name": lambda z, by: change_words(z, by, name="Another name"),
    "why here": lambda z, by: change_words(z, by, why_here="A better reason."),
    "the summary": lambda z, by: change_words(z, by, summary="In short."),
    "the place in words": lambda z, by: change_words(z, by, place_in_words="The ward."),
    "the same intention": lambda z, by: change_words(z, by, purpose=f" {z.purpose}\r\n"),
    "an interim review": lambda z, by: change_dates(
        z, by, interim_reviews=[z.starts_on + 100 * DAY]
    ),
    "the same dates": change_dates,
    "the same subject": change_subject,
    "an initiative": lambda z, by: change_subject(
        z, by, initiatives=[drafting.InitiativeGiven("Active Parks")]
    ),
    "limits that bind nobody": lambda z, by: set_limits(zone=z, by=by),
    "an invitation": lambda z, by: make.lead(z, make.organisation(), agreed=False),
}


@pytest.mark.parametrize("change", MATERIAL)
def test_a_material_change_begins_the_time_for_comments_again(zone, by, change):
    write, said_so = MATERIAL[change]
    write(zone, by)
    assert periods(zone) == [
        (1, TODAY - 10 * DAY, TODAY + 18 * DAY),
        (2, TODAY, TODAY + 28 * DAY),
    ]
    assert comment_period.current(zone).why_opened.startswith(said_so)


@pytest.mark.parametrize("change", NOT_MATERIAL)
def test_any_other_change_leaves_it_as_it_is(zone, by, change):
    NOT_MATERIAL[change](zone, by)
    assert periods(zone) == [(1, TODAY - 10 * DAY, TODAY + 18 * DAY)]


@pytest.mark.parametrize("change", MATERIAL)
@pytest.mark.parametrize("is_returned", [False, True])
def test_a_change_of_a_draft_begins_nothing(change, is_returned):
    zone = make.ready_zone()
    by = make.councillor_of(zone)
    if is_returned:
        for step in ("publish", "return"):
            lifecycle.take(step, zone=zone, by=by, on=TODAY, note="To mend it.")
    before = periods(zone)
    MATERIAL[change][0](zone, by)
    assert periods(zone) == before


def test_a_proposal_published_again_is_open_anew_and_says_why(zone, by):
    lifecycle.take("return", zone=zone, by=by, on=TODAY, note="To mend it.")
    comment_period.set_length(zone=zone, days=14, why="It was open before.", by=by)
    lifecycle.take("publish", zone=zone, by=by, on=TODAY + DAY)
    period = comment_period.current(zone)
    assert (period.number, period.closes_on) == (2, TODAY + 15 * DAY)
    assert period.why_opened == "The proposal was worked on again as a draft."
    assert period.why_length == "It was open before."


def test_a_second_change_on_a_day_begins_nothing_more_and_both_are_said(zone, by):
    change_words(zone, by, purpose="Other.")
    change_dates(zone, by, target_on=zone.target_on + DAY)
    change_words(zone, by, how_far="Other.")
    assert len(periods(zone)) == 2
    assert comment_period.current(zone).why_opened == (
        "What it says was changed. Its dates were changed."
    )


def test_a_change_on_the_day_of_publishing_is_told_apart_from_publishing():
    zone = make.proposed_zone(on=TODAY)
    change_words(zone, make.councillor_of(zone), purpose="Other.")
    assert periods(zone) == [(1, TODAY, TODAY + 28 * DAY), (2, TODAY, TODAY + 28 * DAY)]


def test_a_change_after_a_signature_of_the_same_day_asks_for_it_again(zone, by):
    """What was signed at noon is not what is proposed in the evening."""
    change_words(zone, by, purpose="At noon.")
    make.sign_all(zone, on=TODAY)
    assert signing.missing(zone, TODAY) == []
    change_words(zone, by, purpose="In the evening.")
    assert len(periods(zone)) == 3
    assert len(signing.missing(zone, TODAY)) == 4


def test_a_change_days_later_begins_it_once_more(zone, by, monkeypatch):
    change_words(zone, by, purpose="Other.")
    at(monkeypatch, TODAY + 3 * DAY)
    change_words(zone, by, purpose="Another.")
    assert periods(zone)[-1] == (3, TODAY + 3 * DAY, TODAY + 31 * DAY)


# --- What must be answered ------------------------------------------------------------------------


def moment(on: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """A time of day in London."""
    return timezone.make_aware(dt.datetime.combine(on, dt.time(hour, minute)))


@pytest.mark.parametrize(
    ("closes_on", "offset"),
    [
        (TODAY, 0),
        (dt.date(2027, 10, 31), 0),  # the clocks went back in the night before
        (dt.date(2028, 3, 26), 0),  # and forward
        (dt.date(2028, 2, 29), 0),
    ],
)
def test_the_last_day_counts_from_midnight_to_midnight_in_london(zone, closes_on, offset):
    zone.comment_periods.update(closes_on=closes_on)
    first = said(zone, moment(closes_on, 0))
    last = said(zone, moment(closes_on, 23, 59))
    said(zone, moment(closes_on + DAY, 0))
    said(zone, moment(closes_on + DAY, 0, 30))
    assert set(comment_period.to_answer(zone)) == {first, last}


def test_only_what_is_shown_is_answered(zone):
    shown = said(zone)
    for state in ("held", "hidden"):
        said(zone, state=state)
    assert [*comment_period.to_answer(zone)] == [shown]


def test_what_was_said_of_an_earlier_version_is_answered_too(zone, by):
    early = said(zone, moment(TODAY - 5 * DAY, 12))
    change_words(zone, by, purpose="Other.")
    assert [*comment_period.to_answer(zone)] == [early]


def test_a_draft_has_nothing_to_answer():
    zone = make.ready_zone()
    assert not comment_period.to_answer(zone).exists()
    assert comment_period.missing(zone, TODAY) == []


@pytest.mark.parametrize(("offset", "waits"), [(-1, True), (0, True), (1, False)])
def test_the_last_day_must_be_over_before_it_is_declared(zone, by, offset, waits):
    make.ready_to_declare(zone, on=TODAY)
    last = comment_period.current(zone).closes_on
    found = lifecycle.problems(zone, "declare", by=by, on=last + offset * DAY)
    assert any(problem.startswith("Comments are open until 7 November") for problem in found) == (
        waits
    )
    assert bool(found) == waits


def test_a_comment_made_in_time_that_nobody_looked_at_is_in_the_way(zone, by):
    make.ready_to_declare(zone, on=TODAY)
    last = comment_period.current(zone).closes_on
    waiting = said(zone, moment(last, 20), state="held")
    said(zone, moment(last + DAY, 1), state="held")
    (found,) = lifecycle.problems(zone, "declare", by=by, on=last + 2 * DAY)
    assert found.startswith("1 comment made in time waits for a moderator")
    Comment.objects.filter(pk=waiting.pk).update(state="hidden", why_hidden="Rude.")
    assert lifecycle.problems(zone, "declare", by=by, on=last + 2 * DAY) == []


def test_comments_stay_open_whatever_the_day(zone, monkeypatch):
    over = comment_period.current(zone).closes_on + 100 * DAY
    at(monkeypatch, over)
    late = say(zone=zone, text="Late.", by=make.person()).comment
    Comment.objects.filter(pk=late.pk).update(made_at=moment(over, 12))
    assert [*zone.comments.all()] == [late]
    assert late not in comment_period.made_in_time(zone)


# --- The answer -----------------------------------------------------------------------------------


def test_the_answer_is_kept_with_the_period_and_counts_a_write(zone, by):
    before = zone.version
    period = comment_period.answer(
        zone=zone, what_was_heard=" Benches.\r\n", what_was_done="Two more.", by=by
    )
    assert (period.what_was_heard, period.what_was_done) == ("Benches.", "Two more.")
    zone.refresh_from_db()
    assert zone.version == before + 1
    comment_period.answer(zone=zone, what_was_heard="Benches.", what_was_done="Two more.", by=by)
    zone.refresh_from_db()
    assert zone.version == before + 1


def test_the_answer_is_given_by_those_who_lead_to_the_version_they_saw_while_proposed(zone, by):
    words = {"what_was_heard": "Benches.", "what_was_done": "Two more."}
    with pytest.raises(PermissionDenied):
        comment_period.answer(zone=zone, by=make.person(), **words)
    with pytest.raises(ChangedMeanwhile):
        comment_period.answer(zone=zone, by=by, expected=zone.version + 1, **words)
    lifecycle.take("return", zone=zone, by=by, on=TODAY, note="To mend it.")
    with pytest.raises(Refused):
        comment_period.answer(zone=zone, by=by, **words)


def test_an_answer_to_an_earlier_version_is_a_beginning_and_does_not_count(zone, by):
    make.ready_to_declare(zone, on=TODAY)
    comment_period.answer(zone=zone, what_was_heard="Benches.", what_was_done="Two more.", by=by)
    change_words(zone, by, purpose="Other.")
    assert comment_period.answered(zone) == ("Benches.", "Two more.")
    last = comment_period.current(zone).closes_on
    assert comment_period.missing(zone, last + DAY) == [
        "Say what was heard from comments, and what was done with it."
    ]


def test_a_declared_zone_can_no_longer_be_answered_for():
    zone = make.declared_zone(on=TODAY)
    by = make.councillor_of(zone)
    assert zone.state == State.DECLARED
    with pytest.raises(Refused):
        comment_period.answer(zone=zone, what_was_heard="New.", what_was_done="New.", by=by)


def test_limits_kept_as_they_were_are_no_change(zone, by):
    Limits.objects.create(zone=zone, longest_days=30)
    set_limits(zone=zone, by=by, longest_days=30)
    assert len(periods(zone)) == 1
    set_limits(zone=zone, by=by, longest_days=60)
    assert len(periods(zone)) == 2
