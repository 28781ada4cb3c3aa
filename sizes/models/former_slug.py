"""Addresses that zones had under earlier names."""

from django.db import models

from sizes.models.zone import Zone


class FormerSlug(models.Model):
    """Where a zone was found before it was renamed; whoever comes there is sent on."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="former_slugs")
    slug = models.SlugField(max_length=80, unique=True)
    until_on = models.DateField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.slug
