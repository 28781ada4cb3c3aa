"""Bringing in the register that an organisation publishes as a file.

A file is taken in (`begin`), its columns are checked (`choose_columns`), its rows are read and held
against the register (`work_on`), questions are answered (`answer`), and what was shown is written
(`save`). Nothing changes before that, and no row is ever dropped in silence.
"""

from assets.importing.beginning import begin, choose_columns, give_up, reference_system_in_words
from assets.importing.columns import FIELDS, REFERENCE_SYSTEMS
from assets.importing.planning import answer, answer_all, counts_of, keep_gone, work_on
from assets.importing.running import AlreadyAtWork, go_on, is_at_work, start
from assets.importing.saving import CHANGED_MEANWHILE, agree_to_save, save

__all__ = [
    "CHANGED_MEANWHILE",
    "FIELDS",
    "REFERENCE_SYSTEMS",
    "AlreadyAtWork",
    "agree_to_save",
    "answer",
    "answer_all",
    "begin",
    "choose_columns",
    "counts_of",
    "give_up",
    "go_on",
    "is_at_work",
    "keep_gone",
    "reference_system_in_words",
    "save",
    "start",
    "work_on",
]
