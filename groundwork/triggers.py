"""Triggers that the library for them does not bring."""

from typing import Any

import pgtrigger


class FinalOnce(pgtrigger.ReadOnly):
    """Columns that never change again once the condition holds of the row as it was."""

    def get_condition(self, model: Any) -> Any:
        """The library's own, that one of the columns changes, and the condition given here."""
        return super().get_condition(model) & self.condition
