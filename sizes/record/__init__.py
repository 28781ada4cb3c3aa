"""What happened with a zone and with what belongs to it, read from the history, as sentences."""

from sizes.record.boundaries import boundary_versions
from sizes.record.changes import Change, Difference, changes

__all__ = ["Change", "Difference", "boundary_versions", "changes"]
