"""What is different in a zone: the normal rule, the rule here, and everything that bounds it."""

import datetime as dt
from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.gis.db.models import MultiPolygonField
from django.db import models
from django.db.models import F, Q

from groundwork import clock
from groundwork.history import track
from groundwork.versions import Versioned
from partners.models import Organisation, Person, Service
from places.constraints import sound_shape
from sizes.models.acceptance import Acceptance
from sizes.status import held_in_sql, status_in_sql
from sizes.variation_status import variation_status_in_sql


class VariationQuerySet(models.QuerySet["Variation"]):
    """Variations, asked for in the product's words. Dates alone say whether one holds."""

    def agreed(self) -> Self:
        """Those that a representative agreed: these are public, and stay so."""
        return self.filter(agreed_on__isnull=False)

    def dated(self, on: dt.date) -> Self:
        """Agreed ones whose own dates include the day, whatever the zone's or pauses say."""
        return self.agreed().filter(
            Q(ends_on=None) | Q(ends_on__gt=on),
            Q(ended_on=None) | Q(ended_on__gt=on),
            starts_on__lte=on,
            agreed_on__lte=on,
        )

    def with_variation_status(self, on: dt.date) -> Self:
        """Each variation with `variation_status`, and the `zone_status` of its zone, on the day."""
        path = "acceptance__zone__"
        return (
            self.annotate(zone_status=status_in_sql(on, zone=path))
            .alias(zone_target=held_in_sql("target_on", on, zone=path))
            .annotate(
                variation_status=variation_status_in_sql(
                    on, zone_status="zone_status", zone_target="zone_target"
                )
            )
        )


@track(leaving_out=("area", "proposed_by", "agreed_by", "paused_by", "ended_by"))
class Variation(Versioned):
    """A difference in a service, under an accepted commitment, for some people, until a day.

    Its end is the first day it no longer holds, on or before the day after the zone's target date;
    none means the zone's end, be that by a step or by its date. It never outlives its zone, its
    acceptance or its commitment.
    """

    class Fringe(models.TextChoices):
        INCLUDED = "included", "Included"
        ASK = "ask", "Ask"
        NOT_INCLUDED = "not_included", "Not included"

    acceptance = models.ForeignKey(Acceptance, on_delete=models.PROTECT, related_name="variations")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=150)
    normal_rule = models.TextField(max_length=2000)
    rule_here = models.TextField(max_length=2000)
    why = models.TextField(max_length=2000)
    who_is_affected = models.TextField(max_length=1000)
    who_could_be_worse_off = models.TextField(max_length=2000)
    equality_assessment = models.URLField(blank=True)
    why_no_assessment = models.TextField(blank=True, max_length=1000)
    limit = models.TextField(max_length=1000)
    area = MultiPolygonField(
        srid=settings.METRIC_SRID,
        null=True,
        blank=True,
        help_text="Where it holds, if not in all of the zone; within the zone's reach.",
    )
    fringe = models.CharField(max_length=15, choices=Fringe, default=Fringe.ASK)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The first day it no longer holds.")
    answers_role = models.CharField(max_length=150)
    answers_telephone = models.CharField(max_length=40, blank=True)
    answers_place = models.CharField(max_length=200, blank=True)
    how_to_opt_out = models.TextField(blank=True, max_length=1000)
    how_to_object = models.TextField(max_length=1000)

    proposed_on = models.DateField(default=clock.today, editable=False)
    proposed_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    agreed_on = models.DateField(null=True, editable=False)
    agreed_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    paused_on = models.DateField(null=True, editable=False)
    paused_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    why_paused = models.TextField(blank=True, max_length=1000, editable=False)
    resumed_on = models.DateField(
        null=True, editable=False, help_text="When it was last taken up again after a pause."
    )
    ended_on = models.DateField(
        null=True, editable=False, help_text="The day from which it was ended early."
    )
    ended_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    why_ended = models.TextField(blank=True, max_length=1000, editable=False)

    objects = VariationQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on__lt=F("ends_on")),
                name="variation_starts_before_it_ends",
            ),
            models.CheckConstraint(
                condition=~Q(answers_telephone="", answers_place=""),
                name="variation_says_where_to_ask",
            ),
            models.CheckConstraint(
                condition=Q(agreed_on=None) | ~Q(equality_assessment="", why_no_assessment=""),
                name="variation_assessed_or_says_why_not",
            ),
            models.CheckConstraint(
                condition=Q(paused_on=None) | ~Q(why_paused=""),
                name="variation_paused_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | ~Q(why_ended=""),
                name="variation_ended_early_with_a_reason",
            ),
            *sound_shape("area", name="variation_area"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="variation_is_kept_once_agreed",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__agreed_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title


@track(leaving_out=("paused_by",))
class Pause(models.Model):
    """A pause of a variation that is over, so that a past day is answered as it stood."""

    variation = models.ForeignKey(Variation, on_delete=models.PROTECT, related_name="pauses")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The day from which it was taken up again.")
    why = models.TextField(max_length=1000)
    paused_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lt=F("ends_on")), name="pause_starts_before_it_ends"
            )
        ]
        triggers = [pgtrigger.Protect(name="pause_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.variation}, paused {self.starts_on} to {self.ends_on}"


@track(leaving_out=("answered_by",))
class ConflictAnswer(models.Model):
    """Which of two variations of one service holds where their zones overlap, and who said so."""

    first = models.ForeignKey(Variation, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Variation, on_delete=models.CASCADE, related_name="+")
    holds = models.ForeignKey(
        Variation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    resolver = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(max_length=1000)
    answered_on = models.DateField(default=clock.today)
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="conflict_answered_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="conflict_named_in_one_order"
            ),
            models.CheckConstraint(
                condition=Q(holds=None) | Q(holds=F("first")) | Q(holds=F("second")),
                name="conflict_holds_one_of_the_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} or {self.second}"
