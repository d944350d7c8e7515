"""Who has done what: state, spans and time by article and annotator, as values. What draws them is elsewhere."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.errors import AnnotatorError
from annotator.journal.fold import AnnotatorWork, Corpus, read_corpus
from annotator.journal.records import Fields
from annotator.model import State
from annotator.project import ProjectFolder
from annotator.text.load import read_regular


@dataclass(frozen=True, slots=True)
class ArticleWork:
    """How far one annotator is with one article."""

    state: State | None
    finished: bool
    """Whether the article counts for agreement and votes."""
    spans: dict[str, int]
    """By label."""
    seconds: int


@dataclass(frozen=True, slots=True)
class ArticleProgress:
    """One article of the project, or one that only journals name."""

    id: str
    in_project: bool
    unreadable: bool
    annotators: dict[str, ArticleWork]
    """By name."""
    earlier_text: int
    """Spans, of all annotators, of another text than the article's file has now."""


@dataclass(frozen=True, slots=True)
class AnnotatorTotals:
    """One annotator, over all articles."""

    finished: int
    """Articles."""
    spans: dict[str, int]
    """By label."""
    seconds: int


@dataclass(frozen=True, slots=True)
class ProjectStatus:
    """What `annotator status` tells."""

    project: str
    """The project's folder."""
    articles: list[ArticleProgress]
    """By id."""
    annotators: dict[str, AnnotatorTotals]
    """By name."""
    finished_by: dict[int, int]
    """How many articles were finished by so many annotators."""
    gold: dict[str, int] | None
    """Gold's spans by label; `None` without gold."""


def project_status(project: ProjectFolder, corpus: Corpus) -> ProjectStatus:
    """Who has done what in a project.

    Args:
        project: whose articles and gold.
        corpus: what its journals hold.

    Raises:
        AnnotatorError: if gold cannot be read.
    """
    seeds = {article.id for article in project.articles()}
    unreadable = {article.id for article, _ in project.unreadable()}
    articles = sorted(seeds | set(corpus.articles))
    golds = project.golds()
    return ProjectStatus(
        project=str(project.root),
        articles=[
            ArticleProgress(
                article,
                article in seeds,
                article in unreadable,
                {name: _work(work, article) for name, work in corpus.works.items()},
                _of_earlier_texts(project, corpus, article) if article in seeds else 0,
            )
            for article in articles
        ],
        annotators={name: _total(work, articles) for name, work in corpus.works.items()},
        finished_by=dict(sorted(Counter(len(corpus.finishers(article)) for article in articles).items())),
        gold=_distinct(read_corpus(golds)) if golds else None,
    )


def _work(work: AnnotatorWork, article: str) -> ArticleWork:
    state = work.states.get(article, {})
    return ArticleWork(
        state.get("state"),
        work.has_annotated(article),
        _labels(work.spans.get(article, ())),
        state.get("seconds", 0),
    )


def _of_earlier_texts(project: ProjectFolder, corpus: Corpus, article: str) -> int:
    hashes = [span["sha256"] for work in corpus.works.values() for span in work.spans.get(article, ())]
    if not any(hashes):
        return 0
    try:
        data = read_regular(project.seeds / f"{article}.txt", project.settings.limits.article_bytes)
    except AnnotatorError:
        return 0
    present = hashlib.sha256(data).hexdigest()
    return sum(sha256 not in {None, present} for sha256 in hashes)


def _total(work: AnnotatorWork, articles: Sequence[str]) -> AnnotatorTotals:
    return AnnotatorTotals(
        sum(work.has_annotated(article) for article in articles),
        _labels(span for spans in work.spans.values() for span in spans),
        sum(state.get("seconds", 0) for state in work.states.values()),
    )


def _labels(spans: Iterable[Fields]) -> dict[str, int]:
    return dict(sorted(Counter(span["label"] for span in spans).items()))


def _distinct(corpus: Corpus) -> dict[str, int]:
    """Spans by label, those of several annotators counted once."""
    spans = {
        (span["article"], span["sha256"], span["start"], span["end"], span["label"]): span
        for work in corpus.works.values()
        for found in work.spans.values()
        for span in found
    }
    return _labels(spans.values())
