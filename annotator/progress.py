"""Who has done what: state, spans and time by article and annotator, as values. What draws them is elsewhere."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from annotator.errors import AnnotatorError
from annotator.journal.columns import UNKNOWN, Columns, Small, differs, read_columns, sort_order
from annotator.listener import NOBODY, Listener
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
    """Gold's spans by label, but those that nobody has decided on yet; `None` without gold."""
    unreadable_files: int
    """Files of articles that cannot be opened, and files beside articles that cannot be read."""


@dataclass(frozen=True, slots=True)
class PersonAtWork:
    """One annotator's work on some articles, as far as journals tell without a look at any article."""

    done: int
    """Articles."""
    started: int
    skipped: int
    spans: int
    last: str | None
    """When the last record that counts was made; `None` where none says so."""


def people_at_work(columns: Columns, articles: Container[str]) -> dict[str, PersonAtWork]:
    """How far everybody in these columns is with articles of some ids, by name.

    Raises:
        AnnotatorError: if a file was changed since it was read.
    """
    inside = np.array([article in articles for article in columns.articles], dtype=np.bool_)
    done = columns.done()[inside].sum(axis=0).tolist()
    rows = columns.spans_once()
    spans = np.bincount(rows.annotator[inside[rows.article]], minlength=len(columns.annotators))
    states: dict[int, Counter[str]] = {}
    last = dict(_last_spans(columns))
    for who, one in zip(columns.state_owners.tolist(), columns.states, strict=True):
        last[who] = max(last.get(who, ""), one.at)
        if one.article in articles:
            states.setdefault(who, Counter())[one.state] += 1
    return {
        name: PersonAtWork(
            done[who],
            states.get(who, Counter())["started"],
            states.get(who, Counter())["skipped"],
            int(spans[who]),
            last.get(who) or None,
        )
        for who, name in enumerate(columns.annotators)
    }


def done_by_someone(columns: Columns) -> set[str]:
    """The ids of the articles that somebody has annotated."""
    return {columns.articles[article] for article in np.flatnonzero(columns.done().any(axis=1)).tolist()}


def _last_spans(columns: Columns) -> Iterator[tuple[int, str]]:
    """For each annotator with a journal that holds spans, when the last one in it was made."""
    rows = columns.spans
    order = np.lexsort((rows.place[: columns.flat_from], rows.annotator[: columns.flat_from]))
    ends = order[np.flatnonzero(np.diff(rows.annotator[order], append=-1))]
    ends = ends[np.argsort(rows.place[ends])]
    lines = columns.files.needed_lines(rows.place[ends].tolist())
    yield from zip(rows.annotator[ends].tolist(), (_gold_record(line).at for line in lines), strict=True)


class _Articles(NamedTuple):
    """The project's articles as they are now."""

    ids: set[str]
    unreadable: set[str]
    versions: dict[str, str]
    """By id, the sha256 of those that can be read."""
    unreadable_files: int
    """As in `ProjectStatus`."""


def _articles(project: ProjectFolder, listener: Listener) -> _Articles:
    ids, unreadable, versions = set[str](), set[str](), dict[str, str]()
    files = 0
    count = len(project.articles())
    with listener.progress("loading articles", count) as step:
        for article, loaded in project.loaded():
            ids.add(article.id)
            if isinstance(loaded, str):
                unreadable.add(article.id)
                files += 1
            elif article.path.name == f"{article.id}.txt":
                versions[article.id] = loaded.sha256
            files += bool(not isinstance(loaded, str) and loaded.meta_missing)
            if step is not None:
                step(1)
    return _Articles(ids, unreadable, versions, files)


