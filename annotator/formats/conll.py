"""Tokens with IOB2 tags: one file a label, since a token has one tag and spans of different labels nest.

Four columns, separated by tabs: token, start, end (code points), tag. Readers of CoNLL files take the first and the last.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import IO, NamedTuple
from urllib.parse import quote

from annotator.dataset.dataset import Content, Dataset, Document, Files
from annotator.errors import AnnotatorError
from annotator.formats import Exported, Given, GivenDocument, GivenSpan, Left
from annotator.formats.parsing import integer, read_text
from annotator.formats.views import (
    ATTRIBUTES,
    NOTES,
    RULE,
    VOTES,
    View,
    apart,
    labels_of,
    lost,
    own_files,
    text_of,
    tokens,
    views,
)
from annotator.journal.records import Fields
from annotator.text.sanitize import one_line
from annotator.text.segments import Range

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


_TAG = re.compile(r"O|[BIESULM]-.+", re.DOTALL)
_BEGIN, _INSIDE = frozenset("BSU"), frozenset("IEML")


class _Token(NamedTuple):
    text: str
    tag: str
    start: int | None
    end: int | None


class _Part(NamedTuple):
    """A document's lines: sentences of tokens."""

    article: str | None
    sha256: str | None
    sentences: list[list[_Token]]


def read(path: Path) -> Given:
    """A document for each `-DOCSTART-`, or one."""
    left: list[Left] = []
    parts = [part for part in _parts(path, left) if any(part.sentences) or part.article]
    stem = path.name.partition(".")[0]
    tags = {token.tag for part in parts for sentence in part.sentences for token in sentence} - {"O"}
    if tags and not any(map(_TAG.fullmatch, tags)):
        raise AnnotatorError(
            f"{one_line(str(path))}: its last column has no tags as O, B-name and I-name: move them there, or name the "
            "format with --from"
        )
    documents = []
    for number, part in enumerate(parts, 1):
        name = part.article or (stem if len(parts) == 1 else f"{stem}-{number}")
        where = f"{one_line(path.name)}, document {number}"
        documents.append(_document(where, name, part))
    return Given(documents, left=left)


def _parts(path: Path, left: list[Left]) -> Iterator[_Part]:
    part = _Part(None, None, [[]])
    for number, line in enumerate(read_text(path).split("\n"), 1):
        columns = line.removesuffix("\r").split("\t" if "\t" in line else None)
        if not line.strip():
            part.sentences.append([])
        elif columns[0] == DOCUMENT:
            yield part
            ours = len(columns) == 4 and len(columns[2]) == 64
            part = _Part(columns[1] if ours else None, columns[2] if ours else None, [[]])
        elif line.startswith("# ") and " = " in line:
            continue
        elif len(columns) < 2:
            left.append(Left(f"{one_line(path.name)}, line {number}", None, "has a token and no tag"))
        else:
            ours = len(columns) == 4
            if not _TAG.fullmatch(columns[-1]):
                tag = one_line(repr(columns[-1]), 40)
                left.append(Left(f"{one_line(path.name)}, line {number}", None, f"has the tag {tag}, which is no tag"))
            start, end = (integer(columns[1]), integer(columns[2])) if ours else (None, None)
            part.sentences[-1].append(_Token(columns[0], columns[-1], start, end))
    yield part


def _document(where: str, name: str, part: _Part) -> GivenDocument:
    tokens = [token for sentence in part.sentences for token in sentence]
    exact = bool(tokens) and all(token.start is not None and token.end is not None for token in tokens)
    if exact or not tokens:
        places = [(token.start or 0, token.end or 0) for token in tokens]
        text = None
    else:
        text, places = _made(part.sentences)
    spans = [
        GivenSpan(
            label,
            places[first][0],
            places[last - 1][1],
            None if exact else text and text[places[first][0] : places[last - 1][1]],
        )
        for first, last, label in _runs(tokens)
    ]
    return GivenDocument(where, spans, name, text, part.sha256, finished=True)


def _made(sentences: list[list[_Token]]) -> tuple[str, list[tuple[int, int]]]:
    """A text of the tokens, and where each stands in it."""
    lines: list[str] = []
    places = []
    offset = 0
    for sentence in filter(None, sentences):
        for token in sentence:
            places.append((offset, offset + len(token.text)))
            offset += len(token.text) + 1
        lines.append(" ".join(token.text for token in sentence))
    return "\n".join([*lines, ""]), places


def _runs(tokens: list[_Token]) -> Iterator[tuple[int, int, str]]:
    """Stretches of tokens `[first, last)` with one label."""
    first, label = 0, ""
    for i, token in enumerate(tokens):
        kind, _, name = token.tag.partition("-")
        begins = kind in _BEGIN or (kind in _INSIDE and name != label)
        if label and (begins or kind not in _INSIDE):
            yield first, i, label
            label = ""
        if begins and name:
            first, label = i, name
    if label:
        yield first, len(tokens), label
