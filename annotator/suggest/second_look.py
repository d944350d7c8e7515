"""The offers of a second look at a finished article: what was left out that looks like one's own, and the reverse."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from annotator.journal.records import REMOVAL, Shown
from annotator.suggest.finished import FinishedArticle
from annotator.suggest.learned import Learned, LearnedLabel, Trainer, labelled
from annotator.suggest.learning_figures import LEAST
from annotator.suggest.logistic import learn, probability, without_each
from annotator.suggest.phrases import Example, LearnedPhrases, covered, lines_of, looked_at, repeated, tags_of
from annotator.suggest.proposals import WHOLE_ARTICLE
from annotator.text.sanitize import one_line, plural

if TYPE_CHECKING:
    from annotator.model import Label
    from annotator.span_index import SpanIndex
    from annotator.suggest.learned import Examples
    from annotator.suggest.learning_figures import Floats

REMOVE_TO = 0.1
"""How unlikely a label must be for a span that bears it to be offered for removal."""
DIM_TO = 0.2
"""How unlikely a label must be for a sentence to be drawn dimmer."""
MOST = 12
"""Offers of a look, the surest."""
_ALIKE = 0.5
"""Cosine, in the space of features times weights, from which two candidates are alike."""
_SHARED = 0.35
"""Share of what is looked at in words from which two wordings are alike."""
_REASON = 60
"""Characters of the example in a reason."""


class SecondOffer(NamedTuple):
    """Something to tag, or a span to remove."""

    start: int
    end: int
    label: str
    offer: Literal["tag", "remove", "dim"]
    p: float
    """How likely the label is there, to two digits."""
    by: str
    """As records name what proposed it."""
    reason: str
    """A sentence without its period: what it is like."""

    def is_open(self, spans: SpanIndex, refused: Collection[tuple[int, int, str]]) -> bool:
        """Whether it is neither taken nor refused."""
        if self.offer == "remove":
            standing = spans.exact(self.start, self.end, self.label) is not None
            return standing and (self.start, self.end, f"{REMOVAL}{self.label}") not in refused
        near = spans.overlapping(self.start, self.end)
        return (self.start, self.end, self.label) not in refused and all(span.label != self.label for span in near)

    @property
    def shown(self) -> Shown:
        """As its record keeps it."""
        return Shown(self.start, self.end, self.label, self.offer, self.p, self.by)


class Look(NamedTuple):
    """What came of a second look at an article."""

    offers: list[SecondOffer]
    """In reading order."""
    labels: list[str]
    """Those that were looked at: of which what was learned beats the plain rule."""


def offers(text: str, article: FinishedArticle, learned: Mapping[str, Learned], trainer: Trainer) -> list[SecondOffer]:
    """What a second look at an article offers, in reading order; see `look`."""
    return look(text, article, learned, trainer).offers


def look(text: str, article: FinishedArticle, learned: Mapping[str, Learned], trainer: Trainer) -> Look:
    """Look for what was left out of a finished article, or is out of place.

    Args:
        text: the article's.
        article: what is tagged and refused in it.
        learned: what other articles taught; labels where that does not beat the rule are passed over.
        trainer: what finds the candidates.
    """
    found: list[SecondOffer] = []
    labels: list[str] = []
    for one in learned.values() if len(text) <= WHOLE_ARTICLE else ():
        made = (
            _of_label(text, article, one, trainer) if isinstance(one, LearnedLabel) else _of_phrases(text, article, one)
        )
        if made is not None:
            labels.append(one.label)
            found += made
    surest = sorted(found, key=lambda offer: (-abs(offer.p - 0.5), offer.start))[:MOST]
    return Look(sorted(surest, key=lambda offer: (offer.start, -offer.end, offer.label)), labels)


def _of_label(text: str, article: FinishedArticle, one: LearnedLabel, trainer: Trainer) -> list[SecondOffer] | None:
    """Offers of a label with an object; `None` where what was learned does not beat the rule, or nothing could bear it."""
    found = trainer.candidates(article.article, article.sha256, text, one.label)
    if not found.ranges:
        return None
    rows = labelled(found, one.label, article)
    figures = one.figures.with_article(probability(rows.x @ one.known.weights), rows.labelled, found.rule)
    if not figures.beats_rule:
        return None
    # Each candidate is judged by the other articles and by the rest of this one.
    known, target = learn(rows, one.known)
    likely = probability(without_each(rows.x, target, known))
    mine = {(start, end) for start, end, label in article.spans if label == one.label}
    taken = np.zeros(len(text) + 1, dtype=np.bool_)
    for start, end in mine:
        taken[start:end] = True
    made: list[SecondOffer] = []
    for row, (place, p) in enumerate(zip(found.ranges, likely.tolist(), strict=True)):
        if p >= one.threshold and not taken[place[0] : place[1]].any() and (*place, one.label) not in article.refused:
            made.append(_offer(place, one, "tag", p, rows.x[row], one.tagged))
        elif p <= REMOVE_TO and place in mine and (*place, f"{REMOVAL}{one.label}") not in article.refused:
            made.append(_offer(place, one, "remove", p, rows.x[row], one.left))
    return made


def _of_phrases(text: str, article: FinishedArticle, one: LearnedPhrases) -> list[SecondOffer] | None:
    """Offers of a label without an object: wordings that look like what was tagged, and the reverse; `None` as `_of_label`."""
    mine = sorted((start, end) for start, end, label in article.spans if label == one.label)
    lines = lines_of(text)
    likely = one.likely(lines) if lines and one.figures.articles >= LEAST else []
    if not likely:
        return None
    tagged = [np.array([tag != "O" for tag in tags_of(line, mine)], dtype=np.bool_) for line in lines]
    rule = [covered(len(line.words), repeated(line, one.wordings)) for line in lines]
    inside = np.concatenate([seen.inside for seen in likely])
    if not one.figures.with_article(inside, np.concatenate(tagged), np.concatenate(rule)).beats_rule:
        return None
    made: list[SecondOffer] = []
    for line, seen, bears in zip(lines, likely, tagged, strict=True):
        for first, last, p in seen.spans():
            place = line.places[first][0], line.places[last - 1][1]
            if p >= one.threshold and not bears[first:last].any() and (*place, one.label) not in article.refused:
                made.append(_phrase((*place, "tag", p), one, looked_at(line, first, last)))
        for start, end in mine:
            words = [i for i, (low, high) in enumerate(line.places) if low < end and high > start]
            p = float(seen.inside[words].max()) if words else 1.0
            if p <= REMOVE_TO and (start, end, f"{REMOVAL}{one.label}") not in article.refused:
                made.append(_phrase((start, end, "remove", p), one, looked_at(line, words[0], words[-1] + 1)))
    return made


def _phrase(
    offer: tuple[int, int, Literal["tag", "remove"], float], one: LearnedPhrases, looked: frozenset[str]
) -> SecondOffer:
    start, end, what, p = offer
    like: Sequence[Example] = one.tagged if what == "tag" else one.left
    shared = [len(looked & of) / max(len(looked | of), 1) for _, of in like]
    count = max(sum(alike >= _SHARED for alike in shared), 1)
    example = like[int(np.argmax(shared))][0] if like else ""
    return SecondOffer(start, end, one.label, what, round(p, 2), one.by, _like(count, example, tagged=what == "tag"))


def _offer(
    place: tuple[int, int], one: LearnedLabel, offer: Literal["tag", "remove"], p: float, x: Floats, like: Examples
) -> SecondOffer:
    return SecondOffer(*place, one.label, offer, round(p, 2), one.by, _reason(x, one, like, tagged=offer == "tag"))


def _reason(x: Floats, one: LearnedLabel, like: Examples, *, tagged: bool) -> str:
    """What a candidate is most like of what was tagged, or left, in other articles."""
    weights = np.abs(one.known.weights)
    weights[0] = 0  # all have it
    mine, others = x * weights, like.features * weights
    sizes = np.linalg.norm(mine) * np.linalg.norm(others, axis=1)
    alike = np.divide(others @ mine, sizes, out=np.zeros(len(others)), where=sizes > 0)
    count = max(int((alike >= _ALIKE).sum()), 1)
    return _like(count, like.texts[int(alike.argmax())], tagged=tagged)


def _like(count: int, example: str, *, tagged: bool) -> str:
    return f"like {count} that you {'tagged' if tagged else 'left'}: ‹{one_line(example, _REASON)}›"


def unlikely(
    text: str, article: str, sha256: str, learned: Mapping[str, Learned], trainer: Trainer
) -> list[SecondOffer]:
    """The sentences of a text that are unlikely to be tagged with the label that takes sentences, in reading order.

    They are told by what other articles taught, where that beats the rule.
    """
    if len(text) > WHOLE_ARTICLE:
        return []
    found: list[SecondOffer] = []
    for one in learned.values():
        if isinstance(one, LearnedLabel) and trainer.takes_sentences(one.label) and one.figures.beats_rule:
            candidates = trainer.candidates(article, sha256, text, one.label)
            likely = probability(candidates.features @ one.known.weights).tolist()
            found += [
                SecondOffer(*place, one.label, "dim", round(p, 2), one.by, "")
                for place, p in zip(candidates.ranges, likely, strict=True)
                if p <= DIM_TO
            ]
    return sorted(found)


def told(found: Sequence[SecondOffer], labels: Mapping[str, Label]) -> str:
    """`you left out 3 sentences that look like your claims, and tagged 1 that does not`; empty if nothing is offered."""
    parts = []
    for name in dict.fromkeys(offer.label for offer in found):
        kind = labels[name].object if name in labels else None
        left = sum(offer.label == name and offer.offer == "tag" for offer in found)
        odd = sum(offer.label == name and offer.offer == "remove" for offer in found)
        what = plural(left, kind or "wording")
        look = f"look{'s' * (left == 1)} like your {name}s"
        if left and odd:
            parts.append(f"left out {what} that {look}, and tagged {odd} that do{'es' * (odd == 1)} not")
        elif left:
            parts.append(f"left out {what} that {look}")
        else:
            parts.append(
                f"tagged {plural(odd, kind or 'wording')} that do{'es' * (odd == 1)} not look like your {name}s"
            )
    return f"you {'; '.join(parts)}" if parts else ""
