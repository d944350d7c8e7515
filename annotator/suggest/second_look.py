"""The offers of a second look at a finished article: what was left out that looks like one's own, and the reverse."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from annotator.journal.records import REMOVAL, Shown
from annotator.suggest.learned import FinishedArticle, LearnedLabel, Trainer, labelled
from annotator.suggest.logistic import learn, probability, without_each
from annotator.suggest.proposals import WHOLE_ARTICLE
from annotator.text.sanitize import one_line, plural

if TYPE_CHECKING:
    from annotator.model import Label
    from annotator.span_index import SpanIndex
    from annotator.suggest.learned import Examples, Floats

REMOVE_TO = 0.1
"""How unlikely a label must be for a span that bears it to be offered for removal."""
DIM_TO = 0.2
"""How unlikely a label must be for a sentence to be drawn dimmer."""
MOST = 12
"""Offers of a look, the surest."""
_ALIKE = 0.5
"""Cosine, in the space of features times weights, from which two candidates are alike."""
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


def offers(
    text: str, article: FinishedArticle, learned: Mapping[str, LearnedLabel], trainer: Trainer
) -> list[SecondOffer]:
    """What a second look at an article offers, in reading order.

    Args:
        text: the article's.
        article: what is tagged and refused in it.
        learned: what other articles taught; labels where that does not beat the rule are passed over.
        trainer: what finds the candidates.
    """
    found: list[SecondOffer] = []
    if len(text) <= WHOLE_ARTICLE:
        for one in learned.values():
            found += _of_label(text, article, one, trainer)
    surest = sorted(found, key=lambda offer: (-abs(offer.p - 0.5), offer.start))[:MOST]
    return sorted(surest, key=lambda offer: (offer.start, -offer.end, offer.label))


def _of_label(text: str, article: FinishedArticle, one: LearnedLabel, trainer: Trainer) -> list[SecondOffer]:
    found = trainer.candidates(article.sha256, text, one.label)
    if not found.ranges:
        return []
    rows = labelled(found, one.label, article)
    figures = one.figures.with_article(probability(rows.x @ one.known.weights), rows.labelled, found.rule)
    if not figures.beats_rule:
        return []
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
    example = one_line(like.texts[int(alike.argmax())], _REASON)
    return f"like {count} that you {'tagged' if tagged else 'left'}: ‹{example}›"


def unlikely(text: str, sha256: str, learned: Mapping[str, LearnedLabel], trainer: Trainer) -> list[SecondOffer]:
    """The sentences of a text that are unlikely to be tagged with the label that takes sentences, in reading order.

    They are told by what other articles taught, where that beats the rule.
    """
    if len(text) > WHOLE_ARTICLE:
        return []
    found: list[SecondOffer] = []
    for one in learned.values():
        if trainer.takes_sentences(one.label) and one.figures.beats_rule:
            candidates = trainer.candidates(sha256, text, one.label)
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
        what = plural(left, kind or "place")
        look = f"look{'s' * (left == 1)} like your {name}s"
        if left and odd:
            parts.append(f"left out {what} that {look}, and tagged {odd} that do{'es' * (odd == 1)} not")
        elif left:
            parts.append(f"left out {what} that {look}")
        else:
            parts.append(f"tagged {plural(odd, kind or 'place')} that do{'es' * (odd == 1)} not look like your {name}s")
    return f"you {'; '.join(parts)}" if parts else ""
