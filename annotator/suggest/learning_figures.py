"""How good what was learned is, against the plain rule, and how likely something must be for an offer."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from annotator.suggest.logistic import FORGOTTEN

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

LEAST = 4
"""Finished articles from which something is learned."""
_LOWEST, _HIGHEST = 0.75, 0.92
"""Between these is the probability from which an offer is made."""
_OFFERS_A_RIGHT_ONE = 1.3
# Student's t for 95 %, by degrees of freedom; from 30 on hardly more than the normal's.
_STUDENT = (
    12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.2, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.1, 2.09, 2.09,
)  # fmt: skip


class Figures(NamedTuple):
    """How good what was learned is, each article judged by what the others taught."""

    f1: float
    """Of the candidates at least as likely as not, against what was tagged."""
    rule_f1: float
    """Of the plain rule: sentences with a final mark that are part of the story; all that the rules propose."""
    gains: tuple[float, ...]
    """By article: how much likelier, as the sum of logarithms, what was tagged and left is than by the rule's chances."""
    sizes: tuple[int, ...]
    """By article: candidates."""
    chances: tuple[float, float]
    """How often what the rule leaves, and what it takes, bears the label."""

    @property
    def articles(self) -> int:
        """How many were judged."""
        return len(self.gains)

    @property
    def gain(self) -> float:
        """In log score a candidate, over the rule."""
        return sum(self.gains) / sum(self.sizes)

    @property
    def gain_low(self) -> float:
        """The lower end of the gain's 95 % interval over articles: jackknife, Student's t."""
        gains, sizes, count = np.array(self.gains), np.array(self.sizes), self.articles
        left_out = (gains.sum() - gains) / (sizes.sum() - sizes)
        error = float(np.sqrt((count - 1) / count * np.sum((left_out - left_out.mean()) ** 2)))
        return self.gain - (_STUDENT[count - 2] if count - 2 < len(_STUDENT) else 2.05) * error

    @property
    def beats_rule(self) -> bool:
        """Whether offers may be made."""
        return self.articles >= LEAST and self.gain_low > 0 and self.f1 >= self.rule_f1

    def with_article(self, likely: Floats, bears: Bools, rule: Bools) -> Figures:
        """The figures with one article more, judged by what those here taught."""
        by_rule = np.where(rule, self.chances[1], self.chances[0])
        gain = float((log_score(likely * (1 - FORGOTTEN), bears) - log_score(by_rule, bears)).sum())
        return self._replace(gains=(*self.gains, gain), sizes=(*self.sizes, len(bears)))


def figures_of(likely: Floats, bears: Bools, rule: Bools, group: npt.NDArray[np.int64], spans: int) -> Figures:
    """The figures of candidates, each `(candidates,)`.

    Args:
        likely: how likely the label is there by the other articles.
        bears: where it is.
        rule: where the plain rule has it.
        group: the number of the article.
        spans: how many there are, those that are no candidate too.
    """
    # Of what bears the label, some was forgotten: what is seen is the rest.
    gained = log_score(likely * (1 - FORGOTTEN), bears) - log_score(chances_of(rule, bears, group), bears)
    chances = tuple(float((bears[which].sum() + 0.5) / (which.sum() + 1)) for which in (~rule, rule))
    return Figures(
        f1_of(likely >= 0.5, bears, spans),
        f1_of(rule, bears, spans),
        tuple(np.bincount(group, gained).tolist()),
        tuple(np.bincount(group).tolist()),
        (chances[0], chances[1]),
    )


def offers_from(likely: Floats, bears: Bools) -> float:
    """How likely the label must be for an offer, so that one in three is wrong, if labels are forgotten as often as taken.

    Right are as many offers as labels are forgotten, among the candidates as likely; the others are wrong.
    """
    for threshold in np.arange(_LOWEST, _HIGHEST, 0.01).tolist():
        sure = likely >= threshold
        right = (sure & bears).sum() * FORGOTTEN / (1 - FORGOTTEN)
        if (sure & ~bears).sum() <= _OFFERS_A_RIGHT_ONE * right:
            return round(float(threshold), 2)
    return _HIGHEST


def log_score(likely: Floats, bears: Bools) -> Floats:
    """The logarithms of how likely it was what is seen, `(candidates,)`."""
    bounded = np.clip(likely, 1e-3, 1 - 1e-3)
    return np.log(np.where(bears, bounded, 1 - bounded))


def chances_of(rule: Bools, bears: Bools, group: npt.NDArray[np.int64]) -> Floats:
    """How often what the rule takes, and what it leaves, bears the label in the other articles, `(rows,)`."""
    found = np.empty(len(rule))
    for taken in (True, False):
        which = rule == taken
        size = which.sum() - np.bincount(group, which)
        bore = (which & bears).sum() - np.bincount(group, which & bears)
        found[which] = ((bore + 0.5) / (size + 1))[group[which]]
    return found


def f1_of(taken: Bools, bears: Bools, spans: int) -> float:
    """F1 of what is taken, given how many spans there are."""
    total = int(taken.sum()) + spans
    return 2 * int((taken & bears).sum()) / total if total else 0.0
