"""What somebody asks about a place: where, and on which day. Pages and API read it here alike."""

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from groundwork import clock
from places.lookup import POSTCODE_RADIUS_M, Found, find, find_spot
from sizes.dates import LONGEST_DAY, read_day
from sizes.here import Answer, answer, answer_for_area

# A position less sure than this says nothing about a zone; better to ask for the spot.
ROUGHEST_POSITION_M = 5_000
GIVE_BOTH = "Give both a latitude and a longitude in degrees, for example 52.4194 and -1.9309."


@dataclass(frozen=True)
class Question:
    """A place and a day that were asked about, as far as they could be understood.

    `text` and `day_text` are as typed, to be shown again. The problems are sentences on what to
    mend, empty where there is nothing. `accuracy_m` is how far the browser says its position may
    be off.
    """

    text: str
    day_text: str
    on: dt.date
    found: Found | None
    accuracy_m: float
    place_problem: str = ""
    day_problem: str = ""

    @property
    def problems(self) -> list[str]:
        """What to mend, as sentences."""
        return [problem for problem in (self.place_problem, self.day_problem) if problem]

    @property
    def is_asked(self) -> bool:
        """Whether anything was asked about, understood or not."""
        return self.found is not None

    @property
    def is_about_a_spot(self) -> bool:
        """Whether it holds somebody's position: such an answer is kept nowhere."""
        return self.found is not None and self.found.kind not in ("postcode", "area")

    @property
    def box_text(self) -> str:
        """What the search box holds after an answer; a spot is not put there."""
        if self.found is None or self.is_about_a_spot:
            return ""
        return self.found.label

    def answered(self) -> Answer | None:
        """What is there on the day; None where place or day was not understood."""
        if self.problems or self.found is None or self.found.point is None:
            return None
        if self.found.area is not None:
            return answer_for_area(self.found.area, on=self.on)
        rough = POSTCODE_RADIUS_M if self.found.kind == "postcode" else self.accuracy_m
        return answer(self.found.point, on=self.on, accuracy_m=rough)


def read_question(asked: Mapping[str, str]) -> Question:
    """Read `q`, or `lat` and `lon` with `accuracy`, and `on`, whatever they hold."""
    day_problem = ""
    day_text = asked.get("on", "").strip()
    try:
        on = read_day(day_text) if day_text else clock.today()
    except ValueError as error:
        on = clock.today()
        day_problem = str(error)
    text = asked.get("q", "")
    found = None
    if asked.get("lat", "").strip() or asked.get("lon", "").strip():
        found = read_spot(asked.get("lat", ""), asked.get("lon", ""))
    elif "q" in asked or "lat" in asked or "lon" in asked:
        found = find(text, on=on)
    return Question(
        text=text[:200].replace("\0", ""),
        day_text=day_text[:LONGEST_DAY].replace("\0", ""),
        on=on,
        found=found,
        accuracy_m=read_accuracy(asked.get("accuracy", "")),
        place_problem=found.problem if found else "",
        day_problem=day_problem,
    )


def read_spot(lat: str, lon: str) -> Found:
    """Return the spot at a latitude and longitude that are still text."""
    try:
        return find_spot(_degrees(lon), _degrees(lat))
    except ValueError:
        return Found(problem=GIVE_BOTH)


def read_accuracy(text: str) -> float:
    """Return the metres by which a position may be off; 0 where none, or nonsense, is given."""
    try:
        metres = float(text)
    except ValueError:
        return 0.0
    return metres if math.isfinite(metres) and metres > 0 else 0.0


def _degrees(text: str) -> float:
    text = text.strip().replace("\u2212", "-")
    if not re.fullmatch(r"[+-]?\d{1,3}(\.\d{0,20})?", text, re.ASCII):
        raise ValueError("not degrees")
    return float(text)
