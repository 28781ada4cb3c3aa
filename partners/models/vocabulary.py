"""The short vocabularies of themes and services."""

from django.db import models


class Vocabulary(models.Model):
    """A short list of words that administrators edit."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=100)
    retired_on = models.DateField(
        null=True, blank=True, help_text="From this day it is no longer offered in forms."
    )

    class Meta:
        abstract = True
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Theme(Vocabulary):
    """What a zone is about, in a word or two: health and well-being, jobs and skills."""

    class Meta(Vocabulary.Meta):
        pass


class Service(Vocabulary):
    """Something that is provided to people: libraries, parks, home care."""

    class Meta(Vocabulary.Meta):
        pass
