import assert from "node:assert/strict";
import test from "node:test";
import { UndoStack } from "../../static/js/lib/undo.js";

test("undo and redo walk through the states in order", () => {
  const stack = new UndoStack([]);
  stack.push([1]);
  stack.push([1, 2]);
  assert.deepEqual(stack.undo(), [1]);
  assert.deepEqual(stack.undo(), []);
  assert.equal(stack.canUndo, false);
  assert.deepEqual(stack.undo(), []);
  assert.deepEqual(stack.redo(), [1]);
  assert.deepEqual(stack.redo(), [1, 2]);
  assert.equal(stack.canRedo, false);
});

test("a state that changes nothing is not a step", () => {
  const stack = new UndoStack({ core: [] });
  assert.equal(stack.push({ core: [] }), false);
  assert.equal(stack.canUndo, false);
});

test("a new state forgets what was undone", () => {
  const stack = new UndoStack(0);
  stack.push(1);
  stack.undo();
  stack.push(2);
  assert.equal(stack.canRedo, false);
  assert.equal(stack.undo(), 0);
});

test("the oldest steps are forgotten past the limit", () => {
  const stack = new UndoStack(0, 2);
  for (const state of [1, 2, 3]) stack.push(state);
  stack.undo();
  assert.equal(stack.undo(), 1);
  assert.equal(stack.canUndo, false);
});
