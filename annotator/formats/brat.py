"""brat's standoff: for each article its text and an `.ann` beside it, in a folder that opens as a collection.

Offsets are code points of the text file. brat knows no span over a line's end: such a one is written in fragments, one a
line, which `annotator import` joins again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial

from annotator.dataset.dataset import Dataset, Document, Entry
from annotator.formats import Exported
from annotator.formats.views import VOTES, View, file_name, labels_of, lost, text_of, views
from annotator.gold.export.files import Content, Files
from annotator.merge import plural
from annotator.text.sanitize import one_line
from annotator.text.segments.types import Range

CONFIG = "annotation.conf"
EXACT = "annotator"
"""The type of the note that holds a span's attributes and note, as JSON."""
_LINE_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""All at which Python's `splitlines`, with which brat reads, ends a line."""
_PIECE = re.compile(rf"[^{_LINE_ENDS}]+")
_NO_TYPE = re.compile(r"[^A-Za-z0-9_-]")


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>/<article>.txt` and `.ann`, and the same in `<part>.<annotator>/` with each annotator's own spans."""
    files: dict[str, Content] = {}
    own: list[str] = []
    for view in views(dataset):
        before = len(files)
        taken: set[str] = set()
        for entry in view.documents.entries:
            name = file_name(entry, taken)
            files[f"{view.name}/{name}.txt"] = partial(_text, view, entry)
            files[f"{view.name}/{name}.ann"] = partial(_annotations, view, entry)
        files[f"{view.name}/{CONFIG}"] = lambda: [_config(dataset)]
        own += list(files)[before:] if view.annotator is not None else []
    return Exported(
        Files(files),
        lambda: lost(dataset, VOTES) | _not_held(dataset),
        sentences=lambda: _told(dataset),
        own=tuple(own),
    )


def _text(view: View, entry: Entry) -> list[bytes]:
    return [text_of(view.documents.read(entry)).encode()]


def _annotations(view: View, entry: Entry) -> list[bytes]:
    return ["".join(f"{line}\n" for line in _lines(view.documents.read(entry))).encode()]


def pieces(text: str, start: int, end: int) -> list[Range]:
    """The parts of a span that stand in one line each."""
    return [match.span() for match in _PIECE.finditer(text, start, end)]


def _lines(document: Document) -> Iterator[str]:
    text = text_of(document)
    notes = 0
    for number, span in enumerate(document.spans, 1):
        found = pieces(text, span["start"], span["end"])
        if not found:
            continue
        where = ";".join(f"{start} {end}" for start, end in found)
        wording = " ".join(text[start:end] for start, end in found)
        yield f"T{number}\t{_type(span['label'])} {where}\t{wording}"
        if span["note"]:
            notes += 1
            yield f"#{notes}\tAnnotatorNotes T{number}\t{one_line(span['note'])}"
        exact = {name: span[name] for name in ("attributes", "note") if span[name]}
        if exact:
            notes += 1
            yield f"#{notes}\t{EXACT} T{number}\t{json.dumps(exact)}"


def _type(label: str) -> str:
    return _NO_TYPE.sub("_", label)


def _not_held(dataset: Dataset) -> dict[str, int]:
    edges = blank = 0
    for document in dataset.documents:
        for span in document.spans:
            found = pieces(text_of(document), span["start"], span["end"])
            blank += not found
            edges += bool(found) and (found[0][0], found[-1][1]) != (span["start"], span["end"])
    labels = len([label for label in labels_of(dataset) if _NO_TYPE.search(label)])
    counts = {
        "line ends at the edges of spans": edges,
        "spans of line ends alone": blank,
        "labels with other characters than a to z, digits, - and _ (written as _)": labels,
    }
    return {what: count for what, count in counts.items() if count}


def _told(dataset: Dataset) -> tuple[str, ...]:
    with_returns = sum("\r" in text_of(document) for document in dataset.documents)
    if not with_returns:
        return ()
    return (
        f"{plural(with_returns, 'article')} with carriage returns: offsets count each of them, so a reader that "
        "translates line ends (Python's text mode does) must be told not to.",
    )


def _config(dataset: Dataset) -> bytes:
    labels = sorted({_type(label) for label in labels_of(dataset)})
    overlap = "<OVERLAP> Arg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>"
    return "\n".join(
        ["[entities]", *labels, "", "[relations]", overlap, "", "[events]", "", "[attributes]", ""]
    ).encode()
