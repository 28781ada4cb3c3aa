"""After a zone: what held until its end, who says by when what happens, and the list of it."""

import html
import re

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from groundwork import clock
from groundwork.models import Letter
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Membership
from sizes import afterwards, lifecycle, varying
from sizes.afterwards import What, aftermath_of, afterwards_of
from sizes.covering import of_zones
from sizes.ending import lapses_on
from sizes.models import Afterwards
from sizes.status import State
from tests import factories as make
from tests.days import stand_on

pytestmark = pytest.mark.django_db
DAY = make.DAY
Role = Membership.Role


def end(zone, step="dissolve", *, on):
    """End the zone on the day by the step."""
    councillor = make.councillor_of(zone)
    if step == "mainstream":
        lifecycle.take("open_review", zone=zone, by=councillor, on=on)
    make.prepare(zone, step, on=on)
    lifecycle.take(step, zone=zone, by=councillor, on=on, note="Over.")


def ended_zone(step="dissolve", **more):
    """A zone that ended by the step ten days from now, and its one variation."""
    zone = make.declared_zone("Stirchley")
    variation = make.variation(zone, **more)
    end(zone, step, on=clock.today() + 10 * DAY)
    return zone, variation


def owner_of(variation, role=Role.REPRESENTATIVE):
    return make.member(variation.acceptance.commitment.organisation, role)


def row_of(variation, on):
    return aftermath_of(of_zones([variation.acceptance.zone_id]).get(pk=variation.pk), on=on)


def say(variation, what=What.NORMAL_RULE, **more):
    by = more.pop("by", None) or owner_of(variation)
    on = more.pop("on", clock.today() + 12 * DAY)
    return afterwards.say(variation=variation, what=what, by=by, on=on, **more)


def test_what_held_to_the_end_waits_for_its_owner_to_say_what_happens():
    zone, variation = ended_zone()
    day = clock.today() + 10 * DAY
    assert row_of(variation, day - DAY) is None
    row = row_of(variation, day)
    assert (row.zone_ended_on, row.due_on) == (day, day + settings.AFTERWARDS_DAYS * DAY)
    assert row.in_words == (
        f"No longer under a zone; {row.owner} to say by "
        f"{row.due_on.day} {row.due_on:%B %Y} what happens."
    )
    assert afterwards_of(zone, on=day).rows == [row]


def test_it_is_overdue_from_the_day_after_it_was_due():
    _, variation = ended_zone()
    due = clock.today() + (10 + settings.AFTERWARDS_DAYS) * DAY
    assert not row_of(variation, due).is_overdue
    late = row_of(variation, due + DAY)
    assert late.is_overdue
    assert "has not said it yet" in late.in_words


def test_after_a_lapse_it_is_due_from_the_day_of_the_lapse_though_dissolved_later():
    zone = make.declared_zone()
    variation = make.variation(zone)
    lapsed = lapses_on(zone.target_on)
    assert row_of(variation, lapsed - DAY) is None
    assert row_of(variation, lapsed).zone_ended_on == lapsed
    end(zone, on=lapsed + 9 * DAY)
    assert row_of(variation, lapsed + 9 * DAY).zone_ended_on == lapsed


@pytest.mark.parametrize(
    ("days", "is_listed"),
    [
        ({"ends_on": 9}, False),
        ({"ends_on": 10}, False),
        ({"ends_on": 11}, True),
        ({"starts_on": 9}, True),
        ({"starts_on": 10}, False),
    ],
)
def test_only_what_held_on_the_last_day_and_would_have_gone_on_is_listed(days, is_listed):
    dates = {name: clock.today() + number * DAY for name, number in days.items()}
    _, variation = ended_zone(**dates)
    assert (row_of(variation, clock.today() + 10 * DAY) is not None) == is_listed


def test_what_was_ended_early_is_not_listed_and_what_was_paused_is():
    zone = make.declared_zone()
    early, paused, proposed = (make.variation(zone, agreed=each) for each in (True, True, False))
    day = clock.today() + 5 * DAY
    varying.end(variation=early, why="So.", by=owner_of(early), on=day)
    varying.pause(variation=paused, why="Ice.", by=owner_of(paused), on=day)
    end(zone, on=clock.today() + 10 * DAY)
    listed = afterwards_of(zone, on=clock.today() + 10 * DAY).rows
    assert [row.variation for row in listed] == [paused]
    assert proposed.agreed_on is None


