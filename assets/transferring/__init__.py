"""Community asset transfer: its stages, its decisions, what it is worth, and what came of it."""
