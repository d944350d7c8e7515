"""Invented annotations for the intervals to be tried on, made in two ways that have little in common."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from annotator.agreement.table import Finished, ListedTexts, Names, Table, TaggedColumns, assemble

SHARES = {"claim": 0.43, "quote": 0.34, "number": 0.21, "ad": 0.02}
COMMON, RARE = 0, 3
_Row = tuple[int, ...]


class Even(NamedTuple):
    """Annotators who err alike, spans spread over the text, each wrong by itself."""

    error: float = 0.1
    """Spans missed, and as many that end elsewhere."""
    spread: float = 0.5
    """Standard deviation of the logarithm of an article's errors."""

    @property
    def told(self) -> str:
        """What it is, in words."""
        return f"errors in {100 * self.error:g} of 100 spans"

    def spans(self, annotators: int, lengths: list[int], chance: np.random.Generator) -> set[_Row]:
        """Annotator, article, label, start and end of each span."""
        rows: set[_Row] = set()
        for article, length in enumerate(lengths):
            spans = int(chance.poisson(length / 230))
            start = chance.integers(0, length - 100, spans)
            label = chance.choice(len(SHARES), spans, p=list(SHARES.values()))
            end = start + chance.integers(3, 90, spans)
            error = min(self.error * np.exp(chance.normal(0, self.spread)), 0.6)
            for who in range(annotators):
                missed, moved, mistaken = (chance.random(spans) < error * share for share in (1.0, 1.0, 0.3))
                ends = np.where(moved, end + chance.integers(1, 8, spans), end)
                labels = np.where(mistaken, chance.integers(0, RARE, spans), label)
                here = zip(labels[~missed].tolist(), start[~missed].tolist(), ends[~missed].tolist(), strict=True)
                rows.update((who, article, *span) for span in here)
                for place in chance.integers(0, length - 100, chance.poisson(3 * error)).tolist():
                    rows.add((who, article, int(chance.integers(0, RARE)), place, place + int(chance.integers(3, 60))))
        return rows

    def lengths(self, articles: int, chance: np.random.Generator) -> list[int]:
        """Code points of each article."""
        return [*np.maximum(400, chance.lognormal(8.0, 0.6, articles)).astype(int).tolist()]


class Uneven(NamedTuple):
    """Annotators of unequal skill; articles of very unequal length, density, difficulty and labels; errors that come together."""

    error: float = 0.12
    shape: float = 1.5
    """Of the gamma distribution of an article's errors: the lower, the more unequal."""

    @property
    def told(self) -> str:
        """What it is, in words."""
        return f"very unequal articles and people, errors in some {100 * self.error:g} of 100 spans"

    def lengths(self, articles: int, chance: np.random.Generator) -> list[int]:
        """Code points of each article."""
        return [*np.maximum(300, chance.lognormal(7.9, 0.9, articles)).astype(int).tolist()]

    def spans(self, annotators: int, lengths: list[int], chance: np.random.Generator) -> set[_Row]:
        """Annotator, article, label, start and end of each span."""
        rows: set[_Row] = set()
        skills = (0.6, 1.0, 1.7, 0.8, 1.3, 1.0)
        for article, length in enumerate(lengths):
            spans = int(chance.poisson(length / 220 * chance.gamma(2.0) / 2.0))
            shares = chance.dirichlet(np.array([0.45, 0.30, 0.21, 0.04]) * 8.0)
            label = chance.choice(len(SHARES), spans, p=shares)
            start = chance.integers(0, length - 120, spans)
            end = start + 3 + chance.geometric(1 / 45, spans).clip(max=110)
            hard = min(self.error * chance.gamma(self.shape) / self.shape, 0.8)
            passages = chance.gamma(0.5, 2.0, length // 600 + 1)  # some are hard for all of their spans and everybody
            rate = np.minimum(hard * (0.5 + 0.5 * passages[start // 600]), 0.9)
            for who in range(annotators):
                own = np.minimum(rate * skills[who], 0.95)
                missed, begun, ended, mistaken = (chance.random(spans) < own * share for share in (1.0, 0.5, 0.7, 0.25))
                side = chance.choice((-1, 1), (2, spans)) * chance.geometric(0.22, (2, spans))
                starts = np.where(begun, np.maximum(0, start + side[0]), start)
                ends = np.clip(np.where(ended, end + side[1], end), starts + 1, length)
                labels = np.where(mistaken, chance.integers(0, len(SHARES), spans), label)
                here = zip(labels[~missed].tolist(), starts[~missed].tolist(), ends[~missed].tolist(), strict=True)
                rows.update((who, article, *span) for span in here)
                more = chance.integers(0, length - 120, chance.poisson(spans * hard * skills[who] * 0.4))
                for place in more.tolist():
                    size = 3 + min(int(chance.geometric(1 / 45)), 110)
                    rows.add((who, article, int(chance.choice(len(SHARES), p=shares)), place, place + size))
        return rows


World = Even | Uneven
USUAL, EASY, HARD = Even(), Even(0.02, 0.8), Even(0.3, 0.8)
UNEVEN = (Uneven(), Uneven(0.025), Uneven(0.45, 3.0))


def invented(world: World, annotators: int, articles: int, chance: np.random.Generator) -> Table:
    """Articles that all of some annotators have annotated."""
    lengths = world.lengths(articles, chance)
    rows = world.spans(annotators, lengths, chance)
    who, article, label, start, end = np.array(sorted(rows), dtype=np.int64).T
    names = Names(
        tuple(f"annotator{who}" for who in range(annotators)),
        tuple(f"article-{article:05d}" for article in range(articles)),
        tuple(SHARES),
    )
    numbers, people = np.divmod(np.arange(articles * annotators), annotators)
    return assemble(
        names,
        tuple(SHARES),
        TaggedColumns(who, article, label, start, end, np.full(len(rows), -1), np.arange(len(rows))),
        np.ones((articles, annotators), dtype=np.bool_),
        Finished(people, numbers, np.full(len(people), -1)),
        np.array(lengths),
        ListedTexts([None] * len(rows)),
    )
