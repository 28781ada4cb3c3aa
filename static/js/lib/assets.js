/** Pixels: a counted circle's least and greatest width. */
const LEAST_WIDTH = 34;
const MOST_WIDTH = 64;
const FULL_AT = 10_000;

/**
 * How wide the circle of a group is drawn: its growth slows, so that many differ from very many.
 * @param {number} count assets in the group, one or more
 * @returns {number} whole pixels
 */
export function groupWidth(count) {
  const share = Math.min(Math.log10(Math.max(count, 1)) / Math.log10(FULL_AT), 1);
  return Math.round(LEAST_WIDTH + (MOST_WIDTH - LEAST_WIDTH) * share);
}

/**
 * A count short enough for its circle.
 * @param {number} count
 * @returns {string} "340", "1.2k", "31k"
 */
export function shortCount(count) {
  if (count < 1000) return String(count);
  const thousands = count / 1000;
  const cut = thousands < 10 ? Math.floor(thousands * 10) / 10 : Math.floor(thousands);
  return `${cut}k`;
}

/** @param {number} count @returns {string} "1 asset", "12,345 assets" */
export function assetsInWords(count) {
  return count === 1 ? "1 asset" : `${count.toLocaleString("en-GB")} assets`;
}

/**
 * What a window of the map shows, as sentences.
 * @param {{found: number, without_place: number, in_window: number, outside_list: number}} seen
 * @param {number} groups how many circles stand for more than one asset; 0 where each is shown
 */
export function viewInWords(seen, groups = 0) {
  const number = (count) => count.toLocaleString("en-GB");
  const parts = [`${seen.in_window ? assetsInWords(seen.in_window) : "No assets"} in view`];
  if (groups > 1) parts[0] += `, in ${number(groups)} groups`;
  if (seen.outside_list) parts.push(`${number(seen.outside_list)} outside the list`);
  const elsewhere = seen.found - seen.without_place - seen.in_window;
  if (elsewhere > 0) parts.push(`${number(elsewhere)} elsewhere`);
  if (seen.without_place > 0) parts.push(`${number(seen.without_place)} with no place on the map`);
  return `${parts.join("; ")}.`;
}

/**
 * Spots that lie on one another, together: a building and the rooms in it.
 * @param {object[]} features points
 * @returns {object[][]} features of one place each, in their order
 */
export function byPlace(features) {
  const places = new Map();
  for (const feature of features) {
    const key = feature.geometry.coordinates.join(",");
    places.set(key, [...(places.get(key) ?? []), feature]);
  }
  return [...places.values()];
}

/**
 * The address of what is in view.
 * @param {string} src with the search in it
 * @param {number[]} corners west, south, east, north in degrees
 * @param {number} zoom
 */
export function viewAddress(src, corners, zoom) {
  const [path, kept] = src.split("?");
  const query = new URLSearchParams(kept);
  query.set("window", corners.map((degrees) => degrees.toFixed(5)).join(","));
  query.set("zoom", String(zoom));
  return `${path}?${query}`;
}

/**
 * The address of the list of what lies in a box.
 * @param {string} href of the list, with the search in it
 * @param {number[]} box west, south, east, north in degrees
 */
export function listAddress(href, box) {
  const [path, kept] = href.split("?");
  const query = new URLSearchParams(kept);
  query.delete("page");
  query.set("bbox", box.join(","));
  return `${path}?${query}`;
}
