"""Pages on which somebody says where a zone is."""

from http import HTTPStatus
from typing import Any

import shapely
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from places.crs import to_lonlat
from places.drawing import draw_bands
from places.fuzzy import bands
from places.models import Area
from places.shapes import ShapeRefused
from sizes.boundaries import (
    as_shapely,
    how_it_was_made,
    latest_boundary,
    reach_around,
    says_the_same,
    set_boundary,
)
from sizes.forms.drawings import geojson_of
from sizes.forms.where import (
    WIDTH,
    Made,
    Method,
    WhereForm,
    initial_of,
    kept_so_far,
)
from sizes.hearing import begins_again
from sizes.models import Boundary, ParkedReading, Zone
from sizes.parking import park, parked_reading
from sizes.reckoning import areas_beside, reckon, whereabouts
from sizes.surroundings import Bounds, areas_to_pick, surroundings, wards_around
from sizes.views.editing import EditPage
from sizes.writers import writers_since

# Above so many points a preview leaves out the bands, which are drawn when it is saved.
MOST_POINTS_PREVIEWED = 4_000
# What the buttons of the page say; ENTER is the key, pressed in a text box.
CHECK, SAVE, LATER, READ = "check", "save", "later", "read"
FIND, EDIT, ENTER = "find", "edit", "enter"


class Placing(EditPage):
    """A page of somebody who says where a zone is: here a draft, or a proposal."""

    def newest(self) -> Boundary | None:
        """The version that the form takes up."""
        return latest_boundary(self.zone)


class ReckonPage(Placing):
    """Says, as JSON, what the form as it stands amounts to. Nothing is kept.

    {"words", "warnings", "problems": sentences; "crossing": [lon, lat] or null; "core", "reach":
    GeoJSON geometries or null; "bands": a FeatureCollection or null; "beside": areas that the
    fringe may keep out of, each {"reference", "name"}}
    """

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> JsonResponse:
        form = WhereForm(
            request.POST,
            zone=self.zone,
            latest=self.newest(),
            parked=parked_reading(self.zone, request.user),
        )
        form.is_valid()
        answer: dict[str, Any] = {
            "words": form.hints(),
            "warnings": [],
            "problems": form.problems(),
            "crossing": form.crossing,
            "core": None,
            "reach": None,
            "bands": None,
            "beside": [],
        }
        if form.core is not None:
            answer["core"] = _as_json(form.core)
        if form.made:
            answer |= self._amounting_to(form.made)
        if form.crossing:
            answer["problems"].append(_crossing_in_words(form.crossing))
        return JsonResponse(answer)

    def _amounting_to(self, made: Made) -> dict[str, Any]:
        reckoning = reckon(made.core, made.reach, zone=self.zone, person=self.request.user)
        return {
            "words": reckoning.words(),
            "warnings": reckoning.warnings(),
            "reach": _as_json(made.reach),
            "bands": _bands_as_json(made),
            "beside": [
                {"reference": area.reference, "name": area.name} for area in _areas_beside(made)
            ],
        }


def _as_json(shape: shapely.Geometry) -> dict:
    return shapely.geometry.mapping(to_lonlat(shape, metric=settings.METRIC_SRID))


def _bands_as_json(made: Made) -> dict | None:
    if shapely.get_num_coordinates([made.core, made.reach]).sum() > MOST_POINTS_PREVIEWED:
        return None
    features = [
        {"type": "Feature", "properties": {"band": str(band)}, "geometry": _as_json(shape)}
        for band, shape in bands(made.core, made.reach).items()
        if not shape.is_empty
    ]
    return {"type": "FeatureCollection", "features": features}


def _areas_beside(made: Made) -> list[Area]:
    """Areas that the fringe reaches into, or would if it did not keep out of them."""
    fringe = made.recipe.get("fringe", {})
    if fringe.get("how") != WIDTH:
        return []
    reach = made.reach
    if fringe.get("crisp_into"):
        reach = reach_around(made.core, fringe["width_m"])
    return areas_beside(made.core, reach)


