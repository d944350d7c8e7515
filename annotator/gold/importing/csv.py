"""CSV with a row a span: columns `article`, `start`, `end`, `label`, and what else `export --to csv` writes.

Cells are parted by commas, semicolons or tabs, as the first line is. Offsets are code points. An apostrophe before what a spreadsheet would take for a formula is taken off.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import orjson

from annotator.formats.csv import FORMULA
from annotator.formats.parsing import LIMIT, integer, read_text, strings
from annotator.gold.importing import Given, GivenDocument, GivenSpan, Left
from annotator.model import AnnotatorError
from annotator.text.sanitize import one_line

_DELIMITERS = ",;\t"
"""What parts the cells: spreadsheets of many languages write semicolons."""
_BEGINNING = 10_000
"""Code points in which the first line is looked for."""
_NEEDED = ("article", "start", "end", "label")


def read(path: Path) -> Given:
    """The rows gathered by article; it does not say who was through with what."""
    shown = one_line(path.name)
    csv.field_size_limit(min(LIMIT, 2**31 - 1))
    text = read_text(path)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    left: list[Left] = []
    documents: dict[tuple[str, str], GivenDocument] = {}
    header: list[str] | None = None
    try:
        for cells in rows:
            if header is None:
                header = _header(cells, path)
            elif len(cells) != len(header):
                left.append(
                    Left(f"{shown}, line {rows.line_num}", None, f"has {len(cells)} cells for {len(header)} columns")
                )
            elif any(cells):
                row = dict(zip(header, map(_plain, cells), strict=True))
                key = row["article"], row.get("sha256", "")
                where = f"{shown}, article {one_line(key[0], 60) or '?'}"
                about = GivenDocument(where, [], key[0] or None, None, key[1] or None)
                documents.setdefault(key, about).spans.append(_span(row))
    except csv.Error as error:
        left.append(Left(f"{shown}, line {rows.line_num}", None, f"is not CSV ({error}); what follows was not read"))
    return Given(documents.values(), left=left)


def _delimiter(text: str) -> str:
    """What parts the cells: the sign at which the first line has the columns that are needed, else the comma."""
    first = text[:_BEGINNING]
    for sign in _DELIMITERS:
        cells = next(csv.reader(io.StringIO(first, newline=""), delimiter=sign), [])
        if {cell.strip().lower() for cell in cells} >= set(_NEEDED):
            return sign
    return ","


def _header(cells: list[str], path: Path) -> list[str]:
    header = [cell.strip().lower() for cell in cells]
    missing = [name for name in _NEEDED if name not in header]
    if missing or len(set(header)) != len(header):
        raise AnnotatorError(
            f"{one_line(str(path))}: the first line must name the columns, {', '.join(_NEEDED)} among them, each once, with "
            "commas (or semicolons, or tabs) between" + (f" (missing: {', '.join(missing)})" if missing else "")
        )
    return header


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell, 1) else cell


def _span(row: dict[str, str]) -> GivenSpan:
    attributes: dict[str, str] = {}
    if row.get("attributes"):
        try:
            attributes = strings(orjson.loads(row["attributes"]))
        except ValueError:
            return GivenSpan(row["label"] or None, None, None, fault="has attributes that are not JSON")
    return GivenSpan(
        row["label"] or None,
        integer(row["start"]),
        integer(row["end"]),
        row.get("text") or None,
        attributes,
        row.get("note") or None,
        tuple(dict.fromkeys((row.get("annotators") or row.get("annotator") or "").split())),
    )
