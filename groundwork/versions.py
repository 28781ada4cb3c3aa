"""Two people never overwrite each other in silence: each row knows how often it was written."""

from typing import Self

from django.db import models


class ChangedMeanwhile(Exception):
    """Someone else wrote this row since it was read. `current` is the row as it is now."""

    def __init__(self, current: models.Model):
        self.current = current
        super().__init__("Someone else changed this while you were working on it.")


class Versioned(models.Model):
    """A row that counts how often it was written, so that a stale write can be refused."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def lock(self, *, expected: int | None = None) -> Self:
        """Return this row locked until the transaction ends.

        Raises ChangedMeanwhile when `expected` is given and is not the version found.
        """
        row = type(self)._base_manager.select_for_update(of=("self",)).get(pk=self.pk)
        if expected is not None and row.version != expected:
            raise ChangedMeanwhile(row)
        return row

    def write(self, **values: object) -> None:
        """Save the given values, if any differs, and count the write."""
        changed = [name for name, value in values.items() if getattr(self, name) != value]
        if not changed:
            return
        for name in changed:
            setattr(self, name, values[name])
        self.version += 1
        self.save(update_fields=[*changed, "version"])

    def touch(self) -> None:
        """Count a write to something that belongs to this row."""
        self.version += 1
        self.save(update_fields=["version"])
