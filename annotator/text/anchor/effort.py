"""How much work looking for spans may cost: counted in steps, so that no text can make it endless."""

from __future__ import annotations

STEPS = 6_000_000
"""Steps (comparisons of single characters or words) that may be spent on one pair of texts: about two seconds."""


class Effort:
    """What is left of the work that may be done on one pair of texts.

    Attributes:
        spent: Steps taken so far.
        refused: Whether steps were wanted that were not to be had, so that something may have been missed.
    """

    def __init__(self, steps: int = STEPS) -> None:
        self._steps = steps
        self.spent = 0
        self.refused = False

    def allows(self, steps: int) -> bool:
        """Whether `steps` more may be taken; if so they count as taken."""
        if self.spent + steps > self._steps:
            self.refused = True
            return False
        self.spent += steps
        return True
