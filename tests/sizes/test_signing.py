"""Asking somebody to sign, signing, declining, withdrawing: who may, when, and what comes of it."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from groundwork import clock
from groundwork.models import Letter
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Membership, Organisation
from sizes import comment_period, signing
from sizes.models import Capacity, MissingCapacity, Signature
from sizes.status import State
from tests import factories as make

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
Role = Membership.Role
OPEN = {State.PROPOSED, State.DECLARED, State.UNDER_REVIEW}
SAID = {"name": "Ann Example", "role": "Chair", "interests": "None."}
AUTHORITY = {
    "authority": Signature.Authority.CABINET,
    "decided_on": dt.date(2026, 1, 5),
    "decision_url": "https://council.example/decisions/1",
}


@pytest.fixture
def zone():
    return make.proposed_zone("Well and warm")


def lead_of(zone) -> Organisation:
    return zone.participants.get().organisation


def invited(zone, organisation=None, capacity="partner", **more) -> Signature:
    organisation = organisation or make.organisation("Moseley Trust")
    by = make.councillor_of(zone)
    return signing.invite(zone=zone, capacity=capacity, organisation=organisation, by=by, **more)


def signed(zone, organisation=None, capacity="partner", **more) -> Signature:
    row = invited(zone, organisation, capacity)
    by = make.member(row.organisation, Role.REPRESENTATIVE)
    return signing.sign(signature=row, by=by, **SAID | more)


def recorded(zone, **more) -> Signature:
    given = {
        "capacity": "local_leader",
        "signatory": "Councillor Bo Example",
        "signed_on": clock.today(),
        "by": make.councillor_of(zone),
    }
    return signing.record(zone=zone, **SAID | given | more)


def someone(zone, role: str, row: Signature | None = None):
    """A person by what they are to the zone."""
    match role.split():
        case ["stranger"]:
            return make.person()
        case ["administrator"]:
            return make.person(is_superuser=True)
        case ["other", name]:
            return make.member(make.council(), name)
        case ["asked", name]:
            return make.member(row.organisation, name)
        case [name]:
            return make.member(lead_of(zone), name)


# --- Who may, in which state ----------------------------------------------------------------------

LEADERS = {"representative", "councillor", "officer"}
ROLES = [
    "stranger", "editor", "representative", "councillor", "officer", "administrator",
    "other representative", "other officer",
]  # fmt: skip


def outcome(act) -> str:
    """What came of it: done, refused, or not allowed."""
    try:
        act()
    except PermissionDenied:
        return "not allowed"
    except Refused:
        return "refused"
    return "done"


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("role", ROLES)
def test_who_may_ask_somebody_to_sign_and_record_from_paper(state, role):
    zone = make.zone_in(state)
    person = someone(zone, role)
    when_open = "done" if state in OPEN else "refused"
    asked = outcome(
        lambda: signing.invite(
            zone=zone, capacity="partner", organisation=make.organisation(), by=person
        )
    )
    assert asked == (when_open if role in LEADERS else "not allowed")
    noted = outcome(lambda: recorded(zone, by=person))
    assert noted == (when_open if role in LEADERS | {"administrator"} else "not allowed")


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("role", ["councillor", "editor", "other representative"])
def test_who_may_say_that_a_capacity_is_missing(state, role):
    zone = make.zone_in(state)
    person = someone(zone, role)
    given = {"capacity": "community", "who_was_asked": "Two groups", "why_not": "No time."}
    said = outcome(
        lambda: signing.set_missing(zone=zone, asked_on=clock.today(), by=person, **given)
    )
    when_leading = "done" if state == State.PROPOSED else "refused"
    assert said == (when_leading if role == "councillor" else "not allowed")


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("asked representative", True),
        ("asked councillor", True),
        ("asked editor", False),
        ("asked officer", False),
        ("councillor", False),
        ("administrator", False),
        ("other representative", False),
        ("stranger", False),
    ],
)
def test_who_may_sign_for_an_organisation_that_was_asked(state, role, may):
    zone = make.zone_in(state)
    body = make.organisation()
    row = Signature.objects.create(zone=zone, capacity="partner", organisation=body)
    person = someone(zone, role, row)
    came = outcome(lambda: signing.sign(signature=row, by=person, **SAID))
    assert came == (("done" if state in OPEN else "refused") if may else "not allowed")


@pytest.mark.parametrize("state", [State.PROPOSED, State.DECLARED, State.UNDER_REVIEW])
@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("asked representative", True),
        ("asked editor", False),
        ("representative", False),
        ("administrator", False),
        ("other representative", False),
    ],
)
def test_who_may_withdraw_and_who_may_decline(state, role, may):
    zone = make.zone_in(state)
    there = signed(zone)
    asked = invited(zone, make.organisation())
    for row, act in (
        (there, lambda row, by: signing.withdraw(signature=row, why="We left.", by=by)),
        (asked, lambda row, by: signing.decline(signature=row, by=by)),
    ):
        make.member(row.organisation, Role.REPRESENTATIVE)
        person = someone(zone, role, row)
        assert outcome(lambda row=row, act=act, by=person: act(row, by)) == (
            "done" if may else "not allowed"
        )


@pytest.mark.parametrize("state", [State.DISSOLVED, State.MAINSTREAMED])
def test_what_was_signed_stays_once_the_zone_is_over(state):
    zone = make.zone_in(state)
    row = zone.signatures.get(capacity="partner")
    by = make.member(row.organisation, Role.REPRESENTATIVE)
    with pytest.raises(Refused, match="over"):
        signing.withdraw(signature=row, why="We left.", by=by)


def test_a_zone_that_lapsed_can_no_longer_be_signed():
    zone = make.declared_zone()
    row = invited(zone)
    by = make.member(row.organisation, Role.REPRESENTATIVE)
    with pytest.raises(Refused, match="over"):
        signing.sign(signature=row, by=by, on=zone.target_on + 91 * DAY, **SAID)
    assert signing.sign(signature=row, by=by, on=zone.target_on + 90 * DAY, **SAID).is_signed


def test_leads_answer_for_those_who_are_not_registered_or_not_represented(zone):
    councillor = make.councillor_of(zone)
    paper = recorded(zone)
    silent = invited(zone)  # nobody represents it here
    assert signing.withdraw(signature=paper, why="By letter.", by=councillor).withdrawn_on
    assert signing.decline(signature=silent, why="On the phone.", by=councillor).declined_on


def test_a_lead_signs_although_nobody_asked_it(zone):
    by = make.councillor_of(zone)
    row = signing.sign_as(
        zone=zone, organisation=lead_of(zone), capacity="council", by=by, **SAID | AUTHORITY
    )
    assert (row.capacity, row.signed_by, row.position) == ("council", by, 1)
    assert row.authority == "cabinet"


# --- Asking ---------------------------------------------------------------------------------------


def test_the_representatives_of_an_organisation_get_a_letter_with_the_address(zone, settings):
    settings.SITE_ADDRESS = "https://zones.example.org"
    body = make.organisation("Moseley Trust", slug="moseley", mailbox="hall@test.example")
    representative = make.member(body, Role.REPRESENTATIVE)
    invited(zone, body)
    letters = Letter.objects.all()
    assert {letter.to for letter in letters} == {"hall@test.example", representative.email}
    letter = letters[0]
    assert f"https://zones.example.org/zones/{zone.slug}/sign/moseley/" in letter.body
    assert "as a partner" in letter.body
    assert zone.purpose in letter.body


@pytest.mark.parametrize(("contact", "letters"), [("bo@test.example", 1), ("0121 496 0000", 0)])
def test_whoever_is_not_registered_gets_a_letter_where_there_is_an_address(zone, contact, letters):
    signing.invite(
        zone=zone,
        capacity="local_leader",
        signatory="Bo Example",
        contact=contact,
        by=make.councillor_of(zone),
    )
    assert Letter.objects.count() == letters


def test_asking_twice_asks_once(zone):
    body = make.organisation(mailbox="hall@test.example")
    assert invited(zone, body) == invited(zone, body)
    by = make.councillor_of(zone)
    named = {"zone": zone, "capacity": "local_leader", "by": by}
    assert signing.invite(signatory="Bo Example", **named) == signing.invite(
        signatory=" bo  EXAMPLE", **named
    )
    assert Letter.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"capacity": "partner"}, "Say whom you ask"),
        ({"capacity": "council", "signatory": "The council"}, "registered organisation"),
    ],
)
def test_asking_says_what_is_missing(zone, given, says):
    with pytest.raises(Refused, match=says):
        signing.invite(zone=zone, by=make.councillor_of(zone), **given)


def test_who_is_asked_later_reads_of_no_day_for_comments_that_is_over():
    zone = make.declared_zone()
    body = make.organisation(mailbox="hall@test.example")
    invited(zone, body)
    letter = Letter.objects.get(to="hall@test.example")
    assert "asks" in letter.body
    assert "Comments are open" not in letter.body


def test_one_organisation_is_not_asked_in_two_capacities_at_once(zone):
    body = make.organisation(sector="community")
    invited(zone, body, "community")
    with pytest.raises(Refused, match="another capacity"):
        invited(zone, body, "partner")


def test_who_signed_is_not_asked_again_for_the_same(zone):
    row = signed(zone)
    with pytest.raises(Refused, match="has signed this already"):
        invited(zone, row.organisation)


def test_only_so_many_are_asked_in_a_day(zone, monkeypatch):
    monkeypatch.setattr("sizes.signing.inviting.MOST_ASKED_A_DAY", 2)
    invited(zone, make.organisation())
    invited(zone, make.organisation())
    with pytest.raises(Refused, match="tomorrow"):
        invited(zone, make.organisation())
    assert invited(zone, make.organisation(), on=clock.today() + DAY)


def test_an_invitation_can_be_taken_back_until_it_is_answered(zone):
    row, by = invited(zone), make.councillor_of(zone)
    signing.take_back(invitation=row, by=by)
    signing.take_back(invitation=row, by=by)  # gone already
    assert not Signature.objects.exists()
    there = signed(zone)
    with pytest.raises(Refused, match="answered"):
        signing.take_back(invitation=there, by=by)
    with pytest.raises(PermissionDenied):
        signing.take_back(invitation=there, by=make.member(there.organisation, Role.REPRESENTATIVE))


@pytest.mark.parametrize(
    ("sector", "fits"),
    [
        ("council", ["council", "partner", "local_leader"]),
        ("public", ["partner", "local_leader"]),
        ("voluntary", ["community", "partner", "local_leader"]),
        ("community", ["community", "partner", "local_leader"]),
        ("private", ["partner", "local_leader"]),
    ],
)
def test_a_capacity_fits_the_organisation(zone, sector, fits):
    body = make.organisation(sector=sector)
    assert [str(one) for one in signing.capacities_for(body)] == fits
    for capacity in Capacity:
        came = outcome(lambda capacity=capacity: invited(zone, make.organisation(sector=sector),
                                                         capacity))  # fmt: skip
        assert came == ("done" if capacity in fits else "refused")


def test_an_organisation_that_has_ended_cannot_sign(zone):
    body = make.organisation(ends_on=clock.today())
    with pytest.raises(Refused, match="has ended"):
        invited(zone, body)


# --- Signing --------------------------------------------------------------------------------------


def test_signatures_are_numbered_in_order_and_belong_to_the_proposal_as_it_is(zone):
    first, second = signed(zone), signed(zone, make.organisation())
    assert (first.position, second.position) == (1, 2)
    assert first.period == comment_period.current(zone)
    assert (first.signed_on, first.name, first.role) == (clock.today(), "Ann Example", "Chair")


def test_signing_twice_signs_once_and_another_person_is_told(zone):
    row = invited(zone)
    by = make.member(row.organisation, Role.REPRESENTATIVE)
    one = signing.sign(signature=row, by=by, **SAID)
    other = signing.sign(signature=row, by=by, **SAID | {"role": "Director"})
    assert one == other
    assert other.role == "Chair"
    assert zone.signatures.count() == 1
    colleague = make.member(row.organisation, Role.REPRESENTATIVE)
    with pytest.raises(Refused, match="signed already"):
        signing.sign(signature=row, by=colleague, **SAID)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": " "}, "name"),
        ({"role": ""}, "role"),
        ({"interests": "\n"}, "Declare interests"),
        ({"authority": ""}, "Say who decided"),
        ({"authority": "the mayor"}, "Say who decided"),
        ({"decided_on": None}, "day of the decision"),
        ({"decided_on": dt.date(2999, 1, 1)}, "not be in the future"),
        ({"decision_url": ""}, "address of the decision"),
        ({"decision_url": "javascript:alert(1)"}, "address of the decision"),
    ],
)
def test_a_councils_signature_says_what_it_lacks(zone, wrong, says):
    by = make.councillor_of(zone)
    given = SAID | AUTHORITY | wrong
    with pytest.raises(Refused, match=says):
        signing.sign_as(zone=zone, organisation=lead_of(zone), capacity="council", by=by, **given)
    assert not zone.signatures.exists()


def test_the_day_of_the_decision_may_be_the_day_of_the_signature(zone):
    by, today = make.councillor_of(zone), clock.today()
    given = SAID | AUTHORITY | {"decided_on": today}
    body = lead_of(zone)
    row = signing.sign_as(zone=zone, organisation=body, capacity="council", by=by, **given)
    assert row.decided_on == today


def test_an_authority_is_kept_for_councils_alone(zone):
    row = signed(zone, **AUTHORITY)
    assert (row.authority, row.decided_on, row.decision_url) == ("", None, "")


def test_an_organisation_signs_in_one_capacity_but_a_leader_of_it_also_for_themselves(zone):
    body = make.council()
    by = make.member(body, Role.COUNCILLOR)
    given = {"zone": zone, "organisation": body, "by": by} | SAID
    make.lead(zone, body)
    signing.sign_as(capacity="council", **given | AUTHORITY)
    with pytest.raises(Refused, match="signs in one capacity"):
        signing.sign_as(capacity="partner", **given)
    assert signing.sign_as(capacity="local_leader", **given).position == 2


def test_what_was_changed_while_somebody_read_it_is_not_signed_unread(zone):
    row = invited(zone)
    by = make.member(row.organisation, Role.REPRESENTATIVE)
    read = comment_period.current(zone).number
    comment_period.open_period(zone, on=clock.today(), why="The reach is wider.")
    with pytest.raises(ChangedMeanwhile):
        signing.sign(signature=row, by=by, expected=read, **SAID)
    assert signing.sign(signature=row, by=by, expected=read + 1, **SAID).is_signed


def test_leads_are_told_who_signed(zone):
    councillor = make.councillor_of(zone)
    row = signed(zone)
    letter = Letter.objects.filter(to=councillor.email).get()
    assert letter.subject == f"Moseley Trust signed {zone}"
    assert f"/zones/{zone.slug}/work/signatures/" in letter.body
    assert row.name not in letter.body


def test_who_declined_may_sign_after_all_and_both_are_kept(zone):
    row = invited(zone)
    by = make.member(row.organisation, Role.REPRESENTATIVE)
    signing.decline(signature=row, why=" We have\n no time. ", by=by)
    later = signing.sign(signature=row, by=by, **SAID)
    row.refresh_from_db()
    assert (row.why_declined, row.is_signed) == ("We have no time.", False)
    assert later != row
    with pytest.raises(Refused, match="can be withdrawn"):
        signing.decline(signature=later, by=by)


def test_an_answer_is_told_to_the_leads_once(zone):
    councillor, row = make.councillor_of(zone), invited(zone)
    by = make.member(row.organisation, Role.REPRESENTATIVE)
    for _ in range(2):
        signing.decline(signature=row, why="No time.", by=by)
    assert "No time." in Letter.objects.get(to=councillor.email).body


# --- Withdrawing ----------------------------------------------------------------------------------


def test_a_withdrawal_is_written_beside_the_signature_and_told(zone):
    councillor, row = make.councillor_of(zone), signed(zone)
    by = make.member(row.organisation, Role.REPRESENTATIVE)
    tomorrow = clock.today() + DAY
    for _ in range(2):
        row = signing.withdraw(signature=row, why="We were not heard.", by=by, on=tomorrow)
    assert (row.withdrawn_on, row.why_withdrawn) == (tomorrow, "We were not heard.")
    assert row.signed_on == clock.today()
    letter = Letter.objects.filter(to=councillor.email).last()
    assert "We were not heard." in letter.body
    assert Letter.objects.filter(to=councillor.email).count() == 2  # signed, withdrawn


def test_a_withdrawal_needs_a_reason_and_a_signature(zone):
    row = signed(zone)
    by = make.member(row.organisation, Role.REPRESENTATIVE)
    with pytest.raises(Refused, match="Say why"):
        signing.withdraw(signature=row, why=" ", by=by)
    asked = invited(zone, make.organisation())
    representative = make.member(asked.organisation, Role.REPRESENTATIVE)
    with pytest.raises(Refused, match="has not signed"):
        signing.withdraw(signature=asked, why="No.", by=representative)


def test_who_withdrew_may_sign_again_in_a_new_row(zone):
    row = signed(zone)
    by = make.member(row.organisation, Role.REPRESENTATIVE)
    signing.withdraw(signature=row, why="A mistake.", by=by)
    again = signing.sign_as(
        zone=zone, organisation=row.organisation, capacity="partner", by=by, **SAID
    )
    assert again.position == 2
    assert list(zone.signatures.standing(clock.today())) == [again]


# --- Signing again --------------------------------------------------------------------------------


def change(zone, *, on=None):
    """Something material is changed: the proposal waits for comments anew."""
    return comment_period.open_period(zone, on=on or clock.today(), why="The reach is wider.")


def test_who_signed_an_earlier_version_is_asked_again_once(zone):
    row, paper = signed(zone), recorded(zone, contact="bo@test.example")
    assert signing.to_ask_again(zone, clock.today()) == []
    change(zone)
    assert signing.to_ask_again(zone, clock.today()) == [row, paper]
    by = make.councillor_of(zone)
    asked = signing.ask_again(zone=zone, by=by)
    assert [(each.organisation, each.signatory) for each in asked] == [
        (row.organisation, ""),
        (None, "Councillor Bo Example"),
    ]
    assert signing.ask_again(zone=zone, by=by) == []
    person = make.member(row.organisation, Role.REPRESENTATIVE)
    again = signing.sign(signature=asked[0], by=person, **SAID)
    assert (again.position, again.period.number) == (3, 2)
    row.refresh_from_db()
    assert (row.position, row.period.number) == (1, 1)


def test_who_declined_the_new_version_is_not_asked_again(zone):
    row = signed(zone)
    change(zone)
    (asked,) = signing.ask_again(zone=zone, by=make.councillor_of(zone))
    person = make.member(row.organisation, Role.REPRESENTATIVE)
    signing.decline(signature=asked, by=person)
    assert signing.to_ask_again(zone, clock.today()) == []


# --- What is missing ------------------------------------------------------------------------------


def missing(zone) -> str:
    return " ".join(signing.missing(zone, clock.today()))


def test_all_four_capacities_must_sign(zone):
    assert len(signing.missing(zone, clock.today())) == 4
    make.sign_all(zone)
    assert signing.missing(zone, clock.today()) == []


@pytest.mark.parametrize(
    ("capacity", "says"),
    [
        ("council", "A verified council must sign"),
        ("community", "Somebody from the community must sign"),
        ("local_leader", "A local leader must sign"),
        ("partner", "A partner must sign"),
    ],
)
def test_a_withdrawn_signature_no_longer_counts(zone, capacity, says):
    make.sign_all(zone)
    zone.signatures.filter(capacity=capacity).update(
        withdrawn_on=clock.today(), why_withdrawn="We left."
    )
    (sentence,) = signing.missing(zone, clock.today())
    assert says in sentence
    assert signing.missing(zone, clock.today() - DAY) != []


def test_signatures_of_an_earlier_version_do_not_count_and_are_named(zone):
    make.sign_all(zone)
    change(zone)
    sentences = signing.missing(zone, clock.today())
    assert len(sentences) == 4
    assert all("signed an earlier version" in sentence for sentence in sentences)
    assert str(lead_of(zone)) in sentences[0]


def test_a_councils_signature_counts_once_it_is_verified(zone):
    make.sign_all(zone)
    Organisation.objects.filter(pk=lead_of(zone).pk).update(verified_on=None)
    assert "counts once it is verified" in missing(zone)
    Organisation.objects.filter(pk=lead_of(zone).pk).update(verified_on=clock.today())
    assert missing(zone) == ""


def excuse(zone, capacity="community", by=None, **more):
    given = {
        "capacity": capacity,
        "who_was_asked": "Two tenants’ groups",
        "asked_on": clock.today(),
        "why_not": "They have no committee now.",
    }
    return signing.set_missing(zone=zone, by=by or make.councillor_of(zone), **given | more)


@pytest.mark.parametrize("capacity", ["community", "local_leader", "partner"])
def test_one_capacity_may_be_missing_if_it_is_said_why(zone, capacity):
    make.sign_all(zone)
    Signature.objects.filter(capacity=capacity).update(withdrawn_on=clock.today(),
                                                       why_withdrawn="Left.")  # fmt: skip
    excuse(zone, capacity)
    assert missing(zone) == ""


def test_only_one_capacity_may_be_missing(zone):
    make.sign_all(zone)
    zone.signatures.filter(capacity__in=["community", "partner"]).update(
        withdrawn_on=clock.today(), why_withdrawn="Left."
    )
    excuse(zone, "community")
    assert missing(zone).startswith("A partner must sign. Only one capacity may be missing")
    excuse(zone, "partner")
    assert missing(zone).startswith("Somebody from the community must sign.")
    assert MissingCapacity.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"capacity": "council"}, "cannot be missing"),
        ({"capacity": "mayor"}, "Choose the capacity"),
        ({"who_was_asked": " "}, "who was asked"),
        ({"asked_on": None}, "day on which they were asked"),
        ({"asked_on": dt.date(2999, 1, 1)}, "not be in the future"),
        ({"why_not": ""}, "Say why"),
    ],
)
def test_a_missing_capacity_is_explained_in_full(zone, wrong, says):
    with pytest.raises(Refused, match=says):
        excuse(zone, **wrong)
    assert not MissingCapacity.objects.exists()


def test_a_capacity_in_which_somebody_signed_is_not_missing(zone):
    make.sign_all(zone)
    with pytest.raises(Refused, match="Somebody has signed in this capacity"):
        excuse(zone)


def test_what_is_said_to_be_missing_goes_when_somebody_signs_or_by_hand(zone):
    excuse(zone, "partner")
    signed(zone)
    assert not MissingCapacity.objects.exists()
    excuse(zone, "community")
    signing.clear_missing(zone=zone, by=make.councillor_of(zone))
    assert not MissingCapacity.objects.exists()


def test_what_was_missing_when_it_was_declared_stays_on_record():
    zone = make.declared_zone()
    MissingCapacity.objects.create(
        zone=zone, capacity="partner", who_was_asked="A shop", asked_on=clock.today(), why_not="?"
    )
    signed(zone)
    assert MissingCapacity.objects.exists()
    with pytest.raises(Refused, match="then stays so"):
        signing.clear_missing(zone=zone, by=make.councillor_of(zone))
