"""What a step lacks, each sentence with a link to the page where it is seen to."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from sizes.lifecycle import where_to_see_to
from sizes.models import Zone

# Pages of the wizard are addressed by the zone's reference; those of the work on it by its slug.
BY_REFERENCE = {
    "zone-where",
    "zone-what-for",
    "zone-why-here",
    "zone-limits",
    "zone-who",
    "zone-how-long",
}
SAYS = {
    "zone-where": "Where",
    "zone-what-for": "What for",
    "zone-why-here": "Why here",
    "zone-limits": "Limits",
    "zone-who": "Who",
    "zone-how-long": "How long",
    "zone-commitments-work": "Commitments",
    "zone-signatures-work": "Signatures",
    "zone-heard-work": "What was heard",
    "zone-review-work": "The review",
    "zone-closing-work": "The closing page",
}


def address_of(page: str, zone: Zone) -> str:
    """The address of one of the pages on which a zone is made ready."""
    return reverse(page, args=[zone.reference if page in BY_REFERENCE else zone.slug])


def with_pages(
    sentences: Iterable[str], *, zone: Zone, step: str, on: dt.date, may_change: bool
) -> list[dict[str, Any]]:
    """The sentences, each with `url` and `page` where the person can see to it, or without."""
    pages = where_to_see_to(zone, step, on=on) if may_change and sentences else {}
    return [
        {
            "sentence": sentence,
            "url": address_of(pages[sentence], zone) if sentence in pages else "",
            "page": SAYS[pages[sentence]] if sentence in pages else "",
        }
        for sentence in sentences
    ]
