"""An owner says in public that an asset can pass to a community organisation, and until when."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assets import permissions
from assets.models import Announcement, Asset, Right
from assets.transferring.dates import in_words, weeks_after
from assets.transferring.scheme import scheme_of
from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Person

ONLY_THE_OWNER = "Only those who agree for the owner announce a transfer."


def open_announcement(asset: Asset, on: dt.date) -> Announcement | None:
    """The announcement by which interest in the asset can be expressed on the day, if any."""
    return Announcement.objects.open_on(on).filter(asset=asset).first()


def earliest_close(asset: Asset, on: dt.date) -> dt.date:
    """The first day that an announcement made on the day may give as its last."""
    return weeks_after(on, scheme_of(asset.owner).announcement_weeks)


def announce_problems(asset: Asset, on: dt.date) -> list[str]:
    """Why nothing can be announced of the asset on the day: sentences."""
    found = []
    if not asset.is_public(on):
        found.append("Publish the asset first: an announcement is read by everyone.")
    if asset.has_gone(on):
        found.append("This asset is no longer on the register.")
    if open_now := open_announcement(asset, on):
        found.append(
            f"It is announced already, until {in_words(open_now.closes_on)}. "
            "Change that announcement, or withdraw it."
        )
    return found


def word_faults(
    *, right: str, words: str, closes_on: dt.date | None, earliest_on: dt.date
) -> list[tuple[str, str]]:
    """What an announcement lacks: pairs of a field and a sentence."""
    found = []
    if right not in Right.values:
        found.append(("right", "Say by what right the group would hold it."))
    if not words.strip():
        found.append(("words", "Say what is offered, and what you look for in a group."))
    if closes_on is None:
        found.append(("closes_on", "Say until when interest can be expressed."))
    elif closes_on < earliest_on:
        found.append(
            (
                "closes_on",
                f"Leave time to answer: the last day is {in_words(earliest_on)} or later.",
            )
        )
    return found


@transaction.atomic
def announce(
    *,
    asset: Asset,
    right: str,
    words: str,
    closes_on: dt.date,
    by: Person,
    on: dt.date | None = None,
) -> Announcement:
    """Announce that the asset can be transferred; `closes_on` is the last day for interest.

    Raises PermissionDenied, and Refused with every problem.
    """
    day = on or clock.today()
    # The row is held, so that two people do not announce it twice.
    row = asset.lock()
    if not permissions.may_announce_transfer(by, row):
        raise PermissionDenied(ONLY_THE_OWNER)
    faults = word_faults(
        right=right, words=words, closes_on=closes_on, earliest_on=earliest_close(row, day)
    )
    if found := announce_problems(row, day) + [sentence for _, sentence in faults]:
        raise Refused(*found)
    with because(reason="Announced a transfer"):
        return Announcement.objects.create(
            asset=row,
            right=right,
            words=words.strip(),
            announced_on=day,
            closes_on=closes_on,
            announced_by=by,
        )


@transaction.atomic
def change(
    *,
    announcement: Announcement,
    words: str,
    closes_on: dt.date,
    by: Person,
    expected: int | None = None,
    on: dt.date | None = None,
) -> Announcement:
    """Say it in other words, or give people longer; never less time than was promised.

    Raises PermissionDenied, Refused with every problem, and ChangedMeanwhile.
    """
    day = on or clock.today()
    row = announcement.lock(expected=expected)
    if not permissions.may_announce_transfer(by, row.asset):
        raise PermissionDenied(ONLY_THE_OWNER)
    faults = word_faults(
        right=row.right, words=words, closes_on=closes_on, earliest_on=row.closes_on
    )
    if found := _not_open(row, day) + [sentence for _, sentence in faults]:
        raise Refused(*found)
    with because(reason="Changed the announcement of a transfer"):
        row.write(words=words.strip(), closes_on=closes_on)
    return row


@transaction.atomic
def withdraw(
    *,
    announcement: Announcement,
    why: str,
    by: Person,
    expected: int | None = None,
    on: dt.date | None = None,
) -> Announcement:
    """Take an announcement back, with a reason that everyone can read.

    What groups asked for meanwhile goes on. Raises PermissionDenied, Refused, ChangedMeanwhile.
    """
    day = on or clock.today()
    row = announcement.lock(expected=expected)
    if not permissions.may_announce_transfer(by, row.asset):
        raise PermissionDenied(ONLY_THE_OWNER)
    found = _not_open(row, day)
    if not why.strip():
        found.append("Say why it is withdrawn: the reason is shown to everyone.")
    if found:
        raise Refused(*found)
    with because(reason="Withdrew the announcement of a transfer"):
        row.write(withdrawn_on=day, why_withdrawn=why.strip())
    return row


def _not_open(announcement: Announcement, on: dt.date) -> list[str]:
    if announcement.withdrawn_on is not None:
        return ["This announcement was withdrawn. Make another one."]
    if announcement.closes_on < on:
        return [f"This announcement closed on {in_words(announcement.closes_on)}."]
    return []
