/** The words of each status, as everywhere else on the site. */
const STATUS_WORDS = {
  draft: "draft",
  open_for_signatures: "open for signatures",
  starting: "starting soon",
  active: "active",
  review_due: "review due",
  review_overdue: "review overdue",
  under_review: "under review",
  dissolved: "dissolved",
  mainstreamed: "mainstreamed",
  withdrawn: "withdrawn",
  lapsed: "lapsed",
};

/** @param {string|undefined} status as the API writes it; an unknown one is said with spaces */
export function statusWords(status) {
  return STATUS_WORDS[status] ?? (status ?? "").replaceAll("_", " ");
}

/** @param {number} count zones at a spot */
export function zonesHere(count) {
  if (count === 0) return "No zone here";
  return count === 1 ? "One zone here" : `${count} zones here`;
}

/**
 * A zone's name for a label on the map: the place, without the purpose after the colon.
 * @param {string} name such as "Stirchley: health and well-being"
 */
export function placeOfName(name) {
  return name.split(":")[0].trim() || name;
}

/** Pixels: what max-inline-size of .area-name and .zone-name comes to. */
const NAME_LINE = 136;

/**
 * Whether a name fits within a box on the map, so that names never cover one another's areas.
 * @param {string} name
 * @param {number} width pixels
 * @param {number} height pixels
 */
export function nameFits(name, width, height) {
  const letters = name.length * 7.6;
  const lines = Math.ceil(letters / NAME_LINE);
  return width >= Math.min(letters, NAME_LINE) * 0.9 && height >= lines * 17 + 8;
}
