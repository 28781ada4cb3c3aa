import assert from "node:assert/strict";
import { test } from "node:test";
import { holdsWords } from "../../static/js/lib/matching.js";

test("a name holds a part of itself in any case", () => {
  assert.ok(holdsWords("Bournville & Cotteridge", "COTTER"));
});

test("an ampersand and the word are the same", () => {
  assert.ok(holdsWords("Bournville & Cotteridge", "bournville and cotteridge"));
});

test("nothing typed matches every name", () => {
  assert.ok(holdsWords("Stirchley", "  "));
});

test("a word that is not there matches nothing", () => {
  assert.ok(!holdsWords("Stirchley", "stirchley park"));
});
