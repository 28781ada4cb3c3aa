/**
 * The features of any GeoJSON object.
 * @param {object|null} json a FeatureCollection, a Feature or a bare geometry
 * @returns {object[]} features that have a geometry
 */
export function featuresOf(json) {
  if (!json) return [];
  if (json.type === "FeatureCollection") return (json.features ?? []).filter((one) => one?.geometry);
  if (json.type === "Feature") return json.geometry ? [json] : [];
  return [{ type: "Feature", properties: {}, geometry: json }];
}

/**
 * @param {object|null} geometry Polygon, MultiPolygon or a collection of them
 * @returns {number[][][][]} the coordinates of its polygons, each a list of rings
 */
export function polygonsOf(geometry) {
  if (geometry?.type === "Polygon") return [geometry.coordinates];
  if (geometry?.type === "MultiPolygon") return geometry.coordinates;
  if (geometry?.type === "GeometryCollection") return geometry.geometries.flatMap(polygonsOf);
  return [];
}

/**
 * Polygons joined in one geometry, without dissolving what overlaps: the server does that.
 * @param {number[][][][]} polygons
 * @returns {object|null} a MultiPolygon, or null where there is nothing
 */
export function multiPolygon(polygons) {
  return polygons.length ? { type: "MultiPolygon", coordinates: polygons } : null;
}

/**
 * Whether a point is in a geometry, its holes left out (even-odd rule, in degrees).
 * @param {object} geometry
 * @param {[number, number]} point longitude, latitude
 */
export function contains(geometry, point) {
  return polygonsOf(geometry).some((rings) => rings.filter((ring) => inRing(ring, point)).length % 2 === 1);
}

function inRing(ring, [x, y]) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/**
 * The zones at a point, all of them, however they overlap.
 * @param {object[]} zones features with a polygon geometry
 * @param {[number, number]} point longitude, latitude
 */
export function zonesAt(zones, point) {
  return zones.filter((zone) => contains(zone.geometry, point));
}

/**
 * Read what was typed in a box as polygons; WKT and half-typed text are left for the server to judge.
 * @param {string} text
 * @returns {number[][][][]|null} polygons ([] for an empty box), or null where it is not GeoJSON polygons
 */
export function readPolygons(text) {
  if (text.trim() === "") return [];
  try {
    const polygons = featuresOf(JSON.parse(text)).flatMap((one) => polygonsOf(one.geometry));
    const isFinitePair = (pair) => Array.isArray(pair) && pair.slice(0, 2).every(Number.isFinite);
    const isSound = polygons.every(
      (rings) => Array.isArray(rings) && rings.length && rings.every((ring) => Array.isArray(ring) && ring.length > 3 && ring.every(isFinitePair)),
    );
    return polygons.length && isSound ? polygons : null;
  } catch {
    return null;
  }
}

/**
 * Coordinates cut to six decimals (a tenth of a metre) and to two dimensions.
 * @param {number[][][][]} polygons
 */
export function rounded(polygons) {
  const cut = (value) => Math.round(value * 1e6) / 1e6;
  return polygons.map((rings) => rings.map((ring) => ring.map(([x, y]) => [cut(x), cut(y)])));
}
