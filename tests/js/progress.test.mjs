import assert from "node:assert/strict";
import { test } from "node:test";
import { quarterOf, wait } from "../../static/js/lib/progress.js";

test("one second passes between two looks", () => {
  assert.equal(wait(0), 1000);
});

test("after failures it is asked less and less often, and at least every half minute", () => {
  assert.deepEqual([1, 2, 4, 5, 50].map(wait), [2000, 4000, 16000, 30000, 30000]);
});

test("only whole quarters count", () => {
  assert.deepEqual([0, 24, 25, 74, 75, 100].map((done) => quarterOf(done, 100)), [0, 0, 1, 2, 3, 4]);
});

test("work with nothing in it has no quarters", () => {
  assert.equal(quarterOf(0, 0), 0);
});

test("a count that runs over is done and no more", () => {
  assert.equal(quarterOf(101, 100), 4);
});
