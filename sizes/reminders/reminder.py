"""A reminder, and the thresholds at which people are told of it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from partners.permissions import AGREEING, WORKING
from sizes.models import Zone

DAY = dt.timedelta(days=1)
# The long words of a zone, which no reminder says.
WORDS = (
    "purpose",
    "why_here",
    "summary",
    "what_stays",
    "how_far",
    "why_so_long",
    "why_beyond_area",
    "why_comment_days",
    "why_removed",
)
WORDS_OF_ZONE = tuple(f"zone__{name}" for name in WORDS)


class Kind(StrEnum):
    """What a reminder is about."""

    TARGET = "target"
    INTERIM = "interim"
    COMMENTS = "comments"
    HEARD = "heard"
    DECLARE = "declare"
    OBJECTION = "objection"
    OBJECTED = "objected"
    AMENDMENT = "amendment"
    SIGN = "sign"
    AFTERWARDS = "afterwards"
    MEETING = "meeting"


# Whoever works on a zone sees to these; to the others, those who agree for an organisation.
WORKED_ON = (Kind.HEARD, Kind.MEETING)


@dataclass(frozen=True)
class Threshold:
    """From which day something is due in its way, and whether a letter tells of it."""

    name: str
    since_on: dt.date
    is_told: bool = True


def latest(thresholds: Iterable[Threshold], on: dt.date) -> Threshold | None:
    """The last threshold that has passed by the day; None before the first."""
    passed = [each for each in thresholds if each.since_on <= on]
    # Of two that begin on one day, the later in order.
    return max(reversed(passed), key=lambda each: each.since_on, default=None)


@dataclass(frozen=True)
class Reminder:
    """Something that is due about a zone: by when, whose it is to do, and where it is done.

    `subject` tells apart what has the same kind in one zone. `concerned` goes on after the name of
    an organisation: "which leads this zone". `contacts` are addresses of those who are asked and
    are no registered organisation.
    """

    zone: Zone
    kind: Kind
    about_on: dt.date
    threshold: Threshold
    title: str
    says: str
    to_do: str
    path: str
    action: str
    concerned: str
    organisations: tuple[int, ...] = ()
    contacts: tuple[str, ...] = ()
    subject: str = ""

    @property
    def key(self) -> str:
        """What a letter about it is known by; the same on every day until the next threshold.

        A day that was moved moves its thresholds, so that people are reminded of it anew.
        """
        since = f"{self.threshold.name}-{self.threshold.since_on}"
        return f"due-{self.kind}-{self.zone.pk}-{self.subject}-{self.zone.term}-{since}"

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles of those on whose desk it is."""
        return WORKING if self.kind in WORKED_ON else AGREEING

    def is_over(self, on: dt.date) -> bool:
        """Whether its day is over."""
        return self.about_on < on


@dataclass(frozen=True)
class Reach:
    """Whose reminders are asked for: everybody's, or those of some organisations, by their keys.

    `leads` are the organisations that lead each zone, by the zone's key; of the latter, only those.
    """

    leads: dict[int, tuple[int, ...]]
    organisations: frozenset[int] | None = None

    def zones(self, path: str = "zone__") -> Q:
        """The zones that are led by those; all of them, where everybody's are asked for."""
        public = Q(**{f"{path}proposed_on__isnull": False, f"{path}removed_on": None})
        if self.organisations is None:
            return public
        return public & Q(**{f"{path}pk__in": list(self.leads)})

    def bodies(self, path: str = "organisation") -> Q:
        """Rows of those organisations; all rows, where everybody's are asked for."""
        if self.organisations is None:
            return Q()
        return Q(**{f"{path}__in": self.organisations})

    def leading(self, zone: Zone) -> tuple[int, ...]:
        """The organisations that lead the zone."""
        return self.leads.get(zone.pk, ())
