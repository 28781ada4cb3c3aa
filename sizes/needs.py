"""What a zone needs: stating it, saying it anew, and ending it as met or no longer needed.

A need is public as soon as its zone is. From then on its words change only with a reason, and it is
ended, never erased. The verbs raise PermissionDenied, Refused with every sentence that says why, or
ChangedMeanwhile.
"""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from assets.models import Asset
from assets.week import Slot, hours_in_words, merged
from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Organisation, Person
from sizes import introduction_letters
from sizes.dates import years_after
from sizes.matching.finding import FURTHEST_M
from sizes.models import Need, NeedHours, Participant, Zone
from sizes.permissions import may_state_need
from sizes.status import ENDED

WORDS = (
    "title", "words", "outcome", "kinds", "acts", "facilities", "capacity", "is_step_free",
    "has_accessible_toilet", "has_hearing_loop", "beyond_m", "amount", "needed_by_on",
    "accountable_body", "contact_role", "contact_address", "contact_telephone",
)  # fmt: skip
LISTS = ("kinds", "acts", "facilities")
MOST_SLOTS = 21
MOST_PEOPLE = 100_000
LARGEST_SUM = Decimal("9999999999.99")
YEARS_AHEAD = 10
NOT_A_MEMBER = "Only people who work for an organisation in the zone say what it needs."
HAS_ENDED = "This need has ended. State a new one instead."


def accountable_bodies(zone: Zone) -> QuerySet[Organisation]:
    """Those that may answer for money: who agreed to lead the zone or to take part in it."""
    taking_part = zone.participants.filter(
        agreed_on__isnull=False, declined_on=None, organisation__isnull=False
    ).exclude(part=Participant.Part.NEIGHBOUR)
    return Organisation.objects.filter(pk__in=taking_part.values("organisation")).order_by("name")


def problems(
    zone: Zone,
    values: dict[str, Any],
    *,
    slots: Iterable[Slot] = (),
    before: Need | None = None,
    on: dt.date,
) -> list[tuple[str, str]]:
    """Why a need cannot be stated so: pairs of the name of what is wrong, and a sentence.

    `before` is the need as it is kept, where one is said anew: a day that has passed may stay.
    """
    found = []
    if not str(values.get("title") or "").strip():
        found.append(("title", "Say in a few words what is needed."))
    found += _about_money(zone, values) if is_for_money(values) else _about_things(values, slots)
    by = values.get("needed_by_on")
    if by and by > years_after(on, YEARS_AHEAD):
        found.append(
            ("needed_by_on", f"It is more than {YEARS_AHEAD} years ahead: look at the year.")
        )
    if by and by < on and not (before and before.needed_by_on == by):
        found.append(("needed_by_on", "That day has passed: give a later one."))
    if not str(values.get("contact_role") or "").strip():
        found.append(("contact_role", "Say whom people ask for: a role, such as the ward officer."))
    ways = (values.get("contact_telephone"), values.get("contact_address"))
    if not any(str(way or "").strip() for way in ways):
        found.append(
            (
                "contact_telephone",
                "Give one way to answer: a telephone number, a shared e-mail address or a place.",
            )
        )
    outcome = values.get("outcome")
    if outcome is not None and outcome.zone_id != zone.pk:
        found.append(("outcome", "Choose an outcome of this zone."))
    return found


def is_for_money(values: dict[str, Any]) -> bool:
    """Whether a sum is asked for."""
    return values.get("amount") is not None


def _about_money(zone: Zone, values: dict[str, Any]) -> list[tuple[str, str]]:
    found = []
    amount = values["amount"]
    if not 0 < amount <= LARGEST_SUM:
        found.append(("amount", "Write a sum in pounds, such as 2,500."))
    if not str(values.get("words") or "").strip():
        found.append(("words", "Say what the money is for."))
    if values.get("needed_by_on") is None:
        found.append(("needed_by_on", "Say by when the money is needed."))
    body = values.get("accountable_body")
    if body is None:
        found.append(("accountable_body", "Say which organisation would account for it."))
    elif not accountable_bodies(zone).filter(pk=body.pk).exists():
        found.append(("accountable_body", f"{body} has not agreed to take part in the zone."))
    return found


def _about_things(values: dict[str, Any], slots: Iterable[Slot]) -> list[tuple[str, str]]:
    found = []
    if not values.get("kinds"):
        found.append(("kinds", "Choose what kind of thing would do: one, or several."))
    if Asset.Kind.MONEY in (values.get("kinds") or ()):
        found.append(("kinds", "To ask for money, say how much: use the form for money."))
    if values.get("accountable_body") is not None:
        found.append(("accountable_body", "Only money has a body that accounts for it."))
    capacity = values.get("capacity")
    if capacity is not None and not 0 < capacity <= MOST_PEOPLE:
        found.append(("capacity", "Write how many people in figures, such as 30."))
    if (values.get("beyond_m") or 0) > FURTHEST_M:
        found.append(("beyond_m", f"Look no further than {FURTHEST_M // 1000} km."))
    if len([*slots]) > MOST_SLOTS:
        found.append(("hours", f"Give at most {MOST_SLOTS} times."))
    return found


