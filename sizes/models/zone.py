"""The zone itself, who takes part in it, and its dates."""

import datetime as dt
from typing import Any, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from groundwork import clock
from groundwork.history import track
from groundwork.versions import Versioned
from partners.models import Organisation, Person
from sizes.status import MOVES, RUNNING, State, Status, status_in_sql, status_on


class ZoneQuerySet(models.QuerySet["Zone"]):
    """Zones, asked for in the product's words."""

    def with_status(self, on: dt.date) -> Self:
        """Each zone with `status_that_day`, the public status on the day."""
        return self.annotate(status_that_day=status_in_sql(on))

    def having_status(self, *statuses: str, on: dt.date) -> Self:
        """Zones whose public status on the day is one of these."""
        return self.with_status(on).filter(status_that_day__in=[str(s) for s in statuses])

    def running(self, on: dt.date) -> Self:
        """Zones whose declaration holds on the day."""
        return self.having_status(*RUNNING, on=on)

    def published(self) -> Self:
        """Zones that were ever proposed: these are public, and stay so unless they are unlawful."""
        return self.filter(proposed_on__isnull=False, removed_on=None)

    def visible_to(self, person: Any) -> Self:
        """Published zones, and drafts that the person began or whose leads the person is one of."""
        public = Q(proposed_on__isnull=False, removed_on=None)
        if not person.is_authenticated:
            return self.filter(public)
        theirs = Organisation.objects.of(person, clock.today())
        led = Participant.objects.filter(
            part=Participant.Part.LEAD, declined_on=None, organisation__in=theirs
        )
        theirs_too = Q(removed_on=None) & (Q(started_by=person) | Q(pk__in=led.values("zone")))
        return self.filter(public | theirs_too)


