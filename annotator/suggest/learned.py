"""What is learned from one annotator's finished articles: for each label, how likely a candidate bears it.

Nothing of other annotators is looked at, nothing leaves the machine, and what is learned is only a cache.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import orjson

from annotator.suggest import AD, candidate_features, sentence_features, suggest
from annotator.suggest.logistic import FORGOTTEN, Labelled, Posterior, learn, probability, without_each, without_groups
from annotator.suggest.proposals import WHOLE_ARTICLE
from annotator.text.languages import language_of

if TYPE_CHECKING:
    from annotator.journal.fold import Fold
    from annotator.model import Label, ObjectKind
    from annotator.suggest.sentence_features import Candidates

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Place = tuple[int, int, str]

LEAST = 4
"""Finished articles from which something is learned."""
MOST = 200
"""Finished articles that are learned from: the last ones."""
_LOWEST, _HIGHEST = 0.75, 0.92
"""Between these is the probability from which an offer is made."""
_OFFERS_A_RIGHT_ONE = 1.45
_VERSION = 1
"""Of what is looked at, so that an old cache is not taken for a new one."""
_EXAMPLES = 300
"""Of either kind, kept for reasons."""
_EXAMPLE = 120
"""Code points."""
# Student's t for 95 %, by degrees of freedom; from 30 on hardly more than the normal's.
_STUDENT = (
    12.71,
    4.3,
    3.18,
    2.78,
    2.57,
    2.45,
    2.36,
    2.31,
    2.26,
    2.23,
    2.2,
    2.18,
    2.16,
    2.14,
    2.13,
    2.12,
    2.11,
    2.1,
    2.09,
    2.09,
)


class FinishedArticle(NamedTuple):
    """An article that the annotator has finished, as it is learned from."""

    article: str
    sha256: str
    spans: tuple[Place, ...]
    refused: frozenset[Place]


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
        gain = float((_log_score(likely * (1 - FORGOTTEN), bears) - _log_score(by_rule, bears)).sum())
        return self._replace(gains=(*self.gains, gain), sizes=(*self.sizes, len(bears)))


class Examples(NamedTuple):
    """Candidates that were tagged, or left, which reasons point at."""

    features: Floats
    texts: list[str]


@dataclass(frozen=True)
class LearnedLabel:
    """What was learned of a label.

    Attributes:
        label: its name.
        known: the weights.
        threshold: how likely the label must be for an offer.
        tagged: candidates that bore it.
        left: candidates that did not.
        figures: how good it is.
    """

    label: str
    known: Posterior
    threshold: float
    tagged: Examples
    left: Examples
    figures: Figures

    @property
    def sha8(self) -> str:
        """The beginning of the sha256 of the weights."""
        return hashlib.sha256(np.round(self.known.weights, 4).astype("<f4").tobytes()).hexdigest()[:8]

    @property
    def by(self) -> str:
        """As records name what proposed a span."""
        return f"learned:{self.label}@{self.sha8}"


def finished_articles(fold: Fold, but: str | None = None) -> list[FinishedArticle]:
    """The annotator's finished articles, the last finished first, `MOST` at most; `but` is left out."""
    done = sorted((one for one in fold.done() if one[1] != but), reverse=True)
    return [finished_article(fold, name, sha256) for _, name, sha256 in done[:MOST]]


def finished_article(fold: Fold, name: str, sha256: str) -> FinishedArticle:
    """What an article's text is tagged with, and what was refused in it."""
    spans = sorted((span.start, span.end, span.label) for span in fold.heads(name) if span.sha256 == sha256)
    refused = frozenset((one.start, one.end, one.label) for one in fold.refusals(sha256))
    return FinishedArticle(name, sha256, tuple(spans), refused)


def learnable(labels: Mapping[str, Label]) -> list[str]:
    """The labels of which something can be learned: those that take an object, and advertisements."""
    return [name for name, label in labels.items() if name == AD or label.object in {"sentence", "quotation", "number"}]


def _looked_through(
    text: str, objects: tuple[tuple[str, ObjectKind | None], ...], dates: bool
) -> dict[str, Candidates]:
    """What in a text could bear each of some labels, given the object that its key takes."""
    from annotator.model import Label

    language = language_of(text).code or None
    labels = {name: Label(name=name, key="a", object=kind) for name, kind in objects}
    proposed = suggest(text, labels, dates=dates, language=language)
    found: dict[str, Candidates] = {}
    for name, kind in objects:
        if kind == "sentence" and name != AD:
            selling, counted = ([(one.start, one.end) for one in proposed if one.kind == k] for k in ("ad", "number"))
            found[name] = sentence_features.sentences_of(text, selling, counted, language)
        else:
            found[name] = candidate_features.candidates_of(text, {one[:2] for one in proposed if one.label == name})
    return found


