"""The addresses of this site's pages as they stand in letters, on paper and in calendars."""

from django.conf import settings


def absolute(path: str) -> str:
    """Return the whole address of a path of this site, such as /zones/x/."""
    return f"{settings.SITE_ADDRESS}{path}"
