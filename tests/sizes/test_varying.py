"""Proposing what is different, agreeing it, pausing, resuming and ending it: by whom, and when."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Membership
from sizes import accepting, varying
from sizes.varying import VariationStatus, status_of
from tests import factories as make
from tests.factories import square

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
Role = Membership.Role

# Who: a role in the organisation whose commitment it is (owner), in one that leads (lead), in a
# council whose area the zone lies in (local), or elsewhere (far).
ROLES = {
    "resident": None,
    "owner editor": ("owner", Role.EDITOR),
    "owner representative": ("owner", Role.REPRESENTATIVE),
    "lead editor": ("lead", Role.EDITOR),
    "lead officer": ("lead", Role.OFFICER),
    "lead councillor": ("lead", Role.COUNCILLOR),
    "local officer": ("local", Role.OFFICER),
    "far officer": ("far", Role.OFFICER),
    "far representative": ("far", Role.REPRESENTATIVE),
}
WORKING = {"owner editor", "owner representative", "lead editor", "lead officer", "lead councillor"}
OFFICERS = {"lead officer", "local officer"}
MAY = {
    "propose": WORKING,
    "describe": WORKING,
    "agree": {"owner representative"},
    "take back": WORKING,
    "end": {"owner representative", "lead councillor"},
    "pause": {"owner editor", "owner representative", *OFFICERS},
    "resume": {"owner representative", *OFFICERS},
}


class Scene:
    """A declared zone that took a commitment up, and somebody in each role."""

    def __init__(self):
        self.lead = make.council()
        self.owner = make.organisation()
        self.local, self.far = make.council(), make.council()
        self.local.areas.add(make.area(shape=square(-50, -50, side=500)))
        self.far.areas.add(make.area(shape=square(9000, 0)))
        self.zone = make.declared_zone(leads=[self.lead])
        self.under = make.acceptance(self.zone, make.commitment(self.owner))

    def person(self, role):
        place = ROLES[role]
        return make.member(getattr(self, place[0]), place[1]) if place else make.person()

    def variation(self, **more):
        return make.variation(self.zone, under=self.under, **more)

    def do(self, act, by):
        if act == "propose":
            return varying.propose(acceptance=self.under, given=make.different(), by=by)
        if act == "describe":
            given = make.different(title="Another title")
            return varying.describe(variation=self.variation(agreed=False), given=given, by=by)
        if act == "agree":
            return varying.agree(variation=self.variation(agreed=False), by=by)
        row = self.variation(agreed=act != "take back")
        if act == "resume":
            row = varying.pause(variation=row, why="Ice.", by=self.person("owner editor"))
        verb = varying.end if act == "take back" else getattr(varying, act)
        return verb(variation=row, why="Because.", by=by)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("act", MAY)
def test_act_is_for_its_roles(act, role):
    scene = Scene()
    person = scene.person(role)
    if role in MAY[act]:
        assert scene.do(act, person).pk
    else:
        with pytest.raises(PermissionDenied):
            scene.do(act, person)


# What somebody writes, with days from today; the beginning of the sentence, none if it can be.
WRITTEN = {
    "plain": ({}, None),
    "to the target date": ({"ends_on": 731}, None),
    "a day after it": (
        {"ends_on": 732},
        "The last day must be on or before the zone’s target date",
    ),
    # The zone starts today, so that is said too.
    "in the past": ({"starts_on": -1}, "It cannot start in the past."),
    "after the target": ({"starts_on": 731}, "It must start before the zone’s target date"),
    "ends before it starts": ({"ends_on": 0}, "The last day cannot be before the start."),
    "no telephone and no place": (
        {"answers_telephone": " "},
        "Give a telephone number or a place",
    ),
    "a place alone": ({"answers_telephone": "", "answers_place": "The desk"}, None),
    "no rule": ({"rule_here": " "}, "Say what the rule here is."),
    "nobody worse off": ({"who_could_be_worse_off": ""}, "Say who could be worse off"),
    "no objection": ({"how_to_object": ""}, "Say how people can ask or object."),
    "a part in the core": ({"area": square(10, 10, side=20)}, None),
    "a part in the fringe": ({"area": square(150, 150, side=20)}, None),
    "a part that sticks out": (
        {"area": square(150, 150, side=100)},
        "The part must lie within the zone",
    ),
}


@pytest.mark.parametrize("case", WRITTEN)
def test_what_cannot_be_is_refused_with_the_sentence_that_says_why(case):
    words, says = WRITTEN[case]
    scene = Scene()
    words = {
        name: clock.today() + value * DAY if name in ("starts_on", "ends_on") else value
        for name, value in words.items()
    }
    by = scene.person("owner editor")
    if says is None:
        assert varying.propose(acceptance=scene.under, given=make.different(**words), by=by).pk
        return
    with pytest.raises(Refused) as refused:
        varying.propose(acceptance=scene.under, given=make.different(**words), by=by)
    assert refused.value.sentences[0].startswith(says)
    assert len(refused.value.sentences) == (2 if case == "in the past" else 1)


def test_variation_needs_a_commitment_that_the_zone_took_up():
    scene = Scene()
    by = scene.person("owner representative")
    waiting = make.acceptance(scene.zone, accepted=False)
    someone = make.member(waiting.commitment.organisation, Role.EDITOR)
    with pytest.raises(Refused, match="has not taken this commitment up"):
        varying.propose(acceptance=waiting, given=make.different(), by=someone)
    accepting.withdraw(acceptance=scene.under, reason="The lease ended.", by=by)
    with pytest.raises(Refused, match="or it was withdrawn since"):
        varying.propose(acceptance=scene.under, given=make.different(), by=by)


def test_variation_keeps_to_the_days_of_its_commitment():
    scene = Scene()
    today = clock.today()
    scene.under.commitment.write(starts_on=today + 2 * DAY, ends_on=today + 9 * DAY)
    by = scene.person("owner editor")
    given = make.different(ends_on=today + 10 * DAY)
    with pytest.raises(Refused) as refused:
        varying.propose(acceptance=scene.under, given=given, by=by)
    first, second = refused.value.sentences
    assert first.startswith("The commitment holds only from")
    assert second.startswith("The commitment holds only until")


def test_it_is_agreed_only_with_an_equality_assessment_or_a_reason_why_none():
    scene = Scene()
    by = scene.person("owner representative")
    bare = make.different(why_no_assessment="")
    made = varying.propose(acceptance=scene.under, given=bare, by=by)
    with pytest.raises(Refused, match="Link the equality assessment, or say why there is none"):
        varying.agree(variation=made, by=by)
    linked = make.different(why_no_assessment="", equality_assessment="https://a.example/")
    varying.describe(variation=made, given=linked, by=by)
    assert varying.agree(variation=made, by=by).agreed_on == clock.today()


def test_what_was_agreed_is_not_altered():
    scene = Scene()
    made, by = scene.variation(), scene.person("owner representative")
    with pytest.raises(Refused, match="what was agreed is not altered"):
        varying.describe(variation=made, given=make.different(title="New"), by=by)


def test_proposal_that_was_taken_back_is_not_agreed():
    scene = Scene()
    made, by = scene.variation(agreed=False), scene.person("owner representative")
    varying.end(variation=made, why="Not now.", by=by)
    with pytest.raises(Refused, match="taken back"):
        varying.agree(variation=made, by=by)


def test_agreeing_late_starts_it_late_and_is_no_fault():
    scene = Scene()
    made, by = scene.variation(agreed=False), scene.person("owner representative")
    late = clock.today() + 3 * DAY
    row = varying.agree(variation=made, by=by, on=late)
    assert status_of(row, on=late - DAY) == VariationStatus.PROPOSED
    assert status_of(row, on=late) == VariationStatus.CURRENT


@pytest.mark.parametrize(("act", "column"), [("pause", "paused_on"), ("end", "ended_on")])
def test_pausing_and_ending_need_a_reason_and_are_done_once(act, column):
    scene = Scene()
    made, by = scene.variation(), scene.person("owner representative")
    verb = getattr(varying, act)
    with pytest.raises(Refused, match="Say "):
        verb(variation=made, why=" ", by=by)
    row = verb(variation=made, why="Ice on the path.", by=by)
    assert getattr(row, column) == clock.today()
    again = verb(variation=made, why="Another reason.", by=by, on=clock.today() + DAY)
    assert getattr(again, column) == clock.today()


def test_pause_and_resume_change_the_status_from_that_day():
    scene = Scene()
    made, by = scene.variation(), scene.person("owner representative")
    row = varying.pause(variation=made, why="Ice.", by=by)
    assert status_of(row, on=clock.today()) == VariationStatus.PAUSED
    with pytest.raises(Refused, match="Say why it is safe now"):
        varying.resume(variation=made, why="", by=by)
    row = varying.resume(variation=made, why="It thawed.", by=by)
    assert status_of(row, on=clock.today()) == VariationStatus.CURRENT
    assert varying.resume(variation=made, why="It thawed.", by=by).version == row.version


@pytest.mark.parametrize("act", ["pause", "end"])
def test_nothing_that_ended_is_paused_or_ended(act):
    scene = Scene()
    made, by = scene.variation(), scene.person("owner representative")
    after = scene.zone.target_on + 91 * DAY
    with pytest.raises(Refused, match="has ended"):
        getattr(varying, act)(variation=made, why="So.", by=by, on=after)


def test_proposal_is_not_paused():
    scene = Scene()
    made, by = scene.variation(agreed=False), scene.person("owner editor")
    with pytest.raises(Refused, match="Nobody has agreed it yet"):
        varying.pause(variation=made, why="So.", by=by)


def test_second_writer_is_told():
    scene = Scene()
    made, by = scene.variation(agreed=False), scene.person("owner editor")
    given = make.different(title="New")
    varying.describe(variation=made, given=given, by=by, expected=made.version)
    with pytest.raises(ChangedMeanwhile):
        varying.describe(variation=made, given=given, by=by, expected=made.version)
