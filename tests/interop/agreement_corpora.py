"""Corpora drawn at random for holding measures against other projects' ones."""

from __future__ import annotations

import numpy as np

from tests.agreement.agreement_world import LABELS, Spanning

Corpus = dict[str, dict[str, list[Spanning]]]

LENGTH = 120


def drawn(people: int, seed: int, articles: int = 12, missing: float = 0.4, apart: bool = False) -> Corpus:
    """Articles with nested, stacked, touching and crossing spans; annotators move, relabel and leave out some of them.

    Args:
        people: annotators.
        seed: of the drawing.
        articles: how many, of `LENGTH` code points.
        missing: the share of articles that an annotator did not do; the first two are done by all.
        apart: spans that neither overlap nor touch.
    """
    draw = np.random.default_rng(seed)
    corpus: Corpus = {}
    for i in range(articles):
        base = _separate(draw) if apart else _mixed(draw)
        done = [f"who{who}" for who in range(people) if i < 2 or draw.random() >= missing]
        corpus[f"a{i:02}"] = {name: _moved(base, draw, 0 if apart else 4) for name in done}
    return corpus


def _mixed(draw: np.random.Generator) -> list[Spanning]:
    start = int(draw.integers(0, 20))
    found: list[Spanning] = [
        (start, start + 40, "claim"),
        (start + 5, start + 25, "quote"),
        (start + 10, start + 12, "number"),
        (start + 25, start + 40, "quote"),
        (start + 30, start + 60, "claim"),
        (start + 70, start + 80, "number"),
        (start + 70, start + 80, "claim"),
        (start + 80, start + 95, "ad"),
    ]
    return [found[k] for k in np.flatnonzero(draw.random(len(found)) < 0.8).tolist()]


def _separate(draw: np.random.Generator) -> list[Spanning]:
    label = draw.integers(0, len(LABELS), size=6).tolist()
    return [(20 * k + 3, 20 * k + 3 + int(draw.integers(2, 12)), LABELS[label[k]]) for k in range(6)]


def _moved(base: list[Spanning], draw: np.random.Generator, by: int) -> list[Spanning]:
    found: set[Spanning] = set()
    for start, end, label in base:
        chance = draw.random(4)
        if chance[0] < 0.15:
            continue
        if chance[1] < 0.3:
            start = max(0, start - int(draw.integers(0, by + 1)))
            end = min(LENGTH, end + int(draw.integers(0, by + 1)) + (not by))
        found.add((start, end, LABELS[int(draw.integers(4))] if chance[3] < 0.2 else label))
    return sorted(found)
