"""An owner assesses a business case by its own tests, and says who has an interest in it."""

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet

from assets import permissions
from assets.models import (
    DeclaredInterest,
    Transfer,
    TransferScore,
    TransferState,
    TransferTest,
)
from assets.models.transfer import STAGES
from assets.transferring.scheme import in_use
from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Person

Given = Mapping[int, tuple[int | None, str]]
MOST_INTERESTS = 50


def shown_for(transfer: Transfer, on: dt.date) -> QuerySet[TransferTest]:
    """The owner's tests of the day, and those by which this transfer was scored before."""
    scored = Q(pk__in=transfer.scores.values("test"))
    current = Q(pk__in=in_use(transfer.asset.owner, on).values("pk"))
    return TransferTest.objects.filter(scored | current)


def assessment_lacks(transfer: Transfer, on: dt.date) -> list[str]:
    """What is missing before the assessment is done: sentences."""
    wanted = [*in_use(transfer.asset.owner, on)]
    if not wanted:
        return ["Make a list of tests first: the business case is assessed by them."]
    scored = set(transfer.scores.values_list("test", flat=True))
    return [f"Score “{test}”, with a note." for test in wanted if test.pk not in scored]


def score_faults(tests: Mapping[int, TransferTest], given: Given) -> list[tuple[int, str]]:
    """What is wrong with the scores: pairs of the test's key and a sentence."""
    found = []
    for key, (points, note) in given.items():
        test = tests.get(key)
        if test is None:
            found.append((key, "A test was changed meanwhile. Open the page again."))
        elif points is None:
            if note.strip():
                found.append((key, f"Give “{test}” a score, too."))
        elif not 0 <= points <= test.most_points:
            found.append((key, f"“{test}” is scored from 0 to {test.most_points}."))
        elif not note.strip():
            found.append((key, f"Say in a note why “{test}” has this score."))
    return found


@transaction.atomic
def score(
    *,
    transfer: Transfer,
    given: Given,
    by: Person,
    expected: int | None = None,
    on: dt.date | None = None,
) -> Transfer:
    """Keep scores and notes by the key of their test; a test left empty has no score.

    Raises PermissionDenied, Refused with every problem, and ChangedMeanwhile.
    """
    day = on or clock.today()
    row = transfer.lock(expected=expected)
    if not permissions.may_assess_transfer(by, row):
        raise PermissionDenied("Only people of the owner, and none of the group, assess.")
    if row.state != TransferState.ASSESSMENT:
        raise Refused("A business case is scored while it is being assessed.")
    tests = {test.pk: test for test in shown_for(row, day)}
    if found := score_faults(tests, given):
        raise Refused(*[sentence for _, sentence in found])
    with because(reason="Scored"):
        for key, (points, note) in given.items():
            if points is None:
                row.scores.filter(test=key).delete()
                continue
            values = {"points": points, "note": note.strip()}
            kept = row.scores.filter(test=key).first()
            if kept and (kept.points, kept.note) == (points, note.strip()):
                continue
            TransferScore.objects.update_or_create(
                transfer=row,
                test=tests[key],
                defaults=values | {"scored_on": day, "scored_by": by},
            )
        row.touch()
    return row


@transaction.atomic
def declare_interest(
    *,
    transfer: Transfer,
    who: str,
    interest: str,
    by: Person,
    what_was_done: str = "",
    on: dt.date | None = None,
) -> DeclaredInterest:
    """Put on record, for everyone to read, an interest that somebody has in the decision.

    `who` is a role and no name. Raises PermissionDenied and Refused.
    """
    day = on or clock.today()
    row = transfer.lock()
    if not permissions.may_declare_interest(by, row):
        raise PermissionDenied("Only people of the owner declare interests in its decision.")
    found = []
    if row.state not in STAGES:
        found.append("Interests are declared before the transfer is completed or over.")
    if not who.strip():
        found.append("Say who by their role, such as the councillor for a ward.")
    if not interest.strip():
        found.append("Say what the interest is.")
    if row.declared_interests.count() >= MOST_INTERESTS:
        found.append(f"Keep to {MOST_INTERESTS} interests.")
    if found:
        raise Refused(*found)
    with because(reason="Declared an interest"):
        return DeclaredInterest.objects.create(
            transfer=row,
            who=who.strip(),
            interest=interest.strip(),
            what_was_done=what_was_done.strip(),
            declared_on=day,
        )


@transaction.atomic
def say_what_was_done(*, declared: DeclaredInterest, what: str, by: Person) -> DeclaredInterest:
    """Say what was done about a declared interest: they left the room, another decided.

    Raises PermissionDenied and Refused.
    """
    row = declared.transfer.lock()
    if not permissions.may_declare_interest(by, row):
        raise PermissionDenied("Only people of the owner say what was done.")
    if not what.strip():
        raise Refused("Say what was done about it.")
    declared.what_was_done = what.strip()
    with because(reason="Said what was done about an interest"):
        declared.save(update_fields=["what_was_done"])
    return declared
