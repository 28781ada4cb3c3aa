"""What an offer needs of others, and what falls when that does not come.

An offer needs another offer, or an act of another organisation by a day. The organisation that is
asked agrees or declines, and is not named in public before it agrees. Whether what is needed has
come or fallen is read from dates.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners import permissions
from partners.models import Commitment, Dependency, Membership, Organisation, Person

LONGEST_CHAIN = 20


class DependencyStatus(models.TextChoices):
    """How it stands with something that an offer needs, on a day."""

    ASKED = "asked", "Asked, not answered yet"
    AGREED = "agreed", "Agreed"
    MET = "met", "Done"
    FALLEN = "fallen", "Fallen"


def status_of(dependency: Dependency, on: dt.date) -> DependencyStatus:
    """How it stands on the day, by itself: what it in turn may need is not looked at."""
    if dependency.has_fallen(on):
        return DependencyStatus.FALLEN
    if dependency.needs is not None:
        is_there = dependency.needs.is_offered(on)
        return DependencyStatus.MET if is_there else DependencyStatus.ASKED
    if dependency.met_on is not None and dependency.met_on <= on:
        return DependencyStatus.MET
    if dependency.agreed_on is not None and dependency.agreed_on <= on:
        return DependencyStatus.AGREED
    return DependencyStatus.ASKED


def is_named(dependency: Dependency) -> bool:
    """Whether the public may read whose act or which offer it is."""
    if dependency.needs is not None:
        return dependency.needs.published_on is not None
    return dependency.agreed_on is not None


def _locked_for_asking(commitment: Commitment, by: Person, on: dt.date) -> Commitment:
    row = commitment.lock()
    if not permissions.may_ask_for_offer(by, row):
        raise PermissionDenied("Only those who may change the offer say what it needs.")
    if row.withdrawn_on is not None or (row.ends_on is not None and row.ends_on <= on):
        raise Refused("This offer is over, so it needs nothing any more.")
    return row


@transaction.atomic
def need_offer(
    *, commitment: Commitment, needs: Commitment, by: Person, on: dt.date | None = None
) -> Dependency:
    """Say that the offer holds only while another does. Saying it twice says it once.

    Raises PermissionDenied, and Refused with the reason.
    """
    day = on or clock.today()
    # One at a time, so that two offers do not come to need each other.
    both = Commitment.objects.filter(pk__in=[commitment.pk, needs.pk]).order_by("pk")
    list(both.select_for_update(of=("self",)))
    row = _locked_for_asking(commitment, by, day)
    if needs.pk == row.pk:
        raise Refused("An offer cannot need itself.")
    if needs.published_on is None and not permissions.may_draft_offer(by, needs.organisation):
        raise Refused("There is no such public offer.")
    if needs.has_ended(day):
        raise Refused(f"“{needs.title}” is no longer on offer.")
    if row.pk in {each.pk for each in what_needs(row.pk, of=needs)}:
        raise Refused(f"“{needs.title}” needs this offer already, so neither would ever begin.")
    known = row.dependencies.filter(needs=needs).first()
    if known is not None:
        return known
    with because(reason="Needs another offer"):
        row.touch()
    return Dependency.objects.create(commitment=row, needs=needs, asked_on=day)


def what_needs(target: int, *, of: Commitment) -> list[Commitment]:
    """The offers that `of` needs, and that these need in turn, up to the one with the key."""
    found: dict[int, Commitment] = {}
    wave = [of.pk]
    while wave and target not in found:
        links = Dependency.objects.filter(commitment__in=wave, needs__isnull=False)
        fresh = {link.needs_id: link.needs for link in links.select_related("needs")}
        wave = [pk for pk in fresh if pk not in found]
        found |= fresh
    return list(found.values())


@transaction.atomic
def need_act(
    *,
    commitment: Commitment,
    organisation: Organisation,
    act: str,
    due_on: dt.date,
    by: Person,
    on: dt.date | None = None,
) -> Dependency:
    """Ask another organisation for an act by a day. It is not named in public until it agrees.

    Raises PermissionDenied, and Refused with every problem.
    """
    day = on or clock.today()
    row = _locked_for_asking(commitment, by, day)
    sentences = act_problems(row, organisation=organisation, act=act, due_on=due_on, on=day)
    if sentences:
        raise Refused(*sentences)
    with because(reason="Needs an act of another organisation"):
        row.touch()
    return Dependency.objects.create(
        commitment=row, organisation=organisation, act=act.strip(), due_on=due_on, asked_on=day
    )


def act_problems(
    commitment: Commitment,
    *,
    organisation: Organisation,
    act: str,
    due_on: dt.date,
    on: dt.date,
) -> list[str]:
    """Why an organisation cannot be asked for an act by a day: sentences."""
    sentences = []
    if not act.strip():
        sentences.append("Say what the other organisation would do.")
    if organisation.pk == commitment.organisation_id:
        sentences.append("Name another organisation: what yours does belongs in the offer itself.")
    if organisation.ends_on is not None and organisation.ends_on <= on:
        sentences.append(f"{organisation.name} has ended, so it cannot be asked.")
    if due_on < on:
        sentences.append("Give a day that is not past by which it would be done.")
    open_ones = commitment.dependencies.filter(organisation=organisation, fallen_on=None)
    if open_ones.filter(act__iexact=act.strip()).exists():
        sentences.append(f"{organisation.name} was asked for this already.")
    return sentences


@transaction.atomic
def agree(*, dependency: Dependency, by: Person, on: dt.date | None = None) -> Dependency:
    """Agree, for the organisation that was asked; from now on it is named. Twice is once."""
    row, day = _locked(dependency, on)
    _require_answerer(by, row)
    if row.agreed_on is None:
        _refuse_fallen(row, day)
        row.agreed_on, row.agreed_by = day, by
        row.save(update_fields=["agreed_on", "agreed_by"])
    return row


@transaction.atomic
def decline(
    *, dependency: Dependency, by: Person, why: str = "", on: dt.date | None = None
) -> Dependency:
    """Say no, for the organisation that was asked; or, having agreed, that it cannot after all.

    The second takes a reason, because the promise was public.
    """
    row, day = _locked(dependency, on)
    _require_answerer(by, row)
    if row.met_on is not None:
        raise Refused("This was done already.")
    _refuse_fallen(row, day)
    if row.agreed_on is not None and not why.strip():
        raise Refused("Say why it cannot be done after all: the reason is shown to everyone.")
    row.fallen_on, row.why_fallen = day, why.strip()
    row.save(update_fields=["fallen_on", "why_fallen"])
    return row


@transaction.atomic
def record_done(*, dependency: Dependency, by: Person, on: dt.date | None = None) -> Dependency:
    """Say that the act was done: by the organisation that agreed to it, or the one it was for."""
    row, day = _locked(dependency, on)
    may = permissions.may_answer_dependency(by, row)
    if not (may or permissions.may_publish_offer(by, row.commitment)):
        raise PermissionDenied("Only the organisations concerned say that it was done.")
    if row.needs_id is not None:
        raise Refused("Whether an offer holds is read from the offer itself.")
    if row.agreed_on is None:
        raise Refused("The organisation that was asked has not agreed yet.")
    if row.met_on is None:
        if row.fallen_on is not None:
            raise Refused("This has fallen already. Ask anew.")
        row.met_on = day
        row.save(update_fields=["met_on"])
    return row


@transaction.atomic
def drop(*, dependency: Dependency, by: Person) -> None:
    """No longer need something: for drafts, and where the public has not read whose act it is.

    Raises PermissionDenied, and Refused for what the public has read.
    """
    row, _ = _locked(dependency, None)
    if not permissions.may_ask_for_offer(by, row.commitment):
        raise PermissionDenied("Only those who may change the offer say what it needs.")
    is_public = row.commitment.published_on is not None
    if is_public and is_named(row):
        raise Refused("The public has read that the offer needs this, so it is kept.")
    with because(reason="Needs one thing less"):
        row.commitment.lock().touch()
    row.delete()


def _locked(dependency: Dependency, on: dt.date | None) -> tuple[Dependency, dt.date]:
    rows = Dependency.objects.select_for_update(of=("self",))
    row = rows.select_related("commitment__organisation", "needs", "organisation")
    return row.get(pk=dependency.pk), on or clock.today()


def _require_answerer(person: Person, dependency: Dependency) -> None:
    if not permissions.may_answer_dependency(person, dependency):
        raise PermissionDenied("Only those who agree for the organisation asked answer this.")


def _refuse_fallen(dependency: Dependency, on: dt.date) -> None:
    if dependency.has_fallen(on):
        raise Refused("This has fallen already: it was declined, or its day has passed.")


def needed_by_each(
    commitments: Iterable[Commitment],
) -> dict[int, list[Dependency]]:
    """What each of the commitments needs, and what is needed in turn, by the commitment's key."""
    found: dict[int, list[Dependency]] = {}
    wave = {each.pk for each in commitments}
    for _ in range(LONGEST_CHAIN):
        if not wave:
            break
        found |= {pk: [] for pk in wave}
        links = Dependency.objects.filter(commitment__in=wave)
        for link in links.select_related("needs__organisation", "organisation").order_by("pk"):
            found[link.commitment_id].append(link)
        wave = {
            link.needs_id for pk in wave for link in found[pk] if link.needs_id is not None
        } - set(found)
    return found


