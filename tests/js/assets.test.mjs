import assert from "node:assert/strict";
import test from "node:test";
import { assetsInWords, byPlace, groupWidth, listAddress, shortCount, viewAddress, viewInWords } from "../../static/js/lib/assets.js";

test("a group is drawn wider the more it holds, up to a limit", () => {
  const widths = [1, 2, 30, 400, 10_000].map(groupWidth);
  assert.deepEqual(widths, [...widths].sort((one, other) => one - other));
  assert.equal(new Set(widths).size, widths.length);
  assert.equal(groupWidth(1_000_000), groupWidth(10_000));
  assert.equal(groupWidth(0), groupWidth(1));
});

test("counts in circles are short, and never say more than there are", () => {
  assert.deepEqual([7, 999, 1000, 1290, 9999, 31_999].map(shortCount), ["7", "999", "1k", "1.2k", "9.9k", "31k"]);
});

test("assets are counted in words", () => {
  assert.deepEqual([0, 1, 12_345].map(assetsInWords), ["0 assets", "1 asset", "12,345 assets"]);
});

test("what is in view is said, and what is not", () => {
  const seen = { found: 500, without_place: 0, in_window: 340, outside_list: 12 };
  assert.equal(viewInWords(seen, 24), "340 assets in view, in 24 groups; 12 outside the list; 160 elsewhere.");
  assert.equal(viewInWords({ found: 3, without_place: 2, in_window: 1, outside_list: 0 }), "1 asset in view; 2 with no place on the map.");
  assert.equal(viewInWords({ found: 1200, without_place: 0, in_window: 0, outside_list: 0 }), "No assets in view; 1,200 elsewhere.");
  assert.equal(viewInWords({ found: 2, without_place: 0, in_window: 2, outside_list: 0 }, 1), "2 assets in view.");
});

test("spots on one another are together, in their order", () => {
  const spot = (name, ...coordinates) => ({ properties: { name }, geometry: { type: "Point", coordinates } });
  const places = byPlace([spot("a", 1, 2), spot("b", 3, 4), spot("c", 1, 2)]);
  assert.deepEqual(places.map((each) => each.map((one) => one.properties.name)), [["a", "c"], ["b"]]);
});

test("the address of a view keeps what was searched for", () => {
  const address = viewAddress("/assets/map.geojson?kind=room&kind=van&q=a%26b", [-1.95, 52.4, -1.9, 52.4512345], 13.5);
  const query = new URLSearchParams(address.split("?")[1]);
  assert.deepEqual(query.getAll("kind"), ["room", "van"]);
  assert.equal(query.get("q"), "a&b");
  assert.equal(query.get("window"), "-1.95000,52.40000,-1.90000,52.45123");
  assert.equal(query.get("zoom"), "13.5");
});

test("the list of a group begins at its first page", () => {
  const query = new URLSearchParams(listAddress("/assets/?kind=room&page=3&bbox=1,2,3,4", [-1.95, 52.4, -1.9, 52.45]).split("?")[1]);
  assert.equal(query.get("bbox"), "-1.95,52.4,-1.9,52.45");
  assert.equal(query.get("page"), null);
  assert.equal(query.get("kind"), "room");
});
