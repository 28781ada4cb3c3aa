"""Coming into an organisation: by an invitation that goes by letter, or by asking.

What inviting answers never depends on whether the address has an account: the letter tells only
whoever reads it. Its key proves that the letter was read; it holds for some weeks, once.
"""

import datetime as dt
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from groundwork import clock, outbox
from groundwork.problems import Refused
from partners import memberships, permissions
from partners.models import Invitation, JoinRequest, Membership, Organisation, Person

Absolute = Callable[[str], str]  # makes a path of ours an address that can stand in a letter

HOLDS = dt.timedelta(days=30)
MOST_INVITED_A_DAY = 30
MOST_ASKED_AT_ONCE = 10
NO_LONGER = "This invitation no longer holds. Ask the organisation for a new one."


def open_invitations(*, at: dt.datetime | None = None) -> QuerySet[Invitation]:
    """Invitations that can be accepted at the moment."""
    since = (at or clock.now()) - HOLDS
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None, invited_at__gt=since)


def open_requests() -> QuerySet[JoinRequest]:
    """Requests to join that nobody has answered."""
    return JoinRequest.objects.filter(answered_at=None)


def last_day_of(invitation: Invitation) -> dt.date:
    """The last whole day on which the invitation holds."""
    return clock.day_of(invitation.invited_at + HOLDS) - dt.timedelta(days=1)


@transaction.atomic
def invite(
    *, organisation: Organisation, email: str, role: str, by: Person, absolute: Absolute
) -> Invitation:
    """Offer a role by letter. While an invitation is open, the same one again sends nothing more.

    Raises Refused where the organisation has ended or has no such role, or after too many in a day.
    """
    if not permissions.may_let_in(by, organisation, role):
        raise PermissionDenied
    now, email = clock.now(), email.strip().lower()
    # One at a time for an organisation, so that two do not invite the same address at once.
    row = organisation.lock()
    if found := [*_ended(row), *memberships.role_problems(row, role)]:
        raise Refused(*found)
    same = Invitation.objects.filter(organisation=row, email=email, role=role)
    if standing := open_invitations(at=now).filter(pk__in=same.values("pk")).first():
        return standing
    lately = Invitation.objects.filter(invited_by=by, invited_at__gt=now - dt.timedelta(days=1))
    if lately.count() >= MOST_INVITED_A_DAY:
        raise Refused(
            f"You have sent {MOST_INVITED_A_DAY} invitations since yesterday. Wait a day."
        )
    same.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
    invitation = Invitation.objects.create(
        organisation=row, email=email, role=role, invited_at=now, invited_by=by
    )
    until = last_day_of(invitation)
    outbox.post(
        key=f"invitation-{invitation.pk}",
        to=email,
        subject=f"{row.name} invites you",
        body=(
            f"{by.name or 'Somebody'} invites you to act for {row.name} as "
            f"{_in_a_sentence(role)}.\n\n"
            "To read more, and to accept, open this page. It asks you to sign in or to sign up:\n\n"
            f"{absolute(reverse('partner-join', args=[invitation.key]))}\n\n"
            f"The invitation holds until {until.day} {until:%B %Y}. Whoever has this address can "
            "accept it, so do not pass it on. If you expected nothing of the kind, do nothing.\n"
        ),
    )
    return invitation


def invitation_of(key: str) -> Invitation | None:
    """The invitation with the key, whatever became of it."""
    found = Invitation.objects.select_related("organisation", "invited_by", "accepted_by")
    return found.filter(key=key).first()


def acceptance_problems(invitation: Invitation) -> list[str]:
    """Why the invitation cannot be accepted now: sentences.

    Whoever offered the role must still be one who may give it.
    """
    organisation, giver = invitation.organisation, invitation.invited_by
    is_open = open_invitations().filter(pk=invitation.pk).exists()
    if not is_open or giver is None or not giver.is_active:
        return [NO_LONGER]
    if not permissions.may_let_in(giver, organisation, invitation.role):
        return [NO_LONGER]
    return [*_ended(organisation), *memberships.role_problems(organisation, invitation.role)]


@transaction.atomic
def accept(*, key: str, by: Person, absolute: Absolute) -> Membership:
    """Take up the role that a letter offers. Accepting it twice accepts it once.

    Raises Invitation.DoesNotExist where there is no such key, Refused where it no longer holds.
    """
    invitation = Invitation.objects.select_for_update(of=("self",)).get(key=key)
    if invitation.accepted_by_id == by.pk:
        mine = Membership.objects.in_force(clock.today()).filter(
            person=by, organisation=invitation.organisation, role=invitation.role
        )
        if membership := mine.first():
            return membership
    giver = invitation.invited_by
    found = acceptance_problems(invitation)
    if found or giver is None:
        raise Refused(*found)
    membership = memberships.give_role(
        organisation=invitation.organisation, person=by, role=invitation.role, by=giver
    )
    invitation.accepted_at, invitation.accepted_by = clock.now(), by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    organisation = invitation.organisation
    _tell(
        organisation,
        key=f"invitation-{invitation.pk}-accepted",
        people=[giver],
        subject=f"{by.name or 'Somebody you invited'} now acts for {organisation.name}",
        body=(
            f"{by.name or 'Somebody'}, who signs in as {by.email}, accepted the invitation to act "
            f"for {organisation.name} as {_in_a_sentence(invitation.role)}. If that is not whom "
            "you meant, end the role here:\n\n"
            f"{absolute(reverse('partner-work', args=[organisation.slug]))}\n"
        ),
    )
    return membership


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Person) -> None:
    """Take an invitation back. Raises Refused where it has been accepted."""
    if not permissions.may_withdraw_invitation(by, invitation):
        raise PermissionDenied
    row = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if row.accepted_at:
        raise Refused("It has been accepted: end the role instead.")
    if not row.withdrawn_at:
        row.withdrawn_at = clock.now()
        row.save(update_fields=["withdrawn_at"])