@track(leaving_out=("started_by", "removed_by"))
class Zone(Versioned):
    """A publicly declared, time-limited area of shared intention to improve some outcomes."""

    reference = models.CharField(max_length=20, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    state = models.CharField(
        max_length=20, choices=State, default=State.DRAFT, editable=False, db_index=True
    )
    term = models.PositiveSmallIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    purpose = models.TextField(blank=True, max_length=1000)
    place_in_words = models.CharField(blank=True, max_length=300)
    why_here = models.TextField(blank=True, max_length=4000)
    summary = models.TextField(blank=True, max_length=2000)
    what_stays = models.TextField(blank=True, max_length=4000)
    how_far = models.TextField(blank=True, max_length=4000)

    starts_on = models.DateField(null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)
    why_so_long = models.TextField(blank=True, max_length=2000)
    why_beyond_area = models.TextField(blank=True, max_length=2000)

    comment_days = models.PositiveSmallIntegerField(
        default=28, db_default=28, help_text="How many days a proposal waits for comments."
    )
    why_comment_days = models.TextField(blank=True, max_length=1000, db_default="")

    copied_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies"
    )
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )

    started_at = models.DateTimeField(default=clock.now, editable=False)
    started_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    state_since_on = models.DateField(default=clock.today, editable=False)
    phase_since_on = models.DateField(
        default=clock.today,
        db_default=clock.DayOfWriting(),
        editable=False,
        help_text="From when its state, start and target date are what they are.",
    )
    proposed_on = models.DateField(null=True, editable=False)
    declared_on = models.DateField(null=True, editable=False)
    removed_on = models.DateField(
        null=True, editable=False, help_text="From when it is not shown: unlawful content only."
    )
    removed_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    why_removed = models.TextField(blank=True, max_length=1000, editable=False, db_default="")

    objects = ZoneQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(target_on=None) | Q(starts_on__lt=F("target_on")),
                name="zone_starts_before_its_target",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.PROPOSED, State.DECLARED, State.UNDER_REVIEW])
                | Q(proposed_on__isnull=False, starts_on__isnull=False, target_on__isnull=False),
                name="zone_has_dates_once_proposed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.DECLARED, State.UNDER_REVIEW])
                | Q(declared_on__isnull=False),
                name="zone_has_declared_on_once_declared",
            ),
            models.CheckConstraint(
                condition=Q(removed_on=None) | ~Q(why_removed=""),
                name="zone_removed_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(successor=F("pk")),
                name="zone_does_not_follow_itself",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="zone_takes_legal_steps_only",
                field="state",
                transitions=sorted(
                    {(str(state), str(to)) for states, to in MOVES.values() for state in states}
                ),
            ),
            # The phases are written here and nowhere else, so that a past day is never made up.
            pgtrigger.Trigger(
                name="zone_keeps_phases",
                when=pgtrigger.After,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("state", "term", "starts_on", "target_on", "phase_since_on"),
                func="""
                    IF TG_OP = 'UPDATE' AND
                        (OLD.state, OLD.term, OLD.starts_on, OLD.target_on, OLD.phase_since_on)
                        IS NOT DISTINCT FROM
                        (NEW.state, NEW.term, NEW.starts_on, NEW.target_on, NEW.phase_since_on)
                    THEN
                        RETURN NEW;
                    END IF;
                    DELETE FROM sizes_phase
                        WHERE zone_id = NEW.id AND since_on >= NEW.phase_since_on;
                    UPDATE sizes_phase SET until_on = NEW.phase_since_on
                        WHERE zone_id = NEW.id
                        AND (until_on IS NULL OR until_on > NEW.phase_since_on);
                    INSERT INTO sizes_phase
                        (zone_id, since_on, state, term, starts_on, target_on)
                    VALUES (NEW.id, NEW.phase_since_on, NEW.state, NEW.term, NEW.starts_on,
                            NEW.target_on);
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="zone_begins_as_a_draft",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__state__df=State.DRAFT),
            ),
            pgtrigger.Protect(
                name="zone_is_kept_once_proposed",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__proposed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("zone", args=[self.slug])

    def status(self, on: dt.date) -> Status:
        """The public status on the day."""
        return status_on(self, on)

    @property
    def is_public(self) -> bool:
        return self.proposed_on is not None and self.removed_on is None

    def newest_boundary(self) -> Any:
        """The newest version of where it lies that was declared; else the newest; else None.

        A version that belongs to a change not yet made is none of them.
        """
        return self.boundaries.newest_first().first()

    def begin_phase(self, on: dt.date, **values: object) -> None:
        """Write a state or dates that hold from the day on; what held before stays on record."""
        self.write(phase_since_on=on, **values)

    @property
    def is_open_to_edits(self) -> bool:
        """What it says can be changed freely until it is declared."""
        return self.state in (State.DRAFT, State.PROPOSED)


@track(leaving_out=("name", "contact", "agreed_by"))
class Participant(models.Model):
    """An organisation, registered or only named, asked to lead or join a zone, or next to it."""

    class Part(models.TextChoices):
        LEAD = "lead", "Lead"
        PARTNER = "partner", "Invited partner"
        NEIGHBOUR = "neighbour", "Neighbour just outside"

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="participants")
    part = models.CharField(max_length=20, choices=Part)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=200, blank=True)
    contact = models.CharField(
        max_length=200, blank=True, help_text="How to reach them; never shown to the public."
    )
    asked_on = models.DateField(default=clock.today)
    agreed_on = models.DateField(null=True, blank=True)
    declined_on = models.DateField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["part", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "part", "organisation"],
                condition=Q(organisation__isnull=False),
                name="participant_once_in_each_part",
            ),
            models.CheckConstraint(
                condition=~Q(part="lead") | Q(organisation__isnull=False),
                name="participant_lead_is_registered",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(name=""),
                name="participant_has_a_name",
            ),
            models.CheckConstraint(
                condition=Q(agreed_on=None) | Q(declined_on=None),
                name="participant_agreed_or_declined",
            ),
        ]

    def __str__(self) -> str:
        return self.organisation.name if self.organisation else self.name


@track()
class InterimReview(models.Model):
    """A day before the target date on which the zone is looked at."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="interim_reviews")
    due_on = models.DateField()

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "due_on"], name="interim_review_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.zone}: {self.due_on}"