def project_status(project: ProjectFolder, columns: Columns, listener: Listener = NOBODY) -> ProjectStatus:
    """Who has done what in a project, whose journals hold these columns.

    Args:
        project: whose texts.
        columns: of its journals.
        listener: hears how many articles were loaded.

    Raises:
        AnnotatorError: if gold cannot be read.
    """
    seeds, unreadable, now, unreadable_files = _articles(project, listener)
    rows, names = columns.spans_once(), columns.articles
    people = sorted(enumerate(columns.annotators), key=lambda one: one[1])
    states = {(who, one.article): one for who, one in zip(columns.state_owners.tolist(), columns.states, strict=True)}
    finished = {(who, names[article]) for article, who in np.argwhere(columns.done()).tolist()}
    spans: dict[tuple[int, str], dict[str, int]] = {}
    for (who, article, label), count in _counted(rows.annotator, rows.article, rows.label):
        spans.setdefault((who, names[article]), {})[columns.labels[label]] = count
    versions: dict[str, Counter[str]] = {}
    for (article, version), count in _counted(rows.article, rows.version - UNKNOWN):
        if version:
            versions.setdefault(names[article], Counter())[columns.versions[version + UNKNOWN]] = count
    articles = sorted(seeds | {article for _, article in (*spans, *states)})

    def work(who: int, article: str) -> ArticleWork:
        key = who, article
        state = states.get(key)
        said, seconds = (None, 0) if state is None else (state.state, state.seconds)
        return ArticleWork(said, key in finished, dict(sorted(spans.get(key, {}).items())), seconds)

    labels: dict[int, dict[str, int]] = {}
    for (who, label), count in _counted(rows.annotator, rows.label):
        labels.setdefault(who, {})[columns.labels[label]] = count
    seconds: Counter[int] = Counter()
    for (who, _), state in states.items():
        seconds[who] += state.seconds
    ended = Counter(who for who, _ in finished)

    def total(who: int) -> AnnotatorTotals:
        return AnnotatorTotals(ended[who], dict(sorted(labels.get(who, {}).items())), seconds[who])

    finishers = Counter(article for _, article in finished)
    golds = project.golds()
    return ProjectStatus(
        project=str(project.root),
        articles=[
            ArticleProgress(
                article,
                article in seeds,
                article in unreadable,
                {name: work(who, article) for who, name in people},
                _of_earlier_texts(project, article, now, versions.get(article, Counter())) if article in seeds else 0,
            )
            for article in articles
        ],
        annotators={name: total(who) for who, name in people},
        finished_by=dict(sorted(Counter(finishers[article] for article in articles).items())),
        gold=_decided(golds) if golds else None,
        unreadable_files=unreadable_files,
    )


def _counted(*columns: Small) -> list[tuple[list[int], int]]:
    """The different rows of columns, with how many there are of each."""
    order = sort_order(columns)
    rows = np.stack([column[order] for column in columns])
    first = np.flatnonzero(np.append(True, differs(*rows)))[: len(order)]
    return list(zip(rows[:, first].T.tolist(), np.diff([*first.tolist(), len(order)]).tolist(), strict=True))


def _by_label(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def _of_earlier_texts(project: ProjectFolder, article: str, now: dict[str, str], versions: Counter[str]) -> int:
    """How many spans are of another text than the article's file has now; none if it has no file."""
    if not versions:
        return 0
    version = now.get(article)
    if version is None:
        try:
            data = read_regular(project.seeds / f"{article}.txt", project.settings.limits.article_bytes)
        except AnnotatorError:
            return 0
        version = hashlib.sha256(data).hexdigest()
    return versions.total() - versions[version]


class _GoldRecord(msgspec.Struct, gc=False):
    """What of gold's records says whether a span is decided."""

    id: str = ""
    rev: int = 0
    at: str = ""
    decides: str | None = None
    gives: list[tuple[str, int]] | None = None
    """Of a decision: the spans, with their revisions."""


_GOLD = msgspec.json.Decoder(_GoldRecord)


def _gold_record(raw: bytes) -> _GoldRecord:
    try:
        return _GOLD.decode(raw)
    except msgspec.MsgspecError:
        return _GoldRecord()


_AT_ONCE = 2**14
"""Lines."""


def _decided(golds: Sequence[Path]) -> dict[str, int]:
    """Spans by label, those of several annotators counted once, and none that an edit left without a decision."""
    gold = read_columns(golds)
    decisions: dict[str, _GoldRecord] = {}
    for piece in (piece for file in range(len(golds)) for piece in gold.files.pieces(file)):
        for raw in piece.whole.split(b"\n") if b'"decision:' in piece.whole else ():
            if b'"decision:' in raw and (one := _gold_record(raw)).id.startswith("decision:"):
                decisions[one.id] = max(decisions.get(one.id, one), one, key=lambda record: (record.rev, record.at))
    given = {identity for decision in decisions.values() for identity, _ in decision.gives or ()}
    rows, order = gold.spans, np.argsort(gold.spans.place, kind="stable")
    kept: list[bool] = []
    for begin in range(0, len(order), _AT_ONCE):
        lines = gold.files.needed_lines(rows.place[order[begin : begin + _AT_ONCE]].tolist())
        # What is left is an edit's: neither put there by hand, nor taken by the rule, nor given by a decision.
        records = map(_gold_record, lines)
        kept += [one.decides is None or one.id.startswith("agreed:") or one.id in given for one in records]
    order = order[np.array(kept, dtype=np.bool_)]
    columns = rows.label, rows.article, rows.version - UNKNOWN, rows.start, rows.end
    spans = _counted(*(column[order] for column in columns))
    return _by_label(Counter(gold.labels[label] for (label, *_), _ in spans))
