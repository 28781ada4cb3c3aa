"""What the owner of an asset is willing to do with it, and when it is free."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q

from assets.models.asset import Asset
from groundwork import clock
from groundwork.history import track
from partners.models import Person


class Weekday(models.IntegerChoices):
    """The days of the week as Python counts them."""

    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


class WillingnessQuerySet(models.QuerySet["Willingness"]):
    """What owners are willing to do, asked for in the product's words."""

    def standing(self, on: dt.date) -> Self:
        """What was said by the day and is not taken back or at its end."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)


@track(leaving_out=("made_by",))
class Willingness(models.Model):
    """One thing that an owner is willing to do with an asset, on what terms, from when till when.

    Taking it back ends it, with the day and the reason; what was said stays on record.
    """

    class Act(models.TextChoices):
        SHARE = "share", "Share"
        LEND = "lend", "Lend"
        LEASE = "lease", "Lease"
        TRANSFER = "transfer", "Transfer"
        CHANGE_USE = "change_use", "Change its use"

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="willingnesses")
    act = models.CharField(max_length=12, choices=Act)
    terms = models.TextField(blank=True, max_length=2000)
    starts_on = models.DateField(default=clock.today)
    ends_on = models.DateField(null=True, blank=True, help_text="The first day it no longer holds.")
    why_ended = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(default=clock.now, editable=False)
    made_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    objects = WillingnessQuerySet.as_manager()

    class Meta:
        ordering = ["asset", "act", "starts_on"]
        verbose_name_plural = "willingnesses"
        constraints = [
            models.UniqueConstraint(
                fields=["asset", "act"], condition=Q(ends_on=None), name="willingness_said_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on__lte=F("ends_on")),
                name="willingness_starts_before_it_ends",
            ),
        ]
        indexes = [models.Index(fields=["act", "asset"], name="willingness_by_act")]

    def __str__(self) -> str:
        return f"{self.asset}: {self.get_act_display()}"


class FreeHoursQuerySet(models.QuerySet["FreeHours"]):
    """Free hours, asked for in the product's words."""

    def in_season(self, on: dt.date) -> Self:
        """Hours that are kept in the week of the day."""
        return self.filter(
            Q(starts_on=None) | Q(starts_on__lte=on), Q(ends_on=None) | Q(ends_on__gt=on)
        )

    def covering(self, weekday: int, starts_at: dt.time, ends_at: dt.time) -> Self:
        """Hours on the weekday that begin no later and end no earlier."""
        return self.filter(weekday=weekday, starts_at__lte=starts_at, ends_at__gte=ends_at)


@track()
class FreeHours(models.Model):
    """A time of a weekday at which an asset is free to be used, every week or in a season.

    Hours of one weekday that meet are one row, so that a time is found in a single one. Midnight
    at the end is written 23:59:59.
    """

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="free_hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="The first day they are not kept.")

    objects = FreeHoursQuerySet.as_manager()

    class Meta:
        ordering = ["asset", "weekday", "starts_at"]
        verbose_name_plural = "free hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="free_hours_start_before_they_end"
            ),
            models.CheckConstraint(
                condition=Q(weekday__gte=0, weekday__lte=6), name="free_hours_on_a_weekday"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(starts_on__lt=F("ends_on")),
                name="free_hours_season_starts_before_it_ends",
            ),
        ]
        indexes = [
            models.Index(fields=["weekday", "starts_at", "ends_at"], name="free_hours_by_time")
        ]

    def __str__(self) -> str:
        return f"{self.asset}: {self.get_weekday_display()} {self.starts_at}"


@track()
class HoursException(models.Model):
    """A day on which other hours are kept: closed all day, or free at other times."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="hours_exceptions")
    falls_on = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["asset", "falls_on", "starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(starts_at__lt=F("ends_at")),
                name="hours_exception_starts_before_it_ends",
            ),
            models.UniqueConstraint(
                fields=["asset", "falls_on", "starts_at"],
                nulls_distinct=False,
                name="hours_exception_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset}: {self.falls_on}"
