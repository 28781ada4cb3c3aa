"""Photos and documents of assets. Files are cleaned before they are kept, and named by lot."""

from django.db import models
from django.db.models import Q

from assets.models.asset import Asset
from groundwork import clock, stores
from groundwork.history import track
from partners.models import Person


@track(leaving_out=("file", "thumbnail", "credit", "added_by"))
class Photo(models.Model):
    """A picture of an asset, in words for those who do not see it, and small for lists."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="photos")
    file = models.FileField(storage=stores.private)
    thumbnail = models.FileField(storage=stores.private)
    alternative = models.CharField(max_length=250, help_text="What can be seen, in a sentence.")
    credit = models.CharField(max_length=150, blank=True)
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField(default=clock.now, editable=False)
    added_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    class Meta:
        ordering = ["asset", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(alternative=""), name="photo_is_put_in_words")
        ]

    def __str__(self) -> str:
        return self.alternative


@track(leaving_out=("file", "added_by"))
class Document(models.Model):
    """A paper that belongs to an asset: a floor plan, terms of hire, an inspection."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(max_length=150)
    file = models.FileField(storage=stores.private)
    is_public = models.BooleanField(default=True)
    added_at = models.DateTimeField(default=clock.now, editable=False)
    added_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    class Meta:
        ordering = ["asset", "title", "pk"]

    def __str__(self) -> str:
        return self.title
