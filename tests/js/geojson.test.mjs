import assert from "node:assert/strict";
import test from "node:test";
import { contains, featuresOf, multiPolygon, polygonsOf, readPolygons, rounded, zonesAt } from "../../static/js/lib/geojson.js";

const square = (west, south, side) => [
  [west, south],
  [west + side, south],
  [west + side, south + side],
  [west, south + side],
  [west, south],
];
const big = { type: "Polygon", coordinates: [square(0, 0, 10), square(4, 4, 2)] };
const small = { type: "MultiPolygon", coordinates: [[square(1, 1, 2)], [square(20, 20, 1)]] };

test("features are found in a collection, a feature and a bare geometry", () => {
  const feature = { type: "Feature", properties: {}, geometry: big };
  assert.equal(featuresOf({ type: "FeatureCollection", features: [feature, { type: "Feature", geometry: null }] }).length, 1);
  assert.deepEqual(featuresOf(feature), [feature]);
  assert.equal(featuresOf(big)[0].geometry, big);
  assert.deepEqual(featuresOf(null), []);
});

test("a hole is not in the shape, and each part of a multipolygon is", () => {
  assert.equal(contains(big, [2, 2]), true);
  assert.equal(contains(big, [5, 5]), false);
  assert.equal(contains(big, [11, 5]), false);
  assert.equal(contains(small, [20.5, 20.5]), true);
});

test("every zone under a point is found, however they overlap", () => {
  const zones = [
    { properties: { slug: "big" }, geometry: big },
    { properties: { slug: "small" }, geometry: small },
  ];
  const slugs = (point) => zonesAt(zones, point).map((zone) => zone.properties.slug);
  assert.deepEqual(slugs([2, 2]), ["big", "small"]);
  assert.deepEqual(slugs([8, 8]), ["big"]);
  assert.deepEqual(slugs([15, 15]), []);
});

test("typed polygons are read from any GeoJSON that holds them", () => {
  assert.deepEqual(readPolygons("  "), []);
  assert.deepEqual(readPolygons(JSON.stringify(big)), [big.coordinates]);
  assert.equal(readPolygons(JSON.stringify({ type: "Feature", geometry: small })).length, 2);
});

test("what is not polygons yet is left for the server to judge", () => {
  const broken = ['{"type":"Pol', "POLYGON((0 0,1 0,1 1,0 0))", '{"type":"Point","coordinates":[1,2]}',
    '{"type":"Polygon","coordinates":[[[0,0],[1,1]]]}', '{"type":"Polygon","coordinates":[[["a","b"],[1,1],[2,2],[0,0]]]}', "[]", "7"];
  for (const text of broken) assert.equal(readPolygons(text), null, text);
});

test("coordinates are cut to six decimals and two dimensions", () => {
  assert.deepEqual(rounded([[[[1.23456789, -2.0000004, 99]]]]), [[[[1.234568, -2]]]]);
});

test("polygons go together in one multipolygon, and none make no shape", () => {
  assert.deepEqual(multiPolygon(polygonsOf(small)), small);
  assert.equal(multiPolygon([]), null);
});
