"""What people say, as public pages show it: what was passed, and counts that tell on nobody.

Held and hidden words are read by moderators only: every public door reads through here.
"""

from collections import Counter
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


def shown_of(zone: Zone, variation: Variation | None = None) -> QuerySet[Comment]:
    """What the public sees, newest first: of the variation, or of the zone and all in it."""
    shown = Comment.objects.shown().filter(zone=zone).select_related("variation")
    return shown.filter(variation=variation) if variation else shown


def voices_of(zone: Zone, variation: Variation | None = None) -> Voices:
    """The voices on a page. Three queries at most, however many there are."""
    shown = shown_of(zone, variation)
    places = Counter(dict(shown.order_by().values_list("where_from").annotate(Count("pk"))))
    if variation:
        comment_url = reverse("variation-comment", args=[zone.slug, variation.pk])
    else:
        comment_url = reverse("zone-comment", args=[zone.slug])
    count = places.total()
    return Voices(
        comments=[*shown[:MOST_ON_A_PAGE]] if count else [],
        count=count,
        where_from=places_in_words(places),
        worked=worked_in_words(_worked(variation)) if variation else [],
        comment_url=comment_url,
        every_url=reverse("zone-comments", args=[zone.slug]),
        is_about_zone=variation is None,
    )


def _worked(variation: Variation) -> dict[str, int]:
    """How many said what. A verdict with words counts once somebody has looked at the words."""
    looked_at = Q(comment=None) | Q(comment__moderated_at__isnull=False)
    said = Verdict.objects.filter(looked_at, variation=variation)
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
