"""The form that asks where a zone is: pick, circle, draw, file or type; then its fringe."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from shapely import MultiPolygon

from groundwork import clock
from places.crs import lonlat_of
from places.fuzzy import as_multipolygon, hectares_in_words
from places.lookup import find
from places.models import Area
from places.shapes import ShapeRefused, read_text
from sizes.boundaries import (
    as_shapely,
    check_boundary,
    core_of_areas,
    core_of_circle,
    joined,
    reach_around,
)
from sizes.forms.answers import written_prints
from sizes.forms.drawings import geojson_of, taken_apart
from sizes.models import Boundary, ParkedReading, Zone
from sizes.parking import shape_of

Method = Boundary.Method
NONE, WIDTH, DRAWN = "none", "width", "drawn"
SHORTEST_WIDTH_M, LONGEST_WIDTH_M = 1, 10_000
MISSING = "missing"

# The fields that each choice reads: what is typed under the others is kept, and not judged.
FIELDS_OF_METHOD = {
    Method.PICKED: ("areas",),
    Method.RADIUS: ("centre", "radius_m"),
    Method.DRAWN: ("core_geojson",),
    Method.FILE: ("rows", "file"),
    Method.TYPED: ("core_geojson",),
}
FIELDS_OF_FRINGE = {NONE: (), WIDTH: ("width_m", "crisp"), DRAWN: ("reach_geojson",)}


class Ticks(forms.MultipleChoiceField):
    """Tick boxes whose values are looked up later: one that is not listed is not refused for it."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: Any) -> bool:
        return True


@dataclass(frozen=True)
class Made:
    """What a form that holds together makes: shapely shapes, metric, and how they came about."""

    core: MultiPolygon
    reach: MultiPolygon
    method: str
    recipe: dict


def missing(field: str, sentence: str) -> ValidationError:
    """What has yet to be given: an error when saving, a hint while somebody is at it."""
    return ValidationError({field: ValidationError(sentence, code=MISSING)})


