/**
 * A past and a future of whole states. States are compared as text, so a change that changes
 * nothing is not a step.
 */
export class UndoStack {
  #past = [];
  #future = [];
  #now;

  /** @param {*} start any value that JSON can hold
   *  @param {number} [limit] how many steps back are kept */
  constructor(start, limit = 100) {
    this.#now = JSON.stringify(start);
    this.limit = limit;
  }

  get now() {
    return JSON.parse(this.#now);
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /** Take a new state. Returns whether it differs from the last. */
  push(state) {
    const text = JSON.stringify(state);
    if (text === this.#now) return false;
    this.#past.push(this.#now);
    if (this.#past.length > this.limit) this.#past.shift();
    this.#now = text;
    this.#future = [];
    return true;
  }

  /** The state before, or the present one where there is none. */
  undo() {
    if (this.canUndo) {
      this.#future.push(this.#now);
      this.#now = this.#past.pop();
    }
    return this.now;
  }

  /** The state that was undone last, or the present one where there is none. */
  redo() {
    if (this.canRedo) {
      this.#past.push(this.#now);
      this.#now = this.#future.pop();
    }
    return this.now;
  }
}