def fallen_under(commitment: Commitment, on: dt.date) -> list[Dependency]:
    """What the commitment needs that has fallen by the day, at any depth, nearest first."""
    links = needed_by_each([commitment])
    fallen, seen, wave = [], {commitment.pk}, [commitment.pk]
    while wave:
        following = []
        for link in (each for pk in wave for each in links.get(pk, [])):
            if link.has_fallen(on):
                fallen.append(link)
            elif link.needs_id is not None and link.needs_id not in seen:
                seen.add(link.needs_id)
                following.append(link.needs_id)
        wave = following
    return fallen


def what_falls(commitment: Commitment, on: dt.date) -> list[Commitment]:
    """Public offers that stand on the day and fall if this one does, at any depth, nearest first.

    A query for each step of the longest chain.
    """
    found: dict[int, Commitment] = {}
    wave = [commitment.pk]
    for _ in range(LONGEST_CHAIN):
        links = Dependency.objects.filter(needs__in=wave, fallen_on=None).order_by("pk")
        above = Commitment.objects.offered(on).filter(dependencies__in=links)
        fresh = {each.pk: each for each in above.select_related("organisation").distinct()}
        wave = [pk for pk in fresh if pk not in found and pk != commitment.pk]
        found |= {pk: fresh[pk] for pk in wave}
        if not wave:
            break
    return list(found.values())


