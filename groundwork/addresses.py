"""The addresses of this site's pages as they stand in letters, on paper and in calendars."""

from urllib.parse import urlsplit

from django.conf import settings


def absolute(path: str) -> str:
    """Return the whole address of a path of this site, such as /zones/x/."""
    return f"{settings.SITE_ADDRESS}{path}"


def host() -> str:
    """Return the name of this site's machine, as it stands in identifiers that last."""
    return urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
