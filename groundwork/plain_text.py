"""Text that somebody typed, made fit for files whose format forbids some characters."""

import re

# Ends of lines of every kind; what XML 1.0 forbids, and control characters that print nothing.
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Return the text with plain ends of lines, and without characters that no file may hold."""
    return FORBIDDEN.sub("", LINE_ENDS.sub("\n", text))


def says_something(text: str) -> bool:
    """Whether anybody can read something in the text: no mere spaces and invisible marks."""
    return any(char.isprintable() and not char.isspace() for char in text)


def on_one_line(text: str) -> str:
    """Return the text as a title: printable, with one space where there was any white space."""
    return " ".join(printable(text).split())
