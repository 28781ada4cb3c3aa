"""Roles are offered by letter and asked for; what an ended role did is handed over."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from groundwork import clock
from groundwork.models import Letter
from groundwork.problems import Refused
from partners import joining, memberships, permissions
from partners.models import Handover, Invitation, Membership
from partners.waiting import joining_matters
from tests import factories as make

pytestmark = pytest.mark.django_db
Role = Membership.Role
ASKERS = [*Role.values, "stranger", "administrator", "officer of another council"]


def absolute(path: str) -> str:
    return f"https://zones.example{path}"


def someone(who, organisation):
    return {
        "stranger": make.person,
        "administrator": lambda: make.person(is_superuser=True),
        "officer of another council": lambda: make.member(make.council(), Role.OFFICER),
    }.get(who, lambda: make.member(organisation, who))()


def invite(organisation, *, by=None, email="new@test.example", role="editor"):
    by = by or make.member(organisation, Role.REPRESENTATIVE)
    return joining.invite(
        organisation=organisation, email=email, role=role, by=by, absolute=absolute
    )


def accept(invitation, person):
    return joining.accept(key=invitation.key, by=person, absolute=absolute)


def ask(organisation, person, why="I run the hall."):
    return joining.ask(organisation=organisation, why=why, by=person, absolute=absolute)


def answer(request, role, by):
    return joining.answer(request=request, role=role, by=by, absolute=absolute)


def open_keys():
    return set(joining.open_invitations().values_list("pk", flat=True))


def desk_of(person):
    today = clock.today()
    held = Membership.objects.in_force(today).filter(person=person)
    return joining_matters(person, [*held.select_related("organisation")], today)


# --- Inviting ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ASKERS)
@pytest.mark.parametrize("role", Role.values)
def test_inviting_to_a_role_is_for_those_who_may_give_it(who, role):
    council = make.council()
    make.member(council, Role.REPRESENTATIVE)
    by = someone(who, council)
    may = who in ("officer", "administrator") or (
        who in ("representative", "councillor") and role in ("editor", "representative")
    )
    if may:
        assert invite(council, by=by, role=role).role == role
    else:
        with pytest.raises(PermissionDenied):
            invite(council, by=by, role=role)


def test_invitation_goes_by_letter_with_an_address_nobody_can_guess():
    invitation = invite(make.organisation("Park Friends"), email=" New@Test.example ")
    letter = Letter.objects.get(to="new@test.example")
    assert f"https://zones.example/partners/join/{invitation.key}/" in letter.body
    assert "Park Friends" in letter.subject
    assert len(invitation.key) >= 32


def test_inviting_twice_sends_one_letter_and_keeps_the_first_invitation():
    organisation = make.organisation()
    by = make.member(organisation, Role.REPRESENTATIVE)
    first = invite(organisation, by=by)
    assert invite(organisation, by=by, email="NEW@test.example") == first
    assert Letter.objects.count() == 1


def test_inviting_again_after_it_ran_out_makes_a_new_one():
    organisation = make.organisation()
    by = make.member(organisation, Role.REPRESENTATIVE)
    first = invite(organisation, by=by)
    Invitation.objects.update(invited_at=clock.now() - joining.HOLDS)
    second = invite(organisation, by=by)
    assert second.key != first.key
    assert open_keys() == {second.pk}


@pytest.mark.parametrize("has_account", [True, False])
def test_answer_to_inviting_is_the_same_whether_or_not_the_address_has_an_account(
    client, has_account
):
    organisation = make.organisation("Park Friends")
    email = make.person().email if has_account else "nobody@test.example"
    client.force_login(make.member(organisation, Role.REPRESENTATIVE, name="Asha"))
    address = reverse("partner-invite", args=[organisation.slug])
    page = client.post(address, {"email": email, "role": "editor"}, follow=True)
    assert page.redirect_chain == [(reverse("partner-work", args=[organisation.slug]), 302)]
    text = page.content.decode()
    assert "A letter with the invitation is on its way." in text
    assert f"{email}: Editor" in text
    assert Letter.objects.get().to == email


def test_inviting_is_refused_with_a_sentence():
    group = make.organisation()
    administrator = make.person(is_superuser=True)
    with pytest.raises(Refused, match="Only a council"):
        invite(group, by=administrator, role="officer")
    group.write(ends_on=clock.today())
    with pytest.raises(Refused, match="has ended"):
        invite(group, by=administrator)


def test_inviting_is_refused_after_too_many_in_a_day(monkeypatch):
    monkeypatch.setattr(joining, "MOST_INVITED_A_DAY", 2)
    organisation = make.organisation()
    by = make.member(organisation, Role.REPRESENTATIVE)
    for number in range(2):
        invite(organisation, by=by, email=f"new{number}@test.example")
    with pytest.raises(Refused, match="Wait a day"):
        invite(organisation, by=by, email="third@test.example")


# --- Accepting -----------------------------------------------------------------------------------


def test_accepting_gives_the_role_once_and_tells_whoever_invited_and_the_mailbox():
    organisation = make.organisation(mailbox="office@park.example")
    by = make.member(organisation, Role.REPRESENTATIVE)
    invitation, person = invite(organisation, by=by), make.person()
    Letter.objects.all().delete()
    membership = accept(invitation, person)
    assert accept(invitation, person) == membership
    assert person.memberships.get().role == "editor"
    assert {letter.to for letter in Letter.objects.all()} == {by.email, "office@park.example"}


def test_accepting_is_refused_to_a_second_person():
    invitation = invite(make.organisation())
    accept(invitation, make.person())
    with pytest.raises(Refused, match="no longer holds"):
        accept(invitation, make.person())


@pytest.mark.parametrize(
    "what", ["withdrawn", "ran out", "giver left", "giver gone", "giver closed", "ended"]
)
def test_accepting_is_refused_when_the_invitation_no_longer_holds(what):
    organisation = make.organisation()
    make.member(organisation, Role.REPRESENTATIVE)
    by = make.member(organisation, Role.REPRESENTATIVE)
    invitation = invite(organisation, by=by)
    if what == "withdrawn":
        joining.withdraw(invitation=invitation, by=by)
    elif what == "ran out":
        Invitation.objects.update(invited_at=clock.now() - joining.HOLDS)
    elif what == "giver left":
        memberships.end_role(membership=by.memberships.get(), by=by)
    elif what == "giver gone":
        Invitation.objects.update(invited_by=None)
    elif what == "giver closed":
        by.is_active = False
        by.save()
    else:
        organisation.write(ends_on=clock.today())
    person = make.person()
    with pytest.raises(Refused, match=r"no longer holds|has ended"):
        accept(invitation, person)
    assert not person.memberships.exists()


def test_a_role_that_was_ended_cannot_be_had_again_by_the_same_letter():
    organisation = make.organisation()
    by = make.member(organisation, Role.REPRESENTATIVE)
    invitation, person = invite(organisation, by=by), make.person()
    memberships.end_role(membership=accept(invitation, person), by=by)
    with pytest.raises(Refused, match="no longer holds"):
        accept(invitation, person)


@pytest.mark.parametrize("who", ASKERS)
def test_withdrawing_is_for_those_who_may_offer_the_role(who):
    council = make.council()
    invitation = invite(council)
    by = someone(who, council)
    if who in ("representative", "councillor", "officer", "administrator"):
        joining.withdraw(invitation=invitation, by=by)
        joining.withdraw(invitation=invitation, by=by)
        assert open_keys() == set()
    else:
        with pytest.raises(PermissionDenied):
            joining.withdraw(invitation=invitation, by=by)


def test_withdrawing_is_refused_once_it_is_accepted():
    organisation = make.organisation()
    by = make.member(organisation, Role.REPRESENTATIVE)
    invitation = invite(organisation, by=by)
    accept(invitation, make.person())
    with pytest.raises(Refused, match="end the role"):
        joining.withdraw(invitation=invitation, by=by)


def test_page_of_an_invitation_asks_a_visitor_to_sign_in_or_up_and_then_takes_them_in(client):
    organisation = make.organisation("Park Friends")
    address = reverse("partner-join", args=[invite(organisation).key])
    page = client.get(address).content.decode()
    assert "Park Friends" in page
    assert f"/accounts/login/?next={address}" in page
    assert f"/accounts/signup/?next={address}" in page
    assert client.post(address).url == f"/accounts/login/?next={address}"
    person = make.person()
    client.force_login(person)
    assert "another address than the one" in client.get(address).content.decode()
    assert client.post(address).url == reverse("partner-work", args=[organisation.slug])
    assert permissions.has_role(person, organisation, Role.EDITOR)
    assert client.get(address).url == organisation.get_absolute_url()


def test_page_of_an_invitation_says_why_it_cannot_be_accepted(client):
    organisation = make.organisation()
    by = make.member(organisation, Role.REPRESENTATIVE)
    invitation = invite(organisation, by=by)
    joining.withdraw(invitation=invitation, by=by)
    address = reverse("partner-join", args=[invitation.key])
    client.force_login(make.person())
    assert "no longer holds" in client.get(address).content.decode()
    assert client.post(address).status_code == 409
    assert client.get(reverse("partner-join", args=["no-such-key"])).status_code == 404


# --- Asking --------------------------------------------------------------------------------------


def test_asking_tells_representatives_and_the_mailbox_once():
    organisation = make.organisation(mailbox="Office@park.example")
    representative = make.member(organisation, Role.REPRESENTATIVE)
    make.member(organisation, Role.EDITOR)
    person = make.person()
    assert ask(organisation, person) == ask(organisation, person)
    letters = Letter.objects.all()
    assert {letter.to for letter in letters} == {representative.email, "office@park.example"}
    assert all("I run the hall." in letter.body for letter in letters)


def test_asking_is_refused_with_every_sentence():
    organisation = make.organisation()
    editor = make.member(organisation, Role.EDITOR)
    organisation.write(ends_on=clock.today())
    with pytest.raises(Refused) as refused:
        ask(organisation, editor, why="  ")
    assert len(refused.value.sentences) == 3


def test_asking_is_refused_when_many_requests_wait(monkeypatch):
    monkeypatch.setattr(joining, "MOST_ASKED_AT_ONCE", 1)
    person = make.person()
    ask(make.organisation(), person)
    with pytest.raises(Refused, match="Wait for one"):
        ask(make.organisation(), person)


@pytest.mark.parametrize("who", ASKERS)
@pytest.mark.parametrize("role", ["", *Role.values])
@pytest.mark.parametrize("case", ["council", "group", "group that nobody represents"])
def test_answering_is_for_those_who_may_let_in(case, role, who):
    council = case == "council"
    organisation = make.council() if council else make.organisation(sector="community")
    if case != "group that nobody represents":
        make.member(organisation, Role.REPRESENTATIVE)
    by = someone(who, organisation)
    ordinary = role in ("", "editor", "representative")
    nobody_yet = case == "group that nobody represents" and who == "officer of another council"
    may = (
        who == "administrator"
        or (who in ("representative", "councillor") and ordinary)
        or (who == "officer" and council)
        or (nobody_yet and ordinary)
    )
    fits = ordinary or council
    request = ask(organisation, person := make.person())
    if may and fits:
        answer(request, role, by)
        assert [row.role for row in person.memberships.all()] == ([role] if role else [])
        assert Letter.objects.filter(to=person.email).count() == 1
        with pytest.raises((Refused, PermissionDenied)):
            answer(request, role, by)
    else:
        with pytest.raises(Refused if may else PermissionDenied):
            answer(request, role, by)
        assert not person.memberships.exists()


def test_page_takes_a_request_and_then_says_that_it_waits(client):
    organisation = make.organisation()
    make.member(organisation, Role.REPRESENTATIVE)
    client.force_login(make.person())
    address = reverse("partner-ask", args=[organisation.slug])
    assert client.post(address, {"why": ""}).status_code == 422
    page = client.post(address, {"why": "I run the hall."}, follow=True).content.decode()
    assert "The answer comes by letter" in page
    assert "I run the hall." in page


def test_page_answers_a_request_only_when_an_answer_is_chosen(client):
    organisation = make.organisation()
    request = ask(organisation, person := make.person("Ben Okri"))
    client.force_login(make.member(organisation, Role.REPRESENTATIVE))
    address = reverse("partner-request-answer", args=[organisation.slug, request.pk])
    page = client.post(address, {})
    assert page.status_code == 422
    assert "Choose a role, or no role." in page.content.decode()
    assert client.post(address, {"role": "officer"}).status_code == 403
    assert client.post(address, {"role": "editor"}).status_code == 302
    assert person.memberships.get().role == "editor"


def test_page_takes_no_for_an_answer(client):
    organisation = make.organisation()
    request = ask(organisation, person := make.person())
    client.force_login(make.member(organisation, Role.REPRESENTATIVE))
    address = reverse("partner-request-answer", args=[organisation.slug, request.pk])
    assert client.post(address, {"role": "none"}).status_code == 302
    assert not person.memberships.exists()
    request.refresh_from_db()
    assert (request.role, request.answered_at is None) == ("", False)


# --- Handing over --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role.values)
def test_ending_a_role_that_agreed_or_officered_leaves_something_to_hand_over(role):
    council = make.council()
    by = make.member(council, Role.OFFICER)
    make.member(council, Role.REPRESENTATIVE)
    membership = make.member(council, role).memberships.get()
    memberships.end_role(membership=membership, by=by)
    assert Handover.objects.filter(membership=membership).exists() == (role != "editor")


def test_a_role_that_began_today_leaves_nothing_to_hand_over():
    organisation = make.organisation()
    by = make.member(organisation, Role.REPRESENTATIVE)
    new = make.member(organisation, Role.REPRESENTATIVE, starts_on=clock.today())
    memberships.end_role(membership=new.memberships.get(), by=by)
    assert not Handover.objects.exists()


def handover_in(organisation):
    make.member(organisation, Role.REPRESENTATIVE)
    leaving = make.member(organisation, Role.REPRESENTATIVE)
    memberships.end_role(membership=leaving.memberships.get(), by=leaving)
    return Handover.objects.get()


@pytest.mark.parametrize("who", ASKERS)
def test_finishing_a_handover_is_for_representatives_and_officers(who):
    council = make.council()
    handover = handover_in(council)
    by = someone(who, council)
    finish = {"handover": handover, "by": by}
    if who in ("representative", "councillor", "officer", "administrator"):
        with pytest.raises(Refused, match="Say what"):
            memberships.finish_handover(note=" ", **finish)
        done = memberships.finish_handover(note="Asha has the keys.", **finish)
        assert (done.done_on, done.note) == (clock.today(), "Asha has the keys.")
        with pytest.raises(Refused, match="done already"):
            memberships.finish_handover(note="Again.", **finish)
    else:
        with pytest.raises(PermissionDenied):
            memberships.finish_handover(note="Asha has the keys.", **finish)


def test_handover_names_the_addresses_that_are_still_those_of_whoever_left():
    organisation = make.organisation()
    handover = handover_in(organisation)
    email = handover.membership.person.email
    organisation.write(contact_email=email.upper(), mailbox=email)
    handover.refresh_from_db()
    assert len(memberships.still_theirs(handover)) == 2


def test_page_finishes_a_handover(client):
    organisation = make.organisation()
    handover = handover_in(organisation)
    client.force_login(make.member(organisation, Role.REPRESENTATIVE))
    address = reverse("partner-handover-done", args=[organisation.slug, handover.pk])
    assert client.post(address, {"note": ""}).status_code == 422
    assert client.post(address, {"note": "Asha has the keys."}).status_code == 302
    page = client.get(reverse("partner-work", args=[organisation.slug])).content.decode()
    assert "To be handed over" not in page


# --- The desk ------------------------------------------------------------------------------------


def test_desk_has_invitations_to_the_person_and_no_one_elses():
    organisation = make.organisation()
    person = make.person()
    mine = invite(organisation, email=person.email)
    by = make.member(organisation, Role.REPRESENTATIVE)
    invite(organisation, by=by, email="other@test.example")
    assert desk_of(person).invitations == [mine]
    accept(mine, person)
    assert desk_of(person).invitations == []


@pytest.mark.parametrize("who", [each for each in ASKERS if each != "administrator"])
@pytest.mark.parametrize("is_represented", [True, False])
def test_desk_has_the_requests_that_the_person_may_answer(who, is_represented):
    organisation = make.organisation(sector="community")
    if is_represented:
        make.member(organisation, Role.REPRESENTATIVE)
    request = ask(organisation, make.person())
    ask(make.council(), make.person())
    person = someone(who, organisation)
    may = permissions.may_answer_requests(person, organisation)
    assert desk_of(person).requests == ([request] if may else [])


@pytest.mark.parametrize("who", ["editor", "representative", "officer", "stranger"])
def test_desk_has_the_handovers_that_the_person_may_finish(who):
    council = make.council()
    handover = handover_in(council)
    person = someone(who, council)
    may = permissions.may_finish_handover(person, handover)
    assert desk_of(person).handovers == ([handover] if may else [])


def test_desk_shows_and_counts_them(client):
    council = make.council()
    handover_in(council)
    ask(council, make.person("Ben Okri"))
    person = make.member(council, Role.OFFICER)
    other = make.organisation("Park Friends")
    invite(other, email=person.email)
    client.force_login(person)
    page = client.get(reverse("desk")).content.decode()
    for words in ("Act for Park Friends", "Ben Okri asks to act", "To be handed over"):
        assert words in page
    assert reverse("partners-import") in page
    assert client.get(reverse("account-state")).json()["desk_count"] == 3


@pytest.mark.parametrize("number", [1, 10])
def test_desk_is_read_in_three_queries(number, django_assert_num_queries):
    council = make.council()
    person = make.member(council, Role.OFFICER)
    by = make.member(council, Role.REPRESENTATIVE)
    for _ in range(number):
        leaving = make.member(council, Role.REPRESENTATIVE)
        memberships.end_role(membership=leaving.memberships.get(), by=by)
        ask(council, make.person())
        invite(make.organisation(), email=person.email)
    held = [*Membership.objects.filter(person=person).select_related("organisation")]
    with django_assert_num_queries(3):
        waits = joining_matters(person, held, clock.today())
        names = [
            *(f"{each.organisation} {each.invited_by}" for each in waits.invitations),
            *(f"{each.organisation} {each.person}" for each in waits.requests),
            *(f"{each.membership}" for each in waits.handovers),
        ]
    assert len(names) == waits.count == 3 * number


def test_an_invitation_holds_for_thirty_days():
    invitation = invite(make.organisation())
    almost = invitation.invited_at + joining.HOLDS - dt.timedelta(seconds=1)
    assert joining.open_invitations(at=almost).exists()
    assert not joining.open_invitations(at=invitation.invited_at + joining.HOLDS).exists()
