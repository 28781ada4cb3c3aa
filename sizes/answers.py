"""What a zone says so far, read at once, and how far each task of the wizard has come."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.contrib.gis.db.models.functions import Area as AreaOf

from places.fuzzy import hectares_in_words
from sizes.dates import LONG_TERM_YEARS, years_after
from sizes.models import (
    Boundary,
    Initiative,
    InterimReview,
    Outcome,
    Participant,
    Scope,
    Zone,
    ZoneService,
    ZoneTheme,
)
from sizes.summary import summarise

LEAST_FRINGE_M2 = 100  # below this the fringe is a rounding, not something meant


class Progress(StrEnum):
    """How far a task of the wizard has come."""

    TODO = "todo"
    STARTED = "started"
    DONE = "done"


@dataclass(frozen=True)
class Answers:
    """Everything a zone says: its own row and what belongs to it, in eight queries."""

    zone: Zone
    boundary: Boundary | None
    themes: list[ZoneTheme]
    services: list[ZoneService]
    outcomes: list[Outcome]
    initiatives: list[Initiative]
    participants: list[Participant]
    interim_reviews: list[dt.date]

    def _those(self, part: str) -> list[Participant]:
        return [each for each in self.participants if each.part == part]

    @property
    def leads(self) -> list[Participant]:
        """Asked, agreed and declined alike."""
        return self._those(Participant.Part.LEAD)

    @property
    def agreed_leads(self) -> list[Participant]:
        return [lead for lead in self.leads if lead.agreed_on]

    @property
    def partners(self) -> list[Participant]:
        return self._those(Participant.Part.PARTNER)

    @property
    def neighbours(self) -> list[Participant]:
        return self._those(Participant.Part.NEIGHBOUR)

    @property
    def has_council(self) -> bool:
        """Whether a council leads, or is asked to and has not declined."""
        return any(lead.organisation.is_council and not lead.declined_on for lead in self.leads)

    @property
    def fringe_m2(self) -> float:
        """Square metres of the newest boundary's fringe."""
        if self.boundary is None:
            return 0.0
        return max(0.0, self.boundary.reach_size.sq_m - self.boundary.core_size.sq_m)

    @property
    def is_crisp(self) -> bool:
        """Whether the newest boundary has no fringe."""
        return self.fringe_m2 < LEAST_FRINGE_M2

    @property
    def size_in_words(self) -> str:
        """How large the newest boundary is: "687 hectares, and 120 hectares of fringe around"."""
        if self.boundary is None:
            return ""
        core = hectares_in_words(self.boundary.core_size.sq_m)
        if self.is_crisp:
            return f"{core}, with a crisp edge all round"
        return f"{core}, and {hectares_in_words(self.fringe_m2)} of fringe around"

    @property
    def is_long(self) -> bool:
        """Whether it runs for more than five years, which asks for a reason."""
        zone = self.zone
        if not (zone.starts_on and zone.target_on):
            return False
        return zone.target_on > years_after(zone.starts_on, LONG_TERM_YEARS)

    @property
    def generated_summary(self) -> str:
        """The plain-language summary as this product words it."""
        subjects = [str(row) for row in [*self.themes, *self.services] if row.scope == Scope.CORE]
        return summarise(
            name=self.zone.name,
            purpose=self.zone.purpose,
            place=self.zone.place_in_words,
            outcomes=[outcome.statement for outcome in self.outcomes],
            subjects=subjects,
            starts_on=self.zone.starts_on,
            target_on=self.zone.target_on,
            leads=[str(lead) for lead in self.agreed_leads],
            what_stays=self.zone.what_stays,
        )

    @property
    def summary(self) -> str:
        """What the leads wrote, or else the generated words."""
        return self.zone.summary or self.generated_summary


def answers_of(zone: Zone) -> Answers:
    """Read what the zone says; of the newest boundary the sizes, and not the shapes themselves."""
    boundary = (
        Boundary.objects.filter(zone=zone)
        .newest_first()
        .annotate(core_size=AreaOf("core"), reach_size=AreaOf("reach"))
        .defer("core", "reach")
        .first()
    )
    return Answers(
        zone=zone,
        boundary=boundary,
        themes=list(ZoneTheme.objects.filter(zone=zone).select_related("theme")),
        services=list(ZoneService.objects.filter(zone=zone).select_related("service")),
        outcomes=list(Outcome.objects.filter(zone=zone)),
        initiatives=list(Initiative.objects.filter(zone=zone)),
        participants=list(Participant.objects.filter(zone=zone).select_related("organisation")),
        interim_reviews=list(
            InterimReview.objects.filter(zone=zone).values_list("due_on", flat=True)
        ),
    )


@dataclass(frozen=True)
class Task:
    """A part of the wizard; `name` is that of its address."""

    name: str
    title: str
    hint: str
    progress: Progress


def tasks_of(answers: Answers) -> list[Task]:
    """The tasks before *Check*, in order, each with how far it has come."""
    zone = answers.zone
    subject = [zone.purpose, answers.outcomes, answers.themes or answers.services]
    return [
        Task(
            "zone-where",
            "Where",
            "Pick areas, draw, or bring a file; then say how wide the fringe is.",
            Progress.DONE if answers.boundary else Progress.TODO,
        ),
        Task(
            "zone-what-for",
            "What for",
            "The shared intention, themes, services and outcomes.",
            _of(subject),
        ),
        Task("zone-why-here", "Why here", "What makes this place need it.", _of([zone.why_here])),
        Task(
            "zone-who",
            "Who",
            "Who leads, who is invited, and who is next door.",
            _of([answers.agreed_leads, answers.has_council], [*answers.participants]),
        ),
        Task(
            "zone-how-long",
            "How long",
            "Start, interim reviews and the target date.",
            _of(
                [zone.starts_on, zone.target_on, zone.why_so_long or not answers.is_long],
                [zone.starts_on, zone.target_on],
            ),
        ),
        Task(
            "zone-limits",
            "Limits",
            "What will not change, and how far variations may go.",
            _of([zone.what_stays, zone.how_far]),
        ),
    ]


def _of(needed: list, begun: list | None = None) -> Progress:
    """Done when all that is needed is there, started when anything is."""
    if all(needed):
        return Progress.DONE
    return Progress.STARTED if any(needed if begun is None else begun) else Progress.TODO
