import { featuresOf } from "../lib/geojson.js";

const INWARDS = ["edge", "middle", "close", "core"];

/**
 * Zones drawn as their stepped fringes: three lighter fills, a dashed reach, a firm core over all.
 * Where several are drawn at once, fills are fainter so that what overlaps can still be read.
 * @param {L.FeatureGroup} layer
 * @param {object} bands features with `band`, and with `slug` where they are of several zones
 * @param {object[]} reaches features, each the outer edge of a zone
 */
export function drawBands(layer, bands, reaches) {
  const byZone = groupBySlug(featuresOf(bands));
  const among = byZone.size > 1 ? " is-among-others" : "";
  for (const features of byZone.values()) {
    for (const band of INWARDS) {
      addShape(layer, features.filter((one) => one.properties?.band === band), `band band--${band}${among}`);
    }
  }
  for (const reach of reaches) addShape(layer, [reach], `reach-line${among}`);
  for (const features of byZone.values()) {
    addShape(layer, features.filter((one) => one.properties?.band === "core"), `core-line${among}`);
  }
}

export function slugOf(feature) {
  return feature.properties?.slug ?? "";
}

function groupBySlug(features) {
  const groups = new Map();
  for (const feature of features) groups.set(slugOf(feature), [...(groups.get(slugOf(feature)) ?? []), feature]);
  return groups;
}

/** Shapes that only show: their look is all in map.css. */
export function addShape(layer, features, className) {
  L.geoJSON(features, { interactive: false, style: () => ({ className, interactive: false, smoothFactor: 0.6 }) }).addTo(layer);
}
