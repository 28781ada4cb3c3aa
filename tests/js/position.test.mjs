import assert from "node:assert/strict";
import test from "node:test";
import { hereAddress, readBounds, readLonLat, wrapLongitude } from "../../static/js/lib/position.js";

test("an address has six decimals and the error rounded up", () => {
  assert.equal(
    hereAddress("/here/", { lat: 52.41941312, lon: -1.930906, accuracy: 12.2 }),
    "/here/?lat=52.419413&lon=-1.930906&accuracy=13",
  );
});

test("an address leaves out an error that nobody knows", () => {
  assert.equal(hereAddress("/here/", { lat: 0, lon: 0 }), "/here/?lat=0.000000&lon=0.000000");
});

test("an address keeps the day that was asked about", () => {
  assert.equal(hereAddress("/here/?on=2027-05-03", { lat: 1, lon: 2 }), "/here/?on=2027-05-03&lat=1.000000&lon=2.000000");
});

test("longitudes past the date line come back round", () => {
  assert.equal(wrapLongitude(181), -179);
  assert.equal(wrapLongitude(-541), 179);
  assert.equal(wrapLongitude(-1.5), -1.5);
});

test("a place is read, and what is not a place is null", () => {
  assert.deepEqual(readLonLat("-1.93, 52.42"), [-1.93, 52.42]);
  assert.deepEqual(readLonLat("0,0"), [0, 0]);
  for (const bad of [null, "", "1", "1,", "1,91", "181,0", "1,2,3", "a,b", "1,1e999"]) assert.equal(readLonLat(bad), null, String(bad));
});

test("bounds are read west, south, east, north and given as two corners", () => {
  assert.deepEqual(readBounds("-2.1,52.3,-1.7,52.6"), [[52.3, -2.1], [52.6, -1.7]]);
  for (const bad of [null, "", "1,2,3", "1,2,3,", "3,2,1,4", "1,4,3,2"]) assert.equal(readBounds(bad), null, String(bad));
});
