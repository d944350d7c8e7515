"""Tokens with IOB2 tags: one file a label, since a token has one tag and spans of different labels nest.

Four columns, separated by tabs: token, start, end (code points), tag. Readers of CoNLL files take the first and the last.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from typing import IO, NamedTuple
from urllib.parse import quote

from annotator.dataset.dataset import Dataset, Document
from annotator.formats import Exported
from annotator.formats.views import ATTRIBUTES, NOTES, VOTES, View, apart, labels_of, lost, own_files, text_of, views
from annotator.gold.export.files import Content, Files
from annotator.gold.export.tokens import RULE, tokens
from annotator.journal.records import Fields
from annotator.text.segments.types import Range

DOCUMENT = "-DOCSTART-"
_IN_MEMORY = 2**20
"""Bytes of a file that are not yet on a disk."""
_WIDENED = "edges of spans inside a token (widened to the whole token)"
_TRIMMED = "white space at edges of spans"
_BLANK = "spans of white space"
_OVERLAPPING = "spans that overlap a longer one of their label"


class _Cut(NamedTuple):
    """Spans of one label as stretches of tokens, `[first, last)`, and what became otherwise."""

    runs: list[Range]
    otherwise: dict[str, int]


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>.<label>.conll`, and `<part>.<annotator>.<label>.conll` with each annotator's own spans."""
    labels = labels_of(dataset)
    files: dict[str, Content] = {}
    otherwise: dict[str, dict[str, int]] = {}
    found = list(views(dataset))
    for view in found:
        written = _Written(view, labels, otherwise)
        for label in labels:
            files[_file(view, label)] = partial(written.read, label)

    def not_held() -> dict[str, int]:
        counts: dict[str, int] = {}
        for of_part in otherwise.values():
            for what, count in of_part.items():
                counts[what] = counts.get(what, 0) + count
        return lost(dataset, ATTRIBUTES, NOTES, VOTES) | {what: count for what, count in counts.items() if count}

    told = (RULE, "A blank line follows each line of an article, unless a span goes on across it.")
    own = own_files(found, lambda view: [_file(view, label) for label in labels])
    return Exported(Files(files), not_held, sentences=lambda: told, own=own)


def _file(view: View, label: str) -> str:
    return f"{view.name}.{_safe(label)}.conll"


class _Written:
    """The files of a view, one a label: written together when the first is asked for, as all have the same tokens."""

    def __init__(self, view: View, labels: Sequence[str], otherwise: dict[str, dict[str, int]]) -> None:
        self._view, self._labels, self._otherwise = view, labels, otherwise
        self._files: dict[str, IO[bytes]] = {}

    def read(self, label: str) -> Iterator[bytes]:
        """The file of a label, which is given up."""
        if label not in self._files:
            self._write()
        with self._files.pop(label) as file:
            file.seek(0)
            yield from iter(partial(file.read, _IN_MEMORY), b"")

    def _write(self) -> None:
        counts: dict[str, int] = {}
        self._files = {
            label: tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed when it is read
            for label in self._labels
        }
        for document in self._view.documents:
            found = list(tokens(text_of(document)))
            for label, file in self._files.items():
                cut = _cut(document, found, label)
                file.write("".join(f"{line}\n" for line in _lines(document, found, cut.runs, label)).encode())
                for what, count in cut.otherwise.items():
                    counts[what] = counts.get(what, 0) + count
        if self._view.annotator is None:
            self._otherwise[self._view.name] = counts


def _cut(document: Document, found: list[Range], label: str) -> _Cut:
    """Which tokens the spans of a label take."""
    text = text_of(document)
    kept, others = apart(span for span in document.spans if span["label"] == label)
    otherwise = {_WIDENED: 0, _TRIMMED: 0, _BLANK: 0, _OVERLAPPING: len(others)}
    runs: list[Range] = []
    place = 0
    for span in kept:
        start, end = _trimmed(text, span)
        if start == end:
            otherwise[_BLANK] += 1
            continue
        otherwise[_TRIMMED] += (start != span["start"]) + (end != span["end"])
        while found[place][1] <= start:
            place += 1
        last = place
        while last < len(found) and found[last][0] < end:
            last += 1
        otherwise[_WIDENED] += (found[place][0] != start) + (found[last - 1][1] != end)
        if runs and runs[-1][1] > place:  # two spans that meet inside one token: it belongs to the first
            place = runs[-1][1]
        if place < last:
            runs.append((place, last))
        else:
            otherwise[_OVERLAPPING] += 1
        place = max(place - 1, 0)
    return _Cut(runs, otherwise)


def _trimmed(text: str, span: Fields) -> Range:
    wording = text[span["start"] : span["end"]]
    start = int(span["start"]) + len(wording) - len(wording.lstrip())
    return start, start + len(wording.strip())


def _lines(document: Document, found: list[Range], runs: list[Range], label: str) -> Iterator[str]:
    text = text_of(document)
    tags = ["O"] * len(found)
    inside: set[int] = set()
    for first, last in runs:
        tags[first:last] = [f"B-{label}", *[f"I-{label}"] * (last - first - 1)]
        inside.update(range(first + 1, last))
    yield f"{DOCUMENT}\t{document.id}\t{document.sha256 or '-'}\tO"
    yield ""
    for i, (start, end) in enumerate(found):
        if i and i not in inside and re.search(r"[\n\r]", text[found[i - 1][1] : start]):
            yield ""
        yield f"{text[start:end]}\t{start}\t{end}\t{tags[i]}"
    yield ""


def _safe(label: str) -> str:
    """The label as part of a file's name."""
    return quote(label, safe="")[:100]
