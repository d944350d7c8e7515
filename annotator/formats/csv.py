"""CSV (RFC 4180, UTF-8): one row a span, offsets in code points. Holds articles only by their spans.

A cell that a spreadsheet would take for a formula gets an apostrophe before it, which `annotator import` takes off again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from annotator.dataset.dataset import Dataset
from annotator.dataset.document import Document
from annotator.errors import AnnotatorError
from annotator.formats import Exported, Format, NotTaken, Source, SourceDocument, SourceSpan
from annotator.formats.parsing import LIMIT, integer, read_text, source_span
from annotator.formats.schema import a_file_a_part, has_groups, span_text
from annotator.formats.views import DatasetView, a_file_each, without_spans
from annotator.journal.records import Fields
from annotator.text.sanitize import one_line, plural

FORMAT = Format("the columns `start` and `end`", suffixes=(".csv",), single=".csv", groups=True)
COLUMNS = (
    "article", "sha256", "start", "end", "label", "text",
    "annotators", "support", "of", "origin", "attributes", "note",
)  # fmt: skip
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""How a cell begins that a spreadsheet may obey; one with apostrophes already gets another, so that each can be undone."""


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>.csv`, and `<part>.<annotator>.csv` with each annotator's own spans."""
    guarded: dict[str, int] = {}
    columns = (*COLUMNS, "groups") if has_groups(dataset) else COLUMNS
    files, own = a_file_each(dataset, ".csv", partial(_rows, columns=columns, with_text=with_text, guarded=guarded))

    def told() -> tuple[str, ...]:
        cells = sum(guarded.values())
        return (f"{plural(cells, 'cell')} that begin like a formula have an apostrophe before it.",) if cells else ()

    configs = partial(a_file_a_part, dataset, ".csv", with_spans=True)
    return Exported(files, partial(without_spans, dataset), configs=configs, sentences=told, own=own)


def _rows(view: DatasetView, columns: Sequence[str], with_text: bool, guarded: dict[str, int]) -> Iterator[bytes]:
    """The rows of a view, some at a time; how many cells were guarded is set under its name."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    rows.writerow(columns)
    count = 0
    for document in view.documents:
        for span in document.spans:
            cells = _cells(document, span, columns, with_text=with_text)
            count += sum(FORMULA.match(cell) is not None for cell in cells)
            rows.writerow([f"'{cell}" if FORMULA.match(cell) else cell for cell in cells])
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()
    guarded[view.name] = count
    yield out.getvalue().encode()


def _cells(document: Document, span: Fields, columns: Sequence[str], *, with_text: bool) -> list[str]:
    values: dict[str, Any] = {
        "support": None, "of": None, **span,
        "article": document.id,
        "sha256": document.sha256,
        "text": span_text(document, span) if with_text else None,
        "annotators": " ".join(span.get("annotators") or [span.get("annotator") or ""]),
        "attributes": orjson.dumps(span["attributes"]).decode() if span["attributes"] else None,
        "groups": " ".join(span.get("groups", ())),
    }  # fmt: skip
    return ["" if values[name] is None else str(values[name]) for name in columns]


_DELIMITERS = ",;\t"
"""What parts the cells: spreadsheets of many languages write semicolons."""
_BEGINNING = 10_000
"""Code points in which the first line is looked for."""
_NEEDED = ("article", "start", "end", "label")


def read(path: Path) -> Source:
    """The rows gathered by article; it does not say who was through with what."""
    shown = one_line(path.name)
    csv.field_size_limit(min(LIMIT, 2**31 - 1))
    text = read_text(path)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    left: list[NotTaken] = []
    ended = 0  # the line before the row: one with line ends in its cells is several lines
    documents: dict[tuple[str, str], SourceDocument] = {}
    header: list[str] | None = None
    try:
        for cells in rows:
            if header is None:
                header = _header(cells, path)
            elif len(cells) != len(header):
                left.append(
                    NotTaken(
                        f"{shown}, line {rows.line_num}", None, f"has {len(cells)} cells for {len(header)} columns"
                    )
                )
            elif any(cells):
                row = dict(zip(header, map(_plain, cells), strict=True))
                key = row["article"], row.get("sha256", "")
                where = f"{shown}, article {one_line(key[0], 60) or '?'}"
                about = SourceDocument(where, [], key[0] or None, None, key[1] or None)
                documents.setdefault(key, about).spans.append(
                    _span(row)._replace(where=f"{shown}, line {ended + 1}, article {one_line(key[0], 60) or '?'}")
                )
            ended = rows.line_num
    except csv.Error as error:
        left.append(
            NotTaken(f"{shown}, line {rows.line_num}", None, f"is not CSV ({error}); what follows was not read")
        )
    return Source(documents.values(), left=left)


def _delimiter(text: str) -> str:
    """What parts the cells: the sign at which the first line has the columns that are needed, else the most frequent one."""
    first = text[:_BEGINNING]
    for sign in _DELIMITERS:
        cells = next(csv.reader(io.StringIO(first, newline=""), delimiter=sign), [])
        if {cell.strip().lower() for cell in cells} >= set(_NEEDED):
            return sign
    return max(_DELIMITERS, key=first.partition("\n")[0].count)


def _header(cells: list[str], path: Path) -> list[str]:
    header = [cell.strip().lower() for cell in cells]
    missing = [name for name in _NEEDED if name not in header]
    if missing or len(set(header)) != len(header):
        there = one_line(", ".join(cell.strip() for cell in cells), 200)
        articles = f"it has the columns {there}: if one holds articles, name it with --text-column; " if missing else ""
        lacks = f" (missing: {', '.join(missing)})" if missing else ""
        raise AnnotatorError(
            f"{one_line(str(path))}: {articles}the first line of a table of spans names the columns, {', '.join(_NEEDED)} among "
            f"them, each once, with commas (or semicolons, or tabs) between{lacks}"
        )
    return header


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell, 1) else cell


def _span(row: dict[str, str]) -> SourceSpan:
    try:
        attributes = orjson.loads(row.get("attributes") or "{}")
    except ValueError:
        return SourceSpan(row["label"] or None, None, None, fault="has attributes that are not JSON")
    for name in ("start", "end"):
        if row[name] and integer(row[name]) is None:
            return SourceSpan(
                row["label"] or None, None, None, fault=f"{name} is {one_line(repr(row[name]), 40)}, which is no offset"
            )
    annotators = (row.get("annotators") or row.get("annotator") or "").split()
    return source_span({**row, "attributes": attributes, "annotators": annotators})