def _crossing_in_words(crossing: tuple[float, float]) -> str:
    return f"The crossing is at {whereabouts(*crossing)}."


class WherePage(Placing):
    """Asks where the zone is, shows what that amounts to, and keeps it.

    Every button sends the whole form, and the page comes back with all that was typed.
    """

    latest: Boundary | None
    parked: ParkedReading | None

    def get(self, request: HttpRequest) -> HttpResponse:
        self._look_up()
        form = WhereForm(
            initial=initial_of(self.zone, self.latest),
            zone=self.zone,
            latest=self.latest,
            parked=self.parked,
        )
        if self.latest:
            shapes = as_shapely(self.latest.core), as_shapely(self.latest.reach)
            form.made = Made(*shapes, self.latest.method, self.latest.recipe)
        return self._shown(form)

    def post(self, request: HttpRequest) -> HttpResponse:
        self._look_up()
        data = request.POST.copy()
        pressed = data.get("do", CHECK)
        if pressed == ENTER:
            asked_anew = data.get("find", "") != data.get("found", "")
            pressed = FIND if asked_anew else CHECK
        brought = request.FILES.get("file")
        if pressed == READ or (brought and data.get("how") == Method.FILE):
            return self._read(data, brought)
        form = self._form(data, is_unjudged=pressed == FIND)
        if pressed == FIND or not form.is_valid():
            return self._shown(form)
        if pressed == EDIT:
            return self._to_draw(data, form.made)
        if pressed in (SAVE, LATER):
            return self._save(form, expected=form.cleaned_data["version"])
        return self._shown(form)

    def _look_up(self) -> None:
        self.latest = self.newest()
        self.parked = parked_reading(self.zone, self.request.user)

    def _form(self, data: QueryDict, *, is_unjudged: bool = False) -> WhereForm:
        form = WhereForm(data, zone=self.zone, latest=self.latest, parked=self.parked)
        form.is_unjudged = is_unjudged
        return form

    def _read(self, data: QueryDict, brought: Any) -> HttpResponse:
        """Read the file that was brought, and offer its shapes to tick; one alone is ticked."""
        data["how"] = Method.FILE
        error = "" if brought else "Choose a file to read."
        if brought:
            try:
                self.parked = park(
                    zone=self.zone, file=brought, filename=brought.name, by=self.request.user
                )
            except ShapeRefused as refusal:
                error = " ".join(refusal.sentences)
            else:
                rows = [str(feature["row"]) for feature in self.parked.features]
                data.setlist("rows", rows if len(rows) == 1 else [])
                if not rows:
                    error = "No shape in this file can be used. Why is told below, row by row."
        form = self._form(data, is_unjudged=True)
        if error:
            form.add_error("file", error)
        elif len(self.parked.features) == 1:
            form = self._form(data)
        return self._shown(form)

    def _to_draw(self, data: QueryDict, made: Made) -> HttpResponse:
        """Turn the shape, however it was made, into one that can be changed by hand."""
        data["how"] = Method.DRAWN
        data["core_geojson"] = geojson_of(to_lonlat(made.core, metric=settings.METRIC_SRID))
        return self._shown(self._form(data))

    def _save(self, form: WhereForm, *, expected: int | None) -> HttpResponse:
        try:
            self.keep(
                core=form.made.core,
                reach=form.made.reach,
                method=form.made.method,
                recipe=form.made.recipe,
                by=self.request.user,
                expected=expected,
                place_in_words=form.cleaned_data["place_in_words"],
                why_beyond_area=form.cleaned_data["why_beyond_area"],
            )
        except ChangedMeanwhile as changed:
            return self._show_both(form, changed.current)
        except Refused as refused:
            return self._shown(form, problems=refused.sentences, status=409)
        self.zone.parked_readings.filter(made_by=self.request.user).delete()
        return self.go_on()

    def keep(self, **given: Any) -> None:
        """Write what was given; raises as `set_boundary`."""
        set_boundary(zone=self.zone, **given)

    def take_up(self, current: Any) -> None:
        """Go on from the row as somebody else left it."""
        self.zone = current

    def addresses(self) -> dict[str, Any]:
        """Where the page's own links lead, as parts of its context."""
        return {
            "up_url": reverse("zone-tasks", args=[self.zone.reference]),
            "again_url": reverse("zone-where", args=[self.zone.reference]),
            "reckon_url": reverse("zone-reckon", args=[self.zone.reference]),
            "goes_on": not self._is_from_check,
        }

    def go_on(self) -> HttpResponse:
        """What follows once it is saved."""
        if self._is_from_check:
            return self.come_back("zone-check")
        later = self.request.POST.get("do") == LATER
        return self.come_back("zone-tasks" if later else "zone-what-for")

    def _show_both(self, form: WhereForm, current: Any) -> HttpResponse:
        """What somebody else saved meanwhile beside what this person has, ready to be saved again.

        Where both say the same, a button was pressed twice. Where the other changed nothing that
        this page holds, there is nothing to choose.
        """
        self.take_up(current)
        self.latest = self.newest()
        if self.latest and self._is_kept_already(form, self.zone, self.latest):
            return self.go_on()
        kept = kept_so_far(self.zone, self.latest)
        if form.cleaned_data["was"] == kept:
            return self._save(form, expected=current.version)
        writers = writers_since(current, form.cleaned_data["version"], but=self.request.user)
        data = form.data.copy()
        data["version"], data["was"] = str(current.version), kept
        return self._shown(self._form(data), writers=writers, status=409)

    def _is_kept_already(self, form: WhereForm, current: Zone, latest: Boundary) -> bool:
        made, words = form.made, form.cleaned_data
        return (
            says_the_same(latest, made.core, made.reach, made.method, made.recipe)
            and words["place_in_words"] in ("", current.place_in_words)
            and words["why_beyond_area"] == current.why_beyond_area
        )

    @property
    def _is_from_check(self) -> bool:
        """Whether the person came from the page *Check*, and goes back to it."""
        return "check" in (self.request.GET.get("next"), self.request.POST.get("next"))

    def _shown(
        self,
        form: WhereForm,
        *,
        problems: list[str] | None = None,
        writers: str = "",
        status: int = 200,
    ) -> HttpResponse:
        form.is_valid()
        given = self.request.POST or self.request.GET
        asked, kind = given.get("find", "").strip()[:100], given.get("kind", "")
        bounds = surroundings(self.zone, self.request.user)
        ticked = form["areas"].value() or []
        areas, total = areas_to_pick(bounds, find=asked, kind=kind, ticked=ticked)
        form.offer_areas(areas)
        reckoning, drawing = None, ""
        if form.made:
            core, reach = form.made.core, form.made.reach
            reckoning = reckon(core, reach, zone=self.zone, person=self.request.user)
            drawing = draw_bands(bands(core, reach), context=wards_around(reach))
            form.offer_crisp(_areas_beside(form.made))
        context = {
            "zone": self.zone,
            "form": form,
            "latest": self.latest,
            "parked": self.parked,
            "find": asked,
            "kind": kind,
            "kinds": Area.Kind.choices,
            "areas_shown": len(areas),
            "areas_total": total,
            "reckoning": reckoning,
            "drawing": drawing,
            "bounds": _bounds_in_degrees(bounds),
            "crossing_words": _crossing_in_words(form.crossing) if form.crossing else "",
            "problems": problems or [],
            "writers": writers,
            "saved_words": how_it_was_made(self.latest) if self.latest else "",
            "begins_again": begins_again(self.zone, "where it lies", on=clock.today()),
            "next": "check" if self._is_from_check else "",
            **self.addresses(),
        }
        if status == HTTPStatus.OK and form.is_bound and form.errors:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
        return render(self.request, "sizes/where.html", context, status=status)


def _bounds_in_degrees(bounds: Bounds | None) -> str:
    """A metric box as "west,south,east,north" in degrees."""
    if bounds is None:
        return ""
    box = to_lonlat(shapely.box(*bounds), metric=settings.METRIC_SRID)
    return ",".join(f"{value:.5f}" for value in box.bounds)
