"""Pages on which somebody says where a zone is."""

from typing import Any

import shapely
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from places.crs import to_lonlat
from places.drawing import draw_bands
from places.fuzzy import bands, reach_of_width
from places.models import Area
from places.shapes import ShapeRefused
from sizes.boundaries import (
    how_it_was_made,
    latest_boundary,
    set_boundary,
)
from sizes.forms.where import WIDTH, Made, Method, WhereForm, geojson_of, initial_of
from sizes.models import Boundary, Zone
from sizes.parking import park, parked_reading
from sizes.permissions import may_edit
from sizes.reckoning import Reckoning, areas_beside, reckon, whereabouts
from sizes.surroundings import areas_to_pick, surroundings

# Above so many points a preview leaves out the bands, which are drawn when it is saved.
MOST_POINTS_PREVIEWED = 4_000
CHECK, SAVE, READ, FIND, EDIT, ENTER = "check", "save", "read", "find", "edit", "enter"


def zone_to_edit(request: HttpRequest, reference: str) -> Zone:
    """The zone, if the person may see it (else 404) and edit it (else 403)."""
    zone = get_object_or_404(Zone.objects.visible_to(request.user), reference=reference)
    if not may_edit(request.user, zone):
        raise PermissionDenied
    return zone


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def zone_where(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask where the zone is, show what that amounts to, and keep it."""
    zone = zone_to_edit(request, reference)
    if not zone.is_open_to_edits:
        messages.error(request, "Where this zone is can no longer be changed here.")
        return redirect(zone)
    return WherePage(request, zone).answer()


@never_cache
@login_required
@require_POST
def zone_reckon(request: HttpRequest, reference: str) -> JsonResponse:
    """Say, as JSON, what the form as it stands amounts to. Nothing is kept.

    {"words", "warnings", "problems": sentences; "crossing": [lon, lat] or null; "core", "reach":
    GeoJSON geometries or null; "bands": a FeatureCollection or null; "beside": areas that the
    fringe may keep out of, each {"reference", "name"}}
    """
    zone = zone_to_edit(request, reference)
    latest = latest_boundary(zone)
    form = WhereForm(
        request.POST, zone=zone, latest=latest, parked=parked_reading(zone, request.user)
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
    made = form.made
    if made:
        reckoning = reckon(made.core, made.reach, zone=zone, person=request.user)
        answer["words"] = reckoning.words()
        answer["warnings"] = reckoning.warnings()
        answer["reach"] = _as_json(made.reach)
        answer["bands"] = _bands_as_json(made)
        answer["beside"] = [
            {"reference": area.reference, "name": area.name}
            for area in _areas_beside(form, made)
        ]
    if form.core is not None:
        answer["core"] = _as_json(form.core)
    if form.crossing:
        answer["problems"].append(_crossing_in_words(form.crossing))
    return JsonResponse(answer)


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


def _areas_beside(form: WhereForm, made: Made) -> list[Area]:
    """Areas that the fringe reaches into, or would if it did not keep out of them."""
    fringe = made.recipe["fringe"]
    if fringe["how"] != WIDTH:
        return []
    reach = made.reach
    if fringe["crisp_into"]:
        reach = reach_of_width(made.core, fringe["width_m"])
    return areas_beside(made.core, reach)


def _crossing_in_words(crossing: tuple[float, float]) -> str:
    return f"The crossing is at {whereabouts(*crossing)}."


class WherePage:
    """One showing of the page: the form as it stands, and what the person pressed."""

    def __init__(self, request: HttpRequest, zone: Zone) -> None:
        self.request, self.zone = request, zone
        self.latest = latest_boundary(zone)
        self.parked = parked_reading(zone, request.user)
        self.data = request.POST.copy() if request.method == "POST" else None
        self.conflict: Boundary | None = None
        self.problems: list[str] = []
        self.reckoning: Reckoning | None = None
        self.drawing = ""

    def answer(self) -> HttpResponse:
        """Do what was pressed, and show the page again or go on."""
        if self.data is None:
            return self._first_shown()
        pressed = self.data.get("do", CHECK)
        if pressed == ENTER:
            asked_anew = self.data.get("find", "") != self.data.get("found", "")
            pressed = FIND if asked_anew else CHECK
        brought = self.request.FILES.get("file")
        if pressed == READ or (brought and self.data.get("how") == Method.FILE):
            return self._read(brought)
        if pressed == FIND:
            return self._shown(self._form(is_unjudged=True))
        form = self._form()
        if not form.is_valid():
            return self._shown(form)
        if pressed == EDIT:
            return self._to_draw(form.made)
        if pressed == SAVE:
            return self._save(form)
        return self._shown(form)

    def _form(self, *, is_unjudged: bool = False) -> WhereForm:
        form = WhereForm(self.data, zone=self.zone, latest=self.latest, parked=self.parked)
        form.is_unjudged = is_unjudged
        return form

    def _first_shown(self) -> HttpResponse:
        initial = initial_of(self.zone, self.latest)
        form = WhereForm(initial=initial, zone=self.zone, latest=self.latest, parked=self.parked)
        if self.latest:
            core = shapely.from_wkb(bytes(self.latest.core.wkb))
            reach = shapely.from_wkb(bytes(self.latest.reach.wkb))
            made = Made(core, reach, self.latest.method, self.latest.recipe)
            form.core, form.made = core, made
        return self._shown(form)

    def _read(self, brought: Any) -> HttpResponse:
        self.data["how"] = Method.FILE
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
                self.data.setlist("rows", rows if len(rows) == 1 else [])
                if not rows:
                    error = "No shape in this file can be used: see why below."
        form = self._form(is_unjudged=True)
        if error:
            form.add_error("file", error)
        return self._shown(form)

    def _to_draw(self, made: Made) -> HttpResponse:
        """Turn the shape, however it was made, into one that can be changed by hand."""
        self.data["how"] = Method.DRAWN
        self.data["core_geojson"] = geojson_of(to_lonlat(made.core, metric=settings.METRIC_SRID))
        form = self._form()
        form.is_valid()
        return self._shown(form)

    def _save(self, form: WhereForm) -> HttpResponse:
        try:
            set_boundary(
                zone=self.zone,
                core=form.made.core,
                reach=form.made.reach,
                method=form.made.method,
                recipe=form.made.recipe,
                by=self.request.user,
                expected=form.cleaned_data["version"],
                place_in_words=form.cleaned_data["place_in_words"],
                why_beyond_area=form.cleaned_data["why_beyond_area"],
            )
        except ChangedMeanwhile as changed:
            # The next press of the button is made knowing what the other has saved.
            self.zone = changed.current
            self.conflict = latest_boundary(self.zone)
            self.data["version"] = str(self.zone.version)
            self.latest = self.conflict
            self.problems = [
                "Somebody else changed this zone while you were working on it. Nothing of yours is"
                " lost: look at what they saved, then save again, or leave this page to keep"
                " theirs."
            ]
            again = self._form()
            again.is_valid()
            return self._shown(again)
        except Refused as refused:
            self.problems = refused.sentences
            return self._shown(form)
        self.zone.parked_readings.filter(made_by=self.request.user).delete()
        messages.success(self.request, "Where the zone is: saved.")
        return self._onwards()

    def _onwards(self) -> HttpResponseRedirect:
        back_to = "zone-check" if self._came_from() == "check" else "zone-tasks"
        return redirect(back_to, self.zone.reference)

    def _came_from(self) -> str:
        return self.request.POST.get("from", "") or self.request.GET.get("from", "")

    def _shown(self, form: WhereForm) -> HttpResponse:
        given = self.data if self.data is not None else self.request.GET
        find, kind = given.get("find", "").strip()[:100], given.get("kind", "")
        ticked = form["areas"].value() or []
        bounds = surroundings(self.zone, self.request.user)
        areas, total = areas_to_pick(bounds, find=find, kind=kind, ticked=ticked)
        form.offer_areas(areas)
        if form.made:
            made = form.made
            self.reckoning = reckon(made.core, made.reach, zone=self.zone, person=self.request.user)
            self.drawing = draw_bands(made.core, made.reach)
            form.offer_crisp(_areas_beside(form, made))
        crossing = form.crossing
        context = {
            "zone": self.zone,
            "form": form,
            "parked": self.parked,
            "find": find,
            "kind": kind,
            "kinds": Area.Kind.choices,
            "areas_shown": len(areas),
            "areas_total": total,
            "reckoning": self.reckoning,
            "drawing": self.drawing,
            "bounds": _bounds_in_degrees(bounds),
            "crossing": crossing,
            "crossing_words": _crossing_in_words(crossing) if crossing else "",
            "conflict": self.conflict,
            "conflict_words": how_it_was_made(self.conflict) if self.conflict else "",
            "kept_file": self.latest.recipe["core"].get("file", "") if self.latest else "",
            "problems": self.problems,
            "came_from": self._came_from(),
        }
        status = 422 if form.errors else 409 if self.problems else 200
        return render(self.request, "sizes/where.html", context, status=status)


def _bounds_in_degrees(bounds: tuple[float, float, float, float] | None) -> str:
    """A metric box as "west,south,east,north" in degrees."""
    if bounds is None:
        return ""
    box = to_lonlat(shapely.box(*bounds), metric=settings.METRIC_SRID)
    return ",".join(f"{value:.5f}" for value in box.bounds)
