"""JSONL for doccano's sequence labelling: `text` and `label`, a list of `[start, end, label]`.

Offsets are UTF-16 code units, as doccano's screen counts them in a project that does not count grapheme clusters as one
character (doccano issue 2290). ASCII only, because its import guesses the encoding of a file unless it is told.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from annotator.dataset.dataset import Dataset, Document
from annotator.formats import Exported
from annotator.formats.views import ATTRIBUTES, NOTES, VOTES, View, lost, own_files, text_of, views
from annotator.gold.export.files import Files
from annotator.gold.offsets import Utf16


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>.jsonl`, and `<part>.<annotator>.jsonl` with each annotator's own spans."""
    found = list(views(dataset))
    files = Files({_file(view): partial(_lines, view) for view in found})
    return Exported(
        files, lambda: lost(dataset, ATTRIBUTES, NOTES, VOTES), own=own_files(found, lambda view: [_file(view)])
    )


def _file(view: View) -> str:
    return f"{view.name}.jsonl"


def _lines(view: View) -> Iterator[bytes]:
    return (json.dumps(_line(document)).encode() + b"\n" for document in view.documents)


def _line(document: Document) -> dict[str, Any]:
    text = text_of(document)
    at = Utf16(text).units
    return {
        "text": text,
        "label": [[at(span["start"]), at(span["end"]), span["label"]] for span in document.spans],
        # Columns that doccano does not know are kept as metadata, and come back in its own export.
        "article": document.id,
        "sha256": document.sha256,
    }
