"""The register of what stopped a change: who notes, asks and answers, and who else was given it."""

import pytest
from django.core.exceptions import PermissionDenied

from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Membership, Service
from sizes import barriers
from sizes.models import Barrier, Participant
from tests import factories as make

pytestmark = pytest.mark.django_db
Role, State = Membership.Role, Barrier.State
RULE = "Halls close at six in the evening"

# How a barrier came to each state.
WAYS = {
    State.MET: (),
    State.ASKED: ("ask",),
    State.WAIVED: ("ask", "waive"),
    State.REFUSED: ("ask", "refuse"),
    State.ESCALATED: ("ask", "escalate"),
}
GIVEN = {"by_whom": "Halls committee", "asked_for": "Open until nine.", "reason": "So."}


@pytest.fixture
def zone():
    return make.declared_zone("Stirchley")


@pytest.fixture
def owner():
    return make.council("Halls Council")


def lead_of(zone):
    return zone.participants.get(part="lead").organisation


def noted(zone, owner=None, *, rule=RULE, **more):
    by = make.member(lead_of(zone), Role.EDITOR)
    name = {} if owner else {"owner_name": "The Ministry"}
    return barriers.note(
        zone=zone, rule=rule, stopped="The dance class.", owner=owner, by=by, **name | more
    )


def come_to(state, zone, owner=None, **more):
    barrier = noted(zone, owner, **more)
    for step in WAYS[state]:
        answers = step in barriers.ANSWERS and owner
        by = make.member(owner if answers else lead_of(zone), Role.REPRESENTATIVE)
        barriers.take(step, barrier=barrier, by=by, **GIVEN)
        barrier.refresh_from_db()
    assert barrier.state == state
    return barrier


def someone(zone, owner, role):
    if role == "administrator":
        return make.person(is_superuser=True)
    if role == "resident":
        return make.person()
    whose, _, part = role.partition(" ")
    if whose == "owner":
        return make.member(owner, part)
    if whose == "partner":
        partner = make.organisation()
        Participant.objects.create(
            zone=zone, part="partner", organisation=partner, agreed_on=zone.proposed_on
        )
        return make.member(partner, part)
    return make.member(lead_of(zone), part)


# Who notes a barrier; who asks and goes higher; who answers for a registered owner, and for one
# that is not registered.
ROLES = {
    "resident": (False, False, False, False),
    "lead editor": (True, True, False, True),
    "lead officer": (True, True, False, True),
    "lead representative": (True, True, False, True),
    "lead councillor": (True, True, False, True),
    "partner editor": (True, False, False, False),
    "owner editor": (False, False, False, False),
    "owner officer": (False, False, True, False),
    "owner representative": (False, False, True, False),
    "owner councillor": (False, False, True, False),
    "administrator": (True, True, False, True),
}


@pytest.mark.parametrize(("role", "may"), ROLES.items())
def test_who_may_do_what(zone, owner, role, may):
    person = someone(zone, owner, role)

    def can(step, state, whose):
        barrier = come_to(state, zone, whose)
        try:
            barriers.take(step, barrier=barrier, by=person, **GIVEN)
        except PermissionDenied:
            return False
        return True

    def can_note():
        given = {"rule": RULE, "stopped": "It.", "owner": owner}
        try:
            barriers.note(zone=zone, by=person, **given)
        except PermissionDenied:
            return False
        return True

    notes, asks, answers, answers_for_others = may
    assert can_note() == notes
    assert can("ask", State.MET, owner) == asks
    assert can("escalate", State.REFUSED, owner) == asks
    for step in barriers.ANSWERS:
        assert can(step, State.ASKED, owner) == answers
        assert can(step, State.ASKED, None) == answers_for_others


STEPS = {
    "ask": {State.MET, State.REFUSED},
    "escalate": {State.ASKED, State.REFUSED},
    "waive": {State.ASKED, State.ESCALATED},
    "refuse": {State.ASKED, State.ESCALATED},
}


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("step", STEPS)
def test_when_a_step_may_be_taken(zone, step, state):
    barrier = come_to(State(state), zone)
    by = make.member(lead_of(zone), Role.EDITOR)
    if state in STEPS[step]:
        act = barriers.take(step, barrier=barrier, by=by, **GIVEN)
        barrier.refresh_from_db()
        assert barrier.state == act.to_state != state
        assert (act.decided_by_whom, act.acted_by) == ("Halls committee", by)
    else:
        with pytest.raises(Refused, match="cannot be done while"):
            barriers.take(step, barrier=barrier, by=by, **GIVEN)
        assert barrier.acts.count() == len(WAYS[State(state)])


@pytest.mark.parametrize(
    ("step", "without", "says"),
    [
        ("ask", "asked_for", "what is asked for"),
        ("ask", "by_whom", "Say by whom"),
        ("refuse", "reason", "why it was refused"),
        ("waive", "by_whom", "Say by whom"),
        ("escalate", "by_whom", "which body"),
    ],
)
def test_step_needs_what_others_ask_for(zone, step, without, says):
    barrier = come_to(min(STEPS[step], key=lambda state: len(WAYS[state])), zone)
    by = make.member(lead_of(zone), Role.EDITOR)
    with pytest.raises(Refused, match=says):
        barriers.take(step, barrier=barrier, by=by, **GIVEN | {without: " "})


def test_waiving_needs_no_reason(zone):
    by = make.member(lead_of(zone), Role.EDITOR)
    barrier = come_to(State.ASKED, zone)
    assert barriers.take("waive", barrier=barrier, by=by, by_whom="Board").note == ""


def test_stale_step_is_refused(zone):
    barrier = come_to(State.MET, zone)
    by = make.member(lead_of(zone), Role.EDITOR)
    barriers.take("ask", barrier=barrier, by=by, **GIVEN)
    with pytest.raises(ChangedMeanwhile):
        barriers.take("waive", barrier=barrier, by=by, expected=barrier.version, **GIVEN)


