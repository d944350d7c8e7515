"""Where a diff lets an insertion begin, when its words allow more than one place.

Between `He went. The end.` and `He went. The sea rose. The end.` a diff may take `The sea rose.` or `sea rose. The` for
what was inserted. People insert lines and sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.text.anchor.words import Words
    from annotator.text.realign.normalize import Folded

FURTHEST = 50
"""Words by which an insertion is moved at most."""
_ENDINGS = frozenset(".!?\"'")


def slide(match: list[int], words: Words, text: Folded) -> None:
    """Change `match` so that what it leaves out of `words` begins where a line or sentence does, if it can.

    Args:
        match: For each word of one text the word of the other one that it is, or -1.
        words: The words of the other text.
        text: The other text.
    """
    before = -1
    for word, there in enumerate(match):
        inserted = there - before - 1
        if there >= 0 and before >= 0 and inserted > 0:
            for step in range(1, _steps(match, words, text, word) + 1):
                match[word - step] += inserted
        before = there


def _steps(match: list[int], words: Words, text: Folded, word: int) -> int:
    """By how many words the insertion before `word` should begin earlier."""
    before = match[word - 1]
    inserted = match[word] - before - 1
    best, worth = 0, _begins(words, text, before + 1)
    for step in range(1, min(inserted, FURTHEST, word) + 1):
        last = before - step + 1  # would become the insertion's first word, and its twin no longer part of it
        if match[word - step] != last or words.ids[last] != words.ids[last + inserted]:
            break
        here = _begins(words, text, last)
        if here > worth:
            best, worth = step, here
    return best


def _begins(words: Words, text: Folded, word: int) -> int:
    """How well a passage may begin at `word`: 2 at a line's start, 1 at a sentence's, else 0."""
    if word == 0:
        return 2
    space = text.raw[text.raw_at(words.ends[word - 1]) : text.raw_at(words.starts[word])]
    if "\n" in space or "\r" in space:
        return 2
    return int(bool(space) and text.text[words.ends[word - 1] - 1] in _ENDINGS)
