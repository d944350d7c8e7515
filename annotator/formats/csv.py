"""CSV (RFC 4180, UTF-8): one row a span, offsets in code points. Holds articles only by their spans.

A cell that a spreadsheet would take for a formula gets an apostrophe before it, which `annotator import` takes off again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import orjson

from annotator.dataset.dataset import Dataset, Document
from annotator.formats import Exported
from annotator.formats.schema import span_text
from annotator.formats.views import View, own_files, views, without_spans
from annotator.gold.export.files import Files
from annotator.journal.records import Fields
from annotator.merge import plural

COLUMNS = (
    "article", "sha256", "start", "end", "label", "text",
    "annotators", "support", "of", "origin", "attributes", "note",
)  # fmt: skip
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""How a cell begins that a spreadsheet may obey; one with apostrophes already gets another, so that each can be undone."""


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>.csv`, and `<part>.<annotator>.csv` with each annotator's own spans."""
    guarded: dict[str, int] = {}
    found = list(views(dataset))
    files = Files({_file(view): partial(_rows, view, with_text, guarded) for view in found})

    def lost() -> dict[str, int]:
        empty = without_spans(dataset)
        return {"articles without a span": empty} if empty else {}

    def told() -> tuple[str, ...]:
        cells = sum(guarded.values())
        return (f"{plural(cells, 'cell')} that begin like a formula have an apostrophe before it.",) if cells else ()

    return Exported(files, lost, sentences=told, own=own_files(found, lambda view: [_file(view)]))


def _file(view: View) -> str:
    return f"{view.name}.csv"


def _rows(view: View, with_text: bool, guarded: dict[str, int]) -> Iterator[bytes]:
    """The rows of a view, some at a time; how many cells were guarded is set under its name."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    rows.writerow(COLUMNS)
    count = 0
    for document in view.documents:
        for span in document.spans:
            cells = _cells(document, span, with_text=with_text)
            count += sum(FORMULA.match(cell) is not None for cell in cells)
            rows.writerow([f"'{cell}" if FORMULA.match(cell) else cell for cell in cells])
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()
    guarded[view.name] = count
    yield out.getvalue().encode()


def _cells(document: Document, span: Fields, *, with_text: bool) -> list[str]:
    values: dict[str, Any] = {
        "support": None, "of": None, **span,
        "article": document.id,
        "sha256": document.sha256,
        "text": span_text(document, span) if with_text else None,
        "annotators": " ".join(span.get("annotators") or [span.get("annotator") or ""]),
        "attributes": orjson.dumps(span["attributes"]).decode() if span["attributes"] else None,
    }  # fmt: skip
    return ["" if values[name] is None else str(values[name]) for name in COLUMNS]