def test_what_ended_on_the_target_date_by_its_own_terms_is_not_listed_after_a_lapse():
    zone = make.declared_zone()
    make.variation(zone, ends_on=zone.target_on + DAY)
    assert afterwards_of(zone, on=lapses_on(zone.target_on)).rows == []


@pytest.mark.parametrize("role", ["stranger", "lead", Role.EDITOR, Role.REPRESENTATIVE])
def test_only_a_representative_of_the_owner_says_it(role):
    zone, variation = ended_zone()
    by = {
        "stranger": make.person,
        "lead": lambda: make.councillor_of(zone),
    }.get(role, lambda: owner_of(variation, role))()
    if role == Role.REPRESENTATIVE:
        assert say(variation, by=by).said_by == by
    else:
        with pytest.raises(PermissionDenied):
            say(variation, by=by)


@pytest.mark.parametrize("state", [State.DECLARED, State.UNDER_REVIEW, State.PROPOSED])
def test_nothing_is_said_while_the_zone_goes_on(state):
    variation = make.variation(make.zone_in(state))
    with pytest.raises(Refused, match="nothing to say"):
        say(variation)


@pytest.mark.parametrize("what", [What.OWN_TERMS, What.OTHER])
def test_some_answers_need_words(what):
    _, variation = ended_zone()
    with pytest.raises(Refused, match="Say "):
        say(variation, what, words=" ")
    assert say(variation, what, words="A lease until 2031.").words == "A lease until 2031."


def test_it_is_ticked_off_from_the_day_on_which_it_was_said():
    zone, variation = ended_zone()
    other = afterwards_of(zone, on=clock.today() + 11 * DAY)
    assert (other.said, other.is_done) == (0, False)
    said = say(variation, What.NEW_NORMAL, words="For everyone.")
    assert not afterwards_of(zone, on=said.said_on - DAY).is_done
    done = afterwards_of(zone, on=said.said_on)
    assert done.is_done
    assert done.rows[0].what_in_words == ("The rule here becomes the normal rule. For everyone.")


def test_it_can_be_said_anew_but_not_over_what_somebody_else_said_meanwhile():
    _, variation = ended_zone()
    by, seen = owner_of(variation), variation.version
    first = say(variation, by=by, expected=seen)
    assert say(variation, by=by, expected=seen + 1).pk == first.pk
    with pytest.raises(ChangedMeanwhile):
        say(variation, What.NEW_NORMAL, by=by, expected=seen)
    assert say(variation, What.NEW_NORMAL, by=by, expected=seen + 1).what == What.NEW_NORMAL
    assert Afterwards.objects.get(variation=variation).what == What.NEW_NORMAL


def test_what_was_said_is_never_deleted():
    _, variation = ended_zone()
    said = say(variation)
    with pytest.raises(DatabaseError), transaction.atomic():
        Afterwards.objects.filter(pk=said.pk).delete()


def test_after_a_zone_made_normal_practice_that_is_offered_first():
    practice, _ = ended_zone("mainstream")
    dissolved, _ = ended_zone()
    assert afterwards.choices_for(practice)[0][0] == What.NEW_NORMAL
    assert afterwards.choices_for(dissolved)[0][0] == What.NORMAL_RULE


@pytest.mark.parametrize("step", ["dissolve", "mainstream"])
def test_owners_are_asked_once_by_letter_when_the_zone_ends(step):
    zone = make.declared_zone("Stirchley")
    under = make.acceptance(zone)
    variations = [make.variation(zone, under=under, title=f"Thing {n}") for n in range(2)]
    by = owner_of(variations[0])
    end(zone, step, on=clock.today() + 10 * DAY)
    letter = Letter.objects.get(key__startswith="afterwards-", to=by.email)
    for variation in variations:
        assert variation.title in letter.body
        path = reverse("variation-afterwards", args=[zone.slug, variation.pk])
        assert path in letter.body
    assert "leases keep their own terms" in letter.body


def test_owners_in_a_zone_that_lapsed_are_asked_by_the_day_s_work_and_once():
    zone = make.declared_zone("Stirchley")
    by = owner_of(make.variation(zone))
    lapsed = lapses_on(zone.target_on)
    afterwards.tell_after_lapse(lapsed - DAY)
    assert not Letter.objects.filter(key__startswith="afterwards-").exists()
    for day in (lapsed + 3 * DAY, lapsed + 4 * DAY):
        afterwards.tell_after_lapse(day)
    end(zone, on=lapsed + 5 * DAY)
    assert Letter.objects.filter(key__startswith="afterwards-", to=by.email).count() == 1


