"""What every template may use. It asks the database for nothing."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Facts of this installation: whether it is a demonstration, how long names are kept, and where
    map tiles come from.
    """
    return {
        "is_demo_site": settings.IS_DEMO_SITE,
        "forget_after_days": settings.FORGET_AFTER_DAYS,
        "map_tiles_url": settings.MAP_TILES_URL,
        "map_tiles_attribution": settings.MAP_TILES_ATTRIBUTION,
    }
