"""JSONL for Prodigy: a task of the span categorization interface (`spans_manual`) an article, ready for `db-in`.

Offsets are code points, as in spaCy. Prodigy selects whole tokens, so a token is parted where a span begins or ends in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from annotator.dataset.dataset import Dataset
from annotator.dataset.document import Document
from annotator.formats import Exported, Format, NotTaken, Source, SourceDocument
from annotator.formats.parsing import article_name, items, objects, passed_over, source_span, string, table
from annotator.formats.schema import a_file_a_part
from annotator.formats.views import RULE, VOTES, DatasetView, a_file_each, cut_at, lost, text_of, tokens
from annotator.journal.records import Fields
from annotator.merge import to_jsonl
from annotator.model import Range
from annotator.text.sanitize import plural

FORMAT = Format("`start` and `end` of each of a task's `spans`", votes=False, needs_text=True, single=".jsonl")

_TYPES = {
    "text": "string", "tokens": "json", "spans": "json", "meta": "json", "answer": "string", "_view_id": "string",
}  # fmt: skip


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>.jsonl`, and `<part>.<annotator>.jsonl` with each annotator's own spans."""
    files, own = a_file_each(dataset, ".jsonl", _tasks)

    def told() -> tuple[str, ...]:
        parted = sum(_parted(document) for document in dataset.documents)
        sentences = (f"{plural(parted, 'token')} parted where a span begins or ends inside.",) if parted else ()
        return (*sentences, RULE, "Runs of white space are tokens of their own.")

    configs = partial(a_file_a_part, dataset, ".jsonl", _TYPES)
    return Exported(files, lambda: lost(dataset, VOTES), configs=configs, sentences=told, own=own)


def _tasks(view: DatasetView) -> Iterator[bytes]:
    return (to_jsonl([_task(document, view)]) for document in view.documents)


def _task(document: Document, view: DatasetView) -> dict[str, Any]:
    text = text_of(document)
    found = list(_with_blanks(text, document.spans))
    first = {start: i for i, (start, _) in enumerate(found)}
    last = {end: i for i, (_, end) in enumerate(found)}
    task: dict[str, Any] = {
        "text": text,
        "tokens": [
            {
                "text": text[start:end],
                "start": start,
                "end": end,
                "id": i,
                "ws": text[end : end + 1] == " " and end not in first,
            }
            for i, (start, end) in enumerate(found)
        ],
        "spans": [_span(span, first, last) for span in document.spans],
        "meta": {"article": document.id, "sha256": document.sha256},
        "answer": "accept",
        "_view_id": "spans_manual",
    }
    if view.annotator is not None:
        task |= {"_annotator_id": view.annotator, "_session_id": f"annotator-{view.annotator}"}
    return task


def _span(span: Fields, first: dict[int, int], last: dict[int, int]) -> dict[str, Any]:
    start, end = span["start"], span["end"]
    task: dict[str, Any] = {
        "start": start,
        "end": end,
        "token_start": first[start],
        "token_end": last[end],
        "label": span["label"],
    }
    # Prodigy keeps what it does not know.
    return task | {name: span[name] for name in ("attributes", "note") if span[name]}


def _with_blanks(text: str, spans: Sequence[Fields]) -> Iterator[Range]:
    """Tokens that cover the text but for single spaces between words, with all edges of spans at edges of tokens."""
    starts, ends = {span["start"] for span in spans}, {span["end"] for span in spans}
    place = 0
    for start, end in chain(cut_at(tokens(text), starts | ends), [(len(text), len(text))]):
        if place < start and not (
            text[place:start] == " " and place > 0 and start < len(text) and place not in starts and start not in ends
        ):
            yield from cut_at([(place, start)], starts | ends)
        if start < end:
            yield start, end
        place = end


def _parted(document: Document) -> int:
    edges = {edge for span in document.spans for edge in (span["start"], span["end"])}
    whole = list(tokens(text_of(document)))
    return len(list(cut_at(whole, edges))) - len(whole)


_TIME = re.compile(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d$")


def read(path: Path) -> Source:
    """A document a task."""
    left: list[NotTaken] = []
    documents = []
    refused: Counter[str] = Counter()
    others: Counter[str] = Counter()
    tasks = list(objects(path, left))
    people = _people({_session(task) for _, task in tasks} - {None})
    for where, task in tasks:
        answer = task.get("answer", "accept")
        if answer != "accept":
            refused["rejected" if answer == "reject" else "ignored"] += 1
            continue
        spans = task.get("spans")
        others["relation"] += len(items(task.get("relations")))
        others["whole-text label"] += len(items(task.get("accept"))) + (string(task.get("label")) is not None)
        if spans is not None and not isinstance(spans, list):
            left.append(NotTaken(where, None, "has spans that are no list"))
            continue
        meta = table(task.get("meta"))
        documents.append(
            SourceDocument(
                where,
                [source_span(span)._replace(annotators=()) for span in items(spans)],
                article=article_name(meta.get("article")) or article_name(task.get("article")),
                text=string(task.get("text")),
                sha256=string(meta.get("sha256")),
                annotator=people.get(_session(task) or ""),
                finished="answer" in task,
            )
        )
    told = [f"{plural(count, 'task')} left that the annotator {what}" for what, count in sorted(refused.items())]
    return Source(documents, left=left, told=[*told, *passed_over(others)])


def _session(task: Fields) -> str | None:
    """The name of the annotator with the dataset's before it; a session that has the time for a name is nobody's."""
    name = string(task.get("_annotator_id")) or string(task.get("_session_id"))
    return None if name is None or _TIME.search(name) else name


def _people(sessions: Iterable[str | None]) -> dict[str, str]:
    """The annotators by the names of their sessions."""
    names = sorted(filter(None, sessions))
    common = (
        next((i for i, pair in enumerate(zip(names[0], names[-1], strict=False)) if len({*pair}) > 1), 0)
        if names
        else 0
    )
    dataset = names[0][:common].rpartition("-")[0] if common else ""
    return {name: name.removeprefix(f"{dataset}-") if dataset else name.rpartition("-")[2] or name for name in names}
