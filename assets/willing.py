"""Owners say what they are willing to do with an asset, and take it back; what was said stays.

Of each act (share, lend, lease, transfer, change its use) at most one saying holds or is to come.
Saying it anew ends the one before, on the day from which the new one holds.
"""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assets import permissions
from assets.models import Asset, Willingness
from assets.wording import WAYS_TO_ASK, contact_problems
from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Person

Act = Willingness.Act

# What each act means, for those who say it and for those who read it.
MEANINGS = {
    Act.SHARE: "others may use it beside its own people",
    Act.LEND: "others may have it for a while, and bring it back",
    Act.LEASE: "others may have it for a term, for a rent or less",
    Act.TRANSFER: "a community organisation may take it over for good or for many years",
    Act.CHANGE_USE: "it may be used for something that it is not used for now",
}
SAID_ANEW = "Said anew"
GONE = "This asset is no longer on the register, so nothing can be promised of it."
ONLY_THE_OWNER = "Only those who agree for the owner say that an asset may be transferred."
ONLY_THOSE_WHO_AGREE = "Only those who agree for its owner say what an asset may be used for."


def in_one_phrase(acts: Sequence[str]) -> str:
    """The acts as a sentence holds them: "share it, lend it or change its use"."""
    words = [
        "change its use" if act == Act.CHANGE_USE else f"{Act(act).label.lower()} it"
        for act in [each for each in Act if each in set(acts)]
    ]
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def say_problems(
    asset: Asset, *, starts_on: dt.date, ends_on: dt.date | None, on: dt.date
) -> list[str]:
    """Why this cannot be said of the asset on the day: sentences."""
    if asset.has_gone(on):
        return [GONE]
    found = contact_problems({name: getattr(asset, name) for name in WAYS_TO_ASK})
    if starts_on < on:
        found.append("It can hold from today on, or from a later day.")
    if ends_on is not None and ends_on <= max(starts_on, on):
        found.append("The day it ends must come after the day it starts.")
    return found


@transaction.atomic
def say(
    *,
    asset: Asset,
    act: str,
    terms: str = "",
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    by: Person,
    on: dt.date | None = None,
) -> Willingness:
    """Say what its owner is willing to do with an asset, on what terms, from when until when.

    `ends_on` is the first day it no longer holds. Said with the same words as before, it changes
    nothing; said otherwise on the day of the first saying, that one is put right.

    Raises PermissionDenied unless the person agrees for the owner (or the steward where nobody
    does; to transfer, the owner alone), and Refused with every problem.
    """
    day = on or clock.today()
    begins, terms = starts_on or day, terms.strip()
    row = asset.lock()
    _require_agreeing(by, row, act)
    open_ones = list(_open(row, act, day))
    for each in open_ones:
        if each.starts_on <= begins and (each.terms, each.ends_on) == (terms, ends_on):
            return each
    if found := say_problems(row, starts_on=begins, ends_on=ends_on, on=day):
        raise Refused(*found)
    with because(reason=f"Willing to {in_one_phrase([act])}"):
        for each in open_ones:
            if each.starts_on == begins and clock.day_of(each.made_at) == day:
                each.terms, each.ends_on, each.made_by = terms, ends_on, by
                each.save(update_fields=["terms", "ends_on", "made_by"])
                row.touch()
                return each
        _end(open_ones, begins, SAID_ANEW)
        made = Willingness.objects.create(
            asset=row, act=act, terms=terms, starts_on=begins, ends_on=ends_on, made_by=by
        )
    row.touch()
    return made


@transaction.atomic
def take_back(
    *, asset: Asset, act: str, why: str, by: Person, on: dt.date | None = None
) -> list[Willingness]:
    """End from the day on what was said of an act, with a reason that everyone can read.

    Raises PermissionDenied, and Refused where nothing was said of it, or no reason is given.
    """
    day, why = on or clock.today(), why.strip()
    row = asset.lock()
    _require_agreeing(by, row, act)
    open_ones = list(_open(row, act, day))
    sentences = []
    if not open_ones:
        sentences.append(f"Nobody says that they are willing to {in_one_phrase([act])}.")
    if not why:
        sentences.append("Say why it is taken back: the reason is shown to everyone.")
    if sentences:
        raise Refused(*sentences)
    with because(reason="Taken back"):
        _end(open_ones, day, why)
    row.touch()
    return open_ones


def _open(asset: Asset, act: str, on: dt.date):
    """What was said of the act and holds on the day or later."""
    return asset.willingnesses.filter(act=act).exclude(ends_on__lte=on)


def _end(sayings: Sequence[Willingness], on: dt.date, why: str) -> None:
    for each in sayings:
        if each.ends_on is None or each.ends_on > on:
            each.ends_on, each.why_ended = max(each.starts_on, on), why
            each.save(update_fields=["ends_on", "why_ended"])


def _require_agreeing(by: Person, asset: Asset, act: str) -> None:
    if not permissions.may_publish_asset(by, asset):
        raise PermissionDenied(ONLY_THOSE_WHO_AGREE)
    if act == Act.TRANSFER and not permissions.may_announce_transfer(by, asset):
        raise PermissionDenied(ONLY_THE_OWNER)
