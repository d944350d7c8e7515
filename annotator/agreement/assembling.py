"""From gathered records to the table: codes in order, each span once, articles that count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from annotator.agreement.table import Bools, Ints, ListedTexts, Table, Texts, sort_order
from annotator.journal.corpus import Corpus
from annotator.journal.rows import Small, small


class Spans(NamedTuple):
    """Columns as they were gathered, one entry a span; codes are places in lists of names."""

    annotator: Small
    article: Small
    label: Small
    start: Small
    end: Small
    version: Small
    """Which text of the article, by any code; −1 if that is not known."""
    source: Ints


class Names(NamedTuple):
    """The names that codes stand for, each list in any order."""

    annotators: Sequence[str]
    articles: Sequence[str]
    labels: Sequence[str]
    versions: Sequence[str] = ()
    """Each the sha256 of a text."""


class Finished(NamedTuple):
    """What annotators say of articles, one entry for each that is done."""

    annotator: Small
    article: Ints
    version: Ints


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
    return assemble(names, labels, Spans(*_columns(rows, 7)), done, ends, lengths, ListedTexts(texts))


def _labels_of(corpus: Corpus) -> list[str]:
    spans = (span for work in corpus.works.values() for found in work.spans.values() for span in found)
    return sorted({span["label"] for span in spans})


def _columns(rows: Sequence[tuple[int, ...]], width: int) -> Ints:
    return np.array(rows, dtype=np.int64).reshape(-1, width).T


def assemble(
    names: Names,
    labels: Sequence[str],
    spans: Spans,
    done: Bools,
    finished: Finished,
    lengths: Ints,
    texts: Texts,
) -> Table:
    """The table of all that counts.

    Only articles that an annotator has annotated count; one that is done and holds no span counts as "found nothing".
    An article whose annotators worked on different texts (by `version`) has offsets that cannot be compared, and is
    left out (`apart`).

    Args:
        names: what the codes stand for.
        labels: label names that come first, in this order, even without spans; others follow by name.
        spans: of all annotators and articles, each maybe more than once.
        done: `(articles, annotators)`, who has annotated what.
        finished: the versions that were done, with and without spans.
        lengths: `(articles,)`, code points; 0 if not known.
        texts: where the spans' sources lead.
    """
    order = [*labels, *sorted({names.labels[code] for code in np.unique(spans.label).tolist()} - set(labels))]
    place = {label: code for code, label in enumerate(order)}
    recode = np.array([place.get(label, 0) for label in names.labels], dtype=np.int32)
    article_order, who_order = np.argsort(np.array(names.articles)), np.argsort(np.array(names.annotators))
    article_code, who_code = (np.argsort(order).astype(np.int32) for order in (article_order, who_order))
    counted = done[spans.article, spans.annotator]
    least, most = _versions(spans, counted, finished, len(names.articles))
    apart = (most > least)[article_order]
    hashes = tuple(names.versions[code] if code >= 0 else None for code in most[article_order].tolist())
    done, lengths = done[article_order][:, who_order], lengths[article_order]
    if not counted.all():
        spans = Spans._make(column[counted] for column in spans)
    table = _sorted(
        tuple(names.articles[code] for code in article_order.tolist()),
        tuple(names.annotators[code] for code in who_order.tolist()),
        tuple(order),
        done,
        lengths,
        [
            article_code[spans.article],
            recode[spans.label] if len(recode) else spans.label,
            spans.start,
            spans.end,
            who_code[spans.annotator],
        ],
        spans.source,
        texts,
    )
    keep = ~(apart & (table.finishers >= 2)) & (table.finishers > 0)
    gone = ~keep & (table.finishers > 0)
    left_out = tuple(table.articles[code] for code in np.flatnonzero(gone).tolist())
    table = replace(table, hashes=hashes)
    return replace(table.only_articles(keep), apart=left_out)


def _versions(spans: Spans, counted: Bools, finished: Finished, articles: int) -> tuple[Ints, Ints]:
    """The lowest and the highest code of the versions of each article that count, `(articles,)`; −1 highest if none."""
    least = np.full(articles, np.iinfo(np.int64).max)
    most = np.full(articles, -1)
    worked_on = ((spans.version[counted], spans.article[counted]), (finished.version, finished.article))
    for version, article in worked_on:
        known = version >= 0
        np.minimum.at(least, article[known], version[known])
        np.maximum.at(most, article[known], version[known])
    return least, most


def _sorted(
    articles: tuple[str, ...],
    names: tuple[str, ...],
    labels: tuple[str, ...],
    done: Bools,
    lengths: Ints,
    columns: list[Small],
    source: Ints,
    texts: Texts,
) -> Table:
    """The table; `columns` are given up."""
    order = sort_order(columns)
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = False
    for column in columns:
        along = column[order]
        first[1:] |= along[1:] != along[:-1]
    if not first.all():
        order = order[first]
    columns.reverse()
    article, label, start, end, annotator = (small(columns.pop()[order]) for _ in range(5))
    last = np.zeros(len(articles), dtype=np.int64)
    np.maximum.at(last, article, end)
    return Table(
        articles=articles,
        annotators=names,
        labels=labels,
        done=done,
        lengths=np.maximum(lengths, last),
        guessed=lengths < np.maximum(last, 1),
        article=article,
        label=label,
        start=start,
        end=end,
        annotator=annotator,
        source=small(source[order]),
        texts=texts,
    )
