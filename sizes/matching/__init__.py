"""What fits what a zone needs, and the other way round: best first, with its reasons in words.

`fits` judges one asset, with no database at hand; `offers` one commitment. `finding` fetches what
could fit, in few queries, and puts it in order.
"""

from sizes.matching.finding import assets_for, needs_for, offers_for
from sizes.matching.fits import HARD, WEIGHTS, WORTH, Fit, Match, Reason

__all__ = [
    "HARD", "WEIGHTS", "WORTH", "Fit", "Match", "Reason", "assets_for", "needs_for", "offers_for",
]  # fmt: skip