@transaction.atomic
def ask(*, organisation: Organisation, why: str, by: Person, absolute: Absolute) -> JoinRequest:
    """Ask to act for an organisation. Asking while one waits for its answer asks once.

    Raises Refused where no reason is given, the organisation has ended, the person acts for it
    already, or too many requests of theirs wait.
    """
    if not permissions.may_register_organisation(by):
        raise PermissionDenied
    row = organisation.lock()
    waiting = open_requests().filter(person=by)
    if standing := waiting.filter(organisation=row).first():
        return standing
    found = _ended(row)
    if not why.strip():
        found.append("Say in a sentence what you do for the organisation.")
    if permissions.has_role(by, row, *permissions.WORKING):
        found.append("You act for this organisation already.")
    if waiting.count() >= MOST_ASKED_AT_ONCE:
        found.append(f"{MOST_ASKED_AT_ONCE} requests of yours wait for an answer. Wait for one.")
    if found:
        raise Refused(*found)
    request = JoinRequest.objects.create(organisation=row, person=by, why=why.strip())
    _tell(
        row,
        key=f"join-request-{request.pk}",
        people=representatives(row),
        subject=f"Somebody asks to act for {row.name}",
        body=(
            f"{by.name or 'Somebody'}, who signs in as {by.email}, asks to act for {row.name}:\n\n"
            f"{request.why}\n\nAnswer here:\n\n"
            f"{absolute(reverse('partner-work', args=[row.slug]))}\n"
        ),
    )
    return request


@transaction.atomic
def answer(*, request: JoinRequest, role: str, by: Person, absolute: Absolute) -> JoinRequest:
    """Give whoever asks a role in the organisation, or none: then the answer is no.

    Raises Refused where it has been answered, or the organisation has ended or has no such role.
    """
    organisation = request.organisation
    may = permissions.may_let_in(by, organisation, role) if role else None
    if may is False or not permissions.may_answer_requests(by, organisation):
        raise PermissionDenied
    row = JoinRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if row.answered_at:
        raise Refused("Somebody has answered this already.")
    if role:
        if found := _ended(organisation):
            raise Refused(*found)
        memberships.give_role(organisation=organisation, person=row.person, role=role, by=by)
    row.answered_at, row.answered_by, row.role = clock.now(), by, role
    row.save(update_fields=["answered_at", "answered_by", "role"])
    said = (
        f"You now act for {organisation.name} as {_in_a_sentence(role)}. What you can do for it:"
        f"\n\n{absolute(reverse('partner-work', args=[organisation.slug]))}\n"
        if role
        else f"{organisation.name} did not give you a role. If you think this is a mistake, ask "
        f"it: its page says how.\n\n{absolute(organisation.get_absolute_url())}\n"
    )
    outbox.post(
        key=f"join-request-{row.pk}-answered",
        to=row.person.email,
        subject=f"{organisation.name} has answered you",
        body=f"You asked to act for {organisation.name}.\n\n{said}",
    )
    return row


def representatives(organisation: Organisation) -> list[Person]:
    """Those who agree for the organisation today."""
    agreeing = Membership.objects.in_force(clock.today()).filter(
        organisation=organisation, role__in=permissions.AGREEING
    )
    return [*Person.objects.filter(is_active=True, pk__in=agreeing.values("person"))]


def _tell(
    organisation: Organisation, *, key: str, people: list[Person], subject: str, body: str
) -> None:
    """A letter to each of the people, and to the organisation's shared mailbox beside them."""
    addresses = dict.fromkeys(person.email for person in people)
    if organisation.mailbox:
        addresses[organisation.mailbox.lower()] = None
    for number, address in enumerate(addresses):
        outbox.post(key=f"{key}-{number}", to=address, subject=subject, body=body)


def _ended(organisation: Organisation) -> list[str]:
    if organisation.ends_on and organisation.ends_on <= clock.today():
        return [f"{organisation.name} has ended: nobody can join it."]
    return []


def _in_a_sentence(role: str) -> str:
    """The name of the role, without what it does: "a representative"."""
    name = str(Membership.Role(role).label).partition(":")[0].lower()
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"
