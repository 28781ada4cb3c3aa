"""What people say, as public pages show it: what was passed, and counts that tell on nobody.

Held and hidden words are read by moderators only: every public door reads through here.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from sizes.counting import LEAST, merged
from sizes.models import Comment, Variation, Verdict, WhereFrom, Zone
from sizes.permissions import moderated_by
from sizes.words import joined

MOST_ON_A_PAGE = 5
# As they stand in a sentence.
PLACES = {
    WhereFrom.CORE: "the core",
    WhereFrom.FRINGE: "the fringe",
    WhereFrom.OUTSIDE: "outside",
    WhereFrom.UNKNOWN: "places not said",
}


@dataclass(frozen=True)
class Voices:
    """What people say of a zone or a variation: the newest, how many, and where from."""

    comments: list[Comment]
    count: int
    where_from: list[str]
    worked: list[str]
    comment_url: str
    every_url: str
    is_about_zone: bool
    more: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "more", self.count - len(self.comments))


def shown_of(
    zone: Zone, variation: Variation | None = None, *, until: dt.datetime | None = None
) -> QuerySet[Comment]:
    """What the public sees, newest first: of the variation, or of the zone and all in it.

    `until` leaves out what was said after that moment.
    """
    shown = Comment.objects.shown().filter(zone=zone).select_related("variation")
    if until:
        shown = shown.filter(made_at__lte=until)
    return shown.filter(variation=variation) if variation else shown


def without_later_answers(comments: Iterable[Comment], until: dt.datetime) -> list[Comment]:
    """The comments, read, without the answers that were given after the moment."""
    found = [*comments]
    for comment in found:
        if comment.answered_at and comment.answered_at > until:
            comment.answer, comment.answered_at = "", None
    return found


def voices_of(
    zone: Zone, variation: Variation | None = None, *, until: dt.datetime | None = None
) -> Voices:
    """The voices on a page, up to a moment. Three queries at most, however many there are."""
    shown = shown_of(zone, variation, until=until)
    places = Counter(dict(shown.order_by().values_list("where_from").annotate(Count("pk"))))
    if variation:
        comment_url = reverse("variation-comment", args=[zone.slug, variation.pk])
    else:
        comment_url = reverse("zone-comment", args=[zone.slug])
    count = places.total()
    newest = [*shown[:MOST_ON_A_PAGE]] if count else []
    return Voices(
        comments=without_later_answers(newest, until) if until else newest,
        count=count,
        where_from=places_in_words(places),
        worked=worked_in_words(_worked(variation, until)) if variation else [],
        comment_url=comment_url,
        every_url=reverse("zone-comments", args=[zone.slug]),
        is_about_zone=variation is None,
    )


def looked_at(*, until: dt.datetime | None = None) -> QuerySet[Verdict]:
    """Verdicts that count, up to a moment: one with words once somebody has looked at the words."""
    said = Verdict.objects.filter(Q(comment=None) | Q(comment__moderated_at__isnull=False))
    return said.filter(made_at__lte=until) if until else said


def _worked(variation: Variation, until: dt.datetime | None) -> dict[str, int]:
    """How many said what."""
    said = looked_at(until=until).filter(variation=variation)
    return dict(said.order_by().values_list("worked").annotate(Count("pk")))


def places_in_words(counts: dict[str, int]) -> list[str]:
    """How many comments from where: "12 from the core", "14 from the fringe and outside".

    Whoever reads the page can count the comments, so nothing small can be had by taking away.
    """
    ordered = {place: counts.get(place, 0) for place in PLACES}
    made = []
    for each in merged(ordered, can_be_added_up=True):
        names = joined(PLACES[WhereFrom(kind)] for kind in each.kinds)
        if each.number is not None:
            made.append(f"{each.number} from {names}")
    return made


def worked_in_words(counts: dict[str, int]) -> list[str]:
    """How many people said whether it worked: "12 said yes", "fewer than 10 said partly or no"."""
    ordered = {worked: counts.get(worked, 0) for worked in Verdict.Worked}
    made = []
    for each in merged(ordered, can_be_added_up=False):
        names = joined(Verdict.Worked(kind).label.lower() for kind in each.kinds)
        number = f"fewer than {LEAST}" if each.number is None else str(each.number)
        made.append(f"{number} said {names.replace(' and ', ' or ')}")
    return made


def waiting_for(person: Any) -> QuerySet[Comment]:
    """What the person has to look at: new words and words complained of, oldest first."""
    return (
        Comment.objects.waiting()
        .filter(zone__in=moderated_by(person))
        .select_related("zone", "variation")
        .order_by("made_at", "pk")
    )


def decided_by_moderators(person: Any) -> QuerySet[Comment]:
    """What was shown or hidden in the zones that the person moderates, latest decision first."""
    return (
        Comment.objects.filter(zone__in=moderated_by(person))
        .exclude(state=Comment.State.HELD)
        .select_related("zone", "variation", "moderated_by", "answered_by")
        .order_by("-moderated_at", "-pk")
    )
