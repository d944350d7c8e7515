"""Gathers what an export writes: finished articles, their texts and spans, every offset checked, in parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal, NamedTuple

from annotator.gold.adjudicate.dataset import Adjudicated, told
from annotator.gold.grouping import Grouping, grouping
from annotator.gold.merge import Merge, merge
from annotator.gold.splits import Item, split
from annotator.journal.corpus import Corpus, Work
from annotator.journal.read import Fields
from annotator.model import GOLD, AnnotatorError, Article, Meta
from annotator.project import ArticleFile, Project
from annotator.text.display import one_line
from annotator.text.load import load_meta

By = Literal["event", "article"]
WHOLE = "data"
"""The name of the only part of a dataset that is not split."""

_Key = tuple[str, str | None]
"""An article's id and the sha256 of one of its versions."""


class Document(NamedTuple):
    """One version of one finished article, with its spans."""

    id: str
    sha256: str | None
    length: int | None
    """Code points; `None` if neither a text nor a state record tells."""
    text: str | None
    """`None` if the project does not have the text with this hash."""
    meta: Meta
    spans: list[Fields]
    """Flat spans in reading order."""
    own: Mapping[str, list[Fields]] = {}
    """What each annotator gave who finished this version, by name, in reading order; empty if `spans` is just that."""

    @property
    def labels(self) -> Counter[str]:
        """How many spans each label has."""
        return Counter(span["label"] for span in self.spans)


class Gathered(NamedTuple):
    """Documents, and an account of what was left out or came from elsewhere."""

    documents: list[Document]
    """By id; finished articles without a span included."""
    merge: Merge
    annotators: list[str]
    added: list[str]
    """Articles without a span, known to be finished from the project's journals alone."""
    contested: int
    """Spans that the same annotators have in the project's journals but not in the file: mostly, too few votes."""
    told: list[str] = []
    """Of adjudicated gold, by which rule the rest was taken, and what is undecided or no longer holds."""


class Dataset(NamedTuple):
    """What was gathered, in parts."""

    parts: dict[str, list[Document]]
    """By name: `train`, `validation`, `test`, or `WHOLE` alone."""
    gathered: Gathered

    @property
    def documents(self) -> list[Document]:
        """The documents of all parts."""
        return self.gathered.documents


def gather(corpus: Corpus, journals: Corpus, project: Project) -> Gathered:
    """The finished articles of a corpus.

    Files of flat spans do not say who finished an article without a span. Where the corpus has no article states at
    all, the project's journals are asked about the annotators that it names.

    Args:
        corpus: what is to be exported.
        journals: the annotators' own work.
        project: where the texts are.

    Raises:
        AnnotatorError: naming the first span that does not fit its text.
    """
    merged = merge(corpus, finished_only=True)
    spans: dict[_Key, list[Fields]] = {}
    for span in merged.spans:
        spans.setdefault((span["article"], span["sha256"]), []).append(span)
    with_spans = {article for work in corpus.works.values() for article in work.spans}
    lengths = dict(_finished(corpus))
    added: list[str] = []
    contested = 0
    if not any(work.states for work in corpus.works.values()):
        named = Corpus({name: journals.works[name] for name in corpus.works if name in journals.works}, {})
        lengths = dict(_finished(named))
        added = sorted({article for article, _ in lengths} - with_spans)
        contested = len(_ranges(merge(named, finished_only=True)) - _ranges(merged))
    for key in lengths:
        if key[0] not in with_spans:
            spans.setdefault(key, [])
    documents = [
        _document(project, key, spans[key], lengths.get(key)) for key in sorted(spans, key=lambda k: (k[0], k[1] or ""))
    ]
    own = _own_work(corpus, journals)
    documents = [document._replace(own=_fitting(document, own)) for document in documents]
    return Gathered(documents, merged, list(corpus.works), added, contested)


def gather_adjudicated(gold: Adjudicated, journals: Corpus, project: Project) -> Gathered:
    """The finished articles with what all agreed on and what was decided; what is undecided is in none of them.

    Args:
        gold: what the journals and the decisions add up to.
        journals: the annotators' own work.
        project: where the texts are.

    Raises:
        AnnotatorError: naming the first span that does not fit its text.
    """
    spans: dict[_Key, list[Fields]] = {key: [] for key in gold.board.versions}
    for span in gold.spans:
        spans.setdefault((span["article"], span["sha256"]), []).append(span)
    works = {name: work for name, work in sorted(journals.works.items()) if name != GOLD}
    documents = []
    for key in sorted(spans, key=lambda key: (key[0], key[1] or "")):
        document = _document(project, key, spans[key], gold.board.versions.get(key))
        documents.append(document._replace(own=_fitting(document, works)))
    return Gathered(documents, gold.merged, list(works), [], 0, told(gold))


