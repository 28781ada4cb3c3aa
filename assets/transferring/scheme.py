"""An owner's scheme of transfers: how long each stage takes, the rebate, and the tests."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from assets import permissions
from assets.models import TransferScheme, TransferScore, TransferTest
from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Organisation, Person

WEEKS = {
    "announcement_weeks": "an announcement stands open for interest",
    "interest_weeks": "the owner has to answer an expression of interest",
    "business_case_weeks": "the group has to write its business case",
    "assessment_weeks": "the owner has to assess the business case",
    "decision_weeks": "the owner has to take advice and decide",
    "terms_weeks": "heads of terms and the lease take",
}
SETTINGS = ("introduction", "share", *WEEKS, "review_years")
MOST_WEEKS = 104
MOST_REVIEW_YEARS = 25
MOST_TESTS = 30
MOST_POINTS = 100
OFFERED_TESTS = (
    ("Economic development", "Work, skills, trade and income for people nearby."),
    ("Regeneration", "A place, street or building brought back into good use."),
    ("Public health", "People who are well for longer, and less difference between them."),
    ("Social wellbeing", "People who know and help each other, and a say in what happens."),
    ("Environmental wellbeing", "Air, water, energy, green space and wild life."),
)
ONLY_THOSE_WHO_AGREE = "Only those who agree for the organisation write its scheme of transfers."


@dataclass(frozen=True)
class RowOfTest:
    """A test as somebody wants it to be: `pk` of one that is there, or None for another one."""

    name: str
    explanation: str = ""
    most_points: int = 5
    pk: int | None = None
    is_dropped: bool = False


def scheme_of(organisation: Organisation | None) -> TransferScheme:
    """The organisation's scheme; one with the usual weeks, not saved, where it has none yet."""
    found = None
    if organisation is not None:
        found = TransferScheme.objects.filter(organisation=organisation).first()
    return found or TransferScheme(organisation=organisation)


def in_use(organisation: Organisation | None, on: dt.date) -> QuerySet[TransferTest]:
    """The tests by which the organisation judges on the day, in its order."""
    not_retired = Q(retired_on=None) | Q(retired_on__gt=on)
    return TransferTest.objects.filter(not_retired, scheme__organisation=organisation)


def retired_tests(organisation: Organisation, on: dt.date) -> QuerySet[TransferTest]:
    """Tests by which the organisation once judged and no longer does."""
    return TransferTest.objects.filter(scheme__organisation=organisation, retired_on__lte=on)


def setting_faults(values: dict[str, Any]) -> list[tuple[str, str]]:
    """What is wrong with the values of a scheme: pairs of a field and a sentence."""
    found = [
        (name, f"Write a number of weeks from 1 to {MOST_WEEKS}.")
        for name in WEEKS
        if not 1 <= (values.get(name) or 0) <= MOST_WEEKS
    ]
    share = values.get("share")
    if share is None or not Decimal(0) <= share <= Decimal(1):
        found.append(("share", "Write a share from 0% to 100%."))
    if not 1 <= (values.get("review_years") or 0) <= MOST_REVIEW_YEARS:
        found.append(("review_years", f"Write a number of years from 1 to {MOST_REVIEW_YEARS}."))
    return found


@transaction.atomic
def save_scheme(
    *, organisation: Organisation, by: Person, expected: int | None = None, **values: Any
) -> TransferScheme:
    """Write the organisation's scheme. The first time it also gets the tests that are offered.

    Raises PermissionDenied, Refused with every problem, and ChangedMeanwhile when `expected` is
    not its version (0 where there was none yet).
    """
    if not permissions.may_edit_transfer_scheme(by, organisation):
        raise PermissionDenied(ONLY_THOSE_WHO_AGREE)
    if found := setting_faults(values):
        raise Refused(*[sentence for _, sentence in found])
    with because(reason="Wrote how it transfers assets"):
        row, is_new = TransferScheme.objects.get_or_create(
            organisation=organisation, defaults={name: values[name] for name in SETTINGS}
        )
        if is_new:
            TransferTest.objects.bulk_create(
                TransferTest(scheme=row, name=name, explanation=explanation, position=position)
                for position, (name, explanation) in enumerate(OFFERED_TESTS, start=1)
            )
            return row
        row = row.lock(expected=expected)
        row.write(**{name: values[name] for name in SETTINGS})
    return row


def list_faults(rows: Iterable[RowOfTest]) -> list[str]:
    """Why the tests cannot be like this: sentences."""
    kept = [row for row in rows if not row.is_dropped]
    found = []
    if not kept:
        found.append("Keep at least one test: a business case is assessed by them.")
    if len(kept) > MOST_TESTS:
        found.append(f"Keep to {MOST_TESTS} tests.")
    if any(not row.name.strip() for row in kept):
        found.append("Give each test a name.")
    names = [row.name.strip().casefold() for row in kept]
    if len(set(names)) < len(names):
        found.append("Two tests have the same name. Give each a name of its own.")
    if any(not 1 <= row.most_points <= MOST_POINTS for row in kept):
        found.append(f"The highest score of a test is from 1 to {MOST_POINTS}.")
    return found


@transaction.atomic
def save_tests(
    *,
    organisation: Organisation,
    rows: Iterable[RowOfTest],
    by: Person,
    expected: int | None = None,
    on: dt.date | None = None,
) -> TransferScheme:
    """Write the owner's own list of tests, in the order given; what is not named stays as it is.

    A test by which something was scored keeps its words for good: changed or dropped, it is
    retired, and another takes its place. Raises PermissionDenied, Refused and ChangedMeanwhile.
    """
    day, wanted = on or clock.today(), list(rows)
    if not permissions.may_edit_transfer_scheme(by, organisation):
        raise PermissionDenied(ONLY_THOSE_WHO_AGREE)
    scheme = scheme_of(organisation)
    if scheme.pk is None:
        raise Refused("Write the scheme first: how long each stage takes, and the rebate.")
    scheme = scheme.lock(expected=expected)
    used = TransferScore.objects.filter(test=OuterRef("pk"))
    there = {test.pk: test for test in in_use(organisation, day).annotate(was_used=Exists(used))}
    named = {row.pk for row in wanted}
    untouched = [RowOfTest(name=test.name) for key, test in there.items() if key not in named]
    if found := list_faults([*wanted, *untouched]):
        raise Refused(*found)
    with because(reason="Wrote its tests"):
        for position, row in enumerate(wanted, start=1):
            _write_test(scheme, there.get(row.pk), row, position=position, on=day)
        scheme.touch()
    return scheme


def _write_test(
    scheme: TransferScheme, test: Any, row: RowOfTest, *, position: int, on: dt.date
) -> None:
    words = {
        "name": row.name.strip(),
        "explanation": row.explanation.strip(),
        "most_points": row.most_points,
    }
    if test is None:
        if not row.is_dropped:
            TransferTest.objects.create(scheme=scheme, position=position, **words)
        return
    is_changed = any(getattr(test, name) != value for name, value in words.items())
    if test.was_used and (row.is_dropped or is_changed):
        TransferTest.objects.filter(pk=test.pk).update(retired_on=on)
        if not row.is_dropped:
            TransferTest.objects.create(scheme=scheme, position=position, **words)
    elif row.is_dropped:
        test.delete()
    elif is_changed or test.position != position:
        TransferTest.objects.filter(pk=test.pk).update(position=position, **words)