class WhereForm(forms.Form):
    """Where a zone is.

    Where all holds together, `made` is what it makes; where at least the core does, `core` is that.
    `crossing` is (longitude, latitude) where a shape that was given crosses itself.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    was = forms.CharField(widget=forms.HiddenInput, required=False)
    how = forms.ChoiceField(
        label="How do you want to say where?",
        choices=[
            (Method.PICKED, "Pick wards or other areas from a list"),
            (Method.RADIUS, "A circle round a postcode or place"),
            (Method.DRAWN, "Draw it on the map"),
            (Method.FILE, "Bring a file from a mapping program"),
            (Method.TYPED, "Type or paste its coordinates"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how to say where the zone is."},
    )
    areas = Ticks(label="Areas that make up the core", required=False)
    centre = forms.CharField(
        label="Postcode, place, or latitude and longitude",
        max_length=200,
        required=False,
        help_text="For example B30 2HA, Stirchley, or 52.4194, -1.9309",
    )
    radius_m = forms.FloatField(
        label="Radius in metres",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--short"}),
        error_messages={"invalid": "Write the radius as a number of metres, such as 400."},
    )
    file = forms.FileField(
        label="File",
        required=False,
        allow_empty_file=True,
        help_text=(
            "GeoJSON, KML, GeoPackage, zipped Shapefile or CSV, up to 10 MB. "
            "It is read, and not kept."
        ),
    )
    rows = Ticks(
        label="Shapes from the file to use", required=False, help_text="They are joined into one."
    )
    core_geojson = forms.CharField(
        label="Shape of the core",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text="GeoJSON, or well-known text that begins with POLYGON or MULTIPOLYGON.",
    )
    fringe = forms.ChoiceField(
        label="Does the zone have a fringe?",
        choices=[
            (NONE, "No: its edge is crisp all round"),
            (WIDTH, "Yes, of the same width all round"),
            (DRAWN, "Yes, up to an outer edge of our own"),
        ],
        widget=forms.RadioSelect,
        help_text="In the fringe people may be included, or may ask.",
        error_messages={"required": "Say whether the zone has a fringe."},
    )
    width_m = forms.FloatField(
        label="Width of the fringe in metres",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--short"}),
        error_messages={"invalid": "Write the width as a number of metres, such as 300."},
    )
    crisp = Ticks(
        label="Keep the edge crisp where it meets these areas",
        required=False,
        help_text="The fringe stays out of the areas you tick.",
    )
    reach_geojson = forms.CharField(
        label="Outer edge of the fringe",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=(
            "GeoJSON or well-known text of the whole zone, fringe and core together. "
            "Where it follows the core, or cuts it, the edge is crisp."
        ),
    )
    place_in_words = forms.CharField(
        label="Where it is, in a few words",
        max_length=300,
        required=False,
        help_text="Shown beside the zone’s name. Left empty, it is written from the shape.",
    )
    why_beyond_area = forms.CharField(
        label="If it goes beyond the lead councils’ area, why?",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        zone: Zone,
        latest: Boundary | None,
        parked: ParkedReading | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.latest, self.parked = zone, latest, parked
        self.is_unjudged = False
        self.core: MultiPolygon | None = None
        self.made: Made | None = None
        self.crossing: tuple[float, float] | None = None
        self.fields["how"].hides_optional = True
        self.fields["crisp"].hides_optional = True
        self.fields["areas"].hides_optional = True
        self.fields["rows"].hides_optional = True
        for name in ("centre", "radius_m", "file", "core_geojson", "width_m", "reach_geojson"):
            self.fields[name].hides_optional = True
        if parked:
            self.fields["rows"].choices = [
                (str(feature["row"]), _feature_in_words(feature)) for feature in parked.features
            ]

    def offer_areas(self, areas: list[Area]) -> None:
        """Set the areas to tick, under headings of kind and council area."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for area in areas:
            heading = area.get_kind_display()
            if area.authority:
                heading = f"{heading}, {area.authority}"
            groups.setdefault(heading, []).append((area.reference, area.name))
        self.fields["areas"].choices = list(groups.items())

    def offer_crisp(self, areas: list[Area]) -> None:
        """Set the areas that the fringe may keep out of."""
        self.fields["crisp"].choices = [(area.reference, area.name) for area in areas]

    def full_clean(self) -> None:
        """Judge what was given, unless it is only to be shown again."""
        if self.is_unjudged:
            self._errors = ErrorDict(renderer=self.renderer)
            self.cleaned_data = {}
            return
        super().full_clean()

    def clean(self) -> dict:
        data = super().clean()
        how, fringe = data.get("how"), data.get("fringe")
        in_use = {*FIELDS_OF_METHOD.get(how, ()), *FIELDS_OF_FRINGE.get(fringe, ())}
        for fields in (*FIELDS_OF_METHOD.values(), *FIELDS_OF_FRINGE.values()):
            for field in set(fields) - in_use:
                self._errors.pop(field, None)
        if not how or not fringe or in_use & set(self._errors):
            return data
        made: dict[str, dict] = {}
        try:
            self.core, made["core"] = self._making_core[how](self, data)
            reach, made["fringe"] = self._making_reach[fringe](self, data, self.core)
            self._check(check_boundary, "how", self.core, reach)
        except ValidationError as problem:
            self.add_error(None, problem)
            return data
        self.made = Made(self.core, reach, how, made)
        return data

    def hints(self) -> list[str]:
        """Sentences on what has yet to be given."""
        return [
            error.message
            for errors in self.errors.as_data().values()
            for error in errors
            if error.code in (MISSING, "required")
        ]

    def problems(self) -> list[str]:
        """Sentences on what is wrong with what was given."""
        return [
            sentence
            for errors in self.errors.as_data().values()
            for error in errors
            if error.code not in (MISSING, "required")
            for sentence in error.messages
        ]

    # --- The core, by each method: the shape, and how it was made ---------------------------------

    def _picked(self, data: dict) -> tuple[MultiPolygon, dict]:
        if not data["areas"]:
            raise missing("areas", "Tick at least one ward or other area.")
        areas = _areas(data["areas"], "areas")
        return core_of_areas(areas), {"areas": [_noted(area) for area in areas]}

    def _circle(self, data: dict) -> tuple[MultiPolygon, dict]:
        if not data["centre"].strip():
            raise missing("centre", "Write a postcode or place for the centre of the circle.")
        if data["radius_m"] is None:
            raise missing("radius_m", "Write the radius in metres, such as 400.")
        found = find(data["centre"], on=clock.today())
        if not found.point:
            choices = ", ".join(f"{area.name} ({area.reference})" for area in found.choices)
            sentence = f"{found.problem} {choices}".strip()
            raise ValidationError({"centre": sentence})
        try:
            core = core_of_circle(found.point.x, found.point.y, data["radius_m"])
        except ValueError as problem:
            raise ValidationError({"radius_m": str(problem)}) from None
        lon, lat = lonlat_of(found.point.x, found.point.y, source=settings.METRIC_SRID)
        is_spot = found.kind == "point"
        centre = f"{lat:.5f}, {lon:.5f}" if is_spot else found.label
        return core, {
            "centre": centre,
            "lonlat": [lon, lat],
            "radius_m": _tidy(data["radius_m"]),
        }

    def _written(self, data: dict) -> tuple[MultiPolygon, dict]:
        if not data["core_geojson"].strip():
            verb = "Draw" if data["how"] == Method.DRAWN else "Type or paste"
            raise missing("core_geojson", f"{verb} the shape of the core.")
        text = data["core_geojson"]
        return self._read("core_geojson", text, is_drawn=data["how"] == Method.DRAWN), {}

    def _from_file(self, data: dict) -> tuple[MultiPolygon, dict]:
        if not self.parked:
            kept = self.latest
            if kept and kept.method == Method.FILE and not data["rows"]:
                return as_multipolygon(as_shapely(kept.core)), kept.recipe.get("core", {})
            raise missing("file", "Choose a file, then press “Read this file”.")
        features = [each for each in self.parked.features if str(each["row"]) in data["rows"]]
        if not features:
            raise missing("rows", "Tick at least one shape from the file.")
        noted = [{"row": each["row"], "name": each["name"]} for each in features]
        core = joined([shape_of(each) for each in features])
        return core, {"file": self.parked.filename, "rows": noted}

    _making_core = {
        Method.PICKED: _picked,
        Method.RADIUS: _circle,
        Method.DRAWN: _written,
        Method.FILE: _from_file,
        Method.TYPED: _written,
    }

    # --- The reach, by each kind of fringe --------------------------------------------------------

    def _crisp_all_round(self, data: dict, core: MultiPolygon) -> tuple[MultiPolygon, dict]:
        return core, {"how": NONE}

    def _of_width(self, data: dict, core: MultiPolygon) -> tuple[MultiPolygon, dict]:
        width_m = data["width_m"]
        if width_m is None:
            raise missing("width_m", "Write the width of the fringe in metres, such as 300.")
        if not SHORTEST_WIDTH_M <= width_m <= LONGEST_WIDTH_M:
            raise ValidationError(
                {
                    "width_m": f"The width of the fringe must be between {SHORTEST_WIDTH_M} and"
                    f" {LONGEST_WIDTH_M:,} metres."
                }
            )
        areas = _areas(data["crisp"], "crisp")
        kept_out_of = core_of_areas(areas) if areas else None
        # Before anything is grown: a shape of too many points takes long.
        self._check(check_boundary, "how", core, core)
        reach = reach_around(core, width_m, crisp_into=kept_out_of)
        noted = [_noted(area) for area in areas]
        return reach, {"how": WIDTH, "width_m": _tidy(width_m), "crisp_into": noted}

    def _with_own_edge(self, data: dict, core: MultiPolygon) -> tuple[MultiPolygon, dict]:
        if not data["reach_geojson"].strip():
            raise missing("reach_geojson", "Draw or paste the outer edge of the fringe.")
        outer = self._read("reach_geojson", data["reach_geojson"], is_drawn=True)
        if not outer.intersects(core):
            raise ValidationError(
                {"reach_geojson": "The outer edge must go round the core; this lies apart from it."}
            )
        return joined([core, outer]), {"how": DRAWN}

    _making_reach = {NONE: _crisp_all_round, WIDTH: _of_width, DRAWN: _with_own_edge}

    def _read(self, field: str, text: str, *, is_drawn: bool) -> MultiPolygon:
        if is_drawn:
            text = taken_apart(text)
        reading = self._check(read_text, field, text, srid=settings.METRIC_SRID)
        return joined([feature.shape for feature in reading.features])

    def _check(self, check: Any, field: str, *args: Any, **kwargs: Any) -> Any:
        """Call something that may refuse a shape, and lay the refusal at the field's door."""
        try:
            return check(*args, **kwargs)
        except ShapeRefused as refusal:
            self.crossing = refusal.at
            raise ValidationError({field: refusal.sentences}) from None


