"""The file of a register, where it comes from, and what each of its columns holds."""

import datetime as dt
from collections.abc import Sequence
from itertools import islice
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from assets import importing
from assets.importing.reading import MOST_BYTES
from assets.models import RegisterImport
from groundwork import clock
from groundwork.date_parts import DatePartsField
from partners.models import Organisation

KEPT_AS_WRITTEN = "None of these: keep as written"
SAMPLES = 3
ROWS_LOOKED_AT = 60
LONGEST_SAMPLE = 60
OPEN_LICENCE = "Open Government Licence v3.0"


class UploadForm(forms.Form):
    """A register's file, and what the file does not say of itself."""

    organisation = forms.ModelChoiceField(
        label="Whose register is it?",
        queryset=Organisation.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        help_text="What is in the file becomes this organisation's.",
    )
    file = forms.FileField(
        label="The file",
        help_text="CSV or XLSX, as you publish it. Its columns may have any names and any order: "
        "you look at them next.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    source = forms.CharField(
        label="Where does it come from?",
        max_length=300,
        help_text="What the file is called, or the address of the page it is published on. Each "
        "record says so.",
    )
    licence = forms.CharField(
        label="Its licence",
        max_length=200,
        required=False,
        help_text=f"For most councils: {OPEN_LICENCE}.",
        widget=forms.TextInput(attrs={"list": "licences"}),
    )
    effective_on = DatePartsField(
        label="Day as at which it is true",
        help_text="Rows that give a day of their own keep it.",
    )

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], slug: str = "", **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.on: dt.date = clock.today()
        field = self.fields["organisation"]
        field.queryset = organisations
        field.initial = next((each.pk for each in organisations if each.slug == slug), None)

    def clean_effective_on(self) -> dt.date:
        day = self.cleaned_data["effective_on"]
        if day > self.on:
            raise forms.ValidationError(
                "Day as at which it is true: that day has not come. Give today or an earlier one."
            )
        return day

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            most = MOST_BYTES // 1_000_000
            raise forms.ValidationError(f"The file is larger than {most} MB. Split it in two.")
        return file


class ColumnsForm(forms.Form):
    """What each column of the file holds, as it was taken and as somebody puts it right."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, register_import: RegisterImport, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.register_import = register_import
        taken = {int(index): name for name, index in register_import.mapping.items()}
        samples = samples_of(register_import)
        choices = [("", KEPT_AS_WRITTEN), *((f.name, f.label) for f in importing.FIELDS)]
        headers = register_import.columns
        for index, header in enumerate(headers):
            self.fields[_name(index)] = field = forms.ChoiceField(
                label=_label(header, index, headers),
                choices=choices,
                initial=taken.get(index, ""),
                required=False,
                help_text=_told(samples[index]),
            )
            field.hides_optional = True
        self.fields["reference_system"] = forms.ChoiceField(
            label="What are the coordinates?",
            choices=importing.REFERENCE_SYSTEMS,
            initial=register_import.reference_system,
            required=False,
            help_text=importing.reference_system_in_words(register_import),
        )
        self.fields["reference_system"].hides_optional = True
        self.initial.setdefault("version", register_import.version)

    @property
    def columns(self) -> list[forms.BoundField]:
        """The fields of the columns, in the order of the file."""
        return [self[_name(index)] for index in range(len(self.register_import.columns))]

    def clean(self) -> dict[str, Any]:
        taken: dict[str, int] = {}
        labels = {f.name: f.label for f in importing.FIELDS}
        for index in range(len(self.register_import.columns)):
            name = self.cleaned_data.get(_name(index))
            if not name:
                continue
            first = taken.setdefault(name, index)
            if first != index:
                other = self.fields[_name(first)].label
                self.add_error(
                    _name(index),
                    f"“{labels[name]}” is taken from “{other}” already. Choose one of the two.",
                )
        self.mapping = taken
        return self.cleaned_data

    mapping: dict[str, int]

    def differences(self, current: RegisterImport) -> list[dict[str, str]]:
        """Where what was chosen here differs from what is kept by now, column by column."""
        labels = {f.name: f.label for f in importing.FIELDS} | {"": KEPT_AS_WRITTEN}
        kept = {int(index): name for name, index in current.mapping.items()}
        found = []
        for index in range(len(current.columns)):
            mine, theirs = self.cleaned_data.get(_name(index)) or "", kept.get(index, "")
            if mine != theirs:
                column = str(self.fields[_name(index)].label)
                found.append(
                    {"column": column, "mine": labels[mine], "theirs": labels.get(theirs, theirs)}
                )
        return found


def samples_of(register_import: RegisterImport) -> list[list[str]]:
    """The first few different cells of each column, from the first rows. One query."""
    width = len(register_import.columns)
    found: list[list[str]] = [[] for _ in range(width)]
    rows = register_import.rows.order_by("number").values_list("cells", flat=True)
    for cells in rows[:ROWS_LOOKED_AT]:
        for seen, cell in zip(found, islice(cells, width), strict=False):
            text = " ".join(cell.split())
            if len(text) > LONGEST_SAMPLE:
                text = f"{text[: LONGEST_SAMPLE - 1]}…"
            if text and len(seen) < SAMPLES and text not in seen:
                seen.append(text)
    return found


def _told(samples: Sequence[str]) -> str:
    if not samples:
        return "Empty in the first rows."
    return "Such as " + ", ".join(f"“{sample}”" for sample in samples)


def _name(index: int) -> str:
    return f"column_{index}"


def _label(header: str, index: int, headers: Sequence[str]) -> str:
    """The header; where it is not the only one of its name, with the number of its column."""
    if not header.strip():
        return f"Column {index + 1}, without a name"
    return header if headers.count(header) == 1 else f"{header} (column {index + 1})"


class AnswerForm(forms.Form):
    """Whether a row is about the asset that was found for it."""

    row = forms.IntegerField(required=False)
    same = forms.ChoiceField(choices=[("yes", "The same"), ("no", "Another one")])

    @property
    def is_same(self) -> bool:
        """What was answered."""
        return self.cleaned_data["same"] == "yes"
