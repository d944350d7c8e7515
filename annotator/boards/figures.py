"""Numbers as they are compared across articles: those tagged in an article, or, where nobody tagged one, those found there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from annotator.boards.board_articles import BoardArticle, TaggedSpan, event_of
from annotator.boards.group import Member, Place, Role
from annotator.boards.tokens import tokens
from annotator.boards.utterances import apart, outlet_of
from annotator.model import Range
from annotator.text.languages import language_of
from annotator.text.languages.language import Language
from annotator.text.quantities.quantity import Quantity
from annotator.text.quantities.quantity_parser import SentenceNumbers
from annotator.text.quantities.said_date import day_of, said_dates, whole_date
from annotator.text.quantities.units import DATE
from annotator.text.segments import numbers, sentences
from annotator.text.segments.paragraphs import line_at

_DAY = len("2025-05-23")
LONGEST = 1_000
"""Code points of a sentence around a number that are looked at; of a longer one what is nearest."""


class Figure(NamedTuple):
    """One number of an article that says a quantity.

    Attributes:
        article, sha256: what it stands in.
        label: of its span.
        outlet: who published that.
        event: what the article reports on, without letter case; `None` if it is not said.
        start, end: code points.
        text: of the span.
        quantity: what it says.
        sentence: the code points of the sentence it stands in.
        words: by stem, the content words beside it in that sentence as they are written.
        dated: whether that sentence says a date.
        language: the code of the article's language.
    """

    article: str
    sha256: str
    label: str
    outlet: str
    event: str | None
    start: int
    end: int
    text: str
    quantity: Quantity
    sentence: Range
    words: Mapping[str, str]
    dated: bool
    language: Language

    def member(self, role: Role = "content") -> Member:
        """The member of a group that it is."""
        return Member(
            article=self.article, sha256=self.sha256, start=self.start, end=self.end, label=self.label, text=self.text,
            role=role,
        )  # fmt: skip


def place_of(figure: Figure) -> Place:
    """Where a figure stands."""
    return Place(figure.article, figure.sha256, figure.start, figure.end, figure.label)


def figures_of(article: BoardArticle, label: str = "number") -> list[Figure]:
    """The numbers and days of an article, in order; none overlaps another.

    Args:
        article: with those that somebody tagged; without any those numbers that the rules find are taken. Days are found
            wherever nobody tagged them; their label is `date`.
        label: for numbers that are found.
    """
    text, language = article.text, language_of(article.text, article.meta.language)
    spans = sorted(apart(article.spans)) or [
        TaggedSpan(start, end, label, None, None, {}) for start, end in numbers(text, language=language.code)
    ]
    spans = sorted([*spans, *_dates(article, spans, language)], key=lambda span: span.start)
    outlet, event = outlet_of(article.id, article.meta), event_of(article.meta.event)
    found: list[Figure] = []
    for place, inside in _by_sentence(text, spans, language):
        start, end = place
        said = SentenceNumbers(text[start:end], language, article.meta.published)
        stems = _stems(text, place, language)
        for number, span in enumerate(inside):
            following = next((one.start - start for one in inside[number + 1 :] if one.label != DATE), None)
            quantity = said.quantity(span.start - start, span.end - start, span.attributes, following)
            if quantity is None:
                continue
            words = {stem: text[at:stop] for at, stop, stem in stems if not span.start <= at < span.end}
            found.append(
                Figure(
                    article.id, article.sha256, span.label, outlet, event, span.start, span.end,
                    text[span.start : span.end], quantity, place, words, said.dated, language,
                )
            )  # fmt: skip
    return found


def figure_of(article: BoardArticle, member: Member, attributes: Mapping[str, str] | None = None) -> Figure | None:
    """What a member says; `None` if it says no quantity.

    Args:
        article: in the version that it stands in.
        member: which.
        attributes: what a person noted of it.
    """
    span = TaggedSpan(member.start, member.end, member.label, member.sha256, None, attributes or {})
    found = figures_of(article._replace(spans=[span]))
    return next((figure for figure in found if (figure.start, figure.end) == (member.start, member.end)), None)


def _dates(article: BoardArticle, spans: Sequence[TaggedSpan], language: Language) -> list[TaggedSpan]:
    """The days that an article says and that nobody tagged; by `published` those without a year, too."""
    day = day_of(article.meta.published)
    tagged = [span.start for span in spans]
    found = []
    for start, end, date in said_dates(article.text, language):
        at = bisect_right(tagged, start)
        overlaps = (at > 0 and spans[at - 1].end > start) or (at < len(spans) and spans[at].start < end)
        if not overlaps and len(whole_date(date, day)) == _DAY:
            end -= article.text[end - 2 : end][:1].isdigit() and article.text[end - 1] == "."
            found.append(TaggedSpan(start, end, DATE, None, None, {}))
    return found


def _stems(text: str, place: Range, language: Language) -> list[tuple[int, int, str]]:
    """Where the content words of a sentence begin and end, and their stems; no numbers."""
    words = tokens(text, language, [place])
    return [
        (start, end, word.stem)
        for word, start, end in zip(words.words, words.starts, words.ends, strict=True)
        if word.says and not word.turns
    ]


def _by_sentence(text: str, spans: Sequence[TaggedSpan], language: Language) -> list[tuple[Range, list[TaggedSpan]]]:
    """The spans by the sentence that they stand in; of a very long one, what is around the span."""
    if not spans:
        return []
    places = sentences(text, language=language.code)
    starts = [start for start, _ in places]
    found: dict[Range, list[TaggedSpan]] = {}
    for span in spans:
        at = bisect_right(starts, span.start) - 1
        place = places[at] if at >= 0 and places[at][1] >= span.end else line_at(text, span.start)
        start, end = place
        if end - start > LONGEST:
            step = LONGEST // 2
            near = span.start // step * step  # so that the numbers of a stretch are read together
            start, end = max(start, near - step // 2), min(end, near + step + step // 2)
        found.setdefault((start, max(end, span.end)), []).append(span)
    return list(found.items())


__all__ = ["LONGEST", "Figure", "figure_of", "figures_of", "place_of"]
