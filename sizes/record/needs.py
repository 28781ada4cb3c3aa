"""How what a zone needs is told in sentences. Who was written to is between the two sides."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from assets.models import Asset, Willingness
from assets.transferring.worth import pounds
from assets.week import Slot, hours_in_words
from sizes.models import Introduction, Need
from sizes.record.sentences import Names, Wording, turned
from sizes.words import joined

_OF_NEEDS = "need_id IN (SELECT id FROM sizes_need WHERE zone_id = %(zone)s)"


def _need(row: Any, before: Any, names: Names) -> Iterator[str]:
    if turned(row, before, "stated_on"):
        yield f"The zone said that it needs: {row.title}."
    if turned(row, before, "ended_on"):
        how = "was met" if row.end == Need.End.MET else "is no longer one"
        yield f"The need “{row.title}” {how}: {row.why_ended}"


def _introduction(row: Any, before: Any, names: Names) -> Iterator[str]:
    if before is None:
        yield "Somebody who may be able to meet a need was written to."
    elif row.result and row.result != before.result:
        result = Introduction.Result(row.result).label.lower()
        yield f"Of an introduction over a need came: {result}."


def _labels(choices: Any) -> Any:
    return lambda values: joined(str(choices(each).label).lower() for each in values or ())


def _time(row: Any, names: Names) -> str:
    slot = Slot(row.weekday, _time_of_day(row.starts_at), _time_of_day(row.ends_at))
    return f"a time at which something is needed, {hours_in_words([slot])},"


def _time_of_day(text: str) -> dt.time:
    return dt.time.fromisoformat(text)


def _sum(value: Any) -> str:
    """A sum of the history, which the database writes as a number."""
    return "" if value is None else pounds(Decimal(str(value)))


NEED_WORDINGS = (
    Wording(
        "Need",
        noun=lambda row, names: f"the need “{row.title}”",
        added="",
        labels={
            "title": "What is needed",
            "words": "What it is for",
            "kinds": "Kind",
            "facilities": "What it must have",
            "acts": "What would help",
            "capacity": "For how many people",
            "is_step_free": "Whether it must be step-free",
            "has_accessible_toilet": "Whether an accessible toilet is needed",
            "has_hearing_loop": "Whether a hearing loop is needed",
            "beyond_m": "How many metres outside the zone it may be",
            "amount": "How much",
            "needed_by_on": "By when",
        },
        written={
            "kinds": _labels(Asset.Kind),
            "facilities": _labels(Asset.Facility),
            "acts": _labels(Willingness.Act),
            "amount": _sum,
        },
        special=_need,
    ),
    Wording("NeedHours", of_zone=_OF_NEEDS, noun=_time),
    Wording("Introduction", of_zone=_OF_NEEDS, special=_introduction),
)
