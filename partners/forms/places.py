"""What an officer says of a place that is put on the list."""

from typing import Any

import shapely
from django import forms
from shapely import Geometry

from groundwork import clock
from partners.placing import KINDS, circle
from places.lookup import find
from places.shapes import ShapeRefused, read_text

LONGEST_TEXT = 200_000


class PlaceForm(forms.Form):
    """A name, a kind, and either the middle of the place with a radius, or its shape.

    Once valid, `shape` is metric.
    """

    name = forms.CharField(
        label="Name",
        max_length=200,
        help_text="What people nearby call it. For example: Chamberlain Tower.",
    )
    kind = forms.ChoiceField(
        label="What kind of place is it?",
        choices=[(kind.value, kind.label) for kind in KINDS],
        widget=forms.RadioSelect,
    )
    middle = forms.CharField(
        label="Its middle",
        max_length=100,
        required=False,
        help_text="A postcode, or a latitude and longitude: 52.4194, -1.9309.",
    )
    radius_m = forms.IntegerField(
        label="How far it reaches from there, in metres",
        min_value=5,
        max_value=2000,
        required=False,
        help_text="About 30 for a tower block or hall, 200 for a small park.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    outline = forms.CharField(
        label="Or its outline",
        max_length=LONGEST_TEXT,
        required=False,
        strip=True,
        help_text="Pasted as GeoJSON or well-known text, where a circle would not do.",
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )

    shape: Geometry | None = None

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("middle", "radius_m", "outline"):
            self.fields[name].hides_optional = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        middle, outline = cleaned.get("middle"), cleaned.get("outline")
        if middle and outline:
            self.add_error("outline", "Give either a middle or an outline, not both.")
        elif outline:
            self._read_outline(outline)
        elif middle:
            self._read_middle(middle, cleaned.get("radius_m"))
        elif not {"middle", "outline"} & set(self.errors):
            self.add_error("middle", "Say where the place is: its middle, or its outline.")
        return cleaned

    def _read_middle(self, text: str, radius_m: int | None) -> None:
        found = find(text, on=clock.today())
        if found.problem:
            self.add_error("middle", found.problem)
        elif found.kind not in ("point", "postcode"):
            self.add_error("middle", "Give a postcode, or a latitude and longitude.")
        elif not radius_m:
            if "radius_m" not in self.errors:
                self.add_error("radius_m", "Say how far the place reaches.")
        else:
            self.shape = circle(found.point.x, found.point.y, radius_m)

    def _read_outline(self, text: str) -> None:
        try:
            reading = read_text(text)
        except ShapeRefused as refused:
            for sentence in refused.sentences:
                self.add_error("outline", sentence)
        else:
            self.shape = shapely.union_all([feature.shape for feature in reading.features])