def _areas(references: list[str], field: str) -> list[Area]:
    """The areas in force with these references; ValidationError naming those that there are not."""
    areas = list(Area.objects.in_force(clock.today()).filter(reference__in=references))
    unknown = sorted(set(references) - {area.reference for area in areas})
    if unknown:
        raise ValidationError(
            {field: f"No area today has the reference {', '.join(unknown[:5])}. Pick again."}
        )
    return areas


def _tidy(metres: float) -> float:
    """A number as people write it: 300, not 300.0."""
    return int(metres) if metres.is_integer() else metres


def _noted(area: Area) -> dict:
    return {"kind": area.kind, "reference": area.reference, "name": area.name}


def _feature_in_words(feature: dict) -> str:
    name = feature["name"] or "no name"
    reference = feature["reference"]
    named = f"{name} ({reference})" if reference and reference != name else name
    return f"Row {feature['row']}: {named}, {hectares_in_words(shape_of(feature).area)}"


def kept_so_far(zone: Zone, latest: Boundary | None) -> str:
    """A fingerprint of what the zone has kept of this page's answers."""
    return written_prints(
        {
            "boundary": latest.number if latest else 0,
            "place_in_words": zone.place_in_words,
            "why_beyond_area": zone.why_beyond_area,
        }
    )


