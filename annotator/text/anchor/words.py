"""The words and punctuation marks that a diff compares."""

from __future__ import annotations

import re
from typing import NamedTuple

_WORD = re.compile(r"[^\W\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff]+|\S")  # scripts without spaces: each character


class Words(NamedTuple):
    """The words of a folded text: where each begins and ends (places in the folded text), and which wording it is."""

    starts: list[int]
    ends: list[int]
    ids: list[int]


def words_of(text: str, ids: dict[str, int]) -> Words:
    """The words of `text`; `ids` numbers each wording, and learns those it does not know."""
    spans = [match.span() for match in _WORD.finditer(text)]
    wordings = _WORD.findall(text)
    for wording in dict.fromkeys(wordings):
        ids.setdefault(wording, len(ids))
    return Words([start for start, _ in spans], [end for _, end in spans], [ids[wording] for wording in wordings])
