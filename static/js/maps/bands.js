import { featuresOf } from "../lib/geojson.js";

const INWARDS = ["edge", "middle", "close", "core"];

/** A zone drawn as its stepped fringe: three lighter fills, a dashed reach, a firm core over all. */
export function drawBands(layer, bands, reach) {
  const byBand = new Map(INWARDS.map((band) => [band, []]));
  for (const feature of featuresOf(bands)) byBand.get(feature.properties?.band)?.push(feature);
  for (const [band, features] of byBand) addShape(layer, features, `band band--${band}`);
  if (reach) addShape(layer, featuresOf(reach), "reach-line");
  addShape(layer, byBand.get("core"), "core-line");
}

/** Shapes that only show: their look is all in map.css. */
export function addShape(layer, features, className) {
  L.geoJSON(features, { interactive: false, style: () => ({ className, interactive: false, smoothFactor: 0.6 }) }).addTo(layer);
}