def initial_of(zone: Zone, latest: Boundary | None) -> dict:
    """What the form shows first: how the newest boundary was made, or the simplest way."""
    initial: dict[str, Any] = {
        "how": Method.PICKED,
        "fringe": NONE,
        "version": zone.version,
        "was": kept_so_far(zone, latest),
        "place_in_words": zone.place_in_words,
        "why_beyond_area": zone.why_beyond_area,
    }
    if not latest:
        return initial
    core, fringe = latest.recipe.get("core", {}), latest.recipe.get("fringe", {})
    parts = {part.part: part.shape for part in latest.parts.filter(part__in=("core", "reach"))}
    initial |= {
        "how": latest.method,
        "areas": [area["reference"] for area in core.get("areas", [])],
        "centre": core.get("centre", ""),
        "radius_m": core.get("radius_m"),
        "fringe": fringe.get("how", NONE),
        "width_m": fringe.get("width_m"),
        "crisp": [area["reference"] for area in fringe.get("crisp_into", [])],
    }
    if latest.method in (Method.DRAWN, Method.TYPED) and "core" in parts:
        initial["core_geojson"] = geojson_of(as_shapely(parts["core"]))
    if fringe.get("how") == DRAWN and "reach" in parts:
        initial["reach_geojson"] = geojson_of(as_shapely(parts["reach"]))
    return initial