def labelled(found: Candidates, name: str, article: FinishedArticle) -> Labelled:
    """Which candidates bear a label: those of which a span of it covers half, or that cover half of one."""
    mine = [(start, end) for start, end, label in article.spans if label == name]
    bears = np.zeros(len(found.ranges), dtype=np.bool_)
    if mine:
        starts, ends = np.array(mine, dtype=np.int64).T
        for row, (start, end) in enumerate(found.ranges):
            shared = np.minimum(ends, end) - np.maximum(starts, start)
            bears[row] = bool((2 * shared >= np.minimum(end - start, ends - starts)).any() and shared.max() > 0)
    refused = np.array([(start, end, name) in article.refused for start, end in found.ranges], dtype=np.bool_)
    return Labelled(found.features, bears, refused)


class Cache(Protocol):
    """Where what was learned is kept; nothing is lost with it."""

    def read(self, key: str) -> dict[str, LearnedLabel] | None:
        """What was learned of what the key stands for; `None` if that is not known."""

    def write(self, key: str, found: Mapping[str, LearnedLabel]) -> None:
        """Keep what was learned; where that is impossible, go on without."""

    def read_texts(self, key: str, labels: Sequence[str]) -> dict[str, dict[str, Candidates]]:
        """By sha256 what in texts could bear the labels, as far as that is known."""

    def write_texts(self, key: str, texts: Mapping[str, Mapping[str, Candidates]]) -> None:
        """Keep what was found in texts; where that is impossible, go on without."""


class Trainer:
    """Learns from articles, one label after the other.

    Args:
        labels: the project's.
        text_of: from sha256 and article to the text; `None` if there is none.
        dates: whether dates are numbers.
        cache: where what was learned is kept; `None` for nowhere.
    """

    def __init__(
        self,
        labels: Mapping[str, Label],
        text_of: Callable[[str, str], str | None],
        *,
        dates: bool = False,
        cache: Cache | None = None,
    ) -> None:
        self._labels, self._text_of, self._dates, self._cache = labels, text_of, dates, cache
        self._objects = tuple((name, labels[name].object) for name in learnable(labels))
        self._texts: dict[str, dict[str, Candidates]] = {}
        """By sha256: what in a text could bear each label."""
        self._texts_key = hashlib.sha256(repr((_VERSION, dates, self._objects)).encode()).hexdigest()

    def learn(self, articles: Sequence[FinishedArticle], stopped: Callable[[], bool] = bool) -> dict[str, LearnedLabel]:
        """What the articles teach, by label; empty if there are too few, or `stopped` says that nobody waits."""
        if len(articles) < LEAST:
            return {}
        key = self._key(articles)
        known = None if self._cache is None else self._cache.read(key)
        if known is not None:
            return known
        if self._cache is not None and not self._texts:
            self._texts = self._cache.read_texts(self._texts_key, [name for name, _ in self._objects])
        before = set(self._texts)
        texts = [(article, self._text_of(article.sha256, article.article)) for article in articles]
        readable = [(article, text) for article, text in texts if text is not None and len(text) <= WHOLE_ARTICLE]
        found: dict[str, LearnedLabel] = {}
        for name in learnable(self._labels):
            one = self._learn(name, readable, stopped)
            if stopped():
                return {}
            if one is not None:
                found[name] = one
        wanted = {article.sha256 for article in articles}
        self._texts = {sha256: kept for sha256, kept in self._texts.items() if sha256 in wanted}
        if self._cache is not None:
            self._cache.write(key, found)
            if set(self._texts) != before:
                self._cache.write_texts(self._texts_key, self._texts)
        return found

    def candidates(self, sha256: str, text: str, name: str) -> Candidates:
        """What in a text could bear a label; a text is looked through once."""
        found = self._texts.get(sha256)
        if found is None:
            found = self._texts[sha256] = _looked_through(text, self._objects, self._dates)
        return found[name]

    def takes_sentences(self, name: str) -> bool:
        """Whether the label's key takes a sentence."""
        return self._labels[name].object == "sentence" and name != AD

    def _learn(
        self, name: str, articles: Iterable[tuple[FinishedArticle, str]], stopped: Callable[[], bool]
    ) -> LearnedLabel | None:
        rows, group, rule, texts, count = list[Labelled](), list[int](), list[Bools](), list[str](), 0
        spans = 0
        for article, text in articles:
            if stopped():
                return None
            found = self.candidates(article.sha256, text, name)
            one = labelled(found, name, article)
            spans += max(sum(label == name for *_, label in article.spans), int(one.labelled.sum()))
            if len(found.ranges):
                rows.append(one)
                rule.append(found.rule)
                group += [count] * len(found.ranges)
                texts += [text[start : min(end, start + _EXAMPLE)] for start, end in found.ranges]
                count += 1
        if count < LEAST:
            return None
        all_rows = Labelled(*map(np.concatenate, zip(*rows, strict=True)))
        if all_rows.labelled.all() or not all_rows.labelled.any():
            return None
        first = (sentence_features if self.takes_sentences(name) else candidate_features).prior()
        groups = np.array(group, dtype=np.int64)
        known, target = learn(all_rows, first)
        likely = probability(without_groups(all_rows.x, target, groups, first, known))
        figures = _figures(likely, all_rows.labelled, np.concatenate(rule), groups, spans)
        # As the cache keeps it, so that it makes the same offers.
        kept = Posterior(*(part.astype(np.float32).astype(np.float64) for part in known))
        threshold = _threshold(probability(without_each(all_rows.x, target, known)), all_rows.labelled)
        return LearnedLabel(name, kept, threshold, *_examples(all_rows, texts), figures)

    def _key(self, articles: Sequence[FinishedArticle]) -> str:
        """What the cache is of."""
        about = [
            _VERSION, self._dates, [[name, self._labels[name].object] for name in learnable(self._labels)],
            [[one.article, one.sha256, one.spans, sorted(one.refused)] for one in articles],
        ]  # fmt: skip
        return hashlib.sha256(orjson.dumps(about)).hexdigest()


