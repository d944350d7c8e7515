"""What perhaps belongs to a slot: numbers of other articles, ranked by what they share with those that a person put there.

A shared thing or value counts by how rare it is among all numbers (an inverse document frequency, Spärck Jones 1972), and
so do the words of the sentences around. Time and memory grow with the number of figures.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from annotator.boards.figures import Figure, place_of
from annotator.boards.group import Place
from annotator.text.quantities.counted import people
from annotator.text.quantities.quantity import agree, rounded
from annotator.text.quantities.units import DATE, dimension_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST = 10
"""Proposals of one slot, by default."""
MOST_SEEDS = 12
"""Members of a slot that others are held against: the first ones of distinct values and things."""
LEAST = 0.5
"""The score from which on something is proposed."""
REPEATED = 0.5
"""The part of its article's best score that the same value again must have to be proposed with it."""
_FEW = 50
"""Figures by which a small collection is thought larger: in it, what all say is not common yet."""
_VALUE, _THING, _PERSON, _WORDS, _TEXT = 3.0, 1.5, 0.5, 2.0, 5.0
_RATE, _OTHER_RATE, _DATE, _EVENT, _OTHER_EVENT = 0.4, -0.8, 0.4, 0.3, -1.5
_OWN = -2.0
"""What it weighs that an article is in the slot already, with another value."""
_FAR, _FARTHEST = -0.35, 3.0
"""What each power of ten between two values weighs, and how many count."""
_LARGEST = 1e300
_WIDE, _VAGUE = 0.3, 0.3
"""From which width on, as a part of its upper end, a value is vague, and what part meeting it then counts."""
_COMMON, _MANY = 0.1, 5_000
"""Of so many figures or more, words of so great a share lead to none."""


class Ranked(NamedTuple):
    """A number that perhaps belongs to a slot.

    Attributes:
        figure: the best one of its article with that value.
        score: how much speaks for it.
        repeats: the same value again in its article.
        reason: what it shares, in few words for people.
    """

    figure: Figure
    score: float
    repeats: tuple[Figure, ...]
    reason: str


class _Column(NamedTuple):
    """One property of all figures."""

    codes: Ints
    """`(figures,)`; 0 where it is not known."""
    rarity: Floats
    """By code, from 0 for what all have to 1."""

    def shared(self, code: int) -> Floats:
        """`(figures,)` the rarity of a code where a figure has it, else 0."""
        return (self.codes == code) * self.rarity[code] if code else np.zeros(len(self.codes))


class _Texts:
    """Texts as sets of words, and how alike they are.

    Attributes:
        rarity: of each word, from nearly 1 for what one text has.
    """

    def __init__(self, texts: Sequence[frozenset[str]]) -> None:
        self._texts = texts
        beside: dict[str, list[int]] = {}
        for number, words in enumerate(texts):
            for word in words:
                beside.setdefault(word, []).append(number)
        size = len(texts)
        counts = np.array([len(found) for found in beside.values()], dtype=np.int64)
        self.rarity: dict[str, float] = dict(zip(beside, _rarity(counts, size).tolist(), strict=True))
        most = size * _COMMON if size >= _MANY else size
        self._having = {
            word: np.array(found, dtype=np.int64) for word, found in beside.items() if 1 < len(found) <= most
        }
        norms = [sum(self.rarity[word] ** 2 for word in words) for words in texts]
        self._norms: Floats = np.sqrt(np.maximum(np.array(norms, dtype=np.float64), 1e-9))

    def likeness(self, text: int) -> Floats:
        """`(texts,)` the cosine of each with one of them, words weighed by their rarity."""
        likeness: Floats = self._shared(text, 2) / (self._norms * self._norms[text])
        return likeness

    def rare_in_common(self, text: int) -> Floats:
        """`(texts,)` from 0 to 1: how many rare words each shares with one of them, however long they are."""
        shared = self._shared(text, 4)
        return shared / (1 + shared)

    def _shared(self, text: int, power: int) -> Floats:
        shared: Floats = np.zeros(len(self._texts))
        for word in self._texts[text]:
            if word in self._having:
                shared[self._having[word]] += self.rarity[word] ** power
        return shared


