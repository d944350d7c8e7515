"""Tokens with IOB2 tags: one file a label, since a token has one tag and spans of different labels nest.

Four columns, separated by tabs: token, start, end (code points), tag. Readers of CoNLL files take the first and the last.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

from annotator.dataset.dataset import Content, Dataset, FileContents
from annotator.dataset.document import Document
from annotator.errors import AnnotatorError
from annotator.formats import Exported, Format, NotTaken, Source, SourceDocument, SourceSpan
from annotator.formats.parsing import integer, read_text
from annotator.formats.schema import configuration
from annotator.formats.views import (
    ATTRIBUTES,
    NOTES,
    RULE,
    VOTES,
    DatasetView,
    apart,
    labels_of,
    lost,
    made_together,
    text_of,
    tokens,
    views,
)
from annotator.model import Range
from annotator.text.sanitize import one_line

FORMAT = Format(
    "the second and third column of each token",
    noted=False,
    votes=False,
    needs_text=True,
    suffixes=(".conll", ".iob", ".iob2", ".bio"),
    single=".conll",
)
DOCUMENT = "-DOCSTART-"
_COLUMNS = ("tokens", "start", "end", "tags")
_LONGEST = 100
"""Characters of a label in the name of a file."""
_NO_TAG = re.compile(r"[\s%\x00-\x1f\x7f]")
"""What is written as `%` and its code in UTF-8 in a tag, as white space would end it."""
_LINE_END = re.compile(r"[\n\r]")
_WIDENED = "edges of spans inside a token (widened to the whole token)"
_TRIMMED = "white space at edges of spans"
_BLANK = "spans of white space"
_OVERLAPPING = "spans that overlap a longer one of their label"


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>.<label>.conll`, and `<part>.<annotator>.<label>.conll` with each annotator's own spans."""
    files: dict[str, Content] = {}
    own: list[str] = []
    otherwise: dict[str, Counter[str]] = {}
    configs: dict[str, dict[str, str]] = {}
    labels = labels_of(dataset)
    for view in views(dataset):
        names = [f"{view.name}.{_named(label)}.conll" for label in labels]
        counts = [Counter[str]() for _ in labels]
        files |= made_together(names, partial(_sentences, view, labels, counts))
        if view.annotator is not None:
            own += names
            continue
        otherwise |= zip(names, counts, strict=True)
        for label, name in zip(labels, names, strict=True):
            configs.setdefault(_named(label), {})[view.name] = name

    def not_held() -> dict[str, int]:
        counts = sum(otherwise.values(), Counter[str]())
        ordered = (_WIDENED, _TRIMMED, _BLANK, _OVERLAPPING)
        return lost(dataset, ATTRIBUTES, NOTES, VOTES) | {what: counts[what] for what in ordered if counts[what]}

    told = (RULE, "A blank line follows each line of an article, unless a span goes on across it.")
    return Exported(
        FileContents(files),
        not_held,
        configs=lambda: [
            configuration(name, paths, default=not number, column_names=list(_COLUMNS), delimiter="\t")
            for number, (name, paths) in enumerate(configs.items())
        ],
        sentences=lambda: told,
        own=tuple(own),
    )


def _named(label: str) -> str:
    """A label for names of files and configurations, without dots, which part the other names there."""
    name = quote(label, safe="").replace(".", "%2E").replace("~", "%7E")
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}-{hashlib.sha256(label.encode()).hexdigest()[:8]}"


def _sentences(view: DatasetView, labels: Sequence[str], otherwise: Sequence[Counter[str]]) -> Iterator[list[bytes]]:
    """Of each document its part of each label's file; what spans became is counted in `otherwise`, by label."""
    for counts in otherwise:
        counts.clear()
    for document in view.documents:
        text = text_of(document)
        found = list(tokens(text))
        rows = [f"{text[start:end]}\t{start}\t{end}\t" for start, end in found]
        starts = [start for start, _ in found]
        breaks = {bisect(starts, match.start()) for match in _LINE_END.finditer(text)} - {0, len(found)}
        parts = []
        for label, counts in zip(labels, otherwise, strict=True):
            runs = _runs_of(document, found, label, counts)
            parts.append(_part(document, rows, breaks, runs, label).encode())
        yield parts


