import assert from "node:assert/strict";
import test from "node:test";
import { nameFits, placeOfName, statusWords, zonesHere } from "../../static/js/lib/words.js";

test("a status is said in words, an unknown one too", () => {
  assert.equal(statusWords("starting"), "starting soon");
  assert.equal(statusWords("on_hold"), "on hold");
  assert.equal(statusWords(undefined), "");
});

test("zones at a spot are counted in words", () => {
  assert.deepEqual([0, 1, 3].map(zonesHere), ["No zone here", "One zone here", "3 zones here"]);
});

test("a name is shown only where it has room", () => {
  assert.equal(nameFits("Stirchley", 80, 40), true);
  assert.equal(nameFits("Stirchley", 50, 40), false);
  assert.equal(nameFits("Bournville & Cotteridge", 140, 30), false);
  assert.equal(nameFits("Bournville & Cotteridge", 140, 50), true);
});

test("a label on the map leaves out the purpose of a zone", () => {
  assert.equal(placeOfName("Stirchley and Cotteridge: health and well-being"), "Stirchley and Cotteridge");
  assert.equal(placeOfName("Soho Road"), "Soho Road");
  assert.equal(placeOfName(": odd"), ": odd");
});
