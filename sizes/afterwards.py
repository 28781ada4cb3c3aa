"""After a zone: what happens with each variation that held until the zone ended.

That a variation is no longer under a zone follows from the dates, on every read. What happens then
is said by its owner, in public, within settings.AFTERWARDS_DAYS. Agreements and leases keep their
own terms, whatever is said here.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from groundwork import clock
from groundwork.addresses import absolute
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Organisation, Person
from sizes import telling
from sizes.covering import of_zones, ready
from sizes.ending import DAY, ended_on, lapses_on
from sizes.models import Afterwards, Variation, Zone
from sizes.permissions import may_agree
from sizes.status import State, Status, phase_on
from sizes.variation_status import begins_of, own_end
from sizes.words import day_in_words

What = Afterwards.What
OWN_TERMS = "Agreements and leases keep their own terms."
OVER = (Status.DISSOLVED, Status.MAINSTREAMED, Status.LAPSED)
# These leave a reader asking what exactly, and where it is written down.
NEEDS_WORDS = {
    What.OWN_TERMS: "Say by which agreement it goes on, and until when.",
    What.OTHER: "Say in words what happens.",
}


@dataclass(frozen=True)
class Aftermath:
    """A variation that held until its zone ended, and what its owner said of it by the day."""

    variation: Variation
    zone_ended_on: dt.date
    on: dt.date
    said: Afterwards | None

    @property
    def owner(self) -> Organisation:
        """Whose commitment it was under, and who says what happens."""
        return self.variation.acceptance.commitment.organisation

    @property
    def due_on(self) -> dt.date:
        """The day by which its owner is to say what happens."""
        return self.zone_ended_on + settings.AFTERWARDS_DAYS * DAY

    @property
    def is_said(self) -> bool:
        return self.said is not None

    @property
    def is_overdue(self) -> bool:
        return self.said is None and self.on > self.due_on

    @property
    def word(self) -> str:
        """How it stands, in a word."""
        if self.said:
            return "Said"
        return "Overdue" if self.is_overdue else "Not said yet"

    @property
    def what_in_words(self) -> str:
        """What the owner said happens, in a sentence or more; "" until they did."""
        if self.said is None:
            return ""
        words = f" {self.said.words}" if self.said.words else ""
        return f"{What(self.said.what).label}.{words}"

    @property
    def in_words(self) -> str:
        """All of it in sentences."""
        if self.said:
            day = day_in_words(self.said.said_on)
            return f"No longer under a zone. {self.owner} said on {day}: {self.what_in_words}"
        if self.is_overdue:
            return (
                f"No longer under a zone; {self.owner} was to say by {day_in_words(self.due_on)} "
                "what happens, and has not said it yet."
            )
        day = day_in_words(self.due_on)
        return f"No longer under a zone; {self.owner} to say by {day} what happens."


def aftermath_of(variation: Variation, *, on: dt.date) -> Aftermath | None:
    """How it stands with the variation on the day; None unless it held until its zone ended."""
    zone = variation.acceptance.zone
    end = ended_on(zone, on=on)
    if end is None or not _held_until(variation, end, phase_on(zone, on).target_on):
        return None
    said = getattr(variation, "afterwards", None)
    return Aftermath(variation, end, on, said if said and said.said_on <= on else None)


def _held_until(variation: Variation, end: dt.date, target_on: dt.date) -> bool:
    """Whether it held, or was paused, on the last day of its zone, and would have gone on."""
    if variation.agreed_on is None or max(variation.agreed_on, begins_of(variation)) >= end:
        return False
    own = own_end(variation)
    if variation.ends_on is not None:
        own = min(own or target_on + DAY, target_on + DAY)
    return own is None or own > end


@dataclass(frozen=True)
class TickList:
    """The list of a zone that ended: what was said of each, and what is still to be said."""

    zone: Zone
    ended_on: dt.date
    rows: list[Aftermath]

    @property
    def said(self) -> int:
        return sum(row.is_said for row in self.rows)

    @property
    def due_on(self) -> dt.date:
        return self.ended_on + settings.AFTERWARDS_DAYS * DAY

    @property
    def is_done(self) -> bool:
        """Whether the owner of each has said what happens."""
        return self.said == len(self.rows)

    @property
    def in_words(self) -> str:
        """How far the list is ticked off."""
        if not self.rows:
            return "Nothing that was different here held until the zone ended."
        if self.is_done:
            return "Whoever answers for each of these has said what happens with it now."
        by = day_in_words(self.due_on)
        if self.said == 0:
            return f"Whoever answers for each of these is to say by {by} what happens with it."
        return (
            f"It is said of {self.said} of {len(self.rows)}. Whoever answers for the others is to "
            f"say by {by} what happens with them."
        )


def afterwards_of(zone: Zone, *, on: dt.date) -> TickList | None:
    """The list of the zone on the day, what is to be said first: one query; None while it runs."""
    end = ended_on(zone, on=on)
    if end is None:
        return None
    found = []
    for variation in of_zones([zone.pk]):
        variation.acceptance.zone = zone
        if row := aftermath_of(variation, on=on):
            found.append(row)
    return TickList(zone, end, sorted(found, key=lambda row: row.is_said))


def afterwards_section(zone: Zone, on: dt.date) -> TickList | None:
    """What the zone's page says of it; None where there is nothing to say."""
    found = afterwards_of(zone, on=on)
    return found if found and found.rows else None


