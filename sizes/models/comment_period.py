"""The time in which a proposal waits for what people say about it."""

from django.db import models
from django.db.models import F, Q

from groundwork.history import track
from sizes.models.zone import Zone


@track()
class CommentPeriod(models.Model):
    """The days within which comments on a proposal are answered by its declaration.

    A material change of the proposal begins another one. Its last day is the day by which to
    comment. Comments stay open at any time: the day only decides which the declaration must answer.
    """

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="comment_periods")
    number = models.PositiveSmallIntegerField()
    opened_on = models.DateField()
    closes_on = models.DateField(help_text="The last day of it, by which to comment.")
    why_length = models.TextField(
        blank=True, max_length=1000, help_text="Why it is not as long as usual."
    )
    why_opened = models.TextField(
        blank=True, max_length=1000, help_text="What was changed, where it began again."
    )
    what_was_heard = models.TextField(blank=True, max_length=4000)
    what_was_done = models.TextField(blank=True, max_length=4000)

    class Meta:
        ordering = ["zone", "number"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="comment_period_once"),
            models.CheckConstraint(
                condition=Q(opened_on__lte=F("closes_on")),
                name="comment_period_opens_before_it_closes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.zone}, comments until {self.closes_on}"
