"""What is on a zone's page: its sections, in order, in a word or two each, for a list of links."""

from collections.abc import Mapping
from typing import Any


def contents_of(page: Mapping[str, Any]) -> list[dict[str, str]]:
    """The sections that the page has, as ids and titles; `page` is its template's context.

    A title is shorter than its heading where the heading is long, and never says anything else.
    """
    zone, differences = page["zone"], page["differences"]
    period, notices, signatures = page["comment_period"], page["notices"], page["signatures"]
    about = [*page["themes"].values(), *page["services"].values()]
    has_differences = page["is_running"] or any(differences.values())
    still = ("current", "paused", "coming")
    verb = "is" if page["is_running"] or any(differences[each] for each in still) else "was"
    comments = "Comment on it" if period and period["is_open"] else "Time for comments"
    sections = [
        ("comment-by", comments, period),
        ("different", f"What {verb} different", has_differences),
        ("afterwards", "What happens now", page["afterwards"]),
        ("purpose", "What it is for", zone.purpose),
        ("how-far", "What may be different", zone.how_far),
        ("stays", "What will not change", zone.what_stays),
        ("where", "Where", True),
        ("when", "When", True),
        ("reviews", "Reviews", page["reviews"]),
        ("meetings", "Meetings", True),
        ("outcomes", "What should get better", page["outcomes"]),
        ("needs", "What it needs", page["needs"]["is_shown"]),
        ("opportunities", "Opportunities", page["opportunities"]),
        ("subject", "What it is about", any(about)),
        ("why", "Why here", zone.why_here),
        ("who", "Who leads it", True),
        ("signatures", "Who signed it", signatures["is_shown"]),
        ("heard", "What was heard", page["heard"]),
        ("initiatives", "What already goes on", page["initiatives"]),
        ("summary", "In plain words", zone.summary),
        ("voices", "What people say", page["voices"]),
        ("history", "What happened so far", True),
        ("notices", "Public notices", notices["rows"] or notices["record"]),
        ("keep-up", "Keep up with it", zone.is_public),
        ("lineage", "Related zones", page["lineage"]),
        ("force", "What a zone is", True),
    ]
    return [{"id": name, "title": title} for name, title, is_there in sections if is_there]
