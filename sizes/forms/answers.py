"""A page of the wizard as a form: fields, lists of rows, and what to do when two people write.

The page carries, hidden, the zone's `version` and `was`: a fingerprint of each answer as it stood
when the page was opened. With these, what somebody else saved meanwhile is told apart from what
this person typed, and neither is lost.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms

from sizes.models import Zone
from sizes.words import day_in_words

MOST_ROWS = 30


class TidyText(forms.CharField):
    """Text with the line ends of the web made plain, so that it compares equal to what is kept."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n").strip()


class LongText(TidyText):
    """Text of more than a line."""

    def __init__(self, *, rows: int = 5, **kwargs: Any):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class RowForm(forms.Form):
    """A row of a list. It counts only where its `leading` field is filled."""

    leading: ClassVar[str]
    needed: ClassVar[str]  # the sentence where other fields are filled and the leading one is not

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        texts = [value for name, value in given.items() if name not in (self.leading, "pk")]
        if not given.get(self.leading) and any(
            value for value in texts if value not in self.defaults()
        ):
            self.add_error(self.leading, self.needed)
        return given

    @classmethod
    def defaults(cls) -> set[Any]:
        """Values that a row has before anybody wrote in it."""
        return {field.initial for field in cls.base_fields.values()}


class Rows:
    """The rows of one list: those saved or those posted, and a spare one to write in."""

    def __init__(
        self,
        row_form: type[RowForm],
        name: str,
        *,
        data: Mapping[str, Any] | None = None,
        values: list[dict[str, Any]] | None = None,
    ):
        self.name, self.leading = name, row_form.leading
        if data is None:
            rows = [*(values or []), {}][:MOST_ROWS]
            self.forms = [
                row_form(initial=row, prefix=f"{name}-{number}", label_suffix="")
                for number, row in enumerate(rows)
            ]
        else:
            self.forms = [
                row_form(data, prefix=f"{name}-{number}", label_suffix="")
                for number in range(rows_posted(data, name))
            ]

    def __iter__(self) -> Iterator[RowForm]:
        return iter(self.forms)

    def __len__(self) -> int:
        return len(self.forms)

    def values(self) -> list[dict[str, Any]]:
        """The rows that count, cleaned."""
        return [form.cleaned_data for form in self.forms if form.cleaned_data.get(self.leading)]

    def typed(self, *, without: int | None = None) -> list[dict[str, Any]]:
        """What was posted, unchecked, to show again; without the row of that number."""
        return [
            typed_in(form)
            for number, form in enumerate(self.forms)
            if number != without and typed_in(form).get(self.leading)
        ]


def rows_posted(data: Mapping[str, Any], name: str) -> int:
    """How many rows of the list a post holds."""
    text = str(data.get(f"{name}-rows", "0"))
    return min(int(text), MOST_ROWS) if text.isascii() and text.isdigit() else 0


def typed_in(form: forms.Form) -> dict[str, Any]:
    """What was posted in a form's own fields, unchecked."""
    return {
        name: field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        for name, field in form.fields.items()
    }