class FigureIndex:
    """The figures of a project, by what they have in common.

    Args:
        figures: of all articles, in order.
    """

    def __init__(self, figures: Iterable[Figure]) -> None:
        self.figures = list(figures)
        self._at = {place_of(figure): number for number, figure in enumerate(self.figures)}
        self._unit = self._column(lambda figure: dimension_of(figure.quantity.unit) or "·")
        self._thing = self._column(lambda figure: figure.quantity.thing)
        self._value = self._column(lambda figure: (figure.quantity.low, figure.quantity.high))
        self._rate = self._column(lambda figure: _rate(figure.quantity.per))
        self._timed = np.array([_is_time(figure.quantity.per) for figure in self.figures], dtype=np.bool_)
        self._date = self._column(lambda figure: figure.quantity.as_of if figure.dated else "")
        self._event = self._column(lambda figure: figure.event)
        self._article = self._column(lambda figure: figure.article)
        self._person = np.array([_is_person(figure) for figure in self.figures], dtype=np.bool_)
        ends = [figure.quantity.interval() for figure in self.figures]
        self._low = np.clip([rounded(end.low) for end in ends], -_LARGEST, _LARGEST)
        self._high = np.clip([rounded(end.high) for end in ends], -_LARGEST, _LARGEST)
        wide = (self._high - self._low) > _WIDE * np.maximum(np.abs(self._high), 1e-9)
        self._sharp: Floats = np.where(wide, _VAGUE, 1.0)
        middle = np.array([rounded(figure.quantity.low + figure.quantity.high) / 2 for figure in self.figures])
        self._power = np.log10(np.clip(np.abs(middle), 1e-9, _LARGEST))
        self._sentences = _Texts([frozenset(figure.words) for figure in self.figures])
        self._texts = _Texts(self._articles())

    def _column(self, of: Callable[[Figure], Hashable]) -> _Column:
        """What `of` says of each figure; what is empty is not known."""
        codes: dict[Hashable, int] = {}
        said = (of(figure) for figure in self.figures)
        numbers = [0 if value in {"", None} else codes.setdefault(value, len(codes) + 1) for value in said]
        column = np.array(numbers, dtype=np.int64)
        counts = np.bincount(column, minlength=len(codes) + 1)
        return _Column(column, _rarity(counts, len(self.figures)))

    def _articles(self) -> list[frozenset[str]]:
        """By code of an article, the words beside its figures."""
        beside: list[set[str]] = [set() for _ in range(len(self._article.rarity))]
        for code, figure in zip(self._article.codes.tolist(), self.figures, strict=True):
            beside[code].update(figure.words)
        return [frozenset(words) for words in beside]

    def figure(self, place: Place) -> Figure | None:
        """The figure at a place of an article's text."""
        number = self._at.get(place)
        return None if number is None else self.figures[number]

    def proposals(
        self, seeds: Sequence[Figure], refused: Collection[Place] = (), most: int | None = MOST
    ) -> list[Ranked]:
        """What perhaps belongs to the slot that some figures are in, the likeliest first.

        Args:
            seeds: its members, of this index.
            refused: places that were put apart from it, or are in other slots.
            most: how many; `None` for all. Each is one value of an article with its repeats.
        """
        if not seeds or not self.figures:
            return []
        score = np.max([self._scores(self._at[place_of(seed)]) for seed in _distinct(seeds)], axis=0)
        out = {place_of(seed) for seed in seeds} | set(refused)
        own_articles = np.unique(self._article.codes[[self._at[place_of(seed)] for seed in seeds]])
        score += np.isin(self._article.codes, own_articles) * ~self._said_by(seeds) * _OWN
        order = np.flatnonzero(score >= LEAST)
        order = order[np.argsort(-score[order], kind="stable")]
        found: list[Ranked] = []
        taken: set[int] = set()
        by_article: dict[int, list[int]] = {}
        for number in order.tolist():
            by_article.setdefault(int(self._article.codes[number]), []).append(number)
        for number in order.tolist():
            figure = self.figures[number]
            if number in taken or place_of(figure) in out:
                continue
            repeats = [
                other
                for other in by_article[int(self._article.codes[number])]
                if other not in taken and other != number and place_of(self.figures[other]) not in out
                and score[other] >= REPEATED * score[number] and self._repeats(number, other)
            ]  # fmt: skip
            taken.update((number, *repeats))
            because = self._reason(figure, seeds)
            found.append(
                Ranked(figure, float(score[number]), tuple(self.figures[other] for other in sorted(repeats)), because)
            )
            if len(found) == most:
                break
        return found

    def _scores(self, seed: int) -> Floats:
        """`(figures,)` how much speaks for each to be what the seed is."""
        figure = self.figures[seed]
        article = int(self._article.codes[seed])
        score = (
            self._sentences.likeness(seed) * _WORDS + self._texts.rare_in_common(article)[self._article.codes] * _TEXT
        )
        meets = (self._low <= self._high[seed]) & (self._high >= self._low[seed])
        sharp = np.minimum(self._sharp, self._sharp[seed])
        score += meets * sharp * (_VALUE * self._value.rarity[self._value.codes[seed]])
        score += self._thing.shared(int(self._thing.codes[seed])) * _THING
        if self._person[seed]:
            score += self._person * _PERSON
        rate = int(self._rate.codes[seed])
        score += (self._rate.codes == rate) * (_RATE if rate else 0.0)
        both = (self._rate.codes > 0) & (rate > 0)
        score += (self._rate.codes != rate) * (both | self._timed | self._timed[seed]) * _OTHER_RATE
        score += self._date.shared(int(self._date.codes[seed])) * _DATE
        event = int(self._event.codes[seed])
        if event:
            score += (self._event.codes == event) * _EVENT + (
                (self._event.codes != event) & (self._event.codes > 0)
            ) * _OTHER_EVENT
        score += np.minimum(np.abs(self._power - self._power[seed]), _FARTHEST) * _FAR
        if figure.quantity.unit:
            score += (self._unit.codes == self._unit.codes[seed]) * 0.3
        score[self._unit.codes != self._unit.codes[seed]] = -np.inf
        return score

    def _said_by(self, seeds: Sequence[Figure]) -> npt.NDArray[np.bool_]:
        """`(figures,)` whether each says the value of a seed."""
        codes = [int(self._value.codes[self._at[place_of(seed)]]) for seed in seeds]
        return np.isin(self._value.codes, codes)

    def _repeats(self, one: int, other: int) -> bool:
        """Whether two figures of an article say one value of perhaps one thing."""
        a, b = self.figures[one].quantity, self.figures[other].quantity
        if a.unit == DATE:
            return False  # much happens on a day
        fits = not a.thing or not b.thing or a.thing == b.thing or (self._person[one] and self._person[other])
        return bool(fits) and (a.low, a.high) == (b.low, b.high)

    def _reason(self, figure: Figure, seeds: Sequence[Figure]) -> str:
        quantity = figure.quantity
        shared = []
        if any(agree(quantity, seed.quantity) and not (quantity.is_range or seed.quantity.is_range) for seed in seeds):
            shared.append("the value")
        if quantity.thing and any(quantity.thing == seed.quantity.thing for seed in seeds):
            shared.append(quantity.counted)
        words = {stem for seed in seeds for stem in seed.words if stem in figure.words}
        rare = sorted(words, key=lambda word: (-self._sentences.rarity[word], word))[:3]
        shared += [f"words such as {', '.join(figure.words[word] for word in rare)}"] if rare else []
        return f"shares {' and '.join(shared)}" if shared else "counts alike"


def _rarity(counts: Ints, size: int) -> Floats:
    """From nearly 1 for what one of `size` has down to nearly 0 for what all of very many have."""
    rarity: Floats = np.log((size + _FEW) / (counts + 1)) / np.log(size + _FEW)
    return rarity


def _distinct(seeds: Sequence[Figure]) -> list[Figure]:
    kinds = {(seed.quantity.low, seed.quantity.thing, seed.article): seed for seed in reversed(seeds)}
    return list(kinds.values())[-MOST_SEEDS:]


def _rate(per: str) -> str:
    """By what is counted: times each for itself, every other thing as one of several."""
    return per if _is_time(per) else "each" if per else ""


def _is_time(per: str) -> bool:
    return dimension_of(per) in {"time", "months"}


def _is_person(figure: Figure) -> bool:
    last = figure.quantity.counted.rpartition(" ")[2]
    known = figure.quantity.thing in people(figure.language)
    return known or (last[:1].isupper() and not figure.language.capital_nouns)


__all__ = ["LEAST", "MOST", "FigureIndex", "Ranked"]