def asked_of(organisations: Iterable[Organisation | int], *, on: dt.date) -> list[Dependency]:
    """Acts asked of the organisations that still wait for an answer or to be done, soonest due."""
    waiting = Dependency.objects.filter(
        Q(due_on__gte=on), organisation__in=organisations, met_on=None, fallen_on=None
    )
    return list(
        waiting.select_related("commitment__organisation", "organisation").order_by("due_on", "pk")
    )


@dataclass(frozen=True)
class OfferMatters:
    """What a person's desk says of offers: acts asked of theirs, and what fell under theirs."""

    asked: list[Dependency] = field(default_factory=list)
    fallen: list[Dependency] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many things wait for the person to act."""
        return len(self.asked) + len(self.fallen)


def offer_matters(memberships: Iterable[Membership], on: dt.date) -> OfferMatters:
    """What waits for somebody with the memberships who agrees for organisations. Two queries."""
    theirs = [each.organisation_id for each in memberships if each.role in permissions.AGREEING]
    if not theirs:
        return OfferMatters()
    asked = asked_of(theirs, on=on)
    needed = Dependency.objects.filter(
        commitment__in=Commitment.objects.offered(on), commitment__organisation__in=theirs
    ).select_related("commitment", "needs__organisation", "organisation")
    return OfferMatters(
        [each for each in asked if each.agreed_on is None],
        [each for each in needed if each.has_fallen(on)],
    )
