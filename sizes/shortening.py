"""Words made short enough for a place where only so many can be read."""

LONGEST = 180
# A text is cut after a sentence where that leaves at least this share of what there is room for.
LEAST_SHARE = 0.45
SENTENCE_ENDS = (". ", "! ", "? ")


def shortened(text: str, longest: int = LONGEST) -> str:
    """The text on one line, at most so many characters, cut after a sentence or a word.

    "…" stands where it was cut in the middle of a sentence.
    """
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    within = line[: longest + 1]
    end = max(within.rfind(mark) for mark in SENTENCE_ENDS) + 1
    if end >= longest * LEAST_SHARE:
        return line[:end]
    words = line[:longest]
    return f"{words.rpartition(' ')[0].rstrip(',;:–') or words[: longest - 1]}…"
