/**
 * The address of the answer for a place.
 * @param {string} href where answers are given, such as "/here/" or "/here/?on=2027-05-03"
 * @param {{lat: number, lon: number, accuracy?: number}} position degrees, and metres of possible error
 * @returns {string} six decimals are a tenth of a metre: more would only look exact
 */
export function hereAddress(href, { lat, lon, accuracy }) {
  const [path, kept] = href.split("?");
  const query = new URLSearchParams(kept);
  query.set("lat", lat.toFixed(6));
  query.set("lon", lon.toFixed(6));
  if (Number.isFinite(accuracy)) query.set("accuracy", String(Math.ceil(accuracy)));
  return `${path}?${query}`;
}

/**
 * Longitude wrapped into −180 … 180, as a map dragged round the world gives more.
 * @param {number} lon degrees
 */
export function wrapLongitude(lon) {
  return ((((lon + 180) % 360) + 360) % 360) - 180;
}

/**
 * @param {string|null} text "lon,lat"
 * @returns {[number, number]|null} longitude and latitude, or null where the text is not a place on Earth
 */
export function readLonLat(text) {
  const parts = (text ?? "").split(",").map((part) => part.trim());
  if (parts.length !== 2 || parts.some((part) => part === "")) return null;
  const [lon, lat] = parts.map(Number);
  if (!Number.isFinite(lon) || !Number.isFinite(lat)) return null;
  if (Math.abs(lon) > 180 || Math.abs(lat) > 90) return null;
  return [lon, lat];
}

/**
 * @param {string|null} text "west,south,east,north" in degrees
 * @returns {[[number, number], [number, number]]|null} south-west and north-east as [lat, lon]
 */
export function readBounds(text) {
  const numbers = (text ?? "").split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
  if (numbers.length !== 4 || !numbers.every(Number.isFinite)) return null;
  const [west, south, east, north] = numbers;
  if (west > east || south > north) return null;
  return [
    [south, west],
    [north, east],
  ];
}
