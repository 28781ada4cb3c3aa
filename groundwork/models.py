"""What the shared machinery keeps: letters that wait to be sent."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q

from groundwork import clock


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters, asked for in the outbox's words."""

    def due(self, at: dt.datetime) -> Self:
        """Letters that should be sent by the moment: not begun, not sent, not given up."""
        return self.filter(begun_at=None, sent_at=None, given_up_at=None, not_before_at__lte=at)


class Letter(models.Model):
    """A letter that waits to be sent, or was. Its key says what it is about: it is sent once."""

    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    made_at = models.DateTimeField(default=clock.now)
    not_before_at = models.DateTimeField(default=clock.now)
    tries = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was handed over; empty again if it was refused."
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(given_up_at=None), name="letter_sent_or_given_up"
            )
        ]
        indexes = [
            models.Index(
                fields=["not_before_at"],
                condition=Q(sent_at=None, given_up_at=None),
                name="letter_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.key
