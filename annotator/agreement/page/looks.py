"""How each label looks on a page: a letter, a colour and a style of line, so that none is told by colour alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from annotator.model import Label
from annotator.text.sanitize import one_line

LINES = ("solid", "dashed", "dotted", "double")
"""Styles of the line under a span, by the label's place."""
HATCHES = ("", "///", "...", "xx", "---", "\\\\\\", "oo", "++")
"""Patterns of bars, by the label's place."""
_COLOURS = ("#0072B2", "#D55E00", "#8C6BB1", "#7A7A7A")
"""For labels that the project does not know; dark enough for both grounds."""
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Look(NamedTuple):
    """A label's look."""

    name: str
    """Harmless, on one line."""
    letter: str
    colour: str
    """`#rrggbb`."""
    place: int


def looks(names: Sequence[str], known: Mapping[str, Label]) -> list[Look]:
    """The looks of labels, in their order; letters are the project's keys, or else free ones, and never the same twice.

    Args:
        names: of labels.
        known: the project's labels by name.
    """
    taken = {known[name].key for name in names if name in known}
    found: list[Look] = []
    for place, label in enumerate(names):
        if label in known:
            letter, colour = known[label].key, known[label].colour
        else:
            letter, colour = _letter(label, taken, place), _COLOURS[place % len(_COLOURS)]
        found.append(Look(one_line(label, 40), letter, colour, place))
    return found


def _letter(label: str, taken: set[str], place: int) -> str:
    """A letter of the label's own that is free, any free one, or else a number."""
    candidates = [*(c for c in label.lower() if c in _LETTERS), *_LETTERS]
    letter = next((c for c in candidates if c not in taken), str(place + 1))
    taken.add(letter)
    return letter
