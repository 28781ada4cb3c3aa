"""Registers that organisations publish as files, on their way into this one."""

import datetime as dt
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from assets.models.asset import Asset
from groundwork import clock
from groundwork.history import track
from groundwork.versions import Versioned
from partners.models import Organisation, Person


class RegisterImportQuerySet(models.QuerySet["RegisterImport"]):
    """Imports, asked for in the product's words."""

    def left_lying(self, days: int, *, on: dt.date) -> Self:
        """Imports that were begun so many days before the day, and changed nothing."""
        return self.filter(made_at__date__lte=on - dt.timedelta(days=days)).exclude(
            state=RegisterImport.State.SAVED
        )


@track(leaving_out=("made_by", "worked_at", "done_rows"))
class RegisterImport(Versioned):
    """One file of an organisation's register, from its upload until it is saved or given up.

    `columns` are the file's headers in order. `mapping` says which of them holds what: a name of
    assets.importing's fields → the index of a column. `gone` are the primary keys of assets that
    earlier files held and this one does not. `fingerprint` is of what was shown, so that what is
    saved is what was agreed to.
    """

    class State(models.TextChoices):
        MAPPING = "mapping", "Waiting for you to check the columns"
        READING = "reading", "Being read"
        PREVIEW = "preview", "Waiting for you to check the rows"
        SAVING = "saving", "Being saved"
        SAVED = "saved", "Saved"
        FAILED = "failed", "Stopped by a fault"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.MAPPING, editable=False)
    filename = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    licence = models.CharField(max_length=200, blank=True)
    effective_on = models.DateField(help_text="As at which day the file is true.")
    columns = ArrayField(models.CharField(max_length=200), default=list)
    mapping = models.JSONField(default=dict)
    reference_system = models.CharField(
        max_length=10, blank=True, help_text="An EPSG number; empty: as the coordinates tell."
    )
    notes = models.JSONField(default=list, help_text="What was understood of the file: sentences.")
    all_rows = models.PositiveIntegerField(default=0)
    done_rows = models.PositiveIntegerField(default=0)
    worked_at = models.DateTimeField(null=True, editable=False)
    gone = ArrayField(models.BigIntegerField(), default=list)
    fingerprint = models.CharField(max_length=64, blank=True)
    failure = models.TextField(blank=True, max_length=2000)
    made_at = models.DateTimeField(default=clock.now, editable=False)
    made_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    saved_on = models.DateField(null=True, editable=False)

    objects = RegisterImportQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.filename


class ImportRow(models.Model):
    """One record of a file: its cells as they stood, and what becomes of it.

    `number` is the row as a spreadsheet shows it. `values` are the asset's fields as understood,
    ready to be written; `mended` says in sentences what was put right on the way, `why` what keeps
    it from being used.
    """

    class Outcome(models.TextChoices):
        NEW = "new", "New"
        CHANGED = "changed", "Changed"
        UNCHANGED = "unchanged", "Unchanged"
        REFUSED = "refused", "Cannot be used"
        LEFT_OUT = "left_out", "Left out"

    class Match(models.TextChoices):
        NONE = "none", "New"
        CERTAIN = "certain", "Certain"
        PROBABLE = "probable", "Probable"

    register_import = models.ForeignKey(
        RegisterImport, on_delete=models.CASCADE, related_name="rows"
    )
    number = models.PositiveIntegerField()
    cells = ArrayField(models.TextField(), default=list)
    name = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    match = models.CharField(max_length=10, choices=Match, blank=True)
    match_words = models.CharField(max_length=300, blank=True)
    is_confirmed = models.BooleanField(
        null=True, help_text="Of a probable match: whether somebody said it is the same."
    )
    asset = models.ForeignKey(
        Asset, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    values = models.JSONField(default=dict)
    changes = models.JSONField(default=dict, help_text="Field → what it was and what it becomes.")
    mended = models.JSONField(default=list)
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["register_import", "number"]
        constraints = [
            models.UniqueConstraint(fields=["register_import", "number"], name="import_row_once"),
            models.CheckConstraint(
                condition=~Q(outcome__in=["refused", "left_out"]) | ~Q(why=""),
                name="import_row_refused_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["register_import", "outcome"], name="import_row_by_outcome"),
            models.Index(fields=["asset"], name="import_row_by_asset"),
        ]

    def __str__(self) -> str:
        return f"{self.register_import}, row {self.number}"


@track()
class ColumnMapping(models.Model):
    """Which column of an organisation's file holds what, as somebody put it right once.

    `headers` are the keys of the file's headers, in order; `mapping` is as in RegisterImport.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    headers = ArrayField(models.CharField(max_length=200))
    mapping = models.JSONField(default=dict)
    reference_system = models.CharField(max_length=10, blank=True)
    used_on = models.DateField(default=clock.today)

    class Meta:
        ordering = ["organisation", "-used_on"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "headers"], name="column_mapping_once")
        ]

    def __str__(self) -> str:
        return f"columns of {self.organisation}"
