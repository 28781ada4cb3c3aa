import { featuresOf } from "../lib/geojson.js";
import { nameFits } from "../lib/words.js";
import { make } from "./canvas.js";

/**
 * Outlines of wards and other areas, with their names where they fit: the ground that a map has
 * even where it has no tiles.
 * @returns {L.GeoJSON}
 */
export function addAreas(map, json, { pane = "areas", interactive = false } = {}) {
  if (!map.getPane(pane)) map.createPane(pane).classList.add("areas-pane");
  const layer = L.geoJSON(featuresOf(json), {
    pane,
    interactive,
    style: () => ({ className: "area", pane, interactive }),
    onEachFeature: (feature, shape) => {
      if (!feature.properties?.name) return;
      shape.bindTooltip(make("span", "", feature.properties.name), {
        permanent: true,
        direction: "center",
        className: "area-name",
        pane: "area-names",
        interactive: false,
      });
    },
  });
  if (!map.getPane("area-names")) map.createPane("area-names").classList.add("area-names-pane");
  layer.addTo(map);
  const showNamesThatFit = () => layer.eachLayer((shape) => showNameIfItFits(map, shape));
  map.on("zoomend", showNamesThatFit);
  showNamesThatFit();
  return layer;
}

function showNameIfItFits(map, shape) {
  const name = shape.feature.properties?.name;
  const tooltip = shape.getTooltip();
  if (!name || !tooltip) return;
  const bounds = shape.getBounds();
  const topLeft = map.latLngToLayerPoint(bounds.getNorthWest());
  const bottomRight = map.latLngToLayerPoint(bounds.getSouthEast());
  const fits = nameFits(name, bottomRight.x - topLeft.x, bottomRight.y - topLeft.y);
  tooltip.getElement()?.classList.toggle("is-out-of-room", !fits);
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
