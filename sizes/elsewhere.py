"""Where a zone went that is no longer at an address: to its new one, or, removed, to none."""

from dataclasses import dataclass

from sizes.models import Barrier, Comment, FormerSlug, Zone


@dataclass(frozen=True)
class Absence:
    """Why a zone is not at an address: it was removed, or is found under another slug."""

    zone: Zone

    @property
    def is_removed(self) -> bool:
        return self.zone.removed_on is not None


def absence_of(slug: str) -> Absence | None:
    """Why no zone is under the slug; None where none ever was, or where one is."""
    zone = Zone.objects.filter(slug=slug).first()
    if zone is None:
        former = FormerSlug.objects.filter(slug=slug).select_related("zone").first()
        found = former.zone if former else None
        # A draft that went elsewhere is nobody's business.
        return Absence(found) if found and found.proposed_on else None
    return _if_removed(zone)


def absence_of_reference(reference: str) -> Absence | None:
    """Whether the zone of the reference was removed."""
    return _if_removed(Zone.objects.filter(reference=reference).first())


def absence_of_comment(key: int) -> Absence | None:
    """Whether the zone that the comment is about was removed."""
    found = Comment.objects.filter(pk=key).select_related("zone").first()
    return _if_removed(found.zone if found else None)


def absence_of_barrier(key: int) -> Absence | None:
    """Whether the zone in which the barrier was met was removed."""
    found = Barrier.objects.filter(pk=key).select_related("zone").first()
    return _if_removed(found.zone if found else None)


def _if_removed(zone: Zone | None) -> Absence | None:
    return Absence(zone) if zone and zone.removed_on else None