class AnswerForm(forms.Form):
    """A page of the wizard. `lists` names its lists of rows.

    Values, saved or typed, are dicts of field names and list names; rows are dicts too.
    """

    lists: ClassVar[dict[str, type[RowForm]]] = {}
    list_labels: ClassVar[dict[str, str]] = {}
    bookkeeping: ClassVar[tuple[str, ...]] = ("version", "was")

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    was = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        zone: Zone,
        values: dict[str, Any] | None = None,
    ):
        self.zone = zone
        shown: dict[str, Any] = {}
        if data is None:
            saved = self.saved(zone)
            shown = {"version": zone.version, "was": written_prints(saved)}
            shown |= self.suggested(saved) if values is None else values
        super().__init__(data, initial=shown, label_suffix="")
        self.rows = {
            name: Rows(row_form, name, data=data, values=shown.get(name))
            for name, row_form in self.lists.items()
        }

    def saved(self, zone: Zone) -> dict[str, Any]:
        """The values as they are kept now; here, the zone's own columns of those names."""
        names = [name for name in self.base_fields if name not in self.bookkeeping]
        return {name: getattr(zone, name) for name in names}

    def suggested(self, saved: dict[str, Any]) -> dict[str, Any]:
        """The values to start from: those saved, and suggestions where there are none."""
        return saved

    def own_fields(self) -> list[forms.BoundField]:
        """The fields of the page itself, without bookkeeping and rows."""
        return [self[name] for name in self.fields if name not in self.bookkeeping]

    def row_forms(self) -> Iterator[RowForm]:
        for rows in self.rows.values():
            yield from rows

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(form.is_valid() for form in self.row_forms())])

    @property
    def faults(self) -> "Faults":
        """What is wrong on the whole page, rows included, for the error summary."""
        return Faults(self)

    def values(self) -> dict[str, Any]:
        """What was typed, cleaned, in the same form as `saved`."""
        own = {
            name: value for name, value in self.cleaned_data.items() if name not in self.bookkeeping
        }
        return own | {name: rows.values() for name, rows in self.rows.items()}

    def again(self, *, longer: str = "", without: tuple[str, int] | None = None) -> "AnswerForm":
        """The same page with what was typed, unchecked: a list longer by a row, or without one."""
        values = typed_in(self)
        for name, rows in self.rows.items():
            row = without[1] if without and without[0] == name else None
            values[name] = rows.typed(without=row)
        return type(self)(zone=self.zone, values=values)

    def label_of(self, name: str) -> str:
        """What the page calls a field or a list."""
        if name in self.fields:
            return str(self.fields[name].label or name)
        return self.list_labels.get(name, name)

    def in_words(self, name: str, value: Any) -> str:
        """A value as the person reads it."""
        if name in self.lists:
            return "\n".join(str(row[self.lists[name].leading]) for row in value) or "Nothing"
        choices = getattr(self.fields[name], "choices", None)
        if choices:
            return str(dict(choices).get(value, value)) or "Nothing"
        if isinstance(value, dt.date):
            return day_in_words(value)
        return str(value or "") or "Nothing"


class Faults:
    """The errors of a page and its rows, in the shape of a form, as the error summary reads it."""

    def __init__(self, form: AnswerForm):
        self.form = form
        self.errors = [one.errors for one in (form, *form.row_forms()) if one.errors]

    def non_field_errors(self) -> list[str]:
        return list(self.form.non_field_errors())

    def __iter__(self) -> Iterator[forms.BoundField]:
        for form in (self.form, *self.form.row_forms()):
            yield from form


@dataclass(frozen=True)
class Difference:
    """An answer that somebody else changed meanwhile; `is_both` where this person did, too."""

    label: str
    saved: str
    typed: str
    is_both: bool


def fingerprint(value: Any) -> str:
    """A short text that differs where values differ; rows compare without their keys."""
    if isinstance(value, list):
        value = [
            {name: part for name, part in row.items() if name != "pk"}
            if isinstance(row, dict)
            else row
            for row in value
        ]
    text = json.dumps(value if value is not None else "", default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def written_prints(values: Mapping[str, Any]) -> str:
    """The fingerprints of the values as one text, for a hidden field."""
    return " ".join(f"{name}:{fingerprint(value)}" for name, value in values.items())


def read_prints(text: str) -> dict[str, str]:
    """What `written_prints` wrote; parts that it did not write are left out."""
    return dict(part.split(":", 1) for part in text.split() if ":" in part)


def are_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two sets of values say the same."""
    return read_prints(written_prints(one)) == read_prints(written_prints(other))


def brought_together(
    form: AnswerForm, saved: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Difference]]:
    """Return the values to show where somebody else saved meanwhile, and what they changed.

    Answers that only the other changed become theirs; those that this person changed stay typed,
    and rows that the other added are put behind this person's.
    """
    was = read_prints(form.cleaned_data.get("was", ""))
    typed = form.values()
    together, differences = dict(typed), []
    for name, value in saved.items():
        is_theirs = fingerprint(value) != was.get(name)
        is_ours = fingerprint(typed.get(name)) != was.get(name)
        if fingerprint(value) == fingerprint(typed.get(name)) or not is_theirs:
            continue
        if not is_ours:
            together[name] = value
        elif name in form.lists:
            together[name] = [*typed[name], *_only_in(value, typed[name], form.lists[name].leading)]
        differences.append(
            Difference(
                form.label_of(name),
                form.in_words(name, value),
                form.in_words(name, typed.get(name)),
                is_ours,
            )
        )
    return together, differences


def _only_in(theirs: list[dict], ours: list[dict], leading: str) -> list[dict]:
    keys = {row.get("pk") or row[leading] for row in ours}
    return [row for row in theirs if (row.get("pk") or row[leading]) not in keys]
