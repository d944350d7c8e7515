"""What is learned from one annotator's finished articles: for each label, how likely a candidate bears it.

Labels that take no object have no candidates: of them see `annotator.suggest.phrases`.
Nothing of other annotators is looked at, nothing leaves the machine, and what is learned is only a cache.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
import orjson

from annotator.suggest import AD, candidate_features, sentence_features, suggest
from annotator.suggest.finished import FinishedArticle
from annotator.suggest.learning_figures import LEAST, Bools, Figures, Floats, figures_of, offers_from
from annotator.suggest.logistic import Labelled, Posterior, learn, probability, without_groups
from annotator.suggest.phrases import LearnedPhrases, is_possible, learn_phrases
from annotator.suggest.proposals import WHOLE_ARTICLE
from annotator.text.languages import language_of

if TYPE_CHECKING:
    from annotator.model import Label, ObjectKind
    from annotator.suggest.sentence_features import Candidates


_VERSION = 3
"""Of what is looked at, so that an old cache is not taken for a new one."""
_EXAMPLES = 300
"""Of either kind, kept for reasons."""
_EXAMPLE = 120
"""Code points."""
_AT_ONCE = 2**18
"""Pairs of a candidate and a span that are compared at once."""


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


def learnable(labels: Mapping[str, Label]) -> list[str]:
    """The labels of which something can be learned: those that take an object, and advertisements."""
    return [name for name, label in labels.items() if name == AD or label.object in {"sentence", "quotation", "number"}]


def without_object(labels: Mapping[str, Label]) -> list[str]:
    """The labels of which is learned what words bear them, where that is possible."""
    return [name for name, label in labels.items() if name != AD and label.object is None]


def _looked_through(
    text: str, objects: tuple[tuple[str, ObjectKind | None], ...], dates: bool, code: str | None
) -> dict[str, Candidates]:
    """What in a text could bear each of some labels, given the object that its key takes."""
    from annotator.model import Label

    language = language_of(text, code).code or None
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
        at_once = max(_AT_ONCE // len(mine), 1)
        for row in range(0, len(found.ranges), at_once):
            low, high = np.array(found.ranges[row : row + at_once], dtype=np.int64).T[:, :, None]
            shared = np.minimum(ends, high) - np.maximum(starts, low)
            half = 2 * shared >= np.minimum(high - low, ends - starts)
            bears[row : row + at_once] = half.any(axis=1) & (shared.max(axis=1) > 0)
    refused = np.array([(start, end, name) in article.refused for start, end in found.ranges], dtype=np.bool_)
    return Labelled(found.features, bears, refused)


Learned = LearnedLabel | LearnedPhrases


class Cache(Protocol):
    """Where what was learned is kept; nothing is lost with it."""

    def read(self, key: str) -> dict[str, Learned] | None:
        """What was learned of what the key stands for; `None` if that is not known."""

    def write(self, key: str, found: Mapping[str, Learned]) -> None:
        """Keep what was learned; where that is impossible, go on without."""

    def read_texts(self, key: str, labels: Sequence[str]) -> dict[str, dict[str, Candidates]]:
        """By text what in it could bear the labels, as far as that is known."""

    def write_texts(self, key: str, texts: Mapping[str, Mapping[str, Candidates]]) -> None:
        """Keep what was found in texts; where that is impossible, go on without."""


class Trainer:
    """Learns from articles, one label after the other.

    Args:
        labels: the project's.
        text_of: from sha256 and article to the text; `None` if there is none.
        dates: whether dates are numbers.
        language_of: from an article to the code of its language; `None` where its text is to tell.
        cache: where what was learned is kept; `None` for nowhere.
    """

    def __init__(
        self,
        labels: Mapping[str, Label],
        text_of: Callable[[str, str], str | None],
        *,
        dates: bool = False,
        language_of: Callable[[str], str | None] = lambda _: None,
        cache: Cache | None = None,
    ) -> None:
        self._labels, self._text_of, self._dates, self._cache = labels, text_of, dates, cache
        self._language_of = language_of
        self._objects = tuple((name, labels[name].object) for name in learnable(labels))
        self._texts: dict[str, dict[str, Candidates]] = {}
        """By text and language: what in it could bear each label."""
        self._kept: set[str] | None = None
        """Of which texts the cache knows that; `None` until it was read."""
        self._texts_key = hashlib.sha256(repr((_VERSION, dates, self._objects)).encode()).hexdigest()

    def learn(self, articles: Sequence[FinishedArticle], stopped: Callable[[], bool] = bool) -> dict[str, Learned]:
        """What the articles teach, by label; empty if there are too few, or `stopped` says that nobody waits."""
        if len(articles) < LEAST:
            return {}
        key = self._key(articles)
        known = None if self._cache is None else self._cache.read(key)
        if known is not None:
            return known
        if self._cache is not None and self._kept is None:
            kept = self._cache.read_texts(self._texts_key, [name for name, _ in self._objects])
            self._texts, self._kept = kept | self._texts, set(kept)
        texts = [(article, self._text_of(article.sha256, article.article)) for article in articles]
        readable = [(article, text) for article, text in texts if text is not None and len(text) <= WHOLE_ARTICLE]
        found: dict[str, Learned] = {}
        phrases = without_object(self._labels)
        whole = True
        for name in [*learnable(self._labels), *(phrases if is_possible() else ())]:
            how = learn_phrases if name in phrases else self._learn
            try:
                one = how(name, readable, stopped)
            except ChildProcessError:  # another time, perhaps
                one, whole = None, False
            if stopped():
                return {}
            if one is not None:
                found[name] = one
        wanted = {self._text_key(article.article, article.sha256) for article in articles}
        self._texts = {text: kept for text, kept in self._texts.items() if text in wanted}
        if self._cache is not None:
            if whole:
                self._cache.write(key, found)
            if self._texts.keys() - (self._kept or set()):
                self._cache.write_texts(self._texts_key, self._texts)
                self._kept = set(self._texts)
        return found

    def candidates(self, article: str, sha256: str, text: str, name: str) -> Candidates:
        """What in an article's text could bear a label; a text is looked through once."""
        key = self._text_key(article, sha256)
        if key not in self._texts:
            self._texts[key] = _looked_through(text, self._objects, self._dates, self._language_of(article))
        return self._texts[key][name]

    def _text_key(self, article: str, sha256: str) -> str:
        return f"{sha256} {self._language_of(article) or ''}"

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
            found = self.candidates(article.article, article.sha256, text, name)
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
        figures = figures_of(likely, all_rows.labelled, np.concatenate(rule), groups, spans)
        # As the cache keeps it, so that it makes the same offers.
        kept = Posterior(*(part.astype(np.float32).astype(np.float64) for part in known))
        threshold = offers_from(likely, all_rows.labelled)
        return LearnedLabel(name, kept, threshold, *_examples(all_rows, texts), figures)

    def _key(self, articles: Sequence[FinishedArticle]) -> str:
        """What the cache is of."""
        about = [
            _VERSION, self._dates, [[label.name, label.object] for label in self._labels.values()], is_possible(),
            [[self._text_key(one.article, one.sha256), one.spans, sorted(one.refused)] for one in articles],
        ]  # fmt: skip
        return hashlib.sha256(orjson.dumps(about)).hexdigest()


def _examples(rows: Labelled, texts: Sequence[str]) -> tuple[Examples, Examples]:
    found = []
    for which in (rows.labelled, ~rows.labelled):
        places = np.flatnonzero(which)[:_EXAMPLES]
        features = rows.x[places].astype(np.float16).astype(np.float64)
        found.append(Examples(features, [texts[place] for place in places.tolist()]))
    return found[0], found[1]
