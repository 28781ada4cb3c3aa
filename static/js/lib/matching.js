/**
 * Whether a name holds every word of a query, in any case and with "and" for "&".
 * @param {string} name
 * @param {string} query
 */
export function holdsWords(name, query) {
  const plain = (text) => text.toLowerCase().replaceAll("&", " and ").replaceAll(/[^\p{L}\p{N}]+/gu, " ").trim();
  const held = plain(name);
  return plain(query).split(" ").every((word) => held.includes(word));
}