def test_waiting_ones_are_those_of_which_nobody_said_what_happens():
    _, first = ended_zone()
    _, second = ended_zone()
    make.variation(make.declared_zone())
    day = clock.today() + 11 * DAY
    assert [row.variation for row in afterwards.waiting(day)] == [first, second]
    owner = second.acceptance.commitment.organisation_id
    assert [row.variation for row in afterwards.waiting(day, organisations=[owner])] == [second]
    say(second)
    assert [row.variation for row in afterwards.waiting(day)] == [first]


# --- Pages ----------------------------------------------------------------------------------------


def words(response):
    assert response.status_code == 200
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


@pytest.fixture
def later(monkeypatch):
    """The product on the eleventh day from now, a day after the zones of these tests end."""
    day = clock.today() + 11 * DAY
    stand_on(monkeypatch, day)
    return day


@pytest.fixture
def ended():
    return ended_zone()


def test_list_stands_on_its_page_on_the_zones_page_and_on_the_variations(client, ended, later):
    zone, variation = ended
    owner = variation.acceptance.commitment.organisation
    pages = [
        reverse("zone-afterwards", args=[zone.slug]),
        reverse("zone", args=[zone.slug]),
        reverse("variation", args=[zone.slug, variation.pk]),
    ]
    for page in pages:
        assert f"No longer under a zone; {owner} to say by" in words(client.get(page))
    for page in pages[:2]:
        assert "leases keep their own terms" in words(client.get(page))
    say(variation, What.NEW_NORMAL, on=later)
    for page in pages:
        assert "The rule here becomes the normal rule." in words(client.get(page))


def test_page_before_the_end_says_that_the_zone_goes_on(client):
    zone = make.declared_zone()
    page = words(client.get(reverse("zone-afterwards", args=[zone.slug])))
    assert "has not ended" in page


def test_owner_says_it_on_a_form_and_everyone_reads_it(client, ended, later):
    zone, variation = ended
    client.force_login(owner_of(variation))
    address = reverse("variation-afterwards", args=[zone.slug, variation.pk])
    assert "What happens with it now?" in words(client.get(address))
    form = {"version": variation.version, "what": "own_terms", "words": ""}
    assert "Say by which agreement it goes on" in words(client.post(address, form))
    form["words"] = "A lease of ten years."
    assert client.post(address, form).status_code == 302
    page = words(client.get(reverse("zone-afterwards", args=[zone.slug])))
    assert "It goes on by an agreement of its own. A lease of ten years." in page


def test_nothing_typed_is_lost_when_somebody_else_said_it_meanwhile(client, ended, later):
    zone, variation = ended
    client.force_login(owner_of(variation))
    say(variation, What.NORMAL_RULE, on=later)
    address = reverse("variation-afterwards", args=[zone.slug, variation.pk])
    form = {"version": variation.version, "what": "other", "words": "We ask the street first."}
    response = client.post(address, form)
    assert response.status_code == 409
    page = response.content.decode()
    assert "The normal rule holds again" in page
    assert "We ask the street first." in page
    form["version"] = variation.version + 1
    assert client.post(address, form).status_code == 302
    assert Afterwards.objects.get(variation=variation).what == What.OTHER


def test_pressing_twice_says_it_once(client, ended, later):
    zone, variation = ended
    client.force_login(owner_of(variation))
    address = reverse("variation-afterwards", args=[zone.slug, variation.pk])
    form = {"version": variation.version, "what": "normal_rule", "words": ""}
    assert [client.post(address, form).status_code for _ in range(2)] == [302, 302]


@pytest.mark.parametrize("number", [1, 20])
def test_list_asks_the_database_as_often_for_many_as_for_one(
    client, django_assert_num_queries, number, monkeypatch
):
    zone = make.declared_zone()
    under = make.acceptance(zone)
    for _ in range(number):
        make.variation(zone, under=under)
    end(zone, on=clock.today() + 10 * DAY)
    later = clock.today() + 11 * DAY
    stand_on(monkeypatch, later)
    with django_assert_num_queries(2):
        client.get(reverse("zone-afterwards", args=[zone.slug]))
