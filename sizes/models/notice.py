"""Public notices, kept as they were given."""

import pgtrigger
from django.db import models

from groundwork import clock
from sizes.models.amendment import Amendment
from sizes.models.boundary import Boundary
from sizes.models.zone import Zone


class Notice(models.Model):
    """What was told in public about a zone on a day, word for word. It never changes.

    `content` is what `sizes.noticing` makes and the notice's page and PDF show.
    """

    class Kind(models.TextChoices):
        PROPOSAL = "proposal", "Notice of a proposal"
        DECLARATION = "declaration", "Notice of declaration"
        AMENDMENT = "amendment", "Notice of amendment"
        RENEWAL = "renewal", "Notice of renewal"
        END = "end", "Notice of the end"

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="notices")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=15, choices=Kind)
    given_on = models.DateField()
    given_at = models.DateTimeField(default=clock.now)
    boundary = models.ForeignKey(Boundary, null=True, on_delete=models.PROTECT, related_name="+")
    amendment = models.ForeignKey(
        Amendment, null=True, blank=True, on_delete=models.PROTECT, related_name="notices"
    )
    content = models.JSONField(default=dict)

    class Meta:
        ordering = ["zone", "number"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="notice_number_once")
        ]
        triggers = [
            pgtrigger.Protect(
                name="notice_only_grows", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number by which it can be asked for; it never changes.

        A notice made of the record, which nobody gave, has none of its own: the zone's.
        """
        return f"{self.zone.reference}/{self.number}" if self.number else self.zone.reference