def waiting(on: dt.date, *, organisations: Collection[int] | None = None) -> list[Aftermath]:
    """Those of which the owner has yet to say what happens, the longest due first: one query.

    Of these organisations, by their keys, or of all.
    """
    rows = ready(Variation.objects.agreed()).with_variation_status(on)
    rows = rows.filter(
        zone_status__in=[str(status) for status in OVER],
        afterwards=None,
        acceptance__zone__removed_on=None,
    )
    if organisations is not None:
        rows = rows.filter(acceptance__commitment__organisation__in=organisations)
    found = [aftermath_of(row, on=on) for row in rows]
    return sorted((row for row in found if row), key=lambda row: (row.due_on, row.variation.pk))


@transaction.atomic
def say(
    *,
    variation: Variation,
    what: str,
    words: str = "",
    by: Person,
    on: dt.date | None = None,
    expected: int | None = None,
) -> Afterwards:
    """Say, for its owner, what happens with a variation that is no longer under a zone.

    It can be said anew; what was said before stays in the history. Raises PermissionDenied,
    Refused, or ChangedMeanwhile when `expected` is not the variation's version.
    """
    day = on or clock.today()
    row = variation.lock(expected=expected)
    owner = row.acceptance.commitment.organisation
    if not may_agree(by, row):
        raise PermissionDenied(f"Only a representative of {owner} says what happens with it.")
    words = words.replace("\r\n", "\n").strip()
    sentences = problems(row, what=what, words=words, on=day)
    if sentences:
        raise Refused(*(sentence for _, sentence in sentences))
    before = Afterwards.objects.filter(variation=row).first()
    if before and (before.what, before.words) == (what, words):
        return before
    with because(reason=f"What happens afterwards: {What(what).label}"):
        said, _ = Afterwards.objects.update_or_create(
            variation=row,
            defaults={"what": what, "words": words, "said_on": day, "said_by": by},
        )
        row.touch()
    return said


def problems(variation: Variation, *, what: str, words: str, on: dt.date) -> list[tuple[str, str]]:
    """Why it cannot be said: pairs of `what`, `words` or "", and a sentence."""
    if aftermath_of(variation, on=on) is None:
        return [("", "This did not hold until the end of a zone: there is nothing to say.")]
    if what not in What:
        return [("what", "Choose what happens with it.")]
    if what in NEEDS_WORDS and not words.strip():
        return [("words", NEEDS_WORDS[What(what)])]
    return []


def choices_for(zone: Zone) -> list[tuple[str, str]]:
    """What an owner may choose from; after a zone made normal practice that comes first."""
    first = What.NEW_NORMAL if zone.state == State.MAINSTREAMED else What.NORMAL_RULE
    return sorted(((str(each), each.label) for each in What), key=lambda pair: pair[0] != first)


def tell_owners(zone: Zone, *, ended_on: dt.date, on: dt.date) -> None:
    """Ask the owners of what held until the zone ended to say what happens: a letter to each.

    Part of the step that ends the zone, when it still runs, or of a day after it lapsed.
    """
    held: dict[Organisation, list[Variation]] = {}
    for variation in of_zones([zone.pk]).filter(afterwards=None):
        if _held_until(variation, ended_on, zone.target_on):
            owner = variation.acceptance.commitment.organisation
            held.setdefault(owner, []).append(variation)
    due_on = day_in_words(ended_on + settings.AFTERWARDS_DAYS * DAY)
    for owner, variations in held.items():
        telling.tell_organisation(
            owner,
            subject=f"{zone}: say by {due_on} what happens now",
            body=_letter(zone, variations, ended_on, due_on),
            key=f"afterwards-{zone.pk}-{owner.pk}",
            on=on,
        )


def _letter(zone: Zone, variations: Iterable[Variation], ended_on: dt.date, due_on: str) -> str:
    lines = "\n".join(
        f"- {each.title}\n  {absolute(reverse('variation-afterwards', args=[zone.slug, each.pk]))}"
        for each in variations
    )
    return (
        f"{zone} ended on {day_in_words(ended_on)}. From that day on these are no longer under a "
        f"zone:\n\n{lines}\n\n"
        f"Please say by {due_on} what happens with each: whether the normal rule holds again, the "
        "rule of the zone becomes the normal one, or it goes on by an agreement of its own. What "
        f"you say is public. {OWN_TERMS}\n\n"
        f"The whole list: {absolute(reverse('zone-afterwards', args=[zone.slug]))}\n"
    )


def tell_after_lapse(on: dt.date) -> str:
    """Ask the owners in zones that lapsed without a step; nobody is asked twice. A daily task."""
    first = on - (settings.GRACE_DAYS + 1) * DAY
    open_ones = Variation.objects.agreed().filter(afterwards=None).values("acceptance__zone")
    lapsed = Zone.objects.published().having_status(Status.LAPSED, on=on)
    count = 0
    for zone in lapsed.filter(target_on__lte=first, pk__in=open_ones):
        tell_owners(zone, ended_on=lapses_on(zone.target_on), on=on)
        count += 1
    return f"{count} zones that lapsed looked at"


def may_say(person: Any, row: Aftermath) -> bool:
    """Whether the person says for its owner what happens."""
    return may_agree(person, row.variation)
