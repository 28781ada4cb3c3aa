"""Commitments put to a zone, answered, and kept account of: by whom, when, and what is refused."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Membership
from sizes import accepting
from sizes.account import accounts_of, helped_by, may_be_put, taken_up_by
from sizes.models import Acceptance, AcceptanceAct
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
Role = Membership.Role
State = Acceptance.State

# Who: a role in the organisation that offers (ours), in one that leads (lead), or in neither.
ROLES = {
    "resident": None,
    "our editor": ("ours", Role.EDITOR),
    "our representative": ("ours", Role.REPRESENTATIVE),
    "lead editor": ("lead", Role.EDITOR),
    "lead officer": ("lead", Role.OFFICER),
    "lead representative": ("lead", Role.REPRESENTATIVE),
    "lead councillor": ("lead", Role.COUNCILLOR),
    "other representative": ("other", Role.REPRESENTATIVE),
}
LEADS = {"lead representative", "lead councillor"}
MAY = {
    "put": {"our representative"},
    "put standing": {"our representative", *LEADS},
    "accept": LEADS,
    "decline": LEADS,
    "keep": {"our representative", *LEADS},
    "vary": {"our representative", *LEADS},
    "withdraw": {"our representative", *LEADS},
}


class Scene:
    """A declared zone, an organisation that offers to it, and somebody in each role."""

    def __init__(self, **offer):
        self.lead, self.ours, self.other = make.council(), make.organisation(), make.organisation()
        self.zone = make.declared_zone(leads=[self.lead])
        self.offer = make.commitment(self.ours, **offer)

    def person(self, role):
        place = ROLES[role]
        return make.member(getattr(self, place[0]), place[1]) if place else make.person()

    def put(self):
        return make.acceptance(self.zone, self.offer, accepted=False)

    def accepted(self):
        return make.acceptance(self.zone, self.offer)

    def do(self, act, by, **more):
        outcome = self.zone.outcomes.first()
        if act.startswith("put"):
            return accepting.put(zone=self.zone, commitment=self.offer, by=by, **more)
        row = self.put() if act in ("accept", "decline") else self.accepted()
        words = {
            "accept": {"outcome": outcome},
            "decline": {"note": "Another does it."},
            "keep": {},
            "vary": {"how": "On Mondays only."},
            "withdraw": {"reason": "The lease ended."},
        }
        return getattr(accepting, act)(acceptance=row, by=by, **words[act], **more)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("act", MAY)
def test_act_is_for_its_roles(act, role):
    scene = Scene(is_standing=act == "put standing")
    person = scene.person(role)
    if role in MAY[act]:
        scene.do(act, person)
        last = AcceptanceAct.objects.last()
        assert (last.act, last.acted_by) == (act.split()[0], person)
    else:
        with pytest.raises(PermissionDenied):
            scene.do(act, person)


def test_putting_twice_changes_nothing():
    scene = Scene()
    by = scene.person("our representative")
    assert scene.do("put", by) == scene.do("put", by)
    assert AcceptanceAct.objects.count() == 1


def test_offer_to_one_zone_is_refused_by_another_unless_it_stands_for_all():
    scene = Scene()
    by = scene.person("our representative")
    scene.do("put", by)
    second = make.declared_zone()
    with pytest.raises(Refused, match="Make it a standing offer"):
        accepting.put(zone=second, commitment=scene.offer, by=by)
    scene.offer.write(is_standing=True)
    assert accepting.put(zone=second, commitment=scene.offer, by=by).state == State.PUT


@pytest.mark.parametrize(
    "offer",
    [
        {"published": False},
        {"ends_on": dt.date(2020, 1, 2), "published_on": dt.date(2020, 1, 1)},
        {"withdrawn_on": dt.date(2020, 1, 2), "why_withdrawn": "So."},
    ],
)
def test_offer_that_does_not_stand_is_refused(offer):
    scene = Scene(**offer)
    with pytest.raises(Refused, match="not published, was withdrawn, or has ended"):
        scene.do("put", scene.person("our representative"))


def test_zone_that_has_ended_takes_nothing_up():
    scene = Scene()
    row = scene.put()
    after = scene.zone.target_on + 100 * DAY
    with pytest.raises(Refused, match="has ended"):
        accepting.accept(
            acceptance=row,
            outcome=scene.zone.outcomes.first(),
            by=scene.person("lead councillor"),
            on=after,
        )


def test_acceptance_needs_an_outcome_of_the_zone():
    scene = Scene()
    row, by = scene.put(), scene.person("lead councillor")
    for outcome in (None, make.ready_zone().outcomes.first()):
        with pytest.raises(Refused, match="Choose the outcome"):
            accepting.accept(acceptance=row, outcome=outcome, by=by)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        ("decline", {"note": " "}),
        ("vary", {"how": ""}),
        ("withdraw", {"reason": " \n"}),
    ],
)
def test_act_without_its_reason_is_refused(act, words):
    scene = Scene()
    row = scene.put() if act == "decline" else scene.accepted()
    with pytest.raises(Refused, match="Say "):
        getattr(accepting, act)(acceptance=row, by=scene.person("lead councillor"), **words)
    assert Acceptance.objects.get(pk=row.pk).version == row.version


@pytest.mark.parametrize(
    ("first", "then", "says"),
    [
        ("decline", "accept", "answered already"),
        ("withdraw", "keep", "not taken this commitment up"),
        ("withdraw", "vary", "not taken this commitment up"),
        ("decline", "withdraw", "nothing to withdraw"),
    ],
)
def test_act_out_of_its_time_is_refused(first, then, says):
    scene = Scene()
    by = scene.person("lead councillor")
    row = scene.do(first, by)
    words = {
        "accept": {"outcome": scene.zone.outcomes.first()},
        "keep": {},
        "vary": {"how": "So."},
        "withdraw": {"reason": "So."},
    }
    with pytest.raises(Refused, match=says):
        getattr(accepting, then)(acceptance=row, by=by, **words[then])


def test_second_writer_is_told():
    scene = Scene()
    row, by = scene.accepted(), scene.person("lead councillor")
    accepting.vary(acceptance=row, how="On Mondays.", by=by, expected=row.version)
    with pytest.raises(ChangedMeanwhile):
        accepting.withdraw(acceptance=row, reason="So.", by=by, expected=row.version)


def test_nothing_is_erased():
    scene = Scene()
    row = scene.accepted()
    act = row.acts.first()
    for write in (row.delete, act.delete, act.save):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_account_says_in_a_word_how_each_stands():
    scene = Scene()
    by, today = scene.person("lead councillor"), clock.today()

    def word(on=today):
        first, account = accounts_of(scene.zone, on=on)
        assert (str(first.acceptance), first.word) == (
            f"{make.PROMISED} in {scene.zone}",
            "Accepted",
        )
        return account.word

    row = scene.put()
    assert word() == "Waiting"
    row = accepting.accept(acceptance=row, outcome=scene.zone.outcomes.first(), by=by)
    assert word() == "Accepted"
    accepting.keep(acceptance=row, by=by)
    assert word() == "Kept"
    accepting.vary(acceptance=row, how="On Mondays only.", by=by)
    assert word() == "Varied"
    accepting.keep(acceptance=row, by=by)
    assert word() == "Kept"
    scene.offer.write(ends_on=today + 5 * DAY)
    assert word(today + 4 * DAY) == "Kept"
    assert word(today + 5 * DAY) == "Ended"
    scene.offer.write(withdrawn_on=today + 2 * DAY, why_withdrawn="The lease ended.")
    assert word(today + 2 * DAY) == "Withdrawn"
    assert "The lease ended." in accounts_of(scene.zone, on=today + 2 * DAY)[1].says


def test_public_sees_neither_what_was_declined_nor_what_is_only_proposed():
    scene = Scene()
    scene.do("decline", scene.person("lead councillor"))

    def titles(**more):
        found = accounts_of(scene.zone, on=clock.today(), **more)
        return [each.acceptance.commitment.title for each in found]

    assert titles() == [make.PROMISED]
    assert sorted(titles(for_work=True)) == sorted([make.PROMISED, scene.offer.title])
    make.variation(scene.zone, agreed=False)
    accounts = accounts_of(scene.zone, on=clock.today())
    assert [account.variations for account in accounts] == [[], []]


def test_accounts_take_three_queries_for_many_as_for_one(django_assert_num_queries):
    zone = make.declared_zone()
    for number in (1, 4):
        for _ in range(number):
            make.variation(zone)
        with django_assert_num_queries(3):
            accounts_of(zone, on=clock.today())


def test_those_who_lead_may_take_up_any_standing_offer_and_partners_their_own():
    scene = Scene()
    standing = make.commitment(scene.other, is_standing=True)
    make.commitment(scene.other)

    def offered_to(role):
        return set(may_be_put(scene.person(role), scene.zone, on=clock.today()))

    assert offered_to("resident") == set()
    assert offered_to("our editor") == set()
    assert offered_to("our representative") == {scene.offer}
    assert offered_to("lead councillor") == {standing}
    scene.put()
    assert offered_to("our representative") == set()


def test_pages_of_partners_name_the_zones_that_took_an_offer_up():
    scene = Scene(is_standing=True)
    row = scene.accepted()
    draft = make.ready_zone("Not public")
    accepting.put(zone=draft, commitment=scene.offer, by=make.councillor_of(draft))
    (account,) = taken_up_by(scene.offer)
    assert (account.acceptance, account.word) == (row, "Accepted")
    assert list(helped_by(scene.ours, on=clock.today())) == [scene.zone]
    assert list(helped_by(scene.lead, on=clock.today())) == []
