"""JSONL for Prodigy: a task of the span categorization interface (`spans_manual`) an article, ready for `db-in`.

Offsets are code points, as in spaCy. Prodigy selects whole tokens, so a token is parted where a span begins or ends in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Any

from annotator.dataset.dataset import Dataset, Document
from annotator.formats import Exported
from annotator.formats.views import VOTES, View, lost, own_files, text_of, views
from annotator.gold.export.files import Files
from annotator.gold.export.tokens import RULE, cut_at, tokens
from annotator.journal.records import Fields
from annotator.merge import plural, to_jsonl
from annotator.text.segments.types import Range


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>.jsonl`, and `<part>.<annotator>.jsonl` with each annotator's own spans."""
    found = list(views(dataset))
    files = Files({_file(view): partial(_tasks, view) for view in found})

    def told() -> tuple[str, ...]:
        parted = sum(_parted(document) for document in dataset.documents)
        sentences = (f"{plural(parted, 'token')} parted where a span begins or ends inside.",) if parted else ()
        return (*sentences, RULE, "Runs of white space are tokens of their own.")

    return Exported(
        files, lambda: lost(dataset, VOTES), sentences=told, own=own_files(found, lambda view: [_file(view)])
    )


def _file(view: View) -> str:
    return f"{view.name}.jsonl"


def _tasks(view: View) -> Iterator[bytes]:
    return (to_jsonl([_task(document, view)]) for document in view.documents)


def _task(document: Document, view: View) -> dict[str, Any]:
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
