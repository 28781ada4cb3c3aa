const LONGEST = 200;

/**
 * Cut text into pieces of at most `longest` characters for a reading voice, at the ends of
 * sentences where there are any: some voices stop in the middle of anything longer.
 */
export function piecesOf(text, longest = LONGEST) {
  const pieces = [];
  for (const sentence of text.replace(/\s+/g, " ").trim().match(/[^.!?]+[.!?]*\s*/g) ?? []) {
    let rest = sentence.trim();
    while (rest.length > longest) {
      const cut = rest.lastIndexOf(" ", longest);
      const at = cut > 0 ? cut : longest;
      pieces.push(rest.slice(0, at).trim());
      rest = rest.slice(at).trim();
    }
    if (rest) pieces.push(rest);
  }
  return pieces;
}

/** The text of what is to be read: blocks end like sentences, so that the voice pauses there. */
export function spokenText(blocks) {
  return blocks
    .map((block) => block.replace(/\s+/g, " ").trim())
    .filter(Boolean)
    .map((block) => (/[.!?:]$/.test(block) ? block : `${block}.`))
    .join(" ");
}
