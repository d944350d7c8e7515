"""The articles that an annotator has finished, as they are learned from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from annotator.journal.fold import Fold

Place = tuple[int, int, str]

MOST = 200
"""Finished articles that are learned from: the last ones."""


class FinishedArticle(NamedTuple):
    """An article that the annotator has finished, as it is learned from."""

    article: str
    sha256: str
    spans: tuple[Place, ...]
    refused: frozenset[Place]


def finished_articles(fold: Fold, but: str | None = None) -> list[FinishedArticle]:
    """The annotator's finished articles, the last finished first, `MOST` at most; `but` is left out."""
    done = sorted((one for one in fold.done() if one[1] != but), reverse=True)
    return [finished_article(fold, name, sha256) for _, name, sha256 in done[:MOST]]


def finished_article(fold: Fold, name: str, sha256: str) -> FinishedArticle:
    """What an article's text is tagged with, and what was refused in it."""
    spans = sorted((span.start, span.end, span.label) for span in fold.heads(name) if span.sha256 == sha256)
    refused = frozenset((one.start, one.end, one.label) for one in fold.refusals(sha256))
    return FinishedArticle(name, sha256, tuple(spans), refused)
