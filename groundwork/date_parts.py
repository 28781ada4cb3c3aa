"""A date in three fields, as people write it: 27, 3 or mar or March, 2027."""

import calendar
import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

PARTS = ("day", "month", "year")
SHORTEST_MONTH_NAME = 3
MONTH_NAMES = [calendar.month_name[number].lower() for number in range(1, 13)]


def month_number(written: str) -> int:
    """Read "3", "03", "mar" or "March" as 3. Raises ValueError for anything else."""
    name = written.strip().lower().rstrip(".")
    if name.isascii() and name.isdigit():
        return int(name)
    if len(name) >= SHORTEST_MONTH_NAME:
        for number, full_name in enumerate(MONTH_NAMES, start=1):
            if full_name.startswith(name):
                return number
    raise ValueError(f"{written!r} is not a month")


class DatePartsInput(forms.MultiWidget):
    """Three text boxes, labelled day, month and year, in a fieldset of their own."""

    template_name = "components/date_parts.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({part: forms.TextInput(attrs={"part": part}) for part in PARTS}, attrs)

    def decompress(self, value: dt.date | None) -> list[str | None]:
        return [str(value.day), str(value.month), str(value.year)] if value else [None] * 3


class DatePartsField(forms.MultiValueField):
    """Cleans to a `datetime.date` or None. Its errors are sentences that name the label."""

    widget = DatePartsInput
    errors_name_it = True

    def __init__(self, **kwargs: Any):
        boxes = [forms.CharField(required=False, max_length=20) for _ in PARTS]
        super().__init__(boxes, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> dt.date | None:
        if self.disabled and not isinstance(value, list):
            value = self.widget.decompress(value)
        written = [str(part or "").strip() for part in value or [""] * 3]
        name = str(self.label or "The date")
        missing = [part for part, text in zip(PARTS, written, strict=True) if not text]
        if len(missing) == len(PARTS):
            if self.required:
                raise ValidationError(f"{name}: write a day, a month and a year", code="required")
            return None
        if missing:
            needed = " and ".join(f"a {part}" for part in missing)
            raise ValidationError(f"{name} must include {needed}", code="incomplete")
        day, month, year = written
        try:
            cleaned = dt.date(int(year), month_number(month), int(day))
            # Whatever lasts until a day is over the day after, and the last of all has none.
            cleaned + dt.timedelta(days=1)
        except (ValueError, OverflowError) as error:
            raise ValidationError(
                f"{name} must be a real date, such as 27 3 2027", code="invalid"
            ) from error
        if cleaned.year < 1000:
            raise ValidationError(f"{name}: write the year with four figures", code="invalid")
        self.run_validators(cleaned)
        return cleaned
