"""What an asset's page says and draws of its free hours: the week, what changes, single days."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from assets.hours import Season, by_weekday, hours_in_words, seasons, slots_of
from assets.models import Asset, HoursException, Weekday
from assets.public_facts import gives_place_away
from assets.week import END, Hours, Slot, times_in_words

MINUTES_A_DAY = 24 * 60
# Lines and times along the drawn day: every six hours.
HOURS_MARKED = (("midnight", 0), ("6am", 6), ("midday", 12), ("6pm", 18), ("midnight", 24))
NOT_FREE = "Not free"
FARTHEST = dt.timedelta(days=366)


def hours_section(asset: Asset, on: dt.date) -> dict[str, Any]:
    """What the page says of when the asset is free: nothing where nothing was said, or it has gone.

    Keys: `is_said`, `sentence`, `until`, `days` of the week (as in `drawn`), `coming` seasons and
    `exceptions`, days told together where they follow each other and are the same.
    """
    if asset.has_gone(on):
        return {"hours": {"is_said": False}}
    all_seasons = seasons(asset, on)
    exceptions = coming_exceptions(asset, on)
    slots = slots_of(asset, on)
    return {
        "hours": {
            "is_said": bool(all_seasons or exceptions),
            "sentence": hours_in_words(slots),
            "last_on": all_seasons[0].last_on if all_seasons else None,
            "days": drawn(slots),
            "lines": [hour * 60 for _, hour in HOURS_MARKED[1:-1]],
            "marks": [label for label, _ in HOURS_MARKED],
            "coming": [
                {"season": each, "words": hours_in_words(each.slots) or NOT_FREE}
                for each in all_seasons[1:]
            ],
            "exceptions": exceptions,
        }
    }


def drawn(slots: Iterable[Slot]) -> list[dict[str, Any]]:
    """The seven days: `label`, `words`, and `bars`, each with `x` and `width` in minutes."""
    return [
        {
            "label": str(Weekday(weekday).label),
            "words": times_in_words(hours) if hours else NOT_FREE,
            "is_free": bool(hours),
            "bars": [_bar(each) for each in hours],
        }
        for weekday, hours in enumerate(by_weekday(slots))
    ]


def _bar(hours: Hours) -> dict[str, int]:
    starts, ends = (
        MINUTES_A_DAY if time == END else time.hour * 60 + time.minute for time in hours
    )
    return {"x": starts, "width": ends - starts}


def coming_exceptions(asset: Asset, on: dt.date) -> list[dict[str, Any]]:
    """Single days with other hours within a year: `falls_on`, `last_on`, `words` and `why`.

    Days that follow each other and are the same in hours and reason are told as one.
    """
    days: dict[dt.date, list[HoursException]] = {}
    for each in asset.hours_exceptions.all():
        if on <= each.falls_on <= on + FARTHEST:
            days.setdefault(each.falls_on, []).append(each)
    found: list[dict[str, Any]] = []
    for day in sorted(days):
        told = {"words": _words_of(days[day]), "why": _why(asset, days[day][0].why)}
        before = found[-1] if found else None
        if (
            before
            and before["last_on"] + dt.timedelta(days=1) == day
            and {name: before[name] for name in told} == told
        ):
            before["last_on"] = day
        else:
            found.append({"falls_on": day, "last_on": day, **told})
    return found


def _why(asset: Asset, why: str) -> str:
    return "" if asset.is_sensitive and gives_place_away(asset, why) else why


def _words_of(exceptions: Sequence[HoursException]) -> str:
    hours = sorted((e.starts_at, e.ends_at) for e in exceptions if e.starts_at and e.ends_at)
    return times_in_words(hours) if hours else NOT_FREE


def season_at(all_seasons: Sequence[Season], starts_on: dt.date | None) -> Season | None:
    """The season that begins on the day; without a day, the one of now."""
    if starts_on is None:
        return all_seasons[0] if all_seasons else None
    return next((each for each in all_seasons if each.starts_on == starts_on), None)