def test_barrier_says_what_it_is(zone):
    by = make.member(lead_of(zone), Role.EDITOR)
    with pytest.raises(Refused) as refusal:
        barriers.note(zone=zone, rule=" ", stopped="", by=by)
    assert len(refusal.value.sentences) == 3


# --- Given elsewhere ------------------------------------------------------------------------------

# What another zone was given: owner, words and service the same or not; whether that counts.
ALIKE = [
    ("same", RULE, None, State.WAIVED, True),
    ("same", "Halls must close at six in the evening", None, State.WAIVED, True),
    ("same", "Dogs are kept on a lead", None, State.WAIVED, False),
    ("same", "Dogs are kept on a lead", "same", State.WAIVED, True),
    ("same", RULE, None, State.REFUSED, False),
    ("same", RULE, None, State.ASKED, False),
    ("other", RULE, "same", State.WAIVED, False),
    (None, RULE, "same", State.WAIVED, False),
]


@pytest.mark.parametrize(("whose", "rule", "service", "state", "counts"), ALIKE)
def test_which_other_zones_were_given_this(zone, owner, whose, rule, service, state, counts):
    here = noted(zone, owner, service=Service.objects.first())
    owners = {"same": owner, "other": make.council(), None: None}
    about = Service.objects.first() if service else None
    come_to(state, make.declared_zone(), owners[whose], rule=rule, service=about)
    assert barriers.zones_given_this(here) == int(counts)


def test_zones_are_counted_and_not_barriers_nor_the_zone_itself_nor_drafts(client, zone, owner):
    here = noted(zone, owner)
    come_to(State.WAIVED, zone, owner)
    for _ in range(3):
        other = make.declared_zone()
        come_to(State.WAIVED, other, owner)
        come_to(State.WAIVED, other, owner)
    draft = make.ready_zone("Secret draft")
    come_to(State.WAIVED, draft, owner, rule="Halls close at six in the evening, secretly")
    page = client.get(f"/barriers/{here.pk}/").content.decode()
    assert "Three other zones were given this." in page
    assert "secretly" not in page


# --- Pages ----------------------------------------------------------------------------------------


def test_register_is_searched_by_words_owner_service_and_state(client, zone, owner):
    come_to(State.REFUSED, zone, owner, service=Service.objects.first())
    noted(make.declared_zone(), rule="Dogs are kept on a lead")
    found = {
        "": (True, True),
        "q=evening": (True, False),
        "q=evenning+six": (True, False),
        "q=ministry": (False, True),
        "q=halls+council": (True, False),
        "state=refused": (True, False),
        "state=met": (False, True),
        f"service={Service.objects.first().pk}": (True, False),
        "q=nothing+of+the+kind": (False, False),
        "state=eaten": (False, False),
    }
    for query, (halls, dogs) in found.items():
        page = client.get(f"/barriers/?{query}").content.decode()
        assert ((RULE in page), ("Dogs are kept" in page)) == (halls, dogs), query


def test_zones_own_list_holds_its_own(client, zone):
    noted(zone)
    other = make.declared_zone()
    noted(other, rule="Dogs are kept on a lead")
    page = client.get(f"/zones/{zone.slug}/barriers/").content.decode()
    assert RULE in page
    assert "Dogs are kept" not in page
    assert "1 barrier noted" in client.get(f"/zones/{zone.slug}/").content.decode()


def test_barrier_is_noted_asked_about_and_waived_on_its_pages(client, zone, owner):
    client.force_login(make.member(lead_of(zone), Role.EDITOR))
    path = f"/zones/{zone.slug}/barriers/new/"
    assert (
        "Say whose rule it is."
        in client.post(path, {"rule": RULE, "stopped": "The class."}).content.decode()
    )
    response = client.post(path, {"rule": RULE, "stopped": "The class.", "owner": owner.pk})
    barrier = Barrier.objects.get()
    assert response["Location"] == f"/barriers/{barrier.pk}/"
    asked = {"by_whom": "Head of parks", "asked_for": "Open until nine.", "version": 1}
    assert client.post(f"/barriers/{barrier.pk}/ask/", asked).status_code == 302
    assert client.get(f"/barriers/{barrier.pk}/waive/").status_code == 403
    client.force_login(make.member(owner, Role.REPRESENTATIVE))
    waived = {"by_whom": "Halls committee", "version": 1}
    stale = client.post(f"/barriers/{barrier.pk}/waive/", waived)
    assert stale.status_code == 409
    assert "Somebody else did something" in stale.content.decode()
    assert "Halls committee" in stale.content.decode()
    assert client.post(f"/barriers/{barrier.pk}/waive/", waived | {"version": 2}).status_code == 302
    page = client.get(f"/barriers/{barrier.pk}/").content.decode()
    for words in ("Waived", "By: Halls committee.", "Asked for: Open until nine."):
        assert words in page


def test_barriers_of_a_draft_are_not_there(client):
    draft = make.ready_zone()
    barrier = noted(draft)
    client.force_login(make.member(lead_of(draft), Role.EDITOR))
    for path in (f"/barriers/{barrier.pk}/", f"/barriers/{barrier.pk}/ask/"):
        assert client.get(path).status_code == 404
    assert RULE not in client.get("/barriers/").content.decode()


def test_register_asks_no_more_for_many_barriers(client, zone, django_assert_max_num_queries):
    noted(zone)
    with django_assert_max_num_queries(10) as one:
        client.get("/barriers/")
    for _ in range(19):
        noted(zone)
    with django_assert_max_num_queries(len(one)):
        client.get("/barriers/")
