import assert from "node:assert/strict";
import test from "node:test";

import { piecesOf, spokenText } from "../../static/js/lib/speech.js";

test("blocks end like sentences, so that the voice pauses", () => {
  assert.equal(spokenText(["Normally", " Halls are\n let. ", "", "Why?"]), "Normally. Halls are let. Why?");
});

test("text is cut at the ends of sentences", () => {
  assert.deepEqual(piecesOf("You are covered. Ask!  Why? By 3.5"), [
    "You are covered.",
    "Ask!",
    "Why?",
    "By 3.",
    "5",
  ]);
});

test("a sentence that is too long is cut between words", () => {
  const pieces = piecesOf("one two three four", 9);
  assert.deepEqual(pieces, ["one two", "three", "four"]);
  assert.ok(piecesOf("x".repeat(25), 10).every((piece) => piece.length <= 10));
});

test("nothing gives nothing to read", () => {
  assert.deepEqual(piecesOf("  "), []);
});
