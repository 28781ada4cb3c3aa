const SOONEST_MS = 1000;
const LATEST_MS = 30000;
const QUARTERS = 4;

/** How many milliseconds to wait before asking again, after so many failures in a row. */
export function wait(failures) {
  return Math.min(SOONEST_MS * 2 ** failures, LATEST_MS);
}

/** How many whole quarters of the work are done: 0 to 4. Of no work at all, none. */
export function quarterOf(done, all) {
  return all > 0 ? Math.min(Math.floor((done / all) * QUARTERS), QUARTERS) : 0;
}