def state_problems(zone: Zone, *, on: dt.date) -> list[str]:
    """Why the zone cannot state a need now: sentences."""
    if zone.status(on) in ENDED:
        return ["This zone has ended, so it needs nothing more."]
    return []


@transaction.atomic
def state(
    *,
    zone: Zone,
    by: Person,
    slots: Iterable[Slot] = (),
    on: dt.date | None = None,
    **words: Any,
) -> Need:
    """Say that the zone needs something; on a public zone everyone reads it at once.

    Stated twice in the same words on one day, it is one need.
    """
    day, given = on or clock.today(), [*slots]
    row = zone.lock()
    if not may_state_need(by, row):
        raise PermissionDenied(NOT_A_MEMBER)
    values = _kept(words)
    found = [*state_problems(row, on=day), *_sentences(problems(row, values, slots=given, on=day))]
    if found:
        raise Refused(*found)
    same = row.needs.filter(stated_on=day, ended_on=None, **values).first()
    if same and [*slots_asked(same)] == merged(given):
        return same
    with because(reason="Need stated"):
        made = Need.objects.create(zone=row, made_by=by, stated_on=day, **values)
        _write_hours(made, given)
    return made


@transaction.atomic
def describe(
    *,
    need: Need,
    by: Person,
    expected: int,
    why: str = "",
    slots: Iterable[Slot] = (),
    on: dt.date | None = None,
    **words: Any,
) -> Need:
    """Say anew what is needed. On a public zone that takes a reason, which everyone can read.

    A need for money stays one, and a need for a thing too.
    """
    day, given = on or clock.today(), [*slots]
    row = _open(need, by=by, expected=expected)
    values = _kept(words)
    found = _sentences(problems(row.zone, values, slots=given, before=row, on=day))
    if is_for_money(values) != row.is_for_money:
        found.append("Money and other things are asked for apart: state another need.")
    if row.zone.is_public and not why.strip():
        found.append("Say why it is changed: the reason is shown to everyone.")
    if found:
        raise Refused(*found)
    with because(reason=why.strip() or "Need described anew"):
        version = row.version
        row.write(**values)
        if _write_hours(row, given) and row.version == version:
            row.touch()
    return row


@transaction.atomic
def end(
    *,
    need: Need,
    how: str,
    why: str,
    by: Person,
    expected: int | None = None,
    on: dt.date | None = None,
) -> Need:
    """Say that the need was met, or is no longer one, from the day on; everyone reads why.

    Keepers who were asked and have not answered are told.
    """
    day = on or clock.today()
    row = _open(need, by=by, expected=expected)
    found = []
    if how not in Need.End.values:
        found.append("Say whether it was met or is no longer needed.")
    if not why.strip():
        found.append("Say how it was met, or why it is no longer needed: everyone reads it.")
    if found:
        raise Refused(*found)
    with because(reason="Need met" if how == Need.End.MET else "Need taken back"):
        row.write(ended_on=day, end=how, why_ended=why.strip())
    for introduction in row.introductions.filter(result=""):
        introduction_letters.no_longer_open(introduction, on=day)
    return row


def slots_asked(need: Need) -> list[Slot]:
    """The times of the week at which it has to be free, in order."""
    return merged(Slot(each.weekday, each.starts_at, each.ends_at) for each in need.hours.all())


def hours_asked(need: Need) -> str:
    """The same in words: "Tuesday, 11am to 2pm"; empty where none was asked."""
    return hours_in_words(slots_asked(need))


def _open(need: Need, *, by: Person, expected: int | None) -> Need:
    """The need, locked. Refused where it has ended, and to whoever may not write it."""
    row: Need = need.lock(expected=expected)
    if not may_state_need(by, row.zone):
        raise PermissionDenied(NOT_A_MEMBER)
    if row.ended_on is not None:
        raise Refused(HAS_ENDED)
    return row


def _kept(words: dict[str, Any]) -> dict[str, Any]:
    """The columns as they are kept: texts tidy, lists in the order of the register."""
    values = {name: words[name] for name in WORDS if name in words}
    for name, value in values.items():
        if isinstance(value, str):
            values[name] = value.replace("\r\n", "\n").strip()
    for name in LISTS:
        if name in values:
            values[name] = _in_order(name, values[name] or ())
    if is_for_money(values):
        values["kinds"] = [Asset.Kind.MONEY.value]
    return values


def _in_order(name: str, chosen: Iterable[str]) -> list[str]:
    known = [value for value, _ in Need._meta.get_field(name).base_field.choices]  # type: ignore[attr-defined]
    wanted = {str(each) for each in chosen}
    if unknown := wanted - set(known):
        raise Refused(f"Not on the list: {', '.join(sorted(unknown))}.")
    return [value for value in known if value in wanted]


def _write_hours(need: Need, slots: Iterable[Slot]) -> bool:
    """Keep these hours and no others; whether that changed anything."""
    wanted, there = merged(slots), slots_asked(need)
    if wanted == there:
        return False
    need.hours.all().delete()
    NeedHours.objects.bulk_create(
        NeedHours(need=need, weekday=each.weekday, starts_at=each.starts_at, ends_at=each.ends_at)
        for each in wanted
    )
    return True


def _sentences(found: Iterable[tuple[str, str]]) -> list[str]:
    return [sentence for _, sentence in found]