def _runs_of(document: Document, found: list[Range], label: str, otherwise: Counter[str]) -> list[Range]:
    """Which tokens the spans of a label take, as stretches `[first, last)`; what became otherwise is counted."""
    text = text_of(document)
    kept, others = apart(span for span in document.spans if span["label"] == label)
    otherwise[_OVERLAPPING] += len(others)
    runs: list[Range] = []
    place = 0
    for span in kept:
        wording = text[span["start"] : span["end"]]
        start = int(span["start"]) + len(wording) - len(wording.lstrip())
        end = start + len(wording.strip())
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
    return runs


def _part(document: Document, rows: Sequence[str], breaks: set[int], runs: list[Range], label: str) -> str:
    """A document in the file of a label.

    Args:
        document: its head.
        rows: of its tokens, without the tags.
        breaks: the tokens that a new line of the article begins with, or that stand behind one.
        runs: the tokens that spans take.
        label: of these.
    """
    label = _NO_TAG.sub(lambda match: quote(match[0], safe=""), label)
    tags = ["O"] * len(rows)
    inside: set[int] = set()
    for first, last in runs:
        tags[first:last] = [f"B-{label}", *[f"I-{label}"] * (last - first - 1)]
        inside.update(range(first + 1, last))
    for token in breaks - inside:
        tags[token - 1] += "\n"
    tagged = map(str.__add__, rows, tags)
    return "\n".join([f"{DOCUMENT}\t{document.id}\t{document.sha256 or '-'}\tO", "", *tagged, "", ""])


_TAG = re.compile(r"O|[BIESULM]-.+", re.DOTALL)
_BEGIN, _INSIDE = frozenset("BSU"), frozenset("IEML")


class _Token(NamedTuple):
    text: str
    tag: str
    start: int | None
    end: int | None


class _TokenDocument(NamedTuple):
    """A document's lines: sentences of tokens."""

    article: str | None = None
    sha256: str | None = None
    sentences: list[list[_Token]] = []


def read(path: Path) -> Source:
    """A document for each `-DOCSTART-`, or one."""
    left: list[NotTaken] = []
    parts = [part for part in _parts(path, left) if any(part.sentences) or part.article]
    stem = path.name.partition(".")[0]
    tags = {token.tag for part in parts for sentence in part.sentences for token in sentence} - {"O"}
    if tags and not any(map(_TAG.fullmatch, tags)):
        raise AnnotatorError(
            f"{one_line(str(path))}: its last column has no tags as O, B-name and I-name: move them there, or name the "
            "format with --from"
        )
    documents = [
        _document(
            f"{one_line(path.name)}, document {number}",
            part.article or (stem if len(parts) == 1 else f"{stem}-{number}"),
            part,
        )
        for number, part in enumerate(parts, 1)
    ]
    return Source(documents, left=left)


def _parts(path: Path, left: list[NotTaken]) -> Iterator[_TokenDocument]:
    part = _TokenDocument(sentences=[[]])
    for number, line in enumerate(read_text(path).split("\n"), 1):
        where = f"{one_line(path.name)}, line {number}"
        columns = line.removesuffix("\r").split("\t" if "\t" in line else None)
        if not line.strip():
            part.sentences.append([])
        elif columns[0] == DOCUMENT:
            yield part
            ours = len(columns) == 4 and len(columns[2]) == 64
            part = _TokenDocument(columns[1] if ours else None, columns[2] if ours else None, [[]])
        elif line.startswith("# ") and " = " in line:
            continue
        elif len(columns) < 2:
            left.append(NotTaken(where, None, "has a token and no tag"))
        else:
            ours = len(columns) == 4
            if not _TAG.fullmatch(columns[-1]):
                tag = one_line(repr(columns[-1]), 40)
                left.append(NotTaken(where, None, f"has the tag {tag}, which is no tag"))
            start, end = (integer(columns[1]), integer(columns[2])) if ours else (None, None)
            part.sentences[-1].append(_Token(columns[0], columns[-1], start, end))
    yield part


def _document(where: str, name: str, part: _TokenDocument) -> SourceDocument:
    tokens = [token for sentence in part.sentences for token in sentence]
    exact = bool(tokens) and all(token.start is not None and token.end is not None for token in tokens)
    if exact or not tokens:
        places = [(token.start or 0, token.end or 0) for token in tokens]
        text = None
    else:
        text, places = _made(part.sentences)
    spans = [
        SourceSpan(
            unquote(label) if exact else label,
            places[first][0],
            places[last - 1][1],
            None if exact else text and text[places[first][0] : places[last - 1][1]],
        )
        for first, last, label in _runs(tokens)
    ]
    return SourceDocument(where, spans, name, text, part.sha256, finished=True)


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
