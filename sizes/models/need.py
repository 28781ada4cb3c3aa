"""What a zone asks for, and whom it was brought together with."""

import datetime as dt
from typing import Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from assets.models import Asset, Weekday, Willingness
from groundwork import clock
from groundwork.history import track
from groundwork.versions import Versioned
from partners.models import Commitment, Organisation, Person
from sizes.models.subject import Outcome
from sizes.models.zone import Zone


class NeedQuerySet(models.QuerySet["Need"]):
    """Needs, asked for in the product's words."""

    def public(self) -> Self:
        """Needs that were ever stated; they stay so."""
        return self.filter(stated_on__isnull=False)

    def open_on(self, on: dt.date) -> Self:
        """Needs that are stated, and neither met nor withdrawn, on the day."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on), stated_on__lte=on)


@track(leaving_out=("contact_role", "contact_address", "contact_telephone", "made_by"))
class Need(Versioned):
    """A resource that a zone asks for: what kind, when, for how many, how near; or money.

    What is left blank does not matter to the zone. `beyond_m` is how far outside its reach
    something may lie, in metres. Of money: the sum in pounds, by when, and the body that would
    account for it.
    """

    class End(models.TextChoices):
        MET = "met", "Met"
        WITHDRAWN = "withdrawn", "No longer needed"

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="needs")
    title = models.CharField(max_length=150)
    words = models.TextField(blank=True, max_length=2000, help_text="What it is for.")
    outcome = models.ForeignKey(
        Outcome, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    kinds = ArrayField(
        models.CharField(max_length=15, choices=Asset.Kind), default=list, blank=True
    )
    acts = ArrayField(
        models.CharField(max_length=12, choices=Willingness.Act), default=list, blank=True
    )
    facilities = ArrayField(
        models.CharField(max_length=20, choices=Asset.Facility), default=list, blank=True
    )
    capacity = models.PositiveIntegerField(null=True, blank=True)
    is_step_free = models.BooleanField(default=False)
    has_accessible_toilet = models.BooleanField(default=False)
    has_hearing_loop = models.BooleanField(default=False)
    beyond_m = models.PositiveIntegerField(default=0)
    amount = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    needed_by_on = models.DateField(null=True, blank=True)
    accountable_body = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contact_role = models.CharField(max_length=150)
    contact_address = models.CharField(max_length=200, blank=True)
    contact_telephone = models.CharField(max_length=40, blank=True)

    made_at = models.DateTimeField(default=clock.now, editable=False)
    made_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    stated_on = models.DateField(null=True, editable=False)
    ended_on = models.DateField(null=True, editable=False)
    end = models.CharField(max_length=10, choices=End, blank=True, editable=False)
    why_ended = models.CharField(max_length=500, blank=True, editable=False)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["-stated_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None, end="") | (Q(ended_on__isnull=False) & ~Q(end="")),
                name="need_ended_somehow",
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gt=0), name="need_amount_is_a_sum"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="need_is_kept_once_stated",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__stated_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("need", args=[self.zone.slug, self.pk])

    @property
    def is_for_money(self) -> bool:
        """Whether a sum is asked for."""
        return self.amount is not None

    def is_open(self, on: dt.date) -> bool:
        """Whether it is stated, and neither met nor withdrawn, on the day."""
        return (
            self.stated_on is not None
            and self.stated_on <= on
            and (self.ended_on is None or self.ended_on > on)
        )


@track()
class NeedHours(models.Model):
    """A time of a weekday at which what a zone needs has to be free."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    starts_at = models.TimeField()
    ends_at = models.TimeField()

    class Meta:
        ordering = ["need", "weekday", "starts_at"]
        verbose_name_plural = "need hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="need_hours_start_before_they_end"
            )
        ]

    def __str__(self) -> str:
        return f"{self.need}: {self.get_weekday_display()}"


@track(leaving_out=("words", "sent_by", "answered_by", "result_words"))
class Introduction(Versioned):
    """A zone and the keeper of an asset or an offer are brought together over a need.

    It is a letter first; what came of it is recorded by either side.
    """

    class Result(models.TextChoices):
        AGREED = "agreed", "Agreed"
        DECLINED = "declined", "Declined"
        NO_ANSWER = "no_answer", "No answer"

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="introductions")
    asset = models.ForeignKey(
        Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    commitment = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.TextField(max_length=2000)
    sent_on = models.DateField()
    sent_at = models.DateTimeField(default=clock.now, editable=False)
    sent_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    result = models.CharField(max_length=10, choices=Result, blank=True)
    result_words = models.CharField(max_length=500, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    class Meta:
        ordering = ["need", "-sent_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(asset__isnull=False, commitment=None)
                | Q(asset=None, commitment__isnull=False),
                name="introduction_to_an_asset_or_an_offer",
            ),
            models.UniqueConstraint(fields=["need", "asset"], name="introduction_asset_once"),
            models.UniqueConstraint(fields=["need", "commitment"], name="introduction_offer_once"),
            models.CheckConstraint(
                condition=Q(result="", answered_on=None)
                | (~Q(result="") & Q(answered_on__isnull=False)),
                name="introduction_answered_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need}: {self.asset or self.commitment}"