def _own_work(corpus: Corpus, journals: Corpus) -> dict[str, Work]:
    """The journals of the annotators whose work the corpus joins: of all, if it is adjudicated."""
    names = journals.works if GOLD in corpus.works else corpus.works
    if len(names) == 1 and GOLD not in corpus.works:
        return {}
    return {name: journals.works[name] for name in sorted(names) if name in journals.works and name != GOLD}


def _fitting(document: Document, works: Mapping[str, Work]) -> dict[str, list[Fields]]:
    """By annotator, for those who finished this version of the article: their spans that fit its text."""
    found: dict[str, list[Fields]] = {}
    for name, work in works.items():
        state = work.states.get(document.id)
        if not work.has_annotated(document.id) or (state is not None and state["sha256"] != document.sha256):
            continue
        spans = [span for span in work.spans.get(document.id, ()) if span["sha256"] in {None, document.sha256}]
        if document.text is not None:
            spans = [s for s in spans if s["text"] in {None, document.text[s["start"] : s["end"]]}]
        found[name] = spans
    return found


def part(
    documents: list[Document], shares: Mapping[str, Decimal] | None, groups: Grouping, seed: int
) -> dict[str, list[Document]]:
    """The documents in parts, kept in order within each; articles of one of the groups stay together.

    Raises:
        AnnotatorError: if the articles cannot be parted as asked.
    """
    if shares is None:
        return {WHOLE: documents}
    items = [Item(document.id, groups.groups[document.id], document.labels) for document in documents]
    chosen = split(items, shares, seed, len(groups.ties))
    return {name: [document for document in documents if chosen[document.id] == name] for name in shares}


def grouped(documents: list[Document], by: By) -> Grouping:
    """The groups that are not to be parted: by event, articles of different events that share text are tied."""
    events = {document.id: group_of(document, by) for document in documents}
    if by == "article":
        return Grouping(events, [], [])
    texts: dict[str, str | None] = {}
    quoted: dict[str, list[str]] = {}
    for document in documents:  # of one article there may be several versions
        text = texts.get(document.id)
        texts[document.id] = document.text if text is None else f"{text}\n\n{document.text or ''}"
        wordings = [span["text"] for span in document.spans if span["label"] == "quote" and span["text"]]
        quoted.setdefault(document.id, []).extend(wordings)
    return grouping(events, texts, quoted)


def group_of(document: Document, by: By) -> str:
    """The group that must not be parted: the article's event, else the article itself."""
    if by == "event" and document.meta.event is not None:
        return f"event {document.meta.event}"
    return f"article {document.id}"


def _finished(corpus: Corpus) -> Iterator[tuple[_Key, int]]:
    """The versions of articles which somebody has marked done, with their lengths."""
    for work in corpus.works.values():
        for article, state in work.states.items():
            if state["state"] == "done":
                yield (article, state["sha256"]), state["length"]


def _ranges(merged: Merge) -> set[tuple[str, int, int, str]]:
    return {(span["article"], span["start"], span["end"], span["label"]) for span in merged.spans}


def _document(project: Project, key: _Key, spans: list[Fields], length: int | None) -> Document:
    article, sha256 = key
    path = project.seeds / f"{article}.txt"
    text = None if sha256 is None else project.text(sha256, article)
    if sha256 is None and path.is_file():
        # Flat spans may come without a hash; what they fit must then be the text that is there.
        seed: Article = project.load(ArticleFile(article, path))
        sha256, text = seed.sha256, seed.text
    for span in spans:
        _check(span, text, length)
    return Document(article, sha256, length if text is None else len(text), text, load_meta(path), spans)


def _check(span: Fields, text: str | None, length: int | None) -> None:
    start, end = span["start"], span["end"]
    found = span["text"] if text is None else text[start:end]
    limit = length if text is None else len(text)
    if (limit is None or end <= limit) and (span["text"] is None or found == span["text"]):
        return
    raise AnnotatorError(
        f"{span['article']}: the {one_line(span['label'], 40)} at {start}–{end} is "
        f"{one_line(repr(span['text']), 60)} in the file, but not in the article's text "
        f"({one_line(repr(found), 60)}): see annotator check"
    )
