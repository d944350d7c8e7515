"""Small corpora written as dicts, the table of them, and slow, obvious counts to hold the quick ones against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from annotator.agreement.result import AgreementSettings, Analysis, analyse
from annotator.agreement.table import Finished, Ints, ListedTexts, Names, Table, TaggedColumns, assemble
from tests.slow_reading import AnnotatorWork, Corpus

Spanning = tuple[int, int, str]
Articles = Mapping[str, Mapping[str, Sequence[Spanning]]]
"""Article → annotator → (start, end, label); an annotator who stands there has finished the article."""

HALF = Fraction(1, 2)
LABELS = ("claim", "quote", "number", "ad")
NO_FILE = Path("nowhere.jsonl")


def from_corpus(corpus: Corpus, labels: Sequence[str] = ()) -> Table:
    """The table of all that counts in a corpus; see `assemble`.

    Args:
        corpus: the folded files.
        labels: label names that come first, in this order, even without spans; others follow by name.
    """
    names = Names(tuple(corpus.works), tuple(corpus.articles), _labels_of(corpus))
    articles, label_codes, versions = (
        {name: i for i, name in enumerate(n)} for n in (names.articles, names.labels, ())
    )
    rows: list[tuple[int, ...]] = []
    texts: list[str | None] = []
    finished: list[tuple[int, int, int]] = []
    done = np.zeros((len(names.articles), len(names.annotators)), dtype=np.bool_)

    def version(sha256: str | None) -> int:
        return -1 if sha256 is None else versions.setdefault(sha256, len(versions))

    for who, work in enumerate(corpus.works.values()):
        for article, state in work.states.items():
            if state["state"] == "done":
                finished.append((who, articles[article], version(state["sha256"])))
        for article, spans in work.spans.items():
            done[articles[article], who] = work.has_annotated(article)
            for span in spans:
                rows.append(
                    (
                        who,
                        articles[article],
                        label_codes[span["label"]],
                        span["start"],
                        span["end"],
                        version(span["sha256"]),
                        len(texts),
                    )
                )
                texts.append(span["text"])
    ends = Finished(*_columns(finished, 3))
    done[ends.article, ends.annotator] = True
    lengths = np.array([corpus.length(article) or 0 for article in names.articles], dtype=np.int64)
    names = names._replace(versions=tuple(versions))
    return assemble(names, labels, TaggedColumns(*_columns(rows, 7)), done, ends, lengths, ListedTexts(texts))


def _labels_of(corpus: Corpus) -> list[str]:
    spans = (span for work in corpus.works.values() for found in work.spans.values() for span in found)
    return sorted({span["label"] for span in spans})


def _columns(rows: Sequence[tuple[int, ...]], width: int) -> Ints:
    return np.array(rows, dtype=np.int64).reshape(-1, width).T


def corpus(
    articles: Articles, lengths: Mapping[str, int] | int = 100, texts: Mapping[str, str] | None = None
) -> Corpus:
    names = sorted({name for people in articles.values() for name in people})
    works = {name: AnnotatorWork(name, {}, {}) for name in names}
    for article, people in articles.items():
        for name, spans in people.items():
            length = lengths if isinstance(lengths, int) else lengths[article]
            state: dict[str, Any] = {"state": "done", "length": length, "sha256": "s"}
            works[name].states[article] = state
            works[name].spans[article] = [
                {
                    "article": article,
                    "start": start,
                    "end": end,
                    "label": label,
                    "sha256": "s",
                    "text": texts[article][start:end] if texts else "x" * (end - start),
                }
                for start, end, label in spans
            ]
    return Corpus(works, {})


def table(articles: Articles, lengths: Mapping[str, int] | int = 100, labels: Sequence[str] = ()) -> Table:
    return from_corpus(corpus(articles, lengths), labels)


def analysis(
    articles: Articles,
    lengths: Mapping[str, int] | int = 100,
    *,
    texts: Mapping[str, str] | None = None,
    iou: Fraction = HALF,
    resamples: int = 0,
    labels: Sequence[str] = (),
) -> Analysis:
    found = from_corpus(corpus(articles, lengths, texts), labels)
    return analyse(found, AgreementSettings(iou, resamples, 0))


def two(kim: Sequence[Spanning], lee: Sequence[Spanning], length: int = 100, **more: Any) -> Analysis:
    """Kim and Lee on one article."""
    return analysis({"one": {"kim": kim, "lee": lee}}, length, **more)


def value(found: Analysis, name: str, label: str | None = None) -> float | None:
    if label is None:
        return found.overall[name].value
    return found.labels[found.sums.table.labels.index(label)][name].value


def iou_of(a: Spanning, b: Spanning) -> Fraction:
    shared = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return Fraction(shared, (a[1] - a[0]) + (b[1] - b[0]) - shared)


def largest_matching(edges: Sequence[tuple[Any, Any]]) -> int:
    """Kuhn's algorithm, one augmenting path after the other."""
    neighbours: dict[Any, list[Any]] = {}
    for left, right in edges:
        neighbours.setdefault(left, []).append(right)
    mate: dict[Any, Any] = {}

    def extend(left: Any, seen: set[Any]) -> bool:
        for right in neighbours[left]:
            if right not in seen:
                seen.add(right)
                if right not in mate or extend(mate[right], seen):
                    mate[right] = left
                    return True
        return False

    return sum(extend(left, set()) for left in neighbours)


def slow_f1(articles: Articles, iou: Fraction | None, label: str | None = None) -> float | None:
    """Strict F1, or relaxed with a threshold, over all pairs of annotators and shared articles."""
    matched = spans = 0
    for people in articles.values():
        kept = {name: {s for s in found if label in {None, s[2]}} for name, found in people.items()}
        for a, b in combinations(sorted(kept), 2):
            spans += len(kept[a]) + len(kept[b])
            if iou is None:
                matched += len(kept[a] & kept[b])
            else:
                edges = [
                    (x, y) for x in sorted(kept[a]) for y in sorted(kept[b]) if x[2] == y[2] and iou_of(x, y) >= iou
                ]
                matched += largest_matching(edges)
    return 2 * matched / spans if spans else None


def slow_disagreement(articles: Articles, lengths: Mapping[str, int], label: str) -> tuple[Fraction, Fraction]:
    """Do and De of a layer as Krippendorff et al. (2016) write them, character by character and unit by unit."""
    observed = Fraction(0)
    n = n1 = squares = 0
    for article, people in articles.items():
        m = len(people)
        if m < 2:
            continue
        covers = {}
        for name, spans in people.items():
            units = united(sorted({(s, e) for s, e, which in spans if which == label}))
            squares += sum((e - s) ** 2 for s, e in units)
            covers[name] = {i for s, e in units for i in range(s, e)}
        n += m * lengths[article]
        n1 += sum(map(len, covers.values()))
        for a, b in combinations(covers, 2):
            # Each ordered pair of unlike characters, weighted 1 / (m − 1).
            observed += Fraction(2 * len(covers[a] ^ covers[b]), m - 1)
    n0 = n - n1
    room = n * n - squares - n0
    if not room:
        return observed, Fraction(0)
    alike = Fraction(n1 * n1 - squares, room) + Fraction(n0 * n0 - n0, room)
    return observed, n - n * alike


def united(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping ranges joined, touching ones not."""
    units: list[tuple[int, int]] = []
    for start, end in ranges:
        if units and start < units[-1][1]:
            units[-1] = units[-1][0], max(end, units[-1][1])
        else:
            units.append((start, end))
    return units
