import { featuresOf } from "../lib/geojson.js";
import { namesOf } from "./names.js";

const AREA_RANK = 1000;

/**
 * Outlines of wards and other areas, with their names where they fit: the ground that a map has
 * even where it has no tiles.
 * @returns {L.GeoJSON}
 */
export function addAreas(map, json, { interactive = false } = {}) {
  for (const pane of ["areas", "area-names"]) {
    if (!map.getPane(pane)) map.createPane(pane).classList.add(`${pane}-pane`);
  }
  const names = namesOf(map);
  const layer = L.geoJSON(featuresOf(json), {
    pane: "areas",
    interactive,
    style: () => ({ className: "area", pane: "areas", interactive }),
    onEachFeature: (feature, shape) => {
      const name = feature.properties?.name;
      if (name) names.add(shape, { name, className: "area-name", pane: "area-names", rank: AREA_RANK });
    },
  });
  layer.addTo(map);
  names.place();
  return layer;
}

/** Fetch GeoJSON. Throws where the answer is not JSON of status 200. */
export async function fetchJson(url, options = {}) {
  const response = await fetch(url, {
    credentials: "same-origin",
    headers: { Accept: "application/geo+json, application/json" },
    ...options,
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}
