"""What is proposed for a session's article: suggestions still to be settled, and what looks overlooked before it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.suggest import pending, suggest, twins, untagged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.model import Label, Range
    from annotator.session import Session
    from annotator.suggest import Suggestion

WHOLE_ARTICLE = 40_000
"""Code points up to which an article is looked through at once; of longer ones, what is around the view."""

PIECE = WHOLE_ARTICLE // 4
"""Code points by which what is looked through of a longer one moves on."""


def window(length: int, start: int, end: int) -> Range:
    """What is looked through of a text of which `[start, end)` is in view: it changes by large blocks only."""
    if length <= WHOLE_ARTICLE:
        return 0, length
    return max((start // PIECE - 1) * PIECE, 0), min((end // PIECE + 2) * PIECE, length)


class Proposals:
    """The suggestions for the article at hand; its text is looked through once a window."""

    def __init__(self, session: Session, labels: Mapping[str, Label], *, dates: bool) -> None:
        self._session, self._labels, self._dates = session, labels, dates
        self._found: list[Suggestion] = []
        self._window: Range | None = None

    def pending(self, start: int, end: int, *, anew: bool = False) -> list[Suggestion]:
        """What is neither tagged nor refused around `[start, end)`; `anew` looks through the text again."""
        session, labels = self._session, self._labels
        assert session.article is not None
        text, language = session.article.text, session.article.meta.language
        looked_at = window(len(text), start, end)
        if anew or looked_at != self._window:
            self._window = looked_at
            self._found = suggest(text, labels, *looked_at, dates=self._dates, language=language)
        same = twins(text, session.wordings(labels), labels, *looked_at, language=language)
        left = pending([*self._found, *same], session.spans, session.refused)
        # What was given another label than the one suggested is settled too.
        return [s for s in left if session.spans.exact(s.start, s.end) is None]


class Overlooked(NamedTuple):
    """Quotations and numbers of an article that carry no span."""

    told: str
    places: list[Range]
    """In order; those inside or across an earlier one are left out."""


def overlooked(session: Session, labels: Mapping[str, Label], *, dates: bool) -> Overlooked | None:
    """What looks overlooked in the article at hand; `None` if nothing does, or it is too long to be looked through."""
    article = session.article
    if article is None or article.length > WHOLE_ARTICLE:
        return None
    left = untagged(article.text, session.spans, labels, session.refused, dates=dates, language=article.meta.language)
    counts = [
        f"{len(found)} {word}{'s' * (len(found) != 1)}{where}"
        for found, word, where in ((left.quotations, "quotation", " in marks"), (left.numbers, "number", ""))
        if found
    ]
    if not counts:
        return None
    places: list[Range] = []
    for start, end in sorted([*left.quotations, *left.numbers]):
        if not places or start >= places[-1][1]:
            places.append((start, end))
    verb = "carries" if len(left.quotations) + len(left.numbers) == 1 else "carry"
    return Overlooked(f"{' and '.join(counts)} {verb} no span", places)