def _examples(rows: Labelled, texts: Sequence[str]) -> tuple[Examples, Examples]:
    found = []
    for which in (rows.labelled, ~rows.labelled):
        places = np.flatnonzero(which)[:_EXAMPLES]
        features = rows.x[places].astype(np.float16).astype(np.float64)
        found.append(Examples(features, [texts[place] for place in places.tolist()]))
    return found[0], found[1]


def _figures(likely: Floats, bears: Bools, rule: Bools, group: npt.NDArray[np.int64], spans: int) -> Figures:
    # Of what bears the label, some was forgotten: what is seen is the rest.
    gained = _log_score(likely * (1 - FORGOTTEN), bears) - _log_score(_chances(rule, bears, group), bears)
    chances = tuple(float((bears[which].sum() + 0.5) / (which.sum() + 1)) for which in (~rule, rule))
    return Figures(
        _f1(likely >= 0.5, bears, spans),
        _f1(rule, bears, spans),
        tuple(np.bincount(group, gained).tolist()),
        tuple(np.bincount(group).tolist()),
        (chances[0], chances[1]),
    )


def _threshold(likely: Floats, bears: Bools) -> float:
    """How likely the label must be for an offer, so that one in three is wrong, if labels are forgotten as often as taken.

    Right are as many offers as labels are forgotten, among the candidates as likely; the others are wrong.
    """
    for threshold in np.arange(_LOWEST, _HIGHEST, 0.01).tolist():
        sure = likely >= threshold
        right = (sure & bears).sum() * FORGOTTEN / (1 - FORGOTTEN)
        if (sure & ~bears).sum() <= _OFFERS_A_RIGHT_ONE * right:
            return round(float(threshold), 2)
    return _HIGHEST


def _log_score(likely: Floats, bears: Bools) -> Floats:
    bounded = np.clip(likely, 1e-3, 1 - 1e-3)
    return np.log(np.where(bears, bounded, 1 - bounded))


def _chances(rule: Bools, bears: Bools, group: npt.NDArray[np.int64]) -> Floats:
    """How often what the rule takes, and what it leaves, bears the label in the other articles, `(rows,)`."""
    found = np.empty(len(rule))
    for taken in (True, False):
        which = rule == taken
        size = which.sum() - np.bincount(group, which)
        bore = (which & bears).sum() - np.bincount(group, which & bears)
        found[which] = ((bore + 0.5) / (size + 1))[group[which]]
    return found


def _f1(taken: Bools, bears: Bools, spans: int) -> float:
    total = int(taken.sum()) + spans
    return 2 * int((taken & bears).sum()) / total if total else 0.0
